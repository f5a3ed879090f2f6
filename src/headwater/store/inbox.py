"""Mail that came in, byte for byte, and how far each mailbox has been read.

In: raw messages with the time at which our own mail host had them. Out: those still to be read, what became of each.
Never: a message twice, one that is lost between the mailbox and the desk, or a deletion.

A message is first stored and later read, in two transactions: whatever ends the process in between, the next one goes on.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from headwater import text
from headwater.notices import NoticeId
from headwater.store import db, desk_tables, ids

_T = desk_tables.mail_in.c
_M = desk_tables.mailbox.c
STORED = "stored"  # and still to be read
OUTCOMES = {
    STORED: "still to be read",
    "received": "became a notice",
    "joined": "was added to its notice",
    "again": "had come in before",
    "bounce": "tells that a letter of ours was not delivered",
    "automatic": "was written by a machine, and is not answered",
    "too_large": "is too large: it became a notice of which only the head was kept",
    "unreadable": "could not be read",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A mail that came in, without its bytes."""

    id: str
    sha256: str  # of the whole message; of one that is too large, of its head
    received_at: datetime  # T0: by our own mail host
    source: str  # imap, maildir
    size: int  # bytes of the whole message
    message_id: str  # as its sender wrote it, or ""
    content: str  # the same for every way on which one mail came, "" while it is unread
    outcome: str  # a key of OUTCOMES
    detail: str
    notice_id: NoticeId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a mailbox has been read."""

    validity: int  # UIDVALIDITY: where it changes, the numbers mean other messages
    uid: int | None  # None: the unread ones of before are still being taken
    looked_at: datetime


_COLUMNS = [_T[name] for name in Message.__slots__]


def add(
    conn: sa.Connection, raw: bytes, *, received_at: datetime, source: str, size: int | None = None
) -> str | None:
    """Store a message; its identifier, or None where these bytes had come in before.

    ``size`` is given for a message that is too large, of which ``raw`` is the head alone.
    """
    values = {
        "id": ids.new(), "sha256": hashlib.sha256(raw).hexdigest(), "received_at": received_at, "source": source,
        "size": size if size is not None else len(raw), "message_id": "", "content": "", "raw": raw,
        "outcome": STORED, "detail": "",
    }
    new = db.insert(conn, desk_tables.mail_in).values(values).on_conflict_do_nothing(index_elements=["sha256"])
    return conn.execute(new.returning(_T.id)).scalar()


def pending(conn: sa.Connection, *, limit: int) -> list[Message]:
    """Messages that are still to be read, in the order in which they came."""
    query = sa.select(*_COLUMNS).where(_T.outcome == STORED).order_by(_T.received_at, _T.id).limit(limit)
    return [_message(row) for row in conn.execute(query)]


def raw(conn: sa.Connection, message_id: str) -> bytes:
    """The bytes of a message; empty where there is none."""
    return conn.execute(sa.select(_T.raw).where(_T.id == message_id)).scalar() or b""


def kept_bytes(conn: sa.Connection, message_id: str) -> int:
    """How many bytes of a message are kept: fewer than its size where it was too large."""
    return conn.execute(sa.select(sa.func.length(_T.raw)).where(_T.id == message_id)).scalar() or 0


def settle(
    conn: sa.Connection, message: Message, outcome: str, *, detail: str = "", notice_id: NoticeId | None = None,
    message_id: str = "", content: str = "",
) -> None:
    """Note what became of a message."""
    values = {
        "outcome": outcome, "detail": text.squeeze(detail)[:500], "notice_id": notice_id,
        "message_id": text.squeeze(message_id)[:500], "content": content,
    }
    conn.execute(sa.update(desk_tables.mail_in).where(_T.id == message.id).values(values))


def same(conn: sa.Connection, content: str, *, but: str) -> Message | None:
    """A message of the same content that was read before, e.g. because one mail came on two ways."""
    query = sa.select(*_COLUMNS).where(_T.content == content, _T.id != but, _T.outcome != "again")
    row = conn.execute(query.order_by(_T.id).limit(1)).first() if content else None
    return _message(row) if row else None


def of_notice(conn: sa.Connection, notice_id: NoticeId) -> list[Message]:
    """The messages of a notice, oldest first."""
    query = sa.select(*_COLUMNS).where(_T.notice_id == notice_id).order_by(_T.received_at, _T.id)
    return [_message(row) for row in conn.execute(query)]


def newest(conn: sa.Connection, *, limit: int = 100, outcome: str | None = None) -> list[Message]:
    """The messages that came in last."""
    query = sa.select(*_COLUMNS).order_by(_T.received_at.desc(), _T.id.desc()).limit(limit)
    return [_message(row) for row in conn.execute(query if outcome is None else query.where(_T.outcome == outcome))]


def mark(conn: sa.Connection, mailbox: str) -> Mark | None:
    """How far a mailbox has been read; None: never."""
    row = conn.execute(sa.select(_M.validity, _M.uid, _M.looked_at).where(_M.name == mailbox)).first()
    return Mark(validity=row.validity, uid=row.uid, looked_at=row.looked_at) if row else None


def set_mark(conn: sa.Connection, mailbox: str, mark: Mark) -> None:
    """Note how far a mailbox has been read, in the transaction that stores what was read."""
    values: dict[str, Any] = {"validity": mark.validity, "uid": mark.uid, "looked_at": mark.looked_at}
    new = db.insert(conn, desk_tables.mailbox).values(name=mailbox, **values)
    conn.execute(new.on_conflict_do_update(index_elements=["name"], set_=values))


def _message(row: sa.Row[Any]) -> Message:
    return Message(**{str(key): value for key, value in row._mapping.items()})

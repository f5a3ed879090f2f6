"""Outgoing mail, queued in the transaction that causes it and sent later.

In: who shall be told what, under a key that says it once. Out: letters that are due, how each fared. Never: a letter
that is lost: what could not be sent is kept with the reason, and the desk sees it.

Loops and floods (RFC 3834; V3): of the kinds in :data:`LIMITED`, which anybody can cause by writing another's address,
a recipient gets :data:`FREE` in a day, then one an hour; the others are held back and say so.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from headwater import text
from headwater.notices import NoticeId
from headwater.store import db, desk_tables, ids

_T = desk_tables.mail_out.c
LIMITED = frozenset({"ack", "verify", "series"})  # answers to whoever writes an address, their own or not
WAITING = "waiting"  # to moderators, with words of comments: kept until it is sent or given up, no longer
FREE = 5  # of them in a day before one an hour is the limit
GIVE_UP = timedelta(days=5)  # RFC 5321, 4.5.4.1: at least 4 to 5 days
PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 120, 240))  # between attempts; the last repeats
HELD = "held back: this address has been answered often enough for now"
NOBODY = "there is no address to write to"
_ADDRESS = re.compile(r"[^\s\x00-\x20\x7f@<>,;:\"()\[\]\\]{1,64}@[^\s\x00-\x20\x7f@<>,;:\"()\\]{1,255}")  # "rights@tidewater.example"
_LOCAL = re.compile(r"<?(hw\.[0-9a-f]{32})@")  # "<hw.0123456789abcdef0123456789abcdef@news.example>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail of ours, sent or not."""

    id: str
    key: str  # "ack:NOTICE"
    kind: str  # ack, ask, reminder, interim, decision, verify, ...
    notice_id: NoticeId | None
    recipient: str
    subject: str
    body: str
    message_id: str  # the local part, which nobody can guess: "hw.0123..."; our domain follows when it is sent
    in_reply_to: str  # Message-ID of theirs, with its angle brackets, or ""
    reply_to: str  # "": the address for complaints
    automatic: bool  # an answer that a machine gives: Auto-Submitted: auto-replied, else auto-generated
    made_at: datetime
    due_at: datetime
    attempts: int
    sent_at: datetime | None
    given_up_at: datetime | None
    held_at: datetime | None
    last_error: str

    @property
    def state(self) -> str:
        """In one word: sent, held (back), undelivered, waiting."""
        if self.sent_at:
            return "undelivered" if self.given_up_at else "sent"  # it came back
        if self.held_at:
            return "held"
        return "undelivered" if self.given_up_at else "waiting"


def put(  # noqa: PLR0913 - a letter has that many parts
    conn: sa.Connection, *, key: str, kind: str, recipient: str, subject: str, body: str, now: datetime,
    notice_id: NoticeId | None = None, in_reply_to: str = "", reply_to: str = "", automatic: bool = True,
) -> bool:
    """Queue a letter; False if that key is queued already.

    A recipient that is no address, and a letter that is one too many, are queued as undelivered and as held back.
    """
    address = _address(recipient)
    held = bool(address) and automatic and kind in LIMITED and _is_too_many(conn, kind, address, now=now)
    values: dict[str, Any] = {
        "id": ids.new(), "key": key, "kind": kind, "notice_id": notice_id, "recipient": address,
        "subject": text.squeeze(subject)[:400], "body": text.clean(body.replace("\r\n", "\n")),
        "message_id": f"hw.{secrets.token_hex(16)}", "in_reply_to": text.squeeze(in_reply_to)[:900],
        "reply_to": _address(reply_to), "automatic": automatic, "made_at": now, "due_at": now, "attempts": 0,
        "held_at": now if held else None, "given_up_at": None if address else now,
        "last_error": HELD if held else "" if address else NOBODY,
    }
    new = db.insert(conn, desk_tables.mail_out).values(values).on_conflict_do_nothing(index_elements=["key"])
    return conn.execute(new.returning(_T.id)).first() is not None


def due(conn: sa.Connection, *, now: datetime, limit: int) -> list[Letter]:
    """Letters to send now, the longest waiting first."""
    return _select(conn, _is_open(), _T.due_at <= now, limit=limit)


def sent(conn: sa.Connection, letter_id: str, *, now: datetime) -> bool:
    """Note that the mail server took it; False if that was noted before."""
    done = sa.update(desk_tables.mail_out).where(_T.id == letter_id, _T.sent_at.is_(None))
    return conn.execute(done.values(sent_at=now, attempts=_T.attempts + 1, last_error="", body=_kept_body())).rowcount == 1


def _kept_body() -> sa.ColumnElement[str]:
    """What a letter says once it was sent or given up: its words, unless they are readers' own."""
    return sa.case((_T.kind == WAITING, ""), else_=_T.body)


def failed(conn: sa.Connection, letter: Letter, why: str, *, now: datetime, transient: bool = True) -> bool:
    """Note that it could not be sent; whether it is given up, at once where trying again is of no use."""
    gives_up = not transient or now - letter.made_at >= GIVE_UP
    pause = PAUSES[min(letter.attempts, len(PAUSES) - 1)]
    values = {
        "attempts": letter.attempts + 1, "last_error": text.squeeze(why)[:500],
        "due_at": now + pause, "given_up_at": now if gives_up else None,
        "body": _kept_body() if gives_up else _T.body,
    }
    conn.execute(sa.update(desk_tables.mail_out).where(_T.id == letter.id, _T.sent_at.is_(None)).values(values))
    return gives_up


def came_back(conn: sa.Connection, letter_id: str, why: str, *, now: datetime) -> None:
    """Note that it was sent, yet not delivered (a bounce)."""
    back = sa.update(desk_tables.mail_out).where(_T.id == letter_id)
    conn.execute(back.values(given_up_at=now, last_error=text.squeeze(why)[:500]))


def again(conn: sa.Connection, letter_id: str, *, now: datetime) -> bool:
    """Let a letter that was given up, held back or came back be tried anew, as if made now; False if there is none such."""
    open_ = sa.update(desk_tables.mail_out).where(
        _T.id == letter_id, _T.recipient != "", _T.body != "", sa.or_(_T.sent_at.is_(None), _T.given_up_at.is_not(None))
    )
    anew = {"made_at": now, "due_at": now, "attempts": 0, "sent_at": None, "given_up_at": None, "held_at": None, "last_error": ""}
    return conn.execute(open_.values(anew)).rowcount == 1


def explain(conn: sa.Connection, why: str) -> int:
    """Say of every letter that waits without having been tried why it does; of how many that was not said before."""
    untold = (_is_open(), _T.attempts == 0, _T.last_error != why)
    return conn.execute(sa.update(desk_tables.mail_out).where(*untold).values(last_error=why)).rowcount


def stale(conn: sa.Connection, *, now: datetime, limit: int) -> list[Letter]:
    """Letters that have waited too long to be of use, e.g. while no mail server is set up."""
    return _select(conn, _is_open(), _T.held_at.is_(None), _T.made_at <= now - GIVE_UP, limit=limit)


def held_back(conn: sa.Connection, *, limit: int) -> list[Letter]:
    """Letters that were held back and are not written into the ledger yet."""
    query = sa.select(desk_tables.mail_out).where(_T.held_at.is_not(None), _T.given_up_at.is_(None), _T.sent_at.is_(None))
    return [_letter(row) for row in conn.execute(query.order_by(_T.made_at, _T.id).limit(limit))]


def close_held(conn: sa.Connection, letter_id: str, *, now: datetime) -> None:
    """Note that the ledger knows of a letter that was held back."""
    conn.execute(sa.update(desk_tables.mail_out).where(_T.id == letter_id).values(given_up_at=now))


def unsent(conn: sa.Connection, *, limit: int = 100) -> list[Letter]:
    """Everything that did not reach its recipient so far: waiting, undelivered, held back; newest first."""
    query = sa.select(desk_tables.mail_out).where(sa.or_(_T.sent_at.is_(None), _T.given_up_at.is_not(None)))
    return [_letter(row) for row in conn.execute(query.order_by(_T.made_at.desc(), _T.id.desc()).limit(limit))]


def count_unsent(conn: sa.Connection) -> tuple[int, int]:
    """Number of letters that wait, and of those that were not delivered; those held back are neither."""
    waiting = sa.func.count(sa.case((_is_open(), 1)))
    undelivered = sa.func.count(sa.case((sa.and_(_T.given_up_at.is_not(None), _T.held_at.is_(None)), 1)))
    row = conn.execute(sa.select(waiting, undelivered)).one()
    return row[0], row[1]


def of_notice(conn: sa.Connection, notice_id: NoticeId) -> list[Letter]:
    """Every letter about a notice, oldest first."""
    query = sa.select(desk_tables.mail_out).where(_T.notice_id == notice_id).order_by(_T.made_at, _T.id)
    return [_letter(row) for row in conn.execute(query)]


def get(conn: sa.Connection, letter_id: str) -> Letter | None:
    """A letter."""
    row = conn.execute(sa.select(desk_tables.mail_out).where(_T.id == letter_id)).first()
    return _letter(row) if row else None


def by_key(conn: sa.Connection, key: str) -> Letter | None:
    """The letter that was queued under a key."""
    row = conn.execute(sa.select(desk_tables.mail_out).where(_T.key == key)).first()
    return _letter(row) if row else None


def newest(conn: sa.Connection, kind: str, recipient: str) -> Letter | None:
    """The last letter of a kind that was queued for somebody."""
    query = sa.select(desk_tables.mail_out).where(_T.kind == kind, _T.recipient == _address(recipient))
    row = conn.execute(query.order_by(_T.made_at.desc(), _T.id.desc()).limit(1)).first()
    return _letter(row) if row else None


def by_message_ids(conn: sa.Connection, message_ids: Sequence[str]) -> Letter | None:
    """Our letter that one of these Message-IDs names, the first that is known."""
    wanted = [found[1] for each in message_ids[:50] if (found := _LOCAL.match(each.strip()))]
    if not wanted:
        return None
    query = sa.select(desk_tables.mail_out).where(_T.message_id.in_(wanted))
    known = {row.message_id: row for row in conn.execute(query)}
    return next((_letter(known[each]) for each in wanted if each in known), None)


def _is_open() -> sa.ColumnElement[bool]:
    return sa.and_(_T.sent_at.is_(None), _T.given_up_at.is_(None), _T.held_at.is_(None))


def _select(conn: sa.Connection, *where: sa.ColumnElement[bool], limit: int) -> list[Letter]:
    query = sa.select(desk_tables.mail_out).where(*where).order_by(_T.due_at, _T.id).limit(limit)
    return [_letter(row) for row in conn.execute(query)]


def _is_too_many(conn: sa.Connection, kind: str, address: str, *, now: datetime) -> bool:
    day, hour = now - timedelta(days=1), now - timedelta(hours=1)
    counts = sa.select(sa.func.count(), sa.func.count(sa.case((_T.made_at > hour, 1)))).where(
        _T.recipient == address, _T.made_at > day, _T.kind == kind, _T.held_at.is_(None)
    )
    of_day, of_hour = conn.execute(counts).one()
    return of_day >= FREE and of_hour >= 1


def _address(given: str) -> str:
    """A bare mail address in lower case, "" where it is none: a line break never gets into a header."""
    found = _ADDRESS.fullmatch(given.strip())
    return found[0].lower() if found else ""


def _letter(row: sa.Row[Any]) -> Letter:
    return Letter(**{str(key): value for key, value in row._mapping.items()})

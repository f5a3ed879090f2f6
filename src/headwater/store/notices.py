"""Notices: complaints with their targets, notes and decisions.

In: nouns of ``headwater.notices``. Out: the same, read back. Never: a rule, or a token in the clear: the token of a
status page is made anew from the deployment's secret, and only its SHA-256 is kept.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from headwater import notices, text
from headwater.store import codec, db, desk_tables, ids
from headwater.store import secrets as secret_rows

_N = desk_tables.notice.c
_T = desk_tables.notice_target.c
_D = desk_tables.decision.c
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another: no 0 and O, 1 and I and L, U and V
_MINUTE = 60 * 10**6  # microseconds
_SOONER = {notices.Category.U0: 23 * 60, notices.Category.U2: 20 * 60}  # minutes before the promise that the class is due


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that the desk wrote down."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What is remembered of whoever sends."""

    today: int = 0  # notices in the last 24 hours
    upheld: int = 0
    rejected: int = 0
    same_words: int = 0  # other senders with the same words


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A notice with what only the desk's own work needs."""

    notice: notices.Notice
    sender_key: str
    message_id: str
    turn: int


# ---- references, tokens, keys ------------------------------------------------------------------------------


def new_reference() -> str:
    """For people: short, without letters that are read as others, and not to be guessed ("HW-7K2M-9QXD")."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"HW-{drawn[:4]}-{drawn[4:]}"


def token_of(conn: sa.Connection, notice_id: str, *, now: datetime) -> str:
    """The token of a notice's status page, made anew from the deployment's secret; to be called in ``write``."""
    made = hmac.new(secret_rows.signing(conn, now=now), f"notice:{notice_id}".encode(), hashlib.sha256).digest()
    return base64.b32encode(made[:20]).decode().lower()  # 160 bits, 32 letters and digits


def sender_key(mail: str) -> str:
    """By which notices of one mail address are counted; "" where there is none."""
    folded = text.fold(mail.strip())
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest() if folded else ""


def words_key(statement: notices.Statement) -> str:
    """By which the same words from other senders are seen; "" where they are too few to say anything."""
    said = text.words(" ".join((statement.explanation, statement.get("work"))))
    return hashlib.sha256(" ".join(said).encode()).hexdigest() if len(said) >= 8 else ""


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


# ---- writing -----------------------------------------------------------------------------------------------


def add(
    conn: sa.Connection, notice: notices.Notice, *, token: str, dedupe: str, message_id: str = ""
) -> bool:
    """Keep a new notice and its targets; False if one with this ``dedupe`` is there."""
    values = {
        **_columns(notice), "id": notice.id, "reference": notice.reference, "token_hash": _hashed(token), "dedupe": dedupe or None,
        "channel": str(notice.channel), "received_at": notice.received_at, "version": notice.version, "turn": 1, "message_id": message_id,
        "sender_key": sender_key(notice.contact.mail), "words_key": words_key(notice.statement),
    }  # fmt: skip
    new = db.insert(conn, desk_tables.notice).values(values).on_conflict_do_nothing(index_elements=["dedupe"])
    if conn.execute(new.returning(_N.id)).first() is None:
        return False
    _save_targets(conn, notice)
    return True


def save(conn: sa.Connection, notice: notices.Notice, *, turn: int | None = None) -> notices.Notice | None:
    """Write a notice over the version that was read; gives it with its new version, None where that has moved.

    Reference, channel and T0 are never written again.
    """
    changed = replace(notice, version=notice.version + 1)
    values = _columns(changed) | {"version": changed.version} | ({} if turn is None else {"turn": turn})
    done = conn.execute(sa.update(desk_tables.notice).where(_N.id == notice.id, _N.version == notice.version).values(values))
    return changed if done.rowcount else None


def save_targets(conn: sa.Connection, notice: notices.Notice) -> None:
    """Write the targets anew, by which the notices on an object are found."""
    conn.execute(sa.delete(desk_tables.notice_target).where(_T.notice_id == notice.id))
    _save_targets(conn, notice)


def _save_targets(conn: sa.Connection, notice: notices.Notice) -> None:
    rows = [
        {"notice_id": notice.id, "place": place, "kind": str(one.kind), "object_id": one.object_id, "scope": str(one.scope)}
        for place, one in enumerate(notice.targets) if one.kind is not None
    ]
    if rows:
        conn.execute(sa.insert(desk_tables.notice_target), rows)


def add_note(conn: sa.Connection, notice_id: str, words: str, *, by: str, now: datetime) -> None:
    """Keep something that the desk wrote down."""
    conn.execute(sa.insert(desk_tables.notice_note).values(id=ids.new(), notice_id=notice_id, at=now, by=by, text=words))


def add_decision(conn: sa.Connection, decision: notices.Decision) -> None:
    """Keep a decision."""
    conn.execute(sa.insert(desk_tables.decision).values(
        id=decision.id, notice_id=decision.notice_id, made_at=decision.made_at, undone_at=decision.undone_at, payload=codec.dump(decision),
    ))  # fmt: skip


def end_decision(conn: sa.Connection, decision: notices.Decision, *, now: datetime) -> notices.Decision | None:
    """Note that a decision stands no longer; None where that was noted before."""
    ended = replace(decision, undone_at=now)
    done = sa.update(desk_tables.decision).where(_D.id == decision.id, _D.undone_at.is_(None))
    return ended if conn.execute(done.values(undone_at=now, payload=codec.dump(ended))).rowcount else None


# ---- reading -----------------------------------------------------------------------------------------------


def get(conn: sa.Connection, notice_id: str) -> notices.Notice | None:
    """The notice, or None."""
    return _one(conn, _N.id == notice_id)


def get_to_change(conn: sa.Connection, notice_id: str) -> Kept | None:
    """The notice, its row locked until the transaction ends; None where there is none."""
    row = conn.execute(sa.select(desk_tables.notice).where(_N.id == notice_id).with_for_update()).first()
    return Kept(notice=_noun(row), sender_key=row.sender_key, message_id=row.message_id, turn=row.turn) if row else None


def by_reference(conn: sa.Connection, reference: str) -> notices.Notice | None:
    """The notice of a reference as people write it: any case, with or without dashes."""
    plain = re.sub(r"[^0-9A-Z]", "", reference.upper())
    plain = plain.removeprefix("HW") if len(plain) == 10 else plain
    return _one(conn, _N.reference == f"HW-{plain[:4]}-{plain[4:]}") if len(plain) == 8 else None


def by_token(conn: sa.Connection, token: str) -> notices.Notice | None:
    """The notice whose status page has this token."""
    return _one(conn, _N.token_hash == _hashed(token.strip().lower()))


def by_dedupe(conn: sa.Connection, dedupe: str) -> notices.Notice | None:
    """The notice that came of a form or mail that was sent before."""
    return _one(conn, _N.dedupe == dedupe)


def queue(
    conn: sa.Connection, *, states: Sequence[notices.State] = (), category: notices.Category | None = None,
    claimed_by: str | None = None, limit: int = 50, offset: int = 0,
) -> list[notices.Notice]:
    """Notices by the time at which their class is due, then by reference; ``states`` (): the open ones."""
    sooner = sa.case({str(key): minutes * _MINUTE for key, minutes in _SOONER.items()}, value=_N.category, else_=0)
    query = sa.select(desk_tables.notice).where(_N.state.in_(_states(states)))
    if category is not None:
        query = query.where(_N.category == str(category))
    if claimed_by is not None:
        query = query.where(_N.claimed_by == claimed_by)
    query = query.order_by(sa.type_coerce(_N.deadline_at, sa.BigInteger) - sooner, _N.reference)
    return [_noun(row) for row in conn.execute(query.limit(limit).offset(offset))]


def count(conn: sa.Connection, *, states: Sequence[notices.State] = ()) -> int:
    """How many there are; ``states`` (): the open ones."""
    return conn.execute(sa.select(sa.func.count()).where(_N.state.in_(_states(states)))).scalar_one()


def of_object(conn: sa.Connection, kind: notices.Kind, object_id: str, *, limit: int = 50) -> list[notices.Notice]:
    """The notices on an object, newest first."""
    on = sa.select(_T.notice_id).where(_T.kind == str(kind), _T.object_id == object_id)
    query = sa.select(desk_tables.notice).where(_N.id.in_(on)).order_by(_N.received_at.desc(), _N.id.desc()).limit(limit)
    return [_noun(row) for row in conn.execute(query)]


def sender(conn: sa.Connection, mail: str, statement: notices.Statement, *, now: datetime) -> Sender:
    """What is remembered of a sender, and of the words."""
    mine, words = sender_key(mail), words_key(statement)
    today = upheld = rejected = same = 0
    if mine:
        counts = sa.select(
            sa.func.count(sa.case((_N.received_at > now - timedelta(days=1), 1))),
            sa.func.count(sa.case((_N.state == str(notices.State.ACTED), 1))),
            sa.func.count(sa.case((_N.state == str(notices.State.NO_ACTION), 1))),
        ).where(_N.sender_key == mine)
        today, upheld, rejected = conn.execute(counts).one()
    if words:
        others = sa.select(sa.func.count(sa.distinct(_N.sender_key))).where(_N.words_key == words, _N.sender_key != mine)
        same = conn.execute(others).scalar_one()
    return Sender(today=today, upheld=upheld, rejected=rejected, same_words=same)


def waiting_for(conn: sa.Connection, sender: str, step: str, *, limit: int) -> list[notices.Notice]:
    """The notices of one sender that still have a step before them, oldest first."""
    todo = sa.select(desk_tables.step.c.notice_id).where(desk_tables.step.c.name == step, desk_tables.step.c.done_at.is_(None))
    query = sa.select(desk_tables.notice).where(_N.sender_key == sender, _N.id.in_(todo)).order_by(_N.received_at, _N.id).limit(limit)
    return [_noun(row) for row in conn.execute(query)]


def decisions(conn: sa.Connection, notice_id: str) -> list[notices.Decision]:
    """The decisions on a notice, oldest first, interim ones among them."""
    query = sa.select(_D.payload).where(_D.notice_id == notice_id).order_by(_D.made_at, _D.id)
    return [codec.load(notices.Decision, payload) for payload in conn.execute(query).scalars()]


def decision(conn: sa.Connection, decision_id: str) -> notices.Decision | None:
    """A decision, or None."""
    payload = conn.execute(sa.select(_D.payload).where(_D.id == decision_id)).scalar()
    return codec.load(notices.Decision, payload) if payload else None


def notes(conn: sa.Connection, notice_id: str) -> list[Note]:
    """What the desk wrote down about a notice, oldest first."""
    table = desk_tables.notice_note.c
    query = sa.select(desk_tables.notice_note).where(table.notice_id == notice_id).order_by(table.at, table.id)
    return [Note(at=row.at, by=row.by, text=row.text) for row in conn.execute(query)]


def _states(given: Sequence[notices.State]) -> list[str]:
    return sorted(str(one) for one in (given or notices.OPEN))


def _one(conn: sa.Connection, where: sa.ColumnElement[bool]) -> notices.Notice | None:
    row = conn.execute(sa.select(desk_tables.notice).where(where)).first()
    return _noun(row) if row else None


# ---- rows --------------------------------------------------------------------------------------------------


def _columns(notice: notices.Notice) -> dict[str, Any]:
    """Everything of a notice that may change."""
    return {
        "type": str(notice.type), "category": str(notice.category), "state": str(notice.state), "deadline_at": notice.deadline_at,
        "language": notice.language, "contact": codec.dump(notice.contact), "statement": codec.dump(notice.statement),
        "relation": str(notice.relation), "targets": codec.dump(notice.targets), "flags": codec.dump(notice.flags), "risk": notice.risk,
        "missing": codec.dump(notice.missing), "claimed_by": notice.claimed_by, "answered_at": notice.answered_at,
        "outcome": str(notice.outcome) if notice.outcome else None, "info_until": notice.info_until,
        "interim_id": notice.interim_id, "interim_until": notice.interim_until, "decision_id": notice.decision_id,
    }  # fmt: skip


def _noun(row: sa.Row[Any]) -> notices.Notice:
    return notices.Notice(
        id=notices.NoticeId(row.id), reference=row.reference, channel=notices.Channel(row.channel), type=notices.Type(row.type),
        category=notices.Category(row.category), state=notices.State(row.state), received_at=row.received_at,
        deadline_at=row.deadline_at, language=row.language, contact=codec.load(notices.Contact, row.contact),
        statement=codec.load(notices.Statement, row.statement), relation=notices.Relation(row.relation),
        targets=codec.load(tuple[notices.Target, ...], row.targets), flags=codec.load(tuple[str, ...], row.flags), risk=row.risk,
        missing=codec.load(tuple[str, ...], row.missing), claimed_by=row.claimed_by, answered_at=row.answered_at,
        outcome=notices.Outcome(row.outcome) if row.outcome else None, info_until=row.info_until, interim_id=row.interim_id,
        interim_until=row.interim_until, decision_id=row.decision_id, version=row.version,
    )  # fmt: skip

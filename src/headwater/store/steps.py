"""Steps: the desk's persisted deadlines, each done once, and the sign that its worker lives.

In: notices and times. Out: what is due, the longest due first. Never: what a step does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater.store import db, desk_tables, schema

_S = desk_tables.step.c
_BEAT = "desk-clock"  # the lease row that holds when the worker last ran


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A deadline of a notice, persisted."""

    notice_id: str
    name: str  # of ``desk.clock``: "remind-1", "interim.2", ...
    due_at: datetime
    done_at: datetime | None = None
    result: str = ""


def add(conn: sa.Connection, notice_id: str, due: Iterable[tuple[str, datetime]]) -> None:
    """Put steps on the clock; those that are there already stay as they are."""
    rows = [{"notice_id": notice_id, "name": name, "due_at": at, "result": ""} for name, at in due]
    if rows:
        conn.execute(db.insert(conn, desk_tables.step).values(rows).on_conflict_do_nothing(index_elements=["notice_id", "name"]))


def due(conn: sa.Connection, *, now: datetime, limit: int, verbs: Sequence[str] = ()) -> list[Step]:
    """Steps to do, the longest due first; ``verbs``: only those whose names begin so."""
    query = sa.select(desk_tables.step).where(_S.done_at.is_(None), _S.due_at <= now)
    if verbs:
        query = query.where(sa.or_(*(sa.or_(_S.name == verb, _S.name.like(f"{verb}-%"), _S.name.like(f"{verb}.%")) for verb in verbs)))
    return [_step(row) for row in conn.execute(query.order_by(_S.due_at, _S.notice_id, _S.name).limit(limit))]


def is_open(conn: sa.Connection, step: Step) -> bool:
    """Whether a step is still to be done; to be asked with the notice's row locked."""
    found = sa.select(_S.name).where(_S.notice_id == step.notice_id, _S.name == step.name, _S.done_at.is_(None))
    return conn.execute(found).first() is not None


def done(conn: sa.Connection, step: Step, result: str, *, now: datetime) -> bool:
    """Note that a step is done and what came of it; False if that was noted before."""
    mine = sa.update(desk_tables.step).where(_S.notice_id == step.notice_id, _S.name == step.name, _S.done_at.is_(None))
    return conn.execute(mine.values(done_at=now, result=result[:300])).rowcount == 1


def postpone(conn: sa.Connection, step: Step, until: datetime, result: str) -> None:
    """Do a step later."""
    mine = sa.update(desk_tables.step).where(_S.notice_id == step.notice_id, _S.name == step.name, _S.done_at.is_(None))
    conn.execute(mine.values(due_at=until, result=result[:300]))


def drop(conn: sa.Connection, notice_id: str, why: str, *, now: datetime, keep: Sequence[str] = ()) -> int:
    """Note that what was still to come will not: the notice is decided. How many; ``keep``: beginnings of names that stay due."""
    open_ones = sa.update(desk_tables.step).where(_S.notice_id == notice_id, _S.done_at.is_(None))
    for beginning in keep:
        open_ones = open_ones.where(sa.not_(_S.name.startswith(beginning, autoescape=True)))
    return conn.execute(open_ones.values(done_at=now, result=why[:300])).rowcount


def replan(
    conn: sa.Connection, notice_id: str, due: Iterable[tuple[str, datetime]], verbs: Sequence[str], why: str, *, now: datetime
) -> None:
    """Set the open steps of these verbs to another plan; what was done stays done. ``why`` marks those that are not wanted, and may be again."""
    wanted = dict(due)
    for one in of_notice(conn, notice_id):
        mine = sa.update(desk_tables.step).where(_S.notice_id == notice_id, _S.name == one.name)
        if one.done_at is not None and one.result != why:
            wanted.pop(one.name, None)
        elif (at := wanted.pop(one.name, None)) is not None:
            conn.execute(mine.values(due_at=at, done_at=None, result=""))
        elif one.done_at is None and one.name.split(".")[0].split("-")[0] in verbs:
            conn.execute(mine.values(done_at=now, result=why[:300]))
    add(conn, notice_id, wanted.items())


def of_notice(conn: sa.Connection, notice_id: str) -> list[Step]:
    """The deadlines of a notice, earliest first."""
    query = sa.select(desk_tables.step).where(_S.notice_id == notice_id).order_by(_S.due_at, _S.name)
    return [_step(row) for row in conn.execute(query)]


def next_due(conn: sa.Connection) -> datetime | None:
    """When the next step is due."""
    return conn.execute(sa.select(sa.func.min(_S.due_at)).where(_S.done_at.is_(None))).scalar()


def beat(conn: sa.Connection, *, now: datetime) -> None:
    """Note that the worker runs."""
    wanted = db.insert(conn, schema.lease).values(name=_BEAT, until=now, fence=0)
    conn.execute(wanted.on_conflict_do_update(index_elements=["name"], set_={"until": now}))


def last_beat(conn: sa.Connection) -> datetime | None:
    """When the worker last ran; None: never."""
    return conn.execute(sa.select(schema.lease.c.until).where(schema.lease.c.name == _BEAT)).scalar()


def _step(row: sa.Row) -> Step:
    return Step(notice_id=row.notice_id, name=row.name, due_at=row.due_at, done_at=row.done_at, result=row.result)

"""Politeness as a row: who may ask a host next, and when; and what its robots.txt said.

In: a host's name, an owner unlike any other, the time. Out: leases with fences. Never: a request, or waiting.

A host is asked only under a lease, whatever the purpose. One round: :func:`lease_due` (or :func:`take` for a hop to
another host); :func:`take` again before each request, which tells how long to wait; :func:`give` after it, which also
frees the host when nothing is left to ask. A lease that lapses is anybody's: recovery needs no more.

Before ``give`` or ``release``, in the same transaction, take ``due_at`` from :func:`next_due`: it locks the row, so no
work that another process adds meanwhile is overlooked. What a visit has found is saved after :func:`holds`. Many visits
that are saved in one transaction take :func:`held` and :func:`close_all` for that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from headwater.store import db, schema

_host = schema.host
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FREE: dict[str, None] = {"lease_owner": None, "lease_until": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class HostLease:
    """The right to ask a host, until it lapses."""

    name: str
    fence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A lease had or kept, and how long to wait before the request."""

    fence: int
    wait_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """A robots.txt as last fetched."""

    status: int  # 200; 404: no rules; 503: unreachable
    body: bytes
    fetched_at: datetime
    state: str = "{}"  # JSON of whoever fetches: validators, failures, when to ask again


def need(conn: sa.Connection, host: str, at: datetime) -> None:
    """There is work for a host from this time on; never puts off what is due earlier."""
    conn.execute(_need(conn.dialect.name), {"name": host, "due_at": at, "next_allowed_at": _EPOCH})


@cache
def _need(dialect: str) -> sa.Executable:
    wanted = (postgresql if dialect == "postgresql" else sqlite).insert(_host)
    earlier = sa.or_(_host.c.due_at.is_(None), _host.c.due_at > wanted.excluded.due_at)
    return wanted.on_conflict_do_update(
        index_elements=["name"], set_={"due_at": sa.case((earlier, wanted.excluded.due_at), else_=_host.c.due_at)}
    )


def is_due(conn: sa.Connection, *, now: datetime) -> bool:
    """Whether :func:`lease_due` would find a host; a look that takes no lock."""
    return conn.execute(_leasable(now).limit(1)).first() is not None


def is_owing(conn: sa.Connection, *, now: datetime, after_failure: timedelta = timedelta(minutes=1)) -> bool:
    """Whether any host has work that is due and may be asked within a minute; one that asked for a long pause owes nothing.

    ``after_failure``: how long is waited instead for a host that was down or had enough when it was asked last.
    """
    soon = sa.case((_host.c.failures > 0, _stamp(now + after_failure)), else_=_stamp(now + timedelta(minutes=1)))
    owing = sa.select(_host.c.name).where(_host.c.due_at <= now, _host.c.next_allowed_at <= soon).limit(1)
    return conn.execute(owing).first() is not None


def lease_due(
    conn: sa.Connection, owner: str, *, now: datetime, limit: int, seconds: float, feeds_only: bool = False,
    without: Collection[str] = (), among: Collection[str] | None = None,
) -> list[HostLease]:
    """Up to ``limit`` hosts that have work, may be asked now and are free; those waiting longest first.

    ``feeds_only``: only hosts with a feed to poll; ``without`` and ``among`` name hosts to pass over, or the only ones.
    """
    since = sa.case((_host.c.next_allowed_at > _host.c.due_at, _host.c.next_allowed_at), else_=_host.c.due_at)
    due = _leasable(now)
    if feeds_only:
        due = due.where(sa.exists().where(schema.feed.c.host == _host.c.name, schema.feed.c.next_poll_at <= now))
    if without:
        due = due.where(_host.c.name.not_in(sorted(without)))
    if among is not None:
        due = due.where(_host.c.name.in_(sorted(among)))
    due = due.order_by(since, _host.c.name).limit(limit).with_for_update(skip_locked=True)
    names = conn.execute(due).scalars().all()
    if not names:
        return []
    until = now + timedelta(seconds=seconds)
    taken = sa.update(_host).where(_host.c.name.in_(names))
    taken = taken.values(lease_owner=owner, lease_until=until, fence=_host.c.fence + 1)
    fences = {row.name: row.fence for row in conn.execute(taken.returning(_host.c.name, _host.c.fence))}
    return [HostLease(name=name, fence=fences[name]) for name in names if name in fences]


def take(
    conn: sa.Connection, name: str, owner: str, *, now: datetime, seconds: float, fence: int | None = None
) -> Taken | None:
    """A lease on one host: a new one if it is free, the same one if this owner has it, None if another has.

    With ``fence`` only that very lease is kept: several visits of one owner do not share theirs.

    It runs until ``seconds`` after the moment when the host may be asked, so the wait costs nothing of it.
    """
    same = _host.c.lease_owner == owner if fence is None else sa.and_(_host.c.lease_owner == owner, _host.c.fence == fence)
    mine = sa.and_(same, _host.c.lease_until > now)
    length = timedelta(seconds=seconds)
    until = sa.case(
        (_host.c.next_allowed_at > now, _host.c.next_allowed_at + _micros(length)), else_=_stamp(now + length)
    )
    fresh = db.insert(conn, _host).values(
        name=name, next_allowed_at=_EPOCH, lease_owner=owner, lease_until=now + length, fence=1
    )
    taken = fresh.on_conflict_do_update(
        index_elements=["name"],
        set_={
            "lease_owner": owner,
            "lease_until": until,
            "fence": sa.case((mine, _host.c.fence), else_=_host.c.fence + 1),
        },
        where=sa.or_(_host.c.lease_owner.is_(None), _host.c.lease_until <= now, same),
    )
    row = conn.execute(taken.returning(_host.c.fence, _host.c.next_allowed_at)).first()
    if row is None:
        return None
    return Taken(fence=row.fence, wait_seconds=max(0.0, (row.next_allowed_at - now).total_seconds()))


def give(
    conn: sa.Connection,
    name: str,
    owner: str,
    fence: int,
    *,
    next_allowed_at: datetime,
    due_at: datetime | None,
    keep: bool = False,
) -> bool:
    """After a request: when the host may be asked again, when there is work for it; frees it unless ``keep``.

    ``next_allowed_at`` never moves back. False if the fence is stale, and then nothing changes.
    """
    later = sa.case(
        (_host.c.next_allowed_at > next_allowed_at, _host.c.next_allowed_at), else_=_stamp(next_allowed_at)
    )
    values = {"next_allowed_at": later, "due_at": due_at, **({} if keep else _FREE)}
    return _change(conn, _is(name, owner, fence), values)


def release(conn: sa.Connection, name: str, owner: str, fence: int, *, due_at: datetime | None) -> bool:
    """Free a host without a request, with the time of its next work (None: there is none); False if the fence is stale."""
    return _change(conn, _is(name, owner, fence), {"due_at": due_at, **_FREE})


def renew(conn: sa.Connection, name: str, owner: str, fence: int, *, now: datetime, seconds: float) -> bool:
    """Extend a lease; False if it went to another."""
    return _change(conn, _is(name, owner, fence), {"lease_until": now + timedelta(seconds=seconds)})


def holds(conn: sa.Connection, name: str, owner: str, fence: int) -> bool:
    """Whether the lease is still this one; if so it stays so until the transaction ends. To be called in ``write``."""
    mine = sa.select(_host.c.name).where(_is(name, owner, fence)).with_for_update()
    return conn.execute(mine).first() is not None


def held(conn: sa.Connection, owner: str, names: Collection[str]) -> dict[str, int]:
    """The fences of those hosts that are still leased to an owner; they stay so until the transaction ends."""
    mine = sa.select(_host.c.name, _host.c.fence).where(_host.c.name.in_(sorted(names)), _host.c.lease_owner == owner)
    return {row.name: row.fence for row in conn.execute(mine.order_by(_host.c.name).with_for_update())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A host to be let go after a visit."""

    name: str
    fence: int
    next_allowed_at: datetime | None  # None: it was not asked
    failed: bool | None = None  # whether it was down or had enough when it was asked last; None: it was not asked


def close_all(conn: sa.Connection, owner: str, closings: Sequence[Closing]) -> None:
    """Let hosts go, each with its next turn and its next work; a stale fence changes nothing.

    They must be held (:func:`held`, or a lock of one's own): then the look for what they owe sees all that was added before
    the lock, and what is added later lowers ``due_at``.
    """
    rows = [
        {"its_name": one.name, "its_owner": owner, "its_fence": one.fence, "allowed": one.next_allowed_at or _EPOCH,
         "failed": {True: 1, False: 0, None: -1}[one.failed]}
        for one in closings
    ]
    if rows:
        conn.execute(_CLOSE, rows)


def owners(conn: sa.Connection, *, now: datetime) -> set[str]:
    """Whoever holds a lease now."""
    return set(conn.execute(sa.select(_host.c.lease_owner).where(_host.c.lease_until > now).distinct()).scalars())


def bury(conn: sa.Connection, owners: Iterable[str], *, now: datetime, pause: float) -> int:
    """Free the hosts of owners that are known to be dead, asked again in ``pause`` seconds at the soonest; how many."""
    soonest = now + timedelta(seconds=pause)
    later = sa.case((_host.c.next_allowed_at > soonest, _host.c.next_allowed_at), else_=_stamp(soonest))
    freed = sa.update(_host).where(_host.c.lease_owner.in_(sorted(owners)))
    return conn.execute(freed.values(next_allowed_at=later, **_FREE)).rowcount


def next_due(conn: sa.Connection, name: str) -> datetime | None:
    """When the host's feeds and fetches next want it; locks its row, so that what is added later lowers ``due_at``."""
    if conn.dialect.name != "sqlite":  # which has one writer at a time anyway
        conn.execute(_LOCK, {"name": name})
    times = conn.execute(_NEXT_DUE, {"name": name}).one()
    return min((time for time in times if time is not None), default=None)


_name = sa.bindparam("name")
_LOCK = sa.select(_host.c.name).where(_host.c.name == _name).with_for_update()
_NEXT_DUE = sa.select(
    sa.select(sa.func.min(schema.feed.c.next_poll_at)).where(schema.feed.c.host == _name).scalar_subquery(),
    sa.select(sa.func.min(schema.fetch_due.c.due_at)).where(schema.fetch_due.c.host == _name).scalar_subquery(),
)


_its_name = sa.bindparam("its_name")
_wanted = sa.union_all(
    sa.select(sa.func.min(schema.feed.c.next_poll_at).label("at")).where(schema.feed.c.host == _its_name),
    sa.select(sa.func.min(schema.fetch_due.c.due_at).label("at")).where(schema.fetch_due.c.host == _its_name),
).subquery()
_allowed = sa.bindparam("allowed", type_=schema.Micros)
_failed = sa.bindparam("failed", type_=sa.Integer)  # 1, 0, -1: not asked
_CLOSE = (
    sa.update(_host)
    .where(
        _host.c.name == _its_name, _host.c.lease_owner == sa.bindparam("its_owner"), _host.c.fence == sa.bindparam("its_fence")
    )
    .values(
        next_allowed_at=sa.case((_host.c.next_allowed_at > _allowed, _host.c.next_allowed_at), else_=_allowed),
        due_at=sa.select(sa.func.min(_wanted.c.at)).scalar_subquery(), **_FREE,
        failures=sa.case((_failed == 1, _host.c.failures + 1), (_failed == 0, 0), else_=_host.c.failures),
    )
)


def robots_get(conn: sa.Connection, origin: str) -> Robots | None:
    """The robots.txt of an origin (``https://host:port``) as last fetched, however old."""
    table = schema.robots
    row = conn.execute(
        sa.select(table.c.status, table.c.body, table.c.fetched_at, table.c.state).where(table.c.origin == origin)
    ).first()
    return None if row is None else Robots(**row._mapping)


def robots_of(conn: sa.Connection, origins: Collection[str]) -> dict[str, Robots]:
    """The robots.txt of several origins, as far as they were fetched."""
    table = schema.robots
    columns = sa.select(table.c.origin, table.c.status, table.c.body, table.c.fetched_at, table.c.state)
    return {
        row.origin: Robots(status=row.status, body=row.body, fetched_at=row.fetched_at, state=row.state)
        for row in conn.execute(columns.where(table.c.origin.in_(sorted(origins))))
    }


def heard(conn: sa.Connection, origins: Collection[str]) -> dict[str, datetime]:
    """When the robots.txt of several origins was read last, as far as it was."""
    table = schema.robots
    known = sa.select(table.c.origin, table.c.fetched_at).where(table.c.origin.in_(sorted(origins)))
    return {row.origin: row.fetched_at for row in conn.execute(known)}


def robots_put(conn: sa.Connection, origin: str, robots: Robots) -> None:
    """Remember a robots.txt; an answer older than the one we have changes nothing."""
    table = schema.robots
    values = {"status": robots.status, "body": robots.body, "fetched_at": robots.fetched_at,
              "state": robots.state}
    conn.execute(
        db.insert(conn, table)
        .values(origin=origin, **values)
        .on_conflict_do_update(
            index_elements=["origin"], set_=values, where=table.c.fetched_at <= robots.fetched_at
        )
    )


def _is(name: str, owner: str, fence: int) -> sa.ColumnElement[bool]:
    return sa.and_(_host.c.name == name, _host.c.lease_owner == owner, _host.c.fence == fence)


def _leasable(now: datetime) -> sa.Select[str]:
    free = sa.or_(_host.c.lease_until.is_(None), _host.c.lease_until <= now)
    return sa.select(_host.c.name).where(_host.c.due_at <= now, _host.c.next_allowed_at <= now, free)


def _change(conn: sa.Connection, where: sa.ColumnElement[bool], values: dict[str, Any]) -> bool:
    return conn.execute(sa.update(_host).where(where).values(values)).rowcount == 1


def _micros(length: timedelta) -> sa.ColumnElement[int]:
    return sa.literal(length // timedelta(microseconds=1), sa.BigInteger)


def _stamp(time: datetime) -> sa.ColumnElement[datetime]:
    return sa.literal(time, schema.Micros)

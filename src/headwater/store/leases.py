"""Named leases: work that one process in the whole deployment does at a time ("digest", "tend").

In: a name, an owner unlike any other, the time. Out: a fence, a number that grows with each lease. Never: waiting.

A lease that its owner does not renew lapses, and whoever comes next gets it with a higher fence. So a worker that was
only asleep may think it still has it: every transaction that saves calls :func:`holds` first, which also keeps others
from taking the lease until that transaction ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater.store import db, schema

_lease = schema.lease


def acquire(conn: sa.Connection, name: str, owner: str, *, now: datetime, seconds: float) -> int | None:
    """The fence of a new lease; None while anybody, this owner included, holds an unlapsed one."""
    until = now + timedelta(seconds=seconds)
    wanted = db.insert(conn, _lease).values(name=name, owner=owner, until=until, fence=1)
    taken = wanted.on_conflict_do_update(
        index_elements=["name"],
        set_={"owner": owner, "until": until, "fence": _lease.c.fence + 1},
        where=sa.or_(_lease.c.owner.is_(None), _lease.c.until <= now),
    )
    return conn.execute(taken.returning(_lease.c.fence)).scalar()


def renew(conn: sa.Connection, name: str, owner: str, fence: int, *, now: datetime, seconds: float) -> bool:
    """Extend a lease; False if it went to another (one that lapsed untaken is still its owner's)."""
    extended = sa.update(_lease).where(_is(name, owner, fence)).values(until=now + timedelta(seconds=seconds))
    return conn.execute(extended).rowcount == 1


def release(conn: sa.Connection, name: str, owner: str, fence: int) -> bool:
    """Give a lease back; False if it was another's by then, and then nothing changes."""
    freed = sa.update(_lease).where(_is(name, owner, fence)).values(owner=None, until=None)
    return conn.execute(freed).rowcount == 1


def owners(conn: sa.Connection, *, now: datetime) -> set[str]:
    """Whoever holds a lease now."""
    return set(conn.execute(sa.select(_lease.c.owner).where(_lease.c.until > now).distinct()).scalars())


def bury(conn: sa.Connection, owners: Iterable[str]) -> int:
    """Free the leases of owners that are known to be dead; how many."""
    freed = sa.update(_lease).where(_lease.c.owner.in_(sorted(owners)))
    return conn.execute(freed.values(owner=None, until=None)).rowcount


def holds(conn: sa.Connection, name: str, owner: str, fence: int) -> bool:
    """Whether the lease is still this one; if so it stays so until the transaction ends. To be called in ``write``."""
    mine = sa.select(_lease.c.name).where(_is(name, owner, fence)).with_for_update()
    return conn.execute(mine).first() is not None


def _is(name: str, owner: str, fence: int) -> sa.ColumnElement[bool]:
    return sa.and_(_lease.c.name == name, _lease.c.owner == owner, _lease.c.fence == fence)

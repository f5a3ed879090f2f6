"""Where redirectors lead: found out once, remembered for every later entry with the same link.

In: keys of redirectors' addresses (``urls.key``), and what was found out. Out: the same. Never: a request.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from headwater.gathering import Resolved
from headwater.store import db, schema

_T = schema.resolved.c
_STEP = 400  # parameters of one statement


def get(conn: sa.Connection, keys: Iterable[str]) -> dict[str, Resolved]:
    """What is known of these redirectors, by key."""
    wanted = list(dict.fromkeys(keys))
    found: dict[str, Resolved] = {}
    for start in range(0, len(wanted), _STEP):
        for row in conn.execute(_GET, {"keys": wanted[start : start + _STEP]}):
            found[row.key] = Resolved(key=row.key, target=row.target, why=row.why, at=row.at)
    return found


_GET = sa.select(schema.resolved).where(_T.key.in_(sa.bindparam("keys", expanding=True)))


def put(conn: sa.Connection, *found: Resolved, now: datetime) -> None:
    """Remember where redirectors lead; a target that is known is not forgotten for one that could not be had."""
    if not found:
        return
    insert = db.insert(conn, schema.resolved)
    target = sa.func.coalesce(insert.excluded.target, _T.target)
    wanted = insert.on_conflict_do_update(
        index_elements=["key"], set_={"target": target, "why": insert.excluded.why, "at": insert.excluded.at}
    )
    conn.execute(wanted, [{"key": one.key, "target": one.target, "why": one.why, "at": one.at or now} for one in found])


def forget(conn: sa.Connection, *, before: datetime, limit: int = 2_000) -> int:
    """Forget redirectors that were last asked before a moment; gives how many."""
    old: Sequence[str] = conn.execute(sa.select(_T.key).where(_T.at < before).limit(limit)).scalars().all()
    if old:
        conn.execute(sa.delete(schema.resolved).where(_T.key.in_(old)))
    return len(old)

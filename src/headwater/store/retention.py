"""What is forgotten when nobody needs it any more, so that no table grows for ever.

In: a moment before which something counts as old. Out: how many rows went. Never: an article, a story, or anything that
readers see.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from headwater.store import schema

BATCH = 2_000  # rows of one call, so that the transaction stays short
TABLES_KEPT = 14  # of document frequencies


def entries(conn: sa.Connection, *, before: datetime) -> int:
    """Forget entries that no feed has listed since; their articles and addresses stay."""
    entry = schema.entry.c
    old = sa.select(entry.id).where(entry.last_seen < before).limit(BATCH)
    return conn.execute(sa.delete(schema.entry).where(entry.id.in_(old))).rowcount


def robots(conn: sa.Connection, *, before: datetime) -> int:
    """Forget robots files that were not read since."""
    table = schema.robots.c
    old = sa.select(table.origin).where(table.fetched_at < before).limit(BATCH)
    return conn.execute(sa.delete(schema.robots).where(table.origin.in_(old))).rowcount


def hosts(conn: sa.Connection, *, before: datetime) -> int:
    """Forget hosts that owe us nothing, are not leased and were not asked since."""
    host = schema.host.c
    old = sa.select(host.name).where(
        host.due_at.is_(None), host.lease_owner.is_(None), host.next_allowed_at < before
    ).limit(BATCH)
    return conn.execute(sa.delete(schema.host).where(host.name.in_(old))).rowcount


def frequencies(conn: sa.Connection) -> int:
    """Keep the newest tables of document frequencies."""
    table = schema.frequency.c
    kept = sa.select(table.version).order_by(table.made_at.desc()).limit(TABLES_KEPT)
    return conn.execute(sa.delete(schema.frequency).where(table.version.not_in(kept.scalar_subquery()))).rowcount

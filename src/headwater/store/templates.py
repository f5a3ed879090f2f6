"""What the pages of each host repeat: one row a host, rewritten as pages come.

In: a host, and what extraction has learnt of it, as text. Out: the same. Never: a look inside, or a page's words: what is
kept are hashes.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from headwater.store import schema

_T = schema.template.c
_GET = sa.select(_T.payload).where(_T.host == sa.bindparam("host"))
_LOCK = _GET.with_for_update()


def get(conn: sa.Connection, host: str) -> str:
    """What is known of a host; "" where nothing is."""
    return conn.execute(_GET, {"host": host}).scalar() or ""


def to_change(conn: sa.Connection, host: str) -> str:
    """The same, locked until the transaction ends."""
    return conn.execute(_LOCK, {"host": host}).scalar() or ""


def put(conn: sa.Connection, host: str, payload: str, *, pages: int, now: datetime) -> None:
    """Remember what is known of a host now; what was known before goes."""
    conn.execute(_put(conn.dialect.name), {"host": host, "payload": payload, "pages": pages, "changed_at": now})


@cache
def _put(dialect: str) -> sa.Executable:
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(schema.template)
    return insert.on_conflict_do_update(
        index_elements=["host"],
        set_={"payload": insert.excluded.payload, "pages": insert.excluded.pages, "changed_at": insert.excluded.changed_at},
    )


def forget(conn: sa.Connection, *, before: datetime) -> int:
    """Forget hosts of which no page was read since; gives how many."""
    return conn.execute(sa.delete(schema.template).where(_T.changed_at < before)).rowcount

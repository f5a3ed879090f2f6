"""Frozen tables of document frequencies, newest in use; older ones stay, so that placements can be explained.

In: bytes with their version. Out: the same. Never: a look inside.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from headwater.store import db, schema

_T = schema.frequency.c


def newest(conn: sa.Connection) -> tuple[bytes, datetime] | None:
    """The table in use and when it was frozen."""
    row = conn.execute(sa.select(_T.payload, _T.made_at).order_by(_T.made_at.desc()).limit(1)).first()
    return (row.payload, row.made_at) if row else None


def add(conn: sa.Connection, version: str, payload: bytes, *, now: datetime) -> None:
    """Freeze a table."""
    values = {"version": version, "made_at": now, "payload": payload}
    conn.execute(db.insert(conn, schema.frequency).values(values).on_conflict_do_nothing(index_elements=["version"]))

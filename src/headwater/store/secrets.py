"""The deployment's signing secret, made once and shared by every process on the store.

In: a connection that may write. Out: 32 bytes. Never: a second one for the same name.
"""

from __future__ import annotations

import secrets
from datetime import datetime

import sqlalchemy as sa

from headwater.store import db, desk_tables

_T = desk_tables.secret


def signing(conn: sa.Connection, *, now: datetime) -> bytes:
    """The secret with which forms, log-ins and links are signed."""
    new = db.insert(conn, _T).values(name="signing", value=secrets.token_bytes(32), made_at=now)
    conn.execute(new.on_conflict_do_nothing(index_elements=["name"]))
    return conn.execute(sa.select(_T.c.value).where(_T.c.name == "signing")).scalar_one()

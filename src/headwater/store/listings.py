"""What section pages listed before, and what stood on them at each visit.

In: a feed of kind "page". Out: the addresses that it listed with their times, and the memory of its links as text. Never: a
reading of that text (``parse.watching``), or the entries' own rows (``store.entries``).
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from headwater import model
from headwater.store import codec, schema

MOST = 400  # addresses looked at, the latest
_T = schema.entry.c


def listed(conn: sa.Connection, feed_id: str) -> dict[str, datetime | None]:
    """The addresses that a page listed lately, each with the time that the page first gave."""
    rows = conn.execute(sa.select(_T.payload).where(_T.feed_id == feed_id).order_by(_T.last_seen.desc()).limit(MOST))
    entries = (codec.load(model.Entry, payload) for payload in rows.scalars())
    return {one.url: one.published for one in entries}


def memory(conn: sa.Connection, feed_id: str) -> str:
    """What is remembered of the links on a page; "" at first."""
    return conn.execute(sa.select(schema.feed.c.links).where(schema.feed.c.id == feed_id)).scalar() or ""


def remember(conn: sa.Connection, feed_id: str, memory: str) -> None:
    """Remember the links that stand on a page now."""
    conn.execute(sa.update(schema.feed).where(schema.feed.c.id == feed_id).values(links=memory))

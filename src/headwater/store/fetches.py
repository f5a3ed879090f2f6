"""Wishes for pages: whatever wants a page writes a row here, keyed by the target's host; only gather fetches.

In: an address, for which article, from when. Out: the next wish of a host. Never: a fetch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater import model, urls
from headwater.store import db, ids, schema

_T = schema.fetch_due.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A page to fetch."""

    id: str
    url: str
    purpose: model.Purpose
    article_id: model.ArticleId
    attempts: int
    last_reason: str = ""  # of the attempt before


def want(conn: sa.Connection, url: str, article_id: str, *, due_at: datetime,
         purpose: model.Purpose = model.Purpose.PAGE) -> str:
    """Wish for a page; an earlier wish for the same article takes the new address and the earlier time."""
    name = urls.host(url)
    insert = db.insert(conn, schema.fetch_due).values(
        id=ids.new(), host=name, url=url, purpose=str(purpose), article_id=article_id, due_at=due_at, attempts=0,
        last_reason="",
    )
    earlier = sa.case((insert.excluded.due_at < _T.due_at, insert.excluded.due_at), else_=_T.due_at)
    conn.execute(
        insert.on_conflict_do_update(
            index_elements=["article_id", "purpose"], set_={"url": url, "host": name, "due_at": earlier}
        )
    )
    return name


def want_all(conn: sa.Connection, pages: Sequence[tuple[str, str]], *, due_at: datetime) -> set[str]:
    """Wish for the pages of new articles, (address, article) each; gives the hosts that owe them."""
    rows = [
        {"id": ids.new(), "host": urls.host(url), "url": url, "purpose": str(model.Purpose.PAGE), "article_id": article_id,
         "due_at": due_at, "attempts": 0, "last_reason": ""}
        for url, article_id in pages
    ]
    if rows:
        insert = db.insert(conn, schema.fetch_due)
        conn.execute(insert.on_conflict_do_nothing(index_elements=["article_id", "purpose"]), rows)
    return {row["host"] for row in rows}


def lead(conn: sa.Connection, article_id: str, url: str) -> tuple[str, datetime] | None:
    """Give the wish for an article's page another address; gives its host and when it is due, None if there is no wish."""
    wish = sa.update(schema.fetch_due).where(_T.article_id == article_id, _T.purpose == str(model.Purpose.PAGE))
    row = conn.execute(wish.values(url=url, host=urls.host(url)).returning(_T.host, _T.due_at)).first()
    return (row.host, row.due_at) if row else None


def drop(conn: sa.Connection, article_id: str) -> None:
    """Wish for nothing more of an article."""
    conn.execute(sa.delete(schema.fetch_due).where(_T.article_id == article_id))


def due(conn: sa.Connection, host: str, *, now: datetime) -> Wish | None:
    """The wish of a host that has waited longest, or None."""
    query = (
        sa.select(schema.fetch_due).where(_T.host == host, _T.due_at <= now).order_by(_T.due_at, _T.id).limit(1)
    )
    row = conn.execute(query).first()
    if row is None:
        return None
    return Wish(
        id=row.id, url=row.url, purpose=model.Purpose(row.purpose), article_id=row.article_id, attempts=row.attempts,
        last_reason=row.last_reason,
    )


def next_due(conn: sa.Connection, host: str) -> datetime | None:
    """When the next wish of a host is due."""
    return conn.execute(sa.select(sa.func.min(_T.due_at)).where(_T.host == host)).scalar()


def done(conn: sa.Connection, wish_id: str) -> None:
    """Strike a wish off."""
    conn.execute(sa.delete(schema.fetch_due).where(_T.id == wish_id))


def again(conn: sa.Connection, wish_id: str, *, due_at: datetime, reason: str) -> None:
    """Put a wish off after an attempt."""
    conn.execute(
        sa.update(schema.fetch_due).where(_T.id == wish_id).values(
            due_at=due_at, attempts=_T.attempts + 1, last_reason=reason
        )
    )


def later(conn: sa.Connection, wish_id: str, *, due_at: datetime) -> None:
    """Put a wish off without an attempt: the host was not asked."""
    conn.execute(sa.update(schema.fetch_due).where(_T.id == wish_id).values(due_at=due_at))


def waiting(conn: sa.Connection, *, now: datetime) -> int:
    """How many wishes are due."""
    return conn.execute(sa.select(sa.func.count()).where(_T.due_at <= now)).scalar_one()

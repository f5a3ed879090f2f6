"""Entries as feeds list them: what is known already, so that an unchanged document costs one read.

In: model.Entry with its key. Out: which keys are known. Never: articles (``store.articles``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater.store import ids, schema

_T = schema.entry.c
_STEP = 400  # parameters of one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """What we remember of an entry."""

    id: str
    article_id: str
    digest: str
    last_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry to be remembered."""

    feed_id: str
    key: str
    article_id: str
    digest: str
    payload: str  # model.Entry as JSON


def known(conn: sa.Connection, feed_id: str, keys: Sequence[str]) -> dict[str, KnownEntry]:
    """The known entries of a feed among these keys."""
    found: dict[str, KnownEntry] = {}
    for start in range(0, len(keys), _STEP):
        query = sa.select(_T.key, _T.id, _T.article_id, _T.digest, _T.last_seen).where(
            _T.feed_id == feed_id, _T.key.in_(keys[start : start + _STEP])
        )
        for row in conn.execute(query):
            found[row.key] = KnownEntry(
                id=row.id, article_id=row.article_id, digest=row.digest, last_seen=row.last_seen
            )
    return found


def add(conn: sa.Connection, entries: Sequence[NewEntry], *, now: datetime) -> None:
    """Remember new entries."""
    if entries:
        conn.execute(
            sa.insert(schema.entry),
            [
                {"id": ids.new(), "feed_id": one.feed_id, "key": one.key, "article_id": one.article_id,
                 "digest": one.digest, "payload": one.payload, "first_seen": now, "last_seen": now}
                for one in entries
            ],
        )


def change(conn: sa.Connection, entry_id: str, *, digest: str, payload: str, now: datetime) -> None:
    """Remember what a feed now says of an entry."""
    conn.execute(
        sa.update(schema.entry).where(_T.id == entry_id).values(digest=digest, payload=payload, last_seen=now)
    )


def touch(conn: sa.Connection, known_entries: Sequence[KnownEntry], *, now: datetime) -> None:
    """Note that entries are still listed; once a day is enough."""
    stale = [one.id for one in known_entries if now - one.last_seen > timedelta(days=1)]
    for start in range(0, len(stale), _STEP):
        conn.execute(
            sa.update(schema.entry).where(_T.id.in_(stale[start : start + _STEP])).values(last_seen=now)
        )


def of_article(conn: sa.Connection, article_id: str) -> list[sa.Row]:
    """Every feed's word on an article: feed_id, key, first_seen, last_seen, payload."""
    query = sa.select(_T.feed_id, _T.key, _T.first_seen, _T.last_seen, _T.payload).where(_T.article_id == article_id)
    return list(conn.execute(query.order_by(_T.first_seen)))


def repoint(conn: sa.Connection, old: str, new: str) -> None:
    """Let the entries of one article speak of another."""
    conn.execute(sa.update(schema.entry).where(_T.article_id == old).values(article_id=new))

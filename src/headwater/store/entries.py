"""Entries as feeds list them: what is known already, so that an unchanged document costs one read.

In: model.Entry with its key. Out: which keys, and which words, are known. Never: articles (``store.articles``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater.store import ids, schema

_T = schema.entry.c
_STEP = 400  # parameters of one statement
MOST_TWINS = 10_000  # entries with the same words that are looked at: a feed can give all of its entries the same title
NO_ARTICLE = ""  # of an entry that is remembered without an article: too old to be news when it first appeared


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """What we remember of an entry."""

    id: str
    feed_id: str
    key: str
    article_id: str
    digest: str
    last_seen: datetime
    changes: int = 0  # since the moment below
    changing_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry to be remembered."""

    feed_id: str
    key: str
    article_id: str
    digest: str
    payload: str  # model.Entry as JSON
    twin: int | None = None  # feeds.identity.twin


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a feed now says of a known entry."""

    id: str
    key: str
    digest: str
    payload: str
    twin: int | None
    changes: int
    changing_since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMemory:
    """What telling a feed's entries apart needs of its row."""

    identity: str | None  # feeds.identity.Policy
    was_read: bool  # before now


def memory(conn: sa.Connection, feed_id: str) -> FeedMemory:
    """What a feed's row says about its entries."""
    row = conn.execute(_MEMORY, {"id": feed_id}).first()
    return FeedMemory(identity=row.identity if row else None, was_read=bool(row and row.body_hash))


_MEMORY = sa.select(schema.feed.c.identity, schema.feed.c.body_hash).where(schema.feed.c.id == sa.bindparam("id"))


def set_identity(conn: sa.Connection, feed_id: str, policy: str) -> None:
    """Remember how a feed's entries are told apart from now on."""
    conn.execute(sa.update(schema.feed).where(schema.feed.c.id == feed_id).values(identity=policy))


_COLUMNS = (_T.id, _T.feed_id, _T.key, _T.article_id, _T.digest, _T.last_seen, _T.changes, _T.changing_since)


def _noun(row: sa.Row) -> KnownEntry:
    return KnownEntry(
        id=row.id, feed_id=row.feed_id, key=row.key, article_id=row.article_id, digest=row.digest, last_seen=row.last_seen,
        changes=row.changes, changing_since=row.changing_since,
    )


def known(conn: sa.Connection, feed_id: str, keys: Sequence[str]) -> dict[str, KnownEntry]:
    """The known entries of a feed among these keys."""
    found: dict[str, KnownEntry] = {}
    for start in range(0, len(keys), _STEP):
        for row in conn.execute(_KNOWN, {"feed": feed_id, "keys": keys[start : start + _STEP]}):
            found[row.key] = _noun(row)
    return found


_KNOWN = sa.select(*_COLUMNS).where(_T.feed_id == sa.bindparam("feed"), _T.key.in_(sa.bindparam("keys", expanding=True)))


def listed_by(conn: sa.Connection, feed_id: str, article_ids: Iterable[str]) -> dict[str, KnownEntry]:
    """What a feed has said of these articles, under whatever key: the entry that it listed last, by article."""
    wanted = list(dict.fromkeys(article_ids))
    found: dict[str, KnownEntry] = {}
    for start in range(0, len(wanted), _STEP):
        for row in conn.execute(_LISTED_BY, {"feed": feed_id, "articles": wanted[start : start + _STEP]}):
            found[row.article_id] = _noun(row)
    return found


_LISTED_BY = (
    sa.select(*_COLUMNS).where(_T.article_id.in_(sa.bindparam("articles", expanding=True)), _T.feed_id == sa.bindparam("feed"))
    .order_by(_T.last_seen, _T.id)
)


def twins(conn: sa.Connection, wanted: Iterable[int]) -> dict[int, list[KnownEntry]]:
    """The known entries with these words (``feeds.identity.twin``) that have an article, in any feed, the oldest first."""
    numbers = list(dict.fromkeys(wanted))
    found: dict[int, list[KnownEntry]] = {}
    for start in range(0, len(numbers), _STEP):
        for row in conn.execute(_TWINS.limit(MOST_TWINS), {"twins": numbers[start : start + _STEP]}):
            found.setdefault(row.twin, []).append(_noun(row))
    return found


_TWINS = (
    sa.select(*_COLUMNS, _T.twin).where(_T.twin.in_(sa.bindparam("twins", expanding=True)), _T.article_id != NO_ARTICLE)
    .order_by(_T.first_seen, _T.id)
)


def add(conn: sa.Connection, entries: Sequence[NewEntry], *, now: datetime) -> None:
    """Remember new entries."""
    if entries:
        conn.execute(
            _ADD,
            [
                {"id": ids.new(), "feed_id": one.feed_id, "key": one.key, "article_id": one.article_id, "digest": one.digest,
                 "payload": one.payload, "first_seen": now, "last_seen": now, "twin": one.twin, "changes": 0}
                for one in entries
            ],
        )


_ADD = sa.insert(schema.entry)


def change(conn: sa.Connection, changes: Sequence[Change], *, now: datetime) -> None:
    """Remember what a feed now says of entries, under the keys that they now have."""
    if changes:
        conn.execute(
            _CHANGE,
            [
                {"of": one.id, "key": one.key, "digest": one.digest, "payload": one.payload, "twin": one.twin, "last_seen": now,
                 "changes": one.changes, "changing_since": one.changing_since}
                for one in changes
            ],
        )


_CHANGE = sa.update(schema.entry).where(_T.id == sa.bindparam("of"))


def touch(conn: sa.Connection, known_entries: Iterable[KnownEntry], *, now: datetime) -> None:
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


def without_article(conn: sa.Connection, address: str) -> sa.Row | None:
    """The entry that names an address and is remembered without an article: feed_id, first_seen."""
    query = sa.select(_T.feed_id, _T.first_seen).where(_T.article_id == NO_ARTICLE, _T.payload.contains(f'"{address}"', autoescape=True))
    return conn.execute(query.limit(1)).first()


def repoint(conn: sa.Connection, old: str, new: str) -> None:
    """Let the entries of one article speak of another."""
    conn.execute(sa.update(schema.entry).where(_T.article_id == old).values(article_id=new))

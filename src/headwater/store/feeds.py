"""Feeds and what we remember of each: the rows that say when a host is next asked for news.

In: model.Feed, model.FeedHistory. Out: the same, joined with the outlet where a poll needs it. Never: entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater import model, urls
from headwater.store import db, schema

_T = schema.feed.c


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFeed:
    """A feed with its memory, as a poll reads it and as lists show it."""

    feed: model.Feed
    history: model.FeedHistory
    title: str
    entries_listed: int
    moved_to: str | None  # target of a permanent redirect
    moved_times: int  # how often in a row it was seen
    moved_since: datetime | None = None
    parent_id: model.FeedId | None = None  # the sitemap index that listed it
    same_as: model.FeedId | None = None  # another feed that has the same document
    added_at: datetime | None = None


def _noun(row: sa.Row) -> KnownFeed:
    return KnownFeed(
        feed=model.Feed(
            id=model.FeedId(row.id), outlet_id=model.OutletId(row.outlet_id), url=row.url,
            kind=model.FeedKind(row.kind),
        ),
        history=model.FeedHistory(
            feed_id=model.FeedId(row.id), etag=row.etag, last_modified=row.last_modified, body_hash=row.body_hash,
            polled_at=row.polled_at, succeeded_at=row.succeeded_at, failures=row.failures,
            last_error=row.last_error, interval=row.interval, next_poll_at=row.next_poll_at, why=row.why or "",
            full_at=row.full_at, validators_lie=row.validators_lie,
        ),
        title=row.title, entries_listed=row.entries_listed, moved_to=row.moved_to, moved_times=row.moved_times,
        moved_since=row.moved_since, parent_id=row.parent_id, same_as=row.same_as, added_at=row.added_at,
    )


def add(conn: sa.Connection, feed: model.Feed, *, title: str = "", now: datetime) -> bool:
    """Add a feed that is polled at once; False if its address is known already."""
    values = {
        "id": feed.id, "outlet_id": feed.outlet_id, "url": feed.url, "host": urls.host(feed.url),
        "kind": str(feed.kind), "title": title, "added_at": now, "next_poll_at": now,
    }
    fresh = db.insert(conn, schema.feed).values(values).on_conflict_do_nothing(index_elements=["url"])
    return conn.execute(fresh.returning(_T.id)).first() is not None  # an INSERT's rowcount says nothing on PostgreSQL


def get(conn: sa.Connection, feed_id: str) -> KnownFeed | None:
    """A feed with its memory."""
    row = conn.execute(sa.select(schema.feed).where(_T.id == feed_id)).first()
    return _noun(row) if row else None


def due(conn: sa.Connection, host: str, *, now: datetime) -> KnownFeed | None:
    """The feed of a host that has waited longest for its poll, or None."""
    query = (
        sa.select(schema.feed).where(_T.host == host, _T.next_poll_at <= now).order_by(_T.next_poll_at).limit(1)
    )
    row = conn.execute(query).first()
    return _noun(row) if row else None


def next_due(conn: sa.Connection, host: str) -> datetime | None:
    """When the next feed of a host is due."""
    return conn.execute(sa.select(sa.func.min(_T.next_poll_at)).where(_T.host == host)).scalar()


_REMEMBER = sa.update(schema.feed).where(_T.id == sa.bindparam("feed_id"))


def remember(conn: sa.Connection, history: model.FeedHistory) -> None:
    """Write what a poll has taught."""
    conn.execute(
        _REMEMBER,
        {
            "feed_id": history.feed_id, "etag": history.etag, "last_modified": history.last_modified,
            "body_hash": history.body_hash, "polled_at": history.polled_at, "succeeded_at": history.succeeded_at,
            "failures": history.failures, "last_error": history.last_error, "interval": history.interval,
            "next_poll_at": history.next_poll_at, "why": history.why, "full_at": history.full_at,
            "validators_lie": history.validators_lie,
        },
    )


def describe(conn: sa.Connection, feed_id: str, *, kind: model.FeedKind, title: str, listed: int) -> None:
    """Write what a document has taught about its feed."""
    conn.execute(
        sa.update(schema.feed).where(_T.id == feed_id).values(kind=str(kind), title=title, entries_listed=listed)
    )


def saw_move(conn: sa.Connection, known: KnownFeed, moved_to: str | None) -> None:
    """Count permanent redirects to one target; None: the feed answered where it is."""
    if moved_to == known.moved_to and moved_to is None:
        return
    times = known.moved_times + 1 if moved_to == known.moved_to else 1
    conn.execute(
        sa.update(schema.feed).where(_T.id == known.feed.id).values(
            moved_to=moved_to, moved_times=times if moved_to else 0
        )
    )


def move(conn: sa.Connection, feed_id: str, url: str) -> bool:
    """Give a feed a new address; False if another feed has it already."""
    taken = conn.execute(sa.select(_T.id).where(_T.url == url, _T.id != feed_id)).first()
    if taken:
        return False
    conn.execute(
        sa.update(schema.feed).where(_T.id == feed_id).values(
            url=url, host=urls.host(url), moved_to=None, moved_times=0
        )
    )
    return True


def poll_now(conn: sa.Connection, feed_ids: Sequence[str] | None, *, now: datetime) -> list[str]:
    """Make feeds due (all where None); gives their hosts."""
    chosen = sa.true() if feed_ids is None else _T.id.in_(feed_ids)
    conn.execute(sa.update(schema.feed).where(chosen).values(next_poll_at=now))
    return list(conn.execute(sa.select(_T.host).where(chosen).distinct()).scalars())


def every(conn: sa.Connection, outlet_id: str | None = None) -> Iterator[KnownFeed]:
    """All feeds, or those of one outlet, by address."""
    query = sa.select(schema.feed).order_by(_T.url)
    if outlet_id is not None:
        query = query.where(_T.outlet_id == outlet_id)
    for row in conn.execute(query):
        yield _noun(row)

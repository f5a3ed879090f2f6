"""Feeds and what we remember of each: the rows that say when a host is next asked for news.

In: model.Feed, model.FeedHistory. Out: the same, joined with the outlet where a poll needs it. Never: entries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater import model, urls
from headwater.store import db, schema

FAILING = 3  # failures in a row after which a feed stands for no other
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


def noun(row: sa.Row) -> KnownFeed:
    """A row of the table as the noun."""
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


def add(
    conn: sa.Connection, feed: model.Feed, *, title: str = "", now: datetime, parent_id: str | None = None
) -> bool:
    """Add a feed that is polled at once; False if its address is known already."""
    values = {
        "id": feed.id, "outlet_id": feed.outlet_id, "url": feed.url, "host": urls.host(feed.url),
        "kind": str(feed.kind), "title": title, "added_at": now, "next_poll_at": now, "parent_id": parent_id,
    }
    fresh = db.insert(conn, schema.feed).values(values).on_conflict_do_nothing(index_elements=["url"])
    return conn.execute(fresh.returning(_T.id)).first() is not None  # an INSERT's rowcount says nothing on PostgreSQL


def get(conn: sa.Connection, feed_id: str) -> KnownFeed | None:
    """A feed with its memory."""
    row = conn.execute(sa.select(schema.feed).where(_T.id == feed_id)).first()
    return noun(row) if row else None


def due(conn: sa.Connection, host: str, *, now: datetime) -> KnownFeed | None:
    """The feed of a host that has waited longest for its poll, or None."""
    query = (
        sa.select(schema.feed).where(_T.host == host, _T.next_poll_at <= now).order_by(_T.next_poll_at).limit(1)
    )
    row = conn.execute(query).first()
    return noun(row) if row else None


def first_due(conn: sa.Connection, hosts: Collection[str], *, now: datetime) -> dict[str, KnownFeed]:
    """For each of these hosts that has a feed to poll: the one that has waited longest."""
    other = schema.feed.alias()
    longest = (
        sa.select(other.c.id).where(other.c.host == schema.host.c.name, other.c.next_poll_at <= now)
        .order_by(other.c.next_poll_at).limit(1).scalar_subquery()
    )
    chosen = sa.select(longest).where(schema.host.c.name.in_(sorted(hosts)))
    return {row.host: noun(row) for row in conn.execute(sa.select(schema.feed).where(_T.id.in_(chosen)))}


def next_due(conn: sa.Connection, host: str) -> datetime | None:
    """When the next feed of a host is due."""
    return conn.execute(sa.select(sa.func.min(_T.next_poll_at)).where(_T.host == host)).scalar()


_REMEMBER = sa.update(schema.feed).where(_T.id == sa.bindparam("feed_id"))


def remember(conn: sa.Connection, *histories: model.FeedHistory) -> None:
    """Write what polls have taught."""
    conn.execute(
        _REMEMBER,
        [
            {
                "feed_id": history.feed_id, "etag": history.etag, "last_modified": history.last_modified,
                "body_hash": history.body_hash, "polled_at": history.polled_at, "succeeded_at": history.succeeded_at,
                "failures": history.failures, "last_error": history.last_error, "interval": history.interval,
                "next_poll_at": history.next_poll_at, "why": history.why, "full_at": history.full_at,
                "validators_lie": history.validators_lie,
            }
            for history in histories
        ],
    )


def describe(conn: sa.Connection, feed_id: str, *, kind: model.FeedKind, title: str, listed: int) -> None:
    """Write what a document has taught about its feed."""
    conn.execute(
        sa.update(schema.feed).where(_T.id == feed_id).values(kind=str(kind), title=title, entries_listed=listed)
    )


def forget_document(conn: sa.Connection, feed_id: str) -> None:
    """Have the whole document read at the next poll, though it be the same as at the last."""
    conn.execute(sa.update(schema.feed).where(_T.id == feed_id).values(etag=None, last_modified=None, body_hash=None))


def by_url(conn: sa.Connection, url: str) -> KnownFeed | None:
    """The feed at an address."""
    row = conn.execute(sa.select(schema.feed).where(_T.url == url)).first()
    return noun(row) if row else None


def saw_move(conn: sa.Connection, known: KnownFeed, moved_to: str | None, *, now: datetime) -> None:
    """Count permanent redirects to one target; None: the feed answered where it is."""
    if moved_to == known.moved_to and moved_to is None:
        return
    again = moved_to == known.moved_to
    conn.execute(
        sa.update(schema.feed).where(_T.id == known.feed.id).values(
            moved_to=moved_to, moved_times=known.moved_times + 1 if again else int(moved_to is not None),
            moved_since=(known.moved_since or now) if again else now if moved_to else None,
        )
    )


def move(conn: sa.Connection, feed_id: str, url: str) -> bool:
    """Give a feed a new address; False if another feed has it already."""
    taken = conn.execute(sa.select(_T.id).where(_T.url == url, _T.id != feed_id)).first()
    if taken:
        return False
    conn.execute(
        sa.update(schema.feed).where(_T.id == feed_id).values(
            url=url, host=urls.host(url), moved_to=None, moved_times=0, moved_since=None, validators_lie=False
        )
    )
    return True


# ---- feeds that are the same, or come from one index -------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntry:
    """What is compared of an entry."""

    first_seen: datetime
    size: int  # characters of what the feed says of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """Another feed of the same outlet, and what it has in common with one."""

    feed: KnownFeed
    entries: dict[str, ListedEntry]  # article -> its entry of that article


def same_as(conn: sa.Connection, feed_id: str, other_id: str | None) -> None:
    """Note that another feed has the same document; None: it has not, or no longer."""
    conn.execute(sa.update(schema.feed).where(_T.id == feed_id).values(same_as=other_id))


def wake(conn: sa.Connection, feed_id: str, *, now: datetime) -> list[str]:
    """Let those be polled again for which a feed stood that fails; gives their hosts."""
    woken = sa.update(schema.feed).where(_T.same_as == feed_id).values(same_as=None, next_poll_at=now)
    return list(conn.execute(woken.returning(_T.host)).scalars())


def has_siblings(conn: sa.Connection, known: KnownFeed) -> bool:
    """Whether the outlet has another feed."""
    query = sa.select(_T.id).where(_T.outlet_id == known.feed.outlet_id, _T.id != known.feed.id, _T.same_as.is_(None)).limit(1)
    return conn.execute(query).first() is not None


def listed(conn: sa.Connection, feed_id: str, limit: int) -> dict[str, ListedEntry]:
    """The entries of a feed that came last, by article."""
    entry = schema.entry.c
    query = sa.select(entry.article_id, entry.first_seen, sa.func.length(entry.payload).label("size")).where(entry.feed_id == feed_id)
    rows = conn.execute(query.order_by(entry.last_seen.desc(), entry.first_seen.desc()).limit(limit))
    return {row.article_id: ListedEntry(first_seen=row.first_seen, size=row.size) for row in rows}


def sharing(conn: sa.Connection, known: KnownFeed, article_ids: Sequence[str]) -> list[Sharing]:
    """The other feeds of a feed's outlet that list some of these articles, those with most in common first."""
    entry = schema.entry.c
    query = (
        sa.select(schema.feed, entry.article_id, entry.first_seen, sa.func.length(entry.payload).label("size"))
        .join(schema.entry, entry.feed_id == _T.id)
        .where(entry.article_id.in_(article_ids), _T.outlet_id == known.feed.outlet_id, _T.id != known.feed.id)
        .where(sa.or_(_T.same_as.is_(None), _T.id == known.same_as))
    )
    found: dict[str, Sharing] = {}
    for row in conn.execute(query):
        one = found.setdefault(row.id, Sharing(feed=noun(row), entries={}))
        one.entries[row.article_id] = ListedEntry(first_seen=row.first_seen, size=row.size)
    return sorted(found.values(), key=lambda one: len(one.entries), reverse=True)


def children(conn: sa.Connection, feed_id: str) -> dict[str, KnownFeed]:
    """The feeds that an index has listed, by address."""
    return {row.url: noun(row) for row in conn.execute(sa.select(schema.feed).where(_T.parent_id == feed_id))}


def named_by_indexes(conn: sa.Connection, outlet_id: str) -> int:
    """How many feeds of an outlet sitemap indexes have named."""
    query = sa.select(sa.func.count()).select_from(schema.feed).where(_T.outlet_id == outlet_id, _T.parent_id.is_not(None))
    return conn.execute(query).scalar_one()


def ancestors(conn: sa.Connection, known: KnownFeed, *, most: int) -> list[str]:
    """The addresses of the index that listed a feed, of the one that listed that, and so on, at most ``most``."""
    found: list[str] = []
    above = known.parent_id
    while above is not None and len(found) < most:
        row = conn.execute(sa.select(_T.url, _T.parent_id).where(_T.id == above)).first()
        if row is None:
            break
        found.append(row.url)
        above = row.parent_id
    return found


def put_off(conn: sa.Connection, feed_ids: Sequence[str], *, until: datetime, why: str) -> None:
    """Poll some feeds not before a time."""
    late = sa.update(schema.feed).where(_T.id.in_(feed_ids), _T.next_poll_at < until)
    conn.execute(late.values(next_poll_at=until, why=why))


def poll_now(conn: sa.Connection, feed_ids: Sequence[str] | None, *, now: datetime) -> list[str]:
    """Make feeds due (all where None); gives their hosts."""
    chosen = sa.true() if feed_ids is None else _T.id.in_(feed_ids)
    conn.execute(sa.update(schema.feed).where(chosen).values(next_poll_at=now))
    return list(conn.execute(sa.select(_T.host).where(chosen).distinct()).scalars())


def poll_by(conn: sa.Connection, feed_id: str, at: datetime, *, why: str) -> str | None:
    """Have a feed polled at this time at the latest, and say why; gives its host where that is sooner than planned."""
    later = sa.or_(_T.next_poll_at.is_(None), _T.next_poll_at > at)
    sooner = sa.update(schema.feed).where(_T.id == feed_id, later).values(next_poll_at=at, why=why)
    return conn.execute(sooner.returning(_T.host)).scalar()


def every(conn: sa.Connection, outlet_id: str | None = None) -> Iterator[KnownFeed]:
    """All feeds, or those of one outlet, by address."""
    query = sa.select(schema.feed).order_by(_T.url)
    if outlet_id is not None:
        query = query.where(_T.outlet_id == outlet_id)
    for row in conn.execute(query):
        yield noun(row)

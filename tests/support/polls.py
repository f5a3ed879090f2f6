"""One feed that is polled again and again: its documents, and what is known of it afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from headwater import model
from headwater.gathering import FeedLog
from headwater.store import feed_logs, feeds, hosts, schema
from support.world import World, item, rss

FEED = "https://tide.example/feed"
ITEMS = (item("lock", title="Lock closed"), item("frost", title="Frost in the valley"), item("pears", title="Pears dearer"))
WHOLE = rss(*ITEMS)
MORE = rss(item("ferry", title="Ferry late"), *ITEMS)


def known(world: World, url: str = FEED) -> feeds.KnownFeed:
    """A feed as it is remembered."""
    with world.store.read() as conn:
        found = feeds.by_url(conn, url)
    assert found is not None, url
    return found


def log(world: World, url: str = FEED) -> FeedLog:
    """What its polls came to."""
    with world.store.read() as conn:
        return feed_logs.get(conn, known(world, url).feed.id)


def titles(world: World) -> list[str]:
    """Of all articles that came."""
    with world.store.read() as conn:
        return sorted(conn.execute(sa.select(schema.article.c.title)).scalars())


def go(world: World, *, hours: float = 0.0, only: str | None = None) -> None:
    """Poll feeds now (all, or one), whatever their schedule says; what that makes due is visited too."""
    world.now += timedelta(hours=hours, seconds=5)
    with world.store.write() as conn:
        ids = None if only is None else [one.feed.id for one in feeds.every(conn) if one.feed.url == only]
        for host in feeds.poll_now(conn, ids, now=world.now):
            hosts.need(conn, host, world.now)
    world.gather()


def not_modified(**headers: str) -> model.NotModified:
    """The answer that nothing changed."""
    return model.NotModified(url=FEED, headers=tuple((name.replace("_", "-"), value) for name, value in headers.items()), fetched_at=datetime(2026, 11, 1, tzinfo=UTC))

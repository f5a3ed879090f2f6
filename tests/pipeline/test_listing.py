"""An outlet without a feed, followed by the page that lists its articles."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from headwater import model
from headwater.store import feeds, listings, schema
from support import world as worlds
from support.world import World

URL = "https://tide.example/harbour"


def page(first: int, *, ago: str = "3 hours ago", promos: int = 0) -> bytes:
    """Ten articles from this number on, the newest first, and promotions that look like them."""
    rows = "".join(f'<div class="a"><a href="/news/story-of-pier-{number}">The pier is mended once more, part {number}</a><span class="date">{ago}</span></div>' for number in range(first + 9, first - 1, -1))
    shop = "".join(f'<div class="a"><a href="/goods/our-reading-lamp-{number}">Our readers buy this reading lamp, model {number}</a></div>' for number in range(promos))
    return f"<html lang='en'><title>Tide</title><nav><a href='/sport'>Sport</a></nav><div>{rows}</div><aside>x</aside><div>{shop}</div></html>".encode()


def one_feed(world: World) -> feeds.KnownFeed:
    with world.store.read() as conn:
        return next(iter(feeds.every(conn)))


def links(world: World) -> list[str]:
    with world.store.read() as conn:
        return list(conn.execute(sa.select(schema.article.c.reference_url)).scalars())


def test_46_a_page_at_a_feeds_address_that_names_no_feed_is_followed_as_a_list(world: World) -> None:
    world.enrol(URL)
    world.answers[URL] = page(0)
    world.gather()
    known = one_feed(world)
    assert (known.feed.kind, known.history.failures) == (model.FeedKind.PAGE, 0)
    assert len(links(world)) == 10
    world.answers[URL] = page(2)
    world.now += timedelta(days=2)
    world.gather()
    assert sorted(links(world)) == sorted(f"https://tide.example/news/story-of-pier-{number}" for number in range(12))


def test_46_a_page_that_names_its_feed_leads_there_and_is_not_followed(world: World) -> None:
    world.enrol(URL)
    world.answers[URL] = page(0).replace(b"<title>", b'<link rel="alternate" type="application/rss+xml" href="/feed"><title>')
    world.answers["https://tide.example/feed"] = worlds.rss(worlds.item("one"))
    world.gather()
    known = one_feed(world)
    assert (known.feed.url, known.feed.kind) == ("https://tide.example/feed", model.FeedKind.RSS)
    assert links(world) == ["https://tide.example/news/one"]


def test_an_article_keeps_the_time_that_the_page_gave_first(world: World) -> None:
    world.enrol(URL)
    world.answers[URL] = page(0, ago="3 hours ago")
    world.gather()
    with world.store.read() as conn:
        before = listings.listed(conn, one_feed(world).feed.id)
    assert set(before.values()) == {world.now - timedelta(hours=3)}
    world.now += timedelta(days=2)
    world.answers[URL] = page(0, ago="1 day ago")
    world.gather()
    with world.store.read() as conn:
        assert listings.listed(conn, one_feed(world).feed.id) == before


def test_promotions_that_never_change_stop_being_listed(world: World) -> None:
    world.enrol(URL)
    for visit in range(10):
        world.answers[URL] = page(3 * visit, promos=5)
        world.now += timedelta(days=2)
        world.gather()
    known = one_feed(world)
    with world.store.read() as conn:
        assert len(listings.memory(conn, known.feed.id)) < 2000
    assert known.entries_listed == 10

"""Indexes of sitemaps are followed as far as they hold news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from headwater.pipeline import children
from headwater.store import feeds, schema
from support.polls import FEED, go, known, log
from support.world import World


def index(*urls: str) -> bytes:
    return ('<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' + "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls) + "</sitemapindex>").encode()


def urlset(*listed: tuple[str, str]) -> bytes:
    return ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' + "".join(
        f"<url><loc>{url}</loc>" + (f"<lastmod>{when}</lastmod>" if when else "") + "</url>" for url, when in listed) + "</urlset>").encode()


def test_65_an_index_is_followed_by_its_newest_sitemaps_and_leaves_those_that_it_names_no_longer(world: World) -> None:
    october, november, december = (f"https://tide.example/sitemap-2026-{month}.xml" for month in (10, 11, 12))
    old = "https://tide.example/sitemap-2019-03.xml"
    world.answers[FEED] = index(old, october, november)
    for url in (october, november, december):
        world.answers[url] = urlset((f"https://tide.example/news/{url[-6:-4]}", world.now.isoformat()))
    go(world)
    with world.store.read() as conn:
        assert {one.feed.url for one in feeds.every(conn)} == {FEED, october, november}
    assert known(world, november).parent_id == known(world).feed.id
    assert all(old != one.url for one in world.asked)
    world.now = datetime(2026, 12, 9, tzinfo=UTC)
    world.answers[FEED] = index(old, october, november, december)
    go(world, only=FEED)
    late = known(world, october).history
    assert late.next_poll_at is not None and late.next_poll_at - world.now >= timedelta(days=29) and "names it no longer" in late.why
    assert known(world, december).history.polled_at is not None


def test_65_an_index_that_names_others_each_time_has_no_more_feeds_than_the_bound(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "OF_AN_OUTLET", 8)
    for round in range(5):
        names = [f"https://tide.example/news-{round}-{number}.xml" for number in range(4)]
        for name in names:
            world.answers[name] = urlset((name.replace(".xml", ""), (world.now + timedelta(hours=1)).isoformat()))
        world.answers[FEED] = index(*names)
        go(world, hours=2)
        with world.store.read() as conn:
            urls = {one.feed.url for one in feeds.every(conn)}
        assert urls.issuperset(names) and len(urls) <= 9
        assert all(known(world, name).history.succeeded_at is not None for name in names)
    with world.store.read() as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(schema.article)).scalar() == 20


def test_65_an_index_in_a_circle_ends_and_so_does_one_that_is_too_deep(world: World) -> None:
    one, two = "https://tide.example/news-a.xml", "https://tide.example/news-b.xml"
    world.answers[FEED], world.answers[one], world.answers[two] = index(one, FEED), index(two, FEED), index(one, two, FEED, "https://tide.example/news-c.xml")
    world.answers["https://tide.example/news-c.xml"] = index("https://tide.example/news-d.xml")
    go(world)
    with world.store.read() as conn:
        assert sorted(one.feed.url for one in feeds.every(conn)) == [FEED, one, two, "https://tide.example/news-c.xml"]
    assert "3 deep" in log(world, "https://tide.example/news-c.xml").recent[0].detail


def test_65_a_plain_sitemap_brings_only_what_is_from_the_last_days(world: World) -> None:
    recent, old = world.now - timedelta(days=1), world.now - timedelta(days=400)
    world.answers[FEED] = urlset(
        ("https://tide.example/news/lock", recent.isoformat()), ("https://tide.example/about", old.isoformat()),
        ("https://tide.example/2026/10/31/frost", ""), ("https://tide.example/2019/10/31/flood", ""), ("https://tide.example/contact", ""),
    )
    go(world)
    with world.store.read() as conn:
        assert sorted(conn.execute(sa.select(schema.article.c.reference_url)).scalars()) == ["https://tide.example/2026/10/31/frost", "https://tide.example/news/lock"]
    assert "old-addresses" in [one.code for one in log(world).warnings]


def test_61_a_lastmod_that_all_addresses_share_is_when_the_map_was_made(world: World) -> None:
    made = world.now.isoformat()
    world.answers[FEED] = urlset(*((f"https://tide.example/page/{number}", made) for number in range(40)), ("https://tide.example/2026/11/01/lock", made))
    go(world)
    with world.store.read() as conn:
        assert list(conn.execute(sa.select(schema.article.c.reference_url)).scalars()) == ["https://tide.example/2026/11/01/lock"]


def test_65_a_sitemap_without_news_is_asked_for_weekly_later_monthly_and_news_wakes_it(world: World) -> None:
    world.answers[FEED] = urlset(("https://tide.example/about", "2020-01-01"))
    go(world)
    waits = []
    for _ in range(3):
        go(world, hours=24 * 70)
        one = known(world).history
        assert one.next_poll_at is not None
        waits.append((one.next_poll_at - world.now).days)
    assert waits == [7, 7, 30], "the first of them 70 days after it was added"
    world.answers[FEED] = urlset(("https://tide.example/about", "2020-01-01"), ("https://tide.example/news/lock", world.now.isoformat()))
    go(world, hours=24)
    one = known(world).history
    assert one.next_poll_at is not None and one.next_poll_at - world.now <= timedelta(days=1)


def test_65_an_index_that_names_a_new_sitemap_each_day_is_not_asked_for_weekly(world: World) -> None:
    names = [f"https://tide.example/news-{number}.xml" for number in range(30)]
    for day, name in enumerate(names):
        world.answers[name] = urlset((f"https://tide.example/news/{day}", (world.now + timedelta(days=1)).isoformat()))
        world.answers[FEED] = index(*reversed(names[: day + 1]))
        go(world, hours=23, only=FEED)
        go(world, hours=1, only=FEED)  # unchanged
        one = known(world).history
        assert one.next_poll_at is not None and one.next_poll_at - world.now < timedelta(hours=6), (day, one.why)
    assert known(world, names[-1]).history.polled_at is not None


def test_the_sitemaps_of_an_index_that_likely_hold_news_come_first() -> None:
    now = datetime(2026, 11, 5, tzinfo=UTC)
    base = "https://a.example/"
    names = ("sitemap-videos.xml", "sitemap-2026-11.xml", "sitemap-2026-10.xml", "sitemap-2026-09.xml", "news-sitemap.xml", "sitemap-pages.xml")
    assert children.chosen(tuple(base + name for name in names), now=now) == [base + "news-sitemap.xml", base + "sitemap-2026-11.xml", base + "sitemap-2026-10.xml"]
    assert children.chosen(tuple(f"{base}post-sitemap{number}.xml" for number in range(50)), now=now) == [f"{base}post-sitemap{number}.xml" for number in range(3)]

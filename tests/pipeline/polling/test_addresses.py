"""Feeds that move, lead elsewhere, or have become a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from headwater import model
from headwater.store import db, hosts
from support.polls import FEED, MORE, WHOLE, go, known, log, titles
from support.world import World, item, rss

# ---- redirects ---------------------------------------------------------------------------------------------


def moved(world: World, to: str, body: bytes = WHOLE, frm: str = FEED) -> model.Response:
    return replace(world.response(frm, body), final_url=to, moved_to=to)


def test_11_a_redirect_that_goes_away_within_the_week_changes_nothing(world: World) -> None:
    world.answers[FEED] = moved(world, "https://elsewhere.example/feed")
    for _ in range(20):
        go(world, hours=5)
    world.answers[FEED] = WHOLE
    go(world, hours=5)
    assert (known(world).moved_to, known(world).moved_times, known(world).moved_since) == (None, 0, None)
    world.answers[FEED] = moved(world, "https://elsewhere.example/feed")
    go(world, hours=5)
    assert known(world).moved_times == 1


def test_11_many_polls_in_a_day_do_not_make_a_week(world: World) -> None:
    world.answers[FEED] = moved(world, "https://tide.example/new")
    for _ in range(30):
        go(world, hours=0.5)
    assert known(world).moved_times == 30


def test_11_http_that_becomes_https_is_adopted_after_two_polls(sqlite_store: db.Store) -> None:
    plain, safe = "http://tide.example/feed", "https://tide.example/feed"
    world = World(store=sqlite_store)
    world.manners = replace(world.manners, pages=False)
    world.enrol(plain)
    world.answers[plain] = moved(world, safe, frm=plain)
    go(world)
    assert known(world, plain).moved_times == 1
    go(world, hours=1)
    assert known(world, safe).history.failures == 0


@pytest.mark.parametrize("status", [404, 410])
def test_11_an_address_that_is_gone_after_it_had_been_moving_is_left_at_once(world: World, status: int) -> None:
    there = "https://tide.example/new"
    world.answers[FEED] = moved(world, there)
    go(world)
    world.answers[FEED], world.answers[there] = model.Refused(url=FEED, reason=model.Refusal.GONE, status=status), MORE
    go(world, hours=1)
    assert known(world, there).history.failures == 0 and "Ferry late" in titles(world)
    assert "its old address is gone" in log(world, there).recent[0].detail


def test_12_a_redirect_to_a_feed_that_is_followed_already_makes_it_hardly_polled_until_it_differs(world: World) -> None:
    there = "https://tide.example/rss.xml"
    world.enrol(there)
    world.answers[there], world.answers[FEED] = WHOLE, moved(world, there)
    go(world)
    assert known(world).same_as is None, "once is not enough"
    go(world, hours=24, only=FEED)
    assert known(world).same_as == known(world, there).feed.id
    go(world, hours=24, only=FEED)
    one = known(world).history
    assert one.next_poll_at is not None and one.next_poll_at - world.now >= timedelta(days=6.9) and "same entries" in one.why
    world.answers[FEED] = rss(*(item(f"other{number}", title=f"Other {number}") for number in range(9)))
    go(world, hours=24 * 7, only=FEED)
    assert known(world).same_as is None and len(titles(world)) == 12


def test_12_a_redirect_to_the_home_page_is_never_adopted(world: World) -> None:
    home = "https://tide.example/"
    world.answers[FEED] = moved(world, home, b"<html><head><title>Tidewater</title></head><body>Welcome</body></html>")
    for _ in range(12):
        go(world, hours=24)
    assert known(world).moved_to is None and known(world).history.failures == 12


def test_13_a_redirect_to_itself_stops_nobody(world: World) -> None:
    world.answers[FEED] = model.Refused(url=FEED, reason=model.Refusal.REDIRECTS, status=301, detail=f"redirects go in a circle at {FEED}")
    world.enrol("https://hill.example/feed", name="Hill")
    world.answers["https://hill.example/feed"] = rss(item("snow", title="Snow", host="hill.example"))
    go(world)
    assert titles(world) == ["Snow"] and known(world).history.failures == 1


# ---- what stands at the address ----------------------------------------------------------------------------


PAGE = b'<html><head><title>Tidewater</title><link rel="alternate" type="application/rss+xml" href="%s"></head><body>Hello</body></html>'


def test_46_a_feed_that_worked_is_looked_for_in_the_page_only_when_it_stays(world: World) -> None:
    world.answers[FEED] = WHOLE
    go(world)
    world.answers[FEED], world.answers["https://tide.example/new.xml"] = PAGE % b"/new.xml", MORE
    for _ in range(2):
        go(world, hours=2)
        assert known(world).history.last_error.startswith("not_a_feed: ")
    go(world, hours=4)
    assert known(world, "https://tide.example/new.xml").history.failures == 0


def test_46_a_page_that_names_another_sites_feed_leads_nowhere(world: World) -> None:
    world.answers[FEED], world.answers["https://evil.example/feed"] = PAGE % b"https://evil.example/feed", MORE
    go(world)
    assert known(world).history.failures == 1 and titles(world) == []
    assert all("evil" not in one.url for one in world.asked)


def test_46_a_page_that_names_itself_is_asked_once_and_the_news_sitemap_of_robots_txt_helps(world: World) -> None:
    news = (
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>'
        b"<loc>https://tide.example/news/lock</loc><news:news><news:publication><news:name>Tide</news:name><news:language>en</news:language></news:publication>"
        b"<news:publication_date>2026-11-01T09:00:00Z</news:publication_date><news:title>Lock closed</news:title></news:news></url></urlset>"
    )
    world.answers[FEED], world.answers["https://tide.example/map.xml"] = PAGE % b"/feed", news
    with world.store.write() as conn:
        hosts.robots_put(conn, "https://tide.example", hosts.Robots(status=200, body=b"Sitemap: https://tide.example/map.xml\n", fetched_at=world.now))
    go(world)
    assert known(world, "https://tide.example/map.xml").feed.kind is model.FeedKind.SITEMAP
    assert titles(world) == ["Lock closed"]
    assert [one.url for one in world.asked] == [FEED, "https://tide.example/map.xml"]

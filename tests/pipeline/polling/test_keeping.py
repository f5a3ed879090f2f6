"""Slow hosts, twins, archives, pushes, the log: what is kept and what it costs."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import event

from headwater import model
from headwater.gathering import Polled, Push, Subscription
from headwater.store import feeds, subscriptions
from support.polls import FEED, MORE, WHOLE, go, known, log, not_modified, titles
from support.world import World, item, rss

# ---- hosts -------------------------------------------------------------------------------------------------


def test_26_slow_hosts_do_not_occupy_the_places_of_the_others(world: World) -> None:
    for number in range(30):
        url = f"https://town{number}.example/feed"
        world.enrol(url, name=f"Town {number}")
        world.answers[url] = rss(item(f"n{number}", host=f"town{number}.example"))
    quick, ended = world.get, list[str]()

    async def get(request: model.Request) -> model.Response | model.NotModified | model.Refused:
        await asyncio.sleep(1.5 if "town1" in request.url else 0.0)  # eleven of thirty
        ended.append(request.url)
        return await quick(request)

    world.get = get  # pyright: ignore[reportAttributeAccessIssue]
    go(world)
    assert len(ended) == 31 and all("town1" not in url for url in ended[:20])


def test_27_a_document_of_thousands_of_entries_is_saved_as_far_as_a_poll_goes(world: World) -> None:
    world.manners = replace(world.manners, entries_a_poll=40)
    world.answers[FEED] = rss(*(item(f"n{number}") for number in range(3000)))
    go(world)
    assert len(titles(world)) == 40 and known(world).history.failures == 0


# ---- twins -------------------------------------------------------------------------------------------------


def test_34_two_feeds_of_one_outlet_with_the_same_entries_become_one_after_days(world: World) -> None:
    twin = "https://tide.example/feed/"
    world.enrol(twin)
    poorer: list[int] = []
    for day in range(5):
        slugs = [f"d{number}" for number in range(max(0, day * 3 - 4), day * 3 + 6)]
        world.answers[FEED] = rss(*(item(slug) for slug in slugs))
        world.answers[twin] = rss(*(item(slug, summary="A longer word on what has happened at the harbour. " * 4) for slug in slugs))
        go(world, hours=24)
        poorer.append(sum(one.same_as is not None for one in (known(world), known(world, twin))))
    assert poorer[:2] == [0, 0] and poorer[-1] == 1
    assert known(world).same_as == known(world, twin).feed.id, "the richer one stays"


def test_34_a_section_of_a_feed_is_not_the_same_as_the_feed(world: World) -> None:
    part = "https://tide.example/sports"
    world.enrol(part)
    for day in range(6):
        world.answers[FEED] = rss(*(item(f"d{number}") for number in range(day * 10, day * 10 + 20)))
        world.answers[part] = rss(*(item(f"d{number}") for number in range(day * 10, day * 10 + 20, 3)))
        go(world, hours=24)
    assert known(world).same_as is None and known(world, part).same_as is None


def test_34_a_feed_that_stood_for_another_and_fails_stands_for_it_no_longer(world: World) -> None:
    twin = "https://tide.example/feed/"
    world.enrol(twin)
    world.answers[FEED] = world.answers[twin] = WHOLE
    go(world)
    with world.store.write() as conn:
        feeds.same_as(conn, known(world, twin).feed.id, known(world).feed.id)
    world.answers[FEED] = model.Refused(url=FEED, reason=model.Refusal.STATUS, status=500)
    for _ in range(3):
        go(world, hours=1, only=FEED)
    assert known(world, twin).same_as is None


# ---- archives, pushes, the log -----------------------------------------------------------------------------


def test_an_archive_is_read_two_pages_back_at_the_first_poll_and_old_entries_are_left(world: World) -> None:
    """RFC 5005, section 4."""

    def page(number: int, *years: int) -> bytes:
        entries = "".join(
            f"<entry><id>tag:{number}-{year}</id><title>Page {number} of {year}</title><link href='https://tide.example/news/{number}-{year}'/>"
            f"<updated>{year}-09-01T10:00:00Z</updated><published>{year}-09-01T10:00:00Z</published></entry>" for year in years)
        return (f"<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:tide</id><title>Tide</title><link href='https://tide.example/'/><updated>2026-09-01T10:00:00Z</updated>"
                f"<link rel='prev-archive' href='https://tide.example/archive/{number + 1}'/>{entries}</feed>").encode()

    world.answers[FEED] = page(0, 2026)
    for number in range(1, 6):
        world.answers[f"https://tide.example/archive/{number}"] = page(number, 2026, 2024)
    go(world)
    assert [one.url for one in world.asked] == [FEED, "https://tide.example/archive/1", "https://tide.example/archive/2"]
    assert titles(world) == ["Page 0 of 2026", "Page 1 of 2026", "Page 2 of 2026"]
    world.answers["https://hill.example/feed"] = page(0, 2026).replace(b"https://tide.example/archive", b"https://elsewhere.example/archive")
    world.enrol("https://hill.example/feed", name="Hill")
    go(world, only="https://hill.example/feed")
    assert world.asked[-1].url == "https://hill.example/feed", "another site's archive is none of this feed's"
    world.answers[FEED] = page(0, 2026, 2025)
    asked = len(world.asked)
    go(world, hours=1, only=FEED)
    assert [one.url for one in world.asked[asked:] if "tide" in one.url] == [FEED]


def test_71_a_feed_whose_hub_pushes_is_pulled_rarely_and_a_pull_that_finds_what_no_push_brought_counts(world: World) -> None:
    world.manners = replace(world.manners, push="https://news.example")
    world.answers[FEED] = WHOLE
    go(world)
    active = Subscription(feed_id=known(world).feed.id, hub="https://hub.example/", topic=FEED, token="t", secret="s", state=Push.ACTIVE,
                          lease_until=world.now + timedelta(days=9), verified_at=world.now)
    with world.store.write() as conn:
        subscriptions.put(conn, active)
    world.answers[FEED] = not_modified()
    go(world, hours=1)
    one = known(world).history
    assert one.next_poll_at is not None and one.next_poll_at - world.now >= timedelta(hours=5) and "hub pushes" in one.why
    date = (world.now + timedelta(minutes=20)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    world.answers[FEED] = MORE.replace(b"Sun, 01 Nov 2026 09:00:00 +0100", date.encode(), 1)
    go(world, hours=1)
    with world.store.read() as conn:
        missed = subscriptions.get(conn, known(world).feed.id)
    assert missed is not None and missed.missed == 1


def test_the_log_keeps_what_polls_came_to_and_says_why_the_next_is_then(world: World) -> None:
    world.answers[FEED] = WHOLE
    go(world)
    world.answers[FEED] = not_modified()
    go(world, hours=1)
    world.answers[FEED] = model.Refused(url=FEED, reason=model.Refusal.STATUS, status=502, detail="status 502")
    go(world, hours=1)
    found = log(world)
    assert [(one.result, one.status, one.new) for one in found.recent] == [(Polled.FAILED, 502, 0), (Polled.UNCHANGED, 304, 0), (Polled.BROUGHT, 200, 3)]
    assert found.recent[0].reason == "status" and found.days == (("2026-11-01", 3),)
    assert known(world).history.why.startswith("in 1")
    for _ in range(40):
        go(world, hours=1)
    assert len(log(world).recent) == 20


def test_an_unchanged_poll_costs_two_writes_of_its_own(world: World) -> None:
    world.answers[FEED] = world.response(FEED, WHOLE, etag='"1"')
    go(world)
    world.answers[FEED] = not_modified()
    wrote: list[str] = []

    def note(conn: object, cursor: object, statement: str, *more: object) -> None:
        if statement.startswith(("UPDATE feed ", "INSERT INTO feed", "UPDATE feed_log", "INSERT INTO entry", "UPDATE entry")):
            wrote.append(statement.split("(")[0].split("SET")[0].strip())

    engine = world.store._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        world.now += timedelta(days=2)
        world.gather()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert wrote == ["UPDATE feed", "INSERT INTO feed_log"]

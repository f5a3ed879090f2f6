"""Faults of feeds, kind by kind: what becomes of the feed and its articles. docs/gathering.md has the table in words."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import replace

import pytest
import sqlalchemy as sa

from headwater import model
from headwater.gathering import FeedLog, Polled
from headwater.store import db, feed_logs, feeds, hosts, schema
from support.world import World, item, rss

FEED = "https://tide.example/feed"
ITEMS = (item("lock", title="Lock closed"), item("frost", title="Frost in the valley"), item("pears", title="Pears dearer"))
WHOLE = rss(*ITEMS)


@pytest.fixture
def world(sqlite_store: db.Store) -> World:
    made = World(store=sqlite_store)
    made.manners = replace(made.manners, pages=False)
    made.enrol()
    return made


def known(world: World) -> feeds.KnownFeed:
    with world.store.read() as conn:
        return next(feeds.every(conn))


def log(world: World) -> FeedLog:
    with world.store.read() as conn:
        return feed_logs.get(conn, known(world).feed.id)


def titles(world: World) -> list[str]:
    with world.store.read() as conn:
        return sorted(conn.execute(sa.select(schema.article.c.title)).scalars())


def poll(world: World, answer: object = None, *, hours: float = 0) -> feeds.KnownFeed:
    """Poll the feed now, whatever its schedule says."""
    if answer is not None:
        world.answers[FEED] = answer
    world.now = world.now.fromtimestamp(world.now.timestamp() + hours * 3600 + 5, world.now.tzinfo)
    with world.store.write() as conn:
        for host in feeds.poll_now(conn, None, now=world.now):
            hosts.need(conn, host, world.now)
    world.gather()
    return known(world)


def refused(reason: model.Refusal, status: int | None = None, **more: float) -> model.Refused:
    return model.Refused(url=FEED, reason=reason, status=status, detail=f"status {status}" if status else str(reason), **more)  # pyright: ignore[reportArgumentType]


def wait(one: feeds.KnownFeed) -> float:
    """Hours from the poll to the next."""
    assert one.history.next_poll_at is not None and one.history.polled_at is not None
    return (one.history.next_poll_at - one.history.polled_at).total_seconds() / 3600


ALL = ["Frost in the valley", "Lock closed", "Pears dearer"]


# ---- answers without a document ----------------------------------------------------------------------------


def test_f404_is_looked_for_again_ever_more_rarely_and_found_when_it_is_back(world: World) -> None:
    first = poll(world, refused(model.Refusal.GONE, 404))
    assert 3 <= wait(first) <= 3.4 and "may come back" in first.history.why
    last = [poll(world, hours=2) for _ in range(12)][-1]
    assert wait(last) == 720 and last.history.failures == 13
    back = poll(world, WHOLE)
    assert back.history.failures == 0 and wait(back) < 1.2 and titles(world) == ALL


def test_f410_counts_when_it_is_repeated_and_the_feed_stays_on_the_list(world: World) -> None:
    waits = [wait(poll(world, refused(model.Refusal.GONE, 410), hours=1)) for _ in range(7)]
    assert waits[0] < 4 and waits[2] == pytest.approx(168, rel=0.11) and waits[-1] == 720
    assert "gone for good" in known(world).history.why
    assert poll(world, WHOLE).history.failures == 0


def test_f500_is_tried_again_soon_and_keeps_its_articles(world: World) -> None:
    poll(world, WHOLE)
    failed = poll(world, refused(model.Refusal.STATUS, 500), hours=1)
    assert wait(failed) < 0.5 and "fault of its own" in failed.history.why
    assert titles(world) == ALL


def test_f429_waits_as_long_as_it_is_asked_and_a_little_by_chance(world: World) -> None:
    asked = poll(world, refused(model.Refusal.RATE_LIMITED, 429, retry_after=7200.0))
    assert 2 <= wait(asked) <= 3 and "too many requests" in asked.history.why
    assert poll(world, WHOLE, hours=3).history.failures == 0


def test_rloop_is_refused_and_left_alone_for_some_hours(world: World) -> None:
    failed = poll(world, refused(model.Refusal.REDIRECTS, 302))
    assert 6 <= wait(failed) <= 6.7 and "lead nowhere" in failed.history.why
    assert len(world.asked) == 1


def test_close_is_no_document_and_tried_again_soon(world: World) -> None:
    failed = poll(world, refused(model.Refusal.PROTOCOL))
    assert wait(failed) < 0.5 and "broke off" in failed.history.why and failed.history.body_hash is None


def test_hang_holds_up_nobody_else_and_counts_as_a_timeout(world: World) -> None:
    world.answers[FEED] = refused(model.Refusal.TIMEOUT)
    for number in range(20):
        url = f"https://town{number}.example/feed"
        world.enrol(url, name=f"Town {number}")
        world.answers[url] = rss(item(f"n{number}", title=f"News {number}", host=f"town{number}.example"))
    ended: list[str] = []
    quick = world.get

    async def get(request: model.Request) -> model.Response | model.NotModified | model.Refused:
        if request.url == FEED:
            await asyncio.sleep(2.0)
        ended.append(request.url)
        return await quick(request)

    world.get = get  # pyright: ignore[reportAttributeAccessIssue]
    poll(world)
    assert ended[-1] == FEED and len(ended) == 21
    with world.store.read() as conn:
        rows = {one.feed.url: one.history for one in feeds.every(conn)}
    assert "takes too long" in rows[FEED].why
    assert sum(one.succeeded_at is not None for one in rows.values()) == 20


def test_slow_is_a_feed_like_any_other(world: World) -> None:
    quick = world.get

    async def get(request: model.Request) -> model.Response | model.NotModified | model.Refused:
        await asyncio.sleep(0.2)
        return await quick(request)

    world.get = get  # pyright: ignore[reportAttributeAccessIssue]
    assert poll(world, WHOLE).history.failures == 0
    assert (log(world).recent[0].seconds or 0) >= 0.2 and titles(world) == ALL


# ---- redirects ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["r301", "r308"])
def test_r301_and_r308_are_followed_at_once_and_for_good_when_they_last(world: World, kind: str) -> None:
    there = "https://tide.example/moved/feed"
    moved = replace(world.response(FEED, WHOLE), final_url=there, moved_to=there)
    for day in range(8):
        one = poll(world, moved, hours=24)
        assert one.feed.url == (FEED if day < 7 else there), (kind, day)
    assert titles(world) == ALL
    assert "moved from" in log(world).recent[0].detail


def test_r302_is_followed_and_never_written_down(world: World) -> None:
    there = replace(world.response(FEED, WHOLE), final_url="https://tide.example/moved/feed")
    for _ in range(12):
        assert poll(world, there, hours=24).feed.url == FEED
    assert titles(world) == ALL


# ---- documents with faults ---------------------------------------------------------------------------------


def test_trunc_gives_its_whole_entries_and_is_asked_for_in_full_next_time(world: World) -> None:
    cut = WHOLE[: WHOLE.index(b"Pears") + 2]
    one = poll(world, world.response(FEED, cut, etag='"cut"'))
    assert titles(world)[:2] == ALL[:2]
    assert (one.history.etag, one.history.failures) == (None, 0)
    assert "not-well-formed" in [warned.code for warned in log(world).warnings]
    assert poll(world, world.response(FEED, WHOLE, etag='"whole"')).history.etag == '"whole"'
    assert set(ALL) <= set(titles(world))


@pytest.mark.parametrize(("kind", "body", "warned"), [
    ("badamp", WHOLE.replace(b"Lock closed", b"AT&T Lock closed"), "not-well-formed"),
    ("badctl", WHOLE.replace(b"Lock closed", b"Lock\x0b\x08 closed"), "not-well-formed"),
    ("badenc", WHOLE.replace(b"Lock closed", b"Lock closed \xe9\xe8"), None),
    ("latin1", WHOLE.replace(b"UTF-8", b"iso-8859-1").replace(b"Lock closed", b"Lock clos\xe9"), None),
    ("bom", b"\xef\xbb\xbf" + WHOLE, None),
    ("leadws", b"\n\n  " + WHOLE, "not-well-formed"),
    ("gzalways", gzip.compress(WHOLE, mtime=0), None),
    ("huge", rss(*ITEMS, extra=f"<description>{'long ' * 400_000}</description>"), None),
])
def test_documents_with_faults_give_all_their_entries_and_keep_their_validators(world: World, kind: str, body: bytes, warned: str | None) -> None:
    one = poll(world, world.response(FEED, body, etag=f'"{kind}"', content_type="application/rss+xml"))
    assert len(titles(world)) == 3 and one.history.failures == 0
    assert one.history.etag == f'"{kind}"'
    assert warned is None or warned in [said.code for said in log(world).warnings]


def test_ct_html_is_known_by_its_content(world: World) -> None:
    poll(world, world.response(FEED, WHOLE, content_type="text/html; charset=utf-8"))
    assert titles(world) == ALL


def test_html_leads_to_the_feed_that_the_page_names(world: World) -> None:
    page = b'<!DOCTYPE html><html><head><title>Tidewater</title><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head><body>Hello</body></html>'
    world.answers["https://tide.example/rss.xml"] = WHOLE
    one = poll(world, world.response(FEED, page, content_type="text/html"))
    assert one.feed.url == "https://tide.example/rss.xml" and titles(world) == ALL
    assert "names this feed" in log(world).recent[0].detail
    asked = len(world.asked)
    poll(world)
    assert [request.url for request in world.asked[asked:]] == ["https://tide.example/rss.xml"]


def test_noguid_entries_are_told_apart_by_their_links(world: World) -> None:
    body = WHOLE
    for slug in ("lock", "frost", "pears"):
        body = body.replace(f"<guid>https://tide.example/news/{slug}</guid>".encode(), b"")
    poll(world, body)
    poll(world, body + b"\n", hours=1)
    assert titles(world) == ALL and log(world).recent[0].new == 0


def test_dupguid_hides_no_entry(world: World) -> None:
    poll(world, rss(*(item(slug, title=slug, guid="1") for slug in ("a", "b", "c"))))
    assert titles(world) == ["a", "b", "c"]


def test_guidchurn_brings_no_entry_twice(world: World) -> None:
    for number in range(4):
        body = rss(*(item(slug, title=slug, guid=f"{slug}?t={number}") for slug in ("a", "b", "c")))
        poll(world, body, hours=1)
    assert titles(world) == ["a", "b", "c"]


@pytest.mark.parametrize("date", [b"", b"<pubDate>yesterday at noon</pubDate>"])
def test_nodate_and_baddate_count_from_when_they_were_first_seen(world: World, date: bytes) -> None:
    poll(world, WHOLE.replace(b"<pubDate>Sun, 01 Nov 2026 09:00:00 +0100</pubDate>", date))
    with world.store.read() as conn:
        rows = conn.execute(sa.select(schema.article.c.first_seen, schema.article.c.title)).all()
    assert {row.first_seen for row in rows} == {world.now} and len(rows) == 3


def test_rellink_is_resolved_against_the_feed(world: World) -> None:
    poll(world, WHOLE.replace(b"<link>https://tide.example/news/", b"<link>/news/"))
    with world.store.read() as conn:
        found = sorted(conn.execute(sa.select(schema.article.c.reference_url)).scalars())
    assert found == [f"https://tide.example/news/{slug}" for slug in ("frost", "lock", "pears")]


def test_empty_feeds_are_fine_and_polled_on(world: World) -> None:
    one = poll(world, rss())
    assert one.history.failures == 0 and wait(one) < 1.2
    assert [warned.code for warned in log(world).warnings] == ["no-entries"]
    poll(world, WHOLE, hours=1)
    assert titles(world) == ALL


def test_noetag_is_known_again_by_the_bytes_of_its_document(world: World) -> None:
    poll(world, WHOLE)
    poll(world, hours=1)
    assert (log(world).recent[0].result, log(world).recent[0].reason) == (Polled.UNCHANGED, "same-bytes")


def test_etagweak_is_sent_back_as_it_came(world: World) -> None:
    poll(world, world.response(FEED, WHOLE, etag='W/"abc"'))
    poll(world, model.NotModified(url=FEED, headers=(), fetched_at=world.now), hours=1)
    assert world.asked[-1].etag == 'W/"abc"'
    assert log(world).recent[0].status == 304


# ---- addresses that lead elsewhere -------------------------------------------------------------------------


def test_46_an_expired_address_that_leads_to_another_sites_page_does_not_become_that_sites_feed(world: World) -> None:
    parked = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>Win now</body></html>'
    page = replace(world.response(FEED, parked), final_url="https://casino.example/")
    world.answers["https://casino.example/feed"] = rss(item("win", host="casino.example"))
    poll(world, WHOLE)
    for _ in range(8):
        poll(world, page, hours=24)
    assert known(world).feed.url == FEED and titles(world) == ALL
    assert all("casino" not in one.url for one in world.asked)
    poll(world, WHOLE, hours=1)
    for answer, hours in ((replace(page, moved_to="https://casino.example/"), 24),) * 6:  # for good, yet not for long
        poll(world, answer, hours=hours)
    assert known(world).feed.url == FEED
    poll(world, hours=48)
    assert known(world).feed.url == "https://casino.example/feed", "as a feed that moves for good and for a week"

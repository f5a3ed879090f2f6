"""Who may say what of an article, and that what was said bites: on a fake web."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from headwater import model
from headwater.actions import policy
from headwater.pipeline import show, tend, turns
from headwater.store import articles, hosts, outlets, publications, schema, search
from support.world import World, item, rss

TEXT = (
    "By Associated Press. The harbour authority closed the northern lock on Sunday after divers found a crack in its "
    "lower gate. Ships of more than forty metres must wait outside until engineers have measured the damage."
)
BY = "https://creativecommons.org/licenses/by/4.0/"


def only(world: World) -> articles.Kept:
    with world.store.read() as conn:
        kept = articles.get(conn, conn.execute(sa.select(schema.article.c.id)).scalar_one())
    assert kept
    return kept


def released(world: World) -> model.Publication:
    with world.store.read() as conn:
        found = publications.get(conn, only(world).id)
    assert found
    return found


def view(world: World) -> str:
    with world.store.read() as conn:
        return conn.execute(sa.select(schema.publication.c.view)).scalar_one()


def atom(*entries: str) -> bytes:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>Feed</title>'
        f'<id>urn:feed</id><updated>2026-11-01T09:00:00Z</updated>{"".join(entries)}</feed>'
    ).encode()


def entry(summary: str, key: str = "urn:lock") -> str:
    return (
        f'<entry><id>{key}</id><title>Lock closed</title><link href="https://tide.example/news/lock"/>'
        f"<updated>2026-11-01T09:00:00Z</updated><summary>{summary}</summary></entry>"
    )


@pytest.fixture
def two(world: World) -> World:
    """Tide's article, which the feed of another outlet lists too."""
    world.enrol("https://tide.example/feed", name="Tidewater Post")
    world.enrol("https://evil.example/feed", name="Evil")
    world.answers["https://tide.example/feed"] = atom(entry("A crack was found."))
    world.page("lock", text=TEXT, title="Lock closed")
    return world


def test_another_outlets_feed_changes_nothing_of_an_article(two: World) -> None:
    two.live()
    two.answers["https://evil.example/feed"] = atom(entry("First words"))
    two.live(minutes=24 * 60)
    two.answers["https://evil.example/feed"] = atom(entry("EVIL WORDS"))
    two.live(minutes=24 * 60)
    assert released(two).excerpt == "A crack was found."
    assert released(two).outlet_name == "Tidewater Post"


def test_another_outlets_tombstone_withdraws_nothing(two: World) -> None:
    two.answers["https://evil.example/feed"] = atom(entry("First words"))
    two.live()
    two.answers["https://evil.example/feed"] = atom('<at:deleted-entry ref="urn:lock" when="2026-11-01T12:00:00Z"/>')
    two.live(minutes=24 * 60)
    assert only(two).presence is model.Presence.THERE


def test_the_outlet_on_whose_site_an_article_lies_takes_it_over(two: World) -> None:
    tide = two.answers.pop("https://tide.example/feed")
    two.answers["https://evil.example/feed"] = atom(entry("EVIL WORDS"))
    two.live()
    assert released(two).outlet_name == "Evil"
    two.answers["https://tide.example/feed"] = tide
    two.live(minutes=4 * 24 * 60)
    assert released(two).outlet_name == "Tidewater Post"
    assert released(two).excerpt == "A crack was found."


def test_what_another_outlet_withdrew_is_there_again_when_its_own_outlet_lists_it(two: World) -> None:
    tide = two.answers.pop("https://tide.example/feed")
    two.answers["https://evil.example/feed"] = atom(entry("EVIL WORDS"))
    two.live()
    two.answers["https://evil.example/feed"] = atom('<at:deleted-entry ref="urn:lock" when="2026-11-01T12:00:00Z"/>')
    two.live(minutes=24 * 60)
    assert view(two) == "withheld"
    two.answers["https://tide.example/feed"] = tide
    two.live(minutes=7 * 24 * 60)
    assert only(two).presence is model.Presence.THERE
    assert only(two).article, "its page is read again"
    assert (released(two).outlet_name, view(two)) == ("Tidewater Post", "excerpt")


def test_an_article_of_another_site_that_claimed_an_outlets_address_brings_nothing_along(two: World) -> None:
    words = "A title that is long enough to be known again"
    two.answers.pop("https://tide.example/feed")
    two.page("a", text="EVIL TEXT. " * 30, title=words, host="evil.example")
    two.answers["https://evil.example/feed"] = rss(item("a", title=words, host="evil.example"))
    two.live()
    two.answers["https://evil.example/feed"] = rss(item("lock", title=words), item("b", host="evil.example"))
    two.answers["https://tide.example/news/lock"] = model.Refused(url="https://tide.example/news/lock", reason=model.Refusal.ROBOTS)
    two.live(minutes=24 * 60)
    two.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    two.live(minutes=7 * 24 * 60)
    with two.store.read() as conn:
        found = articles.by_address(conn, ["https://tide.example/news/lock"])
        kept = articles.get(conn, found["tide.example/news/lock"])
        shown = publications.get(conn, found["tide.example/news/lock"])
    assert kept and shown
    assert (shown.outlet_name, shown.headline, shown.reference_url) == ("Tidewater Post", "Lock closed", "https://tide.example/news/lock")
    assert kept.article is None, "the text was of the other's page"


def test_a_page_that_called_an_outlets_address_its_own_does_not_stand_in_for_it(two: World) -> None:
    two.answers.pop("https://tide.example/feed")
    theirs = two.page("x", text="EVIL TEXT. " * 30, title="EVIL", host="evil.example")
    two.pool.found[theirs] = replace(two.pool.found[theirs], canonical_url="https://tide.example/news/lock")  # pyright: ignore[reportArgumentType, reportCallIssue]
    two.answers["https://evil.example/feed"] = rss(item("x", host="evil.example"))
    two.live()
    two.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    two.answers["https://tide.example/news/lock"] = model.Refused(url="https://tide.example/news/lock", reason=model.Refusal.ROBOTS)
    two.live(minutes=7 * 24 * 60)
    with two.store.read() as conn:
        found = articles.by_address(conn, ["https://tide.example/news/lock"])
        shown = publications.get(conn, found["tide.example/news/lock"])
    assert shown
    assert (shown.outlet_name, shown.headline, shown.reference_url) == ("Tidewater Post", "Lock closed", "https://tide.example/news/lock")


def test_another_outlets_link_that_led_to_an_outlets_page_is_not_followed_any_more(two: World) -> None:
    tide = two.answers.pop("https://tide.example/feed")
    link = "https://evil.example/news/x"
    two.answers["https://evil.example/feed"] = rss(item("x", host="evil.example"))
    two.answers[link] = replace(two.response(link, b"<html>"), final_url="https://tide.example/news/lock")
    two.live()
    two.answers["https://tide.example/feed"] = tide
    two.live(minutes=24 * 60)
    two.page("x", text="EVIL TEXT. " * 30, title="EVIL", host="evil.example")
    two.asked.clear()
    for days in (8, 24):
        two.live(minutes=days * 24 * 60)
    assert (released(two).outlet_name, released(two).headline, released(two).reference_url) == (
        "Tidewater Post", "Lock closed", "https://tide.example/news/lock")
    asked = [one.url for one in two.asked if "/news/" in one.url]
    assert asked and set(asked) == {"https://tide.example/news/lock"}


def test_an_outlets_licence_does_not_cover_pages_of_others(world: World) -> None:
    world.enrol(licence=model.Licence(uri=BY, name="CC BY 4.0", where="outlet"))
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed", host="guardian.example"))
    world.page("lock", text=TEXT, title="Lock closed", host="guardian.example")
    world.live()
    assert released(world).view is model.View.EXCERPT
    assert released(world).licence is None


def test_a_reservation_that_comes_later_takes_the_text_away(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    url = world.page("lock", text=TEXT, title="Lock closed", bylines=("By Associated Press",))
    world.live()
    assert only(world).article
    world.answers[url] = model.NotModified(url=url, headers=(("tdm-reservation", "1"),), fetched_at=world.now)
    world.live(minutes=61)
    kept = only(world)
    assert kept.article is None
    assert kept.origin
    assert "Associated Press" not in str(kept.origin)
    with world.store.read() as conn:
        assert search.matching(conn, "divers", limit=5) == []
        assert conn.execute(sa.select(sa.func.count()).select_from(schema.shingle)).scalar() == 0


def test_what_may_be_shown_until_a_date_is_hidden_when_it_has_come(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    signals = model.PageSignals(robots=("unavailable_after: 2026-11-20T00:00:00Z",))
    world.page("lock", text=TEXT, title="Lock closed", signals=signals)
    world.live()
    assert view(world) == "excerpt"
    world.now += timedelta(days=30)
    tend.Tender(world.tools).tick()
    assert view(world) == "withheld"
    world.digest()
    assert view(world) == "withheld"


def test_what_robots_txt_says_of_reuse_is_heard_without_the_page(world: World) -> None:
    world.enrol()
    with world.store.write() as conn:
        body = b"User-agent: *\nDisallow: /news/\nContent-Signal: search=no\n"
        hosts.robots_put(conn, "https://tide.example", hosts.Robots(status=200, body=body, fetched_at=world.now))
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed", summary="A crack."))
    url = "https://tide.example/news/lock"
    world.answers[url] = model.Refused(url=url, reason=model.Refusal.ROBOTS)
    world.live()
    assert released(world).view is model.View.LINK_ONLY


def test_a_stricter_policy_bites_with_the_worker_stopped(world: World) -> None:
    world.enrol(licence=model.Licence(uri="", name="Contract", where="operator"))
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    world.page("lock", text=TEXT, title="Lock closed")
    world.live()
    with world.store.read() as conn:
        outlet = next(outlets.every(conn))
    policy.set_policy(world.store, replace(outlet, policy=replace(outlet.policy, licence=None)), now=world.now)
    assert view(world) == "withheld"
    world.digest()
    assert view(world) == "excerpt"


def test_what_cannot_be_judged_is_not_shown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    world.live()

    def crash(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(show, "trace", crash)
    with world.store.read() as conn:
        outlet = next(outlets.every(conn))
    policy.set_policy(world.store, replace(outlet, policy=replace(outlet.policy, most=model.View.FULL)), now=world.now)
    for _ in range(6):
        world.digest()
    assert view(world) == "withheld"


def test_the_reference_is_where_a_redirect_led(world: World) -> None:
    world.enrol()
    link = "https://www.google.com/url?url=https://tide.example/news/lock"
    world.answers["https://tide.example/feed"] = rss(f"<item><title>Lock</title><link>{link}</link></item>")
    answer = world.response(link, b"<html>")
    world.answers[link] = replace(answer, final_url="https://tide.example/news/lock")
    world.live()
    assert released(world).reference_url == "https://tide.example/news/lock"


def test_a_passing_fault_on_a_later_reading_keeps_what_was_read(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    url = world.page("lock", text=TEXT, title="Lock closed")
    world.live()
    world.pool.found[url] = model.NotArticle(url=url, reason="timeout")
    world.live(minutes=61)
    kept = only(world)
    assert kept.article
    assert kept.article.body == TEXT


def test_a_busy_host_does_not_count_towards_gone(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    url = "https://tide.example/news/lock"
    for refusal in (model.Refusal.BUSY, model.Refusal.TIMEOUT, model.Refusal.TIMEOUT):
        world.answers[url] = model.Refused(url=url, reason=refusal)
        world.live(minutes=40)
    world.answers[url] = model.Refused(url=url, reason=model.Refusal.GONE, status=404)
    world.live(minutes=200)
    assert only(world).presence is model.Presence.THERE


def test_of_a_long_document_the_newest_entries_are_taken(world: World) -> None:
    world.manners = replace(world.manners, entries_a_poll=2, pages=False)
    world.enrol()
    items = [
        f"<item><title>t{day}</title><link>https://tide.example/{day}</link><pubDate>0{day} Oct 2026 09:00:00 GMT</pubDate></item>"
        for day in range(1, 6)
    ]
    world.answers["https://tide.example/feed"] = rss(*items)
    world.live()
    with world.store.read() as conn:
        assert sorted(conn.execute(sa.select(schema.article.c.title)).scalars()) == ["t4", "t5"]


def test_a_feed_that_always_changes_does_not_have_its_page_read_all_the_time(world: World) -> None:
    world.enrol()
    url = world.page("lock", text=TEXT, title="Lock closed")
    for minute in range(0, 120, 8):
        stamp = f"2026-11-01T09:{minute % 60:02}:00Z"
        body = atom(entry("A crack.")).replace(b"<updated>2026-11-01T09:00:00Z</updated><summary>", f"<updated>{stamp}</updated><summary>".encode())
        world.answers["https://tide.example/feed"] = body
        world.live(minutes=8)
    assert [one.url for one in world.asked].count(url) <= 6


def test_one_visit_does_not_take_the_host_of_another_of_the_same_process(world: World) -> None:
    world.enrol()
    with world.store.write() as conn:
        lease = hosts.lease_due(conn, "test", now=world.now, limit=1, seconds=60)[0]
        assert hosts.take(conn, lease.name, "test", now=world.now, seconds=60, fence=0) is None
        assert hosts.take(conn, lease.name, "test", now=world.now, seconds=60, fence=lease.fence)


def test_nobody_sleeps_where_a_host_asked_for_a_day(world: World) -> None:
    import asyncio

    queue = turns.StoreTurns(world.tools)
    with world.store.write() as conn:
        hosts.need(conn, "slow.example", world.now)
        taken = hosts.take(conn, "slow.example", "other", now=world.now, seconds=60)
        assert taken
        later = world.now + timedelta(days=1)
        hosts.give(conn, "slow.example", "other", taken.fence, next_allowed_at=later, due_at=world.now)

    async def visit() -> bool:
        turns.VISIT.set(turns.Visit(owner="test", came_for="tide.example"))
        return await asyncio.wait_for(queue.take("slow.example", delay=2.0), timeout=10)

    assert asyncio.run(visit()) is False
    with world.store.read() as conn:
        assert not hosts.is_owing(conn, now=world.now)


@pytest.mark.parametrize(("licence", "expected"), [
    (model.Licence(uri=BY, name="CC BY 4.0", where="outlet"), model.View.EXCERPT),
    (model.Licence(uri="", name="Contract of May", where="operator"), model.View.FULL),
])
def test_an_outlets_licence_does_not_cover_what_an_agency_supplied(world: World, licence: model.Licence, expected: model.View) -> None:
    world.enrol(licence=licence)
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed", summary="Ships wait."))
    world.page("lock", text=TEXT, title="Lock closed", bylines=("By Associated Press",), authors=("Associated Press",))
    world.live()
    found = released(world)
    assert found.origin and found.origin.supplier and found.origin.supplier.name == "Associated Press"
    assert found.view is expected
    if expected is model.View.EXCERPT:
        assert found.reasons[0].rule == "supplied-by-another" and not found.paragraphs and found.licence is None

"""The river on a fake web: what a newcomer would try."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from headwater import model, urls
from headwater.pipeline import gather, tend, turns
from headwater.pipeline.tools import Readers
from headwater.store import articles, counts, feeds, hosts, publications, resolved, schema, search
from support.world import World, item, rss

if TYPE_CHECKING:
    from headwater.store import db

LONG = (
    "The harbour authority closed the northern lock on Sunday after divers found a crack in its lower gate. "
    "Ships of more than forty metres must wait outside until engineers have measured the damage, it said. "
    "The lock was built in 1931 and last repaired eleven years ago; the council had put the work off twice. "
    "Fishing boats may still pass at high water. A decision on the repair is expected before the end of the week."
)
OTHER = (
    "A late frost has cost the orchards of the upper valley about a third of this year's blossom, growers said. "
    "Nurseries lit small fires between the rows, but the wind carried the warmth away. Prices for early pears are "
    "expected to rise. The ministry promised to look at the losses field by field before it speaks of help."
)


def shown(store: db.Store) -> dict[str, model.Publication]:
    with store.read() as conn:
        ids = conn.execute(sa.select(schema.publication.c.article_id)).scalars().all()
        found = [publications.get(conn, one) for one in ids]
    return {one.headline: one for one in found if one}


def only(store: db.Store) -> articles.Kept:
    with store.read() as conn:
        ids = conn.execute(sa.select(schema.article.c.id)).scalars().all()
        assert len(ids) == 1
        kept = articles.get(conn, ids[0])
    assert kept
    return kept


def test_an_entry_becomes_a_publication_with_its_reference(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed", summary="A crack was found."))
    url = world.page("lock", text=LONG, title="Lock closed")
    world.live()
    released = shown(world.store)["Lock closed"]
    assert released.reference_url == url
    assert released.view is model.View.EXCERPT
    assert released.excerpt == "A crack was found."
    assert released.paragraphs == ()


def test_an_open_licence_shows_the_whole_text(world: World) -> None:
    world.enrol()
    licence = '<copyright>CC BY 4.0 https://creativecommons.org/licenses/by/4.0/</copyright>'
    body = rss(item("lock", title="Lock closed"), extra=licence).replace(
        b"<rss version", b'<rss xmlns:cc="http://backend.userland.com/creativeCommonsRssModule" version'
    ).replace(b"<language>", b"<cc:license>https://creativecommons.org/licenses/by/4.0/</cc:license><language>")
    world.answers["https://tide.example/feed"] = body
    world.page("lock", text=LONG, title="Lock closed")
    world.live()
    assert shown(world.store)["Lock closed"].paragraphs == (LONG,)


def test_a_second_poll_of_the_same_document_changes_nothing(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("a", title="Lock closed"), item("b", title="Frost"))
    world.page("a", text=LONG, title="Lock closed")
    world.page("b", text=OTHER, title="Frost")
    world.live()
    with world.store.read() as conn:
        before = conn.execute(sa.select(schema.publication)).all()
    world.live(minutes=50)
    with world.store.read() as conn:
        assert conn.execute(sa.select(schema.publication)).all() == before


def test_the_same_link_in_two_feeds_is_one_article(world: World) -> None:
    world.enrol()
    world.enrol("https://tide.example/world.xml")
    for feed in ("https://tide.example/feed", "https://tide.example/world.xml"):
        world.answers[feed] = rss(item("lock", title="Lock closed", guid=f"tag:{feed}"))
    world.page("lock", text=LONG, title="Lock closed")
    world.live()
    assert len(shown(world.store)) == 1


def test_one_guid_for_all_items_does_not_hide_them(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(
        item("a", title="Lock closed", guid="1"), item("b", title="Frost", guid="1")
    )
    world.live()
    assert set(shown(world.store)) == {"Lock closed", "Frost"}


def test_a_copy_stands_under_its_original_and_in_its_story(world: World) -> None:
    world.enrol()
    world.enrol("https://other.example/feed", name="Other Daily")
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    world.answers["https://other.example/feed"] = rss(item("lock2", title="Northern lock shut", host="other.example"))
    world.page("lock", text=LONG, title="Lock closed")
    world.page("lock2", text=LONG + " (Tidewater Post)", title="Northern lock shut", host="other.example")
    world.live()
    with world.store.read() as conn:
        rows = conn.execute(sa.select(schema.article.c.id, schema.article.c.copy_of, schema.article.c.story_id)).all()
    assert len({row.story_id for row in rows}) == 1
    assert sorted(row.copy_of is None for row in rows) == [False, True]


def test_different_events_are_different_stories(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("a", title="Lock closed"), item("b", title="Frost in the valley"))
    world.page("a", text=LONG, title="Lock closed")
    world.page("b", text=OTHER, title="Frost in the valley")
    world.live()
    with world.store.read() as conn:
        assert counts.count(conn, now=world.now).stories == 2


def test_a_reservation_in_the_headers_leaves_the_feed_entry_alone(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed", summary="A crack."))
    url = world.page("lock", text=LONG, title="Lock closed")
    world.answers[url] = world.response(url, b"<html>", tdm_reservation="1")
    world.live()
    kept = only(world.store)
    assert kept.article is None
    assert kept.snapshot is None
    assert shown(world.store)["Lock closed"].excerpt == "A crack."
    with world.store.read() as conn:
        assert search.matching(conn, "divers", limit=5) == []


def test_a_reservation_in_the_page_is_kept_too(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    world.page("lock", text=LONG, title="Lock closed", signals=model.PageSignals(tdm_reservation="1"))
    world.live()
    kept = only(world.store)
    assert kept.article is None
    with world.store.read() as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(schema.shingle)).scalar() == 0


def test_a_page_that_answers_410_is_withheld(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    url = world.page("lock", text=LONG, title="Lock closed")
    world.live()
    world.answers[url] = model.Refused(url=url, reason=model.Refusal.GONE, status=410)
    world.live(minutes=61)
    assert only(world.store).presence is model.Presence.WITHDRAWN
    assert next(iter(shown(world.store).values())).view is model.View.WITHHELD
    with world.store.read() as conn:
        assert search.matching(conn, "lock", limit=5) == []


def test_a_404_counts_only_after_three_times_in_48_hours(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    for hours in (0, 25, 25):
        assert not world.asked or only(world.store).presence is model.Presence.THERE
        world.live(minutes=60 * hours + 0.1)
    assert only(world.store).presence is model.Presence.GONE


def test_a_page_that_is_refused_leaves_the_entry_and_is_tried_again(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed", summary="A crack."))
    url = "https://tide.example/news/lock"
    world.answers[url] = model.Refused(url=url, reason=model.Refusal.TIMEOUT, detail="30 s")
    world.live()
    assert shown(world.store)["Lock closed"].excerpt == "A crack."
    world.page("lock", text=LONG, title="Lock closed")
    world.live(minutes=6)
    assert only(world.store).article is not None


def test_a_feed_that_fails_is_told_and_tried_again(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = b"<html><title>Oops</title></html>"
    world.live()
    with world.store.read() as conn:
        known = next(feeds.every(conn))
    assert known.history.failures == 1
    assert "not_a_feed" in known.history.last_error
    assert known.history.next_poll_at and known.history.next_poll_at > world.now


def test_a_crash_in_a_visit_stops_nobody_else(world: World) -> None:
    world.enrol()
    world.enrol("https://other.example/feed", name="Other Daily")
    world.answers["https://tide.example/feed"] = RuntimeError("a bug")
    world.answers["https://other.example/feed"] = rss(item("frost", title="Frost", host="other.example"))
    world.live()
    assert set(shown(world.store)) == {"Frost"}
    assert world.tally.counts["crashes"] == 1


def test_a_tombstone_withdraws_its_entry(world: World) -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
        "<title>Tidewater Post</title><id>urn:x</id><updated>2026-11-01T09:00:00Z</updated>{}</feed>"
    )
    entry = ('<entry><id>urn:lock</id><title>Lock closed</title><link href="https://tide.example/news/lock"/>'
             "<updated>2026-11-01T09:00:00Z</updated></entry>")
    world.enrol()
    world.answers["https://tide.example/feed"] = atom.format(entry).encode()
    world.live()
    assert "Lock closed" in shown(world.store)
    world.answers["https://tide.example/feed"] = atom.format(
        '<at:deleted-entry ref="urn:lock" when="2026-11-01T12:00:00Z"/>'
    ).encode()
    world.live(minutes=24 * 60)
    assert next(iter(shown(world.store).values())).view is model.View.WITHHELD


def test_a_changed_title_is_read_again_and_moves_updated(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    world.page("lock", text=LONG, title="Lock closed")
    world.live()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed until spring"))
    world.page("lock", text=LONG, title="Lock closed until spring")
    world.live(minutes=24 * 60)
    world.live(minutes=5)
    assert set(shown(world.store)) == {"Lock closed until spring"}


def test_pages_are_not_fetched_where_the_operator_says_so(world: World) -> None:
    world.manners = replace(world.manners, pages=False)
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    world.page("lock", text=LONG)
    world.live()
    assert [one.purpose for one in world.asked] == [model.Purpose.FEED]
    assert "Lock closed" in shown(world.store)


def test_a_page_is_read_again_after_an_hour_a_day_a_week_and_while_it_is_on_show_a_month(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    url = world.page("lock", text=LONG)
    first, ages = world.now, []
    for hour in (*range(30), *range(6 * 24, 8 * 24, 3), *range(24 * 24, 40 * 24, 6)):
        world.now, before = first + timedelta(hours=hour, minutes=1), len(world.asked)
        world.gather()
        world.digest()
        ages += [hour] * [one.url for one in world.asked[before:]].count(url)
    assert [ages[0], *(round(one / 24, 1) for one in ages[2:])] == [0, *(pytest.approx(days, rel=0.11, abs=0.05) for days in (1, 7, 30))]
    assert ages[1] == 1


def test_a_wall_before_a_page_leaves_what_was_read_before_and_is_tried_again_later(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    url = world.page("lock", text=LONG)
    world.answers[url] = world.response(url, b"<html>", etag='"article"')
    world.live()
    page = world.pool.found[url]
    for reason in ("consent-wall", "challenge"):
        world.pool.found[url] = model.NotArticle(url=url, reason=reason, detail="Before you continue")
        world.answers[url] = world.response(url, b"<html>wall", etag='"wall"')
        world.live(minutes=60 * 25)
        kept = only(world.store)
        assert kept.article is not None and kept.article.body == LONG
        assert kept.etag == '"article"', "the wall's own validator would keep the wall"
        assert kept.refused.startswith({"consent-wall": "consent", "challenge": "blocked"}[reason])
    world.pool.found[url], asked = page, len(world.asked)
    world.live(minutes=60 * 25)
    assert url in [one.url for one in world.asked[asked:]]
    assert only(world.store).refused == ""


def test_where_a_redirector_led_is_remembered_and_shown_in_its_place(world: World) -> None:
    world.enrol()
    short = "https://t.co/abc123"
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed")).replace(b"<link>https://tide.example/news/lock</link>", f"<link>{short}</link>".encode())
    url = world.page("lock", text=LONG, title="Lock closed")
    world.answers[short] = replace(world.response(short, b"<html>"), final_url=url)
    world.live()
    assert only(world.store).reference_url == url
    with world.store.read() as conn:
        found = resolved.get(conn, [urls.key(short)])[urls.key(short)]
    assert found.target == url


def test_a_redirector_that_leads_nowhere_is_remembered_as_such(world: World) -> None:
    world.enrol()
    short = "https://t.co/abc123"
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed")).replace(b"<link>https://tide.example/news/lock</link>", f"<link>{short}</link>".encode())
    world.answers[short] = model.Refused(url=short, reason=model.Refusal.BLOCKED, status=403, detail="a bot wall")
    world.live()
    with world.store.read() as conn:
        found = resolved.get(conn, [urls.key(short)])[urls.key(short)]
    assert (found.target, found.why) == (None, "blocked: a bot wall")
    assert not shown(world.store) or all("t.co" not in one.reference_url for one in shown(world.store).values() if one.view is not model.View.WITHHELD)


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "https://"])
def test_an_entry_without_a_usable_link_is_left_out(world: World, link: str) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(f"<item><title>Lost</title><link>{link}</link></item>")
    world.live()
    assert shown(world.store) == {}


def test_a_link_is_fetched_as_the_feed_gives_it_and_shown_without_tracking(world: World) -> None:
    world.enrol()
    link = "https://tide.example/news/lock?utm_source=rss&id=7"
    world.answers["https://tide.example/feed"] = rss(f"<item><title>Lock</title><link>{link.replace('&', '&amp;')}</link></item>")
    world.live()
    assert world.asked[-1].url == link
    assert shown(world.store)["Lock"].reference_url == "https://tide.example/news/lock?id=7"


def test_a_text_that_may_not_be_archived_goes_after_its_time_as_news(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    world.page("lock", text=LONG, title="Lock closed", signals=model.PageSignals(robots=("noarchive",)),
               corrections=("Divers, not dredgers, found it.",), tags=("northern lock gates",), posts=(model.Post(line=0, title="Crack seen at noon"),))
    world.live()
    assert only(world.store).article
    world.answers = {}
    world.now += timedelta(days=8)
    tend.Tender(world.tools).tick()
    world.digest()
    kept = only(world.store)
    assert kept.article is None
    assert kept.story_id
    assert "Lock closed" in shown(world.store)
    with world.store.read() as conn:
        rows = str([conn.execute(sa.select(table)).all() for table in (schema.article, schema.publication)])
    assert not [words for words in ("not dredgers", "northern lock gates", "Crack seen", "divers found") if words in rows]


def test_a_licence_that_has_run_out_shows_the_whole_text_no_longer(world: World) -> None:
    expires = world.now + timedelta(days=1)
    licence = model.Licence(uri="", name="Contract", where="operator", expires=expires)
    world.enrol(licence=licence)
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    world.page("lock", text=LONG, title="Lock closed")
    world.live()
    assert shown(world.store)["Lock closed"].view is model.View.FULL
    world.now += timedelta(days=2)
    tend.Tender(world.tools).tick()
    world.digest()
    assert shown(world.store)["Lock closed"].view is model.View.EXCERPT


def test_a_licence_recorded_later_shows_what_is_there_already(world: World) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    world.page("lock", text=LONG, title="Lock closed")
    world.live()
    world.enrol(licence=model.Licence(uri="", name="Contract", where="operator"))
    world.digest()
    assert shown(world.store)["Lock closed"].view is model.View.FULL


def test_a_visit_whose_lease_has_gone_saves_nothing(world: World) -> None:
    world.enrol()

    async def steal(request: model.Request) -> model.Response:
        world.now += timedelta(minutes=10)  # the lease lapses while the answer is on its way
        with world.store.write() as conn:
            assert hosts.lease_due(conn, "another", now=world.now, limit=5, seconds=60)
        return world.response(request.url, rss(item("lock", title="Lock closed")))

    async def visit() -> None:
        gatherer = gather.Gatherer(
            tools=world.tools, get=steal, readers=Readers(world.pool), turns=turns.StoreTurns(world.tools),
            on_tally=world.tally.join,
        )
        await gatherer.lease()
        await asyncio.wait(gatherer.running)

    asyncio.run(visit())
    with world.store.read() as conn:
        assert counts.count(conn, now=world.now).articles == 0
    assert world.tally.counts["stale visits"] == 1


def test_58_an_item_dated_ahead_is_sorted_by_when_it_was_seen_and_keeps_its_own_date(world: World) -> None:
    world.enrol()
    ahead = item("lock", title="Lock closed").replace("01 Nov 2026", "01 Nov 2031")
    undated = re.sub("<pubDate>.*</pubDate>", "", item("frost", title="Late frost"))
    world.answers["https://tide.example/feed"] = rss(ahead, undated)
    world.live()
    query = sa.select(schema.publication.c.article_id, schema.publication.c.sort_at)
    with world.store.read() as conn:
        sorted_at = {row.article_id: row.sort_at for row in conn.execute(query)}
    released = shown(world.store)
    for title, year in (("Lock closed", 2031), ("Late frost", None)):
        one = released[title]
        assert sorted_at[one.article_id] == one.first_seen <= world.now
        assert (one.published.year if one.published else None) == year


def test_51_a_feed_whose_title_changes_daily_leaves_its_outlets_name_alone(world: World) -> None:
    world.enrol(name="The Tidewater Post")
    for day in (1, 2, 3):
        world.answers["https://tide.example/feed"] = rss(item(f"lock{day}", title=f"Lock {day}"), title=f"News of day {day}")
        world.now += timedelta(days=1)
        world.live()
    assert {one.outlet_name for one in shown(world.store).values()} == {"The Tidewater Post"}
    with world.store.read() as conn:
        assert next(iter(feeds.every(conn))).title == "News of day 3"

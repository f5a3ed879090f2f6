"""Which entries are news: one article for one piece of news, whatever its feeds do with identifiers and addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

import pytest
import sqlalchemy as sa

from headwater import gathering, model, notices
from headwater.actions import restrict
from headwater.pipeline import tend
from headwater.store import articles, entries, ids, publications, resolved, schema
from support.world import START, World, rss

FEED = "https://tide.example/feed"


def entry(slug: str, *, guid: str | None = None, link: str = "", title: str = "", at: datetime | None = None, summary: str = "") -> str:
    """An item with each field as the test wants it; ``guid`` None: as the link, "": an empty element."""
    link = link or f"https://tide.example/news/{slug}"
    date = f"<pubDate>{format_datetime(at)}</pubDate>" if at else ""
    name = f"<guid>{escape(link if guid is None else guid)}</guid>"
    return (f"<item><title>{escape(title or f'The news of {slug} in full')}</title><link>{escape(link)}</link>{name}{date}"
            f"<description>{escape(summary)}</description></item>")


def serve(world: World, *items: str, feed: str = FEED, extra: str = "", after: timedelta = timedelta(hours=3)) -> int:
    """Let time pass, serve a document, gather and digest; gives how many entries counted as new."""
    world.now += after
    world.answers[feed] = rss(*items, extra=f"{extra}<generator>{world.now:%s}</generator>")
    before = world.tally.counts["entries"]
    world.gather()
    world.digest()
    return world.tally.counts["entries"] - before


def titles(world: World) -> list[str]:
    """The headlines of every article."""
    with world.store.read() as conn:
        return sorted(conn.execute(sa.select(schema.article.c.title)).scalars())


def policy(world: World) -> str | None:
    with world.store.read() as conn:
        return conn.execute(sa.select(schema.feed.c.identity).where(schema.feed.c.url == FEED)).scalar()


def only(world: World) -> articles.Kept:
    with world.store.read() as conn:
        kept = articles.get(conn, conn.execute(sa.select(schema.article.c.id)).scalar_one())
    assert kept
    return kept


def test_28_an_entry_without_a_guid_is_known_by_its_link(world: World) -> None:
    world.enrol()
    bare = [entry(one, guid="") for one in "abc"]
    assert serve(world, *bare) == 3
    assert serve(world, *bare, entry("d", guid="")) == 1
    assert len(titles(world)) == 4
    assert policy(world) == "link"


def test_29_one_guid_for_all_items_hides_none(world: World) -> None:
    world.enrol()
    assert serve(world, *(entry(one, guid="feed-1") for one in "abcd")) == 4
    assert serve(world, *(entry(one, guid="feed-1") for one in "bcde")) == 1
    assert len(titles(world)) == 5


def test_29_one_permalink_for_all_items_hides_none(world: World) -> None:
    world.enrol()
    ticker = [entry(one, link="https://tide.example/ticker", guid=f"t-{one}", at=START) for one in "abcd"]
    assert serve(world, *ticker) == 4
    assert policy(world) == "id-alone"
    assert serve(world, entry("e", link="https://tide.example/ticker", guid="t-e", at=START)) == 1
    assert len(titles(world)) == 5
    assert not [one for one in world.asked if one.url.endswith("/ticker")]  # it is the page of none of them


def test_29_one_guid_and_one_permalink_leave_title_and_time(world: World) -> None:
    world.enrol()
    same = {"link": "https://tide.example/ticker", "guid": "https://tide.example/ticker", "at": START}
    assert serve(world, *(entry(one, **same) for one in "abcd")) == 4
    assert policy(world) == "text"
    assert serve(world, *(entry(one, **same) for one in "bcde")) == 1


def test_30_a_feed_that_recovers_is_not_trusted_again(world: World) -> None:
    world.enrol()
    serve(world, *(entry(one, guid="") for one in "abcd"))
    assert serve(world, *(entry(one, guid=f"good-{one}") for one in "abcd")) == 0
    assert serve(world, *(entry(one, guid=f"good-{one}") for one in "abcde")) == 1
    assert policy(world) == "link"
    assert len(titles(world)) == 5


def test_30_a_rare_slip_costs_a_feed_no_trust(world: World) -> None:
    world.enrol()
    many = [entry(f"n{one}", guid=f"id-{one}") for one in range(40)]
    serve(world, *many, entry("x", guid=""))
    assert policy(world) is None


def test_31_guids_that_change_at_each_poll_bring_nothing_new(world: World) -> None:
    world.enrol()

    def polled(number: int) -> list[str]:
        return [entry(one, guid=f"https://tide.example/news/{one}?t={number}") for one in "abcd"]

    assert [serve(world, *polled(number)) for number in range(4)] == [4, 0, 0, 0]
    assert policy(world) == "link"
    with world.store.read() as conn:  # no row for each new identifier
        assert conn.execute(sa.select(sa.func.count()).select_from(schema.entry)).scalar_one() == 4
    assert len(titles(world)) == 4


def test_31_guids_and_links_that_turn_to_https_bring_nothing_new_and_cost_no_trust(world: World) -> None:
    world.enrol()
    serve(world, *(entry(one, link=f"http://tide.example/news/{one}") for one in "abcd"))
    assert serve(world, *(entry(one) for one in "abcd")) == 0
    assert policy(world) == "id-moved"
    assert serve(world, *(entry(one) for one in "bcde")) == 1
    assert policy(world) == "id-moved"


def test_31_a_new_host_with_new_paths_and_guids_brings_nothing_new(world: World) -> None:
    world.enrol()
    old = [entry(one, at=START - timedelta(hours=ord(one) - 96)) for one in "abcd"]
    serve(world, *old)
    new = [entry(one, link=f"https://www.tide.example/2026/{one}-renewed", guid=f"urn:{one}", at=START - timedelta(hours=ord(one) - 96)) for one in "abcd"]
    assert serve(world, *new) == 0
    assert len(titles(world)) == 4
    assert serve(world, *new, entry("e", at=START)) == 1


def test_31_undated_entries_are_known_again_by_title_and_summary(world: World) -> None:
    world.enrol()
    serve(world, *(entry(one, summary=f"What happened to {one} on the quay.") for one in "abc"))
    moved = [entry(one, link=f"https://tide.example/new/{one}", guid=f"urn:{one}", summary=f"What happened to {one} on the quay.") for one in "abc"]
    assert serve(world, *moved) == 0
    assert len(titles(world)) == 3


def test_31_the_archive_that_comes_with_a_migration_is_no_news(world: World) -> None:
    world.enrol()
    serve(world, entry("a", at=START))
    archive = [entry(f"old-{years}", at=START - timedelta(days=400 * years)) for years in (1, 2, 3)]
    recent = entry("month", at=START - timedelta(days=30))
    assert serve(world, entry("b", at=START + timedelta(hours=1)), entry("a", at=START), recent, *archive) == 1
    assert world.tally.counts["late entries"] == 4
    assert titles(world) == ["The news of a in full", "The news of b in full", "The news of month in full"]
    world.live(minutes=90)  # its page is looked for after those of the news
    with world.store.read() as conn:  # what is a month old stands at its own date
        sorted_at = conn.execute(sa.select(schema.publication.c.sort_at).order_by(schema.publication.c.sort_at)).scalars().first()
        assert sorted_at == START - timedelta(days=30)
    assert serve(world, entry("b", at=START + timedelta(hours=1)), recent, *archive) == 0


def test_31_a_feed_that_is_read_first_may_list_its_archive(world: World) -> None:
    world.enrol()
    assert serve(world, entry("a", at=START), entry("old", at=START - timedelta(days=800))) == 2
    assert len(titles(world)) == 2


def test_32_a_new_title_is_no_new_entry(world: World) -> None:
    world.enrol()
    serve(world, entry("a", title="Lock closed"))
    assert serve(world, entry("a", title="Lock closed until May")) == 0
    assert titles(world) == ["Lock closed until May"]


def test_32_a_new_title_with_a_new_guid_is_a_change_of_the_same_article(world: World) -> None:
    world.enrol()
    serve(world, entry("a", title="Lock closed", guid="1"))
    assert serve(world, entry("a", title="Lock closed until May", guid="2")) == 0
    assert titles(world) == ["Lock closed until May"]


def test_32_a_clock_in_the_text_counts_as_a_change_six_times_a_day(world: World) -> None:
    world.enrol()
    for minute in range(20):
        serve(world, entry("a", summary=f"Closed. It is 12:{minute:02} now."), after=timedelta(minutes=61))
    assert world.tally.counts["changed entries"] == 6
    assert world.tally.counts["restless entries"] >= 3
    before = world.tally.counts["changed entries"]
    serve(world, entry("a", summary="Open again."), after=timedelta(days=1))
    assert world.tally.counts["changed entries"] == before + 1


def test_32_a_build_date_alone_changes_nothing(world: World) -> None:
    world.enrol()
    serve(world, entry("a"))
    with world.store.read() as conn:
        before = conn.execute(sa.select(schema.article)).all()
    serve(world, entry("a"), extra="<lastBuildDate>Mon, 02 Nov 2026 10:00:00 GMT</lastBuildDate>")
    with world.store.read() as conn:
        assert conn.execute(sa.select(schema.article)).all() == before
    assert world.tally.counts["changed entries"] == 0


def test_32_tracking_that_changes_in_links_and_guids_is_no_change(world: World) -> None:
    world.enrol()
    for number in range(3):
        serve(world, entry("a", link=f"https://tide.example/news/a?utm_id={number}", guid=f"a#{number}"))
    assert world.tally.counts["changed entries"] == 0
    assert len(titles(world)) == 1


def test_33_a_restricted_article_does_not_return_after_its_entry_was_swept(world: World) -> None:
    world.enrol()
    serve(world, entry("a", at=START))
    hidden = notices.Target(given="a", kind=notices.Kind.ARTICLE, object_id=only(world).id)
    made = notices.Decision(
        id=notices.DecisionId(ids.new()), notice_id=None, made_by="somebody", made_at=world.now, action=notices.Action.HIDE_ITEM, basis="legal",
        ground="copyright", reason="Its owner has not allowed it.",
    )
    with world.store.write() as conn:
        restrict.impose(conn, made, [hidden], reference="", now=world.now)
    serve(world, entry("b", at=START + timedelta(hours=1)))
    tender = tend.Tender(tools=world.tools)
    world.now += timedelta(days=61)
    tender.tools = world.tools
    assert tender.tick().counts["swept entries"] == 2
    assert serve(world, entry("a", guid="new", at=START), entry("c", at=world.now)) == 1
    with world.store.read() as conn:
        kept = conn.execute(sa.select(schema.article.c.id).where(schema.article.c.title.contains(" a "))).scalars().all()
        assert len(kept) == 1
        assert conn.execute(sa.select(schema.publication.c.withheld).where(schema.publication.c.article_id == kept[0])).scalar_one()


def test_33_an_entry_that_its_feed_took_back_does_not_return(world: World) -> None:
    world.enrol()
    world.page("a", text="A long text about the lock. " * 20, title="The news of a in full")
    serve(world, entry("a"))
    gone = '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="https://tide.example/news/a" when="2026-11-01T12:00:00Z"/>'
    serve(world, entry("b"), extra=gone)
    for _ in range(4):  # its page is still there, its feed lists it again with another identifier and text
        serve(world, entry("a", guid="again", summary=f"{world.now}"), entry("b"), after=timedelta(days=3))
    with world.store.read() as conn:
        rows = conn.execute(sa.select(schema.article.c.presence).where(schema.article.c.title.contains(" a "))).scalars().all()
        shown = conn.execute(sa.select(schema.publication.c.view).where(schema.publication.c.view != "withheld")).scalars().all()
    assert rows == ["withdrawn"]
    assert len(shown) == 1


def test_33_an_old_item_that_returns_is_not_new(world: World) -> None:
    world.enrol()
    serve(world, entry("a", at=START), entry("b", at=START))
    serve(world, entry("b", at=START), after=timedelta(days=10))
    assert serve(world, entry("a", at=START), entry("b", at=START)) == 0
    assert len(titles(world)) == 2


def test_34_an_article_in_feeds_of_several_sections_is_one(world: World) -> None:
    world.enrol()
    sections = [f"https://tide.example/{one}.xml" for one in ("world", "mobile", "amp", "plain")]
    links = ["https://tide.example/news/a?utm_source=world", "https://m.tide.example/news/a", "https://tide.example/news/a/amp/", "http://www.tide.example/news/a/"]
    serve(world, entry("a"))
    for feed, link in zip(sections, links, strict=True):
        world.enrol(feed)
        serve(world, entry("a", link=link, guid=f"{feed}#1"), feed=feed)
    assert len(titles(world)) == 1
    with world.store.read() as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(schema.entry)).scalar_one() == 5


def test_34_an_article_at_two_addresses_of_one_outlet_is_one(world: World) -> None:
    world.enrol()
    serve(world, entry("a", at=START))
    world.enrol("https://tide.example/harbour.xml")
    serve(world, entry("a", link="https://tide.example/harbour/a-77", guid="77", at=START), feed="https://tide.example/harbour.xml")
    assert len(titles(world)) == 1
    with world.store.read() as conn:
        assert {url for url, _ in articles.addresses(conn, only(world).id)} == {"https://tide.example/news/a", "https://tide.example/harbour/a-77"}


def test_34_two_outlets_may_say_the_same_at_the_same_time(world: World) -> None:
    world.enrol()
    serve(world, entry("a", at=START))
    world.enrol("https://reef.example/feed", name="Reef Daily")
    serve(world, entry("a", link="https://reef.example/a", at=START), feed="https://reef.example/feed")
    assert len(titles(world)) == 2


def test_34_two_items_of_one_document_stay_two(world: World) -> None:
    world.enrol()
    assert serve(world, entry("a1", title="Weather for the coast", at=START), entry("a2", title="Weather for the coast", at=START)) == 2
    assert len(titles(world)) == 2


def test_35_a_wrapped_link_leads_to_the_outlets_own_page(world: World) -> None:
    world.enrol()
    wrapped = "https://www.google.com/url?rct=j&url=https%3A%2F%2Ftide.example%2Fnews%2Fa&ct=ga"
    url = world.page("a", text="A long text about the lock. " * 20, title="Lock closed")
    serve(world, entry("a", link=wrapped, guid="1", title="Lock closed"))
    assert only(world).reference_url == url
    assert url in [one.url for one in world.asked]
    assert not [one for one in world.asked if "google" in one.url]


def test_35_feedburner_names_the_original_link(world: World) -> None:
    world.enrol()
    origin = "<feedburner:origLink>https://tide.example/news/a</feedburner:origLink>"
    burnt = entry("a", link="http://feedproxy.google.com/~r/tide/~3/x/", guid="1").replace("</item>", f"{origin}</item>")
    world.now += timedelta(hours=1)
    world.answers[FEED] = rss(burnt).replace(b"<rss ", b'<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" ')
    world.live()
    assert only(world).reference_url == "https://tide.example/news/a"


def test_35_a_redirector_that_was_followed_once_is_known_afterwards(world: World) -> None:
    world.enrol()
    with world.store.write() as conn:
        resolved.put(conn, gathering.Resolved(key="bit.ly/3abc", target="https://tide.example/news/a", why="followed"), now=world.now)
    serve(world, entry("a", link="https://bit.ly/3abc", guid="1"))
    assert only(world).reference_url == "https://tide.example/news/a"


def test_35_the_visit_to_a_page_finds_out_where_its_redirector_leads(world: World) -> None:
    world.enrol()
    url = world.page("a", text="A long text about the lock. " * 20, title="The news of a in full")
    world.answers["https://bit.ly/3abc"] = replace(world.response("https://bit.ly/3abc", b"<html>"), final_url=url)
    serve(world, entry("a", link="https://bit.ly/3abc", guid="1"))
    kept = only(world)
    assert kept.reference_url == url
    with world.store.read() as conn:
        shown = publications.get(conn, kept.id)
        found = resolved.get(conn, ["bit.ly/3abc"])["bit.ly/3abc"]
    assert shown is not None
    assert shown.reference_url == url
    assert found.target == url
    world.enrol("https://tide.example/all.xml")  # the next feed with this link speaks of the same article
    assert serve(world, entry("a", link="https://bit.ly/3abc?utm_source=x", guid="7"), feed="https://tide.example/all.xml") == 1
    assert len(titles(world)) == 1


def test_35_an_item_whose_link_stays_a_redirector_is_withheld(world: World) -> None:
    world.enrol()
    serve(world, entry("a", link="https://bit.ly/3abc", guid="1"))  # it answers 404 in this world
    with world.store.read() as conn:
        shown = publications.get(conn, only(world).id)
    assert shown is None or shown.view is model.View.WITHHELD
    assert shown is None or "bit.ly" not in shown.reference_url


def test_35_a_sealed_link_of_google_news_is_withheld_and_never_fetched(world: World) -> None:
    world.enrol()
    sealed = "https://news.google.com/rss/articles/CBMiYEFVX3lxTE" + "x" * 60 + "?oc=5"
    serve(world, entry("a", link=sealed, guid="1"))
    assert not [one for one in world.asked if "google" in one.url]
    kept = only(world)
    assert "Google News" in kept.refused
    with world.store.read() as conn:
        found = publications.get(conn, kept.id)
        assert next(iter(resolved.get(conn, ["news.google.com/rss/articles/CBMiYEFVX3lxTE" + "x" * 60 + "?oc=5"]).values())).target is None
    assert found is None or (found.view is model.View.WITHHELD and found.reasons[0].rule == "no-reference")


def test_37_a_relative_link_is_the_outlets(world: World) -> None:
    world.enrol()
    serve(world, entry("a", link="/news/a?utm_source=rss ", guid="1"))
    assert only(world).reference_url == "https://tide.example/news/a"


def test_the_language_of_an_entry_is_named_by_its_words(world: World) -> None:
    world.enrol()  # its feed declares English
    german = "Die Schleuse ist seit Sonntag für alle Schiffe gesperrt, sagte ein Sprecher der Behörde, und das bleibt auch so."
    serve(world, entry("a", title="Die Schleuse bleibt bis Mai gesperrt", summary=german))
    assert only(world).language == "de"
    with world.store.read() as conn:
        shown = publications.get(conn, only(world).id)
    assert shown is not None and shown.language == "de"
    swedish = "Slussen är stängd för alla fartyg sedan i söndags, sade en talesman för myndigheten, och så förblir det."
    serve(world, entry("a", title="Slussen förblir stängd till maj", summary=swedish))
    assert only(world).language == "sv"




def test_a_feed_that_gives_all_its_entries_the_same_words_is_looked_through_no_further_than_a_bound(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "MOST_TWINS", 20)
    world.enrol()
    title, looked = "The very same title for everything", []
    real = entries.twins

    def counted(conn: sa.Connection, wanted: Iterable[int]) -> dict[int, list[entries.KnownEntry]]:
        found = real(conn, wanted)
        looked.append(sum(map(len, found.values())))
        return found

    monkeypatch.setattr(entries, "twins", counted)
    for visit in range(4):
        serve(world, *(entry(f"{visit}-{place}", title=title, at=START) for place in range(30)), after=timedelta(hours=24))
    assert looked == [0, 20, 20, 20]

"""What an outlet's rules keep of its entries, and at which addresses."""

from __future__ import annotations

from dataclasses import replace

from headwater import model
from headwater.feeds import rules
from headwater.gathering import OutletRules
from headwater.pipeline.tools import Manners
from headwater.store import feed_logs, feeds, outlets, pages
from support.world import World, item, rss


def entry(slug: str, title: str = "Lock closed", *sections: str) -> model.Entry:
    return model.Entry(entry_id=slug, url=f"https://tide.example/news/{slug}", title=title, categories=sections)


def kept(given: OutletRules, *entries: model.Entry) -> list[str]:
    return [one.entry_id for one in rules.apply(given, entries)[0]]


def test_without_rules_everything_is_kept_as_it_is() -> None:
    entries = [entry("a"), entry("b")]
    assert rules.apply(OutletRules(), entries) == (entries, [])


def test_an_entry_is_kept_if_of_each_include_given_one_fits_and_no_exclude() -> None:
    given = OutletRules(include_url=("/news/", "/live/"), include_section=("politics",), exclude_title=("horoscope", "^quiz"))
    assert kept(given, entry("a", "Lock closed", "Politics"), entry("b", "Lock closed", "Sport"), entry("c", "Your HOROSCOPE", "politics"),
                entry("d", "A quiz", "politics"), entry("e", "No section")) == ["a", "d"]


def test_what_is_left_out_says_why() -> None:
    _, dropped = rules.apply(OutletRules(exclude_section=("sport",), include_title=("lock",)), [entry("a", "Lock", "Motorsport"), entry("b", "Frost")])
    assert [(one.entry.entry_id, one.why) for one in dropped] == [("a", "exclude_section: sport"), ("b", "include_title: none fits")]


def test_addresses_are_rewritten_in_order_and_before_they_are_looked_at() -> None:
    given = OutletRules(rewrite_url=(("^https://tide\\.example/", "https://www.tide.example/"), ("/news/(\\w+)$", "/story/\\1.html")), include_url=("/story/",))
    found, _ = rules.apply(given, [entry("a")])
    assert [one.url for one in found] == ["https://www.tide.example/story/a.html"]


def test_a_rewriting_that_gives_no_address_changes_nothing() -> None:
    found, _ = rules.apply(OutletRules(rewrite_url=(("^https", "javascript"),)), [entry("a")])
    assert found[0].url == "https://tide.example/news/a"


def test_polls_keep_to_the_rules_and_the_log_says_how_many_were_left_out(world: World) -> None:
    world.manners = Manners(pages=False)
    world.enrol()
    with world.store.write() as conn:
        outlet = next(iter(outlets.every(conn)))
        outlets.set_rules(conn, outlet.id, OutletRules(exclude_title=("frost",)))
    world.answers["https://tide.example/feed"] = rss(item("a", title="Lock closed"), item("b", title="Frost in the valley"))
    world.live()
    with world.store.read() as conn:
        assert [one.publication.headline for one in pages.latest(conn, pages.Wanted(), limit=5)] == ["Lock closed"]
        assert "the outlet's rules leave 1 out" in feed_logs.get(conn, next(iter(feeds.every(conn))).feed.id).recent[0].detail
    with world.store.write() as conn:
        outlets.set_rules(conn, outlet.id, replace(OutletRules(), include_title=("frost",)))
    world.answers["https://tide.example/feed"] = rss(item("a", title="Lock closed"), item("b", title="Frost in the valley"), item("c", title="More frost"))
    world.live(minutes=90)
    with world.store.read() as conn:
        titles = {one.publication.headline for one in pages.latest(conn, pages.Wanted(), limit=5)}
    assert titles == {"Lock closed", "Frost in the valley", "More frost"}

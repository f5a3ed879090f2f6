"""outlets catalogue and outlets check: choosing, enrolling, asking every address, retiring the stale."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from e2e import harness
from headwater import app, model
from headwater.cli import checking
from headwater.feeds import catalogue, retired
from headwater.feeds.catalogue import CatalogueOutlet
from headwater.pipeline import enrol
from headwater.sample import server
from headwater.store import feeds, schema
from support.world import rss

if TYPE_CHECKING:
    from cli.conftest import Command

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def test_without_a_choice_it_counts_by_country(command: Command) -> None:
    told = command("outlets", "catalogue")
    assert told.status == 0
    line = next(line for line in told.out.splitlines() if line.startswith("ke "))
    assert "Kenya" in line and " sw" in line
    assert told.out.splitlines()[-1].startswith(f"{len(catalogue.load())} outlets of ")
    counts = command("outlets", "catalogue", "--json").json
    assert sum(one["outlets"] for one in counts) == len(catalogue.load())
    assert next(one for one in counts if one["country"] == "int")["name"] == "of no one country"


def test_it_is_narrowed_by_country_language_kind_name_and_licence(command: Command) -> None:
    chosen = command("outlets", "catalogue", "--country", "KE", "--language", "sw", "--json").json
    assert chosen and all(one["country"] == "ke" and "sw" in one["languages"] for one in chosen)
    wide = command("outlets", "catalogue", "--language", "pt", "--json").json
    narrow = command("outlets", "catalogue", "--language", "pt-BR", "--json").json
    assert {one["home"] for one in narrow} < {one["home"] for one in wide}
    checkers = command("outlets", "catalogue", "--kind", "fact-checker", "--kind", "science", "--json").json
    assert {one["kind"] for one in checkers} == {"fact-checker", "science"}
    assert all(one["licence"] for one in command("outlets", "catalogue", "--open", "--json").json)
    shown = command("outlets", "catalogue", "--outlet", "taifa leo").out
    assert "Taifa Leo" in shown and shown.splitlines()[-1].startswith("1 outlet(s), 1 feed(s).")
    assert "No outlet" in command("outlets", "catalogue", "--country", "aq").out
    wrong = command("outlets", "catalogue", "--kind", "blog")
    assert wrong.status == 2 and "fact-checker" in wrong.err


def test_a_choice_is_enrolled_once_and_marked(command: Command) -> None:
    told = command("outlets", "catalogue", "--country", "ls", "--enrol", "--json").json
    assert told["outlets"] == told["new_feeds"] > 0
    assert "0 new feed(s)" in command("outlets", "catalogue", "--country", "ls", "--enrol").out
    assert " + en" in command("outlets", "catalogue", "--country", "ls").out
    assert len(command("outlets", "list", "--json").json) == told["outlets"]
    everything = command("outlets", "catalogue", "--enrol")
    assert everything.status == 2 and "or take --all" in everything.err
    nothing = command("outlets", "catalogue", "--country", "aq", "--enrol")
    assert nothing.status == 1 and "no outlet of the catalogue is like that" in nothing.err
    assert len(command("outlets", "list", "--json").json) == told["outlets"]


def test_the_starter_is_the_balanced_hundred(command: Command, folder: Path) -> None:
    chosen = command("outlets", "catalogue", "--starter", "--json").json
    assert len(chosen) == 100
    command("init")
    listed = command("outlets", "list", "--json").json
    assert {one["outlet"]["home_url"] for one in listed} == {one["home"] for one in chosen}


def shipping(sample: server.Running, *paths: str) -> tuple[CatalogueOutlet, ...]:
    addresses = [f"http://harbour-courier.localhost:{sample.port}/{path}" for path in paths]
    return (CatalogueOutlet(name="Harbour", home_url=addresses[0], feeds=tuple(addresses), languages=("en",), country="gb", kind="paper"),)


@pytest.mark.slow
def test_stale_addresses_of_the_catalogue_are_retired_and_come_back(
        command: Command, folder: Path, sample: server.Running, monkeypatch: pytest.MonkeyPatch) -> None:
    outlets = shipping(sample, "feed.xml", "nothing-here.xml")
    monkeypatch.setattr(catalogue, "load", lambda: outlets)
    told = command("outlets", "check", "--catalogue", "--retire")
    assert told.status == 1
    assert "1 of 2 feeds answer well. Else: 1 gone." in told.out and "1 address(es) of the catalogue are retired" in told.out
    path = folder / retired.NAME
    assert list(retired.read(path)) == [outlets[0].feeds[1]]
    assert command("outlets", "catalogue", "--all", "--json").json[0]["feeds"] == [outlets[0].feeds[0]]
    again = retired.Retired(url=outlets[0].feeds[0], why="it was gone", on=NOW.date())
    path.write_text(retired.text([again]))
    assert command("outlets", "catalogue", "--all", "--json").json[0]["feeds"] == [outlets[0].feeds[1]]
    assert command("outlets", "check", "--catalogue", "--country", "gb", "--retire", "--json").json[0]["verdict"] == "ok"
    assert list(retired.read(path)) == [outlets[0].feeds[1]]
    assert command("outlets", "check", "--catalogue", "--country", "no", "--json").json == []


@pytest.mark.slow
def test_enrolled_feeds_that_are_gone_rest(command: Command, folder: Path, sample: server.Running, tmp_path: Path) -> None:
    home = f"http://harbour-courier.localhost:{sample.port}/"
    file = tmp_path / "mine.toml"
    file.write_text(f'[[outlet]]\nname = "Harbour"\nhome = "{home}"\nfeeds = ["{home}feed.xml", "{home}nothing"]\nkind = "paper"\nlanguage = "en"\n'
                    '[outlet.rules]\nexclude_title = ["^advert"]\n')
    command("outlets", "import", str(file))
    listed = command("outlets", "list", "--json").json[0]
    assert listed["about"]["kind"] == "paper" and listed["rules"]["exclude_title"] == ["^advert"]
    assert "  en  paper  with rules" in command("outlets", "list").out
    assert command("outlets", "check", "--kind", "magazine", "--json").json == []
    told = command("outlets", "check", "--kind", "paper", "--language", "en", "--retire")
    assert told.status == 1 and "1 feed(s) rest until they are polled by name, 0 took their new address." in told.out
    store = app.open_store(harness.settings(folder))
    with store.read() as conn:
        known = {one.feed.url: one.history for one in feeds.every(conn)}
    store.close()
    soon = app.now() + timedelta(days=9999)
    assert [url for url, one in known.items() if one.next_poll_at and one.next_poll_at > soon] == [f"{home}nothing"]
    assert known[f"{home}nothing"].why.startswith(checking.RETIRED)


def test_an_enrolled_feed_that_moved_takes_its_new_address_and_is_due_at_its_new_host(folder: Path) -> None:
    store = app.open_store(harness.settings(folder))
    one = enrol.Enrolment(name="Tide", home_url="https://tide.example/", feed_urls=("https://tide.example/a", "https://tide.example/b"))
    enrol.enrol_all(store, [one], now=NOW)
    with store.read() as conn:
        wanted = [checking.Address(url=known.feed.url, outlet="Tide", feed_id=known.feed.id) for known in feeds.every(conn)]
    results = [checking.Checked(feed=address.url, outlet="Tide", verdict=checking.Verdict.MOVED, answer="", moved_to="https://new.example/rss")
               for address in wanted]
    assert checking._retire_enrolled(store, wanted, results).startswith("1 feed(s) rest until they are polled by name, 1 took")
    with store.read() as conn:
        assert {known.feed.url for known in feeds.every(conn)} == {"https://new.example/rss", "https://tide.example/b"}
        due = conn.execute(sa.select(schema.host.c.due_at).where(schema.host.c.name == "new.example")).scalar_one()
    store.close()
    assert due <= app.now()


ADDRESS = checking.Address(url="https://tide.example/feed", outlet="Tide")


def answer(body: bytes, *, moved_to: str | None = None) -> model.Response:
    return model.Response(url=ADDRESS.url, final_url=moved_to or ADDRESS.url, status=200, headers=(("content-type", "text/html"),), body=body,
                          fetched_at=NOW, moved_to=moved_to)


def refusal(reason: model.Refusal) -> model.Refused:
    return model.Refused(url=ADDRESS.url, reason=reason, detail="so it is")


def test_a_section_page_that_was_not_polled_yet_is_not_taken_for_a_feed_that_is_gone(folder: Path) -> None:
    store = app.open_store(harness.settings(folder))
    enrol.enrol_all(store, [enrol.Enrolment(name="Tide", home_url="https://tide.example/", feed_urls=("https://tide.example/sea",))], now=NOW)
    nothing = {"country": None, "language": None, "kind": None, "outlet": ""}
    assert [one.is_page for one in checking._enrolled(store, nothing)] == [True]
    with store.write() as conn:
        conn.execute(sa.update(schema.feed).values(kind="rss"))
    assert [one.is_page for one in checking._enrolled(store, nothing)] == [False]
    store.close()


@pytest.mark.parametrize(("given", "verdict"), [
    (answer(rss()), "ok"), (answer(b"<html><p>Hello"), "not a feed"), (answer(rss(), moved_to="https://tide.example/rss"), "moved"),
    (answer(b"<html>", moved_to="https://tide.example/"), "not a feed"),
    (model.NotModified(url=ADDRESS.url, headers=(), fetched_at=NOW), "ok"), (refusal(model.Refusal.GONE), "gone"),
    (refusal(model.Refusal.ROBOTS), "robots forbids"), (refusal(model.Refusal.ROBOTS_UNREACHABLE), "unreachable"),
    (refusal(model.Refusal.PAYMENT), "refuses"), (refusal(model.Refusal.BLOCKED), "refuses"), (refusal(model.Refusal.TIMEOUT), "unreachable"),
    (refusal(model.Refusal.NO_NAME), "unreachable"), (refusal(model.Refusal.BUSY), "not asked"), (refusal(model.Refusal.GUARD), "not asked"),
])
def test_each_answer_has_its_verdict(given: model.Response | model.NotModified | model.Refused, verdict: str) -> None:
    checked = checking.judge(ADDRESS, given)
    assert checked.verdict == verdict
    assert checked.moved_to == ("https://tide.example/rss" if verdict == "moved" else None)


def test_a_section_page_is_well_while_it_lists_articles_or_has_become_a_feed() -> None:
    page = checking.Address(url=ADDRESS.url, outlet="Tide", is_page=True)
    items = "".join(f'<article><h2><a href="/2026/11/the-ferry-sails-{n}">The ferry sails again, trip number {n}</a></h2></article>' for n in range(6))
    checked = checking.judge(page, answer(f"<html><main>{items}</main>".encode()))
    assert (checked.verdict, checked.answer) == ("ok", "ok, section, 6 entries")
    assert checking.judge(ADDRESS, answer(f"<html><main>{items}</main>".encode())).verdict == "not a feed"
    assert checking.judge(page, answer(rss())).verdict == "ok"
    empty = checking.judge(page, answer(b"<html><p>Hello"))
    assert empty.verdict == "not a feed" and "no list of articles" in empty.answer


@pytest.mark.parametrize(("body", "words"), [
    (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>https://tide.example/a</loc></url></urlset>", "ok, sitemap, 1 entries"),
    (b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>https://tide.example/a.xml</loc></sitemap></sitemapindex>",
     "ok, sitemap-index, 1 sitemaps"),
])
def test_a_sitemap_is_told_by_what_it_holds(body: bytes, words: str) -> None:
    checked = checking.judge(ADDRESS, answer(body))
    assert (checked.verdict, checked.answer) == ("ok", words)


def test_where_most_hosts_are_unreachable_it_is_the_network_here() -> None:
    def made(host: str, verdict: checking.Verdict) -> checking.Checked:
        return checking.Checked(feed=f"https://{host}.example/f", outlet="", verdict=verdict, answer="")

    down = [made(str(n), checking.Verdict.UNREACHABLE) for n in range(3)]
    assert checking._is_network_down([*down, made("a", checking.Verdict.GONE), made("b", checking.Verdict.OK)])
    assert not checking._is_network_down([down[0], made("a", checking.Verdict.GONE), made("b", checking.Verdict.OK)])
    assert not checking._is_network_down(down[:1])

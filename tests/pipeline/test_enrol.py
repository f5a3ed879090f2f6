"""What is recorded of outlets that are enrolled, and enrolled again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from headwater import gathering
from headwater.feeds import catalogue
from headwater.pipeline import enrol
from headwater.store import db, feeds, outlets

NOW = datetime(2026, 11, 26, tzinfo=UTC)
RULES = gathering.OutletRules(exclude_title=("^advert",), rewrite_url=(("^http:", "https:"),))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[db.Store]:
    opened = db.Store.open(f"sqlite:///{tmp_path / 'a.sqlite'}", now=lambda: NOW)
    opened.migrate()
    yield opened
    opened.close()


def known(store: db.Store) -> tuple[gathering.About, gathering.OutletRules, list[str]]:
    with store.read() as conn:
        one = next(outlets.every(conn))
        return outlets.about(conn, one.id), outlets.rules(conn, one.id), [feed.feed.url for feed in feeds.every(conn, one.id)]


ONE = enrol.Enrolment(name="Tide", home_url="https://tide.example/", feed_urls=("https://tide.example/a",),
                      about=gathering.About(kind="paper", owner="Tide AS", languages=("nb", "nn")), rules=RULES)


def test_kind_owner_languages_and_rules_are_kept(store: db.Store) -> None:
    assert enrol.enrol_all(store, [ONE], now=NOW) == 1
    assert known(store) == (ONE.about, RULES, ["https://tide.example/a"])


def test_what_is_stated_again_takes_the_place_of_what_was_and_the_rest_stays(store: db.Store) -> None:
    enrol.enrol_all(store, [ONE], now=NOW)
    again = replace(ONE, feed_urls=("https://tide.example/b",), about=gathering.About(kind="magazine"), rules=None)
    assert enrol.enrol_all(store, [again], now=NOW) == 1
    about, rules, urls = known(store)
    assert about == gathering.About(kind="magazine", owner="Tide AS", languages=("nb", "nn"))
    assert rules == RULES and len(urls) == 2
    enrol.enrol_all(store, [replace(again, rules=gathering.OutletRules())], now=NOW)
    assert known(store)[1] == gathering.OutletRules()


def test_an_outlet_that_opml_names_has_no_rules_and_no_kind(store: db.Store) -> None:
    enrol.enrol_all(store, [replace(ONE, about=gathering.About(), rules=None)], now=NOW)
    assert known(store)[:2] == (gathering.About(), gathering.OutletRules())


def test_sitemaps_are_polled_where_there_is_no_feed_or_where_they_are_wanted() -> None:
    both = catalogue.CatalogueOutlet(name="A", home_url="https://a.example/", feeds=("https://a.example/f",), sitemaps=("https://a.example/s",))
    assert enrol.of_catalogue(both).feed_urls == both.feeds
    assert enrol.of_catalogue(both, sitemaps=True).feed_urls == both.feeds + both.sitemaps
    assert enrol.of_catalogue(replace(both, feeds=())).feed_urls == both.sitemaps

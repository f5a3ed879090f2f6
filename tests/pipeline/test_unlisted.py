"""When an article's feed was last read without it: only what was really read says so, and only of the outlet's own articles."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from headwater.gathering import OutletRules
from headwater.store import articles, outlets
from support.polls import FEED, go, known, not_modified
from support.world import World, id_of, item, rss

FIRST = item("lock", title="Lock closed")


@pytest.fixture
def world(sqlite_store: object) -> World:
    """An outlet whose feed alone is read."""
    made = World(store=sqlite_store)  # pyright: ignore[reportArgumentType]
    made.manners = replace(made.manners, pages=False)
    made.enrol()
    made.answers[FEED] = rss(FIRST)
    go(made)
    return made


def unlisted(world: World, slug: str, host: str = "tide.example") -> datetime | None:
    with world.store.read() as conn:
        found = articles.get(conn, id_of(world, slug, host))
    assert found is not None
    return found.unlisted_at


def test_what_stood_in_a_feed_when_it_was_new_has_no_such_time_and_what_comes_later_has(world: World) -> None:
    assert unlisted(world, "lock") is None
    read = world.now
    world.answers[FEED] = rss(item("ferry", title="Ferry late"), FIRST)
    go(world, hours=2)
    assert unlisted(world, "ferry") == read


def test_not_modified_is_no_reading(world: World) -> None:
    """Servers send 304 of documents that have changed."""
    read = world.now
    world.answers[FEED] = not_modified()
    for _ in range(5):
        go(world, hours=3)
    world.answers[FEED] = rss(item("ferry", title="Ferry late"), FIRST)
    go(world, hours=1)
    assert unlisted(world, "ferry") == read


def test_where_the_outlets_rules_left_entries_out_nothing_is_said(world: World) -> None:
    with world.store.write() as conn:
        outlets.set_rules(conn, known(world).feed.outlet_id, OutletRules(exclude_title=("Ferry",)))
    world.answers[FEED] = rss(item("ferry", title="Ferry late"), FIRST)
    go(world, hours=2)
    with world.store.write() as conn:
        outlets.set_rules(conn, known(world).feed.outlet_id, OutletRules())
    world.answers[FEED] = rss(item("ferry", title="Ferry late"), item("pears", title="Pears dearer"), FIRST)
    go(world, hours=2)
    found = unlisted(world, "ferry")
    assert found is not None and found < world.now - timedelta(hours=3)  # when nothing was left out


def test_another_sites_feed_says_nothing_of_an_article_and_its_own_outlet_takes_it_without(world: World) -> None:
    world.answers[FEED] = rss(item("gate", title="Gate shut", host="other.example"), FIRST)
    go(world, hours=2)
    assert unlisted(world, "gate", "other.example") is None


def test_a_document_of_more_than_a_poll_takes_says_nothing(world: World) -> None:
    world.manners = replace(world.manners, entries_a_poll=2)
    world.answers[FEED] = rss(item("ferry", title="Ferry late"), item("pears", title="Pears dearer"), FIRST)
    go(world, hours=2)
    with world.store.read() as conn:
        found = {one.title: one.unlisted_at for one in articles.many(conn, articles.of_outlet(conn, known(world).feed.outlet_id))}
    assert len(found) >= 2
    assert set(found.values()) == {None}

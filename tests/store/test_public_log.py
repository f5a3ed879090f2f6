"""The public log gives what anybody may read of decided cases, and counts the rest."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from headwater import model, notices
from headwater.notices import Action, Contact, Kind, Relation, Scope, State, Target, Type
from headwater.store import db, ids, public_log, publications, schema
from support import cases

NOW, WEEK = cases.NOW, timedelta(days=7)
SECRET = Contact(name="SECRET Name", mail="SECRET@mail.example", phone="SECRET", address="SECRET", principal="SECRET")


def page(store: db.Store, **values: Any) -> list[public_log.Case | public_log.Placeholder]:
    with store.read() as conn:
        return public_log.page(conn, **{"now": NOW, "delay": WEEK, "limit": 100, **values})


def only(store: db.Store) -> public_log.Case:
    [found] = page(store)
    assert isinstance(found, public_log.Case)
    return found


def article(store: db.Store, headline: str, *, withheld: bool = False) -> str:
    article_id = ids.new()
    with store.write() as conn:
        conn.execute(sa.insert(schema.outlet).values(id=article_id, name="Tidewater", home_url=f"https://{article_id[:8]}.example/",
                                                     home_key=article_id, language="en", is_agency=False, policy="{}", added_at=NOW))
        conn.execute(sa.insert(schema.article).values(
            id=article_id, outlet_id=article_id, feed_id=article_id, reference_url="https://www.tide.example/news/secret-slug", title=headline,
            first_seen=NOW, presence="there", entry="{}", allowance="{}"))
        publications.save(conn, model.Publication(
            article_id=model.ArticleId(article_id), view=model.View.EXCERPT, listed=True, headline=headline,
            reference_url="https://www.tide.example/news/secret-slug", outlet_id=model.OutletId(article_id), outlet_name="Tidewater",
            first_seen=NOW), publications.Place(input_version=1, story_id=None, copy_of=None), now=NOW)
        if withheld:
            conn.execute(sa.update(schema.publication).values(withheld=True))
    return article_id


def test_only_decided_cases_older_than_the_delay_are_shown_and_all_are_counted(store: db.Store) -> None:
    cases.put(store, 1, days=20)
    cases.put(store, 2, days=5)  # decided, too young
    cases.put(store, 3, days=9, state=State.UNDER_REVIEW, action=None)
    cases.put(store, 4, days=30, state=State.SPAM, action=None)
    cases.put(store, 5, days=40, state=State.RETRACTED, action=None)
    with store.read() as conn:
        counts = public_log.counts(conn, now=NOW, delay=WEEK)
    found = page(store)
    assert (counts.shown, counts.waits, counts.open, counts.rejected) == (2, 1, 1, 1)
    assert counts.all == len(found) == 5
    assert [one.why if isinstance(one, public_log.Placeholder) else one.state.value for one in found] == [
        "waits", "open", "acted", "rejected", "retracted"]


def test_a_case_appears_when_its_delay_ends_and_at_once_without_one(store: db.Store) -> None:
    cases.put(store, 1, days=1)
    decided = NOW - timedelta(days=1) + timedelta(hours=2)
    assert isinstance(page(store, now=decided + WEEK - timedelta(seconds=1))[0], public_log.Placeholder)
    assert isinstance(page(store, now=decided + WEEK)[0], public_log.Case)
    assert isinstance(page(store, now=decided, delay=timedelta(0))[0], public_log.Case)


def test_a_case_says_what_happened_and_how_long_it_took(store: db.Store) -> None:
    target = Target(given="x", kind=Kind.ARTICLE, object_id=article(store, "Gate closes"), scope=Scope.TEXT)
    cases.put(store, 1, targets=(target, Target(given="SECRET typed by the sender")))
    found = only(store)
    assert found.hours == 2.0
    assert (found.action, found.automated, found.ground, found.reason) == (Action.HIDE_ITEM, "none", "copyright", "The text was shown without a permission.")
    assert [(one.title, one.domain, one.address, one.scope) for one in found.things] == [
        ("Gate closes", "tide.example", "https://www.tide.example/news/secret-slug", Scope.TEXT)]
    assert found.not_found == 1


@pytest.mark.parametrize("type_", sorted(Type))
def test_nothing_that_the_sender_wrote_is_in_a_case(store: db.Store, type_: Type) -> None:
    said = notices.Statement(explanation="SECRET", fields=(("work", "SECRET"), ("signature", "SECRET"), ("original_url", "https://secret.example/SECRET")))
    cases.put(store, 1, type=type_, contact=SECRET, statement=said, targets=(Target(given="https://x.example/SECRET"),), flags=("SECRET",))
    shown = repr(dataclasses.asdict(only(store)))
    assert "HW-" in shown
    assert "SECRET" not in shown


@pytest.mark.parametrize("type_", sorted(Type))
def test_about_persons_neither_headline_nor_address_is_given(store: db.Store, type_: Type) -> None:
    target = Target(given="x", kind=Kind.ARTICLE, object_id=article(store, "A headline with a name"))
    cases.put(store, 1, type=type_, targets=(target,), contact=dataclasses.replace(SECRET, organisation="Harbour Press"))
    found = only(store)
    private = type_ in public_log.PRIVATE
    assert (found.things[0].title, found.things[0].address) == (
        ("", "") if private else ("A headline with a name", "https://www.tide.example/news/secret-slug"))
    assert found.things[0].domain == "tide.example"
    if private:
        assert "Harbour Press" not in found.sender


def test_the_types_about_persons_are_private() -> None:
    assert {Type.PRIVACY, Type.DEFAMATION, Type.INTIMATE_IMAGE, Type.CHILD_SAFETY, Type.PUBLICITY} <= public_log.PRIVATE


def test_what_a_decision_hides_is_not_named_in_the_log(store: db.Store) -> None:
    target = Target(given="x", kind=Kind.ARTICLE, object_id=article(store, "Hidden headline", withheld=True))
    cases.put(store, 1, targets=(target,))
    thing = only(store).things[0]
    assert (thing.title, thing.address, thing.domain) == ("", "", "tide.example")


@pytest.mark.parametrize("scope", [Scope.SEARCH, Scope.HEADLINE])
def test_of_a_search_result_or_a_headline_only_the_host_is_given(store: db.Store, scope: Scope) -> None:
    cases.put(store, 1, targets=(Target(given="x", kind=Kind.ARTICLE, object_id=article(store, "Contested"), scope=scope),))
    thing = only(store).things[0]
    assert (thing.title, thing.address, thing.domain) == ("", "", "tide.example")


@pytest.mark.parametrize(("organisation", "state", "shown"), [
    ("Harbour Press", State.ACTED, "Harbour Press"), ("Harbour Press", State.NO_ACTION, "an organisation"),
    ("Call 0151 234567", State.ACTED, "an organisation"), ("ana@press.example", State.ACTED, "an organisation"),
    ("Buy at https://x.example", State.ACTED, "an organisation"), ("x" * 200, State.ACTED, "an organisation"),
    ("", State.ACTED, "an agent"), ("\u202eesrever", State.ACTED, "esrever"),
])  # fmt: skip
def test_an_organisation_is_named_only_where_it_was_right(store: db.Store, organisation: str, state: State, shown: str) -> None:
    cases.put(store, 1, state=state, relation=Relation.AGENT, contact=dataclasses.replace(SECRET, organisation=organisation))
    assert only(store).sender == shown


def test_ten_thousand_targets_are_one_case_of_bounded_size(store: db.Store) -> None:
    targets = tuple(Target(given=str(number), kind=Kind.ARTICLE, object_id=f"{number:032x}") for number in range(10_000))
    cases.put(store, 1, targets=targets)
    found = only(store)
    assert len(found.things) == public_log.MOST_THINGS
    assert found.more == 10_000 - public_log.MOST_THINGS


def test_filtering_by_type_shows_cases_of_that_type_alone(store: db.Store) -> None:
    cases.put(store, 1, type=Type.PRIVACY)
    cases.put(store, 2, type=Type.TRADEMARK)
    cases.put(store, 3, type=Type.TRADEMARK, state=State.UNDER_REVIEW, action=None)
    found = page(store, type=Type.TRADEMARK)
    assert [one.type for one in found if isinstance(one, public_log.Case)] == [Type.TRADEMARK]
    assert len(found) == 1
    with store.read() as conn:
        assert public_log.types(conn, now=NOW, delay=WEEK) == [Type.PRIVACY, Type.TRADEMARK]


def test_pages_follow_each_other_without_gap_or_repetition(store: db.Store) -> None:
    for number in range(7):
        cases.put(store, number, days=20 + number // 2)
    seen = [one.reference for start in (0, 3, 6) for one in page(store, limit=3, offset=start) if isinstance(one, public_log.Case)]
    assert len(seen) == len(set(seen)) == 7
    with store.read() as conn:
        settled = public_log.settled(conn, now=NOW, delay=WEEK, limit=100)
        assert [one.settled_at for one in settled] == sorted((one.settled_at for one in settled), reverse=True)
        assert public_log.case(conn, seen[0], now=NOW, delay=WEEK)
        assert public_log.case(conn, seen[0], now=NOW, delay=timedelta(days=90)) is None


def test_an_undone_decision_says_when(store: db.Store) -> None:
    cases.put(store, 1, state=State.RESTORED, undone_at=NOW - timedelta(days=1))
    assert only(store).undone_at == NOW - timedelta(days=1)

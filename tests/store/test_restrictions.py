"""Restrictions as rows, and the lock that keeps a release and a decision apart."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from headwater import errors, model, notices
from headwater.actions import restrict, shown
from headwater.store import articles, db, desk_tables, ids, publications, restrictions, schema

NOW = datetime(2026, 11, 21, 14, tzinfo=UTC)
ARTICLE, OUTLET, OTHER = "a" * 32, "b" * 32, "c" * 32


def one(action: notices.Action = notices.Action.HIDE_ITEM, **values: object) -> notices.Restriction:
    given = {"kind": notices.Kind.ARTICLE, "object_id": ARTICLE, "starts_at": NOW, **values}
    return notices.Restriction(
        id=notices.RestrictionId(ids.new()), decision_id=notices.DecisionId("d" * 32), notice_id=None, reference="HW-1",
        action=action, **given,  # pyright: ignore[reportArgumentType]
    )  # fmt: skip


def publication(article_id: str = ARTICLE, outlet_id: str = OUTLET) -> model.Publication:
    return model.Publication(
        article_id=model.ArticleId(article_id), view=model.View.EXCERPT, listed=True, headline="Headline", excerpt="Excerpt",
        reference_url=f"https://tide.example/news/{article_id}", outlet_id=model.OutletId(outlet_id), outlet_name="Tidewater Post",
        first_seen=NOW,
    )  # fmt: skip


def kept(article_id: str = ARTICLE) -> articles.Kept:
    return articles.Kept(
        id=model.ArticleId(article_id), outlet_id=model.OutletId(OUTLET), feed_id=model.FeedId("f" * 32), title="Headline",
        reference_url=f"https://tide.example/news/{article_id}", language="en", published=None, updated=None, first_seen=NOW,
        entry=model.Entry(entry_id="e", url="https://tide.example/e"), allowance=model.Allowance(),
    )  # fmt: skip


PLACE = publications.Place(input_version=1, story_id=None, copy_of=None)


def fill(store: db.Store) -> None:
    with store.write() as conn:
        conn.execute(sa.insert(schema.outlet).values(
            id=OUTLET, name="Tidewater Post", home_url="https://tide.example/", home_key="tide.example", is_agency=False, policy="{}",
            added_at=NOW))  # fmt: skip
        articles.add(conn, [kept(), kept(OTHER)])
        for article_id in (ARTICLE, OTHER):
            publications.save(conn, publication(article_id), PLACE, now=NOW)


def row(store: db.Store, article_id: str = ARTICLE) -> publications.Stored:
    with store.read() as conn:
        found = publications.stored(conn, article_id)
    assert found
    return found


def test_restrictions_come_back_as_they_were(store: db.Store) -> None:
    given = [
        one(ground="copyright", reason="Words.", status=451, interim=True, ends_at=NOW + timedelta(days=1), because="k" * 32),
        one(notices.Action.HIDE_OUTLET, kind=notices.Kind.OUTLET, object_id=OUTLET, starts_at=NOW + timedelta(seconds=1)),
    ]
    with store.write() as conn:
        restrictions.add(conn, given)
        assert restrictions.active_of_article(conn, ARTICLE, OUTLET) == given
        assert restrictions.active_of_article(conn, ARTICLE, "e" * 32) == given[:1]
        assert restrictions.of_object(conn, notices.Kind.OUTLET, OUTLET) == given[1:]
        assert restrictions.of_decision(conn, "d" * 32) == given
        assert restrictions.expired(conn, NOW) == [] and restrictions.expired(conn, NOW + timedelta(days=1)) == given[:1]
        assert restrictions.lift(conn, [given[0].id, given[0].id], now=NOW) == 1
        assert restrictions.lift(conn, [given[0].id], now=NOW) == 0
        assert restrictions.active_of_article(conn, ARTICLE, OUTLET) == given[1:]
        assert restrictions.get(conn, given[0].id) == replace(given[0], lifted_at=NOW)
        assert restrictions.expired(conn, NOW + timedelta(days=9)) == []


def test_a_legal_ground_is_named_before_an_older_one(store: db.Store) -> None:
    legal = one(status=451, starts_at=NOW + timedelta(hours=1))
    with store.write() as conn:
        restrictions.add(conn, [one(), legal, one(notices.Action.LINK_ONLY, status=451)])
        assert restrictions.hiding(conn, ARTICLE, OUTLET) == legal
        assert restrictions.hiding(conn, OTHER, OUTLET) is None


def test_what_restrictions_leave_is_written_and_taken_back_to_the_letter(store: db.Store) -> None:
    fill(store)
    before = row(store)
    less = publications.Limits(shown=replace(publication(), excerpt="", view=model.View.LINK_ONLY), withheld=True, demoted=True)
    with store.write() as conn:
        found = publications.stored_to_change(conn, ARTICLE)
        assert found and publications.restrict(conn, found, less, now=NOW + timedelta(hours=1))
    limited = row(store)
    assert (limited.released, limited.withheld, limited.demoted, limited.version) == (before.payload, True, True, before.version + 1)
    assert limited.shown.excerpt == "" and limited.whole == publication()
    with store.write() as conn:
        assert not publications.restrict(conn, limited, less, now=NOW)
        assert publications.restrict(conn, limited, publications.Limits(shown=publication()), now=NOW)
    after = row(store)
    assert replace(after, version=before.version) == before


def test_what_the_gate_hid_meanwhile_stays_hidden(store: db.Store) -> None:
    fill(store)
    with store.write() as conn:
        publications.withhold(conn, article_id=ARTICLE)
        found = publications.stored_to_change(conn, ARTICLE)
        assert found and publications.restrict(conn, found, publications.Limits(shown=publication(), demoted=True), now=NOW)
    assert row(store).view == "withheld"


def test_saving_without_limits_leaves_it_withheld(store: db.Store) -> None:
    fill(store)
    with store.write() as conn:
        publications.hide_outlet(conn, OUTLET)
        publications.save(conn, replace(publication(), excerpt="New"), PLACE, now=NOW)
    assert row(store).withheld and row(store).shown.excerpt == "New"


def test_what_was_hidden_is_listed_newest_first_and_only_while_it_is(store: db.Store) -> None:
    fill(store)
    first, second = one(), one(object_id=OTHER, starts_at=NOW + timedelta(hours=1))
    with store.write() as conn:
        restrictions.add(conn, [first, second])
        shown.settle(conn, [first, second], now=NOW)
        assert [gone.article_id for gone in restrictions.hidden_since(conn, NOW)] == [OTHER, ARTICLE]
        assert [gone.article_id for gone in restrictions.hidden_since(conn, NOW + timedelta(minutes=1))] == [OTHER]
        assert restrictions.hidden_since(conn, NOW, outlet_id="e" * 32) == []
        restrictions.lift(conn, [second.id], now=NOW)
        shown.settle(conn, [second], now=NOW)
        assert [gone.article_id for gone in restrictions.hidden_since(conn, NOW, outlet_id=OUTLET)] == [ARTICLE]


def decide(store: db.Store) -> None:
    made = notices.Decision(
        id=notices.DecisionId("d" * 32), notice_id=None, made_at=NOW, made_by="somebody", action=notices.Action.HIDE_ITEM
    )
    with store.write() as conn:
        restrict.impose(conn, made, [notices.Target(given="", kind=notices.Kind.ARTICLE, object_id=ARTICLE)], reference="", now=NOW)


@pytest.mark.postgres
def test_a_release_that_began_before_a_decision_cannot_show_again_what_it_hides(postgres_store: db.Store) -> None:
    fill(postgres_store)
    decided = threading.Event()

    def deciding() -> None:
        decide(postgres_store)
        decided.set()

    other = threading.Thread(target=deciding)
    with postgres_store.write() as conn:
        restrictions.guard(conn, exclusive=False)
        standing = restrictions.active_of_article(conn, ARTICLE, OUTLET)
        other.start()
        assert standing == [] and not decided.wait(0.15), "the decision waits until the release has ended"
        changed = replace(publication(), excerpt="Later words")
        publications.save(conn, changed, PLACE, now=NOW, limits=shown.limited(conn, changed, standing))
    assert decided.wait(10)
    other.join()
    assert row(postgres_store).withheld and row(postgres_store).whole.excerpt == "Later words"


@pytest.mark.postgres
def test_a_release_that_begins_while_a_decision_is_made_waits_and_sees_it(postgres_store: db.Store) -> None:
    fill(postgres_store)
    released = threading.Event()

    def releasing() -> None:
        with postgres_store.write() as conn:
            restrictions.guard(conn, exclusive=False)
            shown.release(conn, kept(), replace(publication(), excerpt="Later words"), PLACE, now=NOW)
        released.set()

    other = threading.Thread(target=releasing)
    made = notices.Decision(
        id=notices.DecisionId("d" * 32), notice_id=None, made_at=NOW, made_by="somebody", action=notices.Action.HIDE_ITEM
    )
    with postgres_store.write() as conn:
        restrict.impose(conn, made, [notices.Target(given="", kind=notices.Kind.ARTICLE, object_id=ARTICLE)], reference="", now=NOW)
        other.start()
        assert not released.wait(0.15)
    assert released.wait(10)
    other.join()
    assert row(postgres_store).withheld


@pytest.mark.postgres
def test_two_releases_do_not_wait_for_one_another_and_a_decision_waits_for_both(postgres_store: db.Store) -> None:
    with postgres_store.write() as conn:
        restrictions.guard(conn, exclusive=False)  # makes the row
    with postgres_store.write() as first, postgres_store.write() as second:
        restrictions.guard(first, exclusive=False)
        second.execute(sa.text("SET LOCAL lock_timeout = '2s'"))
        restrictions.guard(second, exclusive=False)
        with pytest.raises(errors.Transient), postgres_store.write() as decision:
            decision.execute(sa.text("SET LOCAL lock_timeout = '100ms'"))
            restrictions.guard(decision, exclusive=True)


def test_a_picture_is_blocked_while_all_that_show_it_are_restricted(store: db.Store) -> None:
    fill(store)
    with store.write() as conn:
        conn.execute(sa.insert(desk_tables.image).values(
            id="i" * 32, key="https://img.example/a.jpg", url="https://img.example/a.jpg", host="img.example", status="ready",
            wanted_at=NOW, attempts=0))  # fmt: skip
        for article_id in (ARTICLE, OTHER):
            conn.execute(sa.insert(desk_tables.image_use).values(article_id=article_id, image_id="i" * 32))
    own = one(notices.Action.HIDE_IMAGE, kind=notices.Kind.IMAGE, object_id="i" * 32)
    steps = [([one(notices.Action.LABEL)], False), ([one()], False), ([one(notices.Action.LINK_ONLY, object_id=OTHER)], True), ([own], True)]
    with store.write() as conn:
        for added, expected in steps:
            restrictions.add(conn, added)
            restrictions.settle_images(conn, ["i" * 32])
            assert conn.execute(sa.select(desk_tables.image.c.blocked)).scalar_one() is expected, added
        restrictions.lift(conn, [standing.id for standing in restrictions.of_decision(conn, "d" * 32) if standing.id != own.id], now=NOW)
        restrictions.settle_images(conn, ["i" * 32])
        assert conn.execute(sa.select(desk_tables.image.c.blocked)).scalar_one() is True
        restrictions.lift(conn, [own.id], now=NOW)
        restrictions.settle_images(conn, ["i" * 32])
        assert conn.execute(sa.select(desk_tables.image.c.blocked)).scalar_one() is False

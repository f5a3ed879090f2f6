"""Subscriptions to hubs and the queue of what they deliver, on both databases."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

from headwater.gathering import Push, Subscription
from headwater.store import db, schema, subscriptions

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
FULL = Subscription(
    feed_id="f1", hub="https://hub.example/", topic="https://quay.example/feed", token="t" * 32, secret="s" * 64, state=Push.ACTIVE,
    asked_at=NOW, verified_at=NOW + timedelta(seconds=1), lease_until=NOW + timedelta(days=10), pushed_at=NOW + timedelta(hours=1),
    missed=1, forged=2, failures=3, again_at=NOW + timedelta(days=6), note="ü",
)  # fmt: skip


def test_every_field_of_a_subscription_is_a_column_and_comes_back(store: db.Store) -> None:
    assert {one.name for one in fields(Subscription)} == set(schema.subscription.c.keys())
    with store.write() as conn:
        assert subscriptions.to_change(conn, "f1") is None
        subscriptions.put(conn, FULL)
        assert subscriptions.get(conn, "f1") == subscriptions.of_token(conn, "t" * 32) == FULL
        assert subscriptions.of_token(conn, "x" * 32) is None


def test_a_feed_has_one_subscription_and_its_old_token_dies(store: db.Store) -> None:
    with store.write() as conn:
        subscriptions.put(conn, FULL)
        subscriptions.put(conn, replace(FULL, token="n" * 32, state=Push.WANTED, again_at=None))
        assert subscriptions.of_token(conn, "t" * 32, locked=True) is None
        assert subscriptions.every(conn) == {"f1": replace(FULL, token="n" * 32, state=Push.WANTED, again_at=None)}
        assert subscriptions.every(conn, ["f2"]) == {}


def test_the_longest_waiting_hub_is_asked_first_and_who_waits_for_nothing_never(store: db.Store) -> None:
    with store.write() as conn:
        for number, hours in ((1, 3), (2, 1), (3, None), (4, 99)):
            again_at = NOW + timedelta(hours=hours) if hours else None
            subscriptions.put(conn, replace(FULL, feed_id=f"f{number}", token=str(number) * 32, again_at=again_at))
        due = subscriptions.due(conn, now=NOW + timedelta(hours=3), limit=9)
        assert [one.feed_id for one in due] == ["f2", "f1"]
        assert len(subscriptions.due(conn, now=NOW + timedelta(hours=99), limit=2)) == 2


def test_deliveries_are_read_in_the_order_in_which_they_came_and_taken_once(store: db.Store) -> None:
    with store.write() as conn:
        for number, feed_id in enumerate(("f1", "f2", "f1")):
            subscriptions.deliver(conn, feed_id=feed_id, content_type="x" * 999, body=bytes([number]), now=NOW + timedelta(seconds=number // 2))
        assert subscriptions.waiting(conn, "f1") == subscriptions.Waiting(of_feed=2, of_all=3, size=3)
        seen, place = [], None
        while found := subscriptions.oldest(conn, after=place):
            seen.append(found.body)
            place = (found.received_at, found.id)
        assert seen == [b"\0", b"\1", b"\2"]
        first = subscriptions.oldest(conn)
        assert first
        assert (first.feed_id, first.received_at, len(first.content_type)) == ("f1", NOW, 200)
        assert subscriptions.take(conn, first.id)
        assert not subscriptions.take(conn, first.id), "another process was quicker"
        assert subscriptions.waiting(conn, "f1").of_all == 2

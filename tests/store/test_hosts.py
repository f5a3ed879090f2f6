"""Host rows keep their promises on both databases."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from headwater import errors, model
from headwater.store import db, feeds, hosts, schema

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def _due(store: db.Store, name: str) -> datetime | None:
    with store.read() as conn:
        return conn.execute(sa.select(schema.host.c.due_at).where(schema.host.c.name == name)).scalar()


def test_need_only_ever_makes_work_earlier(store: db.Store) -> None:
    for at, expected in ((after(60), 60), (after(90), 60), (after(30), 30)):
        with store.write() as conn:
            hosts.need(conn, "a.example", at)
        assert _due(store, "a.example") == after(expected)


def test_hosts_that_wait_longest_are_leased_first_and_only_once(store: db.Store) -> None:
    with store.write() as conn:
        for number in range(5):
            hosts.need(conn, f"h{number}.example", after(-number))
        hosts.need(conn, "later.example", after(1))
        assert hosts.is_due(conn, now=NOW)
        first = hosts.lease_due(conn, "one", now=NOW, limit=3, seconds=60)
    assert [lease.name for lease in first] == ["h4.example", "h3.example", "h2.example"]
    with store.write() as conn:
        second = hosts.lease_due(conn, "two", now=NOW, limit=9, seconds=60)
        assert not hosts.is_due(conn, now=NOW)
        assert hosts.is_owing(conn, now=NOW)
    assert [lease.name for lease in second] == ["h1.example", "h0.example"]


def test_a_lapsed_lease_is_anybodys_and_its_fence_is_stale(store: db.Store) -> None:
    with store.write() as conn:
        hosts.need(conn, "a.example", NOW)
        old = hosts.lease_due(conn, "one", now=NOW, limit=1, seconds=60)[0]
    with store.write() as conn:
        assert hosts.lease_due(conn, "two", now=after(59), limit=1, seconds=60) == []
        new = hosts.lease_due(conn, "two", now=after(60), limit=1, seconds=60)[0]
    assert new.fence == old.fence + 1
    with store.write() as conn:
        assert not hosts.holds(conn, "a.example", "one", old.fence)
        assert not hosts.give(conn, "a.example", "one", old.fence, next_allowed_at=after(999), due_at=None)
        assert not hosts.renew(conn, "a.example", "one", old.fence, now=after(61), seconds=60)
        assert not hosts.release(conn, "a.example", "one", old.fence, due_at=None)
        assert hosts.holds(conn, "a.example", "two", new.fence)
    assert _due(store, "a.example") == NOW


def test_giving_frees_a_host_but_not_before_its_next_turn(store: db.Store) -> None:
    with store.write() as conn:
        hosts.need(conn, "a.example", NOW)
        lease = hosts.lease_due(conn, "one", now=NOW, limit=1, seconds=60)[0]
        assert hosts.give(conn, "a.example", "one", lease.fence, next_allowed_at=after(2), due_at=after(1))
        assert hosts.lease_due(conn, "two", now=after(1.5), limit=1, seconds=60) == []
        assert hosts.lease_due(conn, "two", now=after(2), limit=1, seconds=60)


def test_the_next_turn_never_moves_back(store: db.Store) -> None:
    with store.write() as conn:
        taken = hosts.take(conn, "a.example", "one", now=NOW, seconds=60)
        assert taken
        for seconds in (100, 2):
            hosts.give(
                conn, "a.example", "one", taken.fence, next_allowed_at=after(seconds), due_at=None, keep=True
            )
        again = hosts.take(conn, "a.example", "one", now=NOW, seconds=60)
    assert again == hosts.Taken(fence=taken.fence, wait_seconds=100)


def test_a_hop_takes_a_free_host_waits_for_its_own_and_leaves_anothers(store: db.Store) -> None:
    with store.write() as conn:
        taken = hosts.take(conn, "hop.example", "one", now=NOW, seconds=60)
        assert taken == hosts.Taken(fence=1, wait_seconds=0)
        assert hosts.take(conn, "hop.example", "two", now=NOW, seconds=60) is None
        assert hosts.give(conn, "hop.example", "one", 1, next_allowed_at=after(5), due_at=None, keep=True)
        assert hosts.take(conn, "hop.example", "one", now=after(1), seconds=60) == hosts.Taken(
            fence=1, wait_seconds=4
        )
        assert hosts.release(conn, "hop.example", "one", 1, due_at=None)
        assert hosts.take(conn, "hop.example", "two", now=after(2), seconds=60) == hosts.Taken(
            fence=2, wait_seconds=3
        )


def test_a_lease_taken_early_covers_the_wait(store: db.Store) -> None:
    with store.write() as conn:
        assert hosts.take(conn, "a.example", "one", now=NOW, seconds=60)
        hosts.give(conn, "a.example", "one", 1, next_allowed_at=after(100), due_at=None)
        assert hosts.take(conn, "a.example", "one", now=NOW, seconds=60) == hosts.Taken(
            fence=2, wait_seconds=100
        )
        assert hosts.take(conn, "a.example", "two", now=after(159), seconds=60) is None
        assert hosts.take(conn, "a.example", "two", now=after(160), seconds=60)


def test_an_owner_that_comes_back_after_its_lease_lapsed_gets_a_new_fence(store: db.Store) -> None:
    with store.write() as conn:
        assert hosts.take(conn, "a.example", "one", now=NOW, seconds=60) == hosts.Taken(
            fence=1, wait_seconds=0
        )
        assert hosts.take(conn, "a.example", "one", now=after(60), seconds=60) == hosts.Taken(
            fence=2, wait_seconds=0
        )


def test_a_renewed_lease_stays(store: db.Store) -> None:
    with store.write() as conn:
        taken = hosts.take(conn, "a.example", "one", now=NOW, seconds=10)
        assert taken
        assert hosts.renew(conn, "a.example", "one", taken.fence, now=after(9), seconds=10)
        assert hosts.take(conn, "a.example", "two", now=after(18), seconds=10) is None


def test_requests_that_failed_are_counted_in_a_row_and_a_host_that_failed_is_waited_for_less(store: db.Store) -> None:
    counted: list[int] = []
    for failed in (True, None, True, False, True):
        with store.write() as conn:
            hosts.need(conn, "a.example", NOW)
            taken = hosts.take(conn, "a.example", "one", now=NOW, seconds=10)
            assert taken
            hosts.close_all(conn, "one", [hosts.Closing(name="a.example", fence=taken.fence, next_allowed_at=after(30), failed=failed)])
            counted.append(conn.execute(sa.select(schema.host.c.failures)).scalar_one())
    assert counted == [1, 1, 2, 0, 1]
    with store.write() as conn:
        hosts.need(conn, "a.example", NOW)
        assert hosts.is_owing(conn, now=NOW)
        assert not hosts.is_owing(conn, now=NOW, after_failure=timedelta(seconds=5))
        assert hosts.is_owing(conn, now=after(26), after_failure=timedelta(seconds=5))


def test_next_due_is_the_earliest_of_feeds_and_fetches(store: db.Store) -> None:
    with store.write() as conn:
        assert hosts.next_due(conn, "a.example") is None
        for number, seconds in enumerate((30, 20)):
            conn.execute(
                sa.insert(schema.fetch_due).values(
                    id=f"f{number}",
                    host="a.example",
                    url="u",
                    purpose="page",
                    article_id=str(number),
                    due_at=after(seconds),
                )
            )
        assert hosts.next_due(conn, "a.example") == after(20)


def test_robots_are_remembered_and_an_older_answer_changes_nothing(store: db.Store) -> None:
    newer = hosts.Robots(status=200, body=b"User-agent: *\n\xff\x00", fetched_at=after(5))
    with store.write() as conn:
        assert hosts.robots_get(conn, "https://a.example") is None
        hosts.robots_put(conn, "https://a.example", newer)
        hosts.robots_put(conn, "https://a.example", hosts.Robots(status=503, body=b"", fetched_at=NOW))
        assert hosts.robots_get(conn, "https://a.example") == newer


def _holding(
    store: db.Store, turn: threading.Barrier, seen: Counter[str], wrong: list[str], owner: str
) -> None:
    """Lease, check that nobody else has the host, give it back at once; until there is nothing to lease."""
    turn.wait()
    while True:
        with store.write() as conn:
            leases = hosts.lease_due(conn, owner, now=NOW, limit=7, seconds=60)
        if not leases:
            return
        for lease in leases:
            seen[lease.name] += 1
            with store.write() as conn:
                if not hosts.give(
                    conn, lease.name, owner, lease.fence, next_allowed_at=after(2), due_at=after(60)
                ):
                    wrong.append(lease.name)


def test_eight_threads_never_lease_a_host_twice(store: db.Store) -> None:
    with store.write() as conn:
        for number in range(60):
            hosts.need(conn, f"h{number}.example", NOW)
    turn, seen, wrong = threading.Barrier(8), Counter[str](), list[str]()
    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(_holding, store, turn, seen, wrong, f"owner{number}") for number in range(8)]
        for one in done:
            one.result()
    assert wrong == []
    assert seen == Counter({f"h{number}.example": 1 for number in range(60)})


def test_eight_threads_take_one_host_one_at_a_time(store: db.Store) -> None:
    inside, most, turns, turn = [0], [0], [0], threading.Barrier(8)
    guard = threading.Lock()

    def visit(owner: str) -> None:
        turn.wait()
        for _ in range(10):
            with store.write() as conn:
                taken = hosts.take(conn, "a.example", owner, now=NOW, seconds=600)
            if taken is None:
                continue
            with guard:
                inside[0] += 1
                turns[0] += 1
                most[0] = max(most[0], inside[0])
            with guard:
                inside[0] -= 1
            with store.write() as conn:
                if not hosts.give(conn, "a.example", owner, taken.fence, next_allowed_at=NOW, due_at=None):
                    raise errors.Quarantine("lost a lease that was mine")

    with ThreadPoolExecutor(8) as pool:
        for one in [pool.submit(visit, f"owner{number}") for number in range(8)]:
            one.result()
    assert most == [1]
    assert turns[0] > 0
    with store.read() as conn:
        assert conn.execute(sa.select(schema.host.c.fence)).scalar() == turns[0]


@pytest.mark.postgres
def test_work_added_while_a_host_is_being_given_back_is_not_overlooked(postgres_store: db.Store) -> None:
    """The race that read committed allows: a wish is stored between the look for the next one and the giving back."""
    store = postgres_store
    with store.write() as conn:
        hosts.need(conn, "a.example", NOW)
        lease = hosts.lease_due(conn, "one", now=NOW, limit=1, seconds=60)[0]

    def wish() -> None:
        with store.write() as conn:
            conn.execute(
                sa.insert(schema.fetch_due).values(
                    id="w", host="a.example", url="u", purpose="page", article_id="x", due_at=after(5)
                )
            )
            hosts.need(conn, "a.example", after(5))

    with ThreadPoolExecutor(1) as pool:
        with store.write() as conn:
            due_at = hosts.next_due(conn, "a.example")
            other = pool.submit(wish)
            assert not other.done()
            hosts.release(conn, "a.example", "one", lease.fence, due_at=due_at)
        other.result()
    assert _due(store, "a.example") == after(5)


def test_hosts_to_pass_over_and_hosts_without_a_feed_to_poll_are_left(store: db.Store) -> None:
    with store.write() as conn:
        for name in ("feeds.example", "pages.example", "slow.example"):
            hosts.need(conn, name, NOW)
        _feed(conn, "feeds.example", "1", NOW)
        _feed(conn, "slow.example", "2", NOW)
        _feed(conn, "pages.example", "3", after(60))
        chosen = hosts.lease_due(conn, "one", now=NOW, limit=9, seconds=60, feeds_only=True, without={"slow.example"})
        assert [one.name for one in chosen] == ["feeds.example"]
        chosen = hosts.lease_due(conn, "one", now=NOW, limit=9, seconds=60, among={"slow.example", "no.example"})
        assert [one.name for one in chosen] == ["slow.example"]


def test_many_hosts_are_let_go_together_each_with_what_it_owes_and_a_stale_one_alone_is_not(store: db.Store) -> None:
    with store.write() as conn:
        for name in ("a.example", "b.example", "c.example"):
            hosts.need(conn, name, NOW)
            _feed(conn, name, f"feed of {name}", after(600))
        conn.execute(
            sa.insert(schema.fetch_due).values(
                id="f", host="b.example", url="u", purpose="page", article_id="1", due_at=after(20)
            )
        )
        fences = {one.name: one.fence for one in hosts.lease_due(conn, "one", now=NOW, limit=9, seconds=60)}
        conn.execute(sa.update(schema.host).where(schema.host.c.name == "c.example").values(lease_owner="two", fence=7))
    with store.write() as conn:
        assert hosts.held(conn, "one", fences) == {name: fences[name] for name in ("a.example", "b.example")}
        hosts.close_all(conn, "one", [
            hosts.Closing(name=name, fence=fences[name], next_allowed_at=after(2) if name != "a.example" else None)
            for name in fences
        ])  # fmt: skip
    with store.read() as conn:
        rows = {row.name: row for row in conn.execute(sa.select(schema.host))}
    assert (rows["a.example"].due_at, rows["a.example"].lease_owner) == (after(600), None)
    assert (rows["b.example"].due_at, rows["b.example"].next_allowed_at) == (after(20), after(2))
    assert (rows["c.example"].lease_owner, rows["c.example"].due_at) == ("two", NOW)


def test_each_hosts_feed_that_has_waited_longest_is_found_in_one_look(store: db.Store) -> None:
    with store.write() as conn:
        for name in ("a.example", "b.example", "c.example"):
            hosts.need(conn, name, NOW)
        for number, (host, seconds) in enumerate((("a.example", -1), ("a.example", -9), ("b.example", 0), ("c.example", 1))):
            _feed(conn, host, str(number), after(seconds))
        found = feeds.first_due(conn, ["a.example", "b.example", "c.example", "no.example"], now=NOW)
    assert {host: one.feed.id for host, one in found.items()} == {"a.example": "1", "b.example": "2"}


def test_the_robots_of_several_origins_are_read_at_once(store: db.Store) -> None:
    with store.write() as conn:
        for name in ("a", "b"):
            hosts.robots_put(conn, f"https://{name}.example", hosts.Robots(status=200, body=name.encode(), fetched_at=NOW))
        found = hosts.robots_of(conn, ["https://a.example", "https://b.example", "https://no.example"])
    assert {origin: one.body for origin, one in found.items()} == {"https://a.example": b"a", "https://b.example": b"b"}


def _feed(conn: sa.Connection, host: str, feed_id: str, at: datetime) -> None:
    outlet = model.OutletId("outlet")
    there = sa.select(schema.outlet.c.id).where(schema.outlet.c.id == outlet)
    if conn.execute(there).first() is None:
        conn.execute(sa.insert(schema.outlet).values(id=outlet, name="o", home_url="u", home_key="k", added_at=NOW))
    feed = model.Feed(id=model.FeedId(feed_id), outlet_id=outlet, url=f"https://{host}/{feed_id}", kind=model.FeedKind.RSS)
    feeds.add(conn, feed, now=at)

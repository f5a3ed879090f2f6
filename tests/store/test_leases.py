"""Named leases keep their promises on both databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from headwater.store import db, leases, schema

NOW = datetime(2024, 5, 6, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_lease_is_had_by_one_until_it_lapses(store: db.Store) -> None:
    with store.write() as conn:
        assert leases.acquire(conn, "digest", "one", now=NOW, seconds=60) == 1
        assert leases.acquire(conn, "digest", "two", now=after(59), seconds=60) is None
        assert leases.acquire(conn, "digest", "one", now=after(59), seconds=60) is None
        assert leases.acquire(conn, "tend", "two", now=NOW, seconds=60) == 1
        assert leases.acquire(conn, "digest", "two", now=after(60), seconds=60) == 2


def test_a_stale_fence_neither_renews_nor_releases_nor_holds(store: db.Store) -> None:
    with store.write() as conn:
        leases.acquire(conn, "digest", "one", now=NOW, seconds=60)
        leases.acquire(conn, "digest", "two", now=after(60), seconds=60)
        assert not leases.holds(conn, "digest", "one", 1)
        assert not leases.renew(conn, "digest", "one", 1, now=after(61), seconds=60)
        assert not leases.release(conn, "digest", "one", 1)
        assert leases.holds(conn, "digest", "two", 2)


def test_a_lease_that_was_released_is_free_and_its_fence_grows_on(store: db.Store) -> None:
    with store.write() as conn:
        assert leases.acquire(conn, "digest", "one", now=NOW, seconds=60) == 1
        assert leases.release(conn, "digest", "one", 1)
        assert not leases.holds(conn, "digest", "one", 1)
        assert leases.acquire(conn, "digest", "two", now=after(1), seconds=60) == 2


def test_renewing_keeps_a_lease_and_revives_one_that_nobody_took(store: db.Store) -> None:
    with store.write() as conn:
        leases.acquire(conn, "digest", "one", now=NOW, seconds=10)
        assert leases.renew(conn, "digest", "one", 1, now=after(9), seconds=10)
        assert leases.acquire(conn, "digest", "two", now=after(15), seconds=10) is None
        assert leases.renew(conn, "digest", "one", 1, now=after(30), seconds=10)
        assert leases.acquire(conn, "digest", "two", now=after(39), seconds=10) is None


def test_eight_threads_get_one_lease_between_them(store: db.Store) -> None:
    turn = threading.Barrier(8)

    def reach(owner: str) -> int | None:
        turn.wait()
        with store.write() as conn:
            return leases.acquire(conn, "digest", owner, now=NOW, seconds=60)

    with ThreadPoolExecutor(8) as pool:
        fences = list(pool.map(reach, [f"owner{number}" for number in range(8)]))
    assert sorted(fences, key=bool) == [None] * 7 + [1]


@pytest.mark.postgres
def test_nobody_takes_a_lease_between_the_check_and_the_commit(postgres_store: db.Store) -> None:
    store = postgres_store
    with store.write() as conn:
        leases.acquire(conn, "digest", "slow", now=NOW, seconds=60)

    def takeover() -> int | None:
        with store.write() as conn:
            fence = leases.acquire(conn, "digest", "next", now=after(60), seconds=60)
            seen.append(conn.execute(sa.select(schema.robots.c.status)).scalar())
            return fence

    seen: list[int | None] = []
    with ThreadPoolExecutor(1) as pool:
        with store.write() as conn:
            assert leases.holds(conn, "digest", "slow", 1)
            other = pool.submit(takeover)
            conn.execute(sa.insert(schema.robots).values(origin="o", status=200, body=b"", fetched_at=NOW))
        assert other.result() == 2
    assert seen == [200]  # the takeover waited, and sees what the holder had saved

"""Links that work once; on both databases."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from headwater.store import db, desk_tables, one_time

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def make(store: db.Store, purpose: str = "log_in", subject: str = "ana", hours: float = 24) -> str:
    with store.write() as conn:
        return one_time.make(conn, purpose, subject, now=NOW, hours=hours)


def test_a_token_is_looked_at_often_and_used_once(store: db.Store) -> None:
    token = make(store)
    with store.read() as conn:
        assert [one_time.peek(conn, token, "log_in", now=NOW) for _ in range(3)] == ["ana"] * 3
    with store.write() as conn:
        assert one_time.use(conn, token, "log_in", now=NOW) == "ana"
        assert one_time.use(conn, token, "log_in", now=NOW) is None
        assert one_time.peek(conn, token, "log_in", now=NOW) is None


def test_a_token_is_for_its_purpose_and_its_time(store: db.Store) -> None:
    token = make(store, hours=1)
    with store.write() as conn:
        for wrong in ("", "x", token[:-1], token + "x", token.upper(), "\ud800", "x" * 100_000):
            assert one_time.use(conn, wrong, "log_in", now=NOW) is None
        assert one_time.use(conn, token, "verify_commenter", now=NOW) is None
        assert one_time.use(conn, token, "log_in", now=NOW + timedelta(hours=1)) is None
        assert one_time.use(conn, token, "log_in", now=NOW + timedelta(minutes=59)) == "ana"


def test_the_store_keeps_the_hash_alone(store: db.Store) -> None:
    token = make(store)
    with store.read() as conn:
        row = conn.execute(sa.select(desk_tables.one_time)).one()
    assert len(row.token_hash) == 64 and token not in str(tuple(row))


def test_those_out_of_date_are_purged(store: db.Store) -> None:
    make(store, hours=1)
    kept = make(store, subject="ben")
    with store.write() as conn:
        assert one_time.purge(conn, now=NOW + timedelta(hours=2)) == 1
        assert one_time.peek(conn, kept, "log_in", now=NOW) == "ben"


def test_of_two_who_come_at_once_one_gets_in(store: db.Store) -> None:
    token, got, ready = make(store), [], threading.Barrier(4)

    def come() -> None:
        ready.wait(10)
        with store.write() as conn:
            got.append(one_time.use(conn, token, "log_in", now=NOW))

    threads = [threading.Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(map(str, got)) == ["None", "None", "None", "ana"]

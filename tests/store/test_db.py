"""The store opens what it should, refuses the rest with advice, and loses nothing that it acknowledged."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from headwater import errors
from headwater.store import db, schema

LEASE = schema.lease


def _names(store: db.Store) -> list[str]:
    with store.read() as conn:
        return list(conn.execute(sa.select(LEASE.c.name).order_by(LEASE.c.name)).scalars())


def _add(store: db.Store, name: str) -> None:
    with store.write() as conn:
        conn.execute(sa.insert(LEASE).values(name=name))


def test_what_is_written_is_read_and_an_exception_undoes_all(store: db.Store) -> None:
    _add(store, "kept")
    with pytest.raises(ZeroDivisionError), store.write() as conn:
        conn.execute(sa.insert(LEASE).values(name="undone"))
        _ = 1 / 0
    assert _names(store) == ["kept"]


def test_nothing_is_written_through_read(store: db.Store) -> None:
    with (
        pytest.raises((errors.ConfigError, exc.DBAPIError), match=r"(?i)read.?only"),
        store.read() as conn,
    ):
        conn.execute(sa.insert(LEASE).values(name="x"))
    _add(store, "y")
    assert _names(store) == ["y"]


def test_what_a_read_wrote_is_gone_even_where_its_block_went_wrong_in_another_way(store: db.Store) -> None:
    with pytest.raises((ZeroDivisionError, exc.DBAPIError)), store.read() as conn:
        conn.execute(sa.insert(LEASE).values(name="x"))
        _ = 1 / 0
    assert _names(store) == []


def test_a_table_made_while_reading_is_gone(sqlite_store: db.Store) -> None:
    with sqlite_store.read() as conn:
        conn.execute(sa.text("CREATE TABLE nonsense (a)"))
    with pytest.raises(errors.ConfigError, match="no tables"), sqlite_store.read() as conn:
        conn.execute(sa.text("SELECT a FROM nonsense"))


def test_a_statement_for_both_databases_or_for_each_gives_plain_rows(store: db.Store) -> None:
    both = "SELECT name, fence FROM lease WHERE fence > :least ORDER BY name"
    with store.write() as conn:
        for number, name in enumerate("abc"):
            conn.execute(sa.insert(LEASE).values(name=name, fence=number))
        assert db.rows(conn, both, {"least": 0}) == [("b", 1), ("c", 2)]
        each = {"sqlite": "SELECT 'SQLite'", "postgresql": "SELECT 'PostgreSQL'"}
        assert db.rows(conn, each, {}) == [("SQLite" if store.is_sqlite else "PostgreSQL",)]


def test_errors_of_such_a_statement_are_ours_too(sqlite_store: db.Store) -> None:
    with pytest.raises(errors.ConfigError, match="no tables"), sqlite_store.read() as conn:
        db.rows(conn, {"sqlite": "SELECT a FROM nowhere"}, {})


def test_a_broken_constraint_is_a_fault_of_ours_and_stays_itself(store: db.Store) -> None:
    with pytest.raises(exc.IntegrityError), store.write() as conn:
        conn.execute(
            sa.insert(schema.feed).values(
                id="f", outlet_id="none", url="u", host="h", added_at=_NOW, next_poll_at=_NOW
            )
        )


_NOW = datetime(2024, 1, 1, tzinfo=UTC)


def test_many_threads_write_at_once_and_nothing_is_lost(store: db.Store) -> None:
    with store.write() as conn:
        conn.execute(sa.insert(LEASE).values(name="count", fence=0))

    def add(_: int) -> None:
        for _ in range(10):
            with store.write() as conn:
                conn.execute(sa.update(LEASE).values(fence=LEASE.c.fence + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))
    with store.read() as conn:
        assert conn.execute(sa.select(LEASE.c.fence)).scalar() == 80


def test_readers_do_not_wait_for_a_writer(store: db.Store) -> None:
    _add(store, "before")
    with store.write() as conn:
        conn.execute(sa.insert(LEASE).values(name="during"))
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(_names, store).result(timeout=5) == ["before"]


def test_a_store_in_memory_is_one_database_for_all_threads() -> None:
    store = db.Store.open("sqlite://")
    store.migrate()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: _add(store, name), "abcdef"))
        assert list(pool.map(lambda _: _names(store), range(4))) == [list("abcdef")] * 4
    store.close()


def test_a_file_locked_by_another_process_is_transient(
    sqlite_store: db.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.1)
    path = str(sqlite_store.url.database)
    store = db.Store.open(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(errors.Transient, match="locked") as caught:
        _add(store, "x")
    assert caught.value.retry_after
    other.execute("ROLLBACK")
    other.close()
    _add(store, "x")
    store.close()


def test_a_writer_that_keeps_others_waiting_is_transient_to_them(
    sqlite_store: db.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.1)
    with (
        sqlite_store.write(),
        ThreadPoolExecutor(1) as pool,
        pytest.raises(errors.Transient, match="another thread"),
    ):
        pool.submit(_add, sqlite_store, "x").result()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(errors.ConfigError, match="no SQLite database"):
        db.Store.open(path)


def test_a_damaged_file_is_refused_with_advice(sqlite_store: db.Store) -> None:
    path = Path(str(sqlite_store.url.database))
    sqlite_store.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)  # all pages but the first
    path.write_bytes(content)
    with pytest.raises(errors.ConfigError, match="restore a backup"):
        _names(sqlite_store)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.ConfigError, match="folder exists"):
        db.Store.open(tmp_path / "nowhere" / "headwater.db")


@pytest.mark.parametrize("url", ["mysql://localhost/news", "://", "postgresql://[::1/x", "nonsense://"])
def test_an_address_that_is_none_of_ours_is_refused(url: str) -> None:
    with pytest.raises(errors.ConfigError, match=r"postgresql://\.\.\."):
        db.Store.open(url)


def test_paths_and_addresses_of_files_mean_the_same(tmp_path: Path) -> None:
    for url in (tmp_path / "a b?.db", str(tmp_path / "a b?.db")):
        store = db.Store.open(url)
        assert store.is_sqlite and not store.in_memory
        store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a b?.db"]


def test_durable_waits_for_the_disk(tmp_path: Path) -> None:
    for durable, expected in ((False, 1), (True, 2)):
        store = db.Store.open(tmp_path / "x.db", durable=durable)
        with store.read() as conn:
            assert conn.exec_driver_sql("PRAGMA synchronous").scalar() == expected
            assert conn.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert conn.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        store.close()


@pytest.mark.postgres
def test_a_database_that_does_not_exist_is_named(postgres_store: db.Store) -> None:
    url = postgres_store.url.set(database="nowhere").render_as_string(hide_password=False)
    with pytest.raises(errors.ConfigError, match="nowhere"):
        db.Store.open(url)


def test_a_server_that_is_not_there_is_transient(tmp_path: Path) -> None:
    with pytest.raises(errors.Transient, match="PostgreSQL"):
        db.Store.open(f"postgresql://someone@/news?host={tmp_path}")


@pytest.mark.postgres
def test_a_connection_that_is_lost_is_transient_and_the_next_one_is_new(postgres_store: db.Store) -> None:
    killer = db.Store.open(postgres_store.url.render_as_string(hide_password=False))
    with pytest.raises(errors.Transient), postgres_store.read() as conn:
        own = conn.execute(sa.text("SELECT pg_backend_pid()")).scalar()
        with killer.read() as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:own)"), {"own": own})
        conn.execute(sa.text("SELECT 1"))
    killer.close()
    assert _names(postgres_store) == []


@pytest.mark.postgres
def test_a_deadlock_is_transient(postgres_store: db.Store) -> None:
    for name in "ab":
        _add(postgres_store, name)
    both = threading.Barrier(2)

    def lock(names: str) -> str:
        try:
            with postgres_store.write() as conn:
                conn.execute(sa.text("SET LOCAL deadlock_timeout = '50ms'"))
                for name in names:
                    conn.execute(sa.update(LEASE).where(LEASE.c.name == name).values(fence=1))
                    if name == names[0]:
                        both.wait(5)
        except errors.Transient:
            return "again later"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lock, ["ab", "ba"])) == ["again later", "done"]


_FORKING = """
import os, sys
import sqlalchemy as sa
from headwater.store import db, schema
store = db.Store.open(sys.argv[1])
def names():
    with store.read() as conn:
        return list(conn.execute(sa.select(schema.lease.c.name).order_by(schema.lease.c.name)).scalars())
def add(name):
    with store.write() as conn:
        conn.execute(sa.insert(schema.lease).values(name=name))
add("a")
child = os.fork()
if not child:
    add("b")
    os._exit(0 if names() == ["a", "b"] else 1)
assert os.waitpid(child, 0)[1] == 0
add("c")
assert names() == ["a", "b", "c"]
store.close()
"""


def test_a_forked_child_opens_connections_of_its_own(store: db.Store) -> None:
    url = store.url.render_as_string(hide_password=False)
    subprocess.run([sys.executable, "-c", _FORKING, url], check=True, timeout=60)
    assert _names(store) == ["a", "b", "c"]


_WRITING = """
import itertools, sys
from headwater.store import db, schema
import sqlalchemy as sa
store = db.Store.open(sys.argv[1])
for number in itertools.count(int(sys.argv[2])):
    with store.write() as conn:
        conn.execute(sa.insert(schema.robots).values(origin=f"first {number}", status=0, body=b"x" * 2000, fetched_at=store.now()))
        conn.execute(sa.insert(schema.robots).values(origin=f"second {number}", status=0, body=b"", fetched_at=store.now()))
    print(number, flush=True)
"""


def test_killing_a_writer_loses_nothing_that_it_acknowledged(store: db.Store) -> None:
    url, acknowledged = store.url.render_as_string(hide_password=False), set[int]()
    for start in (0, 100_000):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITING, url, str(start)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout
        for line in writer.stdout:
            acknowledged.add(int(line))
            if int(line) == start + 40:
                writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
    with store.read() as conn:
        rows = list(conn.execute(sa.select(schema.robots.c.origin)).scalars())
        if store.is_sqlite:
            assert conn.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    first, second = (
        {int(row.split()[1]) for row in rows if row.startswith(word)} for word in ("first", "second")
    )
    assert first == second >= acknowledged
    assert len(first - acknowledged) <= 2  # committed, killed before it could say so


def test_what_goes_wrong_is_told_without_the_values(store: db.Store) -> None:
    with pytest.raises(exc.DBAPIError) as failed, store.write() as conn:
        conn.execute(sa.insert(LEASE).values(name="mara@lind.example", fence=sa.text("no_such_column")))
    assert "mara" not in str(failed.value)

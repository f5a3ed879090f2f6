"""The tables keep what is put in, on both databases, and the migrations make exactly these tables."""

from __future__ import annotations

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import exc

from headwater import errors
from headwater.store import db, schema
from headwater.store.migrations import run

_SEARCH = {
    "search",
    "search_index",
    *(f"search_index_{part}" for part in ("data", "idx", "config", "docsize")),
}


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2024, 2, 29, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_times_come_back_to_the_microsecond(store: db.Store, moment: datetime) -> None:
    assert _round_trip(store, moment) == moment


def test_times_beyond_the_calendar_in_utc_become_its_ends(store: db.Store) -> None:
    early = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    late = datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12)))
    assert _round_trip(store, early) == datetime.min.replace(tzinfo=UTC)
    assert _round_trip(store, late) == datetime.max.replace(tzinfo=UTC)


def _round_trip(store: db.Store, moment: datetime) -> datetime | None:
    table = schema.host
    with store.write() as conn:
        conn.execute(sa.insert(table).values(name=str(moment), due_at=moment, next_allowed_at=moment))
    with store.read() as conn:
        assert conn.execute(sa.select(table.c.name).where(table.c.due_at == moment)).scalar() == str(moment)
        return conn.execute(sa.select(table.c.due_at).where(table.c.name == str(moment))).scalar()


def test_an_upsert_changes_the_row_or_leaves_it(store: db.Store) -> None:
    lease = schema.lease
    with store.write() as conn:
        for fence in (1, 2):
            wanted = db.insert(conn, lease).values(name="x", fence=fence)
            conn.execute(
                wanted.on_conflict_do_update(index_elements=["name"], set_={"fence": wanted.excluded.fence})
            )
        conn.execute(
            db.insert(conn, lease).values(name="x", fence=3).on_conflict_do_nothing(index_elements=["name"])
        )
        assert conn.execute(sa.select(lease.c.name, lease.c.fence)).all() == [("x", 2)]


def test_the_migrations_make_the_tables_of_the_schema(store: db.Store) -> None:
    def ours(_thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return not (kind == "table" and name in _SEARCH)

    with store.read() as conn:
        context = MigrationContext.configure(
            conn, opts={"compare_type": True, "compare_server_default": True, "include_object": ours}
        )
        assert compare_metadata(context, schema.metadata) == []


def test_the_migrated_file_is_what_create_all_makes(sqlite_store: db.Store) -> None:
    direct = sa.create_engine("sqlite://")
    schema.metadata.create_all(direct)
    with sqlite_store.read() as migrated, direct.connect() as made:
        assert _statements(migrated) == _statements(made)
    direct.dispose()


def _statements(conn: sa.Connection) -> dict[str, str]:
    rows = conn.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {
        name: re.sub(r"\s+", " ", sql)
        for name, sql in rows
        if name not in _SEARCH and name != "alembic_version"
    }


def test_the_steps_are_one_line_each_named_like_its_file() -> None:
    script = ScriptDirectory(str(Path(run.__file__).parent))
    assert [step.revision for step in reversed(list(script.walk_revisions()))] == run.known()
    assert script.get_heads() == [run.known()[-1]]


def test_migrating_again_changes_nothing(store: db.Store) -> None:
    with store.write() as conn:
        conn.execute(sa.insert(schema.lease).values(name="kept"))
    store.migrate()
    store.check()
    with store.read() as conn:
        assert conn.execute(sa.select(schema.lease.c.name)).scalars().all() == ["kept"]


def test_a_newer_schema_is_refused(store: db.Store) -> None:
    with store.write() as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999_future'"))
    for attempt in (store.migrate, store.check):
        with pytest.raises(errors.ConfigError, match=r"newer Headwater \(schema 9999_future"):
            attempt()


def test_an_older_schema_is_named_by_check(store: db.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = run.known()
    monkeypatch.setattr(run, "known", lambda: [*steps, "9999_future"])
    with pytest.raises(errors.ConfigError, match="older version"):
        store.check()


def test_tables_that_are_missing_are_named_with_what_to_do(tmp_path: Path) -> None:
    store = db.Store.open(tmp_path / "empty.db")
    with pytest.raises(errors.ConfigError, match="headwater init"):
        store.check()
    with pytest.raises(errors.ConfigError, match="headwater init"), store.read() as conn:
        conn.execute(sa.select(schema.lease))
    store.close()


@pytest.mark.postgres
def test_tables_that_are_missing_in_postgresql_are_named_too(postgres_empty: str) -> None:
    store = db.Store.open(postgres_empty)
    with pytest.raises(errors.ConfigError, match="headwater init"):
        store.check()
    with pytest.raises(errors.ConfigError, match="headwater init"), store.read() as conn:
        conn.execute(sa.select(schema.lease))
    store.close()


def _migrate(address: str) -> str | None:
    store = db.Store.open(address)
    try:
        store.migrate()
        with store.read() as conn:
            return run.current(conn)
    finally:
        store.close()


def test_several_migrating_a_new_file_at_once_do_not_collide(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(_migrate, [str(tmp_path / "new.db")] * 4)) == {run.known()[-1]}


@pytest.mark.postgres
def test_several_migrating_a_new_postgresql_at_once_do_not_collide(postgres_empty: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(_migrate, [postgres_empty] * 4)) == {run.known()[-1]}


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    store = db.Store.open(path)
    with sqlite3.connect(path) as raw:  # stands where a table is to be made, the last of them
        raw.execute("CREATE TABLE search (something)")
    raw.close()
    with pytest.raises(exc.OperationalError, match="already exists"):
        store.migrate()
    with store.read() as conn:
        names = conn.execute(sa.text("SELECT name FROM sqlite_master")).scalars().all()
    store.close()
    assert names == ["search"]

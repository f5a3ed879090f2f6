"""The small world of ``support.world`` on an empty store."""

from __future__ import annotations

import pytest

from headwater.store import db
from support.world import World


@pytest.fixture
def world(store: db.Store) -> World:
    """A world on each database in turn."""
    return World(store=store)

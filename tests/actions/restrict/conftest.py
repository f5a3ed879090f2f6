"""The quay's outlet on each database in turn, and everything that the site gives out of it."""

from __future__ import annotations

import pytest

from headwater.store import db
from support import quay
from support.world import World


@pytest.fixture
def world(store: db.Store) -> World:
    """An outlet with a licensed article that has a picture, and another article."""
    return quay.quay(store)


@pytest.fixture
def surfaces(world: World) -> quay.Surfaces:
    """Everything that the site gives out."""
    return quay.Surfaces(world)

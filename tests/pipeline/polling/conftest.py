"""An outlet whose feed alone is read, by a poll without chance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from headwater.pipeline import poll
from headwater.store import db
from support.world import World


@pytest.fixture
def world(sqlite_store: db.Store, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(store=sqlite_store)
    made.manners = replace(made.manners, pages=False)
    made.enrol()
    monkeypatch.setattr(poll.random, "random", lambda: 0.5)
    return made

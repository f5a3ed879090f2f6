"""outlets add and check take their turns in the store, as a worker beside them does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from e2e import harness
from headwater import app, config, urls
from headwater.cli import checking, outlets
from headwater.pipeline import turns
from headwater.sample import server
from headwater.store import db, hosts, schema


@pytest.fixture(scope="module")
def sample() -> Iterator[server.Running]:
    with harness.sample_web() as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path) -> config.Settings:
    return harness.settings(tmp_path)


@pytest.fixture
def store(settings: config.Settings) -> Iterator[db.Store]:
    opened = app.open_store(settings)
    yield opened
    opened.close()


def take(store: db.Store, host: str) -> None:
    """Another process is at the host."""
    with store.write() as conn:
        assert hosts.take(conn, host, "a worker elsewhere", now=app.now(), seconds=120)


def rested(store: db.Store, host: str) -> bool:
    """Whether the host is free, and may not be asked again at once."""
    with store.read() as conn:
        row = conn.execute(sa.select(schema.host).where(schema.host.c.name == host)).one()
    return row.lease_owner is None and row.next_allowed_at > app.now() - timedelta(seconds=5)


def test_check_leaves_a_host_alone_where_a_worker_is(
        settings: config.Settings, store: db.Store, sample: server.Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.5)
    held, free = (f"http://{name}.localhost:{sample.port}/feed.xml" for name in ("the-millrace", "harbour-courier"))
    take(store, urls.host(held))
    wanted = [checking.Address(url=url, outlet="") for url in (held, free)]
    before = {one.feed: one for one in asyncio.run(checking.ask_all(settings, store, wanted, quiet=True))}
    assert before[held].verdict is checking.Verdict.NOT_ASKED and before[held].answer.startswith("not asked: no turn")
    assert before[free].verdict is not checking.Verdict.NOT_ASKED
    assert rested(store, urls.host(free))
    with store.read() as conn:
        assert hosts.robots_get(conn, urls.origin(free)) is not None


def test_add_leaves_a_host_alone_where_a_worker_is(
        settings: config.Settings, store: db.Store, sample: server.Running, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"http://the-millrace.localhost:{sample.port}/"
    assert asyncio.run(outlets._discover(settings, store, address)).candidates
    assert rested(store, urls.host(address))
    monkeypatch.setattr(turns, "PATIENCE", 0.5)
    take(store, urls.host(address))
    assert not asyncio.run(outlets._discover(settings, store, address)).candidates

"""The sample web gathered once over real HTTP, and the site that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from e2e import harness
from headwater import app
from headwater.sample import server
from headwater.store import db


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What one ``headwater run --once`` made of the sample web."""

    folder: Path
    web: server.Running
    store: db.Store
    said: str  # by the command
    items: dict[str, harness.Item]  # by the truth's id
    site: TestClient


@pytest.fixture(scope="session")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gathered]:
    """The sample web, gathered by the command as a user starts it."""
    folder = tmp_path_factory.mktemp("gathered")
    with harness.sample_web() as web:
        assert harness.enrol(folder, web.port) == 21
        done = harness.headwater(folder, "run", "--once")
        assert done.returncode == 0, done.stderr
        store = harness.open_store(folder)
        application = app.make_site(harness.settings(folder), store, sample=True)
        with TestClient(application, base_url="http://localhost:8000", follow_redirects=False) as site:
            yield Gathered(
                folder=folder, web=web, store=store, said=done.stdout + done.stderr,
                items=harness.items(store, web), site=site,
            )  # fmt: skip
        store.close()

"""The command run in this process: as ``main`` runs it, with its exit status and what it printed."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from e2e import harness
from headwater import app
from headwater.cli import main
from headwater.sample import server
from support.world import World, item, rss

TEXT = (
    "The harbour authority closed the northern lock on Sunday after divers found a crack in its lower gate. "
    "Ships of more than forty metres must wait outside until engineers have measured the damage, it said. "
    "The lock was built in 1931 and last repaired eleven years ago; the council had put the work off twice. "
    "Fishing boats may still pass at high water. A decision on the repair is expected before the end of the week."
)


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Done]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that the settings name."""
    monkeypatch.chdir(tmp_path)
    for name, value in harness.environ(tmp_path / "data").items():
        if name.startswith("HEADWATER_"):
            monkeypatch.setenv(name, value)
    return tmp_path / "data"


@pytest.fixture
def command(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run ``headwater`` with arguments and standard input."""

    def run(*arguments: str, given: str | bytes = b"") -> Done:
        out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
        body = given.encode() if isinstance(given, str) else given
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["headwater", *arguments])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body), encoding="utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            try:
                main.main()
                status = 0
            except SystemExit as ended:
                status = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
        out.flush()
        return Done(status, out.buffer.getvalue().decode(), err.getvalue())  # pyright: ignore[reportAttributeAccessIssue]

    return run


@pytest.fixture
def news(folder: Path) -> Iterator[World]:
    """A store in the data folder with an article, its copy and a feed that fails."""
    store = app.open_store(harness.settings(folder))
    world = World(store=store, now=app.now())
    world.enrol()
    world.enrol("https://ebb.example/feed", "Ebb and Flow")
    world.enrol("https://dry.example/feed", "Dry Dock")
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed", summary="A crack was found."))
    world.answers["https://ebb.example/feed"] = rss(item("copy", title="Northern lock shut", host="ebb.example"), title="Ebb and Flow")
    world.page("lock", text=TEXT, title="Lock closed")
    world.page("copy", text=TEXT, title="Northern lock shut", host="ebb.example")
    world.live()
    yield world
    store.close()


@pytest.fixture(scope="module")
def sample() -> Iterator[server.Running]:
    """The sample web on a port of loopback."""
    with harness.sample_web() as running:
        yield running

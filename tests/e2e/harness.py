"""The sample web in a thread, ``headwater`` as a user starts it, and what the store then holds."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from headwater import app, config, model, urls
from headwater.parse import opml
from headwater.pipeline import enrol as pipeline_enrol
from headwater.sample import server, truth
from headwater.store import codec, db, schema

T = TypeVar("T")
DELAY = 0.2  # seconds between two requests to a host of the sample web; its robots.txt asks for 0.3
TABLES = ("outlet", "feed", "entry", "article", "address", "pending", "shingle", "story", "publication")
MOVING = {  # columns that a further poll may move although nothing has changed
    "feed": {"polled_at", "succeeded_at", "next_poll_at", "interval", "etag", "last_modified", "body_hash",
             "failures", "last_error", "why", "full_at", "links", "moved_times"},
    "entry": {"last_seen"},
}  # fmt: skip


@contextmanager
def sample_web(port: int = 0) -> Iterator[server.Running]:
    """The sample web on a thread of its own, so that its log can be looked into."""
    ready: list[server.Running] = []
    told, stop = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def main() -> None:
        loops.append(asyncio.get_running_loop())
        running = await server.serve(port=port)
        ready.append(running)
        told.set()
        await stop.wait()
        await running.close()

    thread = threading.Thread(target=lambda: asyncio.run(main()), name="sample-web", daemon=True)
    thread.start()
    if not told.wait(30):
        raise TimeoutError("the sample web does not start: is its port taken?")
    try:
        yield ready[0]
    finally:
        loops[0].call_soon_threadsafe(stop.set)
        thread.join(10)


def environ(folder: Path, **more: str) -> dict[str, str]:
    """The environment under which the sample web is gathered into a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(config.PREFIX)}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)  # else every process compiles every library anew
    return kept | {
        "HEADWATER_DATA": str(folder), "HEADWATER_FETCH__DELAY": str(DELAY), "HEADWATER_WEB__PORT": "0",
        "HEADWATER_FETCH__ALLOWED_NETWORKS": '["127.0.0.0/8", "::1/128"]', "NO_COLOR": "1", **more,
    }  # fmt: skip


def settings(folder: Path) -> config.Settings:
    """The same as settings."""
    return app.sample_settings(config.Settings(), folder)  # pyright: ignore[reportCallIssue]


def enrol(folder: Path, port: int, outlets: Collection[str] = ()) -> int:
    """Enrol the outlets of the sample web, all or those with these slugs, in a new store; gives how many feeds."""
    store = app.open_store(settings(folder))
    listed = [one for one in opml.read(truth.catalogue(port).encode()).outlines if not outlets or slug(one.feed_url) in outlets]
    new = pipeline_enrol.enrol_all(store, [pipeline_enrol.of_opml(one) for one in listed], now=app.now())
    store.close()
    return new


def slug(url: str) -> str:
    """The outlet of the sample web that an address belongs to."""
    return urls.hostname(url).removesuffix(".localhost")


def headwater(folder: Path, *arguments: str, seconds: float = 240, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "headwater", *arguments], env=environ(folder, **more), cwd=folder, text=True,
        capture_output=True, timeout=seconds, stdin=subprocess.DEVNULL, check=False,
    )


def start(folder: Path, *arguments: str, out: Any = subprocess.DEVNULL, **more: str) -> subprocess.Popen[bytes]:
    """Start the command in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "headwater", *arguments], env=environ(folder, **more), cwd=folder,
        stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT if out is not subprocess.DEVNULL else out,
        start_new_session=True,
    )  # fmt: skip


def wait_for(look: Callable[[], T], *, seconds: float = 60, every: float = 0.1, what: str = "it") -> T:
    """What ``look`` gives as soon as that is true."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come within {seconds:.0f} seconds")
        time.sleep(every)
    return found


def processes(folder: Path) -> dict[int, str]:
    """Processes alive that belong to a data folder (its name stands in their environment), with their command."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            if f"HEADWATER_DATA={folder}".encode() not in (entry / "environ").read_bytes():
                continue
            state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            continue
        if state != "Z":
            found[int(entry.name)] = command
    return found


def headwater_processes(folder: Path) -> dict[str, list[int]]:
    """The processes of ``headwater run`` by what they do: supervisor, web, worker, extraction."""
    found: dict[str, list[int]] = defaultdict(list)
    for pid, command in processes(folder).items():
        words = command.split()
        for name, last in (("supervisor", "run"), ("web", "web"), ("worker", "work"), ("web", "--sample")):
            if "headwater" in words and words[-1] == last:
                found[name].append(pid)
        if "spawn_main" in command:
            found["extraction"].append(pid)
    return dict(found)


def open_store(folder: Path) -> db.Store:
    """The store of a folder."""
    return app.open_store(settings(folder), migrate=False)


def contents(store: db.Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that should stay as it is when nothing has changed."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with store.read() as conn:
        for name in TABLES:
            table = schema.metadata.tables[name]
            columns = [column for column in table.c if column.name not in MOVING.get(name, ())]
            found[name] = sorted((tuple(row) for row in conn.execute(sa.select(*columns))), key=repr)
    return found


@dataclass(frozen=True, kw_only=True)
class Item:
    """One truth and what became of it."""

    truth: truth.Truth
    reference: str  # the address that it should have
    row: sa.Row[Any] | None  # of the table article
    publication: model.Publication | None
    story_id: str | None
    copy_of: str | None  # id of the truth


def items(store: db.Store, running: server.Running) -> dict[str, Item]:
    """Every truth by its id, with the article at its address."""
    pieces = running.edition.pieces
    with store.read() as conn:
        rows = {row.reference_url: row for row in conn.execute(sa.select(schema.article))}
        released = {row.article_id: row for row in conn.execute(sa.select(schema.publication))}
    known = {rows[piece.url].id: name for name, piece in pieces.items() if piece.url in rows}
    found = {}
    for one in truth.of(running.edition):
        row = rows.get(pieces[one.id].url)
        shown = released.get(row.id) if row else None
        found[one.id] = Item(
            truth=one, reference=pieces[one.id].url, row=row,
            publication=codec.load(model.Publication, shown.payload) if shown else None,
            story_id=shown.story_id if shown else None,
            copy_of=known.get(shown.copy_of) if shown and shown.copy_of else None,
        )  # fmt: skip
    return found


def b_cubed(placed: Mapping[str, Any], true: Mapping[str, Any]) -> tuple[float, float]:
    """Precision and recall of a partition against the true one (Bagga and Baldwin 1998)."""
    def mean(by: Mapping[str, Any], other: Mapping[str, Any]) -> float:
        groups: dict[Any, list[str]] = defaultdict(list)
        for name, group in by.items():
            groups[group].append(name)
        total = 0.0
        for members in groups.values():
            counts = Counter(other[name] for name in members)
            total += sum(count * count for count in counts.values()) / len(members)
        return total / len(by)

    return mean(placed, true), mean(true, placed)


def paragraphs(piece: Any) -> Sequence[str]:
    """The plain text of a piece of the sample, a paragraph each."""
    from headwater.sample import markup

    return [plain for block in piece.blocks if (plain := markup.plain(block))]

"""A thousand feeds taken in, asked again with nothing new, then with a tenth new: Headwater beside newsboat and ``reader``.

Each program is a process of its own and asks through the same proxy on loopback; measured are its wall time, its CPU (with
all that it starts), its peak of memory and the requests that arrived. Headwater takes in the feeds alone (no pages), and is
done when every article can be found by search. Environment:

- ``BENCH_FEEDS``: how many feeds (300), ``BENCH_LATENCY``: milliseconds before each answer (0)
- ``BENCH_WEB``: address of another web that answers to the same control addresses as :mod:`benchmarks.manysites`
- ``BENCH_READER``: a Python that has ``reader`` installed; newsboat is taken from the path. What is missing is left out.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from benchmarks import common

FEEDS = int(os.environ.get("BENCH_FEEDS", "300"))
LATENCY = float(os.environ.get("BENCH_LATENCY", "0"))
WEB = os.environ.get("BENCH_WEB", "")
READER = os.environ.get("BENCH_READER", "")
_STEPS = ("import", "nothing new", "a tenth new")
_READER = """
import os, sys
from reader import make_reader
reader = make_reader(sys.argv[1])
for line in open(sys.argv[2]):
    reader.add_feed(line.strip(), exist_ok=True)
reader.update_feeds(workers=16, scheduled=False)
reader.enable_search()
reader.update_search()
print(reader.get_entry_counts().total)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process came to."""

    wall: float
    cpu: float
    peak: int  # MiB
    requests: int
    articles: int


def measure() -> dict[str, float]:
    """The figures of each program that is here, in turn at each step."""
    with common.folder() as path, web() as address:
        (path / "urls").write_text(get(address, "feeds"))
        (path / "web.opml").write_text(get(address, "opml"))
        programs = dict(available(path, address))
        found: dict[str, float] = {"feeds": FEEDS, "latency, ms": LATENCY}
        for step in _STEPS:
            if step == "a tenth new":
                get(address, "tick")
            get(address, "warm")
            found[f"{step}: items listed"] = json.loads(get(address, "expect"))["items"]
            for name, program in programs.items():
                get(address, "reset")
                run = program(address)
                label = f"{step}: {name}"
                found |= {f"{label}, s": round(run.wall, 2), f"{label}, s of CPU": round(run.cpu, 2), f"{label}, peak MiB": run.peak,
                          f"{label}, requests": run.requests, f"{label}, articles": run.articles}
    return found


@contextmanager
def web() -> Iterator[str]:
    """The address of a web of many sites: another's, or our own in a process beside."""
    if WEB:
        yield WEB.rstrip("/")
        return
    command = [sys.executable, "-m", "benchmarks.manysites", str(FEEDS), "0", str(LATENCY)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.wait()


def get(address: str, what: str) -> str:
    """An answer of the web's control."""
    with urllib.request.urlopen(f"{address}/__ctl/{what}{'' if '?' in what else f'?n={FEEDS}'}") as answer:
        return answer.read().decode()


def available(path: Path, address: str) -> Iterator[tuple[str, Callable[[str], Run]]]:
    """Each program that can be run here."""
    yield "headwater", lambda _: headwater(path, address)
    if command := shutil.which("newsboat"):
        proxy = address.removeprefix("http://")
        (path / "newsboat").write_text(f"use-proxy yes\nproxy {proxy}\nproxy-type http\nreload-threads 16\nmax-items 0\n")
        yield "newsboat", lambda _: timed(
            [command, "-u", str(path / "urls"), "-C", str(path / "newsboat"), "-c", str(path / "newsboat.db"), "-x", "reload"],
            address, {}, lambda: count(path / "newsboat.db", "rss_item"),
        )
    if READER:
        (path / "with_reader.py").write_text(_READER)
        yield "reader", lambda _: timed(
            [READER, str(path / "with_reader.py"), str(path / "reader.db"), str(path / "urls")], address,
            {"http_proxy": address, "HTTP_PROXY": address}, lambda: count(path / "reader.db", "entries"),
        )


def headwater(path: Path, address: str) -> Run:
    """Enrol what is not enrolled yet, poll all, and stop when all can be found."""
    settings = path / "headwater.toml"
    settings.write_text(
        f'data = "{path / "data"}"\n[fetch]\nproxy = "{address}"\nproxy_enforces_guard = true\n'
        "[gather]\npages = false\nsnapshots = false\n[images]\nenabled = false\n"
    )
    command = [sys.executable, "-m", "benchmarks.feeds", str(settings), str(path / "web.opml")]
    return timed(command, address, {}, lambda: count(path / "data" / "headwater.sqlite", "search"))


def timed(command: list[str], address: str, more: dict[str, str], articles: Callable[[], int]) -> Run:
    """A process run to its end."""
    start = time.monotonic()
    process = subprocess.Popen(command, env={**os.environ, **more}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if status:
        raise RuntimeError(f"{command[0]} failed: {said.decode()[-2000:]}")
    asked = json.loads(get(address, "stats"))["requests"]
    return Run(wall=wall, cpu=used.ru_utime + used.ru_stime, peak=used.ru_maxrss // 1024, requests=asked, articles=articles())


def count(database: Path, table: str) -> int:
    """Rows of a table in a SQLite file."""
    engine = sa.create_engine(f"sqlite:///{database}")
    with engine.connect() as conn:
        found = conn.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()
    engine.dispose()
    return found


# ---- the process that is measured --------------------------------------------------------------------------


async def take_in(settings_file: Path, listed: bytes) -> None:
    """Poll every feed of a list once; ends when nothing is due and all that came can be found."""
    from headwater import app, config, engine
    from headwater.parse import opml
    from headwater.pipeline import enrol, gather
    from headwater.store import feeds, hosts, pending

    settings = config.load(settings_file)
    store = app.open_store(settings)
    if enrol.enrol_all(store, [enrol.of_opml(one) for one in opml.read(listed).outlines], now=app.now()) == 0:
        with store.write() as conn:
            for host in feeds.poll_now(conn, None, now=app.now()):
                hosts.need(conn, host, app.now())
    tools, stop = app.make_tools(settings, store), asyncio.Event()
    work = asyncio.create_task(engine.work(settings, engine.Progress(), stop=stop))

    def is_done() -> bool:
        with store.read() as conn:
            if hosts.owners(conn, now=app.now()) or pending.fresh(conn, 1):
                return False
        return not gather.owes(tools)

    def wait() -> None:
        time.sleep(0.5)
        while not is_done():
            time.sleep(0.1)

    await asyncio.to_thread(wait)
    stop.set()
    await work
    store.close()


if __name__ == "__main__":
    asyncio.run(take_in(Path(sys.argv[1]), Path(sys.argv[2]).read_bytes()))

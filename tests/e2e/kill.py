"""``python -m tests.e2e.kill [ROUNDS]``: kill -9 in the middle of gathering the sample web, start again, count.

Each round kills one process at a moment of chance: the supervisor, the web, the worker or an extraction process. At
the end every article of the sample must be there once, with its text where it may be kept, and no process be left.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from headwater.sample import server
from headwater.store import counts, schema

from . import harness

VICTIMS = ("worker", "extraction", "supervisor", "web")
ENDS_WITHIN = 15.0  # seconds for the children of a killed supervisor, on a noisy machine


@dataclass(kw_only=True)
class Result:
    """What one round found."""

    victim: str
    after: float  # seconds from the start to the blow
    killed: str  # the command that was struck
    at: str  # how far the gathering was
    orphans_ended: float | None = None  # seconds until the children of a killed supervisor had ended
    problems: list[str] = field(default_factory=list)


def round_(folder: Path, web: server.Running, victim: str, after: float, outlets: Collection[str] = ()) -> Result:
    """Gather, strike, start again, gather to the end, compare with the truth."""
    harness.enrol(folder, web.port, outlets)
    with _supervisor(folder) as first:
        harness.wait_for(lambda: harness.headwater_processes(folder).get("worker", []), seconds=60, what="the worker")
        harness.wait_for(lambda: _counted(folder)[0] > 0, seconds=60, what="the first article")
        time.sleep(after)
        struck, at = _strike(folder, victim, first.pid), _progress(folder)
        result = Result(victim=victim, after=after, killed=struck, at=at)
        if victim == "supervisor":
            first.wait(10)
            begun = time.monotonic()
            try:
                harness.wait_for(lambda: not harness.processes(folder), seconds=ENDS_WITHIN, what="the end of the children")
                result.orphans_ended = time.monotonic() - begun
            except TimeoutError:
                result.problems.append(f"left over: {sorted(harness.processes(folder).values())}")
        else:
            time.sleep(1.0)
            if first.poll() is not None:
                result.problems.append("the supervisor ended too")
    with _supervisor(folder):
        try:
            harness.wait_for(lambda: _is_done(folder), seconds=120, every=0.3, what="the end of the gathering")
        except TimeoutError:
            result.problems.append(f"not done: {_progress(folder)}")
    left = harness.processes(folder)
    if left:
        result.problems.append(f"left over: {sorted(left.values())}")
    result.problems += _compare(folder, web, outlets)
    return result


@contextmanager
def _supervisor(folder: Path) -> Iterator[harness.subprocess.Popen[bytes]]:
    """``headwater run``, ended with SIGTERM if it still runs."""
    with (folder / "log").open("ab") as log:
        running = harness.start(folder, "run", out=log)
    try:
        yield running
    finally:
        if running.poll() is None:
            running.terminate()
        running.wait(60)


def _strike(folder: Path, victim: str, supervisor: int) -> str:
    """kill -9 one process; gives its command."""
    if victim == "supervisor":
        target, command = supervisor, "run"
    else:
        target = harness.wait_for(lambda: harness.headwater_processes(folder).get(victim, []), seconds=60, what=victim)[0]
        command = harness.processes(folder).get(target, victim)
    os.kill(target, signal.SIGKILL)
    return command


def _counted(folder: Path) -> tuple[int, int, int]:
    store = harness.open_store(folder)
    with store.read() as conn:
        now = counts.count(conn, now=harness.app.now())
    store.close()
    return now.articles, now.pages_due, now.pending


def _progress(folder: Path) -> str:
    articles, pages, pending = _counted(folder)
    return f"{articles} articles, {pages} pages to read, {pending} to digest"


def _is_done(folder: Path) -> bool:
    """Whether every feed was polled, no page waits for its first reading and nothing for its digest."""
    store = harness.open_store(folder)
    with store.read() as conn:
        unread = conn.execute(
            sa.select(sa.func.count()).select_from(schema.fetch_due.join(schema.article, schema.fetch_due.c.article_id == schema.article.c.id))
            .where(schema.article.c.reads == 0, schema.fetch_due.c.last_reason == "")
        ).scalar()
        unpolled = conn.execute(sa.select(sa.func.count()).select_from(schema.feed).where(schema.feed.c.polled_at.is_(None))).scalar()
        pending = conn.execute(sa.select(sa.func.count()).select_from(schema.pending)).scalar()
    store.close()
    return not unread and not unpolled and not pending


def _compare(folder: Path, web: server.Running, outlets: Collection[str]) -> list[str]:
    """What is missing or double."""
    store = harness.open_store(folder)
    found = []
    items = {name: one for name, one in harness.items(store, web).items() if not outlets or one.truth.outlet in outlets}
    with store.read() as conn:
        for table in (schema.article, schema.publication):
            rows = conn.execute(sa.select(sa.func.count()).select_from(table)).scalar() or 0
            if rows != len(items):
                found.append(f"{rows} rows of {table.name} in place of {len(items)}")
        sound = conn.execute(sa.text("PRAGMA integrity_check")).scalar()
    if sound != "ok":
        found.append(f"the database: {sound}")
    for name, item in items.items():
        if item.publication is None:
            found.append(f"lost: {name}")
        elif item.publication.view != item.truth.view:
            found.append(f"{name} is shown as {item.publication.view}")
        elif item.row is not None and item.row.text is None and item.truth.page and item.truth.outlet != "le-quai":
            found.append(f"{name} without its text: {item.row.not_article or item.row.refused or 'not read'}")
    store.close()
    manners = web.log.manners(agent="Headwater")
    found += [f"{host}: {how.concurrent} requests at once" for host, how in manners.items() if how.concurrent > 1]
    return found


def rounds(victims: list[str], seed: int) -> Iterator[Result]:
    """A round each, at moments of chance, each on a sample web and data of its own."""
    chance = random.Random(seed)
    for victim in victims:
        with tempfile.TemporaryDirectory(prefix="headwater-kill-") as folder, harness.sample_web() as web:
            yield round_(Path(folder), web, victim, chance.uniform(0.5, 8.0))


def main() -> int:
    """Print a line a round; 1 if anything was lost, doubled or left over."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    seed, bad = int(time.time()), 0
    print(f"seed {seed} on {socket.gethostname()}", flush=True)
    for number, one in enumerate(rounds([VICTIMS[n % len(VICTIMS)] for n in range(many)], seed), 1):
        ended = f", children ended after {one.orphans_ended:.1f} s" if one.orphans_ended is not None else ""
        print(f"{number:2} {one.victim:<10} after {one.after:4.1f} s ({one.at}{ended}): {'; '.join(one.problems) or 'nothing lost, nothing twice'}", flush=True)
        bad += bool(one.problems)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

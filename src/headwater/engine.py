"""The embedded engine: one worker that calls the ticks in a loop, and a supervisor of processes.

In: settings and parts made by ``app``. Out: news in the store; processes that live as long as they should. Never: a
queue. (On many machines procrastinate calls the same ticks; nothing here knows of news.)
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import structlog

from headwater import app, config
from headwater.actions import desk_tick
from headwater.errors import Transient
from headwater.pipeline import digest, early, gather, picture, push, tend, turns
from headwater.pipeline.tools import Readers, Tally, Tools
from headwater.store import hosts, leases

log = structlog.get_logger()
_REST = 0.25  # seconds between two looks for pending digests
_DESK_REST = 5.0  # seconds between two rounds of the desk
_PATIENCE = 10.0  # seconds that a process has to stop
_LONGEST_PAUSE = 30.0  # seconds before a process that keeps dying is started again


@dataclass(slots=True)
class Progress:
    """What a worker has done so far, safe to add to from several threads."""

    tally: Tally = field(default_factory=Tally)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, done: Tally) -> None:
        """Take a tick's tally in."""
        with self._lock:
            self.tally.join(done)

    def count(self, what: str) -> int:
        """How often something was counted."""
        return self.tally.counts[what]


def digest_loop(tools: Tools, progress: Progress, *, stop: threading.Event) -> None:
    """Digest and tend until ``stop``.

    After less than a whole batch of first looks there is a rest too: what comes in meanwhile is looked at together.
    """
    digester, tender = digest.Digester(tools), tend.Tender(tools)
    while not stop.is_set():
        try:
            done = digester.tick()
            done.join(tender.tick())
        except Transient as error:
            log.warning("digest waits", why=str(error))
            stop.wait(error.retry_after or 1.0)
            continue
        except Exception:  # a tick's only broad except; what was being digested is counted as failed by the tick
            log.exception("digest crashed")
            stop.wait(1.0)
            continue
        progress.add(done)
        if not done.counts["digested"] and done.counts["first looks"] < early.BATCH:
            stop.wait(_REST)
    digester.close()


def desk_loop(desk: desk_tick.Desk, *, stop: threading.Event) -> None:
    """The desk's clock and its mail until ``stop``, in a thread of their own: a slow mail server holds up no news."""
    while not stop.is_set():
        try:
            desk.tick()
        except Transient as error:
            log.warning("the desk waits", why=str(error))
        except Exception:  # a tick's only broad except
            log.exception("the desk crashed")
        stop.wait(_DESK_REST)
    try:
        desk.close()
    except Transient:  # its lease then lapses by itself
        log.warning("the desk could not be given back")


async def work(
    settings: config.Settings, progress: Progress, *, stop: asyncio.Event, until_idle: bool = False
) -> None:
    """Gather, digest and tend until ``stop``, or until nothing is due and nothing pending."""
    store = app.open_store(settings)
    tools, pool = app.make_tools(settings, store), app.make_pool(settings)
    decoder = app.make_decoder(settings) if tools.manners.pictures else None
    bury_the_dead(tools)
    halt = threading.Event()
    thread = threading.Thread(target=digest_loop, args=(tools, progress), kwargs={"stop": halt}, name="digest")
    thread.start()
    desk = app.make_desk(settings, store, owner=tools.owner)
    desk_thread = threading.Thread(target=desk_loop, args=(desk,), kwargs={"stop": halt}, name="desk")
    if not until_idle:
        desk_thread.start()
    try:
        async with app.polite_client(settings, tools) as (fetcher, queue), push.running(tools, fetcher.get, progress.add):
            gatherer = gather.Gatherer(
                tools=tools, get=fetcher.get, readers=Readers(pool), turns=queue, on_tally=progress.add,
                makers=picture.Makers(decoder, app.picture_order(settings)) if decoder else None,
            )
            await gather.gather(gatherer, stop=stop, until_idle=until_idle)
            while until_idle and not stop.is_set():  # what is digested may wish for pictures
                await asyncio.to_thread(_wait_for_digest, tools, stop)
                if not await asyncio.to_thread(gather.owes, tools):
                    break
                await gather.gather(gatherer, stop=stop, until_idle=True)
        if until_idle and not stop.is_set():  # once, with what has just come in
            await asyncio.to_thread(desk.tick)
            await asyncio.to_thread(desk.close)
    finally:
        halt.set()
        await asyncio.to_thread(thread.join)
        if desk_thread.is_alive():
            await asyncio.to_thread(desk_thread.join)
        await asyncio.to_thread(pool.close)
        if decoder is not None:
            await asyncio.to_thread(decoder.close)
        store.close()


def bury_the_dead(tools: Tools) -> int:
    """Take the leases of processes of this machine that are no more, so that their work goes on at once; how many.

    On SQLite only: there every process is on this machine and its owner's name ends in its number.
    """
    now, machine = tools.now(), tools.owner.rpartition(":")[0]
    with tools.store.read() as conn:
        if conn.dialect.name != "sqlite":
            return 0
        known = hosts.owners(conn, now=now) | leases.owners(conn, now=now)
    dead = [one for one in known if one == tools.owner or (one.rpartition(":")[0] == machine and not _is_alive(one))]
    if not dead:
        return 0
    with tools.store.write() as conn:
        return hosts.bury(conn, dead, now=now, pause=turns.PAUSE_AFTER_DEATH) + leases.bury(conn, dead)


def _is_alive(owner: str) -> bool:
    """Whether the process of an owner such as "machine:4711" lives."""
    try:
        os.kill(int(owner.rpartition(":")[2]), 0)
    except (ProcessLookupError, ValueError):
        return False
    except OSError:  # it lives, under another user
        return True
    return True


def _wait_for_digest(tools: Tools, stop: asyncio.Event) -> None:
    while not stop.is_set() and not digest.is_done(tools):
        time.sleep(_REST)


def stop_on_signals(stop: asyncio.Event) -> None:
    """Let Ctrl-C, SIGTERM and the death of the parent end a worker cleanly."""
    loop, parent = asyncio.get_running_loop(), os.getppid()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)

    def look() -> None:
        if os.getppid() != parent:
            stop.set()
        else:
            loop.call_later(1.0, look)

    loop.call_later(1.0, look)


def die_with_parent(end: Callable[[], None]) -> None:
    """Call ``end`` when the parent process is gone, e.g. killed: no process of ours outlives its supervisor."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        end()

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


@dataclass(slots=True)
class Child:
    """A process of ours that is started again when it dies."""

    name: str
    arguments: list[str]  # of the command headwater
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    not_before: float = 0.0  # monotonic seconds
    started: float = 0.0

    def tend(self) -> None:
        """Start it, or start it again after a pause that grows with each early death."""
        if self.process is not None:
            if (code := self.process.poll()) is None:
                return
            lived = time.monotonic() - self.started
            self.deaths = 1 if lived > 60 else self.deaths + 1
            pause = min(_LONGEST_PAUSE, 0.5 * 2 ** (self.deaths - 1))
            log.warning("a process ended and is started again", process=self.name, code=code, pause=pause)
            self.process, self.not_before = None, time.monotonic() + pause
        if time.monotonic() >= self.not_before:
            self.started = time.monotonic()
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "headwater", *self.arguments], env=dict(self.environ), stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which then stops each in order
            )

    def ask_to_end(self) -> None:
        """Send it SIGTERM."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self) -> None:
        """Ask it to end, wait, and end it."""
        self.ask_to_end()
        if self.process is None:
            return
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass(slots=True)
class Supervisor:
    """Keeps children alive until it is told to stop."""

    children: dict[str, Child] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    def keep(self, child: Child) -> None:
        """Keep a child; one of the same name is stopped first."""
        if child.name in self.children:
            self.children[child.name].stop()
        self.children[child.name] = child
        child.tend()

    def drop(self, name: str) -> None:
        """Stop a child and forget it."""
        if child := self.children.pop(name, None):
            child.stop()

    def watch(self, each: Callable[[], None], *, every: float = 0.5) -> None:
        """Keep all alive, and call ``each`` now and then, until stopped."""
        while not self.stopping.wait(every):
            for child in self.children.values():
                child.tend()
            each()

    def stop(self) -> None:
        """Stop all."""
        for child in self.children.values():
            child.ask_to_end()
        for child in reversed(list(self.children.values())):
            child.stop()

    def on_signals(self) -> None:
        """Let Ctrl-C and SIGTERM stop the watching."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stopping.set())

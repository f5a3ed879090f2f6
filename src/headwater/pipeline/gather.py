"""The tick ``gather``: due hosts leased, and for each one thing done that it owes us.

In: hosts whose time has come. Out: polled feeds, read pages, pictures. Never: two requests at once to a host, or more work
leased than the extraction pool takes.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from headwater import model
from headwater.errors import Transient
from headwater.pipeline import picture, poll, read, turns
from headwater.pipeline.tools import Get, Readers, Tally, Tools
from headwater.store import feeds, fetches, hosts

log = structlog.get_logger()
_BREATH = 0.1  # seconds between two looks for due hosts
AFTER_CRASH = timedelta(minutes=30)
FAREWELL = 5.0  # seconds that visits have to end when the worker stops
SWITCH = 0.0005  # seconds that a thread keeps the interpreter; Python's 5 ms hold up many short waits beside a digest


@dataclass(slots=True)
class Gatherer:
    """A running gather: its tasks outlive one look for due hosts, so that no slow host holds up the others."""

    tools: Tools
    get: Get
    readers: Readers
    turns: turns.StoreTurns
    on_tally: Callable[[Tally], None]
    makers: picture.Makers | None = None  # of pictures; None: none are fetched
    running: set[asyncio.Task[None]] = field(default_factory=set)

    async def lease(self) -> int:
        """Lease due hosts as far as there is room, and start on them; gives how many."""
        room = self.tools.manners.hosts_at_once - len(self.running)
        if room <= 0 or self.readers.is_full:
            return 0
        until = self.tools.now() + timedelta(seconds=turns.LEASE)
        leased = await asyncio.to_thread(self._lease, room)
        for one in leased:
            task = asyncio.create_task(self._visit(one, until))
            self.running.add(task)
            task.add_done_callback(self.running.discard)
        return len(leased)

    def _lease(self, room: int) -> list[hosts.HostLease]:
        now = self.tools.now()
        with self.tools.store.read() as conn:  # a look costs no write lock
            if not hosts.is_due(conn, now=now):
                return []
        with self.tools.store.write() as conn:
            return hosts.lease_due(conn, self.tools.owner, now=now, limit=room, seconds=turns.LEASE)

    async def _visit(self, lease: hosts.HostLease, until: datetime) -> None:
        """Do one thing for a host and let it go with the time of the next one."""
        fences = {lease.name: lease.fence}
        visit = turns.Visit(owner=self.tools.owner, came_for=lease.name, fences=fences, until=until)
        turns.VISIT.set(visit)
        self.turns.busy[lease.name] = visit
        try:
            tally = await self._serve(lease.name)
        except turns.Stale:
            tally = Tally()
            tally.add("stale visits")
        except Transient as error:  # the store is busy: what was owed stays due
            log.warning("a visit was not saved", host=lease.name, why=str(error))
            tally = Tally()
            tally.add("unsaved visits")
        except Exception:  # the tick's only broad except: one host must not stop the others
            log.exception("a visit crashed", host=lease.name)
            tally = Tally()
            tally.add("crashes")
            await asyncio.to_thread(self._put_off, lease.name)
        finally:
            if not visit.closed:
                await asyncio.to_thread(self._release, visit)
            if self.turns.busy.get(lease.name) is visit:
                del self.turns.busy[lease.name]
        self.on_tally(tally)

    async def _serve(self, host: str) -> Tally:
        feed, wish, subject = await asyncio.to_thread(self._owed, host, self.tools.now())
        if feed is not None:
            return await poll.poll(self.tools, self.get, feed)
        if isinstance(subject, picture.Subject) and self.makers is not None:
            return await picture.fetch(self.tools, self.get, self.makers, subject)
        if isinstance(subject, read.Subject):
            return await read.read(self.tools, self.get, self.readers, subject)
        if wish is not None:
            give_up = picture.give_up if wish.purpose is model.Purpose.IMAGE else read.give_up
            return await asyncio.to_thread(give_up, self.tools, wish)
        return Tally()

    def _owed(
        self, host: str, now: datetime
    ) -> tuple[feeds.KnownFeed | None, fetches.Wish | None, read.Subject | picture.Subject | None]:
        with self.tools.store.read() as conn:
            if feed := feeds.due(conn, host, now=now):
                return feed, None, None
            wish = fetches.due(conn, host, now=now)
            if wish is not None and wish.purpose is model.Purpose.IMAGE:
                return None, wish, picture.subject(conn, wish)
            return None, wish, read.subject(conn, wish) if wish else None

    def _release(self, visit: turns.Visit) -> None:
        with self.tools.store.write() as conn:
            turns.close(conn, visit)

    def _put_off(self, host: str) -> None:
        """After a crash: what was tried waits, and counts as failed."""
        feed, wish, _ = self._owed(host, self.tools.now())
        due_at = self.tools.now() + AFTER_CRASH
        with self.tools.store.write() as conn:
            if feed is not None:
                history = replace(
                    feed.history, next_poll_at=due_at, failures=feed.history.failures + 1,
                    last_error="internal error, see the log",
                )
                feeds.remember(conn, history)
            elif wish is not None:
                fetches.again(conn, wish.id, due_at=due_at, reason="internal error, see the log")


async def gather(gatherer: Gatherer, *, stop: asyncio.Event, until_idle: bool = False) -> None:
    """Visit due hosts until ``stop``, or until nothing is due any more and nothing runs."""
    sys.setswitchinterval(SWITCH)
    while not stop.is_set():
        leased = await gatherer.lease()
        if gatherer.running:
            await asyncio.wait(gatherer.running, timeout=_BREATH, return_when=asyncio.FIRST_COMPLETED)
        elif not leased:
            if until_idle and not await asyncio.to_thread(owes, gatherer.tools):
                break
            await asyncio.sleep(_BREATH)
    if gatherer.running:
        await asyncio.wait(gatherer.running, timeout=FAREWELL if stop.is_set() else turns.LEASE)
    for task in gatherer.running:  # their hosts are free again when the leases lapse, or at the next start
        task.cancel()
    if gatherer.running:
        await asyncio.wait(gatherer.running, timeout=1.0)


def owes(tools: Tools) -> bool:
    """Whether any host is due, its turn allowed or not."""
    with tools.store.read() as conn:
        return hosts.is_owing(conn, now=tools.now())

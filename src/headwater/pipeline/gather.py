"""The tick ``gather``: due hosts leased, and for each one thing done that it owes us.

In: hosts whose time has come. Out: polled feeds, read pages, pictures, witnesses. Never: two requests at once to a host, a host that
waits for one that does not answer, or pages fetched that the extraction pool has no room for.

Hosts are leased many at a time, together with what each owes. Where a host owes feeds and pages, they take turns: the
number of its lease (its fence) tells whose turn it is. While the pool is full, feeds alone are visited.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from types import ModuleType

import sqlalchemy as sa
import structlog

from headwater import model, urls
from headwater.errors import Transient
from headwater.pipeline import picture, places, poll, read, turns, witness
from headwater.pipeline.saver import Saver
from headwater.pipeline.tools import Get, Readers, Tally, Tools
from headwater.store import feeds, fetches, hosts

log = structlog.get_logger()
_BREATH = 0.1  # seconds between two looks for due hosts, where the last one found all there were
_AHEAD = 4  # visits begun, as times of the hosts that are asked at once: most wait for their host's turn
AFTER_CRASH = timedelta(minutes=30)
FAREWELL = 5.0  # seconds that visits have to end when the worker stops
SWITCH = 0.0005  # seconds that a thread keeps the interpreter; Python's 5 ms hold up many short waits beside a digest


Subject = read.Subject | picture.Subject | witness.Subject


@dataclass(frozen=True, slots=True)
class Owed:
    """What a leased host is visited for; nothing of it: the lease was for work that is done."""

    feed: feeds.KnownFeed | None = None
    wish: fetches.Wish | None = None
    subject: Subject | None = None


@dataclass(slots=True)
class Gatherer:
    """A running gather: its tasks outlive one look for due hosts, so that no slow host holds up the others."""

    tools: Tools
    get: Get
    readers: Readers
    turns: turns.StoreTurns
    on_tally: Callable[[Tally], None]
    makers: picture.Makers | None = None  # of pictures; None: none are fetched
    running: dict[asyncio.Task[None], turns.Visit] = field(default_factory=dict)
    for_pages: int = 0  # visits that run for a page or a picture
    ended: asyncio.Event = field(default_factory=asyncio.Event)  # a visit has, since this was last cleared
    saver: Saver = field(init=False)
    hurried: set[str] = field(default_factory=set)  # hosts whose answer is waited for no longer
    done: int = 0  # visits that have ended

    def __post_init__(self) -> None:
        self.saver = Saver(self.tools)

    async def lease(self) -> tuple[int, bool]:
        """Lease due hosts as far as there is room, and start on them; how many, and whether there may be more.

        Pages that wait to be read take memory, so fewer visits are begun for them than for feeds.
        """
        most = self.tools.manners.hosts_at_once
        room = min(most * _AHEAD - len(self.running) + len(self.turns.places.overdue), most)
        if room < most // 2:
            return 0, False
        until = self.tools.now() + timedelta(seconds=turns.LEASE)
        feeds_only = self.readers.is_full or self.for_pages >= most
        try:
            leased = await asyncio.to_thread(self._lease, room, feeds_only)
        except Transient as error:  # the store is busy: what is due stays due, and those that are visited go on
            log.warning("no hosts were leased", why=str(error))
            return 0, False
        for one, owed in leased:
            visit = turns.Visit(
                owner=self.tools.owner, came_for=one.name, fences={one.name: one.fence}, until=until, saver=self.saver
            )
            task = asyncio.create_task(self._visit(visit, owed))
            self.running[task] = visit
            self.for_pages += owed.wish is not None
            task.add_done_callback(partial(self._end, owed))
        return len(leased), len(leased) >= room

    def _end(self, owed: Owed, task: asyncio.Task[None]) -> None:
        self.running.pop(task, None)
        self.for_pages -= owed.wish is not None
        self.done += 1
        self.ended.set()

    def _lease(self, room: int, feeds_only: bool) -> list[tuple[hosts.HostLease, Owed]]:
        now = self.tools.now()
        with self.tools.store.read() as conn:  # a look costs no write lock
            if not hosts.is_due(conn, now=now):
                return []
        slow, owner = self.turns.places.slow.copy(), self.tools.owner
        with self.tools.store.write() as conn:
            leases = hosts.lease_due(
                conn, owner, now=now, limit=room, seconds=turns.LEASE, feeds_only=feeds_only, without=slow
            )
            if slow and (some := self.turns.places.for_slow) > 0:
                leases += hosts.lease_due(
                    conn, owner, now=now, limit=some, seconds=turns.LEASE, feeds_only=feeds_only, among=slow
                )
        with self.tools.store.read() as conn:
            return self._owed(conn, leases, now, feeds_only)

    def _owed(
        self, conn: sa.Connection, leases: list[hosts.HostLease], now: datetime, feeds_only: bool
    ) -> list[tuple[hosts.HostLease, Owed]]:
        """What each host is visited for; the robots.txt of all of them are read with it."""
        if not leases:
            return []
        polls, found = feeds.first_due(conn, [one.name for one in leases], now=now), []
        for one in leases:
            feed = polls.get(one.name)
            wishes = one.fence % 2 == 0 or feed is None
            wish = fetches.due(conn, one.name, now=now) if wishes and not (feeds_only and feed) else None
            if wish is None:
                found.append((one, Owed(feed=feed)))
            else:
                found.append((one, Owed(wish=wish, subject=_subject(conn, wish))))
        addresses = (owed.feed.feed.url if owed.feed else owed.wish.url if owed.wish else "" for _, owed in found)
        self.turns.robots.load(conn, (urls.origin(one) for one in addresses if one))
        return found

    async def _visit(self, visit: turns.Visit, owed: Owed) -> None:
        """Do one thing for a host and let it go with the time of the next one."""
        turns.VISIT.set(visit)
        name = visit.came_for
        self.turns.busy[name] = visit
        tally = Tally()
        try:
            tally = await self._serve(owed)
        except turns.Stale:
            tally.add("stale visits")
        except Transient as error:  # the store is busy: what was owed stays due
            log.warning("a visit was not saved", host=name, why=str(error))
            tally.add("unsaved visits")
        except Exception:  # the tick's only broad except: one host must not stop the others
            log.exception("a visit crashed", host=name)
            tally.add("crashes")
            await asyncio.to_thread(self._put_off, owed)
        finally:
            if not visit.closed:
                await asyncio.to_thread(self._release, visit)
            if self.turns.busy.get(name) is visit:
                del self.turns.busy[name]
            self.hurried.discard(name)
        self.on_tally(tally)

    async def _serve(self, owed: Owed) -> Tally:
        if owed.feed is not None:
            return await poll.poll(self.tools, self._get, owed.feed)
        if isinstance(owed.subject, picture.Subject) and self.makers is not None:
            return await picture.fetch(self.tools, self._get, self.makers, owed.subject)
        if isinstance(owed.subject, read.Subject):
            return await read.read(self.tools, self._get, self.readers, owed.subject)
        if isinstance(owed.subject, witness.Subject):
            return await witness.visit(self.tools, self._get, self.readers, owed.subject)
        if owed.wish is not None:
            return await turns.saved(_room(owed.wish).give_up, self.tools, owed.wish)
        return Tally()

    async def _get(self, request: model.Request) -> model.Response | model.NotModified | model.Refused:
        """Ask, as long as there is time for an answer."""
        try:
            return await self.get(request)
        except asyncio.CancelledError:
            task, visit = asyncio.current_task(), turns.VISIT.get()
            if visit.came_for not in self.hurried or task is None:
                raise
            task.uncancel()
            visit.failed = True
            return model.Refused(
                url=request.url, reason=model.Refusal.TIMEOUT, detail=f"no answer in {places.SLOW:.0f} s, and all else was done"
            )

    def hurry(self) -> None:
        """Wait no longer for answers, if they are all that is waited for and long overdue: a timeout for each of them.

        Not where nothing else was to be done at all: who polls one slow feed waits for it.
        """
        overdue = time.monotonic() - places.SLOW
        if self.running and self.done and all(one.asking_since is not None and one.asking_since < overdue for one in self.running.values()):
            for task, visit in self.running.items():
                visit.asking_since = None
                self.hurried.add(visit.came_for)
                task.cancel()

    def _release(self, visit: turns.Visit) -> None:
        with self.tools.store.write() as conn:
            turns.close(conn, visit)

    def _put_off(self, owed: Owed) -> None:
        """After a crash: what was tried waits, and counts as failed."""
        due_at = self.tools.now() + AFTER_CRASH
        with self.tools.store.write() as conn:
            if owed.feed is not None:
                history = replace(
                    owed.feed.history, next_poll_at=due_at, failures=owed.feed.history.failures + 1,
                    last_error="internal error, see the log",
                )
                feeds.remember(conn, history)
            elif owed.wish is not None:
                fetches.again(conn, owed.wish.id, due_at=due_at, reason="internal error, see the log")


def _room(wish: fetches.Wish) -> ModuleType:
    """The module that answers a wish."""
    return {model.Purpose.IMAGE: picture, model.Purpose.WITNESS: witness}.get(wish.purpose, read)


def _subject(conn: sa.Connection, wish: fetches.Wish) -> Subject | None:
    return _room(wish).subject(conn, wish)


async def gather(gatherer: Gatherer, *, stop: asyncio.Event, until_idle: bool = False) -> None:
    """Visit due hosts until ``stop``, or until nothing is due any more and nothing runs."""
    sys.setswitchinterval(SWITCH)
    while not stop.is_set():
        gatherer.ended.clear()
        leased, more = await gatherer.lease()
        if more:
            continue
        if gatherer.running:
            try:
                await asyncio.wait_for(gatherer.ended.wait(), _BREATH)
            except TimeoutError:
                if until_idle and not leased:
                    gatherer.hurry()
                continue
            await asyncio.sleep(_BREATH / 4)  # those that end now are followed together
        elif not leased:
            if until_idle and not await asyncio.to_thread(owes, gatherer.tools, alone=not gatherer.done):
                break
            await asyncio.sleep(_BREATH)
    if gatherer.running:
        await asyncio.wait(gatherer.running, timeout=FAREWELL if stop.is_set() else turns.LEASE)
    for task in list(gatherer.running):  # their hosts are free again when the leases lapse, or at the next start
        task.cancel()
    if gatherer.running:
        await asyncio.wait(gatherer.running, timeout=1.0)


def owes(tools: Tools, *, alone: bool = False) -> bool:
    """Whether any host is due that is worth waiting for, its turn allowed or not.

    The pause of a host that failed holds up no run in which others were visited; ``alone``: there was nothing else to do.
    """
    patience = timedelta(minutes=1) if alone else timedelta(seconds=places.SLOW)
    with tools.store.read() as conn:
        return hosts.is_owing(conn, now=tools.now(), after_failure=patience)

"""Politeness as a row: a host's turn is taken in the store before every request, whatever it is for.

In: the store and the visit's lease. Out: the ``Turns`` that ``fetch.client`` asks; the transaction that saves what a visit
brought, its own or one that it shares with other visits (``saver``). Never: a request.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ParamSpec, Protocol, TypeVar

import sqlalchemy as sa

from headwater.pipeline.places import Places
from headwater.pipeline.robots import StoreRobots
from headwater.pipeline.tools import Tools
from headwater.store import hosts

LEASE = 120.0  # seconds; renewed where a turn finds less than ENOUGH left
ENOUGH = 90.0  # seconds that a lease must have left for a request and the reading of its answer
PAUSE_AFTER_DEATH = 10.0  # seconds that a host rests whose lease is taken from a dead process
P = ParamSpec("P")
R = TypeVar("R")
PATIENCE = 15.0  # seconds that a redirect waits for another host's turn


@dataclass(slots=True)
class Visit:
    """One task's leases: the host it came for, and those that redirects led to.

    What it learns of its own host's next turn it keeps to itself while it has the lease, and stores with what it
    brought: one transaction a visit. A pause longer than a dead process's hosts
    are given is stored at once, for a crash must not shorten it.
    """

    owner: str
    came_for: str
    fences: dict[str, int] = field(default_factory=dict)
    until: datetime | None = None  # when the lease on its own host lapses
    allowed_at: datetime | None = None  # when its own host may be asked again, not stored yet
    failed: bool | None = None  # whether its own host was down or had enough when it was asked last; None: it was not asked
    closed: bool = False  # its own host is let go
    asking_since: float | None = None  # monotonic seconds, while a request of its is out
    saver: Saver | None = None  # saves it together with others; None: alone

    def own_wait(self, now: datetime) -> float | None:
        """Seconds until its own host may be asked, if the lease that it has is long enough for that; else None."""
        if self.until is None or self.closed:
            return None
        wait = (self.allowed_at - now).total_seconds() if self.allowed_at else 0.0
        return max(wait, 0.0) if (self.until - now).total_seconds() - wait >= ENOUGH else None


class Saver(Protocol):
    """Saves many visits in one transaction."""

    def run(self, save: Callable[P, R], *given: P.args, **named: P.kwargs) -> Awaitable[R]:
        """Call a function that saves a visit, in a thread, and give what it gives once that is committed."""
        ...


class Stale(Exception):
    """The lease went to another process while this one was asleep: nothing of its visit is saved."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A transaction in which several visits are saved, each at a savepoint of its own."""

    conn: sa.Connection
    fences: dict[str, int]  # of the hosts whose lease still holds; they are locked
    saved: list[Visit] = field(default_factory=list)


async def saved(save: Callable[P, R], *given: P.args, **named: P.kwargs) -> R:
    """What a function gives that saves this task's visit by :func:`saving`: called in a thread, with others' where that is set up.

    It may be called a second time, if what it shared a transaction with went wrong.
    """
    visit = VISIT.get()
    if visit.saver is not None and not visit.closed:
        return await visit.saver.run(save, *given, **named)
    return await asyncio.to_thread(save, *given, **named)


@contextmanager
def saving(tools: Tools, first: Callable[[sa.Connection], None] | None = None) -> Iterator[sa.Connection]:
    """The transaction that saves what a visit brought and lets its host go; raises Stale before anything is written.

    ``first`` takes what must be locked before the host is.
    """
    visit = VISIT.get()
    if (shared := SHARED.get()) is not None:
        assert first is None, "what must be locked before the host cannot share a transaction"
        if shared.fences.get(visit.came_for) != visit.fences.get(visit.came_for, 0):
            raise Stale(visit.came_for)
        with shared.conn.begin_nested():
            yield shared.conn
        shared.saved.append(visit)
        return
    with tools.store.write() as conn:
        if first:
            first(conn)
        if not hosts.holds(conn, visit.came_for, visit.owner, visit.fences.get(visit.came_for, 0)):
            raise Stale(visit.came_for)
        yield conn
        close(conn, visit)
    visit.closed = True


def close(conn: sa.Connection, visit: Visit) -> None:
    """Let a visit's own host go, with its next turn and its next work; nothing happens if the lease is another's."""
    hosts.next_due(conn, visit.came_for)  # locks the row, so that what is added meanwhile is not overlooked
    hosts.close_all(conn, visit.owner, [closing(visit)])


def closing(visit: Visit) -> hosts.Closing:
    """How a visit's own host is let go."""
    fence = visit.fences.get(visit.came_for, 0)
    return hosts.Closing(name=visit.came_for, fence=fence, next_allowed_at=visit.allowed_at, failed=visit.failed)


VISIT: ContextVar[Visit] = ContextVar("visit")  # set by gather in each task
SHARED: ContextVar[Shared | None] = ContextVar("shared", default=None)  # set by a saver around each function that saves


@dataclass(frozen=True, slots=True)
class StoreTurns:
    """Turns that every process and machine on one store respects."""

    tools: Tools
    busy: dict[str, Visit] = field(default_factory=dict)  # this process's own visits, which share an owner
    places: Places = field(init=False)
    robots: StoreRobots = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", Places(self.tools.manners.hosts_at_once))
        object.__setattr__(self, "robots", StoreRobots(self.tools))

    async def take(self, host: str, *, delay: float) -> bool:
        """Wait for the host's turn, then for a place; False where somebody else keeps the host too long."""
        if not await self._wait(host, delay):
            return False
        await self.places.take(host)
        VISIT.get().asking_since = time.monotonic()
        return True

    async def _wait(self, host: str, delay: float) -> bool:
        visit, deadline = VISIT.get(), self.tools.now() + timedelta(seconds=PATIENCE)
        if host == visit.came_for and delay <= PAUSE_AFTER_DEATH and (wait := visit.own_wait(self.tools.now())) is not None:
            if wait > PATIENCE:
                return False
            await asyncio.sleep(wait)
            return True
        while True:
            taken = None
            if self.busy.setdefault(host, visit) is visit:
                taken = await asyncio.to_thread(self._take, host, visit, delay)
            if taken is not None:
                visit.fences[host] = taken.fence
                if taken.wait_seconds > PATIENCE:  # nobody sleeps that long in a place that others need
                    await asyncio.to_thread(self._decline, host, visit)
                    return False
                if taken.wait_seconds > 0:
                    await asyncio.sleep(taken.wait_seconds)
                return True
            if self.tools.now() >= deadline:
                self._let_go(host, visit)
                return False
            await asyncio.sleep(0.5)

    def _take(self, host: str, visit: Visit, delay: float) -> hosts.Taken | None:
        now, owner = self.tools.now(), visit.owner
        with self.tools.store.write() as conn:
            taken = hosts.take(conn, host, owner, now=now, seconds=LEASE, fence=visit.fences.get(host, 0))
            if taken and host == visit.came_for:
                known = (visit.allowed_at - now).total_seconds() if visit.allowed_at else 0.0
                taken = replace(taken, wait_seconds=max(taken.wait_seconds, known))
                visit.until = now + timedelta(seconds=LEASE)
            if taken and delay > PAUSE_AFTER_DEATH and taken.wait_seconds <= PATIENCE:  # a crash in the middle of the request must not shorten so long a pause
                allowed = now + timedelta(seconds=taken.wait_seconds + delay)
                due_at = hosts.next_due(conn, host)
                hosts.give(conn, host, owner, taken.fence, next_allowed_at=allowed, due_at=due_at, keep=True)
        return taken

    async def give(self, host: str, *, delay: float, backoff: float | None) -> None:
        """Note when the host may be asked again; a host that a redirect led to is let go."""
        visit, pause = VISIT.get(), max(delay, backoff or 0.0)
        self.places.give(host)
        visit.asking_since = None
        if host == visit.came_for:
            allowed = self.tools.now() + timedelta(seconds=pause)
            visit.allowed_at = max(visit.allowed_at or allowed, allowed)
            visit.failed = backoff is not None
            if pause <= PAUSE_AFTER_DEATH:
                return
        await asyncio.to_thread(self._give, host, visit, pause)

    def _give(self, host: str, visit: Visit, pause: float) -> None:
        allowed = self.tools.now() + timedelta(seconds=pause)
        with self.tools.store.write() as conn:
            hosts.give(
                conn, host, visit.owner, visit.fences.get(host, 0), next_allowed_at=allowed,
                due_at=hosts.next_due(conn, host), keep=host == visit.came_for,
            )
        self._let_go(host, visit)

    def _decline(self, host: str, visit: Visit) -> None:
        """Leave a host that asks for a longer pause than a visit waits; its own host is let go when the visit ends."""
        if host != visit.came_for:
            with self.tools.store.write() as conn:
                due_at = hosts.next_due(conn, host)
                hosts.release(conn, host, visit.owner, visit.fences.pop(host, 0), due_at=due_at)
        self._let_go(host, visit)

    def _let_go(self, host: str, visit: Visit) -> None:
        if host != visit.came_for and self.busy.get(host) is visit:
            del self.busy[host]

"""Politeness as a row: a host's turn is taken in the store before every request, whatever it is for.

In: the store and the visit's lease. Out: the ``Turns`` and ``RobotsCache`` that ``fetch.client`` asks. Never: a
request.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater.fetch import politeness
from headwater.pipeline.tools import Tools
from headwater.store import codec, hosts

LEASE = 120.0  # seconds; renewed where a turn finds less than ENOUGH left
ENOUGH = 90.0  # seconds that a lease must have left for a request and the reading of its answer
_READ, _NEVER_READ = 200, 503
PAUSE_AFTER_DEATH = 10.0  # seconds that a host rests whose lease is taken from a dead process
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
    closed: bool = False  # its own host is let go

    def own_wait(self, now: datetime) -> float | None:
        """Seconds until its own host may be asked, if the lease that it has is long enough for that; else None."""
        if self.until is None or self.closed:
            return None
        wait = (self.allowed_at - now).total_seconds() if self.allowed_at else 0.0
        return max(wait, 0.0) if (self.until - now).total_seconds() - wait >= ENOUGH else None


class Stale(Exception):
    """The lease went to another process while this one was asleep: nothing of its visit is saved."""


@contextmanager
def saving(tools: Tools, first: Callable[[sa.Connection], None] | None = None) -> Iterator[sa.Connection]:
    """The transaction that saves what a visit brought and lets its host go; raises Stale before anything is written.

    ``first`` takes what must be locked before the host is.
    """
    visit = VISIT.get()
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
    name, fence = visit.came_for, visit.fences.get(visit.came_for, 0)
    due_at = hosts.next_due(conn, name)
    if visit.allowed_at is None:
        hosts.release(conn, name, visit.owner, fence, due_at=due_at)
    else:
        hosts.give(conn, name, visit.owner, fence, next_allowed_at=visit.allowed_at, due_at=due_at)


VISIT: ContextVar[Visit] = ContextVar("visit")  # set by gather in each task


@dataclass(frozen=True, slots=True)
class StoreTurns:
    """Turns that every process and machine on one store respects."""

    tools: Tools
    busy: dict[str, Visit] = field(default_factory=dict)  # this process's own visits, which share an owner

    async def take(self, host: str, *, delay: float) -> bool:
        """Wait for the host's turn; False where somebody else keeps it too long."""
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
        if host == visit.came_for:
            allowed = self.tools.now() + timedelta(seconds=pause)
            visit.allowed_at = max(visit.allowed_at or allowed, allowed)
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


@dataclass(frozen=True, slots=True)
class StoreRobots:
    """robots.txt as fetched, shared by every process."""

    tools: Tools

    async def get(self, host_origin: str) -> politeness.CachedRobots | None:
        """The cached answer of an origin, however old: the client decides what is too old."""
        return await asyncio.to_thread(self._get, host_origin)

    def _get(self, origin: str) -> politeness.CachedRobots | None:
        with self.tools.store.read() as conn:
            row = hosts.robots_get(conn, origin)
        if row is None:
            return None
        return replace(codec.load(politeness.CachedRobots, row.state), body=row.body if row.status == _READ else None)

    async def put(self, host_origin: str, robots: politeness.CachedRobots) -> None:
        """Remember an answer."""
        await asyncio.to_thread(self._put, host_origin, robots)

    def _put(self, origin: str, cached: politeness.CachedRobots) -> None:
        row = hosts.Robots(
            status=_NEVER_READ if cached.body is None else _READ, body=cached.body or b"",
            fetched_at=cached.read_at or self.tools.now(), state=codec.dump(replace(cached, body=None)),
        )
        with self.tools.store.write() as conn:
            hosts.robots_put(conn, origin, row)

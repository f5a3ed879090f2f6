"""Politeness: whose turn it is at a host, and what its robots.txt said when we last read it.

In: hosts about to be asked and answers of theirs. Out: two tiny protocols, which the pipeline implements on the store,
and implementations in memory for tools, discovery and tests. Never: a request, or two at once to one host.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

_KEPT = 10_000  # hosts remembered before those at rest are forgotten


class Turns(Protocol):
    """Lets one request at a time through to a host (as :func:`headwater.urls.host` names it).

    The client calls ``take`` before and ``give`` after every single request: robots.txt, feed, page, redirect hop. It
    never holds two turns, and it gives back even when it is cancelled.
    """

    async def take(self, host: str, *, delay: float) -> bool:
        """Waits until the host may be asked and claims it; False if that takes too long.

        ``delay`` is the number of seconds that will be kept after this request, for those who plan.
        """
        ...

    async def give(self, host: str, *, delay: float, backoff: float | None) -> None:
        """Gives the turn back after the answer: next one ``delay`` seconds from now, or ``backoff`` if that is set."""
        ...


class LocalTurns:
    """Turns within one event loop, first come first served, on the monotonic clock."""

    def __init__(self, *, max_wait: float = 60.0) -> None:
        self._max_wait = max_wait
        self._hosts: dict[str, _Host] = {}

    async def take(self, host: str, *, delay: float) -> bool:
        deadline = time.monotonic() + self._max_wait
        row = self._hosts.get(host) or self._new(host)
        row.wanted += 1
        claimed = False
        try:
            async with asyncio.timeout(self._max_wait):
                await row.lock.acquire()
            claimed = True
            pause = row.next_at - time.monotonic()
            if time.monotonic() + pause > deadline:
                claimed = False
                row.lock.release()
                return False
            if pause > 0:
                await asyncio.sleep(pause)
        except TimeoutError:
            return False
        except asyncio.CancelledError:
            if claimed:
                row.lock.release()
            raise
        finally:
            row.wanted -= 1
        return True

    async def give(self, host: str, *, delay: float, backoff: float | None) -> None:
        row = self._hosts[host]
        row.next_at = time.monotonic() + (delay if backoff is None else backoff)
        row.lock.release()

    def _new(self, host: str) -> _Host:
        if len(self._hosts) >= _KEPT:
            now = time.monotonic()
            self._hosts = {name: row for name, row in self._hosts.items()
                           if row.wanted or row.lock.locked() or row.next_at > now}
        return self._hosts.setdefault(host, _Host())


class _Host:
    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.next_at = 0.0
        self.wanted = 0  # tasks that wait for it


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedRobots:
    """What we know of a host's robots.txt; a store keeps these fields as they are."""

    body: bytes | None = None  # as last read; b"" if the host has none (4xx), None if it was never reached
    read_at: datetime | None = None  # when the host last answered
    good_until: datetime | None = None  # no need to ask before; at most a day after ``read_at``
    etag: str | None = None  # validators, verbatim
    last_modified: str | None = None
    failures: int = 0  # in a row, since it was last reached
    retry_at: datetime | None = None  # unreachable: not to be asked before; until then nothing is allowed
    problem: str = ""  # why it was unreachable, for people
    unreachable_since: datetime | None = None  # of the first of those failures


class RobotsCache(Protocol):
    """Keeps the robots.txt of each origin (``https://news.example``, as :func:`headwater.urls.origin` gives it)."""

    async def get(self, host_origin: str) -> CachedRobots | None:
        """What is known, whatever its age, or None."""
        ...

    async def put(self, host_origin: str, robots: CachedRobots) -> None:
        """Replaces what is known."""
        ...


class MemoryRobots:
    """A robots cache that dies with the process; drops the oldest origins beyond a number."""

    def __init__(self, *, kept: int = _KEPT) -> None:
        self._kept = kept
        self._rows: dict[str, CachedRobots] = {}

    async def get(self, host_origin: str) -> CachedRobots | None:
        return self._rows.get(host_origin)

    async def put(self, host_origin: str, robots: CachedRobots) -> None:
        self._rows.pop(host_origin, None)
        self._rows[host_origin] = robots
        while len(self._rows) > self._kept:
            del self._rows[next(iter(self._rows))]

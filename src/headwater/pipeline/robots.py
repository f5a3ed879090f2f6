"""robots.txt as the ticks know it: rows that every process shares, and those that hold in memory.

In: origins. Out: the ``RobotsCache`` that ``fetch.client`` asks. Never: a request, or a verdict.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from headwater.fetch import politeness
from headwater.pipeline.tools import Tools
from headwater.store import codec, hosts

KEPT = 20_000  # origins in memory
LARGE = 64 * 1024  # bytes of a file that is read from the store each time
_READ, _NEVER_READ = 200, 503


@dataclass(frozen=True, slots=True)
class StoreRobots:
    """robots.txt as fetched, shared by every process; what is still good is not read twice."""

    tools: Tools
    known: dict[str, politeness.CachedRobots] = field(default_factory=dict)  # longest known first; threads share it

    async def get(self, host_origin: str) -> politeness.CachedRobots | None:
        """The cached answer of an origin, however old: the client decides what is too old."""
        cached = self.known.get(host_origin)
        if cached is not None and self._tells(cached):
            return cached
        return await asyncio.to_thread(self._get, host_origin)

    def _tells(self, cached: politeness.CachedRobots) -> bool:
        """Whether an answer tells what may be asked now; one that does not, another process may have had anew since."""
        if cached.retry_at is not None or cached.body is None or cached.good_until is None:
            return False
        return cached.good_until > self.tools.now()

    def load(self, conn: sa.Connection, origins: Iterable[str]) -> None:
        """Take the answers of these origins into memory, as far as they are not there."""
        missing = {one for one in origins if one and not ((known := self.known.get(one)) and self._tells(known))}
        for origin, row in hosts.robots_of(conn, missing).items() if missing else ():
            self._keep(origin, _cached(row))

    def _get(self, origin: str) -> politeness.CachedRobots | None:
        with self.tools.store.read() as conn:
            row = hosts.robots_get(conn, origin)
        if row is None:
            return None
        cached = _cached(row)
        self._keep(origin, cached)
        return cached

    async def put(self, host_origin: str, robots: politeness.CachedRobots) -> None:
        """Remember an answer."""
        await asyncio.to_thread(self._put, host_origin, robots)

    def _put(self, origin: str, cached: politeness.CachedRobots) -> None:
        asked_at = None if cached.failures else cached.read_at  # a copy that cannot be read anew is not swept while we try
        row = hosts.Robots(
            status=_NEVER_READ if cached.body is None else _READ, body=cached.body or b"",
            fetched_at=asked_at or self.tools.now(), state=codec.dump(replace(cached, body=None)),
        )
        with self.tools.store.write() as conn:
            hosts.robots_put(conn, origin, row)
        self._keep(origin, cached)

    def _keep(self, origin: str, cached: politeness.CachedRobots) -> None:
        if len(cached.body or b"") > LARGE:
            self.known.pop(origin, None)
            return
        self.known[origin] = cached
        if len(self.known) > KEPT:
            self.known.pop(next(iter(self.known)), None)


def _cached(row: hosts.Robots) -> politeness.CachedRobots:
    return replace(codec.load(politeness.CachedRobots, row.state), body=row.body if row.status == _READ else None)

"""Places: how many hosts are asked at once, and that those which do not answer take none from the others.

In: hosts that are asked now. Out: a wait for a place; hosts that were slow lately. Never: a request.

A request that is out for longer than SLOW seconds gives its place back, though it goes on; its host is then one of the slow
ones, of which no more are leased than a quarter of the places until it has answered quickly again (story-indexer's rule).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

SLOW = 5.0  # seconds
KEPT = 2000  # slow hosts remembered


@dataclass(slots=True)
class Places:
    """The places of one process, within one event loop."""

    count: int
    slow: OrderedDict[str, None] = field(default_factory=OrderedDict)  # hosts, the latest last
    overdue: set[str] = field(default_factory=set)  # hosts whose request is out for too long
    _free: asyncio.Semaphore = field(init=False)
    _timers: dict[str, asyncio.TimerHandle] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._free = asyncio.Semaphore(self.count)

    async def take(self, host: str) -> None:
        """Wait for a place."""
        await self._free.acquire()
        self._timers[host] = asyncio.get_running_loop().call_later(SLOW, self._give_up, host)

    def give(self, host: str) -> None:
        """The answer is there, or there will be none."""
        if host in self.overdue:
            self.overdue.discard(host)
        elif (timer := self._timers.pop(host, None)) is not None:
            timer.cancel()
            self.slow.pop(host, None)
            self._free.release()

    def _give_up(self, host: str) -> None:
        del self._timers[host]
        self.overdue.add(host)
        self.slow[host] = None
        self.slow.move_to_end(host)
        while len(self.slow) > KEPT:
            self.slow.popitem(last=False)
        self._free.release()

    @property
    def for_slow(self) -> int:
        """How many more slow hosts may be visited now."""
        return max(1, self.count // 4) - len(self.overdue)

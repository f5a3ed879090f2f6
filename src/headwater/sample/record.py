"""What was asked of the sample web, and how politely: requests in, log lines and figures per host out.

Kept in memory and bounded; the end-to-end tests read from it whether the gatherer keeps its promises.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import pairwise

LIMIT = 50_000  # requests kept; older ones are forgotten


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request that was answered."""

    time: float  # start, seconds since the epoch
    end: float  # of the answer, seconds since the epoch
    host: str
    path: str
    status: int
    user_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How one host was treated."""

    requests: int
    concurrent: int  # the most requests in flight at once
    smallest_interval: float | None  # seconds between the starts of two requests; None with fewer than two
    robots_first: bool  # robots.txt was asked for before anything else


class Log:
    """The requests so far, oldest first."""

    def __init__(self) -> None:
        self._asked: deque[Asked] = deque(maxlen=LIMIT)

    def add(self, asked: Asked) -> None:
        """Remember a request."""
        self._asked.append(asked)

    def lines(self) -> str:
        """All requests as JSON lines."""
        return "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in self._asked)

    def manners(self, *, agent: str = "") -> dict[str, Manners]:
        """Figures by host, of the requests whose user agent contains ``agent``."""
        by_host: dict[str, list[Asked]] = {}
        for one in self._asked:
            if agent.lower() in one.user_agent.lower():
                by_host.setdefault(one.host, []).append(one)
        return {host: _manners(asked) for host, asked in sorted(by_host.items())}


def _manners(asked: Iterable[Asked]) -> Manners:
    ordered = sorted(asked, key=lambda one: one.time)
    starts = [one.time for one in ordered]
    gaps = [later - sooner for sooner, later in pairwise(starts)]
    edges = sorted([(one.time, 1) for one in ordered] + [(one.end, -1) for one in ordered])
    flying = most = 0
    for _, change in edges:
        flying += change
        most = max(most, flying)
    return Manners(
        requests=len(ordered),
        concurrent=most,
        smallest_interval=round(min(gaps), 4) if gaps else None,
        robots_first=ordered[0].path == "/robots.txt",
    )

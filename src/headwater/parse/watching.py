"""What a page's links have done over its visits: what never changes is navigation, what comes and goes is the list.

In: the links of each visit. Out: :class:`Watch`, small enough to be kept beside the feed as text, and the links that have
stood there all the time. Never: an address in clear (eight digits of its hash are enough), or more than ``MAX_KEPT`` links.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

MAX_KEPT = 600  # links of a page that are watched, in page order
ENOUGH_VISITS = 6  # before anything is called steady
ENOUGH_CHANGES = 12  # links that came since the first visit: a page that does not change says nothing of its links


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A page's links, each with the visit that saw it first; links that are gone are forgotten."""

    visits: int = 0
    came: int = 0  # links that a later visit saw first
    first: dict[str, int] = field(default_factory=dict)  # hash of the address -> visit that saw it first, counted from 1
    names: dict[str, str] = field(default_factory=dict)  # hash -> address, of the last visit alone; not kept

    def after(self, links: Iterable[str]) -> Watch:
        """The watch with one more visit."""
        names = {_mark(link): link for link in list(dict.fromkeys(links))[:MAX_KEPT]}
        visit = self.visits + 1
        first = {mark: self.first.get(mark, visit) for mark in names}
        fresh = sum(1 for mark in first if mark not in self.first) if self.visits else 0
        return Watch(visits=visit, came=self.came + fresh, first=first, names=names)

    def steady(self) -> Collection[str]:
        """Addresses that stood there at every visit since the first, once there were enough visits and changes."""
        if self.visits < ENOUGH_VISITS or self.came < ENOUGH_CHANGES:
            return frozenset()
        return frozenset(self.names[mark] for mark, visit in self.first.items() if visit == 1)

    def dump(self) -> str:
        """As text: the links that only later visits saw are counted, not named."""
        return json.dumps([self.visits, self.came, self.first], separators=(",", ":"))


def load(memory: str) -> Watch:
    """What :meth:`Watch.dump` gave; an empty watch for anything else."""
    try:
        visits, came, first = json.loads(memory)
        return Watch(visits=int(visits), came=int(came), first={str(mark): int(visit) for mark, visit in first.items()})
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Watch()


def _mark(link: str) -> str:
    return hashlib.blake2b(link.encode("utf-8", "replace"), digest_size=4).hexdigest()

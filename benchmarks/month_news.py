"""What a hundred thousand feeds publish in a month, made up: rhythms of day, week and chance, and what fails.

In: a number of feeds, a seed. Out: :class:`News`, which tells what a visit finds. Never: a list of all items; those between
two visits are drawn when the second one comes, from a Poisson process whose rate has the feed's day, week and bursts.

The make-up: items a day follow a power law (exponent 0.6 from 0.1, at most 500 a day: half of the feeds bring less than one
item in three days, the mean is some seven a day). Nights bring a tenth of what the busy hours bring, in the time zones in which
the outlets live; half of the outlets rest at weekends. Each feed has two bursts a month, six hours of five times its
news. A feed lists 10 to 100 entries. A quarter state a ttl (60 minutes mostly), a fifth a max-age. 7 % fail always or from
some day on, each for one of six reasons, and 3 % fail at one visit in ten.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from headwater.feeds import pace
from headwater.model import Refusal

GRID = 900.0  # seconds between two points of a rhythm
_ZONES = {-8: 8, -6: 7, -5: 13, -3: 6, 0: 10, 1: 20, 2: 8, 3: 7, 5: 6, 8: 8, 9: 5, 11: 2}  # hours from UTC: share of outlets
_DAY = (0.2, 0.15, 0.1, 0.1, 0.15, 0.3, 0.7, 1.1, 1.5, 1.7, 1.8, 1.8, 1.7, 1.6, 1.6, 1.6, 1.6, 1.5, 1.3, 1.1, 0.9, 0.7, 0.5, 0.3)
_REASONS = (Refusal.GONE, Refusal.TIMEOUT, Refusal.DNS, Refusal.PAYMENT, Refusal.STATUS, Refusal.CONNECT)
BURST, BURST_LENGTH = 4.0, 6 * 3600.0  # times the usual rate on top of it, and how long
_FAR = 1e6  # keeps the rhythms apart in one table
WAIT_MINUTES = 3 * 24 * 60  # longer waits count in the last bin


@dataclass
class Found:
    """What visits found, in the order that they were asked for."""

    new: np.ndarray
    failed: np.ndarray
    hours: np.ndarray  # new items by hour of the day, UTC
    jitter: np.ndarray


@dataclass
class News:
    """The feeds and what has been found of them."""

    rng: np.random.Generator
    host: np.ndarray
    rate: np.ndarray  # items a second on average
    rhythm: np.ndarray  # number of the feed's rhythm
    listed: np.ndarray
    ttl: np.ndarray
    max_age: np.ndarray
    dead_from: np.ndarray  # seconds from the start
    fails: np.ndarray  # share of visits that fail
    why: np.ndarray
    bursts: np.ndarray  # (feed, 2): when they begin
    table: np.ndarray  # (rhythm, point): rhythm summed up, in average seconds
    points: np.ndarray
    seen_at: np.ndarray = field(init=False)  # second of the last visit that succeeded; -1: none
    found_items: np.ndarray = field(init=False)
    waited: np.ndarray = field(init=False)  # seconds, over all items of a feed
    waits: np.ndarray = field(init=False)  # items by minutes to discovery
    lost: int = 0

    def __post_init__(self) -> None:
        count = len(self.host)
        self.seen_at = np.full(count, -1.0)
        self.found_items, self.waited = np.zeros(count, dtype=np.int64), np.zeros(count)
        self.waits = np.zeros(WAIT_MINUTES + 1, dtype=np.int64)
        self._keys = (self.table + _FAR * 100 * np.arange(len(self.table))[:, None]).ravel()
        self._times = np.tile(self.points, len(self.table))

    def reason(self, number: int) -> Refusal:
        """Why a feed fails."""
        return _REASONS[self.why[number]]

    def at_first(self, number: int) -> float:
        """The interval that the dates of a first document give."""
        age = self.rng.gamma(min(20, self.listed[number])) / self.rate[number]
        return pace.interval_of(min(20, self.listed[number]) / max(age, 3600.0))

    def visit(self, which: np.ndarray, second: float) -> Found:
        """What visits to these feeds find now."""
        failed = (self.dead_from[which] <= second) | (self.rng.random(len(which)) < self.fails[which])
        new, hours = np.zeros(len(which), dtype=np.int64), np.zeros((len(which), 24))
        at, items = self._published(which, second, ~failed & (self.seen_at[which] >= 0))
        if len(at):
            order = np.lexsort((-items, at))  # newest first in each feed
            at, items = at[order], items[order]
            first = np.searchsorted(at, at, side="left")
            kept = np.arange(len(at)) - first < self.listed[which[at]]
            self.lost += int((~kept).sum())
            at, items = at[kept], items[kept]
            np.add.at(new, at, 1)
            np.add.at(hours, (at, (items // 3600).astype(np.int64) % 24), 1)
            wait = second - items
            np.add.at(self.found_items, which[at], 1)
            np.add.at(self.waited, which[at], wait)
            self.waits += np.bincount(np.minimum(wait / 60, WAIT_MINUTES).astype(np.int64), minlength=WAIT_MINUTES + 1)
        self.seen_at[which[~failed]] = second
        return Found(new=new, failed=failed, hours=hours, jitter=self.rng.random(len(which)))

    def _published(self, which: np.ndarray, second: float, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The items since the last visits: whose (place in ``which``), and when."""
        place = np.flatnonzero(wanted)
        feed = which[place]
        since, base = self.seen_at[feed], _FAR * 100 * self.rhythm[feed]
        start, end = self._sum(feed, since), self._sum(feed, second)
        usual = self.rng.poisson(self.rate[feed] * (end - start))
        at = np.repeat(np.arange(len(place)), usual)
        sums = start[at] + self.rng.random(len(at)) * (end - start)[at]
        owners, times = [place[at]], [np.interp(base[at] + sums, self._keys, self._times)]
        for one in range(self.bursts.shape[1]):
            begin = np.maximum(self.bursts[feed, one], since)
            length = np.maximum(np.minimum(self.bursts[feed, one] + BURST_LENGTH, second) - begin, 0.0)
            if length.any():
                more = np.repeat(np.arange(len(place)), self.rng.poisson(self.rate[feed] * BURST * length))
                owners.append(place[more])
                times.append(begin[more] + self.rng.random(len(more)) * length[more])
        return np.concatenate(owners), np.concatenate(times)

    def _sum(self, feed: np.ndarray, second: np.ndarray | float) -> np.ndarray:
        """The rhythm of feeds summed up to a second."""
        exact = np.asarray(second) / GRID
        left = np.minimum(exact.astype(np.int64), len(self.points) - 2)
        low, high = self.table[self.rhythm[feed], left], self.table[self.rhythm[feed], left + 1]
        return low + (high - low) * (exact - left)

    def wait_quantile(self, share: float) -> float:
        """Minutes until discovery within which this share of the items was found."""
        whole = np.cumsum(self.waits)
        return float(np.searchsorted(whole, share * whole[-1]) + 0.5) if whole[-1] else 0.0


def make(count: int, *, days: float, seed: int = 4) -> News:
    """So many feeds for so many days."""
    rng = np.random.default_rng(seed)
    points = np.arange(0, int((days + 1) * 86_400 / GRID) + 2) * GRID
    zones = np.array(list(_ZONES))
    shares = np.array(list(_ZONES.values()), dtype=float)
    zone = rng.choice(len(zones), size=count, p=shares / shares.sum())
    rests = rng.random(count) < 0.5
    dead, ever = rng.random(count), rng.random(count)
    return News(
        rng=rng, host=_hosts(count, rng), rate=np.minimum(0.1 * rng.random(count) ** (-1 / 0.6), 500.0) / 86_400,
        rhythm=zone * 2 + rests, listed=rng.integers(10, 101, count),
        ttl=np.where(rng.random(count) < 0.25, rng.choice([900.0, 1800.0, 3600.0, 3600.0, 3600.0, 7200.0], count), 0.0),
        max_age=np.where(rng.random(count) < 0.2, rng.choice([60.0, 300.0, 600.0, 1800.0, 3600.0], count), 0.0),
        dead_from=np.where(dead < 0.05, 0.0, np.where(dead < 0.07, rng.random(count) * days * 86_400, np.inf)),
        fails=np.where(ever < 0.03, 0.1, 0.0), why=rng.integers(0, len(_REASONS), count),
        bursts=rng.random((count, 2)) * 30 * 86_400, points=points,
        table=np.stack([_rhythm(points, float(offset), weekend) for offset in zones for weekend in (False, True)]),
    )


def _hosts(count: int, rng: np.random.Generator) -> np.ndarray:
    """Which host each feed lies on: seven hosts in ten have one feed, a few have up to 300 (a power law)."""
    sizes = np.minimum(np.floor(rng.random(count) ** (-1 / 1.8)), 300).astype(np.int64)
    return np.repeat(np.arange(count), sizes)[:count]


def _rhythm(points: np.ndarray, offset: float, rests: bool) -> np.ndarray:
    """A rhythm summed up at each point: its mean over a week is 1."""
    local = points / 3600 + offset
    day = np.floor(local / 24).astype(np.int64) % 7  # the run begins on a Monday
    worth = np.array(_DAY)[np.floor(local).astype(np.int64) % 24] / np.mean(_DAY)
    if rests:
        worth = worth * np.where(day >= 5, 0.4, 1.24)
    return np.concatenate([[0.0], np.cumsum(worth[:-1] * GRID)])

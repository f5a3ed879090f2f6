"""How fast a feed brings news, learnt from what its polls found and when its entries were published.

In: an interval, the time since the last visit, how many entries were new; hours of the day that entries came in. Out: the
interval that is worth while, and the wait that it makes at this hour. Never: a clock, or a publisher's wish (``schedule``).

The rule. With news coming at a rate r, a poll every I seconds finds r*I entries and lets each wait I/2 on average. Where a
poll costs as much as WORTH/2 seconds of one entry's wait, the best interval is sqrt(WORTH / r): a feed with a hundred
times the news is asked ten times as often (compare Sia, Cho and Cho, "Efficient Monitoring Algorithm for Fast News Alerts", IEEE
TKDE 2007). So the share of new entries that a poll should find is known for each interval, and the
interval moves until polls find it: the controller of Media Cloud's rss-fetcher (``fetcher/tasks.py``) with a set point
that is worked out in place of a fixed one. What is new is counted per second that passed, so that a late poll after a
backlog shows no burst where there was none; what was seen long ago counts less and less (:data:`MEMORY`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from headwater import model

WORTH = 600.0  # seconds; see above
MEMORY = 3 * 86_400.0  # seconds after which a poll's finding counts a third
SHORTEST, LONGEST = 300.0, 86_400.0  # seconds between polls of a feed that answers
ENOUGH = 24  # entries that tell the hours of a feed's day
_HOUR, _DAY = 3600.0, 86_400.0
_QUIET, _BUSY = 0.1, 4.0  # bounds of an hour's share, as times of the day's mean
_SAMPLE = 20  # newest entries by whose dates a feed is known at first


def bounded(value: float, least: float, most: float) -> float:
    """Within the bounds; what is no number counts as the least."""
    return min(max(value, least), most) if value == value else least


def rate_of(interval: float) -> float:
    """Entries a second for which an interval is the best."""
    return WORTH / bounded(interval, SHORTEST, LONGEST) ** 2


def interval_of(rate: float) -> float:
    """The best interval for so many entries a second."""
    return bounded(math.sqrt(WORTH / rate) if rate > 0 else LONGEST, SHORTEST, LONGEST)


def learnt(interval: float, *, new: int, listed: int, passed: float, day: Sequence[float]) -> float:
    """The interval after a visit that found ``new`` of ``listed`` entries, ``passed`` seconds of exposure after the last."""
    before, passed = rate_of(interval), max(passed, 1.0)
    weight = 1 - math.exp(-passed / MEMORY)
    rate = before * (1 - weight) + weight * new / passed
    if new and new >= 0.9 * listed:  # some may have passed between the visits: there were at least as many
        rate = max(rate, before)
    return interval_of(rate)


def at_first(entries: Iterable[model.Entry], *, now: datetime) -> float | None:
    """The interval by the dates of a feed's first document; None where they tell nothing."""
    dates = sorted((one.published for one in entries if one.published and one.published <= now), reverse=True)[:_SAMPLE]
    if len(dates) < 3 or dates[0] - dates[-1] < timedelta(minutes=2):  # a date for all is the document's, not theirs
        return None
    return interval_of(len(dates) / max((now - dates[-1]).total_seconds(), _HOUR))


def hours_of(entries: Iterable[model.Entry], *, since: datetime | None, now: datetime) -> tuple[int, ...]:
    """How many entries were published in each hour of the day (UTC) since the last visit; at first: in two weeks."""
    start, found = since or now - timedelta(days=14), [0] * 24
    for one in entries:
        if one.published and start < one.published <= now:
            found[one.published.astimezone(UTC).hour] += 1
    return tuple(found)


def day_of(hours: Sequence[float]) -> tuple[float, ...]:
    """The share of each hour of the day as times of the mean, smoothed; all 1 where too little is known."""
    whole = sum(hours)
    if len(hours) != 24 or whole < ENOUGH:
        return (1.0,) * 24
    smooth = [(hours[at - 1] + 2 * hours[at] + hours[(at + 1) % 24]) / 4 + whole / 240 for at in range(24)]
    mean = sum(smooth) / 24
    return tuple(bounded(one / mean, _QUIET, _BUSY) for one in smooth)


def exposure(start: datetime, end: datetime, day: Sequence[float]) -> float:
    """Seconds between two times, those of busy hours counted more than those of quiet ones."""
    length = (end - start).total_seconds()
    if length <= 0 or length > 3 * _DAY or min(day) == max(day):
        return max(length, 0.0)
    at, left, found = _second(start), length, 0.0
    while left > 0:
        step = min(left, _HOUR - at % _HOUR)
        found += step * day[int(at // _HOUR) % 24]
        at, left = at + step, left - step
    return found


def wait(interval: float, *, now: datetime, day: Sequence[float]) -> float:
    """Seconds until the next visit: the interval stretched over quiet hours and shortened in busy ones, by the root of
    their share; it ends early enough for the first busy hour."""
    if min(day) == max(day):
        return interval
    at, left, found = _second(now), interval, 0.0
    while found < LONGEST:
        pull = math.sqrt(day[int(at // _HOUR) % 24])
        step = _HOUR - at % _HOUR
        if step * pull >= left:
            return bounded(found + left / pull, min(interval, SHORTEST), LONGEST)
        at, left, found = at + step, left - step * pull, found + step
    return LONGEST


def _second(when: datetime) -> float:
    at = when.astimezone(UTC)
    return at.hour * _HOUR + at.minute * 60.0 + at.second

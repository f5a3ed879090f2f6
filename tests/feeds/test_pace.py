"""The rhythm of polls, tried on feeds of different rhythms: how late what is new is found, and what that costs."""

from __future__ import annotations

import random
import statistics
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from headwater import model
from headwater.feeds import pace, schedule
from headwater.gathering import FeedLog, Polled, PollRecord
from headwater.store import feed_logs

START = datetime(2026, 3, 2, tzinfo=UTC)
DAY, WARM, DAYS = 86_400.0, 10, 40  # seconds; days that are not counted; days in all
SHOWN = 20  # entries of a document
HOURS = (0.05,) * 6 + (0.5, 1, 1.8, 2, 2, 1.8, 1.6, 1.6, 1.7, 1.8, 1.8, 1.5, 1.2, 1, 0.8, 0.5, 0.3, 0.1)  # a newsroom's day


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a month of polls came to."""

    median: float  # minutes from a publication to the poll that found it
    p95: float
    polls: float  # a day
    lost: float  # share of entries that no poll ever saw


def steady(rate: float, chance: random.Random) -> Iterator[float]:
    """So many a day, at any hour."""
    at = 0.0
    while (at := at + chance.expovariate(rate / DAY)) < DAYS * DAY:
        yield at


def by_day(rate: float, chance: random.Random) -> Iterator[float]:
    """So many a day, hardly any at night."""
    most = max(HOURS)
    mean = sum(HOURS) / 24
    for at in steady(rate * most / mean, chance):
        if chance.random() < HOURS[int(at % DAY // 3600)] / most:
            yield at


def in_bursts(rate: float, chance: random.Random) -> Iterator[float]:
    """So many a day, eight at a time within ten minutes."""
    for at in steady(rate / 8, chance):
        yield from sorted(at + chance.random() * 600 for _ in range(8))


def once_a_day(number: float, chance: random.Random) -> Iterator[float]:
    """All at five in the morning."""
    for day in range(DAYS):
        yield from sorted(day * DAY + 5 * 3600 + chance.random() * 300 for _ in range(int(number)))


def lived(published: list[float], chance: random.Random) -> Measured:
    """A feed's life under the schedule."""
    history, log = model.FeedHistory(feed_id=model.FeedId("f")), FeedLog()
    at, seen, polls, lost, late = chance.random() * 3600, 0, 0, 0, list[float]()
    while at < DAYS * DAY:
        known = bisect_right(published, at)
        new = min(known - seen, SHOWN)
        if at > WARM * DAY:
            polls, lost = polls + 1, lost + known - seen - new
            late += [at - one for one in published[known - new : known]]
        now = START + timedelta(seconds=at)
        entries = [model.Entry(entry_id=str(one), url="", published=START + timedelta(seconds=one)) for one in published[max(0, known - SHOWN) : known]]
        outcome = schedule.Outcome.brought(new=new, listed=SHOWN, at_first=pace.at_first(entries, now=now)) if new else schedule.Outcome.unchanged()
        hours = pace.hours_of(entries, since=history.succeeded_at, now=now) if new else ()
        history = schedule.next_poll(history, outcome, now=now, jitter=chance.random(), hours=log.hours)
        log = feed_logs.joined(log, PollRecord(at=now, result=Polled.BROUGHT, new=new), None, hours)
        assert history.next_poll_at is not None
        at, seen = (history.next_poll_at - START).total_seconds(), known
    late.sort()
    return Measured(median=statistics.median(late) / 60, p95=late[int(0.95 * len(late))] / 60, polls=polls / (DAYS - WARM), lost=lost / (lost + len(late)))


def measured(kind: Callable[[float, random.Random], Iterator[float]], rate: float) -> Measured:
    """The mean over three feeds."""
    found = []
    for seed in range(3):
        chance = random.Random(f"{kind.__name__}/{rate}/{seed}")
        found.append(lived(sorted(kind(rate, chance)), chance))
    return Measured(**{name: statistics.mean(getattr(one, name) for one in found) for name in ("median", "p95", "polls", "lost")})


@pytest.mark.parametrize(("kind", "rate", "median", "p95", "polls"), [
    (steady, 200, 5, 12, 190), (steady, 48, 10, 20, 90), (steady, 12, 20, 40, 45), (steady, 3, 42, 85, 22), (steady, 0.5, 130, 400, 10),
    (by_day, 48, 9, 18, 85), (by_day, 12, 16, 36, 42), (by_day, 3, 36, 85, 21), (in_bursts, 16, 22, 60, 55), (once_a_day, 20, 20, 35, 45),
])  # minutes, and polls a day
def test_what_is_new_is_found_soon_by_few_polls(kind: Callable[..., Iterator[float]], rate: float, median: float, p95: float, polls: float) -> None:
    found = measured(kind, rate)
    assert found.median <= median and found.p95 <= p95 and found.polls <= polls and found.lost < 0.01, found


def test_a_feed_with_an_entry_in_twenty_days_costs_a_poll_or_two_a_day() -> None:
    assert measured(steady, 0.05).polls < 3


def test_a_feed_that_wakes_up_after_months_is_followed_within_a_day_or_two() -> None:
    chance = random.Random(5)
    silent = replace(model.FeedHistory(feed_id=model.FeedId("f")), interval=schedule.LONGEST, polled_at=START, succeeded_at=START)
    published, at, seen, late = sorted(one for one in steady(24, chance)), DAY, 0, list[float]()
    while at < 6 * DAY:
        known, now = bisect_right(published, at), START + timedelta(seconds=at)
        new = min(known - seen, SHOWN)
        outcome = schedule.Outcome.brought(new=new, listed=SHOWN) if new else schedule.Outcome.unchanged()
        silent = schedule.next_poll(silent, outcome, now=now, jitter=chance.random())
        late += [at - one for one in published[known - new : known] if at > 2 * DAY]
        assert silent.next_poll_at is not None
        at, seen = (silent.next_poll_at - START).total_seconds(), known
    assert statistics.median(late) / 60 < 40


def test_58_dates_ahead_of_our_clock_and_missing_ones_tell_no_rhythm() -> None:
    ahead = [model.Entry(entry_id=str(number), url="", published=START + timedelta(days=number + 1)) for number in range(9)]
    assert pace.at_first(ahead, now=START) is None
    assert pace.at_first([model.Entry(entry_id=str(number), url="") for number in range(9)], now=START) is None
    assert pace.hours_of(ahead, since=None, now=START) == (0,) * 24


def test_61_one_date_for_all_entries_is_the_documents_and_tells_no_rhythm() -> None:
    same = [model.Entry(entry_id=str(number), url="", published=START - timedelta(hours=1)) for number in range(20)]
    assert pace.at_first(same, now=START) is None


def test_the_dates_of_a_first_document_tell_the_rhythm_at_once() -> None:
    hourly = [model.Entry(entry_id=str(number), url="", published=START - timedelta(hours=number)) for number in range(20)]
    weekly = [model.Entry(entry_id=str(number), url="", published=START - timedelta(days=7 * number)) for number in range(20)]
    quick, slow = pace.at_first(hourly, now=START), pace.at_first(weekly, now=START)
    assert quick is not None and slow is not None
    assert 1200 < quick < 2000 and 15_000 < slow < 25_000


def test_a_little_news_tells_nothing_of_the_hours_of_the_day() -> None:
    assert set(pace.day_of((0,) * 12 + (10,) + (0,) * 11)) == {1.0}
    assert set(pace.day_of(())) == {1.0}
    known = pace.day_of((0,) * 12 + (100,) + (0,) * 11)
    assert known[12] > 3 and known[0] < 0.3


def test_exposure_counts_quiet_hours_less() -> None:
    day = pace.day_of(HOURS)
    assert pace.day_of([one * 10 for one in HOURS])[3] < 0.5
    quiet = pace.exposure(START + timedelta(hours=1), START + timedelta(hours=4), pace.day_of([one * 10 for one in HOURS]))
    busy = pace.exposure(START + timedelta(hours=9), START + timedelta(hours=12), pace.day_of([one * 10 for one in HOURS]))
    assert quiet < 0.3 * 3 * 3600 < 3 * 3600 < busy
    assert pace.exposure(START, START + timedelta(hours=2), day) > 0
    assert pace.exposure(START, START - timedelta(hours=2), day) == 0

"""When a feed is visited next: learnt from how often it brings something new, within what its publisher asks.

In: a ``model.FeedHistory``, the :class:`Outcome` of a poll, now, and a random number. Out: the history afterwards, with
``next_poll_at`` and, in words, why then. Never: a clock, a request, or a feed given up; the longest pause is 30 days.

The rules, and where they come from: the interval follows what polls find (:mod:`headwater.feeds.pace`), and a document of
few entries is asked for before a third of it is new; ``ttl`` and ``sy:updatePeriod`` are the least a publisher wants between
visits (RSS 2.0; syndication module), bounded since many state a default they never thought of; ``max-age`` likewise (RFC
9111); ``Retry-After`` is obeyed (RFC 9110, section 10.2.3); skipHours and skipDays are in GMT (RSS 2.0); what fails rests
(:mod:`headwater.feeds.pauses`). The visit after the first comes somewhere within the first interval, so that thousands of
feeds imported in one minute never come due in one minute again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from headwater import model
from headwater.feeds import pace, pauses

SHORTEST, LONGEST = pace.SHORTEST, pace.LONGEST  # seconds between polls of a feed that answers
LONGEST_TTL = 6 * 3600.0  # a ttl above it is some template's default, not a wish about news
LONGEST_MAX_AGE = 6 * 3600.0
LONGEST_RETRY_AFTER = pauses.LONGEST_RETRY_AFTER
LONGEST_PAUSE = pauses.LONGEST
SPREAD = 0.1  # of the interval, up or down
EARLIEST_SECOND = 0.3  # of the interval, until the visit after the first
_PART = 1 / 3  # of a document that is new at most when it is asked for again
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EVEN = (1.0,) * 24


class Result(StrEnum):
    BROUGHT = "brought"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What else bears on a feed's rhythm."""

    times: float = 1.0  # the wait, so many times
    most: float = LONGEST  # seconds, where ``times`` lengthens it
    least: float = 0.0  # seconds
    because: str = ""  # in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a poll came to."""

    result: Result
    new: int = 0  # entries not seen before
    listed: int = 0  # entries in the document
    refused: model.Refused | None = None
    hints: model.PollHints = field(default_factory=model.PollHints)
    at_first: float | None = None  # the interval by the dates of the entries, for a first visit

    @classmethod
    def brought(cls, *, new: int, listed: int, hints: model.PollHints | None = None, at_first: float | None = None) -> Outcome:
        """A document with ``listed`` entries, ``new`` of them new."""
        return cls(result=Result.BROUGHT, new=max(0, new), listed=max(0, listed), hints=hints or model.PollHints(), at_first=at_first)

    @classmethod
    def unchanged(cls, hints: model.PollHints | None = None) -> Outcome:
        """304, or the same bytes as last time."""
        return cls(result=Result.UNCHANGED, hints=hints or model.PollHints())

    @classmethod
    def failed(cls, refused: model.Refused) -> Outcome:
        """No document."""
        return cls(result=Result.FAILED, refused=refused, hints=model.PollHints(retry_after=refused.retry_after))


def next_poll(
    history: model.FeedHistory, outcome: Outcome, *, now: datetime, jitter: float, hours: Sequence[float] = (),
    terms: Terms | None = None,
) -> model.FeedHistory:
    """The history after a poll at ``now``; ``jitter`` is a random number from 0 to 1, ``hours`` how much of its news came in
    each hour of the day (UTC), as far as known.

    Sets ``polled_at``, ``succeeded_at``, ``failures``, ``interval``, ``next_poll_at`` and ``why``; the caller sets validators
    and the words of an error.
    """
    jitter = min(max(jitter, 0.0), 1.0)
    if outcome.result is Result.FAILED:
        assert outcome.refused is not None, "a failure says why"
        return _after_failure(history, outcome.refused, now=now, jitter=jitter)
    day = pace.day_of(hours)
    interval = _learnt(history, outcome, now, day)
    wait = pace.wait(interval, now=now, day=day)
    why = _pace_in_words(interval, wait) if history.succeeded_at or outcome.at_first else "how often it brings news is not known yet"
    if outcome.listed and (short := outcome.listed * _PART / pace.rate_of(interval)) < wait:
        wait, why = short, f"its document holds only {outcome.listed} entries, and some would be missed"
    if history.polled_at is None:
        wait *= EARLIEST_SECOND + (1 - EARLIEST_SECOND) * jitter
    else:
        wait *= 1 + SPREAD * (2 * jitter - 1)
    wait = pace.bounded(wait, SHORTEST, LONGEST)
    if terms is not None:
        wait, why = _on_terms(wait, why, terms)
    least, asked = _least(outcome.hints)
    if least > wait:
        wait, why = least, f"{asked} asks for {length(least)} at least"
    planned = now + timedelta(seconds=wait)
    when = _allowed(planned, outcome.hints)
    if when != planned:
        why = "its skipHours or skipDays rule the time before out"
    return replace(history, polled_at=now, succeeded_at=now, failures=0, last_error="", interval=interval, next_poll_at=when,
                   why=f"in {length((when - now).total_seconds())}: {why}")


def _learnt(history: model.FeedHistory, outcome: Outcome, now: datetime, day: Sequence[float]) -> float:
    """The interval after what this poll showed."""
    interval = pace.bounded(history.interval, SHORTEST, LONGEST)
    if history.succeeded_at is None or history.polled_at is None:  # everything is new: only its dates tell something
        return outcome.at_first or interval
    since = history.succeeded_at if history.failures else history.polled_at
    return pace.learnt(interval, new=outcome.new, listed=outcome.listed, passed=pace.exposure(since, now, day), day=day)


def _pace_in_words(interval: float, wait: float) -> str:
    a_day = pace.rate_of(interval) * 86_400
    often = f"{a_day:.0f} a day" if a_day >= 1.5 else f"one in {1 / a_day:.0f} days" if a_day < 0.7 else "one a day"
    hour = "" if 0.9 < wait / interval < 1.1 else f", and its {'quiet' if wait > interval else 'busy'} hours"
    return f"by the news that its polls found lately (about {often}){hour}"


def _on_terms(wait: float, why: str, terms: Terms) -> tuple[float, str]:
    longer = max(wait, min(wait * terms.times, terms.most), terms.least)
    return (longer, terms.because) if longer > wait else (wait, why)


def _least(hints: model.PollHints) -> tuple[float, str]:
    """Seconds that the publisher asks for at least, and where."""
    return max(
        (pace.bounded(hints.ttl or 0.0, 0.0, LONGEST_TTL), "its ttl or updatePeriod"),
        (pace.bounded(hints.max_age or 0.0, 0.0, LONGEST_MAX_AGE), "its max-age or Expires"),
        (pace.bounded(hints.retry_after or 0.0, 0.0, LONGEST_RETRY_AFTER), "its Retry-After"),
    )


def _allowed(when: datetime, hints: model.PollHints) -> datetime:
    """The same time, or the next hour that the publisher does not rule out; all ruled out is no rule."""
    hours, days = frozenset(hints.skip_hours), frozenset(hints.skip_days)
    if len(hours) >= 24 or len(days) >= 7:
        return when
    at = when.astimezone(UTC)
    for _ in range(24 * 8 if hours or days else 0):
        if at.hour not in hours and _DAYS[at.weekday()] not in days:
            return at
        at += timedelta(hours=1)
    return when


def _after_failure(history: model.FeedHistory, refused: model.Refused, *, now: datetime, jitter: float) -> model.FeedHistory:
    """A pause; a host that could not be asked is no failure of the feed."""
    light = refused.reason in pauses.LIGHT
    times = max(history.failures, 0) + 1
    wait = pace.bounded(pauses.seconds(refused, times, interval=pace.bounded(history.interval, SHORTEST, LONGEST), jitter=jitter),
                        SHORTEST, LONGEST_PAUSE)
    words = pauses.of(refused, times).words
    row = "" if light or times == 1 else f", the {times}{'nd' if times == 2 else 'rd' if times == 3 else 'th'} failure in a row"
    return replace(
        history, polled_at=history.polled_at if light else now, failures=history.failures if light else times,
        next_poll_at=now + timedelta(seconds=wait), why=f"in {length(wait)}: {words}{row}",
    )


def length(seconds: float) -> str:
    """A length of time in words: "34 min", "6 h", "30 days"."""
    if seconds < 5400:
        return f"{max(seconds, 60) / 60:.0f} min"
    return f"{seconds / 3600:.0f} h" if seconds < 48 * 3600 else f"{seconds / 86_400:.0f} days"

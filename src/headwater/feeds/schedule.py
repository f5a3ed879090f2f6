"""When a feed is visited next: learnt from how often it brings something new, within what its publisher asks.

In: a ``model.FeedHistory``, the :class:`Outcome` of a poll, now, and a random number. Out: the history afterwards, with
``next_poll_at``. Never: a clock, a request, or a feed given up; the longest pause is 30 days.

The rules, and where they come from: the interval follows the share of entries that are new, and only after polls that
ran near their plan (Media Cloud's rss-fetcher, ``fetcher/tasks.py``); ``ttl`` and ``sy:updatePeriod`` are the least a
publisher wants between visits (RSS 2.0; syndication module), bounded since many state a default they never thought of;
``max-age`` likewise (RFC 9111); ``Retry-After`` is obeyed (RFC 9110, section 10.2.3); skipHours and skipDays are in GMT
(RSS 2.0); errors double the pause, as miniflux and StormCrawler do, and a 429 adds chance so that feeds of one host part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from headwater import model

SHORTEST, LONGEST = 300.0, 86_400.0  # seconds between polls of a feed that answers
LONGEST_TTL = 6 * 3600.0  # a ttl above it is some template's default, not a wish about news
LONGEST_MAX_AGE = 6 * 3600.0
LONGEST_RETRY_AFTER = 2 * 86_400.0
LONGEST_PAUSE = 30 * 86_400.0  # whatever happens
FIRST_PAUSE = 600.0  # after the first failure
GONE_PAUSE = 86_400.0  # after the first 404 or 410, doubling
SPREAD = 0.1  # of the interval, up or down
_MANY, _FEW = 0.3, 0.02  # share of new entries: above, sooner; below, later
_FASTER, _SLOWER, _IDLE = 0.6, 1.25, 1.5  # factors for the interval
_NEAR = (0.5, 2.0)  # times the planned interval between which a poll tells about the feed's rhythm
_GONE = frozenset({model.Refusal.GONE, model.Refusal.LEGAL, model.Refusal.PAYMENT, model.Refusal.ROBOTS, model.Refusal.GUARD,
                   model.Refusal.BAD_URL})
_LIGHT = frozenset({model.Refusal.BUSY, model.Refusal.ROBOTS_UNREACHABLE})  # says nothing about the feed
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Result(StrEnum):
    BROUGHT = "brought"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a poll came to."""

    result: Result
    new: int = 0  # entries not seen before
    listed: int = 0  # entries in the document
    refused: model.Refused | None = None
    hints: model.PollHints = field(default_factory=model.PollHints)

    @classmethod
    def brought(cls, *, new: int, listed: int, hints: model.PollHints | None = None) -> Outcome:
        """A document with ``listed`` entries, ``new`` of them new."""
        return cls(result=Result.BROUGHT, new=max(0, new), listed=max(0, listed), hints=hints or model.PollHints())

    @classmethod
    def unchanged(cls, hints: model.PollHints | None = None) -> Outcome:
        """304, or the same bytes as last time."""
        return cls(result=Result.UNCHANGED, hints=hints or model.PollHints())

    @classmethod
    def failed(cls, refused: model.Refused) -> Outcome:
        """No document."""
        return cls(result=Result.FAILED, refused=refused, hints=model.PollHints(retry_after=refused.retry_after))


def next_poll(history: model.FeedHistory, outcome: Outcome, *, now: datetime, jitter: float) -> model.FeedHistory:
    """The history after a poll at ``now``; ``jitter`` is a random number from 0 to 1.

    Sets ``polled_at``, ``succeeded_at``, ``failures``, ``interval`` and ``next_poll_at``; the caller sets validators
    and the words of an error.
    """
    jitter = min(max(jitter, 0.0), 1.0)
    if outcome.result is Result.FAILED:
        assert outcome.refused is not None, "a failure says why"
        return _after_failure(history, outcome.refused, now=now, jitter=jitter)
    interval = _learnt(history, outcome, now)
    wait = _bounded(interval * (1 + SPREAD * (2 * jitter - 1)), SHORTEST, LONGEST)
    wait = max(wait, _least(outcome.hints))
    when = _allowed(now + timedelta(seconds=wait), outcome.hints)
    return replace(history, polled_at=now, succeeded_at=now, failures=0, last_error="", interval=interval, next_poll_at=when)


def _learnt(history: model.FeedHistory, outcome: Outcome, now: datetime) -> float:
    """The interval after what this poll showed."""
    interval = _bounded(history.interval, SHORTEST, LONGEST)
    if history.polled_at is None or history.failures:  # everything is new, or late for other reasons than the feed's
        return interval
    ran = (now - history.polled_at).total_seconds() / interval
    if outcome.result is Result.UNCHANGED or not outcome.new:
        return _bounded(interval * (_IDLE if ran >= _NEAR[0] else 1.0), SHORTEST, LONGEST)
    if not _NEAR[0] <= ran <= _NEAR[1]:
        return interval
    share = outcome.new / max(outcome.listed, outcome.new, 1)
    if share >= 0.9 and outcome.listed > 3:  # entries may have passed between two visits
        return _bounded(interval * _FASTER**2, SHORTEST, LONGEST)
    factor = _FASTER if share >= _MANY else _SLOWER if share <= _FEW else 1.0
    return _bounded(interval * factor, SHORTEST, LONGEST)


def _least(hints: model.PollHints) -> float:
    """Seconds that the publisher asks for at least."""
    return max(
        _bounded(hints.ttl or 0.0, 0.0, LONGEST_TTL),
        _bounded(hints.max_age or 0.0, 0.0, LONGEST_MAX_AGE),
        _bounded(hints.retry_after or 0.0, 0.0, LONGEST_RETRY_AFTER),
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
    """The pause after a failure: doubling, never for good."""
    if refused.reason in _LIGHT:
        wait = max(FIRST_PAUSE, refused.retry_after or 0.0) * (1 + jitter / 2)
        return replace(history, polled_at=history.polled_at or now, next_poll_at=now + timedelta(seconds=_bounded(wait, SHORTEST, LONGEST)))
    failures = history.failures + 1
    first = GONE_PAUSE if refused.reason in _GONE else max(FIRST_PAUSE, history.interval / 4)
    wait = first * 2.0 ** min(failures - 1, 20)
    wait *= 1 + jitter * (1.0 if refused.reason is model.Refusal.RATE_LIMITED else SPREAD)
    wait = max(_bounded(wait, SHORTEST, LONGEST_PAUSE if refused.reason in _GONE else LONGEST_PAUSE / 4),
               _bounded(refused.retry_after or 0.0, 0.0, LONGEST_RETRY_AFTER))
    return replace(history, polled_at=now, failures=failures, next_poll_at=now + timedelta(seconds=_bounded(wait, SHORTEST, LONGEST_PAUSE)))


def _bounded(value: float, least: float, most: float) -> float:
    """Within the bounds; what is no number counts as the least."""
    return min(max(value, least), most) if value == value else least


# ---- hints -------------------------------------------------------------------------------------------------


def hints_of(headers: Iterable[tuple[str, str]], *, now: datetime) -> model.PollHints:
    """What an answer's headers (names lower case) ask: Cache-Control max-age without Age, else Expires; Retry-After."""
    found: dict[str, str] = {}
    for name, value in headers:
        found[name] = f"{found[name]}, {value}" if name == "cache-control" and name in found else found.get(name, value)
    directives = dict(_directive(part) for part in found.get("cache-control", "")[:2000].lower().split(","))
    max_age = _seconds(directives.get("max-age", ""))
    if max_age is not None:
        max_age = max(0.0, max_age - (_seconds(found.get("age", "")) or 0.0))
    elif "expires" in found and not directives.keys() & {"no-cache", "no-store"}:
        max_age = _until(found["expires"], found.get("date", ""), now)
    retry = found.get("retry-after", "")
    return model.PollHints(max_age=max_age or None, retry_after=_seconds(retry) or (_until(retry, "", now) if retry else None) or None)


def _directive(part: str) -> tuple[str, str]:
    name, _, value = part.strip().partition("=")
    return name.strip(), value.strip().strip('"')


def _seconds(value: str) -> float | None:
    value = value.strip()
    return min(float(value), LONGEST_PAUSE) if value.isascii() and value.isdecimal() and len(value) < 20 else None


def _until(value: str, start: str, now: datetime) -> float | None:
    """Seconds from a date, or from now, to another; None if it is past or no date."""
    moments = []
    for line in (value, start):
        try:
            when = parsedate_to_datetime(line)
            moments.append(when if when.tzinfo else when.replace(tzinfo=UTC))
        except (ValueError, TypeError, IndexError, OverflowError):
            moments.append(None)
    end, begin = moments
    if end is None:
        return None
    span = (end - (begin or now)).total_seconds()
    return min(span, LONGEST_PAUSE) if span > 0 else None


def joined(first: model.PollHints, second: model.PollHints) -> model.PollHints:
    """The hints of a document and of its headers as one; where both speak, the longer wait."""
    def longer(one: float | None, other: float | None) -> float | None:
        return max(one, other) if one is not None and other is not None else one if one is not None else other

    return model.PollHints(
        ttl=longer(first.ttl, second.ttl), max_age=longer(first.max_age, second.max_age),
        retry_after=longer(first.retry_after, second.retry_after),
        skip_hours=first.skip_hours or second.skip_hours, skip_days=first.skip_days or second.skip_days,
    )

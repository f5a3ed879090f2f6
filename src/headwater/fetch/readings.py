"""Readings of robots.txt: when a cached one still counts, and what an answer to a new reading means.

In: cached readings and outcomes of fetching robots.txt. Out: rules, or Refused, and the cache brought up to date.
Never: a request. By RFC 9309, 2.3.1 and 2.4: 4xx is no restriction, 5xx and no answer are complete disallowance (here:
*not now*, and the copy is kept) until thirty days have gone by, then the copy counts again, or nothing where there is none;
more than five redirects count as none, a day is the longest that a reading counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from headwater.fetch import answers, robots
from headwater.fetch.politeness import CachedRobots, RobotsCache
from headwater.fetch.settings import Settings
from headwater.fetch.wire import Answer
from headwater.model import NotModified, Refusal, Refused, Response

_SMALL = 64 * 1024  # bytes of a file whose parsed rules are worth keeping in memory
_LEAST_AGE = 3600.0  # seconds: hosts that forbid caching are not read before every page
_MOST_RETRY = 3600.0
_LONG = timedelta(days=30)  # "a reasonably long period of time (for example, 30 days)", RFC 9309, 2.3.1.4
_TIMES = 10  # readings that must have failed in it: two a month apart say little
_PASSED_ON = frozenset({Refusal.GUARD, Refusal.BAD_URL, Refusal.BUSY})  # true of any address there, found out without asking


class Readings:
    """What is known of the robots.txt of hosts."""

    def __init__(self, settings: Settings, cache: RobotsCache, clock: Callable[[], datetime]) -> None:
        self._settings, self._cache, self._clock = settings, cache, clock

    async def known(self, origin: str) -> CachedRobots | None:
        """The cached reading, whatever its age."""
        return await self._cache.get(origin)

    def settled(self, known: CachedRobots | None, asked: str) -> robots.Rules | Refused | None:
        """What the cache alone decides: rules that are fresh, a pause that is not over; else None."""
        now = self._clock()
        if known is None:
            return None
        if known.retry_at is not None:
            wait = (known.retry_at - now).total_seconds()
            if wait > 0 and _is_long(known, now):
                return self.rules(known.body or b"")
            return _unreachable(asked, known.problem, min(wait, _MOST_RETRY)) if wait > 0 else None
        if known.body is not None and known.good_until is not None and now < known.good_until:
            return self.rules(known.body)
        return None

    def rules(self, body: bytes) -> robots.Rules:
        """The rules for our product token."""
        parse = _parsed if len(body) <= _SMALL else robots.parse
        return parse(body, self._settings.robots_agent) if body else robots.ALLOW_ALL

    def delay(self, rules: robots.Rules) -> float:
        """Seconds between an answer and the next request: what the host asks, else the default."""
        asked = rules.crawl_delay or self._settings.default_delay_s
        return min(asked, self._settings.max_delay_s)

    def settle(self, answer: Answer, known: CachedRobots) -> float:
        """The delay that holds after an answer to a reading of robots.txt."""
        if 200 <= answer.status < 300:
            return self.delay(self.rules(answer.body))
        if answer.status == 304 and known.body:
            return self.delay(self.rules(known.body))
        return self._settings.default_delay_s

    async def learn(self, origin: str, known: CachedRobots, outcome: Response | NotModified | Refused,
                    answer: Answer | None, asked: str) -> robots.Rules | Refused:
        """Keeps what a new reading gave; the rules, or why nothing may be fetched now."""
        if isinstance(outcome, Refused) and outcome.reason in _PASSED_ON and answer is None:
            return replace(outcome, url=asked)
        fresh = self._fresh(known, outcome, answer)
        if fresh is not None:
            await self._cache.put(origin, fresh)
            return self.rules(fresh.body or b"")
        assert isinstance(outcome, Refused)
        now = self._clock()
        pause = min(self._settings.robots_retry_s * 2 ** min(known.failures, 10), _MOST_RETRY)
        pause = max(pause, min(outcome.retry_after or 0.0, self._settings.robots_max_age_s))
        problem = f"{outcome.reason}: {outcome.detail}"[:200]
        failed = replace(known, failures=known.failures + 1, problem=problem, retry_at=now + timedelta(seconds=pause),
                         unreachable_since=known.unreachable_since or now)
        await self._cache.put(origin, failed)
        if outcome.reason in (Refusal.DNS, Refusal.NO_NAME) and answer is None:
            return replace(outcome, url=asked, retry_after=pause)
        if _is_long(failed, now):
            return self.rules(failed.body or b"")
        return _unreachable(asked, problem, pause)

    def _fresh(self, known: CachedRobots, outcome: Response | NotModified | Refused,
               answer: Answer | None) -> CachedRobots | None:
        """The reading to keep, None if the host did not say."""
        now = self._clock()
        age = answers.max_age(answer) if answer else None
        most = self._settings.robots_max_age_s
        until = now + timedelta(seconds=most if age is None else min(max(age, _LEAST_AGE), most))
        match outcome:
            case NotModified():
                return replace(known, read_at=now, good_until=until, failures=0, retry_at=None, problem="", unreachable_since=None)
            case Response():
                return CachedRobots(body=outcome.body, read_at=now, good_until=until, etag=outcome.header("etag"),
                                    last_modified=outcome.header("last-modified"))
            case Refused(status=status) if status and (
                    outcome.reason is Refusal.REDIRECTS or (400 <= status < 500 and status != 429)):
                return CachedRobots(body=b"", read_at=now, good_until=until)
        return None


def _is_long(known: CachedRobots, now: datetime) -> bool:
    """Whether the file has been unreachable for so long that it no longer forbids everything."""
    since = known.unreachable_since
    return since is not None and now - since >= _LONG and known.failures >= _TIMES


def _unreachable(asked: str, problem: str, wait: float) -> Refused:
    return Refused(url=asked, reason=Refusal.ROBOTS_UNREACHABLE, retry_after=wait,
                   detail=f"robots.txt could not be read, so not now ({problem})")


@lru_cache(maxsize=4096)
def _parsed(body: bytes, agent: str) -> robots.Rules:
    return robots.parse(body, agent)

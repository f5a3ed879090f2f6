"""How long a feed rests after a failure: each kind of failure in its own way, never for good.

In: why there was no document, how often in a row. Out: seconds, and words for people. Never: a feed given up; the longest
pause is 30 days, for active feeds do answer 404 and come back to life (Media Cloud's rss-fetcher).

Where the figures come from: a pause that doubles is miniflux's and StormCrawler's; permanent failures of names weigh more
than temporary ones (rss-fetcher: 1 against 0.25); chance after a 429 parts the feeds of one host (rss-fetcher); four hours
after a 403, which some sites send for too many requests (Unread Cloud); a host's own ``Retry-After`` counts, up to two days.
"""

from __future__ import annotations

from dataclasses import dataclass

from headwater.model import Refusal, Refused

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
LONGEST = 30 * DAY  # whatever happens
LONGEST_RETRY_AFTER = 2 * DAY
LIGHT = frozenset({Refusal.BUSY, Refusal.ROBOTS_UNREACHABLE})  # says nothing about the feed


@dataclass(frozen=True, slots=True)
class Pause:
    """The first pause in seconds, how it grows with each further failure in a row, and where that ends."""

    first: float
    growth: float
    most: float
    words: str  # what happened and what we make of it, for people
    chance: float = 0.1  # how much longer it gets by chance, as a share of it


_KINDS = {
    Refusal.BUSY: Pause(10 * MINUTE, 1, 10 * MINUTE, "its host was busy with something else of ours, and was not asked", 0.5),
    Refusal.ROBOTS_UNREACHABLE: Pause(10 * MINUTE, 1, 10 * MINUTE, "robots.txt cannot be read just now, and what it may forbid is not asked", 0.5),
    Refusal.GONE: Pause(3 * HOUR, 2, LONGEST, "not found; it may come back"),
    Refusal.LEGAL: Pause(DAY, 2, LONGEST, "not to be had for legal reasons"),
    Refusal.PAYMENT: Pause(DAY, 2, LONGEST, "it asks for a log-in or for payment"),
    Refusal.BLOCKED: Pause(12 * HOUR, 2, 14 * DAY, "a bot wall stands before it; asking more often would only make it higher"),
    Refusal.CONSENT: Pause(6 * HOUR, 2, 7 * DAY, "a wall that asks visitors for consent stands before it"),
    Refusal.RATE_LIMITED: Pause(10 * MINUTE, 2, DAY, "too many requests for this host", 1.0),
    Refusal.STATUS: Pause(10 * MINUTE, 2, DAY, "the server has a fault of its own"),
    Refusal.DNS: Pause(10 * MINUTE, 1.25, 6 * HOUR, "name servers do not answer; that passes"),
    Refusal.NO_NAME: Pause(2 * HOUR, 2, LONGEST, "there is no host of this name"),
    Refusal.CONNECT: Pause(10 * MINUTE, 1.6, DAY, "no connection"),
    Refusal.TIMEOUT: Pause(10 * MINUTE, 1.6, DAY, "it takes too long"),
    Refusal.TLS: Pause(HOUR, 2, 2 * DAY, "its certificate does not hold"),
    Refusal.PROTOCOL: Pause(10 * MINUTE, 2, DAY, "the answer broke off or is no HTTP"),
    Refusal.EMPTY: Pause(10 * MINUTE, 2, DAY, "an answer without a document"),
    Refusal.REDIRECTS: Pause(6 * HOUR, 2, 7 * DAY, "redirects that lead nowhere"),
    Refusal.ROBOTS: Pause(DAY, 1, DAY, "robots.txt forbids it to us; looked at again daily for a week, then weekly"),
    Refusal.GUARD: Pause(DAY, 2, LONGEST, "an address that must not be reached from here"),
    Refusal.BAD_URL: Pause(DAY, 2, LONGEST, "no address of the web"),
    Refusal.TOO_LARGE: Pause(6 * HOUR, 2, 7 * DAY, "larger than is read"),
    Refusal.BAD_ENCODING: Pause(6 * HOUR, 2, 7 * DAY, "compressed in a way that cannot be read"),
    Refusal.NOT_A_FEED: Pause(HOUR, 2, 7 * DAY, "a document came that is no feed"),
}
_FORBIDDEN = Pause(4 * HOUR, 2, 7 * DAY, "forbidden: a limit for requests, or a wall")
_OURS = Pause(6 * HOUR, 2, 7 * DAY, "the server does not like the request")  # other 4xx than those named
_GONE_FOR_GOOD = Pause(7 * DAY, 1, 7 * DAY, "its server says that it is gone for good; looked at weekly, later monthly")
SURE = 3  # times in a row that a 410 is seen until it counts


def of(refused: Refused, times: int) -> Pause:
    """The pause after a failure that is the ``times``-th in a row."""
    match refused.reason, refused.status:
        case Refusal.GONE, 410 if times >= 2 * SURE:
            return Pause(LONGEST, 1, LONGEST, _GONE_FOR_GOOD.words)
        case Refusal.GONE, 410 if times >= SURE:
            return _GONE_FOR_GOOD
        case Refusal.ROBOTS, _ if times > 7:
            return Pause(7 * DAY, 1, 7 * DAY, _KINDS[Refusal.ROBOTS].words)
        case Refusal.PAYMENT, 403:
            return _FORBIDDEN
        case Refusal.STATUS, int(status) if 400 <= status < 500 and status not in (408, 425):
            return _OURS
    return _KINDS[refused.reason]


def seconds(refused: Refused, times: int, *, interval: float, jitter: float) -> float:
    """How long to wait; ``interval`` is the feed's own, for a rare feed is not asked at once ``jitter`` 0 to 1."""
    pause = of(refused, times)
    first = max(pause.first, interval / 4) if pause.first < HOUR and refused.reason not in LIGHT else pause.first
    wait = min(first * pause.growth ** min(times - 1, 40), max(pause.most, first))
    asked = min(max(refused.retry_after or 0.0, 0.0), LONGEST_RETRY_AFTER)
    if asked >= wait:  # as asked, and a little later by chance: else all feeds of a host come back together
        return min(asked + jitter * HOUR * (refused.reason is Refusal.RATE_LIMITED), LONGEST)
    return min(wait * (1 + jitter * pause.chance), LONGEST)

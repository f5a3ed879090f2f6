"""The client: how anything is fetched, from the first hop to the last.

In: a Request. Out: Response, NotModified or Refused, always as a value, whatever the network does. Never: a hop
without the guard, the host's robots.txt (but for hubs) and the host's turn, in this order. What waits and what is remembered of hosts
lies behind :class:`politeness.Turns` and :class:`politeness.RobotsCache`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlencode
from weakref import WeakValueDictionary

import ada_url

from headwater import urls
from headwater.fetch import answers, guard, robots
from headwater.fetch.politeness import CachedRobots, RobotsCache, Turns
from headwater.fetch.readings import Readings
from headwater.fetch.settings import Settings
from headwater.fetch.wire import Answer, Failure, Wire
from headwater.model import NotModified, Purpose, Refusal, Refused, Request, Response

_ENCODINGS = "gzip, deflate, br, zstd"
_ACCEPT = {
    Purpose.FEED: "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9,"
                  " text/xml;q=0.9, application/json;q=0.8, */*;q=0.5",
    Purpose.PAGE: "text/html, application/xhtml+xml;q=0.9, */*;q=0.5",
    Purpose.ROBOTS: "text/plain, */*;q=0.5",
    Purpose.IMAGE: "image/webp, image/jpeg, image/png, image/*;q=0.8, */*;q=0.1",
    Purpose.DISCOVERY: "text/html, application/rss+xml, application/atom+xml, application/feed+json,"
                       " application/xml;q=0.9, */*;q=0.5",
    Purpose.HUB: "*/*",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request that went out, for those who count."""

    url: str
    purpose: Purpose
    status: int | None  # None: no answer
    reason: Refusal | None  # why there is no answer
    raw_bytes: int
    body_bytes: int
    seconds: float


@dataclass(slots=True)
class _Trail:
    """Where a chain of redirects has led so far."""

    url: str
    seen: set[str] = field(default_factory=set)
    permanent: bool = True
    crossed: bool = False  # left the host that the validators came from

    def follow(self, answer: Answer, *, posts: bool = False) -> str | None:
        """Goes on to where a redirect points; what speaks against it, or None.

        A form is sent on only where the method stays (W3C WebSub, section 5.1.2), and its secret never in the clear
        where it was not before.
        """
        self.seen.add(self.url)
        if posts and answer.status not in answers.SAME_METHOD:
            return f"a form is not sent on after status {answer.status}"
        target = urls.absolute(answer.header("location"), self.url) if answer.header("location") else None
        if target is None:
            return "a redirect to nowhere"
        target = _bare(target)
        if posts and self.url.startswith("https:") and not target.startswith("https:"):
            return f"a form is not sent on unprotected to {target}"
        if target in self.seen:
            return f"redirects go in a circle at {target}"
        self.permanent = self.permanent and answer.status in answers.PERMANENT
        self.crossed = self.crossed or urls.host(target) != urls.host(self.url)
        self.url = target
        return None


class Client:
    """Fetches; one instance an event loop, an async context manager."""

    def __init__(self, settings: Settings, *, turns: Turns, robots_cache: RobotsCache,
                 clock: Callable[[], datetime] = lambda: datetime.now(UTC),
                 observe: Callable[[Hop], None] | None = None, lookup: guard.Lookup | None = None) -> None:
        """``observe`` is told of every request; ``lookup`` replaces the system's name resolution, for tests.

        Raises ConfigError for a network that is none.
        """
        self._settings = settings
        self._turns, self._clock, self._observe, self._lookup = turns, clock, observe, lookup
        self._guard = guard.configured(settings.allowed_networks)
        self._readings = Readings(settings, robots_cache, clock)
        self._reading: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._wire: Wire | None = None

    async def __aenter__(self) -> Self:
        self._open()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None,
                        trace: TracebackType | None) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes all connections; the client may be used again afterwards."""
        wire, self._wire = self._wire, None
        if wire is not None:
            await wire.aclose()

    def _open(self) -> Wire:
        if self._wire is None:
            self._wire = Wire(self._settings, self._guard, self._lookup)
        return self._wire

    async def get(self, request: Request) -> Response | NotModified | Refused:
        """Fetches an address, or sends a hub its form, following redirects by hand; never raises for what the network does."""
        outcome, _ = await self._get(request)
        return outcome

    async def rules(self, url: str) -> robots.Rules | Refused:
        """What robots.txt of the address's host says to us, read at most a day ago; its turn is kept."""
        start = urls.absolute(url)
        if start is None:
            return Refused(url=url, reason=Refusal.BAD_URL, detail="not an http or https address")
        return await self._rules(start, url)

    async def _get(self, request: Request,
                   settle: Callable[[Answer], float] | None = None) -> tuple[Response | NotModified | Refused, Answer | None]:
        """As :meth:`get`, with the last answer; ``settle`` gives the delay that an answer itself asks for."""
        start = urls.absolute(request.url)
        if start is None:
            return Refused(url=request.url, reason=Refusal.BAD_URL, detail="not an http or https address"), None
        trail = _Trail(_bare(start))
        is_robots = request.purpose is Purpose.ROBOTS
        hops = self._settings.max_robots_redirects if is_robots else self._settings.max_redirects
        last: Answer | None = None
        for _ in range(hops + 1):
            delay = await self._admit(trail.url, request)
            if isinstance(delay, Refused):
                return delay, last
            result = await self._ask(trail, request, delay, settle)
            if isinstance(result, Refused):
                return result, last
            last = result
            if last.status not in answers.REDIRECTS:
                return self._outcome(last, request, trail), last
            problem = trail.follow(last, posts=request.purpose is Purpose.HUB)
            if problem:
                return _redirected(request, problem, last), last
        return _redirected(request, f"more than {hops} redirects", last), last

    def _outcome(self, answer: Answer, request: Request, trail: _Trail) -> Response | NotModified | Refused:
        return answers.outcome(
            answer, request, url=trail.url, now=self._clock(), max_retry_after=self._settings.max_retry_after_s,
            conditional=bool(_conditions(request)) and not trail.crossed, moved=bool(trail.seen) and trail.permanent,
        )

    async def _admit(self, url: str, request: Request) -> float | Refused:
        """Guard and robots.txt for one hop: the host's delay in seconds, or why we must not ask."""
        barred = await self._barred(url, request)
        if barred:
            return barred
        if request.purpose in (Purpose.ROBOTS, Purpose.HUB):  # a hub is asked because a publisher names it: no crawl, RFC 9309, 1
            return self._settings.default_delay_s
        rules = await self._rules(url, request.url)
        if isinstance(rules, Refused):
            return rules
        if not rules.allowed(url):
            return Refused(url=request.url, reason=Refusal.ROBOTS, detail=f"robots.txt forbids {url}")
        return self._readings.delay(rules)

    async def _barred(self, url: str, request: Request) -> Refused | None:
        """What the guard can tell before a connection; behind a proxy also where the name leads."""
        objection = self._guard.objection(url)
        if objection:
            return Refused(url=request.url, reason=Refusal.GUARD, detail=objection)
        if self._settings.proxy is None or self._settings.proxy_enforces_guard:
            return None
        try:
            async with asyncio.timeout(self._settings.connect_timeout_s):
                await self._open().resolver.addresses(urls.hostname(url))
        except guard.Forbidden as error:
            return Refused(url=request.url, reason=Refusal.GUARD, detail=str(error))
        except TimeoutError:
            return Refused(url=request.url, reason=Refusal.TIMEOUT, detail="resolving the name took too long")
        except (OSError, ValueError) as error:
            detail = f"{error}; if only the proxy resolves names, say that it enforces the guard"
            return Refused(url=request.url, reason=Refusal.NO_NAME if guard.is_no_name(error) else Refusal.DNS, detail=detail)
        return None

    async def _ask(self, trail: _Trail, request: Request, delay: float,
                   settle: Callable[[Answer], float] | None) -> Answer | Refused:
        """One request within the host's turn, which is given back whatever happens."""
        host = urls.host(trail.url)
        if not await self._turns.take(host, delay=delay):
            return Refused(url=request.url, reason=Refusal.BUSY, detail=f"no turn at {host} in time")
        backoff: float | None = None
        try:
            headers = {"User-Agent": self._settings.user_agent, "Accept": _ACCEPT[request.purpose],
                       "Accept-Encoding": _ENCODINGS}
            if not trail.crossed:
                headers |= _conditions(request)
            body = urlencode(request.form).encode() if request.purpose is Purpose.HUB else None
            if body is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            result = await self._open().ask(trail.url, headers=headers, purpose=request.purpose, body=body)
            backoff = self._backoff(result, delay)
            if settle and isinstance(result, Answer):
                delay = settle(result)
        finally:
            await self._turns.give(host, delay=delay, backoff=backoff)
        self._tell(trail.url, request.purpose, result)
        return answers.failed(result, request) if isinstance(result, Failure) else result

    def _backoff(self, result: Answer | Failure, delay: float) -> float | None:
        have = self._settings
        return answers.backoff(result, now=self._clock(), most=have.max_retry_after_s, delay=delay,
                               rate_limit=have.rate_limit_backoff_s, down=have.down_backoff_s)

    def _tell(self, url: str, purpose: Purpose, result: Answer | Failure) -> None:
        if self._observe is None:
            return
        if isinstance(result, Answer):
            self._observe(Hop(url=url, purpose=purpose, status=result.status, reason=None, seconds=result.seconds,
                              raw_bytes=result.raw_bytes, body_bytes=len(result.body)))
        else:
            self._observe(Hop(url=url, purpose=purpose, status=None, reason=result.reason, seconds=result.seconds,
                              raw_bytes=0, body_bytes=0))

    async def _rules(self, url: str, asked: str) -> robots.Rules | Refused:
        """The rules of an address's host from the cache or the host; one reading at a time an origin."""
        origin = urls.origin(url)
        lock = self._reading.setdefault(origin, asyncio.Lock())
        async with lock:
            known = await self._readings.known(origin)
            settled = self._readings.settled(known, asked)
            if settled is not None:
                return settled
            return await self._read_robots(origin, known or CachedRobots(), asked)

    async def _read_robots(self, origin: str, known: CachedRobots, asked: str) -> robots.Rules | Refused:
        has_body = known.body is not None
        request = Request(url=f"{origin}/robots.txt", purpose=Purpose.ROBOTS,
                          etag=known.etag if has_body else None,
                          last_modified=known.last_modified if has_body else None)
        outcome, answer = await self._get(request, settle=lambda found: self._readings.settle(found, known))
        return await self._readings.learn(origin, known, outcome, answer, asked)


def _conditions(request: Request) -> dict[str, str]:
    """The validators verbatim; only the ETag where there is one."""
    if request.etag:
        return {"If-None-Match": request.etag} if _sendable(request.etag) else {}
    if request.last_modified and _sendable(request.last_modified):
        return {"If-Modified-Since": request.last_modified}
    return {}


def _sendable(value: str) -> bool:
    return len(value) <= 1024 and not any(char < " " or char == "\x7f" for char in value)


def _redirected(request: Request, problem: str, answer: Answer | None) -> Refused:
    return Refused(url=request.url, reason=Refusal.REDIRECTS, detail=problem,
                   status=answer.status if answer else None, headers=answer.headers if answer else ())


def _bare(url: str) -> str:
    """Without fragment, user and password: we send no credentials to anyone."""
    parsed = ada_url.URL(url)
    parsed.hash = ""
    parsed.username = parsed.password = ""
    return parsed.href

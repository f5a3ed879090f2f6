"""What every answer needs: the store, the settings, the clock, the templates.

In: the parts that ``site.make_app`` was given. Out: :class:`Context`, and HTML of a template. Never: a query.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import Response

from headwater import errors
from headwater.store import db, directory, promise, secrets
from headwater.web import caching, dates, query, rendering
from headwater.web.settings import SiteSettings

_OFFERED_FOR = 60.0  # seconds that the list of editions holds
_PROMISE_FOR = 60.0  # seconds that the numbers in the foot hold
_PROMISE_OVER = timedelta(days=90)  # what they count


@dataclass(slots=True, kw_only=True)
class Context:
    """The parts of one site."""

    store: db.Store
    settings: SiteSettings
    now: Callable[[], datetime]
    templates: jinja2.Environment = field(default_factory=rendering.environment)
    first_seen: caching.FirstSeen = field(default_factory=caching.FirstSeen)
    rates: Any = None  # visitors.Rates, made by ``site``
    _secret: bytes = b""
    _offered: tuple[float, directory.Offered] = (-1e9, directory.Offered())
    _promise: tuple[float, datetime | None, promise.Numbers] = (-1e9, None, promise.Numbers())
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def secret(self) -> bytes:
        """What forms and log-ins are signed with."""
        if not self._secret:
            with self.store.write() as conn:
                self._secret = secrets.signing(conn, now=self.now())
        return self._secret

    def languages(self) -> tuple[str, ...]:
        """The languages offered as filters."""
        return self.settings.languages or self.offered().languages

    def offered(self) -> directory.Offered:
        """What editions there are; counted once a minute."""
        with self._lock:
            if time.monotonic() - self._offered[0] > _OFFERED_FOR or not self._offered[1].languages:
                with self.store.read() as conn:
                    found = directory.offered(conn)
                self._offered = (time.monotonic(), replace(found, languages=tuple(filter(dates.tag, found.languages))))
            return self._offered[1]

    def numbers(self, *, as_known: bool = False) -> promise.Numbers:
        """How the promise was kept in the last 90 days, counted once a minute; ``as_known``: without asking the store."""
        read_at, at, found = self._promise
        now = self.now()
        old = at is None or abs(now - at).total_seconds() >= _PROMISE_FOR or time.monotonic() - read_at >= _PROMISE_FOR
        if old and not as_known:
            try:
                with self.store.read() as conn:
                    found = promise.numbers(conn, since=now - _PROMISE_OVER, now=now)
            except errors.HeadwaterError:  # the page is worth more than its foot
                return found
            self._promise = (time.monotonic(), now, found)
        return found


def of(request: Request) -> Context:
    """The context of the site that a request asks."""
    return request.app.state.context


def page(
    request: Request, template: str, *, parts: tuple[object, ...] = (), status: int = 200, **values: Any
) -> Response:
    """A page, or 304 where the client has it. ``parts`` are what the page shows, for its ETag."""
    site = of(request)
    now = caching.minute(site.now())
    origin = query.origin(request, site.settings.base_url)
    etag = caching.tag(template, str(request.url), now, site.settings, site.numbers(), parts)
    if status == 200 and (known := caching.unchanged(request, etag)):
        return known
    response = html(site, template, status=status, now=now, origin=origin, path=request.url.path, **values)
    return caching.stamp(response, etag) if status == 200 else response


def html(site: Context, template: str, *, status: int, **values: Any) -> Response:
    """A rendered template; a lone surrogate, which UTF-8 cannot carry, becomes a question mark."""
    known = {"site": site.settings, "promise": site.numbers(as_known=status >= 500), **values}
    body = site.templates.get_template(template).render(known).encode("utf-8", "replace")
    return Response(body, status_code=status, media_type="text/html")

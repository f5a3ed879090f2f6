"""The dead-man check: where the worker is silent, the web itself does what the promise of 24 hours cannot wait for.

In: an ASGI application, any request to it. Out: the same, looked after at most once a minute in this process. Never: a
request that fails for it, or work of the worker's that can wait (mail, reminders).
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from headwater import errors
from headwater.actions import clock
from headwater.web import context

log = structlog.get_logger()
EVERY = timedelta(minutes=1)


class Watch:
    """Middleware: a request that comes a minute after the last look waits for one, so that it is answered as it should be."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._looked: datetime | None = None
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith("/static/"):
            site: context.Context = scope["app"].state.context
            if self._is_due(site.now()):
                await run_in_threadpool(_look, site)
        await self.app(scope, receive, send)

    def _is_due(self, now: datetime) -> bool:
        with self._lock:
            if self._looked is not None and timedelta(0) <= now - self._looked < EVERY:
                return False
            self._looked = now
            return True


def _look(site: context.Context) -> None:
    try:
        done = clock.overdue_interims(site.store, rules=site.settings.rules, now=site.now())
    except errors.HeadwaterError as error:  # the request goes on; the next look tries again
        log.warning("what is overdue could not be done", why=str(error))
        return
    if done:
        log.warning("the worker is silent: the web took interim action", steps=done)

"""Limits on what may be asked at all, before anything is made of it.

In: an ASGI application. Out: the same, which answers 414 to an address longer than any of ours. Never: a look at a body.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from headwater.web import failures

MOST_QUERY = 2048  # bytes of a query string
MOST_PATH = 1024  # bytes


class Short:
    """Middleware: addresses of ours are short; longer ones are refused (RFC 9110, 15.5.15)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (len(scope["query_string"]) > MOST_QUERY or len(scope["path"].encode()) > MOST_PATH):
            await failures.answer(Request(scope), 414)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

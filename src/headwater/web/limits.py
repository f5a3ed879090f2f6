"""Limits on what may be asked at all, before anything is made of it.

In: an ASGI application. Out: the same, which answers 414 to an address longer than any of ours, and 413 to a body that is
larger than any form. Never: a look at what a body says.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from headwater.web import failures

MOST_QUERY = 2048  # bytes of a query string
MOST_PATH = 1024  # bytes
MOST_BODY = 64 * 1024  # bytes, of a form
OWN_BOUNDS = "/websub/"  # where hubs deliver whole feeds: ``websub`` bounds them itself


class Short:
    """Middleware: addresses and forms of ours are short; longer ones are refused (RFC 9110, 15.5.14 and 15.5.15)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif len(scope["query_string"]) > MOST_QUERY or len(scope["path"].encode()) > MOST_PATH:
            await failures.answer(Request(scope), 414)(scope, receive, send)
        elif scope["path"].startswith(OWN_BOUNDS):
            await self.app(scope, receive, send)
        elif _announced(scope) > MOST_BODY:
            await failures.answer(Request(scope), 413)(scope, receive, send)
        else:
            await self.app(scope, _bounded(receive), send)


def _announced(scope: Scope) -> int:
    """The length that a body is said to have; 0 where none is said."""
    given = Headers(scope=scope).get("content-length", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0


def _bounded(receive: Receive) -> Receive:
    """The body's parts, until they are more than a form has: then whoever reads it is answered 413."""
    size = 0

    async def bounded() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MOST_BODY:
            raise HTTPException(413)
        return message

    return bounded

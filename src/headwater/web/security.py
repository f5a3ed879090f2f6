"""Headers that every answer carries, whatever made it, and HEAD for every GET.

In: an ASGI application. Out: the same with strict headers, and without cookies but at the desk. Never: an exception of its own.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "public, max-age=30",
}
DESK = "/desk"  # where people work who have logged in: the only place with a cookie
PRIVATE = (DESK, "/complaint", "/comment", "/websub/")  # answers that no cache keeps
MACHINES = ("/api/", "/feeds/", "/opml", "/sitemap", "/log.json", "/log.csv", "/.well-known/headwater")  # what other sites' programs may read from a browser


def apply(headers: MutableHeaders, path: str = "/", method: str = "GET") -> None:
    """Add what is missing; cookies go outside the desk, whoever set them."""
    if "set-cookie" in headers and not path.startswith(DESK):
        del headers["set-cookie"]
    if method == "POST" or path.startswith(PRIVATE):
        headers.setdefault("cache-control", "no-store")
    if path.startswith(MACHINES) or "/feed." in path:
        headers.setdefault("access-control-allow-origin", "*")
        headers.setdefault("cross-origin-resource-policy", "cross-origin")
    for name, value in HEADERS.items():
        headers.setdefault(name, value)


class Strict:
    """Middleware: the headers on each answer; HEAD answered as GET without its body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path, head = scope["path"], scope["method"] == "HEAD"

        async def strictly(message: Message) -> None:
            if message["type"] == "http.response.start":
                apply(MutableHeaders(scope=message), path, scope["method"])
            elif message["type"] == "http.response.body" and head:
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"} if head else scope, receive, strictly)

"""Serve the sample web on loopback: requests by Host in, pages with validators and gzip out.

``serve`` gives a running server whose ``opml_url`` lists every outlet. It listens on 127.0.0.1 only; browsers
resolve ``*.localhost`` to it by themselves (RFC 6761 section 6.3), other programs may need to be told.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from aiohttp import web

from headwater.sample import edition as editions
from headwater.sample import site
from headwater.sample.record import Asked, Log
from headwater.sample.site import Resource

LATENCY = 0.015  # seconds an answer takes, so that requests at once to one host can be seen as such
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A sample web that answers until it is closed."""

    port: int
    edition: editions.Edition
    log: Log
    runner: web.AppRunner

    @property
    def opml_url(self) -> str:
        """The address of the list of outlets."""
        return f"http://sample.localhost:{self.port}/opml"

    async def close(self) -> None:
        """Stop answering."""
        await self.runner.cleanup()


async def serve(*, port: int = 0, now: datetime | None = None) -> Running:
    """Start the sample web as of ``now`` on a port of loopback (0: any free one). Raises OSError if it is taken."""
    desk = _Desk()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", desk.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, LOOPBACK, port).start()
    except OSError:
        await runner.cleanup()
        raise
    bound = int(runner.addresses[0][1])
    edition = editions.edition(port=bound, now=now)
    desk.table = site.table(edition)
    return Running(port=bound, edition=edition, log=desk.log, runner=runner)


class _Desk:
    """Answers requests from the table and remembers them."""

    def __init__(self) -> None:
        self.table: site.Table = {}
        self.log = Log()

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one request."""
        host = request.host.split(":")[0].lower()
        if host == "sample.localhost" and request.path in {"/log", "/stats"}:
            return self._report(request)
        begun = time.time()
        await asyncio.sleep(LATENCY)
        resource = self.table.get((host, request.path))
        answer = _response(request, resource) if resource else web.Response(status=404, text="Not found\n")
        asked = Asked(
            time=begun,
            end=time.time(),
            host=host,
            path=request.path_qs,
            status=answer.status,
            user_agent=request.headers.get("User-Agent", ""),
        )
        self.log.add(asked)
        return answer

    def _report(self, request: web.Request) -> web.Response:
        if request.path == "/log":
            return web.Response(text=self.log.lines(), content_type="application/jsonl")
        manners = self.log.manners(agent=request.query.get("agent", ""))
        body = {host: asdict(one) for host, one in manners.items()}
        return web.Response(text=json.dumps(body, indent=1), content_type="application/json")


def _response(request: web.Request, resource: Resource) -> web.Response:
    headers = {
        "Content-Type": resource.content_type,
        "ETag": resource.etag,
        "Last-Modified": format_datetime(resource.modified.astimezone(UTC), usegmt=True),
        "Vary": "Accept-Encoding",
        **resource.headers,
    }
    if request.method not in {"GET", "HEAD"}:
        return web.Response(status=405, headers={"Allow": "GET, HEAD"})
    if resource.status == 200 and _unchanged(request, resource):
        del headers["Content-Type"]
        return web.Response(status=304, headers=headers)
    body = resource.body
    wants_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    if wants_gzip and len(body) > 500 and not resource.content_type.startswith("image/"):
        body = gzip.compress(body, compresslevel=5, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return web.Response(status=resource.status, body=body, headers=headers)


def _unchanged(request: web.Request, resource: Resource) -> bool:
    """Whether the caller's validators still hold (RFC 9110 section 13.2.2: If-None-Match goes first)."""
    if tags := request.headers.get("If-None-Match"):
        given = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return resource.etag in given or "*" in given
    since = request.headers.get("If-Modified-Since")
    if not since:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    return resource.modified <= moment.replace(tzinfo=moment.tzinfo or UTC)

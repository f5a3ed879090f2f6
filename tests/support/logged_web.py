"""A small web behind a proxy's port that notes when each request began and ended: what politeness is judged by.

In: for each host its documents by path, and how long it takes to answer. Out: :class:`LoggedWeb` with the log. Never: a
connection to anywhere; every name leads here.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import time
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Asked:
    """One request as the web saw it."""

    host: str
    path: str
    began: float  # monotonic seconds
    ended: float
    status: int
    conditional: bool


@dataclass
class LoggedWeb:
    """Hosts and what they were asked."""

    sites: dict[str, dict[str, bytes]]
    seconds: float = 0.02  # that an answer takes
    log: list[Asked] = field(default_factory=list)
    port: int = 0
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen on loopback, on a port of the system's choice."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more."""
        assert self._server is not None
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await self._answer(head.decode("latin-1"), writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, head: str, writer: asyncio.StreamWriter) -> None:
        began = time.monotonic()
        first, *lines = head.split("\r\n")
        target = urlsplit(first.split()[1])
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        host, path = target.hostname or "", target.path or "/"
        body = self.sites.get(host, {}).get(path)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"' if body is not None else ""
        conditional = "if-none-match" in headers
        await asyncio.sleep(self.seconds)
        status = 404 if body is None else 304 if headers.get("if-none-match") == etag else 200
        sent = body if body is not None and status == 200 else b""
        kind = "application/rss+xml" if path.endswith(".xml") else "text/plain" if path.endswith(".txt") else "text/html; charset=utf-8"
        answer = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(sent)}\r\n" + (f"ETag: {etag}\r\n" if etag else "")
        self.log.append(Asked(host, path, began, time.monotonic(), status, conditional))
        writer.write(answer.encode() + b"\r\n" + sent)
        await writer.drain()

    def overlaps(self) -> list[tuple[Asked, Asked]]:
        """Requests to one host of which the second began before the first was answered."""
        return [(a, b) for a, b in self._pairs() if b.began < a.ended]

    def shortest_pause(self) -> dict[str, float]:
        """For each host the least time from an answer to the next request."""
        found: dict[str, float] = defaultdict(lambda: float("inf"))
        for a, b in self._pairs():
            found[a.host] = min(found[a.host], b.began - a.ended)
        return dict(found)

    def _pairs(self) -> list[tuple[Asked, Asked]]:
        by_host: dict[str, list[Asked]] = defaultdict(list)
        for one in sorted(self.log, key=lambda asked: asked.began):
            by_host[one.host].append(one)
        return [pair for asked in by_host.values() for pair in itertools.pairwise(asked)]

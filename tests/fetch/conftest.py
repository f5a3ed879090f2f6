"""A small raw web on loopback, so that servers may misbehave byte by byte, and clients for it."""

from __future__ import annotations

import asyncio
import inspect
import time
from dataclasses import dataclass, replace
from typing import Any

import pytest

from headwater.fetch.client import Client
from headwater.fetch.politeness import LocalTurns, MemoryRobots
from headwater.fetch.settings import Settings
from headwater.model import Purpose, Request

OPEN = ("127.0.0.0/8",)


@dataclass
class Seen:
    host: str
    path: str
    head: str  # request line and headers as received
    began: float
    ended: float = 0.0
    body: bytes = b""  # of a POST

    def header(self, name: str) -> str | None:
        for line in self.head.split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None


class Web:
    """Routes are ``"/path"`` or ``"name.localhost/path"`` -> raw bytes, or a function of Seen giving bytes, or an
    async function of (Seen, writer). What is not routed is 404, robots.txt too unless it is routed."""

    def __init__(self, routes: dict[str, Any], *, tls: Any = None) -> None:
        self.routes, self.tls = routes, tls
        self.seen: list[Seen] = []
        self.at_once: dict[str, int] = {}
        self.most_at_once = 0
        self.port = 0
        self._tasks: set[asyncio.Task] = set()

    async def __aenter__(self) -> Web:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls, limit=2**20)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """Paths asked, without robots.txt."""
        return [seen.path for seen in self.seen if seen.path != "/robots.txt"]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            while await self._one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        seen = Seen(host="", path=head.split(" ")[1], head=head, began=time.monotonic())
        seen.host = (seen.header("host") or "").rsplit(":", 1)[0]
        seen.body = await reader.readexactly(int(seen.header("content-length") or 0))
        self.seen.append(seen)
        self.at_once[seen.host] = self.at_once.get(seen.host, 0) + 1
        self.most_at_once = max(self.most_at_once, self.at_once[seen.host])
        try:
            route = self.routes.get(seen.host + seen.path, self.routes.get(seen.path, answer(404)))
            if inspect.iscoroutinefunction(route):
                await route(seen, writer)
                return False
            raw: bytes = route(seen) if callable(route) else route  # type: ignore[assignment]
            writer.write(raw)
            await writer.drain()
            return b"\r\ncontent-length:" in raw.lower() and b"\r\nconnection: close" not in raw.lower()
        finally:
            seen.ended = time.monotonic()
            self.at_once[seen.host] -= 1


def answer(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """A raw response; ``content_encoding="gzip"`` stands for the header of that name."""
    named = {"Content-Length": str(len(body))} | {key.replace("_", "-"): value for key, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value is not None)
    return f"HTTP/1.1 {status} Whatever\r\n{lines}\r\n".encode() + body


def redirect(location: str, status: int = 302) -> bytes:
    return answer(status, Location=location)


def fast(**changes: Any) -> Settings:
    """Settings for loopback: no pauses, short times."""
    base = Settings(allowed_networks=OPEN, default_delay_s=0.0, total_timeout_s=5.0, connect_timeout_s=2.0,
                    down_backoff_s=0.0, rate_limit_backoff_s=0.0)
    return replace(base, **changes)


def opened(settings: Settings | None = None, **more: Any) -> Client:
    return Client(settings or fast(), turns=more.pop("turns", None) or LocalTurns(max_wait=5.0),
                  robots_cache=more.pop("robots_cache", None) or MemoryRobots(), **more)


def page(url: str, purpose: Purpose = Purpose.PAGE, **validators: Any) -> Request:
    return Request(url=url, purpose=purpose, **validators)


class Kit:
    """What the tests of fetching share."""

    Web = Web
    answer = staticmethod(answer)
    redirect = staticmethod(redirect)
    fast = staticmethod(fast)
    opened = staticmethod(opened)
    page = staticmethod(page)

    def fetch(self, raw: Any, *, purpose: Purpose = Purpose.PAGE, path: str = "/a",
              settings: Settings | None = None, **routes: Any) -> Any:
        """The outcome of one request for one path that answers ``raw``."""
        async def scenario() -> Any:
            async with Web({path: raw} | routes) as web, opened(settings) as client:
                return await client.get(page(web.url(path), purpose))

        return asyncio.run(scenario())


@pytest.fixture
def kit() -> Kit:
    return Kit()

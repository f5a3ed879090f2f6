"""A WebSub hub on loopback: takes requests, verifies them or not, delivers signed, forged and late."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web


@dataclass
class Hub:
    """The hub, for an ``async with`` block; what it does is told by its fields."""

    status: int = 202  # of its answer to a request
    verifies: bool = True
    lease: str = ""  # what it grants; "": what was asked
    denies: str = ""  # the reason, instead of a verification
    at_once: bool = False  # verifies before it answers, as older hubs do
    asked: list[dict[str, str]] = field(default_factory=list)
    verified: list[tuple[int, str, str]] = field(default_factory=list)  # status, content type and text of each answer
    port: int = 0

    async def __aenter__(self) -> Hub:
        app = web.Application()
        app.router.add_post("/", self._take)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self._session = aiohttp.ClientSession()
        self._tasks: set[asyncio.Task[None]] = set()
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*self._tasks)
        await self._session.close()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://hub.localhost:{self.port}/"

    async def _take(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if self.status < 300 and (self.verifies or self.denies):
            if self.at_once:
                await self._verify(form)
            else:
                task = asyncio.create_task(self._verify(form))
                self._tasks.add(task)
        return web.Response(status=self.status)

    async def _verify(self, form: dict[str, str]) -> None:
        query = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": "<b>challenge</b>",
                 "hub.lease_seconds": self.lease or form["hub.lease_seconds"]}
        if self.denies:
            query = {"hub.mode": "denied", "hub.topic": form["hub.topic"], "hub.reason": self.denies}
        await self.ask_back(form["hub.callback"], query)

    async def ask_back(self, callback: str, query: dict[str, str]) -> None:
        """A request to verify, whether anybody asked or not."""
        async with self._session.get(callback, params=query) as answer:
            self.verified.append((answer.status, answer.content_type, await answer.text()))

    async def settled(self) -> None:
        """All that was asked is verified."""
        await asyncio.gather(*self._tasks)

    async def deliver(self, body: bytes, *, secret: str | None = None, method: str = "sha256", topic: str = "") -> int:
        """Deliver to whoever subscribed last, signed with their secret or another; gives the status of the answer."""
        last = self.asked[-1]
        key = (last["hub.secret"] if secret is None else secret).encode()
        headers = {"Content-Type": "application/rss+xml", "X-Hub-Signature": f"{method}={hmac.new(key, body, getattr(hashlib, method)).hexdigest()}",
                   "Link": f'<{topic or last["hub.topic"]}>; rel="self", <{self.url}>; rel="hub"'}
        if secret == "":
            del headers["X-Hub-Signature"]
        async with self._session.post(last["hub.callback"], data=body, headers=headers) as answer:
            return answer.status

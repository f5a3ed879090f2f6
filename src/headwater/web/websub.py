"""Where hubs reach us (W3C WebSub): requests to verify a subscription, and deliveries.

In: requests to an address that only one hub knows. Out: the challenge as plain text; 202 for a delivery, kept to be read
by the worker. Never: HTML, a cookie, a form's token (the signature proves who sent it), a look at what a body says, or yes
to anything that we never asked for.

A delivery without our secret's signature is answered like any other, so that nobody learns from the answer, and counted
(section 8). What is too large or comes too often is not kept: the feed is polled instead, as it would be without a hub.
"""

from __future__ import annotations

import random
import re

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from headwater.actions import hubs
from headwater.web import context

MOST_BODY = 5 * 1024 * 1024  # bytes of a delivery
RATE = "300/hour"  # deliveries of one subscription
RATE_OF_QUESTIONS = "60/hour"  # requests to verify one subscription: each that is ours is written down
_TOKEN = re.compile(r"[\w-]{16,64}", re.A)  # "Qm9v-7hJ..."
_TOO_LARGE, _TOO_OFTEN = "its hub delivers more than we take at once", "its hub delivers oftener than we take"


async def reached(request: Request) -> Response:
    """A hub's requests: verification by GET, delivery by POST."""
    token = request.path_params["token"]
    if not _TOKEN.fullmatch(token):
        return _plain(404, "Nothing stands here.")
    if request.method == "POST":
        return await _delivered(request, token)
    site, query = context.of(request), dict(request.query_params)
    try:
        site.rates.count(token, "websub questions", RATE_OF_QUESTIONS)
    except HTTPException as error:
        return _plain(429, "Later, please.", **(error.headers or {}))
    challenge = await run_in_threadpool(hubs.verify, site.store, token, query, now=site.now(), jitter=random.random())  # noqa: S311
    return _plain(404, "Nobody here asked for that.") if challenge is None else _plain(200, challenge)


async def _delivered(request: Request, token: str) -> Response:
    site = context.of(request)
    if not await run_in_threadpool(hubs.expected, site.store, token, now=site.now()):
        return _plain(410, "Nobody here waits for that.")  # section 7: the hub may end the subscription
    try:
        site.rates.count(token, "websub", RATE)
    except HTTPException as error:
        await run_in_threadpool(hubs.pull_instead, site.store, token, _TOO_OFTEN, now=site.now())
        return _plain(429, "Later, please.", **(error.headers or {}))
    try:
        body = await _body(request)
    except ClientDisconnect:
        return _plain(400, "That broke off.")
    if body is None:
        await run_in_threadpool(hubs.pull_instead, site.store, token, _TOO_LARGE, now=site.now())
        return _plain(413, "That is too much at once.")
    headers = tuple((name.lower(), value) for name, value in request.headers.items())
    arrival = hubs.Arrival(
        body=body, content_type=request.headers.get("content-type", ""), signature=request.headers.get("x-hub-signature", ""),
        headers=headers,
    )  # fmt: skip
    became = await run_in_threadpool(hubs.deliver, site.store, token, arrival, now=site.now())
    return _plain(410, "Nobody here waits for that.") if became is hubs.Became.UNWANTED else _plain(202, "")


async def _body(request: Request) -> bytes | None:
    """The body, None as soon as it is, or says that it is, more than we take."""
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdecimal() and (len(announced) > 12 or int(announced) > MOST_BODY):
        return None
    found = bytearray()
    async for piece in request.stream():
        found += piece
        if len(found) > MOST_BODY:
            return None
    return bytes(found)


def _plain(status: int, words: str, **headers: str) -> Response:
    return PlainTextResponse(words, status_code=status, headers={"cache-control": "no-store", **headers})


ROUTES = (Route("/websub/{token}", reached, methods=["GET", "POST"]),)

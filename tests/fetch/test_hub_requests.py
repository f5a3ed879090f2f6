"""Requests to hubs: a form by POST under the host's turn, past the guard, whatever robots.txt says."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl

import pytest

from headwater.fetch.settings import Settings
from headwater.model import Purpose, Refusal, Refused, Request, Response

FORM = (("hub.mode", "subscribe"), ("hub.topic", "https://quay.example/feed?a=1&b=ü"), ("hub.secret", "s" * 64))


class Turns:
    def __init__(self) -> None:
        self.told: list[tuple[str, str, float | None]] = []

    async def take(self, host: str, *, delay: float) -> bool:
        self.told.append(("take", host, delay))
        return True

    async def give(self, host: str, *, delay: float, backoff: float | None) -> None:
        self.told.append(("give", host, backoff))


def asked(kit, routes: dict, path: str = "/hub"):
    """The outcome, all that the server saw, and the turns; routes may be functions of the web."""
    turns = Turns()

    async def scenario():
        async with kit.Web({}) as web, kit.opened(turns=turns) as client:
            web.routes = {path: raw(web) if callable(raw) else raw for path, raw in routes.items()}
            web.routes["/robots.txt"] = kit.answer(body=b"User-agent: *\nDisallow: /\n")
            outcome = await client.get(Request(url=web.url(path), purpose=Purpose.HUB, form=FORM))
            return outcome, web.seen, turns.told

    return asyncio.run(scenario())


def test_a_hub_gets_the_form_under_its_turn_and_its_robots_are_not_asked(kit) -> None:
    outcome, seen, told = asked(kit, {"/hub": kit.answer(202)})
    assert isinstance(outcome, Response)
    assert outcome.status == 202
    assert [one.path for one in seen] == ["/hub"], "robots.txt forbids everything, and is about crawling"
    assert seen[0].head.startswith("POST /hub HTTP/1.1\r\n")
    assert seen[0].header("content-type") == "application/x-www-form-urlencoded"
    assert tuple(parse_qsl(seen[0].body.decode())) == FORM
    assert [what for what, *_ in told] == ["take", "give"]


@pytest.mark.parametrize("status", [307, 308])
def test_a_hub_that_has_moved_gets_the_form_at_its_new_place(kit, status: int) -> None:
    outcome, seen, told = asked(kit, {"/hub": lambda web: kit.redirect(web.url("/new", "b.localhost"), status), "/new": kit.answer(202)})
    assert outcome.status == 202
    assert [one.path for one in seen] == ["/hub", "/new"]
    assert seen[0].body == seen[1].body != b""
    assert [host.split(":")[0] for what, host, _ in told if what == "take"] == ["127.0.0.1", "b.localhost"]


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_that_would_turn_the_form_into_a_get_is_not_followed(kit, status: int) -> None:
    outcome, seen, _ = asked(kit, {"/hub": kit.redirect("/new", status), "/new": kit.answer(202)})
    assert outcome.reason is Refusal.REDIRECTS
    assert len(seen) == 1


def test_a_form_goes_into_no_private_network(kit) -> None:
    outcome, *_ = asked(kit, {"/hub": kit.redirect("http://169.254.169.254/", 307)})
    assert outcome.reason is Refusal.GUARD

    async def scenario():
        async with kit.opened(Settings()) as client:
            return await client.get(Request(url="http://127.0.0.1:9/", purpose=Purpose.HUB, form=FORM))

    outcome = asyncio.run(scenario())
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.GUARD


@pytest.mark.parametrize(("status", "headers", "reason", "wait"), [
    (400, {}, Refusal.STATUS, None), (404, {}, Refusal.GONE, None), (429, {"Retry_After": "60"}, Refusal.RATE_LIMITED, 60.0),
    (503, {"Retry_After": "90"}, Refusal.RATE_LIMITED, 90.0), (500, {}, Refusal.STATUS, None), (422, {}, Refusal.STATUS, None),
])
def test_a_hub_that_refuses_says_why_and_for_how_long(kit, status: int, headers: dict, reason: Refusal, wait: float | None) -> None:
    outcome, *_ = asked(kit, {"/hub": kit.answer(status, b"no", **headers)})
    assert (outcome.reason, outcome.status, outcome.retry_after) == (reason, status, wait)


def test_what_a_hub_writes_besides_is_cut(kit) -> None:
    outcome, *_ = asked(kit, {"/hub": kit.answer(202, b"x" * 300_000)})
    assert isinstance(outcome, Response)
    assert len(outcome.body) <= 64 * 1024

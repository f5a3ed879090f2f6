"""Politeness: one request at a time a host, the pauses that are asked, and turns that are always given back."""

from __future__ import annotations

import asyncio
import time

import pytest

from headwater.fetch.politeness import LocalTurns
from headwater.model import Purpose, Refusal, Response


def test_a_turn_is_had_after_the_pause_that_was_given() -> None:
    async def scenario():
        turns = LocalTurns()
        assert await turns.take("a", delay=0.1)
        await turns.give("a", delay=0.1, backoff=None)
        start = time.monotonic()
        assert await turns.take("a", delay=0.1)
        first = time.monotonic() - start
        await turns.give("a", delay=0.0, backoff=0.2)
        start = time.monotonic()
        assert await turns.take("a", delay=0.1)
        return first, time.monotonic() - start

    first, second = asyncio.run(scenario())
    assert first >= 0.09
    assert second >= 0.19


def test_hosts_do_not_wait_for_one_another() -> None:
    async def scenario():
        turns = LocalTurns()
        await turns.take("a", delay=9)
        start = time.monotonic()
        assert await turns.take("b", delay=9)
        return time.monotonic() - start

    assert asyncio.run(scenario()) < 1


def test_who_cannot_have_a_turn_in_time_is_told_so_at_once_where_that_is_known() -> None:
    async def scenario():
        turns = LocalTurns(max_wait=0.3)
        await turns.take("a", delay=0)
        start = time.monotonic()
        assert not await turns.take("a", delay=0)
        waited = time.monotonic() - start
        await turns.give("a", delay=60, backoff=None)
        start = time.monotonic()
        assert not await turns.take("a", delay=0)
        return waited, time.monotonic() - start

    waited, at_once = asyncio.run(scenario())
    assert 0.25 <= waited < 5
    assert at_once < 0.25


def test_a_turn_is_not_lost_when_its_waiter_is_cancelled() -> None:
    async def scenario():
        turns = LocalTurns(max_wait=2.0)
        await turns.take("a", delay=0)
        queued = asyncio.create_task(turns.take("a", delay=0))
        await asyncio.sleep(0.01)
        queued.cancel()
        await turns.give("a", delay=0.2, backoff=None)
        sleeping = asyncio.create_task(turns.take("a", delay=0))
        await asyncio.sleep(0.05)
        sleeping.cancel()
        await asyncio.gather(queued, sleeping, return_exceptions=True)
        return await turns.take("a", delay=0)

    assert asyncio.run(scenario())


def test_hosts_at_rest_are_forgotten_and_busy_ones_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headwater.fetch.politeness._KEPT", 3)

    async def scenario():
        turns = LocalTurns()
        await turns.take("busy", delay=0)
        await turns.take("resting", delay=0)
        await turns.give("resting", delay=60, backoff=None)
        for n in range(20):
            await turns.take(f"{n}", delay=0)
            await turns.give(f"{n}", delay=0, backoff=None)
        await turns.give("busy", delay=0, backoff=None)
        return set(turns._hosts)

    hosts = asyncio.run(scenario())
    assert {"busy", "resting"} <= hosts
    assert len(hosts) <= 4


class Witness(LocalTurns):
    """Writes down what the client does."""

    def __init__(self) -> None:
        super().__init__(max_wait=5.0)
        self.told: list[tuple] = []

    async def take(self, host: str, *, delay: float) -> bool:
        self.told.append(("take", host.split(":")[0]))
        return await super().take(host, delay=delay)

    async def give(self, host: str, *, delay: float, backoff: float | None) -> None:
        self.told.append(("give", host.split(":")[0], delay, backoff))
        await super().give(host, delay=0.0, backoff=None)


def witnessed(kit, routes: dict, path: str = "/a", host: str = "a.localhost", **settings) -> list[tuple]:
    async def scenario():
        turns = Witness()
        async with kit.Web({}) as web:
            web.routes = {key: value(web) if getattr(value, "__name__", "") == "<lambda>" else value for key, value in routes.items()}
            async with kit.opened(kit.fast(**settings), turns=turns) as client:
                await client.get(kit.page(web.url(path, host)))
        return turns.told

    return asyncio.run(scenario())


def test_robots_pages_and_every_redirect_hop_take_the_turn_of_their_own_host(kit) -> None:
    told = witnessed(kit, {"/a": lambda web: kit.redirect(web.url("/b", "b.localhost")), "/b": kit.redirect("/c"),
                           "/c": kit.answer(), "b.localhost/robots.txt": kit.answer(body=b"User-agent: *\nCrawl-delay: 7")},
                     default_delay_s=2.0)
    a, b = ("a.localhost", 2.0, None), ("b.localhost", 7.0, None)
    assert told == [("take", "a.localhost"), ("give", *a)] * 2 + [("take", "b.localhost"), ("give", *b)] * 3


@pytest.mark.parametrize(("robots", "delay"), [("", 2.0), ("Crawl-delay: 0.5", 0.5), ("Crawl-delay: 0", 2.0),
                                               ("Crawl-delay: 90000", 3600.0), ("Request-rate: 1/30", 30.0)])
def test_the_host_is_asked_as_slowly_as_it_asks_within_reason(kit, robots: str, delay: float) -> None:
    body = f"User-agent: *\n{robots}\n".encode()
    told = witnessed(kit, {"/robots.txt": kit.answer(body=body), "/a": kit.answer()}, default_delay_s=2.0)
    assert [row[2] for row in told if row[0] == "give"] == [delay, delay]


@pytest.mark.parametrize(("raw", "backoff"), [
    ({"status": 200}, None), ({"status": 404}, None), ({"status": 500}, None), ({"status": 429}, 60.0),
    ({"status": 429, "Retry_After": "300"}, 300.0), ({"status": 503, "Retry_After": "300"}, 300.0),
    ({"status": 429, "Retry_After": "0"}, 2.0), ({"status": 503}, None), ({"status": 429, "Retry_After": "9999999"}, 86400.0),
])
def test_a_host_that_asks_for_rest_is_left_alone(kit, raw: dict, backoff: float | None) -> None:
    told = witnessed(kit, {"/a": kit.answer(**raw)}, default_delay_s=2.0, rate_limit_backoff_s=60.0)
    assert told[-1] == ("give", "a.localhost", 2.0, backoff)


def test_a_host_that_is_down_is_left_alone_for_a_while(kit) -> None:
    async def silent(seen, writer) -> None:
        await asyncio.sleep(5)

    told = witnessed(kit, {"/a": silent}, total_timeout_s=0.2, down_backoff_s=30.0)
    assert told[-1] == ("give", "a.localhost", 0.0, 30.0)


def test_a_turn_is_given_back_when_the_fetch_is_cancelled(kit) -> None:
    async def silent(seen, writer) -> None:
        await asyncio.sleep(5)

    async def scenario():
        turns = Witness()
        async with kit.Web({"/a": silent, "/b": kit.answer()}) as web, kit.opened(turns=turns) as client:
            task = asyncio.create_task(client.get(kit.page(web.url("/a"))))
            await asyncio.sleep(0.2)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return turns.told, await client.get(kit.page(web.url("/b")))

    told, outcome = asyncio.run(scenario())
    assert [row[0] for row in told[:4]] == ["take", "give", "take", "give"]
    assert isinstance(outcome, Response)


def test_without_a_turn_nothing_is_asked(kit) -> None:
    class Never(LocalTurns):
        async def take(self, host: str, *, delay: float) -> bool:
            return False

    async def scenario():
        async with kit.Web({"/a": kit.answer()}) as web, kit.opened(turns=Never()) as client:
            return await client.get(kit.page(web.url("/a"))), web.seen

    outcome, seen = asyncio.run(scenario())
    assert outcome.reason is Refusal.BUSY
    assert seen == []


def test_a_server_sees_one_request_at_a_time_and_the_pause_between_them(kit) -> None:
    async def scenario():
        async def slow(seen, writer) -> None:
            await asyncio.sleep(0.03)
            writer.write(kit.answer(Connection="close"))
            await writer.drain()

        paths = [f"/{n}" for n in range(6)]
        async with kit.Web(dict.fromkeys(paths, slow)) as web, kit.opened(kit.fast(default_delay_s=0.1)) as client:
            outcomes = await asyncio.gather(*(client.get(kit.page(web.url(path), Purpose.FEED)) for path in paths))
            return outcomes, web

    outcomes, web = asyncio.run(scenario())
    assert all(isinstance(outcome, Response) for outcome in outcomes)
    assert web.most_at_once == 1
    began = [seen.began for seen in web.seen]
    ended = [seen.ended for seen in web.seen]
    assert len(began) == 7
    assert min(after - before for before, after in zip(ended, began[1:], strict=False)) >= 0.09


def test_a_connection_that_breaks_is_not_tried_again_out_of_turn(kit) -> None:
    async def scenario():
        async with kit.Web({"/a": b""}) as web, kit.opened() as client:
            return await client.get(kit.page(web.url("/a"))), web.paths()

    outcome, paths = asyncio.run(scenario())
    assert outcome.reason is Refusal.PROTOCOL
    assert paths == ["/a"]

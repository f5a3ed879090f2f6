"""Pushes in the pipeline: what polls tell of hubs, how hubs are asked, how deliveries are read. (End to end: e2e/test_websub.py.)"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from headwater import app, config, model
from headwater.actions import hubs
from headwater.gathering import OutletRules, Polled, Push, Subscription
from headwater.pipeline import push
from headwater.pipeline.tools import Manners, Tally
from headwater.store import feed_logs, feeds, outlets, schema, subscriptions
from support.world import World, item, rss

FEED, HUB = "https://tide.example/feed", "https://hub.example/"
LINKS = f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="{HUB}"/>'
PUSHED = Manners(push="https://ours.example", pages=False)


@pytest.fixture
def pushed(world: World) -> World:
    """A world whose one feed names a hub, which is asked."""
    world.manners = PUSHED
    world.enrol()
    world.answers[FEED] = rss(item("first"), extra=LINKS)
    world.answers[HUB] = b""
    world.gather()
    asyncio.run(push.ask(world.tools, world.get))
    return world


def known(world: World) -> Subscription:
    with world.store.read() as conn:
        (found,) = subscriptions.every(conn).values()
        return found


def put(world: World, **changes: object) -> None:
    with world.store.write() as conn:
        subscriptions.put(conn, replace(known(world), **changes))  # pyright: ignore[reportArgumentType]


def activate(world: World) -> None:
    query = {"hub.mode": "subscribe", "hub.topic": known(world).topic, "hub.challenge": "c"}
    assert hubs.verify(world.store, known(world).token, query, now=world.now, jitter=0.0) == "c"


def deliver(world: World, body: bytes) -> None:
    with world.store.write() as conn:
        subscriptions.deliver(conn, feed_id=known(world).feed_id, content_type="text/xml", body=body, now=world.now)


def slugs(world: World) -> set[str]:
    with world.store.read() as conn:
        return {url.rpartition("/")[2] for url in conn.execute(sa.select(schema.article.c.reference_url)).scalars()}


def test_a_poll_remembers_the_hub_and_the_hub_is_asked_once(pushed: World) -> None:
    (request,) = [one for one in pushed.asked if one.purpose is model.Purpose.HUB]
    assert request.url == HUB
    assert dict(request.form)["hub.topic"] == FEED
    assert dict(request.form)["hub.callback"] == f"https://ours.example/websub/{known(pushed).token}"
    assert len(known(pushed).token) >= 32
    assert len(known(pushed).secret) == 64
    asyncio.run(push.ask(pushed.tools, pushed.get))
    assert len([one for one in pushed.asked if one.purpose is model.Purpose.HUB]) == 1


def test_a_hub_in_the_headers_of_the_answer_is_one(world: World) -> None:
    world.enrol()
    world.answers[FEED] = world.response(FEED, rss(item("first")), link=f'<{HUB}>; rel="hub"')
    world.gather()
    assert (known(world).hub, known(world).state) == (HUB, Push.WANTED)


def test_where_nothing_is_to_be_asked_nothing_is(world: World) -> None:
    world.enrol()
    world.answers[FEED] = rss(item("first"), extra=LINKS)
    world.gather()
    assert asyncio.run(push.ask(world.tools, world.get)).counts == {}
    assert known(world).asked_at is None


def test_a_hub_that_fails_is_noted_and_asked_again_later(world: World) -> None:
    world.manners = PUSHED
    world.enrol()
    world.answers[FEED] = rss(item("first"), extra=LINKS)
    world.answers[HUB] = model.Refused(url=HUB, reason=model.Refusal.CONNECT, detail="nobody there")
    world.gather()
    for hours in (0.0, 1.3, 2.6):
        world.now += timedelta(hours=hours)
        tally = asyncio.run(push.ask(world.tools, world.get))
        assert tally.counts["hub errors"] == 1
    assert (known(world).state, known(world).failures) == (Push.BROKEN, 3)
    assert known(world).note == "the hub took no request (connect: nobody there)"
    assert asyncio.run(push.ask(world.tools, world.get)).counts == {}


def test_an_answer_that_comes_after_the_verification_ends_nothing(pushed: World) -> None:
    """Some hubs verify first and answer late, or with an error."""
    put(pushed, again_at=pushed.now)

    async def slow(request: model.Request) -> model.Refused:
        await asyncio.to_thread(activate, pushed)
        return model.Refused(url=HUB, reason=model.Refusal.TIMEOUT, detail="slow")

    asyncio.run(push.ask(pushed.tools, slow))
    assert (known(pushed).state, known(pushed).failures, known(pushed).note) == (Push.ACTIVE, 0, "")


def test_two_workers_ask_for_a_subscription_once(pushed: World) -> None:
    put(pushed, again_at=pushed.now)

    async def both() -> tuple[Tally, Tally]:
        return await asyncio.gather(push.ask(pushed.tools, pushed.get), push.ask(pushed.tools, pushed.get))

    assert sum(tally.counts["hubs asked"] for tally in asyncio.run(both())) == 1


def test_a_slow_hub_holds_up_no_other(world: World) -> None:
    world.manners = PUSHED
    for number in range(3):
        host = f"h{number}.example"
        world.enrol(f"https://{host}/feed", name=host)
        world.answers[f"https://{host}/feed"] = rss(item("a", host=host), extra=LINKS.replace("hub.example", f"hub{number}.example"))
    world.gather()
    answered: list[str] = []

    async def get(request: model.Request) -> model.Response:
        await asyncio.sleep(0.5 if "hub0" in request.url else 0)
        answered.append(request.url)
        return world.response(request.url, b"")

    asyncio.run(push.ask(world.tools, get))
    assert sorted(answered) == [f"https://hub{n}.example/" for n in range(3)]
    assert answered[-1] == "https://hub0.example/"


def test_what_is_pushed_is_read_like_what_is_polled_and_leaves_the_poll_alone(pushed: World) -> None:
    activate(pushed)
    with pushed.store.read() as conn:
        before = feeds.get(conn, known(pushed).feed_id)
    pushed.asked.clear()
    deliver(pushed, rss(item("second"), item("third")))
    assert push.drain(pushed.tools).counts["pushed"] == 1
    assert slugs(pushed) == {"first", "second", "third"}
    assert pushed.asked == []
    with pushed.store.read() as conn:
        assert feeds.get(conn, known(pushed).feed_id) == before, "validators, body hash, rhythm and title are of whole documents"
        (record, *_) = feed_logs.get(conn, known(pushed).feed_id).recent
    assert (record.result, record.new, record.listed) == (Polled.PUSHED, 2, 2)
    assert push.drain(pushed.tools).counts == {}


def test_what_is_pushed_keeps_to_the_outlets_rules(pushed: World) -> None:
    with pushed.store.write() as conn:
        outlets.set_rules(conn, next(iter(outlets.every(conn))).id, OutletRules(exclude_title=("frost",), rewrite_url=(("/news/", "/story/"),)))
    deliver(pushed, rss(item("second"), item("third", title="Frost in the valley")))
    push.drain(pushed.tools)
    assert slugs(pushed) == {"first", "second"}
    with pushed.store.read() as conn:
        assert "https://tide.example/story/second" in set(conn.execute(sa.select(schema.article.c.reference_url)).scalars())


def test_pushed_and_polled_entries_are_one(pushed: World) -> None:
    deliver(pushed, rss(item("first"), item("second")))
    push.drain(pushed.tools)
    pushed.answers[FEED] = rss(item("second"), item("first"), extra=LINKS)
    pushed.now += timedelta(hours=2)
    pushed.gather()
    assert slugs(pushed) == {"first", "second"}
    with pushed.store.read() as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(schema.entry)).scalar() == 2


def test_an_old_delivery_that_comes_again_is_set_right_by_the_next_poll(pushed: World) -> None:
    def titles() -> set[str]:
        with pushed.store.read() as conn:
            return set(conn.execute(sa.select(schema.article.c.title)).scalars())

    old = rss(item("first", title="A wrong claim"), extra=LINKS)
    deliver(pushed, old)
    push.drain(pushed.tools)
    pushed.answers[FEED] = rss(item("first", title="A corrected claim"), extra=LINKS)
    pushed.live(minutes=24 * 60)
    assert titles() == {"A corrected claim"}
    deliver(pushed, old)
    push.drain(pushed.tools)
    assert titles() == {"A wrong claim"}
    pushed.live(minutes=24 * 60)
    assert titles() == {"A corrected claim"}


def test_a_delivery_that_crashes_goes_and_its_feed_is_polled(pushed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    pushed.now += timedelta(minutes=20)
    deliver(pushed, b"bad")
    deliver(pushed, rss(item("good")))
    parse = push.feed_reader.parse

    def crashing(body: bytes, **more: object) -> model.ParsedFeed:
        if body == b"bad":
            raise RuntimeError("never seen")
        return parse(body, **more)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(push.feed_reader, "parse", crashing)
    tally = push.drain(pushed.tools)
    assert (tally.counts["crashes"], tally.counts["pushed"]) == (1, 1)
    assert "good" in slugs(pushed)
    with pushed.store.read() as conn:
        assert subscriptions.oldest(conn) is None
        found = feeds.get(conn, known(pushed).feed_id)
    assert found and found.history.next_poll_at
    assert found.history.next_poll_at <= pushed.now  # chance may have put its turn before


def test_a_pull_that_finds_what_waits_to_be_read_has_missed_nothing(pushed: World) -> None:
    activate(pushed)
    later = pushed.now + timedelta(hours=6)
    deliver(pushed, rss(item("second")))
    with pushed.store.write() as conn:
        push.missed(conn, known(pushed).feed_id, later)
    assert known(pushed).missed == 0
    push.drain(pushed.tools)
    for number in (1, 2):
        with pushed.store.write() as conn:
            assert push.is_pushed(conn, known(pushed).feed_id, later)
            push.missed(conn, known(pushed).feed_id, later)
        assert known(pushed).missed == number
    with pushed.store.read() as conn:
        assert not push.is_pushed(conn, known(pushed).feed_id, later)
        assert not push.is_pushed(conn, "no such feed", later)


def test_pushes_are_read_and_hubs_asked_as_long_as_the_worker_runs(pushed: World) -> None:
    deliver(pushed, rss(item("second")))
    put(pushed, again_at=pushed.now)
    total = Tally()

    async def scenario() -> None:
        async with push.running(pushed.tools, pushed.get, total.join):
            for _ in range(100):
                await asyncio.sleep(0.05)
                if total.counts["pushed"] and total.counts["hubs asked"]:
                    break

    asyncio.run(scenario())
    assert (total.counts["pushed"], total.counts["hubs asked"]) == (1, 1)
    assert "second" in slugs(pushed)


@pytest.mark.parametrize(("given", "address"), [
    ({"site": {"base_url": "https://news.quay.org"}}, "https://news.quay.org"),
    ({"site": {"base_url": "https://news.quay.org"}, "gather": {"websub": False}}, ""),
    ({"site": {"base_url": "http://192.168.1.4:8000"}}, ""), ({}, ""),
])
def test_hubs_are_asked_where_they_can_reach_us_and_the_operator_wants_it(world: World, given: dict, address: str) -> None:
    assert app.make_tools(config.Settings(**given, archive="memory:///"), world.store).manners.push == address

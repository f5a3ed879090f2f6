"""WebSub end to end over real HTTP: a feed, its hub, our worker and our site, with a clock that we move."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

import sqlalchemy as sa
import uvicorn
from aiohttp import web

from headwater.fetch import client
from headwater.fetch import settings as fetching
from headwater.gathering import FeedLog, Polled, Push, Subscription
from headwater.pipeline import enrol, gather, push, turns
from headwater.pipeline.tools import Manners, Readers, Tally, Tools
from headwater.store import db, feed_logs, schema, subscriptions
from headwater.web import site
from support.hub import Hub
from support.world import START, FakePool


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Origin:
    """The outlet's server."""

    hub: Hub
    items: list[str] = field(default_factory=list)
    names_hub: bool = True
    polls: int = 0
    url: str = ""

    def publish(self, slug: str, at: datetime) -> str:
        link = f"https://quay.example/news/{slug}"
        made = f"<item><title>{slug}</title><link>{link}</link><guid>{link}</guid><pubDate>{format_datetime(at)}</pubDate></item>"
        self.items.insert(0, made)
        return made

    def document(self, *items: str) -> bytes:
        links = f'<atom:link rel="hub" href="{self.hub.url}"/><atom:link rel="self" href="{self.url}"/>' if self.names_hub else ""
        return (
            '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Quay News</title>'
            f"<link>https://quay.example/</link>{links}{''.join(items or self.items)}</channel></rss>"
        ).encode()

    async def answer(self, request: web.Request) -> web.Response:
        self.polls += 1
        return web.Response(body=self.document(), content_type="application/rss+xml")


@dataclass
class Stage:
    """All that take part."""

    store: db.Store
    hub: Hub
    origin: Origin
    clock: Clock
    tools: Tools
    gatherer: gather.Gatherer

    async def poll(self) -> None:
        """Gather until nothing is due."""
        await gather.gather(self.gatherer, stop=asyncio.Event(), until_idle=True)

    async def ask(self) -> None:
        """Ask the hubs that are due, until they have verified what they will."""
        await push.ask(self.tools, self.gatherer.get)
        await self.hub.settled()

    async def subscribe(self) -> None:
        """A first poll, and all that follows until the hub pushes."""
        self.origin.publish("old", self.clock.now - timedelta(days=1))
        await self.poll()
        await self.ask()
        self.later(minutes=15)
        await self.poll()

    def read(self) -> Tally:
        return push.drain(self.tools)

    def later(self, **span: float) -> None:
        self.clock.now += timedelta(**span)

    @property
    def subscription(self) -> Subscription:
        with self.store.read() as conn:
            (found,) = subscriptions.every(conn).values()
            return found

    @property
    def slugs(self) -> set[str]:
        with self.store.read() as conn:
            return {url.rpartition("/")[2] for url in conn.execute(sa.select(schema.article.c.reference_url)).scalars()}

    @property
    def next_poll(self) -> datetime:
        with self.store.read() as conn:
            return conn.execute(sa.select(schema.feed.c.next_poll_at)).scalar_one()

    @property
    def log(self) -> FeedLog:
        with self.store.read() as conn:
            return feed_logs.get(conn, self.subscription.feed_id)


@contextmanager
def served(store: db.Store, clock: Clock) -> Iterator[str]:
    """Our site on loopback; gives its address."""
    ours = uvicorn.Server(uvicorn.Config(site.make_app(store, site.SiteSettings(), now=clock), port=0, log_level="error", lifespan="off"))
    ready = threading.Event()
    startup = ours.startup

    async def started(sockets: list | None = None) -> None:
        await startup(sockets)
        ready.set()

    ours.startup = started
    thread = threading.Thread(target=ours.run, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield f"http://127.0.0.1:{ours.servers[0].sockets[0].getsockname()[1]}"
    finally:
        ours.should_exit = True
        thread.join()


@asynccontextmanager
async def staged(store: db.Store) -> AsyncIterator[Stage]:
    clock = Clock()
    async with Hub() as hub:
        origin = Origin(hub=hub)
        app = web.Application()
        app.router.add_get("/feed", origin.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        origin.url = f"http://quay.localhost:{runner.addresses[0][1]}/feed"
        enrol.enrol_all(store, [enrol.Enrolment(name="Quay News", home_url="https://quay.example/", feed_urls=(origin.url,))], now=clock.now)
        settings = fetching.Settings(allowed_networks=("127.0.0.0/8",), default_delay_s=0.0, rate_limit_backoff_s=0.0, down_backoff_s=0.0)
        with served(store, clock) as address:
            tools = Tools(store=store, now=clock, owner="test", manners=Manners(pages=False, push=address))
            queue = turns.StoreTurns(tools)
            async with client.Client(settings, turns=queue, robots_cache=turns.StoreRobots(tools)) as fetcher:
                gatherer = gather.Gatherer(tools=tools, get=fetcher.get, readers=Readers(FakePool()), turns=queue, on_tally=lambda _: None)
                try:
                    yield Stage(store=store, hub=hub, origin=origin, clock=clock, tools=tools, gatherer=gatherer)
                finally:
                    await runner.cleanup()


def play(store: db.Store, scene: Callable[[Stage], Awaitable[None]]) -> None:
    async def run() -> None:
        async with staged(store) as stage:
            await scene(stage)

    asyncio.run(run())


def test_71_a_feed_is_subscribed_to_verified_pushed_and_renewed(sqlite_store: db.Store) -> None:
    async def scene(stage: Stage) -> None:
        stage.origin.publish("old", stage.clock.now - timedelta(days=1))
        await stage.poll()
        assert stage.subscription.state is Push.WANTED
        await stage.ask()
        (form,) = stage.hub.asked
        assert (form["hub.mode"], form["hub.topic"], form["hub.lease_seconds"]) == ("subscribe", stage.origin.url, "864000")
        assert stage.hub.verified == [(200, "text/plain", "<b>challenge</b>")]
        assert (stage.subscription.state, stage.subscription.failures) == (Push.ACTIVE, 0)
        assert stage.next_poll == stage.clock.now + timedelta(minutes=10), "what came between our pull and the subscription was pushed to nobody"

        stage.later(minutes=15)
        await stage.poll()
        assert stage.next_poll > stage.clock.now + timedelta(hours=2), "then pulls are rare"
        polls = stage.origin.polls
        news = stage.origin.publish("landing", stage.clock.now)
        assert await stage.hub.deliver(stage.origin.document(news)) == 202
        assert stage.slugs == {"old"}
        stage.read()
        assert stage.slugs == {"old", "landing"}
        assert stage.origin.polls == polls, "without a request to the outlet"
        assert (stage.log.recent[0].result, stage.log.recent[0].new) == (Polled.PUSHED, 1)

        stage.later(days=5)
        await stage.ask()
        assert len(stage.hub.asked) == 1
        stage.later(days=2)
        await stage.ask()
        assert len(stage.hub.asked) == 2, "after two thirds of the lease"
        assert stage.subscription.lease_until == stage.clock.now + timedelta(days=10)
        assert stage.hub.asked[0]["hub.callback"] == stage.hub.asked[1]["hub.callback"]

    play(sqlite_store, scene)


def test_71_forged_deliveries_are_answered_alike_counted_and_not_read(sqlite_store: db.Store) -> None:
    async def scene(stage: Stage) -> None:
        await stage.subscribe()
        body = stage.origin.document(stage.origin.publish("lie", stage.clock.now))
        for secret in ("guess", ""):
            assert await stage.hub.deliver(body, secret=secret) == 202
        stage.read()
        assert "lie" not in stage.slugs
        assert stage.subscription.forged == 2
        for method in ("sha1", "sha384", "sha512"):
            news = stage.origin.publish(f"by-{method}", stage.clock.now)
            assert await stage.hub.deliver(stage.origin.document(news), method=method) == 202
        stage.read()
        assert {"by-sha1", "by-sha384", "by-sha512"} <= stage.slugs

    play(sqlite_store, scene)


def test_71_after_its_lease_a_subscription_is_over_for_both(sqlite_store: db.Store) -> None:
    async def scene(stage: Stage) -> None:
        stage.hub.lease = "7200"
        await stage.subscribe()
        stage.hub.status = 500
        stage.later(hours=3)
        await stage.ask()
        assert stage.subscription.state is Push.BROKEN
        assert "500" in stage.subscription.note
        stage.later(hours=36)
        await stage.poll()
        assert stage.next_poll < stage.clock.now + timedelta(hours=26), "polled as if there were no hub"
        assert await stage.hub.deliver(stage.origin.document()) == 410

    play(sqlite_store, scene)


def test_71_a_hub_that_accepts_and_never_pushes_is_found_out_by_pulls(sqlite_store: db.Store) -> None:
    async def scene(stage: Stage) -> None:
        await stage.subscribe()
        for number in range(2):
            assert stage.subscription.state is Push.ACTIVE
            stage.later(hours=1)
            stage.origin.publish(f"unpushed-{number}", stage.clock.now)
            stage.clock.now = max(stage.next_poll, stage.clock.now + timedelta(hours=1))
            await stage.poll()
        assert stage.subscription.state is Push.BROKEN
        assert stage.subscription.note == "pulls found what no push had brought"

        news = stage.origin.publish("pushed", stage.clock.now)
        await stage.hub.deliver(stage.origin.document(news))
        assert stage.subscription.state is Push.ACTIVE, "until pushes work again"

    play(sqlite_store, scene)


def test_71_a_hub_that_refuses_is_not_asked_again_and_may_not_deliver(sqlite_store: db.Store) -> None:
    async def scene(stage: Stage) -> None:
        stage.hub.denies = "not for robots"
        await stage.subscribe()
        assert stage.subscription.state is Push.DENIED
        assert stage.subscription.note == "the hub refuses: not for robots"
        stage.later(days=20)
        await stage.poll()
        await stage.ask()
        assert len(stage.hub.asked) == 1
        assert await stage.hub.deliver(stage.origin.document()) == 410

    play(sqlite_store, scene)


def test_71_a_hub_that_verifies_before_it_answers_is_believed(sqlite_store: db.Store) -> None:
    async def scene(stage: Stage) -> None:
        stage.hub.at_once = True
        await stage.subscribe()
        assert stage.subscription.state is Push.ACTIVE
        assert stage.subscription.failures == 0

    play(sqlite_store, scene)


def test_71_nobody_else_can_subscribe_us_or_end_what_we_want(sqlite_store: db.Store) -> None:
    async def scene(stage: Stage) -> None:
        await stage.subscribe()
        callback, before = stage.hub.asked[0]["hub.callback"], stage.subscription
        stage.hub.verified.clear()
        for mode, topic in (("subscribe", "https://other.example/feed"), ("unsubscribe", stage.origin.url), ("", stage.origin.url)):
            await stage.hub.ask_back(callback, {"hub.mode": mode, "hub.topic": topic, "hub.challenge": "<script>"})
        await stage.hub.ask_back(callback[:-8] + "x" * 8, {"hub.mode": "subscribe", "hub.topic": stage.origin.url, "hub.challenge": "x"})
        assert {(status, kind) for status, kind, _ in stage.hub.verified} == {(404, "text/plain")}
        assert not any("script" in text for *_, text in stage.hub.verified)
        assert stage.subscription == before

    play(sqlite_store, scene)


def test_71_a_feed_that_names_another_hub_is_asked_for_there_and_the_old_one_is_told(sqlite_store: db.Store) -> None:
    async def scene(stage: Stage) -> None:
        await stage.subscribe()
        async with Hub() as other:
            old, stage.origin.hub = stage.hub, other
            stage.clock.now = stage.next_poll
            await stage.poll()
            assert (stage.subscription.hub, stage.subscription.state) == (other.url, Push.WANTED)
            stage.hub = other
            await stage.ask()
            assert stage.subscription.state is Push.ACTIVE
            assert await old.deliver(stage.origin.document()) == 410
            assert await other.deliver(stage.origin.document(stage.origin.publish("here", stage.clock.now))) == 202
            stage.read()
            assert "here" in stage.slugs

    play(sqlite_store, scene)


def test_71_a_bare_ping_another_topic_and_no_feed_make_us_pull(sqlite_store: db.Store) -> None:
    async def scene(stage: Stage) -> None:
        await stage.subscribe()
        for body, topic in ((b"", ""), (stage.origin.document(), "https://other.example/feed"), (b"<html>news!</html>", "")):
            stage.later(hours=1)
            assert stage.next_poll > stage.clock.now
            assert await stage.hub.deliver(body, topic=topic) == 202
            stage.read()
            assert stage.next_poll <= stage.clock.now
            await stage.poll()
        with stage.store.read() as conn:
            assert subscriptions.oldest(conn) is None

    play(sqlite_store, scene)


def test_71_more_than_is_read_is_pulled_instead(sqlite_store: db.Store) -> None:
    async def scene(stage: Stage) -> None:
        await stage.subscribe()
        stage.later(hours=1)
        for _ in range(20):
            assert await stage.hub.deliver(stage.origin.document()) == 202
        assert stage.next_poll > stage.clock.now
        assert await stage.hub.deliver(stage.origin.document()) == 202
        assert stage.next_poll == stage.clock.now
        with stage.store.read() as conn:
            assert subscriptions.waiting(conn, stage.subscription.feed_id).of_feed == 20

    play(sqlite_store, scene)


def test_without_a_public_address_nothing_is_asked(sqlite_store: db.Store) -> None:
    async def scene(stage: Stage) -> None:
        stage.tools = Tools(store=stage.store, now=stage.clock, owner="test", manners=Manners(pages=False))
        await stage.subscribe()
        assert stage.hub.asked == []
        assert stage.subscription.state is Push.WANTED

    play(sqlite_store, scene)

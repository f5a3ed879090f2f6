"""WebSub at work: hubs that feeds name are asked to push, what they push is read as if it had been pulled.

In: feeds as polls read them, subscriptions that are due, deliveries that ``web`` has kept. Out: requests to hubs through the
polite client; entries and articles. Never: a feed's next poll, or its validators and its body's hash from what is pushed, which may
be a part of the document (W3C WebSub, section 7), or a request where the operator has no public address.

A hub is asked under its host's turn like any other host and past the guard, yet whatever its robots.txt says: the feed's
publisher names it for just these requests, and robots.txt speaks to crawlers (RFC 9309, section 1).
"""

from __future__ import annotations

import asyncio
import random
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

import sqlalchemy as sa
import structlog

from headwater import model, urls
from headwater.actions import hubs
from headwater.errors import Transient
from headwater.feeds import rules, websub
from headwater.gathering import Delivery, Polled, PollRecord, Subscription
from headwater.parse import feed as feed_reader
from headwater.pipeline import children, entries, turns
from headwater.pipeline.tools import Get, Tally, Tools
from headwater.store import feed_logs, feeds, outlets, subscriptions

log = structlog.get_logger()
A_ROUND = 100  # subscriptions looked at, and deliveries read, at a time
_REST = 1.0  # seconds between two looks at what was delivered
_REST_FROM_ASKING = 5.0


# ---- what polls tell ---------------------------------------------------------------------------------------


def wish(
    conn: sa.Connection, feed: model.Feed, parsed: model.ParsedFeed, *, now: datetime,
    headers: Iterable[tuple[str, str]] = (), final_url: str = "",
) -> None:
    """Remember the hub that a feed's document or its answer's headers name; costs one reading where nothing has changed."""
    hub, topic = websub.named(parsed, headers, asked=feed.url, final=final_url)
    known = subscriptions.get(conn, feed.id)
    if known is None and not hub:
        return
    new = Subscription(feed_id=feed.id, hub=hub, topic=topic, token=secrets.token_urlsafe(24), secret=secrets.token_hex(32))
    if changed := websub.wished(known, hub, topic, new=new, now=now):
        subscriptions.put(conn, changed)


def missed(conn: sa.Connection, feed_id: str, now: datetime) -> None:
    """A pull found news that no push had brought: the second time the subscription counts as broken until a push comes."""
    known = subscriptions.to_change(conn, feed_id)
    if known is None or subscriptions.waiting(conn, feed_id).of_feed:  # it was pushed, and is not read yet
        return
    if changed := websub.missed(known, now=now):
        subscriptions.put(conn, changed)


def is_pushed(conn: sa.Connection, feed_id: str, now: datetime) -> bool:
    """Whether a feed's pushes are relied on, so that pulls may be rare."""
    return websub.pushes(subscriptions.get(conn, feed_id), now)


# ---- hubs --------------------------------------------------------------------------------------------------


async def ask(tools: Tools, get: Get) -> Tally:
    """Ask hubs for what is due: several hubs at once, each for one subscription after another."""
    tally = Tally()
    if not tools.manners.push:
        return tally
    due = await asyncio.to_thread(_due, tools)
    by_host: dict[str, list[Subscription]] = defaultdict(list)
    for known in due:
        by_host[urls.host(known.hub)].append(known)
    await asyncio.gather(*(_ask_hub(tools, get, waiting, tally) for waiting in by_host.values()))
    return tally


def _due(tools: Tools) -> list[Subscription]:
    with tools.store.read() as conn:
        return subscriptions.due(conn, now=tools.now(), limit=A_ROUND)


async def _ask_hub(tools: Tools, get: Get, waiting: list[Subscription], tally: Tally) -> None:
    turns.VISIT.set(turns.Visit(owner=tools.owner, came_for=""))  # no lease of its own: each hop takes and gives its host's
    for known in waiting:
        asked = await asyncio.to_thread(_mark_asked, tools, known)
        if asked is None:
            continue
        tally.add("hubs asked")
        request = model.Request(url=asked.hub, purpose=model.Purpose.HUB, form=websub.form(asked, tools.manners.push))
        answer = await get(request)
        if isinstance(answer, model.Response):
            continue
        tally.add("hub errors")
        await asyncio.to_thread(_mark_failed, tools, asked, answer)
        if isinstance(answer, model.Refused) and answer.reason is model.Refusal.BUSY:
            return  # the others would only wait as long


def _mark_asked(tools: Tools, known: Subscription) -> Subscription | None:
    """Noted before the hub is asked, for some verify before they answer; None: another process was quicker."""
    now = tools.now()
    with tools.store.write() as conn:
        latest = subscriptions.to_change(conn, known.feed_id)
        if latest is None or latest.token != known.token or latest.again_at is None or latest.again_at > now:
            return None
        asked = websub.asked(latest, now=now, jitter=random.random())  # noqa: S311
        subscriptions.put(conn, asked)
        return asked


def _mark_failed(tools: Tools, asked: Subscription, answer: model.NotModified | model.Refused) -> None:
    why = f"{answer.reason}: {answer.detail}" if isinstance(answer, model.Refused) else "304 to a POST"
    retry_after = answer.retry_after if isinstance(answer, model.Refused) else None
    with tools.store.write() as conn:
        latest = subscriptions.to_change(conn, asked.feed_id)
        if latest is None or latest.token != asked.token or latest.asked_at != asked.asked_at or not latest.failures:
            return  # it was verified meanwhile, or the feed names another hub
        failed = websub.failed(latest, f"the hub took no request ({why})", now=tools.now(), jitter=random.random(), retry_after=retry_after)  # noqa: S311
        subscriptions.put(conn, failed)


# ---- deliveries --------------------------------------------------------------------------------------------


def drain(tools: Tools) -> Tally:
    """Read what hubs have delivered, the oldest first, each in one transaction with its going out of the queue."""
    tally = Tally()
    place: tuple[datetime, str] | None = None
    for _ in range(A_ROUND):
        with tools.store.read() as conn:
            delivery = subscriptions.oldest(conn, after=place)
        if delivery is None:
            break
        place = (delivery.received_at, delivery.id)
        try:
            _read(tools, delivery, tally)
        except Transient as error:  # the store is busy: it stays in the queue
            log.warning("a delivery was not saved", feed=delivery.feed_id, why=str(error))
        except Exception:  # a tick's only broad except: one delivery must not stop the others, today or tomorrow
            log.exception("a delivery crashed", feed=delivery.feed_id)
            tally.add("crashes")
            with tools.store.write() as conn:
                subscriptions.take(conn, delivery.id)
                hubs.pull_soon(conn, delivery.feed_id, "what its hub delivered could not be read", now=tools.now())
    return tally


def _read(tools: Tools, delivery: Delivery, tally: Tally) -> None:
    with tools.store.read() as conn:
        known = feeds.get(conn, delivery.feed_id)
    feed = known.feed if known else None
    parsed = feed_reader.parse(delivery.body, url=feed.url, content_type=delivery.content_type, now=delivery.received_at) if feed else None
    with tools.store.write() as conn:
        if not subscriptions.take(conn, delivery.id) or feed is None or parsed is None:
            return
        if not parsed.format:  # a bare ping, or nothing that we can read: the feed itself has it
            hubs.pull_soon(conn, feed.id, "its hub delivered no feed", now=tools.now())
            return
        outlet = outlets.get(conn, feed.outlet_id)
        assert outlet is not None, "a feed belongs to an outlet"
        parsed = children.only_news(parsed, now=delivery.received_at)
        wanted, _ = rules.apply(outlets.rules(conn, outlet.id), feed_reader.newest(parsed.entries, tools.manners.entries_a_poll))
        changed = tally.counts["changed entries"]
        saved = entries.save(conn, tools, feed, outlet, parsed, wanted, tally)
        if tally.counts["changed entries"] > changed:  # perhaps it came late, or again, and the feed has corrected it since
            feeds.forget_document(conn, feed.id)
        entries.withdraw(conn, feed, parsed.deleted, now=tools.now())
        record = PollRecord(at=tools.now(), result=Polled.PUSHED, new=saved.new, listed=saved.listed, size=len(delivery.body))
        feed_logs.record(conn, feed.id, record, warnings=None)
    tally.add("pushed")


# ---- beside gathering --------------------------------------------------------------------------------------


@asynccontextmanager
async def running(tools: Tools, get: Get, on_tally: Callable[[Tally], None]) -> AsyncIterator[None]:
    """Reads deliveries and asks hubs as long as the context lasts, beside the visits; a slow hub holds up no delivery."""

    async def read() -> Tally:
        return await asyncio.to_thread(drain, tools)

    async def asking() -> Tally:
        return await ask(tools, get)

    loops = [
        asyncio.create_task(_again(read, _REST, on_tally), name="deliveries"),
        asyncio.create_task(_again(asking, _REST_FROM_ASKING, on_tally), name="hubs"),
    ]
    try:
        yield
    finally:
        for one in loops:
            one.cancel()
        await asyncio.wait(loops, timeout=5.0)


async def _again(tick: Callable[[], Coroutine[None, None, Tally]], rest: float, on_tally: Callable[[Tally], None]) -> None:
    while True:
        try:
            on_tally(await tick())
        except Transient as error:
            log.warning("pushes wait", why=str(error))
        except Exception:  # a tick's only broad except
            log.exception("pushes crashed")
        await asyncio.sleep(rest)

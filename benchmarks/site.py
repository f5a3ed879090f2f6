"""How quick the site is with many publications: each page asked for in turn, rendered anew, without a network."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa

from benchmarks import common
from benchmarks.digest_stage import Press
from headwater import model
from headwater.pipeline import enrol
from headwater.store import codec, db, feeds, ids, publications, schema, search
from headwater.web import settings, site

ARTICLES, STORIES, OUTLETS = 20_000, 6_000, 100
ROUNDS = 15


def measure() -> dict[str, float]:
    """Milliseconds a page: the first, cold answer, and the median and slowest of those after it."""
    with common.store() as store:
        start = time.monotonic()
        names = fill(store)
        filled = time.monotonic() - start
        app = site.make_app(store, settings.SiteSettings(), now=lambda: common.NOW)
        found = asyncio.run(ask(app, names))
    return {"publications": ARTICLES, "stories": STORIES, "seconds to fill": round(filled, 1), **found, "peak MiB": common.peak()}


async def ask(app: Callable, names: dict[str, list[str]]) -> dict[str, float]:
    """Ask for each kind of page some times, for another item each time."""
    kinds: dict[str, Callable[[int], str]] = {
        "front page": lambda n: f"/?n={n}",
        "story": lambda n: f"/story/{names['stories'][n * 31]}",
        "article": lambda n: f"/article/{names['articles'][n * 97]}",
        "outlet": lambda n: f"/outlet/{names['outlets'][n]}",
        "search, a common word": lambda n: f"/search?q={names['common'][n]}",
        "search, a rare word": lambda n: f"/search?q={names['rare'][n]}",
        "feed (Atom)": lambda n: f"/feeds/front.atom?n={n}",
    }
    found: dict[str, float] = {}
    for kind, path in kinds.items():
        spent = []
        for number in range(ROUNDS):
            start = time.perf_counter()
            status = await get(app, path(number))
            spent.append(1000 * (time.perf_counter() - start))
            if status != 200:
                raise AssertionError(f"{kind}: status {status}")
        first, *later = spent
        found[f"{kind}, ms, first"] = round(first, 1)
        found[f"{kind}, ms, median of {len(later)}"] = round(common.quantile(later, 0.5), 1)
        found[f"{kind}, ms, slowest of {len(later)}"] = round(max(later), 1)
    return found


async def get(app: Callable, target: str) -> int:
    """One request to an ASGI application; its status."""
    path, _, query = target.partition("?")
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
             "raw_path": path.encode(), "query_string": query.encode(), "headers": [(b"host", b"127.0.0.1")], "root_path": "",
             "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1)}
    status = 0

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        nonlocal status
        status = message.get("status", status)

    await app(scope, receive, send)
    return status


def fill(store: db.Store) -> dict[str, list[str]]:
    """Publications as digest leaves them; gives what to ask for."""
    outlets = [enrol.Enrolment(name=f"Outlet {n}", home_url=f"https://o{n}.example/", feed_urls=(f"https://o{n}.example/feed",))
               for n in range(OUTLETS)]
    enrol.enrol_all(store, outlets, now=common.NOW)
    with store.read() as conn:
        known = [one.feed for one in feeds.every(conn)]
    press = Press()
    events = [(ids.new(), press.story()) for _ in range(STORIES)]
    members: dict[str, list[str]] = {}
    made: list[str] = []
    for start in range(0, ARTICLES, 500):
        with store.write() as conn:
            for number in range(start, start + 500):
                story, words = events[number % STORIES]
                made.append(publish(conn, press, known[number % OUTLETS], number, story, words))
                members.setdefault(story, []).append(made[-1])
    rows = [{"id": story, "status": "open", "language": "en", "created_at": common.NOW, "last_at": common.NOW, "articles": len(of),
             "outlets": len(of), "rank": float(at), "lead_article_id": of[0]} for at, (story, of) in enumerate(members.items())]
    with store.write() as conn:
        conn.execute(sa.insert(schema.story), rows)
    return {
        "articles": made, "stories": list(members), "outlets": [one.outlet_id for one in known],
        "common": press.vocabulary[:ROUNDS], "rare": [words[0] for _, words in events[:ROUNDS]],
    }


def publish(conn: sa.Connection, press: Press, feed: model.Feed, number: int, story: str, words: list[str]) -> str:
    """One article and its publication."""
    seen = common.NOW - timedelta(seconds=number)
    url = f"{feed.url.removesuffix('feed')}news/{number}"
    title = " ".join(press.random.sample(words, 6))
    excerpt = " ".join(press.random.choices(press.vocabulary, cum_weights=press.cumulated, k=20))
    shown = model.Publication(
        article_id=model.ArticleId(ids.new()), view=model.View.EXCERPT, listed=True, headline=title, reference_url=url,
        outlet_id=feed.outlet_id, outlet_name=feed.outlet_id[:6], authors=("A. Writer",), published=seen, first_seen=seen,
        language="en", excerpt=excerpt,
    )
    conn.execute(sa.insert(schema.article), {
        "id": shown.article_id, "outlet_id": feed.outlet_id, "feed_id": feed.id, "reference_url": url, "title": title,
        "first_seen": seen, "entry": "{}", "allowance": codec.dump(model.Allowance()), "story_id": story})
    publications.save(conn, shown, publications.Place(input_version=1, story_id=story, copy_of=None), now=seen)
    search.put(conn, shown.article_id, f"{title}\n{excerpt}")
    return shown.article_id



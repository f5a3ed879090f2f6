"""How many articles a second the whole digest takes: compare, place, trace, release, index and save, on SQLite."""

from __future__ import annotations

import time

from benchmarks import common
from benchmarks.digest_stage import Press
from headwater import model, rights
from headwater.pipeline import digest, enrol
from headwater.pipeline.tools import Tools
from headwater.store import articles, db, feeds, ids, pending

EVENTS, ARTICLES, OUTLETS = 150, 600, 40


def measure() -> dict[str, float]:
    """Articles a second of wall and of CPU."""
    with common.store() as store:
        fill(store)
        digester = digest.Digester(Tools(store=store, now=lambda: common.NOW, owner="bench"))
        wall, cpu, done, copies = time.monotonic(), time.process_time(), 0, 0
        while counted := digester.tick().counts:
            if not counted["digested"]:
                break
            done, copies = done + counted["digested"], copies + counted["copies"]
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        digester.close()
    return {
        "articles": ARTICLES, "events": EVENTS, "digested": done, "copies found": copies,
        "ms of CPU an article": round(1000 * cpu / done, 2), "articles a second": round(done / wall, 1),
        "peak MiB": common.peak(),
    }


def fill(store: db.Store) -> None:
    """Articles as gather leaves them; one in five is the copy of an earlier one."""
    outlets = [enrol.Enrolment(name=f"Outlet {n}", home_url=f"https://o{n}.example/", feed_urls=(f"https://o{n}.example/feed",))
               for n in range(OUTLETS)]
    enrol.enrol_all(store, outlets, now=common.NOW)
    with store.read() as conn:
        known = [one.feed for one in feeds.every(conn)]
    press = Press()
    events = [press.story() for _ in range(EVENTS)]
    texts: list[tuple[str, str]] = []
    made = []
    for number in range(ARTICLES):
        texts.append(press.random.choice(texts) if number % 5 == 4 else press.article(press.random.choice(events)))
        made.append(kept(known[number % OUTLETS], number, *texts[-1]))
    with store.write() as conn:
        articles.add(conn, made)
        pending.add(conn, [one.id for one in made], reason="bench", now=common.NOW)


def kept(feed: model.Feed, number: int, title: str, body: str) -> articles.Kept:
    """One article with its page read."""
    url = f"{feed.url.removesuffix('feed')}news/{number}"
    return articles.Kept(
        id=model.ArticleId(ids.new()), outlet_id=feed.outlet_id, feed_id=feed.id, reference_url=url, title=title,
        language="en", published=common.NOW, updated=None, first_seen=common.NOW,
        entry=model.Entry(entry_id=url, url=url, title=title, summary=body[:300]), allowance=rights.allow((), model.OutletPolicy(), commercial=True, now=common.NOW, excerpt=160),
        article=model.Article(url=url, canonical_url=url, title=title, body=body, language="en"),
    )

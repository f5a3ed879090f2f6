"""How many articles a second the whole digest takes: compare, place, trace, release, index and save, on SQLite; and what a chain costs besides."""

from __future__ import annotations

import time

from benchmarks import common
from benchmarks.digest_stage import Press
from headwater import model, rights
from headwater.pipeline import digest, enrol
from headwater.pipeline.tools import Tools
from headwater.store import articles, db, feeds, ids, pending

EVENTS, ARTICLES, OUTLETS = 150, 600, 40
CITES = 3  # one in so many articles says from whom it has its news, with a link to an earlier one


def measure() -> dict[str, float]:
    """Articles a second of wall and of CPU, without and with citations in every :data:`CITES`-th article."""
    _digested(cites=True)  # once for nothing, for what a process does only once
    plain, cited = _digested(cites=False), _digested(cites=True)
    return {
        "articles": ARTICLES, "events": EVENTS, "digested": plain["digested"], "copies found": plain["copies"],
        "ms of CPU an article": round(1000 * plain["cpu"] / ARTICLES, 2), "articles a second": round(ARTICLES / plain["wall"], 1),
        "chains": cited["chains"], "ms of CPU a chain more": round(1000 * (cited["cpu"] - plain["cpu"]) / max(1, cited["chains"]), 2),
        "peak MiB": common.peak(),
    }


def _digested(*, cites: bool) -> dict[str, float]:
    """Digest all of it; seconds, and what was found."""
    with common.store() as store:
        fill(store, cites=cites)
        digester = digest.Digester(Tools(store=store, now=lambda: common.NOW, owner="bench"))
        wall, cpu, done, copies = time.monotonic(), time.process_time(), 0, 0
        while counted := digester.tick().counts:
            if not counted["digested"]:
                break
            done, copies = done + counted["digested"], copies + counted["copies"]
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        digester.close()
        with store.read() as conn:
            chains = sum(bool(one.origin and one.origin.chain) for one in articles.many(conn, articles.newest(conn, ARTICLES)))
    return {"wall": wall, "cpu": cpu, "digested": done, "copies": copies, "chains": chains}


def fill(store: db.Store, *, cites: bool = False) -> None:
    """Articles as gather leaves them; one in five is the copy of an earlier one, one in :data:`CITES` may cite another."""
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
        cited = made[number // 2] if cites and number % CITES == CITES - 1 else None
        made.append(kept(known[number % OUTLETS], number, *texts[-1], cited=cited))
    with store.write() as conn:
        articles.add(conn, made)
        for one in made:
            articles.save(conn, one)
            articles.claim(conn, one.reference_url, one.id, kind="entry")
        pending.add(conn, [one.id for one in made], reason="bench", now=common.NOW)


def kept(feed: model.Feed, number: int, title: str, body: str, *, cited: articles.Kept | None = None) -> articles.Kept:
    """One article with its page read, which may say that another had it first."""
    line = "The plan was first reported by the Harbour Courier."
    links = (model.BodyLink(url=cited.reference_url, text="Harbour Courier", context=line, paragraph=0),) if cited else ()
    body = f"{line}\n{body}" if cited else body
    url = f"{feed.url.removesuffix('feed')}news/{number}"
    return articles.Kept(
        id=model.ArticleId(ids.new()), outlet_id=feed.outlet_id, feed_id=feed.id, reference_url=url, title=title,
        language="en", published=common.NOW, updated=None, first_seen=common.NOW,
        entry=model.Entry(entry_id=url, url=url, title=title, summary=body[:300]), allowance=rights.allow((), model.OutletPolicy(), commercial=True, now=common.NOW, excerpt=160),
        article=model.Article(url=url, canonical_url=url, title=title, body=body, language="en", links=links),
    )

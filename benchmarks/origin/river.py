"""The set through Headwater: pages extracted, articles digested, wishes followed, origins as readers see them.

In: documents. Out: a prediction for each. Never: a look at a label. Only the network is made up: extraction, digest, gather and the
store are the program's own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from benchmarks import common
from benchmarks.origin.generate import Made, Outlet
from headwater import model, rights, urls
from headwater.extract import article as extraction
from headwater.extract.template import Reading
from headwater.pipeline import digest, enrol, gather, turns
from headwater.pipeline.tools import Manners, Readers, Tally, Tools
from headwater.store import articles, db, feeds, hosts, ids, pending


@dataclass
class Here:
    """Reads pages in this process."""

    places: int = 8

    def study(self, page: model.Page, entry: model.Entry | None, template: str) -> Future[Reading]:
        done: Future[Reading] = Future()
        done.set_result(extraction.study(page, entry))
        return done


@dataclass
class River:
    """A deployment on made-up pages."""

    store: db.Store
    documents: Sequence[Made]
    follows: bool = True
    now: datetime = common.NOW
    visits: int = 0
    tally: Tally = field(default_factory=Tally)

    @property
    def tools(self) -> Tools:
        return Tools(store=self.store, now=lambda: self.now, owner="bench", manners=Manners(pages=self.follows))

    def run(self) -> list[dict]:
        """Everything, and what is shown of each document then."""
        self.pages = {one.url: one for one in self.documents}
        self._fill()
        self._digest()
        for _ in range(8 if self.follows else 0):
            self.now += timedelta(minutes=15)
            if not self._gather():
                break
            self._digest()
        with self.store.read() as conn:
            return [prediction(one.id, articles.get(conn, self.known[one.id])) for one in self.documents if one.id in self.known]

    def _fill(self) -> None:
        """The articles of the outlets whose feeds are polled, as gather leaves them, in the order of their times."""
        enrol.enrol_all(self.store, [_enrolment(one) for one in {made.outlet.host: made.outlet for made in self.documents if made.outlet.listed}.values()], now=self.now)
        with self.store.read() as conn:
            of = {urls.hostname(one.feed.url): one.feed for one in feeds.every(conn)}
        listed = [one for one in self.documents if one.outlet.listed and one.there]
        listed.sort(key=lambda one: (one.published or self.now, one.id))
        rows, self.known = [], {}
        for made in listed:
            found = extraction.extract(model.Page(url=made.url, body=made.page(), fetched_at=self.now))
            assert isinstance(found, model.Article), (made.case, found)
            rows.append(_kept(of[made.outlet.host], made, found, seen=min(self.now, (made.published or self.now) + timedelta(minutes=4))))
            self.known[made.id] = rows[-1].id
        with self.store.write() as conn:
            articles.add(conn, rows)
            for row in rows:
                articles.save(conn, row)
                articles.claim(conn, row.reference_url, row.id, kind="entry")
            pending.add(conn, [one.id for one in rows], reason="bench", now=self.now)

    def _digest(self) -> None:
        digester = digest.Digester(self.tools)
        while (counted := digester.tick().counts)["digested"]:
            assert not counted["digest errors"], counted
            self.tally.counts.update(counted)
        digester.close()

    def _gather(self) -> int:
        """Visit what is wished for; how many pages."""
        before = self.visits

        async def visit() -> None:
            gatherer = gather.Gatherer(tools=self.tools, get=self._get, readers=Readers(Here()), turns=turns.StoreTurns(self.tools), on_tally=self.tally.join)
            while True:
                await gatherer.lease()
                if gatherer.running:
                    await asyncio.wait(gatherer.running)
                    continue
                with self.store.read() as conn:
                    if not hosts.is_owing(conn, now=self.now):
                        return

        asyncio.run(visit())
        return self.visits - before

    async def _get(self, request: model.Request) -> model.Response | model.Refused:
        made = self.pages.get(request.url)
        if request.purpose is not model.Purpose.PAGE or made is None or not made.there:
            return model.Refused(url=request.url, reason=model.Refusal.GONE, status=404, detail="Not Found")
        self.visits += 1
        return model.Response(url=request.url, final_url=request.url, status=200, headers=(), body=made.page(), fetched_at=self.now)


def _enrolment(outlet: Outlet) -> enrol.Enrolment:
    return enrol.Enrolment(name=outlet.name, home_url=outlet.home, feed_urls=(f"{outlet.home}feed",), is_agency=outlet.is_agency)


def _kept(feed: model.Feed, made: Made, found: model.Article, *, seen: datetime) -> articles.Kept:
    return articles.Kept(
        id=model.ArticleId(ids.new()), outlet_id=feed.outlet_id, feed_id=feed.id, reference_url=made.url, title=found.title, language=found.language,
        published=found.published, updated=None, first_seen=seen, entry=model.Entry(entry_id=made.url, url=made.url, title=found.title), article=found,
        allowance=rights.allow((), model.OutletPolicy(), commercial=True, now=common.NOW, excerpt=160),
    )


def prediction(name: str, kept: articles.Kept | None) -> dict:
    """What is claimed of an article: its origin where it is shown, and the whole chain."""
    origin = kept.origin if kept else None
    if origin is None:
        return {"id": name}
    claimed = origin.kind not in ("own", "own_reporting") and origin.confidence >= model.SHOWN_FROM
    return {
        "id": name, "claim": {"name": origin.name, "url": origin.url, "confidence": origin.confidence} if claimed else None,
        "chain": [{"step": one.step, "name": one.name, "url": one.url, "confidence": one.confidence} for one in origin.chain],
    }


def labels(documents: Iterable[Made]) -> list[dict]:
    """The truth of the documents that are labelled and that a deployment knows."""
    return [one.label() for one in documents if one.labelled and one.there and one.outlet.listed]

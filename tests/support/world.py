"""A small world for the pipeline: a fake web, a fake pool of extractors, a clock that stands until it is moved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from headwater import model, pictures, urls
from headwater.cluster import meaning
from headwater.extract.template import Reading
from headwater.fetch.archive import Archive
from headwater.images import album, decode
from headwater.pipeline import digest, enrol, gather, picture, turns
from headwater.pipeline.tools import Manners, Readers, Tally, Tools
from headwater.store import db, schema

START = datetime(2026, 11, 1, 12, tzinfo=UTC)


def rss(*items: str, title: str = "Tidewater Post", extra: str = "") -> bytes:
    """An RSS document of items."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title><link>https://tide.example/</link><language>en</language>{extra}{''.join(items)}</channel></rss>"
    ).encode()


def item(slug: str, *, title: str = "", host: str = "tide.example", guid: str = "", summary: str = "") -> str:
    """An item of an RSS document."""
    link = f"https://{host}/news/{slug}"
    return (
        f"<item><title>{title or slug}</title><link>{link}</link><guid>{guid or link}</guid>"
        f"<pubDate>Sun, 01 Nov 2026 09:00:00 +0100</pubDate><description>{summary}</description></item>"
    )


@dataclass
class FakePool:
    """Gives each page's article as the test says; a page that it does not know is no article."""

    found: dict[str, model.Article | model.NotArticle] = field(default_factory=dict)
    places: int = 8

    def study(self, page: model.Page, entry: model.Entry | None, template: str) -> Future[Reading]:
        done: Future[Reading] = Future()
        done.set_result(Reading(found=self.found.get(page.url, model.NotArticle(url=page.url, reason="too-short"))))
        return done


@dataclass
class HereDecoder:
    """Decodes pictures in this process."""

    places: int = 4

    def submit(self, body: bytes, order: pictures.Order) -> Future[pictures.Made | pictures.Bad]:
        done: Future[pictures.Made | pictures.Bad] = Future()
        done.set_result(decode.make(body, order))
        return done


@dataclass
class World:
    """The fake web, and the ticks that work on it."""

    store: db.Store
    now: datetime = START
    answers: dict[str, object] = field(default_factory=dict)
    asked: list[model.Request] = field(default_factory=list)
    pool: FakePool = field(default_factory=FakePool)
    tally: Tally = field(default_factory=Tally)
    manners: Manners = field(default_factory=Manners)
    album: album.Album | None = None  # where pictures lie; None: none are fetched
    encoder: Callable[[], meaning.Encoder | meaning.Unavailable] | None = None  # what joins stories across languages
    archive: Archive | None = None  # where snapshots lie; None: none are kept

    @property
    def tools(self) -> Tools:
        return Tools(store=self.store, now=lambda: self.now, owner="test", manners=self.manners, album=self.album, encoder=self.encoder,
                     archive=self.archive)

    async def get(self, request: model.Request) -> model.Response | model.NotModified | model.Refused:
        self.asked.append(request)
        answer = self.answers.get(request.url)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, model.Response | model.NotModified | model.Refused):
            return answer
        if isinstance(answer, bytes):
            return self.response(request.url, answer)
        return model.Refused(url=request.url, reason=model.Refusal.GONE, status=404, detail="Not Found")

    def response(self, url: str, body: bytes, **headers: str) -> model.Response:
        return model.Response(
            url=url, final_url=url, status=200, body=body, fetched_at=self.now,
            headers=tuple((name.replace("_", "-"), value) for name, value in headers.items()),
        )

    def enrol(self, feed: str = "https://tide.example/feed", name: str = "Tidewater Post", **more: object) -> None:
        one = enrol.Enrolment(name=name, home_url=urls.origin(feed) + "/", feed_urls=(feed,), **more)  # pyright: ignore[reportArgumentType]
        enrol.enrol_all(self.store, [one], now=self.now)

    def page(self, slug: str, *, text: str, title: str = "", host: str = "tide.example", **facts: object) -> str:
        """Publish a page with this article."""
        url = f"https://{host}/news/{slug}"
        self.answers[url] = b"<html>"
        self.pool.found[url] = model.Article(
            url=url, canonical_url=url, title=title or slug, body=text, language="en", **facts  # pyright: ignore[reportArgumentType]
        )
        return url

    def gather(self) -> None:
        """Visit until nothing is due."""

        async def run() -> None:
            gatherer = gather.Gatherer(
                tools=self.tools, get=self.get, readers=Readers(self.pool), turns=turns.StoreTurns(self.tools),
                on_tally=self.tally.join, makers=picture.Makers(HereDecoder()) if self.album else None,
            )
            for _ in range(200):
                await gatherer.lease()
                if not gatherer.running:
                    with self.store.read() as conn:
                        from headwater.store import hosts

                        if not hosts.is_owing(conn, now=self.now):
                            return
                while gatherer.running:
                    await asyncio.wait(gatherer.running)
                    await asyncio.sleep(0)
            raise AssertionError("gather does not come to rest")

        asyncio.run(run())

    def digest(self) -> None:
        """Digest until nothing is pending."""
        digester = digest.Digester(self.tools)
        while done := digester.tick():
            self.tally.join(done)
            if not (done.counts["digested"] or done.counts["first looks"]):
                break
        digester.close()

    def live(self, minutes: float = 0.1) -> None:
        """Let time pass, then gather and digest."""
        self.now += timedelta(minutes=minutes)
        self.gather()
        self.digest()


def id_of(world: World, slug: str, host: str = "tide.example") -> str:
    """The identifier of the article at an outlet's address."""
    with world.store.read() as conn:
        query = sa.select(schema.article.c.id).where(schema.article.c.reference_url == f"https://{host}/news/{slug}")
        return conn.execute(query).scalar_one()

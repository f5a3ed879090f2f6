"""The index of hashes, on both databases: bounded under each hash, boilerplate told exactly."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from headwater.dedup import match
from headwater.store import db, schema, shingles


def name(number: int) -> str:
    return f"{number:032x}"


def rows(conn: sa.Connection, value: int) -> int:
    return conn.execute(sa.select(sa.func.count()).where(schema.shingle.c.hash == value)).scalar_one()


def test_articles_that_share_most_come_first(store: db.Store) -> None:
    with store.write() as conn:
        shingles.put(conn, name(1), [1, 2, 3, -5])
        shingles.put(conn, name(2), [2, 3, 9, 2**63 - 1], shingles=70)
        shingles.put(conn, name(3), [7])
        near = shingles.near(conn, [1, 2, 3, 2, 8, 2**63 - 1, -(2**63)], besides=name(9), limit=5)
        assert near == shingles.Shared(articles={name(1): 3, name(2): 3}, frequent=frozenset(), crossing={}, sizes={name(1): 0, name(2): 70})
        assert list(near.articles) == [name(1), name(2)]
        assert shingles.sharing(conn, [1, 2, 3], besides=name(1), limit=5) == [name(2)]
        assert shingles.sharing(conn, [1, 2, 3], besides=name(9), limit=1) == [name(1)]
        assert shingles.near(conn, [], besides="", limit=5).articles == {}


def test_an_article_put_again_has_only_its_new_hashes(store: db.Store) -> None:
    with store.write() as conn:
        shingles.put(conn, name(1), [1, 2])
        shingles.put(conn, name(1), [2, 3, 3])
        assert [rows(conn, value) for value in (1, 2, 3)] == [0, 1, 1]
        shingles.put(conn, name(1), [])
        assert [rows(conn, value) for value in (1, 2, 3)] == [0, 0, 0]


def test_an_article_put_again_unchanged_is_not_written(store: db.Store) -> None:
    with store.write() as conn:
        shingles.put(conn, name(1), [1, 2], shingles=9)
        conn.execute(sa.delete(schema.shingle))
        shingles.put(conn, name(1), [2, 1], shingles=9)
        assert rows(conn, 1) == 0
        shingles.put(conn, name(1), [2, 1], shingles=10)
        assert rows(conn, 1) == 1


def test_an_article_taken_out_leaves_nothing_and_comes_back_under_a_number_of_its_own(store: db.Store) -> None:
    with store.write() as conn:
        for number in (1, 2, 3):
            shingles.put(conn, name(number), [-7, 8, 100 + number])
        shingles.drop(conn, name(2))
        shingles.drop(conn, name(2))
        assert shingles.near(conn, [-7, 8, 102], besides="", limit=9).articles == {name(1): 2, name(3): 2}
        shingles.put(conn, name(2), [8])
        shingles.put(conn, name(4), [8])
        assert shingles.near(conn, [-7, 8], besides=name(1), limit=9).articles == {name(3): 2, name(2): 1, name(4): 1}
        assert conn.execute(sa.select(sa.func.count()).select_from(schema.shingle_article)).scalar_one() == 4


def test_the_hash_of_many_is_boilerplate_and_names_nobody(store: db.Store) -> None:
    with store.write() as conn:
        for number in range(shingles.FREQUENT):
            shingles.put(conn, name(number), [5, 100 + number])
        others = shingles.near(conn, [5, 100], besides=name(0), limit=5)
        assert (others.articles, others.frequent, others.crossing) == ({name(1): 1, name(2): 1, name(3): 1, name(4): 1, name(5): 1}, frozenset(), {})
        near = shingles.near(conn, [5, 100], besides=name(99), limit=5)
        assert (near.articles, near.frequent) == ({name(0): 1}, frozenset({5}))
        assert len(near.crossing) == shingles.FREQUENT
        shingles.put(conn, name(99), [5])
        assert shingles.near(conn, [5], besides=name(100), limit=5).crossing == {}


def test_nothing_is_written_under_a_hash_that_enough_have(store: db.Store) -> None:
    with store.write() as conn:
        for number in range(shingles.KEPT + 20):
            shingles.put(conn, name(number), [5, 1000 + number])
        assert rows(conn, 5) == shingles.KEPT
        assert rows(conn, 1000 + shingles.KEPT + 19) == 1
        for number in range(shingles.KEPT - shingles.FREQUENT):  # some go: it is boilerplate still
            shingles.drop(conn, name(number))
        assert shingles.near(conn, [5], besides=name(999), limit=5).frequent == {5}


def test_of_rows_that_an_older_version_wrote_only_the_first_are_read(store: db.Store) -> None:
    with store.write() as conn:
        conn.execute(sa.insert(schema.shingle), [{"hash": 5, "number": number} for number in range(1000)])
        near = shingles.near(conn, [5], besides=name(3), limit=50)
        assert (near.articles, near.frequent, near.crossing) == ({}, frozenset({5}), {})
        shingles.put(conn, name(5000), [5, 6])
        assert rows(conn, 5) == 1000


@pytest.mark.parametrize("size", [1, 5000])
def test_a_long_sample_is_one_statement(store: db.Store, size: int) -> None:
    sample = list(range(-size, size))
    with store.write() as conn:
        shingles.put(conn, name(1), sample)
        assert shingles.near(conn, sample, besides="", limit=3).articles == {name(1): len(sample)}


def test_the_stage_and_the_index_call_the_same_boilerplate() -> None:
    assert shingles.FREQUENT == match.FREQUENT < shingles.KEPT

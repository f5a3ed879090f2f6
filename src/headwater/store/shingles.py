"""The on-disk index of sampled 5-gram hashes, from which copies are found.

In: model.Fingerprint.sample of each article. Out: the articles that share most. Never: the comparison itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa

from headwater.store import db, schema

_T = schema.shingle.c
_STEP = 400  # parameters of one statement
MOST_ARTICLES = 200  # a shingle in more articles than this is boilerplate and proves nothing


def put(conn: sa.Connection, article_id: str, sample: Sequence[int]) -> None:
    """Index an article; what it had before is replaced."""
    drop(conn, article_id)
    rows = [{"hash": one, "article_id": article_id} for one in dict.fromkeys(sample)]
    if rows:
        conn.execute(db.insert(conn, schema.shingle).on_conflict_do_nothing(), rows)


def drop(conn: sa.Connection, article_id: str) -> None:
    """Take an article out of the index."""
    conn.execute(_DROP, {"article": article_id})


_DROP = sa.delete(schema.shingle).where(_T.article_id == sa.bindparam("article"))


def sharing(conn: sa.Connection, sample: Sequence[int], *, besides: str, limit: int) -> list[str]:
    """The articles that share most of these hashes, most first."""
    shared: Counter[str] = Counter()
    hashes = list(dict.fromkeys(sample))
    for start in range(0, len(hashes), _STEP):
        some = hashes[start : start + _STEP]
        rare = (
            sa.select(_T.hash).where(_T.hash.in_(some)).group_by(_T.hash)
            .having(sa.func.count() <= MOST_ARTICLES).scalar_subquery()
        )
        query = (
            sa.select(_T.article_id, sa.func.count().label("n")).where(_T.hash.in_(rare), _T.article_id != besides)
            .group_by(_T.article_id).order_by(sa.desc("n")).limit(4 * limit)
        )
        for row in conn.execute(query):
            shared[row.article_id] += row.n
    return [one for one, _ in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]]

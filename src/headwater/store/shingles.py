"""The on-disk index of sampled 5-gram hashes, from which copies are found.

In: model.Fingerprint.sample of each article. Out: :class:`Shared`, the articles that share most, and which hashes are
boilerplate. Never: the comparison itself, or more than :data:`KEPT` articles read or written under one hash.

Costs are bounded for each hash, not for the table: a hash that is boilerplate is not written any more, and of what an
older version has written under it only the first articles are read.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from headwater.store import schema

_T = schema.shingle.c
FREQUENT = 24  # other articles that have a hash, from which it is boilerplate and proves nothing
KEPT = 32  # articles under a hash; more than FREQUENT, so that it stays boilerplate when some of them go


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What the index says of some hashes."""

    articles: dict[str, int]  # article -> how many of the hashes that are no boilerplate it has, most first
    frequent: frozenset[int]  # the boilerplate among them
    crossing: dict[str, int]  # the same for hashes that one more article makes boilerplate, most first


def put(conn: sa.Connection, article_id: str, sample: Sequence[int]) -> None:
    """Index an article; what it had before is replaced. A hash that :data:`KEPT` others have is left out."""
    drop(conn, article_id)
    if sample:
        conn.execute(_PUT[conn.dialect.name], {"hashes": _list(conn, sample), "article": article_id, "most": KEPT})


def drop(conn: sa.Connection, article_id: str) -> None:
    """Take an article out of the index."""
    conn.execute(_DROP, {"article": article_id})


def near(conn: sa.Connection, sample: Sequence[int], *, besides: str, limit: int) -> Shared:
    """The articles that share most of these hashes, and the hashes among them that are boilerplate."""
    shared, crossing, frequent = Counter[str](), Counter[str](), list[int]()
    given = {"hashes": _list(conn, sample), "most": FREQUENT + 2}
    for value, joined in conn.execute(_UNDER[conn.dialect.name], given).all() if sample else ():
        found = [one for one in joined.split(" ") if one != besides]
        if len(found) < FREQUENT:
            shared.update(found)
            continue
        frequent.append(int(value))
        if len(found) == FREQUENT:
            crossing.update(found)
    return Shared(articles=_most(shared, limit), frequent=frozenset(frequent), crossing=_most(crossing, 2 * FREQUENT))


def sharing(conn: sa.Connection, sample: Sequence[int], *, besides: str, limit: int) -> list[str]:
    """The articles that share most of these hashes, most first."""
    return list(near(conn, sample, besides=besides, limit=limit).articles)


def _most(votes: Counter[str], limit: int) -> dict[str, int]:
    return dict(sorted(votes.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])


def _list(conn: sa.Connection, sample: Sequence[int]) -> str | list[int]:
    """Hashes as one parameter, in the order of the index, so that neighbours are met on the same page."""
    hashes = sorted(set(sample))
    return json.dumps(hashes) if conn.dialect.name == "sqlite" else hashes


_DROP = sa.delete(schema.shingle).where(_T.article_id == sa.bindparam("article"))
_EACH = {"sqlite": "json_each(:hashes) AS given", "postgresql": "unnest(CAST(:hashes AS bigint[])) AS given(value)"}
_JOIN = {"sqlite": "group_concat(one.article_id, ' ')", "postgresql": "string_agg(one.article_id, ' ')"}
_UNDER = {
    name: sa.text(
        "SELECT value, joined FROM ("  # noqa: S608
        f"SELECT given.value AS value, (SELECT {_JOIN[name]} FROM (SELECT article_id FROM shingle WHERE hash = given.value "
        f"ORDER BY article_id LIMIT :most) AS one) AS joined FROM {each}) AS looked WHERE joined IS NOT NULL"
    )
    for name, each in _EACH.items()
}
_PUT = {
    name: sa.text(
        f"INSERT INTO shingle (hash, article_id) SELECT given.value, :article FROM {each} WHERE "  # noqa: S608
        "(SELECT count(*) FROM (SELECT 1 FROM shingle WHERE hash = given.value LIMIT :most) AS one) < :most"
    )
    for name, each in _EACH.items()
}

"""The on-disk index of sampled 5-gram hashes, from which copies are found.

In: model.Fingerprint.sample of each article. Out: :class:`Shared`, the articles that share most, and which hashes are
boilerplate. Never: the comparison itself, or more than :data:`KEPT` articles read or written under one hash.

Costs are bounded for each hash, not for the table: a hash that is boilerplate is not written any more, and of what an
older version has written under it only the first articles are read. Rows carry a number for the article, and the article
its hashes, so that it can be taken out again without a second index.
"""

from __future__ import annotations

import json
import struct
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from headwater.store import db, schema

FREQUENT = 24  # other articles that have a hash, from which it is boilerplate and proves nothing
KEPT = 32  # articles under a hash; more than FREQUENT, so that it stays boilerplate when some of them go


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What the index says of some hashes."""

    articles: dict[str, int]  # article -> how many of the hashes that are no boilerplate it has, most first
    frequent: frozenset[int]  # the boilerplate among them
    crossing: dict[str, int]  # the same for hashes that one more article makes boilerplate, most first
    sizes: dict[str, int]  # of the articles: number of their 5-grams; 0 where it is unknown


def put(conn: sa.Connection, article_id: str, sample: Sequence[int], *, shingles: int = 0) -> None:
    """Index an article that has so many 5-grams; what it had before is replaced. A hash that :data:`KEPT` others have is left out."""
    hashes = sorted(set(sample))
    packed = struct.pack(f"<{len(hashes)}q", *hashes)
    before = next(iter(db.rows(conn, _BEFORE, {"article": article_id})), None)
    if before is None:
        if not hashes:
            return
        ((number,),) = db.rows(conn, _ADD, {"article": article_id, "shingles": shingles, "hashes": packed})
    elif before[1:] == (packed, shingles):
        return
    elif not hashes:
        drop(conn, article_id)
        return
    else:
        number = before[0]  # what is read again keeps its place among those that share a hash
        _strike(conn, number, before[1])
        conn.execute(_CHANGE, {"of": number, "shingles": shingles, "hashes": packed})
    db.rows(conn, _PUT, {"hashes": _list(conn, hashes), "number": number, "most": KEPT})


def drop(conn: sa.Connection, article_id: str) -> None:
    """Take an article out of the index."""
    for number, hashes, _ in db.rows(conn, _BEFORE, {"article": article_id}):
        _strike(conn, number, hashes)
        conn.execute(_FORGET, {"of": number})


def _strike(conn: sa.Connection, number: int, hashes: bytes) -> None:
    """Delete the rows of an article."""
    unpacked = struct.unpack(f"<{len(hashes) // 8}q", hashes)
    conn.execute(_STRIKE[conn.dialect.name], {"hashes": _list(conn, unpacked), "number": number})


def near(conn: sa.Connection, sample: Sequence[int], *, besides: str, limit: int) -> Shared:
    """The articles that share most of these hashes, and the hashes among them that are boilerplate."""
    votes, crossing, frequent = Counter[int](), Counter[int](), list[int]()
    under = _under(conn, sample, besides) if sample else {}
    for value, found in under.items():
        if len(found) < FREQUENT:
            votes.update(found)
            continue
        frequent.append(value)
        if len(found) == FREQUENT:
            crossing.update(found)
    most, few = _most(votes, limit), _most(crossing, 2 * FREQUENT)
    asked = {"numbers": _list(conn, [*{*most, *few}])}
    known = {number: (article, shingles) for number, article, shingles in db.rows(conn, _WHICH, asked)} if most or few else {}
    return Shared(
        articles=_named(most, known), frequent=frozenset(frequent), crossing=_named(few, known),
        sizes={known[one][0]: known[one][1] for one in most if one in known},
    )


def _under(conn: sa.Connection, sample: Sequence[int], besides: str) -> dict[int, list[int]]:
    """The numbers of the other articles that have each hash, at most so many that what is boilerplate can be told."""
    given = {"hashes": _list(conn, sorted(set(sample))), "most": FREQUENT + 2, "besides": besides}
    rows, under = db.rows(conn, _UNDER, given), defaultdict[int, list[int]](list)
    own = {number for value, number in rows if value is None}
    for value, number in rows:
        if value is not None and number not in own:
            under[value].append(number)
    return under


def sharing(conn: sa.Connection, sample: Sequence[int], *, besides: str, limit: int) -> list[str]:
    """The articles that share most of these hashes, most first."""
    return list(near(conn, sample, besides=besides, limit=limit).articles)


def _most(votes: Mapping[int, int], limit: int) -> dict[int, int]:
    """Those with most votes; of equal ones those that were indexed first."""
    return dict(sorted(votes.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])


def _named(votes: Mapping[int, int], known: Mapping[int, tuple[str, int]]) -> dict[str, int]:
    return {known[one][0]: count for one, count in votes.items() if one in known}


def _list(conn: sa.Connection, hashes: Sequence[int]) -> str | list[int]:
    """Hashes as one parameter, in the order of the index, so that neighbours are met on the same page."""
    return json.dumps(hashes) if conn.dialect.name == "sqlite" else list(hashes)


_T = schema.shingle_article.c
_CHANGE = sa.update(schema.shingle_article).where(_T.number == sa.bindparam("of"))
_FORGET = sa.delete(schema.shingle_article).where(_T.number == sa.bindparam("of"))
_BEFORE = "SELECT number, hashes, shingles FROM shingle_article WHERE article_id = :article"
_WHICH = {
    "sqlite": "SELECT number, article_id, shingles FROM shingle_article WHERE number IN (SELECT value FROM json_each(:numbers))",
    "postgresql": "SELECT number, article_id, shingles FROM shingle_article WHERE number = ANY(CAST(:numbers AS bigint[]))",
}
_ADD = "INSERT INTO shingle_article (article_id, shingles, hashes) VALUES (:article, :shingles, :hashes) RETURNING number"
_EACH = {"sqlite": "json_each(:hashes) AS given", "postgresql": "unnest(CAST(:hashes AS bigint[])) AS given(value)"}
_FIRST = {  # of each hash the articles that were indexed first, so many at most
    "sqlite": f"{_EACH['sqlite']} CROSS JOIN shingle AS one ON one.hash = given.value WHERE one.number < coalesce("  # noqa: S608
    "(SELECT number FROM shingle WHERE hash = given.value ORDER BY number LIMIT 1 OFFSET :most), 1 << 62)",
    "postgresql": f"{_EACH['postgresql']} CROSS JOIN LATERAL "  # noqa: S608
    "(SELECT number FROM shingle WHERE hash = given.value ORDER BY number LIMIT :most) AS one",
}
_UNDER = {
    name: f"SELECT given.value, one.number FROM {first} UNION ALL SELECT NULL, number FROM shingle_article WHERE article_id = :besides"  # noqa: S608
    for name, first in _FIRST.items()
}
_PUT = {  # on SQLite "OR IGNORE": a statement that could fail half-way would first copy each page that it changes
    name: f"INSERT {otherwise} INTO shingle (hash, number) SELECT given.value, :number FROM {each} WHERE "  # noqa: S608
    f"(SELECT count(*) FROM (SELECT 1 FROM shingle WHERE hash = given.value LIMIT :most) AS one) < :most {returning}"
    for (name, each), otherwise, returning in zip(_EACH.items(), ("OR IGNORE", ""), ("", "RETURNING number"), strict=True)
}
_STRIKE = {
    name: sa.text(f"DELETE FROM shingle WHERE number = :number AND hash IN (SELECT given.value FROM {each})")  # noqa: S608
    for name, each in _EACH.items()
}

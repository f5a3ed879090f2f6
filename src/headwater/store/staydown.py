"""Stay-down keys: what was taken down, as addresses, hashes and shingles, and what they have hit.

In: keys of a restriction; addresses, hashes and shingles of what comes in. Out: keys that fit, :class:`Hit`. Never: a
text, or a decision about what a hit does to the thing hit.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import sqlalchemy as sa

from headwater.store import db, desk_tables, ids

_T = desk_tables.stay_down.c
_H = desk_tables.stay_down_hit.c
_S = desk_tables.stay_down_shingle.c
_STEP = 400  # parameters of one statement
IMAGE_BLOCK = 8  # bits by which a picture may differ; requirements of the rights desk, 2.6
IMAGE_REVIEW = 12
ALLOWED = "allowed"  # a person's judgement of a hit: not what was taken down


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One thing by which what was taken down is known again."""

    id: str
    restriction_id: str = ""
    kind: str  # address, entry, exact, text, image_url, image_sha, image_hash
    value: str
    weight: int = 0  # of a text: number of its shingles
    spare: tuple[str, ...] = ()  # registrable domains never hit
    shingles: frozenset[int] = frozenset()  # of a text, where it is new


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A key that fits something."""

    key_id: str
    restriction_id: str  # whose key it is
    kind: str  # address, entry, exact, text, image_url, image_sha, image_hash
    score: float  # 1 for what is the same; of texts the containment, of pictures 1 - bits / 64
    blocks: bool  # False: it is shown, and a person looks


@dataclass(frozen=True, slots=True, kw_only=True)
class PastHit:
    """A hit as it was written down."""

    id: str
    key_id: str
    restriction_id: str
    key_kind: str
    kind: str  # notices.Kind of what was hit
    object_id: str
    at: datetime
    score: float
    effect: str  # blocked, review
    judgement: str = ""


# ---- keys --------------------------------------------------------------------------------------------------


def put(conn: sa.Connection, keys: Sequence[Key], *, now: datetime) -> None:
    """Remember keys."""
    if not keys:
        return
    rows = [
        {"id": one.id, "restriction_id": one.restriction_id, "kind": one.kind, "value": one.value, "weight": one.weight,
         "spare": json.dumps(list(one.spare)), "made_at": now, "lifted_at": None}
        for one in keys
    ]  # fmt: skip
    conn.execute(sa.insert(desk_tables.stay_down), rows)
    grams = [{"hash": gram, "key_id": one.id} for one in keys for gram in one.shingles]
    if grams:
        conn.execute(sa.insert(desk_tables.stay_down_shingle), grams)


def lift(conn: sa.Connection, restriction_ids: Iterable[str], *, now: datetime) -> int:
    """Take the keys of restrictions out of use; how many."""
    given, done = list(restriction_ids), 0
    for start in range(0, len(given), _STEP):
        mine = sa.and_(_T.restriction_id.in_(given[start : start + _STEP]), _T.lifted_at.is_(None))
        conn.execute(sa.delete(desk_tables.stay_down_shingle).where(_S.key_id.in_(sa.select(_T.id).where(mine))))
        done += conn.execute(sa.update(desk_tables.stay_down).where(mine).values(lifted_at=now)).rowcount
    return done


def is_empty(conn: sa.Connection) -> bool:
    """Whether nothing at all must stay down: then nothing need be measured."""
    return conn.execute(_ANY).first() is None


_ANY = sa.select(_T.id).where(_T.lifted_at.is_(None)).limit(1)


def key(conn: sa.Connection, key_id: str) -> Key | None:
    """The key, in use or not, or None."""
    row = conn.execute(sa.select(desk_tables.stay_down).where(_T.id == key_id)).first()
    return _key(row) if row else None


def fitting(conn: sa.Connection, values: Mapping[str, Iterable[str]]) -> list[Key]:
    """The keys that have one of these values, by kind."""
    found: list[Key] = []
    for kind, wanted in values.items():
        some = list(dict.fromkeys(filter(None, wanted)))
        for start in range(0, len(some), _STEP):
            query = sa.select(desk_tables.stay_down).where(
                _T.kind == kind, _T.value.in_(some[start : start + _STEP]), _T.lifted_at.is_(None)
            )
            found += [_key(row) for row in conn.execute(query)]
    return found


def sharing(conn: sa.Connection, shingles: Iterable[int], *, least: int) -> list[tuple[Key, int]]:
    """The texts that share at least so many of these shingles, with how many."""
    given, shared = list(shingles), Counter[str]()
    for start in range(0, len(given), _STEP):
        query = (
            sa.select(_S.key_id, sa.func.count().label("n")).where(_S.hash.in_(given[start : start + _STEP]))
            .group_by(_S.key_id)
        )  # fmt: skip
        for row in conn.execute(query):
            shared[row.key_id] += row.n
    near = [one for one, count in shared.most_common(100) if count >= least]
    query = sa.select(desk_tables.stay_down).where(_T.id.in_(near), _T.lifted_at.is_(None))
    return [(_key(row), shared[row.id]) for row in conn.execute(query)] if near else []


def _key(row: sa.Row) -> Key:
    return Key(
        id=row.id, restriction_id=row.restriction_id, kind=row.kind, value=row.value, weight=row.weight,
        spare=tuple(json.loads(row.spare)),
    )


# ---- pictures ----------------------------------------------------------------------------------------------


def image_hit(conn: sa.Connection, *, key: str, sha256: str, hashes: Sequence[int], host_domain: str) -> Hit | None:
    """The key that a picture fits best, or None: see :func:`image_hits`."""
    found = image_hits(conn, key=key, sha256=sha256, hashes=hashes, host_domain=host_domain)
    return found[0] if found else None


def image_hits(
    conn: sa.Connection, *, key: str, sha256: str, hashes: Sequence[int], host_domain: str
) -> list[Hit]:
    """The keys that a picture fits, the best of each restriction, those that fit best first.

    ``host_domain`` is the registrable domain that serves it; ``hashes`` as unsigned 64-bit numbers: the whole picture
    first, then crops, then mirrors; empty where it is flat or not had yet, as may be ``sha256``.
    """
    found = [(0, one) for one in fitting(conn, {"image_url": [key], "image_sha": [sha256]})]
    if hashes:
        query = sa.select(desk_tables.stay_down).where(_T.kind == "image_hash", _T.lifted_at.is_(None))
        looks = [_key(row) for row in conn.execute(query)]
        found += sorted(((nearest(unpack(one.value), hashes), one) for one in looks), key=lambda pair: pair[0])
    best: dict[str, Hit] = {}
    for apart, one in found:
        if apart <= IMAGE_REVIEW and host_domain not in one.spare:
            best.setdefault(one.restriction_id, Hit(
                key_id=one.id, restriction_id=one.restriction_id, kind=one.kind, score=1 - apart / 64, blocks=apart <= IMAGE_BLOCK,
            ))  # fmt: skip
    return list(best.values())


def nearest(blocked: Sequence[int], seen: Sequence[int]) -> int:
    """The least number of bits by which a hash of one differs from one of the other; 64 where one is empty."""
    if not blocked or not seen:
        return 64
    apart = np.array(blocked, dtype=np.uint64)[:, None] ^ np.array(seen, dtype=np.uint64)[None, :]
    return int(np.bitwise_count(apart).min())


def nearest_each(blocked: Sequence[int], packed: Sequence[bytes | None]) -> list[int]:
    """:func:`nearest` for many pictures at once, each as the table ``image`` keeps its hashes."""
    usable = [one[: len(one) // 8 * 8] if one else b"" for one in packed]
    flat = np.frombuffer(b"".join(usable), dtype=">u8").astype(np.uint64)
    apart = np.full(len(flat), 64, dtype=np.uint8)
    for one in blocked:
        np.minimum(apart, np.bitwise_count(flat ^ np.uint64(one)), out=apart)
    ends = np.cumsum([len(one) // 8 for one in usable])
    return [int(apart[end - len(one) // 8 : end].min()) if one else 64 for one, end in zip(usable, ends, strict=True)]


def pack(hashes: Sequence[int]) -> str:
    """Hashes as the value of a key: 16 hexadecimal digits each."""
    return "".join(f"{one:016x}" for one in hashes)


def unpack(value: str) -> tuple[int, ...]:
    """The hashes of a key's value."""
    return from_bytes(bytes.fromhex(value))


def from_bytes(packed: bytes | None) -> tuple[int, ...]:
    """Hashes as the table ``image`` keeps them: 8 bytes each, big-endian, unsigned, the whole picture first."""
    usable = packed[: len(packed) // 8 * 8] if packed else b""
    return tuple(int(one) for one in np.frombuffer(usable, dtype=">u8"))


# ---- hits --------------------------------------------------------------------------------------------------


def record(conn: sa.Connection, hit: Hit, *, kind: str, object_id: str, now: datetime) -> bool:
    """Write a hit down; False if it is known already with the same effect."""
    effect = "blocked" if hit.blocks else "review"
    known = conn.execute(
        sa.select(_H.id, _H.effect).where(_H.key_id == hit.key_id, _H.object_id == object_id)
    ).first()
    if known is None:
        made = db.insert(conn, desk_tables.stay_down_hit).values(
            id=ids.new(), key_id=hit.key_id, kind=kind, object_id=object_id, at=now, score=hit.score, effect=effect,
            judgement="",
        )  # fmt: skip
        once = made.on_conflict_do_nothing(index_elements=["key_id", "object_id"]).returning(desk_tables.stay_down_hit.c.id)
        return conn.execute(once).first() is not None
    if known.effect == effect or not hit.blocks:
        return False
    conn.execute(sa.update(desk_tables.stay_down_hit).where(_H.id == known.id).values(effect=effect, score=hit.score))
    return True


def allowed(conn: sa.Connection, object_id: str) -> set[str]:
    """The restrictions of which a person has said that this object is not what they are about."""
    query = sa.select(_T.restriction_id).join(desk_tables.stay_down_hit, _H.key_id == _T.id)
    query = query.where(_H.object_id == object_id, _H.judgement == ALLOWED)
    return set(conn.execute(query).scalars())


def hits(conn: sa.Connection, *, restriction_id: str | None = None, unjudged: bool = False, limit: int = 200) -> list[PastHit]:
    """Hits, newest first: of a restriction's keys, or those that wait for a person."""
    query = sa.select(desk_tables.stay_down_hit, _T.restriction_id, _T.kind.label("key_kind")).join(
        desk_tables.stay_down, _T.id == _H.key_id
    )
    if restriction_id:
        query = query.where(_T.restriction_id == restriction_id)
    if unjudged:
        query = query.where(_H.judged_at.is_(None), _H.effect == "review", _T.lifted_at.is_(None))
    return [_hit(row) for row in conn.execute(query.order_by(_H.at.desc(), _H.id.desc()).limit(limit))]


def hit(conn: sa.Connection, hit_id: str) -> PastHit | None:
    """One hit, or None."""
    query = sa.select(desk_tables.stay_down_hit, _T.restriction_id, _T.kind.label("key_kind")).join(
        desk_tables.stay_down, _T.id == _H.key_id
    )
    row = conn.execute(query.where(_H.id == hit_id)).first()
    return _hit(row) if row else None


def judge(conn: sa.Connection, hit_id: str, *, judgement: str, by: str, now: datetime) -> None:
    """Write down what a person says of a hit: "upheld", or :data:`ALLOWED`."""
    conn.execute(
        sa.update(desk_tables.stay_down_hit).where(_H.id == hit_id).values(judgement=judgement, judged_by=by, judged_at=now)
    )


def _hit(row: sa.Row) -> PastHit:
    return PastHit(
        id=row.id, key_id=row.key_id, restriction_id=row.restriction_id, key_kind=row.key_kind, kind=row.kind,
        object_id=row.object_id, at=row.at, score=row.score, effect=row.effect, judgement=row.judgement,
    )  # fmt: skip

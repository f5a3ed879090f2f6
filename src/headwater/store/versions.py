"""What articles said before their outlets changed them.

In: model.Version of an article. Out: the same, oldest first. Never: what an article says now, or more than :data:`MOST` of one:
of those between the first and the newest the oldest go.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable

import sqlalchemy as sa

from headwater import model
from headwater.store import schema

MOST = 20  # versions of an article
MOST_OURS = 1000  # marks of a version
_T = schema.article_version.c
_COLUMNS = (_T.number, _T.headline, _T.body, _T.seen_at, _T.replaced_at, _T.added, _T.removed, _T.ours)
_OF = sa.select(*_COLUMNS).where(_T.article_id == sa.bindparam("article")).order_by(_T.number)
_TOLD = sa.select(_T.number, _T.headline, _T.replaced_at, _T.added, _T.removed).where(_T.article_id == sa.bindparam("article")).order_by(_T.number)


def add(conn: sa.Connection, article_id: str, version: model.Version) -> None:
    """Remember a version; its number is the next one, whatever it says."""
    known = list(conn.execute(sa.select(_T.number).where(_T.article_id == article_id).order_by(_T.number)).scalars())
    if len(known) >= MOST:
        conn.execute(sa.delete(schema.article_version).where(_T.article_id == article_id, _T.number.in_(known[1 : len(known) - MOST + 2])))
    conn.execute(sa.insert(schema.article_version), {
        "article_id": article_id, "number": known[-1] + 1 if known else 1, "headline": version.headline, "body": version.body,
        "seen_at": version.seen_at, "replaced_at": version.replaced_at, "added": version.added, "removed": version.removed,
        "ours": _written(version.ours),
    })


def of(conn: sa.Connection, article_id: str) -> tuple[model.Version, ...]:
    """An article's past versions, with their texts."""
    return tuple(model.Version(**{**row._mapping, "ours": _read(row.ours)}) for row in conn.execute(_OF, {"article": article_id}))


def add_ours(conn: sa.Connection, article_id: str, number: int, ours: Collection[int]) -> None:
    """Remember of a version more lines by which it differs from the next without the outlet's doing."""
    mine = sa.and_(_T.article_id == article_id, _T.number == number)
    before = conn.execute(sa.select(_T.ours).where(mine)).scalar()
    conn.execute(sa.update(schema.article_version).where(mine).values(ours=_written(sorted({*_read(before), *ours}))))


def rename(conn: sa.Connection, article_id: str, old: str, new: str) -> None:
    """Give the versions with a headline that was read wrongly the one as it is read now."""
    conn.execute(sa.update(schema.article_version).where(_T.article_id == article_id, _T.headline == old).values(headline=new))


def _written(marks: Iterable[int]) -> str | None:
    return " ".join(map(str, itertools.islice(marks, MOST_OURS))) or None


def _read(marks: str | None) -> tuple[int, ...]:
    return tuple(map(int, (marks or "").split()))


def told(conn: sa.Connection, article_id: str) -> tuple[model.Version, ...]:
    """The same without texts."""
    return tuple(model.Version(body=None, seen_at=row.replaced_at, **row._mapping) for row in conn.execute(_TOLD, {"article": article_id}))


def last_replaced(conn: sa.Connection, article_id: str) -> sa.Row | None:
    """The ``number`` and ``replaced_at`` of the newest past version, or None."""
    return conn.execute(sa.select(_T.number, _T.replaced_at).where(_T.article_id == article_id).order_by(_T.number.desc()).limit(1)).first()


def forget_texts(conn: sa.Connection, article_ids: Collection[str]) -> int:
    """Forget what was said, but not that it was changed; gives how many versions lost their text."""
    some = sa.update(schema.article_version).where(_T.article_id.in_(list(article_ids)), _T.body.is_not(None))
    return conn.execute(some.values(body=None)).rowcount if article_ids else 0


def drop(conn: sa.Connection, article_id: str) -> None:
    """Forget all versions of an article."""
    conn.execute(sa.delete(schema.article_version).where(_T.article_id == article_id))

"""The digest's work list: one row an article, deleted in the transaction that saves its decision.

In: article identifiers. Out: the oldest ones. Never: the work itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from headwater.store import db, schema

_T = schema.pending.c


def add(
    conn: sa.Connection, article_ids: Iterable[str], *, reason: str, now: datetime, ready: bool = True, fresh: bool = False
) -> None:
    """Ask for a digest; one that is asked for already stays where it is in the line.

    ``fresh``: new here, to be found by its entry's words at once. ``ready`` False: nothing more for now, for its page is
    about to be read.
    """
    rows = [
        {"article_id": one, "since": now, "reason": reason, "attempts": 0, "ready": ready, "fresh": fresh}
        for one in dict.fromkeys(article_ids)
    ]
    if not rows:
        return
    asked = db.insert(conn, schema.pending)
    if ready:
        wanted = asked.on_conflict_do_update(
            index_elements=["article_id"], set_={"ready": True, "reason": asked.excluded.reason}, where=_T.ready.is_(False)
        )
    else:
        wanted = asked.on_conflict_do_nothing(index_elements=["article_id"])
    conn.execute(wanted, rows)


def oldest(conn: sa.Connection, limit: int) -> list[str]:
    """The articles that have waited longest; those that failed before come last."""
    query = sa.select(_T.article_id).where(_T.ready.is_(True)).order_by(_T.attempts, _T.since, _T.article_id).limit(limit)
    return list(conn.execute(query).scalars())


def since(conn: sa.Connection) -> datetime | None:
    """Since when the article has waited that has waited longest to be compared."""
    return conn.execute(sa.select(sa.func.min(_T.since)).where(_T.ready.is_(True))).scalar()


def fresh(conn: sa.Connection, limit: int) -> list[str]:
    """New articles that nobody can find yet, those first that have waited longest."""
    query = sa.select(_T.article_id).where(_T.fresh.is_(True)).order_by(_T.since, _T.article_id).limit(limit)
    return list(conn.execute(query).scalars())


def ready(conn: sa.Connection, article_ids: Sequence[str]) -> list[str]:
    """Those of these articles whose pages are not waited for."""
    known = set(conn.execute(sa.select(_T.article_id).where(_T.article_id.in_(list(article_ids)), _T.ready.is_(True))).scalars())
    return [one for one in article_ids if one in known]


def found(conn: sa.Connection, article_ids: Sequence[str]) -> None:
    """These can be found now; what is still to be compared stays in the line."""
    ids = list(article_ids)
    conn.execute(sa.delete(schema.pending).where(_T.article_id.in_(ids), _T.ready.is_(False)))
    conn.execute(sa.update(schema.pending).where(_T.article_id.in_(ids)).values(fresh=False))


def done(conn: sa.Connection, article_id: str) -> None:
    """Strike an article off."""
    conn.execute(_DONE, {"article": article_id})


_DONE = sa.delete(schema.pending).where(_T.article_id == sa.bindparam("article"))


def failed(conn: sa.Connection, article_id: str, *, most: int) -> bool:
    """Count a failed attempt; after ``most`` of them the row goes and True tells that a person must look."""
    conn.execute(sa.update(schema.pending).where(_T.article_id == article_id).values(attempts=_T.attempts + 1))
    gone = conn.execute(sa.delete(schema.pending).where(_T.article_id == article_id, _T.attempts >= most))
    return gone.rowcount > 0


def count(conn: sa.Connection) -> int:
    """How many articles wait."""
    return conn.execute(sa.select(sa.func.count()).select_from(schema.pending)).scalar_one()

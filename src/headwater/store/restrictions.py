"""Restrictions: the standing limits on showing something, and the lock that keeps releases and decisions apart.

In: notices.Restriction. Out: the same, those that stand on an object. Never: a change of a publication
(``store.publications``), or a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from headwater import notices
from headwater.store import db, desk_tables, schema

_T = desk_tables.restriction.c
_STEP = 400  # parameters of one statement


def guard(conn: sa.Connection, *, exclusive: bool) -> None:
    """Hold restrictions as they are until this transaction ends.

    Whoever releases holds it shared, before reading what is restricted; whoever decides holds it alone, before anything
    else is locked. So a release that began earlier is seen by the decision, and one that begins later sees the decision.
    SQLite has one writer anyway.
    """
    if conn.dialect.name == "sqlite":
        return
    lease = schema.lease
    mine = sa.select(lease.c.name).where(lease.c.name == "restrictions").with_for_update(read=not exclusive)
    if conn.execute(mine).first() is None:
        made = db.insert(conn, lease).values(name="restrictions", fence=0)
        conn.execute(made.on_conflict_do_nothing(index_elements=["name"]))
        conn.execute(mine)


def add(conn: sa.Connection, restrictions: Sequence[notices.Restriction]) -> None:
    """Remember new restrictions."""
    if restrictions:
        conn.execute(sa.insert(desk_tables.restriction), [_values(one) for one in restrictions])


def lift(conn: sa.Connection, restriction_ids: Iterable[str], *, now: datetime) -> int:
    """Mark restrictions as lifted; how many were standing."""
    ids, done = list(restriction_ids), 0
    for start in range(0, len(ids), _STEP):
        some = sa.and_(_T.id.in_(ids[start : start + _STEP]), _T.lifted_at.is_(None))
        done += conn.execute(sa.update(desk_tables.restriction).where(some).values(lifted_at=now)).rowcount
    return done


def active_of_article(conn: sa.Connection, article_id: str, outlet_id: str) -> list[notices.Restriction]:
    """What stands on an article and on its outlet, oldest first."""
    return [_noun(row) for row in conn.execute(_OF_ARTICLE, {"article": article_id, "outlet": outlet_id})]


_OF_ARTICLE = (
    sa.select(desk_tables.restriction)
    .where(
        _T.lifted_at.is_(None),
        sa.or_(
            sa.and_(_T.kind == "article", _T.object_id == sa.bindparam("article")),
            sa.and_(_T.kind == "outlet", _T.object_id == sa.bindparam("outlet")),
        ),
    )
    .order_by(_T.starts_at, _T.id)
)


def of_object(conn: sa.Connection, kind: notices.Kind, object_id: str) -> list[notices.Restriction]:
    """What stands on an object, oldest first."""
    query = sa.select(desk_tables.restriction).where(
        _T.kind == str(kind), _T.object_id == object_id, _T.lifted_at.is_(None)
    )
    return [_noun(row) for row in conn.execute(query.order_by(_T.starts_at, _T.id))]


def of_decision(conn: sa.Connection, decision_id: str) -> list[notices.Restriction]:
    """What a decision imposed and what came of it by stay-down, still standing, oldest first."""
    query = sa.select(desk_tables.restriction).where(_T.decision_id == decision_id, _T.lifted_at.is_(None))
    return [_noun(row) for row in conn.execute(query.order_by(_T.starts_at, _T.id))]


def get(conn: sa.Connection, restriction_id: str) -> notices.Restriction | None:
    """The restriction, lifted or not, or None."""
    row = conn.execute(sa.select(desk_tables.restriction).where(_T.id == restriction_id)).first()
    return _noun(row) if row else None


def expired(conn: sa.Connection, now: datetime, *, limit: int = 100) -> list[notices.Restriction]:
    """Those whose time is over and that still stand, the longest overdue first."""
    query = sa.select(desk_tables.restriction).where(_T.ends_at <= now, _T.lifted_at.is_(None))
    return [_noun(row) for row in conn.execute(query.order_by(_T.ends_at, _T.id).limit(limit))]


def _values(one: notices.Restriction) -> dict[str, object]:
    return {
        "id": one.id, "decision_id": one.decision_id, "notice_id": one.notice_id, "reference": one.reference,
        "action": str(one.action), "kind": str(one.kind), "object_id": one.object_id, "status": one.status,
        "ground": one.ground, "reason": one.reason, "interim": one.interim, "because": one.because,
        "starts_at": one.starts_at, "ends_at": one.ends_at, "lifted_at": one.lifted_at,
    }  # fmt: skip


def _noun(row: sa.Row) -> notices.Restriction:
    return notices.Restriction(
        id=row.id, decision_id=row.decision_id, notice_id=row.notice_id, reference=row.reference,
        action=notices.Action(row.action), kind=notices.Kind(row.kind), object_id=row.object_id, status=row.status,
        ground=row.ground, reason=row.reason, interim=row.interim, because=row.because, starts_at=row.starts_at,
        ends_at=row.ends_at, lifted_at=row.lifted_at,
    )  # fmt: skip

"""Restrictions: the standing limits on showing something, and the lock that keeps releases and decisions apart.

In: notices.Restriction. Out: the same, those that stand on an object; pictures blocked as they say. Never: a change
of a publication (``store.publications``), or a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater import notices
from headwater.store import comment_tables, db, desk_tables, schema

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


def are_any(conn: sa.Connection) -> bool:
    """Whether any restriction stands at all, on anything."""
    return conn.execute(_ANY).first() is not None


_ANY = sa.select(_T.id).where(_T.lifted_at.is_(None)).limit(1)


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


def move(conn: sa.Connection, old: str, into: str) -> list[notices.Restriction]:
    """What stands on an article that turned out to be another one stands on that one; gives it as it is now."""
    mine = sa.and_(_T.kind == "article", _T.object_id == old, _T.lifted_at.is_(None))
    moved = sa.update(desk_tables.restriction).where(mine).values(object_id=into).returning(_T.id)
    ids = list(conn.execute(moved).scalars())
    return [one for one in of_object(conn, notices.Kind.ARTICLE, into) if one.id in ids]


# ---- what is hidden ----------------------------------------------------------------------------------------

_HIDES = ("hide_item", "hide_outlet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """An item that was hidden, for those who had it before (RFC 6721)."""

    article_id: str
    at: datetime


def hiding(conn: sa.Connection, article_id: str, outlet_id: str) -> notices.Restriction | None:
    """The restriction that hides an article: one on a legal ground before others, then the oldest; None: nothing does."""
    found = [one for one in active_of_article(conn, article_id, outlet_id) if str(one.action) in _HIDES]
    return min(found, key=lambda one: (one.status != 451, one.starts_at), default=None)


def hidden_since(conn: sa.Connection, since: datetime, *, outlet_id: str | None = None, limit: int = 100) -> list[Gone]:
    """Items hidden since a time and hidden still, newest first."""
    item = schema.publication.c
    found: dict[str, datetime] = {}
    for kind, column in (("article", item.article_id), ("outlet", item.outlet_id)):
        query = (
            sa.select(item.article_id, _T.starts_at).select_from(desk_tables.restriction)
            .join(schema.publication, column == _T.object_id)
            .where(_T.kind == kind, _T.action.in_(_HIDES), _T.lifted_at.is_(None), _T.starts_at >= since, item.withheld.is_(True),
                   *([item.outlet_id == outlet_id] if outlet_id else []))
            .order_by(_T.starts_at.desc(), item.sort_at.desc()).limit(limit)
        )  # fmt: skip
        for row in conn.execute(query):
            found.setdefault(row.article_id, row.starts_at)
    gone = [Gone(article_id=article_id, at=at) for article_id, at in found.items()]
    return sorted(gone, key=lambda one: (one.at, one.article_id), reverse=True)[:limit]


# ---- pictures and comments ---------------------------------------------------------------------------------

_I = desk_tables.image.c
_U = desk_tables.image_use.c
_P = schema.publication.c


def settle_images(conn: sa.Connection, image_ids: Sequence[str]) -> None:
    """Block pictures that are restricted, or used in nothing but restricted items; free the others."""
    own = sa.exists().where(_T.kind == "image", _T.object_id == _I.id, _T.lifted_at.is_(None))
    hides = sa.exists().where(
        _T.lifted_at.is_(None),
        sa.or_(
            sa.and_(_T.kind == "article", _T.object_id == _U.article_id, _T.action.in_(("hide_image", "link_only", "hide_item"))),
            sa.and_(_T.kind == "outlet", _T.object_id == _P.outlet_id, _T.action.in_(("hide_image", "link_only", "hide_outlet"))),
        ),
    )
    used = sa.select(_U.image_id).join(schema.publication, _P.article_id == _U.article_id).where(_U.image_id == _I.id)
    restricted, free = used.where(hides).correlate(desk_tables.image), used.where(~hides).correlate(desk_tables.image)
    blocked = sa.or_(own, sa.and_(restricted.exists(), ~free.exists()))
    for start in range(0, len(image_ids), _STEP):
        some = _I.id.in_(image_ids[start : start + _STEP])
        conn.execute(sa.update(desk_tables.image).where(some).values(blocked=blocked))


def images_of_articles(conn: sa.Connection, article_ids: Sequence[str]) -> list[sa.Row]:
    """The pictures used in these articles: id, url, key, host, sha256, hashes."""
    found: list[sa.Row] = []
    for start in range(0, len(article_ids), _STEP):
        mine = sa.select(_U.image_id).where(_U.article_id.in_(article_ids[start : start + _STEP]))
        found += conn.execute(_IMAGE.where(_I.id.in_(mine)).order_by(_I.id)).all()
    return list({row.id: row for row in found}.values())


def blocked_images(conn: sa.Connection, article_id: str) -> list[str]:
    """The blocked ones among the pictures of an article."""
    query = sa.select(_I.id).join(desk_tables.image_use, _U.image_id == _I.id)
    return list(conn.execute(query.where(_U.article_id == article_id, _I.blocked.is_(True))).scalars())


def images_of_outlet(conn: sa.Connection, outlet_id: str) -> list[str]:
    """The pictures used in an outlet's articles."""
    used = sa.select(_U.image_id).join(schema.publication, _P.article_id == _U.article_id)
    return list(conn.execute(used.where(_P.outlet_id == outlet_id).distinct()).scalars())


def image(conn: sa.Connection, image_id: str) -> sa.Row | None:
    """A picture: id, url, key, host, sha256, hashes; or None."""
    return conn.execute(_IMAGE.where(_I.id == image_id)).first()


def newest_images(conn: sa.Connection, *, limit: int) -> list[sa.Row]:
    """The pictures fetched last, for looking through them: as :func:`image`."""
    return list(conn.execute(_IMAGE.where(_I.fetched_at.is_not(None)).order_by(_I.fetched_at.desc()).limit(limit)))


def images_by_key(conn: sa.Connection, keys: Sequence[str]) -> list[sa.Row]:
    """The pictures with one of these keys of their address."""
    return list(conn.execute(_IMAGE.where(_I.key.in_(keys)))) if keys else []


_IMAGE = sa.select(_I.id, _I.url, _I.key, _I.host, _I.sha256, _I.hashes)


def users_of_images(conn: sa.Connection, image_ids: Sequence[str]) -> list[str]:
    """The articles in which these pictures are used."""
    found: dict[str, None] = {}
    for start in range(0, len(image_ids), _STEP):
        query = sa.select(_U.article_id).where(_U.image_id.in_(image_ids[start : start + _STEP]))
        found |= dict.fromkeys(conn.execute(query).scalars())
    return list(found)


def common_images(conn: sa.Connection, image_ids: Sequence[str], *, more_than: int) -> set[str]:
    """Those of these pictures that more than so many articles use."""
    query = sa.select(_U.image_id).where(_U.image_id.in_(list(image_ids))).group_by(_U.image_id)
    return set(conn.execute(query.having(sa.func.count() > more_than)).scalars()) if image_ids else set()


def restricted_keys(conn: sa.Connection, keys: Sequence[str]) -> set[str]:
    """Those of these picture keys whose picture is restricted everywhere."""
    if not keys:
        return set()
    query = sa.select(_I.key).join(desk_tables.restriction, sa.and_(_T.kind == "image", _T.object_id == _I.id))
    return set(conn.execute(query.where(_I.key.in_(keys), _T.lifted_at.is_(None))).scalars())


def touch_comment(conn: sa.Connection, comment_id: str, *, now: datetime) -> None:
    """Let feeds and caches know that a comment is shown otherwise; ``store.comments`` reads whether it is restricted."""
    table = comment_tables.comment
    mine = sa.update(table).where(table.c.id == comment_id)
    conn.execute(mine.values(changed_at=now, version=table.c.version + 1))


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

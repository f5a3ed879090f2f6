"""Reads for the web about outlets, feeds and the whole: who is there, how their feeds do, what a sitemap lists.

In: identifiers and filters, on a connection of ``Store.read``. Out: the outlets' and feeds' own columns, counts,
identifiers. Never: anything of an article but its identifier and times; an outlet that a decision hides; a write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from headwater import notices
from headwater.store import desk_tables, pages, restrictions, schema

_P = schema.publication.c
_O = schema.outlet.c
_F = schema.feed.c
RECENT = 3000  # publications among which languages, countries and topics are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How an outlet's feeds do."""

    feeds: int = 0
    polled: int = 0  # visited at least once
    failing: int = 0  # whose last visit failed
    polled_at: datetime | None = None  # newest visit
    succeeded_at: datetime | None = None
    newest_at: datetime | None = None  # of its visible publications


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletShown:
    """An outlet and the health of its feeds."""

    id: str
    name: str
    home_url: str
    language: str | None
    country: str | None
    is_agency: bool
    health: Health


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the river has so far; for the empty site and for /healthz."""

    outlets: int
    feeds: int
    polled: int
    failing: int
    articles: int  # found so far, shown or not
    polled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A feed as our OPML lists it."""

    outlet_id: str
    name: str
    home_url: str
    language: str | None
    feed_url: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A page of ours in the sitemap."""

    article_id: str
    changed_at: datetime


def _outlets() -> Any:
    feeds = (
        sa.select(
            _F.outlet_id,
            sa.func.count().label("feeds"),
            sa.func.count(_F.polled_at).label("polled"),
            sa.func.sum(sa.case((sa.and_(_F.failures > 0, _F.polled_at.is_not(None)), 1), else_=0)).label("failing"),
            sa.func.max(_F.polled_at).label("polled_at"),
            sa.func.max(_F.succeeded_at).label("succeeded_at"),
        )
        .group_by(_F.outlet_id)
        .subquery()
    )
    newest = (
        sa.select(_P.sort_at).where(_P.outlet_id == _O.id, pages.visible()).order_by(_P.sort_at.desc()).limit(1)
        .correlate(schema.outlet).scalar_subquery()
    )  # fmt: skip
    return sa.select(
        _O.id, _O.name, _O.home_url, _O.language, _O.country, _O.is_agency, feeds.c.feeds, feeds.c.polled,
        feeds.c.failing, feeds.c.polled_at, feeds.c.succeeded_at, newest.label("newest_at"),
    ).outerjoin(feeds, feeds.c.outlet_id == _O.id)


def _outlet(row: Any) -> OutletShown:
    health = Health(
        feeds=row.feeds or 0, polled=row.polled or 0, failing=int(row.failing or 0), polled_at=row.polled_at,
        succeeded_at=row.succeeded_at, newest_at=row.newest_at,
    )
    return OutletShown(
        id=row.id, name=row.name, home_url=row.home_url, language=row.language, country=row.country,
        is_agency=row.is_agency, health=health,
    )


def _is_hidden() -> sa.ColumnElement[bool]:
    """A decision hides the whole outlet: its name and addresses are in no list."""
    limit = desk_tables.restriction.c
    return sa.exists().where(
        limit.kind == str(notices.Kind.OUTLET), limit.object_id == _O.id, limit.action == str(notices.Action.HIDE_OUTLET),
        limit.lifted_at.is_(None),
    )  # fmt: skip


def outlet(conn: sa.Connection, outlet_id: str) -> OutletShown | pages.Hidden | None:
    """One outlet; Hidden where a decision hides it; None if it never was."""
    row = conn.execute(_outlets().where(_O.id == outlet_id)).first()
    if row is None:
        return None
    by = restrictions.hiding(conn, "", outlet_id)
    return pages.decided(by) if by else _outlet(row)


def outlets(conn: sa.Connection, *, limit: int, offset: int = 0, language: str | None = None) -> list[OutletShown]:
    """Outlets by name."""
    query = _outlets().where(~_is_hidden()).order_by(sa.func.lower(_O.name), _O.id).limit(limit).offset(offset)
    if language:
        query = query.where(sa.or_(_O.language == language, _O.language.like(f"{language}-%")))
    return [_outlet(row) for row in conn.execute(query)]


def standing(conn: sa.Connection) -> Standing:
    """Counts over everything; the newest poll."""
    row = conn.execute(
        sa.select(
            sa.select(sa.func.count()).select_from(schema.outlet).scalar_subquery().label("outlets"),
            sa.select(sa.func.count()).select_from(schema.article).scalar_subquery().label("articles"),
            sa.func.count().label("feeds"),
            sa.func.count(_F.polled_at).label("polled"),
            sa.func.sum(sa.case((_F.failures > 0, 1), else_=0)).label("failing"),
            sa.func.max(_F.polled_at).label("polled_at"),
        ).select_from(schema.feed)
    ).one()
    return Standing(
        outlets=row.outlets, feeds=row.feeds, polled=row.polled, failing=int(row.failing or 0), articles=row.articles,
        polled_at=row.polled_at,
    )


def newest_poll(conn: sa.Connection) -> datetime | None:
    """When a feed was last visited; cheap enough for a probe."""
    return conn.execute(sa.select(sa.func.max(_F.polled_at))).scalar()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What editions may be narrowed to, the most frequent first."""

    languages: tuple[str, ...] = ()  # primary subtags
    countries: tuple[str, ...] = ()  # of outlets, ISO 3166-1 alpha-2
    topics: tuple[str, ...] = ()  # model.Topic.slug


def offered(conn: sa.Connection, *, limit: int = 40) -> Offered:
    """The languages, countries and topics of what came lately."""
    recent = sa.select(_P.language, _P.topic, _P.outlet_id).where(pages.visible()).order_by(_P.sort_at.desc()).limit(RECENT).subquery()
    rows = conn.execute(
        sa.select(recent.c.language, recent.c.topic, _O.country, sa.func.count().label("count"))
        .join(schema.outlet, _O.id == recent.c.outlet_id)
        .group_by(recent.c.language, recent.c.topic, _O.country)
    )  # fmt: skip
    languages: Counter[str] = Counter()
    topics: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    for language, topic, country, count in rows:
        languages[(language or "").split("-")[0].lower()] += count
        topics[topic or ""] += count
        countries[country or ""] += count
    return Offered(languages=_first(languages, limit), countries=_first(countries, limit), topics=_first(topics, limit))


def _first(counted: Counter[str], limit: int) -> tuple[str, ...]:
    return tuple(sorted(filter(None, counted), key=lambda one: (-counted[one], one)))[:limit]


def subscriptions(conn: sa.Connection) -> Iterator[Subscription]:
    """Every feed with its outlet, by name."""
    query = (
        sa.select(_O.id, _O.name, _O.home_url, _O.language, _F.url, _F.kind)
        .join(schema.outlet, _O.id == _F.outlet_id)
        .where(~_is_hidden())
        .order_by(sa.func.lower(_O.name), _O.id, _F.url)
    )
    for row in conn.execute(query):
        yield Subscription(outlet_id=row.id, name=row.name, home_url=row.home_url, language=row.language,
                           feed_url=row.url, kind=row.kind)  # fmt: skip


def _in_sitemap() -> list[sa.ColumnElement[bool]]:
    return [pages.visible(), pages.there(), _P.listed.is_(True)]


def count_listed(conn: sa.Connection) -> int:
    """How many publications a sitemap lists."""
    query = sa.select(sa.func.count()).select_from(schema.publication).where(*_in_sitemap())
    return conn.execute(query).scalar_one()


def listed(conn: sa.Connection, *, limit: int, offset: int = 0) -> list[Spot]:
    """Publications for the sitemap, in the order in which they were made."""
    query = sa.select(_P.article_id, _P.changed_at).where(*_in_sitemap()).order_by(_P.article_id)
    rows = conn.execute(query.limit(limit).offset(offset))
    return [Spot(article_id=row.article_id, changed_at=row.changed_at) for row in rows]

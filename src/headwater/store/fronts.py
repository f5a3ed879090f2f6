"""The front page: stories by rank, of all news or of an edition.

In: an edition, on a connection of ``Store.read``. Out: stories with the publications that a page shows of them. Never: a row
that ``store.pages`` would not show; clicks; a page that one outlet fills by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from headwater import model
from headwater.store import pages, schema

_P = schema.publication.c
_S = schema.story.c
_O = schema.outlet.c
CROWD = 0.25  # of rank, in half-lives: by so much each further story that an outlet has alone stands lower, as if two hours older
LOOKED = 600  # stories among which that is weighed; what stands lower is in the order of its rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Which stories: those with an article of this kind; every field narrows."""

    language: str | None = None  # primary subtag or whole tag: "en" also finds "en-GB"
    country: str | None = None  # of the outlet, ISO 3166-1 alpha-2, lower case
    topic: str | None = None  # model.Topic.slug that an outlet files it under

    @property
    def is_all(self) -> bool:
        """Whether nothing narrows it."""
        return not (self.language or self.country or self.topic)


ALL = Edition()


def front(conn: sa.Connection, *, limit: int, offset: int = 0, edition: Edition = ALL, each: int = 8, listed: bool = False) -> list[pages.StoryShown]:
    """Stories by rank with at most ``each`` publications, the lead first; those with nothing visible are left out."""
    reader = [pages.visible(), pages.there(), _P.demoted.is_(False)] + ([_P.listed.is_(True)] if listed else [])
    inside = [_P.story_id == _S.id, *reader]
    within = _within(edition)
    placed = _placed(limit + offset, edition)
    top = (
        sa.select(
            _S.id, placed.c.adjusted.label("rank"), _S.last_at, _S.created_at, _S.lead_article_id,
            sa.select(sa.func.count(_P.outlet_id.distinct())).where(*inside).scalar_subquery().label("outlets"),
            sa.select(sa.func.count()).select_from(schema.publication).where(*inside).scalar_subquery().label("reports"),
            sa.select(sa.func.count()).select_from(schema.publication).where(*inside, _P.copy_of.is_(None)).scalar_subquery().label("independent"),
        )
        .join(placed, placed.c.id == _S.id)
        .where(sa.exists().where(*inside, *within))
        .order_by(placed.c.adjusted.desc(), _S.last_at.desc(), _S.id)
        .limit(limit).offset(offset)
        .subquery("top")
    )  # fmt: skip
    order: list[Any] = [(_P.article_id == top.c.lead_article_id).desc(), _P.copy_of.is_(None).desc(), _P.sort_at, _P.article_id]
    if within:
        order.insert(0, sa.func.coalesce(sa.and_(*within), sa.false()).desc())
    place = sa.func.row_number().over(partition_by=_P.story_id, order_by=order)
    ranked = (
        sa.select(*pages.columns(), top, place.label("place"))
        .join(top, top.c.id == _P.story_id)
        .join(schema.outlet, _O.id == _P.outlet_id)
        .where(*reader)
        .subquery("ranked")
    )
    query = sa.select(ranked).where(ranked.c.place <= each).order_by(
        ranked.c.rank.desc(), ranked.c.last_at.desc(), ranked.c.id, ranked.c.place
    )
    return _stories(conn.execute(query).all())


def _placed(wanted: int, edition: Edition) -> sa.Subquery:
    """Stories with the rank at which they stand, lower for each story before that the same outlet has alone."""
    best = (
        sa.select(_S.id, _S.rank, _S.outlets, _S.last_at, _S.lead_article_id)
        .where(_S.status != str(model.StoryStatus.MERGED), *_recently(edition))
        .order_by(_S.rank.desc(), _S.last_at.desc(), _S.id).limit(max(LOOKED, wanted)).subquery("best")
    )  # fmt: skip
    lead = schema.publication.alias("lead")
    alone = best.c.outlets <= 1
    before = sa.func.row_number().over(partition_by=(lead.c.outlet_id, alone), order_by=(best.c.rank.desc(), best.c.last_at.desc(), best.c.id)) - 1
    adjusted = best.c.rank - sa.case((sa.and_(alone, lead.c.outlet_id.is_not(None)), CROWD * before), else_=0.0)
    query = sa.select(best.c.id, adjusted.label("adjusted")).outerjoin(lead, lead.c.article_id == best.c.lead_article_id)
    return query.subquery("placed")


def _within(edition: Edition) -> list[sa.ColumnElement[bool]]:
    """Whether a publication is of the edition."""
    found: list[sa.ColumnElement[bool]] = []
    if edition.language:
        found.append(pages.in_language(edition.language))
    if edition.country:
        found.append(_P.outlet_id.in_(sa.select(_O.id).where(_O.country == edition.country)))
    if edition.topic:
        found.append(_P.topic == edition.topic)
    return found


def _recently(edition: Edition) -> list[sa.ColumnElement[bool]]:
    """Stories of the edition among the newest publications: a rare one must not cost a walk over all."""
    if edition.is_all:
        return []
    recent = sa.select(_P.story_id, _P.language, _P.topic, _P.outlet_id).order_by(_P.sort_at.desc()).limit(pages.MOST_RECENT).subquery()
    found: list[sa.ColumnElement[bool]] = []
    if edition.language:
        tag = recent.c.language
        found.append(sa.or_(tag == edition.language, tag.like(f"{edition.language}-%")))
    if edition.topic:
        found.append(recent.c.topic == edition.topic)
    if edition.country:
        found.append(recent.c.outlet_id.in_(sa.select(_O.id).where(_O.country == edition.country)))
    return [_S.id.in_(sa.select(recent.c.story_id).where(*found))]


def _stories(rows: Any) -> list[pages.StoryShown]:
    heads: dict[str, Any] = {}
    items: dict[str, list[pages.Shown]] = {}
    for row in rows:
        if item := pages.shown(row):
            heads.setdefault(row.id, row)
            items.setdefault(row.id, []).append(item)
    return [
        pages.StoryShown(id=key, created_at=row.created_at, last_at=row.last_at, outlets=row.outlets, reports=row.reports, independent=max(1, row.independent),
                         items=tuple(items[key]))
        for key, row in heads.items()
    ]  # fmt: skip

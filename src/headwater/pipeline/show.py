"""Trace, release and rank for the digest: what readers will see of an article and of its story.

In: an article with what digest found. Out: its publication, its place in the search index, its story's row. Never:
text that ``publish.release`` did not release (the search index holds only what may be analysed, and is not shown).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa

from headwater import model, rights
from headwater.actions import restrict, shown
from headwater.pipeline import compare, follow, lore, picture, versions
from headwater.pipeline.tools import Tools
from headwater.publish import rank
from headwater.publish import release as gate
from headwater.store import articles, outlets, publications, stories
from headwater.store import versions as stored_versions
from headwater.trace import origin as tracer

MOST_REPORTS = 300  # of a story, in ranking it
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an article stands among others."""

    story_id: str | None
    copy_of: str | None
    learnt: lore.Lore = field(default_factory=lore.Lore)
    first_by: str = ""  # model.FirstBy of the original


def trace(
    conn: sa.Connection, tools: Tools, kept: articles.Kept, outlet: model.Outlet, found: compare.Compared, place: Place
) -> model.Origin:
    """The primary source of an article, as far as it can be traced now, with the way there; wishes for more are noted."""
    article = kept.article or _from_entry(kept)
    beside = articles.of_story(conn, place.story_id) if place.story_id and article.links else ()
    origin = tracer.trace(
        article, entry=kept.entry, outlet=outlet, copies=_relatives(conn, kept, found),
        story=[row.reference_url for row in beside if row.id != kept.id], others=place.learnt.others,
    )
    return follow.settle(conn, tools, kept, outlet, origin, place.learnt, place.story_id)


def _from_entry(kept: articles.Kept) -> model.Article:
    """An article known from its feed alone, as the tracer takes it."""
    entry = kept.entry
    return model.Article(
        url=kept.reference_url, canonical_url=kept.reference_url, title=entry.title, authors=entry.authors,
        published=entry.published, language=kept.language, bylines=entry.authors,
    )


def release(
    conn: sa.Connection, tools: Tools, kept: articles.Kept, outlet: model.Outlet, origin: model.Origin, place: Place
) -> None:
    """Release an article, as far as no restriction stands against it and it is not what must stay down.

    The caller holds ``restrictions.guard``.
    """
    item = gate.Item(
        article_id=kept.id, outlet=outlet, entry=kept.entry, article=kept.article, page_url=kept.reference_url,
        language=kept.language, first_seen=kept.first_seen, unlisted_at=kept.unlisted_at, presence=kept.presence, changes=versions.changes(conn, kept.title, kept.id),
        first_by=place.first_by,
    )
    if kept.presence is model.Presence.WITHDRAWN:
        stored_versions.forget_texts(conn, [kept.id])  # what it said before goes with it
    released = gate.release(item, origin, _own(kept.allowance, origin, outlet), now=tools.now())
    where = publications.Place(
        input_version=kept.version, story_id=place.story_id, copy_of=place.copy_of, until=kept.allowance.until
    )
    if released.view is not model.View.WITHHELD:
        restrict.check_article(conn, kept, articles.text_of(kept), released, tools.now())
    shown.release(conn, kept, released, where, now=tools.now())
    picture.wish(conn, tools, released)
    shown.free_pictures(conn, kept.id)


def _own(allowance: model.Allowance, origin: model.Origin, outlet: model.Outlet) -> model.Allowance:
    """The allowance, without the outlet's licence where an agency or another outlet supplied the text, in whole or in part."""
    supplier = origin.supplier
    if supplier is None or supplier.kind not in ("agency", "outlet") or outlet.is_agency:
        return allowance
    return rights.supplied(allowance, supplier.name)


def tell(conn: sa.Connection, story_id: str, *, centroid: bytes | None, now: datetime) -> None:
    """Write a story's row anew from its articles; ``centroid`` None: as it was."""
    rows = articles.of_story(conn, story_id, limit=MOST_REPORTS)
    before = stories.get(conn, story_id)
    if not rows:
        stories.forget(conn, story_id)
        return
    own = [row for row in rows if row.copy_of is None] or rows
    reports = reports_of(rows)
    stories.save(
        conn,
        stories.StoryState(
            id=model.StoryId(story_id), language=own[0].language,
            created_at=before.created_at if before else now, last_at=max(row.first_seen for row in rows),
            articles=len(rows), outlets=len({row.outlet_id for row in own}), rank=lasting(reports),
            centroid=centroid if centroid is not None else before.centroid if before else None,
            lead_article_id=own[0].id,
        ),
    )


def reports_of(rows: Sequence[sa.Row]) -> list[rank.Report]:
    """The articles of a story, as ``articles.of_story`` gives them, for ranking."""
    return [
        rank.Report(
            outlet_id=row.outlet_id, seen_at=min(row.published or row.first_seen, row.first_seen),
            language=row.language, country=row.country, is_copy=row.copy_of is not None,
        )
        for row in rows
    ]


def lasting(reports: list[rank.Report]) -> float:
    """A rank that needs no renewal as time passes: the order of ``rank.score`` at any one time, as a logarithm.

    score = weight * 0.5 ** (age / half-life), so log2(score) + now / half-life does not depend on now.
    """
    newest = max(report.seen_at for report in reports)
    score = rank.score(reports, now=newest)
    return math.log2(max(score, 1e-9)) + (newest - _EPOCH).total_seconds() / rank.HALF_LIFE


def move(conn: sa.Connection, old: str, new: str) -> None:
    """Let the publications of a story belong to another."""
    publications.move_story(conn, old, new)


def _relatives(conn: sa.Connection, kept: articles.Kept, found: compare.Compared) -> list[tracer.CopyOf]:
    """The original and the copies of an article as the tracer takes them."""
    near = [one for one in (found.original, *found.copies) if one is not None and one.outlet_id != kept.outlet_id]
    outlet = {one: outlets.get(conn, one) for one in {one.outlet_id for one in near}}
    share = found.match.containment if isinstance(found.match, model.Copy | model.Revision) else 0.0
    relatives = []
    for one in near:
        theirs = one.match.containment if isinstance(one.match, model.Copy | model.Revision) else 0.0
        whose = outlet[one.outlet_id]
        relatives.append(
            tracer.CopyOf(
                outlet_name=whose.name if whose else "", url=one.reference_url, earlier=one is found.original,
                containment=share if one is found.original else theirs, is_agency=bool(whose and whose.is_agency),
            )
        )
    return relatives

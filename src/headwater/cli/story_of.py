"""What is known of an article, as ``headwater explain --json`` gives it, and its line in ``headwater export``.

In: rows. Out: plain values; ``explained`` has the words. Never: text that was not released.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from headwater import errors, model, reasons, text
from headwater.pipeline import show
from headwater.publish import rank
from headwater.store import articles, codec, entries, outlets, publications, restrictions, versions
from headwater.web import origins


def article(conn: sa.Connection, article_id: str, *, now: datetime) -> dict[str, Any]:
    """Everything known of an article; ``now`` is for the rank of its story."""
    kept = articles.get(conn, article_id)
    if kept is None:
        raise errors.HeadwaterError(f"no article {article_id}")
    outlet = outlets.get(conn, kept.outlet_id)
    released = publications.get(conn, article_id)
    siblings = articles.of_story(conn, kept.story_id) if kept.story_id else []
    copies = articles.copies_of(conn, article_id)
    return {
        "id": kept.id, "title": kept.title, "outlet": outlet.name if outlet else "", "reference": kept.reference_url,
        "published": kept.published, "updated": kept.updated, "first_seen": kept.first_seen, "unlisted_at": kept.unlisted_at,
        "language": kept.language, "presence": str(kept.presence), "version": kept.version,
        "addresses": [{"url": url, "kind": kind} for url, kind in articles.addresses(conn, article_id)],
        "feeds": [
            {"feed": row.feed_id, "key": row.key, "first_seen": row.first_seen, "last_seen": row.last_seen}
            for row in entries.of_article(conn, article_id)
        ],
        "page": {
            "read": kept.fetched_at, "times": kept.reads, "refused": kept.refused, "not_article": kept.not_article,
            "snapshot": kept.snapshot,
        },
        "changes": [
            {"number": one.number, "headline": one.headline, "seen_at": one.seen_at, "replaced_at": one.replaced_at, "added": one.added, "removed": one.removed, "unit": "characters" if text.is_unspaced(one.body or one.headline) else "words",
             "text_kept": one.body is not None} for one in versions.of(conn, article_id)
        ],
        "found": dict(kept.article.found) if kept.article else {},
        "warnings": [f"{one.code}: {one.detail}" for one in kept.article.warnings] if kept.article else [],
        "signals": json.loads(kept.signals),
        "allowance": kept.allowance,
        "match": kept.match, "copy_of": kept.copy_of, "copies": copies, "others": _others(conn, siblings, kept.match, [*copies, kept.copy_of or ""]),
        "story": {
            "id": kept.story_id, "placement": kept.placement,
            "articles": [{"id": row.id, "title": row.title, "copy_of": row.copy_of} for row in siblings],
            "rank": _rank(siblings, now),
        },
        "topics": list(released.topics) if released else [],
        "named": list(released.named) if released else [],
        "origin": kept.origin,
        "shown": {"view": str(released.view), "why": [reasons.explain(one) for one in released.reasons]} if released else None,
        "restrictions": [
            {"action": str(one.action), "notice": one.reference, "decision": one.decision_id, "since": one.starts_at, "until": one.ends_at}
            for one in restrictions.active_of_article(conn, article_id, kept.outlet_id)
        ],
    }


def _others(conn: sa.Connection, siblings: list[sa.Row], match: model.Match | None, named: list[str]) -> dict[str, dict[str, str]]:
    """Title and outlet of the articles that this one is a copy or a state of, and of those that repeat it."""
    of = match.of if isinstance(match, model.Copy | model.Revision) else ""
    found = {row.id: (row.outlet_id, row.title) for row in siblings if row.id in {of, *named}}
    if of and of not in found and (other := articles.get(conn, of)):
        found[of] = (other.outlet_id, other.title)
    names = outlets.named(conn, {outlet_id for outlet_id, _ in found.values()})
    return {one: {"outlet": names[outlet_id][0] if outlet_id in names else "", "title": title} for one, (outlet_id, title) in found.items()}


def _rank(siblings: list[sa.Row], now: datetime) -> dict[str, Any] | None:
    """What the story's place on the front page is made of at this moment."""
    counted = rank.count(show.reports_of(siblings), now=now)
    if counted is None:
        return None
    return {"score": round(counted.score, 3), "independent outlets": counted.outlets, "reports": counted.reports, "languages": counted.languages,
            "countries": counted.countries, "age in hours": round(counted.age / 3600, 1), "formula": rank.Counted.score.__doc__}


def exported(row: sa.Row) -> dict[str, Any]:
    """One line of ``headwater export``: the shape is fixed, programs read it."""
    released = codec.load(model.Publication, row.payload)
    shown = released.origin if released.origin and origins.is_shown(released.origin) else None
    hidden = row.withheld or model.View.WITHHELD in (released.view, row.view)
    return {
        "id": released.article_id, "reference_url": released.reference_url,
        "headline": "" if hidden else released.headline, "outlet": released.outlet_name,
        "authors": [] if hidden else released.authors, "published": released.published,
        "language": released.language, "view": "withheld" if hidden else str(released.view),
        "primary_url": (shown.url if shown and shown.url and not hidden else None) or released.reference_url,
        "origin": {
            "kind": shown.kind, "name": shown.name, "url": shown.url, "confidence": round(shown.confidence, 3),
            "evidence": [{"where": one.where, "quote": one.quote} for one in shown.evidence],
        } if shown and not hidden else None,
        "story": row.story_id, "copy_of": row.copy_of,
    }

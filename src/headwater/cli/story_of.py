"""An article's whole story as ``headwater explain`` tells it, and its line in ``headwater export``.

In: rows. Out: plain values and sentences. Never: text that was not released.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from headwater import errors, model, reasons, text
from headwater.cli import common
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
    return {
        "id": kept.id, "title": kept.title, "outlet": outlet.name if outlet else "", "reference": kept.reference_url,
        "published": kept.published, "updated": kept.updated, "first_seen": kept.first_seen,
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
        "match": kept.match, "copy_of": kept.copy_of, "copies": articles.copies_of(conn, article_id),
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


def _rank(siblings: list[sa.Row], now: datetime) -> dict[str, Any] | None:
    """What the story's place on the front page is made of at this moment."""
    counted = rank.count(show.reports_of(siblings), now=now)
    if counted is None:
        return None
    return {"score": round(counted.score, 3), "independent outlets": counted.outlets, "reports": counted.reports, "languages": counted.languages,
            "countries": counted.countries, "age in hours": round(counted.age / 3600, 1), "formula": rank.Counted.score.__doc__}


def in_words(told: dict[str, Any]) -> Iterator[str]:
    """The same for people."""
    yield told["title"] or "(no title)"
    yield f"  {told['outlet']}, published {told['published']}, first seen {told['first_seen']}, language {told['language']}"
    yield f"  Reference  {told['reference']}"
    for one in told["addresses"]:
        yield f"  address    {one['url']} ({one['kind']})"
    page = told["page"]
    if page["refused"]:
        yield f"  page       not had: {page['refused']}"
    elif page["read"]:
        yield f"  page       read {page['times']} times, last {page['read']}" + (f"; no article: {page['not_article']}" if page["not_article"] else "")
    for one in told["changes"]:
        yield (f"  changed    {one['replaced_at']:%Y-%m-%d %H:%M} UTC: {one['added']} {one['unit']} added, {one['removed']} removed; before: “{one['headline']}”"
               + ("" if one["text_kept"] else " (its text is not kept)"))
    if told["presence"] != "there":
        yield f"  presence   {told['presence']} at the outlet"
    for field, where in told["found"].items():
        yield f"  {field:<10} found in {where}"
    for one in told["warnings"]:
        yield f"  warning    {one}"
    yield from _compared(told["match"], told["copy_of"])
    for one in told["copies"]:
        yield f"  copied by  {one}"
    story = told["story"]
    if story["id"]:
        yield f"  story      {story['id']} with {len(story['articles'])} articles; {common.plainly(story['placement'])}"
        if (placed := story["placement"]) and placed.before:
            yield f"             moved from story {placed.before}: {placed.why}"
        if place := story["rank"]:
            yield (f"  rank       {place['score']}: {place['independent outlets']} independent outlets of {place['reports']} reports, {place['languages']} languages, "
                   f"{place['countries']} countries, {place['age in hours']} hours old")
    for one in told["topics"]:
        yield f"  topic      {one.name} ({one.code}), by its {one.where}: “{one.quote}”"
    for one in told["named"]:
        yield f"  names      {one.name} ({one.kind}, by {one.where})"
    if origin := told["origin"]:
        yield f"  origin     {origin.kind} {origin.name} {origin.url or ''} (confidence {origin.confidence:.2f})"
        for one in origin.evidence:
            yield f"             {one.where}: “{one.quote}”"
        for one in origin.based_on:
            marks = "".join(f"; “{mark}”" for mark in one.certainty)
            yield f"             rests on {one.kind} {one.name} {one.url or ''}".rstrip() + "".join(f" < {each}" for each in one.attribution) + marks
        for number, one in enumerate(origin.chain, 1):
            yield f"             {number}. {origins.step(one.step)} {one.name} {one.url or ''}".rstrip() + f" (confidence {one.confidence:.2f}" + (f", so says {one.at})" if one.at else ")")
            yield from (f"                {each.quote}" for each in one.evidence if each.where == "compared")
    if told["shown"]:
        yield f"  shown as   {told['shown']['view']}"
        for one in told["shown"]["why"]:
            yield f"             {one}"
    else:
        yield "  shown as   not yet released"
    for one in told["restrictions"]:
        until = f" until {one['until']:%Y-%m-%d %H:%M} UTC" if one["until"] else ""
        yield f"  decided    {one['action']} since {one['since']:%Y-%m-%d %H:%M} UTC{until}" + (f": headwater desk show {one['notice']}" if one["notice"] else "")


def _compared(match: model.Match | None, copy_of: str | None) -> Iterator[str]:
    """What comparing has shown: which article, how it was told, and where both say the same (characters of each text)."""
    if not isinstance(match, model.Copy | model.Revision):
        return
    what = "state of" if isinstance(match, model.Revision) else "repeated by" if match.first else "copy of"
    yield f"  {what:<10} {match.of}" + (f", stands under {copy_of}" if copy_of and copy_of != match.of else "")
    for one in match.evidence:
        yield f"             {one}"
    for one in match.passages:
        yield f"             {one.words} words: characters {one.start} to {one.end} here, {one.of_start} to {one.of_end} there"


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

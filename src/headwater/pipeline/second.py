"""Second looks for the digest: what the articles of an hour, seen as a whole, change in stories; and stories taken apart.

In: what :mod:`cluster.recent` and :mod:`cluster.split` found. Out: rows: articles and publications in other stories, with
the reason, and stories whose old identifiers lead on. Never: an article apart from its original, or an identifier that
leads nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from headwater import model
from headwater.cluster import across, recent, split
from headwater.pipeline import shelf, show
from headwater.store import articles, publications, stories, unsettled

TOGETHER = "it is more like the reports of that story, now that all of its hour are known"
APART = "the story that it was in was two events"


def note(conn: sa.Connection, known: shelf.Shelf, placed: shelf.Placed, *, now: datetime) -> None:
    """Write whether an article that is being placed may still move, before the shelf takes it in."""
    if placed.bundle is not None and len(placed.bundle.strands) > 1:
        if known.young.touches(placed.story_id):
            unsettled.settle_story(conn, placed.story_id)
    elif placed.counted is not None:
        unsettled.note(conn, placed.article_id, hour=recent.hour_of(placed.counted, now=now), tells=placed.is_new)
        if placed.before is not None and not known.young.touches(placed.story_id):
            unsettled.stand(conn, {placed.story_id: placed.before.to_bytes()})
    elif placed.story is None and placed.article_id in known.young:
        unsettled.settle(conn, [placed.article_id])


def merge(conn: sa.Connection, known: shelf.Shelf, old: model.StoryId, into: model.StoryId, story: across.Bundle | None) -> None:
    """Write what may still move of two stories that are about to be one; their articles are in ``into`` already."""
    if story is None or not (known.young.touches(old) or known.young.touches(into)):
        return
    if len(story.strands) > 1:
        unsettled.settle_story(conn, into)
        return
    stood = known.young.united(old, into, known.index)
    unsettled.mute(conn, [into])
    unsettled.stand(conn, {into: stood.to_bytes() if stood else None})


def save(conn: sa.Connection, known: shelf.Shelf, look: recent.Look, *, now: datetime) -> None:
    """Write what a look has changed."""
    told: set[str] = set()
    for move in look.moves:
        kept = articles.get(conn, move.name)
        if kept is not None and kept.story_id == move.old:
            _move(conn, known, kept, move.new, why=TOGETHER)
            told |= {move.old, move.new}
    for story_id in sorted(told - look.moved_on.keys()):
        show.tell(conn, story_id, centroid=known.centroid(story_id), now=now)
    unsettled.settle(conn, look.looked)
    unsettled.mute(conn, look.moved_on)
    for old, into in look.moved_on.items():
        articles.move_story(conn, old, into)
        show.move(conn, old, into)
        stories.merge(conn, old, into)
        show.tell(conn, into, centroid=None, now=now)
    changed = {across.story_of(name) for name in look.stories}
    stories.save_centroids(conn, {one: centroid for one in sorted(changed) if (centroid := known.centroid(one))})
    unsettled.stand(conn, {one: story.to_bytes() if story else None for one, story in look.stood.items()})
    unsettled.tidy(conn, before=now - shelf.WINDOW)


def members(conn: sa.Connection, story_id: str) -> list[articles.Kept]:
    """The latest articles of a story that repeat no other, oldest first."""
    rows = articles.of_story(conn, story_id)
    return articles.many(conn, [row.id for row in rows if row.copy_of is None][-split.MOST:])


def part(conn: sa.Connection, known: shelf.Shelf, parted: shelf.Parted, *, now: datetime) -> None:
    """Write that a story was two: the smaller part under a new identifier, the other where it was."""
    for kept in parted.articles:
        _move(conn, known, kept, parted.leaving.story_id, why=APART)
    for story in (parted.leaving, parted.staying):
        show.tell(conn, story.story_id, centroid=known.centroid(story.story_id), now=now)
    stories.part(conn, parted.leaving.story_id, parted.staying.story_id)
    if stood := known.young.stood(parted.staying.story_id):
        unsettled.stand(conn, {parted.staying.story_id: stood.to_bytes()})


def _move(conn: sa.Connection, known: shelf.Shelf, kept: articles.Kept, new: model.StoryId, *, why: str) -> None:
    """One article, and those that repeat it."""
    with_it: Sequence[str] = [kept.id, *articles.copies_of(conn, kept.id)]
    articles.move(conn, with_it, new)
    publications.move(conn, with_it, new)
    articles.place(conn, kept.id, known.moved(kept, new, why=why))

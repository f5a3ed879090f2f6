"""Stories: all articles on one event, with an identifier that survives merging.

In: placements that digest decided. Out: story rows, and the centroids from which the index is rebuilt. Never: a
comparison of texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater import model
from headwater.store import schema

_T = schema.story.c


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryState:
    """What a story's row says."""

    id: model.StoryId
    language: str | None
    created_at: datetime
    last_at: datetime  # newest first_seen of its articles
    articles: int
    outlets: int  # independent ones
    rank: float
    centroid: bytes | None
    lead_article_id: str | None
    status: model.StoryStatus = model.StoryStatus.OPEN


def save(conn: sa.Connection, state: StoryState) -> None:
    """Write a story, new or known."""
    values = {
        "status": str(state.status), "language": state.language, "created_at": state.created_at,
        "last_at": state.last_at, "articles": state.articles, "outlets": state.outlets, "rank": state.rank,
        "centroid": state.centroid, "lead_article_id": state.lead_article_id,
    }
    if not conn.execute(_SAVE, {"story": state.id, **values}).rowcount:
        conn.execute(sa.insert(schema.story), {"id": state.id, **values})


_SAVE = sa.update(schema.story).where(_T.id == sa.bindparam("story"))


def get(conn: sa.Connection, story_id: str) -> StoryState | None:
    """The story, or None."""
    row = conn.execute(_GET, {"id": story_id}).first()
    return _noun(row) if row else None


_GET = sa.select(schema.story).where(_T.id == sa.bindparam("id"))


def _noun(row: sa.Row) -> StoryState:
    return StoryState(
        id=row.id, language=row.language, created_at=row.created_at, last_at=row.last_at, articles=row.articles,
        outlets=row.outlets, rank=row.rank, centroid=row.centroid, lead_article_id=row.lead_article_id,
        status=model.StoryStatus(row.status),
    )


def merge(conn: sa.Connection, old: str, into: str) -> None:
    """Let a story live on under another's identifier; the old one redirects for ever."""
    conn.execute(
        sa.update(schema.story).where(_T.id == old).values(
            status=str(model.StoryStatus.MERGED), merged_into=into, articles=0, outlets=0, rank=0.0, centroid=None, stood=None
        )
    )
    conn.execute(sa.update(schema.story).where(_T.merged_into == old).values(merged_into=into))
    conn.execute(sa.update(schema.story).where(_T.apart_from == old, _T.id != into).values(apart_from=into))


def part(conn: sa.Connection, story_id: str, of: str) -> None:
    """Remember of a story, which has a row, that it was part of another until that was found to be two."""
    conn.execute(sa.update(schema.story).where(_T.id == story_id).values(apart_from=of))


def save_centroids(conn: sa.Connection, centroids: Mapping[str, bytes]) -> None:
    """Write the centroids of stories anew."""
    if centroids:
        conn.execute(_CENTROID, [{"story": story_id, "value": value} for story_id, value in centroids.items()])


_CENTROID = sa.update(schema.story).where(_T.id == sa.bindparam("story")).values(centroid=sa.bindparam("value"))


def forget(conn: sa.Connection, story_id: str) -> None:
    """Close a story that has no article left: it stays as a quiet, empty row, so that its address is not reused."""
    conn.execute(
        sa.update(schema.story).where(_T.id == story_id).values(
            status=str(model.StoryStatus.QUIET), articles=0, outlets=0, rank=0.0, centroid=None, stood=None
        )
    )


def since(conn: sa.Connection, moment: datetime) -> Iterator[StoryState]:
    """The open stories with an article newer than this, oldest first: what the index is rebuilt from."""
    query = sa.select(schema.story).where(_T.last_at >= moment, _T.status == "open", _T.centroid.is_not(None))
    for row in conn.execute(query.order_by(_T.last_at, _T.id)):
        yield _noun(row)


def quieten(conn: sa.Connection, before: datetime) -> int:
    """Mark open stories without news since a moment as quiet; gives how many."""
    done = conn.execute(
        sa.update(schema.story).where(_T.status == "open", _T.last_at < before).values(status="quiet")
    )
    return done.rowcount

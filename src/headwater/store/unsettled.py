"""Articles that a second look may still move, and what their stories are without them.

In: what digest has placed, and what its looks have settled. Out: the same, so that another process goes on where one ended.
Never: an article's text, or a decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater import model
from headwater.store import db, schema

_T, _STORY, _ARTICLE = schema.unsettled.c, schema.story.c, schema.article.c
_STEP = 400  # parameters of one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """One of them."""

    article_id: model.ArticleId
    story_id: model.StoryId  # that it is in for the time being
    hour: datetime  # that it is grouped with
    tells: bool  # its story is known in other languages by it


def note(conn: sa.Connection, article_id: str, *, hour: datetime, tells: bool) -> None:
    """An article was placed and may still move."""
    new = db.insert(conn, schema.unsettled).values(article_id=article_id, hour=hour, tells=tells)
    conn.execute(new.on_conflict_do_update(index_elements=["article_id"], set_={"hour": hour, "tells": tells}))


def settle(conn: sa.Connection, article_ids: Sequence[str]) -> None:
    """Articles stay where they are, or go with others, from now on; also any that are not there any more."""
    for start in range(0, len(article_ids), _STEP):
        conn.execute(sa.delete(schema.unsettled).where(_T.article_id.in_(article_ids[start : start + _STEP])))


def settle_story(conn: sa.Connection, story_id: str) -> None:
    """All articles of a story stay in it."""
    conn.execute(sa.delete(schema.unsettled).where(_T.article_id.in_(_of(story_id))))
    conn.execute(sa.update(schema.story).where(_STORY.id == story_id).values(stood=None))


def tidy(conn: sa.Connection, *, before: datetime) -> None:
    """Forget articles that are not there any more, and those of hours before a moment, which nothing has looked at."""
    conn.execute(sa.delete(schema.unsettled).where(sa.or_(_T.hour < before, ~sa.exists().where(_ARTICLE.id == _T.article_id))))


def mute(conn: sa.Connection, story_ids: Iterable[str]) -> None:
    """These stories are known in other languages by more than one article, or by none that may move."""
    for story_id in story_ids:
        conn.execute(sa.update(schema.unsettled).where(_T.tells, _T.article_id.in_(_of(story_id))).values(tells=False))


def stand(conn: sa.Connection, stood: Mapping[str, bytes | None]) -> None:
    """What stories are without the articles that may move; None where they have no other."""
    if stood:
        conn.execute(_STAND, [{"story": story_id, "value": value} for story_id, value in stood.items()])


_STAND = sa.update(schema.story).where(_STORY.id == sa.bindparam("story")).values(stood=sa.bindparam("value"))


def every(conn: sa.Connection) -> list[Unsettled]:
    """The articles that may still move, but for those that repeat another."""
    query = (
        sa.select(_T.article_id, _ARTICLE.story_id, _T.hour, _T.tells).join(schema.article, _ARTICLE.id == _T.article_id)
        .where(_ARTICLE.story_id.is_not(None), _ARTICLE.copy_of.is_(None)).order_by(_T.hour, _T.article_id)
    )
    return [Unsettled(article_id=row.article_id, story_id=row.story_id, hour=row.hour, tells=row.tells) for row in conn.execute(query)]


def stood(conn: sa.Connection, story_ids: Sequence[str]) -> dict[str, bytes]:
    """What these stories are without such articles, of those that have others."""
    found: dict[str, bytes] = {}
    for start in range(0, len(story_ids), _STEP):
        some = sa.select(_STORY.id, _STORY.stood).where(_STORY.id.in_(story_ids[start : start + _STEP]), _STORY.stood.is_not(None))
        found |= {row.id: row.stood for row in conn.execute(some)}
    return found


def _of(story_id: str) -> sa.Select[tuple[str]]:
    return sa.select(_ARTICLE.id).where(_ARTICLE.story_id == story_id)

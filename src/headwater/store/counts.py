"""How much of everything there is, for progress, ``headwater status`` and metrics.

In: nothing. Out: numbers. Never: a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater.store import schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The state of a deployment in numbers."""

    outlets: int
    feeds: int
    feeds_polled: int  # at least once
    feeds_answering: int  # whose last poll brought an answer
    feeds_failing: int
    feeds_due: int
    pages_due: int
    articles: int
    texts: int  # articles with a text of their own
    pending: int  # digests
    stories: int  # with at least one article
    shared_stories: int  # told by two or more outlets
    publications: int
    copies: int
    newest_poll: datetime | None


def count(conn: sa.Connection, *, now: datetime) -> Counts:
    """Count everything; some scans of indexes."""
    feed, article, story = schema.feed.c, schema.article.c, schema.story.c

    def of(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).select_from(table).where(*conditions).scalar_subquery()

    row = conn.execute(
        sa.select(
            of(schema.outlet).label("outlets"),
            of(schema.feed).label("feeds"),
            of(schema.feed, feed.polled_at.is_not(None)).label("feeds_polled"),
            of(schema.feed, feed.succeeded_at.is_not(None), feed.failures == 0).label("feeds_answering"),
            of(schema.feed, feed.failures > 0).label("feeds_failing"),
            of(schema.feed, feed.next_poll_at <= now).label("feeds_due"),
            of(schema.fetch_due, schema.fetch_due.c.due_at <= now).label("pages_due"),
            of(schema.article).label("articles"),
            of(schema.article, article.text.is_not(None)).label("texts"),
            of(schema.pending).label("pending"),
            of(schema.story, story.articles > 0).label("stories"),
            of(schema.story, story.outlets > 1).label("shared_stories"),
            of(schema.publication, schema.publication.c.view != "withheld").label("publications"),
            of(schema.publication, schema.publication.c.copy_of.is_not(None)).label("copies"),
            sa.select(sa.func.max(feed.polled_at)).scalar_subquery().label("newest_poll"),
        )
    ).one()
    return Counts(**row._mapping)

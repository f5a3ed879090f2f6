"""Whose clock says when an article appeared: its publisher's, as far as nothing speaks against it, else ours.

In: the time that the publisher gives, our first sight of the article, and when its feed was last read without it. Out: a
moment, and whether the publisher's time is believed. Never: a look at the time of day.

A site that copies a text can give it any date. What it cannot do is to have listed it when we looked: so a time by which a
feed that was read hours later did not list the article is not believed, nor one that lies after our first sight.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

LATE = timedelta(hours=3)  # a feed lists an article within these, or its time is doubted: newsrooms publish first and list later
DAY = timedelta(days=1)


def moment(published: datetime | None, *, first_seen: datetime, unlisted_at: datetime | None = None) -> datetime:
    """When an article appeared: the publisher's time if it is believed, else our first sight of it."""
    if published is not None and is_believed(published, first_seen=first_seen, unlisted_at=unlisted_at):
        return aware(published)
    return aware(first_seen)


def is_believed(published: datetime, *, first_seen: datetime, unlisted_at: datetime | None = None) -> bool:
    """Whether a publisher's time can be used."""
    return aware(published) <= aware(first_seen) and not is_doubted(published, unlisted_at=unlisted_at)


def is_doubted(published: datetime | None, *, unlisted_at: datetime | None) -> bool:
    """Whether the article's feed was read long after the time that its publisher gives, and did not list it.

    >>> nine = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    >>> is_doubted(nine, unlisted_at=nine + LATE), is_doubted(nine, unlisted_at=nine + 2 * LATE)
    (False, True)
    """
    if published is None or unlisted_at is None:
        return False
    return aware(unlisted_at) - aware(published) > (DAY + LATE if is_day(published) else LATE)


def is_day(published: datetime | None) -> bool:
    """Whether the publisher gave a day only, which we keep as midnight in its own offset."""
    return published is not None and published.time().replace(tzinfo=None) == datetime.min.time()


def aware(when: datetime) -> datetime:
    """A moment with a zone: UTC where it has none."""
    return when if when.tzinfo else when.replace(tzinfo=UTC)

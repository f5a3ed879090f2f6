"""Two feeds of one outlet that list the same: http and https, /feed and /feed/, RSS and Atom. One of them is enough.

In: a feed whose document was just saved. Out: ``same_as`` on the poorer of two; words for the log. Never: on the strength of
one document: the entries that both list must have come over several polls and days, in both.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater.store import feeds

RARELY = timedelta(days=7)  # between polls of a feed that another one stands for
LOOKED_AT = 50  # newest entries that are compared
LEAST = 5  # entries in common
SAME, OTHER = 0.9, 0.7  # share of entries in common: above, two feeds are the same; below, they are so no longer
VISITS, DAYS = 3, timedelta(days=1)  # over which what they have in common must have come


def look(conn: sa.Connection, known: feeds.KnownFeed, *, now: datetime) -> str:
    """Compare a feed with the others of its outlet, once a day; in words what was found."""
    if known.same_as:
        return _look_again(conn, known)
    if known.history.polled_at is None or known.history.polled_at.date() == now.date() or not feeds.has_siblings(conn, known):
        return ""
    mine = feeds.listed(conn, known.feed.id, LOOKED_AT)
    if len(mine) < LEAST:
        return ""
    for other in feeds.sharing(conn, known, list(mine)):
        if len(other.entries) >= SAME * len(mine) and _lasts(mine, other.entries) and _covers(conn, other, mine):
            poorer, richer = (known, other.feed) if _is_poorer(known, mine, other) else (other.feed, known)
            feeds.same_as(conn, poorer.feed.id, richer.feed.id)
            return f"{poorer.feed.url} lists the same as {richer.feed.url}: it is hardly polled from now on"
    return ""


def _look_again(conn: sa.Connection, known: feeds.KnownFeed) -> str:
    mine = feeds.listed(conn, known.feed.id, LOOKED_AT)
    twin = next((one for one in feeds.sharing(conn, known, list(mine)) if one.feed.feed.id == known.same_as), None)
    if twin is not None and len(twin.entries) >= OTHER * len(mine) and twin.feed.history.failures < feeds.FAILING:
        return ""
    feeds.same_as(conn, known.feed.id, None)
    return "it lists other entries than the feed that it was the same as: polled as usual again"


def _lasts(mine: dict[str, feeds.ListedEntry], theirs: dict[str, feeds.ListedEntry]) -> bool:
    """Whether what both list came over several visits, to both."""
    for one in (mine, theirs):
        seen = {one[article].first_seen for article in theirs}
        if len(seen) < VISITS or max(seen) - min(seen) < DAYS:
            return False
    return True


def _covers(conn: sa.Connection, other: feeds.Sharing, mine: dict[str, feeds.ListedEntry]) -> bool:
    """Whether the other way round, too, nearly all that the other feed lists is in this one: else it is a section of it."""
    theirs = feeds.listed(conn, other.feed.feed.id, LOOKED_AT)
    return bool(theirs) and sum(article in mine for article in theirs) >= SAME * len(theirs)


def _is_poorer(known: feeds.KnownFeed, mine: dict[str, feeds.ListedEntry], other: feeds.Sharing) -> bool:
    """Whether this feed says less than the other; where both say as much: http loses to https, then the younger to the older."""
    own = sum(mine[article].size for article in other.entries)
    their = sum(one.size for one in other.entries.values())
    if abs(own - their) > 0.1 * max(own, their):
        return own < their
    ranks = [(not one.feed.url.startswith("https:"), one.added_at, one.feed.id) for one in (known, other.feed)]
    return ranks[0] > ranks[1]

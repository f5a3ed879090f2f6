"""Permanent redirects of feeds: counted, and followed for good only when they last.

In: a feed, and where its address led this time. Out: its new address, or that another feed stands there already; words for the
log. Never: a move to what was not read as a feed, or to a home page.

A chain counts as permanent only where every hop is (the client sees to that). It is adopted after :data:`POLLS` polls and
:data:`LASTS` that led to one target (lion-reader waits as long; NewsBlur for ten polls), for a redirect that goes away within
the week was a mistake or an attack; after two polls where only http becomes https; and at once where the old address answers
404 or 410 while it had been moving (``poll``).
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater import model, urls
from headwater.store import feeds, hosts

POLLS, LASTS = 5, timedelta(days=7)
POLLS_TO_HTTPS = 2
POLLS_TO_A_KNOWN_FEED = 2


def note(
    conn: sa.Connection, known: feeds.KnownFeed, answer: model.Response, *, kind: model.FeedKind, next_poll_at: datetime,
    now: datetime,
) -> str:
    """Count a permanent redirect to a document that was read, and follow it where it has lasted; in words what was done."""
    target = answer.moved_to
    if target is None or target == known.feed.url or (kind in (model.FeedKind.PAGE, model.FeedKind.UNKNOWN) and urls.is_home(target)):
        feeds.saw_move(conn, known, None, now=now)
        return ""
    times = known.moved_times + 1 if known.moved_to == target else 1
    since = known.moved_since if known.moved_to == target and known.moved_since else now
    feeds.saw_move(conn, known, target, now=now)
    other = feeds.by_url(conn, target)
    if other is not None:
        if times < POLLS_TO_A_KNOWN_FEED or other.same_as or known.same_as:
            return f"redirected to {target}, which is followed already"
        feeds.same_as(conn, known.feed.id, other.feed.id)
        return f"redirected to {target}, which is followed already: from now on it is hardly polled"
    lasts = times >= POLLS and now - since >= LASTS
    if lasts or (times >= POLLS_TO_HTTPS and _only_https(known.feed.url, target)):
        return adopt(conn, known, target, next_poll_at=next_poll_at)
    return f"redirected for good to {target}, {times} times so far" if times > 1 else f"redirected for good to {target}"


def adopt(conn: sa.Connection, known: feeds.KnownFeed, target: str, *, next_poll_at: datetime) -> str:
    """Give a feed the address where it was found; where another feed has that, it is the same as that one."""
    if feeds.move(conn, known.feed.id, target):
        hosts.need(conn, urls.host(target), next_poll_at)
        return f"moved from {known.feed.url} to {target}"
    other = feeds.by_url(conn, target)
    if other is not None and other.feed.id != known.feed.id and not other.same_as:
        feeds.same_as(conn, known.feed.id, other.feed.id)
    return f"moved to {target}, which is followed already"


def _only_https(old: str, new: str) -> bool:
    return old.startswith("http://") and new == f"https://{old.removeprefix('http://')}"

"""Sitemaps: those that an index names become feeds of their own, and those without news are asked for rarely.

In: an index or a sitemap as it was read. Out: feeds with ``parent_id``; how rarely a sitemap is polled; which of its addresses
are news. Never: an index within itself, or deeper than :data:`DEPTH`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from headwater import model, urls
from headwater.feeds import schedule
from headwater.gathering import FeedLog
from headwater.store import feeds, hosts, ids

DEPTH = 3  # an index in an index in an index
MOST = 12  # children of one index
OF_AN_OUTLET = 200  # feeds that indexes have named; from there on a new one takes the place of one that is named no longer
RETIRED = timedelta(days=30)  # until one that its index names no longer is looked at again
WEEK = schedule.Terms(least=7 * 86_400.0, because="a sitemap that has had no news lately")
MONTH = schedule.Terms(least=30 * 86_400.0, because="a sitemap that has had no news for half a year")
QUIET, ASLEEP = timedelta(days=14), timedelta(days=180)
NEWS_FOR = timedelta(days=7)  # how old an address of a plain sitemap may be to be news
OLD = "old-addresses"  # the warning of a sitemap that lists what is not from the last days
_DATED = re.compile(r"/(20\d\d)[/-]?(\d\d)(?:[/-]?(\d\d))?(?=[/_.-]|$)")  # "/2026/11/25/", "/sitemap-2026-11.xml" after its "-"
_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_/]?(0[1-9]|1[0-2])(?:[-_/]?([0-3]\d))?(?!\d)")  # "sitemap-2026-11.xml"
_NEWS = re.compile(r"news|actualit|noticia|nachricht|latest|recent|aktuell", re.I)  # "sitemap-news.xml"


def keep(conn: sa.Connection, known: feeds.KnownFeed, parsed: model.ParsedFeed, *, now: datetime) -> tuple[int, str]:
    """Follow what an index names, and leave what it names no longer; gives how many are new, and words for the log."""
    if parsed.format != "sitemap-index":
        return 0, ""
    above = feeds.ancestors(conn, known, most=DEPTH)
    if len(above) >= DEPTH:
        return 0, f"an index {DEPTH} deep: what it names is not followed"
    before = feeds.children(conn, known.feed.id)
    wanted = [url for url in chosen(parsed.sitemaps, now=now)
              if urls.same_site(url, known.feed.url) and url not in above and url != known.feed.url]
    fresh = [url for url in wanted if url not in before]
    room = max(0, OF_AN_OUTLET - feeds.named_by_indexes(conn, known.feed.outlet_id)) if fresh else 0
    left = sorted((one.feed.id for url, one in before.items() if url not in wanted), reverse=True)  # the oldest last
    new = 0
    for url in fresh:
        child = model.Feed(id=model.FeedId(ids.new()), outlet_id=known.feed.outlet_id, url=url, kind=model.FeedKind.SITEMAP)
        if room > 0:
            added = feeds.add(conn, child, now=now, parent_id=known.feed.id)
            room -= added
        else:
            added = bool(left) and _takes_the_place(conn, left, url, now=now)
        if added:
            hosts.need(conn, urls.host(url), now)
            new += 1
    if left:
        feeds.put_off(conn, left, until=now + RETIRED, why="its index names it no longer, or newer ones in its place")
    return new, f"{len(wanted)} of its {len(parsed.sitemaps)} sitemaps are followed" + (f", {new} of them new" if new else "")


def _takes_the_place(conn: sa.Connection, left: list[model.FeedId], url: str, *, now: datetime) -> bool:
    """Give the row of the oldest sitemap that is named no longer to a new one; False where that is followed already."""
    if not feeds.move(conn, left[-1], url):
        return False
    feeds.remember(conn, model.FeedHistory(feed_id=left.pop(), next_poll_at=now))
    return True


def chosen(sitemaps: tuple[str, ...], *, now: datetime) -> list[str]:
    """The sitemaps of an index that likely hold news: those with a word for it in their name, those of this month or the
    last, and the first of the rest, for an index lists the newest first or says when each has changed (``parse.sitemap``)."""
    recent = {(now.year, now.month), ((now - timedelta(days=27)).year, (now - timedelta(days=27)).month)}
    ranked: list[tuple[int, int, str]] = []
    for place, url in enumerate(sitemaps):
        dated = _IN_NAME.search(urls.path(url))
        is_recent = bool(dated) and (int(dated[1]), int(dated[2])) in recent if dated else None
        if is_recent is False:
            continue
        ranked.append((0 if _NEWS.search(urls.path(url)) else 1 if is_recent else 2, place, url))
    ranked.sort()
    best = [one for one in ranked if one[0] < 2]
    return [url for _, _, url in (best or ranked[:3])[:MOST]]


def rarely(
    known: feeds.KnownFeed, log: FeedLog, parsed: model.ParsedFeed | None, *, new: int, now: datetime
) -> schedule.Terms | None:
    """The terms of a sitemap that has had no news for long; it may have some again (usp, news-crawl)."""
    if new or (parsed is not None and parsed.format in ("sitemap-index", "sitemap-news")):
        return None
    never = not log.days and any(one.code == OLD for one in (parsed.warnings if parsed else log.warnings))
    since = datetime.combine(date.fromisoformat(log.days[-1][0]), datetime.min.time(), UTC) if log.days else known.added_at
    if since is None or (now - since < QUIET and not never):
        return None
    return MONTH if now - since >= ASLEEP else WEEK


def only_news(parsed: model.ParsedFeed, *, now: datetime) -> model.ParsedFeed:
    """A plain sitemap with those of its addresses that are from the last days; a news sitemap as it is.

    A plain sitemap lists everything that a site ever had. Its ``lastmod`` tells what is new, unless all have the same: then it
    is the hour at which the map was made, and only a date in the address counts.
    """
    if parsed.format not in ("sitemap", "sitemap-text"):
        return parsed
    times = Counter(one.updated.replace(minute=0, second=0, microsecond=0) for one in parsed.entries if one.updated)
    made_at_once = len(parsed.entries) >= 20 and bool(times) and times.most_common(1)[0][1] >= 0.9 * len(parsed.entries)
    start = now - NEWS_FOR
    kept = tuple(one for one in parsed.entries if _is_recent(one, made_at_once, start, now))
    if len(kept) == len(parsed.entries):
        return parsed
    warned = model.Warned(code=OLD, detail=f"{len(parsed.entries) - len(kept)} of {len(parsed.entries)} addresses are not from the last days")
    return replace(parsed, entries=kept, warnings=(*parsed.warnings, warned))


def _is_recent(entry: model.Entry, made_at_once: bool, start: datetime, now: datetime) -> bool:
    when = entry.published or (None if made_at_once else entry.updated)
    if when is not None:
        return when >= start
    dated = _DATED.search(urls.path(entry.url))
    if dated is None or not dated[3]:
        return False
    try:
        return start.date() <= date(int(dated[1]), int(dated[2]), int(dated[3])) <= now.date() + timedelta(days=1)
    except ValueError:
        return False

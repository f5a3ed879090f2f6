"""The entries of a document remembered: new ones become articles that wish for their pages, changed ones change theirs.

In: a feed, its outlet, a document and its entries as ``feeds.identity`` tells them apart. Out: rows of entries, articles,
addresses, wishes. Never: a fetch, or the next poll (``poll``).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater import model, rights, urls
from headwater.feeds import identity
from headwater.feeds.identity import Listed
from headwater.pipeline import allow
from headwater.pipeline.tools import Tally, Tools
from headwater.store import articles, codec, entries, fetches, hosts, ids, outlets, pending

REREAD_AFTER_CHANGE = timedelta(minutes=2)
BETWEEN_READINGS = timedelta(minutes=30)  # of a page whose feed says each time that it has changed
MOST_READINGS = 40  # of a page, whatever its feed says


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a document came to."""

    new: int  # entries that are news to us
    listed: int  # entries that can be told apart and shown
    warnings: tuple[model.Warned, ...] = ()  # odd things that only show beside what we remember


def save(
    conn: sa.Connection, tools: Tools, feed: model.Feed, outlet: model.Outlet, parsed: model.ParsedFeed,
    newest: Sequence[model.Entry], tally: Tally,
) -> Saved:
    """Remember a document's entries."""
    now = tools.now()
    listed = identity.identify(newest)
    known = entries.known(conn, feed.id, [one.key for one in listed])
    payloads = {one.key: codec.dump(one.entry) for one in listed}
    digests = {key: hashlib.sha256(payload.encode()).hexdigest()[:32] for key, payload in payloads.items()}
    fresh = [one for one in listed if one.key not in known]
    entries.touch(conn, [known[one.key] for one in listed if one.key in known], now=now)
    for one in listed:
        if (old := known.get(one.key)) and old.digest != digests[one.key]:
            entries.change(conn, old.id, digest=digests[one.key], payload=payloads[one.key], now=now)
            _change_article(conn, tools, old.article_id, outlet, parsed, one)
            tally.add("changed entries")
    owners = articles.by_address(conn, [one.url for one in fresh])
    created: dict[str, articles.Kept] = {}
    rows = []
    for one in fresh:
        address = urls.key(one.url)
        if address not in owners:
            kept = _new_article(conn, tools, feed, outlet, parsed, one)
            created[kept.id], owners[address] = kept, kept.id
        elif owners[address] not in created:
            _take_over(conn, tools, owners[address], feed, outlet, parsed, one)
        rows.append(entries.NewEntry(feed_id=feed.id, key=one.key, article_id=owners[address], digest=digests[one.key], payload=payloads[one.key]))
    articles.add(conn, list(created.values()))
    entries.add(conn, rows, now=now)
    _wish_for_pages(conn, tools, created.values(), now=now)
    tally.add("entries", len(fresh))
    return Saved(new=len(fresh), listed=len(listed))


def _new_article(
    conn: sa.Connection, tools: Tools, feed: model.Feed, outlet: model.Outlet, parsed: model.ParsedFeed, one: Listed
) -> articles.Kept:
    signals = (*rights.of_feed(parsed, one.entry), *allow.of_host(conn, one.url))
    entry = one.entry
    return articles.Kept(
        id=model.ArticleId(ids.new()), outlet_id=outlet.id, feed_id=feed.id, reference_url=one.url,
        title=entry.title, language=entry.language or parsed.language or outlet.language,
        published=entry.published, updated=entry.updated, first_seen=tools.now(), entry=entry,
        signals=allow.dump(signals), allowance=allow.decide(tools, outlet, signals, one.url),
    )


def _take_over(
    conn: sa.Connection, tools: Tools, article_id: str, feed: model.Feed, outlet: model.Outlet,
    parsed: model.ParsedFeed, one: Listed,
) -> None:
    """An article that another outlet's feed was first to list belongs to the outlet on whose site it lies."""
    kept = articles.get_to_change(conn, article_id)
    if kept is None or kept.outlet_id == outlet.id or not urls.same_site(one.url, outlet.home_url):
        return
    other = outlets.get(conn, kept.outlet_id)
    if other is not None and urls.same_site(one.url, other.home_url):
        return
    signals = allow.heard(allow.load(kept.signals), "feed", rights.of_feed(parsed, one.entry))
    own = replace(
        kept, outlet_id=outlet.id, feed_id=feed.id, entry=one.entry, signals=allow.dump(signals),
        title=kept.title if kept.article else one.entry.title,
        allowance=allow.decide(tools, outlet, signals, kept.reference_url),
    )
    articles.save(conn, own)
    pending.add(conn, [kept.id], reason="its own outlet lists it", now=tools.now())


def _wish_for_pages(conn: sa.Connection, tools: Tools, created: Iterable[articles.Kept], *, now: datetime) -> None:
    """Wish for the page of each new article that may be fetched; the others go to the digest as they are."""
    due: Counter[str] = Counter()
    for kept in created:
        if (holder := articles.claim(conn, kept.reference_url, kept.id, kind="entry")) != kept.id:
            articles.absorb(conn, kept.id, holder)  # another process was quicker
        elif tools.manners.pages and kept.allowance.fetch:
            due[fetches.want(conn, _page_of(kept), kept.id, due_at=now)] += 1
            pending.add(conn, [kept.id], reason="new, its page comes", now=now, ready=False, fresh=True)
        else:
            pending.add(conn, [kept.id], reason="entry", now=now, fresh=True)
    for name in due:
        hosts.need(conn, name, now)


def _page_of(kept: articles.Kept) -> str:
    """Where to fetch an article: the link as the feed gives it, for some sites answer to nothing else."""
    return urls.absolute(kept.entry.url) or kept.reference_url


def _change_article(
    conn: sa.Connection, tools: Tools, article_id: str, outlet: model.Outlet, parsed: model.ParsedFeed,
    one: Listed,
) -> None:
    """A feed says something new of an article: read its page again where its title or time changed.

    Only the outlet's own feeds are listened to: what others say of an article changes nothing.
    """
    kept = articles.get_to_change(conn, article_id)
    if kept is None or kept.outlet_id != outlet.id:
        return
    entry, now = one.entry, tools.now()
    signals = allow.heard(allow.load(kept.signals), "feed", rights.of_feed(parsed, entry))
    changed = replace(
        kept, entry=entry, title=entry.title if kept.article is None else kept.title,
        published=kept.published or entry.published, updated=entry.updated or kept.updated,
        signals=allow.dump(signals), allowance=allow.decide(tools, outlet, signals, kept.reference_url),
    )
    articles.save(conn, changed)
    pending.add(conn, [kept.id], reason="entry changed", now=now)
    anew = (entry.title, entry.updated) != (kept.entry.title, kept.entry.updated)
    if anew and tools.manners.pages and changed.allowance.fetch and kept.reads < MOST_READINGS:
        due_at = max(now + REREAD_AFTER_CHANGE, (kept.fetched_at or now) + BETWEEN_READINGS) if kept.reads > 1 else now + REREAD_AFTER_CHANGE
        hosts.need(conn, fetches.want(conn, _page_of(changed), kept.id, due_at=due_at), due_at)


def withdraw(conn: sa.Connection, feed: model.Feed, deleted: tuple[str, ...], *, now: datetime) -> None:
    """Tombstones (RFC 6721) hide at once."""
    for one in entries.known(conn, feed.id, deleted).values():
        kept = articles.get_to_change(conn, one.article_id)
        if kept and kept.outlet_id == feed.outlet_id and kept.presence is not model.Presence.WITHDRAWN:
            articles.save(conn, replace(kept, presence=model.Presence.WITHDRAWN))
            pending.add(conn, [kept.id], reason="withdrawn by its feed", now=now)

"""One poll: a feed's document fetched, read, and its news remembered.

In: a due feed. Out: articles that wish for their pages or wait for a digest; the feed's next poll. Never: a page.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater import model, rights, text, urls
from headwater.feeds import schedule
from headwater.parse import feed as feed_reader
from headwater.pipeline import allow, turns
from headwater.pipeline.tools import Get, Tally, Tools
from headwater.store import articles, codec, entries, feeds, fetches, hosts, ids, outlets, pending

MOVES_BEFORE_REWRITE = 7  # polls that saw the same permanent redirect (FreshRSS and NewsBlur rewrite; so late, safely)
REREAD_AFTER_CHANGE = timedelta(minutes=2)
BETWEEN_READINGS = timedelta(minutes=30)  # of a page whose feed says each time that it has changed
MOST_READINGS = 40  # of a page, whatever its feed says
LONGEST_KEY = 500  # characters; a longer identifier is remembered by its hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry as it stands in a document, with what identifies it there."""

    key: str
    url: str  # canonical
    entry: model.Entry
    payload: str
    digest: str


async def poll(tools: Tools, get: Get, known: feeds.KnownFeed) -> Tally:
    """Visit a feed and save what it brought together with the time of its next poll."""
    history = known.history
    answer = await get(
        model.Request(url=known.feed.url, purpose=model.Purpose.FEED, etag=history.etag,
                      last_modified=history.last_modified)
    )
    match answer:
        case model.Response() if (digest := hashlib.sha256(answer.body).hexdigest()) != history.body_hash:
            parsed = await asyncio.to_thread(
                feed_reader.parse, answer.body, url=answer.final_url,
                content_type=answer.header("content-type") or "", now=answer.fetched_at,
            )
            return await asyncio.to_thread(_save_document, tools, known, answer, parsed, digest)
        case _:
            return await asyncio.to_thread(_save_visit, tools, known, answer)


def _save_visit(
    tools: Tools, known: feeds.KnownFeed, answer: model.Response | model.NotModified | model.Refused
) -> Tally:
    """A visit that brought no document to read."""
    tally, now = Tally(), tools.now()
    if isinstance(answer, model.Refused):
        tally.add("feed errors")
        outcome = schedule.Outcome.failed(answer)
        history = replace(known.history, last_error=f"{answer.reason}: {answer.detail}"[:300])
    else:
        tally.add("unchanged")
        outcome = schedule.Outcome.unchanged(schedule.hints_of(answer.headers, now=now))
        history = _validators(known.history, answer)
    tally.add("feeds")
    with turns.saving(tools) as conn:
        feeds.remember(conn, schedule.next_poll(history, outcome, now=now, jitter=random.random()))  # noqa: S311
        if isinstance(answer, model.Response):
            _note_move(conn, known, answer)
    return tally


def _validators(history: model.FeedHistory, answer: model.Response | model.NotModified) -> model.FeedHistory:
    """The validators to send next time; a 304 keeps what it does not name (RFC 9111, section 4.3.4)."""
    named = dict(reversed(answer.headers))
    kept = isinstance(answer, model.NotModified)
    return replace(
        history,
        etag=named.get("etag") or (history.etag if kept else None),
        last_modified=named.get("last-modified") or (history.last_modified if kept else None),
        last_error="",
    )


def _save_document(
    tools: Tools, known: feeds.KnownFeed, answer: model.Response, parsed: model.ParsedFeed, digest: str
) -> Tally:
    tally, now = Tally(), tools.now()
    tally.add("feeds")
    if not parsed.format:
        tally.add("feed errors")
        first = parsed.warnings[0] if parsed.warnings else model.Warned(code="not-a-feed")
        refused = model.Refused(url=answer.url, reason=model.Refusal.PROTOCOL, detail=first.code, status=answer.status)
        history = replace(known.history, last_error=f"not a feed ({first.code}): {first.detail}"[:300])
        with turns.saving(tools) as conn:
            outcome = schedule.Outcome.failed(refused)
            feeds.remember(conn, schedule.next_poll(history, outcome, now=now, jitter=random.random()))  # noqa: S311
        return tally
    listed = identify(feed_reader.newest(parsed.entries, tools.manners.entries_a_poll))
    with turns.saving(tools) as conn:
        outlet = outlets.get(conn, known.feed.outlet_id)
        assert outlet is not None, "a feed belongs to an outlet"
        fresh = _save_entries(conn, tools, known.feed, outlet, parsed, listed, tally)
        _withdraw(conn, known.feed, parsed.deleted, now=now)
        feeds.describe(conn, known.feed.id, kind=parsed.kind, title=parsed.title, listed=len(parsed.entries))
        _note_move(conn, known, answer)
        hints = schedule.joined(parsed.hints, schedule.hints_of(answer.headers, now=now))
        history = replace(_validators(known.history, answer), body_hash=digest)
        outcome = schedule.Outcome.brought(new=fresh, listed=len(listed), hints=hints)
        feeds.remember(conn, schedule.next_poll(history, outcome, now=now, jitter=random.random()))  # noqa: S311
        _describe_outlet(conn, outlet, parsed)
    tally.add("warnings", len(parsed.warnings))
    return tally


def _describe_outlet(conn: sa.Connection, outlet: model.Outlet, parsed: model.ParsedFeed) -> None:
    """Learn what the list of outlets left open."""
    name = parsed.title if outlet.name == urls.hostname(outlet.home_url) and parsed.title else outlet.name
    language = outlet.language or parsed.language
    if (name, language) != (outlet.name, outlet.language):
        outlets.describe(conn, replace(outlet, name=name, language=language))


def _note_move(conn: sa.Connection, known: feeds.KnownFeed, answer: model.Response) -> None:
    feeds.saw_move(conn, known, answer.moved_to)
    if answer.moved_to and known.moved_to == answer.moved_to and known.moved_times + 1 >= MOVES_BEFORE_REWRITE:
        feeds.move(conn, known.feed.id, answer.moved_to)
        hosts.need(conn, urls.host(answer.moved_to), answer.fetched_at)


def identify(listed: Iterable[model.Entry]) -> list[Listed]:
    """Give each entry the key that identifies it in its feed; an entry without a link cannot be shown and is left out.

    The feed's own identifier, verbatim; where one identifier names several links, it with the link; else the link.
    Two entries with one key are one: the first counts.
    """
    usable = [(one, url) for one in listed if (url := urls.canonical(one.url or _link_in(one.entry_id)))]
    links: dict[str, set[str]] = {}
    for one, url in usable:
        links.setdefault(one.entry_id, set()).add(url)
    found: dict[str, Listed] = {}
    for one, url in usable:
        key = url if not one.entry_id else one.entry_id if len(links[one.entry_id]) == 1 else f"{one.entry_id}|{url}"
        key = text.clean(key) if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
        payload = codec.dump(one)
        found.setdefault(
            key, Listed(key=key, url=url, entry=one, payload=payload, digest=hashlib.sha256(payload.encode()).hexdigest()[:32])
        )
    return list(found.values())


def _link_in(entry_id: str) -> str:
    return entry_id if entry_id.startswith(("http://", "https://")) else ""


def _save_entries(
    conn: sa.Connection, tools: Tools, feed: model.Feed, outlet: model.Outlet, parsed: model.ParsedFeed,
    listed: list[Listed], tally: Tally,
) -> int:
    """Remember a document's entries; gives how many are new to us."""
    now = tools.now()
    known = entries.known(conn, feed.id, [one.key for one in listed])
    fresh = [one for one in listed if one.key not in known]
    entries.touch(conn, [known[one.key] for one in listed if one.key in known], now=now)
    for one in listed:
        if (old := known.get(one.key)) and old.digest != one.digest:
            entries.change(conn, old.id, digest=one.digest, payload=one.payload, now=now)
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
        rows.append(entries.NewEntry(feed_id=feed.id, key=one.key, article_id=owners[address], digest=one.digest, payload=one.payload))
    articles.add(conn, list(created.values()))
    entries.add(conn, rows, now=now)
    _wish_for_pages(conn, tools, created.values(), now=now)
    tally.add("entries", len(fresh))
    return len(fresh)


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
        else:
            pending.add(conn, [kept.id], reason="entry", now=now)
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


def _withdraw(conn: sa.Connection, feed: model.Feed, deleted: tuple[str, ...], *, now: datetime) -> None:
    """Tombstones (RFC 6721) hide at once."""
    for one in entries.known(conn, feed.id, deleted).values():
        kept = articles.get_to_change(conn, one.article_id)
        if kept and kept.outlet_id == feed.outlet_id and kept.presence is not model.Presence.WITHDRAWN:
            articles.save(conn, replace(kept, presence=model.Presence.WITHDRAWN))
            pending.add(conn, [kept.id], reason="withdrawn by its feed", now=now)

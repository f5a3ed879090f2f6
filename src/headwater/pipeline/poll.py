"""One poll: a feed's document fetched, read, and its news remembered.

In: a due feed. Out: articles that wish for their pages or wait for a digest; the feed's next poll, and why then; a line of its
log. Never: a page of an article.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa

from headwater import model, urls
from headwater.feeds import hints, schedule
from headwater.gathering import Polled, PollRecord
from headwater.parse import feed as feed_reader
from headwater.pipeline import children, document, leads, listing, moves, turns
from headwater.pipeline.document import Document
from headwater.pipeline.tools import Get, Tally, Tools
from headwater.store import feed_logs, feeds, hosts

FULL_AFTER = timedelta(days=7)  # a feed is asked without validators at least so often, for servers lie (rss-fetcher, NewsBlur)
FULL_CHANCE, FULL_EARLIEST = 0.01, timedelta(days=1)  # and by chance in between
OLDER_PAGES = 2  # of an archive that are read at the first poll (RFC 5005)
OLDEST = timedelta(days=365)  # what an archive may add


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a visit is about."""

    tools: Tools
    known: feeds.KnownFeed
    unasked: bool = False  # without validators although there are some
    seconds: float | None = None  # that the answer took, the wait for the host's turn included


async def poll(tools: Tools, get: Get, known: feeds.KnownFeed) -> Tally:
    """Visit a feed and save what it brought together with the time of its next poll."""
    visit = Visit(tools=tools, known=known, unasked=_asks_in_full(known.history, tools))
    request = _request(known, visit.unasked or known.history.validators_lie)
    start = time.monotonic()
    answer = await get(request)
    visit = replace(visit, seconds=round(time.monotonic() - start, 3))
    match answer:
        case model.Response() if (digest := hashlib.sha256(answer.body).hexdigest()) != known.history.body_hash:
            return await _read(visit, get, answer, digest)
        case model.Response() | model.NotModified():
            return await turns.saved(_save_unchanged, visit, answer)
    if answer.reason is model.Refusal.GONE and known.moved_to:  # it had been moving: now it is there
        found = await leads.read(get, known.moved_to, now=tools.now())
        if found is not None:
            return await turns.saved(_save_found, visit, replace(found, why="its old address is gone"))
    return await turns.saved(_save_failure, visit, answer)


def _asks_in_full(history: model.FeedHistory, tools: Tools) -> bool:
    if document.is_full(history):
        return False
    age = tools.now() - history.full_at if history.full_at else None
    return age is None or age >= FULL_AFTER or (age >= FULL_EARLIEST and random.random() < FULL_CHANCE)  # noqa: S311


def _request(known: feeds.KnownFeed, plain: bool) -> model.Request:
    if plain:
        return model.Request(url=known.feed.url, purpose=model.Purpose.FEED)
    return model.Request(url=known.feed.url, purpose=model.Purpose.FEED, etag=known.history.etag,
                         last_modified=known.history.last_modified)


async def _read(visit: Visit, get: Get, answer: model.Response, digest: str) -> Tally:
    """A document that differs from the last one."""
    tools, known = visit.tools, visit.known
    parsed, links = await asyncio.to_thread(_parse, visit, answer)
    if not parsed.format:
        found = await leads.follow(tools, get, known, answer)
        if found is not None:
            return await turns.saved(_save_found, visit, found)
        refused = leads.refusal(answer, parsed)
        if known.history.succeeded_at is None and refused.reason is model.Refusal.NOT_A_FEED:
            followed = await asyncio.to_thread(listing.read, tools, known.feed, answer)
            parsed, links = followed.parsed, followed.memory
        if not parsed.format:
            return await turns.saved(_save_failure, visit, refused)
    if known.history.succeeded_at is None and parsed.older:
        parsed = await _with_older(get, known.feed, parsed, tools)
    lied = visit.unasked and await _lied(visit, get, answer)
    brought = Document(answer=answer, parsed=parsed, digest=digest, seconds=visit.seconds, unasked=visit.unasked, lied=lied, links=links)
    return await turns.saved(_save_document, visit, brought)


def _parse(visit: Visit, answer: model.Response) -> tuple[model.ParsedFeed, str]:
    """The document read, and what to remember of its links if it is a section page."""
    if visit.known.feed.kind is model.FeedKind.PAGE:
        followed = listing.read(visit.tools, visit.known.feed, answer)
        if followed.parsed.format:
            return followed.parsed, followed.memory
    now, content_type = visit.tools.now(), answer.header("content-type") or ""
    parsed = feed_reader.parse(answer.body, url=answer.final_url, content_type=content_type, now=now)
    return children.only_news(parsed, now=now), ""


async def _lied(visit: Visit, get: Get, answer: model.Response) -> bool:
    """Whether the validators still bring "not modified" of a document that has changed: then they are worth nothing.

    Asked only where the last poll came back with 304 and this one, without them, with another document.
    """
    history = visit.known.history
    if not await asyncio.to_thread(_was_304, visit):
        return False
    same = answer.header("etag") == history.etag if history.etag else answer.header("last-modified") == history.last_modified
    return same or isinstance(await get(_request(visit.known, plain=False)), model.NotModified)


def _was_304(visit: Visit) -> bool:
    with visit.tools.store.read() as conn:
        recent = feed_logs.get(conn, visit.known.feed.id).recent
    return bool(recent) and recent[0].status == 304


async def _with_older(get: Get, feed: model.Feed, parsed: model.ParsedFeed, tools: Tools) -> model.ParsedFeed:
    """The document with the pages of its archive before it (RFC 5005, sections 3 and 4), as far as they are of this site."""
    entries, older, seen = list(parsed.entries), parsed.older, {feed.url}
    for _ in range(OLDER_PAGES):
        if not older or older in seen or not urls.same_site(older, feed.url):
            break
        seen.add(older)
        page = await leads.read(get, older, now=tools.now())
        if page is None:
            break
        entries += _young(page.parsed.entries, {one.entry_id or one.url for one in entries}, tools)
        older = page.parsed.older
    return replace(parsed, entries=tuple(entries))


def _young(entries: Collection[model.Entry], known: Collection[str], tools: Tools) -> list[model.Entry]:
    start = tools.now() - OLDEST
    return [one for one in entries if (one.entry_id or one.url) not in known and (when := one.published or one.updated) and when >= start]


# ---- saving ------------------------------------------------------------------------------------------------


def _save_unchanged(visit: Visit, answer: model.Response | model.NotModified) -> Tally:
    """304, or the same bytes as before."""
    tools, known, tally, now = visit.tools, visit.known, Tally(), visit.tools.now()
    tally.add("unchanged")
    tally.add("feeds")
    is_304 = isinstance(answer, model.NotModified)
    history = document.validators(known.history, answer)
    if not is_304 and (visit.unasked or document.is_full(known.history)):
        history = replace(history, full_at=now)
    record = PollRecord(
        at=now, result=Polled.UNCHANGED, status=304 if is_304 else answer.status, size=0 if is_304 else len(answer.body),
        reason="" if is_304 else "same-bytes", seconds=visit.seconds,
    )
    with turns.saving(tools) as conn:
        log = feed_logs.get(conn, known.feed.id)
        outcome = schedule.Outcome.unchanged(hints.hints_of(answer.headers, now=now))
        terms = document.terms_of(conn, tools, known, log)
        history = schedule.next_poll(history, outcome, now=now, jitter=random.random(), hours=log.hours, terms=terms)  # noqa: S311
        feeds.remember(conn, history)
        if isinstance(answer, model.Response):
            note = moves.note(conn, known, answer, kind=known.feed.kind, next_poll_at=history.next_poll_at or now, now=now)
            record = replace(record, detail=note)
        feed_logs.record(conn, known.feed.id, record, warnings=None, before=log)
    return tally


def _save_failure(visit: Visit, refused: model.Refused) -> Tally:
    """No document."""
    tools, known, tally, now = visit.tools, visit.known, Tally(), visit.tools.now()
    was_asked = refused.reason is not model.Refusal.BUSY
    tally.add("feeds")
    tally.add("feed errors", int(was_asked))
    said = refused.said[:300]
    history = replace(known.history, last_error=said) if was_asked else known.history
    record = PollRecord(at=now, result=Polled.FAILED, status=refused.status, reason=str(refused.reason), detail=refused.detail,
                        seconds=visit.seconds)
    with turns.saving(tools) as conn:
        history = schedule.next_poll(history, schedule.Outcome.failed(refused), now=now, jitter=random.random())  # noqa: S311
        feeds.remember(conn, history)
        if was_asked:
            feed_logs.record(conn, known.feed.id, record, warnings=None)
        if history.failures == feeds.FAILING:
            for host in feeds.wake(conn, known.feed.id, now=now):
                hosts.need(conn, host, now)
    return tally


def _save_document(visit: Visit, brought: Document) -> Tally:
    tally = Tally()
    tally.add("feeds")
    with turns.saving(visit.tools) as conn:
        document.save(conn, visit.tools, visit.known, brought, tally)
    return tally


def _save_found(visit: Visit, found: leads.Lead) -> Tally:
    """The document of another address takes the place of the one that was asked for, for good."""
    tally, tools = Tally(), visit.tools
    tally.add("feeds")
    digest = hashlib.sha256(found.answer.body).hexdigest()
    with turns.saving(tools) as conn:
        known = visit.known
        note = f"{moves.adopt(conn, known, found.url, next_poll_at=tools.now())}: {found.why}"
        moved = replace(known, feed=replace(known.feed, url=found.url), moved_to=None, moved_times=0, moved_since=None)
        if (other := _holder(conn, known, found.url)) is not None:  # its entries come by that feed
            history = replace(known.history, last_error="")
            outcome, terms = schedule.Outcome.unchanged(), schedule.Terms(least=7 * 86_400.0, because=f"{other.feed.url} has the same")
            feeds.remember(conn, schedule.next_poll(history, outcome, now=tools.now(), jitter=random.random(), terms=terms))  # noqa: S311
            feed_logs.record(conn, known.feed.id, PollRecord(at=tools.now(), result=Polled.UNCHANGED, status=found.answer.status, detail=note), warnings=None)
            return tally
        document.save(conn, tools, moved, Document(answer=replace(found.answer, moved_to=None), parsed=found.parsed, digest=digest,
                                                   seconds=visit.seconds, note=note), tally)
        if (after := feeds.get(conn, known.feed.id)) and after.history.next_poll_at:
            hosts.need(conn, urls.host(found.url), after.history.next_poll_at)
    return tally


def _holder(conn: sa.Connection, known: feeds.KnownFeed, url: str) -> feeds.KnownFeed | None:
    other = feeds.by_url(conn, url)
    return other if other is not None and other.feed.id != known.feed.id else None

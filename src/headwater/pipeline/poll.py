"""One poll: a feed's document fetched, read, and its news remembered.

In: a due feed. Out: articles that wish for their pages or wait for a digest; the feed's next poll. Never: a page.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from dataclasses import replace

import sqlalchemy as sa

from headwater import model, urls
from headwater.feeds import schedule
from headwater.parse import feed as feed_reader
from headwater.pipeline import entries as entry_rows
from headwater.pipeline import turns
from headwater.pipeline.tools import Get, Tally, Tools
from headwater.store import feeds, hosts, outlets

MOVES_BEFORE_REWRITE = 7  # polls that saw the same permanent redirect (FreshRSS and NewsBlur rewrite; so late, safely)


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
    listed = feed_reader.newest(parsed.entries, tools.manners.entries_a_poll)
    with turns.saving(tools) as conn:
        outlet = outlets.get(conn, known.feed.outlet_id)
        assert outlet is not None, "a feed belongs to an outlet"
        saved = entry_rows.save(conn, tools, known.feed, outlet, parsed, listed, tally)
        entry_rows.withdraw(conn, known.feed, parsed.deleted, now=now)
        feeds.describe(conn, known.feed.id, kind=parsed.kind, title=parsed.title, listed=len(parsed.entries))
        _note_move(conn, known, answer)
        hints = schedule.joined(parsed.hints, schedule.hints_of(answer.headers, now=now))
        history = replace(_validators(known.history, answer), body_hash=digest)
        outcome = schedule.Outcome.brought(new=saved.new, listed=saved.listed, hints=hints)
        feeds.remember(conn, schedule.next_poll(history, outcome, now=now, jitter=random.random()))  # noqa: S311
        _describe_outlet(conn, outlet, parsed)
    tally.add("warnings", len(parsed.warnings) + len(saved.warnings))
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

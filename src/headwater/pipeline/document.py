"""A feed's document saved: its entries, what it teaches of the feed, the log, and the time of the next poll.

In: a document that parsed, the answer that brought it. Out: rows, all in the caller's transaction. Never: a request.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater import model, urls
from headwater.feeds import hints, pace, rules, schedule
from headwater.gathering import FeedLog, Polled, PollRecord
from headwater.parse import feed as feed_reader
from headwater.pipeline import children, moves, push, twins
from headwater.pipeline import entries as entry_rows
from headwater.pipeline.tools import Tally, Tools
from headwater.store import feed_logs, feeds, listings, outlets

PUSHED_TIMES, PUSHED_MOST = 6.0, 6 * 3600.0  # how much rarer a feed is pulled whose hub pushes, and how rare at most
PUSH_LATE = timedelta(minutes=10)  # what a pull finds of this age, a push should have brought
_LEFT_OUT = "the outlet's rules leave"  # in the log of a poll
_ENDS = (b"</rss>", b"</feed>", b"</rdf:rdf>", b"</urlset>", b"</sitemapindex>", b"</channel>")  # of whole documents, lower case


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that parsed, and how it came."""

    answer: model.Response
    parsed: model.ParsedFeed
    digest: str  # SHA-256 hex of its bytes
    seconds: float | None = None  # from the request to the answer
    unasked: bool = False  # asked for without validators although there were some
    lied: bool = False  # the same validators had brought "not modified"
    note: str = ""  # what was odd about how it came, for the log
    links: str = ""  # of a section page: what to remember of the links that stood there


def save(conn: sa.Connection, tools: Tools, known: feeds.KnownFeed, document: Document, tally: Tally) -> None:
    """Save a document within the visit's transaction."""
    now, parsed, answer = tools.now(), document.parsed, document.answer
    outlet = outlets.get(conn, known.feed.outlet_id)
    assert outlet is not None, "a feed belongs to an outlet"
    wanted, dropped = rules.apply(outlets.rules(conn, outlet.id), feed_reader.newest(parsed.entries, tools.manners.entries_a_poll))
    log = feed_logs.get(conn, known.feed.id)
    whole = not dropped and len(parsed.entries) <= tools.manners.entries_a_poll and not is_cut(answer.body, parsed)
    saved = entry_rows.save(conn, tools, known.feed, outlet, parsed, wanted, tally, read_at=_read_whole(log) if whole else None)
    entry_rows.withdraw(conn, known.feed, parsed.deleted, now=now)
    if (parsed.kind, parsed.title, len(parsed.entries)) != (known.feed.kind, known.title, known.entries_listed):
        feeds.describe(conn, known.feed.id, kind=parsed.kind, title=parsed.title, listed=len(parsed.entries))
    if document.links:
        listings.remember(conn, known.feed.id, document.links)
    _describe_outlet(conn, outlet, parsed)
    push.wish(conn, known.feed, parsed, now=now, headers=answer.headers, final_url=answer.final_url)
    maps, followed = children.keep(conn, known, parsed, now=now)
    notes = [document.note, followed, f"{_LEFT_OUT} {len(dropped)} out" if dropped else ""]
    if saved.listed:
        notes.append(twins.look(conn, known, now=now))
    new_hours: Sequence[int] = ()
    if saved.new:
        new_hours = pace.hours_of(parsed.entries, since=known.history.succeeded_at, now=now)
    terms = terms_of(conn, tools, known, log, new=saved.new, parsed=parsed)
    history = validators(known.history, answer, cut=is_cut(answer.body, parsed))
    history = replace(
        history, body_hash=document.digest, validators_lie=history.validators_lie or (document.lied and saved.new > 0),
        full_at=now if is_full(known.history) or document.unasked else history.full_at,
    )
    outcome = schedule.Outcome.brought(
        new=saved.new + maps, listed=saved.listed, at_first=pace.at_first(parsed.entries, now=now),
        hints=hints.joined(parsed.hints, hints.hints_of(answer.headers, now=now)),
    )
    history = schedule.next_poll(history, outcome, now=now, jitter=random.random(), hours=log.hours, terms=terms)  # noqa: S311
    feeds.remember(conn, history)
    notes.append(moves.note(conn, known, answer, kind=parsed.kind, next_poll_at=history.next_poll_at or now, now=now))
    if history.validators_lie and not known.history.validators_lie:
        notes.append("it had said 304 of a document that had changed: from now on it is asked without validators")
    record = PollRecord(
        at=now, result=Polled.BROUGHT, status=answer.status, detail="; ".join(filter(None, notes)), new=saved.new + maps,
        listed=saved.listed, size=len(answer.body), seconds=document.seconds,
    )
    warnings = (*parsed.warnings, *saved.warnings)
    feed_logs.record(conn, known.feed.id, record, warnings=warnings, hours=new_hours, before=log)
    tally.add("warnings", len(warnings))


def _read_whole(log: FeedLog) -> datetime | None:
    """When all that the feed lists was last read and kept: not at a 304, which servers send of changed documents too, nor where rules left entries out."""
    return next((one.at for one in log.recent if one.status == 200 and one.result in (Polled.BROUGHT, Polled.UNCHANGED) and _LEFT_OUT not in one.detail), None)


def validators(
    history: model.FeedHistory, answer: model.Response | model.NotModified, *, cut: bool = False
) -> model.FeedHistory:
    """The validators to send next time, verbatim; a 304 keeps what it does not name (RFC 9111, section 4.3.4).

    None where the server says ``Expires: 0`` (miniflux: it wants nothing kept), or where the document may have been cut
    off: then the whole one is asked for again.
    """
    named = dict(reversed(answer.headers))
    kept = isinstance(answer, model.NotModified)
    if cut or named.get("expires", "").strip() == "0":
        return replace(history, etag=None, last_modified=None, last_error="")
    return replace(
        history,
        etag=named.get("etag") or (history.etag if kept else None),
        last_modified=named.get("last-modified") or (history.last_modified if kept else None),
        last_error="",
    )


def is_cut(body: bytes, parsed: model.ParsedFeed) -> bool:
    """Whether a broken document ends before its end: what is broken otherwise is as it is, and kept with its validators."""
    if not any(one.code == "not-well-formed" for one in parsed.warnings):
        return False
    end = body[-2000:].lower()
    return not any(one in end or one.replace(b"</", b":") in end for one in _ENDS)


def is_full(history: model.FeedHistory) -> bool:
    """Whether a feed is asked without validators anyway."""
    return history.validators_lie or not (history.etag or history.last_modified)


def terms_of(
    conn: sa.Connection, tools: Tools, known: feeds.KnownFeed, log: FeedLog, *, new: int = 0,
    parsed: model.ParsedFeed | None = None,
) -> schedule.Terms | None:
    """What besides its news bears on how often a feed is polled."""
    if known.same_as:
        return schedule.Terms(least=twins.RARELY.total_seconds(), because="another feed of this outlet has the same entries")
    kind = parsed.kind if parsed else known.feed.kind
    if kind is model.FeedKind.SITEMAP and (rarely := children.rarely(known, log, parsed, new=new, now=tools.now())):
        return rarely
    if tools.manners.push and push.is_pushed(conn, known.feed.id, tools.now()):
        since = known.history.succeeded_at
        if new and parsed and since and any(
            one.published and since < one.published < tools.now() - PUSH_LATE for one in parsed.entries
        ):
            push.missed(conn, known.feed.id, tools.now())
            return None
        return schedule.Terms(times=PUSHED_TIMES, most=PUSHED_MOST, because="its hub pushes what is new; this only checks that it does")
    return None


def _describe_outlet(conn: sa.Connection, outlet: model.Outlet, parsed: model.ParsedFeed) -> None:
    """Learn what the list of outlets left open."""
    name = parsed.title if outlet.name == urls.hostname(outlet.home_url) and parsed.title else outlet.name
    language = outlet.language or parsed.language
    if (name, language) != (outlet.name, outlet.language):
        outlets.describe(conn, replace(outlet, name=name, language=language))

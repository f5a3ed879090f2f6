"""The entries of a document remembered: new ones become articles that wish for their pages, changed ones change theirs.

In: a feed, its outlet, a document and its entries as ``feeds.identity`` tells them apart. Out: rows of entries, articles,
addresses, wishes. Never: a fetch, or the next poll (``poll``).

An entry that its feed has under another identifier is no new one: its article is found at its address, or by title and time
among the outlet's. What comes up late (:data:`identity.OLD`) is kept at its own date and does not count as new; what is
older than a year is remembered without an article, so that a feed that moves does not publish its archive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater import model, urls
from headwater.feeds import identity
from headwater.feeds.identity import Listed
from headwater.pipeline import addresses, changes, newcomers
from headwater.pipeline.tools import Tally, Tools
from headwater.store import articles, codec, entries, fetches, pending

OF_NOW = timedelta(days=7)  # an article of another feed that was first seen so lately counts as new in this one


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a document came to."""

    new: int  # entries that are news to us
    listed: int  # entries that can be told apart and shown
    warnings: tuple[model.Warned, ...] = ()  # odd things that only show beside what we remember


@dataclass(slots=True, kw_only=True)
class _Work:
    """What is found out about a document's entries, step by step."""

    policy: identity.Policy
    listed: tuple[Listed, ...]
    known: dict[str, entries.KnownEntry]  # by key
    payloads: dict[str, str]
    digests: dict[str, str]
    newest: datetime  # when the newest entry was published
    was_read: bool  # the feed had been read before
    owners: dict[str, str] = field(default_factory=dict)  # key of a fresh entry -> the article that it speaks of
    before: dict[str, entries.KnownEntry] = field(default_factory=dict)  # key of a fresh entry -> what it was listed as
    twins: dict[str, int | None] = field(default_factory=dict)

    @property
    def fresh(self) -> list[Listed]:
        return [one for one in self.listed if one.key not in self.known]

    def is_older(self, one: Listed, age: timedelta) -> bool:
        """Whether an entry was that old when this feed first listed it; nothing is, when a feed is read first."""
        return bool(self.was_read and one.entry.published and one.entry.published < self.newest - age)


def save(
    conn: sa.Connection, tools: Tools, feed: model.Feed, outlet: model.Outlet, parsed: model.ParsedFeed,
    newest: Sequence[model.Entry], tally: Tally, *, read_at: datetime | None = None,
) -> Saved:
    """Remember a document's entries; ``read_at``: when the feed was last read whole, if that is known."""
    now = tools.now()
    memory = entries.memory(conn, feed.id)
    before = identity.Policy(memory.identity or identity.Policy.ID)
    policy = identity.judged(newest, before)
    told = identity.identify(newest, policy)
    led = addresses.follow(conn, told, now=now)
    payloads = {one.key: codec.dump(one.entry) for one in led.listed}
    work = _Work(
        policy=policy, listed=led.listed, known=entries.known(conn, feed.id, [one.key for one in told]), payloads=payloads,
        digests={one.key: _digest(one, payloads[one.key]) for one in told}, was_read=memory.was_read,
        newest=identity.newest_of(newest, now=now),
    )
    document = newcomers.Document(conn=conn, tools=tools, feed=feed, outlet=outlet, parsed=parsed, read_at=read_at if memory.was_read else None)
    _recognise(document, work)
    moved = _note_changes(document, work, tally)
    fresh, late = _add(document, work, led.sealed)
    policy = identity.moved(policy, changed=moved, listed=len(work.listed))
    if policy is not before:
        entries.set_identity(conn, feed.id, str(policy))
    tally.add("entries", fresh)
    if late:
        tally.add("late entries", late)
    has_ids = parsed.kind not in (model.FeedKind.SITEMAP, model.FeedKind.PAGE)
    return Saved(new=fresh, listed=len(told), warnings=(*led.warnings, *(_said_of(before, policy) if has_ids else ())))


def _said_of(before: identity.Policy, policy: identity.Policy) -> tuple[model.Warned, ...]:
    """How a feed's entries are told apart, where that is not by their identifiers."""
    if policy in (identity.Policy.ID, identity.Policy.ID_MOVED):
        return ()
    detail = f"told apart by: {policy}" + (f" (before: {before})" if policy is not before else "")
    return (model.Warned(code="weak-identifiers", detail=detail),)


def _digest(one: Listed, payload: str) -> str:
    """Of what an entry says; neither its identifier nor the dress of its link is news."""
    said = payload[payload.index(',"title":') :]  # within JSON strings the quotation marks would be escaped
    return hashlib.sha256(f"{urls.key(one.url)}{said}".encode("utf-8", "replace")).hexdigest()[:32]


# ---- known again -------------------------------------------------------------------------------------------


def _recognise(document: newcomers.Document, work: _Work) -> None:
    """Find the articles that fresh entries speak of, by address, then by their words."""
    conn, fresh, here = document.conn, work.fresh, {one.key for one in work.listed}
    if not fresh:
        return
    if work.policy.trusts_links:
        by_address = articles.by_address(conn, [one.url for one in fresh])
        work.owners = {one.key: by_address[key] for one in fresh if (key := urls.key(one.url)) in by_address}
    work.twins = {one.key: identity.twin(document.outlet.id, one.entry) for one in fresh}
    unknown = [one for one in fresh if one.key not in work.owners]
    same_words = entries.twins(conn, [twin for one in unknown if (twin := work.twins[one.key]) is not None])
    for one in unknown:
        for other in same_words.get(work.twins[one.key] or 0, ()):
            if other.feed_id != document.feed.id or other.key not in here:  # two items of one document are two
                work.owners[one.key] = other.article_id
                break
    mine = entries.listed_by(conn, document.feed.id, work.owners.values()) if work.owners else {}
    for one in fresh:
        old = mine.get(work.owners.get(one.key, ""))
        if old is not None and old.key not in here:
            work.before[one.key] = old
            del mine[old.article_id]  # one old entry becomes one new one


def _note_changes(document: newcomers.Document, work: _Work, tally: Tally) -> int:
    """Remember what the feed says anew of known entries; gives how many have a new identifier at their old link."""
    now, moved, done = document.now, 0, []
    for one in work.listed:
        old = work.known.get(one.key) or work.before.get(one.key)
        if old is None:
            continue
        is_moved, is_changed = old.key != one.key, old.digest != work.digests[one.key]
        counted = changes.counted(old, now=now) if is_changed else (old.changes, old.changing_since or now)
        if counted is None:  # it has said so often enough today that it has changed: a clock, or a counter
            tally.add("restless entries")
            if not is_moved:
                continue
        moved += is_moved
        times, since = counted or (old.changes, old.changing_since or now)
        if is_moved or is_changed:
            digest = work.digests[one.key] if counted else old.digest
            twin = identity.twin(document.outlet.id, one.entry)
            done.append(entries.Change(
                id=old.id, key=one.key, digest=digest, payload=work.payloads[one.key], twin=twin, changes=times, changing_since=since
            ))
        if is_changed and counted:
            changes.apply(document, old.article_id, one)
            tally.add("changed entries")
    entries.change(document.conn, done, now=now)
    written = {one.id for one in done}
    entries.touch(document.conn, [one for one in work.known.values() if one.id not in written], now=now)
    return moved


# ---- new ---------------------------------------------------------------------------------------------------


def _add(document: newcomers.Document, work: _Work, sealed: frozenset[str]) -> tuple[int, int]:
    """Remember fresh entries, and make articles of those that are none yet; gives how many are new, how many late."""
    fresh = [one for one in work.fresh if one.key not in work.before]
    if not fresh:
        return 0, 0
    whose = articles.whose(document.conn, work.owners.values())
    made: dict[str, newcomers.Newcomer] = {}  # by key of its address
    rows: list[entries.NewEntry] = []
    new = late = 0
    for one in fresh:
        address = urls.key(one.url) if work.policy.trusts_links else one.key
        owner, is_late = work.owners.get(one.key), work.is_older(one, identity.OLD)
        if owner is not None:
            seen = whose.get(owner)
            is_late = is_late or seen is None or document.now - seen.first_seen > OF_NOW
            if seen is not None and seen.outlet_id != document.outlet.id:
                changes.take_over(document, owner, one)
        elif address in made:
            owner = made[address].kept.id
        elif work.is_older(one, identity.ANCIENT):
            owner = entries.NO_ARTICLE
        else:
            made[address] = document.newcomer(one, is_late=is_late, is_sealed=one.key in sealed, has_page=work.policy.trusts_links)
            owner = made[address].kept.id
        new, late = new + (not is_late), late + is_late
        rows.append(entries.NewEntry(
            feed_id=document.feed.id, key=one.key, article_id=owner, digest=work.digests[one.key], payload=work.payloads[one.key],
            twin=work.twins[one.key],
        ))
    _claim_second_addresses(document, work, fresh)
    entries.add(document.conn, rows, now=document.now)
    document.settle(made.values(), payloads=work.payloads)
    return new, late


def _claim_second_addresses(document: newcomers.Document, work: _Work, fresh: Iterable[Listed]) -> None:
    """An article that was known again by its words has its new address too."""
    found = [(one.url, owner) for one in (*fresh, *(one for one in work.listed if one.key in work.before))
             if work.policy.trusts_links and (owner := work.owners.get(one.key))]
    known = articles.by_address(document.conn, [url for url, _ in found]) if found else {}
    articles.claim_all(document.conn, [pair for pair in found if urls.key(pair[0]) not in known], kind="entry")


# ---- withdrawn ---------------------------------------------------------------------------------------------


def withdraw(conn: sa.Connection, feed: model.Feed, deleted: tuple[str, ...], *, now: datetime) -> None:
    """Tombstones (RFC 6721) hide at once, and for good: the page is not read again, so that it cannot bring the article back."""
    if not deleted:
        return
    found = {one.article_id for one in entries.known(conn, feed.id, [identity.stored(one) for one in deleted]).values()}
    found |= set(articles.by_address(conn, [one for one in deleted if one.startswith(("http://", "https://"))]).values())
    for article_id in sorted(found - {entries.NO_ARTICLE}):
        kept = articles.get_to_change(conn, article_id)
        if kept and kept.outlet_id == feed.outlet_id and kept.presence is not model.Presence.WITHDRAWN:
            articles.save(conn, replace(kept, presence=model.Presence.WITHDRAWN))
            fetches.drop(conn, kept.id)
            pending.add(conn, [kept.id], reason="withdrawn by its feed", now=now)

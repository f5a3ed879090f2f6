"""New articles of a document: made with their rights and language, and their pages wished for, all in few statements.

In: entries that speak of no article that we have. Out: rows of articles, addresses, wishes. Never: a look at what is known
(``entries``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater import model, rights, urls
from headwater.extract import language
from headwater.feeds.identity import Listed
from headwater.pipeline import addresses, allow
from headwater.pipeline.tools import Tools
from headwater.store import articles, fetches, hosts, ids, pending

LATE_PAGE = timedelta(hours=1)  # the page of what comes up late waits until the news is read


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """An article that is not remembered yet."""

    kept: articles.Kept
    key: str  # of its entry
    has_address: bool  # its link is its own
    page_at: datetime | None  # when its page is to be read; None: not


@dataclass(slots=True, kw_only=True)
class Document:
    """A document that is being saved; keeps what all its entries share."""

    conn: sa.Connection
    tools: Tools
    feed: model.Feed
    outlet: model.Outlet
    parsed: model.ParsedFeed
    read_at: datetime | None = None  # when the feed was last read whole, without what is new in it
    now: datetime = field(init=False)
    _signals: dict[tuple[object, ...], allow.Signals] = field(default_factory=dict)
    _robots: dict[str, allow.Lines] = field(default_factory=dict)
    _rights: dict[tuple[object, ...], tuple[str, model.Allowance]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.now = self.tools.now()

    def newcomer(self, one: Listed, *, is_late: bool, is_sealed: bool, has_page: bool) -> Newcomer:
        """An article made of an entry."""
        entry = one.entry
        signals, allowance = self._rights_of(one)
        unlisted_at = self.read_at if urls.same_site(one.url, self.outlet.home_url) else None  # another site's list says nothing of its clock
        kept = articles.Kept(
            id=model.ArticleId(ids.new()), outlet_id=self.outlet.id, feed_id=self.feed.id, reference_url=one.url,
            title=entry.title, language=self.language_of(entry),
            published=entry.published, updated=entry.updated, first_seen=self.now, unlisted_at=unlisted_at, entry=entry, signals=signals,
            allowance=allowance, refused=f"redirector: {addresses.SEALED}" if is_sealed else "",
        )
        reads = self.tools.manners.pages and allowance.fetch and has_page and not is_sealed
        due_at = self.now + LATE_PAGE if is_late else self.now
        return Newcomer(kept=kept, key=one.key, has_address=has_page, page_at=due_at if reads else None)

    def language_of(self, entry: model.Entry) -> str | None:
        """The language of an entry by its words, with what it, its feed or its outlet declares."""
        declared = entry.language or self.parsed.language or self.outlet.language
        return language.of_entry(entry.title, entry.summary, declared=declared or "") or declared

    def _rights_of(self, one: Listed) -> tuple[str, model.Allowance]:
        """What the feed and the host's robots.txt say of an entry, as JSON, and what that allows; alike for most entries."""
        entry = one.entry
        said = (entry.licences, entry.rights, entry.media_status)
        if said not in self._signals:
            self._signals[said] = rights.of_feed(self.parsed, entry)
        origin = urls.origin(one.url)
        if origin not in self._robots:
            self._robots[origin] = allow.lines_of(self.conn, origin)
        lines = self._robots[origin]
        signals = self._signals[said] + (rights.of_robots(lines, url_path=urls.path(one.url)) if lines else ())
        here = (signals, urls.same_site(one.url, self.outlet.home_url))
        if here not in self._rights:
            self._rights[here] = allow.dump(signals), allow.decide(self.tools, self.outlet, signals, one.url)
        return self._rights[here]

    def settle(self, made: Iterable[Newcomer], *, payloads: Mapping[str, str]) -> None:
        """Remember new articles, and wish for the pages of those that may be fetched; all can be found at once."""
        those = list(made)
        if not those:
            return
        conn, now = self.conn, self.now
        articles.add(conn, [one.kept for one in those], entries={one.kept.id: payloads[one.key] for one in those})
        own = [one for one in those if one.has_address]
        articles.claim_all(conn, [(one.kept.reference_url, one.kept.id) for one in own], kind="entry")
        holders = {} if conn.dialect.name == "sqlite" else articles.by_address(conn, [one.kept.reference_url for one in own])
        left: list[Newcomer] = []
        for one in those:
            holder = holders.get(urls.key(one.kept.reference_url), one.kept.id) if one.has_address else one.kept.id
            if holder == one.kept.id:
                left.append(one)
            else:
                articles.absorb(conn, one.kept.id, holder)  # another process was quicker
        for due_at in {one.page_at for one in left if one.page_at}:
            wished = [(page_of(one.kept), one.kept.id) for one in left if one.page_at == due_at]
            for name in fetches.want_all(conn, wished, due_at=due_at):
                hosts.need(conn, name, due_at)
        pages = [one.kept.id for one in left if one.page_at]
        pending.add(conn, pages, reason="new, its page comes", now=now, ready=False, fresh=True)
        pending.add(conn, [one.kept.id for one in left if not one.page_at], reason="entry", now=now, fresh=True)


def page_of(kept: articles.Kept) -> str:
    """Where to fetch an article: the link as the feed gives it, for some sites answer to nothing else."""
    return urls.absolute(kept.entry.url) or kept.reference_url

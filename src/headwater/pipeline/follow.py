"""The chain for the digest: what is known of the pages that an article leads to, and wishes for those that nobody knows.

In: an article with its own Origin. Out: the Origin with its chain; a wish in ``fetch_due`` where a page would settle more.
Never: a fetch (``pipeline.witness``), or more than :data:`MOST_A_DAY` wishes of an article and a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater import clocks, model, urls
from headwater.pipeline import lore
from headwater.pipeline.tools import Tools
from headwater.store import articles, fetches, hosts, outlets, pending, witnesses
from headwater.trace import bearing, chain
from headwater.trace import known as masthead

MOST_A_DAY = 3  # pages that an article wants
NEWS_FOR = timedelta(days=2)  # since it was first seen, after which an article wants no more pages
PATIENCE = timedelta(minutes=10)  # until a page is visited: it may come in by its own feed first
MOST_PAGES = 24  # that are looked at for one chain
MOST_REPORTS = 5  # of an outlet in a story, among which the one that is meant is looked for
CLEARLY = 1.5  # times as much in common as the next one
_SHORT = "too-short"  # reason of a NotArticle
MOST_CALLED = 200  # articles that are looked at again when one that they lead to changes


def settle(conn: sa.Connection, tools: Tools, kept: articles.Kept, outlet: model.Outlet, origin: model.Origin, learnt: lore.Lore, story_id: str | None) -> model.Origin:
    """The origin with its chain; what would settle more is wished for."""
    asked, named = chain.addresses(origin), chain.names(origin)
    me = _page(kept, outlet.name, origin, compared=bool(asked or named))
    pages, ours = _known(conn, kept.id, asked, now=tools.now())
    if named and story_id:
        reports = _by_name(conn, kept, set(me.marks) - learnt.common, story_id, named)
        behind = [url for page in reports.values() if page.origin for url in chain.addresses(page.origin)]
        further, more = _known(conn, kept.id, [url for url in behind if urls.key(url) not in pages], now=tools.now())
        pages, ours = {**further, **pages, **reports}, ours | more | {urls.key(page.url) for page in reports.values()}
    known = chain.Pages(by_key=pages, common=learnt.common, others=learnt.others)
    if not any(page.outcome == "wanted" for page in pages.values()):  # one after the other
        _want(conn, tools, kept, chain.open_wishes(me, known))
    found = chain.settle(me, known)
    passed = {urls.key(url) for link in found.chain for url in (link.url, link.at) if url}
    passed |= ours  # those that lend nothing yet may do so when they change
    witnesses.note(conn, sorted(passed), kept.id, now=tools.now())
    return found


def met(conn: sa.Connection, kept: articles.Kept, origin: model.Origin, *, now: datetime) -> None:
    """An article was digested; ``kept`` is what it was before. If it is new, or says something else than before, others that
    lead to it are looked at again.

    Their own words do not change by that, and a chain rests on nothing else of a page: so nobody is called up by somebody who
    was only called up himself, and no two call each other for ever.
    """
    keys = [urls.key(url) for url, _ in articles.addresses(conn, kept.id)]
    if not kept.input_version:
        waiting, reason = witnesses.met(conn, keys), "what it rests on came in"
    elif kept.version != kept.input_version or _says(kept.origin) != _says(origin):
        waiting, reason = witnesses.led_by(conn, keys, limit=MOST_CALLED), "what it rests on has changed"
    else:
        return
    pending.add(conn, [one for one in waiting if one != kept.id], reason=reason, now=now)


def _says(origin: model.Origin | None) -> tuple[object, ...]:
    """What the chains of others take from an origin: who supplied it and what it rests on by its own words, not its chain."""
    return () if origin is None else (origin.supplier, origin.based_on)


def _known(conn: sa.Connection, mine: str, asked: Sequence[str], *, now: datetime) -> tuple[dict[str, chain.Page], set[str]]:
    """The pages behind addresses, and those behind what these say, as far as we have them; by key. And which keys are of our articles."""
    pages: dict[str, chain.Page] = {}
    looked: set[str] = set()
    own: set[str] = set()
    for _ in range(chain.DEPTH):
        keys = {urls.key(one): one for one in asked if urls.key(one) not in looked}
        if not keys or len(pages) >= MOST_PAGES:
            break
        looked |= set(keys)
        holders = {key: holder for key, holder in articles.by_address(conn, keys.values()).items() if holder != mine}
        ours: dict[str, articles.Kept] = {one.id: one for one in articles.many(conn, sorted(set(holders.values()))[:MOST_PAGES])}
        names = {one: outlet.name if (outlet := outlets.get(conn, one)) else "" for one in {kept.outlet_id for kept in ours.values()}}
        found = {key: _page(ours[holder], names[ours[holder].outlet_id], ours[holder].origin) for key, holder in holders.items() if holder in ours}
        found |= {key: _witness(one) for key, one in witnesses.get(conn, set(keys) - set(holders), now=now).items()}
        pages |= found
        own |= {key for key in holders if key in found}
        asked = [url for page in found.values() if page.origin for url in chain.addresses(page.origin)]
    return pages, own


def _by_name(conn: sa.Connection, kept: articles.Kept, marks: set[int], story_id: str, named: Iterable[str]) -> dict[str, chain.Page]:
    """The report in the story of each outlet that is named without an address: it came first, is no copy, and has clearly most in common
    with the article; none where two outlets of the story bear the name."""
    at = clocks.moment(kept.published, first_seen=kept.first_seen, unlisted_at=kept.unlisted_at)
    others = [row for row in articles.of_story(conn, story_id) if row.outlet_id != kept.outlet_id and row.id != kept.id]
    whose = {one: outlet.name if (outlet := outlets.get(conn, one)) else "" for one in {row.outlet_id for row in others}}
    rows = [row for row in others if row.copy_of is None
            and bearing.is_before(clocks.moment(row.published, first_seen=row.first_seen, unlisted_at=row.unlisted_at), at)]
    pages = {}
    for name in named:
        bearers = {one for one, called in whose.items() if masthead.same(name, called)}
        theirs = [row.id for row in rows if row.outlet_id in bearers][-MOST_REPORTS:] if len(bearers) == 1 else []
        found = [_page(one, whose[one.outlet_id], one.origin) for one in articles.many(conn, theirs) if not is_carried(one.origin)]
        alike = sorted(((len(set(page.marks) & marks), at) for at, page in enumerate(found)), key=lambda one: (-one[0], one[1]))
        if len(alike) == 1 or (alike and alike[0][0] > CLEARLY * alike[1][0]):
            pages[chain.key(None, name)] = found[alike[0][1]]
    return pages


def is_carried(origin: model.Origin | None) -> bool:
    """Whether an outlet took a text over: then it is not what others have from that outlet."""
    return bool(origin and origin.supplier and origin.supplier.share == "whole")


def _page(kept: articles.Kept, outlet_name: str, origin: model.Origin | None, *, compared: bool = True) -> chain.Page:
    """An article of ours as the chain takes it; its words are looked at only where they may be analysed."""
    marks = bearing.marks(articles.text_of(kept), kept.language) if compared and kept.allowance.analyse else ()
    published = clocks.moment(kept.published, first_seen=kept.first_seen, unlisted_at=kept.unlisted_at) if kept.published else None
    return chain.Page(
        url=kept.reference_url, outlet_name=outlet_name, language=kept.language, published=published, updated=kept.updated, origin=origin,
        gone=kept.presence is not model.Presence.THERE, marks=marks, head=bearing.headline(kept.title, marks, kept.language) if marks else (),
        links=tuple(one.url for one in kept.article.links) if kept.article else (),
    )


def _witness(found: model.Witness) -> chain.Page:
    return chain.Page(
        url=found.address or found.url, outlet_name=found.outlet_name, language=found.language, published=found.published,
        origin=found.origin, marks=found.marks, head=bearing.headline(found.title, found.marks, found.language),
        outcome="short" if found.outcome == "no_article" and found.detail == _SHORT else found.outcome,
    )


def _want(conn: sa.Connection, tools: Tools, kept: articles.Kept, wishes: Sequence[str]) -> None:
    """Wish for one page more; the next one is wished for when that has been seen."""
    now = tools.now()
    if not wishes or not tools.manners.pages or now - kept.first_seen > NEWS_FOR:
        return
    if witnesses.wanted_since(conn, kept.id, now - timedelta(days=1)) >= MOST_A_DAY:
        return
    if witnesses.want(conn, wishes[0], kept.id, now=now):
        due_at = now + PATIENCE
        hosts.need(conn, fetches.want(conn, wishes[0], kept.id, due_at=due_at, purpose=model.Purpose.WITNESS), due_at)

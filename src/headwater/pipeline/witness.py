"""Witnesses: a page that an article rests on by its own words, fetched once and compared; its text is not kept.

In: a wish. Out: model.Witness, and a digest of every article that wanted it. Never: a publication of the page, a word of its
text in what is kept, or anything but "may not be read" where its host, its headers or it itself reserve that.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa

from headwater import model, rights, urls
from headwater.pipeline import allow, turns
from headwater.pipeline.tools import Get, Readers, Tally, Tools
from headwater.store import articles, fetches, outlets, pending, witnesses
from headwater.trace import bearing, chain, known
from headwater.trace import origin as tracer

AGAIN = timedelta(seconds=30)  # after a visit that found the host busy
RETRIES = (timedelta(minutes=30), timedelta(hours=8))  # after a fault that may pass
_PASSING = frozenset({model.Refusal.TIMEOUT, model.Refusal.DNS, model.Refusal.CONNECT, model.Refusal.PROTOCOL, model.Refusal.STATUS,
                      model.Refusal.RATE_LIMITED, model.Refusal.ROBOTS_UNREACHABLE, model.Refusal.TLS})
_GONE = frozenset({model.Refusal.GONE, model.Refusal.NO_NAME})
_TAKEN_BACK = frozenset({"withdrawn", "gone"})  # reasons of a NotArticle
RESERVED = "may not be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The page that a wish is for."""

    wish: fetches.Wish


def subject(conn: sa.Connection, wish: fetches.Wish) -> Subject | None:
    """What a wish is for; None where the page has come in as an article of ours, or the article that wanted it is no more."""
    if articles.by_address(conn, [wish.url]) or articles.get(conn, wish.article_id) is None:
        return None
    return Subject(wish=wish)


def give_up(tools: Tools, wish: fetches.Wish) -> Tally:
    """Strike off a wish without a subject; who wanted the page is looked at again."""
    with turns.saving(tools) as conn:
        fetches.done(conn, wish.id)
        waiting = witnesses.met(conn, [urls.key(wish.url)])
        there = [one.id for one in articles.many(conn, waiting)]
        pending.add(conn, there, reason="what it rests on came in", now=tools.now())
    return Tally()


async def visit(tools: Tools, get: Get, readers: Readers, of: Subject) -> Tally:
    """Fetch a page and save what it shows."""
    answer = await get(model.Request(url=of.wish.url, purpose=model.Purpose.PAGE))
    if isinstance(answer, model.NotModified):  # which nobody asked for
        answer = model.Refused(url=answer.url, reason=model.Refusal.PROTOCOL, detail="304 without a condition")
    if isinstance(answer, model.Refused):
        return await turns.saved(_save_refusal, tools, of, answer)
    return await turns.saved(_save, tools, of, await _seen(tools, readers, of, answer))


async def _seen(tools: Tools, readers: Readers, of: Subject, answer: model.Response) -> model.Witness:
    """What an answer shows, as far as it may be read."""
    blank = model.Witness(url=of.wish.url, address=urls.canonical(answer.final_url) or answer.final_url)
    signals = rights.of_headers(answer.headers)
    if not await asyncio.to_thread(_may, tools, signals, answer.final_url):
        return _reserved(blank)
    if urls.is_home(answer.final_url) and not urls.is_home(of.wish.url):
        return replace(blank, outcome="gone", detail="the link leads to a home page")
    page = model.Page(
        url=answer.final_url, body=answer.body, fetched_at=answer.fetched_at, content_type=answer.header("content-type") or "",
        headers=answer.headers,
    )
    found = await readers.read(page, None)
    return await asyncio.to_thread(_read, tools, blank, signals, found)


def _reserved(blank: model.Witness) -> model.Witness:
    """Nothing of the page but that it may not be read."""
    return model.Witness(url=blank.url, outcome="refused", detail=RESERVED)


def _may(tools: Tools, signals: allow.Signals, url: str) -> bool:
    """Whether a page may be read and what it shows kept; its outlet is not one of ours, so that no licence is known."""
    with tools.store.read() as conn:
        signals = allow.heard(signals, "robots.txt", allow.of_host(conn, url))
    stranger = model.Outlet(id=model.OutletId(""), name="", home_url=urls.origin(url) + "/")
    allowance = allow.decide(tools, stranger, signals, url)
    return allowance.fetch and allowance.store and allowance.extract and allowance.analyse


def _read(tools: Tools, blank: model.Witness, signals: allow.Signals, found: model.Article | model.NotArticle) -> model.Witness:
    if isinstance(found, model.NotArticle):
        return replace(blank, outcome="gone" if found.reason in _TAKEN_BACK else "no_article", detail=found.reason)
    if not _may(tools, allow.heard(signals, "page", rights.of_page(found.signals)), blank.address):
        return _reserved(blank)
    with tools.store.read() as conn:
        others = known.roster(outlets.roster(conn, at=[link.url for link in found.links]))  # which it can lead to: a roster of all is the digest's
    return replace(
        blank, outcome="read", title=found.title[:300], outlet_name=found.outlet_name[:100], language=found.language, published=found.published,
        origin=_wordless(chain.rated(tracer.trace(found, others=others))), marks=bearing.marks(found.body, found.language),
    )


def _wordless(origin: model.Origin) -> model.Origin:
    """An origin without the words in which the page said it."""
    supplier = origin.supplier
    return replace(
        origin, wishes=(), evidence=tuple(map(_where, origin.evidence)),
        supplier=replace(supplier, evidence=_where(supplier.evidence)) if supplier else None,
        based_on=tuple(replace(one, evidence=_where(one.evidence), attribution=(), certainty=()) for one in origin.based_on),
    )


def _where(evidence: model.Evidence) -> model.Evidence:
    return model.Evidence(where=evidence.where, quote="")


def _save(tools: Tools, of: Subject, found: model.Witness) -> Tally:
    """Keep what a visit showed; whoever wanted it is digested anew."""
    tally, now = Tally(), tools.now()
    tally.add(f"witnesses {found.outcome}")
    with turns.saving(tools) as conn:
        waiting = witnesses.put(conn, found, now=now)
        fetches.done(conn, of.wish.id)
        there = [one.id for one in articles.many(conn, waiting)]
        pending.add(conn, there, reason="a page that it rests on was visited", now=now)
    return tally


def _save_refusal(tools: Tools, of: Subject, refused: model.Refused) -> Tally:
    """No page: gone, not to be had, or perhaps later."""
    wish, now = of.wish, tools.now()
    if refused.reason is model.Refusal.BUSY:  # the host was not asked at all
        with turns.saving(tools) as conn:
            fetches.later(conn, wish.id, due_at=now + AGAIN)
        return Tally()
    if refused.reason in _PASSING and wish.attempts < len(RETRIES):
        pause = max(RETRIES[wish.attempts], timedelta(seconds=refused.retry_after or 0))
        with turns.saving(tools) as conn:
            fetches.again(conn, wish.id, due_at=now + pause, reason=str(refused.reason))
        return Tally()
    detail = RESERVED if refused.reason is model.Refusal.ROBOTS else refused.said[:300]
    outcome = "gone" if refused.reason in _GONE else "refused"
    return _save(tools, of, model.Witness(url=wish.url, outcome=outcome, detail=detail))

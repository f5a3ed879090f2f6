"""One page: fetched for an article, read by the pool, and what it gave remembered.

In: a wish. Out: an article with its text where that may be kept, or the reason why there is none; a digest is asked
for either way. Never: a comparison with other articles.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater import differences, model, rights, urls
from headwater.actions import restrict
from headwater.extract.template import Lesson
from headwater.gathering import Resolved
from headwater.pipeline import allow, apart, further, lessons, turns, versions
from headwater.pipeline.tools import Get, Readers, Tally, Tools
from headwater.store import articles, fetches, hosts, outlets, pending, publications, resolved

RE_READS = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))  # after it was first seen; GDELT: 81% of edits within a day
LAST_READ = timedelta(days=30)  # after it was first seen, while it is on show
SPREAD = 0.1  # of the time until a reading, by which it may come earlier: what came together is not read together
DONE = 0.85  # of the time until a reading, after which it has been done
RETRIES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8), timedelta(days=1))
GONE_CHECKS = (timedelta(hours=24), timedelta(hours=24))  # a 404 counts when it is seen three times over 48 hours
NEWS_FOR = timedelta(days=7)  # how long the text is kept of a publisher who wants no copy kept
AGAIN = timedelta(seconds=30)  # after a visit that found the host busy or the article changed
_FINAL = {"reserved", "home-page", "withdrawn", "gone"}  # verdicts that a later reading does not take back by itself
_NOT_AGAIN = {model.Refusal.GUARD, model.Refusal.BAD_URL, model.Refusal.TOO_LARGE, model.Refusal.BAD_ENCODING}
_DAILY = {model.Refusal.ROBOTS, model.Refusal.PAYMENT, model.Refusal.BLOCKED, model.Refusal.CONSENT, model.Refusal.LEGAL}
_TAKEN_BACK = {"withdrawn": model.Presence.WITHDRAWN, "gone": model.Presence.GONE}  # the outlet's notice stands in place of the article
_WALLS = {"challenge": model.Refusal.BLOCKED, "consent-wall": model.Refusal.CONSENT}  # not the page at all: it is asked for again


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The article that a wish is for."""

    wish: fetches.Wish
    kept: articles.Kept
    outlet: model.Outlet


async def read(tools: Tools, get: Get, readers: Readers, subject: Subject) -> Tally:
    """Fetch a page and save what it gave together with the next wish for it."""
    wish, kept = subject.wish, subject.kept
    answer = await get(
        model.Request(url=wish.url, purpose=model.Purpose.PAGE, etag=kept.etag if kept.article else None,
                      last_modified=kept.last_modified if kept.article else None)
    )
    match answer:
        case model.NotModified():
            return await turns.saved(_save_unchanged, tools, subject, answer)
        case model.Refused():
            return await turns.saved(_save_refusal, tools, subject, answer)
    signals = allow.heard(allow.load(kept.signals), "header", rights.of_headers(answer.headers))
    signals, known = await asyncio.to_thread(_known, tools, signals, answer.final_url)
    allowance = allow.decide(tools, subject.outlet, signals, answer.final_url)
    found: model.Article | model.NotArticle
    lesson = None
    if not (allowance.store and allowance.extract):
        found = model.NotArticle(url=answer.final_url, reason="reserved", detail="the headers reserve its use")
    elif urls.is_home(answer.final_url) and not urls.is_home(wish.url):
        found = model.NotArticle(url=answer.final_url, reason="home-page", detail="the link led to a home page")
    else:
        page = model.Page(
            url=answer.final_url, body=answer.body, fetched_at=answer.fetched_at,
            content_type=answer.header("content-type") or "", headers=answer.headers,
        )
        reading = await readers.study(page, kept.entry, known)
        found, lesson = reading.found, reading.lesson
        if isinstance(found, model.NotArticle) and found.reason in _WALLS:
            wall = model.Refused(url=answer.url, reason=_WALLS[found.reason], detail=found.detail, status=answer.status, headers=answer.headers)
            return await turns.saved(_save_refusal, tools, subject, wall)
        found, was = await further.followed(further.Way(tools=tools, get=get, readers=readers, outlet=subject.outlet, signals=signals), found), found
        lesson = lesson if isinstance(was, model.Article) else None
    return await asyncio.to_thread(_save_page, tools, subject, answer, found, signals, lesson)


def subject(conn: sa.Connection, wish: fetches.Wish) -> Subject | None:
    """What a wish is for; None where its page may not be fetched, or the article is no more."""
    kept = articles.get(conn, wish.article_id)
    outlet = outlets.get(conn, kept.outlet_id) if kept else None
    if kept is None or outlet is None or not kept.allowance.fetch:
        return None
    return Subject(wish=wish, kept=kept, outlet=outlet)


def give_up(tools: Tools, wish: fetches.Wish) -> Tally:
    """Strike off a wish without a subject; the article is digested as it is."""
    with turns.saving(tools) as conn:
        fetches.done(conn, wish.id)
        pending.add(conn, [wish.article_id], reason="may not be fetched", now=tools.now())
    return Tally()


def _known(tools: Tools, signals: allow.Signals, url: str) -> tuple[allow.Signals, str]:
    """The signals with those of the host's robots.txt, and what the host's other pages taught."""
    with tools.store.read() as conn:
        return allow.heard(signals, "robots.txt", allow.of_host(conn, url)), lessons.known(conn, url)


def _save(conn: sa.Connection, subject: Subject, kept: articles.Kept, *, now: datetime) -> bool:
    """Write what a visit found; False if the article changed meanwhile: then its page is read again soon."""
    if articles.save(conn, kept):
        return True
    fetches.later(conn, subject.wish.id, due_at=now + AGAIN)
    return False


def _save_unchanged(tools: Tools, subject: Subject, answer: model.NotModified) -> Tally:
    """The page is as it was; its headers and robots.txt may say more than before (RFC 9111, section 4.3.4)."""
    tally, now, kept = Tally(), tools.now(), subject.kept
    with turns.saving(tools) as conn:
        old = allow.load(kept.signals)
        said = [one for one in rights.of_headers(answer.headers) if one not in old]
        signals = allow.heard((*old, *said), "robots.txt", allow.of_host(conn, kept.reference_url))
        allowance = allow.decide(tools, subject.outlet, signals, kept.reference_url)
        read_again = replace(kept, reads=kept.reads + 1, signals=allow.dump(signals), allowance=allowance)
        if not _save(conn, subject, read_again, now=now):
            return tally
        _next_reading(conn, subject, now=now)
        pending.add(conn, [subject.kept.id], reason="read again", now=now)
    tally.add("unchanged pages")
    return tally


def _next_reading(conn: sa.Connection, subject: Subject, *, now: datetime) -> None:
    """Wish for the page once more, or strike the wish off after the last reading."""
    fetches.done(conn, subject.wish.id)
    first = subject.kept.first_seen
    times = [first + age for age in RE_READS if first + age * DONE > now]
    if not times and now < first + LAST_READ * DONE and _is_on_show(conn, subject.kept.id):
        times = [first + LAST_READ]
    if times:
        due_at = times[0] - (times[0] - now) * SPREAD * random.random()  # noqa: S311
        hosts.need(conn, fetches.want(conn, subject.wish.url, subject.kept.id, due_at=due_at), due_at)


def _is_on_show(conn: sa.Connection, article_id: str) -> bool:
    shown = publications.get(conn, article_id)
    return shown is not None and shown.listed


def _save_refusal(tools: Tools, subject: Subject, refused: model.Refused) -> Tally:
    """No page: the article lives on its feed entry until the page is had, or is gone."""
    tally, now, kept, wish = Tally(), tools.now(), subject.kept, subject.wish
    tally.add(f"page refused: {refused.reason}")
    tally.add("page errors")
    if refused.reason is model.Refusal.BUSY:  # the host was not asked at all
        with turns.saving(tools) as conn:
            fetches.later(conn, wish.id, due_at=now + AGAIN)
        return tally
    presence, pause, reason = _after_refusal(kept, wish, refused)
    with turns.saving(tools) as conn:
        signals = allow.heard(allow.load(kept.signals), "robots.txt", allow.of_host(conn, kept.reference_url))
        without = replace(
            kept, refused=f"{refused.reason}: {refused.detail}"[:300], presence=presence, signals=allow.dump(signals),
            allowance=allow.decide(tools, subject.outlet, signals, kept.reference_url),
        )
        if not _save(conn, subject, without, now=now):
            return tally
        pending.add(conn, [kept.id], reason=f"page refused: {refused.reason}", now=now)
        _note_redirector(conn, wish.url, None, why=f"{refused.reason}: {refused.detail}"[:300], now=now)
        if pause is None and kept.article is not None and refused.reason not in _NOT_AGAIN and refused.reason is not model.Refusal.GONE:
            _next_reading(conn, subject, now=now)  # what was read before still holds
        elif pause is None:
            fetches.done(conn, wish.id)
        else:
            pause = max(pause, timedelta(seconds=refused.retry_after or 0))
            fetches.again(conn, wish.id, due_at=now + pause, reason=reason)
    return tally


def _after_refusal(
    kept: articles.Kept, wish: fetches.Wish, refused: model.Refused
) -> tuple[model.Presence, timedelta | None, str]:
    """What a refusal says about the article, when to try again (None: no more), and the reason to remember."""
    reason, daily = str(refused.reason), timedelta(days=1) if wish.attempts < 3 else None
    if refused.reason is model.Refusal.GONE:
        if refused.status == 410:
            return model.Presence.WITHDRAWN, None, reason
        seen = int(wish.last_reason.partition(" ")[2] or 0) if wish.last_reason.startswith("gone ") else 0
        if seen < len(GONE_CHECKS):
            return kept.presence, GONE_CHECKS[seen], f"gone {seen + 1}"
        return model.Presence.GONE, None, reason
    if refused.reason is model.Refusal.LEGAL:
        return model.Presence.WITHDRAWN, daily, reason
    if refused.reason in _NOT_AGAIN:
        return kept.presence, None, reason
    if refused.reason in _DAILY:
        return kept.presence, daily, reason
    return kept.presence, RETRIES[wish.attempts] if wish.attempts < len(RETRIES) else None, reason


def _save_page(
    tools: Tools, subject: Subject, answer: model.Response, found: model.Article | model.NotArticle,
    signals: allow.Signals, lesson: Lesson | None,
) -> Tally:
    tally, now = Tally(), tools.now()
    if isinstance(found, model.Article):
        signals = allow.heard(signals, "page", rights.of_page(found.signals))
    allowance = allow.decide(tools, subject.outlet, signals, answer.final_url)
    is_news = allowance.archive or now - subject.kept.first_seen < NEWS_FOR
    keeps = allowance.store and allowance.extract and is_news
    article = found if isinstance(found, model.Article) and keeps else None
    if subject.kept.article and keeps and isinstance(found, model.NotArticle) and found.reason not in _FINAL:
        article = subject.kept.article  # a passing fault on a later reading: what was read before still holds
    snapshot = None
    if article and allowance.archive and tools.archive and tools.manners.snapshot_days:
        snapshot = tools.archive.put(answer.body)
    told = _told_apart(tools, subject.kept, article, answer)
    tally.add("articles" if article else "not articles")
    with turns.saving(tools) as conn:
        kept = replace(
            _with_facts(subject.kept, article, found, answer.final_url), signals=allow.dump(signals), allowance=allowance,
            snapshot=snapshot, fetched_at=answer.fetched_at,
            forget_at=now + NEWS_FOR if article and not allowance.archive else None, reads=subject.kept.reads + 1, refused="",
            etag=answer.header("etag"), last_modified=answer.header("last-modified"),
        )
        _note_redirector(conn, subject.wish.url, answer.final_url, why="a visit was led there", now=now)
        if into := _claim(conn, kept, [answer.final_url, *([article.canonical_url] if article else [])]):
            articles.absorb(conn, kept.id, into)
            restrict.follow(conn, kept.id, into, now=now)
            return tally
        if not _save(conn, subject, kept, now=now):
            return tally
        tally.add("changed articles", int(versions.note(conn, subject.kept, kept, now=now, told=told)))
        lessons.keep(conn, answer.final_url, lesson if article is found else None, allowance, now=now)
        _next_reading(conn, subject, now=now)
        pending.add(conn, [kept.id], reason="page read", now=now)
    return tally


def _told_apart(tools: Tools, kept: articles.Kept, article: model.Article | None, answer: model.Response) -> apart.Apart | None:
    """What of the difference between the last reading and this one is the outlet's; None where there is nothing to compare."""
    if kept.article is None or article is None or article is kept.article:
        return None
    old, new = (kept.title, kept.article.body), (article.title or kept.entry.title, article.body)
    if not (differences.is_real(old[0], new[0]) or differences.is_real(old[1], new[1])):
        return None
    before = tools.archive.get(kept.snapshot) if tools.archive and kept.snapshot else None
    return apart.told(old, new, page=answer.body, content_type=answer.header("content-type") or "", page_before=before)


def _note_redirector(conn: sa.Connection, url: str, led_to: str | None, *, why: str, now: datetime) -> None:
    """Remember where a redirector led, for every later entry with the same link; or why that cannot be told."""
    if not urls.is_redirector(url):
        return
    target = urls.canonical(led_to) if led_to else None
    if target is None or urls.is_redirector(target) or urls.is_home(target):
        target, why = None, why if led_to is None else f"it led to no outlet's page: {led_to}"[:300]
    resolved.put(conn, Resolved(key=urls.key(url), target=target, why=why), now=now)


def _with_facts(
    kept: articles.Kept, article: model.Article | None, found: model.Article | model.NotArticle, final_url: str
) -> articles.Kept:
    """The article with what its page says; what the page leaves open stays as the feed says it."""
    address = urls.canonical(final_url)
    if address and not urls.is_home(address) and not urls.is_redirector(address):
        kept = replace(kept, reference_url=address)
    if article is None:
        reason = found.reason if isinstance(found, model.NotArticle) else "reserved"
        presence = _TAKEN_BACK.get(reason, kept.presence)
        return replace(kept, article=None, not_article=reason, title=kept.entry.title or kept.title, presence=presence)
    canonical = article.canonical_url if urls.same_site(article.canonical_url, article.url) else kept.reference_url
    return replace(
        kept, article=article, not_article="", title=article.title or kept.entry.title,
        language=article.language or kept.language, published=article.published or kept.entry.published,
        updated=article.updated or kept.entry.updated, presence=model.Presence.THERE,
        reference_url=canonical if not urls.is_home(canonical) else kept.reference_url,
    )


def _claim(conn: sa.Connection, kept: articles.Kept, found: Iterable[str]) -> str | None:
    """Claim a page's addresses; gives the article that this one turns out to be, if it was never published."""
    addresses = [one for url in dict.fromkeys(found) if (one := urls.canonical(url)) and not urls.is_home(one)]
    known = articles.by_address(conn, addresses)
    for address in dict.fromkeys(addresses):
        holder = known.get(urls.key(address)) or articles.claim(conn, address, kept.id, kind="page")
        if holder != kept.id and publications.get(conn, kept.id) is None:
            other = articles.get(conn, holder)
            if other and other.outlet_id == kept.outlet_id and _same_page(other, kept):
                return holder
    return None


def _same_page(a: articles.Kept, b: articles.Kept) -> bool:
    """Different texts that claim one address stay two articles."""
    if a.article is None or b.article is None:
        return True
    return a.article.title == b.article.title or a.article.body[:500] == b.article.body[:500]

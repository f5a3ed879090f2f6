"""What feeds say anew of articles: changes taken in, and articles given to the outlet on whose site they lie.

In: an article and the entry that speaks of it now. Out: the article changed, its page wished for again. Never: a word of another
outlet's feed, or a return of what its own outlet has withdrawn.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from headwater import model, rights, urls
from headwater.feeds.identity import Listed
from headwater.pipeline import allow, newcomers, versions
from headwater.store import articles, entries, fetches, hosts, outlets, pending

MOST_A_DAY = 6  # changes of an entry that count; one that says so more often has a clock or a counter in it
DAY = timedelta(days=1)
REREAD_AFTER_CHANGE = timedelta(minutes=2)
BETWEEN_READINGS = timedelta(minutes=30)  # of a page whose feed says each time that it has changed
MOST_READINGS = 40  # of a page, whatever its feed says


def counted(old: entries.KnownEntry, *, now: datetime) -> tuple[int, datetime] | None:
    """How many changes of an entry the day has with this one, and when it began; None where it has had enough."""
    if old.changing_since is None or now - old.changing_since >= DAY:
        return 1, now
    return (old.changes + 1, old.changing_since) if old.changes < MOST_A_DAY else None


def apply(document: newcomers.Document, article_id: str, one: Listed) -> None:
    """A feed says something new of an article: read its page again where its title, time or link changed.

    Only the outlet's own feeds are listened to: what others say of an article changes nothing.
    """
    conn, tools, now = document.conn, document.tools, document.now
    kept = articles.get_to_change(conn, article_id) if article_id else None
    if kept is None or kept.outlet_id != document.outlet.id or kept.presence is model.Presence.WITHDRAWN:
        return
    entry = one.entry
    signals = allow.heard(allow.load(kept.signals), "feed", rights.of_feed(document.parsed, entry))
    changed = replace(
        kept, entry=entry, title=entry.title if kept.article is None else kept.title,
        language=document.language_of(entry) if kept.article is None else kept.language,
        published=kept.published or entry.published, updated=entry.updated or kept.updated,
        signals=allow.dump(signals), allowance=allow.decide(tools, document.outlet, signals, kept.reference_url),
    )
    articles.save(conn, changed)
    versions.note(conn, kept, changed, now=now)
    pending.add(conn, [kept.id], reason="entry changed", now=now)
    old = kept.entry
    anew = (entry.title, entry.updated, urls.key(entry.url)) != (old.title, old.updated, urls.key(old.url))
    if anew and tools.manners.pages and changed.allowance.fetch and kept.reads < MOST_READINGS:
        due_at = now + REREAD_AFTER_CHANGE
        if kept.reads > 1:
            due_at = max(due_at, (kept.fetched_at or now) + BETWEEN_READINGS)
        hosts.need(conn, fetches.want(conn, newcomers.page_of(changed), kept.id, due_at=due_at), due_at)


def take_over(document: newcomers.Document, article_id: str, one: Listed) -> None:
    """An article that another outlet's feed was first to list belongs to the outlet on whose site it lies."""
    conn, outlet = document.conn, document.outlet
    if not urls.same_site(one.url, outlet.home_url):
        return
    kept = articles.get_to_change(conn, article_id)
    if kept is None or kept.outlet_id == outlet.id:
        return
    other = outlets.get(conn, kept.outlet_id)
    if other is not None and urls.same_site(one.url, other.home_url):
        return
    signals = allow.heard(allow.load(kept.signals), "feed", rights.of_feed(document.parsed, one.entry))
    kept = _without_the_others(kept, one, outlet)
    own = replace(
        kept, outlet_id=outlet.id, feed_id=document.feed.id, entry=one.entry, signals=allow.dump(signals), unlisted_at=None,
        title=kept.title if kept.article else one.entry.title, language=kept.language if kept.article else document.language_of(one.entry),
        allowance=allow.decide(document.tools, outlet, signals, kept.reference_url),
    )
    articles.save(conn, own)
    pending.add(conn, [kept.id], reason="its own outlet lists it", now=document.now)
    page = newcomers.page_of(own)  # the other's link may lead here today and elsewhere tomorrow
    if own.article is None and document.tools.manners.pages and own.allowance.fetch:
        hosts.need(conn, fetches.want(conn, page, own.id, due_at=document.now), document.now)
    elif (led := fetches.lead(conn, own.id, page)) is not None:
        hosts.need(conn, *led)


def _without_the_others(kept: articles.Kept, one: Listed, outlet: model.Outlet) -> articles.Kept:
    """An article without what only the other outlet said of it: that it was withdrawn, an address and a text of its own site.

    A feed can list another's page under words that it had given to a page of its own; those must not become the other's.
    """
    if kept.presence is model.Presence.WITHDRAWN:
        kept = replace(kept, presence=model.Presence.THERE)
    pages = (kept.reference_url, *((kept.article.url,) if kept.article else ()))
    if all(urls.same_site(url, outlet.home_url) for url in pages):
        return kept
    return replace(kept, reference_url=one.url, article=None, snapshot=None, etag=None, last_modified=None)

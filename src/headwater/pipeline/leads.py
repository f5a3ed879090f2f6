"""A document that is no feed at a feed's address: what it is, and where it leads.

In: an answer that did not parse. Out: the feed that a page names in its head, read, or the refusal that tells people what
stood there. Never: more than :data:`TRIED` and :data:`MAPS` requests, or the feed of another
site that an address only led to for a while: a domain that has expired sends visitors on to whoever parks it.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from datetime import datetime

from headwater import model, urls
from headwater.feeds import discovery
from headwater.fetch import robots
from headwater.parse import feed as feed_reader
from headwater.pipeline import allow, moves
from headwater.pipeline.tools import Get, Tools
from headwater.store import feeds, hosts

TRIED, MAPS = 3, 2  # links of a page, sitemaps
PATIENCE = 2  # failures in a row after which a feed that had worked is looked for in the page at its address
_CONSENT = re.compile(  # "Before you continue to News", in the title or the first words of a page without a feed
    r"before you continue|we value your privacy|we care about your privacy|cookie[- ](?:consent|settings|wall|richtlinie|einstellungen)|"
    r"consent(?:ement)? (?:requis|manager|required)|datenschutzeinstellungen|zustimmung|privacy (?:gate|wall|center|settings)|accept (?:all )?cookies|"
    r"gestion des cookies|aceptar (?:todas las )?cookies|accetta i cookie", re.I)
_CONSENT_HOST = re.compile(r"(?:^|[./-])(?:consent|cookiewall|cmp|privacy-?gate|privacy-?wall)(?=[./-]|$)", re.I)  # "consent.news.example"
_TITLE = re.compile(rb"<title[^>]{0,300}>([^<]{0,300})", re.I)  # "<title>Before you continue"
_TAGS = re.compile(rb"<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^>]*(?:>|\Z)", re.I | re.S)  # "<style>a{}</style>", "<p>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A feed that was found from the page at another's address."""

    url: str
    answer: model.Response
    parsed: model.ParsedFeed
    why: str = ""  # how it was found, in words


async def follow(tools: Tools, get: Get, known: feeds.KnownFeed, answer: model.Response) -> Lead | None:
    """The feed that the page at a feed's address names, tried in the same visit; else a news sitemap that robots.txt names.

    At once where the address never gave a feed; else from its third failure in a row, for a feed's server may show a page
    while it is being mended.
    """
    if known.history.succeeded_at is not None and known.history.failures < PATIENCE:
        return None
    head = await asyncio.to_thread(discovery.read_head, answer.body, answer.final_url)
    sites = [known.feed.url, *([answer.final_url] if _led_for_good(known, answer, now=tools.now()) else [])]
    named = [url for url, _, _ in head.links if any(urls.same_site(url, site) for site in sites)]
    for url in [one for one in dict.fromkeys(named) if one not in (known.feed.url, answer.final_url)][:TRIED]:
        found = await read(get, url, now=tools.now())
        if found is not None and found.parsed.entries:
            return replace(found, why="the page at its address names this feed")
    for url in await asyncio.to_thread(_sitemaps, tools, sites[-1]):
        found = await read(get, url, now=tools.now())
        if found is not None and found.parsed.format == "sitemap-news" and found.parsed.entries:
            return replace(found, why="a page stands at its address, and robots.txt names this news sitemap")
    return None


def _led_for_good(known: feeds.KnownFeed, answer: model.Response, *, now: datetime) -> bool:
    """Whether an address may have moved to another site: by permanent redirects, and no news for as long as those must last."""
    since = known.history.succeeded_at
    return answer.moved_to is not None and (since is None or now - since >= moves.LASTS)


def _sitemaps(tools: Tools, url: str) -> list[str]:
    """The sitemaps that the host's robots.txt names, as it was last read: those that sound like news first."""
    with tools.store.read() as conn:
        row = hosts.robots_get(conn, urls.origin(url))
    named = robots.parse(row.body, allow.AGENT).sitemaps if row and row.body else ()
    found = [one for value in named[:50] if (one := urls.absolute(value, url)) and urls.same_site(one, url)]
    return sorted(dict.fromkeys(found), key=lambda one: 0 if "news" in one.lower() else 1)[:MAPS]


async def read(get: Get, url: str, *, now: datetime) -> Lead | None:
    """An address asked for and read as a feed, or None."""
    answer = await get(model.Request(url=url, purpose=model.Purpose.FEED))
    if not isinstance(answer, model.Response):
        return None
    parsed = await asyncio.to_thread(
        feed_reader.parse, answer.body, url=answer.final_url, content_type=answer.header("content-type") or "", now=now
    )
    return Lead(url=answer.moved_to or url, answer=answer, parsed=parsed) if parsed.format else None


def refusal(answer: model.Response, parsed: model.ParsedFeed) -> model.Refused:
    """What stood in a feed's place, in a word of its own."""
    codes = [one.code for one in parsed.warnings]
    body = answer.body[:100_000]
    reason, detail = model.Refusal.NOT_A_FEED, "a document that is no feed"
    if "empty" in codes or not body.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        reason, detail = model.Refusal.EMPTY, "the answer was empty"
    elif "html" in codes or b"<html" in body[:4096].lower():
        title = _TITLE.search(body)
        words = (title[1] + b" " if title else b"") + _TAGS.sub(b" ", body)[:1500]
        text = " ".join(words.decode("utf-8", "replace").split())
        if _CONSENT_HOST.search(urls.hostname(answer.final_url)) or _CONSENT.search(text):
            reason, detail = model.Refusal.CONSENT, "a wall that asks visitors for consent"
        else:
            detail = "a page of HTML, and it names no feed that can be read"
        if title and (name := " ".join(title[1].decode("utf-8", "replace").split())):
            detail += f": {name[:80]}"
    elif codes:
        first = parsed.warnings[0]
        detail = f"a document that is no feed ({first.code}) {first.detail}".strip()
    return model.Refused(url=answer.url, reason=reason, detail=detail[:250], status=answer.status, headers=answer.headers)

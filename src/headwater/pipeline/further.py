"""What an article's page leaves to others: its further pages, and its AMP version where it is empty itself.

In: what a page gave, with the signals that hold for it. Out: the article with the text of all. Never: a request past
robots.txt or the pace of the host, an address on another site, or more than :data:`MOST` requests.

A further page that cannot be had ends the text there; the article says so in its warnings and is read again as always.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from headwater import model, rights, urls
from headwater.pipeline import allow
from headwater.pipeline.tools import Get, Readers, Tools

MOST = 9  # further pages of an article
LITTLE = 300  # characters of text below which the AMP version is asked
_MOST_TEXT = 400_000  # characters of an article


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How further pages are had, and under which terms."""

    tools: Tools
    get: Get
    readers: Readers
    outlet: model.Outlet
    signals: allow.Signals


async def followed(way: Way, found: model.Article | model.NotArticle) -> model.Article | model.NotArticle:
    """The article of a page, joined with what stands on its further pages or in its AMP version."""
    found = await _amp(way, found)
    if not isinstance(found, model.Article):
        return found
    whole, seen = found, {urls.key(found.url)}
    for address in found.next_urls[:MOST]:
        if urls.key(address) in seen or not urls.same_site(address, found.url):
            continue
        seen.add(urls.key(address))
        more = await _read(way, address)
        if more is None or len(whole.body) > _MOST_TEXT:
            return replace(whole, warnings=(*whole.warnings, model.Warned(code="further-page-missing", detail=address[:200])))
        whole = joined(whole, more)
    return whole


def joined(first: model.Article, more: model.Article) -> model.Article:
    """One article of two pages: what the second repeats of the first (headline, standfirst) is left out."""
    lines = first.body.split("\n") if first.body else []
    known = {*lines, first.title, first.lead}
    places: dict[int, int] = {}  # line of the second -> line of both
    before = len(lines)
    for number, line in enumerate(more.body.split("\n")):
        if line and line not in known:
            places[number] = len(lines)
            lines.append(line)
    pictures = {image.url for image in first.images}
    return replace(
        first, body="\n".join(lines),
        links=(*first.links, *(replace(link, paragraph=places[link.paragraph]) for link in more.links if link.paragraph in places)),
        images=(*first.images, *(replace(image, place=None if image.place is None else before + sum(number < image.place for number in places))
                                 for image in more.images if image.url not in pictures)),
        end_notes=tuple(dict.fromkeys((*first.end_notes, *more.end_notes))),
        posts=(*first.posts, *(replace(post, line=places[post.line]) for post in more.posts if post.line in places)),
        nosnippet=(*first.nosnippet, *(places[line] for line in more.nosnippet if line in places)),
        forms=(*first.forms, *((places[line], form) for line, form in more.forms if line in places)),
    )


async def _amp(way: Way, found: model.Article | model.NotArticle) -> model.Article | model.NotArticle:
    """The AMP version's article under the page's own address, where it says clearly more."""
    have = len(found.body) if isinstance(found, model.Article) else 0
    if not found.amp_url or have >= LITTLE or not urls.same_site(found.amp_url, found.url):
        return found
    amp = await _read(way, found.amp_url)
    if amp is None or len(amp.body) <= 2 * have:
        return found
    where = (*(pair for pair in amp.found if pair[0] != "body"), ("body", "amp"))
    if isinstance(found, model.Article):  # what the page itself says of the article holds
        return replace(found, body=amp.body, forms=amp.forms, nosnippet=amp.nosnippet, lead=amp.lead or found.lead, links=amp.links, end_notes=amp.end_notes, posts=amp.posts,
                       images=tuple(replace(image, place=None) for image in found.images) or amp.images, found=(*(pair for pair in found.found if pair[0] != "body"), ("body", "amp")))
    return replace(amp, url=found.url, amp_url=found.amp_url, next_urls=(), found=where)


async def _read(way: Way, address: str) -> model.Article | None:
    """The article at an address; None where it cannot be had, or its page reserves its use."""
    answer = await way.get(model.Request(url=address, purpose=model.Purpose.PAGE))
    if not isinstance(answer, model.Response) or not urls.same_site(answer.final_url, address):
        return None
    signals = allow.heard(way.signals, "header", rights.of_headers(answer.headers))
    if not _may(way, signals, answer.final_url):
        return None
    found = await way.readers.read(model.Page(
        url=answer.final_url, body=answer.body, fetched_at=answer.fetched_at,
        content_type=answer.header("content-type") or "", headers=answer.headers), None)
    if not isinstance(found, model.Article):
        return None
    return found if _may(way, allow.heard(signals, "page", rights.of_page(found.signals)), answer.final_url) else None


def _may(way: Way, signals: allow.Signals, url: str) -> bool:
    allowance = allow.decide(way.tools, way.outlet, signals, url)
    return allowance.store and allowance.extract

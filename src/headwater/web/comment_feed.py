"""The feed of an article's comments: Atom with threading (RFC 4287, RFC 4685).

In: comments that are shown. Out: bytes that a strict reader takes, or 304. Never: a comment that is not shown any more, or
a word of its writer but the name.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  (the wheel has no types)
from starlette.requests import Request
from starlette.responses import Response

from headwater.discussion import Comment
from headwater.store import comments as reads
from headwater.web import caching, channel, context, dates, query

THREAD = "http://purl.org/syndication/thread/1.0"
_A = f"{{{channel.ATOM}}}"


def answer(request: Request, place: reads.Place, comments: Sequence[Comment]) -> Response:
    """The feed, or 304 where the client has it."""
    site = context.of(request)
    origin = query.origin(request, site.settings.base_url)
    address = f"{origin}/article/{place.article_id}/comments.atom"
    etag = caching.tag(address, place.headline, [(one.id, one.version) for one in comments])
    modified = site.first_seen.at(address, etag, site.now())
    if known := caching.unchanged(request, etag, modified):
        return known
    body = write(place, comments, origin=origin, site_name=site.settings.name)
    return caching.stamp(Response(body, media_type="application/atom+xml; charset=utf-8"), etag, modified)


def write(place: reads.Place, comments: Sequence[Comment], *, origin: str, site_name: str) -> bytes:
    """The feed as bytes."""
    page = f"{origin}/article/{place.article_id}"
    root = etree.Element(f"{_A}feed", nsmap={None: channel.ATOM, "thr": THREAD})
    root.set(channel.XML_LANG, dates.tag(place.language) or "en")
    _add(root, "id", f"{page}/comments.atom")
    _add(root, "title", f"Comments: {place.headline} · {site_name}")
    _add(root, "updated", dates.iso(max((_moved(one) for one in comments), default=place.sort_at)))
    _add(root, "link", rel="self", type="application/atom+xml", href=f"{page}/comments.atom")
    _add(root, "link", rel="alternate", type="text/html", href=f"{page}#comments")
    _add(root, "generator", "Headwater")
    for one in comments:
        _entry(_add(root, "entry"), one, place, origin)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _entry(entry: etree._Element, one: Comment, place: reads.Place, origin: str) -> None:
    permalink = f"{origin}/comment/{one.id}"
    _add(entry, "id", urn(one.id))
    _add(entry, "title", f"{one.name}: {place.headline}", type="text")
    _add(entry, "link", rel="alternate", type="text/html", href=permalink)
    _add(entry, "published", dates.iso(one.written_at))
    _add(entry, "updated", dates.iso(_moved(one)))
    _add(_add(entry, "author"), "name", one.name)
    _add(entry, "content", one.html, type="html")
    parent = etree.SubElement(entry, f"{{{THREAD}}}in-reply-to")
    parent.set("ref", urn(one.parent_id or one.article_id))
    parent.set("href", f"{origin}/comment/{one.parent_id}" if one.parent_id else f"{origin}/article/{one.article_id}")
    parent.set("type", "text/html")


def urn(identifier: str) -> str:
    """The permanent id of a comment or an article (RFC 9562, 4)."""
    return uuid.UUID(hex=identifier).urn


def _moved(one: Comment) -> datetime:
    return one.edited_at or one.shown_at or one.written_at


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, _A + name)
    if text:
        made.text = channel.clean(text)
    for key, value in attributes.items():
        made.set(key, channel.clean(value))
    return made

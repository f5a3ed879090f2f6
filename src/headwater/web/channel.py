"""Our feeds in three formats: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1.

In: a channel and its publications. Out: bytes that a strict reader takes, whatever stands in the publications. Never: an
entry without its Reference; an entry id that changes; an ``updated`` that moves without the released text.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  (the wheel has no types)

from headwater import model
from headwater.store import pages, restrictions
from headwater.web import dates, makers, origins

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
DC = "http://purl.org/dc/elements/1.1/"
WFW = "http://wellformedweb.org/CommentAPI/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # "\x00", a lone surrogate
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MEDIA_TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What a feed says of itself."""

    id: str  # permanent
    title: str
    address: str  # of the feed itself
    page: str  # of ours that shows the same
    site: str  # our own address without a final slash
    language: str | None = None
    generator: str = "Headwater"
    comments: bool = False  # whether items have threads


def write(
    channel: Channel, items: Sequence[pages.Shown], format: str, gone: Sequence[restrictions.Gone] = ()
) -> bytes:
    """The feed in one of :data:`MEDIA_TYPES`; only Atom can say what is ``gone``."""
    if format == "atom":
        return atom(channel, items, gone)
    return {"rss": rss, "json": json_feed}[format](channel, items)


def entry_id(article_id: str) -> str:
    """The permanent id of an entry: the article's identifier as a URN (RFC 9562, 4)."""
    return uuid.UUID(hex=article_id).urn


def clean(text: str) -> str:
    """Text that XML 1.0 can carry (2.2 Characters)."""
    return _NOT_XML.sub("", text)


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str | None) -> etree._Element:
    made = etree.SubElement(parent, name)
    if text:
        made.text = clean(text)
    for key, value in attributes.items():
        if value is not None:
            made.set(key, clean(value))
    return made


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def newest(items: Sequence[pages.Shown]) -> datetime:
    """When released text last moved."""
    return max((item.changed_at for item in items), default=_EPOCH)


def body(publication: model.Publication) -> str:
    """The released text as HTML paragraphs; "" where only a link is shown."""
    found = [f"Correction: {publication.correction}"] if publication.correction else []
    if publication.view is model.View.FULL:
        found += publication.paragraphs
    elif publication.excerpt:
        found.append(publication.excerpt)
    return "".join(f"<p>{escape(clean(text), quote=False)}</p>" for text in found)


def _rights(publication: model.Publication) -> str:
    licence = publication.licence
    named = (licence.name or licence.uri) if licence else ""
    return " · ".join(part for part in (publication.rights, "" if named and named in publication.rights else named) if part)


def _thread(channel: Channel, publication: model.Publication) -> str:
    """The address of an item's page here, under which its comments stand."""
    return f"{channel.site}/article/{publication.article_id}"


# ---- Atom --------------------------------------------------------------------------------------------------


def atom(channel: Channel, items: Sequence[pages.Shown], gone: Sequence[restrictions.Gone] = ()) -> bytes:
    """Atom 1.0; what was hidden of late as tombstones (RFC 6721)."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, **({"at": TOMBSTONES} if gone else {})})
    root.set(XML_LANG, dates.tag(channel.language) or "en")
    _add(root, f"{{{ATOM}}}id", channel.id)
    _add(root, f"{{{ATOM}}}title", channel.title)
    _add(root, f"{{{ATOM}}}updated", dates.iso(max([newest(items), *(one.at for one in gone)])))
    _add(root, f"{{{ATOM}}}link", rel="self", type=MEDIA_TYPES["atom"], href=channel.address)
    _add(root, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=channel.page)
    _add(root, f"{{{ATOM}}}generator", channel.generator)
    for item in items:
        _atom_entry(entry := _add(root, f"{{{ATOM}}}entry"), item)
        if channel.comments:  # RFC 4685
            _add(entry, f"{{{ATOM}}}link", rel="replies", type=MEDIA_TYPES["atom"], href=f"{_thread(channel, item.publication)}/comments.atom")
    for one in gone:
        _add(root, f"{{{TOMBSTONES}}}deleted-entry", ref=entry_id(one.article_id), when=dates.iso(one.at))
    return _bytes(root)


def _atom_entry(entry: etree._Element, item: pages.Shown) -> None:
    publication = item.publication
    if language := dates.tag(publication.language):
        entry.set(XML_LANG, language)
    _add(entry, f"{{{ATOM}}}id", entry_id(publication.article_id))
    _add(entry, f"{{{ATOM}}}title", publication.headline or publication.outlet_name, type="text")
    _add(entry, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=publication.reference_url)
    _add(entry, f"{{{ATOM}}}link", rel="via", href=publication.reference_url)
    origin = origins.of(publication)
    if origin and (address := origins.link(origin)):
        _add(entry, f"{{{ATOM}}}link", rel="related", href=address, title=f"Origin: {origin.name or address}")
    if publication.licence and origins.web_address(publication.licence.uri):
        _add(entry, f"{{{ATOM}}}link", rel="license", href=publication.licence.uri)
    _add(entry, f"{{{ATOM}}}published", dates.iso(publication.published or item.sort_at))
    _add(entry, f"{{{ATOM}}}updated", dates.iso(item.changed_at))
    for name, address in makers.writers(publication) or ((publication.outlet_name, None),):
        author = _add(entry, f"{{{ATOM}}}author")
        _add(author, f"{{{ATOM}}}name", name or publication.outlet_name)
        if address:
            _add(author, f"{{{ATOM}}}uri", address)
    if rights := _rights(publication):
        _add(entry, f"{{{ATOM}}}rights", rights)
    if text := body(publication):
        full = publication.view is model.View.FULL
        _add(entry, f"{{{ATOM}}}{'content' if full else 'summary'}", text, type="html")
    source = _add(entry, f"{{{ATOM}}}source")
    _add(source, f"{{{ATOM}}}id", item.home_url)
    _add(source, f"{{{ATOM}}}title", publication.outlet_name)
    _add(source, f"{{{ATOM}}}link", rel="alternate", href=item.home_url)
    _add(source, f"{{{ATOM}}}updated", dates.iso(item.changed_at))


# ---- RSS ---------------------------------------------------------------------------------------------------


def rss(channel: Channel, items: Sequence[pages.Shown]) -> bytes:
    """RSS 2.0, with atom:link and Dublin Core for what RSS lacks."""
    root = etree.Element("rss", nsmap={"atom": ATOM, "dc": DC, **({"wfw": WFW} if channel.comments else {})}, version="2.0")
    top = _add(root, "channel")
    _add(top, "title", channel.title)
    _add(top, "link", channel.page)
    _add(top, "description", f"{channel.title}. Every item links its source.")
    _add(top, "language", dates.tag(channel.language) or "en")
    _add(top, "lastBuildDate", _rfc822(newest(items)))
    _add(top, "generator", channel.generator)
    _add(top, f"{{{ATOM}}}link", rel="self", type=MEDIA_TYPES["rss"], href=channel.address)
    for item in items:
        _rss_item(made := _add(top, "item"), item)
        if channel.comments:
            _add(made, "comments", f"{_thread(channel, item.publication)}#comments")
            _add(made, f"{{{WFW}}}commentRss", f"{_thread(channel, item.publication)}/comments.atom")
    return _bytes(root)


def _rss_item(made: etree._Element, item: pages.Shown) -> None:
    publication = item.publication
    if language := dates.tag(publication.language):
        made.set(XML_LANG, language)
    _add(made, "title", publication.headline or publication.outlet_name)
    _add(made, "link", publication.reference_url)
    _add(made, "guid", entry_id(publication.article_id), isPermaLink="false")
    _add(made, "pubDate", _rfc822(publication.published or item.sort_at))
    if text := body(publication):
        _add(made, "description", text)
    for name in publication.authors:
        _add(made, f"{{{DC}}}creator", name)
    if language:
        _add(made, f"{{{DC}}}language", language)
    if rights := _rights(publication):
        _add(made, f"{{{DC}}}rights", rights)
    _add(made, "source", publication.outlet_name, url=item.home_url)
    _add(made, f"{{{ATOM}}}link", rel="via", href=publication.reference_url)
    _add(made, f"{{{ATOM}}}updated", dates.iso(item.changed_at))
    origin = origins.of(publication)
    if origin and (address := origins.link(origin)):
        _add(made, f"{{{ATOM}}}link", rel="related", href=address, title=f"Origin: {origin.name or address}")


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment)


# ---- JSON Feed ---------------------------------------------------------------------------------------------


def json_feed(channel: Channel, items: Sequence[pages.Shown]) -> bytes:
    """JSON Feed 1.1; rights and origin in an extension of ours, as the format allows."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.page,
        "feed_url": channel.address,
        "language": dates.tag(channel.language) or "en",
        "items": [_json_item(channel, item) for item in items],
    }
    return json.dumps(feed, ensure_ascii=False).encode("utf-8", "replace")


def _json_item(channel: Channel, item: pages.Shown) -> dict[str, Any]:
    publication = item.publication
    origin = origins.of(publication)
    more = {
        "outlet": publication.outlet_name,
        "rights": _rights(publication),
        "licence": origins.web_address(publication.licence.uri) if publication.licence else None,
        "origin_url": origins.link(origin) if origin else None,
        "origin_name": origin.name if origin else None,
        "origin_confidence": origin.confidence if origin else None,
        "origin_chain": [{"step": one.step, "name": one.name, "url": origins.web_address(one.url), "confidence": one.confidence} for one in origins.links(publication)],
    }
    full = publication.view is model.View.FULL
    found = {
        "id": entry_id(publication.article_id),
        "url": f"{channel.site}/article/{publication.article_id}",
        "external_url": publication.reference_url,
        "title": publication.headline or publication.outlet_name,
        "summary": None if full else publication.excerpt,
        "content_html": body(publication) if full else None,
        "content_text": None if full else publication.excerpt or publication.headline or publication.outlet_name,
        "date_published": dates.iso(publication.published or item.sort_at),
        "date_modified": dates.iso(item.changed_at),
        "authors": [{"name": name} for name in publication.authors or (publication.outlet_name,)],
        "language": dates.tag(publication.language),
        "_headwater": {key: value for key, value in more.items() if value},
    }
    return {key: value for key, value in found.items() if value is not None}

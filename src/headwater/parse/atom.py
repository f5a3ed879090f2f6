"""Atom 1.0 (RFC 4287) and 0.3 to a feed with entries.

In: a :class:`headwater.parse.xml.Tree` whose root is a feed or one entry. Out: ``listed.ParsedFeed``. Never: an exception,
or an author taken from the feed for an entry: feeds put their own name there, which is no byline.
"""

from __future__ import annotations

import base64
import binascii

from headwater import listed, text
from headwater.parse import bounds, claims, encoding, kinds, media, rhythm, rss, words, xml
from headwater.parse.notes import Notes

_PUBLISHED = ("atom:published", "published", "atom:issued", "issued", "dcterms:issued", "atom:created", "created",
              "dcterms:created", "dc:date", "pubdate")
_UPDATED = ("atom:updated", "updated", "atom:modified", "modified", "dcterms:modified", "dc:date")
_AUTHORS = ("atom:author", "author", "dc:creator", "dc:author", "atom:contributor-author", "itunes:author")
_TITLES = ("atom:title", "title", "dc:title", "media:title")
_SUMMARIES = ("atom:summary", "summary", "dc:description", "description", "itunes:summary")
_CONTENTS = ("atom:content", "content", "content:encoded", "xhtml:body")
_SUBTITLES = ("atom:subtitle", "subtitle", "atom:tagline", "tagline", "atom:info", "info", "atom:summary", "summary", "dc:description",
              "itunes:summary")
_LINKS = ("atom:link", "link")
_KNOWN = kinds.Known(titles=_TITLES, summaries=_SUMMARIES, contents=_CONTENTS, published=_PUBLISHED, updated=_UPDATED, authors=_AUTHORS,
                     sources=("atom:source", "source", "dc:source"))


class Reading(rss.Reading):
    """One Atom document being read."""

    known = _KNOWN

    def entry(self, element: xml.Element) -> listed.Entry:
        """An ``<entry>``."""
        found = xml.fields(element)
        has = self.seen.of(found)
        known = claims.links(found, self.absolute, *_LINKS)
        identifier = xml.line(xml.first(found, "atom:id", "id", "guid", "dc:identifier"))
        summary, body = xml.first(found, *has.summaries), xml.first(found, *has.contents)
        url = self._url(element, found, known, identifier, body)
        url = claims.reachable(found, url) if has.indirect else url
        shown = self.shown(element, found, has)
        source = found[has.sources[0]][0] if has.sources else None
        inside = xml.fields(source) if source is not None else {}
        source_links = claims.links(inside, self.absolute, *_LINKS) if inside else []
        self._reserve(found, known)
        if self.notes.verbatim:
            self.written(found, url)
        return listed.Entry(
            entry_id=identifier,
            url=url,
            title=self.title(xml.first(found, *has.titles)),
            summary=self.construct(summary if summary is not None or body is not None else rss.described(found), "summary"),
            content=self.construct(body, "content"),
            content_url=self.absolute(body, xml.attribute(body, "src")) if body is not None else "",
            published=self.date(found, has.published),
            updated=self.date(found, has.updated),
            authors=self.authors(found, has.authors) or (self.authors(inside, _AUTHORS) if inside else ()),
            language=self.lang(element, found) if has.languages or self.tree.has_lang else self.language,
            categories=rss.categories(found) if has.categories else (),
            images=shown.images,
            enclosures=shown.enclosures,
            source_title=(_plain(xml.first(inside, *_TITLES)) if inside else words.title(xml.line(source))) if source is not None else "",
            source_url=claims.related(source_links, "alternate") or claims.related(source_links, "self"),
            origin_url=claims.origin(found, known, url) or claims.related(source_links, "alternate"),
            licences=claims.licences(found, known) or (claims.licences(inside, source_links) if inside else ()),
            rights=(claims.rights(found) if has.licensed else "") or (claims.rights(inside) if inside else ""),
            media_status=shown.status,
            as_given=self.notes.given(),
        )

    def _url(self, element: xml.Element, found: xml.Fields, known: list[claims.Link], identifier: str,
             body: xml.Element | None) -> str:
        """The entry's page: alternate link, any link, a link as text, content elsewhere, an identifier that is an address."""
        if url := claims.related(known, "alternate"):
            return url
        texts = sorted(xml.every(found, *_LINKS), key=lambda one: (one.get("rel") or "alternate") != "alternate")
        for one in texts[: claims.MAX_LINKS]:
            if (line := xml.line(one)) and (url := self.absolute(one, line)):
                return url
        if body is not None and (url := self.absolute(body, xml.attribute(body, "src"))):
            return url
        if identifier[:8].lower().startswith(("http://", "https://")):
            return self.absolute(element, identifier)
        return claims.related(known, "self") or claims.related(known, "related")

    def title(self, element: xml.Element | None) -> str:
        """A title as plain text."""
        return self.plain(*_construct(element))

    def construct(self, element: xml.Element | None, name: str) -> str:
        """A text construct as HTML, its addresses absolute."""
        value, kind = _construct(element)
        if element is None or not value:
            return ""
        if kind == "text":
            if "<" in value:
                self.notes.give(name, value)
            return xml.text_of(value) if "<" in value or "&" in value else value
        return xml.resolved(value, xml.base_of(element, self.base) if self.tree.has_base else self.base)


def _construct(element: xml.Element | None) -> tuple[str, str]:
    """The value and the kind ("text", "html", "" where it is open) of a text construct."""
    if element is None:
        return "", "text"
    kind, mode = xml.attribute(element, "type").lower(), xml.attribute(element, "mode").lower()
    if mode == "base64" or _is_binary(kind):
        return _from_base64(element.text or ""), ("html" if "html" in kind else "text" if kind == "text/plain" else "")
    if len(element):
        inside = element
        if len(element) == 1 and not (element.text or "").strip() and xml.named(element[0]).rpartition(":")[2] == "div" and not (element[0].tail or "").strip():
            inside = element[0]
        if not len(inside) and words.is_html(inside.text or ""):  # markup escaped once too often
            return xml.content(inside), "html"
        return xml.inside(inside).strip(), "html"
    value = xml.content(element)
    if mode == "xml" or kind in ("xhtml", "application/xhtml+xml"):  # text in XML is text
        return (xml.text_of(value), "html") if kind else (value, "text")
    if kind in ("text", "text/plain"):
        return value, "text"
    return value, ("html" if "html" in kind or kind.endswith("xml") else "")


def _plain(element: xml.Element | None) -> str:
    value, kind = _construct(element)
    return words.title(value, kind=kind)


def _is_binary(kind: str) -> bool:
    """Content that RFC 4287, section 4.1.3.3, has in Base64."""
    return "/" in kind and not kind.startswith("text/") and not kind.endswith(("+xml", "/xml"))


def _from_base64(value: str) -> str:
    try:
        body = base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        return value.strip()
    return encoding.demoronize(text.clean(encoding.to_utf8(body)[0].decode("utf-8", "replace"))).strip()


def read(tree: xml.Tree, notes: Notes) -> listed.ParsedFeed:
    """The feed and its entries; a document that is one entry is a feed of one."""
    root = tree.root
    reading = Reading(tree, notes)
    alone = xml.named(root).rpartition(":")[2] == "entry"
    found: xml.Fields = {} if alone else xml.fields(root)
    known = claims.links(found, reading.absolute, *_LINKS)
    reading.base = notes.url or claims.related(known, "self") or claims.related(known, "alternate")
    known = claims.links(found, reading.absolute, *_LINKS)
    reading.language = notes.language = reading.lang(root, found)
    reading.about = media.of_channel(found)
    reading._reserve(found, known)
    items = [root] if alone else _entries(tree, found, notes)
    items = bounds.newest_of(items, lambda one: reading.moment(one, _PUBLISHED + _UPDATED), notes)
    entries = tuple(reading.entry(one) for one in items)
    page = claims.related(known, "alternate") or _text_link(reading, found)
    reading.written(found, page)
    return listed.ParsedFeed(
        format="atom0.3" if _is_old(root) else "atom1.0",
        title=reading.title(xml.first(found, *_TITLES)),
        url=page,
        id=xml.line(xml.first(found, "atom:id", "id")),
        summary=reading.construct(xml.first(found, *_SUBTITLES), "summary"),
        language=reading.language,
        updated=reading.date(found, _UPDATED),
        published=reading.date(found, _PUBLISHED),
        authors=reading.authors(found, _AUTHORS),
        rights=claims.rights(found),
        licences=claims.licences(found, known),
        reservations=tuple(reading.reservations),
        hints=rhythm.hints(found),
        hub=claims.related(known, "hub"),
        topic=claims.related(known, "self"),
        older=claims.older(found, known),
        deleted=rss.tombstones(root),
        as_given=notes.given(),
        entries=entries,
    )


def _text_link(reading: Reading, found: xml.Fields) -> str:
    return next((url for one in xml.every(found, *_LINKS) if (url := reading.absolute(one, xml.line(one)))), "")


def _is_old(root: xml.Element) -> bool:
    tag = root.tag
    space = tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""
    return xml.attribute(root, "version") in ("0.1", "0.2", "0.3") or "atom/ns#" in space


def _entries(tree: xml.Tree, found: xml.Fields, notes: Notes) -> list[xml.Element]:
    entries = list(xml.every(found, "atom:entry", "entry", "item"))
    if not entries or "not-well-formed" in tree.codes:
        entries = rss.anywhere(tree.root, len(entries), notes)
    return entries[: bounds.MAX_ITEMS]

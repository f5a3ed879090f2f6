"""RSS 0.9x, 1.0, 2.0 and CDF to a feed with entries.

In: a :class:`headwater.parse.xml.Tree` whose root is one of them. Out: ``listed.ParsedFeed``. Never: an exception; an
element that is missing or odd leaves its field empty. Elements of Atom, Dublin Core and others inside count too.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from datetime import datetime

from headwater import listed, urls
from headwater.parse import bounds, claims, dates, kinds, media, rhythm, words, xml
from headwater.parse.notes import Notes

_PUBLISHED = ("pubdate", "dcterms:issued", "dcterms:created", "atom:published", "atom:issued", "prism:publicationdate",
              "news:publication_date", "dc:date", "published", "date")
_UPDATED = ("atom:updated", "dcterms:modified", "atom:modified", "lastbuilddate", "modified", "updated", "dc:date")
_AUTHORS = ("dc:creator", "author", "atom:author", "dc:author", "itunes:author", "dcterms:creator", "creator", "managingeditor")
_TITLES = ("title", "atom:title", "dc:title", "dcterms:title", "media:title", "itunes:title")
_SUMMARIES = ("description", "atom:summary", "dc:description", "dcterms:abstract", "atom:subtitle", "itunes:summary",
              "itunes:subtitle", "abstract", "summary")
_CONTENTS = ("content:encoded", "xhtml:body", "xhtml:div", "body", "fullitem", "atom:content", "content", "fulltext")
_KNOWN = kinds.Known(titles=_TITLES, summaries=_SUMMARIES, contents=_CONTENTS, published=_PUBLISHED, updated=_UPDATED, authors=_AUTHORS,
                     sources=("source", "dc:source", "atom:source"))
_SCHEMELESS = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,20}/", re.I)  # "news.example/a"


class Reading:
    """One document being read: the tree, what was noted, and the base of its addresses."""

    known = _KNOWN

    def __init__(self, tree: xml.Tree, notes: Notes) -> None:
        self.tree, self.notes = tree, notes
        self.seen = kinds.Seen(self.known)
        self.base = notes.url
        self.language: str | None = None
        self.about = media.About()
        self.reservations: dict[tuple[str, str], None] = {}

    def absolute(self, element: xml.Element, value: str) -> str:
        """An address that an element writes, absolute; "" if it is none of the web."""
        if not value:
            return ""
        base = xml.base_of(element, self.base) if self.tree.has_base else self.base
        if "://" not in value and _SCHEMELESS.match(value) and (not base or urls.hostname(base) == value.partition("/")[0]):
            value = f"https://{value}"  # "news.example/a" without a scheme
        return urls.absolute(value, base or None) or ""

    def markup(self, element: xml.Element | None) -> str:
        """What an element holds, its addresses absolute."""
        if element is None:
            return ""
        return xml.resolved(xml.content(element), xml.base_of(element, self.base) if self.tree.has_base else self.base)

    def date(self, found: xml.Fields, names: Iterable[str]) -> datetime | None:
        """The first kind of these dates that can be read; of several of one kind the last, as feedparser has it."""
        for key in names:
            for one in reversed(found[key][-5:]) if key in found else ():
                if (moment := self.notes.date(xml.line(one))) is not None:
                    return moment
        return None

    def moment(self, element: xml.Element, names: Iterable[str]) -> datetime | None:
        """When an item says it is from, cheaply: only to choose among too many of them."""
        found = xml.fields(element)
        moments = (dates.quick(xml.line(one)) for key in names for one in reversed(found.get(key, ())[-5:]))
        return next(filter(None, moments), None)

    def title(self, element: xml.Element | None) -> str:
        """A title as plain text."""
        if element is None:
            return ""
        return self.plain(xml.content(element), xml.attribute(element, "type") if element.attrib else "")

    def plain(self, value: str, kind: str) -> str:
        """A title's plain text; where that has an angle bracket it does not say what was markup, so that is kept too."""
        shown = words.title(value, kind=kind)
        if "<" in shown and shown != value:
            self.notes.give("title", value)
        return shown

    def authors(self, found: xml.Fields, names: Iterable[str]) -> tuple[str, ...]:
        """Names of the first kind of element that has some."""
        people, given = authors(found, names)
        if given and given != people:
            for one in given:
                self.notes.give("author", one)
        return people

    def written(self, found: xml.Fields, url: str) -> None:
        """Keep a link as written where that is not the normal form of its address."""
        for one in xml.every(found, "link", "atom:link", "guid") if self.notes.verbatim and url else ():
            line = xml.attribute(one, "href") or xml.line(one)
            if line == url:
                return
            if "://" in line and self.absolute(one, line) == url:
                self.notes.give("url", line)
                return

    def lang(self, element: xml.Element, found: xml.Fields) -> str | None:
        """The language of an element: its own word, xml:lang, what it inherits."""
        named = words.language(xml.line(xml.first(found, *kinds.LANGUAGES)))
        if named is None and self.tree.has_lang:
            named = words.language(xml.language_of(element))
        return named or self.language

    def item(self, element: xml.Element) -> listed.Entry:
        """An ``<item>``."""
        found = xml.fields(element)
        has = self.seen.of(found)
        known = claims.links(found, self.absolute, "atom:link") if "atom:link" in found else []
        guid = found.get("guid") or found.get("atom:id") or found.get("id") or found.get("dc:identifier")
        url = self._link(element, found, known)
        url = claims.reachable(found, url) if has.indirect else url
        shown = self.shown(element, found, has)
        source = found[has.sources[0]][0] if has.sources else None
        if known or has.reserved:
            self._reserve(found, known)
        if self.notes.verbatim:
            self.written(found, url)
        summary, content = _filled(found, has.summaries), _filled(found, has.contents)
        if content is None and "summary" in found and summary is not found["summary"][0]:
            summary, content = found["summary"][0], summary
        if summary is None and content is None:
            summary = described(found)
        return listed.Entry(
            entry_id=xml.line(guid[0]) if guid else xml.attribute(element, "about"),
            url=url,
            title=self.title(_filled(found, has.titles)),
            summary=self.markup(summary),
            content=self.markup(content),
            published=self.date(found, has.published) if has.published else None,
            updated=(self.date(found, has.updated) if has.updated else None) or self.notes.date(xml.attribute(element, "lastmod")),
            authors=self.authors(found, has.authors) if has.authors else (),
            language=self.lang(element, found) if has.languages or self.tree.has_lang else self.language,
            categories=categories(found) if has.categories else (),
            images=shown.images,
            enclosures=shown.enclosures,
            source_title=_source_title(source),
            source_url=self.absolute(source, xml.attribute(source, "url")) if source is not None else "",
            origin_url=(claims.origin(found, known, url) if known or has.indirect else "") or self._origin_of_source(found),
            licences=claims.licences(found, known) if known or has.licensed else (),
            rights=claims.rights(found) if has.licensed else "",
            media_status=shown.status,
            as_given=self.notes.given(),
        )

    def shown(self, element: xml.Element, found: xml.Fields, has: kinds.Kinds) -> media.Media:
        """The pictures and files of an item."""
        if not has.shows and not any(one.get("rel") == "enclosure" for key in has.links for one in found[key]):
            return media.none_of(self.about)
        return media.read(found, self.about, lambda value: self.absolute(element, value))

    def _link(self, element: xml.Element, found: xml.Fields, known: list[claims.Link]) -> str:
        """The item's page: its link, an Atom link, a guid that is a permalink, rdf:about."""
        for one in found.get("link", ()):
            if url := self.absolute(one, xml.line(one) or xml.attribute(one, "href")):
                return url
        if url := claims.related(known, "alternate") or self.absolute(element, xml.attribute(element, "href")):
            return url
        for one in found.get("guid", ()):
            if xml.attribute(one, "ispermalink").lower() != "false" and (line := xml.line(one)) and (
                    "://" in line or xml.attribute(one, "ispermalink")):
                return self.absolute(one, line)
        if "rss091:link" in found or "about" in str(element.attrib):
            return self.absolute(element, xml.attribute(element, "about"))
        return ""

    def _origin_of_source(self, found: xml.Fields) -> str:
        if "atom:source" not in found:
            return ""
        source = found["atom:source"][0]
        return claims.related(claims.links(xml.fields(source), self.absolute, "atom:link", "link"), "alternate")

    def _reserve(self, found: xml.Fields, known: Iterable[claims.Link]) -> None:
        """What an item reserves counts for the whole feed: a restriction too many is the safe side."""
        if len(self.reservations) < 20:
            self.reservations |= dict.fromkeys(claims.reservations(found, known))


def described(found: xml.Fields) -> xml.Element | None:
    """What Media RSS says of an item that says nothing itself, as on video sites."""
    groups = found.get("media:group")
    return xml.first(found, "media:description") if groups is None else xml.first(xml.fields(groups[0]), "media:description")


def _filled(found: xml.Fields, names: Iterable[str]) -> xml.Element | None:
    """The first of these children that holds anything."""
    for key in names:
        if key in found:
            for one in found[key]:
                if len(one) or ((held := one.text) and not held.isspace()):
                    return one
    return None


def _source_title(source: xml.Element | None) -> str:
    if source is None:
        return ""
    inside = xml.first(xml.fields(source), "atom:title", "title") if len(source) else source
    return words.title(xml.line(inside))


def authors(found: xml.Fields, names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the first kind of element that has some, and the same in the feed's own words, mail addresses and all."""
    first: tuple[str, ...] = ()
    for key in names:
        if key not in found:
            continue
        values = [value for one in found[key][:50] if (value := _person(one))]
        given = tuple(dict.fromkeys(values)) if any("@" in value or "://" in value for value in values) else ()
        if people := words.people(values):
            return people, given
        first = first or given
    return (), first


def _person(one: xml.Element) -> str:
    """A person as one line: "name (mail address)" for one taken apart into elements (RFC 4287, section 3.2)."""
    if not len(one):
        return xml.line(one)
    parts = xml.fields(one)
    inside = xml.first(parts, "atom:name", "name", "itunes:name", "title")
    mail = xml.line(xml.first(parts, "atom:email", "email", "itunes:email"))
    if inside is None:
        return mail or ("" if "atom:uri" in parts or "uri" in parts else xml.line(one))
    name = xml.line(inside)
    return f"{name} ({mail})" if name and mail else name or mail


def categories(found: xml.Fields) -> tuple[str, ...]:
    """Labels without repetition; commas inside one element part them (FreshRSS)."""
    values: list[str] = []
    for one in xml.every(found, *kinds.CATEGORIES)[:100]:
        own = xml.attributes(one)
        value = own.get("label") or words.title(xml.content(one)) or own.get("term") or own.get("text", "")
        values += value.split(",") if value.count(",") > 1 else [value]
    return tuple(dict.fromkeys(value.strip()[:200] for value in values if value.strip()))[:100]


def read(tree: xml.Tree, notes: Notes) -> listed.ParsedFeed:
    """The feed and its entries."""
    root = tree.root
    reading = Reading(tree, notes)
    channel = root if xml.named(root) == "channel" else next((one for one in root if xml.named(one) == "channel"), root)
    found = xml.fields(channel)
    known = claims.links(found, reading.absolute, "atom:link", "link")
    page = _page(reading, channel, found, known)
    reading.base = page or notes.url or claims.related(known, "self")
    reading.language = notes.language = reading.lang(channel, found)
    reading.about = media.of_channel(found)
    reading._reserve(found, known)
    items = bounds.newest_of(_items(tree, channel, found, notes), lambda one: reading.moment(one, _PUBLISHED + _UPDATED), notes)
    entries = tuple(reading.item(one) for one in items)
    reading.written(found, page)
    return listed.ParsedFeed(
        format=_format(root),
        title=reading.title(_filled(found, _TITLES)),
        url=page,
        id=xml.attribute(channel, "about") or xml.line(xml.first(found, "guid", "atom:id", "id")),
        summary=reading.markup(_filled(found, _SUMMARIES)),
        language=reading.language,
        updated=reading.date(found, _UPDATED) or notes.date(xml.attribute(channel, "lastmod")),
        published=reading.date(found, _PUBLISHED),
        authors=reading.authors(found, ("dc:creator", "author", "atom:author", "dc:author", "managingeditor", "itunes:author")),
        rights=claims.rights(found),
        licences=claims.licences(found, known),
        reservations=tuple(reading.reservations),
        hints=rhythm.hints(found),
        hub=claims.related(known, "hub"),
        topic=claims.related(known, "self"),
        older=claims.older(found, known),
        deleted=tombstones(root),
        as_given=notes.given(),
        entries=entries,
    )


def _page(reading: Reading, channel: xml.Element, found: xml.Fields, known: list[claims.Link]) -> str:
    for one in found.get("link", ()):
        if (line := xml.line(one)) and (url := reading.absolute(one, line)):
            return url
    return claims.related(known, "alternate") or reading.absolute(channel, xml.attribute(channel, "href"))


def _items(tree: xml.Tree, channel: xml.Element, found: xml.Fields, notes: Notes) -> list[xml.Element]:
    """Items inside the channel or beside it; wherever they are if neither has any, or if elements do not end."""
    root = tree.root
    items = found.get("item", []) + ([one for one in root if xml.named(one) == "item"] if root is not channel else [])
    for one in root if root is not channel else ():
        if xml.named(one) in ("items", "channel") and one is not channel:
            items += [inner for inner in one if xml.named(inner) == "item"]
    if not items or "not-well-formed" in tree.codes:
        items = anywhere(root, len(items), notes)
    return items[: bounds.MAX_ITEMS]


def anywhere(root: xml.Element, seen: int, notes: Notes) -> list[xml.Element]:
    """All items that hold anything, within others too: what does not end takes in what follows."""
    items = bounds.first(one for one in root.iter() if xml.named(one) in ("item", "atom:entry", "entry") and len(one))
    if len(items) > seen:
        notes.warn("misplaced-items")
    return items


def _format(root: xml.Element) -> str:
    kind = xml.named(root)
    if kind == "rdf:rdf":
        spaces = " ".join(str(space) for space in root.nsmap.values())
        return "rss0.90" if "my.netscape.com" in spaces or "channel.netscape.com" in spaces else "rss1.0"
    if kind == "channel":
        return "rss-cdf"
    version = xml.attribute(root, "version")
    return f"rss{version}" if version[:4] in ("0.90", "0.91", "0.92", "0.93", "0.94", "1.0", "2.0") else "rss2.0"


def tombstones(root: xml.Element) -> tuple[str, ...]:
    """Identifiers of deleted entries (RFC 6721)."""
    found = (xml.attribute(one, "ref") for level in (root, *root[:3])
             for one in itertools.islice(level, bounds.MAX_ADDRESSES) if xml.named(one) == "at:deleted-entry")
    return tuple(dict.fromkeys(ref for ref in found if ref))[:5000]

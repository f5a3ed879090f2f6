"""Sitemaps to entries: news sitemaps, plain ones, indexes of sitemaps, and lists of addresses as text.

In: a tree, the bytes of a large one, or a text. Out: ``listed.ParsedFeed``, of very many addresses the newest. Never: a
child of an index fetched, or the tree of a large sitemap in memory. The rules are those of sitemaps.org 0.9 and of
Google's news and image extensions.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from headwater import listed, urls
from headwater.parse import bounds, dates, media, mending, words, xml
from headwater.parse.notes import Notes

_PUBLISHED = ("{*}publication_date", "news:publication_date")
_MODIFIED = ("{*}lastmod", "lastmod")
_MAX_TEXT = 8 << 20  # characters of a list that are looked at
_SAMPLE = 1000  # lines by which a list is known
_LARGE = 1 << 20  # bytes from which a sitemap is read in a stream
_ROOT = re.compile(rb"(?:\s|<\?[^>]{0,300}\?>|<!--.{0,2000}?-->)*<(?:[a-z][\w.-]{0,20}:)?(urlset|sitemapindex)[\s>]", re.S)  # "<?xml ?><urlset>"


def streamed(document: bytes, notes: Notes) -> listed.ParsedFeed | None:
    """A large sitemap, read without a tree of it: of its addresses only the newest are ever held. None for anything else."""
    root = _ROOT.match(document) if len(document) >= _LARGE else None
    if root is None:
        return None
    tag = "{*}url" if root[1] == b"urlset" else "{*}sitemap"
    found, seen = _newest(xml.each(document, tag), notes)
    if found is None:
        mended, codes = mending.mend(mending.finished(document))
        for code in ("not-well-formed", *codes):
            notes.warn(code)
        found, seen = _newest(xml.each(mended, tag, recover=True), notes)
    if not found:
        return None
    if seen > len(found):
        notes.warn("too-many-entries", str(seen))
    return _index(found, notes) if tag == "{*}sitemap" else _addresses(found, notes)


def _newest(elements: Iterable[xml.Element], notes: Notes) -> tuple[list[xml.Element] | None, int]:
    """The newest elements in the document's order, of those without a moment the first; how many there were; None where
    the document is broken."""
    kept: list[tuple[datetime, int, xml.Element]] = []
    seen = 0
    try:
        for one in elements:
            seen += 1
            if seen > bounds.MAX_ADDRESSES:
                break
            entry = (_moment(one) or bounds.LONG_AGO, -seen, one)
            if len(kept) < bounds.MAX_ENTRIES:
                heapq.heappush(kept, entry)
            else:
                heapq.heappushpop(kept, entry)
    except xml.Broken:
        return None, seen
    return [one for _, _, one in sorted(kept, key=lambda entry: -entry[1])], seen


def read(tree: xml.Tree, notes: Notes) -> listed.ParsedFeed:
    """A ``urlset`` or a ``sitemapindex``."""
    root = tree.root
    if xml.named(root).rpartition(":")[2] == "sitemapindex":
        return _index(bounds.newest_of(root[: bounds.MAX_ADDRESSES], _moment, notes), notes)
    elements = [one for one in root[: bounds.MAX_ADDRESSES] if xml.named(one).rpartition(":")[2] == "url"]
    return _addresses(bounds.newest_of(elements, _moment, notes), notes)


def _addresses(elements: Iterable[xml.Element], notes: Notes) -> listed.ParsedFeed:
    entries = [entry for one in elements if (entry := _entry(one, notes))]
    names = {(entry.source_title, entry.language) for entry in entries if entry.source_title}
    title, language = next(iter(names)) if len(names) == 1 else ("", None)
    return listed.ParsedFeed(format="sitemap-news" if names or any(one.title for one in entries) else "sitemap", title=title,
                            language=language, entries=tuple(_plain(entry) for entry in entries))


def _index(elements: Iterable[xml.Element], notes: Notes) -> listed.ParsedFeed:
    """The children of an index, the latest changed first; itself and the site's home are none."""
    found: dict[str, datetime] = {}
    for one in elements:
        inside = xml.fields(one)
        loc = xml.first(inside, "sm:loc", "loc", "?:loc")
        url = urls.absolute(xml.line(loc), notes.url or None) if loc is not None else None
        if url and url != notes.url and not urls.is_home(url):
            found.setdefault(url, _moment(one) or bounds.LONG_AGO)
    return listed.ParsedFeed(format="sitemap-index", sitemaps=tuple(sorted(found, key=lambda url: found[url].astimezone(UTC), reverse=True)))


def _moment(element: xml.Element) -> datetime | None:
    """When an address says it is from, cheaply: only to choose among too many of them."""
    for names in (_PUBLISHED, _MODIFIED):
        for one in element.iter(*names):
            if found := dates.quick((one.text or "").strip()):
                return found
    return None


def _entry(element: xml.Element, notes: Notes) -> listed.Entry | None:
    """One ``<url>``; its publication's name stands in ``source_title`` until :func:`_plain`."""
    found = xml.fields(element)
    url = urls.absolute(xml.line(xml.first(found, "sm:loc", "loc", "?:loc")), notes.url or None)
    if url is None:
        return None
    if "news:news" not in found and "news" not in found and urls.is_home(url):  # sitemaps list the site's home too
        return None
    news = xml.fields(one) if (one := xml.first(found, "news:news", "news")) is not None else {}
    publication = xml.fields(one) if (one := xml.first(news, "news:publication", "publication")) is not None else {}
    modified = xml.first(found, "sm:lastmod", "lastmod", "?:lastmod")
    published = xml.first(news, "news:publication_date", "publication_date")
    keywords = xml.line(xml.first(news, "news:keywords", "keywords"))
    shown = media.read({key: found[key] for key in ("image:image",) if key in found}, media.About(),
                       lambda value: urls.absolute(value, url) or "")
    return listed.Entry(
        entry_id="",
        url=url,
        title=words.title(xml.content(xml.first(news, "news:title", "title"))),
        published=notes.date(xml.line(published)) if published is not None else None,
        updated=notes.date(xml.line(modified)) if modified is not None else None,
        language=words.language(xml.line(xml.first(publication, "news:language", "language"))) or _hreflang(found, url),
        categories=tuple(dict.fromkeys(word for part in keywords.split(",") if (word := part.strip())))[:50],
        images=shown.images,
        source_title=words.title(xml.line(xml.first(publication, "news:name", "name"))),
    )


def _hreflang(found: xml.Fields, url: str) -> str | None:
    """The language of an address among those of its translations (Google, "hreflang in sitemaps"), which are no entries."""
    for one in found.get("xhtml:link", ())[:100]:
        if urls.absolute(xml.attribute(one, "href"), url) == url and (tag := words.language(xml.attribute(one, "hreflang"))):
            return tag
    return None


def _plain(entry: listed.Entry) -> listed.Entry:
    """Without the publication's name: it is the outlet itself, not another source."""
    return replace(entry, source_title="") if entry.source_title else entry


def read_text(document: str, notes: Notes) -> listed.ParsedFeed | None:
    """A list of addresses, one a line (sitemaps.org, "Text file"); None if it is none."""
    lines = [line for line in document[:_MAX_TEXT].splitlines() if line.strip()]
    if sum(_is_address(line) for line in lines[:_SAMPLE]) * 10 < len(lines[:_SAMPLE]) * 9:
        return None
    found: dict[str, None] = {}
    bad = 0
    for line in lines[: bounds.MAX_ADDRESSES]:
        url = urls.absolute(line.strip()) if _is_address(line) else None
        if url is None:
            bad += 1
        elif urls.is_home(url):
            continue
        elif len(found) < bounds.MAX_ENTRIES:
            found[url] = None
        else:
            notes.warn("too-many-entries", str(len(lines)))
            break
    if not found:
        return None
    if bad:
        notes.warn("bad-address", f"{bad} lines are no addresses")
    return listed.ParsedFeed(format="sitemap-text", entries=tuple(listed.Entry(entry_id="", url=url) for url in found))


def _is_address(line: str) -> bool:
    return line.strip().startswith(("http://", "https://"))

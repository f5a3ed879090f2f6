"""Sitemaps to entries: news sitemaps, plain ones, indexes of sitemaps, and lists of addresses as text.

In: a tree or a text. Out: ``model.ParsedFeed``. Never: a child of an index fetched. The rules are those of sitemaps.org
0.9 and of Google's news and image extensions.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from headwater import model, urls
from headwater.parse import bounds, dates, media, words, xml
from headwater.parse.notes import Notes

_PUBLISHED = ("{*}publication_date", "news:publication_date")
_MODIFIED = ("{*}lastmod",)
_MAX_TEXT = 8 << 20  # characters of a list that are looked at
_SAMPLE = 1000  # lines by which a list is known


def read(tree: xml.Tree, notes: Notes) -> model.ParsedFeed:
    """A ``urlset`` or a ``sitemapindex``."""
    root = tree.root
    if xml.named(root).rpartition(":")[2] == "sitemapindex":
        return _index(root, notes)
    listed = [one for one in root[: bounds.MAX_ADDRESSES] if xml.named(one).rpartition(":")[2] == "url"]
    entries = [entry for one in bounds.newest_of(listed, _moment, notes) if (entry := _entry(one, notes))]
    names = {(entry.source_title, entry.language) for entry in entries if entry.source_title}
    title, language = next(iter(names)) if len(names) == 1 else ("", None)
    return model.ParsedFeed(format="sitemap-news" if names or any(one.title for one in entries) else "sitemap", title=title,
                            language=language, entries=tuple(_plain(entry) for entry in entries))


def _index(root: xml.Element, notes: Notes) -> model.ParsedFeed:
    found: dict[str, str] = {}
    for one in bounds.newest_of(root[: bounds.MAX_ADDRESSES], _moment, notes):
        inside = xml.fields(one)
        loc = xml.first(inside, "sm:loc", "loc")
        if loc is not None and (url := urls.absolute(xml.line(loc), notes.url or None)):
            found.setdefault(url, xml.line(xml.first(inside, "sm:lastmod", "lastmod")))
    return model.ParsedFeed(format="sitemap-index", sitemaps=tuple(sorted(found, key=lambda url: found[url], reverse=True)))


def _moment(element: xml.Element) -> datetime | None:
    """When an address says it is from, cheaply: only to choose among too many of them."""
    for names in (_PUBLISHED, _MODIFIED):
        for one in element.iter(*names):
            if found := dates.quick((one.text or "").strip()):
                return found
    return None


def _entry(element: xml.Element, notes: Notes) -> model.Entry | None:
    """One ``<url>``; its publication's name stands in ``source_title`` until :func:`_plain`."""
    found = xml.fields(element)
    url = urls.absolute(xml.line(xml.first(found, "sm:loc", "loc")), notes.url or None)
    if url is None:
        return None
    news = xml.fields(one) if (one := xml.first(found, "news:news", "news")) is not None else {}
    publication = xml.fields(one) if (one := xml.first(news, "news:publication", "publication")) is not None else {}
    modified = xml.first(found, "sm:lastmod", "lastmod")
    published = xml.first(news, "news:publication_date", "publication_date")
    keywords = xml.line(xml.first(news, "news:keywords", "keywords"))
    shown = media.read({key: found[key] for key in ("image:image",) if key in found}, media.About(),
                       lambda value: urls.absolute(value, url) or "")
    return model.Entry(
        entry_id="",
        url=url,
        title=words.title(xml.content(xml.first(news, "news:title", "title"))),
        published=notes.date(xml.line(published)) if published is not None else None,
        updated=notes.date(xml.line(modified)) if modified is not None else None,
        language=words.language(xml.line(xml.first(publication, "news:language", "language"))),
        categories=tuple(dict.fromkeys(word for part in keywords.split(",") if (word := part.strip())))[:50],
        images=shown.images,
        source_title=words.title(xml.line(xml.first(publication, "news:name", "name"))),
    )


def _plain(entry: model.Entry) -> model.Entry:
    """Without the publication's name: it is the outlet itself, not another source."""
    return replace(entry, source_title="") if entry.source_title else entry


def read_text(document: str, notes: Notes) -> model.ParsedFeed | None:
    """A list of addresses, one a line (sitemaps.org, "Text file"); None if it is none."""
    lines = [line for line in document[:_MAX_TEXT].splitlines() if line.strip()]
    if sum(_is_address(line) for line in lines[:_SAMPLE]) * 10 < len(lines[:_SAMPLE]) * 9:
        return None
    found: dict[str, None] = {}
    bad = 0
    for line in lines:
        url = urls.absolute(line.strip()) if _is_address(line) else None
        if url is None:
            bad += 1
        elif len(found) < bounds.MAX_ENTRIES:
            found[url] = None
        else:
            notes.warn("too-many-entries", str(len(lines)))
            break
    if not found:
        return None
    if bad:
        notes.warn("bad-address", f"{bad} lines are no addresses")
    return model.ParsedFeed(format="sitemap-text", entries=tuple(model.Entry(entry_id="", url=url) for url in found))


def _is_address(line: str) -> bool:
    return line.strip().startswith(("http://", "https://"))

"""Sitemaps to entries: news sitemaps, plain ones, indexes of sitemaps, and lists of addresses as text.

In: a tree or a text. Out: ``model.ParsedFeed``. Never: a child of an index fetched. The rules are those of sitemaps.org
0.9 and of Google's news and image extensions.
"""

from __future__ import annotations

from dataclasses import replace

from headwater import model, urls
from headwater.parse import media, words, xml
from headwater.parse.notes import Notes

MAX_ADDRESSES = 50_000  # sitemaps.org: the most that one document may name


def read(tree: xml.Tree, notes: Notes) -> model.ParsedFeed:
    """A ``urlset`` or a ``sitemapindex``."""
    root = tree.root
    if xml.named(root).rpartition(":")[2] == "sitemapindex":
        return _index(root, notes)
    entries = [entry for one in root[:MAX_ADDRESSES] if xml.named(one).rpartition(":")[2] == "url" and (entry := _entry(one, notes))]
    names = {(entry.source_title, entry.language) for entry in entries if entry.source_title}
    title, language = next(iter(names)) if len(names) == 1 else ("", None)
    return model.ParsedFeed(format="sitemap-news" if names or any(one.title for one in entries) else "sitemap", title=title,
                            language=language, entries=tuple(_plain(entry) for entry in entries))


def _index(root: xml.Element, notes: Notes) -> model.ParsedFeed:
    found: dict[str, str] = {}
    for one in root[:MAX_ADDRESSES]:
        inside = xml.fields(one)
        loc = xml.first(inside, "sm:loc", "loc")
        if loc is not None and (url := urls.absolute(xml.line(loc), notes.url or None)):
            found.setdefault(url, xml.line(xml.first(inside, "sm:lastmod", "lastmod")))
    return model.ParsedFeed(format="sitemap-index", sitemaps=tuple(sorted(found, key=lambda url: found[url], reverse=True)))


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
    lines = [line for line in document[: 50 << 20].splitlines()[: 2 * MAX_ADDRESSES] if line.strip()]
    found = [url for line in lines if line.strip().startswith(("http://", "https://")) and (url := urls.absolute(line.strip()))]
    if not found or len(found) * 10 < len(lines) * 9:
        return None
    if len(found) < len(lines):
        notes.warn("bad-address", f"{len(lines) - len(found)} lines are no addresses")
    addresses = dict.fromkeys(found[:MAX_ADDRESSES])
    return model.ParsedFeed(format="sitemap-text", entries=tuple(model.Entry(entry_id="", url=url) for url in addresses))

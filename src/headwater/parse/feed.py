"""A feed's document to entries: the way in of this package.

In: bytes, the address and Content-Type they came with. Out: ``listed.ParsedFeed``, its ``format`` empty and a warning
saying why if the document is no feed. Never: an exception on any bytes, or a request.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from headwater import listed
from headwater.parse import atom, bounds, clean, encoding, json_feed, rss, sitemap, tolerant, xml
from headwater.parse.notes import Notes

_ITEMS = re.compile(rb"<(?:[a-z]{1,10}:)?(?:item|entry)[\s>]", re.I)  # "<item>", "<atom:entry xml:lang='en'>"
_CDATA = re.compile(rb"<!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+(?:\]\]>|\Z)")  # "<![CDATA[ ... ]]>", linear where it does not end
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)  # "<!DOCTYPE html>"


def parse(body: bytes, *, url: str = "", content_type: str = "", now: datetime | None = None, verbatim: bool = False) -> listed.ParsedFeed:
    """The document as a feed: RSS, Atom, JSON Feed, a sitemap or an index of sitemaps, gzip'd or not.

    ``url`` resolves relative addresses; ``now`` is only for dates such as "3 hours ago"; ``verbatim`` asks for fields in
    the feed's own words too (``as_given``), mail addresses and all, which nothing that is kept or shown needs. Where our own reader finds
    fewer than half of the items that a broken document seems to have, feedparser reads it too and the one that finds
    more entries counts (:mod:`headwater.parse.tolerant`).
    """
    notes = Notes(url=url, now=now, verbatim=verbatim)
    opened, codes = encoding.gunzipped(body)
    for code in codes:
        notes.warn(code)
    document, codes = encoding.to_utf8(opened, content_type)
    for code in codes:
        notes.warn(code)
    found = _read(document, notes) or listed.ParsedFeed(format="")
    if found.format and not found.entries and not found.sitemaps:
        notes.warn("no-entries")
    found = replace(found, warnings=tuple(notes.warnings))
    return found if notes.clean else clean.feed(found)


def _read(document: bytes, notes: Notes) -> listed.ParsedFeed | None:
    start = document[:4096].lstrip(b" \t\r\n\x00\xef\xbb\xbf")[:1]
    if not document or document.isspace():
        notes.warn("empty")
        return None
    if start in (b"{", b"["):
        found = json_feed.read(document.decode("utf-8", "replace").lstrip("\ufeff \t\r\n\x00"), notes)
        if found is None:
            notes.warn("not-a-feed", "JSON, but no JSON Feed")
        return found
    if start != b"<" and (found := sitemap.read_text(document.decode("utf-8", "replace"), notes)) is not None:
        return found
    return _read_xml(document, notes)


def _read_xml(document: bytes, notes: Notes) -> listed.ParsedFeed | None:
    if (found := sitemap.streamed(document, notes)) is not None:
        return found
    tree = xml.parse(document)
    if tree is not None:
        for code in tree.codes:
            notes.warn(code)
        found = _of_tree(tree, notes)
    if tree is None or "not-well-formed" in tree.codes or found is None:
        found = _second_opinion(document, found, notes)
    else:
        notes.clean = tree.clean
    if found is None:
        kind = "html" if _HTML.search(document, 0, 4096) else "not-a-feed"
        notes.warn(kind, xml.named(tree.root) if tree is not None else "no markup")
    return found


def _of_tree(tree: xml.Tree, notes: Notes) -> listed.ParsedFeed | None:
    """Read by the reader for the root, or for the first element within that is a root."""
    for number, one in enumerate(tree.root.iter()):
        reader = _READERS.get(xml.named(one))
        if reader is not None:
            if number:
                notes.warn("wrapped", xml.named(tree.root))
                tree = replace(tree, root=one)
            return reader(tree, notes)
        if number > 20 or xml.named(one) in ("html", "xhtml:html", "opml", "?:html"):
            return None
    return None


_READERS = {
    "rss": rss.read, "?:rss": rss.read, "rdf:rdf": rss.read, "rdf": rss.read, "channel": rss.read,
    "feed": atom.read, "atom:feed": atom.read, "atom:entry": atom.read, "?:feed": atom.read,
    "urlset": sitemap.read, "sm:urlset": sitemap.read, "?:urlset": sitemap.read,
    "sitemapindex": sitemap.read, "sm:sitemapindex": sitemap.read, "?:sitemapindex": sitemap.read,
}


def _second_opinion(document: bytes, found: listed.ParsedFeed | None, notes: Notes) -> listed.ParsedFeed | None:
    """feedparser's reading of a broken document where it finds more than ours."""
    if (found is not None and found.format.startswith("sitemap")) or _HTML.search(document, 0, 1024):
        return found
    seen = len(found.entries) if found else 0
    marks = sum(1 for _ in _ITEMS.finditer(_CDATA.sub(b"", document[: tolerant.MAX_SIZE])))
    if not 0 < marks <= bounds.MAX_ENTRIES or seen * 2 >= marks:
        return found
    theirs = tolerant.read(document, notes)
    if theirs is None or len(theirs.entries) <= seen:
        return found
    notes.warn("read-by-feedparser")
    return theirs


def newest(entries: Sequence[listed.Entry], limit: int) -> tuple[listed.Entry, ...]:
    """At most ``limit`` entries, newest first by published, else updated; those without a date follow in their order."""
    dated = sorted(entries, key=lambda entry: entry.published or entry.updated or bounds.LONG_AGO, reverse=True)
    return tuple(dated[: max(0, limit)])

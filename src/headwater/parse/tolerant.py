"""feedparser as the second reader, for documents too broken for a tree.

In: UTF-8 bytes. Out: ``listed.ParsedFeed`` or None. Never: an exception, a request, a document above ``MAX_SIZE``, or what
makes its patterns take time that grows with the square: its loose parser is slow, so it is asked only where
:mod:`headwater.parse.feed` has lost items.
"""

from __future__ import annotations

import re

from headwater import listed, urls
from headwater.parse import words
from headwater.parse.notes import Notes

MAX_SIZE = 512 << 10  # bytes; about a quarter of a second

_SPACES = re.compile(rb"\s{2,}+")  # possessive
_DECLARATION = re.compile(rb"<!(?=ENTITY|DOCTYPE)", re.I)  # "<!DOCTYPE"
_LONGEST_SPACE = 200


def tamed(document: bytes) -> bytes:
    """A document without long blanks, declarations, and comments and sections that do not end: for each of them feedparser
    would look through all the rest."""
    for start, end in ((b"<!--", b"-->"), (b"<![", b"]]>"), (b"<?", b">")):
        after = document.rfind(end) + len(end) if end in document else 0
        document = document[:after] + document[after:].replace(start, b"&lt;")
    document = _SPACES.sub(lambda match: match[0] if len(match[0]) <= _LONGEST_SPACE else b" ", document)
    return _DECLARATION.sub(b"&lt;!", document)


def read(document: bytes, notes: Notes) -> listed.ParsedFeed | None:
    """What feedparser finds."""
    if len(document) > MAX_SIZE:
        notes.warn("too-large-for-feedparser")
        return None
    import feedparser  # here, since few documents need it

    try:
        found = feedparser.parse(tamed(document), response_headers={"content-type": "application/xml; charset=utf-8"},
                                 sanitize_html=False, resolve_relative_uris=False)
        entries = tuple(one for one in (_entry(each, notes) for each in found.entries) if one.url or one.title)
    except Exception as error:  # the edge to a library that raises many kinds on hostile input
        notes.warn("feedparser-failed", type(error).__name__)
        return None
    version = str(found.get("version") or "")
    if not entries:
        return None
    feed = found.feed
    return listed.ParsedFeed(
        format="atom1.0" if version.startswith("atom") else "rss2.0",
        title=words.title(_text(feed, "title")),
        url=urls.absolute(_text(feed, "link"), notes.url or None) or "",
        summary=_text(feed, "subtitle"),
        language=words.language(_text(feed, "language")),
        rights=words.title(_text(feed, "rights")),
        licences=_licences(feed),
        entries=entries,
    )


def _entry(one: dict[str, object], notes: Notes) -> listed.Entry:
    contents = one.get("content")
    content = next((_text(each, "value") for each in contents if isinstance(each, dict)), "") if isinstance(contents, list) else ""
    return listed.Entry(
        entry_id=_text(one, "id"),
        url=urls.absolute(_text(one, "link"), notes.url or None) or "",
        title=words.title(_text(one, "title")),
        summary=_text(one, "summary"),
        content=content,
        published=notes.date(_text(one, "published")),
        updated=notes.date(_text(one, "updated")) if "updated" in one.keys() else None,  # noqa: SIM118  its "in" falls back to published
        authors=words.people([_text(one, "author")] if _text(one, "author") else []),
        rights=words.title(_text(one, "rights")),
        licences=_licences(one),
    )


def _licences(one: dict[str, object]) -> tuple[str, ...]:
    links = one.get("links")
    found = [_text(each, "href") for each in links if isinstance(each, dict) and each.get("rel") == "license"] if isinstance(links, list) else []
    return tuple(address for value in found if (address := urls.absolute(value)))


def _text(one: dict[str, object], key: str) -> str:
    value = one.get(key)
    return value.strip() if isinstance(value, str) else ""

"""Bounds: how much of one document is looked at, and which of its items are read.

In: a document's bytes or its raw items. Out: fewer of them, the newest where they say when. Never: an item built that is
not kept: what is cut is cut before anything is made of it, for a hostile document costs its sender nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from headwater.parse.notes import Notes

MAX_ENTRIES = 2000  # kept of one document, the newest; Media Cloud's rss-fetcher has the same cap
MAX_ITEMS = 10_000  # items looked at in one document, from its beginning
MAX_ADDRESSES = 50_000  # sitemaps.org: the most that one sitemap may name
MAX_OUTLINES = 100_000  # feeds in one OPML list
MAX_TAGS = 1_000_000  # start and end tags of one document; libxml2 takes some 200 bytes for an element
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

_FEW_TAGS = 100_000
_CHUNK = 1 << 16  # bytes
_MOST = {b"item": MAX_ITEMS, b"entry": MAX_ITEMS, b"url": MAX_ADDRESSES, b"sitemap": MAX_ADDRESSES, b"outline": MAX_OUTLINES}
_REPEATED = re.compile(  # "<item>", "<atom:entry xml:lang='en'>", not within CDATA
    rb"<!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+(?:\]\]>|\Z)|<(?:[a-z][\w.-]{0,20}:)?(item|entry|url|sitemap|outline)(?=[\s/>])", re.I | re.S)

T = TypeVar("T")


def shortened(body: bytes) -> bytes:
    """An XML document cut off before its first item too many, or before its first tag too many; else as it is."""
    if body.count(b"<") <= _FEW_TAGS:  # readers cut what such a tree holds
        return body
    seen = dict.fromkeys(_MOST, 0)
    for match in _REPEATED.finditer(body):
        if match[1]:
            name = match[1].lower()
            seen[name] += 1
            if seen[name] > _MOST[name]:
                body = body[: match.start()]
                break
    return _fewer_tags(body)


def _fewer_tags(body: bytes) -> bytes:
    if body.count(b"<") <= MAX_TAGS:
        return body
    tags = 0
    for start in range(0, len(body), _CHUNK):
        tags += body.count(b"<", start, start + _CHUNK)
        if tags > MAX_TAGS:
            return body[: max(body.rfind(b"<", 0, start), 0)]
    return body


def first(items: Iterable[T]) -> list[T]:
    """The first :data:`MAX_ITEMS`."""
    return list(itertools.islice(items, MAX_ITEMS))


def newest_of(items: Sequence[T], moment: Callable[[T], datetime | None], notes: Notes) -> Sequence[T]:
    """The newest :data:`MAX_ENTRIES` raw items in the document's order; among those without a moment the first."""
    if len(items) <= MAX_ENTRIES:
        return items
    notes.warn("too-many-entries", str(len(items)))
    order = sorted(range(len(items)), key=lambda at: moment(items[at]) or LONG_AGO, reverse=True)
    return [items[at] for at in sorted(order[:MAX_ENTRIES])]

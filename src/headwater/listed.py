"""The nouns of what feeds list: entries, their pictures and files, the document that they stand in.

In: nothing. Out: dataclasses that ``headwater.model`` shows with all others; apart from them because reading documents,
which is started anew for every pipe of them, needs no other. Never: a decision, a query or an input.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something odd in an input that did not stop us."""

    code: str  # a short kebab-case word, e.g. "bad-date", "undeclared-entity"
    detail: str = ""  # what exactly, at most 200 characters


class FeedKind(StrEnum):
    RSS = "rss"
    ATOM = "atom"
    JSON = "json"
    SITEMAP = "sitemap"
    PAGE = "page"  # the section page of an outlet without a feed
    UNKNOWN = "unknown"  # until the first poll tells


@dataclass(frozen=True, slots=True, kw_only=True)
class PollHints:
    """What a feed and its answer ask of our rhythm; seconds."""

    ttl: float | None = None  # RSS ttl, sy:updatePeriod / updateFrequency
    max_age: float | None = None  # Cache-Control or Expires
    retry_after: float | None = None
    skip_hours: tuple[int, ...] = ()  # UTC hours
    skip_days: tuple[str, ...] = ()  # English names, lower case


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture as a feed or page names it, with what belongs to it and to no other."""

    url: str
    caption: str = ""
    credit: str = ""  # the credit line as given, without "Photo:"
    licence: str = ""  # address or text
    copyright: str = ""
    width: int | None = None  # pixels as declared
    height: int | None = None
    alt: str = ""
    status: str = ""  # media:rating, media:restriction of this picture, in short: "rating: adult"
    place: int | None = None  # lines of ``Article.body`` that stand before it; None: not in the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    url: str
    media_type: str = ""
    length: int | None = None  # bytes as declared


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item as a feed lists it; addresses absolute, text as plain text unless said otherwise."""

    entry_id: str  # the feed's own identifier, verbatim; "" if it has none
    url: str  # the link, "" if it has none
    title: str = ""
    summary: str = ""  # as given: may hold HTML
    content: str = ""  # as given: may hold HTML; the feed's full text
    published: datetime | None = None  # aware, in the publisher's offset
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    categories: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    source_title: str = ""  # RSS <source>, atom:source title
    source_url: str = ""  # address of that source, its own page or feed
    origin_url: str = ""  # link rel=via or canonical, feedburner:origLink, atom:source link of the entry
    licences: tuple[str, ...] = ()  # addresses
    rights: str = ""  # plain text
    media_status: str = ""  # media:status, media:restriction, in short
    content_url: str = ""  # the content lies out of line at this address (Atom content/@src)
    as_given: tuple[tuple[str, str], ...] = ()  # fields in the feed's own words where ours say less: ("author", "Ann
    # (ann@a.example)"), ("title", markup), ("url", as written); for ``headwater parse``, never stored or shown


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A document read as a feed."""

    format: str  # "rss2.0", "rss1.0", "rss0.91", "atom1.0", "atom0.3", "json1.1", "sitemap", ...; "" if none
    title: str = ""
    url: str = ""  # the outlet's page
    id: str = ""
    summary: str = ""
    language: str | None = None
    updated: datetime | None = None
    published: datetime | None = None
    authors: tuple[str, ...] = ()
    rights: str = ""
    licences: tuple[str, ...] = ()
    reservations: tuple[tuple[str, str], ...] = ()  # machine-readable signals, e.g. ("rsl", "..."), as found
    hints: PollHints = field(default_factory=PollHints)
    hub: str = ""  # WebSub hub
    topic: str = ""  # rel=self: the address that a hub knows the feed by
    older: str = ""  # RFC 5005: the address of the archive or page before this one
    sitemaps: tuple[str, ...] = ()  # children of a sitemap index
    deleted: tuple[str, ...] = ()  # entry ids of RFC 6721 tombstones
    as_given: tuple[tuple[str, str], ...] = ()  # as in Entry
    entries: tuple[Entry, ...] = ()
    warnings: tuple[Warned, ...] = ()

    @property
    def kind(self) -> FeedKind:
        for prefix, kind in (("rss", FeedKind.RSS), ("atom", FeedKind.ATOM), ("json", FeedKind.JSON),
                             ("sitemap", FeedKind.SITEMAP), ("section", FeedKind.PAGE)):
            if self.format.startswith(prefix):
                return kind
        return FeedKind.UNKNOWN

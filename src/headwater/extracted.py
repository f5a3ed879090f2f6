"""The nouns of what pages give: an article with its text, people, pictures' places and signals.

In: nothing. Out: dataclasses that ``headwater.model`` shows with all others. Never: a decision, a query or an input.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from headwater.listed import Image, Warned


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A fetched document at an entry's link."""

    url: str  # final address
    body: bytes
    fetched_at: datetime
    content_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()  # names lower case


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLink:
    """A hyperlink inside the article's text."""

    url: str  # absolute
    text: str  # the anchor
    context: str = ""  # the sentence or paragraph around it, at most 400 characters
    paragraph: int = 0  # counted from 0 in ``Article.body``; -1: in a line beside the text


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSignals:
    """What a page's headers and head say about reuse, verbatim; ``rights`` reads them."""

    robots: tuple[str, ...] = ()  # contents of robots meta elements that apply to all or to us
    licences: tuple[str, ...] = ()  # addresses: rel=license in the head and beside the text, license of the article
    tdm_reservation: str | None = None  # meta tdm-reservation, "0" or "1"
    tdm_policy: str = ""
    copyright: str = ""
    usage_info: str = ""  # address: usageInfo, else acquireLicensePage
    acquire: str = ""  # address: acquireLicensePage, where a licence is to be had
    holder: str = ""  # copyrightHolder
    year: str = ""  # copyrightYear
    credit: str = ""  # creditText: how the publisher wants to be named
    free: bool | None = None  # isAccessibleForFree


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """Somebody who made the article, as the page names them."""

    name: str
    role: str = "author"  # author, editor, translator, photographer, illustrator, producer, contributor
    url: str = ""  # the person's page at the outlet, absolute
    where: str = ""  # e.g. "jsonld.author", "byline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Where an entry of a live blog stands in ``Article.body``."""

    line: int  # counted from 0: its first line, or its headline
    at: datetime | None = None
    title: str = ""  # its headline, where it has one; then this is the line


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Title, body and metadata extracted from one page."""

    url: str  # final address of the page
    canonical_url: str  # declared by the page and accepted, else ``url`` normalised
    title: str
    body: str = ""  # standfirst, paragraphs, sub-headlines, a newline between them
    forms: tuple[tuple[int, str], ...] = ()  # lines of the body that are no paragraphs: (line, "heading", "item", "quote" or "row")
    nosnippet: tuple[int, ...] = ()  # lines of the body of which no excerpt may be made (data-nosnippet)
    lead: str = ""  # the standfirst alone, if the page marks one
    authors: tuple[str, ...] = ()  # names of persons; agencies are suppliers
    contributors: tuple[Contributor, ...] = ()  # the same persons and others, with role and address
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None  # BCP 47, two letters where ISO 639-1 has them
    tongues: tuple[tuple[int, str], ...] = ()  # of the first lines of the body those in another language than ``language``: (line, code)
    outlet_name: str = ""  # as the page says
    section: str = ""
    kind: str = "news"  # news, opinion, live, press_release, fact_check, obituary, advertorial, gallery, video
    tags: tuple[str, ...] = ()  # as the outlet gives them
    access: str = ""  # what the page says of it: "free", "metered", "registration", "subscription"; "" nothing
    corrections: tuple[str, ...] = ()  # the outlet's own notices of correction, verbatim; they stand in the body too
    posts: tuple[Post, ...] = ()  # of a live blog, in the order of the page
    next_urls: tuple[str, ...] = ()  # further pages of the same article, in order
    amp_url: str = ""  # an AMP version of the page
    images: tuple[Image, ...] = ()
    signals: PageSignals = field(default_factory=PageSignals)
    links: tuple[BodyLink, ...] = ()
    bylines: tuple[str, ...] = ()  # raw lines that name authors or suppliers, with what surrounds the names
    end_notes: tuple[str, ...] = ()  # short lines at the end: credits, agencies, "with material from"
    structured: tuple[tuple[str, str], ...] = ()  # facts on provenance, e.g. ("jsonld.isBasedOn", url),
    # ("jsonld.sourceOrganization", name), ("meta.syndication-source", url), ("link.canonical", url)
    found: tuple[tuple[str, str], ...] = ()  # field -> where its value was found, for ``headwater explain``
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotArticle:
    """A page that is no article."""

    url: str
    reason: str  # "home-page", "section-page", "consent-wall", "challenge", "too-short", "too-deep", "empty",
    # "not-html", "gallery", "video", "paywall-stub", "timeout", "crash"
    detail: str = ""
    amp_url: str = ""  # an AMP version, where the page holds too little text

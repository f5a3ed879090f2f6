"""The nouns: one frozen record for each moment of a thing's life.

In: nothing. Out: dataclasses, enums and identifiers that every stage, the store and the web share. Never: a
decision, a query or an input. Times are aware datetimes; the store keeps them as UTC integer microseconds plus
the publisher's offset. What feeds list stands in :mod:`headwater.listed`, what pages give in
:mod:`headwater.extracted`, what comparing shows in :mod:`headwater.compared`, what is traced in :mod:`headwater.traced`, what outlets
revise in :mod:`headwater.revised`; all are known here too. Words are those of ``docs/glossary.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from headwater.compared import Candidate as Candidate
from headwater.compared import Copy as Copy
from headwater.compared import Fingerprint as Fingerprint
from headwater.compared import FirstBy as FirstBy
from headwater.compared import Match as Match
from headwater.compared import New as New
from headwater.compared import Passage as Passage
from headwater.compared import Revision as Revision
from headwater.extracted import Article as Article
from headwater.extracted import BodyLink as BodyLink
from headwater.extracted import Contributor as Contributor
from headwater.extracted import NotArticle as NotArticle
from headwater.extracted import Page as Page
from headwater.extracted import PageSignals as PageSignals
from headwater.extracted import Post as Post
from headwater.keys import ArticleId as ArticleId
from headwater.keys import EntryId as EntryId
from headwater.keys import FeedId as FeedId
from headwater.keys import OutletId as OutletId
from headwater.keys import StoryId as StoryId
from headwater.listed import Enclosure as Enclosure
from headwater.listed import Entry as Entry
from headwater.listed import FeedKind as FeedKind
from headwater.listed import Image as Image
from headwater.listed import ParsedFeed as ParsedFeed
from headwater.listed import PollHints as PollHints
from headwater.listed import Warned as Warned
from headwater.revised import Change as Change
from headwater.revised import Version as Version
from headwater.traced import PRIMARY_FROM as PRIMARY_FROM
from headwater.traced import SHOWN_FROM as SHOWN_FROM
from headwater.traced import BasedOn as BasedOn
from headwater.traced import Bearing as Bearing
from headwater.traced import Evidence as Evidence
from headwater.traced import Link as Link
from headwater.traced import Origin as Origin
from headwater.traced import Supplier as Supplier
from headwater.traced import Witness as Witness


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value and the place where it was found."""

    value: str
    where: str  # e.g. "jsonld.headline", "meta.og:title", "body", "feed.title"


# ---- who publishes -----------------------------------------------------------------------------------------


class View(StrEnum):
    """How much of an article readers may see, from most to least."""

    FULL = "full"
    EXCERPT = "excerpt"
    LINK_ONLY = "link_only"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A permission to show more than the default."""

    uri: str  # the licence's address, or "" for a contract recorded by the operator
    name: str  # e.g. "CC BY 4.0", "Contract with the publisher"
    where: str  # "operator", "outlet", "feed", "entry", "page", "header"
    contact: str = ""  # whom to ask at the publisher
    expires: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletPolicy:
    """What this operator has recorded for an outlet; empty by default."""

    most: View | None = None  # show at most this, whatever else allows more
    licence: Licence | None = None  # a right that the operator holds
    images: bool | None = None  # None: as the signals and the licence say
    note: str = ""  # why, for the desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A masthead under which news is published."""

    id: OutletId
    name: str
    home_url: str
    language: str | None = None  # BCP 47
    country: str | None = None  # ISO 3166-1 alpha-2, lower case
    is_agency: bool = False
    policy: OutletPolicy = field(default_factory=OutletPolicy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """An address that we poll for entries, as configured."""

    id: FeedId
    outlet_id: OutletId
    url: str
    kind: FeedKind = FeedKind.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHistory:
    """What we remember of a feed; input of the schedule."""

    feed_id: FeedId
    etag: str | None = None  # verbatim, weak or unquoted as served
    last_modified: str | None = None  # verbatim
    body_hash: str | None = None  # SHA-256 hex of the last body that parsed
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    failures: int = 0  # in a row
    last_error: str = ""  # of the last failure, for people
    interval: float = 3600.0  # seconds, learnt
    next_poll_at: datetime | None = None  # None: at once
    why: str = ""  # why then, in words
    full_at: datetime | None = None  # when it was last asked for without validators
    validators_lie: bool = False  # it said "not modified" of a document that had changed: asked without them


# ---- fetch -------------------------------------------------------------------------------------------------


class Purpose(StrEnum):
    FEED = "feed"
    PAGE = "page"
    ROBOTS = "robots"
    IMAGE = "image"
    DISCOVERY = "discovery"
    HUB = "hub"  # a request to a WebSub hub, which is asked to push
    WITNESS = "witness"  # the wish for a page that an article rests on; fetched as a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing to fetch; redirects are followed by the client."""

    url: str
    purpose: Purpose
    etag: str | None = None
    last_modified: str | None = None
    form: tuple[tuple[str, str], ...] = ()  # sent by POST; only with Purpose.HUB


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer with status 200 to 299, decoded and within the caps."""

    url: str  # as asked
    final_url: str  # after redirects
    status: int
    headers: tuple[tuple[str, str], ...]  # names lower case, in order, repeated ones kept
    body: bytes  # content-decoded, not yet character-decoded
    fetched_at: datetime
    moved_to: str | None = None  # set if every hop of the chain was permanent (301, 308)

    def header(self, name: str) -> str | None:
        """The first header of this name (lower case), or None."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """304, or the same as what the validators named."""

    url: str
    headers: tuple[tuple[str, str], ...]
    fetched_at: datetime


class Refusal(StrEnum):
    """Why there is no answer; :attr:`Refused.permanent` says whether to come back."""

    ROBOTS = "robots"  # robots.txt forbids
    ROBOTS_UNREACHABLE = "robots_unreachable"  # not now
    GUARD = "guard"  # an address that we must not reach
    BAD_URL = "bad_url"
    TOO_LARGE = "too_large"  # headers, raw or decoded bytes, or the ratio of the two
    BAD_ENCODING = "bad_encoding"  # a content encoding that does not decode
    TIMEOUT = "timeout"
    DNS = "dns"  # name servers do not answer, for now
    NO_NAME = "no_name"  # there is no such host name, or it has no address
    CONNECT = "connect"
    TLS = "tls"
    PROTOCOL = "protocol"  # not HTTP, or broken off
    REDIRECTS = "redirects"
    STATUS = "status"  # any other status than 2xx and 304
    GONE = "gone"  # 404, 410
    LEGAL = "legal"  # 451
    RATE_LIMITED = "rate_limited"  # 429, or 503 with Retry-After
    BLOCKED = "blocked"  # a challenge page of a bot wall
    CONSENT = "consent"  # a page that asks visitors for consent stands in front
    PAYMENT = "payment"  # 401, 402, 403
    BUSY = "busy"  # the host's turn could not be had in time
    NOT_A_FEED = "not_a_feed"  # a document came, and it is no feed
    EMPTY = "empty"  # an answer without a document


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """No answer that we can use, as a value."""

    url: str
    reason: Refusal
    detail: str = ""  # for people: what happened
    status: int | None = None
    retry_after: float | None = None  # seconds, capped
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> str:
        """The reason and what happened, in one line.

        >>> Refused(url="", reason=Refusal.TIMEOUT, detail="no answer").said, Refused(url="", reason=Refusal.STATUS, detail="status 500").said
        ('timeout: no answer', 'status 500')
        """
        return self.detail if self.detail.startswith(f"{self.reason} ") else f"{self.reason}: {self.detail}"


# ---- cluster -----------------------------------------------------------------------------------------------


class StoryStatus(StrEnum):
    OPEN = "open"
    QUIET = "quiet"
    MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The decision that an article joins or starts a story."""

    story_id: StoryId | None  # None: starts one
    score: float  # similarity to the story joined, or to the nearest one
    reasons: tuple[str, ...] = ()  # e.g. the terms that weighed most
    frequencies: str = ""  # version of the document frequencies used
    before: StoryId | None = None  # the story that it was in until a second look
    why: str = ""  # in words, why it was moved


# ---- publish -----------------------------------------------------------------------------------------------


class Presence(StrEnum):
    THERE = "there"
    GONE = "gone"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something is allowed or not: the rule, where its signal was found, the words."""

    rule: str  # e.g. "unknown-rights", "robots-nosnippet", "licence-cc-by", "operator-licence"
    where: str  # "page", "header", "feed", "robots.txt", "operator", "default"
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What may be done with an item, after all signals known so far."""

    fetch: bool = True  # fetch its page
    store: bool = True  # keep the page's text
    archive: bool = True  # keep it, and a snapshot of the page, for longer than it is news
    extract: bool = True
    analyse: bool = True  # index, compare and cluster the page's text
    embed: bool = True
    list: bool = True  # show in our search, sitemap and feeds
    view: View = View.EXCERPT
    excerpt: int = 160  # characters, the budget that all derived text of the item shares
    images: bool = False
    licence: Licence | None = None
    until: datetime | None = None  # not shown after
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the desk has done with an item that is still shown, in words for everybody."""

    action: str  # notices.Action: label, hide_image, link_only
    reason: str = ""
    reference: str = ""  # of the notice, "" on our own initiative
    at: datetime  # since when
    interim: bool = False  # until somebody decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A top level of the IPTC Media Topics, and why an item has it."""

    slug: str  # ours, for addresses: "sport"
    code: str  # "medtop:15000000"
    name: str  # in English
    where: str  # "section", "address", "feed"
    quote: str = ""  # the outlet's own name of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A place, a person or another name in what is shown of an article, and what says so."""

    name: str  # as printed
    key: str  # the same for one thing in all its forms; of countries and large cities, in all languages
    kind: str  # "place", "person", "name"; "tag": what the outlet files it under
    where: str  # what says so: "gazetteer", "title", "preposition", "marked", "capitals", "tag"
    english: str = ""  # of a place of the gazetteer


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What readers may see of an article at present; everything shown anywhere is taken from here."""

    article_id: ArticleId
    view: View
    listed: bool  # in search, sitemap and feeds
    headline: str
    reference_url: str  # the outlet's own page, never a redirector
    outlet_id: OutletId
    outlet_name: str
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    first_seen: datetime
    language: str | None = None
    excerpt: str = ""  # plain text
    paragraphs: tuple[str, ...] = ()  # plain text, only where the view is full
    images: tuple[Image, ...] = ()
    section: str = ""
    topics: tuple[Topic, ...] = ()
    licence: Licence | None = None
    rights: str = ""  # the publisher's rights line
    terms_url: str = ""  # where the page says that its terms of use stand
    origin: Origin | None = None  # shown where its confidence allows
    reasons: tuple[Reason, ...] = ()
    correction: str = ""  # the publisher's own note
    changes: tuple[Change, ...] = ()  # that we noticed in headline or text, the first one first
    kind: str = "news"  # Article.kind
    access: str = ""  # Article.access
    contributors: tuple[Contributor, ...] = ()  # who made it, with role and address
    forms: tuple[tuple[int, str], ...] = ()  # Article.forms; lines are counted in ``paragraphs``
    posts: tuple[Post, ...] = ()  # of a live blog; lines are counted in ``paragraphs``
    nosnippet: tuple[int, ...] = ()  # paragraphs that no snippet may quote
    presence: Presence = Presence.THERE
    notes: tuple[Note, ...] = ()  # ours, where a restriction left less than was released
    is_doubted: bool = False  # its feed was read long after the time that its publisher gives, and did not list it
    first_by: str = ""  # FirstBy by which another article stands as the original of its text; "" none does, or another state of it
    named: tuple[Named, ...] = ()  # places and people in the words above

"""The nouns of tracing: who supplied a text, what its news rests on, and the evidence for both.

In: nothing. Out: dataclasses that ``headwater.model`` shows with all others. Never: a decision, a query or an input.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# The two confidences from which an origin counts. Both are more likely right than wrong; what they decide costs differently.
SHOWN_FROM = 0.5  # it is told beside the Reference, with its evidence and how sure it is: a reader can judge that
PRIMARY_FROM = 0.6  # its address stands for the source of the news: in the place of "own reporting", as the end of a chain, as primary_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What supports a decision, kept so that a person can check it."""

    where: str  # byline, dateline, credit_line, end_note, jsonld, meta, canonical, body, feed, copies, compared
    quote: str  # verbatim, at most 200 characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """Who supplied the text, if not the outlet itself."""

    name: str
    kind: str  # agency, outlet, organisation, unknown
    share: str  # whole, part
    evidence: Evidence
    url: str | None = None  # the supplier's own address of the text, where known
    confidence: float = 0.0  # by this article's own words, before anything was compared; 0: not told


@dataclass(frozen=True, slots=True, kw_only=True)
class BasedOn:
    """What the main news rests on."""

    name: str
    kind: str  # outlet_report, document, study, statement, social_post, interview, broadcast, dataset,
    # court_record, recording, assessment, briefing, testimony, anonymous, own_reporting
    evidence: Evidence
    url: str | None = None  # the link that the page itself gives
    attribution: tuple[str, ...] = ()  # who said it, as printed, innermost first: the speaker, a body that released it, an outlet
    certainty: tuple[str, ...] = ()  # marks of how sure it is, verbatim: "has not been confirmed", "unverified"
    confidence: float = 0.0  # by this article's own words, before anything was compared; 0: not told


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One step of the way from an article back to where its news comes from."""

    step: str  # carried_from, based_on, document
    kind: str  # a kind of Supplier or BasedOn
    name: str
    url: str | None = None  # never a redirector; None: named without an address
    confidence: float = 0.0  # 0 to 1, that the news goes back to it: the product along the chain
    evidence: tuple[Evidence, ...] = ()  # of another page's claim without its words
    at: str = ""  # address of the page that claims it; "": the article's own
    outlet: str = ""  # whose page it leads to, where that is known: a fact, unlike a name in somebody's text


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """How two texts bear on the same matter: what both have, and which came first."""

    names: int = 0  # that both have
    figures: int = 0
    quotes: int = 0  # runs of words within quotation marks
    usual: int = 0  # besides these, what both have as many texts do
    headline: int = 0  # names and figures in the other's headline
    headed: int = 0  # those of them that this text has
    least: int = 0  # the marks of the text that has fewer: 0 says that nothing could be compared
    hours: float | None = None  # by which the other was published before this one; None: one of them gives no time


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The primary source as far as it can be traced."""

    kind: str  # "own", or a kind of Supplier or BasedOn
    name: str = ""
    url: str | None = None  # None: named without an address
    confidence: float = 0.0  # 0 to 1
    evidence: tuple[Evidence, ...] = ()
    supplier: Supplier | None = None
    based_on: tuple[BasedOn, ...] = ()
    wishes: tuple[str, ...] = ()  # addresses whose pages would settle it
    chain: tuple[Link, ...] = ()  # from the article back, the nearest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A page that an article rests on by its own words, visited once to see whether that is so; its text is not kept."""

    url: str  # as the article gives it
    outcome: str = "wanted"  # wanted, read, gone, refused ("may not be read"), no_article
    detail: str = ""  # for people
    address: str = ""  # where the visit ended
    title: str = ""
    outlet_name: str = ""
    language: str | None = None
    published: datetime | None = None
    origin: Origin | None = None  # its own, by its own words
    marks: tuple[int, ...] = ()  # trace.bearing: hashes of its names, figures and quotations

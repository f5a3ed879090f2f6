"""The nouns of tracing: who supplied a text, what its news rests on, and the evidence for both.

In: nothing. Out: dataclasses that ``headwater.model`` shows with all others. Never: a decision, a query or an input.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What supports a decision, kept so that a person can check it."""

    where: str  # byline, dateline, credit_line, end_note, jsonld, meta, canonical, body, feed, copies
    quote: str  # verbatim, at most 200 characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """Who supplied the text, if not the outlet itself."""

    name: str
    kind: str  # agency, outlet, organisation, unknown
    share: str  # whole, part
    evidence: Evidence
    url: str | None = None  # the supplier's own address of the text, where known


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

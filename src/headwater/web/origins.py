"""Where an item has its news from, as pages, feeds and the API say it.

In: a publication's Origin. Out: whether it is shown, its link, how sure we are in words. Never: an origin that stands
in place of the Reference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from headwater import clocks, model, text, urls

_WORDS = ((0.9, "almost certain"), (0.75, "very likely"), (0.0, "likely"))
_KINDS = {
    "agency": "news agency", "outlet": "another outlet", "organisation": "organisation", "outlet_report": "report of another outlet",
    "document": "document", "study": "study", "statement": "statement", "social_post": "post on a social network",
    "interview": "interview", "broadcast": "broadcast", "dataset": "data", "court_record": "court record",
    "recording": "recording", "assessment": "assessment", "briefing": "briefing", "testimony": "testimony",
    "anonymous": "unnamed sources", "own_reporting": "own reporting", "own": "own reporting", "unknown": "supplier",
}  # fmt: skip
_PLACES = {
    "byline": "byline", "dateline": "dateline", "credit_line": "credit line", "end_note": "note at the end",
    "jsonld": "structured data of the page", "meta": "head of the page", "canonical": "canonical link",
    "body": "text", "feed": "feed", "copies": "comparison with other articles", "compared": "comparison of the two texts",
}  # fmt: skip
_STEPS = {"carried_from": "text supplied by", "based_on": "rests on a report of", "document": "rests on"}
MOST_SOURCES = 3  # of a story that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where independent reports of a story have it from."""

    name: str
    kind: str
    url: str | None
    confidence: float  # of the surest report that goes back to it
    reports: int  # independent ones that go back to it
    article_id: str = ""  # where it is itself a report of the story


def is_shown(origin: model.Origin) -> bool:
    """Whether an origin stands beside the Reference: it names somebody else, with enough confidence."""
    return not is_own(origin) and origin.confidence >= model.SHOWN_FROM and bool(origin.name or link(origin))


def is_own(origin: model.Origin) -> bool:
    """Whether the outlet itself is the primary source."""
    return origin.kind in ("own", "own_reporting")


def reports_itself(origin: model.Origin) -> bool:
    """Whether it is said to be the outlet's own reporting: not where it links something that may be the source, though not surely."""
    return is_own(origin) and origin.confidence >= model.SHOWN_FROM and not any(web_address(one.url) for one in origin.chain)


def of(publication: model.Publication) -> model.Origin | None:
    """The origin to show with a publication, or None."""
    origin = publication.origin
    if origin is None or not is_shown(origin):
        return None
    address = link(origin)
    same = address is not None and urls.key(address) == urls.key(publication.reference_url)
    return None if same else origin


def way(publication: model.Publication) -> tuple[model.Link, ...]:
    """The chain where it says more than the origin alone."""
    shown = links(publication)
    return shown if len(shown) > 1 else ()


def links(publication: model.Publication) -> tuple[model.Link, ...]:
    """The chain as far as it is sure enough to be shown, the nearest first; empty where the origin is not shown."""
    origin = of(publication)
    if origin is None:
        return ()
    shown: list[model.Link] = []
    for one in origin.chain:
        if one.confidence < model.SHOWN_FROM or not (one.name or web_address(one.url)):
            break
        shown.append(one)
    return tuple(shown)


def step(name: str) -> str:
    """A step of a chain in words that stand before a name."""
    return _STEPS.get(name, name.replace("_", " "))


def sources(reports: Iterable[model.Publication]) -> tuple[Source, ...]:
    """The primary sources of a story by the origins of its independent reports: those first to which most of them go back."""
    listed = list(reports)
    own = {urls.key(one.reference_url): one for one in listed}
    found: dict[str, Source] = {}
    for one in listed:
        origin = of(one)
        if origin is None:
            continue
        address = link(origin)
        here = own.get(urls.key(address)) if address else None
        key = urls.key(address) if address else text.fold(origin.name)
        before = found.get(key)
        found[key] = Source(
            name=here.outlet_name if here else name(origin.name, address), kind="outlet_report" if here else origin.kind, url=address,
            confidence=max(origin.confidence, before.confidence if before else 0.0), reports=1 + (before.reports if before else 0),
            article_id=here.article_id if here else "",
        )
    return tuple(sorted(found.values(), key=lambda one: (-one.reports, -one.confidence, one.name, one.url or ""))[:MOST_SOURCES])


def first(reports: Iterable[model.Publication]) -> tuple[model.Publication, datetime, str]:
    """The earliest report, when that was, and by whose clock; a time that is not believed (``clocks``) does not count."""
    def told(one: model.Publication) -> bool:
        return one.published is not None and not one.is_doubted and clocks.is_believed(one.published, first_seen=one.first_seen)

    def moment(one: model.Publication) -> datetime:
        return one.published if told(one) and one.published else one.first_seen

    earliest = min(reports, key=lambda one: (moment(one), one.article_id))
    if told(earliest):
        return earliest, moment(earliest), "by its own clock"
    why = ("it gives no time" if earliest.published is None else "its feed did not list it hours after the time that it gives" if earliest.is_doubted
           else "the time that it gives came later")
    return earliest, moment(earliest), f"by our clock, for {why}: that is when we first saw it"


def link(origin: model.Origin) -> str | None:
    """The origin's address if it is one that a reader can follow."""
    return web_address(origin.url)


def name(given: str, url: str | None) -> str:
    """A name without the host in brackets that tracing adds where the host is shown beside it anyway; "" where it is but the host."""
    host = urls.hostname(url) if url else ""
    bare = given.removesuffix(f"({host})").strip() if host else given
    return "" if host and bare.lower() in (host, host.removeprefix("www.")) else bare


def web_address(url: str | None) -> str | None:
    """The address if its scheme is http or https: anything else never becomes a link."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


def sureness(confidence: float) -> str:
    """A confidence in words."""
    return next(words for least, words in _WORDS if confidence >= least or not least)


def kind(name: str) -> str:
    """The kind of an origin, a supplier or what the news rests on, in words."""
    return _KINDS.get(name, name.replace("_", " "))


def place(where: str) -> str:
    """Where evidence was found, in words: "jsonld.sourceOrganization" -> "structured data of the page"."""
    return _PLACES.get(where.split(".")[0], where.replace("_", " "))


def evidence(origin: model.Origin) -> list[tuple[str, str, model.Evidence]]:
    """All evidence as (name, kind in words, evidence), each quotation once."""
    far = any(one.at and (one.name, one.url) == (origin.name, origin.url) for one in origin.chain)  # its evidence is another page's: the way tells
    found = [] if far else [(origin.name, kind(origin.kind), one) for one in origin.evidence]
    if origin.supplier:
        found.append((origin.supplier.name, kind(origin.supplier.kind), origin.supplier.evidence))
    found += [(one.name, kind(one.kind), one.evidence) for one in origin.based_on]
    seen: set[tuple[str, str]] = set()
    return [row for row in found if (key := (row[2].where, row[2].quote)) not in seen and not seen.add(key)]

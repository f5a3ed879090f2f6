"""Where an item has its news from, as pages, feeds and the API say it.

In: a publication's Origin. Out: whether it is shown, its link, how sure we are in words. Never: an origin that stands
in place of the Reference.
"""

from __future__ import annotations

from headwater import model, urls

LEAST = 0.5  # confidence from which an origin is shown beside the Reference
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
    "body": "text", "feed": "feed", "copies": "comparison with other articles",
}  # fmt: skip


def is_shown(origin: model.Origin) -> bool:
    """Whether an origin stands beside the Reference: it names somebody else, with enough confidence."""
    return not is_own(origin) and origin.confidence >= LEAST and bool(origin.name or link(origin))


def is_own(origin: model.Origin) -> bool:
    """Whether the outlet itself is the primary source."""
    return origin.kind in ("own", "own_reporting")


def of(publication: model.Publication) -> model.Origin | None:
    """The origin to show with a publication, or None."""
    origin = publication.origin
    if origin is None or not is_shown(origin):
        return None
    address = link(origin)
    same = address is not None and urls.key(address) == urls.key(publication.reference_url)
    return None if same else origin


def link(origin: model.Origin) -> str | None:
    """The origin's address if it is one that a reader can follow."""
    return web_address(origin.url)


def name(given: str, url: str | None) -> str:
    """A name without the host in brackets that tracing adds where the host is shown beside it anyway."""
    host = urls.hostname(url) if url else ""
    return given.removesuffix(f"({host})").strip() if host else given


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
    found = [(origin.name, kind(origin.kind), one) for one in origin.evidence]
    if origin.supplier:
        found.append((origin.supplier.name, kind(origin.supplier.kind), origin.supplier.evidence))
    found += [(one.name, kind(one.kind), one.evidence) for one in origin.based_on]
    seen: set[tuple[str, str]] = set()
    return [row for row in found if (key := (row[2].where, row[2].quote)) not in seen and not seen.add(key)]

"""Provenance shown: an origin with no more words of the page than the view leaves.

In: an origin as traced, the view, what is left of the item's excerpt budget. Out: the origin to show. Never: the words of
a link in the body as a name, or a quotation beyond the budget, where the whole text is not released.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from headwater import model, text, urls

MAX_NAME = 60  # characters of a name taken from a credit line
_QUOTE = 80  # characters of a byline or credit line, which states a fact, beside an excerpt
_OURS = frozenset({"copies", "compared"})  # words of our own, not the publisher's


@dataclass(slots=True)
class _Budget:
    """Characters left for quotations; the same quotation twice counts once, for it is shown once."""

    left: int
    spent: dict[tuple[str, str], str] = field(default_factory=dict)

    def quote(self, evidence: model.Evidence) -> model.Evidence:
        """The evidence with as much of its words as is left."""
        if _is_free(evidence):
            return evidence
        known = (evidence.where, evidence.quote)
        if known not in self.spent:
            limit = 0 if evidence.where == "body" else min(_QUOTE, self.left)
            self.spent[known] = text.cut(evidence.quote, limit)
            self.left -= len(self.spent[known])
        return replace(evidence, quote=self.spent[known])


def wanted(origin: model.Origin | None) -> int:
    """Characters that the quotations of an origin take if there is room."""
    if origin is None:
        return 0
    quotes = {(one.where, text.cut(one.quote, _QUOTE)) for one in _evidence(origin) if one.where != "body" and not _is_free(one)}
    return sum(len(quote) for _, quote in quotes)


def shown(origin: model.Origin | None, *, whole: bool, budget: int) -> model.Origin | None:
    """The origin as readers may see it; ``budget`` characters are left for its quotations unless the text is ``whole``.

    A name that stands in the body alone, mostly the words of a link, becomes the domain that the link leads to; what has
    no address goes.
    """
    if origin is None:
        return None
    if whole:
        return _with_far_names(origin)
    left = _Budget(max(0, budget))
    evidence = tuple(map(left.quote, origin.evidence))
    supplier = origin.supplier
    if supplier is not None:
        name = _name(supplier.name, supplier.url, supplier.evidence)
        supplier = replace(supplier, name=name, evidence=left.quote(supplier.evidence)) if name else None
    based_on = tuple(replace(one, name=name, evidence=left.quote(one.evidence), attribution=(), certainty=()) for one in origin.based_on
                     if (name := _name(one.name, one.url, one.evidence)))
    name = origin.name
    if not (supplier and supplier.name == name):
        name = next((_name(name, origin.url, one) for one in origin.evidence if one.where == "body"), name)
    name = next((text.cut(one.outlet, MAX_NAME) for one in origin.chain if one.outlet and one.url == origin.url and (one.url or one.name == origin.name)), name)
    chain = tuple(filter(None, (_link(one, left) for one in origin.chain)))
    return replace(origin, name=name, evidence=evidence, supplier=supplier, based_on=based_on, chain=chain)


def _with_far_names(origin: model.Origin) -> model.Origin:
    """An origin shown with the whole text; what only another page says is named by its address, not by that page's words."""
    chain = tuple(filter(None, (_link(one, None) if one.at else one for one in origin.chain)))
    far = next((_link(one, None) for one in origin.chain if one.at and (one.name, one.url) == (origin.name, origin.url)), None)
    return replace(origin, name=far.name if far else origin.name, chain=chain)


def _link(link: model.Link, left: _Budget | None) -> model.Link | None:
    """A link of the chain; what another page says is told without its words, whatever the article's own licence allows."""
    name = text.cut(link.outlet, MAX_NAME) or next((_name(link.name, link.url, one) for one in link.evidence[:1]), link.name)
    evidence = tuple(one if _is_free(one) else replace(one, quote="") if link.at or left is None else left.quote(one) for one in link.evidence)
    return replace(link, name=name, evidence=evidence) if name else None


def _name(name: str, url: str | None, evidence: model.Evidence) -> str:
    if evidence.where != "body" and len(name) <= MAX_NAME:
        return name
    return urls.domain(url) if url else "" if evidence.where == "body" else text.cut(name, MAX_NAME)


def _evidence(origin: model.Origin) -> list[model.Evidence]:
    supplier = [origin.supplier.evidence] if origin.supplier else []
    chain = [each for one in origin.chain if not one.at for each in one.evidence]
    return [*origin.evidence, *supplier, *(one.evidence for one in origin.based_on), *chain]


def _is_free(evidence: model.Evidence) -> bool:
    """Words of our own, and addresses, are nobody's text."""
    return evidence.where in _OURS or (" " not in evidence.quote and "://" in evidence.quote[:10] and len(evidence.quote) <= urls.MAX_LENGTH)

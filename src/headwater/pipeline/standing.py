"""What the pages of a few articles say of where their texts come from, for telling which of two was first.

In: identifiers of articles that are the same text. Out: ``dedup.direction.Standing`` for each. Never: what comparing found
before: a page's own words only, so that no decision rests on itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from headwater import model, urls
from headwater.dedup import direction
from headwater.store import articles, told
from headwater.trace import known
from headwater.trace import origin as tracer

MOST_REMEMBERED = 256  # articles whose standing is remembered: many carriers of one report ask the same pages
MOST_WORDS = 20_000  # characters of a text in which another outlet's name is looked for
_remembered: dict[told.State, direction.Standing] = {}  # by the state of the article; the oldest first
_DECLARE = ("link.canonical", "meta.canonical", "meta.syndication-source", "meta.original-source", "jsonld.isbasedon")


def of(conn: sa.Connection, kept: articles.Kept, article_ids: Sequence[str]) -> dict[str, direction.Standing]:
    """How an article and others stand; those that are gone, or may not be analysed, are left out."""
    states = {one.id: one for one in told.states(conn, [kept.id, *article_ids])}
    others = {one: state for one, state in states.items() if one != kept.id}
    found = {one: _remembered[state] for one, state in others.items() if state in _remembered}
    for page in articles.many(conn, [one for one in others if one not in found]):
        if page.allowance.analyse:
            found[page.id] = standing(page, others[page.id].outlet_name, others[page.id].is_agency)
            _remember(others[page.id], found[page.id])
    own = states.get(kept.id)
    return {kept.id: standing(kept, own.outlet_name if own else "", bool(own and own.is_agency)), **found}


def _remember(state: told.State, found: direction.Standing) -> None:
    if len(_remembered) >= MOST_REMEMBERED:
        del _remembered[next(iter(_remembered))]
    _remembered[state] = found


def standing(kept: articles.Kept, outlet_name: str, is_agency: bool) -> direction.Standing:
    """How one article stands, by its own page and its feed's entry."""
    page = kept.article
    domain = urls.domain(kept.reference_url)
    declared = tuple(_declared(page)) if page else ()
    linked = {link.url for link in page.links} if page else set[str]()
    site = known.of_address(kept.reference_url)
    own = [outlet_name, page.outlet_name if page else "", site.name if site else ""]
    said = "\n".join((*page.bylines, *page.end_notes, page.body[:MOST_WORDS])) if page else ""
    return direction.Standing(
        names=tuple(dict.fromkeys(name for name in own if name)), domain=domain, declared=declared, words=said,
        addresses=frozenset(urls.key(url) for url in (kept.reference_url, page.url if page else "", kept.entry.url) if url),
        links=frozenset(map(urls.key, linked)), sites=frozenset(map(urls.domain, linked)),
        suppliers=tuple(_suppliers(kept, outlet_name, [urls.domain(url) for url in declared], domain)),
        is_agency=is_agency or bool(site and site.kind == "agency"),
    )


def _declared(page: model.Article) -> Iterator[str]:
    yield page.canonical_url
    for key, value in page.structured[:100]:
        if key.lower() in _DECLARE and urls.absolute(value):
            yield value


def _suppliers(kept: articles.Kept, outlet_name: str, declared: list[str], domain: str) -> Iterator[tuple[str, str]]:
    """Whom the page names as the supplier of its text, and the sites that it declares to be its text's own."""
    if kept.article is not None:
        supplier = _supplier(kept, kept.article, outlet_name)
        for name in supplier.name.split("/") if supplier else ():
            site = known.called(name)
            yield name, urls.domain(site.home) if site else ""
        if supplier and supplier.url:
            yield supplier.name, urls.domain(supplier.url)
    yield from ((site, site) for site in declared if site and site != domain)


def _supplier(kept: articles.Kept, page: model.Article, outlet_name: str) -> model.Supplier | None:
    """Whom the page itself names: what was traced before, unless that rests on comparing or the page has changed since."""
    traced = kept.origin if kept.version == kept.input_version else None
    if traced is not None and not (traced.supplier and traced.supplier.evidence.where == "copies"):
        return traced.supplier
    outlet = model.Outlet(id=kept.outlet_id, name=outlet_name, home_url=urls.origin(kept.reference_url))
    return tracer.supplier(page, entry=kept.entry, outlet=outlet)

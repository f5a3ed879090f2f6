"""What the pages of a few articles say of where their texts come from, for telling which of two was first.

In: identifiers of articles that are the same text. Out: ``dedup.direction.Standing`` for each. Never: what comparing found
before: a page's own words only, so that no decision rests on itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from headwater import model, urls
from headwater.dedup import direction
from headwater.store import articles, outlets
from headwater.trace import known
from headwater.trace import origin as tracer

MOST_WORDS = 20_000  # characters of a text in which another outlet's name is looked for
_DECLARE = ("link.canonical", "meta.canonical", "meta.syndication-source", "meta.original-source", "jsonld.isbasedon")


def of(conn: sa.Connection, article_ids: list[str]) -> dict[str, direction.Standing]:
    """How these articles stand; those that are gone, or may not be analysed, are left out."""
    kept = [one for one in articles.many(conn, article_ids) if one.allowance.analyse]
    outlet = {one: outlets.get(conn, one) for one in {one.outlet_id for one in kept}}
    return {one.id: standing(one, outlet[one.outlet_id]) for one in kept}


def standing(kept: articles.Kept, outlet: model.Outlet | None) -> direction.Standing:
    """How one article stands, by its own page and its feed's entry."""
    page = kept.article
    domain = urls.domain(kept.reference_url)
    declared = tuple(_declared(page)) if page else ()
    site = known.of_address(kept.reference_url)
    own = [outlet.name if outlet else "", page.outlet_name if page else "", site.name if site else ""]
    said = "\n".join((*page.bylines, *page.end_notes, page.body[:MOST_WORDS])) if page else ""
    return direction.Standing(
        names=tuple(dict.fromkeys(name for name in own if name)), domain=domain, declared=declared, words=said,
        addresses=frozenset(urls.key(url) for url in (kept.reference_url, page.url if page else "", kept.entry.url) if url),
        links=tuple(dict.fromkeys(link.url for link in page.links)) if page else (),
        suppliers=tuple(_suppliers(kept, outlet, [urls.domain(url) for url in declared], domain)),
        is_agency=bool(outlet and outlet.is_agency) or bool(site and site.kind == "agency"),
    )


def _declared(page: model.Article) -> Iterator[str]:
    yield page.canonical_url
    for key, value in page.structured[:100]:
        if key.lower() in _DECLARE and urls.absolute(value):
            yield value


def _suppliers(kept: articles.Kept, outlet: model.Outlet | None, declared: list[str], domain: str) -> Iterator[tuple[str, str]]:
    """Whom the page names as the supplier of its text, and the sites that it declares to be its text's own."""
    if kept.article is not None:
        supplier = _supplier(kept, kept.article, outlet)
        for name in supplier.name.split("/") if supplier else ():
            site = known.called(name)
            yield name, urls.domain(site.home) if site else ""
        if supplier and supplier.url:
            yield supplier.name, urls.domain(supplier.url)
    yield from ((site, site) for site in declared if site and site != domain)


def _supplier(kept: articles.Kept, page: model.Article, outlet: model.Outlet | None) -> model.Supplier | None:
    """Whom the page itself names: what was traced before, unless that rests on comparing or the page has changed since."""
    traced = kept.origin if kept.version == kept.input_version else None
    if traced is None or (traced.supplier and traced.supplier.evidence.where == "copies"):
        traced = tracer.trace(page, entry=kept.entry, outlet=outlet)
    return traced.supplier

"""Origin: who supplied an article's text, what its news rests on, and the best link to the primary source.

In: an article, its entry and outlet, its copies, the addresses of its story. Out: a ``model.Origin`` with evidence, a
confidence and wishes (pages that would settle more). Never: a request; a name or link without words of the page, the
feed or a copy behind it; the outlet's own page in place of an origin elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from headwater import model, text, urls
from headwater.trace import basis, cues, known
from headwater.trace import credits as credit
from headwater.trace.credits import Claim, Self

_LINES = 60  # bylines and end notes that are read
_VALUES = {  # facts in structured data that name a supplier, with the weight of each
    "sourceorganization": 0.85, "provider": 0.75, "author": 0.75, "creator": 0.75, "credittext": 0.7, "source": 0.7,
    "article:author": 0.7, "dc.creator": 0.7, "dc.source": 0.75, "sailthru.author": 0.7, "byl": 0.7, "cre": 0.75}
_SEEABLE = frozenset({"document", "statement", "study", "court_record", "dataset", "assessment"})  # what a visit can tell of
_ADDRESSES = frozenset({"syndication-source", "original-source", "syndicationsource"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOf:
    """An article elsewhere that this one repeats, as dedup found it."""

    outlet_name: str
    url: str
    containment: float  # share of the smaller text found in the other, 0 to 1
    is_agency: bool = False
    earlier: bool = False  # it was published, or seen, before this article


def trace(article: model.Article, *, entry: model.Entry | None = None, outlet: model.Outlet | None = None,
          copies: Sequence[CopyOf] = (), story: Sequence[str] = (), others: known.Roster = known.NOBODY) -> model.Origin:
    """The origin of an article; kind "own" where nothing says that text or news come from elsewhere.

    ``story`` holds the addresses of the other articles on the event: a link to one of them weighs more. ``others`` are outlets that
    are known by name besides those of the tables.
    """
    me = replace(_self(article, outlet), others=others)
    supplier, weight = _supplier(_claims(article, entry, copies, me))
    found = [_known_in_story(each, story) for each in basis.find(article, me)]
    found += [each for each in (basis.other_edition(article, me), _is_based_on(article, me)) if each]
    found.sort(key=lambda each: (-(each.score if each.based_on.url else each.score - 0.3), each.based_on.name))
    found = [each for each in found if not (supplier and _tells(supplier, each.based_on))]
    based_on = tuple(each.based_on for each in found)
    best = next((each for each in found if each.based_on.url and each.score >= basis.SURE), None)
    wishes = _wishes(found)
    if supplier and (supplier.share == "whole" or best is None):
        return model.Origin(kind=supplier.kind, name=supplier.name, url=supplier.url, confidence=weight, evidence=(supplier.evidence,),
                            supplier=supplier, based_on=based_on, wishes=wishes)
    if best:
        return model.Origin(kind=best.based_on.kind, name=best.based_on.name, url=best.based_on.url, confidence=best.score,
                            evidence=(best.based_on.evidence,), supplier=supplier, based_on=based_on, wishes=wishes)
    name = outlet.name if outlet else article.outlet_name
    return model.Origin(kind="own", name=name, confidence=0.5 if based_on else 0.4, based_on=based_on, wishes=wishes)


def _wishes(found: Sequence[basis.Basis]) -> tuple[str, ...]:
    """Pages that would settle more: reports that are cited, and the first document, unless it is an authority's and surely meant."""
    linked = [(each, each.based_on.url) for each in found if each.based_on.url]
    reports = [url for each, url in linked[:3] if each.based_on.kind == "outlet_report"]
    documents = [url for each, url in linked[:2] if each.based_on.kind in _SEEABLE and not (each.score >= basis.SURE and basis.is_official(url))]
    return (*reports, *documents[:1])


def supplier(article: model.Article, *, entry: model.Entry | None = None, outlet: model.Outlet | None = None) -> model.Supplier | None:
    """Who supplied the text, by the page's and the feed's own words alone."""
    return _supplier(_claims(article, entry, (), _self(article, outlet)))[0]


def primary_url(origin: model.Origin) -> str | None:
    """The link to the primary source where it deserves confidence, else None: then the article itself is the best there is."""
    return origin.url if origin.kind != "own" and origin.confidence >= model.PRIMARY_FROM else None


def _self(article: model.Article, outlet: model.Outlet | None) -> Self:
    names = [article.outlet_name, outlet.name if outlet else ""]
    names += [value for key, value in article.structured if key.lower().rsplit(".", 1)[-1] in ("publisher", "og:site_name", "site_name")]
    home = outlet.home_url if outlet else ""
    site = known.of_address(article.url) or (known.of_address(home) if home else None)
    names += [site.name, *site.names] if site else []
    return Self(names=tuple(dict.fromkeys(name[:100] for name in names if name)), domain=urls.domain(article.url))


# ---- the supplier ------------------------------------------------------------------------------------------


def _claims(article: model.Article, entry: model.Entry | None, copies: Sequence[CopyOf], me: Self) -> Iterator[Claim]:
    """Every sign of a supplier, in no order."""
    pictures = {text.fold(text.squeeze(part)) for image in article.images for part in (image.caption, image.credit, image.alt) if part}

    def ours(line: str) -> bool:
        return text.fold(text.squeeze(line)) not in pictures

    paragraphs = [paragraph for paragraph in article.body.split("\n") if paragraph.strip()]
    bylines = [line for line in article.bylines[:_LINES] if ours(line)]
    found: list[Claim | None] = [credit.of_byline(line, me) for line in bylines if not _within_another(line, bylines)]
    found += _authors(article, me)
    found += [credit.of_dateline(paragraph, me) for paragraph in (article.lead, *paragraphs[:3]) if paragraph]
    notes = [*article.end_notes[:_LINES], *(paragraph for paragraph in paragraphs[-3:] if len(paragraph) <= 400)]
    staffed = any(known.called(name, me.others) is None and not me.is_called(name) for name in article.authors)
    for line in filter(ours, notes):
        if staffed and line.strip().isalpha() and known.called(line, me.others):
            continue  # an agency's bare name below a text with an author is what is left of a picture's credit
        found.append(credit.of_first_place(line, article.links, me) or credit.of_note(line, me))
    found += [credit.of_first_place(paragraph, article.links, me, where="body") for paragraph in paragraphs[:2]]
    found += [credit.of_note(line, me, where="byline") for line in article.bylines[:_LINES] if cues.LABEL.match(line) and ours(line)]
    found += [credit.of_trailing(paragraph, me) for paragraph in paragraphs[-1:]]
    found += _structured(article, me)
    if entry is not None:
        found.append(_feed(entry, me))
    found += [_copied(copy, me) for copy in copies[:20]]
    yield from filter(None, found)


def _within_another(line: str, lines: Sequence[str]) -> bool:
    """Whether a longer line says the same with more around it: "AP" beside "Ada Marsh and AP"."""
    return any(line in other and len(line) < len(other) <= 160 for other in lines)


def _authors(article: model.Article, me: Self) -> Iterator[Claim | None]:
    """Suppliers among the authors; beside persons, and with nothing else to tell, the text is taken for a joint one."""
    values = [(name, credit.of_value(name, me, where="byline", weight=0.7)) for name in article.authors[:20] if not _is_pictures(name, article)]
    joint = any(claim is None and not me.is_called(name) for name, claim in values)
    for _, claim in values:
        yield replace(claim, share="part") if claim and joint else claim


def _is_pictures(name: str, article: model.Article) -> bool:
    """Whether every line that names it credits a picture: "Foto: dpa"."""
    lines = [line for line in (*article.bylines, *article.end_notes) if name in line]
    return bool(lines) and all(map(credit.is_photo, lines))


def _structured(article: model.Article, me: Self) -> Iterator[Claim | None]:
    """Canonical links to another site, syndication metadata, organisations in structured data."""
    declared = [(key, value) for key, value in article.structured if key.lower() in ("link.canonical", "meta.canonical")]
    for _, value in [*declared, ("", article.canonical_url)]:
        yield _elsewhere(value, me, where="canonical", weight=0.8)
    for key, value in article.structured[:100]:
        where = "jsonld" if key.lower().startswith(("jsonld", "microdata")) else "meta"
        name = key.lower().split(".", 1)[-1]
        if name in _ADDRESSES:
            yield _elsewhere(value, me, where="meta", weight=0.8)
        elif name in _VALUES:
            claim = credit.of_value(value, me, where=where, weight=_VALUES[name])
            beside = [other for rival, other in article.structured if rival == key and other != value]
            joint = "author" in name and any(not me.is_called(other) and known.called(other, me.others) is None for other in beside)
            yield replace(claim, share="part") if claim and joint else claim


def _elsewhere(address: str, me: Self, *, where: str, weight: float) -> Claim | None:
    """A declared address on another outlet's site; the same masthead under two endings is one outlet."""
    url = urls.canonical(address) if address else None
    if not url or urls.is_home(url) or urls.is_redirector(url):
        return None
    domain = urls.domain(url)
    if domain == me.domain or domain.split(".")[0] == me.domain.split(".")[0] or "ampproject" in domain or me.is_called(domain):
        return None
    site = known.of_address(url, me.others)
    if site and me.is_me(site):
        return None
    return Claim(name=site.name if site else domain, kind=site.kind if site else "outlet", share="whole", where=where, quote=url[:200],
                 weight=weight, url=url, home=site.home if site else domain)


def _feed(entry: model.Entry, me: Self) -> Claim | None:
    """RSS ``source`` and Atom ``source``: the feed says whose item it is."""
    if not entry.source_title or me.is_called(entry.source_title) or urls.domain(entry.source_url or "x") == me.domain:
        return None
    site = known.called(entry.source_title, me.others) or (known.of_address(entry.source_url, me.others) if entry.source_url else None)
    if site and me.is_me(site):
        return None
    url = entry.origin_url if entry.origin_url and not urls.same_site(entry.origin_url, f"https://{me.domain}/") else None
    return Claim(name=site.name if site else text.cut(entry.source_title, 80), kind=site.kind if site else "outlet", share="whole",
                 where="feed", quote=text.cut(entry.source_title, 200), weight=0.75, url=url,
                 home=site.home if site else urls.domain(entry.source_url) if entry.source_url else "")


def _copied(copy: CopyOf, me: Self) -> Claim | None:
    """An agency's own article that this one repeats."""
    site = known.of_address(copy.url, me.others)
    agency = copy.is_agency or (site is not None and site.kind == "agency")
    if not agency or copy.containment < 0.5 or urls.domain(copy.url) == me.domain:
        return None
    quote = text.cut(f"{copy.containment:.0%} of the shorter text stands in {copy.outlet_name}", 200)
    return Claim(name=site.name if site else copy.outlet_name, kind="agency", share="whole" if copy.containment >= 0.7 else "part",
                 where="copies", quote=quote, weight=0.5 + 0.3 * copy.containment + (0.1 if copy.earlier else 0.0), url=copy.url,
                 home=site.home if site else urls.domain(copy.url))


def _supplier(claims: Iterator[Claim]) -> tuple[model.Supplier | None, float]:
    """The supplier with the strongest sign and how sure it is; further signs for the same one add a little."""
    ranked = sorted(claims, key=lambda claim: (-claim.weight, claim.share != "part", claim.where, claim.quote))
    if not ranked:
        return None, 0.0
    named = [claim for claim in ranked if claim.name != "news agencies"]
    best = (named or ranked)[0]
    same = [claim for claim in ranked if claim.home and claim.home == best.home]
    url = best.url or next((claim.url for claim in same if claim.url), None)
    places = len({claim.where for claim in same})
    evidence = model.Evidence(where=best.where, quote=best.quote)
    supplier = model.Supplier(name=best.name, kind=best.kind, share=best.share, evidence=evidence, url=url)
    return supplier, round(min(0.98, best.weight + 0.04 * max(0, places - 1)), 2)


# ---- the basis ---------------------------------------------------------------------------------------------


def _tells(supplier: model.Supplier, based_on: model.BasedOn) -> bool:
    """Whether a basis is but the line that names the supplier."""
    if based_on.url:
        return based_on.url == supplier.url
    said, line = based_on.evidence.quote, supplier.evidence.quote
    return based_on.kind == "outlet_report" and based_on.name in supplier.name.split("/") and (said in line or line in said)


def _known_in_story(each: basis.Basis, story: Sequence[str]) -> basis.Basis:
    if each.based_on.url and urls.key(each.based_on.url) in {urls.key(address) for address in story}:
        return replace(each, score=min(0.95, each.score + 0.15))
    return each


def _is_based_on(article: model.Article, me: Self) -> basis.Basis | None:
    """What the page's structured data declare as its basis."""
    for key, value in article.structured[:100]:
        if key.lower().endswith("isbasedon") and "://" in value and urls.domain(value) != me.domain and not urls.is_home(value):
            site = known.of_address(value, me.others)
            evidence = model.Evidence(where="jsonld", quote=value[:200])
            named = model.BasedOn(name=site.name if site else urls.domain(value), kind="outlet_report" if site else "document",
                                  evidence=evidence, url=value)
            return basis.Basis(based_on=named, score=0.75)
    return None

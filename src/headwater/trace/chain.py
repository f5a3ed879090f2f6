"""The chain: from an article back to where its news comes from, over what other pages say of themselves.

In: an article with its own Origin, and what is known of the pages that it and they lead to. Out: the Origin with its chain,
and the best address along it. Never: a request; a redirector, an aggregator or the outlet itself as a source; a link that a
page which was compared does not bear out, or that would go round in a circle.

Each link's confidence is that of the claim on its page, raised or lowered by comparing the two texts, times that of the
links before it. What the article says itself comes first-hand; a link that only another page tells has that page in ``at``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from headwater import model, text, urls
from headwater.trace import bearing, known
from headwater.trace.bearing import Verdict

CARRIED, BASED, DOCUMENT = "carried_from", "based_on", "document"
FLOOR = 0.25  # confidence below which a way is not followed
DEPTH = 4  # pages that a chain passes
REFUTED = 0.4  # the most that is left of a claim that its page does not bear out: it is not shown
_TOLD = 0.6  # a supplier, or a link, of which nothing more is told
_LINKED, _NAMED = 0.5, 0.45  # what the article links or names beside its main source
_BORNE_OUT, _FITTING = 0.6, 0.15  # share of the remaining doubt that a comparison takes away
_THERE = 0.12  # the same, that a document which is linked as such is there, where comparing says nothing
_NO_SOURCE = frozenset({"anonymous", "own_reporting"})
_REPORTS = frozenset({"outlet_report", "agency", "outlet"})
_AGGREGATORS = frozenset(  # they only list what stands elsewhere
    ["news.google.com", "msn.com", "newsbreak.com", "smartnews.com", "flipboard.com", "ground.news", "headtopics.com", "biztoc.com", "allsides.com",
     "upday.com", "techmeme.com", "memeorandum.com", "drudgereport.com", "reddit.com", "news.ycombinator.com", "digg.com", "fark.com", "feedly.com",
     "inoreader.com", "newsnow.co.uk", "newsnow.com", "pressreader.com", "rivva.de", "news360.com", "opera.news", "operanewsapp.com", "dailyhunt.in",
     "toutiao.com", "news.yahoo.com", "smi2.ru", "yandex.ru", "dzen.ru", "mediagazer.com", "newslocker.com", "wn.com", "menafn.com"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a chain needs of a page: the article itself, another one of ours, or a witness."""

    url: str
    outlet_name: str = ""
    language: str | None = None
    published: datetime | None = None
    updated: datetime | None = None  # its outlet's last change, where it tells one
    origin: model.Origin | None = None  # by its own words
    marks: tuple[int, ...] = ()
    head: tuple[int, ...] = ()  # those of its headline
    links: tuple[str, ...] = ()  # addresses in its text, where we have that
    outcome: str = "read"  # model.Witness.outcome, or "short": there, with too little text for an article
    gone: bool = False  # it was read, and is no more: it stays a source, without an address


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """What a page says of its source, and that page where it is known."""

    link: model.Link  # with the confidence of this claim alone
    page: Page | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What is known besides the article: pages, and what of them says little."""

    by_key: Mapping[str, Page] = field(default_factory=dict)  # of an address, and of a name where the story holds one report of that outlet
    common: frozenset[int] = frozenset()  # marks that many texts have
    others: known.Roster = known.NOBODY  # outlets by name

    def get(self, key: str) -> Page | None:
        """The page of an address or of a name."""
        return self.by_key.get(key)


def key(url: str | None, name: str) -> str:
    """Under which a page is given: its address, or the name of its outlet."""
    return urls.key(url) if url else "name " + text.fold(text.squeeze(name))


def settle(me: Page, pages: Pages) -> model.Origin:
    """The article's Origin with its chain; kind, name, address and confidence are those of the best link of it."""
    origin = rated(me.origin) if me.origin else model.Origin(kind="own", name=me.outlet_name)
    me = replace(me, origin=origin)
    links = tuple(_by_fact(link, pages.others) for link in _walk(me, pages, trail=(me,), weight=1.0))
    best = _best(links)
    if best is None or best.confidence <= REFUTED or (origin.kind == "own" and best.confidence < model.PRIMARY_FROM):
        kept = origin.confidence if origin.kind == "own" else 0.4
        evidence = origin.evidence if origin.kind == "own" else ()
        return replace(origin, kind="own", name=me.outlet_name if origin.kind != "own" else origin.name, url=None, confidence=kept,
                       evidence=evidence, chain=links)
    return replace(origin, kind=best.kind, name=best.name, url=best.url, confidence=best.confidence, evidence=best.evidence, chain=links)


def _by_fact(link: model.Link, others: known.Roster) -> model.Link:
    """A link without an address, whose name a table or the deployment has: that is a fact, which may be told where the text's words may not."""
    if link.url or link.outlet or link.kind not in _REPORTS:
        return link
    site = known.named(link.name, others)
    return replace(link, outlet=site.name) if site else link


def rated(origin: model.Origin) -> model.Origin:
    """The origin with a confidence for the supplier and for each thing that it rests on, as far as the article tells one."""
    supplier = origin.supplier
    if supplier and not supplier.confidence:
        is_it = (supplier.kind, supplier.name) == (origin.kind, origin.name)
        supplier = replace(supplier, confidence=origin.confidence if is_it else _TOLD)
    based_on = tuple(replace(one, confidence=_prior(one, at, origin)) for at, one in enumerate(origin.based_on))
    return replace(origin, supplier=supplier, based_on=based_on)


def _prior(one: model.BasedOn, at: int, origin: model.Origin) -> float:
    if one.url and one.url == origin.url and one.kind == origin.kind:
        return origin.confidence
    return one.confidence or ((_LINKED if at == 0 else _LINKED - 0.02) if one.url else _NAMED)


def open_wishes(me: Page, pages: Pages) -> list[str]:
    """The addresses whose pages would settle something, and of which nothing is known yet."""
    found, supplier = [], me.origin.supplier if me.origin else None
    supplied = (supplier.url,) if supplier and supplier.url and supplier.kind == "outlet" else ()
    for url in (*supplied, *me.origin.wishes) if me.origin else ():
        wanted = urls.canonical(url)
        if wanted and pages.get(key(wanted, "")) is None and not _is_own(wanted, (), me) and not is_aggregator(wanted) and not urls.is_sealed(wanted):
            found.append(wanted)
    return found


def addresses(origin: model.Origin) -> list[str]:
    """The addresses to which an origin leads by its own words, redirectors opened as far as they tell where they lead."""
    named = [origin.supplier.url if origin.supplier else None, *(one.url for one in origin.based_on), *origin.wishes]
    return list(dict.fromkeys(one for url in named if url for one in (url, urls.unwrap(url)) if one))


def names(origin: model.Origin) -> list[str]:
    """The outlets and agencies that an origin names without an address."""
    supplier = [origin.supplier.name] if origin.supplier and not origin.supplier.url and origin.supplier.share == "whole" else []
    return list(dict.fromkeys([*supplier, *(one.name for one in origin.based_on if one.kind == "outlet_report" and not one.url)]))


def is_aggregator(url: str) -> bool:
    """Whether an address is on a site that only lists what stands elsewhere."""
    host = urls.hostname(url).removeprefix("www.").removeprefix("m.")
    return host in _AGGREGATORS or urls.domain(url) in _AGGREGATORS


# ---- the way back ------------------------------------------------------------------------------------------


def _walk(page: Page, pages: Pages, *, trail: tuple[Page, ...], weight: float) -> Iterator[model.Link]:
    """The links behind a page: who supplied its text, then what its news rests on, each with what lies behind it."""
    if len(trail) > DEPTH:
        return
    claims = list(_claims(page, pages, trail))
    carried = next((one for one in claims if one.link.step == CARRIED), None)
    own = max((one for one in claims if one.link.step != CARRIED), key=lambda one: one.link.confidence, default=None)
    behind = [_behind(one, pages, trail, weight) if one else [] for one in (carried, own)]
    if carried and weight * carried.link.confidence >= FLOOR:
        yield from behind[0][:1]
        if _sureness(behind[0][1:]) > _sureness(behind[1]):
            yield from behind[0][1:]
            return
    yield from behind[1]


def _behind(claim: _Claim, pages: Pages, trail: tuple[Page, ...], weight: float) -> list[model.Link]:
    """A claim as a link of the chain, and the links behind it; an aggregator is passed through and is no link itself."""
    at = "" if len(trail) == 1 else trail[-1].url
    sure = round(weight * claim.link.confidence, 3)
    if sure < FLOOR:
        return []
    evidence = claim.link.evidence if not at else tuple(one if one.where == "compared" else replace(one, quote="") for one in claim.link.evidence)
    rest = list(_walk(claim.page, pages, trail=(*trail, claim.page), weight=sure)) if claim.page and claim.page.origin else []
    if claim.link.url and is_aggregator(claim.link.url):
        return rest
    return [replace(claim.link, confidence=sure, evidence=evidence, at=at), *rest]


def _sureness(links: list[model.Link]) -> float:
    return max((link.confidence for link in links), default=0.0)


def _best(links: tuple[model.Link, ...]) -> model.Link | None:
    """The last sure link with an address; else the first sure one; else the surest."""
    sure = [link for link in links if link.confidence >= model.PRIMARY_FROM]
    linked = [link for link in sure if link.url]
    return linked[-1] if linked else sure[0] if sure else max(links, key=lambda link: link.confidence, default=None)


# ---- the claims of one page --------------------------------------------------------------------------------


def _claims(page: Page, pages: Pages, trail: tuple[Page, ...]) -> Iterator[_Claim]:
    """What a page says of its sources, without those that cannot be: itself, who is on the way already, what was refuted."""
    origin = page.origin
    if origin is None:
        return
    supplier = origin.supplier
    if supplier and supplier.share == "whole":
        yield from _claim(model.Link(step=CARRIED, kind=supplier.kind, name=supplier.name, url=supplier.url,
                                     confidence=supplier.confidence or _TOLD, evidence=(supplier.evidence,)), page, pages, trail)
    for one in origin.based_on:
        if one.kind not in _NO_SOURCE and not (supplier and supplier.share == "whole" and known.same(one.name, supplier.name)):
            step = BASED if one.kind == "outlet_report" else DOCUMENT
            yield from _claim(model.Link(step=step, kind=one.kind, name=one.name, url=one.url, confidence=one.confidence or _NAMED,
                                         evidence=(one.evidence,)), page, pages, trail)


def _claim(link: model.Link, page: Page, pages: Pages, trail: tuple[Page, ...]) -> Iterator[_Claim]:
    """One claim: its address opened, and compared with its page where that is known."""
    url = (urls.unwrap(link.url) or link.url) if link.url else None
    target = pages.get(key(url, link.name)) or (pages.get(key(link.url, "")) if link.url else None)
    if target and url and target.outcome == "read":
        url = None if target.gone else target.url
    if target is None and link.kind in _REPORTS and not url:
        target = pages.get(key(None, link.name))
    if url and (urls.is_redirector(url) or urls.is_home(url)):
        url = None
    if any(_is_own(url, (link.name, target.outlet_name if target else ""), one) for one in trail):
        return
    link = replace(link, url=url)
    if target:
        checked = _checked(link, page, target, pages)
        is_it = bool(checked.url) or target.gone or target.outcome != "read"
        yield _Claim(link=checked, page=target if is_it else None)
        return
    yield _Claim(link=link, page=None)


def _checked(link: model.Link, page: Page, target: Page, pages: Pages) -> model.Link:
    """A claim after its page was looked at."""
    if target.outcome == "gone" and link.kind != "agency":
        return replace(link, url=None, confidence=min(link.confidence / 2, REFUTED), evidence=(*link.evidence, _compared("the page that it links is gone")))
    if target.outcome != "read":
        return _there(link) if target.outcome == "short" else link
    found = bearing.compare(page.marks, target.marks, published=page.published, before=target.published, common=pages.common, head=target.head)
    says = bearing.verdict(found, languages=(page.language, target.language), revised=_is_revised(page, target))
    if link.url is None and not target.gone and says is not Verdict.BEARS:
        return link  # another page of that outlet may be meant
    sure = _after(link, says, found)
    if _leads_back(target, page, pages) and not (found.hours and found.hours > 0):
        sure = min(sure, REFUTED)  # each says that it has it from the other, and the clocks do not tell
    evidence = (*link.evidence, _compared(bearing.in_words(found))) if found.least else link.evidence
    outlet = target.outlet_name if link.kind in _REPORTS else ""
    return replace(link, url=link.url or (None if target.gone else target.url), confidence=sure, evidence=evidence, outlet=outlet)


def _after(link: model.Link, says: Verdict, found: model.Bearing) -> float:
    """The confidence of a claim after a comparison; an agency may publish later what it supplied earlier."""
    match says:
        case Verdict.BEARS:
            gain = _BORNE_OUT if found.hours is not None else _BORNE_OUT / 2
            return round(1 - (1 - link.confidence) * (1 - gain), 3)
        case Verdict.FITS if found.hours is None or found.hours * 3600 <= bearing.BACKGROUND.total_seconds():
            return round(1 - (1 - link.confidence) * (1 - _FITTING), 3)
        case Verdict.LATER if link.kind != "agency":
            return min(link.confidence / 2, REFUTED)
        case Verdict.MISSES:
            return min(link.confidence / 2, REFUTED)
        case Verdict.OPEN:
            return _there(link).confidence
        case _:
            return link.confidence


def _there(link: model.Link) -> model.Link:
    """A link to a document whose page is there, but holds too little to compare: a notice of two sentences, a table of results, another alphabet."""
    return replace(link, confidence=round(1 - (1 - link.confidence) * (1 - _THERE), 3)) if link.step == DOCUMENT and link.url else link


def _leads_back(start: Page, to: Page, pages: Pages) -> bool:
    """Whether a page says, itself or through others, that it has its news from the page that leads to it."""
    wanted, seen, ways = key(to.url, ""), set(), [start]
    while ways and len(seen) <= 4 * DEPTH:
        here = ways.pop()
        if here.origin is None or here.url in seen:
            continue
        seen.add(here.url)
        if here is start and any(key(url, "") == wanted for url in here.links):
            return True
        for url in addresses(here.origin):
            if key(url, "") == wanted:
                return True
            if (page := pages.get(key(url, ""))) is not None:
                ways.append(page)
    return False


def _compared(words: str) -> model.Evidence:
    return model.Evidence(where="compared", quote=words)


def _is_own(url: str | None, names: tuple[str, ...], page: Page) -> bool:
    """Whether an address or a name is the outlet's own: its site, its masthead under another ending, its name."""
    host = urls.hostname(url) if url else ""
    if host and host != urls.hostname(page.url) and any(host.removeprefix("www.") in name for name in names):
        return False  # "original edition (www.outlet.example)", of which this one is a translation
    site = known.of_address(page.url)
    if any(known.same(name, own) for name in names for own in (page.outlet_name, site.name if site else "") if own and name):
        return True
    if not url:
        return False
    theirs, mine = urls.domain(url), urls.domain(page.url)
    if theirs == mine:
        return True
    other = known.of_address(url)
    return theirs.split(".")[0] == mine.split(".")[0] or bool(site and other and site.name == other.name)


def _is_revised(page: Page, target: Page) -> bool:
    """Whether a page was changed after another one came, so that it may rest on it all the same."""
    return bool(page.updated and target.published and bearing.is_before(target.published, page.updated))

"""What a page says of itself besides its text: address, outlet, section, rights signals.

In: the page's declarations and headers. Out: values with warnings. Never: a canonical address on another site or of
a home page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from headwater import model, text, urls
from headwater.extract import access, jsonld
from headwater.extract.head import Head

_ROBOTS = ("robots", "googlebot", "googlebot-news", "headwater", "news_keywords_robots", "otherbots")
_COPYRIGHT = ("copyright", "dcterms.rights", "dc.rights", "rights", "dcterms.rightsholder", "syndication-rights")
_TAGS = 30
_COMMAS = re.compile(r"\s*[,;、，；،]\s*")  # "boats, harbour"
_CODE = re.compile(r"^(?:[\w.-]+[:=]\S*|\d+|https?:.*)$")  # "tag:1234", "type=article"
_NO_SECTION = re.compile(r"^(?:https?:|\W*$|uncategori[sz]ed|home|news$)", re.I)  # "Uncategorized"


def canonical(head: Head, warnings: list[model.Warned]) -> str:
    """The address that the page claims, if it may name this page; else its own."""
    own = urls.canonical(head.url) or head.url
    for where, claimed in (("link.canonical", head.link("canonical")), ("meta.og:url", head.meta("og:url"))):
        address = urls.canonical(claimed, head.base or None) if claimed else None
        if address is None:
            continue
        if not own:
            return "" if urls.is_home(address) else address
        if urls.is_home(address) and not urls.is_home(own):
            warnings.append(model.Warned(code="canonical-home-page", detail=f"{where}: {address}"[:200]))
        elif not urls.same_site(address, own):
            warnings.append(model.Warned(code="canonical-other-site", detail=f"{where}: {address}"[:200]))
        elif urls.is_redirector(address):
            warnings.append(model.Warned(code="canonical-redirector", detail=address[:200]))
        else:
            return address
    return own


def canonical_where(head: Head, address: str) -> str:
    """Where an accepted canonical address was found."""
    for where, claimed in (("link.canonical", head.link("canonical")), ("meta.og:url", head.meta("og:url"))):
        if claimed and urls.canonical(claimed, head.base or None) == address:
            return where
    return "page" if address else ""


def outlet(head: Head) -> str:
    """The outlet's name as the page gives it, "" if it does not."""
    return outlet_found(head).value


def outlet_found(head: Head) -> model.Found:
    """The same with where it was found."""
    for where, value in (
        ("meta.og:site_name", head.meta("og:site_name")), ("jsonld.publisher", jsonld.string(head.article.get("publisher"))),
        ("meta.application-name", head.meta("application-name")),
        ("jsonld.WebSite", next((jsonld.string(node.get("name")) for node in head.nodes
                                 if {"NewsMediaOrganization", "WebSite"} & set(jsonld.types(node))), "")),
        ("meta.publisher", head.meta("apple-mobile-web-app-title", "publisher", "dc.publisher")),
    ):
        line = jsonld.plain(value)
        if line and len(line) <= 80 and not line.startswith("http"):
            return model.Found(value=line, where=where)
    return model.Found(value="", where="")


def section_found(head: Head) -> model.Found:
    """The outlet's own division and where it was found, "" if none is given."""
    names = ("article:section", "section", "parsely-section", "cxenseparse:section", "sailthru.section", "category")
    claims = [(f"meta.{name}", head.meta(name)) for name in names if head.meta(name)][:1]
    claims += [("jsonld.articleSection", jsonld.string(value)) for value in jsonld.listed(head.article.get("articleSection"))]
    for where, value in claims:
        line = jsonld.plain(value)
        if line and len(line) <= 60 and not _NO_SECTION.match(line):
            return model.Found(value=line, where=where)
    line = _breadcrumb(head)
    return model.Found(value=line, where="jsonld.BreadcrumbList" if line else "")


def tags(head: Head) -> tuple[tuple[str, ...], str]:
    """The outlet's tags and where they were found; the keywords that a whole site shares are the last resort."""
    sources = [("meta.article:tag", list(head.metas.get("article:tag", ())))]
    sources.append(("jsonld.keywords", [line for value in jsonld.listed(head.article.get("keywords")) if (line := jsonld.string(value))]))
    sources += [(f"meta.{name}", list(head.metas.get(name, ()))) for name in ("parsely-tags", "sailthru.tags", "news_keywords", "cxenseparse:tags", "keywords")]
    for where, values in sources:
        found: dict[str, str] = {}
        for value in values[:_TAGS]:
            for part in _COMMAS.split(value) if len(values) == 1 or where != "jsonld.keywords" else [value]:
                line = jsonld.plain(part).strip(" #\"'")
                if 2 <= len(line) <= 80 and not _CODE.match(line):
                    found.setdefault(text.fold(line), line)
        if found:
            return tuple(found.values())[:_TAGS], where
    return (), ""


def _breadcrumb(head: Head) -> str:
    """The last step but one of a breadcrumb list that is no home page."""
    for node in head.nodes:
        if "BreadcrumbList" in jsonld.types(node):
            names = []
            for item in jsonld.listed(node.get("itemListElement"))[:8]:
                if isinstance(item, dict):
                    names.append(jsonld.string(item.get("name")) or jsonld.string(item.get("item")))
            steps = [name for name in names[1:3] if name and len(name) <= 40 and not name.startswith("http")]
            return steps[0] if steps else ""
    return ""


def signals(head: Head, headers: tuple[tuple[str, str], ...], *, linked: Iterable[str] = ()) -> model.PageSignals:
    """What headers and head say about reuse, verbatim, and the licences to which the text itself links."""
    lowered = {name.lower(): value for name, value in reversed(headers)}
    reservation = head.meta("tdm-reservation") or lowered.get("tdm-reservation", "")
    return model.PageSignals(
        robots=tuple(dict.fromkeys(value for name in _ROBOTS for value in head.metas.get(name, ()) if value))[:20],
        licences=tuple(dict.fromkeys((*_licences(head), *linked)))[:10],
        tdm_reservation=reservation.strip()[:20] or None,
        tdm_policy=(head.meta("tdm-policy") or lowered.get("tdm-policy", ""))[:500],
        copyright=_copyright(head)[:300],
        usage_info=_usage(head, "usageInfo", "acquireLicensePage")[:500],
        acquire=_usage(head, "acquireLicensePage")[:500],
        holder=jsonld.string(head.article.get("copyrightHolder"))[:200],
        year=str(year)[:10] if isinstance(year := head.article.get("copyrightYear"), str | int) else "",
        credit=jsonld.string(head.article.get("creditText"))[:300],
        free=access.free(head),
    )


def _licences(head: Head) -> Iterator[str]:
    yield from (href for rel, href, _ in head.links if "license" in rel.split())
    for value in jsonld.listed(head.article.get("license")):
        line = value.get("url") or value.get("@id") if isinstance(value, dict) else value
        if isinstance(line, str) and line.startswith("http"):
            yield line[:500]


def _copyright(head: Head) -> str:
    for key in ("copyrightNotice", "copyrightHolder"):
        if line := jsonld.string(head.article.get(key)):
            return line
    return text.squeeze(head.meta(*_COPYRIGHT))


def _usage(head: Head, *keys: str) -> str:
    for key in keys:
        value = head.article.get(key)
        value = value.get("url") or value.get("@id") if isinstance(value, dict) else value
        if isinstance(value, str) and value:
            return urls.absolute(value, head.base or None) or value
    return ""

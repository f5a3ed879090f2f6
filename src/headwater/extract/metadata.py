"""What a page says of itself besides its text: address, outlet, section, rights signals.

In: the page's declarations and headers. Out: values with warnings. Never: a canonical address on another site or of
a home page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from headwater import model, text, urls
from headwater.extract import jsonld
from headwater.extract.head import Head

_ROBOTS = ("robots", "googlebot", "googlebot-news", "headwater", "news_keywords_robots", "otherbots")
_COPYRIGHT = ("copyright", "dcterms.rights", "dc.rights", "rights", "dcterms.rightsholder", "syndication-rights")
_TRUE, _FALSE = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no"})  # also "https://schema.org/False"
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


def outlet(head: Head) -> str:
    """The outlet's name as the page gives it, "" if it does not."""
    for value in (head.meta("og:site_name"), jsonld.string(head.article.get("publisher")), head.meta("application-name"),
                  next((jsonld.string(node.get("name")) for node in head.nodes
                        if {"NewsMediaOrganization", "WebSite"} & set(jsonld.types(node))), ""),
                  head.meta("apple-mobile-web-app-title", "publisher", "dc.publisher")):
        line = jsonld.plain(value)
        if line and len(line) <= 80 and not line.startswith("http"):
            return line
    return ""


def section(head: Head) -> str:
    """The outlet's own division, "" if none is given."""
    claims = [head.meta("article:section", "section", "parsely-section", "cxenseparse:section", "sailthru.section", "category")]
    claims += [jsonld.string(value) for value in jsonld.listed(head.article.get("articleSection"))]
    for value in claims:
        line = jsonld.plain(value)
        if line and len(line) <= 60 and not _NO_SECTION.match(line):
            return line
    return _breadcrumb(head)


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


def signals(head: Head, headers: tuple[tuple[str, str], ...]) -> model.PageSignals:
    """What headers and head say about reuse, verbatim."""
    lowered = {name.lower(): value for name, value in reversed(headers)}
    reservation = head.meta("tdm-reservation") or lowered.get("tdm-reservation", "")
    return model.PageSignals(
        robots=tuple(dict.fromkeys(value for name in _ROBOTS for value in head.metas.get(name, ()) if value))[:20],
        licences=tuple(dict.fromkeys(_licences(head)))[:10],
        tdm_reservation=reservation.strip()[:20] or None,
        tdm_policy=(head.meta("tdm-policy") or lowered.get("tdm-policy", ""))[:500],
        copyright=_copyright(head)[:300],
        usage_info=_usage(head)[:500],
        free=_free(head),
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


def _usage(head: Head) -> str:
    for key in ("usageInfo", "acquireLicensePage"):
        value = head.article.get(key)
        value = value.get("url") or value.get("@id") if isinstance(value, dict) else value
        if isinstance(value, str) and value:
            return urls.absolute(value, head.base or None) or value
    return ""


def _free(head: Head) -> bool | None:
    """Whether the text may be read without a subscription (schema.org isAccessibleForFree, of the article or a part of it)."""
    parts = [part for part in jsonld.listed(head.article.get("hasPart"))[:20] if isinstance(part, dict)]
    given = [value for node in (head.article, *parts) for value in jsonld.listed(node.get("isAccessibleForFree"))[:5]]
    given += [head.meta("isaccessibleforfree")]
    said = {str(value.get("@id", "") if isinstance(value, dict) else value).strip().lower().rsplit("/", 1)[-1] for value in given}
    tier = head.meta("article:content_tier").lower()
    if said & _FALSE or tier in ("locked", "metered", "paid"):
        return False
    return True if said & _TRUE or tier == "free" else None

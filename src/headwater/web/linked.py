"""Structured data of an article page: a WebPage about a NewsArticle that is the outlet's, not ours.

In: a publication and the address of our page. Out: JSON-LD that can stand inside a script element. Never: a claim that
the article is published by us.
"""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from headwater import model
from headwater.store import pages
from headwater.web import dates, makers, origins


def page(item: pages.Shown, *, address: str, site_name: str, site_address: str, comments: int = 0) -> Markup:
    """JSON-LD of an article's page (schema.org WebPage, NewsArticle)."""
    publication = item.publication
    return _safe(
        {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "@id": address,
            "url": address,
            "isPartOf": {"@type": "WebSite", "name": site_name, "url": site_address},
            "isBasedOn": publication.reference_url,
            "commentCount": comments,
            "mainEntity": _article(publication, item.home_url),
        }
    )


def _article(publication: model.Publication, home_url: str) -> dict[str, Any]:
    origin = origins.of(publication)
    publisher = {"@type": "NewsMediaOrganization", "name": publication.outlet_name, "url": origins.web_address(home_url)}
    supplier = publication.origin.supplier if publication.origin else None
    provider = {"@type": "Organization", "name": supplier.name} if supplier and supplier.name else None
    credit = publication.outlet_name + (f" / {origin.name}" if origin and origin.name else "")
    found = {
        "@type": makers.TYPES.get(publication.kind, "NewsArticle"),
        "@id": publication.reference_url,
        "url": publication.reference_url,
        "headline": publication.headline,
        "inLanguage": dates.tag(publication.language),
        "datePublished": dates.iso(publication.published) if publication.published else None,
        "dateModified": dates.iso(publication.updated) if publication.updated else None,
        "author": [{"@type": "Person", "name": name} | ({"url": address} if address else {}) for name, address in makers.writers(publication)],
        "publisher": {key: value for key, value in publisher.items() if value},
        "copyrightHolder": provider if supplier and provider and supplier.share == "whole" else {key: value for key, value in publisher.items() if value},
        "provider": provider,
        "creditText": credit,
        "copyrightNotice": publication.rights,
        "license": origins.web_address(publication.licence.uri) if publication.licence else None,
        "usageInfo": None if publication.licence else origins.web_address(publication.terms_url) or origins.web_address(home_url),
        "isBasedOn": origins.link(origin) if origin else None,
        "abstract": publication.excerpt,
        "correction": publication.correction,
    }
    free = {"isAccessibleForFree": publication.access == "free"} if publication.access else {}
    return {key: value for key, value in found.items() if value} | free


def _safe(value: dict[str, Any]) -> Markup:
    """JSON in which nothing can end the script element or a line (HTML 4.12.1.3, ECMA-262)."""
    text = json.dumps(value, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 - the loop above left no character that HTML reads

"""The machine-readable head of an article page: meta elements, OpenGraph, JSON-LD.

In comes a piece; out go HTML elements for the head. Each layout decides which of them its pages carry.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any

from headwater.sample.edition import FEED_PATHS, FEED_TYPES, Edition, Piece
from headwater.sample.loader import SampleOutlet


def common(piece: Piece, edition: Edition) -> list[str]:
    """Title, canonical address, licence and reservations: on every page."""
    article, outlet = piece.article, piece.outlet
    original = edition.original(piece)
    canonical = original.url if original and article.canonical else piece.url
    lines = [
        '<meta charset="utf-8">',
        f"<title>{escape(article.headline)} | {escape(outlet.name)}</title>",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<link rel="canonical" href="{escape(canonical)}">',
    ]
    return lines + rights(outlet)


def rights(outlet: SampleOutlet) -> list[str]:
    """What the outlet says about reuse."""
    lines = []
    if outlet.licence:
        lines.append(f'<link rel="license" href="{outlet.licence}">')
    if outlet.robots:
        lines.append(f'<meta name="robots" content="{escape(outlet.robots)}">')
    if outlet.tdm:
        lines.append('<meta name="tdm-reservation" content="1">')
    return lines


def feeds(outlet: SampleOutlet) -> list[str]:
    """Autodiscovery links to the outlet's feeds; sitemaps stand in robots.txt instead."""
    return [
        f'<link rel="alternate" type="{FEED_TYPES[kind]}" href="{FEED_PATHS[kind]}" title="{escape(outlet.name)}">'
        for kind in outlet.feeds
        if kind != "sitemap"
    ]


def opengraph(piece: Piece, edition: Edition) -> list[str]:
    """OpenGraph and article properties."""
    article, outlet = piece.article, piece.outlet
    pairs = [
        ("og:type", "article"),
        ("og:site_name", outlet.name),
        ("og:title", article.headline),
        ("og:description", article.standfirst),
        ("og:url", piece.url),
        ("og:image", edition.image_url(piece)),
        ("og:image:alt", article.alt),
        ("article:published_time", piece.published.astimezone(outlet.zone).isoformat()),
        ("article:modified_time", piece.updated.astimezone(outlet.zone).isoformat()),
        ("article:section", article.section_name),
    ]
    return [f'<meta property="{name}" content="{escape(value)}">' for name, value in pairs if value]


def news_article(piece: Piece, edition: Edition) -> dict[str, Any]:
    """The schema.org NewsArticle of a piece."""
    article, outlet = piece.article, piece.outlet
    thing: dict[str, Any] = {
        "@type": "OpinionNewsArticle" if article.kind == "opinion" else "NewsArticle",
        "mainEntityOfPage": piece.url,
        "headline": article.headline,
        "inLanguage": outlet.language,
        "datePublished": piece.published.astimezone(outlet.zone).isoformat(),
        "dateModified": piece.updated.astimezone(outlet.zone).isoformat(),
        "author": [{"@type": "Person", "name": name} for name in article.authors]
        or [{"@type": "Organization", "name": outlet.name}],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": outlet.name,
            "url": edition.home(outlet.slug),
        },
    }
    optional = {
        "description": article.standfirst,
        "articleSection": article.section_name,
        "license": outlet.licence,
        "correction": article.correction,
    }
    thing.update({key: value for key, value in optional.items() if value})
    if piece.image:
        thing["image"] = {
            "@type": "ImageObject",
            "url": edition.image_url(piece),
            "caption": article.caption,
            "creditText": article.credit or piece.image.credit,
            "creator": {"@type": "Person", "name": piece.image.creator},
            "copyrightNotice": piece.image.rights,
            "width": 800,
            "height": 450,
        }
    return thing


def json_ld(piece: Piece, edition: Edition, *, graph: bool = False) -> list[str]:
    """The NewsArticle as JSON-LD, alone or inside a @graph as content systems write it."""
    thing = news_article(piece, edition)
    body: dict[str, Any] = {"@context": "https://schema.org"}
    if graph:
        site = {"@type": "WebSite", "name": piece.outlet.name, "url": edition.home(piece.outlet.slug)}
        body["@graph"] = [site, thing]
    else:
        body |= thing
    text = json.dumps(body, ensure_ascii=False, indent=1).replace("</", "<\\/")
    return [f'<script type="application/ld+json">{text}</script>']

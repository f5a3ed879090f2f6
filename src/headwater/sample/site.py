"""The table of everything the sample web answers: (host, path) to a ready resource.

In comes an edition; out goes a dictionary, rendered once at the start, so that answering costs nothing and a
restart at the same moment gives the same bytes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from xml.sax.saxutils import quoteattr

from headwater.sample import feeds, loader, pages
from headwater.sample.edition import FEED_PATHS, FEED_TYPES, Edition
from headwater.sample.loader import SampleOutlet

CRAWL_DELAY = 0.3  # seconds, in every robots.txt, so that a demonstration gathers within a minute
HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What one address answers."""

    body: bytes
    content_type: str
    modified: datetime
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        """A strong validator, of the body alone."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


Table = dict[tuple[str, str], Resource]


def table(edition: Edition) -> Table:
    """Everything that the sample web answers, by host name (without port) and decoded path."""
    found: Table = {}
    for outlet in edition.content.outlets.values():
        found |= _outlet(outlet, edition)
    by_host: dict[str, list[loader.SampleDocument]] = {}
    for document in edition.content.documents.values():
        by_host.setdefault(document.slug, []).append(document)
    for slug, documents in by_host.items():
        found |= _institution(slug, documents, edition)
    found["sample.localhost", "/opml"] = _text(catalogue(edition), edition.now, "text/x-opml; charset=utf-8")
    found["sample.localhost", "/robots.txt"] = _text(_robots(""), edition.now, TEXT)
    return found


def catalogue(edition: Edition) -> str:
    """OPML with each outlet's first feed, and the broken feeds beside them."""
    lines = []
    for outlet in edition.content.outlets.values():
        for kind in (outlet.feeds[0], *outlet.faults):
            name = outlet.name if kind == outlet.feeds[0] else f"{outlet.name} ({kind})"
            lines.append(
                f'<outline type="rss" text={quoteattr(name)} title={quoteattr(name)} '
                f'xmlUrl="{edition.feed_url(outlet, kind)}" htmlUrl="{edition.home(outlet.slug)}" '
                f'language="{outlet.language}" category={quoteattr(outlet.country_name)}/>'
            )
    body = "\n".join(lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"><head><title>Sample news</title></head>\n'
        f"<body>\n{body}\n</body></opml>\n"
    )


def _text(text: str, modified: datetime, content_type: str, status: int = 200) -> Resource:
    return Resource(body=text.encode(), content_type=content_type, modified=modified, status=status)


def _robots(lines: str) -> str:
    return f"User-agent: *\nCrawl-delay: {CRAWL_DELAY}\n{lines}"


def _outlet(outlet: SampleOutlet, edition: Edition) -> Table:
    pieces, host = edition.of(outlet), outlet.host
    newest = max((piece.updated for piece in pieces), default=edition.now)
    forbidden = outlet.path.split("{")[0] if outlet.disallow else ""  # "/content/{number}" -> "/content/"
    rules = f"Disallow: {forbidden}\n"
    rules += "".join(
        f"Sitemap: {edition.feed_url(outlet, kind)}\n" for kind in outlet.feeds if kind == "sitemap"
    )
    found: Table = {
        (host, "/"): _text(pages.front(outlet, edition), newest, HTML),
        (host, "/robots.txt"): _text(_robots(rules), edition.now, TEXT),
    }
    for kind in (*outlet.feeds, *outlet.faults):
        status, kept = (500, HTML) if kind == "error" else (200, f"{FEED_TYPES[kind]}; charset=utf-8")
        text = feeds.feed(kind, outlet, edition)
        found[host, FEED_PATHS[kind]] = _text(text, newest, HTML if kind == "html" else kept, status)
    for piece in pieces:
        if piece.withdrawn:
            found[host, piece.path] = _text(pages.gone(piece, edition), piece.updated, HTML, 410)
        else:
            found[host, piece.path] = _text(pages.article(piece, edition), piece.updated, HTML)
        if outlet.redirect:
            target = f"/r/{piece.article.id}"
            moved = _text("", piece.published, HTML, 302)
            found[host, target] = replace(moved, headers={"Location": piece.url})
        if piece.image:
            found[host, f"/images/{piece.image.name}.jpg"] = _image(piece.image.name, edition)
    return {address: _reserved(one) for address, one in found.items()} if outlet.tdm else found


def _reserved(resource: Resource) -> Resource:
    """The same with the TDM reservation protocol's header (W3C TDMRep, section 6)."""
    return replace(resource, headers={**resource.headers, "tdm-reservation": "1"})


def _image(name: str, edition: Edition) -> Resource:
    return Resource(
        body=loader.image_bytes(name),
        content_type="image/jpeg",
        modified=edition.now - timedelta(days=3),
        headers={"Cache-Control": "max-age=86400"},
    )


def _institution(slug: str, documents: list[loader.SampleDocument], edition: Edition) -> Table:
    host = f"{slug}.localhost"
    found: Table = {
        (host, "/"): _text(pages.institution(documents, edition), edition.now, HTML),
        (host, "/robots.txt"): _text(_robots(""), edition.now, TEXT),
    }
    for document in documents:
        published = edition.now - timedelta(minutes=document.minutes)
        found[host, document.path] = _text(pages.source(document, edition), published, HTML)
    return found

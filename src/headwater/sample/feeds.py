"""The outlets' feeds: RSS 2.0, Atom, JSON Feed 1.1, RDF (RSS 1.0), news sitemaps, and three broken ones.

In come an outlet and its edition; out goes the document as text. Nothing is read back here.
"""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from headwater.sample import markup, pages
from headwater.sample.edition import Edition, Piece
from headwater.sample.loader import SampleOutlet

RSS = (
    '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:creativeCommons="http://backend.userland.com/creativeCommonsRssModule">'
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cc="http://creativecommons.org/ns#">'
)
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
)
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def feed(kind: str, outlet: SampleOutlet, edition: Edition) -> str:
    """One feed of the outlet; ``kind`` as in its ``feeds`` or ``faults``."""
    write = {
        "rss": rss,
        "atom": atom,
        "json": json_feed,
        "rdf": rdf,
        "sitemap": sitemap,
        "malformed": malformed,
        "error": pages.front,
        "html": pages.front,
    }
    return write[kind](outlet, edition)


def link(piece: Piece, edition: Edition) -> str:
    """The address as the feed gives it: with a tracking query, or through the outlet's redirector."""
    if piece.outlet.redirect:
        return f"{edition.home(piece.outlet.slug)}r/{piece.article.id}"
    return piece.url + (f"?{piece.outlet.tracking}" if piece.outlet.tracking else "")


def full(piece: Piece, edition: Edition) -> str:
    """The text as HTML, for feeds that carry it."""
    return "".join(f"<{b.tag}>{markup.html(b, edition.resolve)}</{b.tag}>" for b in piece.blocks)


def _time(moment: datetime, outlet: SampleOutlet) -> str:
    return moment.astimezone(outlet.zone).isoformat()


def rss(outlet: SampleOutlet, edition: Edition) -> str:
    """RSS 2.0 with Dublin Core creators and Media RSS credits."""
    items = "".join(_rss_item(piece, edition) for piece in edition.of(outlet))
    licence = f"<creativeCommons:license>{outlet.licence}</creativeCommons:license>" if outlet.licence else ""
    licence += f'<atom:link rel="license" href="{outlet.licence}"/>' if outlet.licence else ""
    return (
        f"{XML}{RSS}\n<channel>\n<title>{escape(outlet.name)}</title>\n<link>{edition.home(outlet.slug)}</link>\n"
        f"<description>{escape(outlet.tagline)}</description>\n<language>{outlet.language}</language>\n"
        f"<copyright>{escape(outlet.rights)}</copyright>{licence}\n<ttl>15</ttl>\n"
        f'<atom:link rel="self" type="application/rss+xml" href="{edition.feed_url(outlet, "rss")}"/>\n'
        f"{items}</channel>\n</rss>\n"
    )


def _rss_item(piece: Piece, edition: Edition) -> str:
    article = piece.article
    creators = "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in article.authors)
    original = edition.original(piece)
    origin = ""
    if original and article.source:
        home = edition.feed_url(original.outlet, original.outlet.feeds[0])
        origin = f"<source url={quoteattr(home)}>{escape(original.outlet.name)}</source>"
    text = ""
    if piece.outlet.full_feed:
        text = f"<content:encoded>{escape(full(piece, edition))}</content:encoded>"
    category = f"<category>{escape(article.section_name)}</category>" if article.section_name else ""
    return (
        f"<item>\n<title>{escape(article.headline)}</title>\n<link>{escape(link(piece, edition))}</link>\n"
        f'<guid isPermaLink="false">tag:{piece.outlet.host},{piece.article.id}</guid>\n'
        f"<pubDate>{format_datetime(piece.published.astimezone(piece.outlet.zone))}</pubDate>\n{category}{creators}"
        f"<description>{escape(pages.summary(piece))}</description>\n{text}{origin}{_media(piece, edition)}</item>\n"
    )


def _media(piece: Piece, edition: Edition) -> str:
    if not piece.image:
        return ""
    article = piece.article
    return (
        f'<media:content url={quoteattr(edition.image_url(piece))} medium="image" type="image/jpeg" width="800" '
        f'height="450"><media:description type="plain">{escape(article.caption)}</media:description>'
        f'<media:credit role="photographer">{escape(article.credit or piece.image.credit)}</media:credit>'
        f"<media:copyright>{escape(piece.image.rights)}</media:copyright></media:content>"
    )


def atom(outlet: SampleOutlet, edition: Edition) -> str:
    """Atom with rights, licence links and atom:source on what is repeated."""
    entries = "".join(_atom_entry(piece, edition) for piece in edition.of(outlet))
    newest = max((piece.updated for piece in edition.of(outlet)), default=edition.now)
    licence = f'<link rel="license" href="{outlet.licence}"/>\n' if outlet.licence else ""
    return (
        f'{XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">\n'
        f"<id>{edition.home(outlet.slug)}</id>\n<title>{escape(outlet.name)}</title>\n"
        f"<subtitle>{escape(outlet.tagline)}</subtitle>\n<updated>{_time(newest, outlet)}</updated>\n"
        f'<link rel="self" href="{edition.feed_url(outlet, "atom")}"/>\n'
        f'<link rel="alternate" type="text/html" href="{edition.home(outlet.slug)}"/>\n{licence}'
        f"<rights>{escape(outlet.rights)}</rights>\n{entries}</feed>\n"
    )


def _atom_entry(piece: Piece, edition: Edition) -> str:
    article, outlet = piece.article, piece.outlet
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in article.authors)
    authors = authors or f"<author><name>{escape(outlet.name)}</name></author>"
    lines = [
        f"<entry>\n<id>tag:{outlet.host},{piece.published:%Y}:{article.id}</id>",
        f'<title>{escape(article.headline)}</title>\n<link rel="alternate" href={quoteattr(link(piece, edition))}/>',
        f"<published>{_time(piece.published, outlet)}</published>\n<updated>{_time(piece.updated, outlet)}</updated>",
        f"{authors}\n<summary>{escape(pages.summary(piece))}</summary>",
        f"<rights>{escape(outlet.rights)}</rights>",
    ]
    if outlet.licence:
        lines.append(f'<link rel="license" href="{outlet.licence}"/>')
    if piece.image:
        lines.append(f'<link rel="enclosure" type="image/jpeg" href={quoteattr(edition.image_url(piece))}/>')
    if outlet.full_feed:
        lines.append(f'<content type="html">{escape(full(piece, edition))}</content>')
    original = edition.original(piece)
    if original and article.source:
        lines.append(
            f"<source><id>{edition.home(original.outlet.slug)}</id><title>{escape(original.outlet.name)}</title>"
            f'<link rel="alternate" href={quoteattr(original.url)}/></source>'
        )
    return "\n".join(lines) + "\n</entry>\n"


def json_feed(outlet: SampleOutlet, edition: Edition) -> str:
    """JSON Feed 1.1; the licence as an extension, since the format has no word for it."""
    body: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "description": outlet.tagline,
        "home_page_url": edition.home(outlet.slug),
        "feed_url": edition.feed_url(outlet, "json"),
        "language": outlet.language,
        "_rights": {"license": outlet.licence, "copyright": outlet.rights},
        "items": [_json_item(piece, edition) for piece in edition.of(outlet)],
    }
    return json.dumps(body, ensure_ascii=False, indent=1)


def _json_item(piece: Piece, edition: Edition) -> dict[str, Any]:
    article = piece.article
    item: dict[str, Any] = {
        "id": f"tag:{piece.outlet.host},{article.id}",
        "url": link(piece, edition),
        "title": article.headline,
        "summary": pages.summary(piece),
        "date_published": _time(piece.published, piece.outlet),
        "date_modified": _time(piece.updated, piece.outlet),
        "authors": [{"name": name} for name in article.authors],
        "tags": [article.section_name or article.section],
    }
    if piece.outlet.full_feed:
        item["content_html"] = full(piece, edition)
    else:
        item["content_text"] = pages.summary(piece)
    if piece.image:
        item["image"] = edition.image_url(piece)
    original = edition.original(piece)
    if original and article.source:
        item["external_url"] = original.url
    return item


def rdf(outlet: SampleOutlet, edition: Edition) -> str:
    """RSS 1.0: channel and items side by side under rdf:RDF."""
    pieces = edition.of(outlet)
    order = "".join(f'<rdf:li rdf:resource="{escape(piece.url)}"/>' for piece in pieces)
    licence = f'<cc:license rdf:resource="{outlet.licence}"/>' if outlet.licence else ""
    items = "".join(_rdf_item(piece, edition) for piece in pieces)
    return (
        f'{XML}{RDF}\n<channel rdf:about="{edition.feed_url(outlet, "rdf")}">\n<title>{escape(outlet.name)}</title>\n'
        f"<link>{edition.home(outlet.slug)}</link>\n<description>{escape(outlet.tagline)}</description>\n"
        f"<dc:language>{outlet.language}</dc:language><dc:rights>{escape(outlet.rights)}</dc:rights>{licence}\n"
        f"<items><rdf:Seq>{order}</rdf:Seq></items>\n</channel>\n{items}</rdf:RDF>\n"
    )


def _rdf_item(piece: Piece, edition: Edition) -> str:
    article, outlet = piece.article, piece.outlet
    creators = "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in article.authors)
    licence = f'<cc:license rdf:resource="{outlet.licence}"/>' if outlet.licence else ""
    return (
        f'<item rdf:about="{escape(piece.url)}">\n<title>{escape(article.headline)}</title>\n'
        f"<link>{escape(link(piece, edition))}</link>\n<dc:date>{_time(piece.published, outlet)}</dc:date>\n"
        f"<dc:subject>{escape(article.section_name or article.section)}</dc:subject>{creators}{licence}\n"
        f"<description>{escape(pages.summary(piece))}</description>\n</item>\n"
    )


def sitemap(outlet: SampleOutlet, edition: Edition) -> str:
    """A news sitemap: addresses, headlines, dates, pictures; no summaries."""
    urls = "".join(_sitemap_url(piece, edition) for piece in edition.of(outlet))
    return f"{XML}{SITEMAP}\n{urls}</urlset>\n"


def _sitemap_url(piece: Piece, edition: Edition) -> str:
    outlet = piece.outlet
    image = (
        f"<image:image><image:loc>{escape(edition.image_url(piece))}</image:loc></image:image>"
        if piece.image
        else ""
    )
    language = "zh-cn" if outlet.language == "zh-Hans" else outlet.language.split("-")[0]
    return (
        f"<url><loc>{escape(piece.url)}</loc><lastmod>{_time(piece.updated, outlet)}</lastmod><news:news>"
        f"<news:publication><news:name>{escape(outlet.name)}</news:name><news:language>{language}</news:language>"
        f"</news:publication><news:publication_date>{_time(piece.published, outlet)}</news:publication_date>"
        f"<news:title>{escape(piece.article.headline)}</news:title></news:news>{image}</url>\n"
    )


def malformed(outlet: SampleOutlet, edition: Edition) -> str:
    """A feed that is no XML: undeclared entities, a bare ampersand, an unclosed element; its entries are sound."""
    items = "".join(
        f"<item><title>{escape(piece.article.headline)}</title><link>{escape(piece.url)}</link>"
        f"<guid>{escape(piece.url)}</guid><pubDate>{format_datetime(piece.published)}</pubDate>"
        f"<description>Northgate&nbsp;&mdash;&nbsp;{escape(pages.summary(piece))}</description></item>\n"
        for piece in edition.of(outlet)[:5]
    )
    return (
        f'\n <rss version="2.0"><channel><title>{escape(outlet.name)}: Breaking & Local</title>\n'
        f"<link>{edition.home(outlet.slug)}</link><description>Sport &hellip; weather & more<br></description>\n{items}"
    )

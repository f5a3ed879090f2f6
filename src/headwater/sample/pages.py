"""Everything of the sample web that is HTML: front pages, articles, primary sources, what is gone.

In come an edition and what to show; out go whole documents as text.
"""

from __future__ import annotations

from html import escape

from headwater.sample import chrome, layouts, markup, structured
from headwater.sample.edition import Edition, Piece
from headwater.sample.loader import SampleDocument, SampleOutlet


def article(piece: Piece, edition: Edition) -> str:
    """The page of an article in its outlet's layout."""
    return layouts.page(piece, edition)


def front(outlet: SampleOutlet, edition: Edition) -> str:
    """An outlet's front page: headlines, and the links to its feeds in the head."""
    entries = "\n".join(_teaser(piece, edition) for piece in edition.of(outlet))
    head = "\n".join(
        [
            f'<meta charset="utf-8"><title>{escape(outlet.name)}: {escape(outlet.tagline)}</title>',
            f'<meta name="description" content="{escape(outlet.tagline)}">',
            f'<link rel="canonical" href="{edition.home(outlet.slug)}">',
            *structured.feeds(outlet),
            *structured.rights(outlet),
            chrome.style(outlet),
        ]
    )
    direction = "rtl" if outlet.rtl else "ltr"
    return (
        f'<!doctype html>\n<html lang="{outlet.language}" dir="{direction}">\n<head>\n{head}\n</head>\n<body>\n'
        f"{chrome.masthead(outlet, edition)}\n<main>\n{entries}\n</main>\n{chrome.foot(outlet)}\n</body>\n</html>\n"
    )


def _teaser(piece: Piece, edition: Edition) -> str:
    picture = f'<img src="{edition.image_url(piece)}" alt="" width="160" height="90">' if piece.image else ""
    return (
        f'<section class="teaser">{picture}<h2><a href="{piece.url}">{escape(piece.article.headline)}</a></h2>'
        f"<p>{escape(summary(piece))}</p></section>"
    )


def gone(piece: Piece, edition: Edition) -> str:
    """What the address of a withdrawn article answers, with status 410."""
    words, outlet = edition.words(piece.outlet), piece.outlet
    return (
        f'<!doctype html>\n<html lang="{outlet.language}"><head><meta charset="utf-8">'
        f"<title>{escape(outlet.name)}</title>{chrome.style(outlet)}</head><body>"
        f"{chrome.masthead(outlet, edition)}<p>{escape(words['gone'])}</p>{chrome.foot(outlet)}</body></html>\n"
    )


def source(document: SampleDocument, edition: Edition) -> str:
    """The page of a primary source at its institution's own host."""
    text = "\n".join(
        f"<p>{markup.html(block, edition.resolve)}</p>" for block in markup.blocks(document.text)
    )
    return (
        f'<!doctype html>\n<html lang="{document.language}"><head><meta charset="utf-8">'
        f"<title>{escape(document.title)} - {escape(document.publisher)}</title>"
        f'<link rel="canonical" href="{edition.document_url(document)}"></head><body>'
        f'<header><a href="{edition.home(document.slug)}">{escape(document.publisher)}</a></header>'
        f"<main><h1>{escape(document.title)}</h1>{text}</main></body></html>\n"
    )


def institution(documents: list[SampleDocument], edition: Edition) -> str:
    """The home page of an institution: its name and its documents."""
    name = escape(documents[0].publisher)
    links = "".join(
        f'<li><a href="{edition.document_url(one)}">{escape(one.title)}</a></li>' for one in documents
    )
    return (
        f'<!doctype html>\n<html lang="{documents[0].language}"><head><meta charset="utf-8"><title>{name}</title>'
        f"</head><body><h1>{name}</h1><ul>{links}</ul></body></html>\n"
    )


def summary(piece: Piece) -> str:
    """What a feed says of a piece: its standfirst, or its first paragraph."""
    first = next(markup.plain(block) for block in piece.blocks if block.tag == "p")
    return piece.article.standfirst or first

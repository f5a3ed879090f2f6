"""The page with every fault that a careless aggregator passes on to its readers.

In comes a piece laid out as ``faulty``; out goes a page with: the headline and the agency's name glued into the
caption, the alternative text glued in front of it, a paragraph that is only a picture agency's name, a block of
related links inside the text under "LATEST:", paragraphs hard-wrapped by line breaks, and "Yesterday" for a date.
Quotation marks in the headline, masked words and unnamed speakers stand in the article's own text.
"""

from __future__ import annotations

import textwrap
from html import escape

from headwater.sample import chrome, markup, structured
from headwater.sample.edition import Edition, Piece

AGENCY = "Gullwing Pictures"


def page(piece: Piece, edition: Edition) -> str:
    """The faulty page."""
    article, outlet = piece.article, piece.outlet
    head = structured.common(piece, edition) + structured.opengraph(piece, edition)
    head += structured.json_ld(piece, edition, graph=True)
    body = (
        f'<div id="wrap">{chrome.masthead(outlet, edition)}\n<div class="story">'
        f'<h1 class="hl">{escape(article.headline, quote=False)}</h1>'
        f'<div class="meta">By {escape(", ".join(article.authors))} <span class="when">{article.shown_date}</span></div>\n'
        f'{picture(piece, edition)}\n<div class="story-body"><div class="story-body__inner">\n'
        + "\n".join(text(piece, edition))
        + f"\n</div></div></div>{chrome.share(piece, edition)}{chrome.comments(piece, edition)}"
        f"{chrome.foot(outlet)}</div>"
    )
    lines = "\n".join([*head, *structured.feeds(outlet), chrome.style(outlet)])
    return f'<!doctype html>\n<html lang="{outlet.language}">\n<head>\n{lines}\n</head>\n<body>\n{body}\n</body>\n</html>\n'


def caption(piece: Piece) -> str:
    """Alternative text, caption, headline and agency, all glued together."""
    article = piece.article
    return f"{article.alt}{article.caption}{article.headline}{AGENCY}"


def picture(piece: Piece, edition: Edition) -> str:
    """The picture above the glued caption."""
    return (
        f'<div class="lead-img"><img src="{edition.image_url(piece)}" alt="{escape(piece.article.alt)}">'
        f'<div class="lead-img__cap">{escape(caption(piece), quote=False)}</div></div>'
    )


def text(piece: Piece, edition: Edition) -> list[str]:
    """The paragraphs: wrapped by force, with the agency's name and the related links among them."""
    found = []
    for index, block in enumerate(piece.blocks):
        inside = markup.html(block, edition.resolve)
        if block.tag == "p" and "<a " not in inside:
            inside = ("<br>\n" if index % 2 else "\n").join(textwrap.wrap(inside, 62))
        found.append(f"<{block.tag}>{inside}</{block.tag}>")
    found.insert(1, f"<p>{AGENCY}</p>")
    found.insert(min(4, len(found)), latest(piece, edition))
    return found


def latest(piece: Piece, edition: Edition) -> str:
    """A block of links to other articles, in the middle of the text."""
    others = [other for other in edition.of(piece.outlet) if other is not piece and not other.withdrawn][:3]
    links = "".join(
        f'<p><a href="{other.url}">{escape(other.article.headline)}</a></p>\n' for other in others
    )
    return f"<p><strong>LATEST:</strong></p>\n{links}"

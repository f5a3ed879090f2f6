"""The page layouts, each another habit of real sites, so that extraction is truly exercised.

In comes a piece, out goes the whole page. ``broadsheet`` is semantic HTML5 with JSON-LD; ``tabloid`` a soup of
divs with JSON-LD in a @graph; ``magazine`` sections with a pull quotation; ``bulletin`` an agency's bare page;
``microdata`` has itemprop only; ``plain`` has nothing machine-readable at all.
"""

from __future__ import annotations

from html import escape

from headwater.sample import chrome, faults, markup, structured
from headwater.sample.edition import Edition, Piece


def page(piece: Piece, edition: Edition) -> str:
    """The article page in its own layout."""
    draw = {
        "broadsheet": broadsheet,
        "tabloid": tabloid,
        "magazine": magazine,
        "bulletin": bulletin,
        "microdata": microdata,
        "plain": plain,
        "faulty": faults.page,
    }
    return draw[piece.article.layout or piece.outlet.layout](piece, edition)


def document(piece: Piece, head: list[str], body: str) -> str:
    """A complete HTML document in the outlet's language and direction."""
    direction = "rtl" if piece.outlet.rtl else "ltr"
    lines = "\n".join([*head, *structured.feeds(piece.outlet), chrome.style(piece.outlet)])
    return (
        f'<!doctype html>\n<html lang="{piece.outlet.language}" dir="{direction}">\n<head>\n{lines}\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def paragraphs(piece: Piece, edition: Edition) -> list[str]:
    """The blocks of the text as HTML elements."""
    return [f"<{block.tag}>{markup.html(block, edition.resolve)}</{block.tag}>" for block in piece.blocks]


def correction(piece: Piece, edition: Edition) -> str:
    """The outlet's correction note, or ''."""
    if not piece.article.correction:
        return ""
    label = escape(edition.words(piece.outlet)["correction"])
    return f'<p class="correction"><strong>{label}:</strong> {escape(piece.article.correction)}</p>'


def byline(piece: Piece, edition: Edition) -> str:
    """The byline in the outlet's language, or ''."""
    names = ", ".join(piece.article.authors)
    return escape(f"{edition.words(piece.outlet)['by']} {names}") if names else ""


def credit(piece: Piece, edition: Edition) -> str:
    """The picture's credit as this outlet prints it."""
    if not piece.image:
        return ""
    return escape(f"{edition.words(piece.outlet)['photo']}: {piece.article.credit or piece.image.credit}")


def times(piece: Piece, edition: Edition) -> str:
    """The published and, where it differs, the updated time as time elements."""
    words = edition.words(piece.outlet)
    shown = chrome.date(piece.published, piece.outlet, edition)
    line = f'{escape(words["published"])} <time datetime="{piece.published.isoformat()}">{shown}</time>'
    if piece.updated != piece.published:
        shown = chrome.date(piece.updated, piece.outlet, edition)
        line += f' · {escape(words["updated"])} <time datetime="{piece.updated.isoformat()}">{shown}</time>'
    return line


def figure(piece: Piece, edition: Edition) -> str:
    """The picture with caption and credit, or ''."""
    if not piece.image:
        return ""
    article = piece.article
    return (
        f'<figure><img src="{edition.image_url(piece)}" alt="{escape(article.alt or article.caption)}" '
        f'width="800" height="450"><figcaption>{escape(article.caption)} '
        f'<span class="credit">{credit(piece, edition)}</span></figcaption></figure>'
    )


def broadsheet(piece: Piece, edition: Edition) -> str:
    """Semantic HTML5: article, figure, aside; JSON-LD and OpenGraph; a newsletter box in mid-text."""
    article = piece.article
    head = structured.common(piece, edition) + structured.opengraph(piece, edition)
    head += structured.json_ld(piece, edition)
    text = paragraphs(piece, edition)
    text.insert(min(3, len(text)), chrome.letter(piece, edition))
    standfirst = f'<p class="standfirst">{escape(article.standfirst)}</p>' if article.standfirst else ""
    body = (
        f"{chrome.masthead(piece.outlet, edition)}\n<main><article>\n<h1>{escape(article.headline, quote=False)}</h1>\n"
        f'{standfirst}\n<p class="meta"><span class="byline">{byline(piece, edition)}</span> '
        f"{times(piece, edition)}</p>\n{figure(piece, edition)}\n"
        + "\n".join(text)
        + f"\n{correction(piece, edition)}\n{chrome.share(piece, edition)}\n</article></main>\n"
        f"{chrome.related(piece, edition)}\n{chrome.foot(piece.outlet)}"
    )
    return document(piece, head, body)


def tabloid(piece: Piece, edition: Edition) -> str:
    """Nested divs without one semantic element; JSON-LD in a @graph; comments and a promotion in the text."""
    article = piece.article
    head = structured.common(piece, edition) + structured.opengraph(piece, edition)
    head += structured.json_ld(piece, edition, graph=True)
    text = [f'<div class="story-body__p">{line}</div>' for line in paragraphs(piece, edition)]
    text.insert(min(2, len(text)), f'<div class="promo">{chrome.related(piece, edition)}</div>')
    picture = ""
    if piece.image:
        picture = (
            f'<div class="lead-img"><img data-src="{edition.image_url(piece)}" src="{edition.image_url(piece)}" '
            f'alt="{escape(article.alt or article.caption)}"><div class="lead-img__cap">{escape(article.caption)}'
            f'</div><div class="lead-img__credit">{credit(piece, edition)}</div></div>'
        )
    body = (
        f'<div id="wrap"><div id="top">{chrome.masthead(piece.outlet, edition)}</div>\n'
        f'<div class="story"><div class="story-head"><h1 class="hl">{escape(article.headline, quote=False)}</h1>'
        f'<div class="hl-sub">{escape(article.standfirst)}</div><div class="meta"><span class="author">'
        f"{byline(piece, edition)}</span> <span>{times(piece, edition)}</span></div></div>\n{picture}\n"
        f'<div class="story-body"><div class="story-body__inner">'
        + "\n".join(text)
        + f"{correction(piece, edition)}</div></div></div>\n{chrome.share(piece, edition)}"
        f"{chrome.comments(piece, edition)}{chrome.foot(piece.outlet)}</div>"
    )
    return document(piece, head, body)


def magazine(piece: Piece, edition: Edition) -> str:
    """Sections, a lead that belongs to the text, the picture between the paragraphs; JSON-LD."""
    article = piece.article
    head = structured.common(piece, edition) + structured.opengraph(piece, edition)
    head += structured.json_ld(piece, edition)
    text = paragraphs(piece, edition)
    text.insert(min(1, len(text)), figure(piece, edition))
    middle = len(text) // 2 + 1
    lead = f'<p class="lead"><em>{escape(article.standfirst)}</em></p>' if article.standfirst else ""
    body = (
        f"{chrome.masthead(piece.outlet, edition)}\n<main>\n<article>\n"
        f'<p class="kicker">{escape(article.section_name)}</p><h1>{escape(article.headline, quote=False)}</h1>\n{lead}\n'
        f'<section class="content">' + "\n".join(text[:middle]) + "</section>\n"
        '<section class="content">' + "\n".join(text[middle:]) + "</section>\n"
        f'{correction(piece, edition)}<p class="colophon">{byline(piece, edition)}<br>{times(piece, edition)}</p>\n'
        f"</article>\n</main>\n{chrome.letter(piece, edition)}{chrome.related(piece, edition)}"
        f"{chrome.foot(piece.outlet)}"
    )
    return document(piece, head, body)


def bulletin(piece: Piece, edition: Edition) -> str:
    """An agency's page for subscribers: a slug line, the text, the desk's note; JSON-LD only."""
    article = piece.article
    head = structured.common(piece, edition) + structured.json_ld(piece, edition)
    slug = f"MW-{dispatched(piece)} / {article.section.upper()}"
    body = (
        f'{chrome.masthead(piece.outlet, edition)}\n<article>\n<p class="slugline">{slug}</p>\n'
        f'<h1>{escape(article.headline, quote=False)}</h1>\n<p class="meta">{byline(piece, edition)} '
        f'{times(piece, edition)}</p>\n<div class="copy">\n'
        + "\n".join(paragraphs(piece, edition))
        + f"\n</div>\n{figure(piece, edition)}\n{correction(piece, edition)}</article>\n{chrome.foot(piece.outlet)}"
    )
    return document(piece, head, body)


def dispatched(piece: Piece) -> str:
    """The running number that the agency's slug line shows: hour and minute of dispatch."""
    return piece.published.strftime("%H%M")


def microdata(piece: Piece, edition: Edition) -> str:
    """schema.org by itemprop attributes only: neither JSON-LD nor OpenGraph."""
    article = piece.article
    names = "".join(f'<span itemprop="author">{escape(name)}</span> ' for name in article.authors)
    picture = ""
    if piece.image:
        picture = (
            f'<div itemprop="image" itemscope itemtype="https://schema.org/ImageObject">'
            f'<img itemprop="contentUrl" src="{edition.image_url(piece)}" alt="{escape(article.alt)}">'
            f'<p itemprop="caption">{escape(article.caption)}</p><p itemprop="creditText">'
            f"{credit(piece, edition)}</p></div>"
        )
    body = (
        f"{chrome.masthead(piece.outlet, edition)}\n"
        f'<div itemscope itemtype="https://schema.org/NewsArticle">'
        f'<meta itemprop="dateModified" content="{piece.updated.isoformat()}">'
        f'<h1 itemprop="headline">{escape(article.headline, quote=False)}</h1>\n<p class="meta">{names}'
        f'<time itemprop="datePublished" datetime="{piece.published.isoformat()}">'
        f"{chrome.date(piece.published, piece.outlet, edition)}</time></p>\n"
        f'<p itemprop="description">{escape(article.standfirst)}</p>{picture}\n<div itemprop="articleBody">\n'
        + "\n".join(paragraphs(piece, edition))
        + f"\n{correction(piece, edition)}</div></div>\n{chrome.related(piece, edition)}{chrome.foot(piece.outlet)}"
    )
    return document(piece, structured.common(piece, edition), body)


def plain(piece: Piece, edition: Edition) -> str:
    """An old template: a table for the columns, the date as words, no structured data of any kind."""
    article = piece.article
    standfirst = f"<p><b>{escape(article.standfirst)}</b></p>" if article.standfirst else ""
    picture = ""
    if piece.image:
        picture = (
            f'<p><img src="{edition.image_url(piece)}" alt="{escape(article.alt)}"><br>'
            f"<small>{escape(article.caption)} ({credit(piece, edition)})</small></p>"
        )
    body = (
        f'{chrome.masthead(piece.outlet, edition)}\n<table><tr><td id="main" valign="top">\n'
        f"<h1>{escape(article.headline, quote=False)}</h1>\n<p><small>"
        f"{chrome.date(piece.published, piece.outlet, edition)} {byline(piece, edition)}</small></p>\n"
        f'{standfirst}{picture}\n<div id="content">\n'
        + "\n".join(paragraphs(piece, edition))
        + f'\n{correction(piece, edition)}</div>\n</td><td valign="top">{chrome.related(piece, edition)}</td></tr>'
        f"</table>\n{chrome.foot(piece.outlet)}"
    )
    return document(piece, structured.common(piece, edition), body)

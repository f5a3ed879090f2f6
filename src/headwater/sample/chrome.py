"""What surrounds an article on a real page: masthead, cookie notice, related links, letters, comments, foot.

In come a piece and its edition; out go fragments of HTML in the outlet's language. None of it belongs to the
article, and an extractor has to leave all of it behind.
"""

from __future__ import annotations

from datetime import datetime
from html import escape

from headwater.sample.edition import Edition, Piece
from headwater.sample.loader import SampleOutlet

STYLE = (
    "body{{max-width:46rem;margin:0 auto;padding:0 1rem;font:1.05rem/1.6 Georgia,serif;color:#222}}"
    "header a,nav a{{color:{colour};text-decoration:none}}nav a{{margin-inline-end:1rem;font:.9rem sans-serif}}"
    ".masthead{{font-size:1.9rem;font-weight:700}}img{{max-width:100%;height:auto}}"
    "figcaption,.meta,footer,aside{{font:.85rem/1.5 sans-serif;color:#555}}h1{{line-height:1.2}}"
    "aside,.cookie,.letter{{border:1px solid #ddd;padding:.6rem 1rem;margin:1rem 0}}"
)


def style(outlet: SampleOutlet) -> str:
    """The page's style sheet, inline."""
    return f"<style>{STYLE.format(colour=outlet.colour)}</style>"


def date(moment: datetime, outlet: SampleOutlet, edition: Edition) -> str:
    """A moment in the outlet's own zone and language."""
    words = edition.words(outlet)
    local = moment.astimezone(outlet.zone)
    month = words["months"][local.month - 1]
    return str(words["date"]).format(
        day=local.day, month=month, year=local.year, time=local.strftime("%H:%M")
    )


def masthead(outlet: SampleOutlet, edition: Edition) -> str:
    """The cookie notice, the outlet's name and its navigation."""
    words, home = edition.words(outlet), edition.home(outlet.slug)
    links = "".join(f'<a href="{home}">{escape(label)}</a>' for label in words["nav"])
    return (
        f'<div class="cookie" role="dialog"><p>{escape(words["cookies"])}</p>'
        f"<button>{escape(words['accept'])}</button></div>\n"
        f'<header><a class="masthead" href="{home}">{escape(outlet.name)}</a>'
        f"<p>{escape(outlet.tagline)}</p><nav>{links}</nav></header>"
    )


def related(piece: Piece, edition: Edition) -> str:
    """A box with the headlines of other pieces of the outlet."""
    others = [other for other in edition.of(piece.outlet) if other is not piece and not other.withdrawn][:4]
    links = "".join(
        f'<li><a href="{other.url}">{escape(other.article.headline)}</a></li>' for other in others
    )
    heading = escape(edition.words(piece.outlet)["related"])
    return f'<aside class="related"><h3>{heading}</h3><ul>{links}</ul></aside>' if others else ""


def letter(piece: Piece, edition: Edition) -> str:
    """The newsletter box that stands in the middle of the text."""
    words = edition.words(piece.outlet)
    return (
        f'<div class="letter newsletter-signup"><p>{escape(words["newsletter"])}</p>'
        f'<form action="/letter"><input type="email" name="m"><button>{escape(words["subscribe"])}</button>'
        "</form></div>"
    )


def comments(piece: Piece, edition: Edition) -> str:
    """A readers' comment below the article."""
    words = edition.words(piece.outlet)
    return (
        f'<section id="comments" class="comments"><h3>{escape(words["comments"])} (1)</h3>'
        f'<div class="comment"><b>m_1974</b><p>{escape(words["comment"])}</p></div></section>'
    )


def share(piece: Piece, edition: Edition) -> str:
    """The sharing button."""
    return f'<p class="share"><a href="#share">{escape(edition.words(piece.outlet)["share"])}</a></p>'


def foot(outlet: SampleOutlet) -> str:
    """The copyright notice, with the licence where there is one."""
    rights = escape(outlet.rights)
    if outlet.licence:
        rights = f'<a rel="license" href="{outlet.licence}">{rights}</a>'
    return f"<footer><p>{rights}</p></footer>"

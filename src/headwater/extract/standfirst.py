"""The standfirst: what stands between a headline and its text and sums the article up.

In: blocks of the page, those chosen as its text, its headline and its own description. Out: the blocks of the standfirst. Never:
a picture's caption, a byline, a section's name.
"""

from __future__ import annotations

import re

from headwater.extract import boilerplate, markup, title
from headwater.extract.blocks import Block, Layout

_LEAD = re.compile(  # class "article__standfirst", "c-lead", "intro"
    r"(?:^|[\s_-])(?:lead|leads|lede|standfirst|dek|deck|sub-?(?:title|head(?:line|ing)?|line)s?|subtitulo|intro(?:duction|text)?|summary|abstract|excerpt|vorspann|anreisser|anriss|"
    r"chapo|chapeau|entradilla|bajada|copete|sottotitolo|sommario|occhiello|perex|ingress|manchet|zajawka|lid|description|desc|teaser-?text|"
    r"article-?(?:lead|intro|teaser|summary|description|excerpt|subtitle|subheadline|standfirst|dek|sapo)|sapo|spot|ozet|resumo|lineafina|linha-?fina)\w*(?:$|[\s_-])")
_PICTURED = re.compile(r"image|img|media|photo|foto|picture|caption|figure|hero|video|bild(?!ung)")  # class "article__lead-image", "lead-media": not of a standfirst
_SENTENCE_END = re.compile(r"[.!?…。！？؟।]\W{0,60}$|[»“”\"']$")  # "It rained.", "「…」。"
_MOST_ITEMS = 6  # of a standfirst that is a list


def mark(layout: Layout, kept: list[Block], *, headline: str, description: str) -> list[Block]:
    """The standfirst that is marked as such or equal to the page's description, between headline and text; [] if there is none."""
    found, start = layout.blocks, layout.start
    first = _first(found, kept)
    window = found[max(0, start - 4) : min(first + 3, len(found))]
    told = title.key(description)
    wanted = title.key(headline)
    best: Block | None = None
    for block in window:
        key = title.key(block.text)
        if key == wanted or block.size < 25 or block.size > 900 or block.density > 0.5 or block.drop in ("nav", "hidden"):
            continue
        if told and len(told) > 25 and (key == told or key.startswith(told[:60]) or (len(key) > 30 and told.startswith(key[:60]))):
            return [block]
        if best is None and _is_marked(block) and not (kept and _is_caption(block)) and not boilerplate.of_line_again(block.text, block.density):
            best = block
    return _whole(best, window) if best is not None else []


def _is_marked(block: Block) -> bool:
    """Whether a block, or what is right around it, is called a standfirst."""
    return any(_LEAD.search(label) and not _PICTURED.search(label) for label in (markup.label(one) for one in (block.element, *block.trail[-2:])))


def _is_caption(block: Block) -> bool:
    """Whether a block that a caption's length allows stands with a picture."""
    return block.size < 450 and (block.drop in ("figure", "figcaption", "caption") or any(markup.name(one) in ("figure", "figcaption") for one in (block.element, *block.trail[-3:])))


def _whole(best: Block, window: list[Block]) -> list[Block]:
    """The block, or all items of the list that it is of."""
    if best.kind != "li" or not best.trail:
        return [best]
    items = [block for block in window if block.kind == "li" and block.trail and block.trail[-1] is best.trail[-1] and block.density < 0.5]
    return items if len(items) <= _MOST_ITEMS else [best]


def _first(found: list[Block], kept: list[Block]) -> int:
    """Where the first block that was kept stands on the page; rows of tables stand nowhere."""
    places = {id(block): place for place, block in enumerate(found)}
    return next((places[id(block)] for block in kept if id(block) in places), len(found))


def _is_deck(block: Block) -> bool:
    """Whether a heading is a sentence or two, as where the standfirst is marked up as a second headline."""
    return block.kind == "h" and not block.drop and block.level != 1 and 90 <= block.size < 600


def opening(layout: Layout, kept: list[Block]) -> list[Block]:
    """Paragraphs that stand between headline and text in a box of their own, or one second headline."""
    if not layout.start or not kept:
        return []
    first = _first(layout.blocks, kept)
    between = [block for block in layout.blocks[layout.start : first]
               if ((block.kind in ("p", "run", "quote") and block.is_prose and block.size >= 80) or _is_deck(block)) and block.density < 0.2
               and _SENTENCE_END.search(block.text) and not boilerplate.of_line_again(block.text, block.density)]
    if not between and layout.start < first and _is_second(layout.blocks[layout.start], layout.blocks[layout.start - 1]):
        return [layout.blocks[layout.start]]
    return between if len(between) <= 3 and sum(block.size for block in between) < 1500 else []


def _is_second(block: Block, headline: Block) -> bool:
    """Whether a heading right behind the headline, beside it and smaller, is several words long: the short ones name a section or a box."""
    key, wanted = title.key(block.text), title.key(headline.text)
    if key in wanted or wanted in key:
        return False
    beside = bool(block.trail) and bool(headline.trail) and block.trail[-1] is headline.trail[-1]
    several = block.text.count(" ") >= 4 or block.size > 1.5 * len(block.text) > 18
    return (beside and headline.level == 1 and block.level in (2, 3, 4) and not block.drop and 25 <= block.size < 300 and several and not block.linked
            and not boilerplate.of_line_again(block.text, block.density))

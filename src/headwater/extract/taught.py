"""A page read with what its outlet's other pages have taught.

In: a page's blocks, the text chosen of them, a template. Out: the text without what the outlet repeats, with the standfirst
that stands where the outlet's standfirsts stand. Never: a loss of a sentence because other articles say it, too:

a line goes only where it stands at a place that holds nothing but repeated texts, or is linked, or is a label at either
end; a line amid the article's own paragraphs stays, and so do notices of correction, quotes, sub-headlines with text below,
and what recurs under the articles of one author among several. What is plain prose at the very end has to stand below the
articles of several authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from headwater import model, text
from headwater.extract import corrections, learn, markup
from headwater.extract.blocks import Block, Layout
from headwater.extract.body import Text
from headwater.extract.template import Count, Lesson, Template, View

LEAST = 3  # pages that a line must stand on, this one among them
FEW = 8  # up to so many pages, all but one must have it
SHARE = 0.5  # of more pages
PLAIN_SHARE, PLAIN_LEAST = 0.8, 5  # for a sentence without a link at the end of the article's own paragraphs
_KEPT = re.compile(  # class "article-correction", "updated-note": what says that the article was changed
    r"corr(?:ect|ig|ec[ct])|errat|rettelse|rättelse|berichtig|clarif|amend|retract|rectif|editors?-?note|ed-?note|update|sprostow|oprava|düzelt")
_AUTHOR_LEAST = 3  # authors below whose articles a plain sentence stands
_LABEL = 45
_LINKED = 0.5  # a notice of correction is told, not linked: "Corrections: write to us here" is the outlet's


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A page's questions to the template."""

    view: View
    places: learn.Places

    @classmethod
    def of(cls, template: Template, url: str) -> Reader:
        """For the page at this address."""
        return cls(view=View(template, learn.address(url)), places=learn.Places())


def text_of(reader: Reader, layout: Layout, chosen: Text) -> Text:
    """What :func:`with_lead` and :func:`without` make of a text; its notices of correction stay."""
    whole = with_lead(reader, layout, chosen)
    rest = without(reader, whole)
    told = corrections.told(whole.lines) if rest is not whole else frozenset[str]()
    return without(reader, whole, kept=told) if told - {*rest.lines} else rest


def without(reader: Reader, chosen: Text, *, kept: Iterable[str] = ()) -> Text:
    """The text without what the outlet repeats; ``kept`` are lines that stay in any case, such as corrections.

    What goes stands in ``dropped``, where the trace stage finds agencies and credits.
    """
    blocks = chosen.blocks
    if not blocks or len(blocks) != len(chosen.lines):
        return chosen
    prose = learn.prose_places(blocks, reader.places)
    repeated = [_count(reader, block) for block in blocks]
    own = [position for position, block in enumerate(blocks) if not _is_enough(repeated[position], block) and block.kind != "h" and block.size >= _LABEL]
    if not own:
        return chosen
    told = {text.squeeze(line) for line in kept}
    gone: set[int] = set()
    for position, block in enumerate(blocks):
        if _is_kept(block, told, chosen.lines[position]):
            continue
        edge = "head" if position < own[0] else "tail" if position > own[-1] else ""
        if _is_place_of_nothing(reader, block, prose, repeated[position]) or _is_repeated(reader, block, prose, repeated[position], edge):
            gone.add(position)
    gone |= _empty_headings(blocks, gone, repeated)
    if not gone or len(gone) == len(blocks):
        return chosen
    lines = tuple(line for position, line in enumerate(chosen.lines) if position not in gone)
    dropped = tuple(line for position, line in enumerate(chosen.lines) if position in gone)
    return replace(chosen, lines=lines, blocks=tuple(block for position, block in enumerate(blocks) if position not in gone),
                   dropped=(*chosen.dropped, *dropped), lead="" if chosen.lead in dropped else chosen.lead)


def _count(reader: Reader, block: Block) -> Count:
    return reader.view.line(learn.line(block.text), reader.places.of(block))


def _is_enough(count: Count, block: Block) -> bool:
    """Whether a text stands on so many of the pages that it is the outlet's rather than chance."""
    if count.seen < LEAST:
        return False
    return count.seen >= count.of - 1 if count.of <= FEW else count.share >= (SHARE if block.density < 0.3 else 0.6 * SHARE)


def _is_kept(block: Block, told: set[str], line: str) -> bool:
    if block.kind in ("quote", "h") or learn.wrapped(block) or (block.density < _LINKED and (block.text in told or line in told)):
        return True
    return any(_KEPT.search(markup.label(element)) for element in (block.element, *block.trail[-2:]))


def _is_repeated(reader: Reader, block: Block, prose: frozenset[int], count: Count, edge: str) -> bool:
    """Whether a line of the text is one that the outlet repeats, and none that its articles share."""
    if _has_cue(reader, block):
        return True
    if not _is_enough(count, block):
        return False
    place = reader.places.of(block)
    theirs, all_authors = reader.view.authors(learn.line(block.text), place)
    alone = len(theirs) == 1 and len(all_authors) > 1  # one author's turn of phrase
    is_sentence = block.size >= _LABEL or learn.SENTENCE_END.search(block.text)
    if block.density >= 0.3:
        return True
    if place not in prose and reader.view.is_own(place):
        return not (alone and is_sentence)
    if not edge:
        return False
    if not is_sentence:
        return True
    return edge == "tail" and block.size < 250 and count.seen >= PLAIN_LEAST and count.share >= PLAIN_SHARE and len(theirs) >= _AUTHOR_LEAST


def _has_cue(reader: Reader, block: Block) -> bool:
    """Whether a link is led to by words that lead to links on other pages, too: "More on this: ..."."""
    mark = learn.cue(block)
    count = reader.view.line(mark, 1) if mark else None
    return count is not None and count.seen >= LEAST and count.share >= 0.15


def _is_place_of_nothing(reader: Reader, block: Block, prose: frozenset[int], count: Count) -> bool:
    """Whether a short line stands where on other pages nothing belonged to the article, though the words there differ."""
    place = reader.places.of(block)
    if place in prose or block.size >= 200 or (block.density < 0.5 and learn.SENTENCE_END.search(block.text)):
        return False
    dropped, body = reader.view.role(place, "dropped"), reader.view.role(place, "body")
    return dropped.seen >= 3 and dropped.seen >= dropped.of - 1 and body.seen <= (1 if reader.view.page == reader.view.template.pages else 0)


def _empty_headings(blocks: Sequence[Block], gone: set[int], repeated: Sequence[Count]) -> set[int]:
    """Headings that recur and whose text has gone, or that end the article."""
    found: set[int] = set()
    empty = True  # nothing is left between here and the next heading, or the end
    for position in range(len(blocks) - 1, -1, -1):
        block = blocks[position]
        if block.kind != "h" and not learn.wrapped(block):
            empty = empty and position in gone
            continue
        followed = position + 1 in gone or position + 1 in found
        if empty and (followed or position == len(blocks) - 1) and _is_enough(repeated[position], block):
            found.add(position)
        else:
            empty = True
    return found


def with_lead(reader: Reader, layout: Layout, chosen: Text) -> Text:
    """The text with the standfirst, where the page marks none but has a text where the outlet's standfirsts stand."""
    if chosen.lead or not chosen.blocks or len(chosen.blocks) != len(chosen.lines) or not layout.start:
        return chosen
    at = {id(block): position for position, block in enumerate(layout.blocks)}
    first, prose = at.get(id(chosen.blocks[0]), 0), learn.prose_places(chosen.blocks, reader.places)
    for block in layout.blocks[layout.start : min(first + 1, layout.start + 12)]:
        if not 25 <= block.size <= 900 or block.density > 0.5 or block.kind in ("h", "li") or block.drop in ("nav", "hidden"):
            continue
        place = reader.places.of(block)
        count = reader.view.role(place, "lead")
        if count.seen < 3 or count.share < 0.5 or _is_enough(_count(reader, block), block) or block.text in chosen.dropped:
            continue
        if block is chosen.blocks[0]:
            return replace(chosen, lead=block.text)
        if place in prose:  # a byline or the like, in a paragraph as the text's own are
            continue
        return replace(chosen, lines=(block.text, *chosen.lines), blocks=(block, *chosen.blocks), lead=block.text)
    return chosen


def bylines(reader: Reader, layout: Layout) -> tuple[str, ...]:
    """Lines that stand where the outlet's bylines stand."""
    low, high = max(0, layout.start - 8), layout.start + 40
    found: list[str] = []
    for block in layout.blocks[low:high]:
        if 3 <= len(block.text) <= 160 and block.kind != "h":
            count = reader.view.role(reader.places.of(block), "byline")
            if count.seen >= 3 and count.seen >= count.of - 1:
                found.append(block.text)
    return tuple(dict.fromkeys(found))


def speaks(template: Template, lesson: Lesson, *, nameless: bool) -> bool:
    """Whether a template may change what is read of the page that gave this lesson; ``nameless``: it has no authors."""
    if template.pages < LEAST:
        return False
    view = View(template, lesson.address)
    if any(count.seen >= LEAST for count in (view.name(lesson.name), *map(view.picture, lesson.pictures))):
        return True
    usual = view.usual()
    if usual and lesson.container not in usual:
        return True
    roles = {spot.role for spot in lesson.spots}
    for spot in lesson.spots:
        if spot.role in ("body", "lead", "cue") and view.line(spot.line, spot.place).seen >= LEAST:
            return True
        if spot.role == "body" and view.role(spot.place, "dropped").seen >= 3:
            return True
        if "lead" not in roles and view.role(spot.place, "lead").seen >= 3:
            return True
        if nameless and view.role(spot.place, "byline").seen >= 3:
            return True
    return False


def core(reader: Reader, layout: Layout, chosen: Text) -> markup.Element | None:
    """The element that holds the text by what other pages say, where what was chosen is another one that says less of its own."""
    usual = reader.view.usual()
    if not usual or (chosen.container is not None and reader.places.around(chosen.container) in usual):
        return None
    weights: dict[markup.Element, int] = {}
    known: dict[markup.Element, bool] = {}
    for block in layout.blocks:
        if block.density >= 0.4 or block.kind == "h" or _is_enough(_count(reader, block), block):
            continue
        for element in block.trail[-8:]:
            if element not in known:
                known[element] = reader.places.around(element) in usual
            if known[element]:
                weights[element] = weights.get(element, 0) + block.size
    best = max(weights, key=lambda element: weights[element], default=None)
    own = sum(block.size for block in chosen.blocks if not _is_enough(_count(reader, block), block))
    return best if best is not None and weights[best] >= 200 and weights[best] > 1.2 * own else None


def title(reader: Reader, found: model.Found) -> model.Found:
    """The title without a last part that most of the outlet's titles end with."""
    rest, name = learn.name(found.value)
    count = reader.view.name(learn.key("name " + text.fold(name))) if name else Count(seen=0, of=1)
    return replace(found, value=rest) if count.seen >= LEAST and count.share >= SHARE else found


def pictures(reader: Reader, found: Iterable[model.Image]) -> tuple[model.Image, ...]:
    """The pictures without those that the outlet shows on its pages whatever they tell: its sign, an author's portrait."""
    def is_its_own(one: model.Image) -> bool:
        count = reader.view.picture(learn.picture(one.url))
        return count.seen >= LEAST and count.share >= 0.6 * SHARE

    return tuple(one for one in found if not is_its_own(one))

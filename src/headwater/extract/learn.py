"""What one page teaches of its outlet's template: where its texts stand, and which became the article.

In: a page's blocks, the text chosen of them without any template, its title, names and pictures. Out: a Lesson of hashes.
Never: a conclusion (:mod:`.template` counts, :mod:`.taught` decides), or a text.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable

from headwater import model, text, urls
from headwater.extract import markup
from headwater.extract.blocks import Block, Layout
from headwater.extract.body import Text
from headwater.extract.template import Lesson, Spot

MOST_SPOTS = 240
_DEPTH = 4  # elements of a path
_BEFORE, _BEHIND = 12, 16  # blocks around the text
_OUTSIDE = 24  # blocks of prose elsewhere
_PROSE = 60  # characters
_LABEL = 45  # characters, within which numbers do not count: "12 comments"
_EDGE = 3  # lines at either end of a text that may be its outlet's
_SKETCH = 4
_DIGITS = re.compile(r"\d+")
_WRAPS = frozenset({"em", "i", "strong", "b", "a", "span", "small", "font", "u"})
SENTENCE_END = re.compile(r"[.!?…。！？؟।:]\W{0,60}$|[»“”\"']$")  # "It rained.", "「…」。"
CUE = re.compile(r"^\W*(\w[^:：>»→|]{1,40}?)\s*[:：>»→|]")  # "More on this: " before a linked headline
_NAME = re.compile(r"\s(?:[-–—|•·›»:/]|::)\s+([^|–—•·›»]{2,60})$|\s*[|｜]\s*([^|｜]{2,60})$")  # "Ferry aground | Tidewater Post"
_SIZE = re.compile(r"[?#].*$|[-_]?\d{2,4}x\d{2,4}(?=\.\w+$)")  # "?w=640", "-640x480"


def key(words: str) -> int:
    """A hash that stays the same on every machine."""
    return zlib.crc32(words.encode("utf-8", "replace")) or 1


def address(url: str) -> int:
    """The hash of a page's address."""
    return key(urls.key(url))


def line(words: str) -> int:
    """The hash of a line as it is compared: folded; numbers in a short label do not count."""
    folded = " ".join(text.fold(words).split())
    return key(_DIGITS.sub("0", folded) if len(folded) <= _LABEL and not SENTENCE_END.search(folded) else folded)


def cue(block: Block) -> int:
    """The hash of the words before a colon that lead to a link; 0 if there are none."""
    found = CUE.match(block.text) if block.density >= 0.4 and block.size < 300 else None
    return key("cue " + text.fold(found[1])) if found and len(found[0]) < len(block.text) else 0


def name(title: str) -> tuple[str, str]:
    """A title without its last part, and that part; ("", "") if it has but one."""
    found = _NAME.search(title)
    rest = title[: found.start()].rstrip() if found else ""
    return (rest, (found[1] or found[2]).strip()) if found and len(rest) >= 8 else ("", "")


def picture(url: str) -> int:
    """The hash of a picture's address without its size."""
    return key(_SIZE.sub("", url))


class Places:
    """The places of a page's blocks, as hashes of short paths of tags and classes."""

    def __init__(self) -> None:
        self._signs: dict[markup.Element, str] = {}

    def of(self, block: Block) -> int:
        """Where a text stands, with what wraps all of it: ``article.story>div.text>p>em``."""
        path = block.trail if block.trail and block.element is block.trail[-1] else (*block.trail, block.element)
        return key(f"{block.kind} " + ">".join([*map(self._sign, path[-_DEPTH:]), *_wraps(block.element)]))

    def around(self, element: markup.Element | None) -> int:
        """Where an element stands; 0 for none."""
        if element is None:
            return 0
        path = [element, *(above for above, _ in zip(element.iterancestors(), range(_DEPTH - 1), strict=False))]
        return key("box " + ">".join(self._sign(one) for one in reversed(path)))

    def _sign(self, element: markup.Element) -> str:
        sign = self._signs.get(element)
        if sign is None:
            names = _DIGITS.sub("", element.get("class") or "")[:200].split()[:2]
            sign = self._signs[element] = ".".join([markup.name(element), *names])
        return sign


def _wraps(element: markup.Element) -> Iterable[str]:
    """Tags of inline elements that hold all text of a block, outermost first; at most two."""
    for _ in range(2):
        if len(element) != 1 or (element.text or "").strip() or (element[0].tail or "").strip() or element[0].tag not in _WRAPS:
            return
        element = element[0]
        yield str(element.tag)


def wrapped(block: Block) -> bool:
    """Whether all of a short block is set in bold, as sub-headlines are that are no heading elements."""
    return block.size < 120 and any(tag in ("strong", "b") for tag in _wraps(block.element))


def prose_places(blocks: Iterable[Block], places: Places) -> frozenset[int]:
    """Where the article's own paragraphs stand: places that hold several long ones, or a good part of the text."""
    weights: Counter[int] = Counter()
    counts: Counter[int] = Counter()
    for block in blocks:
        if block.size >= _PROSE and block.density < 0.4 and block.kind != "h":
            place = places.of(block)
            weights[place] += block.size
            counts[place] += 1
    whole = sum(weights.values()) or 1
    return frozenset(place for place, weight in weights.items() if weight >= 0.4 * whole or (counts[place] >= 3 and weight >= 0.15 * whole))


def lesson(url: str, layout: Layout, chosen: Text, *, title: str = "", authors: Iterable[str] = (),
           declared: bool = False, pictures: Iterable[model.Image] = ()) -> Lesson:
    """What a page teaches; ``chosen`` is its text as found without a template, ``declared`` says that structured data name
    the authors, so that the line that names them too is a byline."""
    number = address(url)
    if not chosen.blocks:
        return Lesson(address=number)
    places, names = Places(), [text.fold(one) for one in authors if len(one) > 3]
    prose = prose_places(chosen.blocks, places)
    spots = _body(chosen, places, prose)
    body = set(map(id, chosen.blocks))
    at = {id(block): position for position, block in enumerate(layout.blocks)}
    first, last = (at.get(id(block), -1) for block in (chosen.blocks[0], chosen.blocks[-1]))
    spots += _around(layout, body, range(max(0, first - _BEFORE), last + 1 + _BEHIND) if first >= 0 else range(0), places,
                     names if declared else [])
    inner = [block for block in chosen.blocks[1:-_EDGE] if block.size >= _PROSE and places.of(block) in prose]
    return Lesson(
        address=number, sketch=tuple(sorted({line(block.text) for block in inner})[:_SKETCH]),
        author=key("|".join(sorted(names))) if names else 0, container=places.around(chosen.container), spots=tuple(spots[:MOST_SPOTS]),
        name=key("name " + text.fold(name(title)[1])) if name(title)[1] else 0,
        pictures=tuple(picture(one.url) for one in list(pictures)[:12]),
    )


def _body(chosen: Text, places: Places, prose: frozenset[int]) -> list[Spot]:
    """The article's lines: those amid its prose are its own, whatever other pages say, and are not remembered."""
    found: list[Spot] = []
    last = len(chosen.blocks) - _EDGE - 1
    for position, block in enumerate(chosen.blocks):
        place = places.of(block)
        amid = place in prose and block.density < 0.3 and _EDGE <= position <= last
        found.append(Spot(line=line(block.text), place=place, told=not amid, role="lead" if chosen.lead and block.text == chosen.lead else "body"))
        if mark := cue(block):
            found.append(Spot(line=mark, place=1, told=True, role="cue"))
    return found


def _around(layout: Layout, body: set[int], near: range, places: Places, names: list[str]) -> list[Spot]:
    """What stands before, between and behind the article's lines, and prose elsewhere that might be taken for it."""
    found: list[Spot] = []
    outside = 0
    for position, block in enumerate(layout.blocks):
        if id(block) in body:
            continue
        place = 0
        if position in near and len(found) < MOST_SPOTS:
            place = places.of(block)
            folded = text.fold(block.text) if names and block.size < 160 and position <= near.start + 60 else ""
            role = "byline" if folded and any(one in folded for one in names) else "dropped"
            found.append(Spot(line=line(block.text), place=place, role=role))
            if mark := cue(block):
                found.append(Spot(line=mark, place=1, told=True, role="cue"))
        if block.size >= _PROSE and block.density < 0.4 and outside < _OUTSIDE:
            outside += 1
            found.append(Spot(line=line(block.text), place=place or places.of(block), told=True, role="outside"))
    return found

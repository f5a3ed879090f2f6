"""The page as a sequence of text blocks, each with where it stands.

In: a settled tree. Out: blocks in reading order with length, share of link text, enclosing elements and the reason
why one of them cannot be part of an article's text. Never: a choice of what the article is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import islice

from headwater.extract import boilerplate, markup, title

MAX_BLOCKS = 6000
_PROSE = 60  # characters that make a paragraph weigh
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ITEMS = frozenset({"li", "dd", "dt"})
_CELLS = frozenset({"td", "th", "tr", "caption"})
_DROPPED = frozenset({"nav", "footer", "aside", "figure", "figcaption", "form", "fieldset", "iframe", "table", "menu", "picture"})
_SOFT = "\u00ad\u200b\ufeff"  # marks where a word may break
_WIDE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WIDE_CHAR = re.compile(f"[{_WIDE}]")
_PARAGRAPH_BREAK = re.compile("\u2028\\s*\u2028\\s*")  # two line breaks: "<br><br>"
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"”“»«’')\]）」』]{0,3}$")  # "It rained.", "「…。」"
_SLIDE = re.compile(r"slide|galler|carousel|swiper")  # class "slideshow-slide": text beside a captioned picture is the gallery's
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")  # in preformatted text


@dataclass(slots=True, kw_only=True, eq=False)
class Block:
    """A run of text; ``kind`` is p, h, li, quote or run (text that stands in no paragraph element)."""

    element: markup.Element  # the element of the text, or the container of a run
    kind: str
    text: str
    size: int  # characters, East Asian ones counted twice and a half
    linked: int  # of them, inside links
    trail: tuple[markup.Element, ...]  # enclosing elements, outermost first
    drop: str = ""  # why it is no text of an article, "" if it may be
    level: int = 0  # of a heading

    @property
    def density(self) -> float:
        return self.linked / self.size if self.size else 0.0

    @property
    def is_prose(self) -> bool:
        return self.kind != "h" and not self.drop and self.size >= _PROSE and self.density < 0.5


def size(text: str) -> int:
    """Length comparable across scripts."""
    return len(text) if text.isascii() else len(text) + int(1.5 * len(_WIDE_CHAR.findall(text)))


def blocks(root: markup.Element, headline: str = "") -> Layout:
    """All text blocks in reading order, those that cannot be article text with the reason, and the core.

    The core is the element whose paragraphs weigh most, as Readability scores it: a paragraph counts fully for its
    parent, half for the next element, and so on. Nothing that encloses the core is ever dropped by its name.
    """
    found = _gather(root)
    start = _headline(found, headline)
    core = _core(found, start)
    _judge(found, core)
    return Layout(blocks=found, start=start, core=core)


def around(layout: Layout, core: markup.Element) -> Layout:
    """The same blocks, judged with another element as the one that holds the text."""
    _judge(layout.blocks, core)
    return Layout(blocks=layout.blocks, start=layout.start, core=core)


def _headline(found: list[Block], headline: str) -> int:
    """Where the text behind the headline begins: the first heading that is it, else the first such line, else 0."""
    wanted = title.key(headline)
    if len(wanted) < 8:
        return 0
    total = sum(block.size for block in found if block.size >= _PROSE and block.density < 0.4)
    seen, fallback = 0, 0
    for position, block in enumerate(found):
        if block.size < 400:
            here = title.key(block.text) if block.level == 1 or title.may_be(block.text, wanted) else ""
            same = here == wanted or (block.level == 1 and len(here) > 15 and (wanted in here or here in wanted))
            if same and seen < 0.6 * total:
                if block.kind == "h":
                    return position + 1
                fallback = fallback or (position + 1 if here == wanted and block.element.tag != "a" and block.density < 0.5 else 0)
        if block.size >= _PROSE and block.density < 0.4:
            seen += block.size
    return fallback


def _core(found: list[Block], start: int, least: int = _PROSE) -> markup.Element | None:
    """The element that holds the text; where no paragraph is long, short ones count."""
    scores: defaultdict[markup.Element, float] = defaultdict(float)
    own = set(found[start - 1].trail) if start else set()
    trust: dict[markup.Element, float] = dict.fromkeys(own, 1.0)
    for position, block in enumerate(found):
        if block.size < least or block.density > 0.4 or block.kind == "h":
            continue
        weight = block.size * (1.0 if position >= start else 0.3) * (1.0 if block.kind != "li" else 0.5)
        weight *= _trust((*block.trail, block.element), trust)
        for distance, element in enumerate(reversed(block.trail[-6:]), 1):
            scores[element] += weight / distance
    if not scores:
        return _core(found, start, 15) if least > 15 else None
    return max(scores, key=lambda element: scores[element])


def _trust(trail: tuple[markup.Element, ...], known: dict[markup.Element, float]) -> float:
    """How much prose at the end of this trail counts towards being the article, by the names on it."""
    start = _last_known(trail, known)
    value = known[trail[start]] if start >= 0 else 1.0
    for element in trail[start + 1 :]:
        tag = markup.name(element)
        if tag in ("nav", "footer", "figcaption", "aside"):
            value = min(value, 0.15)
        elif tag not in ("html", "body", "main"):
            value = min(value, boilerplate.trust(markup.label(element)))
        known[element] = value
    return value


def _last_known(trail: tuple[markup.Element, ...], known: Container[markup.Element]) -> int:
    """Where the innermost element stands of which something is known already, -1 if of none."""
    for place in range(len(trail) - 1, -1, -1):
        if trail[place] in known:
            return place
    return -1


def _gather(root: markup.Element) -> list[Block]:
    """Depth first, without recursion; an element without blocks below is a leaf."""
    with_blocks = _holders(root)
    found: list[Block] = []
    items: dict[markup.Element, bool] = {}
    stack: list[tuple[markup.Element | _Run, tuple[markup.Element, ...], tuple[str, ...]]] = [
        (root if root in with_blocks else _leaf(root, markup.name(root)), (), ())]
    while stack and len(found) < MAX_BLOCKS:
        part, trail, tags = stack.pop()
        if isinstance(part, _Run):
            found += _cut(part, trail, tags, items)
        else:
            trail, tags = (*trail, part), (*tags, markup.name(part))
            stack.extend([(inner, trail, tags) for inner in reversed(list(_parts(part, tags[-1], with_blocks)))])
    return found


def _judge(found: list[Block], core: markup.Element | None) -> None:
    """Writes to each block why it cannot be text of the article, by the names of what encloses it."""
    enclosing = {core, *core.iterancestors()} if core is not None else set()
    kin = {markup.label(element) for element in enclosing}
    prose = [block for block in found if block.size >= _PROSE and block.density < 0.4]
    weights = _weights(prose)
    leaves: Counter[str] = Counter()
    for block in prose:
        if core is not None and core in block.trail:
            leaves[markup.label(block.element)] += block.size
    akin = _weights([block for block in prose if block.kind in ("p", "run") and block.size >= 120 and block.density < 0.3
                     and leaves[markup.label(block.element)]])
    heavy = max(weights[core], 1) if core is not None else 1
    reasons: dict[markup.Element, str] = dict.fromkeys(enclosing, "")
    pictured: dict[markup.Element, bool] = {}

    def judged(element: markup.Element, block: Block) -> str:
        label, weight, like = markup.label(element), weights.get(element, 0), akin.get(element, 0)
        if element is block.element and leaves.get(label, 0) > 0.2 * heavy and block.kind != "h":
            return ""
        return _reason(element, weight / heavy, label="" if label in kin else label, prose=like >= 150 and like >= 0.8 * weight)

    for block in found:
        trail = (*block.trail, block.element)
        start = _last_known(trail, reasons)
        reason = reasons[trail[start]] if start >= 0 else ""
        for element in trail[start + 1 :]:
            reason = reason or judged(element, block)
            reasons[element] = reason
        block.drop = reason
        if not reason and block.kind in ("p", "run", "h") and block.size < 450 and _is_caption(block, pictured):
            block.drop = "caption"


def _weights(prose: list[Block]) -> Counter[markup.Element]:
    """How much of the prose each element holds."""
    direct: Counter[markup.Element] = Counter()
    trails: dict[markup.Element, tuple[markup.Element, ...]] = {}
    found: Counter[markup.Element] = Counter()
    for block in prose:
        if block.trail:
            direct[block.trail[-1]] += block.size
            trails[block.trail[-1]] = block.trail
        if not block.trail or block.element is not block.trail[-1]:
            found[block.element] += block.size
    for last, weight in direct.items():
        for element in trails[last]:
            found[element] += weight
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A page's blocks, where the text behind its headline begins, and the element that holds the text."""

    blocks: list[Block]
    start: int
    core: markup.Element | None


@dataclass(slots=True, eq=False)
class _Run:
    """Text that is not divided by blocks: of an element without any, or between those of a container."""

    element: markup.Element
    tag: str
    text: str
    linked: int


def _leaf(element: markup.Element, tag: str) -> _Run:
    return _Run(element, tag, markup.raw_text(element), _linked(element))


def _parts(element: markup.Element, name: str, with_blocks: set[markup.Element]) -> Iterator[markup.Element | _Run]:
    """What stands in a container: elements with blocks below, and runs of text."""
    pending: list[str] = [element.text or ""]
    linked = 0
    for child in element:
        tag = child.tag
        is_container = child in with_blocks
        if is_container or tag in markup.BLOCKS:
            if run := "".join(pending).strip():
                yield _Run(element, name, run, linked)
            if is_container:
                yield child
            elif len(child) or child.text:
                yield _leaf(child, tag)
            pending, linked = [], 0
        elif isinstance(tag, str):
            inner = markup.raw_text(child)
            pending.append(inner)
            linked += size(" ".join(inner.split())) if tag == "a" else _linked(child)
        if tail := child.tail:
            pending.append(tail)
    if run := "".join(pending).strip():
        yield _Run(element, name, run, linked)


def _cut(run: _Run, trail: tuple[markup.Element, ...], tags: tuple[str, ...], items: dict[markup.Element, bool]) -> list[Block]:
    """The blocks of a text, which stands in elements of these tags: none where it is empty, several where double line
    breaks divide it. ``items`` remembers which are of real lists."""
    tag = run.tag
    parts = [run.text]
    if tag not in _HEADINGS and (tag == "pre" or markup.LINE_BREAK in run.text):
        parts = (_BLANK_LINE if tag == "pre" else _PARAGRAPH_BREAK).split(run.text)
        parts = [line for part in parts for line in _sentences(part, tag)][:MAX_BLOCKS]
    in_link = tag == "a" or "a" in tags[-8:]
    kind, level = "", int(tag[1]) if tag in _HEADINGS else 0
    found: list[Block] = []
    for part in parts:
        if line := " ".join(_unbroken(part).split()):
            length = size(line)
            kind = kind or _kind(run, trail, tags, items)
            found.append(Block(element=run.element, kind=kind, text=line, size=length, trail=trail, level=level,
                               linked=length if in_link else min(run.linked, length)))
    if len(parts) > 1 and not in_link:
        share = min(1.0, run.linked / max(sum(block.size for block in found), 1))
        for block in found:
            block.linked = int(block.size * share)
    return found


def _unbroken(text: str) -> str:
    """The text without the marks where a word may break."""
    if not text.isascii():
        for mark in _SOFT:
            text = text.replace(mark, "")
    return text


def _sentences(part: str, tag: str) -> list[str]:
    """The paragraphs that single line breaks divide: long lines that all end as sentences; verses and addresses stay together."""
    if tag == "pre" or markup.LINE_BREAK not in part:
        return [part]
    lines = [line for line in part.split(markup.LINE_BREAK) if line and not line.isspace()]
    return lines if len(lines) > 1 and all(size(line) >= _PROSE and _SENTENCE_END.search(line.rstrip()) for line in lines) else [part]


def _kind(run: _Run, trail: tuple[markup.Element, ...], tags: tuple[str, ...], items: dict[markup.Element, bool]) -> str:
    tag = run.tag
    if tag in _HEADINGS or not _HEADINGS.isdisjoint(tags[-2:]) or (tag == "summary" and markup.is_longer(run.element.getparent(), len(run.text) + _PROSE)):
        return "h"
    if tag in _ITEMS or not _ITEMS.isdisjoint(tags[-3:]):
        item = run.element if tag in _ITEMS else next(trail[place] for place in (-1, -2, -3) if tags[place] in _ITEMS)
        if item not in items:
            items[item] = _in_list(item)
        if items[item]:
            return "li"
    return "quote" if tag == "blockquote" or "blockquote" in tags[-3:] else "p" if tag == "p" else "run"


def _in_list(item: markup.Element) -> bool:
    """Whether an item is of a real list: one of several that are not articles themselves."""
    beside = _alike(item, "getnext") or _alike(item, "getprevious")
    return beside and len(list(islice(item.iter("p"), 4))) <= 3


def _alike(item: markup.Element, step: str) -> bool:
    """Whether an element of the same name stands on one side of it: mostly the very next one."""
    tag, other = item.tag, getattr(item, step)()
    while other is not None and other.tag != tag:
        other = getattr(other, step)()
    return other is not None


def _linked(element: markup.Element) -> int:
    if element.tag == "a":
        return size(markup.text(element))
    return sum([size(markup.text(link)) for link in element.iter("a")]) if len(element) else 0


def _holders(root: markup.Element) -> set[markup.Element]:
    """Elements with a block element below them."""
    found: set[markup.Element] = set()
    for element in root.iter(*markup.BLOCKS):
        above = element.getparent()
        while above is not None and above not in found:
            found.add(above)
            above = above.getparent()
    return found


def _is_caption(block: Block, pictured: dict[markup.Element, bool]) -> bool:
    """Whether a short text is all that a box with a picture holds besides it; ``pictured`` remembers which boxes do."""
    box = block.element if block.kind == "run" else (block.trail[-1] if block.trail else None)
    for _ in range(2):
        if box is None or box.tag in ("article", "main", "body", "section", "td", "p"):
            return False
        if box not in pictured:
            pictured[box] = next(box.iter("img", "picture", "amp-img"), None) is not None
        if pictured[box]:
            named = block.kind == "p" and bool(_SLIDE.search(markup.label(box))) and next(box.iter("figcaption"), None) is not None
            return not named and not markup.is_longer(box, len(block.text) + 60)
        box = box.getparent()
    return False


def _reason(element: markup.Element, share: float, *, label: str, prose: bool) -> str:
    """Why nothing in this element, of this label, can be text of the article; ``share`` is its prose as part of the core's."""
    tag = markup.name(element)
    if tag == "figure" and next(element.iter("blockquote", "table"), None) is not None:
        return ""
    if tag in _DROPPED and (share < 0.6 or tag in ("nav", "figcaption", "aside")):
        return tag
    if tag in _CELLS and share < 0.4:
        return "table"
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    return boilerplate.of_label(label, share, style=element.get("style") or "", hidden=hidden, prose=prose)

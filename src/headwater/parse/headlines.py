"""The headline in a link: without kicker, time, counters and summary, which cards put into the same link.

In: a link's element. Out: one line of text. Never: an assumption on words, for many scripts write none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from headwater import text

Element = Any  # an lxml element
_State = tuple[bool, bool, int]  # as in Piece: other, named, depth

LONGEST = 400  # characters of a headline
_READ = 3000  # characters of a link that are looked at
_FULL = 16.0  # width from which a piece is more than a kicker
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WIDE = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_BLOCKS = frozenset({"div", "p", "li", "ul", "ol", "section", "header", "footer", "figure", "table", "tr", "td", "br", "figcaption", *_HEADINGS})
_OTHER = re.compile(  # '<span class="kicker">', '<span class="comment-count">', '<span class="visually-hidden">'
    r"(?:^|[\s_-])(?:kicker|eyebrow|overline|topline|dachzeile|spitzmarke|supertitle|pretitle|rubrik|rubric|category|categories|cat|section|label|badge|tag|flag|flair|pill"
    r"|time|date|datetime|timestamp|ago|pubdate|published|count|counter|comments?|replies|views|likes|shares|votes|rank|number|num|index|icon|duration|premium|paywall|plus|live"
    r"|author|byline|source|credit|caption|figcaption|summary|excerpt|teaser|description|desc|intro|standfirst|dek|lead|abstract|deck|snippet|meta|info"
    r"|sr|screenreader|visually|hidden|assistive|offscreen)(?=$|[\s_-])", re.I)
_NAMED = re.compile(r"(?:^|[\s_-])(?:title|headline|heading|hed|titulo|titre|titel|titolo|tytul|name|subject)(?=$|[\s_-])", re.I)  # '<span class="card__title">'
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_COUNT = re.compile(r"^[\s(\[#+]*[\d.,]{1,9}\s*[kKmM]?[\s)\]+.]*$")  # "(12)", "1.2k", "03."
_CLOCK = re.compile(r"^[\s\[(]*\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s*(?:uhr|h|น\.|uur))?[\s\])]*$", re.I)  # "12:30", "[14.05 Uhr]"
_DAY = re.compile(r"^[\s\[(]*\d{1,4}[./\-年]\s?\d{1,2}(?:[./\-月]\s?\d{0,4}日?)?[\s\])]*(?:\d{1,2}:\d{2})?[\s\])]*$")  # "12.03.2026", "2026年3月1日", "[03-12]"
_LEADING = re.compile(r"^(?:[\[(]?\d{1,2}:\d{2}[\])]?\s*(?:[|·•–—-]\s*|\s)|[\[(]\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?[\])]\s*|[•·▪■►▶»›●◆]\s*)+")  # "12:30 | ", "[03-12] ", "• "
_TRAILING = re.compile(r"\s*(?:[»›→▶►]+|[\[(](?:\d{4}[./-])?\d{1,2}[./-]\d{1,2}[\])])\s*$")  # " »", " [03-12]"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that one element holds."""

    words: str
    other: bool  # an element's name says that it is no headline
    named: bool  # an element's name says that it is one
    depth: int  # 0: it stands in the link itself, 1: in a span or the like, 2: in a block of its own


def of(link: Element) -> str:
    """The headline that a link holds: of its heading, of what is called a title, else its first long piece of text."""
    heading = next((one for one in link.iter(*_HEADINGS) if one is not link), None)
    pieces = [one for one in _pieces(link if heading is None else heading) if one.words]
    line = _chosen(pieces, whole=heading is not None)
    return _full(tidy(line), link)


def tidy(line: str) -> str:
    """Without a time before it, a bullet, an arrow or a day in brackets behind it."""
    line = text.squeeze(line)
    return (_TRAILING.sub("", _LEADING.sub("", line)) or line)[:LONGEST]


def plain(element: Element) -> str:
    """The text of an element on one line, no more than is looked at."""
    parts, left = [], _READ
    for part in element.itertext():
        parts.append(part[:left])
        left -= len(part)
        if left <= 0:
            break
    return text.squeeze("".join(parts))


def _width(line: str) -> float:
    return len(line) + 1.2 * len(_WIDE.findall(line)) if not line.isascii() else float(len(line))


def _chosen(pieces: list[Piece], *, whole: bool) -> str:
    """Pieces that belong together joined; kickers, counters and summaries left out."""
    kept = [one for one in pieces if not one.other and not _COUNT.match(one.words) and not _CLOCK.match(one.words) and not _DAY.match(one.words)]
    if named := [one for one in kept if one.named]:
        kept = named
    if not kept:
        return max((one.words for one in pieces), key=_width, default="")
    if len(kept) == 1:
        return kept[0].words
    if bare := any(one.depth == 0 for one in kept):
        kept = [one for one in kept if one.depth < 2]
    if whole or bare:
        first, rest = kept[0], kept[1:]
        kicker = not bare and _width(first.words) < _FULL and any(_width(one.words) > 2 * _width(first.words) for one in rest)
        return " ".join(one.words for one in (rest if kicker else kept))
    full = [one for one in kept if _width(one.words) >= _FULL]
    return full[0].words if full else max((one.words for one in kept), key=_width)


def _pieces(root: Element) -> Iterator[Piece]:
    """The runs of text below an element, divided where elements with names or blocks begin and end."""
    run: list[str] = []
    left = _READ
    state = (False, False, 0)

    def flush() -> Iterator[Piece]:
        if line := text.squeeze("".join(run)):
            yield Piece(line, *state)
        run.clear()

    stack: list[tuple[Element, _State, bool]] = [(root, state, False)]
    while stack and left > 0:
        element, within, closed = stack.pop()
        if closed:  # the text behind an element
            if state != within:
                yield from flush()
                state = within
            run.append((element or "")[:left])
            left -= len(element or "")
            continue
        own = _state(element, within) if element is not root else within
        if own != within or element.tag in _BLOCKS:
            yield from flush()
        state = own
        run.append((element.text or "")[:left])
        left -= len(element.text or "")
        for child in reversed(element):
            stack.append((child.tail, own, True))
            stack.append((child, own, False))
    yield from flush()


def _state(element: Element, within: _State) -> _State:
    tag = element.tag
    if not isinstance(tag, str):
        return within
    label = _CAMEL.sub("-", (element.get("class") or "")[:200])
    own = bool(label and _NAMED.search(label))
    other = within[0] or tag in ("time", "small", "figcaption", "sup", "button") or (not own and bool(label and _OTHER.search(label)))
    return other, within[1] or own, 2 if tag in _BLOCKS else max(within[2], 1)


def _full(line: str, link: Element) -> str:
    """A headline that the page cut off, from the link's own title where it goes on."""
    title = text.squeeze((link.get("title") or "")[:LONGEST])
    begun = line.rstrip(" .…")
    if begun != line and line.endswith(("…", "...")) and len(begun) >= 8 and title.startswith(begun) and len(title) > len(line):
        return title
    return line

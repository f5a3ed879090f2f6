"""How deep markup nests, found and capped before any tree is built.

In: markup as text. Out: the same text without the tags that lie deeper than the cap, and the depth that was met.
Never: a tree, or more than linear time. Tree builders take quadratic time on deep nesting (250 KB of nested
``<div>`` costs 11 seconds), so this scan stands before all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

CAP = 120  # elements; libxml2 gives up at 256, real pages stay below 60
_TAG = re.compile(r"<(?:!--|(/?)([a-zA-Z][a-zA-Z0-9:_-]{0,40})([^<>]*)>?)")  # "<!--", "<div class=x>", "</p>"
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "noembed"})
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"})
_IMPLIED = frozenset({"p", "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody", "tfoot"})  # whose end tags may be missing
_PARAGRAPHS = frozenset({"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "blockquote"})
_REACH = 48  # open elements that an end tag looks back over


def cap(markup: str, *, limit: int = CAP) -> tuple[str, int]:
    """The markup with nesting of at most ``limit`` elements, and the depth that it had.

    Tags beyond the limit are left out, their text stays, and line breaks where
    paragraphs ended. Linear in the length of the markup.
    """
    pieces: list[str] = []
    kept_to = deepest = 0
    stack: list[str] = []
    for start, end, closing, name in _tags(markup):
        if closing:
            depth = _close(stack, name)
        else:
            if name in _IMPLIED and stack and stack[-1] == name:
                stack.pop()
            stack.append(name)
            depth = len(stack)
            deepest = max(deepest, depth)
        if depth > limit:
            between = markup[kept_to:start]
            pieces.append(between)
            if name in _PARAGRAPHS and between and not between.isspace():
                pieces.append("<br><br>")
            kept_to = end
    if not pieces:
        return markup, deepest
    pieces.append(markup[kept_to:])
    return "".join(pieces), deepest


def _close(stack: list[str], name: str) -> int:
    """Closes the nearest open element of this name; the depth it was at, 0 if there is none."""
    for back in range(1, min(_REACH, len(stack)) + 1):
        if stack[-back] == name:
            depth = len(stack) - back + 1
            del stack[-back:]
            return depth
    return 0


def _tags(markup: str) -> Iterator[tuple[int, int, bool, str]]:
    """(start, end, closing, name) of every tag outside comments, scripts and styles."""
    lost: set[str] = set()  # closings known not to come any more: never searched twice
    search, position = _TAG.search, 0
    while match := search(markup, position):
        slash, name, inner = match.groups()
        position = match.end()
        if name is None:
            position = _skip(markup, "-->", position, lost)
            continue
        name = name.lower()
        if name in _VOID or (not slash and inner.endswith("/")):
            continue
        if name in _RAW:
            if not slash:
                position = _skip_raw(markup, name, position, lost)
            continue
        yield match.start(), position, bool(slash), name


def _skip(markup: str, what: str, position: int, lost: set[str]) -> int:
    if what not in lost:
        found = markup.find(what, position)
        if found >= 0:
            return found + len(what)
        lost.add(what)
    return position


def _skip_raw(markup: str, name: str, position: int, lost: set[str]) -> int:
    """Behind the end tag of a script or style, however its name is written."""
    if name in lost:
        return position
    match = re.compile(rf"</{name}", re.I).search(markup, position)  # "</SCRIPT"
    if match is None:
        lost.add(name)
        return position
    return match.end()

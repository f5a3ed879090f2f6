"""Lines of which the page asks that no snippet be made: what stands in an element with ``data-nosnippet``.

In: the settled tree, that of a text from a script if there is one, the lines of the body. Out: their numbers. Never: a line
left out of the text: where the whole text is released they stand in it.

The attribute is Google's (developers.google.com/search/docs/crawling-indexing/robots-meta-tag); it holds there for span, div
and section, here for any element. Lines are known by their text, so that one that stands elsewhere too is not used either.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from headwater.extract import furniture, markup

_MARKED: Any = etree.XPath("//*[@data-nosnippet][not(ancestor::*[@data-nosnippet])]")
_MOST = 500  # elements; a page that marks more has all its lines taken for marked
_MOST_TEXT = 2_000_000  # characters of them


def may(source: bytes) -> bool:
    """Whether a page can hold the attribute at all, which costs a tenth of looking through its tree; UTF-16 may."""
    return b"nosnippet" in source.lower() or b"\0" in source


def lines(body: Sequence[str], *roots: markup.Element | None) -> tuple[int, ...]:
    """The numbers of the lines that stand in such an element, or hold the text of one."""
    marked = [element for root in roots if root is not None for element in _MARKED(root)]
    if not marked:
        return ()
    kept = list(filter(None, (_bare(markup.raw_text(element)) for element in marked[:_MOST])))
    if len(marked) > _MOST or sum(map(len, kept)) > _MOST_TEXT:
        return tuple(range(len(body)))
    found = ((number, _bare(line)) for number, line in enumerate(body))
    return tuple(number for number, line in found if line and any(line in text or text in line for text in kept))


def _bare(line: str) -> str:
    """Letters and digits alone: soft hyphens, joiners and spaces are not the same on both sides."""
    return "".join(filter(str.isalnum, furniture.without_marks(" ".join(line.split()))))

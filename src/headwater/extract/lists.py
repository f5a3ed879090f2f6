"""Lists that are part of an article's text, however short or linked their items are.

In: the blocks of the text's container. Out: which items belong to the text because of where their list stands. Never: menus,
tags and lists that lead to other articles: those stand alone or behind words that say so.
"""

from __future__ import annotations

from collections.abc import Sequence

from headwater.extract import boilerplate, markup
from headwater.extract.blocks import Block

_LISTS = frozenset({"ul", "ol", "dl"})
_ITEMS = frozenset({"li", "dt", "dd"})
_COLONS = (":", "：", "፦")
_CUE = 25  # characters of a sentence that announces a list of links
_MOST = 40  # items of a list whose items are short or linked


def of_text(inside: Sequence[Block]) -> frozenset[int]:
    """The ids of the blocks of such lists: behind a colon, or without links between paragraphs beside it."""
    found: set[int] = set()
    start = 0
    while start < len(inside):
        around = _list(inside[start]) if inside[start].kind == "li" else None
        if around is None:
            start += 1
            continue
        end = start
        while end < len(inside) and inside[end].kind == "li" and around in inside[end].trail:
            end += 1
        end = max(end, start + 1)
        items = inside[start:end]
        if not any(block.drop for block in items) and len(items) <= _MOST and _belongs(around, items, inside[max(0, start - 1) : start], inside[end : end + 1]):
            found.update(id(block) for block in items)
        start = end
    return frozenset(found)


def _list(block: Block) -> markup.Element | None:
    """The outermost list of a chain of lists around an item."""
    found: markup.Element | None = None
    for above in reversed(block.trail):
        tag = markup.name(above)
        if tag in _LISTS:
            found = above
        elif tag not in _ITEMS and found is not None:
            break
    return found


def _belongs(around: markup.Element, items: Sequence[Block], before: Sequence[Block], after: Sequence[Block]) -> bool:
    beside = around.getparent()
    if not before or before[0].drop or beside is None or not _is_beside(before[0], beside):
        return False
    cue = before[0]
    share = sum(block.linked for block in items) / max(sum(block.size for block in items), 1)
    if cue.kind in ("p", "run") and cue.text.endswith(_COLONS) and not boilerplate.of_line_again(cue.text, cue.density):
        return share < 0.3 or (cue.size >= _CUE and cue.density < 0.3)
    told = cue.kind == "h" or cue.is_prose
    return told and len(items) > 1 and share < 0.1 and bool(after) and not after[0].drop and _is_beside(after[0], beside) and (after[0].is_prose or after[0].kind == "h")


def _is_beside(block: Block, parent: markup.Element) -> bool:
    return bool(block.trail) and (block.trail[-1] is parent or (block.kind == "run" and block.element is parent))

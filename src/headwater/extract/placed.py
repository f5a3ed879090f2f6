"""Places of pictures in the text: how many lines of it stand before each.

In: elements of pictures and the blocks of the text. Out: numbers of lines. Never: a change of the text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from headwater.extract import markup
from headwater.extract.blocks import Block

_OPENING = 60  # characters by which a run of text is found again before a picture


class Places:
    """The order of a page, for one text."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._paths: dict[markup.Element, tuple[int, ...]] = {}
        self._lines: list[tuple[int, ...]] | None = None

    def of(self, node: markup.Element, *, within: bool) -> int | None:
        """The lines before an element; None if it stands behind all of them and not ``within`` the text's own container."""
        if not self._blocks:
            return None
        if self._lines is None:
            self._lines = sorted(self._path(block.element) for block in self._blocks)
        place = bisect_left(self._lines, self._path(node))
        above = set(node.iterancestors())
        before: dict[markup.Element, str] = {}
        for block in self._blocks[:2000]:
            if block.element not in above:
                continue
            if block.element not in before:
                before[block.element] = _before(block.element, node)
            place -= block.text[:_OPENING] not in before[block.element]
        return place if within or place < len(self._blocks) else None

    def _path(self, element: markup.Element) -> tuple[int, ...]:
        """Where an element stands among all: the number of each of its ancestors among its siblings, outermost first."""
        found = self._paths.get(element)
        if found is None:
            pending = []
            while found is None:
                pending.append(element)
                parent = element.getparent()
                if parent is None:
                    found = ()
                    self._paths[element] = found
                    pending.pop()
                    break
                element = parent
                found = self._paths.get(element)
            for one in reversed(pending):
                found = (*found, one.getparent().index(one))
                self._paths[one] = found
        return found


def _before(element: markup.Element, node: markup.Element) -> str:
    """An element's own text before a picture within it."""
    before: list[str] = []
    inner = node
    for above in node.iterancestors():
        for sibling in above:
            if sibling is inner:
                break
            before.append(markup.raw_text(sibling) + (sibling.tail or ""))
        before.append(above.text or "")
        inner = above
        if above is element:
            break
    return " ".join(" ".join(reversed(before)).split())

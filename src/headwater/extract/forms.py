"""What the lines of a body are, beside paragraphs: sub-headlines, items of lists, quotations, rows of tables.

In: the chosen text, the lines of the body. Out: the number of a line and what it is. Never: a line that is not in the body.
"""

from __future__ import annotations

from collections.abc import Sequence

from headwater.extract import furniture
from headwater.extract.body import Text

_FORMS = {"h": "heading", "li": "item", "quote": "quote", "row": "row"}  # of a block's kind


def forms(chosen: Text, lines: Sequence[str]) -> tuple[tuple[int, str], ...]:
    """(number, form) of each line that is no paragraph."""
    known = {furniture.without_marks(block.text): _FORMS[block.kind] for block in (*chosen.blocks, *chosen.inner) if block.kind in _FORMS}
    return tuple((number, known[line]) for number, line in enumerate(lines) if line in known)

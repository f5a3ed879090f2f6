"""The nouns of comparing: where two texts are the same, and by what it was told which of them was first.

In: nothing. Out: dataclasses that ``headwater.model`` shows with all others. Never: a decision, a query or an input.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FirstBy(StrEnum):
    """By what it was told which of two texts is the original, the surest first."""

    CANONICAL = "canonical"  # one page declares the other's address as the text's own
    CREDIT = "credit"  # one text names the other's outlet as its supplier, or in its words
    LINK = "link"  # one text links to the other, or to its outlet
    AGENCY = "agency"  # one outlet writes to be republished
    SUPPLIED = "supplied"  # both name the same supplier: neither of them is the original, both carry it
    PUBLISHED = "published"  # the publishers' times
    SEEN = "seen"  # our own first sight of them, which is worth less
    UNDECIDED = "undecided"  # it cannot be told; the earlier one stands for both


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words in a row that two texts have in common: positions, no quotation.

    Characters are counted from 0 in the text that was compared: the article's body, else its entry's text made plain.
    """

    start: int  # in this article's text
    end: int  # behind the last character
    of_start: int  # in the other's text
    of_end: int
    words: int  # characters in scripts without spaces

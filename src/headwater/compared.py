"""The nouns of comparing: what of a text is compared, which other it repeats, where, and by what it was told which was first.

In: nothing. Out: dataclasses that ``headwater.model`` shows with all others. Never: a decision, a query or an input.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from headwater.keys import ArticleId, OutletId


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """A text made comparable."""

    exact: str  # hash of the normalised text
    shingles: int  # number of distinct 5-grams
    sample: tuple[int, ...]  # sampled 5-gram hashes, signed 64 bit, for the index


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An earlier article near enough to be compared."""

    article_id: ArticleId
    outlet_id: OutletId
    url: str
    title: str
    text: str
    published: datetime | None
    first_seen: datetime
    unlisted_at: datetime | None = None  # when its feed was last read without it


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """This article repeats another."""

    of: ArticleId  # the original, as far as we know it
    containment: float  # share of the smaller text's 5-grams found in the other, 0 to 1
    verbatim: bool
    evidence: tuple[str, ...] = ()
    first: bool = False  # this article is the original after all, and ``of`` the copy
    first_by: FirstBy | None = None  # by what that was told; None: compared by an older version
    passages: tuple[Passage, ...] = ()  # the longest ones, in the order of this text


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A later state of an article that we have at another address."""

    of: ArticleId
    containment: float
    evidence: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()  # the longest ones, in the order of this text


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """No copy of anything in the window."""

    nearest: float = 0.0  # the highest containment seen


Match = Copy | Revision | New

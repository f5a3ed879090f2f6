"""Stay-down: when a text or a picture is what was taken down before.

In: texts, perceptual hashes. Out: shingles, scores, a verdict. Never: a look at the store, or an exception on any text.
Numbers from the measurements in the requirements of the rights desk, 2.6: three-word shingles, containment.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

WIDTH = 3  # words in a shingle
BLOCK = 0.75  # share of the smaller text
REVIEW = 0.40
LEAST_SHARED = 12  # shingles
IMAGE_BLOCK = 8  # bits that may differ
IMAGE_REVIEW = 12


class Effect(StrEnum):
    """What a hit does."""

    BLOCKED = "blocked"
    REVIEW = "review"  # it is shown meanwhile, and a person looks


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A text as its shingles."""

    shingles: frozenset[int]  # signed 64 bit
    letterwise: bool = False  # mostly in a script without spaces, where a shingle is three characters

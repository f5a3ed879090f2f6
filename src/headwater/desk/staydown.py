"""Stay-down: when a text is what was taken down before.

In: texts. Out: shingles, scores, a verdict. Never: a look at the store, or an exception on any text.

The numbers are those of the requirements of the rights desk, 2.6: three-word shingles, share of the smaller text, block
from .75 with at least 12 shared, review from .40. One thing is added, so that a report about a takedown may quote: up to
20 words that stand among others are a quotation, and only reviewed. Pictures are compared in ``store.staydown``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from headwater import text

WIDTH = 3  # words in a shingle; characters in scripts without spaces
BLOCK = 0.75  # share of the smaller text, in whole hundredths: one word in twelve changed leaves just that
REVIEW = 0.40
LEAST_SHARED = 12  # shingles
BARE = 0.95  # from here a text has nothing of its own
QUOTATION = 20  # shingles: more than the 18 of a quotation of 20 words, fewer than the 23 of a copy cut to 25 words
PASSAGE = 40  # shingles that are no quotation, however long the text around them
CHARACTERS = 1.7  # that say as much as a word, in scripts without spaces whose characters are words or syllables
LETTERS = 4.0  # that say as much as a word, in alphabets without spaces; three of them say nothing, so more make a shingle
LETTERS_WIDTH = 6
_IS_LETTER = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f]")  # Thai, Lao, Burmese, Khmer: "ก"
MOST_WORDS = 6_000  # of a text that are looked at
LEAST_EXACT = 12  # words from which the same text is no coincidence ("Read more")
_LONGEST = 64  # characters of a word that count


class Effect(StrEnum):
    """What a hit does."""

    BLOCKED = "blocked"
    REVIEW = "review"  # it is shown meanwhile, and a person looks


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A text as its shingles."""

    shingles: frozenset[int]  # signed 64 bit
    unit: float = 1.0  # shingles that say as much as one of words does: more in scripts without spaces
    exact: str = ""  # hash of the words in order; "" where they are too few to tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """How near a text is, and what follows."""

    score: float  # 0 to 1
    effect: Effect


def measure(words: str) -> Measured:
    """A text as three-word shingles (three characters, or six letters, where no spaces are written); only its first 6,000 words count.

    >>> len(measure("the gate is shut, the gate is shut").shingles)
    4
    """
    found = [word[:_LONGEST] for word in text.words(words[: 20 * MOST_WORDS])[:MOST_WORDS]]
    unit = _unit(found)
    width = LETTERS_WIDTH if unit == LETTERS else WIDTH
    grams = {_hash(" ".join(found[at : at + width])) for at in range(len(found) - width + 1)}
    exact = hashlib.sha256(" ".join(found).encode("utf-8", "surrogatepass")).hexdigest()
    return Measured(
        shingles=frozenset(grams), unit=unit, exact=exact if len(found) >= LEAST_EXACT * unit else "",
    )


def _unit(found: Sequence[str]) -> float:
    alone = [word for word in found if len(word) == 1 and word > "\u0e00"]
    if 2 * len(alone) <= len(found):
        return 1.0
    return LETTERS if 2 * sum(bool(_IS_LETTER.match(word)) for word in alone) > len(alone) else CHARACTERS


def judge(shared: int, *, of_key: int, of_text: int, unit: float = 1.0, whole: bool = True) -> Judged | None:
    """What ``shared`` shingles mean between a text taken down and another one; None: nothing.

    ``whole``: the other text is all that we know of its article. An excerpt or a headline is not, and a quotation in it
    must not hide an article that is otherwise its own.
    """
    smaller = min(of_key, of_text)
    if not smaller or shared < LEAST_SHARED * unit:
        return None
    score = min(1.0, shared / smaller)
    if score < REVIEW:
        return None
    return Judged(score=score, effect=Effect.BLOCKED if _is_copy(shared, of_key, of_text, unit, whole) else Effect.REVIEW)


def _is_copy(shared: int, of_key: int, of_text: int, unit: float, whole: bool) -> bool:
    if round(shared / min(of_key, of_text), 2) < BLOCK:
        return False
    more_than_a_quotation = shared >= QUOTATION * unit
    if of_text <= of_key:  # all of it, or nearly, is what was taken down
        return more_than_a_quotation or (whole and shared / of_text >= BARE)
    if shared >= PASSAGE * unit:  # all of what was taken down stands in it
        return True
    return shared / of_text >= REVIEW and more_than_a_quotation


def _hash(gram: str) -> int:
    digest = hashlib.blake2b(gram.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)

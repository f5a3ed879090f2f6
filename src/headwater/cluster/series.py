"""Recurring formats: an outlet's forecasts, horoscopes, briefings and tables, whose titles are one form filled anew.

In: a title as printed and its outlet. Out: one number for the outlet's form and what fills it, so that two issues of a
series are told from two reports on an event. Never: a list of formats or of their words in any language.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from headwater import text

FIXED = 2  # words of a form that stay the same
MOST_CHARACTERS = 300  # of a title that count
_WORD = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+")  # "17", "3.5", "17.05.2020", "Gomel"


def issue(title: str, outlet: str) -> int:
    """The outlet's form of title in the upper 31 bits, the title itself in the lower 32; 0 where either is empty.

    >>> a, b = issue("Weather in Felden on 8 May", "x"), issue("Weather in Northham on 16 June", "x")
    >>> same_form(a, b), a == b
    (True, False)
    """
    words = _WORD.findall(title[:MOST_CHARACTERS])
    if not outlet or not words:
        return 0
    return _hash(outlet, *form(words)) >> 33 << 32 | _hash(*map(text.fold, words)) >> 32


def same_form(one: int, other: int) -> bool:
    """Whether two numbers of :func:`issue` are of one series."""
    return one >> 32 == other >> 32 != 0


def form(words: Sequence[str]) -> list[str]:
    """What stays of a title when numbers and names change; all but the numbers where names do not stand out.

    A number takes the lower-case word behind it along, for that is a month or a unit. Names are the words with a
    capital within a title whose words are mostly without.
    """
    later = [word for word in words[1:] if not word[0].isdigit()]
    named = sum(word[0].isupper() for word in later)
    masked = named * 2 <= len(later)
    found = _filled(words, names=masked)
    if masked and sum(word not in "#@" for word in found) < FIXED:
        found = _filled(words, names=False)
    return found


def _filled(words: Sequence[str], *, names: bool) -> list[str]:
    found: list[str] = []
    after_number = False
    for place, word in enumerate(words):
        if word[0].isdigit():
            mark = "#"
        elif after_number and word[0].islower():
            after_number = False
            continue
        else:
            mark = "@" if names and place and word[0].isupper() else text.fold(word)
        after_number = mark == "#"
        if mark not in ("#", "@") or found[-1:] != [mark]:
            found.append(mark)
    return found


def _hash(*parts: str) -> int:
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")

"""Patterns that are tried only where a word that they need is there: of many alternatives, at a tenth of the time.

In: a compiled pattern. Out: the same with a look before it, which never changes what it finds. Never: a word list to keep by
hand: the words are read from the pattern.

``re`` tries every alternative at every place of a text; to find that one of forty words is in it at all takes a thousandth.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from re import _constants as ops  # pyright: ignore[reportAttributeAccessIssue]  (the library's own parser: so since Python 2)
from re import _parser as parser  # pyright: ignore[reportAttributeAccessIssue]
from typing import Any

_LEAST = 2  # characters of a word that tells anything
_ALPHABETS = "\u2e80"  # beyond, one character tells as much as a word
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)
_MOST = 160  # words; beyond, looking costs as much as the pattern


class Gated:
    """A pattern and the words of which each of its matches holds at least one; without words it is always tried."""

    __slots__ = ("needs", "pattern")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.needs = needs(pattern)

    def may(self, line: str) -> bool:
        """Whether a line holds one of the words."""
        if not self.needs:
            return True
        folded = _folded(line)
        for word in self.needs:  # noqa: SIM110  a generator costs more than the looks
            if word in folded:
                return True
        return False

    def search(self, line: str) -> re.Match[str] | None:
        """As of the pattern."""
        return self.pattern.search(line) if self.may(line) else None

    def match(self, line: str) -> re.Match[str] | None:
        """As of the pattern."""
        return self.pattern.match(line) if self.may(line) else None


class Several:
    """Patterns side by side, each tried only where one of its own words is: what is found is the match that begins first."""

    __slots__ = ("_always", "_flags", "_gated")

    def __init__(self, *alternatives: str, flags: re.RegexFlag = re.I) -> None:
        self._flags = flags
        words = {alternative: _needs(alternative, flags) for alternative in alternatives}
        self._always = tuple(alternative for alternative in alternatives if not words[alternative])
        self._gated = tuple((word, alternative) for alternative in alternatives for word in words[alternative])  # flat: a loop within would cost as much as the looks

    def search(self, line: str) -> re.Match[str] | None:
        """The match that begins first; of several that begin together that of the first pattern with words, then without."""
        folded = _folded(line)
        best: re.Match[str] | None = None
        for word, alternative in self._gated:
            if word in folded:
                found = _compiled(alternative, self._flags).search(line)
                if found and (best is None or found.start() < best.start()):
                    best = found
        for alternative in self._always:
            found = _compiled(alternative, self._flags).search(line)
            if found and (best is None or found.start() < best.start()):
                best = found
        return best


@cache
def _compiled(alternative: str, flags: re.RegexFlag) -> re.Pattern[str]:
    """Made at its first use: most are of languages that few texts are in."""
    return re.compile(alternative, flags)


def needs(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Folded words of which every match of a pattern holds one; none where there are no such words."""
    return _needs(pattern.pattern, pattern.flags & ~re.DEBUG)


def _needs(written: str, flags: int) -> tuple[str, ...]:
    found = _of(parser.parse(written, flags))
    if not found or len(found) > _MOST or not all(len(word) >= _LEAST or word > _ALPHABETS for word in found):
        return ()
    return tuple(sorted((word for word in found if not any(other != word and other in word for other in found)), key=lambda word: (-len(word), word)))


def _of(sequence: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """Words of which every match of a sequence holds one: those of its part that tells most."""
    best: frozenset[str] | None = None
    run = ""
    for op, given in [*sequence, (None, None)]:
        if op is ops.LITERAL:
            run += chr(given)
            continue
        if run:
            best, run = _better(best, frozenset({_fold(run)})), ""
        if op is ops.SUBPATTERN or (op in _REPEATS and given[0] > 0):
            best = _better(best, _of(given[-1]))
        elif op is ops.ATOMIC_GROUP:
            best = _better(best, _of(given))
        elif op is ops.BRANCH:
            each = [_of(branch) for branch in given[1]]
            if all(each):
                best = _better(best, frozenset[str]().union(*(words for words in each if words)))
    return best


def _better(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if not one or not other:
        return one or other
    return max(one, other, key=lambda words: (min(min(map(len, words)), 4), -len(words), min(map(len, words))))


@lru_cache(maxsize=8)
def _folded(line: str) -> str:
    """A line is looked at by several patterns in turn."""
    return _fold(line)


def _fold(line: str) -> str:
    """Folded letter by letter, so that what stands in a line stands in it folded, whatever ``re.IGNORECASE`` takes for the same."""
    return line.lower() if line.isascii() else line.casefold().replace("i\u0307", "i").replace("\u0131", "i")

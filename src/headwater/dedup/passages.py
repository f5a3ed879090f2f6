"""Passages: where two texts say the same, as positions in both.

In: two texts with their 5-grams, and the 5-grams that count as common. Out: ``model.Passage`` records, the longest ones.
Never: a word of either text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from headwater import model, text
from headwater.dedup import fingerprint

MOST = 5  # passages that are kept as evidence
_MOST_PLACES = 8  # of one 5-gram in the other text that are tried
_CHUNK = re.compile(r"\S+")  # "Élan,"
_PLAIN = re.compile(r"\w+")  # "it" and "s" in "it's"; folding moves no letter of plain Latin
_OF_WORDS = np.array([chr(code).isalnum() or chr(code) == "_" for code in range(128)])  # ASCII
_Span = tuple[int, int]
_Run = tuple[int, int, int]  # 5-grams in a row, first place here, first place there


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text, and what it is as 5-grams."""

    body: str
    shingled: fingerprint.Shingled


def shared(ours: Written, theirs: Written, common: fingerprint.Hashes, *, most: int = MOST) -> tuple[model.Passage, ...]:
    """The longest passages of two texts that are made of common 5-grams, in the order of the first text."""
    here, there, a, b = words(ours.body), words(theirs.body), ours.shingled, theirs.shingled
    if (len(here), len(there)) != (a.words, b.words):  # a letter of one word joins the next: no position can be trusted
        return ()
    longest = sorted(_runs(a.sequence, b.sequence, common), key=lambda run: (-run[0], run[1]))[:most]
    return tuple(filter(None, (_passage(run, here, there) for run in sorted(longest, key=lambda run: run[1]))))


def words(body: str) -> list[_Span]:
    """Begin and end of every word that is shingled, in characters.

    >>> words("Élan, vital 東京"), words("a-b.")
    ([(0, 4), (6, 11), (12, 13), (13, 14)], [(0, 1), (2, 3)])
    """
    body = body[: fingerprint.MOST_CHARACTERS]
    if body.isascii():
        inside = np.concatenate(([False], _OF_WORDS[np.frombuffer(body.encode(), dtype=np.uint8)], [False]))
        edges = np.flatnonzero(inside[1:] != inside[:-1]).tolist()
        return list(zip(edges[::2], edges[1::2], strict=True))
    found: list[_Span] = []
    for chunk in _CHUNK.finditer(body):
        start = chunk.start()
        for piece in text.letters(chunk[0]):
            plain, number = _PLAIN.findall(piece), len(text.words(piece))
            if len(plain) == number:
                found += [(start + word.start(), start + word.end()) for word in _PLAIN.finditer(piece)]
            else:  # folding joins or splits words: all of them stand for the whole
                found += [(start, start + len(piece))] * number
            start += len(piece)
    return found


def _runs(a: fingerprint.Hashes, b: fingerprint.Hashes, common: fingerprint.Hashes) -> list[_Run]:
    """Passages of the first text from left to right, each with its longest counterpart; none within another."""
    ours, theirs, counts = a.tolist(), b.tolist(), fingerprint.among(a, common)
    there = defaultdict[int, list[int]](list)
    for place in np.flatnonzero(fingerprint.among(b, common)).tolist():
        if len(under := there[theirs[place]]) < _MOST_PLACES:
            under.append(place)
    ends = np.append(np.flatnonzero(~counts), len(ours))
    places = np.flatnonzero(counts)
    found, at = list[_Run](), -1
    for place, end in zip(places.tolist(), ends[np.searchsorted(ends, places)].tolist(), strict=True):
        if place >= at and (runs := [(_length(ours, theirs, place, end, other), place, other) for other in there.get(ours[place], ())]):
            found.append(best := max(runs, key=lambda run: (run[0], -run[2])))
            at = place + best[0]
    return found


def _length(ours: Sequence[int], theirs: Sequence[int], here: int, end: int, there: int) -> int:
    """How many 5-grams are the same from these places on, before the end of those that count as common."""
    size = min(end - here, len(theirs) - there)
    for length in range(size):
        if ours[here + length] != theirs[there + length]:
            return length
    return size


def _passage(run: _Run, here: Sequence[_Span], there: Sequence[_Span]) -> model.Passage | None:
    """A run as positions, without words at its ends that cannot be told from their neighbours outside it."""
    length, first, of_first = run
    last, of_last = (start + length + fingerprint.WIDTH - 2 for start in (first, of_first))
    while first <= last and (_is_joined(here, first) or _is_joined(there, of_first)):
        first, of_first = first + 1, of_first + 1
    while first <= last and (_is_joined(here, last + 1) or _is_joined(there, of_last + 1)):
        last, of_last = last - 1, of_last - 1
    if last - first + 1 < fingerprint.WIDTH:
        return None
    return model.Passage(start=here[first][0], end=here[last][1], of_start=there[of_first][0], of_end=there[of_last][1], words=last - first + 1)


def _is_joined(spans: Sequence[_Span], place: int) -> bool:
    """Whether a word has the same position as the one before it."""
    return 0 < place < len(spans) and spans[place] == spans[place - 1]

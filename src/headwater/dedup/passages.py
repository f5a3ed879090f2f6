"""Passages: where two texts say the same, as positions in both.

In: two texts with their 5-grams, and the 5-grams that count as common. Out: ``model.Passage`` records, the longest ones.
Never: a word of either text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from headwater import model, text
from headwater.dedup import fingerprint

MOST = 5  # passages that are kept as evidence
_MOST_PLACES = 8  # of one 5-gram in the other text that are tried
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
    return tuple(_passage(run, here, there) for run in sorted(longest, key=lambda run: run[1]))


def words(body: str) -> list[tuple[int, int]]:
    """Begin and end of every word that is shingled, in characters; with the signs that are written to it.

    >>> words("Élan, vital 東京")
    [(0, 5), (6, 11), (12, 13), (13, 14)]
    """
    found: list[tuple[int, int]] = []
    body, at = body[: fingerprint.MOST_CHARACTERS], 0
    for chunk in body.split():
        start = at = body.index(chunk, at)
        for piece in text.letters(chunk):
            found += [(start, start + len(piece))] * len(text.words(piece))
            start += len(piece)
        at += len(chunk)
    return found


def _runs(a: fingerprint.Hashes, b: fingerprint.Hashes, common: fingerprint.Hashes) -> list[_Run]:
    """Passages of the first text from left to right, each with its longest counterpart; none within another."""
    there = defaultdict[int, list[int]](list)
    for place in np.flatnonzero(np.isin(b, common)).tolist():
        if len(under := there[int(b[place])]) < _MOST_PLACES:
            under.append(place)
    found, at = list[_Run](), -1
    for place in np.flatnonzero(np.isin(a, common)).tolist():
        if place >= at and (runs := [(_length(a, b, place, other), place, other) for other in there.get(int(a[place]), ())]):
            found.append(best := max(runs, key=lambda run: (run[0], -run[2])))
            at = place + best[0]
    return found


def _length(a: fingerprint.Hashes, b: fingerprint.Hashes, here: int, there: int) -> int:
    """How many 5-grams are the same from these places on."""
    size = min(len(a) - here, len(b) - there)
    differing = np.flatnonzero(a[here : here + size] != b[there : there + size])
    return int(differing[0]) if len(differing) else size


def _passage(run: _Run, here: Sequence[tuple[int, int]], there: Sequence[tuple[int, int]]) -> model.Passage:
    length, first, of_first = run
    last = length + fingerprint.WIDTH - 2  # of its words, counted from the first
    return model.Passage(start=here[first][0], end=here[first + last][1], of_start=there[of_first][0],
                         of_end=there[of_first + last][1], words=last + 1)

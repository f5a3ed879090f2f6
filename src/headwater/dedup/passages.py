"""Passages: where two texts say the same, as positions in both.

In: two texts with their 5-grams, and the 5-grams that count as common. Out: ``model.Passage`` records, the longest ones.
Never: a word of either text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headwater import model, text
from headwater.dedup import fingerprint

MOST = 5  # passages that are kept as evidence
_MOST_PLACES = 8  # of one 5-gram in the other text that are tried
_CHUNK = re.compile(r"\S+")  # "Élan,"
_PLAIN = re.compile(r"\w+")  # "it" and "s" in "it's"; folding moves no letter of plain Latin
_OF_WORDS = np.array([chr(code).isalnum() or chr(code) == "_" for code in range(128)])  # ASCII
_Span = tuple[int, int]
Spans = NDArray[np.int64]  # begin and end of each
_Places = NDArray[np.int64]
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


def words(body: str) -> Spans:
    """Begin and end of every word that is shingled, in characters.

    >>> words("Élan, vital 東京").tolist(), words("a-b.").tolist()
    ([[0, 4], [6, 11], [12, 13], [13, 14]], [[0, 1], [2, 3]])
    """
    body = body[: fingerprint.MOST_CHARACTERS]
    if body.isascii():
        inside = np.concatenate(([False], _OF_WORDS[np.frombuffer(body.encode(), dtype=np.uint8)], [False]))
        return np.flatnonzero(inside[1:] != inside[:-1]).reshape(-1, 2)
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
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def _runs(a: fingerprint.Hashes, b: fingerprint.Hashes, common: fingerprint.Hashes) -> list[_Run]:
    """Passages of the first text from left to right, each with its longest counterpart; none within another."""
    ours, theirs = _ranks(a, common), _ranks(b, common)
    here, there = _pairs(ours, theirs, len(common))
    lengths = _lengths(here, there)
    starts = np.flatnonzero(np.diff(here, prepend=-1))  # of the pairs of each place
    ends = np.append(starts[1:], len(here))
    best, of = np.maximum.reduceat(lengths, starts).tolist() if len(starts) else [], here[starts]
    found, at = list[_Run](), 0
    while at < len(best):
        length, first = best[at], int(of[at])
        other = int(there[starts[at] + np.argmax(lengths[starts[at] : ends[at]] == length)])  # of equally long ones the earliest
        length += _more(ours[first + length :], theirs[other + length :])
        found.append((length, first, other))
        at = int(np.searchsorted(of, first + length))
    return found


def _ranks(sequence: fingerprint.Hashes, common: fingerprint.Hashes) -> _Places:
    """Of each 5-gram its place among the common ones; -1 where it is none of them."""
    places = np.searchsorted(common, sequence)
    places[common[np.minimum(places, len(common) - 1)] != sequence] = -1
    return places


def _more(ours: _Places, theirs: _Places) -> int:
    """How many more 5-grams are the same: a run goes on where a text has one so often that not each of its places made a pair."""
    size = min(len(ours), len(theirs))
    if not size or ours[0] < 0 or ours[0] != theirs[0]:
        return 0
    others = np.flatnonzero((ours[:size] != theirs[:size]) | (ours[:size] < 0))
    return int(others[0]) if len(others) else size


def _pairs(ours: _Places, theirs: _Places, size: int) -> tuple[_Places, _Places]:
    """Places of both texts that have the same common 5-gram, of the second text the first few under each place of the first."""
    here, there = np.flatnonzero(ours >= 0), np.flatnonzero(theirs >= 0)
    under = theirs[there]
    there, counts = there[np.argsort(under, kind="stable")], np.bincount(under, minlength=size)
    first, mine = np.cumsum(counts) - counts, ours[here]
    if len(there) == np.count_nonzero(counts):  # each of them once, as nearly always
        having = counts[mine] > 0
        return here[having], there[first[mine[having]]]
    times = np.minimum(counts[mine], _MOST_PLACES)
    nth = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    return np.repeat(here, times), there[np.repeat(first[mine], times) + nth]


def _lengths(here: _Places, there: _Places) -> _Places:
    """For each pair how many follow one upon another from it on, in both texts."""
    order = np.lexsort((here, here - there))
    x, y = here[order], there[order]
    ends = np.append((np.diff(x) != 1) | (np.diff(y) != 1), True) if len(order) else np.empty(0, dtype=bool)
    last = np.flatnonzero(ends)[np.cumsum(ends) - ends]  # where the run of each pair ends
    lengths = np.empty_like(x)
    lengths[order] = x[last] - x + 1
    return lengths


def _passage(run: _Run, here: Spans, there: Spans) -> model.Passage | None:
    """A run as positions, without words at its ends that cannot be told from their neighbours outside it."""
    length, first, of_first = run
    last, of_last = (start + length + fingerprint.WIDTH - 2 for start in (first, of_first))
    while first <= last and (_is_joined(here, first) or _is_joined(there, of_first)):
        first, of_first = first + 1, of_first + 1
    while first <= last and (_is_joined(here, last + 1) or _is_joined(there, of_last + 1)):
        last, of_last = last - 1, of_last - 1
    if last - first + 1 < fingerprint.WIDTH:
        return None
    return model.Passage(start=int(here[first, 0]), end=int(here[last, 1]), of_start=int(there[of_first, 0]), of_end=int(there[of_last, 1]), words=last - first + 1)


def _is_joined(spans: Spans, place: int) -> bool:
    """Whether a word has the same position as the one before it."""
    return 0 < place < len(spans) and bool((spans[place] == spans[place - 1]).all())

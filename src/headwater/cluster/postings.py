"""Which stories are found by a term: numbers in compact arrays, of which one reading gives all votes at once.

In: terms and the numbers of stories. Out: the numbers found by some terms, each with the sum of what the terms that it
shares weigh. Never: a story, or an answer that depends on the order in which stories were added.

A number takes four bytes where a set of names takes a hundred, and reading a list touches memory that lies together:
with hundreds of thousands of stories, what does not is what finding costs.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
_NUMBER = "i"  # of an array: a C int, four bytes


class Postings:
    """Term -> the numbers of the stories that are found by it."""

    def __init__(self) -> None:
        self._under: dict[int, int | array[int]] = {}  # a single number, or several, sorted

    def __len__(self) -> int:
        return len(self._under)

    def add(self, number: int, terms: Iterable[int]) -> None:
        """Let a story be found by these terms, by none of which it is found yet."""
        for term in terms:
            known = self._under.setdefault(term, number)
            if isinstance(known, array):
                if number > known[-1]:
                    known.append(number)
                else:
                    known.insert(bisect_left(known, number), number)
            elif known != number:
                self._under[term] = array(_NUMBER, sorted((known, number)))

    def remove(self, number: int, terms: Iterable[int]) -> None:
        """Let a story be found no more by these terms, by each of which it is found."""
        for term in terms:
            known = self._under[term]
            if not isinstance(known, array):
                del self._under[term]
                continue
            del known[bisect_left(known, number)]
            if len(known) == 1:
                self._under[term] = known[0]

    def votes(self, terms: list[int], weights: list[float], *, most: int) -> tuple[Numbers, NDArray[np.float64]]:
        """The stories found by these terms, and for each the sum of their weights.

        The terms that fewest stories have are read first, and no more than ``most`` entries, but one term at least;
        a term under which there are more is not read at all.
        """
        asked: list[tuple[int, int, int | array[int]]] = []
        for at, term in enumerate(terms):
            known = self._under.get(term)
            if isinstance(known, array):
                if len(known) <= most:
                    asked.append((len(known), at, known))
            elif known is not None:
                asked.append((1, at, known))
        asked.sort(key=_size_and_place)
        read, some, sizes, worth = 0, array(_NUMBER), list[int](), list[float]()
        for size, at, known in asked:
            read += size
            if read > most and sizes:
                break
            some.append(known) if isinstance(known, int) else some.extend(known)
            sizes.append(size)
            worth.append(weights[at])
        if not sizes:
            return np.zeros(0, dtype=np.int32), np.zeros(0)
        numbers, places = np.unique(np.frombuffer(some, dtype=np.int32), return_inverse=True)
        return numbers, np.bincount(places, np.repeat(worth, sizes), len(numbers)).astype(np.float64)


def _size_and_place(asked: tuple[int, int, object]) -> tuple[int, int]:
    return asked[:2]

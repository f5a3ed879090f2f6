"""Stories across languages: which story tells the same in other words.

In: an article's vector by :mod:`meaning`, the vectors of stories, and what these stories are made of. Out: the story
that an article joins which no story's terms fit. Never: a text, or a comparison in full with more than
:data:`NEAREST` stories.

A story's reports in other languages share few terms with it, and would dilute its centroid until its own language no
longer fits. So a story has *strands*, each a centroid of its own: what was joined by terms is one strand, what was
joined by meaning begins another.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from headwater import model
from headwater.cluster import assign, features, meaning

JOIN = 0.6  # likeness from which an article joins a story that has no report in its language
JOIN_HOME = 0.75  # the same where the story has one, whose terms did not fit
JOIN_NAMES = 0.35  # likeness of names and figures from which it joins such a story without an encoder
NEAREST = 48  # stories that are compared in full
MOST = 32_768  # stories whose vectors are held: 2.2 KB each; the one that was longest without change goes first
MOST_STRANDS = 16  # of a story
_FIRST = 256  # places of an index that is new
_FARTHEST = np.uint16(2 * meaning.SIZE + 1)  # more signs than can differ
_WORDS = 2 * meaning.SIZE // 64  # of 64 bits: the sign of each number of a vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """All that is kept of a story to place articles by."""

    strands: tuple[features.StoryFeatures, ...]  # the first has the story's identifier, the others :func:`entry`
    vector: meaning.Vector | None = None  # sum of the vectors of the articles that began its strands
    named: tuple[frozenset[int], ...] = ()  # what each strand's first article names; aligned with ``strands``, or empty

    @property
    def story_id(self) -> model.StoryId:
        """Whose it is."""
        return self.strands[0].story_id

    def to_bytes(self) -> bytes:
        """For a database column: what a single strand without vector and names is, else format 3: the numbers of strands and
        of the vector, the encoder, each strand with its length and its names, the vector at half precision; little-endian.
        """
        if len(self.strands) == 1 and self.vector is None and not any(self.named):
            return self.strands[0].to_bytes()
        size = 0 if self.vector is None else len(self.vector)
        parts = [struct.pack("<BBHB", 3, len(self.strands), size, len(_ENCODER)), _ENCODER]
        for strand, named in zip_longest(self.strands, self.named, fillvalue=frozenset[int]()):
            assert isinstance(strand, features.StoryFeatures), "no more names than strands"
            stored = strand.to_bytes()
            parts += [struct.pack("<IB", len(stored), len(named)), stored, struct.pack(f"<{len(named)}q", *sorted(named))]
        if self.vector is not None:
            parts.append(self.vector.astype("<f2").tobytes())
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, story_id: model.StoryId, stored: bytes) -> Bundle:
        """The opposite of :meth:`to_bytes`; ValueError on bytes that it did not make. A vector of another encoder is left out."""
        if stored[:1] != b"\x03":
            return cls(strands=(features.StoryFeatures.from_bytes(story_id, stored),))
        try:
            _, count, size, length = struct.unpack_from("<BBHB", stored)
            at, strands, named = 5 + length, [], []
            for number in range(count):
                one, many = struct.unpack_from("<IB", stored, at)
                strands.append(features.StoryFeatures.from_bytes(entry(story_id, number), stored[at + 5 : at + 5 + one]))
                named.append(frozenset(struct.unpack_from(f"<{many}q", stored, at + 5 + one)))
                at += 5 + one + 8 * many
        except struct.error as error:
            raise ValueError(f"centroid of story {story_id}: {error}") from error
        if not strands or len(stored) - at != 2 * size:
            raise ValueError(f"centroid of story {story_id}: cut off; rebuild it from its articles")
        known = size == 2 * meaning.SIZE and stored[5 : 5 + length] == _ENCODER
        vector = np.frombuffer(stored, "<f2", size, at).astype(np.float32) if known else None
        return cls(strands=tuple(strands), vector=vector, named=tuple(named))


_ENCODER = meaning.VERSION.encode()


def entry(story_id: model.StoryId, number: int) -> model.StoryId:
    """The name of a story's strand in an index of terms; the first has the story's own."""
    return model.StoryId(f"{story_id}+{number}") if number else story_id


def story_of(name: str) -> model.StoryId:
    """The story of a strand.

    >>> story_of("0192+3"), story_of("0192")
    ('0192', '0192')
    """
    return model.StoryId(name.partition("+")[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What else counts in joining a story by meaning."""

    strands: Sequence[features.StoryFeatures]
    languages: Collection[str]  # of its reports


def choose(article: features.Features, language: str, near: Sequence[tuple[str, float]], of: Callable[[str], Known | None], *,
           join: float = JOIN, home: float = JOIN_HOME) -> tuple[model.StoryId, float] | None:
    """The story that tells the same as an article, with the likeness; None where none is like it enough.

    ``near`` are stories with their likeness; ``join`` is asked in another language than theirs, ``home`` in the same.
    """
    best: tuple[float, float, str] | None = None
    for name, likeness in near:
        known = of(name)
        if known is None:
            continue
        asked = home if language in known.languages or "" in known.languages else join
        margin = likeness * _fade(article, known) - asked
        if margin >= 0 and (best is None or (margin, likeness) > best[:2]):
            best = (margin, likeness, name)
    return (model.StoryId(best[2]), round(best[1], 4)) if best else None


def by_meaning(story_id: model.StoryId, likeness: float, *, version: str) -> model.Placement:
    """What is kept of such a decision, in words."""
    return model.Placement(story_id=story_id, score=likeness, reasons=(f"the same in other words: similarity {likeness:.2f}",), frequencies=version)


def by_names(story_id: model.StoryId, likeness: float, *, version: str) -> model.Placement:
    """The same where names and figures decided."""
    return model.Placement(story_id=story_id, score=likeness, reasons=(f"the same names and figures in another language: similarity {likeness:.2f}",),
                           frequencies=version)


def _fade(article: features.Features, story: Known) -> float:
    """What remains of a likeness with time; 0 where the article cannot be of the story."""
    if any(assign.threshold(article, strand) >= assign.NEVER for strand in story.strands):
        return 0.0
    return max(assign.faded(article, strand) for strand in story.strands)


def united(into: Bundle, gone: Bundle) -> Bundle:
    """Two stories as one: strands that have a language in common become one."""
    strands, named = list(into.strands), [*into.named, *(frozenset[int]() for _ in into.strands[len(into.named):])]
    several = len(into.strands) > 1 or len(gone.strands) > 1
    for strand, its in zip_longest(gone.strands, gone.named, fillvalue=frozenset[int]()):
        assert isinstance(strand, features.StoryFeatures), "no more names than strands"
        near = next((place for place, known in enumerate(strands) if set(known.languages) & set(strand.languages)), None)
        if near is None and several and len(strands) < MOST_STRANDS:
            strands.append(strand)
            named.append(its)
            continue
        near = near or 0
        strands[near] = features.unite(strands[near].story_id, (strand, strands[near]))
        named[near] = named[near] or its
    renamed = tuple(replace(strand, story_id=entry(into.story_id, number)) for number, strand in enumerate(strands))
    vectors = [one for one in (into.vector, gone.vector) if one is not None]
    return Bundle(strands=renamed, vector=np.sum(np.stack(vectors), axis=0) if vectors else None, named=tuple(named) if any(named) else ())


class Index:
    """The vectors of stories; finds the nearest by the signs of their numbers first, then exactly.

    Two vectors at a likeness of .6 differ in about 300 of 1,024 signs, two without anything in common in about 490.
    """

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._places: dict[str, int] = {}  # in order of their last change
        self._free: list[int] = []
        self._names: list[str] = []  # by place; "" where it is free
        self._vectors: NDArray[np.float16] = np.zeros((0, 2 * meaning.SIZE), dtype=np.float16)
        self._signs: NDArray[np.uint64] = np.zeros((0, _WORDS), dtype=np.uint64)

    def __len__(self) -> int:
        return len(self._places)

    def get(self, story_id: str) -> meaning.Vector | None:
        """The vector of a story, or the sum of several; None where it has none."""
        place = self._places.get(story_id)
        return None if place is None else self._vectors[place].astype(np.float32)

    def put(self, story_id: str, vector: meaning.Vector) -> None:
        """Add a story, or replace its vector."""
        place = self._places.pop(story_id, None)
        if place is None:
            if len(self._places) >= self._most:
                self.drop(next(iter(self._places)))
            place = self._take()
        self._places[story_id] = place
        self._names[place] = story_id
        self._vectors[place] = vector
        self._signs[place] = _signs(vector)

    def drop(self, story_id: str) -> None:
        """Forget a story; nothing happens if it is not there."""
        place = self._places.pop(story_id, None)
        if place is not None:
            self._names[place] = ""
            self._free.append(place)

    def nearest(self, vector: meaning.Vector) -> list[tuple[str, float]]:
        """The stories most like a vector with the cosine, likest first."""
        if not self._places:
            return []
        differing = np.bitwise_count(self._signs ^ _signs(vector)).sum(axis=1, dtype=np.uint16)
        differing[self._free] = _FARTHEST
        least = np.partition(differing, NEAREST - 1)[NEAREST - 1] if len(self._places) > NEAREST else _FARTHEST - 1
        few = np.flatnonzero(differing <= least)  # with those that differ as little as the last of them
        rows = self._vectors[few].astype(np.float32)
        cosines = rows @ vector / np.maximum(np.linalg.norm(rows, axis=1) * np.linalg.norm(vector), 1e-9)
        return sorted(((self._names[place], round(cosine, 6)) for place, cosine in zip(few.tolist(), cosines.tolist(), strict=True)),
                      key=lambda one: (-one[1], one[0]))[:NEAREST]

    def _take(self) -> int:
        """A free place; there are twice as many when none is left."""
        if not self._free:
            held = len(self._vectors)
            size = min(max(_FIRST, 2 * held), max(self._most, held + 1))
            self._vectors = np.concatenate([self._vectors, np.zeros((size - held, 2 * meaning.SIZE), dtype=np.float16)])
            self._signs = np.concatenate([self._signs, np.zeros((size - held, _WORDS), dtype=np.uint64)])
            self._names += [""] * (size - held)
            self._free = list(range(size - 1, held - 1, -1))
        return self._free.pop()


def _signs(vector: meaning.Vector) -> NDArray[np.uint64]:
    return np.packbits(vector > 0).view(np.uint64)

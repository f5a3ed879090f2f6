"""Two events in one story: whether its articles fall into two groups that have little in common.

In: the articles of a story as unit vectors. Out: :class:`Split`, a proposal with how alike the groups are. Never: more
than :data:`MOST` articles looked at, or a group so small that a report from another angle would make one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headwater.cluster import features

APART = 0.7  # likeness across the groups, by that within the looser of them, up to which they are two events
LEAST = 5  # articles of the smaller group
MOST = 64  # articles of a story that are looked at
GROWN = 1.5  # times the articles that a story must have since it was last looked at
ROUNDS = 8  # of sorting them into the two groups, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A story that should be two."""

    leaving: tuple[int, ...]  # places of the articles of the smaller group; of equals the one without the first article
    score: float  # mean likeness across the groups by that within the looser group


def split(articles: Sequence[features.StoryFeatures]) -> Split | None:
    """The split of a story that its articles suggest, each given as the story of it alone; None where they are one."""
    if not 2 * LEAST <= len(articles) <= MOST:
        return None
    likeness, vectors = _likeness(articles)
    second = _sorted_in_two(likeness, vectors)
    size = int(second.sum())
    if min(size, len(second) - size) < LEAST:
        return None
    within = min(_within(likeness[np.ix_(second, second)]), _within(likeness[np.ix_(~second, ~second)]))
    across = float(likeness[np.ix_(second, ~second)].mean())
    if across > APART * within or not _speak_alike(articles, second):
        return None
    if 2 * size > len(second) or (2 * size == len(second) and second[0]):
        second = ~second
    return Split(leaving=tuple(np.flatnonzero(second).tolist()), score=round(across / within, 4) if within else 0.0)


def is_due(articles: int, looked: int) -> bool:
    """Whether a story is worth a look that had ``looked`` articles at the last one, 0 if there was none."""
    return articles >= max(2 * LEAST, GROWN * looked)


def parts(articles: Sequence[features.StoryFeatures], proposal: Split) -> tuple[features.StoryFeatures, features.StoryFeatures]:
    """What stays and what leaves as stories; neither has a name yet."""
    leaving = set(proposal.leaving)
    nameless = articles[0].story_id
    return (features.unite(nameless, [one for place, one in enumerate(articles) if place not in leaving]),
            features.unite(nameless, [articles[place] for place in proposal.leaving]))


def _likeness(articles: Sequence[features.StoryFeatures]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The cosine of each article and each other, and their vectors over all terms."""
    keys, places = np.unique(np.concatenate([one.keys for one in articles]), return_inverse=True)
    owner = np.repeat(np.arange(len(articles)), [len(one.keys) for one in articles])
    vectors = np.zeros((len(articles), len(keys)))
    vectors[owner, places] = np.concatenate([one.weights for one in articles])
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    return vectors @ vectors.T, vectors


def _sorted_in_two(likeness: NDArray[np.float64], vectors: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which articles are in the second group: spherical two-means that begins with the two least alike."""
    one, other = np.unravel_index(int(likeness.argmin()), likeness.shape)
    second = likeness[other] > likeness[one]
    for _ in range(ROUNDS):
        if not 0 < second.sum() < len(second):
            break
        centres = np.stack([vectors[~second].sum(axis=0), vectors[second].sum(axis=0)])
        centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-12)
        near = vectors @ centres.T
        now = near[:, 1] > near[:, 0]
        if np.array_equal(now, second):
            break
        second = now
    return second


def _speak_alike(articles: Sequence[features.StoryFeatures], second: NDArray[np.bool_]) -> bool:
    """Whether the groups have a language in common: reports in two are unlike each other on one event too."""
    said = [{name for one, is_second in zip(articles, second.tolist(), strict=True) if is_second is which for name in one.languages}
            for which in (False, True)]
    return "" in said[0] | said[1] or bool(said[0] & said[1])


def _within(likeness: NDArray[np.float64]) -> float:
    """The mean likeness of each article and each other of a group."""
    size = len(likeness)
    return float(likeness.sum() - np.trace(likeness)) / (size * (size - 1))

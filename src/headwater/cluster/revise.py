"""Second thoughts: stories that turn out to be one.

In: stories. Out: proposals, pure values that a caller may carry out. Never: a change by itself, or a proposal that the
next round would take back: merging asks for more likeness than joining does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from headwater import model
from headwater.cluster import assign, chance, features, series

MERGE = 0.6  # similarity of two centroids from which their stories are one
MERGE_SAME = 0.75  # the same where all articles of both are of one outlet
MERGE_SMALL = 0.5  # the same where one has a single article: less is known, less is lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two stories that should be one; the old identifier keeps pointing to the new."""

    into: model.StoryId  # the larger; of equals the earlier, then the smaller id
    gone: model.StoryId
    score: float  # similarity of the two centroids, 0 to 1


def merges(changed: Iterable[model.StoryId], index: assign.StoryIndex, *, by_chance: Mapping[str, float]) -> list[Merge]:
    """Merges that the changed stories suggest, likest first; no story is named twice, so that they are independent."""
    found: dict[tuple[str, str], Merge] = {}
    for story_id in sorted(set(changed)):
        story = index.get(story_id)
        if story is None:
            continue
        near = [other for other in index.nearest(story.keys, story.weights) if other.story_id != story_id]
        scores, _ = features.cosines(story.keys, story.weights, near)
        for other, score in zip(near, scores.tolist(), strict=True):
            if (merge := _merged(story, other, score, by_chance)) is not None:
                found[(merge.into, merge.gone)] = merge
    taken: set[str] = set()
    chosen = []
    for merge in sorted(found.values(), key=lambda one: (-one.score, one.into, one.gone)):
        if merge.into not in taken and merge.gone not in taken:
            taken |= {merge.into, merge.gone}
            chosen.append(merge)
    return chosen


def merged(a: features.StoryFeatures, b: features.StoryFeatures, *, by_chance: Mapping[str, float]) -> Merge | None:
    """The merge of two stories if their centroids have come close and their times touch."""
    return _merged(a, b, float(features.cosines(a.keys, a.weights, [b])[0][0]), by_chance)


def _merged(a: features.StoryFeatures, b: features.StoryFeatures, score: float, by_chance: Mapping[str, float]) -> Merge | None:
    least = MERGE_SAME if a.outlet and a.outlet == b.outlet else MERGE_SMALL if min(a.articles, b.articles) == 1 else MERGE
    if score < chance.raised(least, by_chance, set(a.languages) & set(b.languages) or {*a.languages, *b.languages}) or not _touch(a, b) or _two_issues(a, b):
        return None
    into, gone = sorted((a, b), key=lambda one: (-one.articles, features.order(one.first), one.story_id))
    return Merge(into=into.story_id, gone=gone.story_id, score=round(score, 4))


def _two_issues(a: features.StoryFeatures, b: features.StoryFeatures) -> bool:
    """Whether half of what the smaller story has are other issues of series that the larger has."""
    few, many = sorted((a.issues, b.issues), key=len)
    other = sum(any(series.same_form(one, known) and one != known for known in many) for one in few)
    return bool(few) and 2 * other >= len(few)


def _touch(a: features.StoryFeatures, b: features.StoryFeatures) -> bool:
    """Whether no more than the window lies between two stories."""
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return True
    return max(a.first - b.last, b.first - a.last) <= assign.WINDOW

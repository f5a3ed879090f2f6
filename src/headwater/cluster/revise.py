"""Second thoughts: stories that turn out to be one, articles that turn out to belong elsewhere.

In: stories, or the articles of some stories. Out: proposals, pure values that a caller may carry out. Never: a change
by itself, or a proposal that the next round would take back: merging asks for more likeness than joining does, and
moving asks for a clear gain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from headwater import model
from headwater.cluster import assign, features, frequencies, series
from headwater.cluster import split as apart

MERGE = 0.6  # similarity of two centroids from which their stories are one
MERGE_SAME = 0.75  # the same where all articles of both are of one outlet
MERGE_SMALL = 0.5  # the same where one has a single article: less is known, less is lost
GAIN = 0.03  # similarity that an article must gain by moving
ROUNDS = 3  # of moving, at most
MOST_MEMBERS = 64  # the latest articles of a story that stand for it while it is revised


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two stories that should be one; the old identifier keeps pointing to the new."""

    into: model.StoryId  # the larger; of equals the earlier, then the smaller id
    gone: model.StoryId
    score: float  # similarity of the two centroids, 0 to 1


def merges(changed: Iterable[model.StoryId], index: assign.StoryIndex) -> list[Merge]:
    """Merges that the changed stories suggest, likest first; no story is named twice, so that they are independent."""
    found: dict[tuple[str, str], Merge] = {}
    for story_id in sorted(set(changed)):
        story = index.get(story_id)
        if story is None:
            continue
        near = [other for other in index.nearest(story.keys, story.weights) if other.story_id != story_id]
        scores, _ = features.cosines(story.keys, story.weights, near)
        for other, score in zip(near, scores.tolist(), strict=True):
            if (merge := _merged(story, other, score)) is not None:
                found[(merge.into, merge.gone)] = merge
    taken: set[str] = set()
    chosen = []
    for merge in sorted(found.values(), key=lambda one: (-one.score, one.into, one.gone)):
        if merge.into not in taken and merge.gone not in taken:
            taken |= {merge.into, merge.gone}
            chosen.append(merge)
    return chosen


def merged(a: features.StoryFeatures, b: features.StoryFeatures) -> Merge | None:
    """The merge of two stories if their centroids have come close and their times touch."""
    return _merged(a, b, float(features.cosines(a.keys, a.weights, [b])[0][0]))


def _merged(a: features.StoryFeatures, b: features.StoryFeatures, score: float) -> Merge | None:
    least = MERGE_SAME if a.outlet and a.outlet == b.outlet else MERGE_SMALL if min(a.articles, b.articles) == 1 else MERGE
    if score < least or not _touch(a, b) or _two_issues(a, b):
        return None
    into, gone = sorted((a, b), key=lambda one: (-one.articles, features.order(one.first), one.story_id))
    return Merge(into=into.story_id, gone=gone.story_id, score=round(score, 4))


def settle(articles: Sequence[features.Features], stories: Sequence[int], *,
           frequencies: frequencies.Frequencies, rounds: int = ROUNDS) -> list[int]:
    """Where each article belongs, given where all of them are now; new numbers for stories that are split off.

    ``stories`` names the story of each article by a number. Each article is compared with the other articles of its
    story and with the stories near it: it moves where it is clearly likelier, and leaves where nothing is like it.
    Passes over all articles until nothing moves, ``rounds`` times at most; then stories that are two events are
    split, and where one was, each article is looked at once more. The same input gives the same answer.
    """
    groups = _Groups(articles, stories, frequencies)
    for _ in range(rounds):
        if not groups.move_all():
            break
    if groups.split_all():
        groups.move_all()
    return groups.labels


class _Groups:
    """Centroids of the numbered stories while articles move between them."""

    def __init__(self, articles: Sequence[features.Features], stories: Sequence[int],
                 table: frequencies.Frequencies) -> None:
        self.articles, self.labels, self.table = articles, list(stories), table
        self.members: dict[int, list[int]] = {}
        for number, label in enumerate(stories):
            self.members.setdefault(label, []).append(number)
        self.units = [features.begin(model.StoryId(""), article, table) for article in articles]
        self.vectors = [features.vector(article, table) for article in articles]
        self.index = assign.StoryIndex(self._centroid(label) for label in self.members)
        self.next = max(self.members, default=-1) + 1

    def move_all(self) -> bool:
        """Each article once; whether any has moved."""
        moved = [number for number in range(len(self.articles)) if self._move(number)]
        return bool(moved)

    def split_all(self) -> bool:
        """Each story and each part of it that is two events by its latest articles; whether any was."""
        todo, found = sorted(self.members), False
        while todo:
            label = todo.pop()
            latest = self.members[label][-apart.MOST:]
            proposal = apart.split([self.units[number] for number in latest])
            if proposal is None:
                continue
            goal, self.next, found = self.next, self.next + 1, True
            leaving = {latest[place] for place in proposal.leaving}
            self.members[goal] = sorted(leaving)
            self.members[label] = [number for number in self.members[label] if number not in leaving]
            for number in leaving:
                self.labels[number] = goal
            self._refresh(label)
            self._refresh(goal)
            todo += [label, goal]
        return found

    def _move(self, number: int) -> bool:
        home = self.labels[number]
        others = [other for other in self.members[home] if other != number]
        stay = 0.0
        if others:
            stay = self._margins(number, [self._centroid(home, others)])[0]
        best, goal = (stay + GAIN if others else 0.0), home
        near = [story for story in self.index.nearest(self.articles[number].keys, self.vectors[number])
                if int(story.story_id) != home]
        for story, margin in zip(near, self._margins(number, near), strict=True):
            if margin > best:
                best, goal = margin, int(story.story_id)
        if goal == home and others and stay < -GAIN:
            goal, self.next = self.next, self.next + 1
        if goal == home:
            return False
        self.members[home] = others
        self.members.setdefault(goal, []).append(number)
        self.labels[number] = goal
        for label in (home, goal):
            self._refresh(label)
        return True

    def _margins(self, number: int, stories: Sequence[features.StoryFeatures]) -> list[float]:
        """By how much each similarity is above what joining asks."""
        article = self.articles[number]
        found = assign.similarities(article, self.vectors[number], stories)
        return [assign.margin_of(score, article, self.vectors[number], story) for score, story in zip(found, stories, strict=True)]

    def _refresh(self, label: int) -> None:
        if self.members[label]:
            self.index.put(self._centroid(label))
        else:
            del self.members[label]
            self.index.drop(model.StoryId(str(label)))

    def _centroid(self, label: int, members: Sequence[int] | None = None) -> features.StoryFeatures:
        of = self.members[label] if members is None else members
        return features.unite(model.StoryId(str(label)), [self.units[number] for number in of[-MOST_MEMBERS:]])


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

"""A second look: the articles of some time grouped anew, all of them known, so that the order of arrival does not count.

In: articles, and an index of the stories that stand without them. Out: :class:`Grouped`, the story of each article, and the
index with them. Never: a settled story's articles moved, or a decision that depends on which article came first.

Articles are placed in an order of their own: what is surest of its nearest neighbour begins. Then stories that have come
close are merged, each article is compared with the other articles of its story and with the stories near it, and groups
that are two events are split.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from headwater import model
from headwater.cluster import assign, features, frequencies, revise
from headwater.cluster import split as apart

Name = TypeVar("Name", int, model.StoryId)

GAIN = 0.03  # similarity that an article must gain by moving; and lack before it leaves
LEAST = 0.2  # similarity below which no threshold lies
ROUNDS = 3  # of moving, at most
MOST_MEMBERS = 64  # the latest articles of a story that stand for it while it is regrouped
PER_MERGING = 100  # articles that are placed between two looks for merges


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """Where articles belong."""

    labels: list[model.StoryId]  # of each article; a settled story, or a new one's :func:`is_new` label
    merged: dict[model.StoryId, model.StoryId] = field(default_factory=dict)  # settled stories -> the one they are now in
    split: int = 0  # groups that were two events


def is_new(label: str) -> bool:
    """Whether a label stands for a story that has no name yet."""
    return label.startswith("~")


def canonical(article: features.Features) -> tuple[datetime, bytes]:
    """For sorting by time and by what is said, whatever order articles came in."""
    said = article.keys.tobytes() + article.counts.tobytes()
    return features.order(article.moment), hashlib.blake2b(said, digest_size=16).digest()


def regroup(articles: Sequence[features.Features], index: assign.StoryIndex, *, frequencies: frequencies.Frequencies,
            rounds: int = ROUNDS, surest_first: bool = True, slack: float = 0.0, fixed: Callable[[model.StoryId], bool] = lambda _: False) -> Grouped:
    """The story of each article, given the settled stories in ``index``, which has them all afterwards.

    The same articles in any order give the same groups. ``rounds`` of moving at most; ``surest_first`` costs as much as
    placing does, without it the articles are taken in order of time. An article joins that lacks no more than ``slack``.
    Settled stories that are ``fixed`` may be joined, but are not merged with other settled ones.
    """
    groups = _Groups(articles, index, frequencies, fixed)
    order = groups.surest_first() if surest_first else groups.canonical()
    for start in range(0, len(order), PER_MERGING):
        groups.place(order[start : start + PER_MERGING], slack)
    todo: Sequence[int] = order
    for _ in range(rounds):
        changed = groups.move(todo)
        todo = [number for number in order if groups.labels[number] in changed]
    if groups.split():
        groups.move(order)
    return Grouped(labels=groups.labels, merged=groups.merged, split=groups.parted)


def kept_names(homes: Iterable[tuple[str, Name]], *, free: Callable[[Name], bool] = lambda _: True) -> dict[str, Name]:
    """For new groups the names that most of their articles had, each for one group only: (new label, old name) of each article.

    Groups that have no old name for themselves are left out; ``free`` says which names may be taken.
    """
    shares = Counter(homes)
    names: dict[str, Name] = {}
    taken: set[Name] = set()
    for label, home in sorted(shares, key=lambda one: (-shares[one], one[1], one[0])):
        if label not in names and home not in taken and free(home):
            names[label] = home
            taken.add(home)
    return names


class _Groups:
    """Stories while articles move between them."""

    def __init__(self, articles: Sequence[features.Features], index: assign.StoryIndex, table: frequencies.Frequencies,
                 fixed: Callable[[model.StoryId], bool]) -> None:
        self.articles, self.index, self.table, self.fixed = articles, index, table, fixed
        self.units = [features.begin(model.StoryId(""), article, table) for article in articles]
        self.vectors = [features.vector(article, table) for article in articles]
        self.labels = [model.StoryId("")] * len(articles)
        self.members: dict[model.StoryId, list[int]] = {}
        self.settled: dict[model.StoryId, features.StoryFeatures] = {}  # without the articles, of the stories that have some
        self.merged: dict[model.StoryId, model.StoryId] = {}
        self.made = self.parted = 0

    def canonical(self) -> list[int]:
        """The articles in order of time, and of what they say."""
        return sorted(range(len(self.articles)), key=lambda number: canonical(self.articles[number]))

    def surest_first(self) -> list[int]:
        """Those that are most like another article first."""
        order = self.canonical()
        alone = assign.StoryIndex(replace(self.units[number], story_id=model.StoryId(f"{place:09}")) for place, number in enumerate(order))
        likeness: dict[int, float] = {}
        for place, number in enumerate(order):
            article, weights = self.articles[number], self.vectors[number]
            near = [one for one in alone.nearest(article.keys, weights) if int(one.story_id) != place]
            likeness[number] = max(assign.similarities(article, weights, near), default=0.0)
        return sorted(order, key=lambda number: -round(likeness[number], 6))

    def place(self, numbers: Sequence[int], slack: float) -> None:
        """Let these articles join or begin stories, one after the other; then merge what has come close."""
        changed: set[model.StoryId] = set()
        for number in numbers:
            near = self.index.nearest(self.articles[number].keys, self.vectors[number])
            margins = self._margins(number, near)
            best = max(range(len(near)), key=lambda place: (margins[place], -place), default=None)
            home = near[best].story_id if best is not None and margins[best] >= -slack else self._new()
            if self.index.get(home) is not None:
                changed.add(home)  # a story just begun was compared with all those near it
            self._put(number, home)
        for merge in revise.merges(changed, self.index, by_chance=self.table.chance):
            self._merge(merge)

    def move(self, numbers: Iterable[int]) -> set[model.StoryId]:
        """Each of them once to where it is clearly likelier, or away where nothing is like it; gives the stories that changed."""
        changed: set[model.StoryId] = set()
        for number in numbers:
            before = self.labels[number]
            if self._move(number):
                changed |= {before, self.labels[number]}
        return changed

    def split(self) -> bool:
        """Each new story and each part of it that is two events by its latest articles; whether any was."""
        todo = sorted(label for label in self.members if label not in self.settled)
        while todo:
            label = todo.pop()
            latest = sorted(self.members[label], key=lambda number: features.order(self.articles[number].moment))[-apart.MOST:]
            proposal = apart.split([self.units[number] for number in latest])
            if proposal is None:
                continue
            goal, leaving = self._new(), {latest[place] for place in proposal.leaving}
            self.parted += 1
            self.members[goal] = sorted(leaving)
            self.members[label] = [number for number in self.members[label] if number not in leaving]
            for number in leaving:
                self.labels[number] = goal
            self._refresh(label, goal)
            todo += [label, goal]
        return self.parted > 0

    def _new(self) -> model.StoryId:
        self.made += 1
        return model.StoryId(f"~{self.made:09}")

    def _put(self, number: int, home: model.StoryId) -> None:
        """Let an article that is nowhere be in a story."""
        known = self.index.get(home)
        if known is not None and home not in self.members and home not in self.settled:
            self.settled[home] = known
        self.members.setdefault(home, []).append(number)
        self.labels[number] = home
        self.index.put(features.unite(home, [known, self.units[number]] if known else [self.units[number]]))

    def _merge(self, merge: revise.Merge) -> None:
        into, gone = merge.into, merge.gone
        if self._stands(into) and self._stands(gone) and (self.fixed(into) or self.fixed(gone)):
            return
        if self._stands(gone) and not self._stands(into):  # a story that readers know keeps its name
            into, gone = gone, into
        stood = [story for one in (into, gone) if self._stands(one) and (story := self.settled.get(one) or self.index.get(one))]
        if self._stands(gone):
            self.merged[gone] = into
        if stood:
            self.settled[into] = features.unite(into, stood)
        self.settled.pop(gone, None)
        moved = self.members.pop(gone, [])
        self.members[into] = self.members.get(into, []) + moved
        for number in moved:
            self.labels[number] = into
        self.index.drop(gone)
        self._refresh(into)

    def _stands(self, label: model.StoryId) -> bool:
        return not is_new(label)

    def _move(self, number: int) -> bool:
        home = self.labels[number]
        others = [other for other in self.members[home] if other != number]
        company = bool(others) or home in self.settled
        stay = self._margins(number, [self._centroid(home, others)])[0] if company else 0.0
        best, goal = (stay + GAIN if company else 0.0), home
        near = [story for story in self.index.nearest(self.articles[number].keys, self.vectors[number]) if story.story_id != home]
        for story, margin in zip(near, self._margins(number, near), strict=True):
            if margin > best:
                best, goal = margin, story.story_id
        if goal == home and company and stay < -GAIN:
            goal = self._new()
        if goal == home:
            return False
        self.members[home] = others
        self._put(number, goal)
        self._refresh(home)
        return True

    def _margins(self, number: int, stories: Sequence[features.StoryFeatures]) -> list[float]:
        """By how much each similarity is above what joining asks."""
        article = self.articles[number]
        found = assign.similarities(article, self.vectors[number], stories)
        return [assign.margin_of(score, article, self.vectors[number], story, self.table.chance) if score >= LEAST else -1.0
                for score, story in zip(found, stories, strict=True)]

    def _refresh(self, *labels: model.StoryId) -> None:
        for label in labels:
            if self.members.get(label) or label in self.settled:
                self.index.put(self._centroid(label, self.members.get(label, [])))
            else:
                self.members.pop(label, None)
                self.index.drop(label)

    def _centroid(self, label: model.StoryId, members: Sequence[int]) -> features.StoryFeatures:
        stood = [self.settled[label]] if label in self.settled else []
        return features.unite(label, stood + [self.units[number] for number in members[-MOST_MEMBERS:]])

"""The articles of the last hours, whose stories are not settled yet: what arrives within an hour is looked at again together.

In: placements as they are made. Out: :class:`Look`, what a second look at the articles of an hour changes. Never: a
settled article moved, more than :data:`MOST` articles remembered, or a clock: the caller says what time it is.

Stories are remembered as they stand without those articles, so that an hour is grouped as if nothing of it had been
placed yet. Which hour an article belongs to is its own time's, not its arrival's, as long as it came within an hour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from headwater import model
from headwater.cluster import assign, features, frequencies, regroup

HOUR = timedelta(hours=1)  # of articles that are grouped together, and how late one of them may come
MOST = 5_000  # articles that are remembered; beyond, the oldest hour is looked at before its time
AT_ONCE = 1_000  # articles of an hour that are grouped together at most


@dataclass(slots=True)
class Young:
    """An article that may still move."""

    article: features.Features  # without its words
    home: model.StoryId
    hour: datetime  # that it is grouped with


@dataclass(frozen=True, slots=True)
class Move:
    """An article that belongs to another story when its hour is seen as a whole."""

    name: str
    old: model.StoryId
    new: model.StoryId


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a second look has changed; the index has it already."""

    looked: list[str]  # the articles that are settled now
    moves: list[Move] = field(default_factory=list)
    moved_on: dict[model.StoryId, model.StoryId] = field(default_factory=dict)  # stories without articles -> where they went
    stories: dict[model.StoryId, features.StoryFeatures] = field(default_factory=dict)  # that are not as they were
    merged: dict[model.StoryId, model.StoryId] = field(default_factory=dict)  # of ``moved_on``, those whose settled articles went too
    split: int = 0  # of the stories that were two events
    stood: dict[model.StoryId, features.StoryFeatures | None] = field(default_factory=dict)  # what stories are without articles that may move, where that has changed


def hour_of(article: features.Features, *, now: datetime) -> datetime:
    """The hour that an article which is placed now is grouped with."""
    return max(article.moment or now, now - HOUR).replace(minute=0, second=0, microsecond=0)


class Recent:
    """What was placed lately, and the stories without it."""

    def __init__(self) -> None:
        self._young: dict[str, Young] = {}
        self._stood: dict[model.StoryId, features.StoryFeatures | None] = {}  # None: there was none before

    def __len__(self) -> int:
        return len(self._young)

    def items(self) -> Iterable[tuple[str, Young]]:
        """The articles by name."""
        return self._young.items()

    def note(self, name: str, article: features.Features, home: model.StoryId, *,
             before: features.StoryFeatures | None, now: datetime) -> None:
        """An article was placed; ``before`` is its story without it, None where it begins one."""
        self.restore(name, article, home, before=before, hour=hour_of(article, now=now))

    def restore(self, name: str, article: features.Features, home: model.StoryId, *,
                before: features.StoryFeatures | None, hour: datetime) -> None:
        """An article that was placed and may still move, as another process knew it."""
        self._stood.setdefault(home, before)
        self._young[name] = Young(replace(article, words=()), home, hour)

    def forget(self, name: str) -> None:
        """An article is not placed by its terms any more, but stands with another."""
        self._young.pop(name, None)

    def touches(self, story_id: str) -> bool:
        """Whether a story is remembered as it stands without some article."""
        return story_id in self._stood

    def stood(self, story_id: str) -> features.StoryFeatures | None:
        """A story without the articles that may move; None where it has no other, or none of these."""
        return self._stood.get(model.StoryId(story_id))

    def keep(self, story_id: model.StoryId) -> None:
        """What was placed in a story is settled from now on."""
        self._stood.pop(story_id, None)
        for name in [name for name, one in self._young.items() if one.home == story_id]:
            del self._young[name]

    def __contains__(self, name: str) -> bool:
        return name in self._young

    def part(self, story: features.StoryFeatures, index: assign.StoryIndex, table: frequencies.Frequencies) -> features.StoryFeatures:
        """Some settled articles have left a story, of which this is what else is settled; gives it with the young."""
        young = [features.begin(story.story_id, one.article, table) for one in self._ordered() if one.home == story.story_id]
        if young or story.story_id in self._stood:
            self._stood[story.story_id] = story
        whole = features.unite(story.story_id, [story, *young]) if young else story
        index.put(whole)
        return whole

    def merge(self, gone: model.StoryId, into: model.StoryId, index: assign.StoryIndex) -> None:
        """Two stories are about to be one; ``index`` still has both."""
        if gone not in self._stood and into not in self._stood:
            return
        self._stood[into] = self.united(gone, into, index)
        self._stood.pop(gone, None)
        for young in self._young.values():
            if young.home == gone:
                young.home = into

    def united(self, gone: model.StoryId, into: model.StoryId, index: assign.StoryIndex) -> features.StoryFeatures | None:
        """What two stories of which one is touched will be as one, without the articles that may move."""
        known = [story for one in (into, gone) if (story := self._stood[one] if one in self._stood else index.get(one))]
        return features.unite(into, known) if known else None

    def due(self, now: datetime) -> list[str]:
        """The articles of the oldest hour that is over and an hour past, at most :data:`AT_ONCE`; also of a later one where there are too many."""
        oldest = min((young.hour for young in self._young.values()), default=None)
        if oldest is None or (now < oldest + 2 * HOUR and len(self) <= MOST):
            return []
        names = [name for name, young in self._young.items() if young.hour == oldest]
        return sorted(names, key=lambda name: regroup.canonical(self._young[name].article))[:AT_ONCE]

    def look(self, names: list[str], index: assign.StoryIndex, *, frequencies: frequencies.Frequencies,
             fresh: Callable[[], model.StoryId], fixed: Callable[[model.StoryId], bool] = lambda _: False) -> Look:
        """Group these articles as if none of them had been placed; they are settled then. Stories that are ``fixed`` are not merged."""
        looked = [self._young.pop(name) for name in names]
        touched, before = set(self._stood), dict(self._stood)
        were = {one: index.get(one) for one in touched}
        for story_id, stood in self._stood.items():
            index.put(stood) if stood else index.drop(story_id)
        grouped = regroup.regroup([one.article for one in looked], index, frequencies=frequencies, fixed=fixed)
        for young in self._young.values():
            young.home = grouped.merged.get(young.home, young.home)
        final = self._named(looked, grouped, index, fresh)
        moves = [Move(name, young.home, new) for name, young, new in zip(names, looked, final, strict=True)
                 if new not in (young.home, grouped.merged.get(young.home))]
        self._put_back(index, frequencies)
        moved_on = self._emptied(looked, final, index) | grouped.merged
        touched |= set(final) | set(grouped.merged.values())
        stood = {one: self._stood.get(one) for one in sorted(before.keys() | self._stood.keys()) if self._stood.get(one) is not before.get(one)}
        return Look(looked=names, moves=moves, moved_on=moved_on, merged=grouped.merged, split=grouped.split, stood=stood,
                    stories={one: story for one in sorted(touched) if (story := index.get(one)) is not None
                             and ((were_so := were.get(one)) is None or story.to_bytes() != were_so.to_bytes())})

    def _named(self, looked: list[Young], grouped: regroup.Grouped, index: assign.StoryIndex,
               fresh: Callable[[], model.StoryId]) -> list[model.StoryId]:
        """The story of each article; a new group takes the name that most of its articles had, unless that is another's."""
        homes = [(label, young.home) for label, young in zip(grouped.labels, looked, strict=True) if regroup.is_new(label)]
        names = regroup.kept_names(homes, free=lambda home: self._stood.get(home) is None and index.get(home) is None)
        for label in sorted({label for label, _ in homes}):
            story = index.get(model.StoryId(label))
            assert story is not None, "regroup() leaves its groups in the index"
            names[label] = name = names.get(label) or fresh()
            index.drop(model.StoryId(label))
            index.put(replace(story, story_id=name))
        return [names.get(label, label) for label in grouped.labels]

    def _put_back(self, index: assign.StoryIndex, table: frequencies.Frequencies) -> None:
        """The articles that are still young, in their stories."""
        self._stood = {}
        for young in self._ordered():
            known = index.get(young.home)
            self._stood.setdefault(young.home, known)
            one = features.begin(young.home, young.article, table)
            index.put(features.unite(young.home, [known, one]) if known else one)

    def _ordered(self) -> list[Young]:
        """The articles that may move, in an order that does not depend on how they came."""
        return sorted(self._young.values(), key=lambda young: regroup.canonical(young.article))

    @staticmethod
    def _emptied(looked: list[Young], final: Iterable[model.StoryId], index: assign.StoryIndex) -> dict[model.StoryId, model.StoryId]:
        """The stories that have no article left, and where most of theirs went."""
        went: dict[model.StoryId, Counter[model.StoryId]] = {}
        for young, new in zip(looked, final, strict=True):
            if index.get(young.home) is None:
                went.setdefault(young.home, Counter())[new] += 1
        return {old: min(counts, key=lambda one: (-counts[one], one)) for old, counts in went.items()}

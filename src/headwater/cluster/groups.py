"""A stream's stories by terms, gathered across languages by what they say.

In: the stories by terms as they come, with the title and first sentences of the first text of each. Out: the group of
each. Never: more than one text of a story encoded, and that one once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np

from headwater.cluster import across, assign, features, meaning, names


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The text that stands for a story by terms."""

    name: int  # its number in the stream
    title: str
    lead: str
    language: str  # two letters, "" if unknown
    features: features.Features

    @property
    def is_sure(self) -> bool:
        """Whether nothing speaks against its language: a wrong one would make a neighbour's report a foreign one."""
        return bool(self.language) and self.features.language in ("", self.language)


class Groups:
    """Which stories by terms are one story in several languages."""

    def __init__(self, encoder: meaning.Encoder | None = None) -> None:
        self._encoder = encoder
        self._next = 0
        self._of: dict[int, int] = {}  # story by terms -> group
        self._members: dict[int, dict[int, features.StoryFeatures]] = {}  # group -> its stories by terms
        self._standing: dict[int, Text] = {}  # story by terms -> the text that stands for it
        self._vectors: dict[int, meaning.Vector] = {}  # story by terms -> its vector, where it has one
        self._index, self._names = across.Index(), names.Index()

    def of(self, story: int) -> int:
        """The group of a story by terms that was added."""
        return self._of[story]

    def add(self, text: Text, story: int, known: features.StoryFeatures) -> None:
        """A story by terms has begun, and this text stands for it."""
        vector = self._encoder.vector(text.title, text.lead, text.language) if self._encoder else None
        named, found = names.names(text.title, text.lead) if text.is_sure else frozenset[int](), None
        if vector is not None:
            self._vectors[story] = vector
            found = across.choose(text.features, text.language, self._index.nearest(vector), self._known)
        if found is None and named:
            near = [(str(self._of[int(one)]), likeness) for one, likeness in self._names.nearest(named)]
            found = across.choose(text.features, text.language, near, self._known, join=across.JOIN_NAMES, home=assign.NEVER)
        self._names.put(str(story), named)
        group = int(found[0]) if found else self._next
        self._next = max(self._next, group + 1)
        self._standing[story], self._of[story] = text, group
        self._members.setdefault(group, {})[story] = known
        self._refresh(group)

    def update(self, story: int, known: features.StoryFeatures) -> None:
        """A story by terms has one more text."""
        self._members[self._of[story]][story] = known

    def settle(self, stories: Mapping[int, features.StoryFeatures], first: Mapping[int, int], text: Callable[[int], Text],
               moved: Collection[int]) -> None:
        """Texts have moved: forget the stories that are gone, place those anew for which another text stands now.

        ``first`` names the first text of each story, ``text`` gives one by its number.
        """
        for story, standing in list(self._standing.items()):
            if story not in stories or standing.name in moved:
                self._drop(story)
        for story in sorted(stories):
            if story in self._standing:
                self.update(story, stories[story])
            else:
                self.add(text(first[story]), story, stories[story])

    def _known(self, group: str) -> across.Known:
        members = self._members[int(group)]
        return across.Known(strands=list(members.values()), languages={self._standing[story].language for story in members})

    def _drop(self, story: int) -> None:
        group = self._of.pop(story)
        del self._standing[story], self._members[group][story]
        self._vectors.pop(story, None)
        self._names.drop(str(story))
        if not self._members[group]:
            del self._members[group]
        self._refresh(group)

    def _refresh(self, group: int) -> None:
        vectors = [self._vectors[story] for story in self._members.get(group, ()) if story in self._vectors]
        if vectors:
            self._index.put(str(group), np.sum(vectors, axis=0))
        else:
            self._index.drop(str(group))

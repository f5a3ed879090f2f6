"""Stories for the digest: the index of those in the window, and what placing an article changes.

In: articles with what comparison found. Out: :class:`Placed`, to be saved and then settled. Never: a write; the index
is a cache of the stored centroids and is rebuilt from them whenever the lease is new.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from headwater import model
from headwater.cluster import assign, features, frequencies, recent, revise, split
from headwater.pipeline import compare
from headwater.store import articles, ids, stories
from headwater.store import frequencies as frozen

WINDOW = timedelta(days=4)  # since a story's newest article was first seen
FREEZE_EVERY = timedelta(days=1)
FREEZE_LEAST = 300  # texts that a new table of frequencies needs
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where an article goes, and what its story then looks like."""

    story_id: model.StoryId
    placement: model.Placement | None
    is_new: bool = False
    story: features.StoryFeatures | None = None  # None: unchanged
    counted: features.Features | None = None  # to learn how common terms are
    article_id: str = ""
    before: features.StoryFeatures | None = None  # the story without the article; None: it begins one

    @property
    def centroid(self) -> bytes | None:
        """The story's centroid as the store keeps it; None: unchanged."""
        return self.story.to_bytes() if self.story else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """A story that was two events."""

    staying: features.StoryFeatures
    leaving: features.StoryFeatures  # under a name of its own
    articles: list[articles.Kept]  # that leave
    score: float  # how alike the two are, by how alike each is within


@dataclass(slots=True)
class Shelf:
    """The stories that an article may join."""

    index: assign.StoryIndex = field(default_factory=assign.StoryIndex)
    seen: dict[str, datetime] = field(default_factory=dict)  # story -> its newest article's first_seen
    table: frequencies.Frequencies = field(default_factory=frequencies.shipped)
    frozen_at: datetime = _NEVER
    counts: frequencies.Counts = field(default_factory=frequencies.Counts)
    counted: int = 0
    changed: set[str] = field(default_factory=set)  # since merges were last asked for
    young: recent.Recent = field(default_factory=recent.Recent)  # what may still move
    looked: dict[str, int] = field(default_factory=dict)  # story -> articles that it had when last looked at as two
    due: list[tuple[datetime, str]] = field(default_factory=list)  # a heap of what was in ``seen``, to expire by

    def rebuild(self, conn: sa.Connection, *, now: datetime) -> None:
        """Read everything anew from the store."""
        self.index, self.seen, self.due = assign.StoryIndex(), {}, []
        self.young, self.looked = recent.Recent(), {}  # what was young stays where it is
        for state in stories.since(conn, now - WINDOW):
            assert state.centroid is not None, "since() gives stories with centroids only"
            self.index.put(features.StoryFeatures.from_bytes(state.id, state.centroid))
            self._see(state.id, state.last_at)
        if stored := frozen.newest(conn):
            self.table, self.frozen_at = frequencies.Frequencies.from_bytes(stored[0]), stored[1]

    def place(self, kept: articles.Kept, found: compare.Compared) -> Placed:
        """The story of an article: its original's, the one it is in, the likeliest near one, or a new one."""
        original = found.original
        if original is not None and original.story_id:
            if kept.story_id == original.story_id:
                return Placed(story_id=original.story_id, placement=kept.placement, article_id=kept.id)
            share = found.match.containment if isinstance(found.match, model.Copy | model.Revision) else 1.0
            placement = model.Placement(story_id=original.story_id, score=share, reasons=("it repeats another article",))
            return Placed(story_id=original.story_id, placement=placement, article_id=kept.id)
        if kept.story_id:
            return Placed(story_id=kept.story_id, placement=kept.placement)
        return self._place_by_terms(kept)

    def _place_by_terms(self, kept: articles.Kept) -> Placed:
        mine = terms(kept)
        near = self.index.nearest(mine.keys, features.vector(mine, self.table))
        placement = assign.place(mine, near, frequencies=self.table)
        if placement.story_id is None:
            story_id = model.StoryId(ids.new())
            story = features.begin(story_id, mine, self.table)
            return Placed(story_id=story_id, placement=placement, is_new=True, story=story, counted=mine, article_id=kept.id)
        before = self.index.get(placement.story_id)
        assert before is not None, "nearest() gives stories of the index"
        return Placed(
            story_id=placement.story_id, placement=placement, story=features.join(before, mine, self.table), counted=mine,
            article_id=kept.id, before=before,
        )

    def settle(self, placed: Placed, *, now: datetime) -> None:
        """Take in what was saved."""
        self._see(placed.story_id, now)
        if placed.story is not None:
            self.index.put(placed.story)
            self.changed.add(placed.story_id)
        elif placed.article_id:
            self.young.forget(placed.article_id)  # it goes with its original
        if placed.counted is not None:
            self.counts.add(placed.counted.keys.tolist(), placed.counted.language)
            self.counted += 1
            self.young.note(placed.article_id, placed.counted, placed.story_id, before=placed.before, now=now)

    def expire(self, *, now: datetime) -> None:
        """Forget stories that have had no article in the window; costs what is forgotten, not what is held."""
        while self.due and now - self.due[0][0] > WINDOW:
            last, story_id = heapq.heappop(self.due)
            if self.seen.get(story_id) == last:
                self.index.drop(model.StoryId(story_id))
                self.looked.pop(story_id, None)
                del self.seen[story_id]

    def _see(self, story_id: str, moment: datetime) -> None:
        self.seen[story_id] = moment
        heapq.heappush(self.due, (moment, story_id))

    def freeze(self, conn: sa.Connection, *, now: datetime) -> bool:
        """Once a day, with enough texts counted: a new table of frequencies, used from now on."""
        if self.counted < FREEZE_LEAST or now - self.frozen_at < FREEZE_EVERY:
            return False
        self.table = frequencies.learn(self.counts, before=self.table)
        self.frozen_at, self.counts, self.counted = now, frequencies.Counts(), 0
        frozen.add(conn, self.table.version, self.table.to_bytes(), now=now)
        return True

    def merges(self) -> list[revise.Merge]:
        """The stories that have grown together since this was last asked."""
        changed, self.changed = self.changed, set()
        return revise.merges([model.StoryId(one) for one in changed], self.index)

    def united(self, old: str, into: str) -> features.StoryFeatures | None:
        """Two stories of the index as one; nothing changes yet."""
        one, other = self.index.get(model.StoryId(old)), self.index.get(model.StoryId(into))
        if one is None or other is None:
            return None
        return features.unite(model.StoryId(into), (other, one))

    def merge(self, old: str, story: features.StoryFeatures) -> None:
        """Take in a merge that was saved."""
        into = story.story_id
        self.young.merge(model.StoryId(old), into, self.index)
        self.index.drop(model.StoryId(old))
        self.index.put(story)
        self._see(into, max(self.seen.get(into, _NEVER), self.seen.pop(old, _NEVER)))

    # ---- second looks --------------------------------------------------------------------------------------

    def look(self, *, now: datetime) -> recent.Look | None:
        """Group the oldest hour that is over anew; the index has it at once, so save it or rebuild. None: none is due."""
        if not (names := self.young.due(now)):
            return None
        look = self.young.look(names, self.index, frequencies=self.table, fresh=lambda: model.StoryId(ids.new()))
        for move in look.moves:
            self._see(move.new, max(self.seen.get(move.new, _NEVER), self.seen.get(move.old, now)))
        for old, into in look.moved_on.items():
            self._see(into, max(self.seen.get(into, _NEVER), self.seen.pop(old, _NEVER)))
        return look

    def is_overdue(self, *, now: datetime) -> bool:
        """Whether a look has been due for two hours, or too much is remembered."""
        return bool(self.young.due(now - 2 * recent.HOUR))

    def moved(self, kept: articles.Kept, new: model.StoryId, *, why: str) -> model.Placement:
        """Why an article is now in another story, with the terms that weigh most."""
        mine, story = terms(kept), self.index.get(new)
        before = kept.story_id
        if story is None:
            return model.Placement(story_id=new, score=0.0, frequencies=self.table.version, before=before, why=why)
        weights = features.vector(mine, self.table)
        score = assign.similarities(mine, weights, [story])[0]
        return model.Placement(story_id=new, score=round(score, 4), reasons=assign.reasons(mine, weights, story),
                               frequencies=self.table.version, before=before, why=why)

    def grown(self) -> list[model.StoryId]:
        """The stories that have grown since they were last looked at as perhaps two; each is named once."""
        found = [story for one in sorted(self.changed) if (story := self.index.get(model.StoryId(one)))
                 and split.is_due(story.articles, self.looked.get(one, 0))]
        self.looked |= {story.story_id: story.articles for story in found}
        return [story.story_id for story in found]

    def part(self, story_id: model.StoryId, members: Sequence[articles.Kept], *, now: datetime) -> Parted | None:
        """Take a story apart if its settled articles, oldest first, are on two events; the index has it at once."""
        settled = [kept for kept in members if kept.id not in self.young][-split.MOST:]
        units = [features.begin(story_id, terms(kept), self.table) for kept in settled]
        if (proposal := split.split(units)) is None:
            return None
        staying, leaving = split.parts(units, proposal)
        if revise.merged(staying, leaving) is not None:
            return None  # they would be merged again
        new = replace(leaving, story_id=model.StoryId(ids.new()))
        whole = self.young.part(staying, self.index, self.table)
        self.index.put(new)
        self._see(new.story_id, self.seen.get(story_id, now))
        return Parted(staying=whole, leaving=new, articles=[settled[place] for place in proposal.leaving], score=proposal.score)


def terms(kept: articles.Kept) -> features.Features:
    """An article as stories are found by it."""
    body = articles.text_of(kept) if kept.allowance.analyse else kept.entry.summary
    moment = min(kept.published or kept.first_seen, kept.first_seen)
    return features.features(kept.title, body, language=kept.language, moment=moment, outlet=str(kept.outlet_id))

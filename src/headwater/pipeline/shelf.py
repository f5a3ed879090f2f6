"""Stories for the digest: the index of those in the window, and what placing an article changes.

In: articles with what comparison found. Out: :class:`Placed`, to be saved and then settled. Never: a write; the index
is a cache of the stored centroids and is rebuilt from them whenever the lease is new.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest

import sqlalchemy as sa

from headwater import model
from headwater.cluster import (
    across,
    assign,
    chance,
    features,
    frequencies,
    meaning,
    names,
    recent,
    revise,
    split,
)
from headwater.pipeline import abroad, compare
from headwater.store import articles, ids, stories, unsettled
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
    story: features.StoryFeatures | None = None  # the strand of it that has changed; None: unchanged
    counted: features.Features | None = None  # to learn how common terms are
    bundle: across.Bundle | None = None  # the story with its strands in other languages and its vector; None: it has neither
    article_id: str = ""
    before: features.StoryFeatures | None = None  # the story without the article; None: it begins one

    @property
    def centroid(self) -> bytes | None:
        """The story's centroid as the store keeps it; None: unchanged."""
        return self.bundle.to_bytes() if self.bundle else self.story.to_bytes() if self.story else None


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
    sample: chance.Sample = field(default_factory=chance.Sample)  # to learn what texts have in common by chance
    changed: set[str] = field(default_factory=set)  # since merges were last asked for
    young: recent.Recent = field(default_factory=recent.Recent)  # what may still move
    looked: dict[str, int] = field(default_factory=dict)  # story -> articles that it had when last looked at as two
    due: list[tuple[datetime, str]] = field(default_factory=list)  # a heap of what was in ``seen``, to expire by
    meanings: abroad.Abroad = field(default_factory=abroad.Abroad)  # stories across languages
    strands: dict[str, int] = field(default_factory=dict)  # how many a story has, where it has several
    began: dict[str, str] = field(default_factory=dict)  # story of one strand -> the young article that it is known in other languages by

    def rebuild(self, conn: sa.Connection, *, now: datetime) -> None:
        """Read everything anew from the store."""
        self.index, self.seen, self.due, self.strands = assign.StoryIndex(), {}, [], {}
        self.meanings.index, self.meanings.names = across.Index(), names.Index()
        self.young, self.looked, self.began = recent.Recent(), {}, {}
        for state in stories.since(conn, now - WINDOW):
            assert state.centroid is not None, "since() gives stories with centroids only"
            self._take(across.Bundle.from_bytes(state.id, state.centroid))
            self._see(state.id, state.last_at)
        if stored := frozen.newest(conn):
            self.table = table = frequencies.Frequencies.from_bytes(stored[0])
            self.frozen_at = datetime.fromtimestamp(table.learnt_at, UTC) if table.learnt_at else stored[1] if table.texts else _NEVER
        self._restore(conn)

    def _restore(self, conn: sa.Connection) -> None:
        """What may still move, and has not been looked at: another process may have placed it."""
        rows = [row for row in unsettled.every(conn) if row.story_id in self.seen and row.story_id not in self.strands]
        kept = {one.id: one for one in articles.many(conn, [row.article_id for row in rows])}
        stood = {one: features.StoryFeatures.from_bytes(model.StoryId(one), stored)
                 for one, stored in unsettled.stood(conn, sorted({row.story_id for row in rows})).items()}
        for row in rows:
            if row.article_id not in kept:  # gone since
                continue
            self.young.restore(row.article_id, terms(kept[row.article_id]), row.story_id, before=stood.get(row.story_id), hour=row.hour)
            if row.tells:
                self.began[row.story_id] = row.article_id

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
            return self._place_across(kept, mine, placement)
        before = self.index.get(placement.story_id)
        assert before is not None, "nearest() gives stories of the index"
        story = features.join(before, mine, self.table)
        story_id = across.story_of(story.story_id)
        return Placed(
            story_id=story_id, placement=replace(placement, story_id=story_id), story=story, counted=mine,
            bundle=self._bundle(story_id, story, self.meanings.index.get(story_id)), article_id=kept.id, before=before,
        )

    def _place_across(self, kept: articles.Kept, mine: features.Features, nearest: model.Placement) -> Placed:
        """The story that tells the same in another language, of which the article begins a strand; else a new one."""
        vector, named = self._says(kept)
        found = self.meanings.choose(mine, vector, named, self._strands_of, version=self.table.version)
        if found is None or found.story_id is None:
            story_id = model.StoryId(ids.new())
            story = features.begin(story_id, mine, self.table)
            bundle = self._bundle(story_id, story, vector, named)
            return Placed(story_id=story_id, placement=nearest, is_new=True, story=story, counted=mine, bundle=bundle,
                          article_id=kept.id)
        story_id, known = found.story_id, self.meanings.index.get(found.story_id)
        number = self.strands.get(story_id, 1)
        if number < across.MOST_STRANDS:
            story = features.begin(across.entry(story_id, number), mine, self.table)
        else:
            story = features.join(self._strands_of(story_id)[-1], mine, self.table)
        both = vector if known is None or vector is None else known + vector
        return Placed(story_id=story_id, placement=found, story=story, counted=mine,
                      bundle=self._bundle(story_id, story, known if both is None else both, named), article_id=kept.id)

    def _says(self, kept: articles.Kept) -> tuple[meaning.Vector | None, frozenset[int]]:
        """What an article is found by in other languages."""
        body = _body(kept)
        return self.meanings.vector(kept, body), self.meanings.named(kept, body)

    def _strands_of(self, story_id: str) -> tuple[features.StoryFeatures, ...]:
        """The strands of a story of the window; none if it is not there."""
        names = (across.entry(model.StoryId(story_id), number) for number in range(self.strands.get(story_id, 1)))
        return tuple(strand for name in names if (strand := self.index.get(name)) is not None)

    def _bundle(self, story_id: model.StoryId, changed: features.StoryFeatures, vector: meaning.Vector | None,
                named: frozenset[int] = frozenset()) -> across.Bundle:
        """A story as it is with one strand changed or begun, by an article that names this."""
        strands = {strand.story_id: strand for strand in self._strands_of(story_id)}
        begun = changed.story_id not in strands
        strands[changed.story_id] = changed
        its = [named if begun and one == changed.story_id else self.meanings.names.get(one) for one in strands]
        return across.Bundle(strands=tuple(strands.values()), vector=vector, named=tuple(its) if any(its) else ())

    def _take(self, bundle: across.Bundle) -> None:
        """Hold what is known of a story."""
        for strand, named in zip_longest(bundle.strands, bundle.named, fillvalue=frozenset[int]()):
            assert isinstance(strand, features.StoryFeatures), "no more names than strands"
            self.index.put(strand)
            self.meanings.names.put(strand.story_id, named)
        if len(bundle.strands) > 1:
            self.strands[bundle.story_id] = len(bundle.strands)
            self.began.pop(bundle.story_id, None)
            self.young.keep(bundle.story_id)  # what was placed in it, or beside it by meaning, stays
        if bundle.vector is not None:
            self.meanings.index.put(bundle.story_id, bundle.vector)

    def _forget(self, story_id: str) -> None:
        """Hold a story no more."""
        self.began.pop(story_id, None)
        for number in range(self.strands.pop(story_id, 1)):
            name = across.entry(model.StoryId(story_id), number)
            self.index.drop(name)
            self.meanings.names.drop(name)
        self.meanings.index.drop(story_id)

    def settle(self, placed: Placed, *, now: datetime) -> None:
        """Take in what was saved."""
        self._see(placed.story_id, now)
        if placed.story is not None:
            self._take(placed.bundle or across.Bundle(strands=(placed.story,)))
            self.changed.add(placed.story.story_id)
        elif placed.article_id:
            self.young.forget(placed.article_id)  # it goes with its original
        if placed.counted is not None:
            self.counts.add(placed.counted.keys.tolist(), placed.counted.language)
            self.counted += 1
            self.sample.add(placed.counted)
            if placed.story_id not in self.strands:
                self.young.note(placed.article_id, placed.counted, placed.story_id, before=placed.before, now=now)
                if placed.is_new:
                    self.began[placed.story_id] = placed.article_id

    def expire(self, *, now: datetime) -> None:
        """Forget stories that have had no article in the window; costs what is forgotten, not what is held."""
        while self.due and now - self.due[0][0] > WINDOW:
            last, story_id = heapq.heappop(self.due)
            if self.seen.get(story_id) == last:
                self._forget(story_id)
                self.looked.pop(story_id, None)
                del self.seen[story_id]

    def _see(self, story_id: str, moment: datetime) -> None:
        self.seen[story_id] = moment
        heapq.heappush(self.due, (moment, story_id))

    def freeze(self, conn: sa.Connection, *, now: datetime) -> None:
        """Write the table that was learnt."""
        frozen.add(conn, self.table.version, self.table.to_bytes(), now=now)

    def learn(self, *, now: datetime) -> bool:
        """Once a day, with enough texts counted: a new table of frequencies, used from now on; and what texts of a language have in
        common by chance, whenever twice as many of them are known."""
        before = self.table
        if self.counted >= FREEZE_LEAST and now - self.frozen_at >= FREEZE_EVERY:
            self.table = frequencies.learn(self.counts, before=before, at=now.timestamp()).knowing(before.chance)
            self.sample.forget_measures()
            self.frozen_at, self.counts, self.counted = now, frequencies.Counts(), 0
        self.table = self.table.knowing(self.sample.measure(self.table, self.sample.due()))
        return self.table is not before

    def merges(self) -> list[revise.Merge]:
        """The stories that have grown together since this was last asked."""
        changed, self.changed = self.changed, set()
        taken: set[str] = set()
        found = []
        for merge in revise.merges([model.StoryId(one) for one in changed], self.index, by_chance=self.table.chance):
            into, gone = across.story_of(merge.into), across.story_of(merge.gone)
            if into != gone and not {into, gone} & taken:
                taken |= {into, gone}
                found.append(replace(merge, into=into, gone=gone))
        return found

    def united(self, old: str, into: str) -> across.Bundle | None:
        """Two stories of the index as one; nothing changes yet."""
        one, other = self._strands_of(old), self._strands_of(into)
        if not one or not other:
            return None
        return across.united(self._held(into, other), self._held(old, one))

    def _held(self, story_id: str, strands: tuple[features.StoryFeatures, ...]) -> across.Bundle:
        named = tuple(self.meanings.names.get(strand.story_id) for strand in strands)
        return across.Bundle(strands=strands, vector=self.meanings.index.get(story_id), named=named)

    def centroid(self, story_id: str) -> bytes | None:
        """What the store keeps of a story of the index; None where it is not there."""
        strands = self._strands_of(story_id)
        return self._held(story_id, strands).to_bytes() if strands else None

    def merge(self, old: str, story: across.Bundle) -> None:
        """Take in a merge that was saved."""
        into = story.story_id
        self.young.merge(model.StoryId(old), into, self.index)
        self._forget(old)
        self._forget(into)
        self._take(story)
        self._see(into, max(self.seen.get(into, _NEVER), self.seen.pop(old, _NEVER)))

    # ---- second looks --------------------------------------------------------------------------------------

    def look(self, *, now: datetime) -> recent.Look | None:
        """Group the oldest hour that is over anew; the index has it at once, so save it or rebuild. None: none is due."""
        if not (names := self.young.due(now)):
            return None
        look = self.young.look(names, self.index, frequencies=self.table, fresh=lambda: model.StoryId(ids.new()),
                               fixed=lambda name: across.story_of(name) in self.strands)
        moves = [replace(move, new=across.story_of(move.new)) for move in look.moves]
        moved_on = {old: across.story_of(into) for old, into in look.moved_on.items()}
        for move in moves:
            self._see(move.new, max(self.seen.get(move.new, _NEVER), self.seen.get(move.old, now)))
        self._carry(moves, look)
        for old, into in moved_on.items():
            self._see(into, max(self.seen.get(into, _NEVER), self.seen.pop(old, _NEVER)))
            self._forget(old)
        return replace(look, moves=moves, moved_on=moved_on)

    def _carry(self, moves: Sequence[recent.Move], look: recent.Look) -> None:
        """What stories are found by in other languages goes with the articles that it is of, and with merged stories."""
        carried: list[tuple[str, meaning.Vector | None, frozenset[int]]] = []
        for move in moves:
            if self.began.get(move.old) == move.name:
                carried.append((move.new, self.meanings.index.get(move.old), self.meanings.names.get(move.old)))
                self._know(move.old, None, frozenset())
        for old, into in look.merged.items():  # neither has several strands
            vectors = [one for name in (into, old) if (one := self.meanings.index.get(name)) is not None]
            self._know(into, sum(vectors[1:], vectors[0]) if vectors else None, self.meanings.names.get(into) or self.meanings.names.get(old))
            self._know(old, None, frozenset())
        for new, vector, named in carried:
            if new not in self.strands and self.meanings.index.get(new) is None and not self.meanings.names.get(new):
                self._know(new, vector, named)
        settled = set(look.looked)
        self.began = {story_id: name for story_id, name in self.began.items() if name not in settled}

    def _know(self, story_id: str, vector: meaning.Vector | None, named: frozenset[int]) -> None:
        """Let a story of one strand be found by this in other languages, and by nothing else."""
        self.meanings.names.put(story_id, named)
        if vector is None:
            self.meanings.index.drop(story_id)
        else:
            self.meanings.index.put(story_id, vector)

    def is_overdue(self, *, now: datetime) -> bool:
        """Whether a look has been due for two hours, or too much is remembered."""
        return bool(self.young.due(now - 2 * recent.HOUR))

    def moved(self, kept: articles.Kept, new: model.StoryId, *, why: str) -> model.Placement:
        """Why an article is now in another story, with the terms that weigh most."""
        mine, near, before = terms(kept), self._strands_of(new), kept.story_id
        if not near:
            return model.Placement(story_id=new, score=0.0, frequencies=self.table.version, before=before, why=why)
        weights = features.vector(mine, self.table)
        score, at = max((score, -at) for at, score in enumerate(assign.similarities(mine, weights, near)))
        return model.Placement(story_id=new, score=round(score, 4), reasons=assign.reasons(mine, weights, near[-at]),
                               frequencies=self.table.version, before=before, why=why)

    def grown(self) -> list[model.StoryId]:
        """The stories that have grown since they were last looked at as perhaps two; each is named once."""
        found = [story for one in sorted(self.changed) if across.story_of(one) not in self.strands
                 and (story := self.index.get(model.StoryId(one))) and split.is_due(story.articles, self.looked.get(one, 0))]
        self.looked |= {story.story_id: story.articles for story in found}
        return [story.story_id for story in found]

    def part(self, story_id: model.StoryId, members: Sequence[articles.Kept], *, now: datetime) -> Parted | None:
        """Take a story apart if its settled articles, oldest first, are on two events; the index has it at once."""
        if story_id in self.strands:
            return None  # its reports in other languages would have to be told apart too
        settled = [kept for kept in members if kept.id not in self.young][-split.MOST:]
        units = [features.begin(story_id, terms(kept), self.table) for kept in settled]
        if (proposal := split.split(units)) is None:
            return None
        staying, gone = split.parts(units, proposal)
        if revise.merged(staying, gone, by_chance=self.table.chance) is not None:
            return None  # they would be merged again
        new = replace(gone, story_id=model.StoryId(ids.new()))
        whole = self.young.part(staying, self.index, self.table)
        self.index.put(new)
        first = min(proposal.leaving)
        self._know(new.story_id, *self._says(settled[first]))
        if first == 0 and story_id not in self.began:  # the other was known by what now leaves
            self._know(story_id, *self._says(settled[min(set(range(len(settled))) - set(proposal.leaving))]))
        self._see(new.story_id, self.seen.get(story_id, now))
        return Parted(staying=whole, leaving=new, articles=[settled[place] for place in proposal.leaving], score=proposal.score)


def terms(kept: articles.Kept) -> features.Features:
    """An article as stories are found by it."""
    moment = min(kept.published or kept.first_seen, kept.first_seen)
    return features.features(kept.title, _body(kept), language=kept.language, moment=moment, outlet=str(kept.outlet_id))


def _body(kept: articles.Kept) -> str:
    """As much of its text as may be analysed."""
    return articles.text_of(kept) if kept.allowance.analyse else kept.entry.summary

"""Stories of one's own labelled articles, through all that the river does with stories: terms, names, an encoder, second looks.

In: ``HEADWATER_BENCH_LABELLED``, a file of JSON lines in order of time with ``title``, ``text``, ``lang``, ``outlet``,
``published`` and the ``event``; equal texts are taken for copies. Out: B-cubed figures, as a whole and within each
language, and what it costs. Never: a store, or a network.

``python -m benchmarks.stories_river``; ``HEADWATER_BENCH_ENCODER=1`` takes the encoder, where it is installed.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import common, stories
from headwater import model
from headwater.cluster import meaning, recent, split
from headwater.pipeline import abroad, compare, shelf
from headwater.store import articles

EVERY = 100  # articles between two times that the house is kept


class River:
    """The shelf as pipeline.digest uses it, with what a store would hold in dicts."""

    def __init__(self, *, encoder: bool) -> None:
        self.shelf = shelf.Shelf(meanings=abroad.Abroad(load=meaning.load if encoder else None))
        self.kept: dict[str, articles.Kept] = {}
        self.home: dict[str, model.StoryId] = {}
        self.members: defaultdict[str, set[str]] = defaultdict(set)
        self.copies: defaultdict[str, list[str]] = defaultdict(list)  # original -> those that repeat it
        self.first: dict[tuple[str, str], str] = {}  # title and text -> the article that had them first
        self.done: Counter[str] = Counter()

    def take(self, kept: articles.Kept) -> None:
        """Place one article."""
        first = self.first.setdefault((kept.title, kept.entry.summary), kept.id)
        original = _near(self.kept[first], self.home[first]) if first != kept.id else None
        found = compare.Compared(print=None, match=None, copy_of=None, original=original, copies=(), reconsider=())
        placed = self.shelf.place(kept, found)
        self.shelf.settle(placed, now=kept.first_seen)
        self.kept[kept.id] = kept
        if original is not None:
            self.copies[first].append(kept.id)
        why = placed.placement.reasons[0] if placed.placement and placed.placement.reasons else ""
        if why.startswith("the same "):
            self.done["joined in other words" if "words" in why else "joined by names"] += 1
        self._move([kept.id], placed.story_id)

    def keep_house(self, now: datetime) -> None:
        """What happens between two batches."""
        grown = self.shelf.grown()
        for merge in self.shelf.merges():
            if (story := self.shelf.united(merge.gone, merge.into)) is not None:
                self.shelf.merge(merge.gone, story)
            self._move(list(self.members[merge.gone]), merge.into)
            self.done["merges"] += 1
        while look := self.shelf.look(now=now):
            for move in look.moves:
                self._move([move.name, *self.copies[move.name]], move.new)
            for old, into in look.moved_on.items():
                self._move(list(self.members[old]), into)
            self.done["moved by second looks"] += len(look.moves)
        for story_id in grown:
            whole = {one for first in self.members[story_id] for one in self.copies.get(first, ())}
            latest = [self.kept[one] for one in sorted(self.members[story_id] - whole)[-split.MOST:]]
            if (parted := self.shelf.part(story_id, latest, now=now)) is not None:
                for kept in parted.articles:
                    self._move([kept.id, *self.copies[kept.id]], parted.leaving.story_id)
                self.done["splits"] += 1
        self.shelf.expire(now=now)
        self.shelf.learn(now=now)

    def _move(self, names: Sequence[str], story_id: model.StoryId) -> None:
        for name in names:
            if (before := self.home.get(name)) is not None:
                self.members[before].discard(name)
            self.home[name] = story_id
            self.members[story_id].add(name)


def _near(kept: articles.Kept, story_id: model.StoryId) -> articles.Near:
    return articles.Near(
        id=kept.id, outlet_id=kept.outlet_id, reference_url=kept.reference_url, title=kept.title, body="", entry=kept.entry,
        published=kept.published, first_seen=kept.first_seen, allowance=kept.allowance, copy_of=None, match=None, story_id=story_id, unlisted_at=None,
    )


def _kept(number: int, row: Mapping[str, Any]) -> articles.Kept:
    """A line as an article that was seen when it was published."""
    moment, address = datetime.fromisoformat(row["published"]), f"https://{row['outlet']}/{number}"
    return articles.Kept(
        id=model.ArticleId(f"{number:09}"), outlet_id=model.OutletId(row["outlet"]), feed_id=model.FeedId("feed"), reference_url=address,
        title=row["title"], language=row["lang"] or None, published=moment, updated=None, first_seen=moment, allowance=model.Allowance(),
        entry=model.Entry(entry_id=address, url=address, title=row["title"], summary=row["text"]),
    )


def _figures(rows: Sequence[Mapping[str, Any]], mine: Sequence[str]) -> Iterator[tuple[str, float]]:
    groups = {"": list(range(len(rows)))} | {f" within {name}": [at for at, row in enumerate(rows) if row["lang"] == name]
                                             for name in sorted({row["lang"] for row in rows})}
    for name, places in groups.items():
        found = stories.agreement([rows[at]["event"] for at in places], [mine[at] for at in places])
        yield from ((f"B-cubed {what}{name}", round(figure, 4)) for what, figure in zip(("P", "R", "F1"), found, strict=True))


def measure() -> dict[str, float]:
    """Quality and cost over the file."""
    lines = Path(os.environ["HEADWATER_BENCH_LABELLED"]).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    river, start, now = River(encoder="HEADWATER_BENCH_ENCODER" in os.environ), time.process_time(), stories.stories_news.START
    for number, row in enumerate(rows, 1):
        kept = _kept(number, row)
        now = kept.first_seen
        river.take(kept)
        if number % EVERY == 0:
            river.keep_house(now)
    river.keep_house(now + 3 * recent.HOUR)
    spent = time.process_time() - start
    mine = [str(river.home[f"{number:09}"]) for number in range(1, len(rows) + 1)]
    return {"articles": len(rows), "events": len({row["event"] for row in rows}), "stories": len(set(mine))} | dict(_figures(rows, mine)) | dict(river.done) | {
        "articles a second": round(len(rows) / spent), "peak MiB": common.peak()}


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))

"""Stories in a stream of 20,000 made-up articles whose events are known, as the program places them.

In: nothing, or ``HEADWATER_BENCH_STORIES``, a folder whose ``docs.jsonl`` of labelled texts is mixed in. Out: B-cubed
figures, merges, articles a second, how alike the stories are when an hour's articles come in another order, and what an
article costs with ever more stories held. Never: a store, or a network.

Run one part with ``python -m benchmarks.stories stream|verb|orders|held``.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks import common, stories_news
from headwater import model
from headwater.cluster import assign, chance, features, frequencies, recent, revise, split, verb

ARTICLES = 20_000
BATCH = 100  # articles between two looks for merges
FREEZE_EVERY, FREEZE_LEAST = timedelta(days=1), 300  # as pipeline.shelf does
ORDERS, ORDERED = 20, 2_000  # orders that are tried, of as many articles
HELD = (10_000, 100_000, 1_000_000)
TIMED, IN_TURN = 1_000, 50  # articles whose cost is measured, and how many in a row in one window


class River:
    """The program's own order of calls: place, merge between batches, freeze frequencies once a day."""

    def __init__(self, *, second_look: bool = True) -> None:
        self.index, self.table, self.counts = assign.StoryIndex(), frequencies.shipped(), frequencies.Counts()
        self.sample = chance.Sample()
        self.frozen: datetime | None = None
        self.counted = self.merged = self.made = 0
        self.story: list[str] = []  # of each article as placed
        self.into: dict[str, str] = {}  # story -> the one that it was merged into
        self.changed: set[str] = set()
        self.last: dict[str, datetime] = {}
        self.recent = recent.Recent() if second_look else None
        self.moved = self.parted = self.renamed = self.split = 0
        self.articles: list[features.Features] = []
        self.members: dict[str, list[int]] = {}  # story -> its articles
        self.looked: dict[str, int] = {}

    def take(self, article: features.Features, now: datetime) -> None:
        """Place one article."""
        near = self.index.nearest(article.keys, features.vector(article, self.table))
        found = assign.place(article, near, frequencies=self.table).story_id
        known = self.index.get(found) if found else None
        if known is None:
            story = features.begin(self.fresh(), article, self.table)
        else:
            story = features.join(known, article, self.table)
        self.index.put(story)
        if self.recent is not None:
            self.recent.note(str(len(self.story)), article, story.story_id, before=known, now=now)
        self.members.setdefault(story.story_id, []).append(len(self.story))
        self.articles.append(article)
        self.story.append(story.story_id)
        self.changed.add(story.story_id)
        self.counts.add(article.keys.tolist(), article.language)
        self.sample.add(article)
        self.counted += 1
        self.last[story.story_id] = article.moment or stories_news.START

    def between(self, now: datetime) -> None:
        """What happens between two batches."""
        changed, self.changed = self.changed, set()
        grown = [story for one in sorted(changed) if (story := self.index.get(model.StoryId(one)))
                 and split.is_due(story.articles, self.looked.get(one, 0))]
        for merge in revise.merges([model.StoryId(one) for one in changed], self.index, by_chance=self.table.chance):
            one, other = self.index.get(merge.into), self.index.get(merge.gone)
            assert one is not None and other is not None, "merges are between stories of the index"
            if self.recent is not None:
                self.recent.merge(merge.gone, merge.into, self.index)
            self.index.drop(merge.gone)
            self.index.put(features.unite(merge.into, (one, other)))
            self.into[merge.gone] = merge.into
            self.put(self.members.pop(merge.gone), merge.into)
            self.last[merge.into] = max(self.last[merge.into], self.last.pop(merge.gone))
            self.merged += 1
        self.look_again(now)
        for story in grown:
            self.take_apart(story)
        for story_id in [one for one, last in self.last.items() if now - last > assign.WINDOW]:
            self.index.drop(model.StoryId(story_id))
            del self.last[story_id]
        if self.counted >= FREEZE_LEAST and (self.frozen is None or now - self.frozen >= FREEZE_EVERY):
            self.table = frequencies.learn(self.counts, before=self.table).knowing(self.table.chance)
            self.sample.forget_measures()
            self.frozen, self.counted, self.counts = now, 0, frequencies.Counts()
        self.table = self.table.knowing(self.sample.measure(self.table, self.sample.due()))

    def look_again(self, now: datetime) -> None:
        """The hours that are over, as pipeline.digest does."""
        while self.recent is not None and (names := self.recent.due(now)):
            look = self.recent.look(names, self.index, frequencies=self.table, fresh=self.fresh)
            self.moved, self.parted, self.renamed = self.moved + len(look.moves), self.parted + look.split, self.renamed + len(look.moved_on)
            for move in look.moves:
                self.members[self.story[int(move.name)]].remove(int(move.name))
                self.put([int(move.name)], move.new)
                self.last[move.new] = max(self.last.get(move.new, now), self.last.get(move.old, now))
            for old, into in look.moved_on.items():
                self.into[old] = into
                self.put(self.members.pop(old), into)
                if (last := self.last.pop(old, None)) is not None:
                    self.last[into] = max(self.last.get(into, last), last)

    def put(self, numbers: Sequence[int], story: str) -> None:
        """Let articles be in a story."""
        self.members.setdefault(story, []).extend(numbers)
        for number in numbers:
            self.story[number] = story

    def take_apart(self, story: features.StoryFeatures) -> None:
        """A story that has grown, if it is on two events, as pipeline.digest does."""
        self.looked[story.story_id] = story.articles
        if self.recent is None or self.index.get(story.story_id) is None:
            return
        settled = [number for number in sorted(self.members[story.story_id]) if str(number) not in self.recent][-split.MOST:]
        units = [features.begin(story.story_id, self.articles[number], self.table) for number in settled]
        if (proposal := split.split(units)) is None:
            return
        staying, leaving = split.parts(units, proposal)
        if revise.merged(staying, leaving, by_chance=self.table.chance) is not None:
            return
        new = replace(leaving, story_id=self.fresh())
        self.recent.part(staying, self.index, self.table)
        self.index.put(new)
        leavers = [settled[place] for place in proposal.leaving]
        self.members[story.story_id] = [number for number in self.members[story.story_id] if number not in set(leavers)]
        self.put(leavers, new.story_id)
        self.last[new.story_id] = self.last[story.story_id]
        self.split += 1

    def fresh(self) -> model.StoryId:
        """A name for a new story."""
        self.made += 1
        return model.StoryId(f"s{self.made:07}")

    def run(self, articles: Sequence[features.Features], arrivals: Sequence[datetime] | None = None) -> list[str]:
        """The story of each, merges and second looks included."""
        now = stories_news.START
        for number, article in enumerate(articles, 1):
            now = arrivals[number - 1] if arrivals else article.moment or stories_news.START
            self.take(article, now)
            if number % BATCH == 0 or number == len(articles):
                self.between(now)
        self.look_again(now + 3 * recent.HOUR)
        return [self.final(one) for one in self.story]

    def final(self, story: str) -> str:
        """The story that an old address leads to."""
        while story in self.into:
            story = self.into[story]
        return story


def prepared(reports: Iterable[stories_news.Report]) -> list[features.Features]:
    """As the stage takes them."""
    return [features.features(one.title, one.body, language=one.language, moment=one.moment, outlet=one.outlet) for one in reports]


def news(count: int) -> list[stories_news.Report]:
    """The stream, with real texts mixed in where a folder is named."""
    found = stories_news.articles(count)
    if folder := os.environ.get("HEADWATER_BENCH_STORIES"):
        found = sorted(found + stories_news.real(Path(folder)), key=lambda one: one.moment)
    return found


def agreement(truth: Sequence[str], mine: Sequence[str]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1 (Bagga and Baldwin, 1998)."""
    true, ours, both = Counter(truth), Counter(mine), Counter(zip(truth, mine, strict=True))
    precision = sum(count * count / ours[one] for (_, one), count in both.items()) / len(truth)
    recall = sum(count * count / true[one] for (one, _), count in both.items()) / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


def pairs_agree(one: Sequence[str], other: Sequence[str]) -> float:
    """The pairs that two groupings both put together, by those that either does on average."""
    def pairs(counts: Counter) -> int:
        return sum(count * (count - 1) // 2 for count in counts.values())
    joint = pairs(Counter(zip(one, other, strict=True)))
    return 2 * joint / max(1, pairs(Counter(one)) + pairs(Counter(other)))


def stream(count: int = ARTICLES) -> dict[str, float]:
    """Quality and speed over the whole stream, by the river's calls."""
    reports = news(count)
    start = time.process_time()
    articles = prepared(reports)
    middle = time.process_time()
    river = River()
    mine = river.run(articles)
    spent = time.process_time() - middle
    return _figures(reports, mine) | {
        "merges": river.merged, "articles moved by second looks": river.moved, "stories that second looks emptied": river.renamed,
        "splits in second looks": river.parted, "splits of grown stories": river.split,
        "articles a second, terms": round(len(articles) / (middle - start)),
        "articles a second, placing": round(len(articles) / spent),
        "articles a second": round(len(articles) / (time.process_time() - start)), "peak MiB": common.peak(),
    }


def by_verb(count: int = ARTICLES) -> dict[str, float]:
    """The same by ``cluster --jsonl``, which looks again at what it has placed."""
    reports, found, again = news(count), Stories(), 0
    rows = ({"id": number, "title": one.title, "text": one.body, "lang": one.language, "outlet": one.outlet,
             "published": one.moment.isoformat()} for number, one in enumerate(reports))
    start = time.process_time()
    for line in verb.cluster(rows):
        again += found.hear(line["id"], line["story"])
    return {f"verb: {what}": figure for what, figure in _figures(reports, found.of_all(len(reports))).items()} | {
        "verb: stories changed": again, "verb: articles a second": round(count / (time.process_time() - start))}


class Stories(dict[int, str]):
    """The last word on each text."""

    def hear(self, number: int, story: str) -> bool:
        """Whether it was said otherwise before."""
        before = self.get(number)
        self[number] = story
        return before is not None and before != story

    def of_all(self, count: int) -> list[str]:
        """In order."""
        return [self[number] for number in range(count)]


def _figures(reports: Sequence[stories_news.Report], mine: Sequence[str]) -> dict[str, float]:
    truth = [one.event for one in reports]
    precision, recall, f1 = agreement(truth, mine)
    sizes, ours, first = Counter(truth), Counter(mine), dict(zip(truth, mine, strict=True))
    alone = [event for event, size in sizes.items() if size == 1]
    issues = [event for event in sizes if event.startswith("issue")]
    found = {"articles": len(truth), "events": len(sizes), "stories": len(ours), "B-cubed F1": round(f1, 4),
             "B-cubed precision": round(precision, 4), "B-cubed recall": round(recall, 4),
             "singletons alone": round(sum(ours[first[event]] == 1 for event in alone) / len(alone), 4),
             "issues of formats alone": round(sum(ours[first[event]] == 1 for event in issues) / len(issues), 4)}
    kept = [place for place, one in enumerate(reports) if one.event.startswith("real")]
    if kept:
        found["real: B-cubed F1"] = round(agreement([truth[place] for place in kept], [mine[place] for place in kept])[2], 4)
    return found


def orders(count: int = ORDERED) -> dict[str, float]:
    """How alike the stories are when articles arrive in another order within an hour: a day of news, and the real texts."""
    found = _ordered("orders", stories_news.articles(count, days=1))
    if folder := os.environ.get("HEADWATER_BENCH_STORIES"):
        real = stories_news.real(Path(folder), days=0)
        for how in ARRIVALS:
            found |= _ordered(f"orders of real texts, all in an hour, {how}", real, how)
        found |= _ordered("orders of real texts, as first placed", real, second_look=False)
    return found


ARRIVALS = ("delayed", "of the clock's hour", "of no known time")  # ways in which articles come within an hour


def _arrivals(articles: Sequence[features.Features], how: str, rng: random.Random) -> tuple[list[int], list[datetime]]:
    """The order in which articles come, and when each does."""
    moments = [one.moment or stories_news.START for one in articles]
    if how == "delayed":  # each up to an hour after it was published
        when = [moment + recent.HOUR * rng.random() for moment in moments]
        order = sorted(range(len(articles)), key=lambda place: when[place])
        return order, [when[place] for place in order]
    hours = [moment.replace(minute=0, second=0, microsecond=0) for moment in moments]  # those of an hour in the next, in any order
    return (sorted(range(len(articles)), key=lambda place: (hours[place], rng.random())),
            [moment + recent.HOUR for moment in sorted(moments)])


def _ordered(name: str, reports: Sequence[stories_news.Report], how: str = "delayed", *, second_look: bool = True) -> dict[str, float]:
    articles, groups, moved = prepared(reports), list[list[str]](), 0
    for seed in range(ORDERS):
        order, when = _arrivals(articles, how, random.Random(seed))
        came = [replace(articles[place], moment=moment) if how == "of no known time" else articles[place]
                for place, moment in zip(order, when, strict=True)]
        river = River(second_look=second_look)
        placed = dict(zip(order, river.run(came, when), strict=True))
        groups.append([placed[place] for place in range(len(articles))])
        moved += river.moved
    alike = [pairs_agree(one, other) for place, one in enumerate(groups) for other in groups[:place]]
    quality = [agreement([one.event for one in reports], group)[2] for group in groups]
    return {f"{name}: pair agreement": round(sum(alike) / len(alike), 4), f"{name}: the least": round(min(alike), 4),
            f"{name}: B-cubed F1, mean": round(sum(quality) / len(quality), 4), f"{name}: B-cubed F1, least": round(min(quality), 4),
            f"{name}: share of the articles moved": round(moved / ORDERS / len(articles), 4)}


def held(sizes: Sequence[int] = HELD) -> dict[str, float]:
    """Milliseconds that placing an article costs with that many stories held, each of one article.

    The windows are asked in turn, a few articles each, so that a machine that is slower for a while is so for all.
    """
    rng, table, found = np.random.default_rng(3), frequencies.shipped(), dict[str, float]()
    windows: list[assign.StoryIndex] = []
    for size in sizes:
        windows.append(assign.StoryIndex(features.begin(model.StoryId(f"s{number:07}"), _drawn(rng), table) for number in range(size)))
        found[f"{size:,} held: peak MiB, with the smaller ones"] = common.peak()
    new, spent = [_drawn(rng) for _ in range(TIMED)], [0.0] * len(sizes)
    for start in range(0, TIMED, IN_TURN):
        for place, index in enumerate(windows):
            spent[place] += _placed(index, new[start : start + IN_TURN], table)
    found |= {f"{size:,} held: ms an article": round(1000 * one / TIMED, 3) for size, one in zip(sizes, spent, strict=True)}
    found["most by least"] = round(spent[-1] / spent[0], 2)
    return found


def _placed(index: assign.StoryIndex, articles: Sequence[features.Features], table: frequencies.Frequencies) -> float:
    """Seconds of CPU that it takes to place and list these articles, which are gone again afterwards."""
    start = time.process_time()
    for place, article in enumerate(articles):
        near = index.nearest(article.keys, features.vector(article, table))
        assign.place(article, near, frequencies=table)
        index.put(features.begin(model.StoryId(f"n{place}"), article, table))
    spent = time.process_time() - start
    for place in range(len(articles)):
        index.drop(model.StoryId(f"n{place}"))
    return spent


def _drawn(rng: np.random.Generator) -> features.Features:
    """An article of some 120 terms from a Zipf distribution over three million, as a language has them with its names."""
    keys = np.unique((3_000_000 * rng.random(150) ** 4).astype(np.int64)) * 2_654_435_761
    return features.Features(keys=keys, counts=rng.random(len(keys), dtype=np.float32) + np.float32(0.5),
                             words=("",) * len(keys), language="en", moment=None, titled=np.arange(len(keys)) < 8)


PARTS = {"stream": stream, "verb": by_verb, "orders": orders, "held": held}


def measure() -> dict[str, float]:
    """Everything but the largest window, which takes minutes and gigabytes."""
    return stream() | by_verb() | orders() | held(HELD[:2])


if __name__ == "__main__":
    print(json.dumps({what: figure for name in sys.argv[1:] or list(PARTS) for what, figure in PARTS[name]().items()}, indent=1))

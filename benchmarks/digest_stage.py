"""How many articles a second dedup and cluster take on one core, with many stories in the window.

Run ``python benchmarks/digest_stage.py [stories] [articles]``. The texts are made up from a seeded vocabulary with a
Zipf distribution; every story has names of its own; one article in five is a copy of an earlier one.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from itertools import accumulate

from headwater import model
from headwater.cluster import assign, features, frequencies
from headwater.dedup import verb as dedup

WORDS = 300  # of a text


class Press:
    """A source of made-up articles."""

    def __init__(self, seed: int = 7) -> None:
        self.random = random.Random(seed)
        self.vocabulary = [self._word() for _ in range(60_000)]
        self.cumulated = list(accumulate(1 / (rank + 8) for rank in range(len(self.vocabulary))))

    def _word(self) -> str:
        return "".join(self.random.choice("bdfgklmnprst") + self.random.choice("aeiou")
                       for _ in range(self.random.randint(2, 5)))

    def story(self) -> list[str]:
        """The words that the reports on one event have in common."""
        return [self._word().capitalize() for _ in range(6)] + self.random.choices(self.vocabulary[500:], k=12)

    def article(self, story: list[str]) -> tuple[str, str]:
        """Title and text of one report."""
        words = self.random.choices(self.vocabulary, cum_weights=self.cumulated, k=WORDS)
        for place in range(0, WORDS, 6):
            words[place] = self.random.choice(story)
        return " ".join(self.random.sample(story, 6)), " ".join(words)


def main(stories: int, articles: int) -> None:
    """Fill the window, then time articles one by one."""
    press, table, index = Press(), frequencies.shipped(), assign.StoryIndex()
    events = [press.story() for _ in range(stories)]
    nearby, counts, made = dedup.Nearby(), frequencies.Counts(), []
    for number, event in enumerate(events):
        title, body = press.article(event)
        article = features.features(title, body, language="en")
        counts.add(article.keys.tolist(), "en")
        if number == 2_000:
            table = frequencies.learn(counts)
        index.put(features.begin(model.StoryId(f"s{number}"), article, table))
        nearby.pairs(f"a{number}", dedup.side({"title": title, "text": body}))
        made.append((number, title, body))
    todo = []
    for number in range(articles):
        event, title, body = press.random.choice(made)
        todo.append((number, event, title, body) if number % 5 == 0 else (number, event, *press.article(events[event])))
    print(json.dumps(timed(todo, index, table, nearby) | {"stories": stories, "articles": articles}))


def timed(todo: list, index: assign.StoryIndex, table: frequencies.Frequencies, nearby: dedup.Nearby) -> dict:
    """CPU seconds of each stage for every article, and how many found their story."""
    spent, right, copies = {"dedup": 0.0, "cluster": 0.0}, 0, 0
    for number, event, title, body in todo:
        start = time.process_time()
        copies += bool(nearby.pairs(f"b{number}", dedup.side({"title": title, "text": body})))
        middle = time.process_time()
        article = features.features(title, body, language="en")
        near = index.nearest(article.keys, features.vector(article, table))
        placement = assign.place(article, near, frequencies=table)
        known = index.get(placement.story_id) if placement.story_id else None
        if known is not None:
            index.put(features.join(known, article, table))
            right += placement.story_id == f"s{event}"
        spent["dedup"] += middle - start
        spent["cluster"] += time.process_time() - middle
    size = len(todo)
    return {"dedup ms": round(1000 * spent["dedup"] / size, 2), "cluster ms": round(1000 * spent["cluster"] / size, 2),
            "articles a second": round(size / sum(spent.values())), "own story": right / size, "copies": copies / size,
            "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 25_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1_000)

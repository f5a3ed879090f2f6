"""Which story an article joins, decided on terms within a window of days; and the index that finds stories to ask.

In: an article's features and the stories near it. Out: a :class:`model.Placement` with the terms that weighed most.
Never: a comparison with every story there is, or a look at a clock: time is the articles' own.

:class:`StoryIndex` is a cache: it holds what the stored centroids say and can be rebuilt from them at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from headwater import model
from headwater.cluster import chance, features, frequencies, postings, series

JOIN = 0.34  # similarity from which an article joins a story
JOIN_ABROAD = 0.24  # the same where the story has no article in the article's language: only names and numbers agree
JOIN_SAME = 0.66  # the same where all articles of the story are of the article's outlet, whose house style they share
UNTOLD = 0.1  # share of the titles that the other side knows, below which more likeness is asked: a briefing, a live blog
JOIN_UNTOLD = 0.5  # the similarity asked then
NEVER = 2.0  # the same where the story has another issue of the article's series, however like a form filled anew is
ISSUE = timedelta(hours=12)  # between two issues of a series that have the same title
SHARED = 3  # terms that both must have
WINDOW = timedelta(days=4)  # between an article and the story's nearest end
FADED = 0.97  # what remains of a similarity a day apart
REASONS = 5  # terms that a placement names

INDEXED = 32  # terms of a story by which it is found
ASKED = 48  # terms of an article that look for stories
MOST_READ = 600  # entries of the index that one article may cost, after its rarest terms
NEAREST = 12  # stories that are compared in full


def place(article: features.Features, stories: Sequence[features.StoryFeatures], *,
          frequencies: frequencies.Frequencies) -> model.Placement:
    """The story that an article joins, or None where it starts one, with the similarity and the shared terms."""
    weights = features.vector(article, frequencies)
    best, score, chosen = 0.0, -1.0, None
    ordered = sorted(stories, key=lambda one: one.story_id)
    for story, likeness in zip(ordered, similarities(article, weights, ordered), strict=True):
        margin = margin_of(likeness, article, weights, story, frequencies.chance)
        if chosen is None or margin > score:
            best, score, chosen = likeness, margin, story
    if chosen is None:
        return model.Placement(story_id=None, score=0.0, frequencies=frequencies.version)
    return model.Placement(story_id=chosen.story_id if score >= 0 else None, score=round(best, 4),
                           reasons=reasons(article, weights, chosen), frequencies=frequencies.version)


def similarities(article: features.Features, weights: features.Weights,
                 stories: Sequence[features.StoryFeatures]) -> list[float]:
    """The cosine of article and each centroid, a little less for every day between them; 0 outside the window."""
    cosines, shared = features.cosines(article.keys, weights, stories)
    return [0.0 if common < SHARED else cosine * faded(article, story)
            for story, cosine, common in zip(stories, cosines.tolist(), shared.tolist(), strict=True)]


def threshold(article: features.Features, story: features.StoryFeatures) -> float:
    """The similarity that joins them."""
    if _other_issue(article, story):
        return NEVER
    if article.outlet and article.outlet == story.outlet:
        return JOIN_SAME
    known = not article.language or article.language in story.languages or "" in story.languages
    return JOIN if known else JOIN_ABROAD


def margin_of(likeness: float, article: features.Features, weights: features.Weights, story: features.StoryFeatures,
              by_chance: Mapping[str, float]) -> float:
    """By how much a similarity is above what joining asks, where texts of a language are so alike by chance; negative where it is below."""
    least = threshold(article, story)
    languages = chance.languages_of(article.language, story.languages)
    if least == JOIN and (untold := chance.raised(JOIN_UNTOLD, by_chance, languages)) > likeness >= chance.raised(JOIN, by_chance, languages) \
            and features.told(article, weights, story) < UNTOLD:
        return likeness - untold
    return likeness - (least if least == NEVER else chance.raised(least, by_chance, languages))


def reasons(article: features.Features, weights: features.Weights, story: features.StoryFeatures) -> tuple[str, ...]:
    """The terms that weigh most in the similarity, heaviest first."""
    _, mine, theirs = np.intersect1d(article.keys, story.keys, assume_unique=True, return_indices=True)
    heavy = np.argsort(-weights[mine] * story.weights[theirs], kind="stable")[:REASONS]
    return tuple(article.words[at] for at in mine[heavy].tolist())


def faded(article: features.Features, story: features.StoryFeatures) -> float:
    """What remains of a similarity with the time between them; 0 outside the window."""
    apart = _apart(article, story)
    return 0.0 if apart > WINDOW else FADED ** (apart / timedelta(days=1))


def _apart(article: features.Features, story: features.StoryFeatures) -> timedelta:
    """The time between an article and a story's nearest end; none where either is unknown."""
    if article.moment is None or story.first is None or story.last is None:
        return timedelta()
    return max(story.first - article.moment, article.moment - story.last, timedelta())


def _other_issue(article: features.Features, story: features.StoryFeatures) -> bool:
    """Whether the story has an article of the same series that is not this issue of it."""
    return any(series.same_form(article.issue, issue) and (article.issue != issue or _apart(article, story) >= ISSUE)
               for issue in story.issues)


class StoryIndex:
    """The stories of the window by their heaviest terms; what it answers depends on the stories alone.

    Rebuilt from stored centroids it answers as it did when they were added one by one. The terms that fewest stories
    have are read first, and no more than a bounded number of entries: what is asked depends on what is held alone, and
    costs the same with a hundred times as many stories.
    """

    def __init__(self, stories: Iterable[features.StoryFeatures] = ()) -> None:
        self._numbers: dict[str, int] = {}  # story -> its place below
        self._stories: list[features.StoryFeatures | None] = []  # None: the place is free
        self._free: list[int] = []
        self._postings = postings.Postings()
        for story in stories:
            self.put(story)

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[features.StoryFeatures]:
        return (story for number in self._numbers.values() if (story := self._stories[number]) is not None)

    def get(self, story_id: model.StoryId) -> features.StoryFeatures | None:
        """A story of the window."""
        number = self._numbers.get(story_id)
        return None if number is None else self._stories[number]

    def put(self, story: features.StoryFeatures) -> None:
        """Add a story, or replace what is known of it."""
        number = self._numbers.get(story.story_id)
        if number is None:
            number = self._numbers[story.story_id] = self._take()
        known, now = self._stories[number], _heaviest(story)
        before = _heaviest(known) if known is not None else set[int]()
        self._postings.remove(number, before - now)
        self._postings.add(number, now - before)
        self._stories[number] = story

    def drop(self, story_id: model.StoryId) -> None:
        """Forget a story; nothing happens if it is not there."""
        number = self._numbers.pop(story_id, None)
        if number is not None and (story := self._stories[number]) is not None:
            self._postings.remove(number, _heaviest(story))
            self._stories[number] = None
            self._free.append(number)

    def expire(self, before_last: datetime) -> list[model.StoryId]:
        """Forget the stories whose latest article is older than a moment; gives their ids."""
        old = [story.story_id for story in self if story.last is not None and story.last < before_last]
        for story_id in old:
            self.drop(story_id)
        return old

    def nearest(self, keys: features.Keys, weights: features.Weights, *,
                most: int = NEAREST) -> list[features.StoryFeatures]:
        """The stories most likely to be similar to a vector, likeliest first; cost bounded whatever the window holds."""
        heavy = np.lexsort((keys, -weights))[:ASKED]
        worth = weights[heavy].astype(np.float64) ** 2
        numbers, votes = self._postings.votes(keys[heavy].tolist(), worth.tolist(), most=MOST_READ)
        if len(numbers) > most:
            kept = votes >= np.partition(votes, -most)[-most]
            numbers, votes = numbers[kept], votes[kept]
        found = [(-vote, story.story_id, story) for number, vote in zip(numbers.tolist(), votes.tolist(), strict=True)
                 if (story := self._stories[number]) is not None]
        found.sort(key=lambda one: one[:2])
        return [story for _, _, story in found[:most]]

    def _take(self) -> int:
        """A free place."""
        if self._free:
            return self._free.pop()
        self._stories.append(None)
        return len(self._stories) - 1


def _heaviest(story: features.StoryFeatures) -> set[int]:
    """The terms that a story is found by."""
    return set(story.keys[np.lexsort((story.keys, -story.weights))[:INDEXED]].tolist())

"""Articles and stories as weighted terms.

In: title and text in any script, a table of frequencies. Out: :class:`Features` of an article and
:class:`StoryFeatures` of a story, a pruned centroid that fits a database column. Never: a clock, a query, a text kept.

Terms are folded words (bigrams in scripts without spaces), lightly stemmed, named by a 64-bit hash. What stands early
counts more, because news is written so that it can be cut from the end; names count more than other words.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from headwater import model, text
from headwater.cluster import frequencies as frequency
from headwater.cluster import series

MOST_CHARACTERS = 6_000  # of a text that count
MOST_TITLE = 500  # characters of a title that count
LONGEST_TERM = 40  # characters of a word that count
HALF = 120  # terms after which one counts half
TITLE = 2.0  # times that a term of the title counts
NAME = 2.0  # times that a name counts: a word capitalised within a sentence
NUMBER = 2.5  # times that a number counts: sums, tolls and years tell events of one kind apart
PRUNED = 128  # terms that a centroid keeps
TABLE = 0.2  # share of terms that are numbers up to which they count in full: tables are like each other
MOST_ISSUES = 16  # titles that a story keeps to tell the issues of a series apart

Keys = NDArray[np.int64]
Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """An article as :mod:`assign` takes it."""

    keys: Keys  # hashed terms, sorted, each once
    counts: Weights  # how much each term counts in this text, before its rarity
    words: tuple[str, ...]  # the terms themselves, for the reasons; aligned with ``keys``
    language: str  # two letters, "" if unknown
    moment: datetime | None  # published or first seen, aware
    titled: NDArray[np.bool_]  # which terms the title has; aligned with ``keys``
    outlet: int = 0  # its hash, 0 if unknown
    issue: int = 0  # series.issue of the title and the outlet, 0 if unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFeatures:
    """A story as :mod:`assign` takes it."""

    story_id: model.StoryId
    keys: Keys  # hashed terms, sorted: the heaviest of its articles
    weights: Weights  # sums of the articles' unit vectors
    articles: int  # how many there are
    languages: tuple[str, ...]  # of its articles, sorted
    first: datetime | None  # moment of the earliest article
    last: datetime | None  # moment of the latest
    heads: Weights  # what of the weights comes from titles; aligned with ``keys``
    outlet: int = 0  # of all its articles; 0 if they have several, or if one is unknown
    issues: tuple[int, ...] = ()  # series.issue of its articles, sorted; the smallest MOST_ISSUES

    def to_bytes(self) -> bytes:
        """The centroid for a database column: format 2, counts, moments, languages, keys, weights, heads, the outlet
        and the issues, little-endian; format 1 has none of the last three.
        """
        head = struct.pack("<BIII", 2, len(self.keys), self.articles, len(",".join(self.languages)))
        stamps = struct.pack("<qq", _stamp(self.first), _stamp(self.last))
        titles = struct.pack(f"<q{len(self.issues)}q", self.outlet, *self.issues)
        return (head + stamps + ",".join(self.languages).encode("ascii", "replace")
                + self.keys.astype("<i8").tobytes() + self.weights.astype("<f4").tobytes()
                + self.heads.astype("<f4").tobytes() + titles)

    @classmethod
    def from_bytes(cls, story_id: model.StoryId, stored: bytes) -> StoryFeatures:
        """The opposite of :meth:`to_bytes`; ValueError on bytes that it did not make."""
        try:
            version, size, articles, length = struct.unpack_from("<BIII", stored)
            first, last = struct.unpack_from("<qq", stored, 13)
        except struct.error as error:
            raise ValueError(f"centroid of story {story_id}: {error}") from error
        at = 29 + length
        titles = len(stored) - at - (12 if version == 1 else 16) * size
        if not ((version == 1 and titles == 0) or (version == 2 and titles >= 8 and titles % 8 == 0)):
            raise ValueError(f"centroid of story {story_id}: unknown format; rebuild it from its articles")
        outlet, *issues = struct.unpack_from(f"<{titles // 8}q", stored, at + 16 * size) if titles else (0,)
        heads = np.frombuffer(stored, "<f4", size, at + 12 * size) if titles else np.zeros(size)
        names = stored[29:at].decode("ascii")
        return cls(story_id=story_id, articles=articles, languages=tuple(names.split(",")),
                   keys=np.frombuffer(stored, "<i8", size, at).astype(np.int64),
                   weights=np.frombuffer(stored, "<f4", size, at + 8 * size).astype(np.float32),
                   first=_moment(first), last=_moment(last), heads=heads.astype(np.float32),
                   outlet=outlet, issues=tuple(issues))


def features(title: str, body: str, *, language: str | None = None, moment: datetime | None = None,
             outlet: str = "") -> Features:
    """An article's terms; a title or text that is empty counts as none. Never raises on any string."""
    body = body[:MOST_CHARACTERS]
    sums: dict[str, float] = {}
    head = text.tokens(title[:MOST_TITLE])
    for term in head:
        sums[term] = sums.get(term, 0.0) + TITLE
    worth, fade = 1.0, 0.5 ** (1 / HALF)
    for term in text.tokens(body):
        sums[term] = sums.get(term, 0.0) + worth
        worth *= fade
    names = _names(body)
    found: dict[int, float] = {}
    words: dict[int, str] = {}
    for term, total in sums.items():
        key = frequency.key(term[:LONGEST_TERM])
        found[key] = found.get(key, 0.0) + total
        words.setdefault(key, term[:LONGEST_TERM])
    named = {frequency.key(name[:LONGEST_TERM]) for name in names}
    titled = {frequency.key(term[:LONGEST_TERM]) for term in head}
    ordered = sorted(found)
    number = _number_counts(words.values())
    counts = (_damped(found[key]) * (NAME if key in named else number if words[key][0].isdigit() else 1.0) for key in ordered)
    said = (language or "").lower().split("-")[0]
    base = said if said.isascii() and said.isalpha() and len(said) <= 3 else frequency.guess(ordered)
    return Features(keys=np.array(ordered, dtype=np.int64), words=tuple(words[key] for key in ordered),
                    counts=np.fromiter(counts, dtype=np.float32, count=len(ordered)), language=base, moment=_utc(moment),
                    titled=np.fromiter((key in titled for key in ordered), dtype=np.bool_, count=len(ordered)), outlet=frequency.key(outlet) if outlet else 0, issue=series.issue(title, outlet))


def vector(article: Features, frequencies: frequency.Frequencies) -> Weights:
    """The article's weights of unit length, aligned with its keys."""
    weights = article.counts * frequencies.rarity(article.keys, article.language)
    length = float(np.linalg.norm(weights))
    return weights / np.float32(length) if length else weights


def begin(story_id: model.StoryId, article: Features, frequencies: frequency.Frequencies) -> StoryFeatures:
    """The story of one article."""
    weights = vector(article, frequencies)
    keys, weights, heads = _prune(article.keys, weights, weights * article.titled)
    return StoryFeatures(story_id=story_id, keys=keys, weights=weights, heads=heads, articles=1, languages=(article.language,),
                         first=article.moment, last=article.moment, outlet=article.outlet,
                         issues=(article.issue,) if article.issue else ())


def join(story: StoryFeatures, article: Features, frequencies: frequency.Frequencies) -> StoryFeatures:
    """The story with one more article."""
    one = begin(story.story_id, article, frequencies)
    return unite(story.story_id, (story, one))


def unite(story_id: model.StoryId, stories: Sequence[StoryFeatures]) -> StoryFeatures:
    """One story of several."""
    keys, places = np.unique(np.concatenate([story.keys for story in stories]), return_inverse=True)
    weights = np.bincount(places, np.concatenate([story.weights for story in stories]), len(keys)).astype(np.float32)
    heads = np.bincount(places, np.concatenate([story.heads for story in stories]), len(keys)).astype(np.float32)
    keys, weights, heads = _prune(keys, weights, heads)
    firsts = [story.first for story in stories if story.first is not None]
    lasts = [story.last for story in stories if story.last is not None]
    outlets = {story.outlet for story in stories}
    issues = sorted({issue for story in stories for issue in story.issues})[:MOST_ISSUES]
    return StoryFeatures(story_id=story_id, keys=keys, weights=weights, heads=heads,
                         articles=sum(story.articles for story in stories),
                         languages=tuple(sorted({name for story in stories for name in story.languages})),
                         first=min(firsts, default=None), last=max(lasts, default=None),
                         outlet=outlets.pop() if len(outlets) == 1 else 0, issues=tuple(issues))


def cosines(keys: Keys, weights: Weights, stories: Sequence[StoryFeatures]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The similarity of a sparse vector with sorted keys to each centroid, 0 to 1, and the number of terms in common.

    Numbers below a hundred are one term of those: every table has the same.
    """
    if not len(keys) or not stories:
        return np.zeros(len(stories)), np.zeros(len(stories), dtype=np.int64)
    theirs = np.concatenate([story.keys for story in stories])
    heavy = np.concatenate([story.weights for story in stories]).astype(np.float64)
    owner = np.repeat(np.arange(len(stories)), [len(story.keys) for story in stories])
    places = np.minimum(np.searchsorted(keys, theirs), len(keys) - 1)
    same = keys[places] == theirs
    products = np.bincount(owner[same], heavy[same] * weights[places[same]], len(stories))
    lengths = np.sqrt(np.bincount(owner, heavy * heavy, len(stories)) * float(np.dot(weights, weights)))
    numbers = _short_numbers()
    short = numbers[np.minimum(np.searchsorted(numbers, theirs[same]), len(numbers) - 1)] == theirs[same]
    shared = (np.bincount(owner[same][~short], minlength=len(stories))
              + np.minimum(np.bincount(owner[same][short], minlength=len(stories)), 1))
    return np.divide(products, lengths, out=np.zeros(len(stories)), where=lengths > 0), shared


@lru_cache(maxsize=1)
def _short_numbers() -> Keys:
    """The terms of the numbers below a hundred, sorted."""
    found = {frequency.key(form.format(number)) for form in ("{}", "{:02}") for number in range(100)}
    return np.array(sorted(found), dtype=np.int64)


def told(article: Features, weights: Weights, story: StoryFeatures) -> float:
    """How much of what the titles say the other side knows, by weight: the lesser of both ways, 1 where one says nothing.

    A briefing quotes the news of many events under a title that is about none of them.
    """
    place = np.minimum(np.searchsorted(story.keys, article.keys), max(0, len(story.keys) - 1))
    known = story.keys[place] == article.keys if len(story.keys) else np.zeros(len(article.keys), dtype=np.bool_)
    mine, theirs = float(weights[article.titled].sum()), float(story.heads.sum())
    ours = float(weights[article.titled & known].sum()) / mine if mine else 1.0
    return min(ours, float(story.heads[place[known]].sum()) / theirs if theirs else 1.0)


def _prune(keys: Keys, weights: Weights, heads: Weights) -> tuple[Keys, Weights, Weights]:
    if len(keys) <= PRUNED:
        return keys, weights, heads
    kept = np.sort(np.lexsort((keys, -weights))[:PRUNED])
    return keys[kept], weights[kept], heads[kept]


def _number_counts(words: Collection[str]) -> float:
    """How many times a number counts in a text of these terms."""
    share = sum(word[0].isdigit() for word in words) / max(1, len(words))
    return NUMBER * min(1.0, TABLE / share) if share else NUMBER


def _damped(total: float) -> float:
    return 1.0 + math.log(total) if total >= 1.0 else total


def _names(body: str) -> set[str]:
    """Terms of words that are capitalised though no sentence begins with them."""
    found = [word for before, word in pairwise(body.split())
             if word[0].isupper() and (before[-1].islower() or before[-1] == ",")]
    return set(text.tokens(" ".join(found)))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER = -(1 << 62)


def order(moment: datetime | None) -> datetime:
    """For sorting: what has no moment comes last."""
    return moment if moment is not None else datetime.max.replace(tzinfo=UTC)


def _utc(moment: datetime | None) -> datetime | None:
    """In UTC; a time without a zone counts as UTC, one outside the calendar as none."""
    try:
        return moment.astimezone(UTC) if moment and moment.tzinfo else moment and moment.replace(tzinfo=UTC)
    except OverflowError:
        return None


def _stamp(moment: datetime | None) -> int:
    """Microseconds since 1970."""
    if moment is None:
        return _NEVER
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _moment(stamp: int) -> datetime | None:
    return None if stamp == _NEVER else _EPOCH + timedelta(microseconds=stamp)

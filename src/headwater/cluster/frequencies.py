"""How common terms are: from a shipped table of common words at first, from a frozen table of our own texts later.

In: texts as :class:`features.Features` to learn from. Out: :class:`Frequencies` with a version, so that a placement
can be explained and repeated. Never: a table that changes while it is used.

Each language has its own counts, because "и" is rare among all texts and in nearly every Russian one.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from headwater import text

PRIOR = 200  # texts of a language that the shipped table counts for
UNKNOWN = 0.002  # share of texts that a word has which we never saw
MOST_TERMS = 300_000  # of all languages, in a learnt table
FADE = 0.5  # of the older counts that a new table keeps
CUT = 5  # letters kept of a longer word in alphabets whose languages inflect much
ANY = ""  # the language of a text whose language nobody knows

_NOTHING: Mapping[int, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequencies:
    """A frozen table: in how many texts of a language each term is."""

    version: str  # "shipped", or a hash of the counts
    texts: Mapping[str, int] = field(default_factory=dict)  # language -> number of texts learnt from
    counts: Mapping[str, Mapping[int, int]] = field(default_factory=dict)  # language -> term -> texts that have it
    learnt_at: float | None = None  # POSIX seconds, when the counts were; None: nothing is learnt, or it is not known
    chance: Mapping[str, float] = field(default_factory=dict)  # language -> likeness that one in ten pairs of texts exceed, as measured
    _weights: dict[str, tuple[NDArray[np.int64], NDArray[np.float32]]] = field(
        default_factory=dict, repr=False, compare=False)  # language -> terms, sorted, and their weights; made when asked

    def rarity(self, keys: NDArray[np.int64], language: str) -> NDArray[np.float32]:
        """The weight of each term: log(1 + 1 / share of texts), the shipped share being smoothed by what was learnt."""
        known = self._weights.get(language)
        if known is None:
            known = self._weights[language] = self._table(language)
        terms, weights = known
        unknown = np.float32(math.log1p((self.texts.get(language, 0) + PRIOR) / (PRIOR * UNKNOWN)))
        if not len(terms):
            return np.full(len(keys), unknown, dtype=np.float32)
        places = np.minimum(np.searchsorted(terms, keys), len(terms) - 1)
        return np.where(terms[places] == keys, weights[places], unknown)

    def _table(self, language: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        learnt = self.counts.get(language, {})
        prior = _prior_of_all() if language == ANY else _prior().get(language, _NOTHING)
        size = self.texts.get(language, 0) + PRIOR
        keys = sorted(learnt.keys() | prior.keys())
        weights = (math.log1p(size / (learnt.get(key, 0) + PRIOR * prior.get(key, UNKNOWN))) for key in keys)
        return np.array(keys, dtype=np.int64), np.fromiter(weights, dtype=np.float32, count=len(keys))

    def to_bytes(self) -> bytes:
        """For a database column."""
        plain = {language: {str(key): count for key, count in table.items()} for language, table in self.counts.items()}
        return json.dumps({"version": self.version, "texts": dict(self.texts), "counts": plain, "chance": dict(self.chance), "learnt_at": self.learnt_at}).encode()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Frequencies:
        """The opposite of :meth:`to_bytes`."""
        found = json.loads(stored)
        counts = {language: {int(key): count for key, count in table.items()}
                  for language, table in found["counts"].items()}
        return cls(version=found["version"], texts=found["texts"], counts=counts, chance=found.get("chance", {}), learnt_at=found.get("learnt_at"))

    def knowing(self, chance: Mapping[str, float]) -> Frequencies:
        """The same table with what texts have in common by chance, under a version of its own; itself where that is known already."""
        now = {language: likeness for language, likeness in {**self.chance, **chance}.items() if likeness}
        if now == self.chance:
            return self
        digest = hashlib.blake2b(json.dumps([self.version, sorted(now.items())]).encode(), digest_size=6).hexdigest()
        return Frequencies(version=digest, texts=self.texts, counts=self.counts, chance=now, learnt_at=self.learnt_at)


class Counts:
    """Terms counted over texts, until they are frozen; the only thing here that changes."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}
        self.terms: dict[str, dict[int, int]] = {}

    @classmethod
    def of(cls, table: Frequencies) -> Counts:
        """What a frozen table counted, to be counted on."""
        found = cls()
        found.texts = dict(table.texts)
        found.terms = {language: dict(terms) for language, terms in table.counts.items()}
        return found

    def add(self, keys: Iterable[int], language: str) -> None:
        """Count one text; its terms each once."""
        self.texts[language] = self.texts.get(language, 0) + 1
        table = self.terms.setdefault(language, {})
        for key in keys:
            table[key] = table.get(key, 0) + 1


def shipped() -> Frequencies:
    """The table of the first day: nothing learnt, common words known."""
    return Frequencies(version="shipped")


def learn(counts: Counts, *, before: Frequencies | None = None, fade: float = FADE, at: float | None = None) -> Frequencies:
    """A frozen table of new counts and, faded, of the table before, learnt ``at`` this moment; the rarest terms beyond 300,000 are left out."""
    texts, terms = dict(counts.texts), {language: dict(table) for language, table in counts.terms.items()}
    for language, table in (before.counts if before else {}).items():
        mine = terms.setdefault(language, {})
        for key, count in table.items():
            if kept := int(count * fade):
                mine[key] = mine.get(key, 0) + kept
        texts[language] = texts.get(language, 0) + int((before.texts.get(language, 0) if before else 0) * fade)
    least = _least_kept(terms)
    frozen = {language: {key: count for key, count in sorted(table.items()) if count >= least}
              for language, table in sorted(terms.items())}
    digest = hashlib.blake2b(json.dumps([texts, [sorted(t.items()) for t in frozen.values()]], sort_keys=True).encode(),
                             digest_size=6).hexdigest()
    return Frequencies(version=digest, texts=texts, counts=frozen, learnt_at=at)


def _least_kept(terms: Mapping[str, Mapping[int, int]]) -> int:
    total = sum(map(len, terms.values()))
    if total <= MOST_TERMS:
        return 1
    every = np.sort(np.fromiter((count for table in terms.values() for count in table.values()),
                                dtype=np.int64, count=total))
    return int(every[-MOST_TERMS]) + 1


@lru_cache(maxsize=1 << 16)
def key(term: str) -> int:
    """The name of a term in every process: a signed 64-bit hash of its stem."""
    digest = hashlib.blake2b(stem(term).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def stem(term: str) -> str:
    """A word without its commonest endings: plural in ASCII words, all beyond five letters in inflecting alphabets."""
    if term.isascii():
        return term[:-1] if len(term) > 3 and term.endswith("s") and not term.endswith("ss") else term
    if len(term) > CUT and "\u0370" <= term[0] < "\u0590":  # Greek, Cyrillic, Armenian
        return term[:CUT]
    return term


def guess(terms: Iterable[int]) -> str:
    """The language whose common words a text has most of; :data:`ANY` if hardly any.

    Only good enough to choose a table of frequencies where nobody said what language it is.
    """
    scores: dict[str, float] = {}
    for term in terms:
        for language, share in _languages().get(term, ()):
            scores[language] = scores.get(language, 0.0) + share
    if not scores:
        return ANY
    best = max(sorted(scores), key=scores.__getitem__)
    return best if scores[best] >= 1.0 else ANY


@lru_cache(maxsize=1)
def _prior() -> dict[str, dict[int, float]]:
    """Language -> term -> share of texts, from ``common_words.txt``."""
    tables: dict[str, dict[int, float]] = {}
    lines = (resources.files("headwater.cluster") / "common_words.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            language, share, *words = line.split()
            table = tables.setdefault(language, {})
            for word in words:
                for term in text.tokens(word):
                    table.setdefault(key(term), float(share))
    return tables


@lru_cache(maxsize=1)
def _prior_of_all() -> dict[int, float]:
    merged: dict[int, float] = {}
    for table in _prior().values():
        for term, share in table.items():
            merged[term] = max(merged.get(term, 0.0), share)
    return merged


@lru_cache(maxsize=1)
def _languages() -> dict[int, list[tuple[str, float]]]:
    found: dict[int, list[tuple[str, float]]] = {}
    for language, table in _prior().items():
        for term, share in table.items():
            found.setdefault(term, []).append((language, share))
    return found

"""What two texts of a language have in common by chance, and what joining must ask where that is much.

In: texts as they come. Out: a likeness for each language, and thresholds raised by it. Never: a list of languages, or a
threshold that is lowered.

Texts of a language whose common words nobody has told us yet are alike in all of them (half of all pairs of unrelated
headlines in Burmese by more than .4), and so are the texts of a deployment that follows forms and bulletins. What is far
above chance elsewhere is chance there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from headwater.cluster import features, frequencies

ABOVE = 0.12  # by how much the decile counts above the median: an event that a third of the texts tell of moves the one and not the other
USUAL = 0.085  # that decile in all but a few languages whose common words ship; thresholds hold up to it
HIGHEST = 0.55  # more is never believed: texts of no language are so alike, but forms are
NEWS = 0.03  # by how much a likeness must have changed to be told
LEAST, OUTLETS = 10, 3  # texts of a language and outlets that have them, fewer of which say nothing
AGAIN = 20  # texts, fewer of which change nothing that is known: after a restart they begin anew
MOST, OF_ONE = 100, 5  # texts of a language that are held, and of one outlet: one that floods counts no more than others
TERMS = 500  # of a text that are held: some 6 kB
LANGUAGES = 100  # that are held
FEW = 8  # languages that are measured at a time


@dataclass(slots=True)
class Sample:
    """The newest texts of each language."""

    texts: dict[str, list[features.Features]] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    measured: dict[str, int] = field(default_factory=dict)  # how many were counted when it was measured last

    def add(self, article: features.Features) -> None:
        """Take in a text; its words are not kept."""
        language = article.language
        held = self.texts.setdefault(language, [])
        same = [place for place, one in enumerate(held) if one.outlet == article.outlet != 0]
        if len(same) >= OF_ONE or len(held) >= MOST:
            del held[same[0] if len(same) >= OF_ONE else 0]
        held.append(_cut(article))
        self.counted[language] = self.counted.get(language, 0) + 1
        if len(self.texts) > LANGUAGES:
            rarest = min(self.texts, key=lambda one: (one == language, self.counted[one], one))
            for known in (self.texts, self.counted, self.measured):
                known.pop(rarest, None)

    def due(self) -> list[str]:
        """Some languages of which twice as many texts are known as when they were measured last."""
        return [one for one, count in self.counted.items() if count >= max(LEAST, 2 * self.measured.get(one, 0))][:FEW]

    def forget_measures(self) -> None:
        """Have every language measured anew: the table of frequencies is another."""
        self.measured.clear()

    def measure(self, table: frequencies.Frequencies, languages: Iterable[str]) -> dict[str, float]:
        """The likeness that one in ten pairs of texts of two outlets exceed, by this table of frequencies, to two digits.

        0 up to what is usual, and what the table knows already where it has changed little: a table is stored anew with each news.
        A language of which too little is held is left out.
        """
        found = {}
        for language in languages:
            self.measured[language] = self.counted[language]
            held, known = self.texts[language], table.chance.get(language, 0.0)
            if len(held) < (AGAIN if known else LEAST) or (likeness := _exceeded(held, table)) is None:
                continue
            now = round(min(likeness, HIGHEST), 2) if likeness > USUAL else 0.0
            found[language] = known if now and known and abs(now - known) < NEWS else now
        return found


def _cut(article: features.Features) -> features.Features:
    """A text's commonest terms, without their words."""
    if len(article.keys) <= TERMS:
        return replace(article, words=())
    kept = np.sort(np.lexsort((article.keys, -article.counts))[:TERMS])
    return replace(article, words=(), keys=article.keys[kept], counts=article.counts[kept], titled=article.titled[kept])


def _exceeded(texts: list[features.Features], table: frequencies.Frequencies) -> float | None:
    """The likeness that one in ten pairs of texts of two outlets exceed, at most :data:`ABOVE` above that of half of them.

    None where the texts are of too few outlets; texts of an unknown outlet count as of one each.
    """
    outlets = np.array([one.outlet for one in texts])
    if len(set(outlets[outlets != 0].tolist())) + int((outlets == 0).sum()) < OUTLETS:
        return None
    keys = np.unique(np.concatenate([one.keys for one in texts]))
    rows = np.zeros((len(texts), len(keys)), dtype=np.float32)
    for row, one in zip(rows, texts, strict=True):
        row[np.searchsorted(keys, one.keys)] = features.vector(one, table)
    pairs = np.triu((outlets[:, None] != outlets[None, :]) | (outlets == 0), 1)
    median, decile = np.quantile((rows @ rows.T)[pairs], (0.5, 0.9)).tolist()
    return min(decile, median + ABOVE)


def languages_of(article: str, story: tuple[str, ...]) -> tuple[str, ...]:
    """The languages whose chance counts between an article and a story: the article's alone where the story has it."""
    return (article,) if article in story else (article, *story)


def raised(least: float, likeness: Mapping[str, float], languages: Iterable[str]) -> float:
    """A threshold, moved towards 1 by as much as chance is above what is usual, in the language where it is most.

    >>> raised(0.34, {"en": 0.04}, ("en",)), round(raised(0.34, {"my": 0.46}, ("my",)), 2)
    (0.34, 0.61)
    """
    chance = max((likeness.get(one, 0.0) for one in languages), default=0.0)
    return least if chance <= USUAL else 1 - (1 - least) * (1 - chance) / (1 - USUAL)

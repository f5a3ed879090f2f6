"""What two texts of a language have in common by chance, and what joining must ask where that is much.

In: texts as they come. Out: a likeness for each language, and thresholds raised by it. Never: a list of languages, or a
threshold that is lowered.

Texts of a language whose common words nobody has told us yet are alike in all of them (half of all pairs of unrelated
headlines in Burmese by more than .4), and so are the texts of a deployment that follows forms and bulletins. What is far
above chance elsewhere is chance there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from headwater.cluster import features, frequencies

ABOVE = 0.12  # by how much the decile counts above the median: an event that a third of the texts tell of moves the one and not the other
USUAL = 0.085  # that decile in all but a few languages whose common words ship; thresholds hold up to it
NEWS = 0.03  # by how much a likeness must have changed to be told
LEAST = 10  # texts of a language, fewer of which say nothing
MOST = 100  # of a language that are held, the newest: some 5 kB each


@dataclass(slots=True)
class Sample:
    """The newest texts of each language."""

    texts: dict[str, deque[features.Features]] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    measured: dict[str, int] = field(default_factory=dict)  # how many were counted when it was measured last

    def add(self, article: features.Features) -> None:
        """Take in a text; its words are not kept."""
        self.texts.setdefault(article.language, deque(maxlen=MOST)).append(features.without_words(article))
        self.counted[article.language] = self.counted.get(article.language, 0) + 1

    def due(self) -> list[str]:
        """The languages of which twice as many texts are known as when they were measured last."""
        return [one for one, count in self.counted.items() if count >= max(LEAST, 2 * self.measured.get(one, 0))]

    def enough(self) -> list[str]:
        """The languages that can be measured."""
        return [one for one, count in self.counted.items() if count >= LEAST]

    def measure(self, table: frequencies.Frequencies, languages: list[str]) -> dict[str, float]:
        """The likeness that one in ten pairs of texts of two outlets exceed, by this table of frequencies, to two digits.

        0 up to what is usual, and what the table knows already where it has changed little: a table is stored anew with each news.
        """
        found = {}
        for language in languages:
            self.measured[language] = self.counted[language]
            likeness, known = _exceeded(list(self.texts[language]), table), table.chance.get(language, 0.0)
            now = round(likeness, 2) if likeness > USUAL else 0.0
            found[language] = known if now and known and abs(now - known) < NEWS else now
        return found


def _exceeded(texts: list[features.Features], table: frequencies.Frequencies) -> float:
    """The likeness that one in ten pairs of texts of two outlets exceed, at most :data:`ABOVE` above that of half of them."""
    keys = np.unique(np.concatenate([one.keys for one in texts]))
    rows = np.zeros((len(texts), len(keys)), dtype=np.float32)
    for row, one in zip(rows, texts, strict=True):
        row[np.searchsorted(keys, one.keys)] = features.vector(one, table)
    outlets = np.array([one.outlet for one in texts])
    pairs = np.triu((outlets[:, None] != outlets[None, :]) | (outlets == 0), 1)
    if not pairs.any():
        return 0.0
    median, decile = np.quantile((rows @ rows.T)[pairs], (0.5, 0.9)).tolist()
    return min(decile, median + ABOVE)


def raised(least: float, likeness: Mapping[str, float], languages: tuple[str, ...]) -> float:
    """A threshold, moved towards 1 by as much as chance is above what is usual, in the language where it is most.

    >>> raised(0.34, {"en": 0.04}, ("en",)), round(raised(0.34, {"my": 0.46}, ("my",)), 2)
    (0.34, 0.62)
    """
    chance = max((likeness.get(one, 0.0) for one in languages), default=0.0)
    return least if chance <= USUAL else 1 - (1 - least) * (1 - chance) / (1 - USUAL)

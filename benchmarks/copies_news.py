"""Made-up news with known truth, for measuring how copies are found.

In: a seed. Out: :class:`Piece` records: an article, what it repeats, and what the two are. Never: a measurement. The words
are invented, their frequencies follow Zipf's law; every text has common phrases, as news has.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate

from benchmarks import common

PHRASES = 20_000  # common phrases, of six to nine words
NOTICES = 6  # legal notices and the like, which stand under many texts
BACKGROUNDS = 20  # paragraphs of background that reports on one matter repeat
SHARES = {  # of a stream's articles, in hundredths; what is left is new
    "verbatim": 7, "trimmed": 5, "edited": 5, "added": 5, "translated headline": 3, "update": 5,
    "notice": 5, "fixtures": 3, "weather": 3, "background": 4,
}
COPIES = frozenset({"verbatim", "trimmed", "edited", "added", "translated headline", "wire"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article and the truth about it."""

    outlet: int
    title: str
    text: str
    kind: str  # of SHARES, "new" or "wire"
    published: datetime
    of: int | None = None  # number of what it repeats or updates
    credit: str = ""  # the outlet that its text names
    clocks: str = "right"  # "level": nothing tells which was first; "wrong": only the credit does


class Press:
    """A source of pieces."""

    def __init__(self, seed: int = 7, *, outlets: int = 400) -> None:
        self.random, self.outlets = random.Random(seed), outlets
        self.vocabulary = [self._word() for _ in range(40_000)]
        self.cumulated = list(accumulate(1 / (rank + 8) for rank in range(len(self.vocabulary))))
        self.phrases = [" ".join(self.words(self.random.randint(6, 9))) for _ in range(PHRASES)]
        self.weights = [1 / (rank + 30) for rank in range(PHRASES)]
        self.phrases_cumulated = list(accumulate(self.weights))
        self.notices = [" ".join(self.words(90)) for _ in range(NOTICES)]
        self.backgrounds = [" ".join(self.words(60)) for _ in range(BACKGROUNDS)]

    def _word(self) -> str:
        return "".join(self.random.choice("bdfgklmnprst") + self.random.choice("aeiou") for _ in range(self.random.randint(2, 5)))

    def words(self, count: int) -> list[str]:
        """So many words of running text."""
        return self.random.choices(self.vocabulary, cum_weights=self.cumulated, k=count)

    def text(self, count: int = 0) -> str:
        """A text of paragraphs, with a common phrase every eighty words or so."""
        count = count or min(1500, max(60, int(self.random.lognormvariate(5.85, 0.5))))
        paragraphs = []
        while count > 0:
            size = min(count, self.random.randint(40, 90))
            phrase = self.random.choices(self.phrases, cum_weights=self.phrases_cumulated)
            paragraphs.append(" ".join([*self.words(size), *phrase]).capitalize() + ".")
            count -= size
        return "\n".join(paragraphs)

    def piece(self, kind: str = "new", *, minutes: float = 0.0) -> Piece:
        """A piece that repeats nothing but what its kind says."""
        text = self.text()
        if kind == "notice":
            text = self.text(self.random.randint(60, 160)) + "\n" + self.random.choice(self.notices)
        elif kind == "background":
            text = self.text(self.random.randint(120, 260)) + "\n" + self.random.choice(self.backgrounds)
        elif kind == "fixtures":
            text = self._fixtures()
        elif kind == "weather":
            text = self._weather()
        outlet = {"fixtures": 3, "weather": 5}.get(kind, self.random.randrange(10, self.outlets))
        return Piece(outlet=outlet, title=" ".join(self.words(8)).capitalize(), text=text, kind=kind,
                     published=common.NOW + timedelta(minutes=minutes))

    def _fixtures(self) -> str:
        teams = [word.capitalize() for word in self.vocabulary[1000:1024]]
        self.random.shuffle(teams)
        games = "\n".join(f"{one} v {other}, {self.random.randint(12, 20)}:{self.random.choice(('00', '30', '45'))}"
                          for one, other in zip(teams[::2], teams[1::2], strict=True))
        return f"The fixtures of the week in the league, kick-off in local time:\n{games}\nAll games are shown where the league says."

    def _weather(self) -> str:
        rows = "\n".join(f"{word.capitalize()}: high {self.random.randint(-3, 31)}, low {self.random.randint(-12, 18)}, wind "
                         f"{self.random.choice(('north', 'east', 'south', 'west'))} {self.random.randint(3, 60)}, rain {self.random.randint(0, 90)} %"
                         for word in self.vocabulary[2000:2024])
        return f"The weather in the towns of the coast, read at six this morning:\n{rows}\nWarnings are given by the service alone."

    def again(self, number: int, one: Piece, kind: str, *, minutes: float) -> Piece:
        """A copy or an update of a piece, as its kind says."""
        told = self.random.choice(("right", "right", "level", "wrong"))
        apart = {"right": minutes, "level": 1.0, "wrong": -45.0}[told]
        outlet = (one.outlet + self.random.randrange(1, self.outlets - 10)) % self.outlets
        copy = replace(one, kind=kind, of=number, outlet=outlet, clocks=told, published=one.published + timedelta(minutes=apart))
        paragraphs = one.text.split("\n")
        if kind == "trimmed":
            paragraphs = paragraphs[: max(1, int(len(paragraphs) * self.random.uniform(0.4, 0.8)))]
        elif kind == "edited":
            words = one.text.split(" ")
            for place in range(self.random.randrange(12), len(words), self.random.randint(9, 14)):
                words[place] = self.random.choice(self.vocabulary)
            paragraphs = " ".join(words).split("\n")
        elif kind == "added":
            paragraphs = [*paragraphs, *self.text(self.random.randint(80, 300)).split("\n")]
        elif kind == "translated headline":
            copy = replace(copy, title=" ".join(self.words(8)).capitalize())
        elif kind == "update":
            paragraphs = [self.text(40), *paragraphs[1:], self.text(60)]
            copy = replace(copy, outlet=one.outlet, clocks="right", published=one.published + timedelta(minutes=minutes))
        if copy.clocks == "wrong":
            copy = replace(copy, credit=name(one.outlet))
            paragraphs = [*paragraphs, f"({name(one.outlet)})"]
        return replace(copy, text="\n".join(paragraphs))

    def kind(self) -> str:
        """What the next article of a stream is."""
        drawn = self.random.randrange(100)
        for kind, share in SHARES.items():
            if drawn < share:
                return kind
            drawn -= share
        return "new"


def name(outlet: int) -> str:
    """The name of an outlet."""
    return f"Outlet {'abcdefghij'[outlet // 100 % 10]}{'abcdefghij'[outlet // 10 % 10]}{'abcdefghij'[outlet % 10]} Courier"

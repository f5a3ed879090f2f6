"""Made-up news whose stories are known: events over days, singletons, recurring formats, copies of agency text.

In: a seed and a number of articles. Out: :class:`Report` in order of time, each with the event that it is about. Never:
a word of any real text but the common words of each language that the program ships.

Each language has its own vocabulary with a Zipf distribution. An event has a topic, whose words it shares with other
events, places that other events happen in, and its own people, numbers and words, of which each report uses some. One
event in six is reported in two languages, which share names and numbers only.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from itertools import accumulate
from pathlib import Path

START = datetime(2026, 3, 2, tzinfo=UTC)
LANGUAGES = {"en": 0.45, "de": 0.2, "es": 0.2, "ru": 0.15}
LATIN = ("bdfgklmnprst", "aeiou")
SOUNDS = {"en": LATIN, "de": ("bdfghklmnrstwz", "aeiouäü"), "es": ("bcdflmnprstv", "aeioó"), "ru": ("бвгдзклмнпрст", "аеиоуы")}
SINGLES = 0.45  # share of the articles that are on an event alone
FORMATS = 0.1  # share that are issues of recurring formats
ABROAD = 1 / 6  # share of events that are reported in a second language
MOST = 80  # reports on an event


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An article whose event is known."""

    title: str
    body: str
    language: str
    outlet: str
    moment: datetime
    event: str


@dataclass(frozen=True, slots=True)
class Event:
    """What the reports on it have in common."""

    name: str
    begin: datetime
    days: float
    topic: int
    names: list[str]
    numbers: list[str]
    words: dict[str, list[str]]  # language -> words of this event


class Tongue:
    """A language: its common words and a vocabulary of made-up ones, in topics."""

    def __init__(self, code: str, rng: random.Random, topics: int = 40) -> None:
        self.common, weights = _common(code)
        self.common_sums = list(accumulate(weights))
        consonants, vowels = SOUNDS[code]
        self.words = list(dict.fromkeys("".join(rng.choice(consonants) + rng.choice(vowels) for _ in range(rng.randint(2, 5)))
                                        for _ in range(20_000)))
        self.sums = list(accumulate(1 / (rank + 8) for rank in range(len(self.words))))
        self.topics = [rng.sample(self.words[:6_000], 150) for _ in range(topics)]
        self.outlets = [f"{code}{number}.example" for number in range(60)]

    def filler(self, rng: random.Random, size: int) -> list[str]:
        """Common words and words of any topic, three to two."""
        return (rng.choices(self.common, cum_weights=self.common_sums, k=size * 3 // 5)
                + rng.choices(self.words, cum_weights=self.sums, k=size - size * 3 // 5))


class Press:
    """The source of it all."""

    def __init__(self, seed: int = 11) -> None:
        self.random = random.Random(seed)
        self.tongues = {code: Tongue(code, self.random) for code in LANGUAGES}
        self.places = [self.name() for _ in range(400)]
        self.made = 0

    def name(self) -> str:
        """Of a person or a place, the same in every language of the Latin alphabet."""
        consonants, vowels = LATIN
        return "".join(self.random.choice(consonants) + self.random.choice(vowels)
                       for _ in range(self.random.randint(2, 4))).capitalize() + self.random.choice("nrsl")

    def event(self, languages: list[str], begin: datetime, days: float) -> Event:
        """A new event."""
        rng, topic = self.random, self.random.randrange(40)
        words = {code: rng.sample(self.tongues[code].topics[topic], 8) + rng.choices(self.tongues[code].words[300:], k=22)
                 for code in languages}
        self.made += 1
        return Event(f"event{self.made}", begin, days, topic, [self.name() for _ in range(rng.randint(2, 5))] + rng.sample(self.places, 2),
                     [str(rng.randint(2, 9_000)) for _ in range(rng.randint(1, 3))], words)

    def report(self, event: Event, language: str, moment: datetime) -> Report:
        """One report: the news first, then what is around it."""
        rng, tongue = self.random, self.tongues[language]
        angle = rng.sample(event.words[language], 20)
        told = rng.sample(event.names, max(2, len(event.names) - 1)) + rng.sample(event.numbers, max(1, len(event.numbers) - 1))
        topic = tongue.topics[event.topic]
        parts: list[str] = []
        for size, own in ((40, 14), (50, 10), (rng.randint(20, 200), 10)):
            part = rng.choices(angle + told * 2, k=own) + rng.choices(topic, k=size // 8) + tongue.filler(rng, size)
            rng.shuffle(part)
            parts += part
        title = rng.sample(told, min(2, len(told))) + rng.sample(angle, 3) + rng.sample(topic, 1) + tongue.filler(rng, 3)
        rng.shuffle(title)
        return Report(title=" ".join(title), body=" ".join(parts), language=language, outlet=rng.choice(tongue.outlets),
                      moment=moment, event=event.name)

    def copies(self, first: Report, count: int) -> Iterator[Report]:
        """An agency's text at other outlets, some with another title or cut from the end."""
        rng, tongue = self.random, self.tongues[first.language]
        for outlet in rng.sample(tongue.outlets, count):
            title = first.title if rng.random() < 0.6 else " ".join(rng.sample(first.title.split(), 5) + tongue.filler(rng, 3))
            words = first.body.split()
            yield Report(title=title, body=" ".join(words[: rng.randint(len(words) // 2, len(words))]), language=first.language,
                         outlet=outlet, moment=first.moment + timedelta(minutes=rng.randint(1, 300)), event=first.event)


def articles(count: int, *, days: float = 10, seed: int = 11) -> list[Report]:
    """That many articles in order of time."""
    press = Press(seed)
    rng, found = press.random, list[Report]()
    codes, shares = list(LANGUAGES), list(LANGUAGES.values())
    whole = timedelta(days=days)
    while len(found) < count * SINGLES:
        code, begin = rng.choices(codes, shares)[0], START + whole * rng.random()
        found.append(press.report(press.event([code], begin, 0), code, begin))
    found += _issues(press, int(count * FORMATS), days, found)
    while len(found) < count:
        first, other = rng.choices(codes, shares)[0], rng.choice(codes)
        used = [first, other] if other != first and rng.random() < ABROAD / 0.75 else [first]
        event = press.event(used, START + whole * rng.random(), rng.choice((0.3, 1, 2, 3)))
        size = min(MOST, 2 + int(rng.paretovariate(1.1)))
        for number in range(size):
            moment = event.begin + timedelta(days=event.days * (number / size) ** 1.5)
            report = press.report(event, rng.choice(used), moment)
            found.append(report)
            if size >= 4 and rng.random() < 0.15:
                found += press.copies(report, rng.randint(1, 6))
    return sorted(rng.sample(found, count), key=lambda one: one.moment)


def _issues(press: Press, count: int, days: float, news: list[Report]) -> list[Report]:
    """Forecasts and tables of numbers, horoscopes, and briefings that quote the day's news: each issue an event of its own."""
    rng, found = press.random, list[Report]()
    for number in range(max(1, count // int(days))):
        tongue = press.tongues[code := rng.choice(list(press.tongues))]
        outlet, fixed = rng.choice(tongue.outlets), rng.sample(tongue.words[300:], 50)
        head, kind = " ".join(fixed[:3]).capitalize(), number % 4
        for day in range(int(days)):
            moment = START + timedelta(days=day, hours=5 + number % 3)
            date = f"{moment.day} {tongue.words[moment.month]}"
            body = list(fixed)
            if kind == 0:
                body += [str(rng.randint(1, 40)) for _ in range(25)] + [str(moment.day)]
            elif kind == 1:
                body += [f"{rng.choice(press.places)} {rng.randint(1, 4000)}" for _ in range(25)]
            elif kind == 2:
                body = fixed[:12] + tongue.filler(rng, 160)
            else:
                of_the_day = [one for one in rng.choices(news, k=60) if one.language == code][:5]
                body = fixed[:8] + [word for one in of_the_day for word in one.body.split()[:40]]
            title = head if kind == 3 and number % 8 == 3 else f"{head} {date}"
            found.append(Report(title=title, body=" ".join(body), language=code, outlet=outlet, moment=moment,
                                event=f"issue{number}-{day}"))
    return found


def real(folder: Path, *, days: float = 10, seed: int = 5) -> list[Report]:
    """Labelled texts of one's own: ``docs.jsonl`` with ``title``, ``text`` and ``cluster``; each story within two days, or
    all within an hour where there are no days.
    """
    rng, begun, found = random.Random(seed), dict[str, datetime](), list[Report]()
    for number, line in enumerate((folder / "docs.jsonl").read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        begin = begun.setdefault(row["cluster"], START + timedelta(days=max(0, days - 2) * rng.random()))
        found.append(Report(title=row.get("title") or "", body=row["text"], language=row.get("lang") or "",
                            outlet=row.get("source") or f"real{number}.example", moment=begin + timedelta(hours=(48 if days else 1) * rng.random()),
                            event=f"real {row['cluster']}"))
    return found


def _common(code: str) -> tuple[list[str], list[float]]:
    words, weights = list[str](), list[float]()
    lines = (resources.files("headwater.cluster") / "common_words.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        language, _, rest = line.partition(" ")
        if language == code:
            share, *some = rest.split()
            words += some
            weights += [float(share) ** 2] * len(some)
    return words, weights

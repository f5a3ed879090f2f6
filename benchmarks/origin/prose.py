"""Made-up news in four languages: events with their facts, and reports that tell the same facts in other words.

In: a seed. Out: the same events and sentences each time. Never: a word of anybody's text, or the name of a real outlet or person
(agencies' names are facts, and stand in credits only).
"""

from __future__ import annotations

import random
from dataclasses import dataclass

_SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve", "zo", "kri", "sta", "bren", "dol", "mar", "tin", "wes")
_ENDS = {"en": ("ing", "er", "ment", "age", ""), "de": ("ung", "er", "keit", "en", ""), "fr": ("ment", "age", "eur", "tion", ""), "es": ("ción", "dor", "aje", "eza", "")}
_PATTERNS = {
    "en": ("{N} said the {w} in {P} had cost {F} {w} since the {v} {w} was found", "Officials in {P} counted {F} {w} and called the {w} of {N} a {v}",
           "The {w} was closed after {N} had asked for a {v} {w}", "In {P} the {v} between {N} and the {w} went on until the {w} came",
           "“{Q}”, said {N}", "More than {F} {w} were brought to {P} by the {v}", "{N} has led the {w} for {w} years and knows every {v}",
           "Nobody at the {O} in {P} had seen such a {w} before, {N} added", "The {O} put the {w} at {F} {v} and the {w} at {G}"),
    "de": ("{N} sagte, der {w} in {P} habe {F} {w} gekostet, seit die {v} {w} gefunden wurde", "In {P} zählten Helfer {F} {w} und nannten den {w} von {N} einen {v}",
           "Der {w} blieb geschlossen, nachdem {N} um eine {v} {w} gebeten hatte", "„{Q}“, sagte {N}", "Mehr als {F} {w} kamen durch die {v} nach {P}",
           "Niemand beim {O} in {P} hatte je einen solchen {w} gesehen, so {N}", "Das {O} bezifferte den {w} auf {F} {v} und die {w} auf {G}"),
    "fr": ("{N} a dit que le {w} de {P} avait coûté {F} {w} depuis la {v} {w}", "À {P}, on a compté {F} {w} et le {w} de {N} est un {v}", "« {Q} », a dit {N}",
           "Le {w} est fermé depuis que {N} a demandé une {v} {w}", "Plus de {F} {w} sont venus à {P} par la {v}", "Le {O} chiffre le {w} à {F} {v} et la {w} à {G}"),
    "es": ("{N} dijo que el {w} de {P} había costado {F} {w} desde la {v} {w}", "En {P} se contaron {F} {w} y el {w} de {N} es un {v}", "«{Q}», dijo {N}",
           "El {w} está cerrado desde que {N} pidió una {v} {w}", "Más de {F} {w} llegaron a {P} por la {v}", "El {O} cifra el {w} en {F} {v} y la {w} en {G}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened: what every report on it can tell."""

    people: tuple[str, ...]
    places: tuple[str, ...]
    body: str  # an authority
    figures: tuple[str, ...]
    shares: tuple[str, ...]
    quotes: tuple[str, ...]
    words: dict[str, tuple[str, ...]]  # language -> the event's own words


class Writer:
    """Writes events and reports."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def word(self, end: str = "") -> str:
        """A made-up word."""
        return "".join(self.random.choices(_SYLLABLES, k=self.random.randint(2, 4))) + end

    def name(self) -> str:
        """A made-up name."""
        return f"{self.word().capitalize()} {self.word().capitalize()}"

    def event(self) -> Event:
        """Something new."""
        pick = self.random
        return Event(
            people=tuple(self.name() for _ in range(3)), places=tuple(self.word().capitalize() for _ in range(2)),
            body=f"{self.word().capitalize()} {self.word().capitalize()}", figures=tuple(str(pick.randint(1_000, 1_890)) for _ in range(3)),
            shares=tuple(f"{pick.randint(2, 98)}.{pick.randint(1, 9)}" for _ in range(2)),
            quotes=tuple(" ".join(self.word() for _ in range(pick.randint(7, 12))) for _ in range(3)),
            words={language: tuple(self.word(pick.choice(ends)) for _ in range(26)) for language, ends in _ENDS.items()},
        )

    def title(self, event: Event, language: str) -> str:
        """A headline."""
        own = self.random.sample(event.words[language], 3)
        return f"{self.random.choice(event.people)}: {own[0]} {own[1]} {event.places[0]} {own[2]}"

    def sentence(self, event: Event, language: str) -> str:
        """A sentence on it, in words that no other one has."""
        pick, out = self.random, self.random.choice(_PATTERNS[language])
        while "{" in out:
            for slot, value in (("{N}", pick.choice(event.people)), ("{P}", pick.choice(event.places)), ("{O}", event.body), ("{F}", pick.choice(event.figures)),
                                ("{G}", pick.choice(event.shares)), ("{Q}", pick.choice(event.quotes)), ("{w}", pick.choice(event.words[language])),
                                ("{v}", self.word(pick.choice(_ENDS[language])))):
                out = out.replace(slot, value, 1)
        return out + "."

    def report(self, event: Event, language: str, *, paragraphs: int = 6) -> list[str]:
        """The paragraphs of a report."""
        return [" ".join(self.sentence(event, language) for _ in range(self.random.randint(2, 3))) for _ in range(paragraphs)]

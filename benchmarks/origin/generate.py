"""The synthetic set: outlets, agencies and their reports as pages, and the truth of who has it from whom.

In: a seed and a number of events. Out: :class:`Made` documents with their labels, in the format that README.md describes. Never: a
label that a reader of the pages could not come to: where they do not tell, the case is marked as undecidable.
"""

from __future__ import annotations

import html
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from benchmarks.origin.prose import Event, Writer

START = datetime(2026, 10, 30, 20, tzinfo=UTC)  # 40 hours before the measurement's "now": nothing comes from the future
AGENCIES = {"en": ("AFP", "Associated Press"), "de": ("dpa", "APA"), "fr": ("AFP", "Belga"), "es": ("EFE", "Europa Press")}
_LANGUAGES = ("en", "en", "en", "de", "de", "fr", "es")
_FIRST = {  # sentences that name another outlet, with its link; {A} is the anchor
    "en": ("The {w} was first reported by {A}.", "{A} first reported the {w}.", "According to {A}, the {w} came as a {w}.", "“{Q}”, {N} told {A}.", "The news was reported earlier by {A}."),
    "de": ("Zuerst berichtete {A} über den {w}.", "Das berichtet {A}.", "„{Q}“, sagte {N} gegenüber {A}.", "Wie {A} berichtet, kam der {w} als {w}."),
    "fr": ("Selon {A}, le {w} est un {w}.", "C'est {A} qui a révélé le {w}.", "L'information a été rapportée par {A}."),
    "es": ("Según {A}, el {w} es un {w}.", "Según informó {A}, el {w} sigue cerrado.", "Lo reveló {A} en su edición digital."),
}
_STUDY = {
    "en": ("The {w} is described in a {A} in a journal.", "study"), "de": ("Das zeigt eine {A}, die jetzt veröffentlicht wurde.", "Studie"),
    "fr": ("C'est ce que montre une {A} publiée aujourd'hui.", "étude"), "es": ("Así lo muestra un {A} publicado ahora.", "estudio"),
}
_STATEMENT = {
    "en": ("The ministry announced the {w} in a {A}.", "statement"), "de": ("Das teilte das Ministerium in einer {A} mit.", "Pressemitteilung"),
    "fr": ("Le ministère l'a annoncé dans un {A}.", "communiqué"), "es": ("El ministerio lo anunció en un {A}.", "comunicado"),
}
_LONG_AGO = {
    "en": "Two years ago {A} wrote about another {v} in {P}.", "de": "Vor zwei Jahren schrieb {A} über einen anderen {v} in {P}.",
    "fr": "Il y a deux ans, {A} parlait d'un autre {v} à {P}.", "es": "Hace dos años {A} escribió sobre otro {v} en {P}.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    name: str
    host: str
    language: str
    is_agency: bool = False
    listed: bool = True  # its feed is polled; otherwise its pages are found by following links alone

    @property
    def home(self) -> str:
        return f"https://{self.host}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One page and its label."""

    id: str
    case: str
    outlet: Outlet
    url: str
    title: str
    published: datetime | None
    paragraphs: tuple[str, ...] = ()  # HTML, since links stand in them
    byline: str = ""
    note: str = ""
    there: bool = True  # False: the page is gone
    labelled: bool = True
    decidable: bool = True
    source: tuple[tuple[str, str], ...] = ()  # (name, address) of acceptable sources, the best first; none: its own

    def page(self) -> bytes:
        """The page as its outlet serves it."""
        when = self.published.isoformat() if self.published else ""
        data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": self.title, "publisher": {"@type": "Organization", "name": self.outlet.name}}
        if when:
            data["datePublished"] = when
        lines = "".join(f"<p>{one}</p>" for one in self.paragraphs)
        byline = f'<p class="byline">{html.escape(self.byline)}</p>' if self.byline else ""
        note = f'<p class="note">{self.note}</p>' if self.note else ""
        return (f'<!DOCTYPE html><html lang="{self.outlet.language}"><head><meta charset="utf-8"><title>{html.escape(self.title)}</title>'
                f'<meta property="og:site_name" content="{self.outlet.name}"><link rel="canonical" href="{self.url}">'
                f'<script type="application/ld+json">{json.dumps(data)}</script></head><body><article><h1>{html.escape(self.title)}</h1>{byline}{lines}{note}'
                "</article></body></html>").encode()

    def line(self) -> dict:
        """The document as a line of ``docs.jsonl``."""
        return {"id": self.id, "url": self.url, "outlet": self.outlet.name, "home_url": self.outlet.home, "agency": self.outlet.is_agency, "listed": self.outlet.listed,
                "language": self.outlet.language, "published": self.published.isoformat() if self.published else None, "there": self.there,
                "html": self.page().decode() if self.there else ""}

    def label(self) -> dict:
        """The truth as a line of ``labels.jsonl``."""
        return {"id": self.id, "url": self.url, "case": self.case, "decidable": self.decidable, "source": [{"name": name, "url": url} for name, url in self.source]}


@dataclass
class World:
    """Makes the set, event by event."""

    seed: int = 1
    outlets: dict[str, list[Outlet]] = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.writer = Writer(self.seed)
        self.random, self.clock = self.writer.random, START
        for language in ("en", "de", "fr", "es"):
            self.outlets[language] = [self._outlet(language, listed=number % 5 != 4) for number in range(20)]
        self.agencies = {name: Outlet(name=name, host=f"{name.lower().replace(' ', '')}-wire{language}.example", language=language, is_agency=True)
                         for language, names in AGENCIES.items() for name in names[:1]}

    def _outlet(self, language: str, *, listed: bool) -> Outlet:
        name = f"{self.writer.word().capitalize()} {self.random.choice(['Post', 'Courier', 'Herald', 'Observer', 'Zeitung', 'Gazette'])}"
        return Outlet(name=name, host=f"{name.lower().replace(' ', '')}.example", language=language, listed=listed)

    def pick(self, language: str, number: int, *, listed: bool | None = None) -> list[Outlet]:
        """Different outlets of a language."""
        some = [one for one in self.outlets[language] if listed is None or one.listed is listed]
        return self.random.sample(some, number)

    def begin(self) -> tuple[Event, str]:
        """A new event, some minutes after the one before."""
        self.clock += timedelta(minutes=self.random.randint(1, 6))
        return self.writer.event(), self.random.choice(_LANGUAGES)

    def write(self, event: Event, outlet: Outlet, case: str, *, after: float = 0.0, said: str = "", at: int = 0, **more: object) -> Made:
        """A report of its own words; ``said`` is put in front of a paragraph, ``after`` are minutes since the event."""
        paragraphs = list(more.pop("paragraphs", ())) or self.writer.report(event, outlet.language)  # pyright: ignore[reportArgumentType, reportCallIssue]
        if said:
            paragraphs[at] = f"{said} {paragraphs[at]}" if at else f"{paragraphs[at]} {said}"
        number = len(self.made)
        url = f"{outlet.home}news/{7_100_000 + number}/{'-'.join(self.writer.word() for _ in range(4))}"
        made = Made(id=f"d{number:05}", case=case, outlet=outlet, url=url, title=self.writer.title(event, outlet.language),
                    published=self.clock + timedelta(minutes=after), paragraphs=tuple(map(str, paragraphs)), **more)  # pyright: ignore[reportArgumentType]
        self.made.append(made)
        return made

    def change(self, made: Made, **more: object) -> Made:
        """Write a page anew, as where two lead to each other."""
        changed = replace(made, **more)  # pyright: ignore[reportArgumentType]
        self.made[self.made.index(made)] = changed
        return changed

    def says(self, event: Event, language: str, address: str | None, name: str) -> str:
        """A sentence that has the news from somebody, with a link where there is an address."""
        line = self.random.choice(_FIRST[language])
        line = line.replace("{Q}", self.random.choice(event.quotes)).replace("{N}", event.people[0])
        while "{w}" in line:
            line = line.replace("{w}", self.random.choice(event.words[language]), 1)
        return line.replace("{A}", f'<a href="{address}">{name}</a>' if address else name)

    def links(self, event: Event, language: str, form: tuple[str, str], address: str) -> str:
        """A sentence that links a document."""
        line = form[0].replace("{w}", self.random.choice(event.words[language]))
        return line.replace("{A}", f'<a href="{address}">{form[1]}</a>')

    def long_ago(self, event: Event, language: str, address: str, name: str) -> str:
        """A sentence on something older, with a link: background."""
        line = _LONG_AGO[language].replace("{v}", self.writer.word()).replace("{P}", event.places[0])
        return line.replace("{A}", f'<a href="{address}">{name}</a>')

    def document(self, kind: str) -> str:
        """The address of a document."""
        number = self.random.randint(100_000, 999_999)
        return f"https://doi.org/10.5555/{self.writer.word()}.{number}" if kind == "study" else f"https://ministry.gov/press-releases/{number}/{self.writer.word()}"


def study(form: str, language: str) -> tuple[str, str]:
    """The sentence and the anchor that lead to a document."""
    return (_STUDY if form == "study" else _STATEMENT)[language]

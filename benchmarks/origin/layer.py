"""A layer of citations and agency copy over a made-up web that has none: who says that they have it from whom, and the truth of it.

In: the articles of that web, with the event that each is on. Out: an :class:`Edit` for each page that says something, the agencies'
own pages, and labels as README.md describes them. Never: a look at what a tracer does, or a label that the pages do not tell.
"""

from __future__ import annotations

import html
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

AGENCIES = {"AFP": "http://wire-one.example/", "Associated Press": "http://wire-two.example/", "Reuters": ""}  # "": it has no pages here
_SAYS = {  # how a report says that it has its news from {A}
    "en": ("The news was first reported by {A}.", "{A} first reported the plan.", "According to {A}, the decision was made during the night.", "The plan was reported earlier by {A}."),
    "de": ("Zuerst hatte {A} darüber berichtet.", "Wie {A} berichtet, fiel die Entscheidung in der Nacht.", "Das berichtet {A}."),
    "fr": ("L'information a été révélée par {A}.", "Selon {A}, la décision a été prise dans la nuit."),
    "es": ("La noticia fue adelantada por {A}.", "Según informó {A}, la decisión se tomó por la noche."),
    "ru": ("Первым об этом сообщило издание {A}.", "Как сообщает {A}, решение было принято ночью."),
    "zh": ("{A}最先报道了这一消息。", "据{A}报道，决定是在夜间作出的。"),
    "ar": ("وكانت {A} أول من نشر الخبر.", "وبحسب ما ذكرت {A} فإن القرار اتخذ ليلا."),
}
_CASES = (  # what a later report on an event says, and how often
    ("own", 24), ("cites with a link", 26), ("names without a link", 10), ("second-hand", 12), ("cites through a redirector", 6),
    ("links a page that is gone", 6), ("links the wrong page", 6), ("cites what came later", 5), ("circle", 5),
)
_UNLISTED = 5  # of every so many outlets one has no feed that is polled: its pages are known by links alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article of the web below."""

    url: str
    outlet: str
    language: str
    event: str
    paragraphs: tuple[str, ...]
    published: datetime
    title: str = ""
    is_wire: bool = False  # the same text at several outlets


@dataclass(slots=True)
class Edit:
    """What a page says besides."""

    said: list[tuple[int, str]] = field(default_factory=list)  # (paragraph, HTML put behind it)
    dateline: str = ""
    note: str = ""  # a paragraph behind the last one


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """An agency's own page."""

    agency: str
    url: str
    title: str
    published: datetime
    paragraphs: tuple[str, ...]  # HTML

    def page(self) -> bytes:
        lines = "".join(f"<p>{one}</p>" for one in self.paragraphs)
        return (f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(self.title)}</title><meta property="og:site_name" content="{self.agency}">'
                f'<meta property="article:published_time" content="{self.published.isoformat()}"><meta property="og:type" content="article"></head>'
                f'<body><article><h1>{html.escape(self.title)}</h1>{lines}</article></body></html>').encode()


@dataclass
class Layer:
    """The edits, the agencies' pages and the labels for a web."""

    items: Sequence[Item]
    seed: int = 1
    edits: dict[str, Edit] = field(default_factory=dict)
    wires: list[Wire] = field(default_factory=list)
    labels: list[dict] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        outlets = sorted({one.outlet for one in self.items})
        self.unlisted = {name for number, name in enumerate(outlets) if number % _UNLISTED == _UNLISTED - 1}
        of: dict[str, list[Item]] = defaultdict(list)
        for one in sorted(self.items, key=lambda one: (one.published, one.url)):
            of[one.event].append(one)
        for group in of.values():
            first = self._reports([one for one in group if not one.is_wire])
            self._carriers([one for one in group if one.is_wire], first)

    def _reports(self, group: list[Item]) -> Item | None:
        """Reports in their own words: the first has it, later ones say so or do not; gives the first."""
        if not group:
            return None
        first, *later = group
        circle = None
        cited: list[Item] = []
        for one in later:
            case = self.random.choices([name for name, _ in _CASES], [share for _, share in _CASES])[0]
            if one.outlet == first.outlet or one.published - first.published < timedelta(minutes=5):
                case = "own"
            if case == "circle" and (circle or first.outlet in self.unlisted):
                case = "cites with a link"
            source = self._say(case, one, first, cited, later)
            if case == "cites with a link" and source:
                cited.append(one)
            circle = one if case == "circle" else circle
        self._label("circle: the first" if circle else "own, the first of its event", first)
        if circle:
            self._edit(first).said.append((self._place(first), self._sentence(first, self._link(circle.url, circle.outlet))))
        return first

    def _say(self, case: str, one: Item, first: Item, cited: list[Item], later: list[Item]) -> list[tuple[str, str]]:
        """Write what one report says, and its label; gives its sources."""
        source, address, name = [(first.outlet, first.url)], first.url, first.outlet
        middle = [other for other in cited if other.outlet not in (one.outlet, first.outlet) and other.published < one.published - timedelta(minutes=5)]
        after = [other for other in later if other.published > one.published + timedelta(hours=5) and other.outlet != one.outlet]
        strangers = [other for other in self.items if other.outlet == first.outlet and other.event != one.event and not other.is_wire]
        decidable = case not in ("links a page that is gone", "links the wrong page", "cites what came later")
        if (case == "own" or (case == "second-hand" and not middle) or (case == "cites what came later" and not after)
                or (case == "links the wrong page" and not strangers)):
            return self._label("own", one)
        if case == "second-hand":
            address, name = (hand := self.random.choice(middle)).url, hand.outlet
            source.append((name, address))
        elif case == "cites through a redirector":
            address = f"https://www.google.com/url?q={quote(first.url, safe='')}"
        elif case == "links a page that is gone":
            address, source = first.url.rsplit("-", 1)[0] + "-99999999.html", []
        elif case == "links the wrong page":
            address, source = self.random.choice(strangers).url, []
        elif case == "cites what came later":
            address, name, source = (other := self.random.choice(after)).url, other.outlet, []
        anchor = html.escape(name) if case == "names without a link" else self._link(address, name)
        self._edit(one).said.append((self._place(one), self._sentence(one, anchor)))
        return self._label(case, one, source, decidable=decidable)

    def _carriers(self, group: list[Item], first: Item | None) -> None:
        """An agency's text: its own page, where it has pages, and those who carry it, with or without a credit."""
        if not group:
            return
        agency = self.random.choice(list(AGENCIES))
        home, before = AGENCIES[agency], group[0].published - timedelta(minutes=4)
        paragraphs = [html.escape(one) for one in group[0].paragraphs]
        at = self._place(group[0])
        behind: list[tuple[str, str]] = []
        said = ""
        url = f"{home}news/{len(self.wires) + 4100}/{'-'.join(group[0].title.lower().split()[:4])}" if home else ""
        if home:
            if first and first.published < before - timedelta(minutes=5) and self.random.random() < 0.5:
                said = self._sentence(group[0], self._link(first.url, first.outlet))
                paragraphs[at] += " " + said
                behind = [(first.outlet, first.url)]
            self.wires.append(Wire(agency=agency, url=url, title=group[0].title, published=before, paragraphs=tuple(paragraphs)))
            self.labels.append(label("agency: cites an outlet" if behind else "agency: its own", url, behind))
        for one in group:
            edit, how = self._edit(one), self.random.choice(("dateline", "bracket", "label", "copyright", "none"))
            edit.dateline = f"{one.title.split()[0].upper().strip(':')} ({agency}) — " if how == "dateline" else ""
            edit.note = {"bracket": f"({agency})", "label": f"Source: {agency}", "copyright": f"© {one.published.year} {agency}"}.get(how, "")
            if behind:
                edit.said.append((at, said))
            case = "agency copy" if how != "none" else "uncredited copy"
            if home:
                self._label(f"{case} of what cites" if behind else case, one, [*behind, (agency, url)], decidable=how != "none" or bool(behind))
            else:
                self._label(f"{case}, no page of it", one, [(agency, "")], decidable=how != "none")

    def _label(self, case: str, one: Item, source: Iterable[tuple[str, str]] = (), *, decidable: bool = True) -> list[tuple[str, str]]:
        source = list(source)
        if one.outlet not in self.unlisted:
            self.labels.append(label(case, one.url, source, decidable=decidable))
        return source

    def _edit(self, one: Item) -> Edit:
        return self.edits.setdefault(one.url, Edit())

    def _place(self, one: Item) -> int:
        """One of the first paragraphs, but none that begins like an earlier one: a web made of few sentences has such, which readers of pages take for printed twice."""
        return self.random.choice([at for at, paragraph in enumerate(one.paragraphs[:4]) if paragraph[:60] not in "\n".join(one.paragraphs[:at])])

    def _sentence(self, one: Item, anchor: str) -> str:
        return self.random.choice(_SAYS[one.language]).format(A=anchor)

    @staticmethod
    def _link(url: str, name: str) -> str:
        return f'<a href="{html.escape(url)}">{html.escape(name)}</a>'


def label(case: str, url: str, source: Iterable[tuple[str, str]], *, decidable: bool = True) -> dict:
    """A label as a line of ``labels.jsonl``; the address is the page's identifier."""
    return {"id": url, "url": url, "case": case, "decidable": decidable, "source": [{"name": name, "url": address} for name, address in source]}


def applied(page: str, item: Item, edit: Edit) -> str:
    """A page with what it says besides; a paragraph that is not there as told is an error."""
    for at, said in edit.said:
        page = _behind(page, item.paragraphs[at], " " + said)
    if edit.note:
        page = page.replace(mark := f"<p>{html.escape(item.paragraphs[-1])}", f"{mark}</p><p>{html.escape(edit.note)}", 1)
    if edit.dateline:
        page = page.replace(mark := f"<p>{html.escape(item.paragraphs[0])}", f"<p>{html.escape(edit.dateline)}{mark[3:]}", 1)
    return page


def _behind(page: str, paragraph: str, more: str) -> str:
    mark = f"<p>{html.escape(paragraph)}"
    if mark not in page:
        raise ValueError(f"the page has no such paragraph: {paragraph[:60]}")
    return page.replace(mark, mark + more, 1)


def items(lines: Iterable[dict], names: dict[str, str]) -> list[Item]:
    """The articles of a web by lines of ``url, title, text, event, wire, lang, published`` (seconds); ``names``: host -> outlet."""
    found = {}
    for one in lines:
        if one.get("private") or one["lang"] not in _SAYS:
            continue
        found[one["url"]] = Item(url=one["url"], outlet=names[urlsplit(one["url"]).netloc], language=one["lang"], event=str(one["event"]), title=one["title"],
                                 paragraphs=tuple(one["text"].split("\n")), published=datetime.fromtimestamp(one["published"], UTC), is_wire=bool(one["wire"]))
    return list(found.values())

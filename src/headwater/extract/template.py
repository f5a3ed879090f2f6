"""What an outlet repeats on its pages, learnt page by page and forgotten as its pages change.

In: lessons of pages of one host. Out: what is known of a line, of a place in the tree, of the element that holds the
text. Never: a text (hashes alone), more than :data:`MOST_BYTES`, or a page that teaches twice.

That what recurs over a site's pages is template and not content is the principle of Bar-Yossef and Rajagopalan
("Template detection via data mining and its applications", WWW 2002) and of Yi, Liu and Li's site style trees
("Eliminating noisy information in web pages for data mining", KDD 2003): there a node is noise the less its contents and
styles differ between pages. Here the node is a short path of tags and classes, and in place of a tree of the whole site
stand registers of the last 32 pages, one bit a page, so that memory is bounded and a redesign is forgotten by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from headwater import model

VERSION = 1  # of what is stored; another one is not read
MOST_BYTES = 32_000  # of JSON
WINDOW = 32  # pages that are remembered
MOST_LINES = 420
MOST_PLACES = 160
MOST_CONTAINERS = 12
MOST_NAMES = 24  # ends of titles
MOST_PICTURES = 80
_ALL = (1 << WINDOW) - 1
_COUNTED = 16  # pages of which it is known how many lines of a place stood nowhere else
_MOST_AUTHORS = 3  # remembered of a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A text on a page: what it says, where it stands and what became of it. All numbers are hashes."""

    line: int
    place: int
    role: str  # "body", "lead", "byline", "dropped", "outside"
    told: bool = False  # its line is worth remembering: it does not stand amid the prose of its article


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What one page teaches."""

    address: int
    sketch: tuple[int, ...] = ()  # of the article's own prose: the smallest hashes of its lines
    author: int = 0  # of all authors; 0: the page names none
    container: int = 0  # the place of the element that holds the text
    spots: tuple[Spot, ...] = ()
    name: int = 0  # the last part of its title
    pictures: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a page gave, and what it teaches of its outlet's other pages."""

    found: model.Article | model.NotArticle
    lesson: Lesson | None = None  # None: it is no article


@dataclass(slots=True)
class Register:
    """On which of the last pages something was; the lowest bit is the page ``last``."""

    last: int
    bits: int = 1

    def at(self, page: int) -> int:
        """The bits as seen from a page."""
        return (self.bits << min(page - self.last, WINDOW)) & _ALL if page >= self.last else self.bits

    def mark(self, page: int) -> None:
        """It is on this page, too."""
        self.bits, self.last = self.at(page) | 1, page


@dataclass(slots=True)
class Line:
    """A text at its place."""

    seen: Register
    authors: tuple[int, ...] = ()  # of the pages, at most three; 0: a page that names none


@dataclass(slots=True)
class Place:
    """A path in the tree."""

    seen: Register
    fresh: int = 0  # four bits a page: how many of its lines there stood on no other page
    roles: dict[str, Register] = field(default_factory=dict)

    def counted(self, page: int) -> int:
        """``fresh`` as seen from a page."""
        return (self.fresh << min(4 * (page - self.seen.last), 4 * _COUNTED)) & ((1 << 4 * _COUNTED) - 1)


@dataclass(slots=True, kw_only=True)
class Template:
    """What is known of a host's pages; not to be changed but by :func:`learn`."""

    pages: int = 0  # that taught, ever
    recent: list[tuple[int, ...]] = field(default_factory=list)  # addresses with sketches
    authors: list[int] = field(default_factory=list)  # of the same pages
    lines: dict[int, Line] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)
    containers: dict[int, Register] = field(default_factory=dict)
    names: dict[int, Register] = field(default_factory=dict)
    pictures: dict[int, Register] = field(default_factory=dict)

    def has(self, address: int) -> bool:
        """Whether the page at this address is one of those that taught."""
        return any(one[0] == address for one in self.recent)


def learn(template: Template, lesson: Lesson) -> Template:
    """The template after one more page; the same one if that page has taught already, or is a copy of one that has."""
    if not lesson.spots or template.has(lesson.address) or _is_copy(template, lesson):
        return template
    page = template.pages + 1
    made = _copied(template)
    made.pages = page
    made.recent = [*made.recent, (lesson.address, *lesson.sketch)][-WINDOW:]
    made.authors = [*made.authors, lesson.author][-WINDOW:]
    for spot in lesson.spots:
        _place(made, spot, page)
    lines = {(spot.line, spot.place): spot for spot in lesson.spots}.values()
    for spot in lines:
        _line(made, spot, lesson.author, page)
    _mark(made.containers, lesson.container, page)
    _mark(made.names, lesson.name, page)
    for one in set(lesson.pictures):
        _mark(made.pictures, one, page)
    _age(made)
    return made


def wants(template: Template, lesson: Lesson) -> bool:
    """Whether a page's lesson is worth a write: once the window is full, of each fourth page, and of all whose text stands elsewhere."""
    return template.pages < WINDOW or lesson.address % 4 == 0 or lesson.container not in View(template, lesson.address).usual()


def _copied(template: Template) -> Template:
    return Template(
        pages=template.pages, recent=template.recent, authors=template.authors,
        lines={key: Line(_again(one.seen), one.authors) for key, one in template.lines.items()},
        places={key: Place(_again(one.seen), one.fresh, {name: _again(had) for name, had in one.roles.items()})
                for key, one in template.places.items()},
        containers={key: _again(one) for key, one in template.containers.items()},
        names={key: _again(one) for key, one in template.names.items()},
        pictures={key: _again(one) for key, one in template.pictures.items()},
    )


def _again(register: Register) -> Register:
    return Register(register.last, register.bits)


def _is_copy(template: Template, lesson: Lesson) -> bool:
    """Whether an article's own prose stood on a page before: at another address, or as it was before a correction."""
    own = set(lesson.sketch)
    return bool(own) and any(2 * len(own & set(one[1:])) >= len(own) + (len(own) > 1) for one in template.recent)


def _place(made: Template, spot: Spot, page: int) -> None:
    known = made.places.get(spot.place)
    if known is None:
        known = made.places[spot.place] = Place(seen=Register(page, 0))
    known.fresh = known.counted(page)
    known.seen.mark(page)
    if spot.role in known.roles:
        known.roles[spot.role].mark(page)
    else:
        known.roles[spot.role] = Register(page)


def _line(made: Template, spot: Spot, author: int, page: int) -> None:
    """Remember a line; one that comes a second time is no longer counted as its place's own."""
    key, place = _key(spot.line, spot.place), made.places[spot.place]
    known = made.lines.get(key)
    if known is None or not known.seen.at(page):
        if spot.role in ("body", "lead"):
            _count(place, 0, 1)
        if spot.told:
            made.lines[key] = Line(seen=Register(page), authors=(author,))
        return
    if known.seen.last != page and known.seen.bits.bit_count() == 1 and spot.role in ("body", "lead"):
        _count(place, page - known.seen.last, -1)
    known.seen.mark(page)
    known.authors = tuple(dict.fromkeys((*known.authors, author)))[:_MOST_AUTHORS]


def _key(line: int, place: int) -> int:
    """Of a line at its place: what says the same elsewhere is another."""
    return (line * 2654435761 + place) & 0xFFFFFFFF  # Knuth's multiplier


def _count(place: Place, ago: int, by: int) -> None:
    if ago < _COUNTED:
        now = place.fresh >> 4 * ago & 15
        place.fresh += (min(15, max(0, now + by)) - now) << 4 * ago


def _mark(registers: dict[int, Register], key: int, page: int) -> None:
    if key and key in registers:
        registers[key].mark(page)
    elif key:
        registers[key] = Register(page)


def _age(made: Template) -> None:
    """Forget what was on none of the last pages, then what was on the fewest and longest ago."""
    made.lines = _kept(made.lines, MOST_LINES, lambda one: one.seen, made.pages)
    made.places = _kept(made.places, MOST_PLACES, lambda one: one.seen, made.pages)
    made.containers = _kept(made.containers, MOST_CONTAINERS, lambda one: one, made.pages)
    made.names = _kept(made.names, MOST_NAMES, lambda one: one, made.pages)
    made.pictures = _kept(made.pictures, MOST_PICTURES, lambda one: one, made.pages)


def _kept(known: dict[int, Any], most: int, register: Any, page: int) -> dict[int, Any]:
    alive = {key: one for key, one in known.items() if register(one).at(page)}
    if len(alive) <= most:
        return alive
    worth = sorted(alive, key=lambda key: (min(register(alive[key]).bits.bit_count(), 3), register(alive[key]).last, key))
    return {key: alive[key] for key in sorted(worth[-most:])}


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """On how many of how many pages."""

    seen: int
    of: int

    @property
    def share(self) -> float:
        return self.seen / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class View:
    """A template as a page asks it that is read now: the page itself counts as one on which its lines stand."""

    template: Template
    address: int

    @property
    def page(self) -> int:
        """The number of the page that asks."""
        return self.template.pages + (not self.template.has(self.address))

    def line(self, line: int, place: int) -> Count:
        """How many pages have a line at a place, of those since the place was first seen."""
        known, spot = self.template.lines.get(_key(line, place)), self.template.places.get(place)
        if known is None or spot is None:
            return Count(seen=0, of=1)
        own = 1 if self.page > self.template.pages else 0
        return Count(seen=(known.seen.at(self.page) | own).bit_count(), of=spot.seen.at(self.page).bit_length())

    def authors(self, line: int, place: int) -> tuple[set[int], set[int]]:
        """Whose pages have a line, and whose pages there are; pages that name nobody are left out."""
        known = self.template.lines.get(_key(line, place))
        return set(known.authors) - {0} if known else set(), set(self.template.authors) - {0}

    def is_own(self, place: int) -> bool:
        """Whether a place hardly ever holds a text in the article that stands on no other page, and not on the last ones."""
        known = self.template.places.get(place)
        if known is None:
            return False
        counted, seen, roles = known.counted(self.page), known.seen.at(self.page), known.roles
        body = roles["body"].at(self.page) if "body" in roles else 0
        pages = [counted >> 4 * ago & 15 for ago in range(_COUNTED) if (seen & body) >> ago & 1]
        return len(pages) >= 2 and not any(pages[:2]) and sum(1 for one in pages if one) <= len(pages) // 7

    def role(self, place: int, role: str) -> Count:
        """On how many of the last pages that have a place it had a role."""
        known = self.template.places.get(place)
        if known is None:
            return Count(seen=0, of=0)
        seen = known.seen.at(self.page)
        had = known.roles[role].at(self.page) & seen if role in known.roles else 0
        newest = [ago for ago in range(WINDOW) if seen >> ago & 1][:8]
        return Count(seen=sum(had >> ago & 1 for ago in newest), of=len(newest))

    def usual(self) -> tuple[int, ...]:
        """Where the text stood on most of the last eight pages, the most usual first; empty before there are three."""
        if self.template.pages < 3:
            return ()
        pages = min(self.template.pages, 8)
        counts = {key: (one.at(self.template.pages) & 255).bit_count() for key, one in self.template.containers.items()}
        return tuple(sorted((key for key, count in counts.items() if count >= 3 and 2 * count > pages), key=lambda key: (-counts[key], key)))

    def name(self, name: int) -> Count:
        """How many pages' titles end so."""
        return self._of(self.template.names, name)

    def picture(self, picture: int) -> Count:
        """How many pages have a picture."""
        return self._of(self.template.pictures, picture)

    def _of(self, registers: dict[int, Register], key: int) -> Count:
        own = 1 if self.page > self.template.pages else 0
        known = registers.get(key)
        return Count(seen=(known.at(self.page) | own).bit_count() if known else 0, of=min(self.page, WINDOW))


def dumps(template: Template, *, most: int | None = MOST_BYTES) -> str:
    """The template as JSON of at most ``most`` bytes: the lines on the fewest pages go first."""
    lines = template.lines
    while True:
        tree = {
            "version": VERSION, "pages": template.pages, "recent": template.recent, "authors": template.authors,
            "lines": [[key, one.seen.last, one.seen.bits, *one.authors] for key, one in lines.items()],
            "places": [[key, one.seen.last, one.seen.bits, one.fresh, {name: [had.last, had.bits] for name, had in one.roles.items()}]
                       for key, one in template.places.items()],
            **{name: [[key, one.last, one.bits] for key, one in registers.items()]
               for name, registers in (("containers", template.containers), ("names", template.names), ("pictures", template.pictures))},
        }
        text = json.dumps(tree, separators=(",", ":"))
        if most is None or len(text) <= most or not lines:
            return text
        lines = _kept(lines, len(lines) * 3 // 4, lambda one: one.seen, template.pages)


def loads(text: str) -> Template:
    """The template of what :func:`dumps` gave; an empty one where that is of another version or no template."""
    try:
        tree = json.loads(text)
        if not isinstance(tree, dict) or tree.get("version") != VERSION:
            return Template()
        return Template(
            pages=tree["pages"], recent=[tuple(one) for one in tree["recent"]], authors=tree["authors"],
            lines={key: Line(Register(last, bits), tuple(authors)) for key, last, bits, *authors in tree["lines"]},
            places={key: Place(Register(last, bits), fresh, {name: Register(*had) for name, had in roles.items()})
                    for key, last, bits, fresh, roles in tree["places"]},
            **{name: _registers(tree[name]) for name in ("containers", "names", "pictures")},
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Template()


def _registers(rows: Iterable[Any]) -> dict[int, Register]:
    return {key: Register(last, bits) for key, last, bits in rows}

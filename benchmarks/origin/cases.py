"""The cases of the synthetic set: each writes the reports on one event, with the truth of where their news comes from.

In: a :class:`World`. Out: its documents. Never: a case whose label depends on what a tracer does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from benchmarks.origin.generate import AGENCIES, Made, Outlet, World, study


def _of(made: Made) -> tuple[tuple[str, str], ...]:
    return ((made.outlet.name, made.url),)


def own(world: World) -> None:
    """Two reports that rest on nobody; one links older news as background."""
    event, language = world.begin()
    first, second = world.pick(language, 2)
    older = world.write(world.writer.event(), second, "older news", after=-60 * 24 * 40, labelled=False)
    world.write(event, first, "own")
    world.write(event, second, "own", after=20)
    world.write(event, world.pick(language, 1)[0], "own, with background", after=30, said=world.long_ago(event, language, older.url, second.name), at=4)


def scoop(world: World) -> None:
    """One outlet has it first; others say so with a link."""
    event, language = world.begin()
    first, *others = world.pick(language, 4, listed=True)
    source = world.write(event, first, "own, cited by others")
    for number, outlet in enumerate(others):
        world.write(event, outlet, "cites with a link", after=25 + 20 * number, said=world.says(event, language, source.url, first.name), at=number % 3, source=_of(source))


def scoop_elsewhere(world: World) -> None:
    """The outlet that had it first is none of ours: its page is known only by the link."""
    event, language = world.begin()
    first, = world.pick(language, 1, listed=False)
    source = world.write(event, first, "own, cited by others", labelled=False)
    for number, outlet in enumerate(world.pick(language, 2, listed=True)):
        world.write(event, outlet, "cites a page that is not ours", after=25 + 20 * number, said=world.says(event, language, source.url, first.name), at=number, source=_of(source))


def named(world: World) -> None:
    """An outlet is named without a link."""
    event, language = world.begin()
    first, second = world.pick(language, 2, listed=True)
    source = world.write(event, first, "own, cited by others")
    world.write(event, second, "names without a link", after=40, said=world.says(event, language, None, first.name), source=_of(source))


def second_hand(world: World) -> None:
    """C has it from A, which has it from B."""
    event, language = world.begin()
    b, a, c = world.pick(language, 3, listed=True)
    first = world.write(event, b, "own, cited by others")
    middle = world.write(event, a, "cites with a link", after=30, said=world.says(event, language, first.url, b.name), source=_of(first))
    world.write(event, c, "second-hand", after=70, said=world.says(event, language, middle.url, a.name), source=(*_of(first), *_of(middle)))


def agency(world: World) -> None:
    """An agency's text at many outlets, credited in different ways; the agency's page is there."""
    event, language = world.begin()
    name = AGENCIES[language][0]
    source = world.write(event, world.agencies[name], "own, of an agency")
    for number, outlet in enumerate(world.pick(language, 4, listed=True)):
        paragraphs = list(source.paragraphs[: 6 - number % 3])
        credit: dict[str, Any] = {"byline": name} if number % 2 else {"note": f"({name})"}
        world.write(event, outlet, "agency copy", after=10 + number, paragraphs=paragraphs, source=_of(source), **credit)


def agency_alone(world: World) -> None:
    """A credited text whose agency has no page here."""
    event, language = world.begin()
    name = AGENCIES[language][1]
    paragraphs = world.writer.report(event, language)
    for number, outlet in enumerate(world.pick(language, 2, listed=True)):
        world.write(event, outlet, "agency copy, no page of it", after=10 + number, paragraphs=paragraphs, byline=name, source=((name, ""),))


def agency_cites(world: World) -> None:
    """An agency has it from an outlet; carriers print the agency's text."""
    event, language = world.begin()
    name = AGENCIES[language][0]
    first, carrier = world.pick(language, 2, listed=True)
    source = world.write(event, first, "own, cited by others")
    wire = world.write(event, world.agencies[name], "cites with a link", after=20, said=world.says(event, language, source.url, first.name), source=_of(source))
    world.write(event, carrier, "agency copy of what cites", after=30, paragraphs=wire.paragraphs, byline=name, source=(*_of(source), *_of(wire)))


def document(world: World) -> None:
    """Reports on a study or a statement, with its address; another cites one of them."""
    event, language = world.begin()
    kind = world.random.choice(("study", "statement"))
    address = world.document(kind)
    first, second, third = world.pick(language, 3, listed=True)
    said = world.links(event, language, study(kind, language), address)
    report = world.write(event, first, f"links a {kind}", said=said, source=(("", address),))
    world.write(event, second, f"links a {kind}", after=15, said=said, at=1, source=(("", address),))
    world.write(event, third, "cites what links a document", after=60, said=world.says(event, language, report.url, first.name), source=(("", address), *_of(report)))


def circle(world: World) -> None:
    """Two reports cite each other; the clocks tell who was first."""
    event, language = world.begin()
    a, b = world.pick(language, 2, listed=True)
    first = world.write(event, a, "circle: the first")
    second = world.write(event, b, "circle: the second", after=90, said=world.says(event, language, first.url, a.name), source=_of(first))
    world.change(first, paragraphs=(first.paragraphs[0] + " " + world.says(event, language, second.url, b.name), *first.paragraphs[1:]))


def circle_without_clocks(world: World) -> None:
    """The same where neither page gives a time."""
    event, language = world.begin()
    a, b = world.pick(language, 2, listed=True)
    first = world.change(world.write(event, a, "circle without clocks"), published=None, decidable=False)
    second = world.write(event, b, "circle without clocks", said=world.says(event, language, first.url, a.name))
    second = world.change(second, published=None, decidable=False)
    world.change(first, paragraphs=(first.paragraphs[0] + " " + world.says(event, language, second.url, b.name), *first.paragraphs[1:]))


def itself(world: World) -> None:
    """A report cites its own outlet, under another ending."""
    event, language = world.begin()
    outlet, = world.pick(language, 1, listed=True)
    earlier = world.write(event, outlet, "own")
    twin = Outlet(name=outlet.name, host=outlet.host.replace(".example", ".test"), language=language, listed=False)
    there = world.write(event, twin, "own", after=5, labelled=False)
    world.write(event, outlet, "cites itself", after=200, said=world.says(event, language, world.random.choice((earlier.url, there.url)), outlet.name))


def aggregated(world: World) -> None:
    """The link leads over a redirector; or to a site that only lists."""
    event, language = world.begin()
    first, second, third = world.pick(language, 3, listed=True)
    source = world.write(event, first, "own, cited by others")
    wrapped = f"https://www.google.com/url?q={quote(source.url, safe='')}"
    world.write(event, second, "cites through a redirector", after=30, said=world.says(event, language, wrapped, first.name), source=_of(source))
    world.write(event, third, "cites an aggregator", after=40, said=world.says(event, language, f"https://www.msn.com/news/{world.writer.word()}/ar-{world.random.randint(10**6, 10**7)}", "MSN"),
                decidable=False)


def wrong_link(world: World) -> None:
    """The link leads to something else by the outlet that is named."""
    event, language = world.begin()
    first, second = world.pick(language, 2, listed=True)
    other = world.write(world.writer.event(), first, "own")
    world.write(event, second, "links the wrong page", after=30, said=world.says(event, language, other.url, first.name), decidable=False)


def dead_link(world: World) -> None:
    """The page that is linked is gone."""
    event, language = world.begin()
    first, = world.pick(language, 1, listed=False)
    gone = world.write(event, first, "gone", labelled=False, there=False)
    world.write(event, world.pick(language, 1, listed=True)[0], "links a page that is gone", after=30, said=world.says(event, language, gone.url, first.name), decidable=False)


def later(world: World) -> None:
    """The page that is said to have it first was published long after."""
    event, language = world.begin()
    first, second = world.pick(language, 2, listed=True)
    follow_up = world.write(event, first, "own", after=400)
    world.write(event, second, "cites what came later", said=world.says(event, language, follow_up.url, first.name), decidable=False)


def uncredited(world: World) -> None:
    """A text taken over without a word: the clocks may tell, the pages do not."""
    event, language = world.begin()
    first, second = world.pick(language, 2, listed=True)
    source = world.write(event, first, "own")
    world.write(event, second, "uncredited copy", after=120, paragraphs=source.paragraphs, decidable=False, source=_of(source))


def across(world: World) -> None:
    """A report in one language has it from one in another."""
    event, _ = world.begin()
    first, second = world.pick("de", 1, listed=True)[0], world.pick("en", 1, listed=True)[0]
    source = world.write(event, first, "own, cited by others")
    world.write(event, second, "cites another language", after=50, said=world.says(event, "en", source.url, first.name), source=_of(source))


ALL: tuple[tuple[Callable[[World], None], int], ...] = (
    (own, 3), (scoop, 3), (scoop_elsewhere, 2), (named, 2), (second_hand, 2), (agency, 3), (agency_alone, 1), (agency_cites, 1), (document, 2), (circle, 1),
    (circle_without_clocks, 1), (itself, 1), (aggregated, 1), (wrong_link, 1), (dead_link, 1), (later, 1), (uncredited, 1), (across, 1),
)


def fill(events: int, seed: int = 1) -> World:
    """So many events, each case as often as its share."""
    world = World(seed=seed)
    bag = [case for case, share in ALL for _ in range(share)]
    for number in range(events):
        if number % len(bag) == 0:
            world.random.shuffle(bag)
        bag[number % len(bag)](world)
    return world

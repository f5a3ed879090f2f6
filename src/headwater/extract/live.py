"""Live blogs: which lines of the text begin an entry, and when it was posted.

In: the chosen text, the page's declarations, the lines of the body. Out: posts in the page's order. Never: a time that
the page does not give with its day.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from itertools import islice, pairwise
from typing import Any

from headwater import model, urls
from headwater.extract import clock, dates, jsonld, markup, title
from headwater.extract.blocks import Block
from headwater.extract.head import Head

LEAST = 3  # entries with a time that make a live blog
MOST = 500
_LABEL = re.compile(  # class "liveblog-entry", "ticker-post", itemprop "liveBlogUpdate"
    r"live-?_?(?:blog|ticker|feed|updates?|post|entry|event|coverage)|news-?(?:ticker|blog)|(?:blog|ticker)[-_]*(?:entry|entries|post|item|event|update)s?(?:$|[\s_-])")
_PATH = re.compile(  # "/live/", "-liveticker-", "/en-direct/"
    r"(?:^|[/_-])(?:live|live-?blog|live-?ticker|live-?updates?|newsblog|newsticker|ticker|en-direct|en-?vivo|minuto-a-minuto|ao-?vivo|in-?diretta|diretta-?live|canli|na-zivo|na-zywo|relacja|direkte|"
    r"livestudie|live-?center|onlayn|text-?online)(?:[/_.-]|$)", re.I)
_STAMPS = ("data-timestamp", "data-time", "data-date", "data-published", "data-created", "data-posted", "data-datetime", "datetime")
_PROSE = 60  # characters of an entry's paragraph
_LOOKED_AT = 40  # elements of an entry that are asked for its time


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    lines: tuple[str, ...]
    at: datetime | None
    title: str
    element: markup.Element | None = None


def is_entry(element: markup.Element) -> bool:
    """Whether an element calls itself an entry of a live blog."""
    parent = element.getparent()
    return any(_LABEL.search(markup.label(one)) for one in (element, parent) if one is not None)


def entries(inside: Iterable[Block], own: markup.Element) -> set[markup.Element]:
    """Articles within the page's own that are entries though nothing calls them so: several side by side, each with a time and
    prose of its own, no title that leads away, and together more prose than stands around them. Teasers fail by one of these.
    """
    prose: Counter[markup.Element] = Counter()
    leading: set[markup.Element] = set()
    around = 0
    for block in inside:
        innermost = next((above for above in reversed(block.trail) if above.tag == "article"), None)
        if innermost is own:
            around += block.size if block.is_prose else 0
        elif innermost is not None and own in block.trail:
            if block.kind == "h" and block.density > 0.5 and _leads_away(block):
                leading.add(innermost)
            elif block.size >= _PROSE and block.density < 0.3 and block.kind != "h":
                prose[innermost] += block.size
    beside: dict[markup.Element, list[markup.Element]] = {}
    for article in prose:
        if article not in leading:
            beside.setdefault(article.getparent(), []).append(article)
    found: set[markup.Element] = set()
    for several in beside.values():
        if len(several) >= LEAST and all(_has_stamp(one) for one in several[:MOST]) and sum(prose[one] for one in several) > around:
            found.update(several)
    return found


def _leads_away(block: Block) -> bool:
    """Whether a heading is a link to another page, not to its own place on this one."""
    links = [*islice(block.element.iter("a"), 2), *(above for above in block.trail[-3:] if above.tag == "a")]
    return any(not (link.get("href") or "#").startswith("#") for link in links)


def updates(head: Head) -> str:
    """Markup of the entries that structured data holds; "" if there are none."""
    return "".join(f"<h3>{escape(entry.title)}</h3>" * bool(entry.title) + "".join(f"<p>{escape(line)}</p>" for line in entry.lines)
                   for entry in _declared(head))


def posts(head: Head, kept: tuple[Block, ...], lines: list[str] | tuple[str, ...], *, times: clock.Times, said: bool = False) -> tuple[model.Post, ...]:
    """Where the entries of a live blog begin among ``lines``; none for any other page.

    ``times`` are the page's own, for those of entries that are written without their day or zone; ``said``: the page's kind is live.
    """
    declared = list(_declared(head))
    claimed = bool(declared) or said or _claims(head, kept)
    shown = _timed(list(_shown(kept)), times) if claimed else []
    if claimed and len(declared) < LEAST and sum(1 for entry in shown if entry.at) < LEAST:
        shown = _opened(kept, times)
    entries = shown if sum(1 for entry in shown if entry.at) >= LEAST or len(declared) < LEAST else declared
    declared_at = {title.key(entry.title): entry.at for entry in declared if entry.title}
    found: list[model.Post] = []
    start = 0
    for entry in entries[:MOST]:
        line = _place(lines, entry, start)
        if line < 0:
            continue
        at = entry.at or declared_at.get(title.key(entry.title))
        if at is not None and at.tzinfo is None:
            at = at.replace(tzinfo=times.zone) if times.zone else None
        found.append(model.Post(line=line, at=at, title=entry.title if entry.title == lines[line] else ""))
        start = line + 1
    return tuple(found) if len(found) >= LEAST and sum(1 for post in found if post.at) >= LEAST else ()


def _claims(head: Head, kept: tuple[Block, ...]) -> bool:
    """Whether the page says that it is a live blog: by type, by address, by articles within its own, by what its entries are called."""
    if any("LiveBlogPosting" in jsonld.types(node) for node in head.nodes) or _PATH.search(urls.path(head.url).partition("?")[0] if head.url else ""):
        return True
    inner = {articles[-1]: articles[-2] for block in kept if len(articles := [above for above in block.trail if above.tag == "article"]) > 1}
    if any(count >= LEAST for count in Counter(inner.values()).values()):
        return True
    around = {above for block in kept[:40] for above in (*block.trail[-6:], block.element)}
    return any(_LABEL.search(label) for label in {markup.label(above) for above in around})


def _declared(head: Head) -> Iterator[_Entry]:
    for node in head.nodes:
        if "LiveBlogPosting" not in jsonld.types(node):
            continue
        for item in jsonld.listed(node.get("liveBlogUpdate"))[:MOST]:
            if isinstance(item, dict) and (lines := _lines(item.get("articleBody"))):
                yield _Entry(lines=lines, at=dates.parse(jsonld.string(item.get("datePublished"))), title=jsonld.string(item.get("headline")))
        return


def _lines(value: Any) -> tuple[str, ...]:
    source = jsonld.string_lines(value)
    parts = re.split(r"</p>|<br\s*/?>|\n", source)
    return tuple(line for part in parts if (line := jsonld.plain(part)))


def _shown(kept: tuple[Block, ...]) -> Iterator[_Entry]:
    """Entries as the page shows them: at least three alike below one parent, most of them with a time."""
    signs: dict[markup.Element, Counter[tuple[str, str]]] = {}
    known: dict[markup.Element, datetime | None] = {}
    current: markup.Element | None = None
    held: list[Block] = []
    for block in kept:
        entry = _entry_of(block, signs)
        if entry is not current and held and current is not None:
            yield _entry(current, held, known)
        if entry is not current:
            current, held = entry, []
        held.append(block)
    if held and current is not None:
        yield _entry(current, held, known)


def _timed(shown: list[_Entry], times: clock.Times) -> list[_Entry]:
    """The entries with times where they show a clock alone and their day is certain."""
    bare = [entry.element for entry in shown if entry.at is None and entry.element is not None]
    if len(bare) < LEAST:
        return shown
    at = dict(zip(bare, clock.instants([clock.of(one) for one in bare], clock.days(bare, times.language), times), strict=True))
    return [replace(entry, at=entry.at or at.get(entry.element)) for entry in shown]


def _opened(kept: tuple[Block, ...], times: clock.Times) -> list[_Entry]:
    """Entries that are lines of text, each opened by its clock: "14:32 Uhr: The vote is over"."""
    opened = [(block, at) for block in kept if block.kind != "row" and (at := clock.opening(block.text)) is not None]
    if len(opened) < LEAST:
        return []
    at = clock.instants([one for _, one in opened], clock.days([block.element for block, _ in opened], times.language), times)
    return [_Entry(lines=(block.text,), at=moment, title=block.text if block.kind == "h" else "", element=block.element) for (block, _), moment in zip(opened, at, strict=True)]


def _entry_of(block: Block, signs: dict[markup.Element, Counter[tuple[str, str]]]) -> markup.Element | None:
    """The outermost element around a block that has two or more like it beside it and a time in it."""
    path = (*block.trail, block.element)
    for parent, child in pairwise(path):
        if parent not in signs:
            signs[parent] = Counter(_sign(one) for one in parent)
        if child.tag != "p" and signs[parent][_sign(child)] >= LEAST and _has_stamp(child):
            return child
    return None


def _sign(element: markup.Element) -> tuple[str, str]:
    return markup.name(element), (element.get("class") or "").split(" ")[0]


def _entry(element: markup.Element, held: list[Block], known: dict[markup.Element, datetime | None]) -> _Entry:
    if element not in known:
        known[element] = _stamp(element)
    return _Entry(lines=tuple(block.text for block in held), at=known[element], title=held[0].text if held[0].kind == "h" else "", element=element)


def _has_stamp(element: markup.Element) -> bool:
    return _stamp(element) is not None or clock.of(element) is not None


def _stamp(element: markup.Element) -> datetime | None:
    """The first time with its day in an element, as machines read it."""
    for count, node in enumerate(element.iter()):
        if count >= _LOOKED_AT:
            break
        for name in _STAMPS:
            if (value := node.get(name)) and (at := dates.parse(value.strip()[:60])):
                return at
    return None


def _place(lines: list[str] | tuple[str, ...], entry: _Entry, start: int) -> int:
    """The line at which an entry begins; -1 if the text does not hold it."""
    wanted = {title.key(line) for line in (entry.title, *entry.lines[:2]) if line}
    return next((place for place in range(start, len(lines)) if title.key(lines[place]) in wanted), -1)

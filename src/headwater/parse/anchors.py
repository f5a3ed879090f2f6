"""The links of a page and where each stands: what holds it, what stands beside it, and which parts of the page are no list.

In: a page as markup and its address. Out: :class:`Walked`, its links in page order with frames that know which links,
times, pictures and how much text they hold. Never: more than one walk over the tree, a tree deeper than the cap, or more
than ``MAX_LINKS`` links and ``MAX_TAGS`` tags.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue]

from headwater import nesting, text, urls
from headwater.parse import captions

Element = Any  # an lxml element: lxml ships no types

MAX_LINKS = 50_000
MAX_TAGS = 300_000  # of both kinds; front pages have some 10,000
MAX_SCRIPT = 2_000_000  # characters of structured data that are looked at
SHARE_OF_PAGE = 0.6  # a part that holds more of the page's links is no part beside the list, whatever it is called
STRONG = 16.0  # width of a link's text from which it may be a headline

_SILENT = ("script", "style", "template", "svg", "math", "iframe", "object", "select", "textarea", "canvas", "audio", "video", "head")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")  # '<?xml version="1.0" encoding="utf-8"?>'
_WIDE = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")  # two columns each
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")  # "mostRead"
_BESIDE = re.compile(  # "most-read", "site-footer", "nav__list", "card-meta"; not "tag-economy", which WordPress gives to articles
    r"(?:[a-z0-9]{1,20}[-_]{1,2}){0,4}(?:most[-_]?(?:read|popular|viewed|commented|shared|clicked)|popular|trending|toplist|related|recommend(?:ed|ations?)?"
    r"|sidebar|side-bar|side-?rail|right-?rail|footer|nav|navbar|navigation|menu|submenu|megamenu|offcanvas|breadcrumbs?|pagination|pager|paging|tags|tag-?cloud|tag-?list|keywords"
    r"|shar(?:e|ing)|follow|cookies?|consent|gdpr|newsletter|subscribe|adverts?|advertisement|ads|ad-?slot|sponsor(?:ed)?|taboola|outbrain|paid"
    r"|comments?|respond|authors?|byline|meta|login|toolbar|topbar|masthead|site-?header|page-?header|language-?switcher|copyright)"
    r"(?:[-_]{1,2}(?:list|links?|items?|box|block|menu|bar|container|wrapper|wrap|section|widget|area|inner|content|module|articles?|posts?|news|stories|\d{1,3})){0,3}")
_STATES = re.compile(r"(?:has|with|no|is|js|category|tag|status|format|type|hover|sm|md|lg|xl)[-_:]")  # "has-sidebar" on a page's own frame
_ROLES = {"navigation": True, "contentinfo": True, "search": False, "menu": False, "menubar": False, "dialog": False, "banner": False, "complementary": False}
_PLAIN_STATES = frozenset({"first", "last", "odd", "even", "active", "current", "new", "clearfix", "row", "col"})
_DIGITS = re.compile(r"\d+")
_WITHIN = frozenset({"article", "section", "main", "li"})  # a header in one of these is the item's own
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FURNITURE = re.compile(r"time|date|stamp|posted|publish|when", re.I)  # '<span class="post-date">'


@dataclass(slots=True, eq=False)
class Frame:
    """An element with the ranges of links, times, pictures and text that it holds; of text its width is counted."""

    element: Element
    parent: Frame | None
    tag: str
    label: str
    path: int  # the same for the same tags from the root on
    links: tuple[int, int] = (0, 0)
    times: tuple[int, int] = (0, 0)
    pictures: tuple[int, int] = (0, 0)
    headings: tuple[int, int] = (0, 0)
    width: tuple[float, float] = (0.0, 0.0)

    @property
    def size(self) -> float:
        """How much text it holds."""
        return self.width[1] - self.width[0]


@dataclass(slots=True, eq=False)
class Anchor:
    """A link to a page of the same site."""

    place: int  # among the links of the page
    address: str  # canonical
    key: str  # urls.key of it
    frame: Frame
    words: str  # its text on one line, or that of its picture
    width: float
    heading: bool  # within a heading, or around one
    beside: bool = False  # in a part of the page that is no list of articles
    pictured: bool = False  # it holds a picture and no text


@dataclass(slots=True)
class Walked:
    """A page gone through once."""

    base: str
    language: str | None = None
    metas: dict[str, str] = field(default_factory=dict)
    title: str = ""
    scripts: list[str] = field(default_factory=list)  # structured data, as written
    anchors: list[Anchor] = field(default_factory=list)
    times: list[Frame] = field(default_factory=list)
    pictures: list[Element] = field(default_factory=list)
    headings: list[Frame] = field(default_factory=list)  # those without a link
    frames: list[Frame] = field(default_factory=list)  # those that hold paragraphs
    depth: int = 0


@dataclass(slots=True)
class _Zone:
    start: int
    end: int
    surely: bool  # whatever share of the page's links it holds


def width(line: str) -> float:
    """How much room a line takes: letters of East Asian scripts count for 2.2, for their words are as much shorter."""
    return len(line) + 1.2 * len(_WIDE.findall(line)) if not line.isascii() else float(len(line))


def walk(markup: str, url: str) -> Walked | None:
    """Goes through a page; None if there is nothing to go through."""
    markup, depth = nesting.cap(_bounded(_NOT_XML.sub(" ", _XML_HEAD.sub("", markup))))
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"),
                                html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8"))
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    found = _head(root, url)
    found.depth = depth
    etree.strip_elements(root, *_SILENT, with_tail=False)
    _Walk(found, url).through(root)
    return found


def _bounded(markup: str) -> str:
    """No more tags than are looked at."""
    if markup.count("<") <= MAX_TAGS:
        return markup
    at = -1
    for _ in range(MAX_TAGS):
        at = markup.find("<", at + 1)
    return markup[:at]


def _head(root: Element, url: str) -> Walked:
    """What the head says, before scripts go; the first base with an address counts (HTML Living Standard, 2.4.3)."""
    base = next((found for one in root.iter("base") if (found := urls.absolute(one.get("href") or "", url))), url)
    walked = Walked(base=base, language=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"))
    for one in root.iter("meta"):
        name = (one.get("property") or one.get("name") or "").lower()
        if name and one.get("content") and len(walked.metas) < 200:
            walked.metas.setdefault(name, text.squeeze(one.get("content"))[:500])
    walked.title = next((line for one in root.iter("title") if (line := text.squeeze("".join(one.itertext()))[:300])), "")
    left = MAX_SCRIPT
    for one in root.iter("script"):
        if "ld+json" in (one.get("type") or "").lower() and one.text and len(one.text) <= left:
            walked.scripts.append(one.text)
            left -= len(one.text)
    return walked


class _Walk:
    """One pass over the tree: frames opened and closed, what they hold counted."""

    def __init__(self, found: Walked, url: str) -> None:
        self.found, self.own = found, urls.key(url)
        self.open: list[Frame] = []
        self.zones: list[_Zone] = []
        self.paths: dict[tuple[int, str], int] = {}
        self.captions: list[Frame] = []
        self.sites: dict[str, bool] = {}
        self.domain = urls.domain(url)
        self.width = 0.0

    def through(self, root: Element) -> None:
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                self._start(element)
            else:
                self._end(element)
                if element.tail:
                    self.width += width(" ".join(element.tail.split()))
        for zone in [*self.zones, *self._captioned()]:
            if zone.surely or zone.end - zone.start <= SHARE_OF_PAGE * len(self.found.anchors):
                for one in self.found.anchors[zone.start : zone.end]:
                    one.beside = True

    def _start(self, element: Element) -> None:
        found, parent, tag = self.found, self.open[-1] if self.open else None, element.tag
        path = self.paths.setdefault((parent.path if parent else 0, tag), len(self.paths) + 1)
        label = f"{element.get('class') or ''} {element.get('id') or ''}"
        begun = self.width
        if element.text:
            self.width += width(" ".join(element.text.split()))
        frame = Frame(element, parent, tag, label[:400], path)
        frame.links = (len(found.anchors), 0)
        frame.times, frame.pictures, frame.headings = (len(found.times), 0), (len(found.pictures), 0), (len(found.headings), 0)
        frame.width = (begun, 0.0)
        self.open.append(frame)
        if tag in ("img", "amp-img"):
            found.pictures.append(element)
        elif tag == "a" and len(found.anchors) < MAX_LINKS:
            self._anchor(element, frame)

    def _anchor(self, element: Element, frame: Frame) -> None:
        href = element.get("href") or ""
        address = urls.canonical(href, self.found.base) if href and href[0] != "#" else None
        if address is None or not self._same_site(address) or (key := urls.key(address)) == self.own:
            return
        self.found.anchors.append(Anchor(len(self.found.anchors), address, key, frame, "", 0.0, any(one.tag in _HEADINGS for one in self.open[-5:-1])))

    def _same_site(self, address: str) -> bool:
        name = address.split("/", 3)[2].partition(":")[0]
        if name not in self.sites:
            self.sites[name] = urls.domain(name) == self.domain
        return self.sites[name]

    def _end(self, element: Element) -> None:
        found, frame = self.found, self.open.pop()
        frame.links = (frame.links[0], len(found.anchors))
        frame.times, frame.pictures = (frame.times[0], len(found.times)), (frame.pictures[0], len(found.pictures))
        frame.headings, frame.width = (frame.headings[0], len(found.headings)), (frame.width[0], self.width)
        held = frame.links[1] - frame.links[0]
        if frame.tag == "time" or (frame.size <= 60 and not held and frame.times[0] == len(found.times) and _FURNITURE.search(frame.label)) or element.get("itemprop") == "datePublished":
            found.times.append(frame)
            frame.times = (frame.times[0], len(found.times))
        elif frame.tag in _HEADINGS and frame.size:
            if not held:
                found.headings.append(frame)
            self._headed(frame)
        if not held and 2 < frame.size <= 60 and captions.is_beside(line_of(element)):
            self.captions.append(frame)
        if frame.tag == "p" and frame.size > 60 and not held and frame.parent is not None:
            found.frames.append(frame)
        if held and (sure := self._beside(frame)) is not None:
            self.zones.append(_Zone(*frame.links, sure))

    def _headed(self, heading: Frame) -> None:
        """A link around a heading, where it is still open."""
        for one in self.open[-6:]:
            if one.tag == "a" and self.found.anchors and self.found.anchors[-1].frame is one:
                self.found.anchors[-1].heading = True

    def _beside(self, frame: Frame) -> bool | None:
        """Whether an element holds what is no list of articles: True surely, False unless it is most of the page."""
        tag, element = frame.tag, frame.element
        if tag in ("nav", "footer") or (tag == "header" and not any(one.tag in _WITHIN for one in self.open)):
            return tag != "header"
        if tag in ("aside", "dialog"):
            return False
        if (role := element.get("role")) and role.lower() in _ROLES:
            return _ROLES[role.lower()]
        if tag not in ("html", "body", "main") and frame.label != " " and _is_beside(frame.label):
            return False
        return None

    def _captioned(self) -> Iterator[_Zone]:
        """What stands below a line such as "Most read", up to the next heading without a link."""
        starts = sorted(one.links[0] for one in self.found.headings)
        for one in self.captions:
            scope, left = one.parent, 4 if one.tag in _HEADINGS else 2
            while scope is not None and scope.links[1] <= one.links[0]:
                scope, left = scope.parent, left - 1
            if scope is not None and left > 0:
                at = one.links[0]
                yield _Zone(at, min([scope.links[1], *(start for start in _after(starts, at))]), False)


def _after(starts: list[int], at: int) -> Iterator[int]:
    place = bisect.bisect_right(starts, at)
    if place < len(starts):
        yield starts[place]


@lru_cache(maxsize=20_000)
def _is_beside(label: str) -> bool:
    tokens = _CAMEL.sub("-", label).lower().split()
    return any(_BESIDE.fullmatch(token) for token in tokens[:12] if len(token) <= 60 and not _STATES.match(token))


def shape(frame: Frame) -> str:
    """The first class of an element that is the same for all of its kind, numbers left out."""
    tokens = (_DIGITS.sub("#", token) for token in (frame.element.get("class") or "").lower().split()[:6])
    return next((token for token in tokens if token not in _PLAIN_STATES), "")


def line_of(element: Element) -> str:
    """The text of an element on one line."""
    return text.squeeze("".join(element.itertext()))


def between(frames: Iterable[Frame], span: tuple[int, int]) -> list[Frame]:
    """Those of a list that a range names."""
    return list(frames)[span[0] : span[1]]

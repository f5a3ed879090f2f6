"""Section pages of outlets without a feed: the list of articles, found by structure alone.

In: a page's bytes, its address, what it listed before, and what is remembered of its links. Out: ``model.ParsedFeed`` of
format "section" with the entries in page order; its format is empty, and a warning says why, where the page has no list of
articles. Never: an exception on any bytes, a rule for one site, or a link of navigation, footers, "most read", tags,
advertisements or pagination where structure tells them apart.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from headwater import model, text, urls
from headwater.parse import anchors, bounds, clean, dates, encoding, groups, headlines, watching
from headwater.parse.anchors import Element, Frame, Walked
from headwater.parse.notes import Notes

MAX_BYTES = 20_000_000
FEWEST = 3  # articles that make a list
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)  # '<meta charset="euc-kr">'
_NUMBER = re.compile(r"\d")
_LONE = re.compile(r"\d{1,8}|\d{1,3}(?:[.,]\d{3})+|\d{1,3}(?:[.,]\d)?\s*[kKmM]")  # "2026", "1.2k": a count or a year, and no day
_YEAR = re.compile(r"(?:19|20|25|13|14)\d\d|[٠-٩۰-۹०-९]{4}")  # of any era that outlets write
_AGO = re.compile(r"[^\W\d_]\s*ago\b", re.I)  # "3 hours ago"; "3 ago" is the third of August in Spanish
_NAMED_MONTH = re.compile(r"[^\W\d_]{3}")  # "Nov"
_YEARLESS = (  # a day without its year, and the same with it
    (re.compile(r"^(\d{1,2})-(\d{1,2})(?=$|\s)"), "{}-\\1-\\2"), (re.compile(r"^(\d{1,2})\.\s?(\d{1,2})\.?(?=$|[\s,])"), "\\1.\\2.{}"),
    (re.compile(r"^(\d{1,2})([月월])\s?(\d{1,2})[日일]"), "{}年\\1月\\3日"),
)
_LINES = frozenset({"tr", "dd", "dt", "a", "h2", "h3", "h4", "td"})  # whose time may stand in the line beside them
_SPACER = re.compile(r"(?:pixel|spacer|blank|placeholder|transparent|1x1|logo|avatar|icon|sprite|emoji|gravatar)[^/]*$|^data:|\.svg(?:\?|$)", re.I)
_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-image", "data-url", "data-hi-res-src")
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_LISTS = frozenset({"ItemList", "CollectionPage", "Blog", "WebPage", "NewsMediaOrganization", "DataFeed"})
_ARTICLES = re.compile(r"(?:NewsArticle|Article|BlogPosting|LiveBlogPosting|Report|Review|VideoObject)$")  # "ReportageNewsArticle"
_HELD = ("itemListElement", "mainEntity", "hasPart", "blogPost", "blogPosts", "dataFeedElement", "@graph", "item")
_TEXT_OF_ARTICLE = 900.0  # width of paragraphs below one element that make a page an article
_MANY = 8  # links of a list at the address of a section, which a text below it makes no article
_LINE = 500  # characters of a summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A page read as a list, and what to remember of its links until the next visit."""

    parsed: model.ParsedFeed
    memory: str  # text to keep and to give back; see ``watching``


def read(body: bytes, *, url: str, content_type: str = "", now: datetime | None = None, known: Collection[str] = ()) -> model.ParsedFeed:
    """The page as a list of articles, without a memory of earlier visits: for a first look and for discovery.

    ``known``: addresses that this page listed before, which help to tell the list from the rest.
    """
    return follow(body, url=url, content_type=content_type, now=now, known=known).parsed


def follow(
    body: bytes, *, url: str, content_type: str = "", now: datetime | None = None, known: Collection[str] = (), memory: str = "",
) -> Followed:
    """The page as a list of articles, with what earlier visits saw of it: links that stood there at every visit while
    others came and went are navigation."""
    notes = Notes(url=url, now=now)
    walked = _walked(body, url, content_type, notes)
    if walked is None or not walked.anchors:
        notes.warn("no-links")
        return Followed(parsed=model.ParsedFeed(format="", warnings=tuple(notes.warnings)), memory=memory)
    notes.language = walked.language = _language(walked.language)
    seen = watching.load(memory).after([one.key for one in walked.anchors])
    parsed = _listed(walked, url, notes, {urls.key(one) for one in known}, seen.steady())
    return Followed(parsed=clean.feed(replace(parsed, warnings=tuple(notes.warnings))), memory=seen.dump())


def _walked(body: bytes, url: str, content_type: str, notes: Notes) -> Walked | None:
    opened, codes = encoding.gunzipped(body)
    if len(opened) > MAX_BYTES:
        opened, codes = opened[:MAX_BYTES], (*codes, "too-large")
    if "charset" not in content_type.lower() and (found := _META_CHARSET.search(opened[:16_384])):
        content_type = f"text/html; charset={found[1].decode('ascii', 'replace')}"
    document, more = encoding.to_utf8(opened, content_type)
    for code in (*codes, *more):
        notes.warn(code)
    walked = anchors.walk(document.decode("utf-8", "replace"), url)
    for one in walked.anchors if walked else ():
        one.words = headlines.plain(one.frame.element) if one.beside else headlines.of(one.frame.element)
        if not one.words and one.frame.pictures[1] > one.frame.pictures[0] and walked:
            one.words, one.pictured = text.squeeze(walked.pictures[one.frame.pictures[0]].get("alt") or "")[:300], True
        one.width = anchors.width(one.words)
    return walked


def _listed(walked: Walked, url: str, notes: Notes, known: Collection[str], steady: Collection[str]) -> model.ParsedFeed:
    nodes = list(_nodes(walked.scripts))
    named = {urls.key(address): (address, node) for node in nodes if (address := _address(node, walked.base)) and urls.same_site(address, url)}
    chosen = groups.choose(walked, groups.Evidence(known=known, named=named, steady=steady))
    if _is_article(walked, url, chosen):
        notes.warn("article-page", walked.title)
        return model.ParsedFeed(format="")
    entries = _entries(walked, chosen, named, notes)
    again = sum(urls.key(one.url) in known for one in entries)
    if len(entries) < (1 if again else FEWEST):
        notes.warn("no-list", f"{len(entries)} of {len(walked.anchors)} links")
        return model.ParsedFeed(format="")
    return model.ParsedFeed(
        format="section", title=(walked.metas.get("og:site_name") or walked.title)[:300], url=url, language=walked.language,
        summary=walked.metas.get("description", ""), entries=entries[: bounds.MAX_ENTRIES],
    )


def _language(tag: str | None) -> str | None:
    value = (tag or "").strip().replace("_", "-")
    return value[:35] if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", value) else None  # "pt-BR"


def _is_article(walked: Walked, url: str, chosen: list[groups.Chosen]) -> bool:
    """Whether the page is one article, whose lists stand beside it: it says so with a date, or holds one long text.

    A front page is none, whatever its template says of it; nor is a page with whole texts below several of its headlines, or a
    long list at the address of a section, above a text on what the section is about.
    """
    if urls.is_home(url):
        return False
    if any(name in walked.metas for name in ("article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date")):
        return True
    objects = [node for node in _objects(walked.scripts) if any(_ARTICLES.search(name) for name in _types(node)) and node.get("datePublished")]
    if any(_is_about(node, url, alone=len(objects) == 1) for node in objects):
        return True
    texts: dict[int, tuple[Frame, float, int]] = {}
    for one in walked.frames:
        assert one.parent is not None, "paragraphs are kept with what holds them"
        _, size, count = texts.get(id(one.parent), (one.parent, 0.0, 0))
        texts[id(one.parent)] = (one.parent, size + one.size, count + 1)
    long = [frame for frame, size, count in texts.values() if size >= _TEXT_OF_ARTICLE and count >= 3]
    blocks = {id(one.block) for one in chosen}
    own = [frame for frame in long if not _is_within(frame, blocks)]
    look = groups.look(urls.canonical(url) or f"{url}/")
    if look.short and not look.article and len(chosen) >= _MANY:
        own = [frame for frame in own if frame.links[0] < chosen[_MANY // 2].anchor.place]
    return bool(own) and len(long) < FEWEST


def _is_within(frame: Frame, blocks: set[int]) -> bool:
    one: Frame | None = frame
    while one is not None:
        if id(one) in blocks:
            return True
        one = one.parent
    return False


# ---- structured data ---------------------------------------------------------------------------------------


def _objects(scripts: list[str]) -> Iterator[dict[str, Any]]:
    """The outer objects of a page's JSON-LD, those of an @graph one by one."""
    for script in scripts:
        try:
            value = json.loads(script, strict=False)
        except (ValueError, RecursionError):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield one
                inner = one.get("@graph")
                yield from (node for node in inner if isinstance(node, dict)) if isinstance(inner, list) else ()


def _types(node: dict[str, Any]) -> list[str]:
    value = node.get("@type")
    return [str(name).rsplit("/", 1)[-1] for name in (value if isinstance(value, list) else [value]) if name]


def _is_about(node: dict[str, Any], url: str, *, alone: bool) -> bool:
    """Whether an article's object is about this page; one without an address is, where it stands alone."""
    named = _address(node, url)
    return alone if named is None else urls.key(named) == urls.key(url)


def _nodes(scripts: list[str]) -> Iterator[dict[str, Any]]:
    """The articles that a page's lists hold (schema.org ItemList, CollectionPage, Blog)."""
    left = 20_000
    for outer in _objects(scripts):
        stack: list[tuple[Any, int, bool]] = [(outer, 0, False)]
        while stack and left > 0:
            value, depth, inside = stack.pop()
            left -= 1
            if isinstance(value, list):
                stack.extend((one, depth, inside) for one in reversed(value))
            elif isinstance(value, dict) and depth < 8:
                names = _types(value)
                if "BreadcrumbList" in names or "SiteNavigationElement" in names:
                    continue
                listing = any(name in _LISTS for name in names)
                if inside and ("ListItem" in names or any(_ARTICLES.search(name) for name in names)) and _address(value, ""):
                    yield value
                if listing or inside or not names:
                    stack.extend((value[key], depth + 1, inside or (listing and key != "@graph")) for key in _HELD if key in value)


def _address(node: dict[str, Any], base: str) -> str | None:
    for key in ("url", "mainEntityOfPage", "@id", "item"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("url") or value.get("@id")
        if isinstance(value, str) and (value.startswith(("http", "/")) or key == "url") and (found := urls.canonical(value, base or None)):
            return found
    return None


def _word(node: dict[str, Any], *keys: str) -> str:
    inner = node.get("item")
    for one in (node, inner if isinstance(inner, dict) else {}):
        for key in keys:
            value = one.get(key)
            value = value[0] if isinstance(value, list) and value else value
            value = (value.get("url") or value.get("@value")) if isinstance(value, dict) else value
            if isinstance(value, str) and value.strip():
                return text.squeeze(html.unescape(text.plain(value)))[: headlines.LONGEST]
    return ""


# ---- entries -----------------------------------------------------------------------------------------------


def _entries(walked: Walked, chosen: list[groups.Chosen], named: dict[str, tuple[str, dict[str, Any]]], notes: Notes) -> tuple[model.Entry, ...]:
    taken, stamps = groups.places(chosen), _Stamps(notes)
    found: dict[str, model.Entry] = {}
    for one in chosen[: bounds.MAX_ENTRIES]:
        key = one.anchor.key
        if urls.is_redirector(one.anchor.address):
            continue
        block = groups.alone(one.block, taken, one.anchor.place)
        node = named[key][1] if key in named else {}
        stamp = _word(node, "datePublished")
        found[key] = model.Entry(
            entry_id="", url=one.anchor.address, title=headlines.tidy(one.anchor.words), language=None,
            summary=html.escape(_summary(block, one.anchor.words), quote=False),
            published=(notes.date(stamp) if stamp else None) or _date(walked, block, stamps),
            images=_images(walked, block),
        )
    for key, (address, node) in named.items():
        if key not in found and (title := _word(node, "headline", "name")):
            stamp = _word(node, "datePublished")
            found[key] = model.Entry(entry_id="", url=address, title=title, published=notes.date(stamp) if stamp else None)
    return tuple(found.values())


def _date(walked: Walked, block: Frame, stamps: _Stamps) -> datetime | None:
    """The time that stands in an item's part of the page, else in the line beside it: before it in a definition list and
    behind it elsewhere."""
    for frame in walked.times[slice(*block.times)][:4]:
        if moment := stamps.marked(frame.element):
            return moment
    if moment := stamps.within(block.element):
        return moment
    if block.tag not in _LINES:
        return None
    other = block.element.getprevious() if block.tag == "dd" else block.element.getnext()
    if other is None or (block.tag != "tr" and other.find(".//a[@href]") is not None):
        return None
    for one in [other, *other.iter("time")][:4]:
        if moment := stamps.marked(one):
            return moment
    return stamps.within(other)


@dataclass(slots=True)
class _Stamps:
    """Dates of a page's items; each line is read once, for sections repeat "2 hours ago"."""

    notes: Notes
    read: dict[str, datetime | None] = field(default_factory=dict)

    def of(self, line: str, *, marked: bool) -> datetime | None:
        """The moment that a line names; a line without a number names none here, and none lies more than two days ahead.

        Where no element marks a time, only what names its year counts: "3-2-1" is a score.
        """
        line = line.strip(" |·•–—-()[]")
        if not 3 < len(line) <= 60 or not _NUMBER.search(line) or _LONE.fullmatch(line) or not (marked or _YEAR.search(line)):
            return None
        if line not in self.read:
            warned = len(self.notes.warnings)
            moment = dates.quick(line) or (self._of_this_year(line) or self.notes.date(line) if marked else None)
            del self.notes.warnings[warned:]
            self.read[line] = None if moment is None or self._is_ahead(moment) else moment
        return self.read[line]

    def _of_this_year(self, line: str) -> datetime | None:
        """A day without its year, the last such day before now: "26 November, 10:30", "26.11.", "11-26", "11月26日"."""
        if self.notes.now is None or _YEAR.search(line) or _AGO.search(line):
            return None
        for year in (self.notes.now.year, self.notes.now.year - 1):
            whole, changed = next(((found, True) for pattern, form in _YEARLESS if (found := pattern.sub(form.format(year), line)) != line), (f"{line} {year}", False))
            moment = dates.quick(whole) if changed or _NAMED_MONTH.search(line) else None
            if moment is not None and not self._is_ahead(moment):
                return moment
        return None

    def _is_ahead(self, moment: datetime) -> bool:
        return self.notes.now is not None and moment - self.notes.now > timedelta(days=2)

    def marked(self, element: Element) -> datetime | None:
        """Of an element that is there for a time: its attributes first, then its words."""
        for name in ("datetime", "content", "data-time", "data-timestamp", "data-date", "title"):
            if (value := element.get(name)) and (moment := self.of(value, marked=True)):
                return moment
        return self.of(headlines.plain(element), marked=True)

    def within(self, element: Element) -> datetime | None:
        """Of a short run of text in an item, where no element marks the time."""
        for count, part in enumerate(element.itertext()):
            line = text.squeeze(part)
            if 5 < len(line) <= 40 and (moment := self.of(line, marked=False)):
                return moment
            if count > 60:
                break
        return None


def _summary(block: Frame, title: str) -> str:
    """The first paragraph of an item that is more than a line of furniture."""
    for one in block.element.iter("p", "div", "span"):
        if one.tag != "p" and len(one):
            continue
        line = headlines.plain(one)
        if anchors.width(line) >= 40 and title not in line and line not in title:
            return text.cut(line, _LINE)
    return ""


def _images(walked: Walked, block: Frame) -> tuple[model.Image, ...]:
    """The item's first picture that is more than a spacer, lazy or not."""
    for one in walked.pictures[slice(*block.pictures)][:6]:
        sets = (part.split()[0] for name in _SETS if (given := (one.get(name) or "").strip()) for part in [given.split(",")[-1].strip() or " - "])
        for source in [*(one.get(name) or "" for name in _SOURCES), one.get("src") or "", *sets]:
            if source and not _SPACER.search(source) and (address := urls.absolute(source, walked.base)) and not _is_small(one):
                return (model.Image(url=address, alt=text.squeeze(one.get("alt") or "")[:300]),)
    return ()


def _is_small(one: Element) -> bool:
    return any((value := one.get(name) or "").isdigit() and int(value) <= 40 for name in ("width", "height"))

"""Read and check the sample content: TOML files in, outlets, articles, documents and pictures out.

Nothing here knows the time or a port; :mod:`headwater.sample.edition` binds the content to both. Content that
does not hold together raises :class:`ContentError` with the file and the article's id; nothing is repaired.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta, timezone
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from headwater.sample import markup

LAYOUTS = frozenset({"broadsheet", "tabloid", "magazine", "bulletin", "microdata", "plain", "faulty"})
FEED_KINDS = frozenset({"rss", "atom", "json", "rdf", "sitemap"})
FAULT_KINDS = frozenset({"malformed", "error", "html"})
KINDS = frozenset({"report", "wire", "copy", "rewrite", "translation", "correction", "withdrawn", "opinion"})
HOST_LABEL = re.compile(r"[a-z][a-z0-9-]*")  # "le-quai"
OFFSET = re.compile(r"[+-]\d\d:\d\d")  # "+05:30"
VIEWS = frozenset({"full", "excerpt", "link_only", "withheld"})


class ContentError(ValueError):
    """The sample content contradicts itself or lacks something; the message names file and id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleOutlet:
    """One invented masthead and how its site behaves."""

    slug: str  # the host is ``<slug>.localhost``
    name: str
    tagline: str
    language: str  # BCP 47
    country: str  # ISO 3166 code from the range XA to XZ, which is kept for private use
    country_name: str
    city: str
    utc_offset: str  # "+05:30"
    layout: str  # one of LAYOUTS
    path: str  # pattern of article paths: {slug} {section} {date} {year} {month} {day} {number}
    feeds: tuple[str, ...]  # of FEED_KINDS; the first is the one listed in the OPML
    view: str  # what Headwater may show of an article by default: one of VIEWS
    colour: str  # of the masthead, CSS
    rights: str  # the copyright notice of the foot and of the feeds
    licence: str = ""  # URL of an open licence
    robots: str = ""  # content of the robots meta element
    tdm: bool = False  # the response headers say tdm-reservation: 1
    disallow: bool = False  # robots.txt forbids the article pages to everybody
    agency: bool = False  # its articles are written to be republished
    full_feed: bool = False  # the whole text stands in the feed
    tracking: str = ""  # a query that the feed adds to every link
    redirect: bool = False  # the feed links through /r/<id>
    faults: tuple[str, ...] = ()  # additional broken feeds: of FAULT_KINDS

    @property
    def zone(self) -> timezone:
        """The outlet's fixed offset from UTC."""
        sign = -1 if self.utc_offset.startswith("-") else 1
        hours, minutes = self.utc_offset[1:].split(":")
        return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))

    @property
    def host(self) -> str:
        """The host name, without the port."""
        return f"{self.slug}.localhost"

    @property
    def rtl(self) -> bool:
        """Whether the outlet's language is written from right to left."""
        return self.language.split("-")[0] in {"ar", "fa", "he", "ur"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    """One article as written in a content file; a copy already carries the text it repeats."""

    id: str
    event: str  # id of the event, "" where the article stands alone
    outlet: str  # slug
    headline: str
    text: str  # in the plain markup of headwater.sample.markup
    minutes: int  # published so many minutes before the start
    kind: str  # one of KINDS
    section: str = "news"  # as it stands in the address
    section_name: str = ""  # as it is printed
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    dateline: str = ""  # opens the first paragraph
    credit_line: str = ""  # closes the text as a paragraph of its own
    image: str = ""  # name in images.toml
    caption: str = ""
    credit: str = ""  # of the picture as the page prints it; the picture's own where empty
    alt: str = ""
    updated: int | None = None  # minutes before the start
    correction: str = ""  # the note that the outlet printed
    copy_of: str = ""  # id of the article repeated
    supplier: str = ""  # slug of the outlet the text or the facts came from
    canonical: bool = False  # the page declares the original as canonical
    source: bool = False  # the feed entry names the original in <source>
    slug: str = ""  # in the address; the id where empty
    layout: str = ""  # in place of the outlet's
    shown_date: str = ""  # printed in place of the date ("Yesterday")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleEvent:
    """What happened: the thread that joins articles of several outlets."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDocument:
    """A primary source: a statement, report or data release at an institution's own host."""

    id: str
    slug: str  # the host is ``<slug>.localhost``
    publisher: str
    path: str
    title: str
    minutes: int
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleImage:
    """A picture drawn for the sample, with the credit that its bytes carry."""

    name: str
    scene: str  # function in headwater.sample.scenes
    seed: int
    title: str
    creator: str
    credit: str
    rights: str
    statement: str = ""  # URL of the licence or of the terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All of the sample's content, by id."""

    outlets: dict[str, SampleOutlet]
    events: dict[str, SampleEvent]
    articles: dict[str, SampleArticle]
    documents: dict[str, SampleDocument]
    images: dict[str, SampleImage]
    chrome: dict[str, dict[str, Any]]


def root() -> Traversable:
    """The package's folder, wherever it is installed."""
    return resources.files("headwater.sample")


def image_bytes(name: str) -> bytes:
    """The JPEG of a picture."""
    return (root() / "images" / f"{name}.jpg").read_bytes()


def images() -> dict[str, SampleImage]:
    """The pictures alone, so that they can be drawn before the rest is complete."""
    return _table(root() / "content" / "images.toml", "image", SampleImage, "name")


@cache
def load() -> Content:
    """Read everything once and check it; raises ContentError."""
    base = root() / "content"
    outlets = _table(base / "outlets.toml", "outlet", SampleOutlet, "slug")
    events, written = _written(base)
    content = Content(
        outlets=outlets,
        events=events,
        articles=_resolve(written),
        documents=_table(base / "documents.toml", "document", SampleDocument, "id"),
        images=images(),
        chrome=_toml(base / "chrome.toml"),
    )
    check(content)
    return content


def _toml(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{file.name}: {error}") from error


def _build(kind: type[Any], values: dict[str, Any], where: str) -> Any:
    fixed = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    try:
        return kind(**fixed)
    except TypeError as error:
        raise ContentError(f"{where}: {error}") from error


def _table(file: Traversable, name: str, kind: type[Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for values in _toml(file).get(name, []):
        one = _build(kind, values, f"{file.name}, {values.get(key, 'without ' + key)}")
        if getattr(one, key) in found:
            raise ContentError(f"{file.name}: {key} {getattr(one, key)!r} stands twice")
        found[getattr(one, key)] = one
    return found


def _files(folder: Traversable) -> Iterator[Traversable]:
    yield from sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)


def _written(base: Traversable) -> tuple[dict[str, SampleEvent], dict[str, dict[str, Any]]]:
    """The events, and the articles' raw values by id with ``event`` and ``file`` filled in."""
    events: dict[str, SampleEvent] = {}
    written: dict[str, dict[str, Any]] = {}
    for file in [*_files(base / "events"), *_files(base / "singles")]:
        table = _toml(file)
        event = str(table.get("id", ""))
        if event:
            events[event] = SampleEvent(id=event, title=str(table["title"]))
        for values in table.get("article", []):
            name = str(values.get("id", ""))
            if not name or name in written:
                raise ContentError(f"{file.name}: article id {name!r} is empty or stands twice")
            written[name] = {"event": event, "kind": "report", **values, "file": file.name}
    return events, written


INHERITED = (
    *("headline", "text", "standfirst", "section", "section_name", "dateline"),
    *("image", "caption", "credit", "alt"),
)


def _resolve(written: dict[str, dict[str, Any]]) -> dict[str, SampleArticle]:
    """Give every copy the text of its original, trimmed and edited as it asks."""
    articles: dict[str, SampleArticle] = {}
    for name, values in written.items():
        values = dict(values)
        where = f"{values.pop('file')}, {name}"
        trim, edits = int(values.pop("trim", 0)), values.pop("replace", [])
        if original := values.get("copy_of"):
            if original not in written or written[original].get("copy_of"):
                raise ContentError(f"{where}: copy_of {original!r} is not an original")
            base = written[original]
            values = {**{key: base[key] for key in INHERITED if key in base}, "kind": "copy", **values}
            values["kind"] = "copy" if values["kind"] == "report" else values["kind"]
            values["supplier"] = values.get("supplier") or base["outlet"]
            values["text"] = _edited(values["text"], trim, edits, where)
        articles[name] = _build(SampleArticle, values, where)
    return articles


def _edited(text: str, trim: int, edits: Iterable[Iterable[str]], where: str) -> str:
    """The first ``trim`` paragraphs (0: all), with each pair of ``edits`` replaced."""
    paragraphs = re.split(r"\n\s*\n", text.strip())  # "one\n\ntwo" -> two paragraphs
    text = "\n\n".join(paragraphs[: trim or None])
    for old, new in edits:
        if old not in text:
            raise ContentError(f"{where}: replace finds no {old!r}")
        text = text.replace(old, new)
    return text


def check(content: Content) -> None:
    """Raise ContentError at the first thing that does not hold together."""
    for outlet in content.outlets.values():
        _check_outlet(outlet, content)
    for article in content.articles.values():
        _check_article(article, content)


def _need(holds: object, where: str, message: str) -> None:
    if not holds:
        raise ContentError(f"{where}: {message}")


def _check_outlet(outlet: SampleOutlet, content: Content) -> None:
    where = f"outlets.toml, {outlet.slug}"
    _need(HOST_LABEL.fullmatch(outlet.slug), where, "the slug must serve as a host name")
    _need(OFFSET.fullmatch(outlet.utc_offset), where, "utc_offset must look like +05:30")
    _need(outlet.layout in LAYOUTS, where, f"layout must be one of {sorted(LAYOUTS)}")
    _need(outlet.view in VIEWS, where, f"view must be one of {sorted(VIEWS)}")
    _need(outlet.feeds and set(outlet.feeds) <= FEED_KINDS, where, f"feeds must be of {sorted(FEED_KINDS)}")
    _need(set(outlet.faults) <= FAULT_KINDS, where, f"faults must be of {sorted(FAULT_KINDS)}")
    _need(outlet.language.split("-")[0] in content.chrome, where, "chrome.toml lacks its language")


def _check_article(article: SampleArticle, content: Content) -> None:
    where = f"article {article.id}"
    _need(article.outlet in content.outlets, where, f"outlet {article.outlet!r} is not known")
    _need(article.kind in KINDS, where, f"kind must be one of {sorted(KINDS)}")
    _need(0 < article.minutes <= 3 * 24 * 60, where, "minutes must lie within three days")
    _need(article.updated is None or 0 <= article.updated < article.minutes, where, "updated is too early")
    _need(
        not article.image or article.image in content.images, where, f"image {article.image!r} is not known"
    )
    _need(not article.image or article.caption, where, "a picture needs a caption")
    _need(not article.supplier or article.supplier in content.outlets, where, "supplier is not known")
    _need(not article.layout or article.layout in LAYOUTS, where, f"layout must be one of {sorted(LAYOUTS)}")
    _need(article.kind != "correction" or article.correction, where, "a correction needs its note")
    _need(article.headline.strip() and article.text.strip(), where, "headline or text is empty")
    for target in markup.targets(article.text):
        kind, _, name = target.partition(":")
        known = {"source": content.documents, "article": content.articles}.get(kind, {})
        _need(name in known, where, f"link to {target!r} leads nowhere")

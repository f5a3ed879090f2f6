"""XML that feeds are written in: bytes to a tree, mended where it is broken, and what is asked of its elements.

In: UTF-8 bytes. Out: :class:`Tree`, names without the accident of prefixes, texts, addresses, languages. Never: an
entity resolved, a DTD read, a request, or a nesting beyond libxml2's own 256.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  (the wheel has no types)

from headwater import text, urls
from headwater.parse import bounds, mending

Element: TypeAlias = Any  # lxml.etree._Element

_SPACES: dict[str, str] = {  # namespaces to the prefix that we use; compared in lower case, final slash and scheme dropped
    "": "", "backend.userland.com/rss": "", "backend.userland.com/rss2": "", "blogs.law.harvard.edu/tech/rss": "",
    "purl.org/rss/1.0": "", "my.netscape.com/rdf/simple/0.9": "", "channel.netscape.com/rdf/simple/0.9": "",
    "purl.org/net/rss1.1#": "", "my.netscape.com/publish/formats/rss-0.91.dtd": "", "example.com/newformat#": "",
    "example.com/necho": "atom", "purl.org/echo": "atom", "uri/of/echo/namespace#": "atom",
    "purl.org/pie": "atom", "purl.org/atom/ns#": "atom", "www.w3.org/2005/atom": "atom",
    "purl.org/rss/1.0/modules/rss091#": "",
    "purl.org/dc/elements/1.1": "dc", "purl.org/dc/elements/1.0": "dc", "purl.org/dc/terms": "dcterms",
    "purl.org/rss/1.0/modules/content": "content", "purl.org/rss/1.0/modules/syndication": "sy",
    "www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf", "search.yahoo.com/mrss": "media",
    "tools.search.yahoo.com/mrss": "media", "search.yahoo.com/mrss/rss": "media", "video.search.yahoo.com/mrss": "media",
    "www.rssboard.org/media-rss": "media", "www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "itunes.com/dtds/podcast-1.0.dtd": "itunes", "example.com/dtds/podcast-1.0.dtd": "itunes",
    "www.itunes.com/dtds/podcast-2.0.dtd": "itunes", "rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "web.resource.org/cc": "cc", "creativecommons.org/ns#": "cc", "cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "cc",
    "backend.userland.com/creativecommonsrssmodule": "cc", "purl.org/atompub/tombstones/1.0": "at", "purl.org/syndication/history/1.0": "fh",
    "rslstandard.org/rsl": "rsl", "www.w3.org/1999/xhtml": "xhtml", "www.w3.org/xml/1998/namespace": "xml",
    "www.sitemaps.org/schemas/sitemap/0.9": "sm", "www.google.com/schemas/sitemap/0.84": "sm",
    "www.google.com/schemas/sitemap-news/0.9": "news", "www.google.com/schemas/sitemap-image/1.1": "image",
    "www.w3.org/ns/tdmrep": "tdm", "prismstandard.org/namespaces/basic/2.0": "prism",
}
_PREFIXES = frozenset({"atom", "dc", "dcterms", "content", "sy", "rdf", "media", "itunes", "feedburner", "cc", "at", "rsl",
                       "xhtml", "xml", "news", "image", "tdm", "prism", "fh"})
_PREFIX_ALIASES = {"rss": "", "rss2": "", "a10": "atom", "atom10": "atom", "dct": "dcterms", "creativecommons": "cc"}
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_DECLARED = re.compile(r"\A(<[^\s<>]+)(?:\s+xmlns(?::[\w.-]+)?=\"[^\"]*\")+")  # '<p xmlns:dc="...": lxml repeats those in scope
_RELATIVE = re.compile(  # 'src="/a.png"', "href = 'a'": no absolute address, fragment or other scheme; from "=" on, since that is found at once,
    # and by what stands beside it most are none
    r"""=(?<=[cCfFrR\s]=)(?!["']https?:)(?:(?<=\s(?i:src)=)|(?<=\s(?i:href)=)|(?<=\s(?i:poster)=)|(?<=\s=))\s*(["'])"""
    r"""(?!https?:|#|[a-zA-Z][a-zA-Z0-9+.-]{1,20}:|\1)([^"'<>]{1,2000})\1""")
_INHERITED = re.compile(rb":(?<=xml:)(?:base|lang)")  # "xml:base"; from ":" on, since that is found at once
_LONGEST_TAG = 1000  # characters of a start tag before such an attribute
_BEFORE = re.compile(r"<[a-z][^<>]*\s(?:src|href|poster)\s*\Z", re.I)  # "<img src"
_PIECE = 1 << 16  # bytes
_MOST_NAMES = 4096  # kept, whatever tags documents invent


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A document, and whether some look-ups can be spared."""

    root: Element
    has_base: bool  # xml:base stands somewhere
    has_lang: bool
    clean: bool  # well formed, so that no text in it holds a control character
    codes: tuple[str, ...]  # of warnings


def parse(body: bytes) -> Tree | None:
    """The tree of a document in UTF-8, cut to our bounds; a second attempt mends it; None where there is no element at all."""
    short = bounds.shortened(body)
    cut, body = len(short) < len(body), mending.without_c1(short)
    found, codes = None if cut else _strict(body), ()
    strict = found is not None
    if found is None:
        whole = mending.finished(body)
        mended, codes = mending.mend(whole)
        found = _recovered(mended)
        codes = codes if len(whole) == len(body) else ("truncated", *codes)
        codes = ("too-many-items" if cut else "not-well-formed", *codes)
    if found is None:
        return None
    inherits = _INHERITED.search(body) is not None
    return Tree(root=found, has_base=inherits and b"xml:base" in body, has_lang=inherits and b"xml:lang" in body, clean=strict, codes=codes)


def _strict(body: bytes) -> Element | None:
    start = mending.ROOT.search(body, 0, 200_000)
    if start is None or b"<!DOCTYPE" in body[: start.start()].upper():
        return None
    try:
        return etree.fromstring(body, _parser(recover=False))
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def _recovered(body: bytes) -> Element | None:
    try:
        found = etree.fromstring(body, _parser(recover=True))
        for one in () if found is None else found.iter():  # a surrogate can slip into what libxml2 takes for a name or a text
            _ = one.tag, one.text, one.tail, one.attrib.items() if isinstance(one.tag, str) else None
    except (etree.XMLSyntaxError, ValueError, AssertionError):  # UnicodeDecodeError is a ValueError
        return None
    return found


class Broken(Exception):
    """A document read in a stream is not well formed."""


def each(body: bytes, tag: str, *, recover: bool = False) -> Iterator[Element]:
    """Elements of a document one after another, each taken out of the tree behind, so that memory does not grow with it.

    ``tag`` as lxml writes it ("{*}url": in any namespace or none). Raises :class:`Broken` where it is not well formed.
    """
    if not recover and b"<!DOCTYPE" in body[:_PIECE].upper():
        raise Broken
    parser = etree.XMLPullParser(events=("end",), tag=tag, **_options(recover=recover))
    try:
        for start in range(0, len(body), _PIECE):
            parser.feed(body[start : start + _PIECE])
            yield from _taken(parser)
        parser.close()
        yield from _taken(parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError) as error:
        if not recover:
            raise Broken from error


def _taken(parser: Any) -> Iterator[Element]:
    for _, one in parser.read_events():
        if (above := one.getparent()) is not None:
            above.remove(one)
        yield one


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(**_options(recover=recover))


def _options(*, recover: bool) -> dict[str, Any]:
    return {"recover": recover, "encoding": "utf-8", "resolve_entities": False, "no_network": True, "load_dtd": False,
            "huge_tree": False, "collect_ids": False, "remove_comments": True, "remove_pis": True}


# ---- names -------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def name(tag: str) -> str:
    """The name of an element or attribute as we know it: "title", "dc:creator", "media:content".

    Case and the prefix chosen make no difference; the namespaces of RSS have no prefix; a prefix that was not declared
    counts as the usual one; what we do not know is "?:local".
    """
    if tag.startswith("{"):
        space, _, local = tag[1:].partition("}")
        short = space.lower().removeprefix("http://").removeprefix("https://").rstrip("/")
        prefix = _SPACES.get(short, "?")
    else:
        prefix, _, local = tag.rpartition(":")
        prefix = prefix.lower()
        prefix = _PREFIX_ALIASES.get(prefix, prefix)
        prefix = prefix if prefix == "" or prefix in _PREFIXES else "?"
    return f"{prefix}:{local.lower()}" if prefix else local.lower()


class _Names(dict[object, str]):
    """Tags as lxml gives them to our names: most tags of all feeds are the same few."""

    def __missing__(self, tag: object) -> str:
        found = name(tag) if isinstance(tag, str) else ""
        if len(self) < _MOST_NAMES:
            self[tag] = found
        return found


class _Locals(dict[str, str]):
    """The same for attributes, without prefix."""

    def __missing__(self, own: str) -> str:
        found = name(own).rpartition(":")[2]
        if len(self) < _MOST_NAMES:
            self[own] = found
        return found


_NAMES, _LOCALS = _Names(), _Locals()


def named(element: Element) -> str:
    """The name of an element; "" for a comment or an entity."""
    return _NAMES[element.tag]


def attribute(element: Element, key: str) -> str:
    """An attribute, whatever the case of its name; "" if absent."""
    found = element.get(key)
    if found is not None:
        return found.strip()
    for own, value in element.items():
        if isinstance(own, str) and _LOCALS[own] == key:
            return value.strip()
    return ""


def attributes(element: Element) -> dict[str, str]:
    """All attributes, each as :func:`attribute` has it: for elements that are asked for several."""
    found: dict[str, str] = {}
    for own, value in element.items():
        if isinstance(own, str):
            key = _LOCALS[own]
            if key == own or key not in found:
                found[key] = value.strip()
    return found


Fields = dict[str, list[Element]]


def fields(element: Element) -> Fields:
    """The children of an element by name, in order, at most :data:`bounds.MAX_ITEMS` of each."""
    found: Fields = {}
    names = _NAMES
    for child in element:
        key = names[child.tag]
        if key not in found:
            found[key] = [child]
        elif len(found[key]) < bounds.MAX_ITEMS:
            found[key].append(child)
    return found


def first(found: Fields, *names: str) -> Element | None:
    """The first child of the first of these names that has one."""
    for key in names:
        if key in found:
            return found[key][0]
    return None


def every(found: Fields, *names: str) -> list[Element]:
    """All children of these names."""
    return [one for key in names if key in found for one in found[key]]


# ---- texts -------------------------------------------------------------------------------------------------


def content(element: Element | None) -> str:
    """What an element holds, as text; elements inside it are written out as HTML."""
    if element is None:
        return ""
    if len(element) == 0:
        return (element.text or "").strip()
    return inside(element).strip()


def inside(element: Element) -> str:
    """The inside of an element as HTML, its text escaped, without prefixes and namespaces."""
    parts = [text_of(element.text)]
    for child in element:
        tail, child.tail = child.tail, None
        if isinstance(child.tag, str):
            for one in child.iter(etree.Element):
                _unprefix(one)
            etree.cleanup_namespaces(child)
            parts.append(_DECLARED.sub(r"\1", etree.tostring(child, encoding="unicode", method="html"), count=1))
        parts.append(text_of(tail))
    return "".join(parts)


def _unprefix(element: Element) -> None:
    try:
        element.tag = local(element)
    except ValueError:  # what a broken document is taken for can be no name
        element.tag = "span"


def local(element: Element) -> str:
    """The name that an element has without namespace and prefix, as written."""
    return element.tag.rpartition("}")[2].rpartition(":")[2]


def text_of(value: str | None) -> str:
    """Text as it must be written between tags."""
    return (value or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def line(element: Element | None) -> str:
    """An element's text as one line, without elements inside it."""
    if element is None:
        return ""
    if len(element) == 0:
        return text.squeeze(element.text or "")
    return text.squeeze("".join(str(part) for part in element.itertext()))


def resolved(markup: str, base: str) -> str:
    """HTML with its relative addresses made absolute."""
    if not base or "<" not in markup:
        return markup

    def absolute(match: re.Match[str]) -> str:
        start = max(markup.rfind("<", max(0, match.start() - _LONGEST_TAG), match.start()), 0)
        if not _BEFORE.match(markup, start, match.start()) or (address := urls.absolute(match[2], base)) is None:
            return match[0]
        return f"{match[0][: -len(match[2]) - 1]}{address}{match[1]}"

    return _RELATIVE.sub(absolute, markup)


# ---- what elements inherit ---------------------------------------------------------------------------------


def base_of(element: Element, document: str) -> str:
    """The address that relative ones in an element start from: xml:base of all ancestors (RFC 4287, section 2)."""
    chain: list[str] = []
    at: Element | None = element
    while at is not None:
        if own := at.get(XML_BASE):
            chain.append(own)
        at = at.getparent()
    return _based(tuple(reversed(chain)), document) if chain else document


@lru_cache(maxsize=64)
def _based(chain: tuple[str, ...], document: str) -> str:
    found = document
    for own in chain:
        found = urls.absolute(own, found or None) or found
    return found


def language_of(element: Element) -> str:
    """xml:lang of an element or its nearest ancestor, as written."""
    at: Element | None = element
    while at is not None:
        if (own := at.get(XML_LANG)) is not None:
            return own
        at = at.getparent()
    return ""


def outer(element: Element) -> str:
    """An element written out without prefixes and namespaces."""
    own = local(element)
    attributes = "".join(f' {str(key).rpartition("}")[2]}="{text_of(str(value)).replace(chr(34), "&quot;")}"'
                         for key, value in element.attrib.items())
    return f"<{own}{attributes}>{inside(element)}</{own}>"

"""Lists of feeds as OPML 2.0: read what other programs write, write what they read.

In: bytes of a file that anyone may have made. Out: :class:`Listed`, or bytes. Never: an exception on any bytes; an
outline without a usable feed address is left out with a warning. The format: http://opml.org/spec2.opml
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from headwater import model, text, urls
from headwater.parse import bounds, encoding, words, xml

_DEEPEST = 100  # levels of folders


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed in a list."""

    feed_url: str
    name: str = ""
    home_url: str = ""
    language: str = ""  # BCP 47, "" if not said
    category: str = ""  # the folders it stands in, parted by "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list that was read."""

    title: str = ""
    outlines: tuple[Outline, ...] = ()  # each feed address once, in order
    warnings: tuple[model.Warned, ...] = ()


def read(body: bytes) -> Listed:
    """The feeds of an OPML document, however deep in folders."""
    opened, _ = encoding.gunzipped(body)
    document, _ = encoding.to_utf8(opened)
    tree = xml.parse(document) if document.strip() else None
    if tree is None or (root := _opml(tree.root)) is None:
        return Listed(warnings=(model.Warned(code="not-opml"),))
    warnings = [model.Warned(code=code) for code in tree.codes]
    found: dict[str, Outline] = {}
    bad = 0
    for element, folders in _outlines(root):
        written = xml.attribute(element, "xmlurl") or (xml.attribute(element, "url") if xml.attribute(element, "type") in ("rss", "atom", "feed") else "")
        if not written:
            continue
        written = "https:" + written[5:] if written.lower().startswith("feed:") else written
        url = urls.absolute(written)
        if url is None:
            bad += 1
        elif url not in found and len(found) < bounds.MAX_OUTLINES:
            found[url] = _outline(element, url, folders)
    if bad:
        warnings.append(model.Warned(code="bad-address", detail=f"{bad} outlines"))
    return Listed(title=_title(root), outlines=tuple(found.values()), warnings=tuple(warnings))


def _opml(root: xml.Element) -> xml.Element | None:
    for number, one in enumerate(root.iter()):
        if xml.named(one).rpartition(":")[2] == "opml":
            return one
        if number > 5:
            break
    return None


def _outlines(root: xml.Element) -> Iterable[tuple[xml.Element, tuple[str, ...]]]:
    """Every outline with the names of the folders around it, in the document's order."""
    bodies = [one for one in root if xml.named(one).rpartition(":")[2] == "body"] or [root]
    waiting: list[tuple[xml.Element, tuple[str, ...]]] = [(one, ()) for body in reversed(bodies) for one in reversed(body)]
    while waiting:
        element, folders = waiting.pop()
        if xml.named(element).rpartition(":")[2] != "outline":
            continue
        yield element, folders
        name = text.squeeze(xml.attribute(element, "text") or xml.attribute(element, "title"))[:100]
        inner = (*folders, name) if name and not xml.attribute(element, "xmlurl") and len(folders) < _DEEPEST else folders
        waiting += [(one, inner) for one in reversed(element)]


def _outline(element: xml.Element, url: str, folders: tuple[str, ...]) -> Outline:
    name = words.title(xml.attribute(element, "title") or xml.attribute(element, "text"))
    labels = [label.strip("/ ") for label in xml.attribute(element, "category").split(",")]
    return Outline(
        feed_url=url,
        name=name[:300],
        home_url=urls.absolute(xml.attribute(element, "htmlurl")) or "",
        language=words.language(xml.attribute(element, "language")) or "",
        category=("/".join(folders) or next((label for label in labels if label), ""))[:300],
    )


def _title(root: xml.Element) -> str:
    head = next((one for one in root if xml.named(one).rpartition(":")[2] == "head"), None)
    return xml.line(xml.first(xml.fields(head), "title")) if head is not None else ""


def write(outlines: Iterable[Outline], *, title: str) -> bytes:
    """An OPML 2.0 document, a folder for each category, in the order given."""
    folders: dict[str, list[Outline]] = {}
    for one in outlines:
        folders.setdefault(one.category, []).append(one)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">', f"  <head><title>{_text(title)}</title></head>", "  <body>"]
    for category, listed in folders.items():
        names = [name for name in category.split("/") if name]
        lines += [f"    <outline text={_attribute(name)}>" for name in names]
        lines += [_line(one) for one in listed]
        lines += ["    </outline>"] * len(names)
    return "\n".join([*lines, "  </body>", "</opml>", ""]).encode("utf-8", "replace")


def _line(one: Outline) -> str:
    given = {"text": one.name or one.feed_url, "title": one.name, "type": "rss", "xmlUrl": one.feed_url,
             "htmlUrl": one.home_url, "language": one.language}
    return "      <outline " + " ".join(f"{key}={_attribute(value)}" for key, value in given.items() if value) + "/>"


def _attribute(value: str) -> str:
    return quoteattr(text.squeeze(value))


def _text(value: str) -> str:
    return xml.text_of(text.squeeze(value))

"""JSON Feed 1.0 and 1.1 to a feed with entries, as leniently as the XML formats.

In: text. Out: ``listed.ParsedFeed``, or None for JSON that is none. Never: an exception on any JSON; a field of the wrong
type is skipped. The format: https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime

from headwater import listed, urls
from headwater.parse import bounds, dates, encoding, media, words, xml
from headwater.parse.notes import Notes

_CONTROLS = json.JSONDecoder(strict=False)
_MANY = 200_000  # opening braces and brackets; more are not all made into objects
_ITEMS = re.compile(r"\"items\"\s{0,100}:\s{0,100}\[")  # '"items": ['
_COMMA = re.compile(r'"(?:\\.|[^"\\])*+"|,(?=\s{0,100}[}\]])')  # '"a, b"' kept; the comma of '"x",}'
_BETWEEN = re.compile(r"[\s,]*")


def read(document: str, notes: Notes) -> listed.ParsedFeed | None:
    """The feed and its entries."""
    try:
        whole = _decoded(document, notes)
    except (ValueError, RecursionError):
        notes.warn("bad-json")
        whole = _mended(document)
    if not isinstance(whole, dict):
        return None
    version, items = _text(whole, "version"), whole.get("items")
    items = [items] if isinstance(items, dict) else items
    if "jsonfeed" not in version.lower():
        if not isinstance(items, list) or not any(isinstance(one, dict) and one.keys() & {"content_html", "content_text", "date_published"} for one in items):
            return None
        notes.warn("json-no-version")
    topic = urls.absolute(_text(whole, "feed_url"), notes.url or None) or ""
    page = urls.absolute(_text(whole, "home_page_url"), notes.url or topic or None) or ""
    base = page or notes.url or topic
    language = notes.language = words.language(_text(whole, "language"))
    raw = bounds.first(one for one in (items if isinstance(items, list) else ()) if isinstance(one, dict))
    entries = [_entry(one, notes, base, language) for one in bounds.newest_of(raw, _moment, notes)]
    return listed.ParsedFeed(
        format="json" + (version.rpartition("/")[2] if version.rpartition("/")[2] in ("1", "1.0", "1.1") else "1"),
        title=words.title(_text(whole, "title")),
        url=page,
        id=_text(whole, "feed_url"),
        summary=_text(whole, "description"),
        language=language,
        authors=_authors(whole),
        hub=_hub(whole.get("hubs")),
        topic=topic,
        older=urls.absolute(_text(whole, "next_url"), base or None) or "",
        entries=tuple(entries),
    )


def _decoded(document: str, notes: Notes) -> object:
    """The document's value; of one with very many objects its head and its first items."""
    if document.count("{") + document.count("[") <= _MANY:
        return _CONTROLS.raw_decode(document)[0]
    notes.warn("too-many-items")
    return _in_parts(document)


def _mended(document: str) -> object:
    """The value of a document with a comma too many, or broken off: its head and the items that are whole."""
    document = _COMMA.sub(lambda match: match[0] if match[0][0] == '"' else "", document)
    try:
        return _CONTROLS.raw_decode(document)[0]
    except (ValueError, RecursionError):
        pass
    try:
        return _in_parts(document)
    except (ValueError, RecursionError):
        return None


def _in_parts(document: str) -> object:
    start = _ITEMS.search(document)
    if start is None:
        return None
    whole, _ = _CONTROLS.raw_decode(document[: start.start()] + '"items":[]}')
    if isinstance(whole, dict):
        whole["items"] = bounds.first(_each(document, start.end()))
    return whole


def _each(document: str, at: int) -> Iterator[object]:
    """The values of a list that begins at a place, one at a time."""
    while (gap := _BETWEEN.match(document, at)) and (at := gap.end()) < len(document) and document[at] != "]":
        try:
            value, at = _CONTROLS.raw_decode(document, at)
        except (ValueError, RecursionError):  # what follows is broken
            return
        yield value


def _moment(one: dict[str, object]) -> datetime | None:
    return dates.quick(_text(one, "date_published")) or dates.quick(_text(one, "date_modified"))


def _entry(one: dict[str, object], notes: Notes, base: str, language: str | None) -> listed.Entry:
    url = urls.absolute(_text(one, "url"), base or None) or ""
    external = urls.absolute(_text(one, "external_url"), base or None) or ""
    identifier = _text(one, "id")
    link = url or external or (urls.absolute(identifier) or "" if identifier.startswith(("http://", "https://")) else "")
    plain = _text(one, "content_text")
    files = _files(one, link or base)
    pictures = [urls.absolute(_text(one, key), link or base or None) or "" for key in ("image", "banner_image")]
    pictures += [file.url for file in files if file.media_type.startswith("image/")]
    tags = one.get("tags")
    return listed.Entry(
        entry_id=identifier,
        url=link,
        title=words.title(_text(one, "title")),  # plain text, but plugins write entities and tags into it
        summary=_text(one, "summary"),
        content=xml.resolved(_text(one, "content_html"), link or base) or (plain if words.is_html(plain) else xml.text_of(plain)),
        published=_date(one, notes, "date_published"),
        updated=_date(one, notes, "date_modified"),
        authors=_authors(one),
        language=words.language(_text(one, "language")) or language,
        categories=tuple(dict.fromkeys(tag.strip()[:200] for tag in (tags if isinstance(tags, list) else ()) if isinstance(tag, str) and tag.strip()))[:100],
        images=tuple(listed.Image(url=address) for address in dict.fromkeys(pictures) if address)[: media.MAX_IMAGES],
        enclosures=files,
        origin_url=external if url and urls.key(external) != urls.key(url) else "",
    )


def _hub(given: object) -> str:
    """The address of the WebSub hub among those named; rssCloud and others do not count."""
    for one in given if isinstance(given, list) else [given]:
        kind = _text(one, "type").lower() if isinstance(one, dict) else ""
        if isinstance(one, dict) and kind in ("", "websub", "pubsubhubbub"):
            return urls.absolute(_text(one, "url")) or ""
    return ""


def _text(one: dict[str, object], key: str) -> str:
    """A string field; numbers count, anything else is empty."""
    value = one.get(key)
    if isinstance(value, str):
        return encoding.demoronize(value.encode("utf-8", "replace").decode().strip())
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return str(value)[:100]
        except ValueError:  # more digits than Python writes
            return ""
    return ""


def _date(one: dict[str, object], notes: Notes, key: str) -> datetime | None:
    line = _text(one, key)
    return notes.date(line) if line else None


def _authors(one: dict[str, object]) -> tuple[str, ...]:
    """``authors`` of 1.1 as list or object, ``author`` of 1.0 as object or text."""
    values: list[str] = []
    for key in ("authors", "author"):
        given = one.get(key)
        for author in given if isinstance(given, list) else [given]:
            values.append(_text(author, "name") if isinstance(author, dict) else author if isinstance(author, str) else "")
    return words.people([value for value in values if value])


def _files(one: dict[str, object], base: str) -> tuple[listed.Enclosure, ...]:
    given, files = one.get("attachments"), []
    for each in given[: media.MAX_IMAGES] if isinstance(given, list) else ():
        if isinstance(each, dict):
            address = urls.absolute(_text(each, "url"), base or None) or ""
            if file := media.enclosure(address, _text(each, "mime_type"), _text(each, "size_in_bytes")):
                files.append(file)
    return tuple(files)

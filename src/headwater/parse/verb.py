"""``headwater parse --jsonl``: one line in, one line out.

In: ``{"id", "path", "url"?, "content_type"?}``; a path may end in ``.gz``. Out: the feed and its entries as JSON can hold
them, in the feed's own words where ours say less: a title's markup, an author's mail address, a link as written; a
summary is the content where the feed gives nothing else. Never: an exception; what failed is in ``error``.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from headwater import listed
from headwater.parse import feed


def verb(line: dict) -> dict:
    """One document, read."""
    identifier = line.get("id")
    try:
        body = Path(str(line["path"])).read_bytes()
    except (OSError, KeyError, ValueError) as error:
        return {"id": identifier, "error": f"{type(error).__name__}: {error}"}
    found = feed.parse(body, url=str(line.get("url") or ""), content_type=str(line.get("content_type") or ""), verbatim=True)
    return {"id": identifier, **shape(found)}


def shape(found: listed.ParsedFeed) -> dict:
    """A feed as the verb prints it."""
    return {
        "format": found.format,
        "feed": {
            "title": found.title, "url": found.url, "id": found.id, "summary": found.summary,
            "language": found.language, "updated": _iso(found.updated), "published": _iso(found.published),
            "authors": list(found.authors), "rights": found.rights, "licences": list(found.licences),
            "hub": found.hub, "topic": found.topic, "older": found.older, **_as_given(found.as_given),
        },
        "entries": [_entry(one) for one in found.entries],
        "sitemaps": list(found.sitemaps),
        "deleted": list(found.deleted),
        "warnings": [{"code": one.code, "detail": one.detail} for one in found.warnings],
    }


def _entry(one: listed.Entry) -> dict:
    shown: dict[str, object] = {
        "id": one.entry_id, "url": one.url, "title": one.title, "summary": one.summary or one.content, "content": one.content,
        "published": _iso(one.published), "updated": _iso(one.updated), "authors": list(one.authors),
        "language": one.language, "categories": list(one.categories),
        "images": [{"url": image.url, "credit": image.credit, "caption": image.caption, "license": image.licence,
                    "copyright": image.copyright, "status": image.status} for image in one.images],
        "enclosures": [{"url": file.url, "type": file.media_type, "length": file.length} for file in one.enclosures],
        "origin_url": one.origin_url, "source_title": one.source_title, "source_url": one.source_url,
        "licences": list(one.licences), "rights": one.rights, "media_status": one.media_status, "content_url": one.content_url,
    }
    if one.as_given:
        shown |= _as_given(one.as_given)
        shown["summary"] = shown["summary"] if one.summary else shown["content"]
    return shown


def _as_given(pairs: tuple[tuple[str, str], ...]) -> dict[str, object]:
    """Fields as the feed writes them; of authors all."""
    shown: dict[str, object] = {name: value for name, value in pairs if name != "author"}
    if people := [value for name, value in pairs if name == "author"]:
        shown["authors"] = people
    return shown


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None

"""What an item is about, by its outlet's own sections: the seventeen top levels of the IPTC Media Topics.

In: the section, the address and the categories of an item. Out: :class:`model.Topic` with the words that say so. Never: a
guess from the text, so that a reader can check each, and an outlet that has no sections has no topics.

The names of sections stand in ``topics.toml``, by topic and language (https://cv.iptc.org/newscodes/mediatopic).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from urllib.parse import unquote, urlsplit

from headwater import model, text

MOST = 3  # topics of an item
_LONGEST = 60  # characters of a section's name
_DEEPEST = 4  # parts of an address that may name sections
_PARTS = re.compile(r"\s*(?:[>/|»›·;:]|\s[-–—]\s)\s*")  # "Sport > Football", "News / Politics"
_ADDRESS_WORDS = re.compile(r"[-_+]+")
_LATIN = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
_VAGUE = frozenset({"media", "mobile", "digital", "people", "gente", "internet", "games", "video", "life", "work", "viral", "show", "para", "sud"})  # in addresses they name servers and forms


def of(*, section: str, url: str, categories: Iterable[str] = ()) -> tuple[model.Topic, ...]:
    """The topics of an item, the surest first: its section, then its address, then what its feed files it under."""
    found: dict[str, model.Topic] = {}
    for where, quote, slug in (*_of_section(section), *_of_address(url), *_of_categories(categories)):
        if slug not in found and len(found) < MOST and (not found or where == next(iter(found.values())).where):
            row = table()[slug]
            found[slug] = model.Topic(slug=slug, code=row["code"], name=row["name"], where=where, quote=text.cut(quote, _LONGEST))
    return tuple(found.values())


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Slug -> the topic's code, name and names of sections by language."""
    return tomllib.loads((resources.files("headwater.publish") / "topics.toml").read_text(encoding="utf-8"))


@cache
def names() -> Mapping[str, str]:
    """Slug -> name in English, in the order of the vocabulary."""
    return {slug: row["name"] for slug, row in table().items()}


def _of_section(section: str) -> Iterator[tuple[str, str, str]]:
    for part in (section, *_PARTS.split(section[:200])):
        if slug := _slug(part):
            yield "section", part, slug


def _of_address(url: str) -> Iterator[tuple[str, str, str]]:
    """Parts of the path but the last, which names the article: "/sport/football/2026/11/a-b-c"."""
    try:
        parts = unquote(urlsplit(url).path).split("/")
    except ValueError:
        return
    for part in [one for one in parts if one][:-1][:_DEEPEST]:
        words = _ADDRESS_WORDS.sub(" ", part.removesuffix(".html"))
        if len(words) > 2 and words not in _VAGUE and (slug := _slug(words)):
            yield "address", part, slug


def _of_categories(categories: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    for category, _ in zip(categories, range(12), strict=False):
        if slug := _slug(category):
            yield "feed", category, slug


def _slug(name: str) -> str | None:
    return _words().get(_folded(name).strip(" .#\"'")) if 1 < len(name) <= _LONGEST else None


def _folded(name: str) -> str:
    """Folded, also those letters of Latin that Unicode does not take apart."""
    return text.fold(text.squeeze(name)).translate(_LATIN)


@cache
def _words() -> Mapping[str, str]:
    """Folded name of a section -> slug."""
    found: dict[str, str] = {}
    for slug, row in table().items():
        for language, written in row.items():
            if language not in ("code", "name"):
                found |= {_folded(name): slug for name in written.split("|")}
    return found

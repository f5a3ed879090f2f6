"""Addresses of the catalogue that a check found stale: the operator's own list, which every later choice leaves out.

In: outlets, a TOML file that ``headwater outlets check --catalogue --retire`` wrote. Out: the outlets without what is
gone and with the new address of what has moved. Never: a change to the catalogue that ships.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from headwater import urls
from headwater.errors import ConfigError
from headwater.feeds.catalogue import CatalogueOutlet

NAME = "retired.toml"  # in the data folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """One address, and what it answered."""

    url: str
    why: str
    on: date
    moved_to: str = ""  # where it redirects for good; "" if it is gone


def read(path: Path) -> dict[str, Retired]:
    """The addresses of a file; none if there is no file."""
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("address", [])
        return {one.url: one for one in map(_entry, tables)}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise ConfigError(f"is no list of retired addresses ({error}): mend it, or remove it and check again", path=path) from None


def _entry(table: Mapping[str, object]) -> Retired:
    url, moved = (urls.absolute(str(table.get(key, ""))) for key in ("url", "moved_to"))
    on = table["on"]
    if url is None or not isinstance(on, date):
        raise ValueError("an entry needs url and on")
    return Retired(url=url, why=str(table.get("why", "")), on=on, moved_to=moved or "")


def text(entries: Iterable[Retired]) -> str:
    """The file's text, by address."""
    parts = ["# Written by `headwater outlets check --catalogue --retire`; take out what shall be used again.\n"]
    for one in sorted(entries, key=lambda one: one.url):
        moved = f"moved_to = {_quoted(one.moved_to)}\n" if one.moved_to else ""
        parts.append(f"[[address]]\nurl = {_quoted(one.url)}\n{moved}why = {_quoted(one.why)}\non = {one.on.isoformat()}\n")
    return "\n".join(parts)


def _quoted(value: str) -> str:
    """A basic string of TOML, which has JSON's escapes (TOML 1.0), and must not hold DEL."""
    return json.dumps(value.replace("\x7f", ""), ensure_ascii=False)


def without(outlets: Iterable[CatalogueOutlet], retired: Mapping[str, Retired]) -> tuple[CatalogueOutlet, ...]:
    """The outlets with the addresses that are left or have moved; those with none are left out."""
    if not retired:
        return tuple(outlets)
    changed = (replace(one, feeds=_left(one.feeds, retired), sitemaps=_left(one.sitemaps, retired)) for one in outlets)
    return tuple(one for one in changed if one.polled)


def _left(addresses: tuple[str, ...], retired: Mapping[str, Retired]) -> tuple[str, ...]:
    found = (retired[url].moved_to if url in retired else url for url in addresses)
    return tuple(dict.fromkeys(url for url in found if url))

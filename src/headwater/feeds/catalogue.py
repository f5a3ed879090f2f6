"""The outlets that ship with the program, and files of the same form that people write.

In: ``catalogue.toml`` beside this module, or a TOML file. Out: :class:`CatalogueOutlet`, checked. Never: a request, or a
licence that the file does not name. What is wrong is a ``ConfigError`` with file and line.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from headwater import model, urls
from headwater.errors import ConfigError

SHIPPED = Path(__file__).with_name("catalogue.toml")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")  # "pt", "zh-Hant", "pt-BR"
_COUNTRY = re.compile(r"[a-z]{2}")  # "br"
_LINE = re.compile(r"\(at line (\d+)")  # "Expected '=' after a key (at line 3, column 5)"
_HEAD = re.compile(r"^[ \t]*\[\[[ \t]*outlet[ \t]*\]\]", re.M)  # "[[outlet]]"
_KEYS = frozenset({"name", "home", "feeds", "language", "country", "agency", "images", "licence"})
_LICENCE_KEYS = frozenset({"name", "uri", "ground", "contact"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueOutlet:
    """An outlet of a file, its addresses absolute."""

    name: str
    home_url: str
    feeds: tuple[str, ...]
    language: str | None = None  # BCP 47
    country: str | None = None  # ISO 3166-1 alpha-2, lower case
    is_agency: bool = False
    images: bool | None = None  # False: the licence is for the text alone
    licence: model.Licence | None = None
    ground: str = ""  # where the outlet's terms say so


def load() -> tuple[CatalogueOutlet, ...]:
    """The outlets that ship."""
    return read(SHIPPED)


def read(path: Path) -> tuple[CatalogueOutlet, ...]:
    """The outlets of a file: one ``[[outlet]]`` table each, as in the shipped one.

    Refuses a file that is no TOML, unknown keys, addresses that are none, codes of the wrong form, and an outlet or a
    feed that stands twice.
    """
    document = _text_of(path)
    try:
        tables = tomllib.loads(document).get("outlet", [])
    except tomllib.TOMLDecodeError as error:
        match = _LINE.search(str(error))
        line = int(match[1]) if match else document.count("\n") + 1
        raise ConfigError(f"is not valid TOML: {error}", path=path, line=line) from None
    except RecursionError:
        raise ConfigError("is nested too deeply", path=path) from None
    starts = [document.count("\n", 0, match.start()) + 1 for match in _HEAD.finditer(document)]
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError("holds no [[outlet]] tables", path=path)
    return _distinct(tables, starts if len(starts) == len(tables) else [], path)


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=path) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError("is not in UTF-8: save it so", path=path, line=line) from None


def _distinct(tables: list[dict], starts: list[int], path: Path) -> tuple[CatalogueOutlet, ...]:
    """Every table checked, and no name and home or feed twice."""
    found: list[CatalogueOutlet] = []
    seen: set[str] = set()
    for number, table in enumerate(tables):
        line = starts[number] if starts else None
        try:
            one = _outlet(table)
            for key in (f"{one.name} at {one.home_url}", *one.feeds):
                if key in seen:
                    raise ValueError(f"{key} stands here a second time")
                seen.add(key)
        except ValueError as error:
            raise ConfigError(f"outlet {number + 1} ({table.get('name', 'without a name')!s}): {error}", path=path, line=line) from None
        found.append(one)
    return tuple(found)


def _outlet(table: dict) -> CatalogueOutlet:
    _known(table, _KEYS)
    feeds = table.get("feeds")
    if not isinstance(feeds, list) or not feeds:
        raise ValueError("feeds must be a list of at least one address")
    licence = table.get("licence")
    if licence is not None and not isinstance(licence, dict):
        raise ValueError('licence must be a table: { name = "CC BY 4.0", uri = "https://...", ground = "..." }')
    return CatalogueOutlet(
        name=_text(table, "name", needed=True),
        home_url=_address(table.get("home"), "home"),
        feeds=tuple(_address(one, "feeds") for one in feeds),
        language=_coded(table, "language", _LANGUAGE, 'a BCP 47 tag such as "pt" or "zh-Hant"'),
        country=_coded(table, "country", _COUNTRY, 'two lower-case letters of ISO 3166-1 such as "br"'),
        is_agency=bool(_flag(table, "agency")),
        images=_flag(table, "images"),
        licence=_licence(licence) if licence else None,
        ground=_text(licence, "ground") if licence else "",
    )


def _licence(table: dict) -> model.Licence:
    _known(table, _LICENCE_KEYS)
    return model.Licence(uri=_address(table.get("uri"), "licence.uri"), name=_text(table, "name", needed=True), where="outlet",
                         contact=_text(table, "contact"))


def _known(table: dict, keys: frozenset[str]) -> None:
    if strange := sorted(set(table) - keys):
        raise ValueError(f"{strange[0]!r} is no key here; known are {', '.join(sorted(keys))}")


def _text(table: dict, key: str, *, needed: bool = False) -> str:
    value = table.get(key, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise ValueError(f"{key} must be a text")
    return value.strip()


def _flag(table: dict, key: str) -> bool | None:
    value = table.get(key)
    if value is not None and not isinstance(value, bool):
        raise ValueError(f"{key} must be true or false")
    return value


def _coded(table: dict, key: str, form: re.Pattern[str], wanted: str) -> str | None:
    value = _text(table, key)
    if value and not form.fullmatch(value):
        raise ValueError(f"{key} is {value!r}, but must be {wanted}")
    return value or None


def _address(value: object, key: str) -> str:
    address = urls.absolute(value) if isinstance(value, str) else None
    if address is None or "://" not in str(value):
        raise ValueError(f"{key} has {value!r}, which is no address of the web")
    return address

"""The outlets that ship with the program, one file a country, and files of the same form that people write.

In: ``xx.toml`` beside this module (``int.toml``: of no one country), or a TOML file. Out: :class:`CatalogueOutlet`, checked.
Never: a request, or a licence that the file does not name. What is wrong is a ``ConfigError`` with file and line.
``docs/catalogue.md`` tells people of the form.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from headwater import gathering, model, urls
from headwater.errors import ConfigError
from headwater.feeds import rules

FOLDER = Path(__file__).parent
INTERNATIONAL = "int"  # int.toml
KINDS = ("agency", "paper", "magazine", "broadcaster", "online", "public-body", "science", "fact-checker", "party", "other")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")  # "pt", "zh-Hant", "pt-BR"
_COUNTRY = re.compile(r"[a-z]{2}")  # "br"
_LINE = re.compile(r"\(at line (\d+)")  # "Expected '=' after a key (at line 3, column 5)"
_HEAD = re.compile(r"^[ \t]*\[\[[ \t]*outlet[ \t]*\]\]", re.M)  # "[[outlet]]"
_KEYS = frozenset({"name", "home", "feeds", "sitemaps", "language", "languages", "country", "kind", "owner", "agency", "images",
                   "licence", "rules"})
_LICENCE_KEYS = frozenset({"name", "uri", "ground", "contact"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueOutlet:
    """An outlet of a file, its addresses absolute."""

    name: str
    home_url: str
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()  # of news, or of everything with dates
    languages: tuple[str, ...] = ()  # BCP 47, the main one first
    country: str | None = None  # ISO 3166-1 alpha-2, lower case
    kind: str = ""  # one of KINDS
    owner: str = ""
    is_agency: bool = False
    images: bool | None = None  # False: the licence is for the text alone
    licence: model.Licence | None = None
    ground: str = ""  # where the outlet's terms say so
    rules: gathering.OutletRules | None = None  # None: the file says nothing of rules

    @property
    def language(self) -> str | None:
        """The main language."""
        return self.languages[0] if self.languages else None

    @property
    def about(self) -> gathering.About:
        """What the store keeps of it beside name and policy."""
        return gathering.About(kind=self.kind, owner=self.owner, languages=self.languages)

    @property
    def polled(self) -> tuple[str, ...]:
        """What is asked for news: its feeds, or its sitemaps where there is no feed, for those carry titles alone."""
        return self.feeds or self.sitemaps


@cache
def load() -> tuple[CatalogueOutlet, ...]:
    """The outlets that ship, by country, then as their file has them."""
    return tuple(one for path in shipped() for one in read(path, country=path.stem))


def shipped() -> list[Path]:
    """The files that ship, by name."""
    return sorted(FOLDER.glob("*.toml"))


def read(path: Path, *, country: str = INTERNATIONAL) -> tuple[CatalogueOutlet, ...]:
    """The outlets of a file: one ``[[outlet]]`` table each, as in the shipped ones; ``country`` is that of the whole file.

    Refuses a file that is no TOML, unknown keys, addresses that are none, codes of the wrong form, and an outlet or an
    address that stands twice.
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
    return _distinct(tables, starts if len(starts) == len(tables) else [], path, None if country == INTERNATIONAL else country)


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=path) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError("is not in UTF-8: save it so", path=path, line=line) from None


def _distinct(tables: list[dict], starts: list[int], path: Path, country: str | None) -> tuple[CatalogueOutlet, ...]:
    """Every table checked, and no name and home or address twice."""
    found: list[CatalogueOutlet] = []
    seen: set[str] = set()
    for number, table in enumerate(tables):
        line = starts[number] if starts else None
        try:
            one = _outlet(table, country)
            for key in (f"{one.name} at {one.home_url}", *one.feeds, *one.sitemaps):
                if key in seen:
                    raise ValueError(f"{key} stands here a second time")
                seen.add(key)
        except ValueError as error:
            raise ConfigError(f"outlet {number + 1} ({table.get('name', 'without a name')!s}): {error}", path=path, line=line) from None
        found.append(one)
    return tuple(found)


def _outlet(table: dict, country: str | None) -> CatalogueOutlet:
    _known(table, _KEYS)
    feeds, sitemaps = _addresses(table, "feeds"), _addresses(table, "sitemaps")
    if not feeds and not sitemaps:
        raise ValueError("feeds must be a list of at least one address, unless there are sitemaps")
    licence, ruled = table.get("licence"), table.get("rules")
    if licence is not None and not isinstance(licence, dict):
        raise ValueError('licence must be a table: { name = "CC BY 4.0", uri = "https://...", ground = "..." }')
    kind, agency = _text(table, "kind"), _flag(table, "agency")
    if kind and kind not in KINDS:
        raise ValueError(f"kind is {kind!r}, but must be one of {', '.join(KINDS)}")
    return CatalogueOutlet(
        name=_text(table, "name", needed=True), home_url=_address(table.get("home"), "home"), feeds=feeds, sitemaps=sitemaps,
        languages=_languages(table), country=_country(table, country), kind=kind, owner=_text(table, "owner"),
        is_agency=kind == "agency" if agency is None else agency, images=_flag(table, "images"),
        licence=_licence(licence) if licence else None, ground=_text(licence, "ground") if licence else "",
        rules=None if ruled is None else rules.read(ruled),
    )


def _licence(table: dict) -> model.Licence:
    _known(table, _LICENCE_KEYS)
    return model.Licence(uri=_address(table.get("uri"), "licence.uri"), name=_text(table, "name", needed=True), where="outlet",
                         contact=_text(table, "contact"))


def _languages(table: dict) -> tuple[str, ...]:
    """``language`` and ``languages``, which may be used together; the single one comes first."""
    listed = table.get("languages", [])
    if not isinstance(listed, list):
        raise ValueError('languages must be a list such as ["fr", "nl"]')
    first = _text(table, "language")
    given = [first, *listed] if first else listed
    for one in given:
        if not isinstance(one, str) or not _LANGUAGE.fullmatch(one):
            raise ValueError(f'language is {one!r}, but must be a BCP 47 tag such as "pt" or "zh-Hant"')
    return tuple(dict.fromkeys(given))


def _country(table: dict, of_file: str | None) -> str | None:
    given = _text(table, "country")
    if given and not _COUNTRY.fullmatch(given):
        raise ValueError(f'country is {given!r}, but must be two lower-case letters of ISO 3166-1 such as "br"')
    if given and of_file and given != of_file:
        raise ValueError(f"country is {given!r}, but the file is of {of_file!r}")
    return given or of_file


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


def _addresses(table: dict, key: str) -> tuple[str, ...]:
    listed = table.get(key, [])
    if not isinstance(listed, list):
        raise ValueError(f"{key} must be a list of addresses")
    return tuple(_address(one, key) for one in listed)


def _address(value: object, key: str) -> str:
    address = urls.absolute(value) if isinstance(value, str) else None
    if address is None or "://" not in str(value):
        raise ValueError(f"{key} has {value!r}, which is no address of the web")
    return address

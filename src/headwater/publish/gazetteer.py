"""Countries and the large cities after which time zones are named, in all languages that Unicode's locale data knows.

In: words and their language. Out: a key that is the same in all languages: "DE", "Europe/Berlin". Never: a place that the tables
do not have, or part of a longer word in a script that shows where words end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from headwater import text
from headwater.cldr import Locale, UnknownLocaleError

_AREAS = frozenset({"Africa", "America", "Asia", "Australia", "Europe", "Pacific"})
_NOT = frozenset({"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB", "America/Center", "Pacific/Easter", "Pacific/Wake", "Pacific/Midway", "America/Nome", "America/Phoenix"})
_ALSO = {"Britain": "GB", "UK": "GB", "U.K.": "GB", "US": "US", "U.S.": "US", "USA": "US", "America": "US"}  # in English
INFLECTED = frozenset({"ru", "uk", "be", "bg", "mk", "sr", "pl", "cs", "sk", "hr", "sl", "bs"})  # languages that write a place in several cases
_SHORT = 2  # characters of a name in a script without spaces
_THAI = 3  # of one in a script whose letters are smaller than syllables
_KANA = "\u30a0-\u30ff"
_CLITICS = "[وفبلك]?"  # Arabic writes "and", "in", "for" with the word
_PARTICLES = "(?:은|는|이|가|을|를|의|에|에서|로|으로|과|와|도|만|까지|부터|에게|측|산|인)?"  # behind a Korean noun


@lru_cache(maxsize=128)
def names(base: str) -> Mapping[str, tuple[str, str]]:
    """Folded name -> key and name as it is written, of a language; {} for one without locale data."""
    try:
        locale = Locale.parse(base) if base else None
    except (UnknownLocaleError, ValueError):
        locale = None
    if locale is None:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for code, name in locale.territories.items():
        if len(code) == 2 and code not in _NOT:
            found.update((text.fold(form), (code, form)) for form in _forms(name))
    for zone, city in _cities(locale).items():
        found.setdefault(text.fold(city), (zone, city))
    if base == "en":
        found |= {text.fold(name).rstrip("."): (code, name) for name, code in _ALSO.items()}
    return found


def _cities(locale: Locale) -> Mapping[str, str]:
    """Zone -> its city; where a language in Latin letters gives none, its identifier says it as English does."""
    given: dict[str, str] = {str(zone): row["city"] for zone, row in locale.time_zones.items() if row.get("city")}
    if locale.language == "en":
        given = {zone: zone.split("/")[-1].replace("_", " ") for zone in map(str, Locale.parse("ru").time_zones)} | given
    return {zone: city for zone, city in given.items() if zone not in _NOT and zone.split("/")[0] in _AREAS and zone.count("/") == 1}


@lru_cache(maxsize=512)
def in_english(place: str) -> str:
    """A place by its English name, "" for a key that is none."""
    return _cities(Locale.parse("en")).get(place, "") if "/" in place else str(Locale.parse("en").territories.get(place, "")) if len(place) == 2 and place.isupper() else ""


def _forms(name: str) -> Iterator[str]:
    """A country's name, and that without what stands in brackets: "Myanmar (Burma)"."""
    bare = re.sub(r"\s*[(（].*?[)）]", "", name)
    for one in {name, bare, bare.replace(" & ", " and ")}:
        if len(one) > 1:
            yield one


def whole(name: str, base: str) -> str | None:
    """The place of exactly this name in a language, or None; of a Slavic language also in another case."""
    folded = text.fold(name).rstrip(".")
    table = names(base)
    if folded in table:
        return table[folded][0]
    return _stems(base).get(_stem(folded)) if base in INFLECTED and len(folded) > 4 else None


_ENDINGS = re.compile(r"(?:ией|ями|ами|ией|ией|ии|ию|ия|ої|ою|ем|ом|ой|ей|ею|іі|ії|ію|ія|ах|ях|а|я|у|ю|ы|и|е|і|ї|ь|ami|ach|iami|iach|em|om|ie|ii|ią|ię|ia|ou|a|e|y|i|u|ę|ą|o|í|ě)$")


def _stem(word: str) -> str:
    return _ENDINGS.sub("", word)


@lru_cache(maxsize=16)
def _stems(base: str) -> Mapping[str, str]:
    """Stems that belong to one place alone."""
    found: dict[str, str] = {}
    several: set[str] = set()
    for name, (place, _) in names(base).items():
        stem = _stem(name)
        if found.get(stem, place) != place:
            several.add(stem)
        if len(stem) > (4 if "/" in place else 3) and " " not in stem:
            found[stem] = place
    return {stem: place for stem, place in found.items() if stem not in several}


def within(lines: str, base: str) -> Iterator[tuple[str, str]]:
    """Places of which the names stand in a text in a script without capitals, with their keys, each once."""
    pattern = _pattern(base)
    table = names(base)
    seen: set[str] = set()
    for match in pattern.finditer(text.fold(lines)) if pattern else ():
        place, name = table[match["name"]]
        if place not in seen:
            seen.add(place)
            yield name, place


@lru_cache(maxsize=32)
def _pattern(base: str) -> re.Pattern[str] | None:
    usable = [name for name in names(base) if len(name) >= (_THAI if re.match(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]", name) else _SHORT) and not name.isascii()]
    if not usable:
        return None
    any_of = "|".join(re.escape(name) for name in sorted(usable, key=lambda name: (-len(name), name)))
    if base in ("zh", "yue", "ja", "th", "lo", "my", "km"):
        return re.compile(rf"(?<![{_KANA}])(?P<name>{any_of})(?![{_KANA}])")
    if base == "ko":
        return re.compile(rf"(?<!\w)(?P<name>{any_of}){_PARTICLES}(?!\w)")
    return re.compile(rf"(?<!\w){_CLITICS if base in ('ar', 'fa', 'ur') else ''}(?P<name>{any_of})(?!\w)")


def is_country(place: str) -> bool:
    """Whether a key is that of a country or territory."""
    return "/" not in place


def is_calendar(word: str, base: str) -> bool:
    """Whether a word is a month, a day of the week or the name of a language."""
    return text.fold(word) in _calendar(base)


@lru_cache(maxsize=128)
def _calendar(base: str) -> frozenset[str]:
    try:
        locale = Locale.parse(base) if base else None
    except (UnknownLocaleError, ValueError):
        locale = None
    if locale is None:
        return frozenset()
    found: set[str] = set()
    for table in (locale.months, locale.days):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                found |= {text.fold(name) for name in table[context].get(width, {}).values()}
    return frozenset(found | {text.fold(name) for name in locale.languages.values()})

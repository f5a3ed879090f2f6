"""Names of months and days in a feed's own language, from the Unicode CLDR as Babel carries it.

In: a line of text that may hold a date, and a language. Out: the same line with the month's English name, or nothing. Never:
a name read in another language than the one given: "listopada" is October in Croatian and November in Polish.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from headwater import calendars

_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EDGE = r"[^\s\d.,،፣/()’'-]"  # what makes a name part of a longer word
_ENDINGS = frozenset({"eu", "ku", "ckb", "ug", "mn", "hu", "fi", "et", "ka", "hy"})  # decline the names of months
_PREFIXES = {"he": "ב?"}  # "in January"
_APOSTROPHES = str.maketrans("ʼʻ׳'", "’’’’")
_SCRIPTS = {"ARMENIAN": "hy", "HEBREW": "he", "DEVANAGARI": "hi", "BENGALI": "bn", "GURMUKHI": "pa", "GUJARATI": "gu", "ORIYA": "or",
            "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn", "MALAYALAM": "ml", "SINHALA": "si", "THAI": "th", "LAO": "lo",
            "TIBETAN": "bo", "MYANMAR": "my", "GEORGIAN": "ka", "ETHIOPIC": "am", "KHMER": "km"}


def in_english(line: str, language: str | None) -> str:
    """The line with a month that the language names as in English and without its weekday; "" if it names none."""
    tag = language or _of_script(line)
    found = _names(tag) if tag else None
    if found is None:
        return ""
    months, days, numbers = found
    folded = _folded(line)
    replaced, count = months.subn(lambda match: f" {_SHORT[numbers[match[1]] - 1]} ", days.sub(" ", folded, count=1), count=1)
    return replaced.strip() if count else ""


def _of_script(line: str) -> str:
    """The language of a script that hardly another language of the news is written in; "" for others."""
    letter = next((char for char in line if char > "\u0530" and char.isalpha()), "")
    return _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0], "") if letter else ""


def _folded(line: str) -> str:
    return unicodedata.normalize("NFC", line.translate(calendars.DIGITS)).casefold().translate(_APOSTROPHES)


@lru_cache(maxsize=64)
def _names(language: str) -> tuple[re.Pattern[str], re.Pattern[str], dict[str, int]] | None:
    """What finds a language's months and days, and the numbers of its months."""
    from headwater import cldr  # here, since few documents need it

    loc = None
    for tag in (language.replace("-", "_"), language.split("-")[0]):
        try:
            loc = cldr.Locale.parse(tag)
            break
        except (cldr.UnknownLocaleError, ValueError):
            continue
    if loc is None:
        return None
    numbers: dict[str, int] = {}
    for number, written in _each(loc.months):
        name = _folded(written).rstrip(".")
        if len(name) > 1 and not name[0].isdigit() and not re.fullmatch(r"m\d\d", name):
            numbers[name] = 0 if numbers.get(name, number) != number else number
    numbers = {name: number for name, number in numbers.items() if number}
    days = {_folded(written).rstrip(".") for _, written in _each(loc.days)} - set(numbers)
    if not numbers:
        return None
    base = language.split("-")[0]
    ending = r"[^\W\d_]{0,4}" if base in _ENDINGS else ""
    return (re.compile(rf"(?<!{_EDGE}){_PREFIXES.get(base, '')}({_any_of(numbers)}){ending}(?!{_EDGE})(?!(?<=\d)\d)\.?"),
            re.compile(rf"^\s*(?:{_any_of(days)})(?!{_EDGE})[\s.,،፣]*"), numbers)


def _each(names: object) -> list[tuple[int, str]]:
    """The whole and shortened names of a table of Babel's, standing alone and within a date."""
    found: list[tuple[int, str]] = []
    for form in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            table = names[form][width] if form in names else {}  # type: ignore[index, operator]
            found += [(int(number), str(written)) for number, written in table.items()]
    return found


def _any_of(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if name)

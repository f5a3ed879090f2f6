"""The words by which outlets print whose picture it is: ``credit_words.toml``, compiled once into patterns.

In: nothing. Out: patterns for lines in lower case (:func:`lowered`), and one for agencies in lines as they are. Never: a
judgement on a line.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")  # scripts without spaces between words
_SIGN = r"(?:©|ⓒ|\(c\)|&copy;)"
_MARK = r"\s?[:：=＝/／|｜~]\s?"  # between label and name
_EDGE = r"(?<![^\W_])"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """What one looks for in a line; all but ``agency`` expect it in lower case."""

    label: re.Pattern[str]  # "photo: ", "crédit photo : ", "© ", "写真＝", "bildquelle: ", each with its mark
    spoken: re.Pattern[str]  # "photo by ", "foto di ", "ภาพจาก": a word between label and name
    start: re.Pattern[str]  # either of them, or brackets and dashes, at the start of a credit
    behind: re.Pattern[str]  # "... nuotr.", "...攝", "... 기자" at the end
    reserved: re.Pattern[str]  # "all rights reserved" with what divides it from the rest
    buttons: re.Pattern[str]  # at the end of a caption
    agency: re.Pattern[str]  # "Getty Images", "AFP"
    photo: frozenset[str]
    roles: frozenset[str]


def lowered(line: str) -> str:
    """The line in lower case and with as many characters as before."""
    return line.replace("İ", "I").lower()


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """The table's patterns; the first call takes some milliseconds."""
    table = tomllib.loads(resources.files(__package__ or "headwater.extract").joinpath("credit_words.toml").read_text("utf-8"))
    agencies = table.pop("agencies")
    photo, role, by, behind, reserved, buttons = (_gathered(table, key) for key in ("photo", "role", "by", "behind", "reserved", "button"))
    word = rf"(?:{_any(photo)})(?:\.|['’]s)?(?:\s?(?:{_any([*role, *photo])}))?"
    named = rf"(?:{_EDGE}(?:{word}|{_any(role)})|(?:{_wide([*photo, *role])}))"
    dotted = _any([one for one in photo if one.endswith(".")])
    label = rf"(?:{named}{_MARK}|{_EDGE}(?:{dotted})\s|(?:{named}\s?)?{_SIGN}\s?|{_EDGE}copyright(?:\s?{_SIGN}|:)?\s|{_EDGE}credits?\s(?!to\b|for\b|card|rating))"
    spoken = rf"(?:{_EDGE}{word}\s(?:{_any(by)})[\s:]\s?|{_EDGE}courtesy(?: of)?\s|(?:{_wide(photo)}|{_wide(role)})(?:{_wide(by)})\s?)"
    return Patterns(
        label=re.compile(label), spoken=re.compile(spoken),
        start=re.compile(rf"[\s(\[（【|–—•/-]*(?:{label}|{spoken}|{_EDGE}(?:{_any(by)})\s)"),
        behind=re.compile(rf"(?:(?<=\S)(?:{_wide(behind)})|\s(?:{_any([one for one in behind if not _UNSPACED.search(one)])}))[。.]?$"),
        reserved=re.compile(rf"[\s.,;:|/–—-]*(?:{_any(reserved)})[\s.!]*"),
        buttons=re.compile(rf"\s*{_EDGE}(?:{_any(buttons)}|i)\s*$"),
        agency=re.compile(rf"{_EDGE}(?:(?i:{_any([one for one in agencies['names'] if not _UNSPACED.search(one)])})"
                          rf"|{_any(agencies['marks'])})(?![^\W_])|(?:{_wide(agencies['names'])})"),
        photo=frozenset(photo), roles=frozenset(role),
    )


def is_unspaced(text: str) -> bool:
    """Whether a text holds a script that is written without spaces."""
    return _UNSPACED.search(text) is not None


def _gathered(table: dict[str, dict[str, list[str]]], key: str) -> list[str]:
    return sorted({word for language in table.values() for word in language.get(key, ())})


def _any(words: list[str]) -> str:
    """An alternation, the longest first, so that "photo" does not hide "photograph"."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda one: (-len(one), one)))


def _wide(words: list[str]) -> str:
    """Those of them that are written without spaces, which need no edge before them."""
    return _any([word for word in words if _UNSPACED.search(word)])

"""The words by which outlets print whose picture it is: ``credit_words.toml``, and where they stand in a line.

In: a line in lower case (:func:`lowered`). Out: places of labels ("photo: "), of spoken ones ("photo by "), of words behind a
name, of agencies. Never: a judgement on what the words mean there. Sets of words, not one long pattern: hundreds of
alternatives take a regular expression fifty milliseconds to be made ready, which every short run of the program would pay.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

Span = tuple[int, int]

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")  # scripts without spaces between words
_MARK = re.compile(r"(?P<sign>\s?(?:©|ⓒ|\(c\))\s?)|\s?[:：=＝/／|｜~፦፡]\s?")  # between label and name; a sign needs no label
_BARE = re.compile(r"(?<![^\W_])(?:copyright(?:\s?[©ⓒ]|:)?\s|credits?(?:\s?(?:\.{2,3}|…)\s?|\s(?!to\b|for\b|card|rating)))")  # "copyright 2026 Ana Reis", "credit Ana Reis"
_LAST_WORDS = re.compile(r"(?:[^\s()（）\[\]【】|｜/／,;:：.!?…—–\-\"“”„«»]+ ){0,2}[^\s()（）\[\]【】|｜/／,;:：!?…—–\-\"“”„«»]+$")  # "crédit photo"
_TOKEN = re.compile(r"\S+")
_LEAD = re.compile(r"[\s(\[（【|–—•/-]*")
_REST = " \t.,:;|/–—-"
_LONGEST_LABEL = 40  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The words of all languages together; ``wide`` ones are of scripts without spaces."""

    photo: frozenset[str]
    labels: frozenset[str]  # photo and role
    dotted: frozenset[str]  # of them, those that are abbreviations: "fot." needs no other mark
    by: frozenset[str]
    behind: frozenset[str]
    wide_labels: frozenset[str]
    wide_spoken: re.Pattern[str]
    wide_behind: tuple[str, ...]
    spelled: tuple[str, ...]  # "image source,": with their comma
    captions: tuple[str, ...]  # "image caption,"
    reserved: tuple[str, ...]
    buttons: tuple[str, ...]
    agency: re.Pattern[str]  # for lines as they are written


@lru_cache(maxsize=1)
def table() -> Table:
    """The table, read once."""
    rows = tomllib.loads(resources.files(__package__ or "headwater.extract").joinpath("credit_words.toml").read_text("utf-8"))
    agencies = rows.pop("agencies")
    photo, role, by, behind, reserved, buttons = (_gathered(rows, key) for key in ("photo", "role", "by", "behind", "reserved", "button"))
    labels = {one.rstrip(".") for one in (*photo, *role)}
    wide = {one for one in labels if is_unspaced(one)}
    names = agencies["names"]
    return Table(
        photo=frozenset(one.rstrip(".") for one in photo), labels=frozenset(labels), dotted=frozenset(one[:-1] for one in photo if one.endswith(".")),
        by=frozenset(by), behind=frozenset(one.rstrip(".") for one in behind if not is_unspaced(one)), wide_labels=frozenset(wide),
        wide_spoken=re.compile(f"(?:{_any(list(wide))})(?:{_any([one for one in by if is_unspaced(one)])})\\s?"),
        wide_behind=tuple(sorted((one for one in behind if is_unspaced(one)), key=len, reverse=True)),
        spelled=_with_commas(rows, "spelled"), captions=_with_commas(rows, "caption"), reserved=tuple(sorted(reserved, key=len, reverse=True)), buttons=tuple(sorted(buttons, key=len, reverse=True)),
        agency=re.compile(rf"(?<![^\W_])(?:(?i:{_any([one for one in names if not is_unspaced(one)])})|{_any(agencies['marks'])})(?![^\W_])"
                          rf"|{_any([one for one in names if is_unspaced(one)])}"),
    )


def lowered(line: str) -> str:
    """The line in lower case and with as many characters as before."""
    return line.replace("İ", "I").lower()


def is_unspaced(line: str) -> bool:
    """Whether a line holds a script that is written without spaces."""
    return _UNSPACED.search(line) is not None


def names_agency(line: str) -> bool:
    """Whether a line, as it is written, names an agency or a stock of pictures."""
    return table().agency.search(line) is not None


def labels(low: str, start: int = 0) -> list[Span]:
    """Labels with their marks, in order: "photo: ", "crédit photo : ", "© ", "写真＝", "fot. "."""
    found: list[Span] = []
    for mark in _MARK.finditer(low, start):
        begin = _label_before(low, mark.start(), start)
        if begin >= 0 or mark["sign"]:
            found.append((begin if begin >= 0 else mark.start(), mark.end()))
    found += [bare.span() for bare in _BARE.finditer(low, start)]
    if ". " in low:
        for word in table().dotted:
            at = low.find(f"{word}. ", start)
            if at >= 0 and (at == 0 or not low[at - 1].isalnum()):
                found.append((at, at + len(word) + 2))
    found.sort()
    return found


def spoken(low: str, start: int = 0) -> list[Span]:
    """Labels with a word between them and the name: "photo by ", "foto di ", "ภาพจาก"."""
    words = table()
    found: list[Span] = []
    tokens = list(_TOKEN.finditer(low, start))
    for place, token in enumerate(tokens[:-1]):
        word = token[0].lstrip("([（【\"“—–-").rstrip(".:")
        if word in words.photo or word == "courtesy":
            begin = _label_before(low, token.end(), start)
            begin = begin if 0 <= begin <= token.start() else token.end() - len(token[0].lstrip("([（【\"“—–-"))
            here = place if word == "courtesy" else place + 1
            two = f"{tokens[here][0]} {tokens[here + 1][0].rstrip(':')}" if here + 1 < len(tokens) else ""
            last = here + 1 if two in words.by else here if tokens[here][0].rstrip(":") in words.by else -1
            if 0 <= last < len(tokens) - 1:
                found.append((begin, tokens[last + 1].start()))
    if is_unspaced(low):
        found += [one.span() for one in words.wide_spoken.finditer(low, start)]
    return found


def opens(low: str, *, bare: bool = False) -> int:
    """Where the name begins behind a label that opens a line, brackets and dashes before it left aside; 0 if none does.

    ``bare`` takes a mere "by" for one, as credits have it.
    """
    lead = _LEAD.match(low).end()  # pyright: ignore[reportOptionalMemberAccess]
    if low.startswith(table().spelled, lead):
        word = next(one for one in table().spelled if low.startswith(one, lead))
        return len(low) - len(low[lead + len(word):].lstrip())
    first = low[: lead + _LONGEST_LABEL + 8]
    for begin, end in (*labels(first, lead), *spoken(first, lead)):
        if begin == lead and end < len(low):
            return end
    word, _, rest = low[lead:].partition(" ")
    return len(low) - len(rest) if bare and rest and word in table().by else 0


def behind(low: str) -> int:
    """Where the words behind a name begin, with which a line ends: "... lrt nuotr.", "記者王明攝"; -1 if it does not."""
    line = low.rstrip(" .。")
    words = table()
    if line.endswith(words.wide_behind):
        return len(line) - next(len(one) for one in words.wide_behind if line.endswith(one))
    before, _, last = line.rpartition(" ")
    return len(before) if before and last in words.behind else -1


def reserved(low: str) -> Span | None:
    """Where "all rights reserved" stands, with what divides it from the rest."""
    for phrase in table().reserved:
        at = low.find(phrase)
        if at >= 0:
            return len(low[:at].rstrip(_REST)), len(low) - len(low[at + len(phrase):].lstrip(f"{_REST}!"))
    return None


def spelled_caption(low: str) -> int:
    """Where the caption begins behind what screen readers are told before it: "Image caption, "; 0 if nothing is."""
    if not low.startswith(table().captions):
        return 0
    word = next(one for one in table().captions if low.startswith(one))
    return len(low) - len(low[len(word):].lstrip())


def button(low: str) -> int:
    """Where the words of a button begin, with which a caption ends; -1 if it does not."""
    line = low.rstrip()
    if line.endswith(table().buttons):
        at = len(line) - next(len(one) for one in table().buttons if line.endswith(one))
        return at if at == 0 or not line[at - 1].isalnum() else -1
    return len(line) - 2 if line.endswith((". i", "! i")) else -1  # the letter of an info button


def _label_before(low: str, end: int, least: int) -> int:
    """Where the label begins that ends at ``end``; -1 if none does."""
    before = low[max(least, end - _LONGEST_LABEL) : end].rstrip(" .")
    if not before:
        return -1
    words, offset = table(), max(least, end - _LONGEST_LABEL)
    if is_unspaced(before[-1]):
        for length in range(min(len(before), 9), 0, -1):
            if before[-length:] in words.wide_labels:
                return offset + len(before) - length
        return -1
    match = _LAST_WORDS.search(before)
    if match is None:
        return -1
    parts = match[0].split(" ")
    for count in range(len(parts)):
        some = parts[count:]
        if " ".join(some) in words.labels or (len(some) == 2 and all(part.rstrip(".") in words.labels for part in some)):
            return offset + match.end() - len(" ".join(some))
    return -1


def _with_commas(rows: dict[str, dict[str, list[str]]], key: str) -> tuple[str, ...]:
    return tuple(sorted((f"{word}{comma}" for word in _gathered(rows, key) for comma in ",،，、"), key=len, reverse=True))


def _gathered(rows: dict[str, dict[str, list[str]]], key: str) -> set[str]:
    return {word for language in rows.values() for word in language.get(key, ())}


def _any(words: list[str]) -> str:
    """An alternation, the longest first, so that "getty" does not hide "getty images"."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda one: (-len(one), one)))


def languages() -> Iterator[str]:
    """The languages of the table."""
    rows = tomllib.loads(resources.files(__package__ or "headwater.extract").joinpath("credit_words.toml").read_text("utf-8"))
    return (name for name in rows if name != "agencies")

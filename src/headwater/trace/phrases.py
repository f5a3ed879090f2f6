"""Phrases: what a speaker of a language writes in ``words.toml``, made into patterns that are cheap to look for.

In: phrases such as "WHO said in a (brief |)statement" and texts. Out: where they stand, with what fills their slots.
Never: an opinion on what a phrase means, or a search of a text that has none of a phrase's words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import islice

_PIECE = re.compile(r"\(|\)|\||\*|…|\s+|SOURCE(?=\()|(?:WHO|NAME)(?:\{[^}]*\})?|.", re.S)  # "(", "WHO", "NAME{X|Telegram}", "s"
_FREE = r"[^,;:!?。，、；！？\n]"  # what a slot in the middle of a phrase may hold
_GAP = r"[^.!?。！？\n]{0,60}?"
_REST = r"[\w\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e\u200c]{0,24}"  # of a word, with the signs that no letter holds
_SMALL = "a-zß-öø-ÿąćčďęěėłńňőřśšťůűźžżğışțăа-яёіїєґα-ωάέήίόύώ"  # letters with which no name begins
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0590-\u08ff]")  # no edge of words, or letters glued to them
_GLUED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SAME = {"no": "nb", "nn": "nb", "bs": "hr", "sh": "hr", "ms": "id", "in": "id", "iw": "he", "gl": "pt", "mk": "bg", "dv": "ar", "prs": "fa"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of one kind, ready to be looked for."""

    kind: str
    written: str  # its pattern
    keys: tuple[str, ...]  # lower case; a text without any of them does not hold the phrase
    first: str  # slot before the phrase: "who", "name", or ""
    last: str  # slot behind it
    weak: bool

    @property
    def pattern(self) -> re.Pattern[str]:
        return _pattern(self.written)


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase in a line."""

    phrase: Phrase
    start: int
    end: int
    who: str  # what a slot in the middle holds, as written
    name: str
    gap: str  # what the first gap holds
    source: str  # what SOURCE holds: somebody without a name, as printed


@dataclass(slots=True)
class _Part:
    """A piece of a phrase while it is read: its pattern, and words of which a match holds at least one."""

    pattern: str
    keys: tuple[str, ...] = ()


def lower(line: str) -> str:
    """A line in the lower case of the keys; a Turkish capital loses its dot."""
    return line.lower().replace("\u0307", "")


def unspaced(line: str) -> bool:
    """Whether a line is written without spaces, or its words carry their particles: Thai, Chinese, Japanese, Korean."""
    return bool(_GLUED.search(line))


def known(language: str | None) -> str:
    """The language of the table for a language tag, English where the table has none or nothing is known."""
    short = (language or "en").lower().replace("_", "-").split("-")[0]
    short = "sr" if (language or "").lower().startswith("sr-cyrl") else _SAME.get(short, short)
    return short if short in _table() else "en"


def languages() -> tuple[str, ...]:
    """Every language of the table."""
    return tuple(_table())


def present(language: str, lowered: str) -> tuple[Phrase, ...]:
    """The phrases of a language of which a lower-case text holds a word."""
    held = {key for key in _keys(language) if key in lowered}
    return tuple(phrase for phrase in of(language) if any(key in held for key in phrase.keys)) if held else ()


def matches(line: str, lowered: str, among: Iterable[Phrase]) -> Iterator[Match]:
    """Where phrases stand in a line, the first place of each, every place where an outlet may be named that has it too."""
    for phrase in among:
        if not any(key in lowered for key in phrase.keys):
            continue
        for found in islice(phrase.pattern.finditer(line), 3 if phrase.kind == "relayed" else 1):
            groups = found.groupdict()
            yield Match(phrase, found.start(), found.end(), groups.get("who") or "", groups.get("name") or "", groups.get("gap") or "",
                        groups.get("source") or "")


@lru_cache(maxsize=64)
def of(language: str) -> tuple[Phrase, ...]:
    """The phrases of a language, read when it is first met."""
    rows = dict(_table().get(language, {}))
    counts = _counts(tuple(rows.pop("quantity", ())))
    if language in ("hr", "sr"):  # one language, two scripts
        for kind, written in _table()["sr" if language == "hr" else "hr"].items():
            rows[kind] = [*rows.get(kind, []), *written] if kind != "quantity" else []
    return tuple(compiled(kind, written, counts) for kind, listed in rows.items() for written in listed)


def _counts(words: tuple[str, ...]) -> str:
    """What may stand before SOURCE and belongs to it: "two senior", "2名"."""
    each = "|".join(["[0-9０-９]+", *(re.escape(word) for word in words)])
    return rf"(?:(?:{each}){chr(92)}s{'*' if words and _GLUED.search(words[0]) else '+'}){{0,3}}"


@lru_cache(maxsize=64)
def _keys(language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for phrase in of(language) for key in phrase.keys))


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(resources.files(__package__ or "headwater.trace").joinpath("words.toml").read_text("utf-8"))


def compiled(kind: str, written: str, counts: str = "") -> Phrase:
    """A phrase as a pattern; raises ValueError where it holds no word to look for, or its brackets do not close."""
    weak = written.startswith("?")
    pieces = _PIECE.findall(written.removeprefix("?"))
    first = pieces.pop(0).lower() if pieces[0] in ("WHO", "NAME") else ""
    last = pieces.pop().lower() if pieces[-1] in ("WHO", "NAME") else ""
    while pieces and (pieces[0].isspace() or pieces[0] == "…"):
        pieces.pop(0)
    while pieces and (pieces[-1].isspace() or pieces[-1] == "…"):
        pieces.pop()
    part, rest = _choice(pieces, depth=0)
    if rest or not part.keys:
        raise ValueError(f"no phrase: {written!r}")
    spaced = not _UNSPACED.search("".join(part.keys))
    head = r"(?<!\w)" if spaced and next(piece for piece in pieces if piece != "(").isalnum() else ""
    ends = "" if not spaced else r"(?:(?<=[\s'’])|(?!\w))"
    pattern = part.pattern.replace("(?P<source>", f"(?P<source>{counts}")
    return Phrase(kind, f"{head}{pattern}{ends}", part.keys, first, last, weak)


@cache
def _pattern(written: str) -> re.Pattern[str]:
    """Compiled where a text holds a word of the phrase, which most phrases of a language never see: half a second less."""
    return re.compile(written, re.I)


def _choice(pieces: list[str], *, depth: int) -> tuple[_Part, list[str]]:
    """Alternatives up to the closing bracket, and the pieces behind it."""
    branches: list[_Part] = []
    while True:
        part, pieces = _sequence(pieces, depth)
        branches.append(part)
        if not pieces or pieces[0] == ")":
            break
        pieces = pieces[1:]
    if (pieces[:1] == [")"]) != (depth > 0):
        raise ValueError("brackets")
    keys = tuple(key for branch in branches for key in branch.keys) if all(branch.keys for branch in branches) else ()
    return _Part("(?:" + "|".join(branch.pattern for branch in branches) + ")", keys), pieces[1:]


def _sequence(pieces: list[str], depth: int) -> tuple[_Part, list[str]]:
    patterns: list[str] = []
    keys: list[tuple[str, ...]] = []
    literal = ""
    while pieces and pieces[0] not in (")", "|"):
        piece, pieces = pieces[0], pieces[1:]
        if len(piece) == 1 and piece not in "(*…" and not piece.isspace():
            literal += piece
            patterns.append(re.escape(piece))
            continue
        if piece.isspace():
            literal += " "
            patterns.append(r"\s*" if patterns and patterns[-1].endswith(_GAP + ")") else r"\s+")
            continue
        keys.append((lower(literal.strip()),))
        literal = ""
        if piece in ("(", "SOURCE"):
            part, pieces = _choice(pieces[1:] if piece == "SOURCE" else pieces, depth=depth + 1)
            patterns.append(f"(?P<source>{part.pattern})" if piece == "SOURCE" else part.pattern)
            keys.append(part.keys)
        else:
            first = depth == 0 and not any("(?P<gap>" in pattern for pattern in patterns)
            patterns.append(f"({'?P<gap>' if first else '?:'}{_GAP})" if piece == "…" else _slot(piece, depth))
    keys.append((lower(literal.strip()),))
    best = max(keys, key=lambda each: (min(6, min(map(len, each), default=0)), -len(each)))  # long enough, then few of them
    return _Part("".join(patterns), best if best and all(best) else ()), pieces


def _slot(piece: str, depth: int) -> str:
    if piece == "*":
        return _REST
    name, _, listed = piece.partition("{")
    if listed:
        return f"(?P<{name.lower()}>" + "|".join(re.escape(each).replace(r"\*", _REST) for each in listed.removesuffix("}").split("|")) + ")"
    return rf"(?P<{name.lower()}>{_FREE}{{1,60}}?)" if depth == 0 else rf"(?-i:(?![{_SMALL}])\w)[\w’'-]*"

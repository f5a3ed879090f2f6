"""An outlet's rules: which of its entries are kept, and how their addresses are rewritten.

In: a table of a TOML file; entries. Out: :class:`headwater.gathering.OutletRules`, checked; what they keep. Never: a pattern that could hold up
the reading of a feed.

Patterns are Python's regular expressions. Its engine goes back and tries again, so some patterns take exponential time on
text made for it (CWE-1333); those are refused by their form: a repetition inside a repetition, alternatives inside one,
more than two repetitions that can give ground (``[^/]+/`` cannot: where it stops is settled), references back, and short
repetitions or alternatives one behind the other that can be gone through in too many ways. With texts cut at ``LONGEST``
characters the rest ends within a second.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from headwater import gathering, model, urls

MOST = 50  # patterns of one kind
LENGTH = 300  # characters of a pattern
LONGEST = 500  # characters of the text that is searched
_PATTERNS = ("include_url", "exclude_url", "include_title", "exclude_title", "include_section", "exclude_section")
_GIVING_GROUND = 2
_FIXED = 16  # repeated at most so often, it is counted by the ways to go through it
_MOST_WAYS = (5000, 1000, 20)  # through what is short, beside no, one and two repetitions that can give ground
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")
_parser: Any = importlib.import_module("re._parser")  # how the standard library itself reads a pattern


def read(table: object) -> gathering.OutletRules:
    """The rules of a table; ValueError says what is wrong with which pattern."""
    if not isinstance(table, dict):
        raise ValueError('rules must be a table: [outlet.rules] with lists such as exclude_title = ["horoscope"]')
    if strange := sorted(set(table) - {*_PATTERNS, "rewrite_url"}):
        raise ValueError(f"rules.{strange[0]} is no rule; known are {', '.join(_PATTERNS)}, rewrite_url")
    given = {name: _patterns(name, table.get(name, [])) for name in _PATTERNS}
    return gathering.OutletRules(**given, rewrite_url=_rewrites(table.get("rewrite_url", [])))


@dataclass(frozen=True, slots=True)
class Dropped:
    """An entry that an outlet's rules leave out."""

    entry: model.Entry
    why: str  # "exclude_title: horoscope"


def apply(rules: gathering.OutletRules, entries: Sequence[model.Entry]) -> tuple[list[model.Entry], list[Dropped]]:
    """The entries that are kept, their addresses rewritten, and those that are not, with the rule that says so.

    Addresses are rewritten first, each pattern once over what the one before left; what gives no address of the web leaves it as
    it was. Then an entry is kept if of each kind of ``include`` that is given one pattern fits, and none of any ``exclude``.
    """
    kept: list[model.Entry] = []
    dropped: list[Dropped] = []
    for entry in entries:
        url = _rewritten(rules, entry.url) if rules.rewrite_url else entry.url
        changed = replace(entry, url=url) if url != entry.url else entry
        if why := _against(rules, changed):
            dropped.append(Dropped(changed, why))
        else:
            kept.append(changed)
    return kept, dropped


def _against(rules: gathering.OutletRules, entry: model.Entry) -> str:
    """The rule that leaves an entry out; "" if none does."""
    texts = {"url": (entry.url,), "title": (entry.title,), "section": entry.categories}
    for name, values in texts.items():
        wanted: tuple[str, ...] = getattr(rules, f"include_{name}")
        if wanted and not any(_fits(pattern, value) for pattern in wanted for value in values):
            return f"include_{name}: none fits"
        for pattern in getattr(rules, f"exclude_{name}"):
            if any(_fits(pattern, value) for value in values):
                return f"exclude_{name}: {pattern}"
    return ""


def _fits(pattern: str, value: str) -> bool:
    return _compiled(pattern).search(value[:LONGEST]) is not None


def _rewritten(rules: gathering.OutletRules, url: str) -> str:
    for pattern, replacement in rules.rewrite_url:
        changed = _compiled(pattern).sub(replacement, url[:LONGEST], count=1) + url[LONGEST:]
        url = urls.absolute(changed) or url
    return url


@lru_cache(maxsize=2000)
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern that was checked when it was recorded."""
    return re.compile(pattern, re.I)


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern ready to be searched, without regard to case; ValueError if it is wrong or could take too long."""
    if not pattern or len(pattern) > LENGTH:
        raise ValueError(f"a pattern has 1 to {LENGTH} characters")
    try:
        found = re.compile(pattern, re.I)
        tree = _parser.parse(pattern, re.I)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
    if why := _slow(tree):
        raise ValueError(f"{pattern!r} could take for ever on some texts: {why}")
    return found


def _patterns(name: str, given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise ValueError(f"rules.{name} must be a list of patterns")
    return tuple(_checked(name, one) for one in _few(name, given))


def _rewrites(given: object) -> tuple[tuple[str, str], ...]:
    wanted = 'rules.rewrite_url must be a list of pairs: [["pattern", "replacement"]]'
    if not isinstance(given, list):
        raise ValueError(wanted)
    found = []
    for pair in _few("rewrite_url", given):
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(one, str) for one in pair):
            raise ValueError(wanted)
        pattern, replacement = pair
        _checked("rewrite_url", pattern)
        try:
            _parser.parse_template(replacement, re.compile(pattern, re.I))
        except (re.error, IndexError) as error:
            raise ValueError(f"rules.rewrite_url: the replacement {replacement!r} does not fit {pattern!r}: {error}") from None
        found.append((pattern, replacement))
    return tuple(found)


def _few(name: str, given: list) -> list:
    if len(given) > MOST:
        raise ValueError(f"rules.{name} has {len(given)} patterns; {MOST} are taken: join some by |")
    return given


def _checked(name: str, pattern: str) -> str:
    try:
        compiled(pattern)
    except ValueError as error:
        raise ValueError(f"rules.{name}: {error}") from None
    return pattern


def _slow(tree: Any) -> str:
    """Why a pattern could take exponential time, or too many steps; "" if it cannot."""
    count = 0
    for name, argument, follower in _walk(tree):
        if name in ("GROUPREF", "GROUPREF_EXISTS"):
            return "it refers back to a group"
        if name in _REPEATS and argument[1] > 1:
            inner = [one for one, _, _ in _walk(argument[2])]
            if any(one in _REPEATS for one in inner):
                return "a repetition inside a repetition"
            if "BRANCH" in inner:
                return "alternatives inside a repetition"
            if argument[1] > _FIXED and argument[0] != argument[1]:
                count += not _settled(argument[2], follower)
    if count > _GIVING_GROUND:
        return f"{count} of its repetitions can give ground; at most {_GIVING_GROUND} may"
    ways, most = _ways(tree), _MOST_WAYS[count]
    return f"there are {ways} ways through its alternatives and short repetitions; at most {most} may be" if ways > most else ""


def _ways(tree: Any) -> int:
    """In how many ways a text may be gone through: alternatives added, what follows one another multiplied; what can give
    ground counts apart. Alternatives that begin with letters of their own are one way, for one letter tells them apart."""
    ways = 1
    for name, argument in tree:
        kind = str(name)
        if kind == "BRANCH":
            parts = [_ways(part) for part in argument[1]]
            ways *= max(parts) if _told_apart(argument[1]) else sum(parts)
        elif kind in _REPEATS:
            least, most, body = argument
            ways *= (most - least if most <= _FIXED else 0) + _ways(body)
        else:
            for part in _inside(argument):
                ways *= _ways(part)
        if ways > 10 * max(_MOST_WAYS):  # a long pattern's number would be longer than the pattern
            break
    return ways


def _told_apart(parts: Any) -> bool:
    """Whether no two alternatives begin with the same letter."""
    starts = [chr(part[0][1]).lower() if len(part) and str(part[0][0]) == "LITERAL" else "" for part in parts]
    return all(starts) and len(set(starts)) == len(starts)


def _settled(body: Any, follower: Any) -> bool:
    """Whether what follows a repetition of one character can be no part of it, e.g. ``[^/]+/``, so that it ends in one place."""
    if len(body) != 1 or not follower or str(follower[0]) != "LITERAL":
        return False
    name, argument = str(body[0][0]), body[0][1]
    if name == "NOT_LITERAL":
        return argument == follower[1]
    if name != "IN":
        return False
    parts = [(str(kind), value) for kind, value in argument]
    letters = {ord(one) for text in (chr(follower[1]),) for one in (*text, *text.lower(), *text.upper())}
    if parts[0][0] == "NEGATE":
        return all(("LITERAL", one) in parts for one in letters)
    return all((kind == "LITERAL" and value not in letters) or (kind == "RANGE" and not any(value[0] <= one <= value[1] for one in letters))
               for kind, value in parts)


def _walk(tree: Any) -> Iterator[tuple[str, Any, Any]]:
    """The parts of a parsed pattern, those inside others too: name, argument, and the part that follows it."""
    parts = list(tree)
    for (name, argument), follower in zip(parts, [*parts, None][1:], strict=True):
        yield str(name), argument, follower
        for part in _inside(argument):
            yield from _walk(part)


def _inside(argument: Any) -> Iterator[Any]:
    if isinstance(argument, _parser.SubPattern):
        yield argument
    elif isinstance(argument, tuple | list):
        for part in argument:
            yield from _inside(part)

"""Known suppliers: the tables of agencies and mastheads, and where their names stand in a line.

In: a line of a credit, a sentence, an address. Out: mentions with their places, or the supplier whose site an address
is on. Never: a judgement on what a mention means.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from headwater import text, urls

_LIMIT = 2000  # characters of a line that are read
_GLUED = r"\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # scripts that stand beside Latin letters without a space
_LETTERS = rf"[{_GLUED}]+|[^\W_{_GLUED}]+(?:[\u0900-\u0dff]+[^\W_]*)*"
_WORD = re.compile(rf"[a-zäöüß]+(?=[A-ZÄÖÜ])|{_LETTERS}")  # "dpa", "MM" in "dpaMM-Redaktion": lines glued together
_PLAIN = re.compile(_LETTERS)  # the same in running text, where nothing is glued
_PREFIXES = frozenset(["by", "von", "par", "por", "di", "da", "de", "door", "av", "af", "przez", "od", "autor", "source", "quelle", "fuente", "fonte", "foto",
                       "with", "mit", "avec", "con", "com", "met", "med", "och", "og", "und", "and", "theo", "oleh", "redazione", "redaccion", "agentur", "agencia", "agence"])
_SCRIPT = re.compile(f"[{_GLUED}]")  # "共同": written without spaces, so no word boundary


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A supplier of texts that the tables name."""

    name: str
    kind: str  # agency, outlet, organisation
    home: str  # registrable domain or host of its site
    names: tuple[str, ...]  # in any case, anywhere in a text
    marks: tuple[str, ...]  # exactly so, in credits only
    alone: bool = False  # marks and names of one word are other words too
    signs: bool = False  # its mark alone in the last line is its sign-off all the same
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    known: Known
    start: int
    end: int
    words: str  # as written


@lru_cache(maxsize=1)
def suppliers() -> tuple[Known, ...]:
    """Agencies, releasers and republished outlets of ``agencies.toml``."""
    found = []
    for row in _read("agencies.toml")["supplier"]:
        names = (row["name"].split(" (")[0], *row["also"])
        kind = row.get("kind", "agency")
        short = (len(names[0]) <= 5 and names[0].upper() == names[0]) or names[0].islower()
        marks = row["short"] if " (" in row["name"] else (*row["short"], names[0])
        found.append(Known(name=row["name"], kind=kind, home=row["home"], names=tuple(names[1:] if short else names),
                           marks=tuple(dict.fromkeys(marks)), alone=row.get("alone", False),
                           signs=row.get("signs", False), country=row["country"]))
    return tuple(found)


@lru_cache(maxsize=1)
def mastheads() -> tuple[Known, ...]:
    """The outlets of ``mastheads.toml``."""
    return tuple(Known(name=names[0].split(" (")[0], kind="outlet", home=home, marks=(),
                       names=tuple(name for name in names if " (" not in name))
                 for home, names in _read("mastheads.toml")["outlets"].items())


def in_credit(line: str) -> list[Mention]:
    """Suppliers and outlets named in a credit, by name or by mark, in order, none within another."""
    return _scan(line, credit=True)


def in_text(line: str) -> list[Mention]:
    """Suppliers and outlets named in running text: marks do not count there."""
    return _scan(line, credit=False)


def of_address(url: str) -> Known | None:
    """Whose site an address is on."""
    homes = _by_home()
    host = urls.hostname(url).removeprefix("www.")
    return homes.get(host) or homes.get(urls.domain(url)) if host else None


def called(name: str) -> Known | None:
    """The supplier or outlet that a whole string names, by name or mark."""
    bare = text.squeeze(name).strip(" .,:;()[]/–—-©")
    return _by_mark().get(bare) or _by_name().get(text.fold(bare))


def unspaced(line: str) -> bool:
    """Whether a line holds a script that is written without spaces."""
    return bool(_SCRIPT.search(line))


def same(a: str, b: str) -> bool:
    """Whether two names are one outlet's: folded, without article, ending and marks."""
    first, second = _bare(a), _bare(b)
    return bool(first) and first == second


@lru_cache(maxsize=1 << 12)
def _bare(name: str) -> str:
    folded = re.sub(r"^(?:the|der|die|das|le|la|el|il|de)\s+|\.(?:com|de|org|net|fr|it|es|pl|co\.uk)$", "", text.fold(name).strip())
    return re.sub(r"[\W_]+", "", folded)


def _scan(line: str, *, credit: bool) -> list[Mention]:
    line = line[:_LIMIT]
    found: list[Mention] = []
    table, end = _by_first_word(credit), 0
    pattern = _WORD if credit else _PLAIN
    folded = [*map(_fold, pattern.findall(line)), ""]
    begun = [at for at, word in enumerate(folded) if word in table and (folded[at + 1] in table[word] or "" in table[word])]
    words = list(pattern.finditer(line)) if begun else []  # few lines hold a name
    for at in begun:
        word, seconds = words[at], table[folded[at]]
        if word.start() < end:
            continue
        following = seconds.get(folded[at + 1], ()) if at + 1 < len(words) else ()
        for parts, exact, known in (*following, *seconds.get("", ())):
            taken = [each[0] for each in words[at : at + len(parts)]]
            if len(taken) != len(parts) or not _agrees(taken, parts, exact=exact):
                continue
            start, stop = word.start(), words[at + len(parts) - 1].end()
            apart = stop - start > 3 * len("".join(parts)) + 6
            if apart or (known.alone and len(parts) == 1 and (_beside_a_name(line, start, stop) or (not credit and _opens(line, start)))):
                continue
            found.append(Mention(known=known, start=start, end=stop, words=line[start:stop]))
            end = stop
            break
    if _SCRIPT.search(line):
        found += _unspaced(line, credit=credit)
    return sorted(found, key=lambda mention: mention.start)


def _opens(line: str, start: int) -> bool:
    """Whether a sentence begins here, so that a capital says nothing: "Antara lain"."""
    before = line[:start].rstrip()
    return not before or before[-1] in ".!?:„“\"«(–—"


@lru_cache(maxsize=1 << 16)
def _fold(word: str) -> str:
    return text.fold(word)


def _agrees(taken: list[str], parts: tuple[str, ...], *, exact: bool) -> bool:
    """Marks agree letter by letter; names folded, but a short one or a capital at the start must be as it is written."""
    for word, part in zip(reversed(taken), reversed(parts), strict=True):  # the last word differs most often
        if word == part:
            continue
        if exact or _fold(word) != _fold(part) or (len(parts) == 1 and len(part) <= 4):
            return False
        if part[0].isupper() and not word[0].isupper():
            return False
    return True


def _beside_a_name(line: str, start: int, end: int) -> bool:
    """Whether it is part of something longer: "Petra Sand", "NA-KD", "RSS feed", but not "PETRA, Amman" or "By PA"."""
    if line[end : end + 1] in ("-", "'", "’") or line[max(0, start - 1) : start] == "-":
        other = re.match(r"-(\w+)", line[end : end + 20]) or re.search(r"(\w+)-$", line[max(0, start - 20) : start])
        return not (other and other[1] in _by_mark())  # "TT-AFP"
    before = re.search(r"([^\W\d_][\w'’.-]*) $", line[max(0, start - 40) : start])
    after = re.match(r" ([^\W\d_][\w'’.-]*)", line[end : end + 40])
    prefix = before and text.fold(before[1]) in _PREFIXES
    return bool((before and before[1][0].isupper() and not prefix) or (after and after[1][0].isupper()))


def _unspaced(line: str, *, credit: bool) -> list[Mention]:
    """Names in scripts without spaces, the longest first, none within another."""
    found: list[Mention] = []
    for word, exact, known in _in_script():
        start = line.find(word) if credit or not exact else -1
        if start >= 0 and not any(start < other.end and other.start < start + len(word) for other in found):
            found.append(Mention(known=known, start=start, end=start + len(word), words=word))
    return found


def _read(name: str) -> dict:
    return tomllib.loads(resources.files(__package__ or "headwater.trace").joinpath(name).read_text("utf-8"))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Known]:
    table: dict[str, Known] = {}
    for known in (*suppliers(), *mastheads()):
        for name in known.names:
            table.setdefault(text.fold(name), known)
    return table


@lru_cache(maxsize=1)
def _by_mark() -> dict[str, Known]:
    table: dict[str, Known] = {}
    for known in suppliers():
        for mark in known.marks:
            table.setdefault(mark, known)
    return table


@lru_cache(maxsize=1)
def _by_home() -> dict[str, Known]:
    table = {known.home: known for known in mastheads()}
    table.update({known.home: known for known in suppliers()})
    for row in _read("agencies.toml")["supplier"]:
        for home in row.get("more_homes", ()):
            table[home] = table[row["home"]]
    return table


@lru_cache(maxsize=1)
def _written() -> tuple[tuple[str, bool, Known], ...]:
    """Every name and mark, whether it must be exactly so, and whose it is; longest first."""
    rows = [(name, False, known) for known in (*suppliers(), *mastheads()) for name in known.names]
    rows += [(mark, True, known) for known in suppliers() for mark in known.marks]
    return tuple(sorted(rows, key=lambda row: (-len(row[0]), row[0], row[1])))


@lru_cache(maxsize=1)
def _in_script() -> tuple[tuple[str, bool, Known], ...]:
    return tuple(row for row in _written() if _SCRIPT.search(row[0]))


@lru_cache(maxsize=2)
def _by_first_word(credit: bool) -> dict[str, dict[str, list[tuple[tuple[str, ...], bool, Known]]]]:
    """What can begin with a word, by its second word ("" for none), longest first; marks only for credits."""
    table: dict[str, dict[str, list[tuple[tuple[str, ...], bool, Known]]]] = {}
    for written, exact, known in _written():  # longest first
        parts = tuple(_WORD.findall(written))
        if parts and (credit or not exact) and not _SCRIPT.search(written):
            first, second = (*map(text.fold, parts), "")[:2]
            table.setdefault(first, {}).setdefault(second, []).append((parts, exact, known))
    return table

"""Known suppliers: the tables of agencies and mastheads, and where their names stand in a line.

In: a line of a credit, a sentence, an address; a :class:`Roster` of the outlets that a deployment has besides. Out: mentions with their places, or the supplier whose site an address
is on. Never: a judgement on what a mention means.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from headwater import text, urls

MAX_NAME = 60  # characters of what is an outlet by its name alone
_LIMIT = 2000  # characters of a line that are read
_GLUED = r"\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # scripts that stand beside Latin letters without a space
_LETTERS = rf"[{_GLUED}]+|[^\W_{_GLUED}]+(?:[\u0900-\u0dff]+[^\W_]*)*"
_WORD = re.compile(rf"[a-zäöüß]+(?=[A-ZÄÖÜ])|{_LETTERS}")  # "dpa", "MM" in "dpaMM-Redaktion": lines glued together
_PLAIN = re.compile(_LETTERS)  # the same in running text, where nothing is glued
_PREFIXES = frozenset(["by", "von", "par", "por", "di", "da", "de", "door", "av", "af", "przez", "od", "autor", "source", "quelle", "fuente", "fonte", "foto",
                       "with", "mit", "avec", "con", "com", "met", "med", "och", "og", "und", "and", "theo", "oleh", "redazione", "redaccion", "agentur", "agencia", "agence"])
_UP = "A-ZÀ-ÖØ-Þ"
_PAPER = (r"Times|Post|Herald|Tribune|Courier|Gazette|Chronicle|Observer|Sentinel|Standard|Monitor|Dispatch|Ledger|Journal|Examiner|Inquirer|Telegraph|Telegram|Advertiser"
          r"|Bulletin|Register|Argus|Echo|News|Zeitung|Anzeiger|Nachrichten|Tagblatt|Tageblatt|Rundschau|Kurier|Bote|Allgemeinen?|Dagblad|Courant|Tidning(?:en)?|Dagbladet|Avis")
_PAPER_FIRST = r"Diario|Periódico|Heraldo|Gaceta|Correo|Corriere|Gazzetta|Giornale|Jornal|Folha|Correio|Diário|Courrier|Dépêche|Gazeta|Dziennik|Kurier"
_PAPERS = re.compile(rf"(?:{_PAPER}|{_PAPER_FIRST})(?![a-zß-ÿ])")
_MASTHEAD = re.compile(  # what only a paper or a station is called: "the Port Ellery Courier", "Harbour News 24", "Ostufer Zeitung", "Diario de Fenwick"
    rf"(?<![A-Za-zÀ-ɏ’'-])(?:(?:[{_UP}][\w’'&.-]{{0,30}}\s(?:(?:of|de|del|della|di|du|des|da|do|le|la|den|der|am|im)\s)?){{1,4}}(?:{_PAPER})(?:\s\d{{1,3}})?(?![A-Za-zÀ-ɏ0-9’'-]|\s(?:[{_UP}]|of\b))"
    rf"|(?:{_PAPER_FIRST})\s(?:(?:de|del|della|delle|di|du|des|do|da|la)\s|dell['’]){{0,3}}[{_UP}][\w’'-]{{1,30}}+(?:\s[{_UP}][\w’'-]{{1,30}}+)?(?!\sof\b))")
_ALSO = re.compile(r"(?:Post|Register|Monitor|Standard|Journal|Bulletin|Observer|Ledger)(?:\s\d{1,3})?$")  # "Canada Post", "Federal Register": not papers alone
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


_Row = tuple[tuple[str, ...], bool, Known]  # the words of a name, whether they must be exactly so, whose it is
_Table = Mapping[str, Mapping[str, list[_Row]]]  # by the first two words


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roster:
    """The outlets of a deployment that the tables lack: by unambiguous name, and by site."""

    by_name: Mapping[str, Known] = field(default_factory=dict)
    by_home: Mapping[str, Known] = field(default_factory=dict)
    words: _Table = field(default_factory=dict)
    words_of_credits: _Table = field(default_factory=dict)  # with those that are words like others: "Panorama"
    in_script: tuple[tuple[str, bool, Known], ...] = ()


NOBODY = Roster()


def roster(outlets: Iterable[tuple[str, str, bool]]) -> Roster:
    """A roster of outlets by name, home page and whether they are agencies; a name that two bear, or a short one, names nobody."""
    rows = [(text.squeeze(name), urls.hostname(home).removeprefix("www."), is_agency) for name, home, is_agency in outlets]
    known = [Known(name=name, kind="agency" if is_agency else "outlet", home=home, names=(name,), marks=(), alone=_is_one_word(name))
             for name, home, is_agency in rows if name and home and home not in _by_home() and urls.domain(home) not in _by_home()]
    times = Counter(_bare(one.name) for one in known)
    named = [one for one in known if times[_bare(one.name)] == 1 and _tells(one.name) and text.fold(one.name) not in _by_name()]
    written = sorted(((one.name, False, one) for one in named), key=lambda row: (-len(row[0]), row[0]))
    return Roster(by_name={text.fold(one.name): one for one in named}, by_home={one.home: one for one in known},
                  words=_by_words([row for row in written if not _is_common(row[0])], credit=False), words_of_credits=_by_words(written, credit=False), in_script=tuple(row for row in written if _SCRIPT.search(row[0])))


def _tells(name: str) -> bool:
    """Whether a name is long enough to be told from other words; one with something in brackets or a domain is no name in a text."""
    return len(_bare(name)) >= (2 if _SCRIPT.search(name) else 5) and not re.search(r"[()|@/]|\w\.\w", name)


def _is_one_word(name: str) -> bool:
    return len(re.sub(r"^(?i:the|der|die|das|le|la|el|il|de)\s", "", name).split()) == 1


def _is_common(name: str) -> bool:
    """Whether a name may be any word that begins a sentence or, in German, any noun: "Panorama", but not "CivilNet" or "The Anguillian"."""
    return bool(re.fullmatch(r"[^\W\d_][^\W\d_A-Z]*", name))


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


def in_credit(line: str, also: Roster = NOBODY) -> list[Mention]:
    """Suppliers and outlets named in a credit, by name or by mark, in order, none within another."""
    return _scan(line, also, credit=True)


def in_text(line: str, also: Roster = NOBODY) -> list[Mention]:
    """Suppliers and outlets named in running text: marks do not count there."""
    return _scan(line, also, credit=False)


def mastheads_in(line: str) -> list[Mention]:
    """What is an outlet by its name alone, though no table has it: a run of capitals with a word for papers at its end, or before it."""
    found: list[Mention] = []
    for match in _MASTHEAD.finditer(line[:_LIMIT]) if _PAPERS.search(line) else ():
        name = re.sub(r"^(?:The|Die|Der|Das|Le|La|El|Il|According To|In|As|But|And|Wie|Laut|Nach|Selon|Según|Secondo|Segundo|Zuerst|Como|Comme|Come)\s", "", match[0])
        if len(name.split()) > 1 and len(name) <= MAX_NAME:
            found.append(Mention(known=Known(name=name, kind="outlet", home="", names=(name,), marks=()), start=match.end() - len(name), end=match.end(), words=name))
    return found


def of_address(url: str, also: Roster = NOBODY) -> Known | None:
    """Whose site an address is on."""
    homes = _by_home()
    host = urls.hostname(url).removeprefix("www.")
    if not host:
        return None
    return homes.get(host) or homes.get(urls.domain(url)) or also.by_home.get(host) or also.by_home.get(urls.domain(url))


def called(name: str, also: Roster = NOBODY) -> Known | None:
    """The supplier or outlet that a whole string names, by name or mark."""
    bare = text.squeeze(name).strip(" .,:;()[]/–—-©")
    return _by_mark().get(bare) or _by_name().get(text.fold(bare)) or also.by_name.get(text.fold(bare))


def named(name: str, also: Roster = NOBODY) -> Known | None:
    """As :func:`called`, or whose name in the tables it is in full: "Deutsche Presse-Agentur (dpa)"."""
    return called(name, also) or called(name.split(" (")[0], also)


def is_ambiguous(name: str) -> bool:
    """Whether companies, gazettes and journals are called so too: "Canada Post", "the Federal Register"."""
    return bool(_ALSO.search(name))


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


def _scan(line: str, also: Roster, *, credit: bool) -> list[Mention]:
    line = line[:_LIMIT]
    pattern = _WORD if credit else _PLAIN
    folded = [*map(_fold, pattern.findall(line)), ""]
    found = _spaced(line, pattern, folded, _by_first_word(credit), credit=credit)
    if more := also.words_of_credits if credit else also.words:
        found += _apart(_spaced(line, pattern, folded, more, credit=credit, alone=2), found)
    if _SCRIPT.search(line):
        found += _unspaced(line, _in_script(), credit=credit)
        if also.in_script:
            found += _apart(_unspaced(line, also.in_script, credit=credit), found)
    return sorted(found, key=lambda mention: mention.start)


def _apart(more: list[Mention], found: list[Mention]) -> list[Mention]:
    """Those that do not stand within what was found before."""
    return [one for one in more if not any(one.start < other.end and other.start < one.end for other in found)]


def _spaced(line: str, pattern: re.Pattern[str], folded: list[str], table: _Table, *, credit: bool, alone: int = 1) -> list[Mention]:
    """Names in scripts with spaces, in order; those of so few words may be other words too where they say so."""
    found: list[Mention] = []
    end = 0
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
            single = known.alone and len(parts) <= alone
            if apart or (single and (_beside_a_name(line, start, stop) or (not credit and _opens(line, start)))):
                continue
            found.append(Mention(known=known, start=start, end=stop, words=line[start:stop]))
            end = stop
            break
    return found


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


def _unspaced(line: str, table: tuple[tuple[str, bool, Known], ...], *, credit: bool) -> list[Mention]:
    """Names in scripts without spaces, the longest first, none within another."""
    found: list[Mention] = []
    for word, exact, known in table:
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
def _by_first_word(credit: bool) -> _Table:
    return _by_words(_written(), credit=credit)


def _by_words(written: Iterable[tuple[str, bool, Known]], *, credit: bool) -> _Table:
    """What can begin with a word, by its second word ("" for none), in the order given; marks only for credits."""
    table: dict[str, dict[str, list[_Row]]] = {}
    for name, exact, known in written:
        parts = tuple(_WORD.findall(name))
        if parts and (credit or not exact) and not _SCRIPT.search(name):
            first, second = (*map(text.fold, parts), "")[:2]
            table.setdefault(first, {}).setdefault(second, []).append((parts, exact, known))
    return table

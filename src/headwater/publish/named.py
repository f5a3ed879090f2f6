"""Places and people in the words that are released, by rules that a reader can check: precision before completeness.

In: the released words of an item, its language, what its page marks as a person or a place, its outlet's tags. Out:
:class:`model.Named`, each once. Never: a name that does not stand in the released words, so that none tells more than they do; a
name from a model; a look at other items: that several independent reports share a name is seen by who shows them.

In scripts with capitals a name is a run of capitalised words; the first word of a sentence counts only where it stands in the
middle of one as well, or where a second name follows it. Titles make persons, prepositions places. Countries and their cities are
known in all languages of CLDR. In other scripts only these and what is marked are found.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources

from headwater import model, text
from headwater.publish import gazetteer, topics

MOST = 60  # names of an item
MOST_READ = 20_000  # characters
_SURE = ("place", "person", "name", "tag")
_LONGEST = 60  # characters of a name
_WORDS = 4  # of a name
_TAGS = 60  # of an item
_TOKEN = re.compile(  # "O’Neil", "U.S.", "d'Ivoire", "Mr."; or what stands between words
    r"(?P<word>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|[’'‑-](?=[^\W\d_])|\.(?=[^\W\d_]))*\.?)|(?P<number>\d[\d.,]*)|(?P<gap>[^\w\s]+|\n)")
_ENDS = re.compile(r"[.!?…:\n«»“”„\"‘(\[–—*•|]")  # behind these a capital may begin a sentence
_POSSESSIVE = re.compile(r"[’']s$|[’']$")  # "Calder's"
_JOIN = frozenset({"de", "la", "del", "della", "di", "da", "do", "dos", "das", "du", "van", "von", "der", "den", "ter", "bin", "ibn", "al", "el", "le", "dela", "af", "av", "zu"})
_NOUNS = frozenset({"de", "lb", "nds", "gsw"})  # languages that write all nouns with capitals
_OFFICES = frozenset({"general", "secretary", "director", "justice", "judge", "miss", "coach", "attorney", "detective", "captain"})  # that bodies and things have in their names
_OF_PLACE = re.compile("(?:ого|его|ой|ої|их)$")
_CASED = re.compile(r"[A-Za-zÀ-ʯͰ-ԯ԰-֏Ḁ-ỿ]")
_SHORTENED = 4  # letters of an abbreviation with a full stop: "Sen.", "Prof."


def of(words: Sequence[str], *, language: str | None, marked: Iterable[tuple[str, str]] = (), tags: Iterable[str] = ()) -> tuple[model.Named, ...]:
    """The names in released words; ``marked`` are (kind, name) of the page's structured data, ``tags`` the outlet's."""
    lines = "\n".join(line for line in words if line)[:MOST_READ]
    found: dict[str, model.Named] = {}
    base = (language or "").split("-")[0].lower()
    for one in (*_marked(lines, marked, base), *_known(lines, base), *_runs(words, base), *_tags(lines, tags, base)):
        before = found.get(one.key)
        if (before is None and len(found) < MOST) or (before and _SURE.index(one.kind) < _SURE.index(before.kind)):
            found[one.key] = one
    return tuple(found.values())


def key(name: str) -> str:
    """The same for all forms of a name: folded; of Cyrillic words without their endings."""
    return " ".join(_stem(word) for word in text.fold(_POSSESSIVE.sub("", name)).replace("’", "'").replace("‑", "-").split())


_ENDINGS = re.compile(r"(?:ого|его|ому|ему|ыми|ими|ами|ями|ой|ей|ою|ею|ым|им|ом|ем|ым|ах|ях|ая|яя|ий|ый|ій|і|ї|а|я|у|ю|ы|и|е|о|ь|й)$")
_CYRILLIC = re.compile(r"^[\u0400-\u052f'-]{5,}$")


def _stem(word: str) -> str:
    return _ENDINGS.sub("", word) if _CYRILLIC.match(word) else word


# ---- what is marked, and what is known ---------------------------------------------------------------------


def _marked(lines: str, marked: Iterable[tuple[str, str]], base: str) -> Iterator[model.Named]:
    """Persons and places of the page's structured data, where they stand in the words."""
    for kind, name in marked:
        name = text.squeeze(name)
        if kind in ("person", "place") and _stands_in(name, lines):
            known = gazetteer.whole(name, base) if kind == "place" else None
            yield _place(name, known, where="marked") if known else model.Named(name=name, key=key(name), kind=kind, where="marked")


def _known(lines: str, base: str) -> Iterator[model.Named]:
    """Countries and cities in scripts without capitals; in others they are looked up run by run."""
    if not _is_cased(lines):
        for name, place in gazetteer.within(lines, base):
            yield _place(name, place)


def _place(name: str, place: str, *, where: str = "gazetteer") -> model.Named:
    return model.Named(name=name, key=place, kind="place", where=where, english=gazetteer.in_english(place))


def _tags(lines: str, tags: Iterable[str], base: str) -> Iterator[model.Named]:
    """What the outlet files it under, where these words stand in what is shown and name no section of a paper."""
    for tag in itertools.islice(tags, _TAGS):
        name = text.squeeze(tag).strip("#")
        if _stands_in(name, lines) and not topics.of(section=name, url="") and not gazetteer.whole(name, base):
            yield model.Named(name=name, key=key(name), kind="tag", where="tag")


def _stands_in(name: str, lines: str) -> bool:
    if not 2 <= len(name) <= _LONGEST or name not in lines or len(name.split()) > _WORDS + 2:
        return False
    if text.is_unspaced(name):
        return name in lines
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", lines) is not None


def _is_cased(lines: str) -> bool:
    """Whether most letters are of scripts with capitals."""
    some = lines[:2000]
    return 2 * len(_CASED.findall(some)) >= sum(map(str.isalpha, some)) > 0


# ---- runs of capitals --------------------------------------------------------------------------------------


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((resources.files("headwater.publish") / "named.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=128)
def _listed(part: str, base: str) -> frozenset[str]:
    return frozenset(text.fold(word) for word in _table()[part].get(base, "").split("|") if word)


@lru_cache(maxsize=128)
def _titles(base: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Titles as whole words, and as beginnings of words."""
    every = _listed("titles", base)
    return frozenset(one for one in every if not one.endswith("-")), tuple(one.removesuffix("-") for one in every if one.endswith("-"))


def _is_title(words: Sequence[str], base: str) -> bool:
    """Whether the last word, or the last two, are a title."""
    whole, beginnings = _titles(base)
    last = text.fold(words[-1]).rstrip(".")
    return last in whole or (len(words) > 1 and f"{text.fold(words[-2])} {last}" in whole) or bool(beginnings and last.startswith(beginnings))


def _runs(lines: Iterable[str], base: str) -> Iterator[model.Named]:
    """Names by capitals, line by line; lines in which most words have them, as in titles, tell nothing."""
    spans = [span for line in _enough(lines) if _is_cased(line) and not _is_title_case(line, base) for span in _spans(line, base)]
    inside = {span.words for span in spans if not span.opens}
    lasts = {words[-1] for words in inside if len(words) > 1} | {span.words[-1] for span in spans if len(span.words) > 1}
    lasts |= {span.words[-2] for span in spans if len(span.words) > 1 and _is_titled(span, base)}
    for span in spans:
        yield from _name(span, inside, lasts, base)


def _enough(lines: Iterable[str]) -> Iterator[str]:
    left = MOST_READ
    for line in lines:
        if left <= 0:
            return
        yield line[:left]
        left -= len(line)


class _Span:
    """Capitalised words in a row, and what stands before them."""

    __slots__ = ("before", "opens", "words")

    def __init__(self, words: tuple[str, ...], before: tuple[str, ...], *, opens: bool) -> None:
        self.words, self.before, self.opens = words, before, opens


def _spans(line: str, base: str) -> Iterator[_Span]:
    run: list[str] = []
    before: list[str] = []
    opens = run_opens = True
    for token in [*_TOKEN.finditer(line), None]:
        word = token["word"] if token else None
        if word and (word[0].isupper() or (run and word in _JOIN)):
            run_opens = run_opens if run else opens
            run.append(word)
            opens = False
            if not word.endswith(".") or _is_short(word, run, base):
                continue
            opens, word = True, None
        elif word:
            opens = word.endswith(".") and len(word) > _SHORTENED
        elif token is None or token["gap"]:
            opens = token is None or bool(_ENDS.search(token["gap"]))
        if run:
            while run and run[-1] in _JOIN:
                run.pop()
            yield _Span(tuple(_POSSESSIVE.sub("", one.rstrip(".") if len(one) > 2 else one) for one in run), tuple(before[-2:]), opens=run_opens)
            run, before = [], []
        before = [*before[-2:], word] if word else []


def _is_short(word: str, run: list[str], base: str) -> bool:
    """Whether a full stop belongs to a word: "J.", "Sen.", "U.S."."""
    return len(word) <= 2 or "." in word[:-1] or (len(word) <= _SHORTENED + 1 and _is_title(run, base))


def _is_title_case(line: str, base: str) -> bool:
    """Whether a line that is no sentence gives a capital to most of its words."""
    if line.rstrip("”\"»’'…) ")[-1:] in (".", "!", "?"):
        return False
    long = [token["word"] for token in _TOKEN.finditer(line) if token["word"] and len(token["word"]) > 3]
    upper = sum(word[0].isupper() for word in long)
    return len(long) > 1 and (upper == len(long) or (len(long) > 3 and upper > (0.8 if base in _NOUNS else 0.55) * len(long)))


def _is_titled(span: _Span, base: str) -> bool:
    """Whether a title stands before a run, or is its first word."""
    return bool(span.before and _is_title(span.before, base)) or _is_title(span.words[:1], base)


def _name(span: _Span, inside: set[tuple[str, ...]], lasts: set[str], base: str) -> Iterator[model.Named]:
    """What a run names, if that is sure enough."""
    words, titled = span.words, bool(span.before and _is_title(span.before, base))
    cut = max((place + 1 for place in range(len(words)) if _is_title(words[: place + 1], base)), default=0)
    if cut:
        words, titled = words[cut:], True
    while words and (text.fold(words[0]) in _listed("openers", base) or words[0] in _JOIN):
        words = words[1:]
    opens = span.opens and words == span.words
    if not words or len(words) > _WORDS:
        return
    name = " ".join(words)
    place = gazetteer.whole(name, base)
    if place and not titled and not (len(words) == 1 and words[0] in lasts):
        if not opens or words in inside or len(words) > 1 or base in _NOUNS or gazetteer.is_country(place):
            yield _place(name, place)
    elif titled and not place:
        if len(words) > 1 and _OF_PLACE.search(words[0]):
            return  # "мэр Нижнего Новгорода"
        if len(words) == 1 and (base in gazetteer.INFLECTED or (cut and text.fold(span.words[cut - 1]) in _OFFICES)):
            return  # "губернатор Аляски", "General Assembly"
        yield model.Named(name=name, key=key(name), kind="person", where="title")
    elif opens and words not in inside and len(words) < 2:
        return
    elif (span.before and text.fold(span.before[-1]) in _listed("before_places", base) and base not in _NOUNS and not gazetteer.is_calendar(name, base)
          and not name.isupper()):
        yield model.Named(name=name, key=key(name), kind="place", where="preposition")
    elif len(words) > 1 and base not in _NOUNS and not gazetteer.is_calendar(words[0], base) and not gazetteer.is_calendar(words[-1], base):
        yield model.Named(name=name, key=key(name), kind="name", where="capitals")

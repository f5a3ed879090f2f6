"""Bearing: whether two texts are on the same matter, by the names, figures and quotations that both have.

In: texts; afterwards their marks alone, which are hashes. Out: :class:`model.Bearing`, and what it says of a claim. Never: a
word of either text in what it gives, or a verdict where nothing could be compared.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from headwater import model, months, text

MOST = 400  # marks of a text
READ = 20_000  # characters of a text that are looked at
LATER = timedelta(hours=2)  # clocks of outlets are that good: what comes so much later cannot be what a report rests on
LEVEL = timedelta(minutes=6)  # what comes more than that later may still be it, published anew, but a likeness does not speak for it
BACKGROUND = timedelta(days=3)  # what is so much older is not where the news comes from
ENOUGH = 8  # marks of the shorter text from which having none in common says something
COMMON = 1 / 12  # share of a language's texts from which a mark says little: two on one matter share rarer ones, two by chance only such
_LEAST = 3  # stories, and outlets, fewer of which make nothing common: one wire, or one outlet that repeats itself
_TEXTS = 60  # of a language, fewer of which do not tell what is common
_NAME, _FIGURE, _QUOTE = range(3)  # the last two bits of a mark
_WINDOW = 4  # words of a quotation that must stand side by side in both
_SENTENCE = re.compile(r"(?<=[.!?…:])[\"”»’)]*\s+|\n")  # "opened. Then"
_RUN = re.compile(r"[^\W\d_][\w’'-]*(?: [^\W\d_][\w’'-]*)*")  # "the mayor Ada Marsh said"
_FIGURE_SHAPE = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,  ’']\d{3})+(?![\d])|(?<![\w.,])\d+(?:[.,]\d+)?(?!\w)")  # "1,250", "4.7", "83"
_QUOTED = re.compile(r"[«»„“”\"「『]([^«»„“”\"」』\n]{12,400})[«»“”\"」』]")  # "“we counted every lantern”"
_TITLED = re.compile(r"[《〈「『]([^《》〈〉「」『』\n]{2,40})[》〉」』]|[゠-ヿ]{3,}")  # "《港报》", names in Japanese
_DAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"])
_NOUNS = frozenset({"de", "lb"})  # languages that write every noun with a capital
_LATIN = frozenset(["af", "bs", "ca", "cs", "cy", "da", "de", "en", "es", "et", "eu", "fi", "fo", "fr", "ga", "gl", "hr", "hu", "id", "is", "it", "lb", "lt", "lv", "ms", "mt", "nb", "nl", "nn", "no", "pl", "pt", "ro", "sk", "sl", "sq", "sv", "sw", "tl", "tr", "vi"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A text of which is learnt what is common: whose it is, and of which story."""

    language: str | None
    marks: tuple[int, ...]
    outlet: str
    story: str


class Verdict(StrEnum):
    BEARS = "bears"  # both are on the same matter
    FITS = "fits"  # they may be: names alone, or the other is older news
    OPEN = "open"  # cannot be told
    MISSES = "misses"  # they have nothing in common
    LATER = "later"  # it was published after what is said to rest on it


def marks(words: str, language: str | None) -> tuple[int, ...]:
    """The names, figures and quotations of a text as hashes, at most :data:`MOST`; in no order that tells of the text."""
    words = words[:READ]
    found = {_hash(name, _NAME) for name in _names(words, language)}
    found |= {_hash(figure, _FIGURE) for figure in _figures(words)}
    for quoted in _QUOTED.findall(words):
        said = text.words(quoted)
        found |= {_hash(" ".join(said[at : at + _WINDOW]), _QUOTE) for at in range(len(said) - _WINDOW + 1)}
    return tuple(sorted(found)[:MOST])


def common(texts: Iterable[Sample]) -> frozenset[int]:
    """The marks that many stories of many outlets have, by language and over all: the president, the capital, "50 percent".

    A mark counts once for a story and once for an outlet: neither a wire at many outlets nor an outlet with many texts makes it common.
    """
    groups: dict[str, list[Sample]] = {}
    for one in texts:
        for group in {"", _base(one.language)}:
            groups.setdefault(group, []).append(one)
    return frozenset[int]().union(*(_common(group) for group in groups.values() if len(group) >= _TEXTS))


def _common(texts: list[Sample]) -> set[int]:
    """The marks that enough stories, and enough outlets, of these texts have."""
    stories = _many({(mark, one.story) for one in texts for mark in one.marks}, len({one.story for one in texts}))
    return stories & _many({(mark, one.outlet) for one in texts for mark in one.marks}, len({one.outlet for one in texts}))


def _many(pairs: set[tuple[int, str]], of: int) -> set[int]:
    """The marks that stand in enough of so many stories or outlets."""
    return {mark for mark, count in Counter(mark for mark, _ in pairs).items() if count >= max(_LEAST, COMMON * of)}


def headline(title: str, found: tuple[int, ...], language: str | None) -> tuple[int, ...]:
    """The marks of a headline that its text bears out: languages that write every word of a headline with a capital do not make names of them."""
    return tuple(sorted(set(marks(f"x {title}", language)) & set(found)))


def compare(mine: tuple[int, ...], theirs: tuple[int, ...], *, published: datetime | None, before: datetime | None, common: frozenset[int] = frozenset(),
            head: tuple[int, ...] = ()) -> model.Bearing:
    """What two texts have in common; ``published`` is the time of the first, ``before`` that of the one it is said to rest on and ``head`` its headline."""
    both = set(mine) & set(theirs)
    kinds = [one & 3 for one in both - common]
    hours = None
    if published is not None and before is not None:
        hours = round((_aware(published) - _aware(before)).total_seconds() / 3600, 1)
    return model.Bearing(names=kinds.count(_NAME), figures=kinds.count(_FIGURE), quotes=kinds.count(_QUOTE), usual=len(both) - len(kinds),
                         headline=len(head), headed=len(set(head) & set(mine)), least=min(len(mine), len(theirs)), hours=hours)


def verdict(found: model.Bearing, *, languages: tuple[str | None, str | None] = (None, None), revised: bool = False) -> Verdict:
    """What a comparison says of the claim that the first text rests on the second; ``revised``: the first was changed after the second came."""
    if found.hours is not None and found.hours < -(LATER if revised else LEVEL).total_seconds() / 3600:
        return Verdict.LATER
    if found.least < 2:
        return Verdict.OPEN
    if found.hours is not None and found.hours < -LEVEL.total_seconds() / 3600 and (found.names or found.figures or found.quotes):
        return Verdict.OPEN
    close = found.hours is None or found.hours <= BACKGROUND.total_seconds() / 3600
    shared = found.names + found.figures + found.quotes
    most = (found.names >= 2 and 2 * shared >= found.least) or 2 <= shared == found.least  # a short notice has few of each
    if most or (found.quotes and found.names) or (found.names >= 2 and found.figures) or found.figures >= 3:
        return Verdict.BEARS if close else Verdict.FITS
    told = found.headline >= 2 and found.least >= _enough(*map(_base, languages))  # what the other is about can be looked for
    if (found.names >= 2 or found.quotes or found.figures) and not (told and not found.headed):
        return Verdict.FITS
    if found.usual >= 2 or (found.headline >= 2 and 2 * found.headed >= found.headline):
        return Verdict.OPEN  # what both have does not count, which is no sign that they have nothing
    return Verdict.MISSES if found.least >= _enough(*map(_base, languages)) else Verdict.OPEN


def _enough(mine: str, theirs: str) -> float:
    """From how many marks on having nothing in common says something: names go over unchanged between languages of one alphabet, most of them."""
    if mine == theirs:
        return ENOUGH
    return 2 * ENOUGH if {mine, theirs} <= _LATIN else float("inf")


def is_before(first: datetime, second: datetime) -> bool:
    """Whether a moment comes before another, give or take what clocks of outlets differ by."""
    return _aware(first) <= _aware(second) + LEVEL


def in_words(found: model.Bearing) -> str:
    """The comparison for people, in our own words.

    >>> in_words(model.Bearing(names=3, figures=1, least=20, hours=2.0))
    'has 3 names and 1 figure in common with this text; published 2 hours before it'
    """
    counts = ((found.names, "name"), (found.figures, "figure"), (found.quotes, "piece of quotations"))
    named = [f"{count} {_plural(what, count)}" for count, what in counts if count]
    nothing = "nothing but what many texts have" if found.usual else "nothing"
    common = " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named) or nothing
    if found.hours is None:
        return f"has {common} in common with this text"
    return f"has {common} in common with this text; published {_span(found.hours)}"


def _plural(what: str, count: int) -> str:
    first, _, rest = what.partition(" ")
    return what if count == 1 else f"{first}s {rest}".strip()


def _span(hours: float) -> str:
    size = abs(hours)
    if size < 0.1:
        return "at the same time"
    number, unit = (round(size / 24), "day") if size >= 48 else (round(size), "hour") if size >= 1 else (round(size * 60), "minute")
    return f"{number} {unit}{'' if number == 1 else 's'} {'before' if hours > 0 else 'after'} it"


def _names(words: str, language: str | None) -> set[str]:
    """Words with a capital within a sentence; in languages whose nouns all have one, only two and more in a row."""
    base = _base(language)
    found = {match[0] for match in _TITLED.finditer(words)}
    for sentence in _SENTENCE.split(words):
        for run in _RUN.finditer(sentence):
            found |= _in_run(run[0].split(" "), opens=not sentence[: run.start()].strip(" \"'„“«»‘(—–-"), in_pairs=base in _NOUNS)
    return {name for name in found if name not in _DAYS and months.number(name) is None}


def _in_run(run: list[str], *, opens: bool, in_pairs: bool) -> set[str]:
    found = set()
    capital = [word[:1].isupper() for word in run]
    for at, word in enumerate(run):
        beside = (at > 0 and capital[at - 1]) or (at + 1 < len(run) and capital[at + 1])
        first = opens and at == 0
        if capital[at] and len(word) >= 3 and not first and (beside or not in_pairs):
            found.add(text.fold(re.sub(r"[’'][Ss]?$", "", word)))
    return found


def _figures(words: str) -> set[str]:
    """Numbers that are no small counts and no years: "1,250" and "1 250" are the same, "4.7" and "4,7" too."""
    found = set()
    for match in _FIGURE_SHAPE.finditer(words):
        parts = re.split(r"[.,  ’']", match[0])
        plain = "".join(parts) if len(parts) > 1 and all(len(part) == 3 for part in parts[1:]) else ".".join(parts)
        if "." in plain or (int(plain) >= 11 and not 1900 <= int(plain) <= 2100):
            found.add(plain)
    return found


def _hash(value: str, kind: int) -> int:
    raw = int.from_bytes(hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=7).digest(), "big")
    return (raw >> 6 << 2) | kind  # 52 bits: exact in JSON readers that know only doubles


def _base(language: str | None) -> str:
    return (language or "").split("-")[0].lower()


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

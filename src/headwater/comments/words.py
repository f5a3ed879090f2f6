"""Words that an operator does not want, found as words, in any script and behind look-alike letters.

In: words or phrases, and a text. Out: those that stand in it. Never: a hit inside another word ("Scunthorpe"), but in
scripts without spaces, where words have no visible edge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from headwater import text

_PAIRS = (
    "аa вb гr еe һh іi јj кk мm нh оo рp сc тt уy хx ѕs ԁd ԛq ԝw ѵv ӏl αa βb γy εe ηn ιi κk νv οo ρp τt υu χx ωw ɑa ɡg ɩi ıi"
)
_ALIKE = {  # letters that look Latin (Unicode TS 39, confusables), folded on both sides: "аb" is "ab"
    ord(pair[0]): pair[1]
    for pair in _PAIRS.split()
}  # fmt: skip
_FIGURES = str.maketrans("013457@$", "oieastas")  # "v1agra", "sh0p"
_PIECES = re.compile(r"\b(?:\w[ .\-_*]{1,2}){2,}\w\b")  # "v.i.a.g.r.a", "s p a m"
_APART = re.compile(r"[ .\-_*]+")
_CLITICS = re.compile(r"^[وف]?(?:[بك]?ال|لل)(?=..)")  # "والكتاب" -> "كتاب"
_MIXED = re.compile(r"\b(?=[^\W\d]*+\d)(?=[\d_]*+\w)\w+")  # "v1agra", not "2026"; each word is looked at from its beginning alone


def found(wanted: Iterable[str], written: str) -> tuple[str, ...]:
    """Those of ``wanted`` that stand in ``written``, as the operator wrote them."""
    phrases = [(one, parts) for one in wanted if (parts := _phrase(one))]
    if not phrases:
        return ()
    variants = list(_variants(written))
    return tuple(one for one, parts in phrases if any(_stands(parts, words) for words in variants))


def _variants(written: str) -> Iterator[list[str]]:
    """The text as words: as it is, with letters that were pulled apart put together, with figures read as letters."""
    yield _words(written)
    if _PIECES.search(written):
        yield _words(_PIECES.sub(lambda match: _APART.sub("", match[0]), written))
    figures = written.replace("@", "4").replace("$", "5")
    if _MIXED.search(figures):
        yield _words(_MIXED.sub(lambda match: match[0].translate(_FIGURES), figures))


def _words(written: str) -> list[str]:
    return [_CLITICS.sub("", word) for word in text.words(_skeleton(written))]


@lru_cache(maxsize=4096)
def _phrase(wanted: str) -> tuple[str, ...]:
    return tuple(_words(wanted))


def _skeleton(written: str) -> str:
    return text.fold(text.unspoof(written)).translate(_ALIKE)


def _stands(parts: tuple[str, ...], words: list[str]) -> bool:
    first, length = parts[0], len(parts)
    return any(word == first and tuple(words[at : at + length]) == parts for at, word in enumerate(words))

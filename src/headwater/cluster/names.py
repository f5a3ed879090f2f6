"""Names and figures as other languages and alphabets write them too.

In: title and first sentences. Out: what an article names, each as a number that is the same for "Trump", "Трамп",
"トランプ" and "트럼프"; and an index that finds stories which name the same. Never: a table of names.

A name is what stands out as one (a capital, Katakana; any word in Hangul, where nothing does), reduced to its consonants
by where in the mouth they are made, for this is what other alphabets keep: T-L-N-P.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator

SHARED = 3  # names and figures that two stories must have in common
LEAST = 3  # consonants of a name that counts
MOST = 64  # of a text that count
MOST_HELD = 32_768  # stories that are held; the one that was longest without change goes first
MOST_UNDER = 400  # stories under one name, beyond which it says nothing

_PLACES = {letter: place for place, letters in
           {"P": "bpfvw", "T": "td", "K": "gkcqx", "S": "szj", "L": "lr", "N": "mn"}.items() for letter in letters}
_CYRILLIC = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў",
                     ["a", "b", "v", "g", "d", "e", "e", "j", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "ts", "c", "s", "s", "", "i", "", "e", "u", "a", "i", "i", "e", "g", "v"], strict=True))
_GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", ["a", "v", "g", "d", "e", "z", "i", "t", "i", "k", "l", "m", "n", "ks", "o", "p", "r", "s", "s", "t", "i", "f", "h", "ps", "o"], strict=True))
_KANA = {kana: sound for sound, row in
         {"k": "カキクケコ", "s": "サシスセソザジズゼゾ", "t": "タチツテトダヂヅデド", "n": "ナニヌネノンマミムメモ", "h": "ハヒヘホ",
          "f": "フバビブベボパピプペポヴ", "l": "ラリルレロ", "w": "ワ", "g": "ガギグゲゴ", "a": "アイウエオヤユヨ"}.items() for kana in row}
_HANGUL_FIRST = ["k", "k", "n", "t", "t", "l", "m", "p", "p", "s", "s", "", "j", "j", "c", "k", "t", "p", "h"]
_HANGUL_LAST = ["", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "p", "l", "l", "p", "l", "m", "p", "p", "s", "s", "n", "j", "c", "k", "t", "p", "h"]
_WORD = re.compile(r"[^\W\d_]+")
_KATAKANA = re.compile(r"[ァ-ヴー]{3,}")  # "トランプ"
_HANGUL = re.compile(r"[가-힣]{2,}")  # "트럼프는"
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")  # "1,200", "7.5"
_SAME = ((re.compile("sch|sh|tch|ch|zh|cz|sz"), "s"), (re.compile("ph"), "f"), (re.compile("c(?=[eiy])"), "s"), (re.compile("th"), "t"))


def names(title: str, lead: str) -> frozenset[int]:
    """What a text names, and its figures of two digits or more."""
    text = unicodedata.normalize("NFKC", f"{title}. {lead}")
    found = sorted(set(_found(text)))[:MOST]
    return frozenset(int.from_bytes(hashlib.blake2b(one.encode(), digest_size=8).digest(), "little", signed=True) for one in found)


def _found(text: str) -> Iterator[str]:
    for word in _WORD.findall(text):
        if word.isascii() and word.isupper() and len(word) > 1:
            yield f"={word}"
        elif len(word) > 2 and word[0].isupper() and not word.isupper() and len(bones := skeleton(word)) >= LEAST:
            yield bones
    for word in _KATAKANA.findall(text):
        if len(bones := skeleton(word)) >= LEAST:
            yield bones
    for word in _HANGUL.findall(text):
        for size in {len(word), len(word) - 1} - {1}:  # with and without a particle
            if len(bones := skeleton(word[:size])) >= LEAST:
                yield bones
    for figure in _FIGURE.findall(text):
        digits = re.sub("[.,]", "", figure)
        if len(digits) > 1:
            yield f"#{digits}"


def skeleton(word: str) -> str:
    """The consonants of a word by where they are made, no two alike in a row; A where it begins with a vowel.

    >>> [skeleton(word) for word in ("Trump", "Трамп", "トランプ")]
    ['TLNP', 'TLNP', 'TLNP']
    """
    latin = "".join(map(_latin, unicodedata.normalize("NFC", word.lower())))
    for pattern, sound in _SAME:
        latin = pattern.sub(sound, latin)
    found = ""
    for at, letter in enumerate(latin):
        place = _PLACES.get(letter, "")
        if place and found[-1:] != place:
            found += place
        elif not place and at == 0:
            found = "A"
    return found


def _latin(letter: str) -> str:
    known = _CYRILLIC.get(letter, _GREEK.get(letter, _KANA.get(letter)))
    if known is not None:
        return known
    if "가" <= letter <= "힣":
        number = ord(letter) - 0xAC00
        return f"{_HANGUL_FIRST[number // 588]}a{_HANGUL_LAST[number % 28]}"
    return "".join(one for one in unicodedata.normalize("NFKD", letter) if "a" <= one <= "z")


class Index:
    """What stories name; finds those that name the same."""

    def __init__(self, *, most: int = MOST_HELD) -> None:
        self._most = most
        self._named: dict[str, frozenset[int]] = {}  # in order of their last change
        self._under: dict[int, set[str]] = {}

    def __len__(self) -> int:
        return len(self._named)

    def get(self, story_id: str) -> frozenset[int]:
        """What a story names; nothing if it is not there."""
        return self._named.get(story_id, frozenset())

    def put(self, story_id: str, named: frozenset[int]) -> None:
        """Add a story, or replace what it names."""
        self.drop(story_id)
        if len(named) >= SHARED:
            if len(self._named) >= self._most:
                self.drop(next(iter(self._named)))
            self._named[story_id] = named
            for one in named:
                self._under.setdefault(one, set()).add(story_id)

    def drop(self, story_id: str) -> None:
        """Forget a story; nothing happens if it is not there."""
        for one in self._named.pop(story_id, ()):
            self._under[one].discard(story_id)
            if not self._under[one]:
                del self._under[one]

    def nearest(self, named: frozenset[int]) -> list[tuple[str, float]]:
        """The stories with enough in common and the cosine of both sets, likest first."""
        common: dict[str, int] = {}
        for one in named:
            under = self._under.get(one, ())
            if len(under) <= MOST_UNDER:
                for story_id in under:
                    common[story_id] = common.get(story_id, 0) + 1
        found = ((story_id, count / (len(named) * len(self._named[story_id])) ** 0.5)
                 for story_id, count in common.items() if count >= SHARED)
        return sorted(found, key=lambda one: (-one[1], one[0]))

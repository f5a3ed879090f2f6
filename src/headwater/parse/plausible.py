"""Which of several encodings a text is in, by how plausible it reads in each: alphabets, case, what stands beside letters.

In: bytes that are no UTF-8, and encodings in the order of trust. Out: the name of one, or nothing. Never: a guess on a few
letters, which would turn "café" into another script; a decision for an encoding that hardly explains the bytes better.

Detectors that learn from text bring tables of megabytes; alphabets of the languages that are printed are enough here, since
a feed has thousands of letters, in one language.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

GOOD = 0.06  # share of letters that may be odd in a text read as it should be: names, foreign words
_MARGIN = 0.08  # by how much an encoding nobody named must read better than the one assumed
_DOUBTFUL = 0.3  # from here on a label is doubted that says something: all but ISO 8859-1, which servers write unasked
_FEWEST = 8  # letters beyond ASCII, for a decision against what is assumed
_SAMPLE = 10_000  # bytes looked at
_TAGS = re.compile(rb"<[^>]{0,2000}>|(?<![\x80-\xff])[\x00-\x7f]{300,}")  # what says nothing about an encoding
_LETTERS = re.compile(rb"[A-Za-z\x80-\xff][\x80-\x84\x86-\x90\x95\x98\x9a-\xa8\xaa-\xad\xaf-\xff]")  # hardly quotation marks or "©"
_WORD = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"[a-zà-ÿа-яёα-ω][A-ZÀ-ÞА-ЯЁΑ-Ω]")  # "оПЮБДЮ": case turned around, of KOI8 and others
_IN_WORD = re.compile(r"[^\W\d_][^\w\s\x00-\x7f’‘“”–—«»…·\u0300-\u036f\u0590-\u05ff\u0600-\u06ff\u0e00-\u0e7f](?=[^\W\d_])")  # "Á¶Â"
_NO_VOWEL = re.compile(r"(?<![а-ѿ])[бвгджзйклмнпрстфхцчшщъь]{4,}(?![а-ѿ])|(?<![α-ώ])[βγδζθκλμνξπρσςτφχψ]{4,}(?![α-ώ])", re.I)  # "мснпт"
_LONE_MARK = re.compile("(?<![\u0e01-\u0e4e])[\u0e30-\u0e3a\u0e45-\u0e4e]")  # of Thai, after nothing

_ALPHABETS = """äöüßé àâæçéèêëîïôœùûüÿ áéíñóúü áâãàçéêíóôõúü àèéìíîòóùú éëïöüáóèê æøåéèóäö åäöéà äöåšžõ áéíóúýþæöð âêîôûŵŷéá àçéèíïóòúü
 ḃċḋḟġṁṗṡṫáéíóú áčďéěíňóřšťúůýžöüä áäčďéíĺľňóôŕšťúýž ąćęłńóśźż áéíóöőúüű čćđšž ăâîșțşţ ëç āčēģīķļņšūžŗō ąčęėįšųūž
 äõöüšž çğıöşüâîû əğıöşüç ċġħżàèìòù ĉĝĥĵŝŭ áčđŋšŧžåäöø
 абвгдеёжзийклмнопрстуфхцчшщъыьэюя абвгґдеєжзиіїйклмнопрстуфхцчшщьюя абвгдеёжзійклмнопрстуўфхцчшыьэюя
 абвгдежзийклмнопрстуфхцчшщъьюя абвгдђежзијклљмнњопрстћуфхцчџш абвгдѓежзѕијклљмнњопрстќуфхцчџш
 абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі абвгдеёжзийклмнопрстуфхцчшъэюяғӣқӯҳҷ
 αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ אבגדהוזחטיךכלםמןנסעףפץצקרשת ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويىپچژگکی"""
_NO_TEXT = frozenset({"Cc", "Cn", "Co", "So"})  # categories: controls, nothing, private, box drawing and the like
_EASTERN = frozenset({"gb18030", "big5hkscs", "big5", "cp950", "cp932", "shift_jis_2004", "euc_jp", "euc_jis_2004", "cp949", "johab"})
_CODECS = ("cp1252", "cp1250", "cp1251", "iso8859-2", "cp1254", "cp1257", "koi8-r", "koi8-u", "cp1253", "cp1255", "cp1256", "cp874",
           "iso8859-5", "iso8859-6", "iso8859-4", "iso8859-13", "iso8859-16", "iso8859-3", "iso8859-10", "iso8859-14", "iso8859-15",
           "cp866", "mac-roman", "mac-cyrillic")  # that the web's own detectors consider, and the rest of ISO 8859


def best(body: bytes, named: Iterable[str]) -> str | None:
    """The encoding that a text is in: the first of those named that reads well, else one that reads much better; None to leave it."""
    sample = _TAGS.sub(b" ", body[: 4 * _SAMPLE])[:_SAMPLE]
    known = {name: cost for name in named if (cost := oddness(sample, name)) is not None}
    trusted = min(known, key=lambda name: known[name], default=None)
    assumed = known[trusted] if trusted else oddness(sample, "cp1252")
    if assumed is None or assumed <= GOOD or len(_LETTERS.findall(sample)) < _FEWEST:
        return trusted
    if trusted in _EASTERN or (trusted is not None and trusted != "cp1252" and assumed < _DOUBTFUL):
        return trusted  # a label that nobody writes by default
    if (eastern := _eastern(sample)) is not None:
        return eastern
    others = {name: cost for name in _CODECS if name not in known and (cost := oddness(sample, name)) is not None}
    found = min(others, key=lambda name: others[name], default=None)
    if found is not None and others[found] + _MARGIN < assumed and others[found] <= 2 * GOOD:
        return found
    return trusted


def oddness(sample: bytes, name: str) -> float | None:
    """The share of what is odd among the letters beyond ASCII, 0 to about 2; None where the bytes are not of this encoding."""
    try:
        decoder = codecs.getincrementaldecoder(name)("replace" if name == "cp1252" else "strict")
        text = decoder.decode(sample)
    except (UnicodeError, LookupError, ValueError, OverflowError):
        return None
    letters = Counter(char for char in text.lower() if char > "\x7f" and (char.isalpha() or unicodedata.category(char)[0] == "M"))
    total = sum(letters.values())
    others = sum(1 for char in text if char > "\x7f" and unicodedata.category(char) in _NO_TEXT)
    strange = total - max(sum(letters[char] for char in alphabet) for alphabet in _alphabets())
    if any(char > "\u0600" for char in letters):
        strange = min(strange, total - sum(count for char, count in letters.items() if "\u0600" < char < "\u1e00" or char > "\u2c00"))
    words = _WORD.findall(text)
    mixed = sum(_mixed(word) for word in words if not word.isascii())
    humps = sum(1 for word in words if _HUMP.search(word))
    shapes = humps + sum(len(pattern.findall(text)) for pattern in (_NO_VOWEL, _LONE_MARK))
    if humps and sum(1 for char in text if char > "\x7f" and char.isupper()) * 10 > total * 7:  # capitals, and small letters in their place
        shapes += total // 2
    return (strange + 2 * others + mixed + shapes + 2 * len(_IN_WORD.findall(text))) / max(total, _FEWEST)


def _mixed(word: str) -> int:
    """1 for a word that is partly of Latin letters and partly of others."""
    latin = any(char < "\u0250" for char in word)
    return int(latin and any(char >= "\u0370" for char in word))


@lru_cache(maxsize=1)
def _alphabets() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(alphabet) for alphabet in _ALPHABETS.split())


def _eastern(sample: bytes) -> str | None:
    """The encoding of Chinese, Japanese or Korean text, by the share of its common characters."""
    if sum(byte > 127 for byte in sample) * 8 < len(sample):
        return None
    for name in ("euc_jp", "cp932"):
        if _share(sample, name, lambda char: "\u3041" <= char <= "\u30ff") > 0.2:
            return name
    if _share(sample, "cp949", lambda char: "\uac00" <= char <= "\ud7a3") > 0.8:
        return "cp949"
    simple = _share(sample, "gb18030", lambda char: _lead(char, "gb2312", 0xB0, 0xD7))
    complex_ = _share(sample, "big5hkscs", lambda char: _lead(char, "big5", 0xA4, 0xC6))
    if max(simple, complex_) > 0.7:
        return "gb18030" if simple >= complex_ else "big5hkscs"
    return None


def _share(sample: bytes, name: str, common: Callable[[str], bool]) -> float:
    """How many of the letters beyond ASCII are common ones; 0 where the bytes are not of this encoding."""
    try:
        text = codecs.getincrementaldecoder(name)().decode(sample)
    except UnicodeError:
        return 0.0
    letters = [char for char in text if char > "\x7f" and char.isalpha()]
    return sum(map(common, letters)) / len(letters) if letters else 0.0


def _lead(char: str, name: str, least: int, most: int) -> bool:
    """Whether the standard has a character among its frequent ones, which come first in it."""
    try:
        return least <= char.encode(name)[0] <= most
    except UnicodeError:
        return False

"""Text as people and indexes see it: plain, squeezed, cut, and one normaliser for search in every script.

In: strings from anywhere. Out: strings. Never: markup in what it returns as plain, or a dependence on locale.
"""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import datetime
from functools import cache
from typing import Literal

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,4000}>")  # "<p class=x>", "</p>"
_BLOCK = re.compile(r"<(?:br|/?p|/?div|/?li|/?h[1-6]|/?tr|/?ul|/?blockquote)\b[^<>]{0,4000}>", re.I)  # "</p>"
_SILENT = re.compile(r"<(?:!--|(?:script|style|template|noscript)\b)", re.I | re.A)  # "<style", "<!--": what stands within is no text
_SILENT_END = {"<!--": re.compile("-->")} | {  # "</style >"
    f"<{name}": re.compile(rf"</{name}\s*>", re.I | re.A) for name in ("script", "style", "template", "noscript")
}
_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")  # surrogates too
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")
_UNSPACED = (  # scripts written without spaces between words: indexed as bigrams
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\uaa60-\uaa7f\ua9e0-\ua9ff"  # Myanmar
    "\u1780-\u17ff"  # Khmer
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Kana, Han
    "\uac00-\ud7af\u1100-\u11ff"  # Hangul
    "\U00020000-\U0003ffff"
)
_LETTERWISE = (  # "東" and "京" each; Korean writes spaces and is left to words
    "([\u0e00-\u0eff\u1000-\u109f\uaa60-\uaa7f\ua9e0-\ua9ff\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff])"
)
_RUN = f"([{_UNSPACED}]+)"  # "東京" in "in 東京 today"
_MARKS = (  # vowel signs and the like, which belong to the word although they are no letters
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711-\u07f3\u07fd\u0816-\u082d\u0859-\u085b\u0898-\u08e1\u08e3-\u0963"
    r"\u0981-\u09e3\u09fe-\u0a75\u0a81-\u0ae3\u0afa-\u0b63\u0b82-\u0bd7\u0c00-\u0c63\u0c81-\u0c83\u0cbc-\u0d4d"
    r"\u0d57-\u0d63\u0d81-\u0df3\u0f18-\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f84\u0f86-\u0fbc\u0fc6\u135d-\u135f"
    r"\u1712-\u1734\u1752-\u1773\u180b-\u180d\u180f-\u193b\u1a17-\u1a1b\u1a55-\u1a7f\u1ab0-\u1abd\u1abf-\u1b44"
    r"\u1b6b-\u1b73\u1b80-\u1bf3\u1c24-\u1c37\u1cd0-\u1cd2\u1cd4-\u1dff\u20d0-\u20dc\ua66f\ua674-\ua67d\ua69e-\ua6f1"
    r"\ua802-\ua827\ua82c\ua880-\ua8c5\ua8e0-\ua8f1\ua8ff-\ua92d\ua947-\ua953\ua980-\ua9c0\uabe3-\uabea\uabec-\uabed"
)
_WORD = re.compile(rf"\w[\w{_MARKS}]*")  # "élan", "हिन्दी", "it" and "s" in "it's"
_PLAIN = {code: chr(code) if chr(code).isalnum() or chr(code) == "_" else " " for code in range(128)}  # what is between ASCII words becomes a space
_FOLDED_MARKS = re.compile(  # combining marks that NFD splits from Latin, Greek, Cyrillic, Hebrew, Arabic letters
    "[\u0300-\u034e\u0350-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1dc0-\u1dff\u20d0-\u20dc\u20e1\u20e5-\u20f0]+"
)
_MOST_MARKS = 30  # on one letter (Unicode TR 15, the stream-safe format); no language has so many
_PERHAPS_TOWER = re.compile(r"[^\w\x00-\x7f][^\w\x00-\x7f]{30}")  # as the next one but for the two, at a quarter of its time
_TOWER = re.compile(r"(?:[^\w\x00-\x7f]|[\uff9e\uff9f]){31,}")  # "a\u0315\u0300\u0315\u0300...": marks are no word characters, but two


@cache
def _pattern(written: str) -> re.Pattern[str]:
    """A pattern with so many letters that it is made only where it is needed: each of them takes two milliseconds."""
    return re.compile(written)


def clean(text: str) -> str:
    """Without control characters, which neither XML nor PostgreSQL take."""
    return _CONTROL.sub("", text)


def squeeze(text: str) -> str:
    """One line, single spaces, no control characters."""
    line = " ".join(text.split())
    return line if line.isprintable() else " ".join(_CONTROL.sub(" ", line).split())


def plain(markup: str) -> str:
    """Text of an HTML fragment: tags gone, entities resolved, blocks separated by newlines, spaces squeezed.

    Text that is no markup ("AT&T", "2 < 3") stays as it is. The result is text and must be escaped when shown.
    """
    if "<" not in markup and "&" not in markup:
        return _lines(markup)
    text = _TAG.sub("", _BLOCK.sub("\n", _spoken(markup)))
    return _lines(html.unescape(text))


def _spoken(markup: str) -> str:
    """Without scripts, styles and comments, in linear time; one that never ends is left as it stands."""
    kept: list[str] = []
    endless: set[str] = set()
    done = at = 0
    while begin := _SILENT.search(markup, at):
        name, at = begin[0].lower(), begin.end()
        end = None if name in endless else _SILENT_END[name].search(markup, at)
        if end is None:
            endless.add(name)
            continue
        kept += [markup[done : begin.start()], "" if name == "<!--" else " "]
        done = at = end.end()
    return "".join([*kept, markup[done:]])


def _lines(text: str) -> str:
    if text.isprintable():
        return _SPACE.sub(" ", text).strip()
    rows = (_SPACE.sub(" ", row).strip() for row in _CONTROL.sub(" ", text).split("\n"))
    return "\n".join(row for row in rows if row)


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters, ending at a word and with an ellipsis where something was cut."""
    line = squeeze(text)
    if len(line) <= limit:
        return line
    if limit <= 1:
        return "…"[:limit]
    head = line[: limit - 1]
    space = head.rfind(" ")
    if space >= limit // 2 and not line[limit - 1].isspace():
        head = head[:space]
    return head.rstrip(" ,;:–—-") + "…"


def unspoof(text: str) -> str:
    """Without bidirectional controls and invisible characters, for names and comments shown among other text."""
    return text if text.isascii() else _INVISIBLE.sub("", _BIDI.sub("", text))


def fold(text: str) -> str:
    """For comparing: NFKC, casefolded, marks removed from alphabetic scripts, invisible characters gone.

    Marks of scripts where they carry vowels (Devanagari, Thai, ...) stay: only combining marks that NFKD splits
    from Latin, Greek, Cyrillic, Hebrew and Arabic letters go.
    """
    if text.isascii():
        return text.lower()
    text = _INVISIBLE.sub("", _normal("NFKC", text)).casefold()
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _FOLDED_MARKS.sub("", _normal("NFD", text)))


def _normal(form: Literal["NFKC", "NFD"], text: str) -> str:
    """A normal form in linear time: the library sorts each letter's marks in time that grows with their square."""
    if not text.isascii() and (_PERHAPS_TOWER.search(text) or "\uff9e" in text or "\uff9f" in text):
        text = _TOWER.sub(_lower, text)
    return unicodedata.normalize(form, text)


def _lower(tower: re.Match[str]) -> str:
    kept: list[str] = []
    height = 0
    for char in tower[0]:
        height = height + 1 if unicodedata.combining(unicodedata.normalize("NFKD", char)[0]) else 0
        if height <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def tokens(text: str) -> list[str]:
    """Search tokens in order: folded words; bigrams (a lone character as itself) for scripts without spaces.

    >>> tokens("Élan in 東京都")
    ['elan', 'in', '東京', '京都']
    """
    found: list[str] = []
    run = _pattern(_RUN)
    for part in run.split(fold(text)):
        if not part:
            continue
        if run.fullmatch(part):
            found.extend(part[i : i + 2] for i in range(len(part) - 1)) if len(part) > 1 else found.append(part)
        else:
            found.extend(_WORD.findall(part))
    return found


def words(text: str) -> list[str]:
    """Folded words in order, single characters in scripts without spaces: what shingles are made of.

    >>> words("Élan in 東京")
    ['elan', 'in', '東', '京']
    """
    folded = fold(text)
    if folded.isascii():
        return folded.translate(_PLAIN).split()  # as _WORD finds them, in a quarter of its time
    return _WORD.findall(_pattern(_LETTERWISE).sub(r" \1 ", folded))


def letters(word: str) -> list[str]:
    """A word as people compare it: whole, or by single characters with their marks in scripts without spaces.

    >>> letters("2026年5月,"), letters("mañana ")
    (['2026', '年', '5', '月', ','], ['mañana '])
    """
    if word.isascii():
        return [word]
    return [found[0] for found in _pattern(rf"{_LETTERWISE}[{_MARKS}]*\s*|{_LETTERWISE.replace('([', '[^', 1).removesuffix(')')}+").finditer(word)]


def is_unspaced(text: str) -> bool:
    """Whether most of a text is written without spaces between words, so that its characters are counted and not its words.

    >>> is_unspaced("東京の hotel"), is_unspaced("서울 시장"), is_unspaced("")
    (True, False, False)
    """
    if text.isascii():
        return False
    letters = len(_pattern(_LETTERWISE).findall(text))
    return letters > 0 and 2 * letters >= len(words(text))


def index_text(text: str) -> str:
    """What the full-text indexes store: the tokens joined by spaces."""
    return " ".join(tokens(text))


def is_rtl(language: str | None) -> bool:
    """Whether a language is written from right to left in its usual script."""
    base = (language or "").lower().split("-")[0]
    return base in {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ku-arab", "nqo", "ps", "sd", "syr", "ug", "ur",
                    "yi"}


def span(at: datetime | None, now: datetime) -> str:
    """A time as people say it.

    >>> span(datetime(2026, 11, 1, 12, 34), datetime(2026, 11, 1, 12))
    'in 34 min'
    """
    if at is None:
        return "at once"
    seconds = (at - now).total_seconds()
    size, unit = next(((size, unit) for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")) if abs(seconds) >= size), (1, "s"))
    words = f"{abs(seconds) / size:.0f} {unit}"
    return "now" if abs(seconds) < 1 else f"in {words}" if seconds > 0 else f"{words} ago"

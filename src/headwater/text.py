"""Text as people and indexes see it: plain, squeezed, cut, and one normaliser for search in every script.

In: strings from anywhere. Out: strings. Never: markup in what it returns as plain, or a dependence on locale.
"""

from __future__ import annotations

import html
import re
import unicodedata

_TAG = re.compile(r"<(?:!--.*?--|/?[a-zA-Z][^<>]{0,4000})>", re.S)  # "<p class=x>", "<!-- a -->"
_BLOCK = re.compile(r"<(?:br|/?p|/?div|/?li|/?h[1-6]|/?tr|/?ul|/?blockquote)\b[^<>]{0,4000}>", re.I)  # "</p>"
_SILENT = re.compile(r"<(script|style|template|noscript)\b.*?</\1\s*>", re.I | re.S)  # "<style>...</style>"
_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
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
_RUN = re.compile(f"([{_UNSPACED}]+)")  # "東京" in "in 東京 today"
_WORD = re.compile(r"\w+")


def clean(text: str) -> str:
    """Without control characters, which neither XML nor PostgreSQL take."""
    return _CONTROL.sub("", text)


def squeeze(text: str) -> str:
    """One line, single spaces, no control characters."""
    return _SPACE.sub(" ", _CONTROL.sub(" ", text)).strip()


def plain(markup: str) -> str:
    """Text of an HTML fragment: tags gone, entities resolved, blocks separated by newlines, spaces squeezed.

    Text that is no markup ("AT&T", "2 < 3") stays as it is. The result is text and must be escaped when shown.
    """
    if "<" not in markup and "&" not in markup:
        return _lines(markup)
    text = _SILENT.sub(" ", markup)
    text = _TAG.sub("", _BLOCK.sub("\n", text))
    return _lines(html.unescape(text))


def _lines(text: str) -> str:
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
    return _INVISIBLE.sub("", _BIDI.sub("", text))


def fold(text: str) -> str:
    """For comparing: NFKC, casefolded, marks removed from alphabetic scripts, invisible characters gone.

    Marks of scripts where they carry vowels (Devanagari, Thai, ...) stay: only combining marks that NFKD splits
    from Latin, Greek, Cyrillic, Hebrew and Arabic letters go.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    if text.isascii():
        return text
    kept = []
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.combining(char) and (char < "\u0700" or "\u1dc0" <= char <= "\u20ff"):
            continue
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))


def tokens(text: str) -> list[str]:
    """Search tokens in order: folded words; bigrams (a lone character as itself) for scripts without spaces.

    >>> tokens("Élan in 東京都")
    ['elan', 'in', '東京', '京都']
    """
    found: list[str] = []
    for part in _RUN.split(fold(text)):
        if not part:
            continue
        if _RUN.fullmatch(part):
            found.extend(part[i : i + 2] for i in range(len(part) - 1)) if len(part) > 1 else found.append(part)
        else:
            found.extend(_WORD.findall(part))
    return found


def index_text(text: str) -> str:
    """What the full-text indexes store: the tokens joined by spaces."""
    return " ".join(tokens(text))


def is_rtl(language: str | None) -> bool:
    """Whether a language is written from right to left in its usual script."""
    base = (language or "").lower().split("-")[0]
    return base in {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ku-arab", "nqo", "ps", "sd", "syr", "ug", "ur",
                    "yi"}

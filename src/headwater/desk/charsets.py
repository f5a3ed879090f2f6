"""Bytes of mail as text, whatever they say that they are in.

In: bytes, the charset that is declared. Out: text, and what was wrong. Never: an exception, or a codec that does more
than turn bytes into letters.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterator, Sequence

import charset_normalizer

from headwater import text

_SAFE = re.compile(  # names of Python's codecs that only map letters: "koi8-r", "cp1256", "iso2022_jp", "gb18030"
    r"(?:utf-?(?:7|8(?:-sig)?|16(?:-[lb]e)?|32(?:-[lb]e)?)|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|gb(?:2312|k|18030)|big5(?:hkscs)?"
    r"|euc_\w+|euc-\w+|shift_jis\w*|iso2022_\w+|tis-620|hz|johab|ascii|latin-1|ptcp154|kz1048|hp-roman8)", re.I,
)
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\s]{0,4000})\?=")  # "=?koi8-r?B?8NLJ18XU?="
_GAP = re.compile(r"(\?=)\s+(?==\?)")  # white space between two encoded words is none (RFC 2047, 6.2)
_SAMPLE = 20_000  # bytes that are looked at to guess
_MOST_GUESSES = 4  # of one header: a guess takes half a millisecond, and a header may hold hundreds of words


def decoded(body: bytes, charset: str = "", *, guesses: bool = True) -> tuple[str, str]:
    """Text, and a defect ("" if all was as declared); without ``guesses`` what is undeclared is taken as Western."""
    name = charset.partition("*")[0].strip().strip("\"'").lower()
    if codec := _codec(name):
        try:
            return text.clean(body.decode(codec)), ""
        except (UnicodeError, ValueError):
            pass
    try:
        return text.clean(body.decode("utf-8-sig")), f"not in the declared {name[:40]}" if name and body and not body.isascii() else ""
    except UnicodeDecodeError:
        return text.clean(_guessed(body, codec, guesses)), f"not in the declared {name[:40]}" if name else "no charset is declared"


def header(value: str) -> str:
    """One line of a header's value: encoded words (RFC 2047) and raw bytes resolved, no control characters."""
    whole, last = _GAP.sub(r"\1", value[:20_000]), 0
    runs: list[tuple[str, bytes]] = []  # adjacent words of one charset may part a letter's bytes
    for word in _WORD.finditer(whole):
        if word.start() > last:
            runs.append(("", _plain(whole[last : word.start()])))
        charset, raw = word[1].lower(), _bytes(word[2], word[3])
        if runs and word.start() == last and runs[-1][0] == charset:
            runs[-1] = (charset, runs[-1][1] + raw)
        else:
            runs.append((charset, raw))
        last = word.end()
    runs.append(("", _plain(whole[last:])))
    return text.squeeze("".join(_decoded(runs)))


def _codec(name: str) -> str:
    try:
        found = codecs.lookup(name).name if name else ""
    except (LookupError, ValueError, UnicodeError):
        return ""
    return found if _SAFE.fullmatch(found) else ""


def _guessed(body: bytes, fallback: str, guesses: bool) -> str:
    best = charset_normalizer.from_bytes(body[:_SAMPLE]).best() if guesses else None
    return body.decode(_codec(best.encoding if best else "") or fallback or "cp1252", "replace")


def _bytes(kind: str, words: str) -> bytes:
    raw = words.encode("ascii", "replace")
    if kind in "bB":
        try:
            return base64.b64decode(raw + b"=" * (-len(raw) % 4))
        except (binascii.Error, ValueError):
            return b""
    return quopri.decodestring(raw.replace(b"_", b" "))


def _decoded(runs: Sequence[tuple[str, bytes]]) -> Iterator[str]:
    left = _MOST_GUESSES
    for charset, raw in runs:
        words, defect = decoded(raw, charset, guesses=left > 0)
        left -= bool(defect)
        yield words


def _plain(value: str) -> bytes:
    """What stood there without encoding: bytes that are not ASCII came through the parser as surrogates."""
    try:
        return value.encode("ascii", "surrogateescape")
    except UnicodeError:
        return value.encode("utf-8", "replace")

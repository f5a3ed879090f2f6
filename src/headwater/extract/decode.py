"""The characters of a page: which encoding its bytes are in.

In: bytes and the content type of the answer. Out: text and the name of the encoding. Never: an exception, or a
guess where the bytes are valid UTF-8.
"""

from __future__ import annotations

import codecs
import re

MAX_BYTES = 8_000_000  # a page beyond this is cut, its longest scripts and pictures written in it first
_LARGE = 1_000_000  # from here on pictures that are written in a page go before anybody looks at them
_MOST_BYTES = 40_000_000  # that are looked at for them
_SHARES = (3_000_000, 300_000, 20_000)  # bytes that a script may keep, as long as the page is too long
_NEVER_SHOWN = re.compile(rb"<(script|style|template)\b", re.I)
_INLINE = re.compile(rb"(;base64,)[A-Za-z0-9+/=%\s]{20000,}")  # "data:image/png;base64,iVBOR..."
_LOOKED_AT = 50_000  # characters that are asked whether they are any
_CONTROLS = bytes(byte for byte in range(1, 32) if byte not in b"\t\n\f\r\x0b\x1b") + b"\x7f"
_MOST_CONTROLS = 0.03  # share of them; broken pages hold a few
_HEAD = 16_384  # bytes in which a declaration is looked for
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)  # "text/html; charset=UTF-8"
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)  # "<meta charset=utf-8"
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})")  # '<?xml encoding="utf-8"'
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NO_PAGES = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "unicode-escape", "raw-unicode-escape"})  # Python's own
_WEB_NAMES = {  # labels as the WHATWG Encoding Standard maps them, where Python's differ
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252",
    "us-ascii": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932",
    "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "windows-949": "cp949", "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "windows-874": "cp874",
    "unicode": "utf-16-le", "utf-16": "utf-16-le", "utf8": "utf-8", "x-user-defined": "cp1252",
}


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of a page and the encoding used: byte order mark, valid UTF-8, header, meta element, in this order.

    Valid UTF-8 goes before what header and page say, because wrong declarations are frequent and valid UTF-8 by
    accident is not. Undecodable bytes become U+FFFD.
    """
    body = _lean(body) if len(body) > _LARGE else body
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    declared = [_known(label) for label in _labels(body, content_type)]
    stateful = next((name for name in declared if name in ("iso2022_jp", "hz", "utf-16-le", "utf-16-be")), None)
    if (stateful is None or stateful.startswith("utf-16")) and (text := _utf8(body)) is not None:
        return text, "utf-8"
    for name in [*declared, "cp1252"]:
        if name and name != "utf-8":
            text = body.decode(name, "replace")
            if text.count("\ufffd") * 50 < len(text):
                return text, name
    return body.decode("utf-8", "replace"), "utf-8"


def is_text(content: str) -> bool:
    """Whether the beginning of a page is written in characters: of other data about a tenth are control characters."""
    first = content[:_LOOKED_AT].encode("utf-8", "replace")
    return len(first) - len(first.translate(None, _CONTROLS)) <= _MOST_CONTROLS * len(first) + 20


def _lean(body: bytes) -> bytes:
    """A large page without the pictures written in it, and one that is too long without the greater part of what it never shows, so that its text is not what is cut."""
    body = _INLINE.sub(rb"\1", body[:_MOST_BYTES])
    for share in _SHARES:
        if len(body) > MAX_BYTES:
            body = _without_long(body, share)
    return body[:MAX_BYTES]


def _without_long(body: bytes, share: int) -> bytes:
    """The page with at most so many bytes in each element that is never shown; the end of one that is open is the page's."""
    lowered = body.lower()
    pieces: list[bytes] = []
    done = position = 0
    while match := _NEVER_SHOWN.search(lowered, position):
        end = lowered.find(b"</" + match[1], match.end())
        if end < 0:
            break
        if end - match.end() > share:
            pieces.append(body[done : match.end() + share])
            done = end
        position = end
    pieces.append(body[done:])
    return b"".join(pieces)


def _utf8(body: bytes) -> str | None:
    """The text if the bytes are UTF-8, apart from a cut at the end or a few broken ones among many; else None."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = error.start >= len(body) - 3
    text = body.decode("utf-8", "replace")
    multiple = len(body) - len(text)  # every character beyond ASCII takes more bytes than one
    return text if (cut and multiple > 0) or text.count("\ufffd") * 20 < multiple else None


def _labels(body: bytes, content_type: str) -> list[str]:
    found = [match[1] for match in [_CHARSET.search(content_type)] if match]
    for pattern in (_META, _XML):
        if match := pattern.search(body[:_HEAD]):
            found.append(match[1].decode("ascii", "replace"))
    return found


def _known(label: str) -> str | None:
    name = label.strip().lower()
    try:
        found = codecs.lookup(_WEB_NAMES.get(name, name))
    except (LookupError, ValueError):
        return None
    return found.name if found._is_text_encoding and found.name not in _NO_PAGES else None  # type: ignore[attr-defined]

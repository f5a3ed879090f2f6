"""Characters: the bytes of a document to clean UTF-8, whatever they say of themselves.

In: bytes and the Content-Type they came with. Out: UTF-8 bytes without a byte order mark, and codes of warnings. Never:
an exception; bytes that no encoding explains are read as Windows-1252, as browsers do.
"""

from __future__ import annotations

import codecs
import itertools
import re
import zlib

from headwater.parse import plausible

MAX_SIZE = 64 << 20  # bytes of a document, decompressed; the fetcher's own cap is lower
_LAYERS, _MEMBERS = 3, 1000  # of gzip within gzip, and one after another
_SAMPLE = 40_000  # bytes shown to the detector
_MANY_BAD = 100_000
_DECLARED = re.compile(rb"^[^>]{0,200}?encoding\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})")  # '<?xml version="1.0" encoding="X"'
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)  # "text/xml; charset=utf-8"
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be"),
         (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_WIDE = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_EBCDIC = (b"\x4c\x6f\xa7\x94", b"\x4c\x99\xa2\xa2")  # "<?xm" and "<rss" in EBCDIC
_SWITCHED = re.compile(rb"\x1b\$(?:[@B]|\([DOPQ]|\)C)")  # how ISO 2022 goes over to Japanese and Korean
_LABELS = {  # what labels mean in practice (WHATWG Encoding, section 4.2), and what feeds write
    "ascii": "cp1252", "us-ascii": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "l1": "cp1252",
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "iso88591": "cp1252", "iso_8859-1": "cp1252",
    "windows-1252": "cp1252", "x-cp1252": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874",
    "tis-620": "cp874", "tis620": "cp874", "gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030",
    "x-gbk": "gb18030", "chinese": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "korean": "cp949", "shift_jis": "cp932",
    "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "ms_kanji": "cp932", "windows-31j": "cp932",
    "iso-utf-8": "utf-8", "utf8": "utf-8", "utf-8": "utf-8", "x-utf-8": "utf-8", "unicode-1-1-utf-8": "utf-8",
    "x-euc-jp": "euc-jp", "x-mac-cyrillic": "mac-cyrillic", "koi8": "koi8-r", "koi": "koi8-r",
}
_STATEFUL = frozenset({"iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_3", "iso2022_jp_ext", "iso2022_kr",
                       "hz", "utf-7"})  # in ASCII bytes
_REFUSED = frozenset({"unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined", "mbcs", "oem",
                      "unicode_escape", "raw_unicode_escape"})  # codecs of Python that are no charsets
_C1 = {code: (bytes([code]).decode("cp1252", "ignore") or chr(code)) for code in range(0x80, 0xA0)}
_C1_BACK = {ord(char): code for code, char in _C1.items()}
_C1_KEPT = frozenset(map(chr, range(0x80, 0xA0)))
_C1_FOUND = re.compile("[\x80-\x9f]")
_HIGH = "\x80-\xbf" + "".join(map(chr, sorted(_C1_BACK)))
_ONCE_MORE = re.compile(rb"\xc3(?:[\x82\x83]|\xa2\xe2\x82\xac)")  # "Ã", "Â", "â€"; begins with one byte, which is found at once
_TWICE = re.compile(f"[\xc2-\xdf][{_HIGH}]|[\xe0-\xef][{_HIGH}]{{2}}|[\xf0-\xf4][{_HIGH}]{{3}}")  # "Ã³", "â€™"


def to_utf8(body: bytes, content_type: str = "") -> tuple[bytes, tuple[str, ...]]:
    """The document as UTF-8 without a mark, and codes of warnings.

    In this order: byte order mark; the pattern of a wide encoding; UTF-8 if it is valid, whatever is declared, since
    other text is hardly ever valid UTF-8 by chance; UTF-8 with some noise; of the charsets of Content-Type and of the
    declaration the one in which the text reads well; another in which it reads much better; Windows-1252.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _marked(body[len(mark):], name)
    head = body[:64].lstrip(b" \t\r\n")
    for pattern, name in _WIDE:
        if head.startswith(pattern):
            return body.decode(name, "replace").encode("utf-8", "replace"), ()
    if head.startswith(_EBCDIC):
        return body.decode("cp037", "replace").encode(), ("ebcdic",)
    named = _named(body, content_type)
    if body.isascii():
        return _of_ascii(body, named)
    if _is_utf8(body):
        if (single := _encoded_once(body)) is not None:
            return single, ("double-encoded",)
        wrong = next((label for label in named if label not in ("utf-8", "cp1252")), None)
        return body, ("mislabelled-charset",) if wrong else ()
    return _guess(body, tuple(label for label in named if label != "utf-8"))


def _of_ascii(body: bytes, named: tuple[str, ...]) -> tuple[bytes, tuple[str, ...]]:
    """What is written in ASCII bytes: mostly ASCII, but there are encodings that switch by sequences of them."""
    switched = _SWITCHED.search(body)
    for label in (*named, "iso2022_jp_2", "iso2022_kr") if switched else named:
        if label in _STATEFUL and (found := _strict(body, label)) is not None:
            return found.encode("utf-8", "replace"), () if label in named else ("undeclared-charset",)
    return body, ()


def _marked(body: bytes, name: str) -> tuple[bytes, tuple[str, ...]]:
    if name == "utf-8":
        return (body, ()) if _is_utf8(body) else (mend(body), ("invalid-bytes",))
    if len(body) > 8 and body[:64].lstrip().startswith((b"<?xml", b"<rss", b"<feed")):
        return to_utf8(body)[0], ("false-byte-order-mark",)
    return body.decode(name, "replace").lstrip("\ufeff").encode("utf-8", "replace"), ()


def _named(body: bytes, content_type: str) -> tuple[str, ...]:
    """The encodings that the Content-Type and the declaration name, as Python codecs."""
    labels = [match[1] for match in [_CHARSET.search(content_type[:500])] if match]
    head = body[:1024].lstrip()
    if head.startswith(b"<?xml") and (match := _DECLARED.match(head)):
        labels.append(match[1].decode("ascii"))
    found = (codec_of(label) for label in labels)
    return tuple(dict.fromkeys(label for label in found if label))


def codec_of(label: str) -> str | None:
    """Python's codec for a charset label, or None.

    >>> codec_of("ISO-8859-1"), codec_of("cp-1251"), codec_of("bogus")
    ('cp1252', 'cp1251', None)
    """
    name = label.strip().lower()
    if name in _LABELS:
        return _LABELS[name]
    for spelling in (name, re.sub(r"^(?:x-)?(?:cp|win|windows)[-_]?(?=\d)", "cp", name), name.replace("_", "-")):
        try:
            found = codecs.lookup(spelling)
        except (LookupError, ValueError):
            continue
        if getattr(found, "_is_text_encoding", True) and found.name not in _REFUSED:
            return found.name
    return None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _encoded_once(body: bytes) -> bytes | None:
    """UTF-8 that was taken for Windows-1252 and encoded again ("FÃ³rmula"), as it was before; None if it was not.

    Only where the whole document can be read so and does it several times: one such word may be a quotation.
    """
    if next(itertools.islice(_ONCE_MORE.finditer(body), 2, None), None) is None:
        return None
    document = body.decode("utf-8")
    try:  # most that come here are texts with such letters: this looks only up to the first other one
        document.encode("cp1252")
    except UnicodeEncodeError as error:
        if document[error.start] not in _C1_KEPT:
            return _mostly_once(document)
    try:
        once = document.translate(_C1_BACK).encode("latin-1")
    except UnicodeEncodeError:
        return _mostly_once(document)
    return once if _is_utf8(once) else _mostly_once(document)


def _mostly_once(document: str) -> bytes | None:
    """The same for a document of which nearly all was encoded again, piece by piece; the others stay as they are."""
    pieces = _TWICE.findall(document)
    if len(pieces) < 3 or (_others(document) - _others("".join(pieces))) * 4 > len(pieces):
        return None
    return _TWICE.sub(_piece, document).replace("\xc2 ", " ").encode()  # what was U+00A0 before its half became a blank


def _others(text: str) -> int:
    """How many characters are neither ASCII nor U+00A0 nor the half of one."""
    return len(text) - len(text.encode("ascii", "ignore")) - text.count("\xa0") - text.count("\xc2")


def _piece(match: re.Match[str]) -> str:
    try:
        return match[0].translate(_C1_BACK).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return match[0]


def _strict(body: bytes, name: str) -> str | None:
    if name == "cp1252":
        return latin(body)
    try:
        return body.decode(name)
    except (UnicodeError, LookupError, ValueError, OverflowError):
        return None


def latin(body: bytes) -> str:
    """Windows-1252 as browsers read it: every byte has a character."""
    return body.decode("latin-1").translate(_C1)


def demoronize(text: str) -> str:
    """C1 controls that were meant as Windows-1252 ("don\\x92t"), or as the bytes of UTF-8, as the characters meant."""
    if text.isascii() or not _C1_FOUND.search(text):
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text.translate(_C1)


def _guess(body: bytes, named: tuple[str, ...]) -> tuple[bytes, tuple[str, ...]]:
    """For bytes that are no UTF-8."""
    high = sum(1 for byte in body[:_SAMPLE] if byte > 127)
    if high and _bad_bytes(body[:_SAMPLE]) / high < 0.2:  # UTF-8 with some noise
        return mend(body), ("invalid-bytes",)
    found = plausible.best(body, named)
    codes = () if found in named else ("undeclared-charset",)
    if found is not None and (text := _strict(body, found)) is not None:
        return text.encode("utf-8", "replace"), codes
    for label in filter(None, (found, *named)):
        text = latin(body) if label == "cp1252" else body.decode(label, "replace")
        if text.count("\ufffd") * 50 < len(text):
            return text.encode("utf-8", "replace"), ("invalid-bytes", *codes)
    return latin(body).encode(), ("undeclared-charset",)


def _bad_bytes(body: bytes) -> int:
    return body.decode("utf-8", "replace").count("\ufffd")


def mend(body: bytes) -> bytes:
    """UTF-8 in which bytes that are not valid are taken for Windows-1252."""
    if _bad_bytes(body) > _MANY_BAD:  # each costs a call
        return latin(body).encode()
    return body.decode("utf-8", "headwater-cp1252").encode("utf-8", "replace")


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return latin(error.object[error.start : error.end]), error.end


codecs.register_error("headwater-cp1252", _as_cp1252)


def gunzipped(body: bytes) -> tuple[bytes, tuple[str, ...]]:
    """A gzip'd document opened, also one packed twice or in several members (RFC 1952, 2.2), at most ``MAX_SIZE``; what is
    broken off counts as far as it goes. A name that ends in ".gz" means nothing: the bytes tell."""
    codes: tuple[str, ...] = ()
    for _ in range(_LAYERS):
        if not body.startswith(b"\x1f\x8b"):
            break
        body, codes = _unpacked(body)
    return (body, codes) if len(body) <= MAX_SIZE else (body[:MAX_SIZE], ("too-large",))


def _unpacked(body: bytes) -> tuple[bytes, tuple[str, ...]]:
    parts, size = [], 0
    for _ in range(_MEMBERS):
        opener = zlib.decompressobj(wbits=31)
        try:
            part = opener.decompress(body, MAX_SIZE - size)
        except zlib.error:
            parts.append(_opened_in_steps(body, MAX_SIZE - size))
            return b"".join(parts), ("broken-gzip",)
        parts.append(part)
        size += len(part)
        if size >= MAX_SIZE:
            return b"".join(parts), ("too-large",)
        if not opener.eof:
            return b"".join(parts), ("broken-gzip",)
        body = opener.unused_data
        if not body.startswith(b"\x1f\x8b"):  # padding
            break
    return b"".join(parts) if len(parts) > 1 else parts[0], ()


def _opened_in_steps(body: bytes, most: int) -> bytes:
    """As much of a broken gzip document as can be had."""
    opener, parts, size = zlib.decompressobj(wbits=31), [], 0
    for start in range(0, len(body), 4096):
        try:
            part = opener.decompress(body[start : start + 4096], most - size)
        except zlib.error:
            break
        parts.append(part)
        size += len(part)
        if size >= most:
            break
    return b"".join(parts)

"""Documents spoilt on purpose: the same seed spoils them the same way.

In: documents and a seed. Out: bytes. Never: more than ``MOST`` bytes, so that what is measured is the reader.
"""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable, Sequence

MOST = 4 << 20  # bytes
_TAG = re.compile(rb"<[^<>]{1,200}>")  # '<item a="b">', "</item>"
_ENTITIES = (b"&nbsp;", b"&amp;", b"&", b"&#0;", b"&#x1F;", b"&#x110000;", b"&#55296;", b"&#99999999;", b"&bogus;", b"&lt;b&gt;",
             b"&#x80;", b"&copy", b"&;", b"&&&", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?", b"?>", b"<", b">", b"\x00", b"\xff\xfe",
             b"<!DOCTYPE x [<!ENTITY a \"b\">]>", b"<!DOCTYPE x [<!ENTITY a \"&a;&a;\">]>", b"</", b"/>", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
             "\u202e\u0301\ufdfa".encode(), b"\xef\xbf\xbe", b"%", b"{", b"[", b'"', b"\\ud800", b"1e999", b"NaN")
_SPACES = (b' xmlns="http://www.w3.org/2005/Atom"', b' xmlns:dc="http://purl.org/dc/elements/1.1/"', b' xmlns=""', b' xmlns:a="x"',
           b' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', b' xml:base="http://[::1"', b' xml:lang="\xff"', b' type="xhtml"',
           b' mode="base64"', b' src="//"', b' a:b:c="d"', b' href="http://\xff"', b" type='application/octet-stream'")
_ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "latin-1", "cp1251", "cp037", "utf-7", "shift_jis", "gb18030", "koi8-r", "utf-8-sig", "hz")
_DECLARED = ("utf-8", "utf-16", "latin-1", "windows-1251", "bogus", "utf-7", "shift_jis", "iso-2022-jp", "hex", "idna", "x" * 40)


def spoilt(documents: Sequence[bytes], seed: int) -> bytes:
    """One of the documents, spoilt one to four times."""
    dice = random.Random(seed)
    body = dice.choice(documents)
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3, 4))):
        body = dice.choice(_WAYS)(body, dice, documents)[:MOST]
    return body


def _at(body: bytes, dice: random.Random) -> int:
    return dice.randrange(len(body) + 1)


def _flipped(body: bytes, dice: random.Random, _: Sequence[bytes]) -> bytes:
    changed = bytearray(body)
    for _n in range(dice.choice((1, 3, 30, 300)) if body else 0):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _truncated(body: bytes, dice: random.Random, _: Sequence[bytes]) -> bytes:
    return body[: _at(body, dice)] if dice.random() < 0.7 else body[_at(body, dice) :]


def _without_a_part(body: bytes, dice: random.Random, _: Sequence[bytes]) -> bytes:
    start = _at(body, dice)
    return body[:start] + body[start + dice.choice((1, 5, 50, 5000)) :]


def _repeated(body: bytes, dice: random.Random, _: Sequence[bytes]) -> bytes:
    start = _at(body, dice)
    part = body[start : start + dice.choice((1, 2, 20, 500, 5000))]
    times = min(dice.choice((2, 10, 1000, 100_000)), MOST // max(1, 2 * len(part)))
    return body[:start] + part * times + body[start:]


def _spliced(body: bytes, dice: random.Random, documents: Sequence[bytes]) -> bytes:
    other = dice.choice(documents)
    start = _at(other, dice)
    return body[: _at(body, dice)] + other[start : start + dice.choice((100, 5000, len(other) + 1))] + body[_at(body, dice) :]


def _injected(body: bytes, dice: random.Random, _: Sequence[bytes]) -> bytes:
    for _n in range(dice.choice((1, 5, 50))):
        start = _at(body, dice)
        body = body[:start] + dice.choice(_ENTITIES) * dice.choice((1, 1, 1, 40)) + body[start:]
    return body


def _tags(body: bytes, dice: random.Random) -> list[re.Match[bytes]]:
    start = _at(body, dice)
    return [match for match, _ in zip(_TAG.finditer(body, start), range(dice.choice((1, 3, 40))), strict=False)]


def _renamed(body: bytes, dice: random.Random, _: Sequence[bytes]) -> bytes:
    """Namespaces and attributes put into some start tags."""
    for match in reversed(_tags(body, dice)):
        if match[0][1:2] not in (b"/", b"!", b"?"):
            end = match.end() - (2 if match[0].endswith(b"/>") else 1)
            body = body[:end] + dice.choice(_SPACES) + body[end:]
    return body


def _untagged(body: bytes, dice: random.Random, _: Sequence[bytes]) -> bytes:
    for match in reversed(_tags(body, dice)):
        body = body[: match.start()] + (b"" if dice.random() < 0.5 else match[0] * 2) + body[match.end() :]
    return body


def _nested(body: bytes, dice: random.Random, _: Sequence[bytes]) -> bytes:
    start, deep = _at(body, dice), dice.choice((10, 300, 10_000, 200_000))
    tag = dice.choice((b"<div>", b"<item>", b"<a:b>", b"[", b'{"a":', b"<entry>", b"<b><i>", b"<![CDATA[", b"<!--", b"&lt;div&gt;", b"<table>"))
    return body[:start] + tag * min(deep, MOST // (2 * len(tag))) + body[start:]


def _long(body: bytes, dice: random.Random, _: Sequence[bytes]) -> bytes:
    """A run without end where a short text is expected."""
    start = _at(body, dice)
    run = dice.choice((b" ", b"a", b"\n", b"0", b"<", b"&", b"-", b"=", b"'", b"\xcc\x81", b"a@", b":/", b"&amp;", b"a ", b"://", b", ", b"( "))
    return body[:start] + run * dice.choice((1000, 100_000, MOST // 8)) + body[start:]


def _recoded(body: bytes, dice: random.Random, _: Sequence[bytes]) -> bytes:
    return body.decode("utf-8", "replace").encode(dice.choice(_ENCODINGS), "replace")


def _declared(body: bytes, dice: random.Random, _: Sequence[bytes]) -> bytes:
    start = body.find(b"?>") + 2 if body.startswith(b"<?xml") else 0
    return b'<?xml version="1.0" encoding="%s"?>' % dice.choice(_DECLARED).encode() + body[start:]


def _packed(body: bytes, dice: random.Random, _: Sequence[bytes]) -> bytes:
    packed = gzip.compress(body, 1, mtime=0)
    if dice.random() < 0.3:
        packed = gzip.compress(packed, 1, mtime=0)
    return packed if dice.random() < 0.5 else packed[: _at(packed, dice)]


_WAYS: tuple[Callable[[bytes, random.Random, Sequence[bytes]], bytes], ...] = (
    _flipped, _flipped, _truncated, _truncated, _without_a_part, _repeated, _spliced, _spliced, _injected, _injected, _renamed,
    _untagged, _nested, _long, _recoded, _declared, _packed,
)

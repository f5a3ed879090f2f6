"""Broken markup made readable, as bytes, before it is parsed.

In: UTF-8 bytes. Out: UTF-8 bytes, and codes of warnings. Never: an entity resolved that is not plain text, a DTD read, or
time that grows faster than the document.
"""

from __future__ import annotations

import heapq
import re
from html.entities import html5, name2codepoint

from headwater.parse import encoding

MAX_ENTITIES = 200  # of an internal DTD; each at most 200 characters and without markup
_MANY_RUNS = 100_000
_END = 500  # bytes in which the root ends, if it does

ROOT = re.compile(rb"<(?:[a-z][\w.-]{0,20}:)?(?:rss|feed|rdf|entry|channel|urlset|sitemapindex|opml|html)[\s>/]", re.I)  # "<rss>"
_START = re.compile(rb"<(?:\?xml|!DOCTYPE|!--|[A-Za-z_][\w.-]*(?::[\w.-]+)?[\s>/])", re.I)  # where a document begins
_DOCTYPE = re.compile(rb"<!DOCTYPE\s[^\[>]{0,1000}(?:\[(.{0,20000}?)\]\s*)?>", re.I | re.S)  # "<!DOCTYPE rss [...]>"
_ENTITY = re.compile(rb"<!ENTITY\s+([A-Za-z_][\w.-]{0,60})\s+(?:\"([^\"<&%]{0,200})\"|'([^'<&%]{0,200})')\s*>")  # '<!ENTITY x "y">'
_MARKED = re.compile(  # what is wrong outside CDATA: "<![CDATA[ ]]>" kept, "&nbsp;", "& ", "< 3", "&#0;"
    rb"<!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+(?:\]\]>|\Z)|&(?!(?:amp|lt|gt|quot|apos);)(?:#(x[0-9a-f]{1,8}|\d{1,8});|([a-z][a-z0-9]{1,40});)?"
    rb"|<(?![a-z_/!?:])", re.I | re.S)
_UNQUOTED = re.compile(rb"(\s[A-Za-z_:][\w:.-]{0,60}=)([^\s\"'<>=]{1,500})(?=[\s>])")  # "<rss version=2.0>", where the root has such
_ANY_TAG = re.compile(rb"<[A-Za-z_][^<>]{0,1000}>")  # "<a b=c>"
_UNCLOSED = re.compile(  # "<guid>a<pubDate>": elements that hold text alone, followed by another start
    rb"<(guid|link|pubdate|category|comments|language|lastbuilddate)(?:\s[^<>]{0,500})?(?<!/)>[^<]{0,4000}(?=<[a-z])", re.I)
_ASIDE = re.compile(rb"<\?[^>]{0,300}\?>|<!--.*?(?:-->|\Z)", re.S)  # '<?xml version="1.0"?>', "<!-- made by X -->"
_CONTROL_BYTES = bytes(code for code in range(32) if code not in (9, 10, 13))
_NONCHARS = re.compile(rb"\xef\xbf[\xbe\xbf]")  # U+FFFE, U+FFFF
_C1 = re.compile(rb"\xc2[\x80-\x9f]")  # U+0092
_C1_CHARACTER = re.compile("[\x7f-\x9f]")
_C1_REFERENCE = re.compile(rb"&#(?:0{0,9}1(?:2[7-9]|[345]\d)|[xX]0{0,9}(?:7[fF]|[89][0-9a-fA-F]));")  # "&#146;", "&#x7f;"
_C1_NUMBER = re.compile(rb"#(?<=&#)" + _C1_REFERENCE.pattern[2:])  # the same without its "&", since "#" is found sooner
_LATIN_RUN = re.compile(  # "&#226;&#128;&#166;", "\u00e2\u0080\u00a6": characters of one byte
    rb"(?:&#(?:0{0,9}(?:1(?:2[7-9]|[3-9]\d)|2(?:[0-4]\d|5[0-5]))|[xX]0{0,9}(?:7[fF]|[89a-fA-F][0-9a-fA-F]));|[\xc2\xc3][\x80-\xbf])+")
_REFERENCE = re.compile(r"&#([xX]?[0-9a-fA-F]{2,12});")  # "&#226;"
_ROOT_END = re.compile(rb"</(?:[a-z][\w.-]{0,20}:)?(?:channel|rss|feed|rdf|urlset|sitemapindex)\s*>", re.I)  # "</rss>"


def without_c1(body: bytes) -> bytes:
    """C1 controls, raw or as references, as the characters that were meant; DEL gone. Once for the whole document, so
    that no text in it must be looked through."""
    if b"\x7f" in body:
        body = body.replace(b"\x7f", b"")
    if not _C1.search(body) and not _C1_NUMBER.search(body):
        return body
    if body.count(b"\xc2") + body.count(b"\xc3") + body.count(b"&#") > _MANY_RUNS:  # each costs a call
        body = _C1_REFERENCE.sub(lambda match: _numeric(match[0][2:-1]), body)
        return encoding.demoronize(body.decode("utf-8", "replace")).encode()
    return _around(body)


def _around(body: bytes) -> bytes:
    """The same, looking only between the blanks around each control, which is what runs of such characters cannot cross."""
    parts: list[bytes] = []
    done = 0
    hits = heapq.merge((match.start() for match in _C1.finditer(body)), (match.start() for match in _C1_NUMBER.finditer(body)))
    for at in hits:
        if at < done:
            continue
        start, end = body.rfind(b" ", done, at) + 1, body.find(b" ", at)
        start, end = start or done, end if end >= 0 else len(body)
        parts += (body[done:start], _LATIN_RUN.sub(_meant, body[start:end]))
        done = end
    return b"".join((*parts, body[done:]))


def _meant(run: re.Match[bytes]) -> bytes:
    """Characters of one byte each: UTF-8 where they spell it, else Windows-1252."""
    text = _REFERENCE.sub(lambda match: chr(_code(match[1])), run[0].decode())
    return encoding.demoronize(text.replace("\x7f", "")).encode() if _C1_CHARACTER.search(text) else run[0]


def _code(digits: bytes | str) -> int:
    return int(digits[1:], 16) if digits[:1] in (b"x", b"X", "x", "X") else int(digits)


def finished(body: bytes) -> bytes:
    """A document that breaks off within an item, before that item: half an address or a date is worse than none.

    Only where other items end as they should, and the root does not end after it.
    """
    if _ROOT_END.search(body, max(0, len(body) - _END)):
        return body
    for name in (b"item", b"entry", b"url", b"sitemap"):
        end = max(body.rfind(b"</%s>" % name), body.rfind(b":%s>" % name))
        start = max(body.rfind(b"<%s>" % name), body.rfind(b"<%s " % name))
        if 0 < end < start and not _ROOT_END.search(body, start):
            return body[:start]
    return body


def mend(body: bytes) -> tuple[bytes, tuple[str, ...]]:
    """A broken document made readable: text before it, the DOCTYPE, control characters, entities of HTML, lone
    ampersands and angles, CDATA that does not end. Entities of the DTD stand for their text if that is plain."""
    codes: list[str] = []
    wanted = ROOT.search(body, 0, 200_000) or _START.search(body, 0, 100_000)
    if wanted is None:
        return body, ()
    head = body[: wanted.start()]
    own: dict[bytes, bytes] = {}
    if doctype := _DOCTYPE.match(head, max(0, head.upper().find(b"<!DOCTYPE"))):
        own = {name: one or two for name, one, two in _ENTITY.findall(doctype[1] or b"")[:MAX_ENTITIES]}
        codes.append("doctype")
        head = head[: doctype.start()] + head[doctype.end() :]
    if _ASIDE.sub(b"", head).strip(b" \t\r\n\xef\xbb\xbf\xc2\xa0"):
        codes.append("text-before-document")
    rest = body[wanted.start():].translate(None, _CONTROL_BYTES)
    rest = _NONCHARS.sub(b"", rest)
    if _UNQUOTED.search(rest, 0, rest.find(b">") + 1):
        rest = _ANY_TAG.sub(lambda match: _UNQUOTED.sub(rb'\1"\2"', match[0]), rest)
        codes.append("unquoted-attributes")
    rest = _UNCLOSED.sub(rb"\g<0></\g<1>>", rest)
    mended = _MARKED.sub(lambda match: _right(match, own), rest)
    if len(mended) != len(rest):
        codes.append("entities-mended")
    return mended, tuple(codes)


def _right(match: re.Match[bytes], own: dict[bytes, bytes]) -> bytes:
    """What should have stood there."""
    whole = match[0]
    if whole[:1] == b"<":
        if len(whole) == 1:
            return b"&lt;"
        return whole if whole.endswith(b"]]>") else whole + b"]]>"
    if match[1]:
        return _numeric(match[1])
    name = match[2]
    if name is None:
        return b"&amp;"
    if name in own:
        return own[name].replace(b">", b"&gt;")
    word = name.decode("ascii")  # HTML 4 first: XML that names such entities means its DTDs (&lang; differs)
    found = chr(name2codepoint[word]) if word in name2codepoint else html5.get(word + ";")
    if found is None or found in "&<>":
        return b"&amp;" + whole[1:]
    return found.encode()


def _numeric(digits: bytes) -> bytes:
    """The character of a numeric reference; Windows-1252 where a control is named (HTML, section 13.2.5.80)."""
    code = _code(digits)
    if code in (0x26, 0x3C, 0x3E) or code in (9, 10, 13):
        return b"&#%d;" % code
    if code < 32 or code == 127 or code > 0x10FFFF or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE:
        return b""
    return encoding.demoronize(chr(code)).encode()

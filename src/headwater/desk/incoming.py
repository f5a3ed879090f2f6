"""Reading a mail that came in: who, about what, which words, which attachments.

In: raw bytes. Out: :class:`Incoming`, with what was wrong as defects. Never: an exception on bytes, an attachment that is
opened, anything fetched, or more work than the bounds allow: the bytes are cut to them before they are parsed.
"""

from __future__ import annotations

import email
import email.utils
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from email.policy import EmailPolicy
from typing import Any

from headwater import text
from headwater.desk import charsets

MOST_PARTS = 200  # that are looked at
MOST_DEPTH = 12
MOST_TEXT = 200_000  # characters of all texts together
MOST_ATTACHMENTS = 50  # that are listed
_MOST_HTML = 500_000  # characters of one part
_MOST_HEADER = 8000  # characters of one header
_MOST_HEADERS = 400  # of one part that are kept
_BOUNDS = (  # what makes the parser work hard, and how often it may stand there; what follows is not parsed
    (re.compile(rb"\n--"), 2000), (re.compile(rb"boundary[*\d \t]{0,9}=", re.I), 40), (re.compile(rb"message/", re.I), 40), (re.compile(rb"\n"), 500_000),
)
_COMMENT = ("<!--", "-->")
_SILENT = ("script", "style", "template", "noscript", "head")
_LINK = re.compile(r"<a\s[^<>]{0,3000}>", re.I)  # '<a href="https://a.example">'
_HREF = re.compile(r"href\s{0,5}=\s{0,5}[\"']?([^\"'\s<>]{1,2000})", re.I)  # 'href="https://a.example"'
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,255}")  # "ada@tidewater.example"
_ID = re.compile(r"<[^<>\s]{1,300}>")  # "<CAF1@mail.example>"
_ENCODED = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?\s]{0,4000}\?=")  # "=?koi8-r?B?8NLJ18XU?="
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.){0,400}\"|\([^()]{0,400}\)")  # "\"Quill, Ada\"", "(of Tidewater)"
_IN_ANGLES = re.compile(r"<([^<>]{0,400})>\s*$")  # "Ada <ada@tidewater.example>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came along; it stays in the raw message, unopened."""

    name: str
    media_type: str  # as declared
    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A mail, read."""

    sender: str = ""  # address of From, in lower case; "": none, or several
    sender_name: str = ""
    subject: str = ""
    message_id: str = ""
    answers: tuple[str, ...] = ()  # Message-IDs of In-Reply-To, then References from the last
    recipients: tuple[str, ...] = ()  # of To, Cc and where it was delivered
    text: str = ""  # of the message, then of messages in it
    headers: tuple[tuple[str, str], ...] = ()  # of the message, in order, names in lower case, as they stand
    attachments: tuple[Attachment, ...] = ()
    returned: str = ""  # of a delivery report: status and diagnosis
    is_report: bool = False  # a delivery report (RFC 3464)
    defects: tuple[str, ...] = ()

    def all(self, name: str) -> list[str]:
        """Every value of a header, in order."""
        return [value for key, value in self.headers if key == name]

    def first(self, name: str) -> str:
        """A header's first value, "" where there is none."""
        return next((value for key, value in self.headers if key == name), "")


class _Policy(EmailPolicy):
    """Headers stay the text that they are, of bounded length; the library's parsers of them never run."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, _, value = sourcelines[0].partition(":")
        rest = "".join(sourcelines[1:51])
        return name[:200], (value + rest)[:_MOST_HEADER].strip("\r\n \t")

    def header_fetch_parse(self, name: str, value: str) -> str:
        return re.sub(r"[\r\n]+[ \t]?", " ", value)

    def header_store_parse(self, name: str, value: Any) -> tuple[str, str]:
        return name, str(value)

    def header_max_count(self, name: str) -> int | None:
        return None


_POLICY = _Policy(raise_on_defect=False, message_factory=Message)


def read(raw: bytes) -> Incoming:
    """The mail in these bytes."""
    defects: list[str] = []
    message = _parsed(_bounded(raw, defects), defects)
    headers = tuple((name.lower(), value) for name, value in message.items()[:_MOST_HEADERS])
    found = _Found()
    for part, depth in _parts(message, defects):
        _take(part, depth, found, defects)
    known = Incoming(headers=headers)
    name, address = _mailbox(known.all("from"))
    words = "\n\n".join(found.texts)
    if len(words) > MOST_TEXT:
        defects.append("the text is cut")
    return Incoming(
        sender=address, sender_name=name, subject=text.cut(text.unspoof(charsets.header(known.first("subject"))), 400),
        message_id=next(iter(_ID.findall(known.first("message-id"))), ""), answers=_answers(known), recipients=_recipients(known),
        text=words[:MOST_TEXT], headers=headers, attachments=tuple(found.attachments[:MOST_ATTACHMENTS]),
        returned=text.cut(found.returned, 400), is_report=found.is_report, defects=tuple(dict.fromkeys(defects))[:30],
    )


def content(mail: Incoming, raw: bytes) -> str:
    """The same for each way on which one mail came: its identifier, sender, subject and words; hosts add headers on the way."""
    if not mail.message_id and not mail.text:
        return hashlib.sha256(raw).hexdigest()
    parts = (mail.message_id or mail.first("date"), mail.sender, mail.subject, mail.text, *(one.sha256 for one in mail.attachments))
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _bounded(raw: bytes, defects: list[str]) -> bytes:
    """The bytes up to where they become too much."""
    end = len(raw)
    for pattern, most in _BOUNDS:
        for number, match in enumerate(pattern.finditer(raw, 0, end), 1):
            if number > most:
                end = match.start()
                defects.append(f"more than {most} times {pattern.pattern.decode()!r}: the rest is not read")
                break
    return raw[:end]


def _parsed(raw: bytes, defects: list[str]) -> Message:
    try:
        return email.message_from_bytes(raw, policy=_POLICY)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        defects.append(f"its parts cannot be told apart ({type(error).__name__})")
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    message = Message(policy=_POLICY)
    for line in re.sub(rb"\n[ \t]+", b" ", head).split(b"\n")[:_MOST_HEADERS]:
        name, colon, value = line[:_MOST_HEADER].decode("ascii", "surrogateescape").partition(":")
        if colon and not name.lower().startswith("content-"):
            message[name] = value.strip()
    message.set_payload(body[:MOST_TEXT].decode("ascii", "surrogateescape"))
    return message


@dataclass(slots=True)
class _Found:
    texts: list[str]
    attachments: list[Attachment]
    returned: str = ""
    is_report: bool = False

    def __init__(self) -> None:
        self.texts, self.attachments, self.returned, self.is_report = [], [], "", False


def _parts(message: Message, defects: list[str]) -> Iterator[tuple[Message, int]]:
    """Parts in order, without recursion, up to the bounds; of alternatives the best alone."""
    waiting, number = [(message, 0)], 0
    while waiting:
        part, depth = waiting.pop()
        number += 1
        if number > MOST_PARTS:
            defects.append(f"more than {MOST_PARTS} parts: the rest is not read")
            return
        defects += [type(one).__name__ for one in part.defects[:5]]
        yield part, depth
        if not (inside := _inside(part)):
            continue
        if depth >= MOST_DEPTH:
            defects.append(f"nested deeper than {MOST_DEPTH}: the rest is not read")
            continue
        chosen = _best(inside) if _media_type(part) == "multipart/alternative" else inside
        waiting += [(one, depth + 1) for one in reversed(chosen)]


def _inside(part: Message) -> list[Message]:
    payload = part.get_payload() if part.is_multipart() else []
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _best(alternatives: Sequence[Message]) -> list[Message]:
    """Plain text where it says something, else HTML, else the last; a container may hold either."""
    plain = [one for one in alternatives if _media_type(one) == "text/plain"]
    rich = [one for one in alternatives if _media_type(one) == "text/html"]
    if plain and (not rich or len(_words(plain[0], [])) >= 20):
        return plain[:1]
    others = [one for one in alternatives if one.is_multipart()]
    return rich[-1:] or others[-1:] or plain[:1] or list(alternatives[-1:])


def _take(part: Message, depth: int, found: _Found, defects: list[str]) -> None:
    kind = _media_type(part)
    if kind == "multipart/report" and "delivery-status" in str(part.get("content-type", "")).lower():
        found.is_report = True
    elif kind == "message/delivery-status":
        found.is_report = True
        found.returned = found.returned or _report(part)
    elif kind == "message/rfc822" and depth:
        return  # its message follows as a part of its own
    if depth and (headers := _forwarded(part)):
        found.texts.append(headers)
    if part.is_multipart():
        return
    if kind in ("text/plain", "text/html", "text/rfc822-headers") and not _is_attached(part):
        if sum(map(len, found.texts)) < MOST_TEXT and (words := _words(part, defects)):
            found.texts.append(words)
    elif kind != "message/delivery-status" and len(found.attachments) < MOST_ATTACHMENTS:
        found.attachments.append(_attachment(part))


def _forwarded(part: Message) -> str:
    """Who wrote a message within the message, and about what."""
    if "from" not in part or "subject" not in part:
        return ""
    lines = [f"{name}: {charsets.header(str(part.get(name, '')))}" for name in ("From", "Date", "Subject")]
    return "\n".join(text.cut(line, 400) for line in lines)


def _media_type(part: Message) -> str:
    return part.get_content_type()[:100]


def _is_attached(part: Message) -> bool:
    return str(part.get("content-disposition", "")).strip().lower().startswith("attachment")


def _payload(part: Message) -> bytes:
    try:
        body = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError):
        body = None
    return body if isinstance(body, bytes) else b""


def _parameter(part: Message, name: str, header: str = "content-type") -> str:
    try:
        value = part.get_param(name, "", header=header)
        plain = email.utils.collapse_rfc2231_value(value) if value else ""
    except (ValueError, LookupError, TypeError):
        return ""
    return charsets.header(str(plain))


def _words(part: Message, defects: list[str]) -> str:
    words, defect = charsets.decoded(_payload(part), _parameter(part, "charset"))
    if defect:
        defects.append(defect)
    if _media_type(part) == "text/html":
        return html_text(words)
    words = words[: 2 * MOST_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    return _unflowed(words) if _parameter(part, "format").lower() == "flowed" else words.strip()


def _unflowed(words: str) -> str:
    """Lines that were only wrapped, whole again (RFC 3676)."""
    return re.sub(r"(?<=\S) \n(?![>\s-])", " ", words).strip()


def html_text(markup: str) -> str:
    """Text of an HTML mail, each link's address behind its words; linear in time, whatever the markup."""
    markup = markup[:_MOST_HTML]
    markup = _without(markup, *_COMMENT)
    for name in _SILENT:
        markup = _without(markup, f"<{name}", f"</{name}")
    return text.plain(_LINK.sub(_with_address, markup))


def _with_address(link: re.Match[str]) -> str:
    found = _HREF.search(link[0])
    return f"{link[0]} {found[1]} " if found else link[0]


def _without(markup: str, start: str, end: str) -> str:
    """Without everything from a start to the next end; what is never ended goes whole."""
    lowered, kept, at = markup.lower(), [], 0
    if len(lowered) != len(markup):  # a letter that becomes two: places would not fit
        lowered = re.sub("[A-Z]", lambda letter: letter[0].lower(), markup)
    while (begin := lowered.find(start, at)) >= 0:
        kept.append(markup[at:begin])
        stop = lowered.find(end, begin + len(start))
        if stop < 0:
            return " ".join(kept)
        at = (lowered.find(">", stop + len(end) - 1) + 1) or len(markup)
    return " ".join([*kept, markup[at:]])


def _attachment(part: Message) -> Attachment:
    body = _payload(part)
    name = _parameter(part, "filename", "content-disposition") or _parameter(part, "name")
    return Attachment(
        name=text.cut(text.unspoof(name), 200) or "without a name", media_type=text.squeeze(_media_type(part)),
        size=len(body), sha256=hashlib.sha256(body).hexdigest(),
    )


def _report(part: Message) -> str:
    """Action, status and diagnosis of a delivery report."""
    wanted = ("action", "status", "diagnostic-code")
    lines = [f"{name}: {block.get(name)}" for block in _inside(part)[:20] for name in wanted if block.get(name)]
    return text.squeeze("; ".join(lines))


def _mailbox(values: Sequence[str]) -> tuple[str, str]:
    """Name and address of the one sender; no address where there are several, for then nothing is proven of any."""
    if len(values) != 1:
        return "", ""
    value, bare = charsets.header(values[0]), charsets.header(_ENCODED.sub(" ", values[0]))  # what is encoded is a name (RFC 2047, 5)
    shown, angled = _IN_ANGLES.search(value), _IN_ANGLES.search(bare)
    inside = angled[1] if angled else _QUOTED.sub(" ", bare)
    found = _ADDRESS.findall(inside)
    name = text.cut(text.unspoof(value[: shown.start()].strip().strip("\"'") if shown else ""), 200)
    before = _QUOTED.sub("", bare[: angled.start()]) if angled else ""
    if len(found) != 1 or "," in inside or ("@" in before and re.search("[,;<]", before)):
        return name, ""
    return ("" if "@" in name else name), found[0].lower()


def _answers(mail: Incoming) -> tuple[str, ...]:
    given = _ID.findall(mail.first("in-reply-to"))[:10] + _ID.findall(mail.first("references"))[::-1][:30]
    return tuple(dict.fromkeys(given))


def _recipients(mail: Incoming) -> tuple[str, ...]:
    names = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-forwarded-to")
    given = [one.lower() for name in names for value in mail.all(name)[:5] for one in _ADDRESS.findall(value)[:50]]
    return tuple(dict.fromkeys(given))

"""robots.txt by RFC 9309: may our agent fetch an address, how fast, and what else the file says about reuse.

In: bytes or text of a robots.txt, a product token, addresses. Out: :class:`Rules`. Never: a request, or an exception on
any bytes. Where the RFC is silent, the leniencies of Google's parser hold (missing colons, misspelt keys,
``index.html``); where two readings of a percent-encoding differ, the more restrictive one does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_BYTES = 512 * 1024  # RFC 9309, 2.5: at least 500 KiB are parsed
_MAX_LINE = 16 * 1024  # octets; longer lines are cut, as in Google's parser
_MAX_NOTES = 1000  # sitemaps, licences and the like; more are dropped

_LINE = re.compile(r"\r\n|\r|\n")
_TOKEN = re.compile(r"[a-zA-Z_-]+")  # "FooBot" in "FooBot/2.1"
_ANYONE = re.compile(r"\*(?:\s|$)")  # "*", "* # all"
_PERCENT = re.compile(r"%([0-9a-fA-F]{2})")  # "%c3"
_HIGH = re.compile(r"[\x80-\xff]")  # an octet of a character beyond ASCII
_INDEX = re.compile(r"/index\.html?")  # "/news/index.html"
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,6})?")  # "2.5"
_RATE = re.compile(r"(\d{1,9})\s*/\s*(\d{1,9})\s*([smh]?)", re.I)  # "1/10s": documents per time
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}
_KEYS = {
    "useragent": "user-agent", "user agent": "user-agent", "site-map": "sitemap",
    "dissallow": "disallow", "dissalow": "disallow", "disalow": "disallow", "diasllow": "disallow",
    "disallaw": "disallow",
}
_GROUPED = frozenset({"allow", "disallow", "crawl-delay", "request-rate", "content-usage", "content-signal"})
_KNOWN = _GROUPED | {"user-agent", "sitemap", "license"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One allow or disallow line in one reading of its percent-encodings."""

    weight: int  # octets of the pattern: the longest that matches wins
    allow: bool
    pieces: tuple[str, ...]  # what stands between the asterisks
    ends: bool  # the pattern ended in "$"

    def matches(self, path: str) -> bool:
        """Whether the path begins with the pattern; linear in the length of both."""
        first, *rest = self.pieces
        if not path.startswith(first):
            return False
        if not rest:
            return not self.ends or len(path) == len(first)
        at = len(first)
        for piece in rest[:-1] if self.ends else rest:
            at = path.find(piece, at)
            if at < 0:
                return False
            at += len(piece)
        return not self.ends or (path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a robots.txt says to one agent; notes for rights are kept as found."""

    verbatim: tuple[Pattern, ...] = ()  # heaviest first, allow before disallow; percent-encodings as written
    decoded: tuple[Pattern, ...] = ()  # the same with unreserved characters decoded, RFC 9309, 2.2.2
    crawl_delay: float | None = None  # seconds, the longer of Crawl-delay and Request-rate
    sitemaps: tuple[str, ...] = ()  # as written
    content_usage: tuple[str, ...] = ()  # IETF AIPREF, e.g. "train-ai=n"
    content_signal: tuple[str, ...] = ()  # e.g. "search=yes, ai-train=no"
    licenses: tuple[str, ...] = ()  # RSL: addresses as written

    def allowed(self, url: str) -> bool:
        """Whether the agent may fetch an address (of the host that the file came from)."""
        path = _path(_octets(url))
        if path == "/robots.txt":
            return True
        return _verdict(self.verbatim, _upper(path)) and _verdict(self.decoded, _unescaped(path))


ALLOW_ALL = Rules()


def parse(robots: bytes | str, agent: str) -> Rules:
    """The rules for a product token ("headwater", "FooBot/2.1"); never raises."""
    text = _text(robots) if isinstance(robots, bytes) else _octets(robots)
    token = _own_token(agent)
    groups: dict[bool, _Group] = {True: _Group(), False: _Group()}  # for our token, for everyone
    outside = _Group()
    current: list[_Group] = [outside]
    in_rules = False
    for key, value in _lines(text):
        if key == "user-agent":
            if in_rules or current == [outside]:
                current, in_rules = [], False
            who = _whom(value, token)
            if who is not None:
                groups[who].named = True
                if groups[who] not in current:
                    current.append(groups[who])
        elif key in _GROUPED:
            in_rules = current != [outside]
            for group in current:
                group.add(key, value)
        else:
            outside.add(key, value)
    return (groups[True] if groups[True].named else groups[False]).rules(outside)


def allowed(robots: bytes | str, agent: str, url: str) -> bool:
    """Whether a robots.txt lets an agent fetch an address."""
    return parse(robots, agent).allowed(url)


def verb(line: dict) -> dict:
    """``headwater robots --jsonl``: one case in, ``{"id", "allowed"}`` out."""
    return {"id": line.get("id"), "allowed": allowed(str(line.get("robots") or ""), str(line.get("agent") or ""),
                                                     str(line.get("url") or ""))}


class _Group:
    """What the merged groups of one agent hold, while they are read."""

    def __init__(self) -> None:
        self.named = False
        self._patterns: list[tuple[bool, str]] = []
        self._delay: float | None = None
        self._notes: dict[str, list[str]] = {}

    def add(self, key: str, value: str) -> None:
        if key in ("allow", "disallow"):
            if value:
                self._patterns.append((key == "allow", value))
        elif key in ("crawl-delay", "request-rate"):
            delay = _delay(key, value)
            if delay is not None:
                self._delay = max(self._delay or 0.0, delay)
        elif value:
            notes = self._notes.setdefault(key, [])
            if len(notes) < _MAX_NOTES:
                notes.append(value.encode("latin-1").decode("utf-8", "replace"))

    def notes(self, key: str) -> tuple[str, ...]:
        return tuple(self._notes.get(key, ()))

    def rules(self, outside: _Group) -> Rules:
        """The group as Rules; lines outside all groups (sitemaps, licences, signals) count for everyone."""
        lines = [(allow, _escaped(value)) for allow, value in self._patterns]
        for allow, value in list(lines):
            index = _INDEX.search(value) if allow else None
            if index and index.end() == len(value):
                lines.append((True, value[: index.start() + 1] + "$"))
        return Rules(
            verbatim=_compiled(lines),
            decoded=_compiled([(allow, _unescaped(value)) for allow, value in lines]),
            crawl_delay=self._delay,
            sitemaps=outside.notes("sitemap"),
            content_usage=outside.notes("content-usage") + self.notes("content-usage"),
            content_signal=outside.notes("content-signal") + self.notes("content-signal"),
            licenses=outside.notes("license"),
        )


def _compiled(lines: list[tuple[bool, str]]) -> tuple[Pattern, ...]:
    found = []
    for allow, value in dict.fromkeys(lines):
        ends = value.endswith("$")
        pieces = value.removesuffix("$").split("*")
        inner = [piece for piece in pieces[1:-1] if piece]
        tail = pieces[-1:] if len(pieces) > 1 else []
        found.append(Pattern(weight=len(value), allow=allow, pieces=(pieces[0], *inner, *tail), ends=ends))
    return tuple(sorted(found, key=lambda pattern: (pattern.weight, pattern.allow), reverse=True))


def _verdict(patterns: tuple[Pattern, ...], path: str) -> bool:
    return next((pattern.allow for pattern in patterns if pattern.matches(path)), True)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Key and value of each line that means something; a missing colon is forgiven where two words stand alone."""
    for line in _LINE.split(text):
        bare = line[:_MAX_LINE].split("#", 1)[0].strip()
        key, colon, value = bare.partition(":")
        if not colon:
            words = bare.split()
            if len(words) != 2:
                continue
            key, value = words
        key = key.strip().lower()
        key = _KEYS.get(key, key)
        if key in _KNOWN:
            yield key, value.strip()


def _whom(value: str, token: str) -> bool | None:
    """True if a user-agent line names our token, False if everyone, None if somebody else."""
    if _ANYONE.match(value):
        return False
    return True if token and _token(value) == token else None


def _token(agent: str) -> str:
    match = _TOKEN.match(agent)
    return match[0].lower() if match else ""


def _own_token(agent: str) -> str:
    """Our token without a version; what is no product token at all ("Foo Bar") names no group."""
    return agent.partition("/")[0].strip().lower()


def _delay(key: str, value: str) -> float | None:
    if key == "crawl-delay":
        match = _NUMBER.match(value)
        return float(match[0]) if match else None
    match = _RATE.match(value)
    if not match or not int(match[1]):
        return None
    return int(match[2]) * _SECONDS[match[3].lower()] / int(match[1])


def _text(robots: bytes) -> str:
    """One character an octet, so that lengths are in octets; a byte order mark, even half of one, is dropped."""
    head = robots[:MAX_BYTES]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode("utf-8", "replace")
    for mark in (b"\xef\xbb\xbf", b"\xef\xbb", b"\xef"):
        if head.startswith(mark):
            head = head[len(mark):]
            break
    return head.decode("latin-1")


def _octets(text: str) -> str:
    return _text(text.encode("utf-8", "replace"))


def _upper(text: str) -> str:
    """Hexadecimal digits of percent-encodings in upper case."""
    return _PERCENT.sub(lambda match: match[0].upper(), text) if "%" in text else text


def _escaped(text: str) -> str:
    """The same, and octets beyond ASCII percent-encoded."""
    return _HIGH.sub(lambda match: f"%{ord(match[0]):02X}", _upper(text))


def _unescaped(text: str) -> str:
    """As :func:`_escaped`, with percent-encoded unreserved characters decoded."""
    def decode(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return char if char in _UNRESERVED else match[0]

    return _PERCENT.sub(decode, _escaped(text)) if "%" in text else _escaped(text)


def _path(url: str) -> str:
    """Path with parameters and query of an address, or of what is written like one; "/" if there is none."""
    start = 2 if url.startswith("//") else 0
    scheme = url.find("://", start)
    early = _first(url, "/?;", start)
    start = scheme + 3 if scheme >= 0 and not 0 <= early < scheme else start
    begin = _first(url, "/?;", start)
    fragment = url.find("#", start)
    if begin < 0 or 0 <= fragment < begin:
        return "/"
    path = url[begin:fragment] if fragment >= 0 else url[begin:]
    return path if path.startswith("/") else "/" + path


def _first(text: str, chars: str, start: int) -> int:
    """The first place of any of the characters, or -1."""
    places = [place for char in chars if (place := text.find(char, start)) >= 0]
    return min(places, default=-1)

"""The kinds of values that settings take, and what is said of a value that is none of its kind.

In: what a file or the environment gives. Out: the value, checked. Never: a question to the network: that an address
exists shows when it is used.
"""

from __future__ import annotations

import ipaddress
import json
import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from headwater import urls

_AGENT = re.compile(r"Headwater(?:[/ ][\x20-\x7e]{0,300})?")  # "Headwater/1.2 (+https://news.example/bot)"
_SITE = re.compile(r"(?i)https?://(?:[a-z0-9.-]{1,253}|\[[0-9a-f:]{2,39}\])(?::[0-9]{1,5})?/?")  # "https://news.example:8443"
_MAILBOX = re.compile(r"[^\s@<>\"(),:;]{1,64}@[^\s@<>\"(),:;]{1,253}")  # "editor@news.example"
_SERVER = re.compile(r"[A-Za-z0-9._-]{1,253}|\[?[0-9A-Fa-f:.]{2,45}\]?")  # "smtp.provider.example", "::1"
_DATABASE = re.compile(r"(?:sqlite|postgres|postgresql)(?:\+[a-z0-9]{1,20})?://\S*")  # "postgresql+psycopg://u@db/news"


def _listed(given: object) -> object:
    """A list as the environment writes it: JSON, or parted by commas."""
    if not isinstance(given, str):
        return given
    if not given.strip().startswith("["):
        return [part.strip() for part in given.split(",") if part.strip()]
    try:
        return json.loads(given)
    except (ValueError, RecursionError):
        raise ValueError("write 10.1.0.0/16,10.2.0.0/16 or a JSON list") from None


def _networks(given: tuple[str, ...]) -> tuple[str, ...]:
    for one in given:
        try:
            ipaddress.ip_network(one, strict=False)
        except ValueError:
            raise ValueError(f"{one!r} is no network; write such as 10.1.0.0/16 or fd00::/8") from None
    return given


def _proxy(given: str) -> str:
    if given and (not given.lower().startswith(("http://", "https://")) or not urls.hostname(given)):
        raise ValueError("a proxy is written http://host:port")
    return given


def _existing(given: Path | None) -> Path | None:
    if given is not None and not given.is_file():
        raise ValueError("there is no such file; name a PEM file")
    return given


def _honest(given: str) -> str:
    if given and not _AGENT.fullmatch(given):
        raise ValueError("a user agent begins with Headwater, as robots.txt files name us: Headwater/1.0 (+https://news.example/bot)")
    return given


def _store(given: str) -> str:
    if given and "://" in given and not _DATABASE.fullmatch(given):
        raise ValueError("a database is a path, sqlite:///path or postgresql+psycopg://user@host/name")
    return given


def _like(pattern: re.Pattern[str], words: str) -> AfterValidator:
    """Nothing, or what fits the pattern."""

    def check(given: str) -> str:
        if given.strip() and not pattern.fullmatch(given.strip()):
            raise ValueError(words)
        return given.strip()

    return AfterValidator(check)


def _early(given: tuple[float, ...]) -> tuple[float, ...]:
    if any(not 0 <= one < 24 for one in given):
        raise ValueError("reminders come within the 24 hours: each is at least 0 and less than 24")
    return given


def _broad(given: tuple[int, ...]) -> tuple[int, ...]:
    if not given or any(not 16 <= one <= 8192 for one in given):
        raise ValueError("name at least one width, each from 16 to 8192")
    return given


def _some(given: tuple[str, ...]) -> tuple[str, ...]:
    if not given:
        raise ValueError("name at least one language, such as en")
    return given


Seconds = Annotated[float, Field(gt=0)]
Address = Annotated[str, _like(_SITE, "a public address is a whole one without a path: https://news.example")]
Mailbox = Annotated[str, _like(_MAILBOX, "a mail address looks like editor@news.example")]
Server = Annotated[str, _like(_SERVER, "a mail server is named by its host alone, such as smtp.provider.example")]
Proxy = Annotated[str, AfterValidator(_proxy)]
UserAgent = Annotated[str, AfterValidator(_honest)]
Database = Annotated[str, AfterValidator(_store)]
PemFile = Annotated[Path | None, AfterValidator(_existing)]
Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Languages = Annotated[tuple[str, ...], BeforeValidator(_listed), AfterValidator(_some)]
Networks = Annotated[tuple[str, ...], BeforeValidator(_listed), AfterValidator(_networks)]
Hours = Annotated[tuple[float, ...], BeforeValidator(_listed), AfterValidator(_early)]
Widths = Annotated[tuple[int, ...], BeforeValidator(_listed), AfterValidator(_broad)]

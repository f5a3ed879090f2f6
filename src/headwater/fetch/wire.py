"""The wire: one request and its answer, nothing followed, nothing decided.

In: an absolute address, headers, the caps. Out: an :class:`Answer`, or a :class:`Failure` that names what went wrong.
Never: a redirect, a cookie, a Referer, a connection that the guard refuses, or an exception for what a network does.
This is the one place where the errors of aiohttp are translated.
"""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import aiohttp
from yarl import URL

from headwater.errors import ConfigError
from headwater.fetch import decode, guard
from headwater.fetch.settings import Caps, Settings
from headwater.model import Purpose, Refusal

_MAX_HEADERS = 500  # lines; some outlets send more than a hundred
_KEEPALIVE = 4.0  # seconds: less than the five after which many servers close, so that we seldom meet a closing one
_EARLY = 1024 * 1024  # a declared length may exceed the cap by this much before we refuse unseen
_NOT_OURS = frozenset({"content-encoding", "content-length", "transfer-encoding"})  # untrue once decoded


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server sent, decoded; the body is cut where the status is no success."""

    status: int
    headers: tuple[tuple[str, str], ...]  # names lower case, in order, without those untrue after decoding
    body: bytes
    raw_bytes: int  # of the body as sent
    seconds: float

    def header(self, name: str) -> str:
        """The first header of this name, or ""."""
        return next((value for key, value in self.headers if key == name), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """No usable answer."""

    reason: Refusal
    detail: str
    seconds: float = 0.0


class Wire:
    """An aiohttp session behind the guard; to be closed."""

    def __init__(self, settings: Settings, gate: guard.Guard, lookup: guard.Lookup | None = None) -> None:
        """Needs a running loop; raises ConfigError if the CA file cannot be read."""
        self._settings = settings
        proxied = settings.proxy is not None
        self.resolver = guard.Resolver(gate, lookup)
        self._proxy_resolver = guard.Resolver(None)
        self._connector = aiohttp.TCPConnector(
            resolver=self._proxy_resolver if proxied else self.resolver,
            socket_factory=None if proxied else guard.socket_factory(gate),
            ssl=tls_context(settings.ca_file),
            limit=0,  # who calls decides how many hosts are asked at once
            ttl_dns_cache=30,
            keepalive_timeout=_KEEPALIVE,
        )
        self._session = aiohttp.ClientSession(
            connector=self._connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            max_line_size=settings.caps.header_bytes // 4,
            max_field_size=settings.caps.header_bytes // 2,  # policies of 10 KiB in one line are common
            max_headers=_MAX_HEADERS,
            skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent"),
            timeout=aiohttp.ClientTimeout(total=settings.total_timeout_s, connect=settings.connect_timeout_s,
                                          ceil_threshold=60),
        )

        # aiohttp sends a request anew at once when a connection breaks; politeness wants the host's turn for it.
        self._session._retry_connection = False

    async def aclose(self) -> None:
        """Closes connections and lookups."""
        await self._session.close()
        await self.resolver.close()
        await self._proxy_resolver.close()

    async def ask(self, url: str, *, headers: dict[str, str], purpose: Purpose, body: bytes | None = None) -> Answer | Failure:
        """One GET of an absolute address, or one POST where there is a body."""
        start = time.monotonic()
        try:
            target = URL(url, encoded=True)
            async with self._session.request("GET" if body is None else "POST", target, headers=headers, data=body,
                                             allow_redirects=False, proxy=self._settings.proxy) as response:
                answer = await self._read(response, purpose, start)
                if isinstance(answer, Failure):
                    response.close()
                return answer
        except (aiohttp.ClientError, OSError, EOFError, ValueError, TimeoutError) as error:
            reason, detail = _reason(error)
            return Failure(reason=reason, detail=detail, seconds=time.monotonic() - start)

    async def _read(self, response: aiohttp.ClientResponse, purpose: Purpose, start: float) -> Answer | Failure:
        caps = self._settings.caps
        size = sum(len(name) + len(value) + 4 for name, value in response.raw_headers)
        if size > caps.header_bytes:
            return Failure(reason=Refusal.TOO_LARGE, detail=f"{size} bytes of headers",
                           seconds=time.monotonic() - start)
        headers = _headers(response.raw_headers)
        good = 200 <= response.status < 300
        raw, body = 0, b""
        try:
            raw, body = await _body(response, _decoder(headers, caps, purpose if good else None), caps)
        except (decode.Excess, decode.Undecodable, decode.Broken, aiohttp.ClientError, TimeoutError) as error:
            response.close()
            if good:
                reason, detail = _reason(error)
                return Failure(reason=reason, detail=detail, seconds=time.monotonic() - start)
        return Answer(status=response.status, body=body, raw_bytes=raw, seconds=time.monotonic() - start,
                      headers=tuple((name, value) for name, value in headers if name not in _NOT_OURS))


async def _body(response: aiohttp.ClientResponse, decoder: decode.Decoder, caps: Caps) -> tuple[int, bytes]:
    """Raw size and decoded body; gives the connection up where it stops early."""
    declared = response.content_length or 0
    if declared > min(caps.raw_bytes, decoder.most + _EARLY) and not decoder.cuts:
        raise decode.Excess(f"{declared} bytes announced")
    async for chunk in response.content.iter_any():
        decoder.feed(chunk)
        if decoder.raw > caps.raw_bytes:
            raise decode.Excess(f"more than {caps.raw_bytes} bytes sent")
        if decoder.full:
            response.close()
            break
    return decoder.raw, decoder.finish()


def _decoder(headers: list[tuple[str, str]], caps: Caps, purpose: Purpose | None) -> decode.Decoder:
    """The decoder for an answer; purpose None stands for one that is no success."""
    encoding = ",".join(value for name, value in headers if name == "content-encoding")
    limits = {Purpose.FEED: caps.feed_bytes, Purpose.ROBOTS: caps.robots_bytes, Purpose.IMAGE: caps.image_bytes,
              Purpose.HUB: caps.error_bytes, None: caps.error_bytes}
    return decode.Decoder(
        encoding, limit=limits.get(purpose, caps.page_bytes), ratio=caps.ratio,
        sitemap_limit=caps.sitemap_bytes if purpose in (Purpose.FEED, Purpose.DISCOVERY) else 0,
        cut=purpose in (None, Purpose.ROBOTS, Purpose.HUB), opened=purpose is not Purpose.IMAGE,
    )


def _headers(raw: tuple[tuple[bytes, bytes], ...]) -> list[tuple[str, str]]:
    """Names in lower case, values as UTF-8 or else Latin-1, without control characters."""
    found = []
    for name, value in raw:
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        found.append((name.decode("latin-1").lower(), "".join(c for c in text if c >= " " or c == "\t").strip()))
    return found


@lru_cache(maxsize=8)  # reading the system's authorities takes some 30 ms
def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Verifies against the system's authorities and those of the CA file; raises ConfigError."""
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(f"the CA file for fetching cannot be read: {error}", path=ca_file) from error
    return context


def _reason(error: BaseException) -> tuple[Refusal, str]:
    """What an error of the libraries means, and a sentence for people."""
    detail = (str(error) or type(error).__name__)[:300]
    if _is_forbidden(error):
        return Refusal.GUARD, detail
    match error:
        case decode.Excess():
            return Refusal.TOO_LARGE, detail
        case decode.Undecodable():
            return Refusal.BAD_ENCODING, detail
        case aiohttp.ClientConnectorDNSError():
            return Refusal.NO_NAME if guard.is_no_name(error.os_error) else Refusal.DNS, detail
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return Refusal.TLS, detail
        case aiohttp.ClientConnectorError(os_error=ConnectionResetError(errno=None)):  # asyncio's own: the handshake broke off
            return Refusal.TLS, "the server ended the TLS handshake"
        case TimeoutError():
            return Refusal.TIMEOUT, detail
        case aiohttp.ClientConnectorError() | aiohttp.ClientHttpProxyError():
            return Refusal.CONNECT, detail
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
            return Refusal.BAD_URL, detail
        case aiohttp.ClientResponseError() if "Got more than" in detail or "Too many" in detail:
            return Refusal.TOO_LARGE, detail
    return Refusal.PROTOCOL, detail


def _is_forbidden(error: BaseException | None) -> bool:
    """Whether the guard's refusal is what lies beneath."""
    for _ in range(8):
        if error is None or isinstance(error, guard.Forbidden):
            return error is not None
        error = error.__cause__ or error.__context__
    return False

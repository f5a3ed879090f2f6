"""What an operator may set about fetching, and the caps that hold for every answer.

In: values from the configuration. Out: one frozen :class:`Settings`. Never: a look at the environment or at files.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

KIB = 1024
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """Bytes that we are willing to take; the caps on decoded bytes hold while decoding, not after it."""

    header_bytes: int = 64 * KIB  # status line and headers together
    raw_bytes: int = 50 * MIB  # as sent, whatever the purpose
    feed_bytes: int = 15 * MIB  # decoded
    page_bytes: int = 8 * MIB  # decoded; discovery reads pages too
    image_bytes: int = 15 * MIB  # decoded
    robots_bytes: int = 512 * KIB  # decoded; the rest is cut off (RFC 9309 asks for 500 KiB at least)
    sitemap_bytes: int = 50 * MIB  # decoded, of a feed that turns out to be a sitemap (sitemaps.org)
    error_bytes: int = 64 * KIB  # decoded, of answers that are no success; the rest is cut off
    ratio: int = 200  # decoded to raw, once more than 1 MiB was decoded


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How we fetch; one instance a process."""

    user_agent: str = "Headwater/0.1"  # the caller adds an address where we can be reached
    robots_agent: str = "headwater"  # our product token in robots.txt, case-insensitive
    proxy: str | None = None  # http://[user:password@]host:port
    proxy_enforces_guard: bool = False  # the proxy resolves names and refuses private addresses by itself
    ca_file: Path | None = None  # PEM, trusted besides the system's authorities
    allowed_networks: tuple[str, ...] = ()  # CIDR networks that the guard lets through, e.g. "127.0.0.0/8"
    caps: Caps = Caps()
    connect_timeout_s: float = 10.0  # resolving, TCP and TLS
    total_timeout_s: float = 30.0  # one request with its whole body; each redirect hop counts anew
    max_redirects: int = 10
    max_robots_redirects: int = 5  # RFC 9309, 2.3.1.2
    default_delay_s: float = 2.0  # between the end of an answer and the next request, if the host asks nothing
    max_delay_s: float = 3600.0  # the longest Crawl-delay that we honour
    max_retry_after_s: float = 24 * 3600.0
    rate_limit_backoff_s: float = 60.0  # after 429 without Retry-After
    down_backoff_s: float = 30.0  # after a host could not be reached or did not answer
    robots_max_age_s: float = 24 * 3600.0  # RFC 9309, 2.4
    robots_retry_s: float = 60.0  # first pause after robots.txt was unreachable; doubles up to an hour

"""Addresses: one normal form, hosts as politeness counts them, and what can never name an article.

In: strings from feeds, pages and people. Out: absolute addresses in the WHATWG form without tracking parameters.
Never: a request, or an exception on hostile input (a bad address is ``None``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_plus

import ada_url
from publicsuffixlist import PublicSuffixList

MAX_LENGTH = 2048  # characters; longer addresses are refused, as most servers do

_TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "hsa_", "_hs", "oly_", "vero_", "at_", "wt_", "ns_")
_TRACKING = frozenset(
    ["fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid", "li_fat_id", "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "s_cid", "cmpid", "ncid", "ocid", "smid", "smtyp", "xtor", "icid", "wprss", "fsrc", "ref_src", "ref_url", "rss_id", "partner_id", "ftag", "spm", "scm", "__twitter_impression", "guccounter", "guce_referrer", "guce_referrer_sig", "phpsessid", "jsessionid", "asgtbndr", "traffic_source", "cndid", "esrc", "sr_share", "at_medium", "at_campaign", "wt_mc", "cid_source", "_openstat", "yptr"]
)
_TRACKING_PAIRS = frozenset({("ref", "rss"), ("source", "rss"), ("src", "rss"), ("from", "rss"), ("feed", "rss"),
                             ("partner", "rss"), ("rss", "1"), ("type", "rss"), ("output", "amp")})
_BROKEN_SCHEME = re.compile(r"^(https?):/*(?:https?:/+)*(?=[^/])", re.I)  # "http:/x", "http://http://x"
_PORT = re.compile(r":\d*$")  # "news.example:8080"
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")  # "127.0.0.1"
_HOME = re.compile(r"^/(?:index\.(?:html?|php|aspx?)|home|default\.aspx?|[a-z]{2}(?:-[a-z]{2})?)?/?$", re.I)  # "/en/"
@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def absolute(url: str, base: str | None = None) -> str | None:
    """The address in WHATWG form, resolved against ``base``; None if it names nothing that HTTP can fetch.

    Mends what feeds get wrong: spaces around and within, ``http:/x``, ``http://http://x``, ``//host``.
    """
    text = re.sub(r"[\t\r\n]", "", url or "").strip(" \u00a0\ufeff\u200b")
    if not text or len(text) > 4 * MAX_LENGTH:
        return None
    text = _BROKEN_SCHEME.sub(lambda match: f"{match[1].lower()}://", text)
    if text.startswith("//") and not base:
        text = "https:" + text
    try:
        parsed = ada_url.URL(text, base=base) if base else ada_url.URL(text)
    except ValueError:
        return None
    if parsed.protocol not in ("http:", "https:") or not parsed.hostname or len(parsed.href) > MAX_LENGTH:
        return None
    return parsed.href


def canonical(url: str, base: str | None = None) -> str | None:
    """The one form of an address that we store and compare; idempotent; None as for :func:`absolute`.

    Drops the fragment, user info, default ports and tracking parameters; keeps the order of what is left, because
    some sites depend on it. Scheme and host stay as they are: ``http`` and ``https`` are joined by redirects.
    """
    href = absolute(url, base)
    if href is None:
        return None
    parsed = ada_url.URL(href)
    parsed.hash = ""
    parsed.username = parsed.password = ""
    if parsed.hostname.endswith("."):
        parsed.hostname = parsed.hostname.rstrip(".") or parsed.hostname
    pairs = parsed.search[1:].split("&")
    kept = "&".join(pair for pair in pairs if not _is_tracking(*_pair(pair)))
    parsed.search = kept and f"?{kept}"
    return parsed.href


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return unquote_plus(name), unquote_plus(value)


def _is_tracking(name: str, value: str) -> bool:
    lowered = name.lower()
    return (lowered in _TRACKING or lowered.startswith(_TRACKING_PREFIXES)
            or (lowered, value.lower()) in _TRACKING_PAIRS)


def key(url: str) -> str:
    """What two addresses of one page share: canonical, without scheme, ``www.`` and a final slash."""
    text = canonical(url) or url
    return re.sub(r"^https?://(?:www\.)?", "", text).rstrip("/")


def host(url: str) -> str:
    """The host as politeness counts it: lower case, no final dot, a port only if not the default; "" if none.

    >>> host("https://News.example:443/a"), host("http://127.0.0.1:8901/")
    ('news.example', '127.0.0.1:8901')
    """
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return ""
    if parsed.protocol not in ("http:", "https:"):
        return ""
    return parsed.hostname.rstrip(".") + (f":{parsed.port}" if parsed.port else "")


def hostname(url: str) -> str:
    """The host without a port."""
    try:
        return ada_url.URL(url).hostname
    except ValueError:
        return ""


def origin(url: str) -> str:
    """Scheme and host with port, without a final slash: ``https://news.example``."""
    try:
        return ada_url.URL(url).origin
    except ValueError:
        return ""


def path(url: str) -> str:
    """Path and query, as robots rules see them; "/" if none."""
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return "/"
    return (parsed.pathname or "/") + parsed.search


def domain(url_or_host: str) -> str:
    """The registrable domain (Public Suffix List), or the whole host where there is none, e.g. for addresses."""
    name = hostname(url_or_host) if "://" in url_or_host else _PORT.sub("", url_or_host)
    name = name.rstrip(".")
    if name.startswith("[") or _IPV4.fullmatch(name):
        return name
    return _suffixes().privatesuffix(name) or name


def same_site(a: str, b: str) -> bool:
    """Whether two addresses lie under one registrable domain."""
    return bool(a and b) and domain(a) == domain(b)


def is_home(url: str) -> bool:
    """Whether an address names a home page or a language's front page, which is never an article's canonical."""
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return False
    return not parsed.search and bool(_HOME.match(parsed.pathname))

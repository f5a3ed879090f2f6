"""Links in the body of a page that speak of feeds: "RSS", an orange picture, an address that ends in /feed.

In: a page as text and what its addresses are relative to. Out: addresses to be tried, the likeliest first. Never: a request,
more than ``MOST`` addresses, or more than linear time.
"""

from __future__ import annotations

import html
import itertools
import re
from urllib.parse import unquote

from headwater import urls

MOST = 30
_LINKS = 20_000  # of a page that are looked at
_LINK = re.compile(r"<a\b([^<>]{0,3000})>((?:[^<]|<(?!/?a\b)){0,400})", re.I)  # '<a href="/feed">RSS <img ...>'
_ATTRIBUTE = re.compile(r"([a-zA-Z:_-]{1,40})\s*=\s*(?:\"([^\"]{0,2500})\"|'([^']{0,2500})'|([^\s\"'>]{1,2500}))")  # 'href="/feed"'
_TAG = re.compile(r"<([^<>]*)>?")  # '<img alt="RSS">', linear where one does not end
_ALTERNATIVE = re.compile(r"alt=[\"']?([^\"'<>]*)", re.I)  # 'alt="RSS"'
_CALLED = re.compile(r"\b(?:rss|atom|xml|json[ -]?feed|feeds?|webfeed|newsfeed|rss[ -]?feeds?|syndication)\b|フィード|订阅源|피드", re.I)  # "RSS 2.0", "Feed"
_SURELY = re.compile(  # "/feed", "/feed/", "/rss.xml", "/news.atom", "feed=rss2", "/rss/world", "format=rss"
    r"/(?:feed|rss2?|atom|feeds)(?:\.(?:xml|php|aspx?|json))?/?(?:\?|$)|\.(?:rss|rdf|atom)(?:\?|$)|[?&](?:feed|format|type|output|mode|alt)=(?:rss2?|atom|rdf|feed)\b"
    r"|/(?:feed|feeds|rss|atom)[/_-][^?]{1,200}|/feed\.json|/(?:index|news|latest|rss|feed|atom)[\w-]{0,20}\.xml(?:\?|$)|/feeds/posts/", re.I)
_READER = re.compile(  # readers' "subscribe" links that name the feed: "feedly.com/i/subscription/feed/https://a.example/feed"
    r"(?:feedly\.com/i/subscription/feed/|feedly\.com/#subscription/feed/|inoreader\.com/\?add_feed=|newsblur\.com/\?url=|netvibes\.com/subscribe\.php\?url=|add\.my\.yahoo\.com/rss\?url=)(https?(?::|%3a).+)", re.I)
_NEVER = re.compile(r"/wp-json/|oembed|opensearch|/feedback|sitemap|podcasts?\.apple|\.(?:css|js|png|jpe?g|pdf)(?:\?|$)|^(?:mailto|javascript|tel):", re.I)
_FEED_HOSTS = frozenset({"feedburner.com", "feedblitz.com", "feedproxy.google.com", "feedpress.me", "feedpress.com", "rss.app", "youtube.com", "rss.com"})


def in_body(document: str, base: str) -> list[tuple[str, str]]:
    """(address, words) of links that lead to feeds or to a page of them: of the same site, or of a known server of feeds."""
    found: dict[str, tuple[int, str]] = {}
    seen: set[tuple[str, bool]] = set()
    for match in itertools.islice(_LINK.finditer(document), _LINKS):
        given = {name.lower(): html.unescape(one or two or three) for name, one, two, three in _ATTRIBUTE.findall(match[1])}
        href = given.get("href", "").strip()
        if not href or href[0] == "#" or _NEVER.search(href):
            continue
        words = _TAG.sub(_alternative, match[2])[:200]
        called = bool(_CALLED.search(f"{words} {given.get('title', '')} {given.get('aria-label', '')} {given.get('class', '')}")) or "rss" in given.get("type", "").lower()
        surely = bool(_SURELY.search(href)) or href.lower().startswith("feed:")
        if not (called or surely):
            continue
        if (href, called) in seen:
            continue
        seen.add((href, called))
        address = urls.absolute(_plain(href), base)
        if address is None or not (urls.same_site(address, base) or is_feed_host(address)):
            continue
        rank = 0 if called and surely else 1 if surely else 2
        if address not in found or rank < found[address][0]:
            found[address] = (rank, " ".join(html.unescape(words).split())[:80])
        if len(found) >= 200:
            break
    ranked = sorted(found.items(), key=lambda pair: pair[1][0])
    return [(address, words) for address, (_, words) in ranked[:MOST]]


def _alternative(tag: re.Match[str]) -> str:
    """What is read in a tag's place: a picture's words."""
    words = _ALTERNATIVE.search(tag[1])
    return f" {words[1]} " if words else " "


def _plain(href: str) -> str:
    """An address without the scheme feed:, or out of a reader's link."""
    if match := _READER.search(href):
        return unquote(match[1])
    if href.lower().startswith("feed:"):
        rest = href[5:]
        return rest if rest.lower().startswith("http") else f"https:{rest}" if rest.startswith("//") else rest
    return href


def is_feed_host(address: str) -> bool:
    """Whether an address lies on a server of many outlets' feeds."""
    name = urls.hostname(address)
    return name in _FEED_HOSTS or urls.domain(name) in _FEED_HOSTS

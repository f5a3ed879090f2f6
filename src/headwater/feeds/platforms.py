"""Platforms whose addresses tell where the feed lies: blogs, newsletters, channels, each outlet a sub-domain or a path.

In: the address of a page, and the page where only it names the channel. Out: addresses of feeds to be tried, with words on why.
Never: a request; an address that is only likely is tried like any other.
"""

from __future__ import annotations

import re

from headwater import urls

_SUBDOMAINS: dict[str, tuple[str, ...]] = {  # below one of these each sub-domain is an outlet of its own
    "substack.com": ("/feed",), "wordpress.com": ("/feed/",), "tumblr.com": ("/rss",), "ghost.io": ("/rss/",), "medium.com": ("/feed",),
    "livejournal.com": ("/data/rss", "/data/atom"), "typepad.com": ("/atom.xml", "/rss.xml"), "over-blog.com": ("/rss",), "wixsite.com": ("/blog-feed.xml",),
    "weebly.com": ("/1/feed",), "beehiiv.com": ("/feed",), "buttondown.email": ("/rss",), "hashnode.dev": ("/rss.xml",), "bearblog.dev": ("/feed/",),
    "micro.blog": ("/feed.xml",), "write.as": ("/feed/",), "neocities.org": ("/rss.xml", "/feed.xml"), "github.io": ("/feed.xml", "/atom.xml", "/index.xml"),
    "gitlab.io": ("/feed.xml", "/atom.xml", "/index.xml"), "netlify.app": ("/rss.xml", "/feed.xml"), "tistory.com": ("/rss",), "hatenablog.com": ("/feed", "/rss"),
    "hatenablog.jp": ("/feed", "/rss"), "hateblo.jp": ("/feed", "/rss"), "seesaa.net": ("/index20.rdf",), "livedoor.blog": ("/index.rdf", "/atom.xml"),
    "blog.jp": ("/index.rdf", "/atom.xml"), "cocolog-nifty.com": ("/blog/index.rdf",), "exblog.jp": ("/index.xml", "/atom.xml"), "jugem.jp": ("/?mode=rss",),
    "pixnet.net": ("/blog/feed/rss",), "blogfa.com": ("/rss/", "/rss.ashx"), "blogsky.com": ("/rss",), "canalblog.com": ("/rss.xml",), "blogs.com": ("/atom.xml",),
    "posthaven.com": ("/posts.atom",), "svbtle.com": ("/feed",), "pages.dev": ("/rss.xml", "/feed.xml"), "altervista.org": ("/feed/",), "edublogs.org": ("/feed/",),
}
_BLOGGER = re.compile(r"(?:^|\.)blogspot\.(?:com?(?:\.[a-z]{2})?|[a-z]{2})$")  # "harbour.blogspot.com", "harbour.blogspot.co.uk"
_PATHS: tuple[tuple[re.Pattern[str], str], ...] = (  # host and path, and where the feed of that lies
    (re.compile(r"^(?:www\.)?medium\.com/(@?[\w.-]{1,80})$"), r"https://medium.com/feed/\1"),  # "medium.com/@harbour"
    (re.compile(r"^(?:www\.|old\.)?reddit\.com/((?:r|user)/[\w-]{1,50})$"), r"https://www.reddit.com/\1/.rss"),
    (re.compile(r"^(?:www\.)?note\.com/([\w-]{1,50})$"), r"https://note.com/\1/rss"),
    (re.compile(r"^(?:www\.)?ameblo\.jp/([\w-]{1,50})$"), r"http://rssblog.ameblo.jp/\1/rss20.html"),
    (re.compile(r"^(?:m\.)?blog\.naver\.com/([\w-]{1,50})$"), r"https://rss.blog.naver.com/\1.xml"),
    (re.compile(r"^(?:www\.)?dev\.to/([\w-]{1,50})$"), r"https://dev.to/feed/\1"),
    (re.compile(r"^(?:www\.)?vimeo\.com/([\w-]{1,50})$"), r"https://vimeo.com/\1/videos/rss"),
    (re.compile(r"^(?:www\.)?dailymotion\.com/([\w-]{1,50})$"), r"https://www.dailymotion.com/rss/user/\1"),
    (re.compile(r"^bsky\.app/profile/([\w.:-]{1,100})$"), r"https://bsky.app/profile/\1/rss"),
    (re.compile(r"^([\w.-]{3,100}/@[\w.]{1,50})$"), r"https://\1.rss"),  # "social.example/@harbour": Mastodon and its like
)
_YOUTUBE = re.compile(r"^(?:www\.|m\.)?youtube(?:-nocookie)?\.com$")
_CHANNEL = re.compile(r"^/channel/(UC[\w-]{22})")  # "/channel/UCabcdefghijklmnopqrstuv"
_LIST = re.compile(r"[?&]list=(PL[\w-]{10,40})")  # "?list=PLabcdefghij"
_CHANNEL_IN_PAGE = re.compile(  # '"externalId":"UC..."', '<meta itemprop="channelId" content="UC...">', '/channel/UC...' of the page's canonical link
    rb"(?:itemprop=[\"'](?:channelId|identifier)[\"'] content=[\"']|\"(?:externalId|channelId|browseId)\":\s?\"|rel=[\"']canonical[\"'] href=[\"']https://www\.youtube\.com/channel/)(UC[\w-]{22})")
_VIDEOS = "https://www.youtube.com/feeds/videos.xml"


def feeds_of(url: str, page: bytes = b"") -> tuple[tuple[str, str], ...]:
    """Addresses where the platform of a page keeps its feed, each with why; empty for what lies on no platform we know.

    >>> feeds_of("https://harbour.substack.com/p/rain")[0][0]
    'https://harbour.substack.com/feed'
    """
    host, where = urls.hostname(url).lower(), urls.path(url)
    if _YOUTUBE.match(host):
        return tuple((f"{_VIDEOS}?{query}", why) for query, why in _youtube(where, page))
    if _BLOGGER.search(host):
        return ((f"{urls.origin(url)}/feeds/posts/default", "where Blogger keeps the feed of a blog"),)
    for pattern, feed in _PATHS:
        if match := pattern.match(host + where.partition("?")[0].rstrip("/")):
            return ((match.expand(feed), f"where {host} keeps the feed of a page like this"),)
    for name, paths in _SUBDOMAINS.items():
        if host.endswith(f".{name}") and host != f"www.{name}":
            return tuple((urls.origin(url) + one, f"where {name} keeps the feed of a site") for one in paths)
    return ()


def _youtube(where: str, page: bytes) -> list[tuple[str, str]]:
    """Queries that name the channel or playlist of a page."""
    if match := _CHANNEL.match(where):
        return [(f"channel_id={match[1]}", "the channel that the address names")]
    if match := _LIST.search(where):
        return [(f"playlist_id={match[1]}", "the playlist that the address names")]
    if match := _CHANNEL_IN_PAGE.search(page[:3_000_000]):
        return [(f"channel_id={match[1].decode()}", "the channel that the page names")]
    return []


def is_shared(url: str) -> bool:
    """Whether a page lies on a host of many outlets, so that the host's own front page is none of this one."""
    host = urls.hostname(url).lower()
    return bool(_YOUTUBE.match(host)) or any(pattern.match(host + urls.path(url).partition("?")[0].rstrip("/")) for pattern, _ in _PATHS)

"""Finding the feeds of an outlet from any of its addresses, for ``headwater outlets add``.

In: an address, and two callables: one that fetches, one that reads a document as a feed. Out: :class:`Discovery` with
ranked candidates and what the home page says of the outlet. Never: more than ``MAX_REQUESTS`` requests, or an exception
on hostile pages.
"""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from headwater import model, text, urls

MAX_REQUESTS = 30
MAX_CANDIDATES = 40
WELL_KNOWN = ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json", "/feeds/posts/default",
              "/rss/index.xml", "/?feed=rss2", "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml")
_HEAD = 400_000  # bytes of a page that are looked at
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)  # "<!-- ... -->", linear where it does not end
_ELEMENT = re.compile(r"<(link|base|meta|html|title)\b([^<>]{0,3000})>", re.I)  # '<link rel="alternate" ...>'
_ATTRIBUTE = re.compile(r"([a-zA-Z:_-]{1,40})\s*=\s*(?:\"([^\"]{0,2500})\"|'([^']{0,2500})'|([^\s\"'>]{1,2500}))")  # 'href="/feed"'
_TITLE = re.compile(r"<title\b[^>]{0,500}>([^<]{1,500})", re.I)  # "<title>News"
_SEPARATOR = re.compile(r"\s+[|–—·:»-]\s+")  # "News | The Paper"
_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S{1,2000})", re.I | re.M)  # "Sitemap: https://a.example/s.xml"
_COMMENTS = re.compile(r"comment|kommentar|comentario|commentaire|replies|/talk\b", re.I)  # "Comments feed"
_NEWS = re.compile(r"news|actualit|noticia|nachricht|latest|article|aktuell", re.I)  # "sitemap-news.xml"
_TYPES = {"application/rss+xml": "rss", "application/atom+xml": "atom", "application/feed+json": "json", "application/json": "json",
          "application/rdf+xml": "rss", "application/xml": "rss", "text/xml": "rss", "application/x-rss+xml": "rss",
          "application/atom": "atom", "text/rss": "rss"}

Answer = model.Response | model.NotModified | model.Refused
Get = Callable[[model.Request], Awaitable[Answer]]
Parse = Callable[..., model.ParsedFeed]  # parse(body, *, url, content_type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A feed that was read, or a link to one that could not be had just now."""

    url: str
    kind: str  # a value of model.FeedKind
    title: str = ""
    why: str = ""  # how it was found, in words
    entries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What was found, best first."""

    candidates: tuple[Candidate, ...] = ()
    name: str = ""
    home_url: str = ""
    language: str | None = None
    why: str = ""  # if there is no candidate: what was tried


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What a page's head says."""

    links: tuple[tuple[str, str, str], ...] = ()  # address, kind, title
    name: str = ""
    language: str | None = None
    home: str = ""


@dataclass(slots=True, kw_only=True)
class _Search:
    """One search under way: what may still be asked, what was tried and found."""

    get: Get
    parse: Parse
    left: int = MAX_REQUESTS
    tried: dict[str, str] = field(default_factory=dict)  # address -> why it brought nothing
    seen: set[str] = field(default_factory=set)
    found: dict[str, tuple[int, Candidate]] = field(default_factory=dict)
    feed: model.ParsedFeed | None = None  # the first that was read, for the outlet's name

    async def ask(self, url: str, purpose: model.Purpose) -> model.Response | None:
        """The answer at an address, once; None if there is none to be had."""
        if url in self.seen or self.left <= 0:
            return None
        self.seen.add(url)
        self.left -= 1
        answer = await self.get(model.Request(url=url, purpose=purpose))
        if isinstance(answer, model.Response):
            self.seen.add(answer.final_url)
            return answer
        self.tried[url] = f"{answer.reason}" + (f" {answer.status}" if answer.status else "") if isinstance(answer, model.Refused) else "not modified"
        return None

    def read(self, answer: model.Response, why: str, rank: int, title: str = "") -> model.ParsedFeed | None:
        """Keep an answer as a candidate if it is a feed."""
        parsed = self.parse(answer.body, url=answer.final_url, content_type=answer.header("content-type") or "")
        if not parsed.format:
            self.tried[answer.url] = "no feed"
            return None
        if parsed.format == "sitemap-index" or (parsed.kind is model.FeedKind.SITEMAP and not _has_news(parsed)):
            return parsed
        where = answer.moved_to or answer.final_url
        rank += 50 if _COMMENTS.search(f"{where} {parsed.title} {title}") else 0
        rank += 20 if not parsed.entries else 0
        one = Candidate(url=where, kind=str(parsed.kind), title=parsed.title or title, why=why, entries=len(parsed.entries))
        if where not in self.found and len(self.found) < MAX_CANDIDATES:
            self.found[where] = (rank, one)
            if self.feed is None and parsed.kind is not model.FeedKind.SITEMAP:
                self.feed = parsed
        return parsed


async def discover(url: str, get: Get, *, parse: Parse) -> Discovery:
    """Look for feeds: at the address itself, in its ``link`` elements and its home page's, at well-known paths, and among
    the sitemaps that robots.txt names.

    Stops going further where an earlier place brought a feed. Ranked: the address itself, links in the page's order,
    well-known paths, news sitemaps; feeds of comments and empty ones last.
    """
    search = _Search(get=get, parse=parse)
    answer = await search.ask(url, model.Purpose.DISCOVERY)
    head = _Head()
    if answer is not None and search.read(answer, "the address itself", 0) is None:
        head = read_head(answer.body, answer.final_url)
    home = head.home or (search.feed.url if search.feed and search.feed.url else urls.origin(answer.final_url if answer else url) + "/")
    if not search.found:
        await _follow(search, head)
    if (not search.found or not head.name) and home not in search.seen:
        front = await search.ask(home, model.Purpose.DISCOVERY)
        if front is not None:
            own = read_head(front.body, front.final_url)
            head = _Head(links=own.links, name=own.name or head.name, language=own.language or head.language, home=own.home)
            if not search.found:
                await _follow(search, head)
    if not search.found:
        await _well_known(search, home)
    if not search.found:
        await _sitemaps(search, home)
    return _result(search, head, home)


async def _follow(search: _Search, head: _Head) -> None:
    """Read what a page's link elements name; a link that cannot be had now is still a candidate."""
    for place, (address, kind, title) in enumerate(head.links[:12]):
        why = "a link in the page's head"
        answer = await search.ask(address, model.Purpose.FEED)
        if answer is not None:
            search.read(answer, why, 10 + place, title)
        elif search.tried.get(address, "").split(" ")[0] in ("timeout", "connect", "busy", "rate_limited", "robots_unreachable"):
            search.found.setdefault(address, (80 + place, Candidate(url=address, kind=kind, title=title, why=f"{why}; not read: {search.tried[address]}")))


async def _well_known(search: _Search, home: str) -> None:
    for path in WELL_KNOWN:
        answer = await search.ask(urls.absolute(path, home) or home, model.Purpose.FEED)
        if answer is not None and search.read(answer, f"the usual path {path}", 30) is not None and search.found:
            return


async def _sitemaps(search: _Search, home: str) -> None:
    """News sitemaps that robots.txt names, and those that an index among them names."""
    robots = await search.ask(urls.absolute("/robots.txt", home) or home, model.Purpose.DISCOVERY)
    named = _SITEMAP.findall(robots.body[:500_000].decode("utf-8", "replace")) if robots else []
    waiting = [address for value in named[:50] if (address := urls.absolute(value, home))] or [urls.absolute("/sitemap.xml", home) or home]
    waiting.sort(key=lambda address: 0 if _NEWS.search(address) else 1)
    depth = dict.fromkeys(waiting, 0)
    while waiting and search.left > 0 and not search.found:
        address = waiting.pop(0)
        answer = await search.ask(address, model.Purpose.FEED)
        parsed = search.read(answer, "a news sitemap named by robots.txt", 40) if answer else None
        if parsed is not None and parsed.sitemaps and depth[address] < 2:
            likely = sorted(parsed.sitemaps[:500], key=lambda child: 0 if _NEWS.search(child) else 1)[:4]
            depth |= {child: depth[address] + 1 for child in likely if child not in depth}
            waiting = [child for child in likely if child not in search.seen] + waiting


def _has_news(parsed: model.ParsedFeed) -> bool:
    return parsed.format == "sitemap-news" or any(entry.title for entry in parsed.entries[:50])


def _result(search: _Search, head: _Head, home: str) -> Discovery:
    ranked = tuple(one for _, one in sorted(search.found.values(), key=lambda pair: pair[0]))
    feed = search.feed
    why = "" if ranked else "; ".join(f"{address}: {reason}" for address, reason in list(search.tried.items())[:6]) or "nothing answers"
    return Discovery(
        candidates=ranked,
        name=head.name or (feed.title if feed else "") or (ranked[0].title if ranked else ""),
        home_url=home,
        language=(feed.language if feed else None) or head.language,
        why=text.cut(why, 600),
    )


# ---- a page's head -----------------------------------------------------------------------------------------


def read_head(body: bytes, url: str) -> _Head:
    """Feeds that a page's head links to, resolved against ``base``, and the outlet's name and language."""
    document = body[:_HEAD].decode("utf-8", "replace")
    document = _COMMENT.sub("", document)
    base, metas, language, named = url, {}, None, []
    for match in _ELEMENT.finditer(document):
        given = {name.lower(): html.unescape(one or two or three) for name, one, two, three in _ATTRIBUTE.findall(match[2])}
        match match[1].lower():
            case "base" if given.get("href"):
                base = urls.absolute(given["href"], url) or url
            case "link":
                named.append(given)
            case "html":
                language = given.get("lang") or given.get("xml:lang")
            case "meta" if given.get("content"):
                metas.setdefault((given.get("property") or given.get("name") or "").lower(), given["content"])
    links = dict.fromkeys(link for given in named if (link := _feed_link(given, base)))
    ordered = sorted(links, key=lambda link: 1 if _COMMENTS.search(f"{link[0]} {link[2]}") else 0)
    return _Head(links=tuple(ordered), name=_name(document, metas, url), language=_language(language), home=_home(named, base))


def _feed_link(given: dict[str, str], base: str) -> tuple[str, str, str] | None:
    relations, kind = given.get("rel", "").lower().split(), given.get("type", "").lower().split(";")[0].strip()
    if not ("feed" in relations or ("alternate" in relations and kind in _TYPES)) or "stylesheet" in relations:
        return None
    address = urls.absolute(given.get("href", ""), base)
    if address is None or "/wp-json/" in address or "oembed" in address:
        return None
    return address, _TYPES.get(kind, "unknown"), text.squeeze(given.get("title", ""))[:200]


def _home(named: list[dict[str, str]], base: str) -> str:
    """The outlet's front page: its home link, else the origin of the page."""
    for given in named:
        address = urls.absolute(given.get("href", ""), base) if "home" in given.get("rel", "").lower().split() else None
        if address and urls.same_site(address, base):
            return address
    return urls.origin(base) + "/"


def _name(document: str, metas: dict[str, str], url: str) -> str:
    """What the site calls itself; of its title the part that its host resembles, else the first."""
    if name := text.squeeze(metas.get("og:site_name") or metas.get("application-name") or ""):
        return name[:200]
    match = _TITLE.search(document)
    parts = [part for part in _SEPARATOR.split(text.squeeze(html.unescape(match[1]))) if part] if match else []
    label = urls.domain(url).split(".")[0].replace("-", "")
    return next((part for part in parts if "".join(text.tokens(part)) in (label, f"the{label}")), parts[0] if parts else "")[:200]


def _language(tag: str | None) -> str | None:
    value = (tag or "").strip().replace("_", "-")
    return value[:35] if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", value) else None  # "pt-BR"

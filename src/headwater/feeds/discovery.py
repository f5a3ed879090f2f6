"""Finding the feeds of an outlet from any of its addresses, for ``headwater outlets add``.

In: an address, and callables: one that fetches, one that reads a document as a feed, one that reads a page as a list of
articles. Out: :class:`Discovery` with ranked candidates, how each was found, and what the home page says of the outlet.
Never: more than ``MAX_REQUESTS`` requests, or an exception on hostile pages.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from headwater import model, text, urls
from headwater.feeds import heads, mentions, platforms
from headwater.feeds.heads import Head

MAX_REQUESTS = 30
MAX_CANDIDATES = 40
MOST_LINKS = 12  # of a page's head, or of its body, that are tried
ROBOTS_BYTES = 500_000  # of robots.txt that are looked at (RFC 9309, section 2.5)
WELL_KNOWN = ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json", "/feeds/posts/default",
              "/rss/index.xml", "/?feed=rss2", "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml")
BELOW = ("feed", "rss.xml", "feed.xml")  # below the address that was given, for blogs in a folder
SAME_END = 4  # usual paths that all end at the same page: a site that answers everything with it
DEPTH = 2  # of sitemap indexes
_IS_OF_A_TIME = re.compile(r"\d")  # "/sitemap-2026-11.xml", "/news-sitemap-3.xml"
_UNSURE = frozenset({"timeout", "connect", "busy", "rate_limited", "robots_unreachable"})  # refusals of today

Answer = model.Response | model.NotModified | model.Refused
Get = Callable[[model.Request], Awaitable[Answer]]
Parse = Callable[..., model.ParsedFeed]  # parse(body, *, url, content_type)
Listing = Callable[..., model.ParsedFeed]  # the same for section pages: its format is empty where there is no list


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
    why: str = ""  # if there is no feed: what was tried, and what came of it


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
    pages: dict[str, model.Response] = field(default_factory=dict)  # by final address: documents that are no feeds
    ends: dict[str, int] = field(default_factory=dict)  # how many usual paths ended at a page
    read_at: set[str] = field(default_factory=set)  # final addresses of the candidates

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
        """Keep an answer as a candidate if it is a feed, else as a page."""
        parsed = self.parse(answer.body, url=answer.final_url, content_type=answer.header("content-type") or "")
        if not parsed.format:
            self.pages.setdefault(answer.final_url, answer)
            at_home = urls.is_home(answer.final_url) and not urls.is_home(answer.url)
            is_page = any(one.code == "html" for one in parsed.warnings)
            self.tried[answer.url] = "redirected to the home page" if at_home else "a page of HTML, no feed" if is_page else "no feed"
            return None
        if parsed.format == "sitemap-index" or (parsed.kind is model.FeedKind.SITEMAP and not _has_news(parsed)):
            self.tried[answer.url] = "a sitemap without news"
            return parsed
        where = answer.moved_to or answer.url  # a redirect for now may lead elsewhere tomorrow
        rank += 50 if heads.is_of_comments(f"{where} {parsed.title} {title}") else 0
        rank += 20 if not parsed.entries else 0
        one = Candidate(url=where, kind=str(parsed.kind), title=parsed.title or title, why=why, entries=len(parsed.entries))
        if where not in self.found and answer.final_url not in self.read_at and len(self.found) < MAX_CANDIDATES:
            self.found[where] = (rank, one)
            self.read_at.add(answer.final_url)
            if self.feed is None and parsed.kind is not model.FeedKind.SITEMAP:
                self.feed = parsed
        return parsed

    async def try_at(self, address: str, why: str, rank: int, *, title: str = "", kind: str = "") -> model.ParsedFeed | None:
        """Ask and read; where ``kind`` is given, an address that cannot be had just now is still a candidate."""
        answer = await self.ask(address, model.Purpose.FEED)
        if answer is not None:
            return self.read(answer, why, rank, title)
        if kind and self.tried.get(address, "").split(" ")[0] in _UNSURE:
            late = Candidate(url=address, kind=kind, title=title, why=f"{why}; not read: {self.tried[address]}")
            self.found.setdefault(address, (rank + 70, late))
        return None


async def discover(url: str, get: Get, *, parse: Parse, listing: Listing | None = None) -> Discovery:
    """Look for feeds: at the address itself, in the ``link`` elements and headers of its page and of the home page, where the
    platform keeps them, among the links of these pages that speak of feeds, at well-known paths, and among the sitemaps that
    robots.txt names; without any, for the list of articles on the page itself or the home page.

    Stops going further where an earlier place brought a feed. Ranked in this order, links in the page's; feeds of comments
    and empty ones last, section pages behind all.
    """
    search = _Search(get=get, parse=parse)
    answer = await search.ask(url, model.Purpose.DISCOVERY)
    head = Head()
    if answer is not None and search.read(answer, "the address itself", 0) is None:
        answer, head = await _arrived(search, answer)
    here = answer.final_url if answer else url
    home = here if platforms.is_shared(here) else head.home or await _home(search, here)
    pages = [(answer, head)] if answer is not None and not search.found else []
    if not search.found:
        await _follow(search, head)
    if not search.found:
        await _platform(search, here, answer)
    if (not search.found or not head.name) and home not in search.seen:
        front = await search.ask(home, model.Purpose.DISCOVERY)
        if front is not None:
            search.pages.setdefault(front.final_url, front)
            own = _head_of(front)
            pages.append((front, own))
            head = replace(own, name=own.name or head.name, language=own.language or head.language)
            if not search.found:
                await _follow(search, head)
    steps = (lambda: _spoken_of(search, [page for page, _ in pages]), lambda: _well_known(search, home, here), lambda: _sitemaps(search, home))
    for step in steps:
        if not search.found:
            await step()
    tried = _tried(search) if not search.found else ""
    if not search.found and listing is not None:
        _lists(search, listing, [page for page, _ in pages])
    return _result(search, head, home, tried)


def _head_of(answer: model.Response) -> Head:
    head = heads.read(answer.body, answer.final_url, answer.header("content-type") or "")
    return replace(head, links=tuple(dict.fromkeys((*heads.in_headers(answer), *head.links))))


async def _arrived(search: _Search, answer: model.Response) -> tuple[model.Response, Head]:
    """The page and its head; where the page only sends on to another of its site, that one's."""
    head = _head_of(answer)
    if head.onward and not head.links and urls.same_site(head.onward, answer.final_url):
        further = await search.ask(head.onward, model.Purpose.DISCOVERY)
        if further is not None and search.read(further, "where the address sends on to", 0) is None:
            return further, _head_of(further)
    return answer, head


async def _home(search: _Search, here: str) -> str:
    """The front page of whose feed was read. A feed may name one of another site, which counts where that page names the feed:
    else anybody's feed could be taken for one of an outlet that is known."""
    claimed, own = search.feed.url if search.feed else "", urls.origin(here) + "/"
    if not claimed or urls.same_site(claimed, here):
        return claimed or own
    front = await search.ask(claimed, model.Purpose.DISCOVERY)
    named = {urls.key(one) for one, _, _ in _head_of(front).links} if front is not None else set()
    if named.intersection(map(urls.key, (here, *search.found))):
        return claimed
    return here if mentions.is_feed_host(here) else own


async def _follow(search: _Search, head: Head) -> None:
    """Read what a page's link elements name; a link that cannot be had now is still a candidate."""
    for place, (address, kind, title) in enumerate(head.links[:MOST_LINKS]):
        await search.try_at(address, "a link in the page's head", 10 + place, title=title, kind=kind)


async def _platform(search: _Search, here: str, answer: model.Response | None) -> None:
    for place, (address, why) in enumerate(platforms.feeds_of(here, answer.body if answer else b"")):
        if await search.try_at(address, why, 25 + place, kind="unknown") is not None and search.found:
            return


async def _spoken_of(search: _Search, pages: list[model.Response]) -> None:
    """Links in the body that speak of feeds, and on the page of feeds that such a link may lead to."""
    waiting = [(address, words, 0) for page in pages for address, words in mentions.in_body(heads.decoded(page.body, page.header("content-type") or ""), _head_of(page).base)]
    tries = 0
    while waiting and tries < MOST_LINKS:
        address, words, depth = waiting.pop(0)
        if address in search.seen:
            continue
        tries += 1
        answer = await search.ask(address, model.Purpose.FEED)
        why = f'a link in the page: "{words}"' if words else "a link in the page"
        if answer is not None and search.read(answer, why, 30 + tries, words) is None and depth == 0:
            head = _head_of(answer)
            inner = [*((one, title) for one, _, title in head.links), *mentions.in_body(heads.decoded(answer.body, answer.header("content-type") or ""), head.base)]
            waiting = [(one, title, 1) for one, title in inner[:8] if one not in search.seen] + waiting


async def _well_known(search: _Search, home: str, here: str) -> None:
    """The usual paths, first below the address that was given: on many sites one of them answers although no page names it."""
    below = [] if urls.is_home(here) or urls.path(here).count("/") > 3 or "." in urls.path(here).rsplit("/", 1)[-1] else list(BELOW)
    paths = [(urls.absolute(f"{here.partition('?')[0].rstrip('/')}/{one}"), one) for one in below] + [(urls.absolute(path, home), path) for path in WELL_KNOWN]
    for address, path in paths:
        if address is None:
            continue
        answer = await search.ask(address, model.Purpose.FEED)
        if answer is None:
            continue
        if search.read(answer, f"the usual path {path}", 45) is not None and search.found:
            return
        search.ends[answer.final_url] = search.ends.get(answer.final_url, 0) + 1
        if search.ends[answer.final_url] >= SAME_END:
            return


async def _sitemaps(search: _Search, home: str) -> None:
    """News sitemaps that robots.txt names, and those that an index among them names."""
    robots = await search.ask(urls.absolute("/robots.txt", home) or home, model.Purpose.DISCOVERY)
    named = heads.sitemaps_of(robots.body[:ROBOTS_BYTES]) if robots else []
    given = [address for value in named[:50] if (address := urls.absolute(value, home))]
    waiting = sorted(dict.fromkeys(given or [urls.absolute("/sitemap.xml", home) or home]), key=lambda address: 0 if heads.is_of_news(address) else 1)
    depth, above = dict.fromkeys(waiting, 0), dict[str, str]()  # how deep a map lies, the first index that leads to it
    while waiting and search.left > 0 and not search.found:
        address = waiting.pop(0)
        why = "a news sitemap of the index that robots.txt names" if depth[address] else "a news sitemap named by robots.txt"
        parsed = await search.try_at(address, why if given else why.replace("named by robots.txt", "at the usual path").replace("that robots.txt names", "at the usual path"), 55)
        index = above.get(address, "")
        if search.found and urls.same_site(index, address) and _IS_OF_A_TIME.search(urls.path(address)):  # next month it names another
            rank, one = search.found.pop(next(iter(search.found)))
            search.found[index] = (rank, replace(one, url=index, why="a sitemap index that names maps of the latest news"))
        if parsed is not None and parsed.sitemaps and depth[address] < DEPTH:
            likely = sorted(parsed.sitemaps[:500], key=lambda child: 0 if heads.is_of_news(child) else 1)[:4]
            depth |= {child: depth[address] + 1 for child in likely if child not in depth}
            above |= {child: above.get(address, address) for child in likely}
            waiting = [child for child in likely if child not in search.seen] + waiting


def _lists(search: _Search, listing: Listing, pages: list[model.Response]) -> None:
    """The list of articles on the page itself, else on the home page, where there is nothing better."""
    for place, page in enumerate(pages):
        parsed = listing(page.body, url=page.final_url, content_type=page.header("content-type") or "")
        if parsed.format and parsed.entries:
            where = page.moved_to or page.url
            why = f"a page that lists {len(parsed.entries)} articles; there is no feed"
            search.found[where] = (90 + place, Candidate(url=where, kind=str(model.FeedKind.PAGE), title=parsed.title, why=why, entries=len(parsed.entries)))
            search.feed = search.feed or replace(parsed, title="")  # its language; the head knows the name
        else:
            search.tried[page.url] = f"{search.tried.get(page.url, 'a page')}, and no list of articles"


def _has_news(parsed: model.ParsedFeed) -> bool:
    return parsed.format == "sitemap-news" or any(entry.title for entry in parsed.entries[:50])


def _tried(search: _Search) -> str:
    """What was tried, the same outcomes together: "/feed, /rss and 9 more: gone 404"."""
    outcomes: dict[str, list[str]] = {}
    for address, outcome in search.tried.items():
        outcomes.setdefault(outcome, []).append(address)
    said = (", ".join(given[:3]) + (f" and {len(given) - 3} more" if len(given) > 3 else "") + f": {outcome}" for outcome, given in outcomes.items())
    return "; ".join(said) or "nothing answers"


def _result(search: _Search, head: Head, home: str, tried: str) -> Discovery:
    ranked = tuple(one for _, one in sorted(search.found.values(), key=lambda pair: pair[0]))
    feed = search.feed
    return Discovery(
        candidates=ranked,
        name=head.name or (feed.title if feed else "") or (ranked[0].title if ranked else ""),
        home_url=home,
        language=(feed.language if feed else None) or head.language,
        why=text.cut(tried if ranked else _tried(search), 600),
    )


def read_head(body: bytes, url: str, content_type: str = "") -> Head:
    """What a page's head says: the feeds that it links to first; see :func:`heads.read`."""
    return heads.read(body, url, content_type)

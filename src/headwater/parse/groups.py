"""Which links of a page are its list of articles: links that stand alike are judged together.

In: a page gone through (``anchors``), addresses known from before, addresses that its structured data lists, and what
stood there at every visit so far. Out: the chosen links in page order, one for each address. Never: a rule for one site,
an assumption on how long words are, or more than linear time.

What speaks for a group is what lists of articles have in every layout: headings, long link texts that differ, addresses
that look like those of articles, and times, pictures and lines of text beside each link. What speaks against it are short
texts, addresses of sections, and that nothing in it ever changes while the rest of the page does.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote

from headwater import urls
from headwater.parse import anchors
from headwater.parse.anchors import STRONG, Anchor, Frame, Walked

ENOUGH = 2.5  # points from which a group is a list of articles
_LONGEST_MORE = 36.0  # width of a link text that may be a "read more"
_ENOUGH_KNOWN = 0.2  # share of a group's links that were listed before
_REPEATED = 3  # addresses that share a link text: it is a "read more"
_NO_ARTICLE = re.compile(  # "/author/jane", "?page=2", "/login", "/tag/x", "/search", "/image.jpg", "/feed"
    r"^/(?:subscribe|subscriptions?|abo|abonnement|login|account|shop|store)/|/(?:authors?|autor(?:en|es)?|auteurs?|autore|profile?|user|users|membre|u)/[^/]+/?$|/(?:tags?|etiquetas?|label|schlagwort|mot-cle|keyword)/[^/]+/?$"
    r"|[?&](?:page|paged|p|pg|start|offset|s|q|query|search|replytocom|share|print|sort|login)=(?:\d{0,3}|[^0-9&][^&]*)(?:&|$)|/page/\d+/?$|/search\b"
    r"|/(?:login|log-in|signin|sign-in|signup|register|registrierung|subscribe|subscription|subscriptions|abo|account|my-account|newsletters?|privacy|privacy-policy"
    r"|datenschutz|impressum|imprint|terms|terms-of-use|agb|contact|contact-us|kontakt|contacto|about|about-us|advertise|cookies?|cookie-policy|help|faq|rss|feeds?|sitemap|jobs)"
    r"(?:\.[a-z]{2,5})?/?$|\.(?:jpe?g|png|gif|webp|svg|pdf|mp3|mp4|zip|xml|rss|json|css|js)$|/wp-(?:admin|login|content|json)", re.I)
_INLINE = frozenset({"span", "b", "strong", "em", "i", "u", "font", "small"})
_SENTENCE, _SENTENCE_BEFORE = 40.0, 30.0  # width of a paragraph's text beside a link in it, and of that before it
_SLUG = re.compile(r"[^-_]+(?:[-_][^-_]+){3,}")  # "rain-closes-the-bridge"
_DATED = re.compile(r"/(?:19|20)\d\d[/-]?\d{1,2}(?:[/-]?\d{1,2})?(?:/|$)|[/_-](?:19|20)\d{6}|\d{5,}|[/=_-]\d{4,}|[0-9a-f]{12,}")  # "/2026/11/26/", "-48213"
_PAGE = re.compile(r"\.(?:s?html?|php|aspx?|jsp|cms|ece|story)$")
_LETTER = re.compile(r"[^\W\d_]")  # of any script


@dataclass(frozen=True, slots=True)
class Look:
    """What an address looks like."""

    slug: bool
    dated: bool
    page: bool
    short: bool  # one or two plain words: a section

    @property
    def article(self) -> bool:
        return self.slug or self.dated or self.page


@dataclass(slots=True, eq=False)
class Group:
    """Links that stand alike below one element."""

    links: list[Anchor] = field(default_factory=list)
    blocks: list[Frame] = field(default_factory=list)  # each link's own part of the page
    points: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of the page's addresses beside the page's structure; ``urls.key`` of each."""

    known: Collection[str] = ()  # listed before
    named: Collection[str] = ()  # in the page's own ItemList
    steady: Collection[str] = ()  # stood there at every visit while others came and went


@dataclass(frozen=True, slots=True)
class Chosen:
    """A link of the list with its own part of the page."""

    anchor: Anchor
    block: Frame
    points: float


def choose(walked: Walked, evidence: Evidence) -> list[Chosen]:
    """The links of the list, one for each address, in the page's order."""
    usable = [one for one in walked.anchors if not _NO_ARTICLE.search(_path(one.address)) and not (len(one.address) < 80 and urls.is_home(one.address))]
    usable = [one for one in usable if not _is_marked(one) and not _is_in_a_sentence(one)]
    _speak_for_repeated(usable, walked)
    familiar = _familiar(usable, evidence.known)
    strong = [one for one in usable if (one.width >= STRONG or one.heading or one.key in evidence.named or one.frame.path in familiar) and _LETTER.search(one.words)]
    groups = list(_grouped(strong).values())
    for group in groups:
        group.points = _points(group, evidence, walked)
    _compare(groups)
    found: dict[str, Chosen] = {}
    for group in groups:
        if group.points < ENOUGH:
            continue
        for one, block in zip(group.links, group.blocks, strict=True):
            if not one.beside or one.key in evidence.named:
                better = found.get(one.key)
                if better is None or _rank(one) > _rank(better.anchor):
                    found[one.key] = Chosen(one, block, group.points)
    first = {one.key: one.place for one in reversed(usable) if not one.beside}
    return sorted(found.values(), key=lambda chosen: first.get(chosen.anchor.key, chosen.anchor.place))


def _familiar(usable: list[Anchor], known: Collection[str]) -> set[int]:
    """Where in the tree links stand that were listed before: their neighbours may be headlines, however short."""
    every, again = Counter(one.frame.path for one in usable), Counter(one.frame.path for one in usable if one.key in known)
    return {path for path, count in again.items() if count >= _ENOUGH_KNOWN * every[path]}


def _rank(one: Anchor) -> tuple[bool, bool, float]:
    """Which of several links to one address holds its headline."""
    return one.heading, not one.pictured, min(one.width, 90.0)


def _path(address: str) -> str:
    """Path and query of a canonical address, without a library's help: a page has thousands of links."""
    return "/" + address.split("/", 3)[3]


def _is_marked(one: Anchor) -> bool:
    """Whether a link says itself that it leads to no article."""
    marks = (one.frame.element.get("rel") or "").lower().split()
    return any(mark in ("author", "tag", "next", "prev", "sponsored", "license", "nofollow-ads") for mark in marks)


def _is_in_a_sentence(one: Anchor) -> bool:
    """Whether a link stands in running text: words before it in its paragraph, or words that go on behind it."""
    if one.heading:
        return False
    paragraph = one.frame.parent
    while paragraph is not None and paragraph.tag in _INLINE:
        paragraph = paragraph.parent
    if paragraph is None or paragraph.tag not in ("p", "blockquote") or paragraph.size - one.width < _SENTENCE:
        return False
    return one.frame.width[0] - paragraph.width[0] >= _SENTENCE_BEFORE or _goes_on(one.frame.element.tail or "")


def _goes_on(behind: str) -> bool:
    """Whether a sentence goes on: ", an economist", " and others say"; in scripts without small letters only by its comma."""
    start = behind.lstrip()[:1]
    return bool(start) and (start in ",;،，、" or start.islower())


def _speak_for_repeated(usable: list[Anchor], walked: Walked) -> None:
    """Links of one text ("Read more") take the headline that stands unlinked in their own part of the page, if they are
    the only link to their address; else they hold no headline."""
    addresses: dict[str, set[str]] = {}
    for one in usable:
        if one.width < _LONGEST_MORE and not one.heading:
            addresses.setdefault(one.words, set()).add(one.key)
    repeated = {words for words, keys in addresses.items() if len(keys) >= _REPEATED}
    spoken = {one.key for one in usable if one.width >= STRONG and one.words not in repeated}
    for one in usable:
        if one.words not in repeated or one.heading:
            continue
        one.words, one.width, one.heading = "", 0.0, False
        if one.key in spoken:
            continue
        frame: Frame | None = one.frame
        for _ in range(6):
            frame = frame.parent if frame is not None else None
            if frame is None or len({other.key for other in walked.anchors[slice(*frame.links)][:12]}) > 3:
                break
            inside = walked.headings[slice(*frame.headings)]
            if len(inside) == 1:
                one.words = anchors.line_of(inside[0].element)[:400]
                one.width, one.heading = anchors.width(one.words), True
                break
            if inside:
                break


def _grouped(strong: list[Anchor]) -> dict[tuple[int, str, int], Group]:
    """Links by how and where they stand: the same tags from the root on, the same kind of class, the same element that
    holds their parts of the page. A link's own part is the largest element that holds no other headline."""
    before, after = _neighbours(strong)
    groups: dict[tuple[int, str, int], Group] = {}
    for at, one in enumerate(strong):
        block = one.frame
        while block.parent is not None and block.parent.tag not in ("body", "html") and before[at] < block.parent.links[0] and block.parent.links[1] <= after[at]:
            block = block.parent
        kind = f"{anchors.shape(one.frame)}/{anchors.shape(one.frame.parent) if one.frame.parent else ''}"
        group = groups.setdefault((one.frame.path, kind, id(block.parent)), Group())
        group.links.append(one)
        group.blocks.append(block)
    return groups


def _neighbours(strong: list[Anchor]) -> tuple[list[int], list[int]]:
    """For each link the places of the nearest links to other addresses, before and after it."""

    def nearest(links: Iterator[Anchor] | list[Anchor], nowhere: int) -> list[int]:
        found: list[int] = []
        last: Anchor | None = None
        other = nowhere  # the nearest place with another address than ``last``
        for one in links:
            if last is not None and last.key != one.key:
                other = last.place
            found.append(other)
            last = one
        return found

    return nearest(strong, -1), nearest(list(reversed(strong)), 1 << 60)[::-1]


def _points(group: Group, evidence: Evidence, walked: Walked) -> float:
    """How much a group looks like a list of articles."""
    links, blocks = group.links, group.blocks
    count = len(links)
    looks = [look(one.address) for one in links]
    widths = sorted(one.width for one in links)
    typical = widths[count // 2]
    distinct = len({one.words for one in links}) / count

    def share(marks: Iterator[bool]) -> float:
        return sum(marks) / count

    points = max(-2.5, min(3.0, (typical - 22) / 10))
    points += 2.0 * share(one.heading for one in links)
    points += 1.0 * share(block.times[1] > block.times[0] for block in blocks)
    points += 0.7 * share(block.pictures[1] > block.pictures[0] for block in blocks)
    points += 1.0 * share(block.size - one.width >= 40 for one, block in zip(links, blocks, strict=True))
    points += 1.5 * share(one.article for one in looks) - 1.5 * share(one.short and not one.article for one in looks)
    points += min(1.0, count / 8) - 4.0 * (1 - distinct) * (count > 2)
    points += 2.0 * (share(one.key in evidence.named for one in links) >= 0.3)
    if count >= 3 and share(one.key in evidence.steady for one in links) >= 0.9:
        points -= 6.0
    elif share(one.key in evidence.known for one in links) >= _ENOUGH_KNOWN:
        points += 5.0
    points -= 6.0 * share(one.beside for one in links)
    return points


def _compare(groups: list[Group]) -> None:
    """Groups whose addresses are of another make than those of the best group are less likely to be articles."""
    chosen = [one for one in groups if one.points >= ENOUGH]
    if not chosen:
        return
    best = max(chosen, key=lambda one: (one.points + min(len(one.links), 20) / 8))
    if len(best.links) < 3:
        return
    mine = _make(best)
    for group in chosen:
        if group is best:
            continue
        make = _make(group)
        group.points -= 2.0 * sum(have >= 0.8 and other <= 0.1 for have, other in zip(mine, make, strict=True))


def _make(group: Group) -> tuple[float, float, float]:
    looks = [look(one.address) for one in group.links]
    return (sum(one.dated for one in looks) / len(looks), sum(one.page for one in looks) / len(looks),
            sum(one.slug for one in looks) / len(looks))


@lru_cache(maxsize=8192)
def look(address: str) -> Look:
    """What an address looks like: words joined by hyphens, a date or number, a file name, or a bare section.

    >>> look("https://a.example/news/rain-closes-the-bridge").article, look("https://a.example/sport").short
    (True, True)
    """
    where, _, query = _path(address).partition("?")
    try:
        where = unquote(where, errors="replace")
    except ValueError:
        return Look(False, False, False, False)
    parts = [part for part in where.split("/") if part]
    last = _PAGE.sub("", parts[-1]) if parts else ""
    slug = any(_SLUG.fullmatch(part) for part in parts[-2:]) or (not last.isascii() and anchors.width(last) >= 20)
    dated = bool(_DATED.search(where) or re.search(r"\d{2,}", query))
    return Look(slug, dated, bool(parts and _PAGE.search(parts[-1])), len(parts) <= 2 and last.count("-") + last.count("_") <= 2 and len(last) <= 30 and not query)


def places(chosen: list[Chosen]) -> list[int]:
    """Where the chosen links stand among all links, in order."""
    return sorted(one.anchor.place for one in chosen)


def alone(block: Frame, taken: list[int], place: int) -> Frame:
    """The largest element around a block that holds no other chosen link."""
    at = bisect.bisect_left(taken, place)
    before = taken[at - 1] if at else -1
    after = taken[at + 1] if at + 1 < len(taken) else 1 << 60
    while block.parent is not None and block.parent.tag not in ("body", "html", "main") and before < block.parent.links[0] and block.parent.links[1] <= after:
        block = block.parent
    return block



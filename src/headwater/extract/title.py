"""The headline, without the outlet's name.

In: the page's declarations and its h1 elements. Out: the title and where it was found. Never: the outlet's name or
section at its end where the page shows elsewhere that they do not belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from headwater import model, text, urls
from headwater.extract import jsonld, markup
from headwater.extract.head import Head

_BREAK = re.compile(  # " - ", " | ", "：" before a last part; " * " and " ⋆ " as some plug-ins write
    r"\s+[-–—|•·›»:/~*⋆│]{1,2}\s+|\s*[|｜ㅣ‖：]\s*|\s*[-–—](?=\S+$)|--|\s+::\s+|\s*[（(【\[](?=[^()（）]{2,30}[)）】\]]$)"
)
MAX = 500  # characters of a headline
_REMEMBERED = 1500  # characters of a line whose key is kept for a while
_SEARCH_LENGTH = 95  # characters: Google asks for headlines of at most 110 (structured data for articles)
_HEADINGS = 12  # h1 elements that are looked at
_SPOKEN = re.compile(r"\W+")
_KICKER = re.compile(  # class "article-header__overline", "topic-label", "antetitulo"
    r"kicker|over-?line|dachzeile|roof-?line|top-?line|eyebrow|pre-?(?:title|headline)|sur-?titre|super-?title|ante-?titulo|occhiello|spitzmarke|"
    r"topic|label|rubri[ck]|category|strapline|vignet|headline-?(?:prefix|intro)|h1-?small|small-?h1|cintillo|volanta|chapeu|bovenkop|stikktittel")
_JOINED, _JOINS = re.compile(r"[:：.!?|–—-]\s*$"), re.compile(r"[:：|–—-]")  # "Kicker: Title"


def key(value: str) -> str:
    """For comparing headlines: folded, letters and digits only."""
    return _key(value) if len(value) <= _REMEMBERED else _SPOKEN.sub("", text.fold(value))


def may_be(line: str, wanted: str) -> bool:
    """Whether a line can have a key: not if both begin with another letter, which costs a thirtieth of folding the line."""
    first = line[:1]
    return not (first.isascii() and first.isalnum()) or first.lower() == wanted[:1]


@lru_cache(maxsize=2048)
def _key(value: str) -> str:
    """A page's lines are compared with several others: each is folded once."""
    return _SPOKEN.sub("", text.fold(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """An h1 element: its text, and the same without a kicker that only stands above it."""

    text: str
    bare: str


def headings(root: markup.Element) -> list[Heading]:
    """The page's h1 elements."""
    found: list[Heading] = []
    for node in root.iter("h1"):
        if line := text.squeeze(markup.text(node)[:MAX]):
            found.append(Heading(text=line, bare=_without_kicker(node, line)))
        if len(found) >= _HEADINGS:
            break
    return found


def _without_kicker(node: markup.Element, line: str) -> str:
    """The heading without an element at its start that is named a kicker, unless a colon or the like joins the two."""
    for count, child in enumerate(node.iterdescendants()):
        if count >= 12 or not _KICKER.search(markup.label(child)):
            continue
        kicker = markup.text(child)
        rest = line[len(kicker):].strip() if kicker and line.startswith(kicker) else ""
        if len(rest) >= 10 and not _JOINED.search(kicker) and not _JOINS.match(rest):
            return rest
    return line


def title(head: Head, shown: Iterable[Heading], *, outlet: str = "", listed: str = "") -> model.Found:
    """The headline. ``shown`` are the h1 elements, ``listed`` is the title in the feed.

    Heading and structured headline win where they agree, for social titles are often written apart. Where they do not,
    the title element decides, which outlets fill for search engines: a structured headline that only repeats it gives
    way to a social title that is the heading, and any other is the headline. Without a structured headline the heading
    wins if it is akin to the social title, unless the title element repeats the heading.
    """
    names = site_names(head, outlet)
    lines = [one for one in shown if key(one.text) not in names]
    claims = [(where, value[:MAX]) for where, value in _claims(head, listed) if value and key(value) and key(value) not in names]
    if not claims:
        return model.Found(value=lines[0].bare, where="h1") if lines else model.Found(value="", where="")
    others = [*(one.text for one in lines), *(one.bare for one in lines), *(other for _, other in claims)]
    sections = frozenset(key(value) for value in (head.meta("article:section", "section", "article:section1"),
                                                  *map(jsonld.string, jsonld.listed(head.article.get("articleSection")))))
    weak = not {"meta.og:title", "jsonld.headline", "microdata.headline"} & {where for where, _ in claims}
    given = {where: strip(value, names=names, others=others, sections=sections, loose=weak) for where, value in claims}
    lines = [Heading(text=strip(one.text, names=names, others=others), bare=one.bare) for one in lines]
    return _chosen(given, lines, names, own=not jsonld.is_of_another(head.article, head.url))


def _chosen(given: dict[str, str], lines: list[Heading], names: set[str], *, own: bool) -> model.Found:
    """The headline among what is declared and what is shown; ``own``: the structured one names no other page."""
    keys = {where: key(value) for where, value in given.items()}
    structured, social, searched = (keys.get(where, "") for where in ("jsonld.headline", "meta.og:title", "title"))
    known = {form: one for one in lines for form in (key(one.bare), key(one.text))}
    if structured in known:
        return model.Found(value=_form(known[structured], structured), where="h1")
    where = next(iter(given))
    if structured and structured != social and (social not in known or structured != searched) and (
            own or _related(given["jsonld.headline"], [*given.values(), *(one.text for one in lines)])):
        where = "jsonld.headline"
    best = given[where]
    for one in lines:
        if _same_but_cut(best, one.text):
            return model.Found(value=one.text, where="h1")
    if len(lines) == 1 and not structured and not (social and social not in known and searched in known):
        akin = _akin(best, lines[0].text, names) or (where == "title" and _related(best, [lines[0].text]))
        if akin:
            return model.Found(value=lines[0].bare, where="h1")
    return model.Found(value=best, where=where)


def _form(one: Heading, wanted: str) -> str:
    return one.bare if key(one.bare) == wanted else one.text


def _claims(head: Head, listed: str) -> list[tuple[str, str]]:
    return [("meta.og:title", jsonld.plain(head.meta("og:title"))),
            (head.where("jsonld.headline"), jsonld.string(head.article.get("headline"))),
            ("meta.twitter:title", jsonld.plain(head.meta("twitter:title", "dc.title", "title", "parsely-title"))),
            ("title", head.title), ("feed.title", listed)]


def _akin(a: str, b: str, names: set[str]) -> bool:
    """Whether two titles share half of their words, those of the site's name apart."""
    left, right = ({word for word in text.tokens(line) if word not in names} for line in (a, b))
    return 2 * len(left & right) >= min(len(left), len(right)) > 1


def _related(value: str, others: Iterable[str]) -> bool:
    """Whether a title shares a word of weight with another one: it may belong to another article of the page."""
    words = {word for word in text.tokens(value) if len(word) >= 4 or not word.isascii()}
    return not words or any(words & set(text.tokens(other)) for other in others if other != value)


def _same_but_cut(value: str, whole: str) -> bool:
    """Whether ``whole`` is the full form of a title that was cut: with an ellipsis, or at the length of search engines."""
    short = value.rstrip(" .…")
    least = 25 if value != short else _SEARCH_LENGTH
    return len(whole) > len(short) > least and key(whole).startswith(key(short))


def site_names(head: Head, outlet: str) -> set[str]:
    """Folded names of the site: as given, as it calls itself, from its host."""
    names = {outlet, head.meta("og:site_name"), head.meta("application-name"), head.meta("apple-mobile-web-app-title"),
             head.meta("twitter:site").lstrip("@"), jsonld.string(head.article.get("publisher"))}
    domain = urls.domain(head.url) if head.url else ""
    names |= {domain, domain.split(".")[0], urls.hostname(head.url) if head.url else ""}
    return {key(value) for value in names if key(value)}


def strip(value: str, *, names: set[str], others: list[str], sections: frozenset[str] = frozenset(), loose: bool = False) -> str:
    """The title without the site's name (and section) at its end or start.

    A part is dropped if it names the site, or if what is left is, letter for letter, another title of the page; what
    stands before such a title, often a kicker, only where ``loose``.
    """
    known = {key(other) for other in others}
    breaks = list(_BREAK.finditer(value))
    for cut in breaks:  # from the left: the longest tail whose removal gives a known title, unless a longer one stands behind it
        left = value[: cut.start()].rstrip()
        if len(left) >= 8 and key(left) in known and key(left) != key(value):
            right = next((rest for other in breaks if loose and key(rest := value[other.end() :].strip()) in known), "")
            return right if len(right) > len(left) else left
    for cut in reversed(breaks):
        tail, left = key(value[cut.end() :]), value[: cut.start()].rstrip()
        if tail and _names_site(tail, names) and len(left) >= 8:
            return _without_section(left, sections)
    for cut in breaks:
        front, rest = key(value[: cut.start()]), value[cut.end() :].strip()
        if len(rest) >= 15 and ((front in names and cut is breaks[0]) or (loose and key(rest) in known)):
            return rest
    return value


def _without_section(value: str, sections: frozenset[str]) -> str:
    """The title without the section's name that stood between it and the site's."""
    cut = next(reversed(list(_BREAK.finditer(value))), None)
    if cut is None:
        return value
    tail = value[cut.end() :]
    wide = len(tail) <= 6 and not tail.isascii() and " " not in cut[0]  # "...-정치" before the site's name
    return value[: cut.start()].rstrip() if wide or key(tail) in sections else value


def _names_site(tail: str, names: set[str]) -> bool:
    return any(tail == name or (len(name) >= 4 and len(tail) <= 2 * len(name) + 12 and (name in tail))
               or (len(tail) >= 5 and tail in name) for name in names)

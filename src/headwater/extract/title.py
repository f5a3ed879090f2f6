"""The headline, without the outlet's name.

In: the page's declarations and its h1 elements. Out: the title and where it was found. Never: the outlet's name or
section at its end where the page shows elsewhere that they do not belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from headwater import model, text, urls
from headwater.extract import jsonld
from headwater.extract.head import Head

_BREAK = re.compile(  # " - ", " | ", "：" before a last part; " * " and " ⋆ " as some plug-ins write
    r"\s+[-–—|•·›»:/~*⋆│]{1,2}\s+|\s*[|｜ㅣ‖：]\s*|\s*[-–—](?=\S+$)|--|\s+::\s+|\s*[（(【\[](?=[^()（）]{2,30}[)）】\]]$)"
)
MAX = 500  # characters of a headline
_REMEMBERED = 1500  # characters of a line whose key is kept for a while
_SPOKEN = re.compile(r"\W+")


def key(value: str) -> str:
    """For comparing headlines: folded, letters and digits only."""
    return _key(value) if len(value) <= _REMEMBERED else _SPOKEN.sub("", text.fold(value))


@lru_cache(maxsize=2048)
def _key(value: str) -> str:
    """A page's lines are compared with several others: each is folded once."""
    return _SPOKEN.sub("", text.fold(value))


def title(head: Head, headings: Iterable[str], *, outlet: str = "", listed: str = "") -> model.Found:
    """The headline. ``headings`` are the texts of the h1 elements, ``listed`` is the title in the feed.

    Where heading and structured headline agree, they win: social titles are often written apart. Else the social
    title wins, without the outlet's name, unless a heading shows that it was shortened.
    """
    names = site_names(head, outlet)
    shown = [line for heading in headings if (line := text.squeeze(heading[:MAX])) and key(line) not in names]
    claims = [(where, value[:MAX]) for where, value in _claims(head, listed) if value and key(value) and key(value) not in names]
    if not claims:
        return model.Found(value=shown[0], where="h1") if shown else model.Found(value="", where="")
    others = [*shown, *(other for _, other in claims)]
    sections = frozenset(key(value) for value in (head.meta("article:section", "section", "article:section1"),
                                                  *map(jsonld.string, jsonld.listed(head.article.get("articleSection")))))
    stripped = [(where, strip(value, names=names, others=others, sections=sections)) for where, value in claims]
    keys = {where: key(value) for where, value in stripped}
    for heading in shown:
        if (line := strip(heading, names=names, others=others)) and key(line) == keys.get("jsonld.headline"):
            return model.Found(value=line, where="h1")
    where, best = stripped[0]
    for heading in shown:
        if _same_but_cut(best, heading) or (len(shown) == 1 and "jsonld.headline" not in keys and _akin(best, heading)):
            return model.Found(value=heading, where="h1")
    return model.Found(value=best, where=where)


def _claims(head: Head, listed: str) -> list[tuple[str, str]]:
    return [("meta.og:title", jsonld.plain(head.meta("og:title"))),
            ("jsonld.headline", jsonld.string(head.article.get("headline"))),
            ("meta.twitter:title", jsonld.plain(head.meta("twitter:title", "dc.title", "title", "parsely-title"))),
            ("title", head.title), ("feed.title", listed)]


def _akin(a: str, b: str) -> bool:
    """Whether two titles share half of their words."""
    left, right = set(text.tokens(a)), set(text.tokens(b))
    return 2 * len(left & right) >= min(len(left), len(right)) > 1


def _same_but_cut(value: str, heading: str) -> bool:
    """Whether a heading is the full form of a title that was cut at a length."""
    short = value.rstrip(" .…")
    return value != short and len(heading) > len(short) > 25 and key(heading).startswith(key(short))


def site_names(head: Head, outlet: str) -> set[str]:
    """Folded names of the site: as given, as it calls itself, from its host."""
    names = {outlet, head.meta("og:site_name"), head.meta("application-name"), head.meta("apple-mobile-web-app-title"),
             head.meta("twitter:site").lstrip("@"), jsonld.string(head.article.get("publisher"))}
    domain = urls.domain(head.url) if head.url else ""
    names |= {domain, domain.split(".")[0], urls.hostname(head.url) if head.url else ""}
    return {key(value) for value in names if key(value)}


def strip(value: str, *, names: set[str], others: list[str], sections: frozenset[str] = frozenset()) -> str:
    """The title without the site's name (and section) at its end or start.

    A part is dropped if it names the site, or if what is left is, letter for letter, another title of the page.
    """
    known = {key(other) for other in others}
    breaks = list(_BREAK.finditer(value))
    for cut in breaks:  # from the left: the longest tail whose removal gives a known title
        left = value[: cut.start()].rstrip()
        if len(left) >= 8 and key(left) in known and key(left) != key(value):
            return left
    for cut in reversed(breaks):
        tail, left = key(value[cut.end() :]), value[: cut.start()].rstrip()
        if tail and _names_site(tail, names) and len(left) >= 8:
            return _without_section(left, sections)
    for cut in breaks[:1]:
        front, rest = key(value[: cut.start()]), value[cut.end() :].strip()
        if front in names and len(rest) >= 15:
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

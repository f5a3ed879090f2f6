"""Addresses of pictures: the best of those that an element names, and what two sizes of one picture share.

In: an element of a picture, the page's base address. Out: an absolute address, "" if there is none; a key for comparing.
Never: an icon, a counting pixel, a placeholder, or data within the address itself.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from headwater import gate, urls
from headwater.extract import markup

_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-hi-res-src", "data-full-src", "data-image", "data-url", "data-srcset", "data-lazy-srcset",
         "srcset", "src")  # in this order: what is loaded late is what readers see
_NAMED = re.compile(r"^data-[a-z-]*(?:src|srcset|lazy\w*|original\w*|image|img|photo|large|full|hi-?res|url|bg|background\w*)(?:-[a-z]+)*$")  # "data-flickity-lazyload-srcset"
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]{0,40}?url\(\s*[\"']?([^\"')]{5,2000})", re.I)  # style "background-image:url(a.jpg)"
_SKIP = gate.Gated(re.compile(
    r"(?:^|[/_.-])(?:logo|icon|avatar|sprite|pixel|blank|placeholder|spacer|transparent|1x1|emoji|badge|button|favicon|author|profile|pre-?loader|preload|loading|dummy|no-?image|lazyload-fallback)s?(?:[/_.-]|\d|$)|^data:|\.svg(?:$|\?)|/wp-content/themes/", re.I))
_CANDIDATE = re.compile(r"([^\s,]\S*[^\s,])(?:\s+([\d.]{1,7})([wx]))?\s*(?:,|$)")  # "a.jpg 640w, b.jpg 2x"
_SIZE = re.compile(r"(?<=[/=_x-])\d{2,4}(?=[/&._x-]|$)")  # "/max/1200/a.jpg", "?w=640"
_INNER = re.compile(r"[?&](?:url|src|image|img|u|source|file)=(https?(?::|%3A)[^&#]{8,})", re.I)  # "resize?url=https%3A%2F%2Fa.example%2Fb.jpg"
_TAIL = re.compile(r"[?#].*$")
_ENDING = re.compile(r"(?:\.(?:jpe?g|png|webp|avif|gif))+$")
_ONLY_SIZE = re.compile(r"(?:original|image|wide|square|standard|landscape|portrait|large|medium|small|thumb(?:nail)?|max|w|h)?[-_]{0,2}(?:\d{2,4}(?:x\d{2,4})?)?$")  # "900", "wide__1300x731"
_RESIZED = re.compile(r"(?:[-_]?\d{2,4}x\d{2,4}|[-_]w?\d{3,4}|-scaled|@[1-4]x)$")  # "gate-640x480", "gate_1200"


def best(node: markup.Element, base: str | None) -> str:
    """The address of the largest picture that an element names; of its ``picture`` element's sources where it names none."""
    address = _own(node, base)
    above = node.getparent() if not address and node.tag == "img" else None
    while above is not None and above.tag in ("source", "picture") and not address:  # a parser that nests what is empty
        address = next((found for source in (above, *above.iterchildren("source")) if (found := _own(source, base))), "")
        above = above.getparent()
    return address


def _own(node: markup.Element, base: str | None) -> str:
    given = dict(node.items())
    first = ""
    for name in _LAZY:
        value = given.get(name)
        if not value:
            continue
        if "srcset" in name:
            if address := _widest(value, base):
                return address
        elif not first:
            first = absolute(value.strip().split(" ")[0] if " " in value else value, base)
    if first:
        return first
    for name, value in given.items():
        if value and name.startswith("data-") and name not in _LAZY and _NAMED.match(name) and "{" not in value[:2]:
            address = _widest(value, base) if "srcset" in name else absolute(value.strip(), base) if "/" in value else ""
            if address:
                return address
    return ""


def _widest(value: str, base: str | None) -> str:
    """The widest candidate of a srcset (HTML Living Standard, 4.8.4.2.1), at most twenty of them."""
    found: list[tuple[float, str]] = []
    for match in _CANDIDATE.finditer(value[:6000]):
        try:
            size = float(match[2]) if match[2] else 0.0
        except ValueError:
            size = 0.0
        found.append((size, match[1]))
        if len(found) >= 20:
            break
    found.sort(key=lambda one: -one[0])
    return next((address for _, part in found if (address := absolute(part, base))), "")


def background(node: markup.Element, base: str | None) -> str:
    """The address of an element's background picture."""
    style = node.get("style")
    found = _BACKGROUND.search(style[:4000]) if style and "url(" in style else None
    return absolute(found[1].strip(), base) if found else ""


def absolute(value: str, base: str | None) -> str:
    """The absolute address, "" if it is none of a picture."""
    return _absolute(value, base) if len(value) <= 4000 else ""


@lru_cache(maxsize=512)
def _absolute(value: str, base: str | None) -> str:
    if _SKIP.search(value) or value.startswith(("{", "[", "#")):
        return ""
    address = urls.absolute(value, base)
    return "" if not address or _SKIP.search(address) else address


@lru_cache(maxsize=512)
def key(url: str) -> str:
    """What two sizes of one picture share: the last part of its path without size and format, or the whole path.

    >>> key("https://a.example/max/900/gate-at-dawn-900x600.jpg?x=1") == key("https://a.example/gate-at-dawn.webp")
    True
    """
    inner = _INNER.search(url)
    path = _TAIL.sub("", unquote(inner[1]) if inner else url)
    above, _, last = path.lower().rpartition("/")
    name = _ENDING.sub("", last)
    short = _RESIZED.sub("", name)
    if len(short) > 12:
        return short
    folder = above.rpartition("/")[2]
    return folder if _ONLY_SIZE.match(name) and len(folder) > 12 else path.lower()  # ".../gate-at-dawn/wide__1300x731"


def size(address: str) -> int:
    """The largest number in an address that may be a width."""
    return max(map(int, _SIZE.findall(address)), default=0)

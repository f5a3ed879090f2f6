"""Addresses of pictures: what the sizes and formats of one picture have in common.

In: the address of a picture. Out: a text for comparing. Never: a request.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

import ada_url

from headwater.urls import form

_IMAGE_QUERY = frozenset(  # of sizes, formats and qualities, as resizing servers name them
    ["w", "h", "width", "height", "maxwidth", "maxheight", "imwidth", "imheight", "size", "sz", "resize", "fit", "crop", "rect", "dpr", "scale", "zoom", "strip", "quality", "q", "qlt", "fm", "fmt", "format", "auto", "ixlib", "impolicy", "downsize", "upscale", "sharpen", "sharp", "webp", "ssl", "optimize", "optimise", "compress"]
)
_IMAGE_SIGNATURE = re.compile(r"(?:s|ixid|sig)", re.I)  # signs the size, where one is named
_IMAGE_SUFFIX = re.compile(  # "gate-300x200.jpg", "gate_640x480.jpg", "gate-scaled.jpg", "gate@2x.png"
    r"(?:[-_]\d{2,4}x\d{2,4}|-scaled|@[1-4]x)(?=\.(?:jpe?g|png|gif|webp|avif)$)", re.I)
_IMAGE_DOUBLE = re.compile(r"(\.(?:jpe?g|png|gif))\.(?:webp|avif)$", re.I)  # "gate.jpg.webp"


def image_key(url: str) -> str:
    """What the addresses of one picture share: canonical, https, without size, format and quality; "" if it is none.

    >>> image_key("http://img.example/gate-300x200.jpg?w=80&id=4")
    'https://img.example/gate.jpg?id=4'
    """
    href = form.canonical(url)
    if href is None:
        return ""
    parsed = ada_url.URL(href)
    parsed.protocol = "https:"
    pairs = [pair for pair in parsed.search[1:].split("&") if pair]
    kept = [pair for pair in pairs if _name(pair).lower() not in _IMAGE_QUERY]
    if len(kept) < len(pairs):
        kept = [pair for pair in kept if not _IMAGE_SIGNATURE.fullmatch(_name(pair))]
    parsed.search = f"?{'&'.join(kept)}" if kept else ""
    name = parsed.pathname
    while (shorter := _IMAGE_SUFFIX.sub("", _IMAGE_DOUBLE.sub(r"\1", name))) != name:
        name = shorter
    parsed.pathname = name
    return parsed.href


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0])

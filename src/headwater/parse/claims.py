"""What channels and items of XML feeds share beyond their texts: links, licences, rights, sources, reservations.

In: children of an element by name. Out: addresses and lines. Never: a judgement of what a licence permits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from headwater import urls
from headwater.parse import words, xml

MAX_LINKS = 100
_LICENCE_NAMES = ("cc:license", "dcterms:license", "license", "atom:license")
_RIGHTS_NAMES = ("copyright", "rights", "atom:rights", "atom:copyright", "dc:rights", "dcterms:rights", "dcterms:accessrights")
LICENCES = frozenset((*_LICENCE_NAMES, *_RIGHTS_NAMES))
RESERVATIONS = frozenset(("rsl:rsl", "rsl:content", "rsl:license", "tdm:reservation", "tdm:tdm-reservation", "tdm:policy"))

Absolute = Callable[[xml.Element, str], str]  # the address that an element writes, "" if it is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link element with a relation."""

    rel: str
    href: str  # absolute
    media_type: str


def links(found: xml.Fields, absolute: Absolute, *names: str) -> list[Link]:
    """Links with an ``href``, in order; several relations in one element count each."""
    result: list[Link] = []
    for one in xml.every(found, *names):
        if len(result) >= MAX_LINKS:
            break
        own = xml.attributes(one)
        if (written := own.get("href")) and (href := absolute(one, written)):
            relations = own["rel"].lower().split() or ["alternate"] if "rel" in own else ["alternate"]
            kind = own["type"].lower() if "type" in own else ""
            result += [Link(rel=rel.rpartition("/")[2] if "://" in rel else rel, href=href, media_type=kind)
                       for rel in relations[:5]]
    return result


def related(found: Iterable[Link], rel: str) -> str:
    """The first link with this relation; "" if none. Of alternates, one that is a page."""
    hits = [one for one in found if one.rel == rel]
    if rel == "alternate":
        hits.sort(key=lambda one: 0 if not one.media_type or "html" in one.media_type else 1)
    return hits[0].href if hits else ""


def older(found: xml.Fields, known: Iterable[Link]) -> str:
    """The document before this one: the archive before it, or the next page back; "" for a complete feed (RFC 5005)."""
    if "fh:complete" in found:
        return ""
    known = list(known)
    return related(known, "prev-archive") or related(known, "next")


def licences(found: xml.Fields, known: Iterable[Link]) -> tuple[str, ...]:
    """Addresses of licences: rel=license (RFC 4946), cc:license, dcterms:license, and dc:rights that is an address."""
    named = [one.href for one in known if one.rel == "license" and "rsl" not in one.media_type]
    for one in xml.every(found, *_LICENCE_NAMES):
        named.append(xml.attribute(one, "resource") or xml.attribute(one, "href") or xml.line(one))
    for one in xml.every(found, *_RIGHTS_NAMES):
        named.append(line if " " not in (line := xml.line(one)) and line.startswith(("http://", "https://")) else "")
    return tuple(dict.fromkeys(address for value in named[:20] if value and (address := urls.absolute(value))))


def rights(found: xml.Fields) -> str:
    """The rights line as plain text."""
    for one in xml.every(found, *_RIGHTS_NAMES):
        if line := words.title(xml.content(one), kind=xml.attribute(one, "type") if one.get("type") in ("text", "html") else ""):
            return line[:2000]
    return ""


def reservations(found: xml.Fields, known: Iterable[Link]) -> Iterator[tuple[str, str]]:
    """Machine-readable reservations: RSL 1.0 as elements or links, TDMRep as elements or links."""
    for key in ("rsl:rsl", "rsl:content", "rsl:license"):
        for one in found.get(key, ())[:5]:
            yield "rsl", xml.outer(one)[:4000]
    for link in known:
        if link.rel == "license" and "rsl" in link.media_type:
            yield "rsl", link.href
        elif link.rel == "tdm-policy":
            yield "tdm-policy", link.href
    for key in ("tdm:reservation", "tdm:tdm-reservation", "tdm:policy"):
        for one in found.get(key, ())[:2]:
            yield ("tdm-policy" if key.endswith("policy") else "tdm-reservation"), xml.line(one)[:300]


def origin(found: xml.Fields, known: list[Link], url: str) -> str:
    """The address that the entry itself names as where it comes from, if that is not its own."""
    named = [related(known, "via"), related(known, "canonical"), xml.line(xml.first(found, "feedburner:origlink"))]
    others = [address for value in named if value and value != url and (address := urls.absolute(value))]
    own = urls.key(url) if others and url else ""
    return next((address for address in others if urls.key(address) != own), "")


def reachable(found: xml.Fields, url: str) -> str:
    """An entry's link without the redirector that FeedBurner and its like put before it."""
    direct = xml.line(xml.first(found, "feedburner:origlink"))
    address = urls.absolute(direct) if direct else None
    return address if address and (not url or urls.is_redirector(url)) else url

"""Pictures and files of an entry, each with the credit, caption and licence that belong to it and to no other.

In: elements of Media RSS, enclosures, ``<image>``. Out: ``listed.Image``, ``listed.Enclosure``, a word on the status.
Never: a credit moved from one picture to another. What stands on the channel, the item or a group holds for the
contents inside unless they have their own (Media RSS 1.5.1, "optional elements").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from headwater import listed, text
from headwater.parse import words, xml

MAX_IMAGES = 50
_STATES = frozenset({"media:status", "media:restriction", "media:rating", "media:adult"})
_ABOUT = frozenset({*_STATES, "media:license", "media:credit", "media:description", "media:caption", "media:title",
                    "media:copyright", "media:rights"})
_MEDIA = _ABOUT.union(("media:content", "media:thumbnail", "media:group"))
LINKS = ("link", "atom:link")  # may be to a file
_FILES = frozenset({"enclosure", "image", "itunes:image", "image:image"})
_KEYS = _FILES.union(LINKS)
_ADDED = ("caption", "credit", "licence", "copyright", "width", "height", "alt", "status")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?)(?:$|[?#!])", re.I)  # "/a.jpg?w=3"
_NO_PICTURE = re.compile(r"/(?:pixel|spacer|blank|1x1|transparent)\b[^/]*$|feeds\.feedburner\.com/~r/", re.I)  # "/1x1.gif"
_LEADING = re.compile(  # "Photo: ", "Foto:", "Image credit –", "Photograph by"
    r"^(?:(?:photo(?:graph|graphie)?|image|picture|foto(?:grafie|graf|grafía)?|bild|crédits?|credits?)"
    r"(?:\s+(?:credits?|courtesy|by|crédit|photos?|image))?\s*(?::|–|-|(?<=by)\s)\s*)+", re.I)

Absolute = Callable[[str], str]  # an address as written to an absolute one, "" if it is none


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What holds for the pictures at one level."""

    credit: str = ""
    caption: str = ""
    title: str = ""
    copyright: str = ""
    licence: str = ""
    status: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """All that an entry shows beside its text."""

    images: tuple[listed.Image, ...] = ()
    enclosures: tuple[listed.Enclosure, ...] = ()
    status: str = ""


_NOTHING = Media()


def of_channel(found: xml.Fields) -> About:
    """What the channel says for all its pictures; its own title and description are not captions."""
    about = _about(found, About())
    return replace(about, caption="", title="")


def shows(names: Iterable[str]) -> bool:
    """Whether children of these names can say anything of pictures and files; links can too (:data:`LINKS`)."""
    return not (_FILES.isdisjoint(names) and _MEDIA.isdisjoint(names))


def none_of(channel: About) -> Media:
    """What an item shows that has no such children."""
    return Media(status="; ".join(dict.fromkeys(channel.status))[:300]) if channel.status else _NOTHING


def read(found: xml.Fields, channel: About, absolute: Absolute) -> Media:
    """Pictures and files of an item with these children."""
    has_media = not _MEDIA.isdisjoint(found)
    if not has_media and _KEYS.isdisjoint(found):
        return none_of(channel)
    about = _about(found, channel) if has_media else channel
    images = list(_images(found, about, absolute)) if has_media else []
    status = list(about.status)
    for group in found.get("media:group", ()):
        inside = xml.fields(group)
        inherited = _about(inside, about)
        status += inherited.status
        images += _images(inside, inherited, absolute)
    files = list(_enclosures(found, absolute))
    for file in files:
        if file.media_type.startswith("image/") or (not file.media_type and _PICTURE.search(file.url)):
            images.append(_image(file.url, replace(about, caption="", title="")))
    for one in xml.every(found, "image", "itunes:image", "image:image"):
        images += _plain_image(one, about, absolute)
    return Media(images=_joined(images) if images else (), enclosures=_distinct(files) if files else (),
                 status="; ".join(dict.fromkeys(status))[:300] if status else "")


def _about(found: xml.Fields, above: About) -> About:
    """What stands at a level, and what it inherits where it says nothing."""
    if _ABOUT.isdisjoint(found):
        return above
    licence = xml.first(found, "media:license")
    credits_ = [line for one in found.get("media:credit", ())[:10] if (line := xml.line(one))]
    caption, title = xml.first(found, "media:description", "media:caption"), xml.first(found, "media:title")
    return About(
        credit=(credit("; ".join(dict.fromkeys(credits_))) if credits_ else "") or above.credit,
        caption=(words.title(xml.content(caption)) if caption is not None else "") or above.caption,
        title=(words.title(xml.content(title)) if title is not None else "") or above.title,
        copyright=xml.line(xml.first(found, "media:copyright", "media:rights")) or above.copyright,
        licence=(licence is not None and (xml.attribute(licence, "href") or xml.line(licence))) or above.licence,
        status=(*above.status, *_status(found)) if not _STATES.isdisjoint(found) else above.status,
    )


def credit(line: str) -> str:
    """A credit line without the word that introduces it.

    >>> credit("Photo: Ann Lee/AP"), credit("Foto by Ann Lee")
    ('Ann Lee/AP', 'Ann Lee')
    """
    return _LEADING.sub("", text.squeeze(line))[:300]


def _status(found: xml.Fields) -> Iterator[str]:
    """media:status, media:restriction and media:rating, in short."""
    for one in found.get("media:status", ())[:5]:
        state = xml.attribute(one, "state").lower()
        if state in ("blocked", "deleted"):
            yield f"status: {state}"
    for one in found.get("media:restriction", ())[:5]:
        relation = xml.attribute(one, "relationship").lower() or "allow"
        yield f"restriction: {relation} {xml.attribute(one, 'type').lower()} {xml.line(one).lower()[:100]}".strip()
    for one in xml.every(found, "media:rating", "media:adult"):
        value = xml.line(one).lower()
        if value in ("adult", "true") or (value == "r" and "mpaa" in xml.attribute(one, "scheme")):
            yield "rating: adult"


def _images(found: xml.Fields, about: About, absolute: Absolute) -> Iterator[listed.Image]:
    """Pictures among these children; of a video its thumbnails."""
    for one in found.get("media:content", ())[:MAX_IMAGES]:
        inside = xml.fields(one) if len(one) else {}
        own = _about(inside, about) if inside else about
        attributes = xml.attributes(one)
        address = absolute(attributes.get("url", ""))
        if address and _is_picture(attributes, address):
            yield _image(address, own, attributes)
        else:
            for small in inside.get("media:thumbnail", ())[:5]:
                yield from _thumbnail(small, own, absolute)
    for one in found.get("media:thumbnail", ())[:MAX_IMAGES]:
        yield from _thumbnail(one, _about(xml.fields(one), about) if len(one) else about, absolute)


def _thumbnail(one: xml.Element, about: About, absolute: Absolute) -> Iterator[listed.Image]:
    attributes = xml.attributes(one)
    address = absolute(attributes.get("url") or xml.line(one))
    if address and not _NO_PICTURE.search(address):
        yield _image(address, about, attributes)


def _is_picture(attributes: dict[str, str], address: str) -> bool:
    medium, media_type = attributes.get("medium", "").lower(), attributes.get("type", "").lower()
    if _NO_PICTURE.search(address):
        return False
    if medium or media_type:
        return medium == "image" or media_type.startswith("image") or media_type in ("jpg", "jpeg", "png", "webp")
    return bool(_PICTURE.search(address)) or bool(attributes.get("width") and not attributes.get("duration"))


def _image(address: str, about: About, attributes: dict[str, str] | None = None) -> listed.Image:
    width, height = (attributes.get("width"), attributes.get("height")) if attributes else (None, None)
    return listed.Image(url=address, caption=about.caption or about.title, credit=about.credit, licence=about.licence,
                       copyright=about.copyright, width=whole(width) if width else None, height=whole(height) if height else None,
                       status="; ".join(dict.fromkeys(about.status))[:300] if about.status else "")


def _plain_image(one: xml.Element, about: About, absolute: Absolute) -> Iterator[listed.Image]:
    """``<image><url>``, ``<image>address</image>``, ``itunes:image``, ``image:image`` of sitemaps."""
    inside = xml.fields(one)
    named = xml.first(inside, "url", "image:loc")
    address = absolute(xml.line(named) if named is not None else xml.attribute(one, "href") or xml.attribute(one, "url")
                       or ("" if len(one) else xml.line(one)))
    if not address or _NO_PICTURE.search(address):
        return
    caption = xml.first(inside, "image:caption", "image:title")
    licence = xml.line(xml.first(inside, "image:license"))
    yield replace(_image(address, about), caption=words.title(xml.content(caption)) or about.caption,
                  licence=licence or about.licence, alt=words.title(xml.content(xml.first(inside, "title"))))


def _enclosures(found: xml.Fields, absolute: Absolute) -> Iterator[listed.Enclosure]:
    for one in found.get("enclosure", ())[:MAX_IMAGES]:
        own = xml.attributes(one)
        if file := enclosure(absolute(own.get("url") or own.get("href", "")), own.get("type", ""), own.get("length", "")):
            yield file
    for key in LINKS:
        for one in found.get(key, ())[:MAX_IMAGES]:
            if one.get("rel") == "enclosure" and (
                    file := enclosure(absolute(xml.attribute(one, "href")), xml.attribute(one, "type"), xml.attribute(one, "length"))):
                yield file


def enclosure(address: str, media_type: str, length: str) -> listed.Enclosure | None:
    """A file, if it has an address."""
    if not address:
        return None
    return listed.Enclosure(url=address, media_type=media_type.lower().strip()[:100], length=whole(length))


def whole(value: str) -> int | None:
    """A positive whole number, or None."""
    number = value.strip().removesuffix("px")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 16 and int(number) > 0 else None


def _joined(images: list[listed.Image]) -> tuple[listed.Image, ...]:
    """Each address once; what a later mention adds is added."""
    found: dict[str, listed.Image] = {}
    for one in images:
        if (old := found.setdefault(one.url, one)) is one:
            continue
        if added := {name: value for name in _ADDED if not getattr(old, name) and (value := getattr(one, name))}:
            found[one.url] = replace(old, **added)
    return tuple(found.values())[:MAX_IMAGES]


def _distinct(files: list[listed.Enclosure]) -> tuple[listed.Enclosure, ...]:
    return tuple({one.url: one for one in reversed(files)}.values())[::-1][:MAX_IMAGES]

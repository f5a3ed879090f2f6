"""Figures: a publication's pictures as pages and programs show them, each with caption, credit, outlet and report link.

In: a publication, what is known of its pictures. Out: :class:`Figure`. Never: an address of somebody else's picture, a
caption of a picture that was not checked yet, or a licence taken from a picture's file to allow more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from headwater import licences, model, text, urls
from headwater.store import images
from headwater.web import origins

Known = Mapping[str, images.ImageShown] | None  # by urls.image_key; None: this site shows no pictures
_GENERATED = (  # IPTC digital source types, the last part of their address
    "trainedalgorithmicmedia", "compositewithtrainedalgorithmicmedia", "compositesynthetic", "algorithmicmedia",
)  # fmt: skip
_IS_NOTICE = re.compile(r"©|\(c\)|copyright|public domain|rights|\bCC\b|\bCC0|https?:", re.I)  # "Ada Marsh, CC BY 4.0"
_MIDDLE = 640  # pixels: the size for browsers that choose none


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One picture, or the place of one."""

    report: str  # path of the form, filled in with it
    caption: str = ""
    alt: str = ""
    credit: str = ""  # "Ana Voss / Harbour Courier"
    copyright: str = ""
    licence: str = ""  # its name
    licence_url: str | None = None
    terms_url: str | None = None  # where its file says that its terms stand
    generated: bool = False  # its file says that a machine made it
    id: str = ""  # "": a place without a picture that we know
    src: str = ""  # path of ours; "": a place
    srcset: str = ""
    largest: str = ""
    width: int = 0  # of the largest
    height: int = 0
    place: int | None = None  # paragraphs before it; None: it stands in none


def of(publication: model.Publication, known: Known) -> tuple[Figure, ...]:
    """The pictures that are ready, and places for those that are not shown; nothing for what is not checked yet."""
    found: list[Figure] = []
    for image in publication.images:
        shown = known.get(urls.image_key(image.url)) if known is not None and image.url else None
        if shown is not None and shown.is_ready:
            found.append(_picture(publication, image, shown))
        elif shown is not None or known is None or not image.url:
            found.append(_place(publication, image, shown.id if shown else ""))
    return tuple(found)


def _place(publication: model.Publication, image: model.Image, image_id: str) -> Figure:
    item = image_id or f"{publication.article_id}&type=copyright_image"
    return Figure(
        report=f"/complaint?item={item}", caption=image.caption or image.alt, credit=image.credit, copyright=image.copyright,
        licence=_licence_name(image.licence), licence_url=origins.web_address(image.licence), place=image.place,
    )  # fmt: skip


def _picture(publication: model.Publication, image: model.Image, shown: images.ImageShown) -> Figure:
    own, largest = shown.embedded, shown.sizes[-1]
    credit = _together(own.creator, image.credit, own.credit, own.supplier, by=" / ")
    copyright_line = _together(image.copyright, own.copyright, own.owner, by="; ")
    licence = licences.read(image.licence) if image.licence else None
    if licence is None and not image.licence and publication.licence and licences.is_open(publication.licence):
        licence = publication.licence
    terms = origins.web_address(own.web_statement) or origins.web_address(own.licensor_url)
    uri = origins.web_address(licence.uri) if licence else origins.web_address(image.licence)
    return Figure(
        id=shown.id, report=f"/complaint?item={shown.id}", caption=image.caption,
        alt=_unless_same(image.alt or own.description, image.caption), credit=credit,
        copyright=_notice(copyright_line, credit, licence.name if licence else ""),
        licence=(licence.name or licence.uri) if licence else _licence_name(image.licence), licence_url=uri,
        terms_url=terms if terms != uri else None,
        generated=own.source_type.rstrip("/").rsplit("/", 1)[-1].lower() in _GENERATED,
        src=_path(shown, next((one.width for one in reversed(shown.sizes) if one.width <= _MIDDLE), shown.sizes[0].width)),
        srcset=", ".join(f"{_path(shown, one.width)} {one.width}w" for one in shown.sizes),
        largest=_path(shown, largest.width), width=largest.width, height=largest.height, place=image.place,
    )  # fmt: skip


def _notice(line: str, credit: str, licence: str) -> str:
    """A copyright line as one is written; "" where it says no more than the credit and the licence beside it.

    >>> _notice("Ada Marsh, CC BY 4.0", "Ada Marsh / Courier", "CC BY 4.0"), _notice("Ada Marsh", "Courier", "")
    ('', '© Ada Marsh')
    """
    rest = text.fold(line).replace(text.fold(licence) or "©", "").strip("© ,.;/·")
    if rest in text.fold(credit):
        return ""
    return line if _IS_NOTICE.search(line) else f"© {line}"


def _path(shown: images.ImageShown, width: int) -> str:
    return f"/image/{shown.id}/{width}"


def _licence_name(licence: str) -> str:
    """A licence in words; its address where that is all there is, "licence" in its place on pages."""
    known = licences.read(licence) if licence else None
    return known.name if known else ("" if origins.web_address(licence) else licence)


def _together(*parts: str, by: str) -> str:
    """What is said, each thing once: a part that stands in another adds nothing."""
    said = list(dict.fromkeys(filter(None, parts)))
    folded = [text.fold(one).strip(" ©.") for one in said]
    kept = [
        one for number, one in enumerate(said)
        if not any(folded[number] in other and (folded[number] != other or at < number) for at, other in enumerate(folded) if at != number)
    ]
    return text.cut(by.join(kept), 300)


def _unless_same(alt: str, caption: str) -> str:
    """No alternative text where it would only be read twice."""
    return "" if text.fold(alt) == text.fold(caption) else text.cut(alt, 500)

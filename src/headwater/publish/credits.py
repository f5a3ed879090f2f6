"""Credits: the line that says whose text this is, and which pictures may stand beside it.

In: outlet, authors, supplier, licence, images, what a picture's file says. Out: one line of plain text; the images that may
be shown; what speaks against one. Never: a picture without a credit under an open licence, one that an agency licensed to
the outlet alone, or a permission taken from a picture's file: that may only forbid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from headwater import licences, model, pictures, text

_PICTURE_AGENCIES = re.compile(  # "Getty Images", "AFP / A. Name": an outlet's open licence cannot cover their pictures
    r"getty|shutterstock|alamy|istock|adobe ?stock|imago|picture.?alliance|depositphotos|epa-efe|\bepa\b|\bEFE\b|\bAFP\b"
    r"|\bAP\b|associated press|reuters|\bdpa\b|\bANSA\b|\bTASS\b|\bAPA\b|\bANP\b|keystone|ritzau|\bTT\b|\bNTB\b|lehtikuva"
    r"|belga|\bČTK\b|\bPAP\b|\bPTI\b|\bANI\b|kyodo|jiji|yonhap|newsis|xinhua|\bMAXPPP\b|bridgeman|zuma|sipa\b|magnum", re.I)
_KEPT_BACK = re.compile(r"\badult|deleted|blocked|\bdeny\b|allow (?:country|uri)")  # what Media RSS says of one picture: "rating: adult"
_MAX_IMAGES = 12
_MAX_PLACES = 2  # of pictures that may not be shown
_FORBIDDING = re.compile(  # "NO ARCHIVE", "NO SALES", "AUSTRIA OUT", "Embargo: 12 May", "no internet use", "Sperrfrist 12 Uhr"
    r"(?i:\bno[ -](?:archiv\w*|sales?|resales?|internet|online|web|(?:re-?)?use)\b|\bembargo|\bsperrfrist|\b(?:internet|online|web) out\b)"
    r"|\b[A-Z]{2,}(?:[ ,/&-]{1,3}[A-Z]{2,}){0,8}[ ,]{1,2}OUT\b")
_RESERVED = re.compile(  # "All rights reserved", "Alle Rechte vorbehalten"
    r"all rights reserved|alle rechte vorbehalten|tous droits r[ée]serv|todos los derechos reservados|tutti i diritti riservati"
    r"|todos os direitos reservados|alle rechten voorbehouden|все права защищены|wszelkie prawa zastrze|版权所有|無断転載|جميع الحقوق محفوظة",
    re.I)


def rights_line(outlet_name: str, *, authors: tuple[str, ...] = (), supplier: str = "", licence: model.Licence | None = None,
                open_licence: bool = False) -> str:
    """E.g. "© The Tidewater Post; Ada Marsh; text: Coast Wire; CC BY 4.0"."""
    holder = f"© {outlet_name}" if outlet_name else ""
    if licence and open_licence:
        last = licence.name
    elif licence and licence.where == "operator":
        last = f"shown with permission ({licence.name})" if licence.name else "shown with permission"
    else:
        last = f"all rights with {outlet_name}" if outlet_name else "all rights with the publisher"
    names = ", ".join(dict.fromkeys(authors[:6]))
    parts = (holder, names, f"text: {supplier}" if supplier and text.fold(supplier) != text.fold(outlet_name) else "", last)
    return text.cut("; ".join(part for part in parts if part), 300)


def images_shown(images: Iterable[model.Image], licence: model.Licence | None) -> tuple[model.Image, ...]:
    """The images that may stand beside a whole text: all under the operator's contract, else those with a credit that
    the open licence can cover. Of the others a few places stay, which say whose they are and hold no address."""
    named = [image for image in images if image.url and not _KEPT_BACK.search(image.status)]
    contract = is_contract(licence)
    shown = [image for image in named if contract or _covered(image)][:_MAX_IMAGES]
    places = [_place(image) for image in named if not (contract or _covered(image))]
    return (*shown, *dict.fromkeys(places[:_MAX_PLACES]))


def together(image: model.Image, listed: model.Image | None) -> model.Image:
    """A picture of a page with what its feed says of the same one (Media RSS: media:credit, media:copyright, media:rating,
    media:restriction): it fills what the page leaves out, and where both speak the stricter word holds."""
    if listed is None:
        return image
    return replace(
        image, alt=image.alt or listed.alt, credit=_told_twice(image.credit, listed.credit), licence=_stricter(image.licence, listed.licence),
        copyright=_told_twice(image.copyright, listed.copyright), status=f"{image.status} {listed.status}".strip(),
    )


def _told_twice(said: str, listed: str) -> str:
    """The page's own words, unless the feed names an agency that they leave out."""
    return listed if not said or (listed and _PICTURE_AGENCIES.search(listed) and not _PICTURE_AGENCIES.search(said)) else said


def _stricter(said: str, listed: str) -> str:
    """Of two licences the stricter; one that we cannot read is stricter than any."""
    if not (said and listed):
        return said or listed
    mine, theirs = licences.read(said), licences.read(listed)
    if mine is None or theirs is None:
        return said if mine is None else listed
    return said if licences.strictest((mine, theirs)) is mine else listed


def is_contract(licence: model.Licence | None) -> bool:
    """Whether the operator has an agreement of its own with the publisher."""
    return licence is not None and licence.where == "operator" and not licences.is_open(licence)


def forbids(embedded: pictures.Embedded, licence: model.Licence | None) -> str:
    """What a picture's own file says against showing it under a licence, in a few words; "" if nothing.

    Never loosens: a picture comes here only after the page's own words allowed it. A contract stands above the file.
    """
    if is_contract(licence):
        return ""
    if found := _FORBIDDING.search(f"{embedded.instructions} | {embedded.constraints} | {embedded.usage_terms}"):
        return f"its file says: {found[0]}"
    holders = " | ".join((embedded.credit, embedded.copyright, embedded.source, embedded.supplier, embedded.owner, embedded.licensor,
                          embedded.creator))
    if found := _PICTURE_AGENCIES.search(holders):
        return f"its file names an agency: {found[0]}"
    if found := _RESERVED.search(f"{embedded.copyright} | {embedded.usage_terms}"):
        return f"its file says: {found[0]}"
    for said in (embedded.licence, embedded.web_statement, embedded.usage_terms, embedded.copyright):
        own = licences.read(said) if said else None
        if own and not _permits(own):
            return f"its file names another licence: {own.name}"
    return ""


def _covered(image: model.Image) -> bool:
    if _FORBIDDING.search(image.status):  # what an agency wrote into the caption: "NO RESALES. NO ARCHIVES"
        return False
    if image.licence:
        own = licences.read(image.licence)
        return bool(own and image.credit and _permits(own))
    return bool(image.credit) and not _PICTURE_AGENCIES.search(f"{image.credit} {image.copyright}")


def _permits(licence: model.Licence) -> bool:
    terms = licences.terms(licence)
    return terms.whole and not terms.non_commercial


def _place(image: model.Image) -> model.Image:
    """Whose picture it is, without its address and words."""
    return model.Image(url="", credit=text.cut(image.credit, 120), copyright=text.cut(image.copyright, 120))

"""Credits: the line that says whose text this is, and which pictures may stand beside it.

In: outlet, authors, supplier, licence, images. Out: one line of plain text; the images that may be shown. Never: a
picture without a credit under an open licence, or one that an agency licensed to the outlet alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from headwater import licences, model, text

_PICTURE_AGENCIES = re.compile(  # "Getty Images", "AFP / A. Name": an outlet's open licence cannot cover their pictures
    r"getty|shutterstock|alamy|istock|adobe ?stock|imago|picture.?alliance|depositphotos|epa-efe|\bepa\b|\bEFE\b|\bAFP\b"
    r"|\bAP\b|associated press|reuters|\bdpa\b|\bANSA\b|\bTASS\b|\bAPA\b|\bANP\b|keystone|ritzau|\bTT\b|\bNTB\b|lehtikuva"
    r"|belga|\bČTK\b|\bPAP\b|\bPTI\b|\bANI\b|kyodo|jiji|yonhap|newsis|xinhua|\bMAXPPP\b|bridgeman|zuma|sipa\b|magnum", re.I)
_MAX_IMAGES = 12


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
    the open licence can cover."""
    contract = licence is not None and licence.where == "operator" and not licences.is_open(licence)
    return tuple(image for image in images if image.url and (contract or _covered(image)))[:_MAX_IMAGES]


def _covered(image: model.Image) -> bool:
    if image.licence:
        own = licences.read(image.licence)
        return bool(own and image.credit and licences.terms(own).whole and not licences.terms(own).non_commercial)
    return bool(image.credit) and not _PICTURE_AGENCIES.search(f"{image.credit} {image.copyright}")

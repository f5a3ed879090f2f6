"""Credits: what a picture's file says of its makers and rights, in XMP, IPTC-IIM, EXIF and the text of a PNG.

In: a picture that Pillow has loaded. Out: ``pictures.Embedded``. Never: an exception for what the
file holds, a text without bounds, an XML entity, or e-mail addresses and telephone numbers of people.

Where they disagree the richest wins (XMP, then IIM, then EXIF; Metadata Working Group 2.0, 3), but what restricts is
joined: instructions, copyright notices and terms.
"""

from __future__ import annotations

import itertools
import re
import struct
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from defusedxml import ElementTree
from PIL import Image

from headwater import text
from headwater.pictures import Embedded

EXIF_DESCRIPTION, EXIF_CREATOR, EXIF_COPYRIGHT = 0x010E, 0x013B, 0x8298
IIM = {  # of the application record 2
    80: "creator", 85: "creator_title", 110: "credit", 115: "source", 116: "copyright", 40: "instructions", 120: "description",
}
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/", "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/", "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "cc": "http://creativecommons.org/ns#",
}  # fmt: skip
XMP = {  # field -> the names of its property
    "creator": "dc:creator", "creator_title": "photoshop:AuthorsPosition", "credit": "photoshop:Credit", "copyright": "dc:rights",
    "description": "dc:description", "source": "photoshop:Source", "instructions": "photoshop:Instructions",
    "web_statement": "xmpRights:WebStatement", "usage_terms": "xmpRights:UsageTerms", "licence": "cc:license",
    "licensor": "plus:LicensorName", "licensor_url": "plus:LicensorURL", "owner": "plus:CopyrightOwnerName",
    "supplier": "plus:ImageSupplierName", "constraints": "plus:OtherConstraints", "data_mining": "plus:DataMining",
    "source_type": "Iptc4xmpExt:DigitalSourceType",
}  # fmt: skip
ALSO = {  # other properties that say the same, read where the field's own is silent and never written
    "plus:ImageCreatorName": "creator", "xmpRights:Owner": "owner", "cc:attributionName": "credit", "tiff:Artist": "creator", "tiff:Copyright": "copyright",
}  # fmt: skip
_ALSO_SPACES = {**NAMESPACES, "tiff": "http://ns.adobe.com/tiff/1.0/"}
PNG = {"Author": "creator", "Copyright": "copyright", "Source": "source", "Description": "description"}  # keywords of its text (RFC 2083, 4.2.7)
JOINED = ("instructions", "copyright", "usage_terms")
MOST = 1000  # characters of one field
_XMP_BYTES, _XMP_PARTS, _VALUES = 512 * 1024, 5000, 12
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_UTF8 = b"\x1b%G"  # IIM 1:90
_PRIVATE = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|(?<![\w/])\+\d[\d\s().-]{7,}\d")  # "a.b@c.example", "+44 20 7946 0000"
_PROPERTIES = {f"{{{NAMESPACES[prefix]}}}{name}": field for field, whole in XMP.items() for prefix, name in [whole.split(":")]}
_ALSO_PROPERTIES = {f"{{{_ALSO_SPACES[prefix]}}}{name}": field for whole, field in ALSO.items() for prefix, name in [whole.split(":")]}
Fields = dict[str, list[str]]


def read(picture: Image.Image) -> Embedded:
    """The credit fields of a picture's file."""
    layers = (_of_xmp(picture.info.get("xmp")), _of_iim(picture.info.get("photoshop")), _of_exif(picture), _of_text(picture.info))
    found: dict[str, str] = {}
    for name in XMP:
        said = [value for layer in layers for value in [_joined(layer.get(name, []))] if value]
        if name in JOINED:
            found[name] = _joined([one for one in said if not any(one != other and _repeats(one, other) for other in said)], " | ")
        elif said:
            found[name] = said[0]
    return Embedded(**found)


def _repeats(one: str, other: str) -> bool:
    """Whether a text says no more than another, be it cut short or written in ASCII: "Tom?s", "Tomás Verdú"."""
    return one in other or one in other.encode("ascii", "replace").decode()


def _joined(values: list[str], by: str = "; ") -> str:
    return text.cut(by.join(dict.fromkeys(filter(None, values))), MOST)


def _plain(value: str) -> str:
    """One bounded line without control characters and without ways to reach a person."""
    return text.cut(_PRIVATE.sub("", text.squeeze(text.clean(value[: 4 * MOST]))).strip(" ,;|"), MOST)


# ---- EXIF --------------------------------------------------------------------------------------------------


def _of_exif(picture: Image.Image) -> Fields:
    try:
        exif = picture.getexif()
        given = {"creator": exif.get(EXIF_CREATOR), "copyright": exif.get(EXIF_COPYRIGHT), "description": exif.get(EXIF_DESCRIPTION)}
    except Exception:  # Pillow's reader of TIFF structures fails in many ways on hostile ones
        return {}
    return {name: _parts(_decoded(value)) for name, value in given.items() if isinstance(value, str | bytes)}


def _parts(value: str) -> list[str]:
    """The photographer's and the editor's notice, which a NUL divides (Exif 2.32, 4.6.8); one value elsewhere."""
    return [_plain(part) for part in value.split("\x00")[:4]]


def _of_text(info: dict[str | tuple[int, int], Any]) -> Fields:
    return {name: [_plain(str(value))] for key, name in PNG.items() if isinstance(value := info.get(key), str)}


def _decoded(value: str | bytes) -> str:
    """EXIF says ASCII; everybody writes UTF-8, which Pillow gives as Latin-1."""
    raw = value if isinstance(value, bytes) else value.encode("latin-1", "replace")
    raw = raw.rstrip(b"\x00 ")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


# ---- IPTC-IIM ----------------------------------------------------------------------------------------------


def _of_iim(resources: Any) -> Fields:
    """Photoshop's resource 0x0404 of a JPEG (IIM 4.2, 1.6)."""
    block = resources.get(0x0404) if isinstance(resources, dict) else None
    found: Fields = defaultdict(list)
    if isinstance(block, bytes):
        encoding = "utf-8" if any(key == (1, 90) and value == _UTF8 for key, value in datasets(block)) else ""
        for (record, number), value in datasets(block):
            if record == 2 and number in IIM and len(found[IIM[number]]) < _VALUES:
                found[IIM[number]].append(_plain(value.decode(encoding, "replace") if encoding else _decoded(value)))
    return dict(found)


def datasets(block: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """The data sets of an IIM block, as far as it is whole."""
    at = 0
    for _ in range(1000):
        if len(block) < at + 5 or block[at] != 0x1C:
            return
        record, number, length = struct.unpack_from(">BBH", block, at + 1)
        if length & 0x8000 or at + 5 + length > len(block):
            return
        yield (record, number), block[at + 5 : at + 5 + length]
        at += 5 + length


# ---- XMP ---------------------------------------------------------------------------------------------------


def _of_xmp(packet: Any) -> Fields:
    """An XMP packet (ISO 16684-1): properties as attributes, text, lists, structures or resources."""
    if isinstance(packet, str):
        packet = packet.encode("utf-8", "replace")
    if not isinstance(packet, bytes) or not packet.strip(b"\x00 \r\n\t") or len(packet) > _XMP_BYTES:
        return {}
    try:
        root = ElementTree.fromstring(packet.strip(b"\x00 \r\n\t"), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except (ElementTree.ParseError, ValueError, LookupError):  # defusedxml's refusals are ValueErrors
        return {}
    names = _PROPERTIES
    found: Fields = defaultdict(list)
    also: Fields = defaultdict(list)
    for number, element in enumerate(root.iter()):
        if number > _XMP_PARTS:
            break
        for key, value in element.attrib.items():
            if key in names:
                found[names[key]].append(_plain(value))
            elif key in _ALSO_PROPERTIES:
                also[_ALSO_PROPERTIES[key]].append(_plain(value))
        if element.tag in names:
            found[names[element.tag]] += [_plain(value) for value in _values(element)]
        elif element.tag in _ALSO_PROPERTIES:
            also[_ALSO_PROPERTIES[element.tag]] += [_plain(value) for value in _values(element)]
    for name, values in also.items():
        if not any(found.get(name, ())):
            found[name] = values
    return {name: values[:_VALUES] for name, values in found.items()}


def _values(element: Any) -> list[str]:
    """The values of a property; of alternatives in several languages the default one."""
    if resource := element.get(f"{_RDF}resource"):
        return [resource]
    items = list(itertools.islice(element.iter(f"{_RDF}li"), _VALUES))
    default = [item for item in items if item.get(_XML_LANG) == "x-default"]
    if default or (items and element.find(f"{_RDF}Alt") is not None):
        items = default[:1] or items[:1]
    if items:
        return [value for item in items if (value := (item.text or "") or item.get(f"{_RDF}resource") or "")]
    return [element.text or ""]

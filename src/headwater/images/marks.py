"""Marks: credit, copyright and licence written back into what was made of a picture (17 U.S.C. 1202).

In: ``pictures.Embedded``. Out: EXIF, XMP and, for JPEG, IPTC-IIM, ready for Pillow to write. Never: a field that we were
not given, or a byte of the original's metadata as it was.
"""

from __future__ import annotations

import struct
from dataclasses import replace
from xml.sax.saxutils import escape

from PIL import Image

from headwater.images import credits
from headwater.pictures import Embedded, Order

_LISTS = {"creator": "Seq", "copyright": "Alt", "description": "Alt", "usage_terms": "Alt", "constraints": "Alt"}
_STRUCTURES = {  # PLUS names people in structures within lists
    "plus:Licensor": {"licensor": "plus:LicensorName", "licensor_url": "plus:LicensorURL"},
    "plus:CopyrightOwner": {"owner": "plus:CopyrightOwnerName"},
    "plus:ImageSupplier": {"supplier": "plus:ImageSupplierName"},
}
_INSIDE = {field for inner in _STRUCTURES.values() for field in inner}
_IIM_LENGTHS = {  # most bytes of a data set (IIM 4.2, 6)
    "creator": 32, "creator_title": 32, "credit": 32, "source": 32, "copyright": 128, "instructions": 256, "description": 2000,
}
_MOST_IIM = 30_000  # bytes: two of them still fit a segment


def completed(embedded: Embedded, order: Order) -> Embedded:
    """What the file says; where it is silent, what the page or the feed says of the picture."""
    address = order.licence if order.licence.startswith(("http://", "https://")) else ""
    return replace(
        embedded, credit=embedded.credit or order.credit, copyright=embedded.copyright or order.copyright,
        licence=embedded.licence or order.licence, web_statement=embedded.web_statement or address,
    )


def exif(embedded: Embedded) -> bytes:
    """An EXIF block with creator, copyright and description; the picture's turn and place stay away."""
    block = Image.Exif()
    tags = {credits.EXIF_CREATOR: embedded.creator or embedded.credit, credits.EXIF_COPYRIGHT: embedded.copyright,
            credits.EXIF_DESCRIPTION: embedded.description}
    for tag, value in tags.items():
        if value:
            block[tag] = value.encode()  # UTF-8, as everybody reads it; Pillow would write "?" for what is not ASCII
    return block.tobytes() if len(block) else b""


def xmp(embedded: Embedded) -> bytes:
    """An XMP packet (ISO 16684-1) of what is known."""
    lines = [_property(field, getattr(embedded, field)) for field in credits.XMP if field not in _INSIDE and getattr(embedded, field)]
    for name, inner in _STRUCTURES.items():
        parts = "".join(f"<{part}>{escape(getattr(embedded, field))}</{part}>" for field, part in inner.items() if getattr(embedded, field))
        if parts:
            lines.append(f'<{name}><rdf:Seq><rdf:li rdf:parseType="Resource">{parts}</rdf:li></rdf:Seq></{name}>')
    if not lines:
        return b""
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in credits.NAMESPACES.items())
    marked = "<xmpRights:Marked>True</xmpRights:Marked>" if embedded.copyright or embedded.usage_terms or embedded.web_statement else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {spaces}>{"".join(lines)}{marked}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _property(field: str, value: str) -> str:
    name = credits.XMP[field]
    if name == "cc:license" and value.startswith(("http://", "https://")):
        return f'<{name} rdf:resource="{escape(value, {chr(34): "&quot;"})}"/>'
    container = _LISTS.get(field)
    if container == "Seq":
        items = "".join(f"<rdf:li>{escape(one)}</rdf:li>" for one in value.split("; "))
    elif container == "Alt":
        items = f'<rdf:li xml:lang="x-default">{escape(value)}</rdf:li>'
    else:
        return f"<{name}>{escape(value)}</{name}>"
    return f"<{name}><rdf:{container}>{items}</rdf:{container}></{name}>"


def iim(embedded: Embedded) -> bytes:
    """An APP13 segment with the IIM data sets, for a JPEG; b"" where there is nothing to say."""
    sets = b""
    for number, field in sorted(credits.IIM.items()):
        values = getattr(embedded, field).split("; ") if field == "creator" else [getattr(embedded, field)]
        for value in filter(None, values):
            raw = _cut(value, _IIM_LENGTHS[field])
            sets += struct.pack(">BBBH", 0x1C, 2, number, len(raw)) + raw
    if not sets or len(sets) > _MOST_IIM:
        return b""
    head = struct.pack(">BBBH", 0x1C, 1, 90, 3) + b"\x1b%G" + struct.pack(">BBBHH", 0x1C, 2, 0, 2, 4)  # UTF-8; version 4
    block = head + sets
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(block)) + block + b"\x00" * (len(block) & 1)
    body = b"Photoshop 3.0\x00" + resource
    return b"\xff\xed" + struct.pack(">H", 2 + len(body)) + body


def _cut(value: str, length: int) -> bytes:
    """At most so many bytes, and no half character."""
    return value.encode()[:length].decode("utf-8", "ignore").encode()

"""The nouns of pictures: what a file says of itself, and what was made of it.

In: nothing. Out: records that ``images``, ``publish``, ``store`` and the web share. Never: pixels, or a rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """What a picture's own file says of its makers and rights: plain text, bounded, "" where it says nothing."""

    creator: str = ""  # EXIF 0x013B, IIM 2:80, dc:creator; several parted by "; "
    creator_title: str = ""  # IIM 2:85, photoshop:AuthorsPosition
    credit: str = ""  # IIM 2:110, photoshop:Credit
    copyright: str = ""  # EXIF 0x8298, IIM 2:116, dc:rights
    description: str = ""  # EXIF 0x010E, IIM 2:120, dc:description
    source: str = ""  # IIM 2:115, photoshop:Source
    instructions: str = ""  # IIM 2:40, photoshop:Instructions
    web_statement: str = ""  # xmpRights:WebStatement, an address
    usage_terms: str = ""  # xmpRights:UsageTerms
    licence: str = ""  # cc:license, xmpRights or what the page said; address or text
    licensor: str = ""  # plus:LicensorName
    licensor_url: str = ""  # plus:LicensorURL
    owner: str = ""  # plus:CopyrightOwnerName
    supplier: str = ""  # plus:ImageSupplierName
    constraints: str = ""  # plus:OtherConstraints
    data_mining: str = ""  # plus:DataMining, an address of the PLUS vocabulary
    source_type: str = ""  # Iptc4xmpExt:DigitalSourceType, an address of the IPTC vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """One size of a picture that we serve."""

    width: int  # pixels
    height: int
    media_type: str  # "image/jpeg", "image/webp"
    key: str  # of the object that holds its bytes
    length: int = 0  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How a picture is to be made."""

    widths: tuple[int, ...] = (320, 640, 1280)  # pixels; none is made larger than the original
    quality: int = 80
    megapixels: float = 40.0  # most million pixels that are decoded
    credit: str = ""  # what the page or the feed says of it, for the fields that the file leaves empty
    copyright: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One size as made, with its bytes."""

    width: int
    height: int
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A picture that was read, and what was made of it."""

    width: int  # pixels of the original, the right way up
    height: int
    embedded: Embedded = field(default_factory=Embedded)
    hashes: tuple[int, ...] = ()  # perceptual, unsigned 64 bit: the whole, its crops, then their mirrors; () for flat ones
    renditions: tuple[Rendition, ...] = ()  # the smallest first


class Flaw(StrEnum):
    """Why a file is no picture that we show."""

    EMPTY = "empty"
    SVG = "svg"  # a document with scripts, not a picture
    MARKUP = "markup"  # HTML or the like under a picture's address
    FORMAT = "format"  # none of JPEG, PNG, WebP, GIF, AVIF
    TRUNCATED = "truncated"
    POLYGLOT = "polyglot"  # a picture and something else in one file
    BOMB = "bomb"  # too many pixels, frames, or bytes of text
    TINY = "tiny"  # a counting pixel or an icon
    BROKEN = "broken"  # does not decode
    TIMEOUT = "timeout"
    CRASH = "crash"  # its process died


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """A file that is no picture that we show."""

    flaw: Flaw
    detail: str = ""  # for people, at most 200 characters

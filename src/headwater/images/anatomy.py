"""Anatomy: what a file is by its own bytes, before any decoder sees it.

In: bytes. Out: format, pixels, frames and where the picture ends, or ``pictures.Bad``. Never: a decoder, pixels, or trust
in a name or a content type. Five formats are walked by their own structure; whatever follows the end makes a polyglot
(a ZIP archive is read from its end, so a picture with one behind it is both).
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from headwater import pictures
from headwater.pictures import Bad, Flaw

MOST_FRAMES = 300  # of an animation, of which only the first is shown
_MOST_PARTS = 200_000  # chunks, segments or blocks walked
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|iframe|svg|\?php)|<%|%PDF-|javascript:", re.I)  # "<script"
_BLANK = re.compile(rb"[\x00\s]*")  # padding behind a picture
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # within coded data: neither stuffing, restart nor fill
_SCRIPT_WIDTH = re.compile(rb"GIF8[79]a(?:/\*|=|;|'|\"|`)")  # "GIF89a/*": a screen width that opens a comment of a script


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """What the file's own structure says."""

    format: str  # as Pillow names it
    width: int
    height: int
    end: int  # bytes up to the end of the picture
    frames: int = 1


class _Short(Exception):
    """The file ends before the picture does."""


def examine(body: bytes, order: pictures.Order | None = None) -> Anatomy | Bad:
    """Format and size of a file that is one whole picture and nothing else; never raises for what it holds."""
    start = body[:1024].lstrip(b"\xef\xbb\xbf\x00 \t\r\n").lower()
    if not body:
        return Bad(flaw=Flaw.EMPTY)
    if b"<svg" in start or (start.startswith(b"<?xml") and b"svg" in body[:4096]):
        return Bad(flaw=Flaw.SVG)
    walk = _walker(body)
    if walk is None:
        flaw = Flaw.MARKUP if start.startswith(b"<") or _MARKUP.match(start) else Flaw.FORMAT
        return Bad(flaw=flaw, detail=f"starts with {body[:8].hex()}")
    try:
        found = walk(body)
    except (_Short, IndexError, struct.error):
        return Bad(flaw=Flaw.TRUNCATED)
    if found.width < 1 or found.height < 1:
        return Bad(flaw=Flaw.EMPTY, detail=f"{found.width} x {found.height} pixels")
    return _too_much(found, order or pictures.Order()) or _two_in_one(body, found) or found


def _walker(body: bytes) -> Callable[[bytes], Anatomy] | None:
    if body.startswith(b"\xff\xd8\xff"):
        return _jpeg
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png
    if body.startswith((b"GIF87a", b"GIF89a")):
        return _gif
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return _webp
    return _avif if body[4:8] == b"ftyp" and re.search(rb"avi[fs]", body[8:64]) else None


def _too_much(found: Anatomy, order: pictures.Order) -> Bad | None:
    """Too many pixels or frames to be decoded."""
    if found.width * found.height > order.megapixels * 1_000_000:
        return Bad(flaw=Flaw.BOMB, detail=f"{found.width} x {found.height} pixels")
    if found.frames > MOST_FRAMES:
        return Bad(flaw=Flaw.BOMB, detail=f"{found.frames} frames")
    return None


def _two_in_one(body: bytes, found: Anatomy) -> Bad | None:
    """Something else in the same file: behind the picture, or so that another program would read it."""
    behind = body[found.end :]
    if zipfile.is_zipfile(io.BytesIO(body)):
        return Bad(flaw=Flaw.POLYGLOT, detail="an archive")
    if _SCRIPT_WIDTH.match(body) or _MARKUP.search(body[:256]):
        return Bad(flaw=Flaw.POLYGLOT, detail="a script or markup at the start")
    rest = behind[_BLANK.match(behind).end() :] if behind else b""  # pyright: ignore[reportOptionalMemberAccess]
    if rest and not (found.format == "JPEG" and rest.startswith(b"\xff\xd8\xff") and not _MARKUP.search(rest)):
        return Bad(flaw=Flaw.POLYGLOT, detail=f"{len(rest)} bytes behind the picture")  # cameras put a second JPEG there
    return None


# ---- the five formats --------------------------------------------------------------------------------------


def _jpeg(body: bytes) -> Anatomy:
    """Segments to the end-of-image marker (ITU-T T.81, B.1.1)."""
    at, size = 2, (0, 0)
    for _ in range(_MOST_PARTS):
        if body[at] != 0xFF:
            raise _Short
        marker = body[at + 1]
        if marker == 0xFF:  # fill
            at += 1
            continue
        if marker == 0xD9:
            return Anatomy(format="JPEG", width=size[0], height=size[1], end=at + 2)
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            at += 2
            continue
        (length,) = struct.unpack_from(">H", body, at + 2)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", body, at + 5)
            size = max(size[0], width), max(size[1], height)
        at += 2 + length
        if marker == 0xDA:
            following = _JPEG_MARKER.search(body, at)
            if following is None:
                raise _Short
            at = following.start()
    raise _Short


def _png(body: bytes) -> Anatomy:
    """Chunks to IEND (RFC 2083); acTL says how many frames an animation has."""
    width, height = struct.unpack_from(">II", body, 16)
    at, frames = 8, 1
    for _ in range(_MOST_PARTS):
        length, kind = struct.unpack_from(">I4s", body, at)
        if kind == b"acTL":
            (frames,) = struct.unpack_from(">I", body, at + 8)
        at += 12 + length
        if at > len(body):
            raise _Short
        if kind == b"IEND":
            return Anatomy(format="PNG", width=width, height=height, end=at, frames=frames)
    raise _Short


def _gif(body: bytes) -> Anatomy:
    """Blocks to the trailer (GIF89a, 27); a frame may be larger than the screen says."""
    width, height, flags = struct.unpack_from("<HHB", body, 6)
    at, frames = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0), 0
    for _ in range(_MOST_PARTS):
        kind = body[at]
        if kind == 0x3B:
            return Anatomy(format="GIF", width=width, height=height, end=at + 1, frames=frames)
        if kind == 0x21:
            at = _past_blocks(body, at + 2)
        elif kind == 0x2C:
            left, top, wide, high, local = struct.unpack_from("<HHHHB", body, at + 1)
            width, height, frames = max(width, left + wide), max(height, top + high), frames + 1
            at = _past_blocks(body, at + 11 + (3 << ((local & 7) + 1) if local & 0x80 else 0))
        else:
            raise _Short
        if frames > MOST_FRAMES:
            return Anatomy(format="GIF", width=width, height=height, end=len(body), frames=frames)
    raise _Short


def _past_blocks(body: bytes, at: int) -> int:
    while length := body[at]:
        at += 1 + length
    return at + 1


def _webp(body: bytes) -> Anatomy:
    """RIFF chunks; the canvas of VP8X, or the one bitstream's own size (RFC 9649)."""
    end = 8 + struct.unpack_from("<I", body, 4)[0]
    end += end & 1
    if end > len(body) + 1:
        raise _Short
    at, frames, sizes = 12, 0, [(0, 0)]
    while at + 8 <= min(end, len(body)):
        kind, length = struct.unpack_from("<4sI", body, at)
        data = at + 8
        if kind == b"VP8X":
            sizes.append((1 + int.from_bytes(body[data + 4 : data + 7], "little"), 1 + int.from_bytes(body[data + 7 : data + 10], "little")))
        elif kind == b"VP8L":
            bits = int.from_bytes(body[data + 1 : data + 5], "little")
            sizes.append((1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)))
        elif kind == b"VP8 ":
            wide, high = struct.unpack_from("<HH", body, data + 6)
            sizes.append((wide & 0x3FFF, high & 0x3FFF))
        frames += kind == b"ANMF"
        at = data + length + (length & 1)
    width, height = max(one[0] for one in sizes), max(one[1] for one in sizes)
    return Anatomy(format="WEBP", width=width, height=height, end=min(end, len(body)), frames=max(frames, 1))


def _avif(body: bytes) -> Anatomy:
    """Boxes of an ISO media file; the largest image spatial extent (ISO/IEC 23008-12, 6.5.3)."""
    at = 0
    while at + 8 <= len(body):
        size, kind = struct.unpack_from(">I4s", body, at)
        if size == 1:
            (size,) = struct.unpack_from(">Q", body, at + 8)
        if not re.fullmatch(rb"[a-z0-9 ]{4}", kind):
            break
        if size == 0:
            at = len(body)
        elif size < 8 or at + size > len(body):
            raise _Short
        else:
            at += size
    sizes = [struct.unpack_from(">II", body, match.end() + 4) for match in re.finditer(rb"ispe", body[:1_000_000])]
    if not sizes:
        raise _Short
    return Anatomy(format="AVIF", width=max(one[0] for one in sizes), height=max(one[1] for one in sizes), end=at)

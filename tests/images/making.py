"""Pictures for tests: drawn by us, with the metadata and the faults that a test asks for."""

from __future__ import annotations

import io
import random
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw, ImageFilter


def scene(seed: int = 1, size: tuple[int, int] = (640, 400)) -> Image.Image:
    """A picture with detail, unlike those of other seeds."""
    chance = random.Random(seed)
    picture = Image.new("RGB", size, tuple(chance.randint(60, 200) for _ in range(3)))
    draw = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y, r = chance.randint(0, size[0]), chance.randint(0, size[1]), chance.randint(10, size[1] // 3)
        colour = tuple(chance.randint(0, 255) for _ in range(3))
        (draw.ellipse if chance.random() < 0.5 else draw.rectangle)((x - r, y - r, x + r, y + r), fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(1.5))


def encoded(picture: Image.Image | None = None, format: str = "JPEG", **how: Any) -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    (picture or scene()).save(out, format, **how)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *between: bytes, body: bytes = b"") -> bytes:
    """A PNG by hand: grey, with the given chunks before its data."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(between) + chunk(b"IDAT", body or zlib.compress(b"\x00")) + chunk(b"IEND", b"")


def archive() -> bytes:
    """A small ZIP, as a JAR is one."""
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("Evil.class", b"\xca\xfe\xba\xbe" * 20)
    return out.getvalue()

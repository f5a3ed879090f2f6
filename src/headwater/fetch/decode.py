"""Content decoding in a stream, with every cap checked while decoding.

In: raw pieces of a body and its Content-Encoding. Out: the decoded bytes. Never: more memory than the cap, trust in
the label: plain content labelled gzip passes, gzip in gzip and gzip without a label are opened. Encodings by
RFC 9110, 8.4; zstd windows by RFC 9659 (at most 8 MiB).
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_PIECE = 64 * 1024  # bytes decoded at a time
_MEMBERS = 1000  # gzip members or zstd frames in one body
_LAYERS = 4  # declared encodings on top of one another
_FREE = 1024 * 1024  # bytes decoded before the ratio counts
_HEAD = 8  # bytes looked at to recognise an encoding
_TEXT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[!?a-zA-Z]|[{\[]\s*[\"{\[])")  # b"<?xml", b'{"vers'
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")  # b"<urlset xmlns="
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")  # magic number of a zstd frame without content
_ZSTD_WINDOW = {int(zstd.DecompressionParameter.window_log_max): 23}


class Undecodable(ValueError):
    """The body is not what its encoding says."""


class Broken(ValueError):
    """The encoded body ends early."""


class Excess(ValueError):
    """The body is larger than its cap, raw or decoded, or expands too much."""


class _Stage(Protocol):
    done: bool  # nothing more is needed

    def feed(self, data: bytes) -> Iterator[bytes]: ...


class _Plain:
    done = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        if data:
            yield data


class _Inflate:
    """gzip with all its members, zlib or raw deflate."""

    def __init__(self, window_bits: int) -> None:
        self._bits = window_bits
        self._inflate = zlib.decompressobj(window_bits)
        self._members = 1
        self.done = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while not self.done:
            piece = self._inflate.decompress(data, _PIECE)
            data = self._inflate.unconsumed_tail
            if piece:
                yield piece
            if self._inflate.eof:
                data = self._inflate.unused_data
                self._next(data)
            elif not data and len(piece) < _PIECE:
                return

    def _next(self, rest: bytes) -> None:
        """Begins the next gzip member; what follows that is none (padding, garbage) is ignored."""
        if self._bits < 16 or not rest.startswith(b"\x1f"):
            self.done = True
            return
        self._members += 1
        if self._members > _MEMBERS:
            raise Undecodable(f"more than {_MEMBERS} gzip members")
        self._inflate = zlib.decompressobj(self._bits)


class _Brotli:
    def __init__(self) -> None:
        self._brotli = brotli.Decompressor()
        self.done = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while not self.done:
            piece = self._brotli.process(data, output_buffer_limit=_PIECE)
            data = b""
            if piece:
                yield piece
            self.done = self._brotli.is_finished()
            if len(piece) < _PIECE and self._brotli.can_accept_more_data():
                return


class _Zstd:
    def __init__(self) -> None:
        self._zstd = zstd.ZstdDecompressor(options=_ZSTD_WINDOW)
        self._frames = 1
        self.done = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self.done and data:
            self._again()
        while not self.done:
            piece = self._zstd.decompress(data, _PIECE)
            data = b""
            if piece:
                yield piece
            if self._zstd.eof:
                data = self._zstd.unused_data
                self.done = True
                if data:
                    self._again()
            elif self._zstd.needs_input:
                return

    def _again(self) -> None:
        self._frames += 1
        if self._frames > _MEMBERS:
            raise Undecodable(f"more than {_MEMBERS} zstd frames")
        self._zstd = zstd.ZstdDecompressor(options=_ZSTD_WINDOW)
        self.done = False


class _Sniff:
    """Waits for the first bytes and then takes the decoder that they ask for."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._head = b""
        self._stage: _Stage | None = None

    @property
    def done(self) -> bool:
        return self._stage.done if self._stage else not self._head

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stage is None:
            self._head += data
            if len(self._head) < _HEAD:
                return
            data, self._head = self._head, b""
            self._stage = _stage(self._label, data)
        yield from self._stage.feed(data)

    def finish(self) -> Iterator[bytes]:
        if self._stage is None and self._head:
            data, self._head = self._head, b""
            self._stage = _stage(self._label, data)
            yield from self._stage.feed(data)


def _stage(label: str, head: bytes) -> _Stage:
    """The decoder for a label, unless the first bytes show that the label lies."""
    if label in ("gzip", "gzip?"):
        return _Inflate(31) if head.startswith(b"\x1f\x8b\x08" if label == "gzip?" else b"\x1f\x8b") else _Plain()
    if label == "zstd":
        return _Zstd() if head.startswith(b"\x28\xb5\x2f\xfd") or _SKIPPABLE.match(head) else _Plain()
    if _TEXT.match(head):
        return _Plain()
    if label == "br":
        return _Brotli()
    is_zlib = len(head) > 1 and head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0
    return _Inflate(15 if is_zlib else -15)


def _labels(content_encoding: str) -> list[str]:
    """The encodings to undo, in that order; names that mean nothing ("utf-8", "identity") are left out."""
    names = [name.strip().lower().removeprefix("x-") for name in content_encoding.split(",")]
    if "compress" in names:
        raise Undecodable("content encoding 'compress' is not supported")
    known = [name for name in reversed(names) if name in ("gzip", "deflate", "br", "zstd")]
    if len(known) > _LAYERS:
        raise Undecodable(f"{len(known)} content encodings on top of one another")
    return known


class Decoder:
    """One body being decoded.

    ``limit`` is the cap on decoded bytes, ``sitemap_limit`` replaces it for a body that begins as a sitemap. With
    ``cut`` what exceeds the limit is dropped and :attr:`full` set, instead of raising :class:`Excess`. ``opened``
    says that gzip is to be opened without a label too.
    """

    def __init__(self, content_encoding: str, *, limit: int, sitemap_limit: int = 0, ratio: int = 200,
                 cut: bool = False, opened: bool = True) -> None:
        labels = _labels(content_encoding) + ["gzip?", "gzip?"] * opened
        self._stages = [_Sniff(label) for label in labels]
        self._sizes = [0] * len(labels)
        self._limit, self._sitemap_limit, self._ratio, self._cut = limit, sitemap_limit, ratio, cut
        self._body = bytearray()
        self.raw = 0
        self.full = False

    @property
    def most(self) -> int:
        """Decoded bytes that could at most come out."""
        return max(self._limit, self._sitemap_limit)

    @property
    def cuts(self) -> bool:
        """Whether what is too much is dropped rather than refused."""
        return self._cut

    def feed(self, data: bytes) -> None:
        """Takes a raw piece; raises Undecodable or Excess."""
        self.raw += len(data)
        try:
            self._run(0, data)
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            raise Undecodable(str(error)[:200]) from error

    def finish(self) -> bytes:
        """The decoded body; raises Undecodable, Excess, or Broken if an encoding did not come to its end."""
        try:
            for number, stage in enumerate(self._stages):
                for piece in stage.finish():
                    self._pass(number, piece)
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            raise Undecodable(str(error)[:200]) from error
        if not self.full and not all(stage.done for stage in self._stages):
            raise Broken("the encoded body ends early")
        return bytes(self._body)

    def _run(self, number: int, data: bytes) -> None:
        if self.full:
            return
        if number == len(self._stages):
            self._keep(data)
            return
        for piece in self._stages[number].feed(data):
            self._pass(number, piece)
            if self.full:
                return

    def _pass(self, number: int, piece: bytes) -> None:
        """Counts what one stage gave, so that no stage can expand without end, and hands it on."""
        self._sizes[number] += len(piece)
        size = self._sizes[number]
        if size > 2 * max(self._limit, self._sitemap_limit) and not self._cut:
            raise Excess(f"an encoding gives more than {size - len(piece)} bytes")
        if size > _FREE and size > self._ratio * max(self.raw, 1):
            raise Excess(f"{self.raw} bytes expand to more than {size}")
        self._run(number + 1, piece)

    def _keep(self, data: bytes) -> None:
        room = self._limit - len(self._body)
        if len(data) <= room:
            self._body += data
            return
        if self._sitemap_limit > self._limit and _SITEMAP.search(bytes(self._body[:4096]) or data[:4096]):
            self._limit, self._sitemap_limit = self._sitemap_limit, 0
            self._keep(data)
            return
        if not self._cut:
            raise Excess(f"more than {self._limit} bytes decoded")
        self._body += data[:room]
        self.full = True

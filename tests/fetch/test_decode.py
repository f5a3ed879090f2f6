"""Bounded decoding: every encoding, lying labels, bombs, ends that come early."""

from __future__ import annotations

import contextlib
import gzip
import sys
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.fetch import decode

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = b"<html><body>" + b"".join(b"<p>Line %d of the page.</p>" % n for n in range(4000)) + b"</body></html>"
PACKED = {
    "gzip": gzip.compress(TEXT, mtime=0),
    "deflate": zlib.compress(TEXT),
    "br": brotli.compress(TEXT, quality=4),
    "zstd": zstd.compress(TEXT),
}


def undo(data: bytes, encoding: str = "", *, step: int = 1000, limit: int = 1 << 20, **more: object) -> bytes:
    decoder = decode.Decoder(encoding, limit=limit, **more)  # type: ignore[arg-type]
    for at in range(0, len(data), step):
        decoder.feed(data[at : at + step])
    return decoder.finish()


@pytest.mark.parametrize("encoding", PACKED)
@pytest.mark.parametrize("step", [1, 7, 1000, 1 << 20])
def test_every_encoding_decodes_in_pieces_of_any_size(encoding: str, step: int) -> None:
    assert undo(PACKED[encoding], encoding, step=step) == TEXT


def test_deflate_without_the_zlib_wrapper_decodes() -> None:
    packer = zlib.compressobj(wbits=-15)
    assert undo(packer.compress(TEXT) + packer.flush(), "deflate") == TEXT


@pytest.mark.parametrize("encoding", [*PACKED, "x-gzip", "gzip, br"])
@pytest.mark.parametrize("body", [b"", b"x", b"<p>", b"<html>plain</html>", b'{"version": 1}'])
def test_plain_content_under_a_label_passes_where_it_can_be_told(encoding: str, body: bytes) -> None:
    if body == b"x" and ("br" in encoding or encoding == "deflate"):
        return  # one letter cannot be told from a stream
    assert undo(body, encoding) == body


@pytest.mark.parametrize("encoding", ["gzip", "", "identity", "utf-8", "GZIP"])
def test_gzip_in_gzip_and_gzip_without_a_label_are_opened(encoding: str) -> None:
    assert undo(gzip.compress(gzip.compress(TEXT, mtime=0), mtime=0), encoding) == TEXT


def test_gzip_is_left_alone_where_it_is_not_to_be_opened() -> None:
    packed = gzip.compress(TEXT, mtime=0)
    assert undo(packed, "", opened=False) == packed


def test_several_encodings_are_undone_from_the_last_to_the_first() -> None:
    assert undo(brotli.compress(gzip.compress(TEXT, mtime=0)), "gzip, br") == TEXT


def test_members_follow_one_another_and_garbage_after_them_is_ignored() -> None:
    assert undo(gzip.compress(b"one ", mtime=0) + gzip.compress(b"two", mtime=0) + b"\0\0garbage", "gzip") == b"one two"
    assert undo(zstd.compress(b"one ") + zstd.compress(b"two"), "zstd", step=1) == b"one two"


@pytest.mark.parametrize("encoding", PACKED)
def test_an_encoded_body_that_ends_early_is_broken(encoding: str) -> None:
    with pytest.raises(decode.Broken):
        undo(PACKED[encoding][:-20], encoding)


@pytest.mark.parametrize(("data", "encoding"), [
    (gzip.compress(TEXT, mtime=0)[:200] + b"\xff" * 500, "gzip"),
    (b"\x1f\x8b" + b"\x00" * 100, "gzip"),
    (b"\x00\xff\xfe\xfd" * 50, "br"),
    (zstd.compress(TEXT)[:4] + b"\xff" * 500, "zstd"),
    (b"\x1f\x9d\x90", "compress"),
    (b"x" * 20, "gzip, gzip, gzip, gzip, gzip"),
])
def test_what_does_not_decode_is_undecodable(data: bytes, encoding: str) -> None:
    with pytest.raises(decode.Undecodable):
        undo(data, encoding)


def bombs() -> dict[str, bytes]:
    zeros = b"\0" * (8 << 20)
    return {"gzip": gzip.compress(zeros, 9, mtime=0), "deflate": zlib.compress(zeros, 9), "br": brotli.compress(zeros),
            "zstd": zstd.compress(zeros)}


def test_bombs_are_stopped_by_ratio_and_by_size() -> None:
    for encoding, bomb in bombs().items():
        decoder = decode.Decoder(encoding, limit=1 << 30)
        with pytest.raises(decode.Excess):
            decoder.feed(bomb)
        assert len(decoder._body) <= max(2 << 20, 201 * len(bomb))
        with pytest.raises(decode.Excess):
            undo(bomb, encoding, limit=4 << 20, ratio=10**9)


def test_a_bomb_within_an_encoding_whose_own_output_is_small_is_stopped() -> None:
    inner = b"\x1f\x8b\x08\0\0\0\0\0\0\0" + b"\x00\x00\x00\xff\xff" * (2 << 20)  # empty stored blocks: no output at all
    with pytest.raises(decode.Excess):
        undo(gzip.compress(inner, mtime=0), "gzip", step=1 << 16)


def test_a_flood_of_empty_members_is_stopped() -> None:
    with pytest.raises(decode.Undecodable):
        undo(gzip.compress(b"", mtime=0) * 5000, "gzip", step=1 << 16)
    with pytest.raises(decode.Undecodable):
        undo(zstd.compress(b"") * 5000, "zstd", step=1 << 16)


def test_a_zstd_window_beyond_eight_mebibytes_is_refused() -> None:
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27})
    wide = packer.compress(b"x" * 100) + packer.flush()
    with pytest.raises(decode.Undecodable):
        undo(wide, "zstd")


def test_a_sitemap_may_be_larger_than_a_feed() -> None:
    urls = b"<url><loc>https://outlet.example/%d</loc></url>"
    sitemap = b"<?xml version='1.0'?><urlset xmlns='x'>" + b"".join(urls % n for n in range(3000)) + b"</urlset>"
    assert undo(sitemap, limit=10_000, sitemap_limit=1 << 20) == sitemap
    with pytest.raises(decode.Excess):
        undo(b"<rss>" + sitemap[40:], limit=10_000, sitemap_limit=1 << 20)
    with pytest.raises(decode.Excess):
        undo(sitemap, limit=10_000, sitemap_limit=20_000)


def test_what_is_to_be_cut_is_cut_at_the_limit() -> None:
    assert undo(TEXT, limit=100, cut=True) == TEXT[:100]
    assert undo(gzip.compress(TEXT, mtime=0), "gzip", limit=100, cut=True) == TEXT[:100]


@given(st.binary(max_size=400), st.sampled_from(["", "gzip", "deflate", "br", "zstd", "gzip, zstd", "br,,x"]),
       st.integers(1, 50))
def test_decoding_any_bytes_gives_a_body_or_one_of_three_errors(data: bytes, encoding: str, step: int) -> None:
    with contextlib.suppress(decode.Undecodable, decode.Broken, decode.Excess):
        assert len(undo(data, encoding, step=step, limit=1000)) <= 1000

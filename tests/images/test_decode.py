"""What comes in as a picture: good ones made small, everything else refused as a value."""

from __future__ import annotations

import io
import struct
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, features

from headwater.images import anatomy, decode
from headwater.pictures import Bad, Flaw, Made, Order
from images import making

FORMATS = ["JPEG", "PNG", "WEBP", "GIF", *(["AVIF"] if features.check("avif") else [])]


def opened(body: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(body))
    picture.load()
    return picture


def made(body: bytes, order: Order | None = None) -> Made:
    found = decode.make(body, order or Order())
    assert isinstance(found, Made), found
    return found


def flaw(body: bytes, order: Order | None = None) -> Flaw:
    found = decode.make(body, order or Order())
    assert isinstance(found, Bad), found
    return found.flaw


# ---- good ones ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_each_of_the_five_formats_gives_its_sizes_as_jpeg(format: str) -> None:
    found = made(making.encoded(making.scene(1, (1500, 900)), format))
    assert (found.width, found.height) == (1500, 900)
    assert [(one.width, one.height, one.media_type) for one in found.renditions] == [
        (320, 192, "image/jpeg"), (640, 384, "image/jpeg"), (1280, 768, "image/jpeg"),
    ]  # fmt: skip
    assert [opened(one.body).format for one in found.renditions] == ["JPEG"] * 3
    assert len(found.hashes) == 28


def test_nothing_is_made_larger_than_the_original() -> None:
    assert [one.width for one in made(making.encoded(making.scene(1, (500, 300)))).renditions] == [320, 500]
    assert [one.width for one in made(making.encoded(making.scene(1, (200, 150)))).renditions] == [200]


def test_the_turn_that_exif_asks_for_is_applied_and_not_written_again() -> None:
    picture = making.scene(3, (600, 300))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    found = made(making.encoded(picture, exif=exif, quality=95))
    assert (found.width, found.height) == (300, 600)
    shown = opened(found.renditions[-1].body)
    assert shown.size == (300, 600)
    assert shown.getexif().get(0x0112) is None
    wanted = picture.transpose(Image.Transpose.ROTATE_270).resize((30, 60))
    differences = [abs(a - b) for a, b in zip(wanted.convert("L").tobytes(), shown.resize((30, 60)).convert("L").tobytes(), strict=True)]
    assert sum(differences) / len(differences) < 6


def test_transparent_parts_stay_transparent_as_webp_and_opaque_alpha_becomes_jpeg() -> None:
    clear = making.scene().convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(clear.size))
    assert {one.media_type for one in made(making.encoded(clear, "PNG")).renditions} == {"image/webp"}
    assert opened(made(making.encoded(clear, "PNG")).renditions[0].body).mode == "RGBA"
    opaque = making.scene().convert("RGBA")
    assert {one.media_type for one in made(making.encoded(opaque, "PNG")).renditions} == {"image/jpeg"}


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "I;16"])
def test_other_colour_models_are_shown_as_they_look(mode: str) -> None:
    grey = making.scene().convert("L")
    picture = grey.convert("I").point(lambda value: value * 257).convert("I;16") if mode == "I;16" else making.scene().convert(mode)
    shown = opened(made(making.encoded(picture, "JPEG" if mode == "CMYK" else "PNG")).renditions[-1].body)
    assert shown.mode == "RGB"
    wanted = (grey if mode == "I;16" else making.scene().convert(mode).convert("RGB")).convert("L").resize((20, 20)).tobytes()
    got = shown.convert("L").resize((20, 20)).tobytes()
    assert sum(abs(a - b) for a, b in zip(wanted, got, strict=True)) / len(wanted) < 12


def test_of_an_animation_the_first_frame_is_shown() -> None:
    frames = [making.scene(seed, (300, 200)) for seed in range(4)]
    for format in ("GIF", "WEBP", "PNG"):
        body = making.encoded(frames[0], format, save_all=True, append_images=frames[1:], duration=80)
        shown = opened(made(body).renditions[-1].body)
        assert getattr(shown, "n_frames", 1) == 1
        assert shown.size == (300, 200)


def test_no_byte_of_the_originals_notes_comes_along() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    secret = b"SECRET"
    bodies = [
        making.encoded(exif=exif, comment=b"SECRET comment", icc_profile=b"SECRET" * 9, extra=b"\xff\xe5\x00\x10SECRETSECRET!!"),
        making.encoded(format="PNG", pnginfo=_text(b"SECRET")), making.encoded(format="GIF", comment=b"SECRET"),
        making.encoded(format="WEBP", exif=exif),
    ]  # fmt: skip
    for body in bodies:
        assert secret in body
        for one in made(body).renditions:
            assert secret not in one.body
            shown = opened(one.body)
            assert not {"comment", "icc_profile"} & set(shown.info)
            assert not shown.getexif().get_ifd(0x8825)


def _text(value: bytes) -> object:
    from PIL import PngImagePlugin

    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", value.decode())
    return info


def test_a_photograph_of_24_megapixels_is_decoded_small() -> None:
    body = making.encoded(making.scene(2, (600, 400)).resize((6000, 4000)), quality=60)
    started = time.process_time()
    found = made(body)
    assert (found.width, found.height) == (6000, 4000)
    assert time.process_time() - started < 3


# ---- everything else ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("body", "expected"), [
    (b"", Flaw.EMPTY),
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", Flaw.SVG),
    (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a --><svg/>", Flaw.SVG),
    (b"<!doctype html><script>alert(1)</script>", Flaw.MARKUP),
    (b"  <html><body>blocked</body></html>", Flaw.MARKUP),
    (b"%PDF-1.7 ...", Flaw.MARKUP),
    (b"BM" + b"\x00" * 60, Flaw.FORMAT),  # BMP, TIFF, ICO, PSD, EPS: formats that are not on the list
    (b"II*\x00" + b"\x00" * 60, Flaw.FORMAT),
    (b"\x00\x00\x01\x00" + b"\x00" * 60, Flaw.FORMAT),
    (b"8BPS\x00\x01" + b"\x00" * 60, Flaw.FORMAT),
    (b"%!PS-Adobe-3.0 EPSF-3.0\n", Flaw.FORMAT),
    (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1", Flaw.FORMAT),
    (making.png(0, 40), Flaw.EMPTY),
    (making.png(1, 1), Flaw.TINY),
    (making.png(400, 300, body=b"no zlib at all"), Flaw.BROKEN),
    (making.encoded(making.scene(1, (60, 40))), Flaw.TINY),
    (making.encoded(making.scene(1, (1400, 60)), "PNG"), Flaw.TINY),
])  # fmt: skip
def test_what_is_no_picture_is_told_as_such(body: bytes, expected: Flaw) -> None:
    assert flaw(body) is expected


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
def test_a_truncated_file_is_refused(format: str, share: float) -> None:
    body = making.encoded(format=format)
    assert flaw(body[: int(len(body) * share)]) in {Flaw.TRUNCATED, Flaw.FORMAT, Flaw.BROKEN}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("behind", [making.archive(), b"<html><script>alert(1)</script></html>", b"*/=1;alert(1)//", b"%PDF-1.4", b"MZ\x90\x00"])
def test_a_picture_with_something_else_behind_it_is_refused(format: str, behind: bytes) -> None:
    assert flaw(making.encoded(format=format) + behind) is Flaw.POLYGLOT


def test_a_gif_that_is_a_script_too_is_refused() -> None:
    body = bytearray(making.encoded(making.scene(1, (300, 200)), "GIF"))
    body[6:8] = b"/*"  # a screen 10799 pixels wide, and the start of a comment
    assert flaw(bytes(body)) is Flaw.POLYGLOT


def test_markup_in_the_first_bytes_is_refused() -> None:
    assert flaw(making.encoded(comment=b"<script>alert(1)</script>")) is Flaw.POLYGLOT


def test_an_archive_hidden_in_a_comment_is_refused() -> None:
    assert flaw(making.encoded(comment=making.archive())) is Flaw.POLYGLOT


def test_what_cameras_put_behind_a_picture_is_no_fault() -> None:
    assert made(making.encoded() + b"\x00" * 900)
    assert made(making.encoded() + making.encoded(making.scene(2, (160, 120))))
    assert flaw(making.encoded() + making.encoded() + b"<html>") is Flaw.POLYGLOT


# ---- bombs -------------------------------------------------------------------------------------------------


def test_too_many_pixels_are_refused_before_any_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("decoded"))
    jpeg = bytearray(making.encoded())
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = struct.pack(">HH", 65000, 65000)
    webp = making.encoded(format="WEBP", lossless=True)
    at = webp.index(b"VP8L") + 9
    large = webp[:at] + struct.pack("<I", 0x3FFF | 0x3FFF << 14) + webp[at + 4 :]
    gif = bytearray(making.encoded(format="GIF"))
    gif[6:10] = struct.pack("<HH", 60000, 60000)
    for body in (making.png(50_000, 50_000), making.png(2**31 - 1, 2**31 - 1), bytes(jpeg), large, bytes(gif)):
        assert flaw(body) is Flaw.BOMB


def test_the_operators_limit_of_pixels_holds() -> None:
    body = making.encoded(making.scene(1, (1200, 900)))
    assert flaw(body, Order(megapixels=1.0)) is Flaw.BOMB
    assert made(body, Order(megapixels=1.1))


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"iCCP"])
def test_a_text_or_profile_that_unpacks_to_much_is_refused(kind: bytes) -> None:
    packed = zlib.compress(b"\x00" * 40_000_000, 9)
    data = {b"zTXt": b"Comment\x00\x00" + packed, b"iTXt": b"Comment\x00\x01\x00\x00\x00" + packed, b"iCCP": b"profile\x00\x00" + packed}[kind]
    rows = zlib.compress((b"\x00" + b"\x7f" * 400) * 300)
    started = time.process_time()
    assert flaw(making.png(400, 300, making.chunk(kind, data), body=rows)) is Flaw.BOMB
    assert time.process_time() - started < 2


def test_many_small_texts_are_refused_together() -> None:
    packed = b"Comment\x00\x00" + zlib.compress(b"a" * 900_000, 9)
    rows = zlib.compress((b"\x00" + b"\x7f" * 400) * 300)
    assert flaw(making.png(400, 300, *[making.chunk(b"zTXt", packed)] * 30, body=rows)) is Flaw.BOMB


def test_an_animation_of_many_frames_is_refused() -> None:
    frames = [Image.effect_noise((24, 24), 90).resize((120, 120)) for _ in range(anatomy.MOST_FRAMES + 20)]
    gif = making.encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    webp = making.encoded(frames[0].convert("RGB"), "WEBP", save_all=True, append_images=[one.convert("RGB") for one in frames[1:]], method=0)
    assert flaw(gif) is Flaw.BOMB
    assert flaw(webp) is Flaw.BOMB
    rows = zlib.compress((b"\x00" + b"\x7f" * 400) * 300)
    assert flaw(making.png(400, 300, making.chunk(b"acTL", struct.pack(">II", 10_000_000, 0)), body=rows)) is Flaw.BOMB


def test_an_unpacked_stream_far_longer_than_the_picture_costs_nothing() -> None:
    rows = zlib.compress((b"\x00" + b"\x7f" * 400) * 300 + b"\x00" * 60_000_000, 9)
    started = time.process_time()
    decode.make(making.png(400, 300, body=rows), Order())
    assert time.process_time() - started < 2


@given(st.binary(max_size=300), st.sampled_from(FORMATS), st.integers(0, 4000), st.integers(0, 255))
def test_hostile_bytes_give_a_value_and_no_exception(noise: bytes, format: str, at: int, value: int) -> None:
    body = bytearray(_SMALL[format])
    body[at % len(body)] = value
    assert isinstance(decode.make(bytes(body), Order()), Made | Bad)
    assert isinstance(decode.make(bytes(body[:40]) + noise, Order()), Made | Bad)
    assert isinstance(anatomy.examine(noise), Bad | anatomy.Anatomy)


_SMALL = {format: making.encoded(making.scene(1, (120, 90)), format) for format in FORMATS}

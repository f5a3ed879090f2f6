"""Perceptual hashes: the same as ImageHash's, alike for copies, unlike for others, none for flat pictures."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable

import imagehash
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from headwater.images import hashes
from images import making

SCENES = [making.scene(seed) for seed in range(16)]
BLOCK, REVIEW = 8, 12  # bits


@pytest.fixture(scope="module")
def known() -> list[tuple[int, ...]]:
    return [hashes.of(picture) for picture in SCENES]


def nearest(picture: Image.Image, known: tuple[int, ...]) -> int:
    own = hashes.one(picture)
    return min(hashes.distance(own, one) for one in known)


@pytest.mark.parametrize("seed", range(12))
def test_it_is_bit_for_bit_the_phash_of_imagehash(seed: int) -> None:
    picture = making.scene(seed, (640 - 7 * seed, 400 + 3 * seed))
    assert hashes.one(picture) == int(str(imagehash.phash(picture)), 16)
    for box, found in zip(hashes.boxes(*picture.size), hashes.of(picture), strict=False):
        assert found == int(str(imagehash.phash(picture.crop(box))), 16)
    assert hashes.one(picture.convert("L")) == int(str(imagehash.phash(picture.convert("L"))), 16)


def test_the_layout_is_the_whole_its_crops_then_their_mirrors() -> None:
    picture = SCENES[0]
    found = hashes.of(picture)
    assert len(found) == 28
    assert found[0] == hashes.one(picture)
    assert nearest(ImageOps.mirror(picture), found[14:15]) <= 2
    assert hashes.unpack(hashes.pack(found)) == found
    assert hashes.pack((1, 2**63)) == b"\x00" * 7 + b"\x01" + b"\x80" + b"\x00" * 7
    assert hashes.unpack(None) == hashes.unpack(b"") == ()


def compressed(picture: Image.Image) -> Image.Image:
    out = io.BytesIO()
    picture.resize((320, 200)).save(out, "JPEG", quality=60)
    return Image.open(out)


@pytest.mark.parametrize("change", [
    compressed, ImageOps.mirror, lambda one: one.crop((32, 20, 608, 380)), lambda one: one.crop((120, 0, 520, 400)),
    lambda one: one.crop((0, 0, 640, 360)), lambda one: one.crop((0, 20, 640, 380)), lambda one: ImageOps.mirror(compressed(one)),
    lambda one: one.convert("L"),
], ids=["small and compressed", "mirrored", "trimmed", "square", "16:9 from the top", "16:9", "mirrored and small", "grey"])  # fmt: skip
def test_a_changed_copy_is_found_and_nothing_else_is(change: Callable[[Image.Image], Image.Image], known: list[tuple[int, ...]]) -> None:
    for number, picture in enumerate(SCENES):
        copy = change(picture)
        assert nearest(copy, known[number]) <= BLOCK
        others = tuple(one for other, all_of_it in enumerate(known) if other != number for one in all_of_it)
        assert nearest(copy, others) > BLOCK


def test_pictures_that_differ_are_further_apart_than_any_that_go_to_review() -> None:
    wholes = [hashes.one(picture) for picture in SCENES]
    assert min(hashes.distance(a, b) for a, b in itertools.combinations(wholes, 2)) > REVIEW


@pytest.mark.parametrize("picture", [
    Image.new("RGB", (400, 300), "white"), Image.new("RGB", (400, 300), (12, 90, 200)), Image.linear_gradient("L").point([100 + value // 64 for value in range(256)]),
], ids=["white", "blue", "four greys"])  # fmt: skip
def test_a_picture_without_detail_has_no_hash(picture: Image.Image) -> None:
    assert hashes.of(picture) == ()


def test_a_plain_logo_has_no_hash() -> None:
    logo = Image.new("L", (400, 300), 255)
    logo.paste(0, (150, 100, 250, 200))
    assert hashes.of(logo) == ()


@given(st.integers(1, 3000), st.integers(1, 3000))
def test_every_crop_lies_within_the_picture_and_is_not_empty(width: int, height: int) -> None:
    found = hashes.boxes(width, height)
    assert len(found) == 14
    assert all(right > left and bottom > top for left, top, right, bottom in found)
    assert all(left >= 0 and top >= 0 for left, top, _, _ in found)

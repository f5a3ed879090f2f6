"""The pictures are small, carry their credit, and come out of the script as they are committed."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from headwater.sample import draw, loader, scenes


@pytest.mark.parametrize("name", sorted(loader.images()))
def test_a_picture_is_small_and_carries_its_credit(name: str) -> None:
    body, known = loader.image_bytes(name), loader.images()[name]
    assert len(body) < draw.LIMIT
    with Image.open(io.BytesIO(body)) as picture:
        assert picture.size == (800, 450)
        exif = picture.getexif()
        assert exif[draw.COPYRIGHT] and exif[draw.ARTIST]
        xmp = picture.info["xmp"].decode()
    for text in (known.credit, known.creator, known.statement):
        assert text in xmp


def test_there_are_enough_pictures_and_every_scene_is_used() -> None:
    images = loader.images().values()
    assert len(images) >= 25
    assert {image.scene for image in images} == set(scenes.SCENES)


def test_drawing_again_gives_the_same_picture() -> None:
    image = loader.images()["river"]
    assert draw.jpeg(image) == draw.jpeg(image)

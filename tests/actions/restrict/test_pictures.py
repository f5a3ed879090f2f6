"""Pictures that are taken down: hidden, served no more, known again; on a fake web."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from headwater import notices, urls
from headwater.actions import restrict
from headwater.store import (
    desk_tables,
    ids,
    publications,
    staydown,
)
from support.prose import prose
from support.quay import (
    PICTURE,
    Surfaces,
    decision,
    hits,
    impose,
    lift,
    on,
    same_text,
    second_outlet,
    take_down,
)
from support.world import World, id_of, item

_A = notices.Action


def picture(world: World, slug: str = "lanterns", *, url: str = PICTURE.url, host: str = "tide.example", **values: Any) -> str:
    """A picture that an article shows, as the worker would have had it."""
    image_id, article = ids.new(), id_of(world, slug, host)
    with world.store.write() as conn:
        known = conn.execute(sa.select(desk_tables.image.c.id).where(desk_tables.image.c.key == urls.image_key(url))).scalar()
        if known is None:
            conn.execute(sa.insert(desk_tables.image).values(
                id=image_id, key=urls.image_key(url), url=url, host=urls.host(url), status="ready", wanted_at=world.now,
                fetched_at=world.now, attempts=0, **values))  # fmt: skip
        use = {"article_id": article, "image_id": known or image_id}
        conn.execute(sa.insert(desk_tables.image_use).values(use))
    return known or image_id


def blocked(world: World, image_id: str) -> bool:
    with world.store.read() as conn:
        return conn.execute(sa.select(desk_tables.image.c.blocked).where(desk_tables.image.c.id == image_id)).scalar_one()


HASHES = (0x0123456789ABCDEF, 0xFEDCBA9876543210)


def packed(hashes: Sequence[int]) -> bytes:
    return b"".join(one.to_bytes(8, "big") for one in hashes)


@pytest.fixture
def no_uses(world: World) -> World:
    """Without what the pipeline noted of pictures, so that the test says it."""
    with world.store.write() as conn:
        conn.execute(sa.delete(desk_tables.image_use))
        conn.execute(sa.delete(desk_tables.image))
    return world


@pytest.mark.usefixtures("no_uses")
class TestPictures:
    def test_the_pictures_of_an_item_are_hidden_and_served_no_more(self, world: World, surfaces: Surfaces) -> None:
        before, image_id, made = surfaces.all(), picture(world), decision(_A.HIDE_IMAGE)
        impose(world, made, on(id_of(world, "lanterns")))
        assert surfaces.having("Quixotic", "lanterns.jpg") == set() and surfaces.having("Zanzibar")
        assert blocked(world, image_id)
        lift(world, made)
        assert not blocked(world, image_id)
        after = surfaces.all()
        assert after[f"/article/{id_of(world, 'lanterns')}"] == before[f"/article/{id_of(world, 'lanterns')}"]

    @pytest.mark.parametrize("action", [_A.HIDE_ITEM, _A.LINK_ONLY])
    def test_with_an_item_goes_its_picture_unless_another_item_shows_it(self, world: World, action: notices.Action) -> None:
        alone, made = picture(world), decision(action)
        shared = picture(world, url="https://img.tide.example/shared.jpg")
        assert picture(world, "eels", url="https://img.tide.example/shared.jpg") == shared
        impose(world, made, on(id_of(world, "lanterns")))
        assert blocked(world, alone) and not blocked(world, shared)
        impose(world, decision(action), on(id_of(world, "eels")))
        assert blocked(world, shared)
        lift(world, made)
        assert not blocked(world, alone) and not blocked(world, shared)

    def test_one_picture_is_hidden_in_every_item(self, world: World, surfaces: Surfaces) -> None:
        image_id, made = picture(world), decision(_A.HIDE_IMAGE)
        impose(world, made, on(image_id, notices.Kind.IMAGE))
        assert blocked(world, image_id) and surfaces.having("Quixotic", "lanterns.jpg") == set()
        lift(world, made)
        assert not blocked(world, image_id) and surfaces.having("Quixotic")

    def test_keys_of_a_picture_alone_do_not_touch_texts(self, world: World, surfaces: Surfaces) -> None:
        picture(world)
        take_down(world, action=_A.HIDE_IMAGE)
        same_text(world)
        world.live(70)
        assert surfaces.client().get(f"/article/{id_of(world, 'other', 'copy.example')}").status_code == 200
        with world.store.read() as conn:
            assert set(conn.execute(sa.select(desk_tables.stay_down.c.kind)).scalars()) == {"image_url"}

    def test_the_same_address_in_another_size_is_left_out_on_release_and_counted(self, world: World, surfaces: Surfaces) -> None:
        picture(world)
        take_down(world, action=_A.HIDE_IMAGE)
        second_outlet(world, item("boats", title="Boats at rest", host="copy.example"))
        resized = replace(PICTURE, url="https://img.tide.example/lanterns-300x200.jpg?w=300", caption="Boats")
        world.page("boats", text=prose(90, seed=74), title="Boats at rest", host="copy.example", images=(resized,))
        world.live(70)
        article = id_of(world, "boats", "copy.example")
        with world.store.read() as conn:
            found = publications.get(conn, article)
        assert found and [one.url for one in found.images] == [""]
        assert [(one.kind, one.object_id, one.key_kind) for one in hits(world)] == [("article", article, "image_url")]

    def test_a_picture_that_looks_the_same_is_blocked_and_a_near_one_reviewed(self, world: World) -> None:
        picture(world, hashes=packed(HASHES), sha256="aa")
        take_down(world)
        same, near, other, spared = (picture(world, "eels", url=f"https://else.example/{name}.jpg") for name in "abcd")
        for image_id, differing, expected in ((same, 8, True), (near, 12, False), (other, 13, None)):
            seen = [HASHES[0] ^ ((1 << differing) - 1)]
            with world.store.write() as conn:
                hit = staydown.image_hit(conn, key=f"https://else.example/{differing}", sha256="", hashes=seen, host_domain="else.example")
                assert (hit.blocks if hit else None) is expected
                if hit:
                    assert restrict.block_image(conn, image_id, hit, world.now) is expected
        assert [blocked(world, one) for one in (same, near, other, spared)] == [True, False, False, False]
        assert {(one.object_id, one.effect) for one in hits(world) if one.kind == "image"} >= {(same, "blocked"), (near, "review")}

    def test_by_its_bytes_and_by_its_address(self, world: World) -> None:
        picture(world, hashes=packed(HASHES), sha256="aa")
        made = take_down(world)
        with world.store.read() as conn:
            for known in ({"key": urls.image_key(PICTURE.url)}, {"sha256": "aa"}):
                asked: dict[str, Any] = {"key": "", "sha256": "", "hashes": (), "host_domain": "else.example", **known}
                hit = staydown.image_hit(conn, **asked)
                assert hit and hit.blocks and hit.score == 1.0
        lift(world, made)
        with world.store.read() as conn:
            assert staydown.image_hit(conn, key="", sha256="aa", hashes=HASHES, host_domain="else.example") is None

    def test_pictures_that_are_here_already_are_swept(self, world: World, surfaces: Surfaces) -> None:
        picture(world, hashes=packed(HASHES), sha256="aa")
        twin = picture(world, "eels", url="https://else.example/twin.jpg", hashes=packed([HASHES[0] ^ 7]), sha256="bb")
        with world.store.read() as conn:
            preview = restrict.preview(conn, _A.HIDE_ITEM, [on(id_of(world, "lanterns"))], stay_down=True)
        assert twin in dict(preview.images)
        made = take_down(world)
        assert blocked(world, twin)
        lift(world, made)
        assert not blocked(world, twin)

    def test_the_licensed_publishers_picture_stays_where_he_uses_it(self, world: World, surfaces: Surfaces) -> None:
        same_text(world)
        world.pool.found["https://copy.example/news/other"] = replace(
            world.pool.found["https://copy.example/news/other"], images=(PICTURE,))  # pyright: ignore[reportArgumentType]
        world.live()
        image_id = picture(world)
        assert picture(world, "other", host="copy.example") == image_id
        impose(world, decision(stay_down=True, spare=("tide.example",)), on(id_of(world, "other", "copy.example")))
        assert not blocked(world, image_id)
        assert "Quixotic" in surfaces.client().get(f"/article/{id_of(world, 'lanterns')}").text

"""Pages that are read again: only a changed text is a change."""

from __future__ import annotations

import sqlalchemy as sa

from headwater import model
from headwater.store import schema
from support.prose import prose
from support.world import World, item, rss

TEXT = prose(120, seed=3)
KANJI = "港湾局は日曜日、潜水士が下部ゲートに亀裂を発見したため、北の水門を閉鎖した。全長四十メートルを超える船舶は外で待機しなければならない。" * 4


def times(world: World) -> tuple[object, int]:
    with world.store.read() as conn:
        return tuple(conn.execute(sa.select(schema.publication.c.changed_at, schema.article.c.reads).join(
            schema.article, schema.article.c.id == schema.publication.c.article_id)).one())


def published(world: World, text: str) -> None:
    world.enrol(licence=model.Licence(uri="https://creativecommons.org/licenses/by/4.0/", name="CC BY 4.0", where="operator"))
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))
    world.page("lock", text=text, title="Lock closed", section="News")
    world.live()


def test_70_other_pictures_links_and_sections_are_no_new_version_of_a_text(world: World) -> None:
    published(world, TEXT)
    before, reads = times(world)
    world.page("lock", text=TEXT, title="Lock closed", section="Harbour", images=(model.Image(url="https://tide.example/new.jpg"),),
               links=(model.BodyLink(url="https://tide.example/other", text="read also"),))
    world.live(minutes=90)
    assert times(world) == (before, reads + 1)


def test_70_in_a_script_without_spaces_one_changed_character_is_a_change(world: World) -> None:
    published(world, KANJI)
    before, reads = times(world)
    world.page("lock", text=KANJI, title="Lock closed", section="News")
    world.live(minutes=90)
    assert times(world) == (before, reads + 1)
    world.page("lock", text=KANJI.replace("四十", "五十", 1), title="Lock closed", section="News")
    world.live(minutes=26 * 60)
    after, again = times(world)
    assert again == reads + 2 and after != before

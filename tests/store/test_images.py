"""Rows of pictures, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from headwater import model, pictures, urls
from headwater.store import codec, desk_tables, fetches, hosts, ids, images, publications, schema

if TYPE_CHECKING:
    from headwater.store import db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
URL = "https://img.example/a/gate.jpg"
MADE = pictures.Made(width=900, height=600, embedded=pictures.Embedded(creator="Ana Voß"), hashes=(1, 2**63))
SIZES = (pictures.Size(width=320, height=213, media_type="image/jpeg", key="k1"),)


def article(store: db.Store, *urls_of_images: str, **values: object) -> str:
    """An article that shows pictures to readers."""
    article_id, outlet_id = ids.new(), ids.new()
    released = model.Publication(
        article_id=model.ArticleId(article_id), view=model.View.FULL, listed=True, headline="Gate", reference_url=f"https://o.example/{article_id}",
        outlet_id=model.OutletId(outlet_id), outlet_name="O", first_seen=NOW, images=tuple(model.Image(url=url) for url in urls_of_images),
    )  # fmt: skip
    with store.write() as conn:
        conn.execute(sa.insert(schema.outlet).values(
            id=outlet_id, name="O", home_url="https://o.example/", home_key=outlet_id, is_agency=False, policy="{}", added_at=NOW))
        conn.execute(sa.insert(schema.feed).values(id=outlet_id, outlet_id=outlet_id, url=f"https://o.example/{outlet_id}", host="o.example",
                                                   added_at=NOW, next_poll_at=NOW))
        conn.execute(sa.insert(schema.article).values(
            id=article_id, outlet_id=outlet_id, feed_id=outlet_id, reference_url=released.reference_url, title="Gate", first_seen=NOW,
            presence="there", entry="{}", allowance="{}"))
        publications.save(conn, released, publications.Place(input_version=1, story_id=None, copy_of=None), now=NOW)
        if values:
            conn.execute(sa.update(schema.publication).where(schema.publication.c.article_id == article_id).values(**values))
    return article_id


def want(store: db.Store, article_id: str, url: str = URL) -> images.Kept:
    with store.write() as conn:
        kept = images.want(conn, url, article_id, now=NOW)
    assert kept
    return kept


def make_ready(store: db.Store, image_id: str, at: datetime = NOW) -> None:
    with store.write() as conn:
        images.ready(conn, image_id, MADE, sizes=SIZES, sha256="ab", hashes=b"\x00" * 7 + b"\x01" + b"\x80" + b"\x00" * 7, now=at)


def test_a_picture_is_one_row_and_one_wish_however_often_it_is_wanted(store: db.Store) -> None:
    first, second = article(store, URL), article(store, URL)
    kept = want(store, first)
    assert want(store, second, URL.replace(".jpg", "-300x200.jpg")).id == want(store, first).id == kept.id
    with store.read() as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(desk_tables.image)).scalar_one() == 1
        assert conn.execute(sa.select(sa.func.count()).select_from(desk_tables.image_use)).scalar_one() == 2
        wish = fetches.due(conn, "img.example", now=NOW)
        assert hosts.is_due(conn, now=NOW)
    assert wish and (wish.url, wish.purpose, wish.article_id) == (URL, model.Purpose.IMAGE, kept.id)
    with store.write() as conn:
        assert images.want(conn, "data:image/png;base64,AA", first, now=NOW) is None


def test_what_was_made_comes_back_and_is_shown(store: db.Store) -> None:
    mine, other = article(store, URL), article(store)
    kept = want(store, mine)
    with store.read() as conn:
        assert images.of_article(conn, mine) == {}
    make_ready(store, kept.id)
    with store.read() as conn:
        again = images.get(conn, kept.id)
        shown = images.of_articles(conn, [mine, other])
        served = images.served(conn, kept.id)
        assert images.of_articles(conn, []) == {}
        assert images.served(conn, "0" * 32) is None
    assert again and (again.status, again.width, again.sizes, again.embedded) == (images.Status.READY, 900, SIZES, MADE.embedded)
    assert again.hashes and again.hashes[-8] == 0x80
    assert list(shown) == [mine]
    assert shown[mine][urls.image_key(URL)].is_ready
    assert served and served.visible


@pytest.mark.parametrize("values", [{"withheld": True}, {"view": "withheld"}])
def test_it_is_not_visible_where_its_article_is_not(store: db.Store, values: dict[str, object]) -> None:
    kept = want(store, article(store, URL, **values))
    make_ready(store, kept.id)
    with store.read() as conn:
        served = images.served(conn, kept.id)
        assert images.shown_by(conn, kept) == []
    assert served and not served.visible


def test_an_article_that_shows_other_pictures_now_lets_the_old_one_go(store: db.Store) -> None:
    mine = article(store, URL)
    old = want(store, mine)
    new = want(store, mine, "https://img.example/b.jpg")
    with store.write() as conn:
        images.only(conn, mine, [new.id])
        assert conn.execute(sa.select(desk_tables.image_use.c.image_id)).scalars().all() == [new.id]
        images.only(conn, mine, [])
        assert conn.execute(sa.select(desk_tables.image_use.c.image_id)).scalars().all() == []
        images.forget(conn, old.id)
        assert images.get(conn, old.id) is None
        assert [wish.article_id for wish in conn.execute(sa.select(schema.fetch_due))] == [new.id]


def test_old_ones_and_those_without_a_wish_are_found_but_no_blocked_one(store: db.Store) -> None:
    mine = article(store, URL)
    old, lost, blocked = want(store, mine), want(store, mine, "https://img.example/b.jpg"), want(store, mine, "https://img.example/c.jpg")
    make_ready(store, old.id, NOW - timedelta(days=31))
    make_ready(store, blocked.id, NOW - timedelta(days=31))
    with store.write() as conn:
        conn.execute(sa.update(desk_tables.image).where(desk_tables.image.c.id == blocked.id).values(blocked=True))
        assert [one.id for one in images.stale(conn, before=NOW - timedelta(days=30), limit=9)] == [old.id]
        assert images.without_wish(conn, limit=9) == []
        conn.execute(sa.delete(schema.fetch_due))
        assert [one.id for one in images.without_wish(conn, limit=9)] == [lost.id]
        assert images.fetch_anew(conn, lost, now=NOW)
        assert not images.fetch_anew(conn, lost, now=NOW)


def test_a_refusal_keeps_what_was_learnt_and_nothing_to_show(store: db.Store) -> None:
    mine = article(store, URL)
    kept = want(store, mine)
    make_ready(store, kept.id)
    with store.write() as conn:
        images.failed(conn, kept.id, "timeout: slow")
        images.refuse(conn, kept.id, images.Status.REFUSED, "its file says: NO ARCHIVE", now=NOW, sizes="[]",
                      embedded=pictures.Embedded(instructions="NO ARCHIVE"), sha256="cd")
        again = images.get(conn, kept.id)
        shown = images.of_article(conn, mine)
    assert again and (again.status, again.sizes, again.sha256, again.attempts) == (images.Status.REFUSED, (), "cd", 1)
    assert again.embedded.instructions == "NO ARCHIVE"
    assert not shown[kept.key].is_ready


def test_words_of_a_file_that_no_database_takes_are_mended(store: db.Store) -> None:
    kept = want(store, article(store, URL))
    with store.write() as conn:
        images.refuse(conn, kept.id, images.Status.BAD, "a \x00 in a message", now=NOW, embedded=pictures.Embedded(credit="a\ud800b"))
        again = images.get(conn, kept.id)
    assert again and again.embedded.credit == "a\ufffdb"
    assert again.reason == "a in a message"
    assert codec.load(pictures.Embedded, "{}") == pictures.Embedded()

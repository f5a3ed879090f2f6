"""Articles that a second look may still move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from headwater import model
from headwater.store import articles, db, outlets, schema, stories, unsettled

HOUR = datetime(2026, 11, 1, 12, tzinfo=UTC)


def add(conn: sa.Connection, name: str, story: str, *, copy_of: str | None = None) -> None:
    """An article that may move, in a story that has a row."""
    outlet = outlets.by_home(conn, "https://tide.example/")
    outlet_id = outlet.id if outlet else outlets.add(conn, model.Outlet(id=model.OutletId("o"), name="Tidewater", home_url="https://tide.example/"), now=HOUR)
    entry = model.Entry(entry_id=name, url=f"https://tide.example/{name}", title=name)
    articles.add(conn, [articles.Kept(
        id=model.ArticleId(name), outlet_id=outlet_id, feed_id=model.FeedId("f"), reference_url=f"https://tide.example/{name}", title=name,
        language="en", published=None, updated=None, first_seen=HOUR, entry=entry, allowance=model.Allowance(),
    )])  # fmt: skip
    conn.execute(sa.update(schema.article).where(schema.article.c.id == name).values(story_id=story, copy_of=copy_of))
    stories.save(conn, stories.StoryState(
        id=model.StoryId(story), language="en", created_at=HOUR, last_at=HOUR, articles=1, outlets=1, rank=0.0, centroid=b"c", lead_article_id=name,
    ))  # fmt: skip
    unsettled.note(conn, name, hour=HOUR, tells=True)


def names(conn: sa.Connection) -> set[str]:
    return {row.article_id for row in unsettled.every(conn)}


def test_what_was_noted_is_known_with_its_story_and_later_notes_count(store: db.Store) -> None:
    with store.write() as conn:
        add(conn, "a", "s")
        assert unsettled.every(conn) == [unsettled.Unsettled(article_id=model.ArticleId("a"), story_id=model.StoryId("s"), hour=HOUR, tells=True)]
        unsettled.note(conn, "a", hour=HOUR + timedelta(hours=1), tells=False)
        (again,) = unsettled.every(conn)
    assert (again.hour, again.tells) == (HOUR + timedelta(hours=1), False)


def test_what_repeats_another_or_is_gone_does_not_move(store: db.Store) -> None:
    with store.write() as conn:
        add(conn, "a", "s")
        add(conn, "b", "s", copy_of="a")
        unsettled.note(conn, "gone", hour=HOUR, tells=False)
        assert names(conn) == {"a"}
        unsettled.tidy(conn, before=HOUR)
        assert set(conn.execute(sa.select(schema.unsettled.c.article_id)).scalars()) == {"a", "b"}
        unsettled.tidy(conn, before=HOUR + timedelta(seconds=1))
        assert names(conn) == set()


def test_articles_settle_one_by_one_or_with_their_story(store: db.Store) -> None:
    with store.write() as conn:
        for name, story in (("a", "s"), ("b", "s"), ("c", "t"), ("d", "t")):
            add(conn, name, story)
        unsettled.stand(conn, {"s": b"without a and b", "t": b"without c and d"})
        unsettled.settle(conn, ["c"])
        assert names(conn) == {"a", "b", "d"}
        unsettled.settle_story(conn, "s")
        assert names(conn) == {"d"}
        assert unsettled.stood(conn, ["s", "t"]) == {"t": b"without c and d"}
        unsettled.stand(conn, {"t": None})
        assert unsettled.stood(conn, ["s", "t"]) == {}


def test_a_story_that_was_merged_stands_for_nothing_and_is_known_by_none(store: db.Store) -> None:
    with store.write() as conn:
        add(conn, "a", "s")
        add(conn, "b", "t")
        unsettled.stand(conn, {"s": b"x", "t": b"y"})
        stories.merge(conn, "s", "t")
        unsettled.mute(conn, ["s"])
        assert unsettled.stood(conn, ["s", "t"]) == {"t": b"y"}
        assert {row.article_id: row.tells for row in unsettled.every(conn)} == {"a": False, "b": True}

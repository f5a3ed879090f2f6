"""The index of stories that the digest keeps."""

from datetime import UTC, datetime, timedelta

from headwater import model
from headwater.cluster import features, frequencies
from headwater.pipeline import shelf
from headwater.store import db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def placed(name: str) -> shelf.Placed:
    article = features.features(f"Word{name} of Felden", "The river rose.", language="en", moment=NOON)
    story = features.begin(model.StoryId(name), article, frequencies.shipped())
    return shelf.Placed(story_id=story.story_id, placement=None, is_new=True, story=story, counted=article)


def test_stories_without_news_for_the_window_are_forgotten_and_others_stay():
    known = shelf.Shelf()
    for hours, name in enumerate(("a", "b", "c")):
        known.settle(placed(name), now=NOON + timedelta(hours=hours))
    known.settle(placed("a"), now=NOON + timedelta(hours=10))  # news of the oldest
    known.expire(now=NOON + shelf.WINDOW + timedelta(hours=1, seconds=1))
    assert sorted(known.seen) == ["a", "c"]
    assert sorted(one.story_id for one in known.index) == ["a", "c"]


def test_a_merged_story_lives_as_long_as_its_later_half():
    known = shelf.Shelf()
    known.settle(placed("a"), now=NOON + timedelta(hours=5))
    known.settle(placed("b"), now=NOON)
    united = known.united("a", "b")
    assert united is not None
    known.merge("a", united)
    known.expire(now=NOON + shelf.WINDOW + timedelta(hours=4))
    assert list(known.seen) == ["b"]
    known.expire(now=NOON + shelf.WINDOW + timedelta(hours=6))
    assert not known.seen
    assert len(known.index) == 0


def test_a_table_that_was_frozen_for_what_is_known_of_chance_does_not_put_off_learning(sqlite_store: db.Store) -> None:
    """The day of learning is the day of the counts, not of the row."""
    learnt = NOON - timedelta(hours=20)
    known = shelf.Shelf(table=frequencies.learn(frequencies.Counts(), at=learnt.timestamp()).knowing({"my": 0.4}))
    with sqlite_store.write() as conn:
        known.freeze(conn, now=NOON)
    again = shelf.Shelf()
    with sqlite_store.read() as conn:
        again.rebuild(conn, now=NOON)
    assert (again.table, again.frozen_at) == (known.table, learnt)


def test_on_the_first_day_what_is_known_of_chance_leaves_learning_free(sqlite_store: db.Store) -> None:
    with sqlite_store.write() as conn:
        shelf.Shelf(table=frequencies.shipped().knowing({"my": 0.4})).freeze(conn, now=NOON)
    again = shelf.Shelf()
    with sqlite_store.read() as conn:
        again.rebuild(conn, now=NOON)
    for number in range(shelf.FREEZE_LEAST):
        again.settle(placed(str(number)), now=NOON)
    assert again.learn(now=NOON)
    assert again.table.texts == {"en": shelf.FREEZE_LEAST}
    assert again.table.chance == {"my": 0.4}

"""The index of stories that the digest keeps."""

from datetime import UTC, datetime, timedelta

from headwater import model
from headwater.cluster import features, frequencies
from headwater.pipeline import shelf

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

"""Merging stories."""

import random
from datetime import UTC, datetime, timedelta

from headwater import model
from headwater.cluster import assign, features, frequencies, revise

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TABLE = frequencies.shipped()


def report(event: int, seed: int, *, hours: float = 0) -> features.Features:
    rng, own = random.Random(f"{event}/{seed}"), random.Random(event)
    names = ["".join(own.choices("bcdfgmnprst", k=6)).capitalize() for _ in range(8)]
    filler = ["".join(rng.choices("aeioulr", k=4)) for _ in range(20)]
    return features.features(" ".join(names[:4]), " ".join(rng.sample(names * 3 + filler, 44)), language="en",
                             moment=NOON + timedelta(hours=hours))


def story(name: str, *reports: features.Features) -> features.StoryFeatures:
    return features.unite(model.StoryId(name), [features.begin(model.StoryId(name), one, TABLE) for one in reports])


def test_stories_on_one_event_merge_into_the_larger():
    index = assign.StoryIndex([story("b", report(1, 1), report(1, 2), report(1, 3)), story("a", report(1, 4), report(1, 5)),
                               story("c", report(2, 1), report(2, 2))])
    (merge,) = revise.merges([model.StoryId("a"), model.StoryId("c")], index, by_chance={})
    assert (merge.into, merge.gone) == ("b", "a")
    assert merge.score >= revise.MERGE


def test_merging_does_not_depend_on_which_changed_or_on_the_order():
    stories = [story(name, report(1, seed), report(1, seed + 10)) for seed, name in enumerate("abcd")]
    forth = revise.merges([one.story_id for one in stories], assign.StoryIndex(stories), by_chance={})
    back = revise.merges([one.story_id for one in stories[::-1]], assign.StoryIndex(stories[::-1]), by_chance={})
    assert forth == back
    named = [name for merge in forth for name in (merge.into, merge.gone)]
    assert len(named) == len(set(named)) == 4


def test_merging_asks_for_more_than_joining_does():
    assert revise.MERGE_SMALL > assign.JOIN
    assert revise.MERGE > revise.MERGE_SMALL


def test_stories_far_apart_in_time_do_not_merge():
    early, late = story("a", report(1, 1)), story("b", report(1, 2, hours=24 * 9))
    assert revise.merged(early, late, by_chance={}) is None
    assert revise.merged(early, story("b", report(1, 2, hours=24)), by_chance={}) is not None


def test_unknown_stories_suggest_nothing():
    assert revise.merges([model.StoryId("gone")], assign.StoryIndex(), by_chance={}) == []


def test_stories_of_one_outlet_and_issues_of_a_series_do_not_merge():
    def dated(name: str, title: str, outlet: str) -> features.StoryFeatures:
        body = "Rain until noon, then clearing from the west; the river Orm stays high at Felden."
        return features.begin(model.StoryId(name), features.features(title, body, language="en", moment=NOON, outlet=outlet), TABLE)

    assert revise.merged(dated("a", "Rain over Felden on 8 May", "x"), dated("b", "Rain over Felden on 9 May", "x"), by_chance={}) is None
    assert revise.merged(dated("a", "Rain over Felden on 8 May", "x"), dated("b", "Rain over Felden on 9 May", "y"), by_chance={}) is not None
    assert revise.MERGE_SAME > assign.JOIN_SAME

"""Articles grouped anew, all of them known."""

import random
from datetime import UTC, datetime, timedelta

from headwater import model
from headwater.cluster import assign, features, frequencies, regroup

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TABLE = frequencies.shipped()


def report(event: int, seed: int, *, of: int = 44, minutes: float = 0) -> features.Features:
    rng, own = random.Random(f"{event}/{seed}"), random.Random(event)
    names = ["".join(own.choices("bcdfgmnprst", k=6)).capitalize() for _ in range(8)]
    filler = ["".join(rng.choices("aeioulr", k=4)) for _ in range(20)]
    return features.features(" ".join(names[:4]), " ".join(rng.sample(names * 3 + filler, of)), language="en",
                             moment=NOON + timedelta(minutes=minutes))


def story(name: str, *reports: features.Features) -> features.StoryFeatures:
    return features.unite(model.StoryId(name), [features.begin(model.StoryId(name), one, TABLE) for one in reports])


def groups(labels: list) -> list[int]:
    return [labels.index(one) for one in labels]


def test_each_event_is_a_group_and_the_index_has_it():
    articles, index = [report(event, seed) for seed in range(4) for event in range(6)], assign.StoryIndex()
    found = regroup.regroup(articles, index, frequencies=TABLE)
    assert groups(found.labels) == list(range(6)) * 4
    assert sorted(one.story_id for one in index) == sorted(set(found.labels))
    assert all(regroup.is_new(one) for one in found.labels)
    assert sum(one.articles for one in index) == 24
    assert regroup.regroup([], assign.StoryIndex(), frequencies=TABLE).labels == []


def test_the_order_of_the_articles_does_not_count():
    articles = [report(event, seed, of=30, minutes=seed) for seed in range(5) for event in range(12)]
    first = regroup.regroup(articles, assign.StoryIndex(), frequencies=TABLE).labels
    for seed in range(5):
        order = random.Random(seed).sample(range(60), 60)
        again = regroup.regroup([articles[number] for number in order], assign.StoryIndex(), frequencies=TABLE).labels
        assert again == [first[number] for number in order]


def test_settled_stories_are_joined_and_keep_their_articles():
    index = assign.StoryIndex([story("a", report(1, 1), report(1, 2)), story("b", report(2, 1))])
    found = regroup.regroup([report(1, 3), report(3, 1)], index, frequencies=TABLE)
    assert found.labels[0] == "a"
    assert regroup.is_new(found.labels[1])
    assert {one.story_id: one.articles for one in index} == {"a": 3, "b": 1, found.labels[1]: 1}


def test_settled_stories_that_have_come_close_are_merged_and_said_so():
    index = assign.StoryIndex([story("a", report(1, 1)), story("b", report(1, 2), report(1, 3))])
    found = regroup.regroup([report(1, 4)], index, frequencies=TABLE)
    assert found.labels == ["b"]
    assert found.merged == {"a": "b"}
    assert [(one.story_id, one.articles) for one in index] == [("b", 4)]


def test_a_group_takes_the_name_that_most_of_its_articles_had_and_no_two_take_one():
    named = regroup.kept_names([("~1", 7), ("~1", 7), ("~2", 7), ("~2", 8), ("~3", 7)])
    assert named == {"~1": 7, "~2": 8}
    assert regroup.kept_names([("~1", 7), ("~1", 7), ("~1", 9)], free=lambda name: name != 7) == {"~1": 9}

"""Two events in one story."""

import random

from headwater import model
from headwater.cluster import features, frequencies, split

TABLE = frequencies.shipped()


def report(event: int, seed: int, *, names: int = 8, language: str = "en") -> features.StoryFeatures:
    rng, own = random.Random(f"{event}/{seed}"), random.Random(event)
    words = ["".join(own.choices("bcdfgmnprst", k=6)).capitalize() for _ in range(names)]
    filler = ["".join(rng.choices("aeioulr", k=4)) for _ in range(20)]
    body = rng.sample(words * 3 + filler, len(words) * 3 + 20)
    return features.begin(model.StoryId(""), features.features(" ".join(words[:4]), " ".join(body), language=language), TABLE)


def test_a_story_of_two_events_is_split_and_the_smaller_leaves():
    mixed = [report(1, seed) for seed in range(8)] + [report(2, seed) for seed in range(6)]
    found = split.split(mixed)
    assert found is not None
    assert found.leaving == tuple(range(8, 14))
    assert found.score < split.APART


def test_of_two_equal_groups_the_later_one_leaves():
    mixed = [report(number % 2, number) for number in range(12)]
    found = split.split(mixed)
    assert found is not None
    assert found.leaving == (1, 3, 5, 7, 9, 11)


def test_a_story_of_one_event_stays_whole():
    assert split.split([report(1, seed) for seed in range(14)]) is None


def test_reports_in_two_languages_are_no_two_events_for_being_unlike_each_other():
    english, german = [report(1, seed) for seed in range(8)], [report(2, seed, language="de") for seed in range(6)]
    assert split.split(english + german) is None
    assert split.split([*english, *german, *(report(2, seed) for seed in range(10, 12))]) is not None
    assert split.split([*english, *(report(2, seed, language="") for seed in range(6))]) is not None  # it may be the same language


def test_some_reports_from_another_angle_are_no_second_event():
    few = split.LEAST - 1
    assert split.split([report(1, seed) for seed in range(12)] + [report(2, seed) for seed in range(few)]) is None


def test_articles_without_words_do_no_harm():
    empty = features.begin(model.StoryId(""), features.features("", ""), TABLE)
    assert split.split([empty] * 12) is None
    assert split.split([]) is None
    assert split.split([report(1, seed) for seed in range(split.MOST + 1)]) is None


def test_a_story_is_looked_at_again_when_it_has_grown_by_half():
    assert next(number for number in range(40) if split.is_due(number, 0)) == 2 * split.LEAST
    assert not split.is_due(14, 10)
    assert split.is_due(15, 10)


def test_the_parts_have_all_articles_between_them():
    mixed = [report(1, seed) for seed in range(8)] + [report(2, seed) for seed in range(6)]
    found = split.split(mixed)
    assert found is not None
    staying, leaving = split.parts(mixed, found)
    assert (staying.articles, leaving.articles) == (8, 6)

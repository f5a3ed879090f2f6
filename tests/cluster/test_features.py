"""Terms of articles, centroids of stories."""

import struct
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater import model
from headwater.cluster import features, frequencies

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TABLE = frequencies.shipped()
ONE = features.features("Bridge closed in Felden", "The river rose, and the mayor closed the bridge in Felden on Monday.",
                        moment=NOON)
TWO = features.features("Felden: bridge stays closed", "The bridge in Felden stays closed, the mayor said.",
                        moment=NOON + timedelta(hours=5))


def weight(article: features.Features, word: str) -> float:
    return float(article.counts[article.words.index(word)])


def story(name: str, *articles: features.Features) -> features.StoryFeatures:
    first, *others = articles
    found = features.begin(model.StoryId(name), first, TABLE)
    for article in others:
        found = features.join(found, article, TABLE)
    return found


def test_titles_names_and_openings_count_more():
    article = features.features("alpha", "beta then Gamma " + "filler " * 300 + "omega")
    assert weight(article, "alpha") > weight(article, "beta") > weight(article, "omega")
    assert weight(article, "gamma") > weight(article, "beta")


def test_numbers_count_more_but_not_in_a_table():
    toll = features.features("", "the flood took 2347 of the people there")
    table = features.features("", " ".join(str(number) for number in range(300, 340)) + " people")
    assert weight(toll, "2347") > weight(toll, "people")
    assert weight(table, "301") < weight(table, "people")


def test_short_numbers_are_one_common_term_however_many_they_are():
    one, other = (features.features("", f"{word} " + " ".join(map(str, range(20)))) for word in ("alpha", "beta"))
    _, shared = features.cosines(one.keys, features.vector(one, TABLE), [story("s", other)])
    assert shared.tolist() == [1]


def test_what_titles_say_is_known_to_the_other_side_or_not():
    quoting = features.features("Morning briefing", "The mayor closed the bridge in Felden. Northham won the cup.")
    assert features.told(TWO, features.vector(TWO, TABLE), story("s", ONE)) > 0.5
    assert features.told(quoting, features.vector(quoting, TABLE), story("s", ONE)) == 0
    assert features.told(ONE, features.vector(ONE, TABLE), story("s", quoting)) == 0
    untitled = features.features("", "The mayor closed the bridge in Felden.")
    assert features.told(untitled, features.vector(untitled, TABLE), story("s", untitled)) == 1
    empty = features.features("", "")
    assert features.told(empty, features.vector(empty, TABLE), story("s", ONE)) == 0


def test_a_vector_has_length_one_and_an_empty_article_none():
    assert np.linalg.norm(features.vector(ONE, TABLE)) == pytest.approx(1)
    empty = features.features("", "")
    assert len(features.vector(empty, TABLE)) == 0
    assert len(features.begin(model.StoryId("s"), empty, TABLE).keys) == 0


def test_a_story_sums_its_articles():
    both = story("s", ONE, TWO)
    assert both.articles == 2
    assert (both.first, both.last) == (NOON, NOON + timedelta(hours=5))
    assert both.languages == ("en",)


def test_uniting_stories_is_joining_their_articles():
    united = features.unite(model.StoryId("s"), [story("s", ONE), story("t", TWO)])
    joined = story("s", ONE, TWO)
    assert np.array_equal(united.keys, joined.keys)
    assert np.allclose(united.weights, joined.weights)


def test_a_centroid_is_pruned_to_its_heaviest_terms():
    long = features.features("", " ".join(f"word{number}" for number in range(400)))
    kept = features.begin(model.StoryId("s"), long, TABLE)
    assert len(kept.keys) == features.PRUNED
    assert np.all(np.diff(kept.keys.astype(object)) > 0)
    assert kept.weights.min() >= np.sort(features.vector(long, TABLE))[-features.PRUNED]


def test_likeness_is_between_none_and_one():
    weights = features.vector(ONE, TABLE)
    other = features.features("Football", "Northham won the cup final after extra time")
    scores, shared = features.cosines(ONE.keys, weights, [story("a", ONE), story("b", other), story("c", features.features("", ""))])
    assert scores[0] == pytest.approx(1, abs=1e-6)
    assert shared[0] == len(ONE.keys)
    assert scores[1] < 0.1
    assert scores[2] == 0


def test_a_centroid_survives_its_bytes():
    dated = features.features("The day on 8 May", "Felden", outlet="x", moment=NOON)
    for kept in (story("s", ONE, TWO), story("t", features.features("", "", language="de")), story("u", dated)):
        again = features.StoryFeatures.from_bytes(kept.story_id, kept.to_bytes())
        assert np.array_equal(again.keys, kept.keys)
        assert np.array_equal(again.weights, kept.weights)
        assert np.array_equal(again.heads, kept.heads)
        assert (again.articles, again.languages, again.first, again.last, again.outlet, again.issues) == (
            kept.articles, kept.languages, kept.first, kept.last, kept.outlet, kept.issues)


def test_a_centroid_of_the_first_format_is_still_read():
    kept = story("s", ONE, TWO)
    languages = ",".join(kept.languages).encode()
    stored = (struct.pack("<BIIIqq", 1, len(kept.keys), 2, len(languages), 1_000_000, 2_000_000) + languages
              + kept.keys.tobytes() + kept.weights.tobytes())
    again = features.StoryFeatures.from_bytes(kept.story_id, stored)
    assert np.array_equal(again.weights, kept.weights)
    assert (again.articles, again.outlet, again.issues, float(again.heads.sum())) == (2, 0, (), 0.0)
    assert features.told(ONE, features.vector(ONE, TABLE), again) > 0.5  # what is not known does not count against it
    assert features.unite(kept.story_id, [again, kept]).articles == 4


def test_a_story_knows_its_outlet_as_long_as_it_has_but_one():
    same = story("s", *(features.features(title, "Felden", outlet="x") for title in ("One bridge", "Two bridges")))
    mixed = features.join(same, features.features("Three", "Felden", outlet="y"), TABLE)
    assert same.outlet != 0
    assert mixed.outlet == 0
    assert features.join(same, features.features("Three", "Felden"), TABLE).outlet == 0
    assert (len(same.issues), len(mixed.issues)) == (2, 3)


def test_the_titles_that_a_story_keeps_are_bounded_and_do_not_depend_on_the_order():
    many = [features.features(f"Word{number} of Felden", "x", outlet="x") for number in range(40)]
    assert story("s", *many).issues == story("s", *many[::-1]).issues
    assert len(story("s", *many).issues) == features.MOST_ISSUES


@pytest.mark.parametrize("stored", [b"", b"\x01", b"\x09" * 29, story("s", ONE).to_bytes()[:-1]])
def test_foreign_bytes_are_refused_in_words(stored):
    with pytest.raises(ValueError, match="centroid of story s"):
        features.StoryFeatures.from_bytes(model.StoryId("s"), stored)


def test_the_language_said_counts_without_its_region():
    assert features.features("", "", language="pt-BR").language == "pt"


@pytest.mark.parametrize("moment", [datetime(2026, 3, 1), datetime.min.replace(tzinfo=timezone(timedelta(hours=9))),  # noqa: DTZ001
                                    datetime.max.replace(tzinfo=timezone(timedelta(hours=-9)))])
@pytest.mark.parametrize("language", ["en,de", "\u0430", "x" * 99, "12"])
def test_odd_times_and_languages_do_no_harm(moment, language):
    kept = story("s", features.features("a b", "c d", moment=moment, language=language), ONE)
    again = features.StoryFeatures.from_bytes(kept.story_id, kept.to_bytes())
    assert (again.languages, again.first) == (kept.languages, kept.first)


@settings(deadline=None)
@given(st.text(alphabet=st.characters()), st.text(alphabet=st.characters()), st.text(alphabet=st.characters()))
def test_any_strings_have_features_and_a_centroid(title, body, language):
    article = features.features(title, body, language=language)
    kept = features.begin(model.StoryId("s"), article, TABLE)
    assert features.StoryFeatures.from_bytes(kept.story_id, kept.to_bytes()).articles == 1
    assert len(article.words) == len(article.keys) == len(article.counts)

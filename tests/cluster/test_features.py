"""Terms of articles, centroids of stories."""

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
    for kept in (story("s", ONE, TWO), story("t", features.features("", "", language="de"))):
        again = features.StoryFeatures.from_bytes(kept.story_id, kept.to_bytes())
        assert np.array_equal(again.keys, kept.keys)
        assert np.array_equal(again.weights, kept.weights)
        assert (again.articles, again.languages, again.first, again.last) == (
            kept.articles, kept.languages, kept.first, kept.last)


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

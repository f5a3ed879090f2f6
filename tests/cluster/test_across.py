"""Stories found by what they say, and the strands that a story then has."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from headwater import model
from headwater.cluster import across, features, frequencies, meaning
from support import tongues

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TABLE = frequencies.shipped()


def article(title: str, language: str, *, moment: datetime = NOON, outlet: str = "") -> features.Features:
    return features.features(title, "", language=language, moment=moment, outlet=outlet)


def vector(title: str, language: str = "en") -> meaning.Vector:
    found = tongues.encoder().vector(title, "", language)
    assert found is not None
    return found


def strand(name: str, title: str, language: str, **facts) -> features.StoryFeatures:
    return features.begin(model.StoryId(name), article(title, language, **facts), TABLE)


def chosen(one: features.Features, title: str, known: features.StoryFeatures, its: str):
    index = across.Index()
    index.put(known.story_id, vector(its))
    return across.choose(one, one.language, index.nearest(vector(title)),
                         lambda name: across.Known(strands=[known], languages=known.languages) if name == known.story_id else None)


def random_vectors(number: int, seed: int = 3) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(number, 2 * meaning.SIZE)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_the_nearest_is_the_one_that_an_exact_comparison_finds():
    rows, index = random_vectors(700), across.Index()
    for number, row in enumerate(rows):
        index.put(str(number), row)
    for number in (0, 13, 699):
        asked = rows[number] + 0.8 * random_vectors(1, seed=number + 50)[0]
        found = index.nearest(asked)
        exact = rows @ asked / np.linalg.norm(asked)
        assert found[0][0] == str(int(exact.argmax()))
        assert found[0][1] == pytest.approx(float(exact.max()), abs=2e-3)
        assert len(found) == across.NEAREST


def test_what_is_held_is_bounded_and_the_oldest_goes_first():
    rows, index = random_vectors(12), across.Index(most=10)
    for number, row in enumerate(rows[:10]):
        index.put(str(number), row)
    index.put("0", rows[0])  # news of the first
    index.put("10", rows[10])
    assert len(index) == 10
    assert index.get("1") is None
    assert index.get("0") is not None
    index.drop("10")
    index.drop("10")
    index.put("11", rows[11])
    assert index.nearest(rows[11])[0][0] == "11"
    assert {name for name, _ in index.nearest(rows[10])} == {"0", "2", "3", "4", "5", "6", "7", "8", "9", "11"}


def test_an_empty_index_has_nothing_near():
    assert across.Index().nearest(random_vectors(1)[0]) == []


def test_the_same_in_another_language_joins_with_the_likeness():
    known = strand("a", "Ship sinks harbour fire", "en")
    found = chosen(article("Schiff sinkt Hafen Brand", "de"), "Schiff sinkt Hafen Brand", known, "Ship sinks harbour fire")
    assert found is not None
    assert found[0] == "a"
    assert found[1] > 0.95


def test_something_else_does_not_join():
    known = strand("a", "Ship sinks harbour fire", "en")
    assert chosen(article("Fest am Turm", "de"), "Fest Turm öffnet", known, "Ship sinks harbour fire") is None


def test_in_the_same_language_much_more_likeness_is_asked():
    mixed = "Ship sinks harbour festival"  # three of four words
    assert chosen(article(mixed, "de"), mixed, strand("a", "x", "en"), "Ship sinks harbour fire") is not None
    assert 0.7 < vector(mixed) @ vector("Ship sinks harbour fire") < 0.8
    assert chosen(article("Ship sinks council", "en"), "Ship sinks harbour tax council", strand("a", "x", "en"), "Ship sinks harbour fire") is None


def test_days_later_it_is_another_event():
    known = strand("a", "Ship sinks harbour fire", "en")
    late = article("Schiff sinkt", "de", moment=NOON + timedelta(days=5))
    assert chosen(late, "Schiff sinkt Hafen Brand", known, "Ship sinks harbour fire") is None


def test_another_issue_of_an_outlets_series_does_not_join():
    known = strand("a", "Tides at the harbour on 3 May", "en", outlet="x")
    next_issue = article("Tides at the harbour on 4 May", "de", outlet="x")
    assert chosen(next_issue, "ship sinks harbour", known, "ship sinks harbour") is None


def test_what_is_near_does_not_depend_on_the_order_in_which_stories_came_or_went():
    rng = np.random.default_rng(5)
    rows = rng.normal(size=(400, 2 * meaning.SIZE)).astype(np.float32)
    rows[100:] = rows[rng.integers(0, 40, 300)]  # many are the same: as near as each other
    grown, rebuilt = across.Index(), across.Index()
    for number in rng.permutation(400).tolist():
        grown.put(f"s{number}", rows[number])
    for number in range(0, 400, 3):
        grown.drop(f"s{number}")
    for number in range(0, 400, 6):
        grown.put(f"s{number}", rows[number])
    for number in range(400):
        if number % 3 or number % 6 == 0:
            rebuilt.put(f"s{number}", rows[number])
    for row in rows[:20]:
        found = grown.nearest(row)
        assert found == rebuilt.nearest(row)
        assert len(found) == across.NEAREST
        assert all(int(name[1:]) % 3 or int(name[1:]) % 6 == 0 for name, _ in found)


def test_a_bundle_comes_back_from_its_bytes():
    one = across.Bundle(strands=(strand("a", "Ship sinks", "en"), strand("a+1", "Schiff sinkt", "de")), vector=vector("Ship sinks harbour"),
                        named=(frozenset({5, -7, 1 << 62}), frozenset()))
    back = across.Bundle.from_bytes(model.StoryId("a"), one.to_bytes())
    assert back.named == one.named
    assert [strand.story_id for strand in back.strands] == ["a", "a+1"]
    assert [strand.languages for strand in back.strands] == [("en",), ("de",)]
    assert back.to_bytes() == one.to_bytes()
    assert back.vector is not None and one.vector is not None
    assert np.allclose(back.vector, one.vector, atol=1e-3)


def test_a_story_of_one_strand_without_a_vector_is_stored_as_ever():
    alone = strand("a", "Ship sinks", "en")
    assert across.Bundle(strands=(alone,)).to_bytes() == alone.to_bytes()
    assert across.Bundle.from_bytes(model.StoryId("a"), alone.to_bytes()).vector is None


def test_vectors_of_another_encoder_are_not_compared(monkeypatch):
    stored = across.Bundle(strands=(strand("a", "Ship sinks", "en"),), vector=vector("Ship sinks harbour")).to_bytes()
    monkeypatch.setattr(across, "_ENCODER", b"another-encoder-4")
    back = across.Bundle.from_bytes(model.StoryId("a"), stored)
    assert back.vector is None
    assert len(back.strands) == 1


@pytest.mark.parametrize("cut", [1, 3, 6, 30, 200, -1])
def test_bytes_that_are_cut_off_are_refused(cut):
    stored = across.Bundle(strands=(strand("a", "Ship sinks", "en"),), vector=vector("Ship sinks harbour")).to_bytes()
    with pytest.raises(ValueError, match="centroid of story a"):
        across.Bundle.from_bytes(model.StoryId("a"), stored[:cut])


def test_united_stories_keep_a_strand_a_language():
    one = across.Bundle(strands=(strand("a", "Ship sinks", "en"), strand("a+1", "Schiff sinkt", "de")), vector=vector("Ship sinks harbour"))
    other = across.Bundle(strands=(strand("b", "Navire coule", "fr"), strand("b+1", "Das Schiff sank", "de")))
    both = across.united(one, other)
    assert [(strand.story_id, strand.languages, strand.articles) for strand in both.strands] == [
        ("a", ("en",), 1), ("a+1", ("de",), 2), ("a+2", ("fr",), 1)]
    assert both.vector is not None


def test_stories_of_one_strand_are_united_as_ever():
    one, other = strand("a", "Ship sinks", "en"), strand("b", "Navire coule", "fr")
    both = across.united(across.Bundle(strands=(one,)), across.Bundle(strands=(other,)))
    assert len(both.strands) == 1
    assert both.to_bytes() == features.unite(model.StoryId("a"), (other, one)).to_bytes()

"""How common terms are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from headwater.cluster import features, frequencies


def rarity(table: frequencies.Frequencies, word: str, language: str) -> float:
    return float(table.rarity(np.array([frequencies.key(word)], dtype=np.int64), language)[0])


def test_common_words_weigh_little_from_the_first_day():
    table = frequencies.shipped()
    assert table.version == "shipped"
    assert rarity(table, "the", "en") < rarity(table, "police", "en") < rarity(table, "felden", "en")
    assert rarity(table, "и", "ru") < 1 < rarity(table, "и", "en")
    assert rarity(table, "und", "") < 1


def test_what_is_learnt_outweighs_what_was_shipped():
    counts = frequencies.Counts()
    for number in range(2_000):
        counts.add([frequencies.key("felden"), number], "en")
    table = frequencies.learn(counts)
    assert rarity(table, "felden", "en") < 1
    assert rarity(table, "felden", "de") == rarity(frequencies.shipped(), "felden", "de")
    assert rarity(table, "the", "en") > rarity(frequencies.shipped(), "the", "en")


def test_the_version_names_the_counts():
    one, other = frequencies.Counts(), frequencies.Counts()
    for counts in (one, other):
        counts.add([1, 2], "en")
    assert frequencies.learn(one).version == frequencies.learn(other).version
    other.add([1], "en")
    assert frequencies.learn(one).version != frequencies.learn(other).version


def test_a_table_does_not_change_when_more_is_counted():
    counts = frequencies.Counts()
    counts.add([1], "en")
    table = frequencies.learn(counts)
    counts.add([1], "en")
    assert table.texts["en"] == 1
    assert table.counts["en"][1] == 1


def test_older_counts_fade():
    counts = frequencies.Counts()
    for _ in range(8):
        counts.add([1], "en")
    counts.add([2], "en")
    later = frequencies.learn(frequencies.Counts(), before=frequencies.learn(counts))
    assert later.counts == {"en": {1: 4}}
    assert later.texts == {"en": 4}


def test_a_table_is_bounded(monkeypatch):
    monkeypatch.setattr(frequencies, "MOST_TERMS", 10)
    counts = frequencies.Counts()
    for number in range(100):
        counts.add(range(number), "en")
    assert len(frequencies.learn(counts).counts["en"]) <= 10


def test_a_table_survives_its_bytes():
    counts = frequencies.Counts()
    counts.add([-5, 7], "en")
    counts.add([7], "ru")
    table = frequencies.learn(counts)
    assert frequencies.Frequencies.from_bytes(table.to_bytes()) == table


def test_a_language_is_guessed_by_its_common_words():
    def guess(text: str) -> str:
        return features.features("", text).language

    assert guess("The river rose and the bridge was closed for two days") == "en"
    assert guess("Der Fluss ist über die Ufer getreten und das Dorf ist nicht zu erreichen") == "de"
    assert guess("Река вышла из берегов, и по словам жителей это не первый раз за год") == "ru"
    assert guess("Felden 2026") == ""


@given(st.text(alphabet=st.characters()))
def test_any_string_has_a_key_of_signed_64_bits(word):
    assert -(1 << 63) <= frequencies.key(word) < 1 << 63


def test_endings_do_not_count_where_that_is_cheap():
    assert frequencies.key("bridges") == frequencies.key("bridge")
    assert frequencies.key("президента") == frequencies.key("президентом")
    assert frequencies.key("loss") != frequencies.key("los")

"""When a text is what was taken down: the measured cases of the requirements, and quotations."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.desk import staydown
from support.prose import characters, prose

TAKEN_DOWN = prose(320, seed=7)
WORDS = TAKEN_DOWN.split()


def judged(text: str, *, key: str = TAKEN_DOWN, whole: bool = True) -> staydown.Judged | None:
    a, b = staydown.measure(key), staydown.measure(text)
    return staydown.judge(
        len(a.shingles & b.shingles), of_key=len(a.shingles), of_text=len(b.shingles), unit=b.unit, whole=whole
    )


def effect(text: str, *, key: str = TAKEN_DOWN, whole: bool = True) -> str | None:
    found = judged(text, key=key, whole=whole)
    return str(found.effect) if found else None


def changed(one_in: int, text: str = TAKEN_DOWN) -> str:
    return " ".join(f"other{at}" if at % one_in == 0 else word for at, word in enumerate(text.split(), 1))


@pytest.mark.parametrize(
    "text",
    [
        TAKEN_DOWN,
        " ".join(WORDS[:40]),
        " ".join(WORDS[:25]),
        " ".join(WORDS[100:125]),
        "ELLERY, 12 November (Meridian Wire) " + TAKEN_DOWN + " Reporting by Ines Calder; editing by Tom Ferrow.",
        TAKEN_DOWN.upper().replace(".", " …"),
        prose(400, seed=90) + " " + TAKEN_DOWN,
    ],
    ids=["same", "first 40 words", "first 25 words", "25 from the middle", "dateline and credits", "case and marks", "inside another"],
)  # fmt: skip
def test_copies_are_blocked(text: str) -> None:
    assert effect(text) == "blocked"


@pytest.mark.parametrize("first", range(12))
def test_one_word_in_twelve_changed_is_blocked(first: int) -> None:
    text = " ".join(f"other{at}" if at % 12 == first else word for at, word in enumerate(WORDS))
    assert effect(text) == "blocked"


def test_half_the_words_changed_goes_to_a_person_or_nowhere() -> None:
    assert effect(changed(6)) == "review"
    assert effect(changed(2)) is None


def test_other_texts_are_not_touched() -> None:
    assert [seed for seed in range(100, 160) if effect(prose(300, seed=seed))] == []


@pytest.mark.parametrize("length", [12, 16, 20])
def test_a_report_that_quotes_up_to_twenty_words_is_never_blocked(length: int) -> None:
    quotation = " ".join(WORDS[30 : 30 + length])
    report = f"A court has ordered a site to take down an article. It had said: “{quotation}” {prose(150, seed=31)}"
    assert effect(report) in (None, "review")


@pytest.mark.parametrize("length", [12, 16, 20])
def test_nor_is_one_whose_summary_is_all_but_the_quotation(length: int) -> None:
    quotation = " ".join(WORDS[30 : 30 + length])
    assert effect(quotation, whole=False) in (None, "review")
    assert effect(f"Court orders takedown: “{quotation}”", whole=False) in (None, "review")
    assert effect(f"A site must take down an article that said “{quotation}”") in (None, "review")


def test_nor_where_it_quotes_all_of_a_short_summary() -> None:
    summary = " ".join(WORDS[:20])
    assert effect(f"{prose(90, seed=32)} It said: {summary}", key=summary) == "review"
    assert effect(f"The order names the words: {summary}", key=summary) == "review"


def test_a_summary_that_returns_with_a_tail_is_blocked() -> None:
    summary = " ".join(WORDS[:30])
    assert effect(f"{summary} Read more at the site", key=summary) == "blocked"


def test_fifteen_words_that_are_all_of_an_item_are_blocked_only_where_nothing_else_is_known() -> None:
    piece = " ".join(WORDS[:15])
    assert effect(piece) == "blocked"
    assert effect(piece, whole=False) == "review"


def test_a_few_words_prove_nothing() -> None:
    assert effect(" ".join(WORDS[:12])) is None
    assert effect("") is None


class TestScriptsWithoutSpaces:
    ARTICLE = characters(600, seed=3)

    def test_a_copy_and_a_cut_one_are_blocked(self) -> None:
        assert effect(self.ARTICLE, key=self.ARTICLE) == "blocked"
        assert effect(self.ARTICLE[:45], key=self.ARTICLE) == "blocked"

    def test_a_quotation_and_another_text_are_not(self) -> None:
        report = characters(300, seed=8) + self.ARTICLE[50:80] + characters(200, seed=9)
        assert effect(report, key=self.ARTICLE) is None
        assert effect(characters(600, seed=44), key=self.ARTICLE) is None

    def test_a_shingle_is_three_characters(self) -> None:
        found = staydown.measure("东京都港")
        assert len(found.shingles) == 2 and found.unit == staydown.CHARACTERS


def thai(words: int, seed: int) -> str:
    """So many made-up words in Thai letters, without spaces."""
    pick = random.Random(seed)
    known = random.Random(0)
    vocabulary = ["".join(known.choice("กขคงจชดตทนบปพมยรลวสหอ") + known.choice("าเแโอีิุู") + known.choice(["", "น", "ง", "ก", "ม"]) for _ in range(2)) for _ in range(1500)]
    return "".join(pick.choice(vocabulary) for _ in range(words))


class TestAlphabetsWithoutSpaces:
    ARTICLE = thai(1200, seed=3)

    def test_a_copy_and_a_cut_one_are_blocked(self) -> None:
        assert effect(self.ARTICLE, key=self.ARTICLE) == "blocked"
        assert effect(self.ARTICLE[:160], key=self.ARTICLE) == "blocked"
        assert effect(thai(40, seed=4) + self.ARTICLE + thai(40, seed=5), key=self.ARTICLE) == "blocked"

    @pytest.mark.parametrize("seed", range(40, 60))
    def test_a_short_text_is_not_a_long_one_because_it_has_the_same_letters(self, seed: int) -> None:
        assert effect(thai(30, seed=seed), key=self.ARTICLE) is None
        assert effect(thai(30, seed=seed), key=self.ARTICLE, whole=False) is None

    def test_a_quotation_of_some_words_is_not_blocked(self) -> None:
        assert effect(thai(60, seed=8) + self.ARTICLE[50:110] + thai(40, seed=9), key=self.ARTICLE) in (None, "review")


def test_the_same_words_in_order_have_one_hash_and_few_words_none() -> None:
    assert staydown.measure("Élan, in the harbour! " + TAKEN_DOWN).exact == staydown.measure("elan in the HARBOUR " + TAKEN_DOWN).exact
    assert staydown.measure("Read more on our site").exact == ""
    shuffled = WORDS.copy()
    random.Random(1).shuffle(shuffled)
    assert staydown.measure(" ".join(shuffled)).exact != staydown.measure(TAKEN_DOWN).exact


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_two_texts_can_be_judged_and_order_does_not_change_the_score(one: str, other: str) -> None:
    a, b = staydown.measure(one), staydown.measure(other)
    assert all(-(2**63) <= gram < 2**63 for gram in a.shingles)
    shared, ways = len(a.shingles & b.shingles), []
    for key, text in ((a, b), (b, a)):
        found = staydown.judge(shared, of_key=len(key.shingles), of_text=len(text.shingles))
        ways.append(found.score if found else None)
    assert ways[0] == ways[1]

"""What has changed between two texts, by lines and words, in any script and at a bounded cost."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import differences


def shown(pieces: tuple[differences.Piece, ...]) -> str:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(marks[one.mark].format(one.text) for one in pieces)


@pytest.mark.parametrize(("before", "after", "wanted"), [
    ("Twelve people were hurt.", "Fourteen people were hurt.", "[-Twelve -][+Fourteen +]people were hurt."),
    ("Same words", "Same words", "Same words"),
    ("港湾局は四十隻と発表した。", "港湾局は五十隻と発表した。", "港湾局は[-四-][+五+]十隻と発表した。"),
    ("وصلت السفينة يوم الأحد إلى الميناء", "وصلت السفينة يوم الاثنين إلى الميناء", "وصلت السفينة يوم [-الأحد -][+الاثنين +]إلى الميناء"),
    ("one two three four five six", "zero two three seven five six", "[-one two three four -][+zero two three seven +]five six"),  # crumbs go along
    ("", "New", "[+New+]"), ("Old", "", "[-Old-]"),
])
def test_words_in_any_script(before: str, after: str, wanted: str) -> None:
    assert shown(differences.words(before, after)) == wanted


def test_lines_keep_their_order_and_find_their_like() -> None:
    before = ["The lock is shut.", "Ships wait outside the harbour.", "A pilot said so."]
    after = ["The lock is shut.", "Forty ships wait outside the harbour.", "The office apologised."]
    assert [(line.mark, line.text) for line in differences.lines(before, after)] == [
        ("same", "The lock is shut."), ("changed", "Ships Forty ships wait outside the harbour."),
        ("added", "The office apologised."), ("removed", "A pilot said so."),
    ]


@given(st.lists(st.text("ab ", max_size=8), max_size=12), st.lists(st.text("ab ", max_size=8), max_size=12))
def test_nothing_is_lost_and_nothing_invented(before: list[str], after: list[str]) -> None:
    found = list(differences.lines(before, after))
    old = ["".join(piece.text for piece in line.pieces if piece.mark != "added") for line in found if line.mark != "added"]
    new = ["".join(piece.text for piece in line.pieces if piece.mark != "removed") for line in found if line.mark != "removed"]
    assert Counter("".join(new).replace(" ", "")) == Counter("".join(after).replace(" ", ""))
    assert Counter("".join(old).replace(" ", "")) == Counter("".join(before).replace(" ", ""))


@pytest.mark.parametrize(("before", "after", "real"), [
    ("Lock  closed", "Lock closed", False), ("Lock closed.", "LOCK closed", False), ("Lock\u00ad closed", "Lock closed", False),
    ("Lock closed", "Lock is closed", True), ("四十", "五十", True), ("", "a", True),
])
def test_spaces_case_and_punctuation_are_no_change(before: str, after: str, real: bool) -> None:
    assert differences.is_real(before, after) is real


def test_words_are_counted_wherever_they_stand() -> None:
    assert differences.counts("a b c", "c b a") == (0, 0)
    assert differences.counts("twelve were hurt", "at least fourteen were hurt") == (3, 1)


@pytest.mark.parametrize(("before", "after"), [
    ([f"x{i % 9}" for i in range(3000)], [f"x{i * 5 % 9}" for i in range(3000)]), (["a b " * 500] * 500, ["b a c " * 500] * 500),
    (["a " * 100_000], ["a " * 99_999]), (["\u0301" * 50_000], ["a"]),
])
def test_the_cost_is_bounded(before: list[str], after: list[str]) -> None:
    started = time.process_time()
    assert list(differences.lines(before, after))
    assert time.process_time() - started < 20  # seconds where an unbounded comparison takes hours

"""Words: found as words in every script, behind look-alikes, and never inside another word."""

from __future__ import annotations

import time

import pytest

from headwater.comments import words


@pytest.mark.parametrize(("wanted", "written"), [
    ("casino", "Come to our CASINO now"),
    ("casino", "саsіnо"),  # Cyrillic с, а, і, о
    ("casino", "ｃａｓｉｎｏ and 𝐜𝐚𝐬𝐢𝐧𝐨"),
    ("casino", "cas\u200bi\u00adno"),
    ("casino", "c.a.s.i.n.o"),
    ("casino", "c a s i n o"),
    ("casino", "c4s1n0"),
    ("casino", "cásìnô"),
    ("casino", "ca\u202esino"),
    ("buy followers", "BUY   Followers!"),
    ("дурак", "Ты ДУРАК."),
    ("赌场", "网上赌场欢迎你"),
    ("カジノ", "オンラインカジノへ"),
    ("พนัน", "เว็บพนันออนไลน์"),
    ("قمار", "هذا القِمار ممنوع"),
    ("قمار", "والقمار"),
    ("카지노", "온라인 카지노"),
])  # fmt: skip
def test_a_word_is_found(wanted: str, written: str) -> None:
    assert words.found([wanted], written) == (wanted,)


@pytest.mark.parametrize(("wanted", "written"), [
    ("casino", "casinos are many"),
    ("cunt", "Scunthorpe"),
    ("ass", "a class of bass"),
    ("buy followers", "buy no followers"),
    ("قمار", "قماري"),
    ("", "anything"),
    ("…", "anything … at all"),
    ("spam", "s p"),
])  # fmt: skip
def test_another_word_is_not(wanted: str, written: str) -> None:
    assert words.found([wanted], written) == ()


def test_those_that_stand_in_it_are_named_as_the_operator_wrote_them() -> None:
    assert words.found(["Casino", "Lottery", "Pills"], "casino, pills") == ("Casino", "Pills")


@pytest.mark.parametrize("written", ["a" * 30_000, "a." * 15_000, "1" * 30_000, "_" * 30_000, "a\u0315\u0300" + "\u0315\u0300" * 15_000])
def test_hostile_text_is_searched_in_bounded_time(written: str) -> None:
    began = time.process_time()
    assert words.found(["casino"], written) == ()
    assert time.process_time() - began < 1.0

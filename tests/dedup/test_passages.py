"""Passages in common: positions in both texts that can be checked."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import model, text
from headwater.dedup import fingerprint, match, passages


def prose(seed: int, words: int) -> str:
    rng = random.Random(seed)
    return " ".join("".join(rng.choices("abcdefgh", k=5)) for _ in range(words))


def found(ours: str, theirs: str) -> tuple[model.Passage, ...]:
    a, b = fingerprint.shingle(ours), fingerprint.shingle(theirs)
    common = np.intersect1d(a.distinct, b.distinct)
    return passages.shared(passages.Written(body=ours, shingled=a), passages.Written(body=theirs, shingled=b), common)


def same(one: model.Passage, ours: str, theirs: str) -> bool:
    return text.words(ours[one.start : one.end]) == text.words(theirs[one.of_start : one.of_end]) and one.words == len(text.words(ours[one.start : one.end]))


def test_positions_lead_to_the_same_words_in_both_texts():
    ours = f"{prose(1, 20)}\n“{prose(2, 30).capitalize()},” {prose(3, 20)}. {prose(4, 12)}"
    theirs = f"{prose(4, 12)} — {prose(5, 40)} {prose(2, 30)}!"
    assert [one.words for one in found(ours, theirs)] == [30, 12]
    assert all(same(one, ours, theirs) for one in found(ours, theirs))


def test_the_five_longest_are_kept_in_the_order_of_the_text():
    parts = [prose(number, 8 + number) for number in range(8)]
    ours = " ".join(f"{part} {prose(100 + number, 9)}" for number, part in enumerate(parts))
    theirs = " ".join(f"{part} {prose(200 + number, 9)}" for number, part in enumerate(reversed(parts)))
    kept = found(ours, theirs)
    assert [one.words for one in kept] == [11, 12, 13, 14, 15]
    assert [one.start for one in kept] == sorted(one.start for one in kept)


@pytest.mark.parametrize("ours", ["東京都は今日新しい計画を発表した", "Élan vital: ﬁve “days” of rain in the north", "हिन्दी में यह एक लंबा वाक्य है", "soft\u00adly it rains in the north today"])
def test_every_script_has_positions(ours: str):
    (one,) = found(ours, f"x y {ours} z")
    assert same(one, ours, f"x y {ours} z")
    assert ours.startswith(ours[one.start : one.end])
    assert one.end >= len(ours) - 1


def test_a_text_of_one_word_again_and_again_ends():
    assert found("rain " * 3000, "rain " * 5000)[0].words == 3000


def test_boilerplate_is_no_passage():
    notice = prose(9, 60)
    a, b = (model.Candidate(article_id=model.ArticleId(name), outlet_id=model.OutletId(name), url="", title=name, text=f"{prose(1, 60)} {prose(seed, 30)} {notice}",
                            published=None, first_seen=datetime(2026, 1, 1, tzinfo=UTC)) for name, seed in (("a", 2), ("b", 3)))
    copy = match.match(a, [b], frequent=fingerprint.fingerprint(notice).sample)
    assert isinstance(copy, model.Copy)
    assert [one.words for one in copy.passages if one.words > 16] == [60]
    assert copy.passages[0].start == 0
    assert [one.words for one in match.match(a, [b]).passages] == [60, 60]  # pyright: ignore[reportAttributeAccessIssue]


@given(st.text(alphabet=st.characters(), max_size=60), st.text(alphabet=st.characters(), max_size=60))
def test_positions_are_right_or_none_whatever_the_text(ours: str, theirs: str):
    ours = f"{theirs} {ours} one two three four five six"
    for one in found(ours, theirs + " one two three four five six"):
        assert same(one, ours, theirs + " one two three four five six")

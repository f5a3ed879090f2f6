"""Fingerprints: stable, sampled, safe on any string."""

import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from headwater.dedup import fingerprint

LONG = " ".join(f"word{number}" for number in range(400))


def test_a_fingerprint_is_the_same_in_every_process():
    code = "from headwater.dedup import fingerprint as f; print(f.fingerprint('one two three four five six').sample)"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                           env={"PYTHONHASHSEED": "77"})
    assert other.stdout.strip() == str(fingerprint.fingerprint("one two three four five six").sample)
    assert len(fingerprint.fingerprint("one two three four five six").sample) == 2


def test_case_marks_and_punctuation_do_not_count():
    assert fingerprint.fingerprint("Élan, vital: one two three!") == fingerprint.fingerprint("elan vital one two THREE")


def test_order_counts():
    a, b = fingerprint.fingerprint("one two three four five"), fingerprint.fingerprint("two one three four five")
    assert set(a.sample).isdisjoint(b.sample)


def test_short_texts_are_kept_whole_and_long_ones_sampled():
    assert len(fingerprint.fingerprint(" ".join("abcdefghijklmnop")).sample) == 12
    long = fingerprint.fingerprint(LONG)
    assert long.shingles == 396
    assert 30 <= len(long.sample) <= 110
    assert all(value % fingerprint.MODULUS == 0 for value in long.sample)


def test_a_part_has_the_samples_of_the_whole():
    part = " ".join(LONG.split()[100:300])
    assert set(fingerprint.fingerprint(part).sample) <= set(fingerprint.fingerprint(LONG).sample)


def test_texts_without_spaces_are_shingled_by_characters():
    found = fingerprint.shingle("東京都は今日新しい計画")
    assert found.letterwise
    assert len(found.distinct) == 7


def test_nothing_has_an_empty_fingerprint():
    assert fingerprint.fingerprint(" ...") == fingerprint.fingerprint("")
    assert fingerprint.fingerprint("").exact == ""


def test_a_huge_text_is_cut_and_brings_a_bounded_sample():
    found = fingerprint.fingerprint("a b c d e f g " * 100_000 + " ".join(map(str, range(200_000))))
    assert len(found.sample) <= fingerprint.MOST_SAMPLED


@given(st.text(alphabet=st.characters()))
def test_any_string_has_a_fingerprint_of_signed_64_bit_numbers(any_text):
    found = fingerprint.fingerprint(any_text)
    assert all(-(1 << 63) <= value < 1 << 63 for value in found.sample)
    assert np.all(np.diff(np.array(found.sample, dtype=object)) > 0)

"""Gated patterns: the words read from a pattern, and that the look before it changes nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import gate
from headwater.extract import boilerplate
from headwater.trace import cues

_WRITTEN = (
    r"sign\s+up\b.{0,9}news(?:letter|room)|abonn(?:ieren|ez)|订阅", r"\b(?:photo|foto)s?\s*[:：]", r"(?:ab|cd)+ef?", r"straße|ΣΊΓΜΑΣ", r"iletişim|bılgi",
    r"(?:read|see)\s+(?:also|more)", r"copy(?=right)", r"(?P<who>ada|bo)\s(?P=who)", r"[ab]cd{2,3}")
_LETTERS = st.text(st.sampled_from("abcdefilnoprsuwx \u0130\u0131\u017f\u212assßςΣİŞş:：订阅"), max_size=12)


@pytest.mark.parametrize(("pattern", "words"), [
    (r"all\s+rights\s+reserved", {"reserved"}), (r"colou?r(?:ful|ed)?", {"colo"}), (r"(?:red|green)\s?house", {"house"}), (r"(?:news|sport)s?", {"news", "sport"}),
    (r"報じ|据", {"報じ", "据"}), (r"\bnews\b|é", set()), (r"a.{0,9}b|said", set()), (r"x(?:said)?y", set()), (r"first (?:published|ran) in", {"first "}), (r"\d+|news", set()), (r"x?", set()), (r"(?:news|\d)", set()), (r"a|news", set())])
def test_words_that_a_pattern_needs(pattern: str, words: set[str]):
    assert set(gate.needs(re.compile(pattern, re.I))) == words


@pytest.mark.parametrize(("pattern", "line"), [("straße", "STRASSE STRAẞE"), ("iletişim", "İLETİŞİM"), ("bılgi", "BILGI"), ("kilo", "\u212aILO"), ("sos", "\u017fo\u017f"), ("σας", "ΣΑΣ")])
def test_letters_that_are_the_same_without_case(pattern: str, line: str):
    compiled = re.compile(pattern, re.I)
    assert bool(gate.Gated(compiled).search(line)) == bool(compiled.search(line))


@given(st.sampled_from(_WRITTEN), st.lists(st.one_of(_LETTERS, st.sampled_from(("sign up", "newsletter", "abonnez", "foto", "READ ALSO", "copyright", "ada ada", "İletişim", "ΣΊΓΜΑΣ"))), max_size=5))
def test_nothing_is_found_otherwise(pattern: str, parts: list[str]):
    compiled, line = re.compile(pattern, re.I), "".join(parts)
    ours, theirs = gate.Gated(compiled).search(line), compiled.search(line)
    assert (ours and ours.span()) == (theirs and theirs.span())


@given(st.lists(st.sampled_from(_WRITTEN), min_size=1, max_size=4), st.lists(st.one_of(_LETTERS, st.sampled_from(("sign up newsroom", "abonnez", "foto :", "READ ALSO", "İletişim", "ΣΊΓΜΑΣ"))), max_size=5))
def test_several_find_what_begins_first(patterns: list[str], parts: list[str]):
    line = "".join(parts)
    found, starts = gate.Several(*patterns).search(line), [match.start() for one in patterns if (match := re.search(one, line, re.I))]
    assert (found and found.start()) == min(starts, default=None)


def test_a_cue_is_found_in_turkish_capitals():
    assert cues.ATTRIBUTION.search("BAKANLIK BİLDİRDİ")
    assert not cues.ATTRIBUTION.search("Bakanlık önünde")


def test_the_patterns_of_lines_are_gated():
    for pattern in (boilerplate._LEGAL, boilerplate._MACHINE):
        assert pattern.needs
    assert boilerplate.of_line("Sign up for our newsletter to read this first") == "newsletter"
    assert boilerplate.of_line("© 2031 The Gull. All rights reserved by the harbour") in ("legal", "credit")

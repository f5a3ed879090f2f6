"""Text: words and tokens of every script, and cutting."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import text


@pytest.mark.parametrize(("given_text", "expected"), [
    ("Élan in 東京都", ["elan", "in", "東京", "京都"]),
    ("हिन्दी समाचार", ["हिन्दी", "समाचार"]),
    ("தமிழ் செய்தி", ["தமிழ்", "செய்தி"]),
    ("Straße it's", ["strasse", "it", "s"]),
    ("İstanbul", ["istanbul"]),
    ("مُحَمَّد", ["محمد"]),
    ("שָׁלוֹם", ["שלום"]),
    ("ไทย", ["ไท", "ทย"]),
    ("日", ["日"]),
    ("❤\ufe0f 7", ["7"]),
    ("", []),
])
def test_tokens_are_folded_words_and_bigrams_where_no_spaces_are_written(given_text, expected):
    assert text.tokens(given_text) == expected


def test_words_are_single_characters_where_no_spaces_are_written_but_korean_has_words():
    assert text.words("Élan in 東京 한국어 뉴스") == ["elan", "in", "東", "京", "한국어", "뉴스"]


@given(st.text(alphabet=st.characters()))
def test_tokens_and_words_never_raise_and_hold_no_spaces(any_text):
    assert all(token and not token.isspace() for token in text.tokens(any_text) + text.words(any_text))


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_an_indexed_text_has_the_tokens_of_the_text_as_far_as_words_go(any_text):
    assert text.index_text(any_text).split(" ") == (text.tokens(any_text) or [""])


def test_lone_surrogates_do_no_harm():
    assert text.tokens("a \ud800 b") == ["a", "b"]


def test_plain_removes_markup_and_keeps_what_is_none():
    assert text.plain("<p>One &amp; <b>two</b></p><script>x()</script><p>three</p>") == "One & two\nthree"
    assert text.plain("AT&T, 2 < 3") == "AT&T, 2 < 3"


@pytest.mark.parametrize(("markup", "expected"), [
    ("a<!-- b <p> -->c", "ac"), ("a<STYLE x>b</style >c", "a c"), ("a<!--b", "a<!--b"), ("a<style>b", "ab"), ("<style><script>x</style>y</script>z", "yz"),
    ("<script>a</style>b</script>c<!--d--><noscript>e</noscript>", "c"), ("<scr<!-- -->ipt>x", "x"), ("<scripture>x", "x"), ("<\u017fcript>a</\u017fcript>b", "<\u017fcript>a</\u017fcript>b"),
])  # fmt: skip
def test_scripts_styles_and_comments_are_no_text(markup, expected):
    assert text.plain(markup) == expected


@pytest.mark.parametrize("piece", ["<style>", "<!--", "<noscript x", "<script>x</style>", "</style", "<a", "<br ", "<style></script>"])
def test_markup_without_end_is_read_in_linear_time(piece):
    began = time.process_time()
    text.plain(piece * (1_000_000 // len(piece)))
    assert time.process_time() - began < 5.0  # a pattern that looks for each end took hours


@given(st.lists(st.sampled_from(["<", ">", "/", "!--", "--", "script", "STYLE", "\u017ftyle", "\u0130", "noscript", " ", "x", "&lt;", "</", "<p"])).map("".join))
def test_plain_never_raises(any_markup):
    text.plain(any_markup)


@given(st.text(), st.integers(min_value=1, max_value=200))
def test_cut_never_gives_more_than_asked(any_text, limit):
    assert len(text.cut(any_text, limit)) <= limit


def test_cut_ends_at_a_word_with_an_ellipsis():
    assert text.cut("The river rose in the night", 15) == "The river rose…"


def test_names_cannot_turn_the_direction_of_the_line():
    assert text.unspoof("a\u202eb\u200bc") == "abc"


@pytest.mark.parametrize(("language", "expected"), [("ar", True), ("he-IL", True), ("en", False), (None, False)])
def test_some_languages_are_written_from_right_to_left(language, expected):
    assert text.is_rtl(language) is expected


@pytest.mark.parametrize("tower", ["\u0315\u0300", "\u0f73", "\uff9e\u0315", "\u0315\u0300\u200b" ])
def test_towers_of_marks_cost_no_more_than_their_height(tower):
    began = time.process_time()
    folded = text.fold("a" + tower * 60_000)
    assert time.process_time() - began < 2.0  # the library alone takes minutes
    assert folded.startswith("a")


def test_the_marks_that_languages_use_stay_in_a_long_text():
    written = "हिन्दी में " * 50 + "é" * 50 + "e\u0301\u0323 " * 50
    assert text.fold(written) == "हिन्दी में " * 50 + "e" * 50 + "e " * 50

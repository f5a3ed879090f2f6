"""Recurring formats told from reports on an event."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.cluster import series


@pytest.mark.parametrize(("one", "other"), [
    ("Weather in Felden on 8 May", "Weather in Northham on 16 June"),
    ("Погода в Фельдене на 17 мая", "Погода в Нортхэме на 1 июня"),
    ("Kurse in Felden am 17. Mai", "Kurse in Northham am 1. Juni"),
    ("5月17日天気予報", "6月1日天気予報"),
    ("The horoscope for 03.05.2026", "The horoscope for 04.05.2026"),
    ("Shares at noon: index at 2,304.50", "Shares at noon: index at 2,311.75"),
])
def test_one_form_filled_anew_is_one_series_and_another_issue(one, other):
    a, b = series.issue(one, "x"), series.issue(other, "x")
    assert series.same_form(a, b)
    assert a != b


@pytest.mark.parametrize(("one", "other"), [
    ("Bridge in Felden shut", "Mayor of Felden opens bridge"),
    ("Brell Visits Felden", "Brell Leaves Northham"),  # every word has a capital: names do not stand out
    ("Felden Orm", "Northham Brell"),  # nothing would stay
    ("大雨で橋が閉鎖", "市長が橋を開く"),
])
def test_other_titles_are_no_series(one, other):
    assert not series.same_form(series.issue(one, "x"), series.issue(other, "x"))


def test_the_same_title_is_the_same_issue_and_another_outlet_another_series():
    assert series.issue("The day in brief", "x") == series.issue("the day in brief!", "x")
    assert not series.same_form(series.issue("The day in brief", "x"), series.issue("The day in brief", "y"))


@pytest.mark.parametrize(("title", "outlet"), [("", "x"), ("?!", "x"), ("The day in brief", "")])
def test_without_a_title_or_an_outlet_there_is_no_series(title, outlet):
    assert series.issue(title, outlet) == 0
    assert not series.same_form(0, 0)


@given(st.text(alphabet=st.characters()), st.text(min_size=1, alphabet=st.characters()))
def test_any_strings_fit_a_signed_column(title, outlet):
    assert 0 <= series.issue(title, outlet) < 2**63

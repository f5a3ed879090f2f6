"""Lines of a text in another language than the text."""

from __future__ import annotations

import pytest

from headwater.extract import language

ENGLISH = "The council of the town said that it would look for another place for the market, and that the old one was to be closed by the end of the year."
GERMAN = "Das berichtet die Zeitung: Der Rat der Stadt hat am Abend beschlossen, dass der Markt nicht mehr auf dem alten Platz sein wird und dass die Händler sich einen neuen suchen."
RUSSIAN = "Об этом сообщила газета: совет города решил, что рынок будет закрыт до конца года."


@pytest.mark.parametrize(("line", "code"), [(GERMAN, "de"), (RUSSIAN, "ru")])
def test_a_paragraph_in_another_language_is_told(line: str, code: str) -> None:
    assert list(language.others([ENGLISH, line, ENGLISH], "en")) == [(1, code)]


@pytest.mark.parametrize("line", ["Der Markt.", "Ada Marsh, Bo Sand and the Rathaus of Tidewater", "1,250 and 83", "", "«Das ist gut», said Ada Marsh to the council of the town."])
def test_names_titles_and_short_words_are_no_other_language(line: str) -> None:
    assert list(language.others([line, ENGLISH], "en")) == []


def test_close_languages_are_not_told_apart_line_by_line() -> None:
    assert list(language.others(["Рада міста вирішила, що ринок буде закрито до кінця року."], "ru")) == []

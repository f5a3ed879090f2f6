"""Names of authors as pages print them, and what is no name in such lines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater import model
from headwater.extract import article, authors

TEXT = "".join(f"<p>The harbour opened on Monday after {number} weeks of work, said the mayor, and ships came back at dawn with the tide.</p>" for number in range(6))


def read(line: str, lang: str) -> model.Article:
    page = f"<html lang='{lang}'><head><title>Harbour opens</title></head><body><article><h1>Harbour opens</h1><p class='author'>{line}</p>{TEXT}</article></body></html>"
    found = article.extract(model.Page(url="https://tide.example/gate", body=page.encode(), fetched_at=datetime(2026, 11, 26, tzinfo=UTC), content_type="text/html; charset=utf-8"))
    assert isinstance(found, model.Article)
    return found


@pytest.mark.parametrize(("line", "names"), [
    ("โดย มานี รักดี", ("มานี รักดี",)), ("Haber: Elif Kaya - Fotoğraf: Can Demir", ("Elif Kaya",)), ("लेखक: मोहन वर्मा, अनुवाद: गीता सिंह", ("मोहन वर्मा",)), ("记者 李小龙 编辑：王红 摄影：张伟", ("李小龙",)),
    ("文・写真=鈴木花子", ("鈴木花子",)), ("【パリ＝鈴木花子】", ("鈴木花子",)), ("Von Eva Lind (Text) und Max Roth (Fotos)", ("Eva Lind",)), ("José Ortega y Gasset", ("José Ortega y Gasset",)),
    ("Ana Ruiz y Juan Gil", ("Ana Ruiz", "Juan Gil")), ("Ana Ruiz y Juan de la Cruz", ("Ana Ruiz", "Juan de la Cruz")), ("With inputs from agencies", ()), ("Con información de EFE", ()), ("Na Li", ("Na Li",)),
])
def test_names_stand_without_the_words_around_them(line: str, names: tuple[str, ...]) -> None:
    assert authors.clean([line]) == names


@pytest.mark.parametrize(("line", "lang", "name"), [("በከበደ አለሙ", "am", "ከበደ አለሙ"), ("Na Amina Juma", "sw", "Amina Juma"), ("Na Amina Juma", "en", "Na Amina Juma")])
def test_what_stands_for_by_in_the_pages_language_goes(line: str, lang: str, name: str) -> None:
    assert read(line, lang).authors == (name,)


def test_a_place_in_a_byline_is_nobody() -> None:
    assert [one.name for one in read("Von Eva Lind, Bergen, und dpa", "de").contributors] == ["Eva Lind"]
    assert [one.name for one in read("Von Loriot", "de").contributors] == ["Loriot"]

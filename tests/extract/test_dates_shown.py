"""Dates that a page shows or has in its address, where it declares none, another, or several."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater import model
from headwater.extract import article, day, moments

PROSE = "<p>The ferry to the northern islands will sail again from Monday, the harbour office said, after repairs that took most of the winter and cost more than planned.</p>" * 3


def published(markup: str, url: str = "https://news.example/ferry") -> str | None:
    page = model.Page(url=url, body=f"<html lang='en'><head><title>The ferry sails again</title>{markup}</html>".encode(),
                      fetched_at=datetime(2026, 1, 1, tzinfo=UTC), content_type="text/html; charset=utf-8")
    found = article.extract(page)
    assert isinstance(found, model.Article)
    return found.published.date().isoformat() if found.published else None


def body(before: str = "", after: str = "") -> str:
    return f"</head><body><div id='page'>{before}<h2>The ferry sails again</h2>{after}{PROSE}</div></body>"


@pytest.mark.parametrize(("markup", "url"), [
    (body(after="<a href='#'>3. März 2014</a>"), "https://news.example/ferry"),  # the language is declared wrongly
    (body(after="<p>Posted 2014-03-03 by Ann</p>"), "https://news.example/ferry"),
    (body(after="<b>03.03.14</b>"), "https://news.example/ferry"),
    (body(), "https://news.example/2014/03/03/ferry"),
    ("<meta name='publication_date' content='2014-03-03'>" + body(), "https://news.example/ferry"),
])
def test_a_day_is_found(markup: str, url: str):
    assert published(markup, url) == "2014-03-03"


def test_a_declared_date_that_is_shown_wins_over_one_that_is_not():
    both = ("<meta name='date' content='2019-08-03'><meta property='article:published_time' content='2019-08-01T10:00:00Z'>")
    assert published(both + body(after="<p>3 August 2019</p>")) == "2019-08-03"
    assert published(both + body()) == "2019-08-01"


def test_a_year_alone_is_no_date():
    assert published(body() + "<p>© 2012</p>") is None


def test_a_month_in_an_address_is_no_day():
    assert day.of_address("https://news.example/2014/03/ferry") is None


@pytest.mark.parametrize("line", ["3 listopada", "call 03.14.15.92", "version 1.2.34.5"])
def test_no_date(line: str):
    assert moments.written(line) is None

"""Live blogs: entries newest first, each with its time."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from headwater import model
from headwater.extract import article

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def read(markup: str, url: str = "https://tide.example/harbour/lock-closed") -> model.Article:
    found = article.extract(model.Page(url=url, body=markup.encode(), fetched_at=NOW))
    assert isinstance(found, model.Article), found
    return found


def told(number: int) -> str:
    return f"Divers reached gate number {number} before noon and found the crack longer than the harbour office had said in its first report."


def entry(number: int, *, tag: str = "article", label: str = "liveblog-entry", stamp: str = "") -> str:
    at = stamp or f"2026-11-25T1{number}:05:00+01:00"
    return f'<{tag} class="{label}"><time datetime="{at}">1{number}:05</time><h3>Gate {number} is shut</h3><p>{told(number)}</p><p>{told(number + 20)}</p></{tag}>'


def page(entries: str, head: str = "") -> str:
    return f"<html><head><title>Lock closed: the day</title>{head}</head><body><article><h1>Lock closed: the day</h1><p>{told(0)}</p><div>{entries}</div></article></body></html>"


def test_entries_in_nested_articles_stay_in_order_with_title_and_time() -> None:
    found = read(page("".join(entry(number) for number in (5, 4, 3, 2))))
    lines = found.body.split("\n")
    assert [lines[post.line] for post in found.posts] == [f"Gate {number} is shut" for number in (5, 4, 3, 2)]
    assert [post.at for post in found.posts] == [datetime.fromisoformat(f"2026-11-25T1{number}:05:00+01:00") for number in (5, 4, 3, 2)]
    assert told(25) in lines and "15:05" not in found.body


def test_the_address_alone_tells_a_live_blog_whose_entries_are_plain_boxes() -> None:
    boxes = "".join(entry(number, tag="div", label="c-box") for number in (4, 3, 2))
    assert len(read(page(boxes), "https://tide.example/en-direct/lock").posts) == 3
    assert read(page(boxes)).posts == ()


def test_two_entries_or_entries_without_a_day_make_none() -> None:
    assert read(page(entry(3) + entry(2)), "https://tide.example/live/lock").posts == ()
    assert read(page("".join(entry(number, stamp="12:05") for number in (4, 3, 2))), "https://tide.example/live/lock").posts == ()


def clocked(*clocks: str, before: dict[int, str] | None = None) -> str:
    """Entries that show a clock alone, with headings before some."""
    return "".join((before or {}).get(number, "") + f'<div class="liveblog-entry"><span>{at}</span><h3>Gate {number} is shut</h3><p>{told(number)}</p><p>{told(number + 20)}</p></div>'
                   for number, at in enumerate(clocks))


def said(published: str, updated: str) -> str:
    return f'<meta property="article:published_time" content="{published}"><meta property="article:modified_time" content="{updated}">'


DAY = said("2026-11-25T09:00:00+01:00", "2026-11-25T16:00:00+01:00")


@pytest.mark.parametrize("clocks", [
    ("15:05", "14:10", "9:30"), ("15.05 Uhr", "14.10 Uhr", "9.30 Uhr"), ("15h05", "14h10", "9h30"), ("kl. 15.05", "kl. 14.10", "kl. 9.30"), ("3:05 p.m.", "2:10 PM", "9:30 am"),
    ("오후 3:05", "오후 2:10", "오전 9:30"), ("15時05分", "14時10分", "9時30分"), ("3:05 م", "2:10 م", "9:30 ص"), ("下午3:05", "下午2:10", "上午9:30")])
def test_clocks_are_of_the_day_on_which_the_page_was_published_and_changed_last(clocks: tuple[str, ...]) -> None:
    found = read(page(clocked(*clocks), DAY))
    assert [post.at for post in found.posts] == [datetime.fromisoformat(f"2026-11-25T{at}:00+01:00") for at in ("15:05", "14:10", "09:30")]


def test_clocks_below_days_are_of_those_days() -> None:
    days = {0: "<h4>25 November 2026</h4>", 2: "<h4>24 November 2026</h4>"}
    found = read(page(clocked("00:10", "00:05", "23:50", "23:40", before=days), said("2026-11-24T09:00:00+01:00", "2026-11-25T16:00:00+01:00")))
    assert [str(post.at)[:16] for post in found.posts] == ["2026-11-25 00:10", "2026-11-25 00:05", "2026-11-24 23:50", "2026-11-24 23:40"]


@pytest.mark.parametrize(("clocks", "head"), [
    (("15:05", "14:10", "9:30"), said("2026-11-24T09:00:00+01:00", "2026-11-25T16:00:00+01:00")),  # went on the next day
    (("0:10", "23:50", "23:40"), DAY),  # past midnight
    (("15:05", "14:10", "9:30"), said("2026-11-25T08:00:00Z", "2026-11-25T13:07:00Z")),  # clocks are not those of UTC
    (("25:05", "24:10", "29:30"), DAY),
])
def test_clocks_whose_day_or_zone_is_not_certain_give_no_times(clocks: tuple[str, ...], head: str) -> None:
    assert read(page(clocked(*clocks), head)).posts == ()


def test_clocks_of_a_page_in_utc_hold_where_the_newest_stands_just_before_its_last_change() -> None:
    found = read(page(clocked("15:05", "14:10", "9:30"), said("2026-11-25T08:00:00Z", "2026-11-25T15:06:00Z")))
    assert found.posts[0].at == datetime(2026, 11, 25, 15, 5, tzinfo=UTC)


def test_a_live_blog_that_only_structured_data_holds_is_the_text() -> None:
    updates = [{"@type": "BlogPosting", "headline": f"Gate {number} is shut", "articleBody": f"{told(number)}\n{told(number + 20)}",
                "datePublished": f"2026-11-25T1{number}:05:00Z"} for number in (4, 3, 2)]
    data = {"@type": "LiveBlogPosting", "headline": "Lock closed: the day", "datePublished": "2026-11-25T09:00:00Z", "liveBlogUpdate": updates}
    found = read(f'<html><head><script type="application/ld+json">{json.dumps(data)}</script></head><body><h1>Lock closed: the day</h1><div id="app"></div></body></html>')
    assert [post.at for post in found.posts] == [datetime(2026, 11, 25, 10 + number, 5, tzinfo=UTC) for number in (4, 3, 2)]
    assert all(told(number) in found.body for number in (4, 3, 2, 24))


def test_times_without_a_zone_take_that_of_the_page() -> None:
    entries = "".join(entry(number, stamp=f"2026-11-25T1{number}:05:00") for number in (4, 3, 2))
    assert [post.at for post in read(page(entries, DAY)).posts] == [datetime.fromisoformat(f"2026-11-25T1{number}:05:00+01:00") for number in (4, 3, 2)]

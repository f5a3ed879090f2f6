"""Live blogs: entries newest first, each with its time."""

from __future__ import annotations

import json
from datetime import UTC, datetime

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


def test_a_live_blog_that_only_structured_data_holds_is_the_text() -> None:
    updates = [{"@type": "BlogPosting", "headline": f"Gate {number} is shut", "articleBody": f"{told(number)}\n{told(number + 20)}",
                "datePublished": f"2026-11-25T1{number}:05:00Z"} for number in (4, 3, 2)]
    data = {"@type": "LiveBlogPosting", "headline": "Lock closed: the day", "datePublished": "2026-11-25T09:00:00Z", "liveBlogUpdate": updates}
    found = read(f'<html><head><script type="application/ld+json">{json.dumps(data)}</script></head><body><h1>Lock closed: the day</h1><div id="app"></div></body></html>')
    assert [post.at for post in found.posts] == [datetime(2026, 11, 25, 10 + number, 5, tzinfo=UTC) for number in (4, 3, 2)]
    assert all(told(number) in found.body for number in (4, 3, 2, 24))

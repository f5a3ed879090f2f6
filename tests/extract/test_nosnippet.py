"""Lines of which a page asks that no snippet be made."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater import model
from headwater.extract import article

TEXT = [f"The harbour opened on Monday after {number} weeks of work, said the mayor, and ships came back at dawn with the tide." for number in range(6)]
SECRET = "The keeper of the lock told this paper where the key of the old tower had been hidden for all of those years."


def read(inner: str, attributes: str = "") -> model.Article:
    body = "".join(f"<p>{line}</p>" for line in TEXT)
    page = f"<html lang='en'><head><title>Harbour opens</title></head><body><article{attributes}><h1>Harbour opens</h1>{body}{inner}<p>{TEXT[0]} Again.</p></article></body></html>"
    found = article.extract(model.Page(url="https://tide.example/2026/11/gate", body=page.encode(), fetched_at=datetime(2026, 11, 26, tzinfo=UTC), content_type="text/html"))
    assert isinstance(found, model.Article)
    return found


@pytest.mark.parametrize("inner", [
    f"<p data-nosnippet>{SECRET}</p>", f"<div data-nosnippet><p>{SECRET}</p></div>", f"<section data-nosnippet='true'><div><p>{SECRET}</p></div></section>",
    f"<p>Of late <span data-nosnippet>{SECRET}</span> they said.</p>", f"<p data-nosnippet>{SECRET.replace('told', 't&shy;old').replace(' key', ' <b>key</b>')}</p>",
])
def test_lines_in_or_around_a_marked_element_are_known_and_stay_in_the_text(inner):
    found = read(inner)
    lines = found.body.split("\n")
    assert [SECRET in lines[number] for number in found.nosnippet] == [True]
    assert sum(SECRET in line for line in lines) == 1


def test_two_paragraphs_of_one_element_and_a_whole_article():
    other = "Nobody had looked for it behind the clock, said the keeper, though the clock had not gone since the war was over."
    assert len(read(f"<div data-nosnippet><p>{SECRET}</p><p>{other}</p></div>").nosnippet) == 2
    whole = read("", " data-nosnippet")
    assert whole.nosnippet == tuple(range(len(whole.body.split("\n"))))


def test_no_mark_no_lines_and_a_mark_elsewhere_does_not_count():
    assert read(f"<p>{SECRET}</p>").nosnippet == ()
    assert read(f"<p>{SECRET}</p><aside data-nosnippet><p>Our app brings you the tide every morning.</p></aside><span data-nosnippet></span>").nosnippet == ()

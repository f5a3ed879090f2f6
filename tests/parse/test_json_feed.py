"""JSON Feed as leniently as the rest."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import model
from headwater.parse import feed

VERSION = "https://jsonfeed.org/version/1.1"


def read(document: object) -> model.ParsedFeed:
    return feed.parse(json.dumps(document).encode(), url="https://fjord.example/feed.json")


def entry(**fields: object) -> model.Entry:
    return read({"version": VERSION, "home_page_url": "https://fjord.example/", "items": [fields]}).entries[0]


FACTS: list[tuple[dict[str, object], str, object]] = [
    ({"id": "a"}, "entry_id", "a"), ({"id": 12}, "entry_id", "12"), ({"id": None}, "entry_id", ""), ({"id": [1]}, "entry_id", ""),
    ({"url": "/1"}, "url", "https://fjord.example/1"), ({"external_url": "https://x.example/"}, "url", "https://x.example/"),
    ({"id": "https://fjord.example/1"}, "url", "https://fjord.example/1"), ({"url": [7]}, "url", ""),
    ({"url": "/1", "external_url": "https://x.example/"}, "origin_url", "https://x.example/"),
    ({"title": "2 < 3 & \n so on"}, "title", "2 < 3 & so on"), ({"title": ["a"]}, "title", ""), ({"summary": "Short"}, "summary", "Short"),
    ({"content_html": "<p>A"}, "content", "<p>A"), ({"content_text": "2 < 3"}, "content", "2 &lt; 3"),
    ({"content_text": "<p>A</p>"}, "content", "<p>A</p>"), ({"content_html": '<img src="/a.png">'}, "content", '<img src="https://fjord.example/a.png">'),
    ({"date_published": "2025-06-03T09:00:00Z"}, "published", datetime(2025, 6, 3, 9, tzinfo=UTC)), ({"date_published": "never"}, "published", None),
    ({"date_modified": "2025-06-03T09:00:00Z"}, "updated", datetime(2025, 6, 3, 9, tzinfo=UTC)), ({"date_published": {}}, "published", None),
    ({"authors": [{"name": "Ann"}, {"name": "Bo"}]}, "authors", ("Ann", "Bo")), ({"authors": {"name": "Ann"}}, "authors", ("Ann",)),
    ({"author": {"name": "Ann"}}, "authors", ("Ann",)), ({"author": "Ann"}, "authors", ("Ann",)), ({"authors": [3, None, {"url": "x"}]}, "authors", ()),
    ({"tags": ["sea", "sea", 3, " "]}, "categories", ("sea",)), ({"tags": "sea"}, "categories", ()), ({"language": "nb_no"}, "language", "nb-NO"),
    ({"image": "/a.jpg"}, "images", (model.Image(url="https://fjord.example/a.jpg"),)),
    ({"image": "/a.jpg", "banner_image": "/a.jpg"}, "images", (model.Image(url="https://fjord.example/a.jpg"),)),
    ({"attachments": [{"url": "/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 5}, 7, {"url": "no address\x00://"}]}, "enclosures",
     (model.Enclosure(url="https://fjord.example/a.mp3", media_type="audio/mpeg", length=5),)),
]


@pytest.mark.parametrize(("fields", "name", "wanted"), FACTS, ids=range(len(FACTS)))
def test_a_fact_of_a_json_item(fields: dict[str, object], name: str, wanted: object) -> None:
    found = getattr(entry(**fields), name)
    assert (found[:1] if name == "enclosures" else found) == wanted


def test_a_json_feed_without_a_version_is_one_if_its_items_look_so() -> None:
    found = read({"items": [{"id": "1", "content_html": "A"}]})
    assert (found.format, [one.code for one in found.warnings]) == ("json1", ["json-no-version"])


def test_items_that_are_no_objects_are_left_out() -> None:
    assert len(read({"version": VERSION, "items": [1, None, [], {"id": "a"}]}).entries) == 1


def test_what_a_json_feed_says_of_itself() -> None:
    found = read({"version": VERSION, "title": "Fjord", "home_page_url": "https://fjord.example/", "feed_url": "https://fjord.example/feed.json",
                  "description": "All", "language": "nb", "authors": [{"name": "Ed"}], "hubs": [{"type": "WebSub", "url": "https://hub.example/"}], "items": []})
    assert (found.title, found.url, found.id, found.summary, found.language, found.authors, found.hub) == (
        "Fjord", "https://fjord.example/", "https://fjord.example/feed.json", "All", "nb", ("Ed",), "https://hub.example/")


def test_line_breaks_inside_json_strings_are_forgiven() -> None:
    assert feed.parse(b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "a", "summary": "x\ny"}]} trailing').entries[0].summary == "x\ny"


_VALUES = st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=12),
                       lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
                           ["name", "url", "id", "title", "authors", "tags", "attachments", "date_published", "items", "hubs", "image"]), inner, max_size=5), max_leaves=12)


@given(st.dictionaries(st.sampled_from(["items", "title", "hubs", "authors", "author", "language", "home_page_url"]), _VALUES))
def test_no_json_raises(document: dict[str, object]) -> None:
    read({"version": VERSION, **document})

"""A document with very many items costs no more than those that are kept; control characters never get in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from headwater import listed
from headwater.parse import bounds, feed, opml

SM = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
MANY = 3 * bounds.MAX_ITEMS
START = datetime(2031, 1, 1, tzinfo=UTC)


def moment(number: int) -> str:
    return (START + timedelta(seconds=number)).isoformat()


def json_feed(count: int) -> str:
    items = [{"id": str(n), "date_published": moment(n)} for n in range(count)]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Many", "items": items})


def rss(count: int) -> str:
    items = "".join(f"<item><guid>{n}</guid><pubDate>{moment(n)}</pubDate></item>" for n in range(count))
    return f'<rss version="2.0"><channel><title>Many</title>{items}</channel></rss>'


def atom(count: int) -> str:
    items = "".join(f"<entry><id>{n}</id><updated>{moment(n)}</updated></entry>" for n in range(count))
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Many</title>{items}</feed>'


def sitemap(count: int) -> str:
    rows = "".join(f"<url><loc>https://a.example/{n}</loc><lastmod>{moment(n)}</lastmod></url>" for n in range(count))
    return f"<urlset {SM}>{rows}</urlset>"


def addresses(count: int) -> str:
    return "".join(f"https://a.example/{n}\n" for n in range(count))


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[listed.Entry]:
    """Every entry that is built while a test runs."""
    made: list[listed.Entry] = []
    real = listed.Entry

    def entry(**fields: object) -> listed.Entry:
        made.append(real(**fields))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(listed, "Entry", entry)
    return made


@pytest.mark.parametrize("write", [json_feed, rss, atom, sitemap, addresses])
def test_only_entries_that_are_kept_are_built(write: Callable[[int], str], built: list[listed.Entry]) -> None:
    found = feed.parse(write(MANY).encode())
    assert len(found.entries) == bounds.MAX_ENTRIES
    assert len(built) == bounds.MAX_ENTRIES
    assert "too-many-entries" in {one.code for one in found.warnings}


@pytest.mark.parametrize(("write", "seen"), [(json_feed, bounds.MAX_ITEMS), (rss, bounds.MAX_ITEMS), (atom, bounds.MAX_ITEMS), (sitemap, MANY)])
def test_of_the_items_looked_at_the_newest_are_kept(write: Callable[[int], str], seen: int) -> None:
    found = feed.parse(write(MANY).encode())
    times = [one.published or one.updated for one in found.entries]
    assert times[-1] == START + timedelta(seconds=seen - 1)
    assert times[0] == START + timedelta(seconds=seen - bounds.MAX_ENTRIES)


@pytest.mark.parametrize("body", [
    b'{"version":"https://jsonfeed.org/version/1.1","title":"Many","items":[' + b",".join([b'{"id":"x"}'] * 250_000) + b'],"more":[]}',
    b'<rss version="2.0"><channel><title>Many</title>' + b"<item/>" * 200_000 + b"</channel></rss>",
    b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Many</title>' + b"<entry/>" * 200_000 + b"</feed>",
    b"<rss><channel><title>Many</title><item><title>x</title>" + b"<category/>" * 1_100_000,
])
def test_items_and_tags_beyond_the_bounds_are_not_read(body: bytes) -> None:
    found = feed.parse(body)
    assert found.title == "Many"
    assert 1 <= len(found.entries) <= bounds.MAX_ENTRIES
    assert "too-many-items" in {one.code for one in found.warnings}


def test_a_json_document_of_very_many_objects_that_is_no_feed_is_not_read() -> None:
    assert feed.parse(b'{"a":[' + b",".join([b"{}"] * 250_000) + b"]}").format == ""


def test_an_index_of_very_many_sitemaps_names_the_newest() -> None:
    rows = "".join(f"<sitemap><loc>https://a.example/{n}</loc><lastmod>{moment(n)}</lastmod></sitemap>" for n in range(bounds.MAX_ITEMS))
    found = feed.parse(f"<sitemapindex {SM}>{rows}</sitemapindex>".encode())
    assert len(found.sitemaps) == bounds.MAX_ENTRIES
    assert found.sitemaps[0] == f"https://a.example/{bounds.MAX_ITEMS - 1}"


def test_a_list_of_feeds_ends_after_its_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bounds._MOST, b"outline", bounds.MAX_ITEMS)
    monkeypatch.setattr(bounds, "_FEW_TAGS", 0)
    body = "".join(f'<outline xmlUrl="https://a.example/{n}"/>' for n in range(bounds.MAX_ITEMS + 500))
    assert len(opml.read(f"<opml><body>{body}</body></opml>".encode()).outlines) == bounds.MAX_ITEMS


def test_items_that_stand_in_a_text_do_not_count() -> None:
    body = b"<rss><channel><item><description><![CDATA[" + b"<item/>" * (bounds.MAX_ITEMS + 5) + b"]]></description></item></channel></rss>"
    assert bounds.shortened(body) == body


def test_the_newest_entries_come_first_and_undated_ones_last_in_their_order() -> None:
    days = (None, 3, None, 9, 6)
    entries = [listed.Entry(entry_id=str(at), url="", updated=START + timedelta(days=day) if day else None) for at, day in enumerate(days)]
    assert [one.entry_id for one in feed.newest(entries, 4)] == ["3", "4", "1", "0"]
    assert [one.entry_id for one in feed.newest(entries, 99)] == ["3", "4", "1", "0", "2"]
    assert feed.newest(entries, 0) == ()
    dated = [one.updated for one in feed.newest(entries, 3)]
    assert all(a and b and a > b for a, b in pairwise(dated))


def strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for one in value for text in strings(one)]
    return [text for name in getattr(value, "__slots__", ()) for text in strings(getattr(value, name))]


def test_no_control_character_of_a_feed_gets_in() -> None:
    bad = "a\x00b\x1fc\x0b\ud800"
    item = {"id": bad, "url": "https://a.example/1", "title": bad, "summary": bad, "content_html": bad, "tags": [bad],
            "authors": [{"name": bad}], "attachments": [{"url": "https://a.example/x", "mime_type": bad}]}
    found = feed.parse(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": bad, "feed_url": bad, "items": [item]}).encode())
    assert found.entries[0].entry_id.startswith("abc")
    assert found.entries[0].authors
    assert not [text for text in strings(found) if set(text) & {"\x00", "\x1f", "\x0b", "\ud800"}]
    in_xml = feed.parse(b"<rss><channel><item><guid>a&#0;\x00b\x01</guid><title>&amp;#x0; &amp;#11;</title></item></channel></rss>")
    assert in_xml.entries[0].entry_id == "ab"
    assert not [text for text in strings(in_xml) if set(text) & {"\x00", "\x01", "\x0b"}]

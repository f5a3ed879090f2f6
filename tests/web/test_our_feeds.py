"""Our own feeds: well-formed on anything, permanent ids, References, honest dates."""

from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  (the wheel has no types)
from starlette.testclient import TestClient

from headwater import discussion
from headwater.web import caching

TIDE = "Tide gate closes for the first time in forty years"
COST = "What the gate cost, and who paid"
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
REFERENCE = re.compile(r"https://[0-9a-f]{8}\.example/news/[0-9a-f]{12}")


def addresses(news: Any, format: str) -> list[str]:
    return [f"/feeds/front.{format}", f"/feeds/front.{format}?lang=ar", f"/search/feed.{format}?q=gate",
            *(f"/outlet/{one}/feed.{format}" for one in news.outlets.values())]  # fmt: skip


def entries(client: TestClient, path: str) -> list[Any]:
    return etree.fromstring(client.get(path).content).findall(f"{ATOM}entry")


def link(entry: Any, rel: str) -> str | None:
    return next((one.get("href") for one in entry.findall(f"{ATOM}link") if one.get("rel") == rel), None)


def test_every_atom_entry_has_a_permanent_id_and_its_reference(client: TestClient, news: Any) -> None:
    count = 0
    for path in addresses(news, "atom"):
        answer = client.get(path)
        assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
        root = etree.fromstring(answer.content)
        assert root.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
        for entry in root.findall(f"{ATOM}entry"):
            assert entry.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
            assert REFERENCE.fullmatch(link(entry, "alternate") or "")
            assert link(entry, "via") == link(entry, "alternate")
            assert entry.find(f"{ATOM}source/{ATOM}title") is not None
            assert entry.find(f"{ATOM}author/{ATOM}name") is not None
            count += 1
    assert count > 25


def test_atom_carries_origin_rights_licence_and_language(client: TestClient, news: Any) -> None:
    arabic = next(one for one in entries(client, "/feeds/front.atom") if one.get(LANG) == "ar")
    assert link(arabic, "related") == "https://wire.example/n/1"
    millrace = entries(client, f"/outlet/{news.outlets['The Millrace']}/feed.atom")
    cost = next(one for one in millrace if one.findtext(f"{ATOM}title") == COST)
    assert cost.findtext(f"{ATOM}rights") == "© The Millrace Cooperative · CC BY 4.0"
    assert link(cost, "license") == "https://creativecommons.org/licenses/by/4.0/"
    assert "<p>“We never hid them,” the keeper said. “Nobody asked.”</p>" in cost.findtext(f"{ATOM}content")
    assert cost.findtext(f"{ATOM}published") == "2026-11-21T15:20:30+02:00"


def test_updated_moves_only_with_the_released_text(client: TestClient, news: Any) -> None:
    def dates() -> tuple[str, str]:
        entry = next(one for one in entries(client, "/feeds/front.atom") if TIDE in one.findtext(f"{ATOM}title"))
        return entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")

    before = dates()
    news.change(TIDE, section="Elsewhere", origin=None)
    assert dates() == before
    news.change(TIDE, excerpt="New words.")
    assert dates()[0] == before[0]
    assert dates()[1] > before[1]


def test_rss_items_name_source_reference_and_rights(client: TestClient, news: Any) -> None:
    for path in addresses(news, "rss"):
        for item in etree.fromstring(client.get(path).content).iter("item"):
            assert REFERENCE.fullmatch(item.findtext("link", ""))
            guid = item.find("guid")
            assert guid is not None
            assert guid.get("isPermaLink") == "false"
            assert (guid.text or "").startswith("urn:uuid:")
            source = item.find("source")
            assert source is not None
            assert (source.get("url") or "").startswith("https://")
            assert link(item, "via") == item.findtext("link")
    root = etree.fromstring(client.get(f"/outlet/{news.outlets['The Millrace']}/feed.rss").content)
    assert "© The Millrace Cooperative · CC BY 4.0" in [one.text for one in root.iter("{http://purl.org/dc/elements/1.1/}rights")]


def test_items_name_their_comments_where_there_are_any(client: TestClient, news: Any, client_of: Callable[..., TestClient]) -> None:
    feed = f"/outlet/{news.outlets['The Millrace']}/feed"
    thread = f"http://site.example/article/{news.articles[COST]}"
    links = [link(one, "replies") for one in entries(client, f"{feed}.atom")]
    assert f"{thread}/comments.atom" in links and all(links)
    assert client.get(f"/article/{news.articles[COST]}/comments.atom").status_code == 200
    rss = client.get(f"{feed}.rss").text
    assert f"<comments>{thread}#comments</comments>" in rss and f"<wfw:commentRss>{thread}/comments.atom</wfw:commentRss>" in rss
    off = client_of(news, comments=discussion.Rules(enabled=False))
    for format in ("atom", "rss"):
        assert "omments" not in off.get(f"{feed}.{format}").text.replace("wellformedweb.org/CommentAPI", "")


def test_rights_are_said_once(client: TestClient, news: Any) -> None:
    news.change(COST, rights="© The Millrace; Lena Marsh; CC BY 4.0")
    for format in ("atom", "rss", "json"):
        body = client.get(f"/outlet/{news.outlets['The Millrace']}/feed.{format}").text
        assert "© The Millrace; Lena Marsh; CC BY 4.0" in body and "CC BY 4.0 · CC BY 4.0" not in body


def test_json_feed_items_have_an_external_url_and_an_id(client: TestClient, news: Any) -> None:
    for path in addresses(news, "json"):
        answer = client.get(path)
        assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
        feed = json.loads(answer.content)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"] == f"http://site.example{path}"
        for item in feed["items"]:
            assert REFERENCE.fullmatch(item["external_url"])
            assert item["id"].startswith("urn:uuid:")
            assert item["url"].startswith("http://site.example/article/")
            assert "content_html" in item or "content_text" in item


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_feeds_are_well_formed_on_hostile_text(client: TestClient, news: Any, format: str) -> None:
    news.change("hostile", headline="\x01 \ud800".encode("utf-8", "replace").decode() + "<![CDATA[ & \x0c\uffff", rights="\x00")
    for path in [*addresses(news, format), f"/search/feed.{format}?q=%00%0b<b>%26\ufffe", f"/search/feed.{format}?q=]]>"]:
        answer = client.get(path)
        etree.fromstring(answer.content)
        assert not feedparser.parse(answer.content).bozo, path


def test_the_formats_agree_with_an_independent_reader(client: TestClient) -> None:
    atom = feedparser.parse(client.get("/feeds/front.atom").content)
    rss = feedparser.parse(client.get("/feeds/front.rss").content)
    told = json.loads(client.get("/feeds/front.json").content)["items"]
    assert [one.id for one in atom.entries] == [one.id for one in rss.entries] == [one["id"] for one in told]
    assert [one.link for one in atom.entries] == [one.link for one in rss.entries] == [one["external_url"] for one in told]
    assert len(told) == 11


def test_nothing_withheld_or_unlisted_is_in_a_feed(client: TestClient, news: Any) -> None:
    for format in ("atom", "rss", "json"):
        for path in [*addresses(news, format), f"/search/feed.{format}?q=eels"]:
            text = client.get(path).text
            assert "SECRET" not in text, path
            assert "Unlisted note" not in text
            assert "Page that is gone" not in text


def test_the_front_feed_is_there_in_each_language(client: TestClient) -> None:
    feed = etree.fromstring(client.get("/feeds/front.atom?lang=ar").content)
    assert feed.get(LANG) == "ar"
    assert [one.get(LANG) for one in feed.findall(f"{ATOM}entry")] == ["ar"]


def test_feeds_answer_304_to_both_validators(client: TestClient, news: Any) -> None:
    for path in ("/feeds/front.atom", f"/outlet/{news.outlets['The Millrace']}/feed.rss", "/search/feed.json?q=gate"):
        answer = client.get(path)
        tag, modified = answer.headers["etag"], answer.headers["last-modified"]
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
        assert client.get(path, headers={"if-modified-since": modified}).status_code == 304
        assert client.get(path, headers={"if-none-match": '"x"', "if-modified-since": modified}).status_code == 200
        assert client.get(path, headers={"if-modified-since": "nonsense"}).status_code == 200


def test_hiding_an_entry_moves_both_validators(client: TestClient, news: Any) -> None:
    path = "/feeds/front.atom"
    before = client.get(path).headers
    news.withhold("埃勒里港四十年来首次关闭防潮闸门")
    assert client.get(path, headers={"if-none-match": before["etag"]}).status_code == 200
    assert client.get(path, headers={"if-modified-since": before["last-modified"]}).status_code == 200


def test_pages_point_to_their_feeds(client: TestClient, news: Any) -> None:
    for path, feed in (("/", "/feeds/front.atom"), ("/?lang=ar", "/feeds/front.atom?lang=ar"), ("/search?q=防潮", "/search/feed.atom?q=%E9%98%B2%E6%BD%AE"),
                       (f"/outlet/{news.outlets['The Millrace']}", f"/outlet/{news.outlets['The Millrace']}/feed.atom")):
        assert 'type="application/atom+xml"' in client.get(path).text
        assert f'href="{feed}"' in client.get(path).text
        assert client.get(feed).status_code == 200


def test_the_operators_address_wins_over_the_one_that_is_asked(news: Any, client_of: Callable[..., TestClient]) -> None:
    client = client_of(news, base_url="https://news.example/")
    feed = json.loads(client.get("/feeds/front.json").content)
    assert feed["feed_url"] == "https://news.example/feeds/front.json"
    assert "site.example" not in client.get("/feeds/front.atom").text


def test_feeds_name_themselves_by_what_they_know_alone(client: TestClient, news: Any) -> None:
    outlet = f"/outlet/{news.outlets['The Millrace']}/feed.json"
    for path in ("/feeds/front.json?lang=en", outlet, "/search/feed.json?q=tide%20gate"):
        answer = client.get(path + ("&" if "?" in path else "?") + "z=1&utm_source=x")
        assert json.loads(answer.content)["feed_url"] == f"http://site.example{path}"


def test_readers_cannot_fill_the_memory_with_addresses() -> None:
    seen = caching.FirstSeen()
    now = datetime(2031, 1, 1, tzinfo=UTC)
    tracemalloc.start()
    try:
        for number in range(12_000):
            seen.at(f"https://site.example/search/feed.atom?q=a&z={number}" + "x" * 2000, f'W/"{number}"', now)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 6 << 20

"""The read API, OPML, sitemaps, robots.txt, health, metrics."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  (the wheel has no types)
from starlette.testclient import TestClient

from headwater import errors
from headwater.web import site

TIDE = "Tide gate closes for the first time in forty years"
REFERENCE = re.compile(r"https://[0-9a-f]{8}\.example/news/[0-9a-f]{12}")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def told(client: TestClient, path: str, status: int = 200) -> Any:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.text)
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def articles_in(value: Any) -> list[dict[str, Any]]:
    """Every article anywhere in an answer."""
    if isinstance(value, list):
        return [found for one in value for found in articles_in(one)]
    if isinstance(value, dict):
        own = [value] if "headline" in value and "view" in value else []
        return own + [found for one in value.values() for found in articles_in(one)]
    return []


def test_every_article_in_every_answer_has_its_reference_and_origin(client: TestClient, news: Any) -> None:
    paths = ["/api/v1/articles?limit=100", "/api/v1/search?q=gate", "/api/v1/stories", f"/api/v1/stories/{news.stories['tide']}",
             f"/api/v1/articles/{news.articles[TIDE]}", "/api/v1/articles?q=gate", f"/api/v1/articles?story={news.stories['tide']}"]
    count = 0
    for path in paths:
        text = json.dumps(answer := told(client, path))
        assert "SECRET" not in text
        for one in articles_in(answer):
            assert REFERENCE.fullmatch(one["reference_url"])
            assert "origin" in one
            assert one["url"] == f"http://site.example/article/{one['id']}"
            count += 1
    assert count > 40
    arabic = told(client, "/api/v1/articles?language=ar")["articles"][0]
    assert arabic["origin"]["url"] == "https://wire.example/n/1"
    assert arabic["origin"]["confidence"] == 0.93


def test_articles_can_be_narrowed(client: TestClient, news: Any) -> None:
    def titles(query: str) -> list[str]:
        return [one["headline"] for one in told(client, f"/api/v1/articles?limit=100&{query}")["articles"]]

    everything = titles("")
    assert len(everything) == 17
    assert titles("language=zh") == ["埃勒里港四十年来首次关闭防潮闸门"]
    assert len(titles(f"outlet={news.outlets['Tidewater Post']}")) == 9
    assert len(titles(f"story={news.stories['tide']}")) == 5
    assert titles("since=2026-11-21T12:00:00Z") == everything[:len(titles("since=2026-11-21T12:00:00Z"))]
    assert titles("since=2026-11-21T12:00:00Z") + titles("until=2026-11-21T12:00:00Z") == everything
    assert titles("since=2026-11-21T14:00:00%2B02:00") == titles("since=2026-11-21T12:00:00Z")
    assert len(titles("q=gate&language=en")) == 5
    assert titles("q=") == []


def test_a_cursor_goes_through_all_articles_once(client: TestClient) -> None:
    seen, cursor = [], ""
    while cursor is not None:
        page = told(client, f"/api/v1/articles?limit=4&cursor={cursor}")
        seen += [one["id"] for one in page["articles"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 17


def test_stories_come_by_rank_and_merged_ones_redirect(client: TestClient, news: Any) -> None:
    first = told(client, "/api/v1/stories?limit=1")
    assert first["stories"][0]["headline"] == TIDE
    assert first["next"] == 2
    assert len(told(client, f"/api/v1/stories/{news.stories['tide']}")["articles"]) == 5
    merged = client.get(f"/api/v1/stories/{news.stories['merged']}")
    assert (merged.status_code, merged.headers["location"]) == (301, f"/api/v1/stories/{news.stories['tide']}")


def test_outlets_and_one_outlet(client: TestClient, news: Any) -> None:
    page = told(client, "/api/v1/outlets?limit=4")
    assert [one["name"] for one in page["outlets"]] == ["Broken Bugle", "Harbour Courier", "Meridian Wire", "Silent Star"]
    assert page["next"] == 2
    assert told(client, f"/api/v1/outlets/{news.outlets['Broken Bugle']}")["feeds_failing"] == 1


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "cursor=x", "since=yesterday", "outlet=x", "language=<>"])
def test_a_question_that_makes_no_sense_is_400(client: TestClient, query: str) -> None:
    assert "detail" in told(client, f"/api/v1/articles?{query}", 400)


def test_what_is_hidden_is_410_and_unknown_is_404(client: TestClient, news: Any) -> None:
    for name in ("SECRET withheld by a person", "SECRET withheld by the gate", "SECRET withdrawn", "Page that is gone"):
        told(client, f"/api/v1/articles/{news.articles[name]}", 410)
    told(client, "/api/v1/articles/" + "0" * 32, 404)
    told(client, f"/api/v1/stories/{news.stories['hidden']}", 410)


def test_openapi_describes_every_api_route_and_the_page_loads_no_script(client: TestClient) -> None:
    spec = told(client, "/api/v1/openapi.json")
    described = {f"/api{path}" for path in spec["paths"]}
    assert described == {path for path, _ in site.routes() if path.startswith("/api/v1/") and not path.endswith("openapi.json")}
    page = client.get("/api").text
    assert "<script" not in page
    assert all(path in page for path in described)
    assert "reference_url" in page
    assert client.get("/api/docs").status_code == client.get("/api/redoc").status_code == 404


def test_opml_lists_every_feed_with_its_outlet(client: TestClient) -> None:
    root = etree.fromstring(client.get("/opml").content)
    rows = {one.get("text"): one for one in root.iter("outline")}
    assert len(rows) == 9
    assert rows["صحيفة الميناء"].get("language") == "ar"
    assert (rows["Harbour Courier"].get("xmlUrl") or "").endswith(".example/feed.xml")


def test_the_sitemap_lists_what_may_be_listed(client: TestClient, news: Any) -> None:
    listed = {one.text for one in etree.fromstring(client.get("/sitemap.xml").content).iter(f"{SITEMAP}loc")}
    assert f"http://site.example/article/{news.articles[TIDE]}" in listed
    assert len(listed) == 17
    for name in ("SECRET withheld by a person", "Unlisted note on eels", "Page that is gone"):
        assert not any(news.articles[name] in one for one in listed if one)


def test_a_long_sitemap_is_an_index_of_parts(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headwater.web.machines.MOST_IN_SITEMAP", 7)
    parts = [one.text or "" for one in etree.fromstring(client.get("/sitemap.xml").content).iter(f"{SITEMAP}loc")]
    assert len(parts) == 3
    pages = [one.text for part in parts for one in etree.fromstring(client.get(part).content).iter(f"{SITEMAP}loc")]
    assert len(pages) == len(set(pages)) == 17
    assert client.get("/sitemap-4.xml").status_code == 404


def test_robots_txt_names_the_sitemap(client: TestClient) -> None:
    assert "Sitemap: http://site.example/sitemap.xml" in client.get("/robots.txt").text


def test_healthz_tells_the_age_of_the_newest_poll(client: TestClient, news: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = client.get("/healthz")
    assert answer.json() == {"status": "ok", "store": "ok", "newest_poll_age_seconds": timedelta(minutes=7).total_seconds()}
    assert answer.headers["cache-control"] == "no-store"

    def broken(*_: Any) -> None:
        raise errors.Transient("down")

    monkeypatch.setattr("headwater.store.directory.newest_poll", broken)
    assert client.get("/healthz").status_code == 503


def test_metrics_are_there_when_the_operator_gives_them(news: Any, client_of: Callable[..., TestClient]) -> None:
    answer = client_of(news, metrics=lambda: (b"up 1\n", "text/plain; version=0.0.4")).get("/metrics")
    assert (answer.content, answer.headers["content-type"]) == (b"up 1\n", "text/plain; version=0.0.4")


def test_the_search_is_there_for_browsers(client: TestClient) -> None:
    root = etree.fromstring(client.get("/opensearch.xml").content)
    assert root[2].get("template") == "http://site.example/search?q={searchTerms}"


def test_every_route_says_what_it_gives() -> None:
    found = site.routes()
    assert len(found) == len({path for path, _ in found}) > 25
    assert all(summary for _, summary in found)

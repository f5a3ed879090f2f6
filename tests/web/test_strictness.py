"""What holds on every route: headers, no cookies, nothing from elsewhere, no error for any question."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from headwater import errors
from headwater.web import assets, security, site

RESOURCES = "img[src], script[src], link[rel=stylesheet], link[rel=icon], iframe, object, embed, source, video, audio, use"

NEEDS_MORE = re.compile(  # routes that answer only to who has logged in, or that need what this news has not: tested elsewhere
    r"^/desk|^/comment/|^/complain$|\{(?:token|key|reference|width)\}|^/image/")  # "/desk/people", "/complaint/status/{token}"


def every_route(news: Any) -> list[str]:
    """One address for each route, filled in."""
    article, story = news.articles["What the gate cost, and who paid"], news.stories["tide"]
    ids = {"/article": article, "/story": story, "/outlet": news.outlets["The Millrace"], "/api/v1/articles": article,
           "/api/v1/stories": story, "/api/v1/outlets": news.outlets["The Millrace"]}  # fmt: skip
    found = []
    for path, _ in site.routes():
        if NEEDS_MORE.search(path):
            continue
        path = path.replace("{number:int}", "1").replace("{name}", assets.load()["site.css"].name)
        if "{id}" in path:
            path = path.replace("{id}", ids[path.split("/{id}")[0]])
        if path.startswith(("/search/feed", "/api/v1/search")):
            path += "?q=gate"
        found += [path.replace("{format}", one) for one in ("atom", "rss", "json")] if "{format}" in path else [path]
    return found


def test_every_route_is_strict_and_sets_no_cookie(client: TestClient, news: Any) -> None:
    for path in [*every_route(news), "/nothing", "/article/x", "/?page=x", "/api/v1/nothing", "/api/v1/articles?limit=x"]:
        answer = client.get(path)
        for name in security.HEADERS:
            assert name in answer.headers, (path, name)
        assert answer.headers["content-security-policy"] == security.POLICY, path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in answer.headers, path
        age = re.search(r"max-age=(\d+)", answer.headers["cache-control"])
        assert path.startswith("/static/") or not age or int(age[1]) <= 30, path


def test_every_route_answers_and_head_agrees_with_get(client: TestClient, news: Any) -> None:
    for path in every_route(news):
        got, head = client.get(path), client.head(path)
        expected = 404 if path in ("/metrics", "/sitemap-1.xml") else 200
        assert got.status_code == (200 if path == "/sitemap-1.xml" else expected), path
        assert head.status_code == got.status_code, path
        assert head.content == b""
        assert head.headers["content-type"] == got.headers["content-type"]


def test_pages_load_nothing_from_elsewhere_and_run_nothing(client: TestClient, news: Any) -> None:
    for path in [*every_route(news), *(f"/article/{one}" for one in news.articles.values())]:
        answer = client.get(path)
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page = LexborHTMLParser(answer.text)
        for one in page.css(RESOURCES):
            address = one.attributes.get("src") or one.attributes.get("href") or ""
            assert address.startswith("/static/"), (path, one.html)
        assert all(one.attributes.get("type") == "application/ld+json" for one in page.css("script")), path
        assert not page.css("[style], style, [onclick], [onload], base, meta[http-equiv], img"), path
        assert not [one for one in page.css("[href]") if not re.match(r"/|https?://|mailto:|#|\?", one.attributes["href"] or "")], path
    assert not re.search(rb"url\((?!#)|@import", assets.load()["site.css"].body)


def test_hostile_text_stays_text(client: TestClient, news: Any) -> None:
    for path in (f"/article/{news.articles['hostile']}", "/latest", "/feeds/front.json", f"/api/v1/articles/{news.articles['hostile']}", "/search?q=Hostile", f"/outlet/{news.outlets['Tidewater Post']}"):
        answer = client.get(path)
        text = answer.text
        assert "javascript:" not in text
        if "json" in answer.headers["content-type"]:
            continue
        assert "<script>alert" not in text
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text), path
        assert 'lang="x"' not in text


def test_static_files_are_kept_for_ever_under_hashed_names(client: TestClient) -> None:
    page = LexborHTMLParser(client.get("/").text)
    address = page.css("link[rel=stylesheet]")[0].attributes["href"] or ""
    assert re.fullmatch(r"/static/site\.[0-9a-f]{12}\.css", address)
    answer = client.get(address)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert client.get("/static/site.css").status_code == 404
    assert client.get("/static/..%2fsite.py").status_code == 404


@pytest.mark.parametrize("query", [
    "page=0", "page=-1", "page=99999", "page=1e3", "page=%00", "page=٣", "lang=<script>", "lang=" + "a" * 300, "lang=%ff",
    "after=x", "after=%ff%fe", "after=" + "A" * 500,
])  # fmt: skip
def test_hostile_questions_get_a_page_not_an_error(client: TestClient, query: str) -> None:
    for path in ("/", "/latest", "/outlets", "/search?q=a&" + query):
        answer = client.get(path if "?" in path else f"{path}?{query}")
        assert answer.status_code in (200, 400), (path, query)
        assert answer.headers["content-type"].startswith("text/html")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.text(max_size=300), name=st.sampled_from(["q", "lang", "page", "after", "article", "limit", "cursor", "item", "type", "since", "until", "language", "outlet"]))
def test_no_question_is_ever_a_500(client: TestClient, value: str, name: str) -> None:
    value = value.encode("utf-8", "replace").decode()
    for path in ("/search", "/latest", "/complaint", "/log", "/api/v1/articles", "/feeds/front.atom"):
        assert client.get(path, params={name: value}).status_code in (200, 400), (path, name, value)


@pytest.mark.parametrize("path", ["/search", "/search/feed.atom", "/api/v1/search", "/", "/static/x", "/nothing"])
def test_an_address_that_is_too_long_is_refused_with_a_page(client: TestClient, path: str) -> None:
    for long in (f"{path}?q=gate&z={'x' * 2100}", f"{path}?q=gate&z={'é' * 700}", path + "/y" * 600):
        answer = client.get(long)
        assert answer.status_code == 414
        assert "too long" in answer.text
        for name in security.HEADERS:
            assert name in answer.headers
    assert client.get(f"/search?q=gate&z={'x' * 1900}").status_code == 200


@pytest.mark.parametrize("path", ["/article/", "/article/zz", "/article/" + "g" * 32, "/story/%00", "/outlet/...", "/feeds/front.exe",
                                  "/outlet/1/feed.atom", "/sitemap-0.xml", "/sitemap-99999999999999999999.xml", "/metrics", "/%ff%fe",
                                  "/article/" + "0" * 32, "/story/" + "0" * 32, "/outlet/" + "0" * 32, "/api/v1/articles/x"])  # fmt: skip
def test_what_is_not_there_is_404(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_strange_host_header_gets_no_page_with_it(client: TestClient) -> None:
    for host in ("evil.example/<b>", "a b", "x" * 300, 'a"b'):
        answer = client.get("/feeds/front.atom", headers={"host": host})
        assert answer.status_code == 400
        assert "<b>" not in answer.text
    assert client.get("/", headers={"host": "[::1]:8000"}).status_code == 200


def test_other_methods_are_refused(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert client.request(method, "/").status_code == 405
        assert client.request(method, "/api/v1/articles").status_code == 405


def test_a_fault_of_ours_shows_nothing_of_its_inside(news: Any, client_of: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(news, raising=False)
    monkeypatch.setattr("headwater.store.pages.latest", lambda *a, **k: 1 / 0)
    answer = client.get("/latest")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert answer.headers["content-security-policy"] == security.POLICY
    inner = client.get("/api/v1/articles")
    assert inner.status_code == 500
    assert inner.headers["content-security-policy"] == security.POLICY


def test_a_busy_store_asks_to_come_back(news: Any, client_of: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any, **__: Any) -> None:
        raise errors.Transient("busy", retry_after=3)

    monkeypatch.setattr("headwater.store.pages.latest", busy)
    client = client_of(news)
    for path in ("/latest", "/api/v1/articles"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")


def test_pages_are_304_within_a_minute_and_their_tags_carry_versions(client: TestClient, news: Any) -> None:
    for path in ("/", "/latest", "/outlets", "/search?q=gate", f"/story/{news.stories['tide']}", f"/outlet/{news.outlets['The Millrace']}",
                 f"/article/{news.articles['A note without a story']}", "/api/v1/articles", "/api/v1/stories"):
        tag = client.get(path).headers["etag"]
        answer = client.get(path, headers={"if-none-match": f'"x", {tag}'})
        assert answer.status_code == 304, path
        assert answer.content == b""
        assert answer.headers["etag"] == tag
        assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200
    path = f"/article/{news.articles['A note without a story']}"
    tag = client.get(path).headers["etag"]
    news.change("A note without a story", section="Elsewhere")
    assert client.get(path, headers={"if-none-match": tag}).status_code == 200

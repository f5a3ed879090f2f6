"""Groups 57, 67 and 68 of the hard cases: what is no article, or only a part of one, and what a page says of itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater import model, rights
from headwater.extract import article

NOW = datetime(2026, 11, 26, tzinfo=UTC)
RIVER = "".join(f'<article><h2><a href="/2026/11/trip-{n}">The ferry sails again to the far island, trip number {n}</a></h2></article>' for n in range(30))
LINES = ("The harbour opened on Monday after nine weeks of work, said the mayor.", "Ships came back at dawn with the tide, forty of them by noon.",
         "The lock keeper, who has held the post since the spring, said that the gate had been repainted twice.")
TEXT = "".join(f"<p>{line}</p>" for line in LINES)


def extract(body: str, head: str = "<title>Harbour opens</title>", url: str = "https://tide.example/2026/11/harbour-opens") -> model.Article | model.NotArticle:
    page = f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'
    return article.extract(model.Page(url=url, body=page.encode(), fetched_at=NOW, content_type="text/html"))


@pytest.mark.parametrize(("url", "head", "body", "reason"), [
    ("https://tide.example/", "<title>Tide</title>", RIVER, "home-page"),
    ("https://tide.example/sea/", "<title>Sea | Tide</title>", RIVER, "section-page"),
    ("https://tide.example/sea/", '<title>Sea</title><meta property="og:type" content="website">', RIVER + "<p>News of the sea.</p>", "section-page"),
    ("https://tide.example/pictures/12345", '<title>In pictures</title><meta property="og:type" content="article">',
     "<h1>In pictures</h1>" + "".join(f'<figure><img src="/{n}.jpg"><figcaption>Ship {n} comes in.</figcaption></figure>' for n in range(12)), "too-short"),
    ("https://tide.example/video/12345", '<title>Watch</title><meta property="og:type" content="video.other">', "<h1>Watch</h1><p>A ship comes in at dawn, seen from the mole.</p>", "video"),
    ("https://tide.example/gone", "<title>404 - page not found</title>", "<h1>Oh no</h1><p>There is nothing here. Perhaps you look for one of our latest stories instead.</p>", "empty"),
])
def test_68_what_is_no_article_says_what_it_is(url: str, head: str, body: str, reason: str) -> None:
    found = extract(body, head, url)
    assert isinstance(found, model.NotArticle) and found.reason == reason


def test_68_a_page_that_says_that_it_is_an_article_is_one_however_many_links_stand_below() -> None:
    found = extract(f"<h1>Harbour opens</h1>{TEXT}{RIVER}", '<title>Harbour opens</title><meta property="og:type" content="article">')
    assert isinstance(found, model.Article) and "The ferry sails" not in found.body and LINES[1] in found.body


@pytest.mark.parametrize("said", ["false", '"False"', '"https://schema.org/False"', '{"@id": "http://schema.org/False"}', '["False"]',
                                  'true, "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".wall"}'])
def test_68_a_text_that_is_not_free_is_shown_as_an_excerpt_whatever_its_licence(said: str) -> None:
    data = f'{{"@type": "NewsArticle", "headline": "Harbour opens", "datePublished": "2026-11-25", "isAccessibleForFree": {said}}}'
    found = extract(f"<h1>Harbour opens</h1>{TEXT}", f'<script type="application/ld+json">{data}</script><link rel="license" href="https://creativecommons.org/licenses/by/4.0/">')
    assert isinstance(found, model.Article) and found.signals.free is False
    allowed = rights.allow(rights.of_page(found.signals), model.OutletPolicy(), commercial=True, now=NOW, excerpt=160)
    assert allowed.view is model.View.EXCERPT


@pytest.mark.parametrize("page", [
    "<title>Harbour opens</title><article><h1>Harbour opens</h1>{}</article>", "<title>Harbour opens</title><main><h1>Harbour opens</h1>{}</main>",
    "<html><head><title>Harbour opens</title><header>Tide</header><section><h1>Harbour opens</h1>{}</section><footer>End</footer>",
    "<title>Harbour opens</title><h1>Harbour opens</h1>{}", "<title>Harbour opens</title><nav>Sea</nav><meta name=author content=Ann><h1>Harbour opens</h1><article>{}</article>",
])
def test_68_a_page_that_leaves_out_head_and_body_is_read(page: str) -> None:
    document = f"<!doctype html>{page.format(TEXT)}".encode()
    found = article.extract(model.Page(url="https://tide.example/2026/11/harbour-opens", body=document, fetched_at=NOW, content_type="text/html"))
    assert isinstance(found, model.Article) and found.title == "Harbour opens" and found.body.split("\n") == list(LINES)


@pytest.mark.parametrize("said", ["true", '"http://schema.org/True"', "null"])
def test_68_a_text_that_is_free_or_says_nothing_follows_its_licence(said: str) -> None:
    data = f'{{"@type": "NewsArticle", "headline": "Harbour opens", "datePublished": "2026-11-25", "isAccessibleForFree": {said}}}'
    found = extract(f"<h1>Harbour opens</h1>{TEXT}", f'<script type="application/ld+json">{data}</script>')
    assert isinstance(found, model.Article) and found.signals.free is (None if said == "null" else True)


def test_68_a_live_blog_is_an_article_with_all_its_posts() -> None:
    posts = "".join(f"<section><h2>{hour}:00</h2><p>At {hour} the gate stood {hour} feet above the tide, the harbour master said, and the wind had not gone down yet.</p></section>" for hour in range(8, 14))
    data = '{"@type": "LiveBlogPosting", "headline": "Storm: as it happens", "datePublished": "2026-11-25T08:00:00Z"}'
    found = extract(f"<main><h1>Storm: as it happens</h1>{posts}</main>", f'<title>Storm</title><script type="application/ld+json">{data}</script>')
    assert isinstance(found, model.Article) and found.title == "Storm: as it happens"
    assert all(f"At {hour} the gate" in found.body for hour in range(8, 14))


@pytest.mark.parametrize(("bases", "wanted"), [
    ('<base href="/b/"><base href="https://other.example/">', "https://tide.example/plan"), ('<base target="_top"><base href="b/">', "https://tide.example/2026/11/plan"),
    ('<base href="https://tide.example/b/c/">', "https://tide.example/b/plan"), ("", "https://tide.example/2026/plan"), ('<base href="javascript:x">', "https://tide.example/2026/plan"),
])
def test_67_links_of_a_page_start_from_its_first_base(bases: str, wanted: str) -> None:
    found = extract(f'<h1>Harbour opens</h1>{TEXT}<p>It follows <a href="../plan">the plan of the harbour</a>, which the council passed in May.</p>', bases)
    assert isinstance(found, model.Article)
    assert [link.url for link in found.links] == [wanted]


@pytest.mark.parametrize(("title", "wanted"), [
    ("Harbour opens | Tide", "Harbour opens"), ("Live: harbour opens | Tide", "Live: harbour opens"), ("Harbour: what opens - and when - Tide", "Harbour: what opens - and when"),
    ("Harbour opens", "Harbour opens"),
])
def test_57_the_sites_name_leaves_the_end_of_a_title_and_what_stands_before_stays(title: str, wanted: str) -> None:
    found = extract(f"<main>{TEXT}</main>", f'<title>{title}</title><meta property="og:site_name" content="Tide">')
    assert isinstance(found, model.Article) and found.title == wanted

"""What holds for every input: no exception, bounded time, the same answer twice."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headwater import model, nesting
from headwater.extract import article, decode, jsonld

NOW = datetime(2026, 3, 10, tzinfo=UTC)
FRAGMENTS = st.sampled_from([
    "<p>", "</p>", "<div class='related'>", "</div>", "<article>", "<h1>A long enough headline</h1>", "<!--", "-->", "<script>",
    '<script type="application/ld+json">', '{"@type":"NewsArticle","headline":', '"x"', "}", "</script>", "<br>", "<li>", "<ul>",
    "<figure>", "<img src=a.jpg>", "<figcaption>", "&amp;", "&#0;", "\x00", "\u202e", "「", "A sentence of words that goes on and on. " * 4,
    '<meta property="og:title" content="', '">', "<time datetime=", "<base href='http://[", "<link rel=canonical href=//", "<svg>", "<td>",
    '<meta name=date content="2024-13-45">', "<a href=javascript:1>", "<noscript>", "<template>", "<title>", "</title>", "<html lang=",
])


def page_with(body: bytes, url: str = "https://news.example/2026/a-b-c") -> model.Page:
    return model.Page(url=url, body=body, fetched_at=NOW)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=3000), st.sampled_from(["https://news.example/a", "", "no address", "http://[::1"]))
def test_extract_never_raises_on_bytes(body, url):
    assert isinstance(article.extract(page_with(body, url)), model.Article | model.NotArticle)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FRAGMENTS, max_size=40))
def test_extract_never_raises_on_torn_markup_and_answers_alike_twice(parts):
    page = page_with("".join(parts).encode("utf-8", "surrogatepass"))
    first = article.extract(page)
    assert first == article.extract(page)
    if isinstance(first, model.Article):
        assert not set(first.body) & {"\x00", "\u2028"}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["<div>", "</div>", "<p>", "</p>", "<b>", "x", "<!--", "-->", "<script>", "</script>", "<ul><li>"]), max_size=300))
def test_capping_twice_changes_nothing_and_respects_the_limit(parts):
    markup, _ = nesting.cap("".join(parts), limit=5)
    again, depth = nesting.cap(markup, limit=5)
    assert depth <= 5
    assert again == markup


@given(st.binary(max_size=400), st.text(max_size=40))
def test_decoding_never_raises(body, content_type):
    text, name = decode.decode(body, content_type)
    assert isinstance(text, str)
    assert name


@given(st.text(max_size=300))
def test_structured_data_never_raises(script):
    jsonld.nodes([script])


@pytest.mark.parametrize("body", [
    b"<div>" * 50_000, b"<p><b>" * 40_000, b"<a" * 100_000, b"<!--" * 50_000, b"<script>" * 30_000, b"<table><tr><td>" * 15_000,
    b"<div>" * 110 + b"<p class=byline>A text that is long enough to be a paragraph, and longer still than that.</p>" * 2_000,
    b"<title>" + b"- a | b " * 30_000, b'<script type="application/ld+json">' + b"[" * 100_000,
    b"<script>var a = " + b'{"a":' * 50_000 + b"</script>", b"<p>" + b"(" * 100_000, b"<h1>x</h1>" * 10_000,
], ids=lambda body: body[:24].decode())
def test_time_is_bounded_on_hostile_markup(body):
    started = time.process_time()
    article.extract(page_with(body))
    assert time.process_time() - started < 4

"""Sitemaps: news, plain, indexes, text."""

from __future__ import annotations

from datetime import UTC, datetime

from headwater import model
from headwater.parse import feed

SPACES = ('xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
          'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"')
NEWS = ("<url><loc>https://fjord.example/{0}</loc><lastmod>2025-06-03T10:00:00Z</lastmod><news:news><news:publication><news:name>Fjord Post</news:name>"
        "<news:language>nb</news:language></news:publication><news:publication_date>2025-06-03T09:00:00+02:00</news:publication_date>"
        "<news:title>Ferry &amp; wind</news:title><news:keywords>sea, wind</news:keywords></news:news>"
        "<image:image><image:loc>https://fjord.example/a.jpg</image:loc><image:caption>A ferry</image:caption><image:license>https://l.example/</image:license>"
        "</image:image></url>")


def read(inside: str, root: str = "urlset") -> model.ParsedFeed:
    return feed.parse(f"<{root} {SPACES}>{inside}</{root}>".encode(), url="https://fjord.example/sitemap.xml")


def test_a_news_sitemap_lists_entries() -> None:
    found = read(NEWS.format(1))
    one = found.entries[0]
    assert (found.format, found.title, found.language) == ("sitemap-news", "Fjord Post", "nb")
    assert (one.url, one.title, one.language, one.categories, one.source_title) == ("https://fjord.example/1", "Ferry & wind", "nb", ("sea", "wind"), "")
    assert (one.published, one.updated) == (datetime.fromisoformat("2025-06-03T09:00:00+02:00"), datetime(2025, 6, 3, 10, tzinfo=UTC))


def test_a_sitemaps_picture_has_caption_and_licence() -> None:
    assert read(NEWS.format(1)).entries[0].images == (model.Image(url="https://fjord.example/a.jpg", caption="A ferry", licence="https://l.example/"),)


def test_a_plain_sitemap_lists_addresses_alone() -> None:
    found = read("<url><loc> https://fjord.example/1 </loc></url><url><loc>not an address</loc></url><url><loc>/2</loc></url>")
    assert found.format == "sitemap"
    assert [found.entries[0].url, found.entries[-1].url] == ["https://fjord.example/1", "https://fjord.example/2"]


def test_an_index_names_its_children_the_latest_first() -> None:
    found = read("<sitemap><loc>https://fjord.example/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>"
                 "<sitemap><loc>https://fjord.example/new.xml</loc><lastmod>2025-01-01</lastmod></sitemap>", "sitemapindex")
    assert (found.format, found.kind) == ("sitemap-index", model.FeedKind.SITEMAP)
    assert found.sitemaps == ("https://fjord.example/new.xml", "https://fjord.example/old.xml")


def test_a_sitemap_of_text_needs_nearly_all_lines_to_be_addresses() -> None:
    lines = [f"https://fjord.example/{n}" for n in range(20)]
    assert len(feed.parse("\r\n".join([*lines, "oops"]).encode()).entries) == 20
    assert feed.parse("\n".join([*lines, *["prose"] * 10]).encode()).format == ""


def test_a_feed_that_names_the_sitemap_namespace_is_still_a_feed() -> None:
    assert feed.parse(f"<rss {SPACES}><channel><item><title>A</title></item></channel></rss>".encode()).format == "rss2.0"

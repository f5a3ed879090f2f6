"""Finding an outlet's feeds on a web that is a dictionary."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import model
from headwater.feeds import discovery
from headwater.parse import feed

HOME = "https://fjord.example/"
RSS = b'<rss version="2.0"><channel><title>Fjord: all</title><link>https://fjord.example/</link><language>nb</language><item><title>A</title><link>/1</link></item></channel></rss>'
EMPTY = b'<rss version="2.0"><channel><title>Empty</title></channel></rss>'
NEWS = (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://fjord.example/1</loc>'
        b"<news:news><news:title>A</news:title></news:news></url></urlset>")
PLAIN = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://fjord.example/1</loc></url></urlset>'


class Web:
    """Answers from a dictionary; anything else is not found."""

    def __init__(self, pages: dict[str, bytes | model.Refusal]) -> None:
        self.pages, self.asked = pages, []

    async def get(self, request: model.Request) -> model.Response | model.NotModified | model.Refused:
        self.asked.append(request.url)
        found = self.pages.get(request.url, model.Refusal.GONE)
        if isinstance(found, model.Refusal):
            return model.Refused(url=request.url, reason=found, status=404)
        return model.Response(url=request.url, final_url=request.url, status=200, headers=(), body=found, fetched_at=datetime.now(UTC))


def discover(web: Web, url: str = HOME) -> discovery.Discovery:
    return asyncio.run(discovery.discover(url, web.get, parse=feed.parse))


def page(head: str, attributes: str = 'lang="nb"') -> bytes:
    return f"<!doctype html><html {attributes}><head><title>Sea news | Fjord</title>{head}</head><body>x</body></html>".encode()


def test_an_address_that_is_a_feed_is_the_feed() -> None:
    found = discover(Web({"https://fjord.example/rss": RSS, HOME: page('<meta property="og:site_name" content="The Fjord Post">')}), "https://fjord.example/rss")
    assert [(one.url, one.kind, one.entries) for one in found.candidates] == [("https://fjord.example/rss", "rss", 1)]
    assert (found.name, found.home_url, found.language) == ("The Fjord Post", HOME, "nb")


def test_links_in_the_head_are_followed_in_order_relative_to_base() -> None:
    head = ('<base href="https://cdn.fjord.example/x/"><link rel="alternate" type="application/rss+xml" title="Comments" href="comments.xml">'
            '<link rel=alternate type=application/rss+xml href=a.xml><link rel="stylesheet alternate" type="application/rss+xml" href="no.xml">'
            '<!-- <link rel="alternate" type="application/rss+xml" href="hidden.xml"> --><link rel="alternate" type="application/json" href="/wp-json/x">'
            '<link rel="alternate" hreflang="en" href="/en">')
    web = Web({HOME: page(head), "https://cdn.fjord.example/x/comments.xml": RSS.replace(b"all", b"comments"), "https://cdn.fjord.example/x/a.xml": RSS})
    found = discover(web)
    assert [one.url for one in found.candidates] == ["https://cdn.fjord.example/x/a.xml", "https://cdn.fjord.example/x/comments.xml"]
    assert set(web.asked) == {HOME, "https://cdn.fjord.example/x/a.xml", "https://cdn.fjord.example/x/comments.xml"}


def test_an_empty_feed_ranks_behind_one_with_entries() -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/e"><link rel="alternate" type="application/atom+xml" href="/f">'
    found = discover(Web({HOME: page(head), HOME + "e": EMPTY, HOME + "f": RSS}))
    assert [one.url for one in found.candidates] == [HOME + "f", HOME + "e"]


def test_an_article_leads_to_its_home_pages_feed() -> None:
    web = Web({HOME + "news/1": page(""), HOME: page('<link rel="alternate" type="application/rss+xml" href="/f">'), HOME + "f": RSS})
    assert [one.url for one in discover(web, HOME + "news/1").candidates] == [HOME + "f"]


def test_well_known_paths_are_tried_until_one_is_a_feed() -> None:
    web = Web({HOME: page(""), HOME + "rss.xml": RSS, HOME + "atom.xml": RSS})
    found = discover(web)
    assert [one.url for one in found.candidates] == [HOME + "rss.xml"]
    assert HOME + "atom.xml" not in web.asked


def test_a_news_sitemap_is_found_through_robots_and_an_index() -> None:
    index = b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://fjord.example/pages.xml</loc></sitemap><sitemap><loc>https://fjord.example/latest-news.xml</loc></sitemap></sitemapindex>'
    web = Web({HOME: page(""), HOME + "robots.txt": b"User-agent: *\nSITEMAP: https://fjord.example/index-of-maps.xml\n", HOME + "index-of-maps.xml": index,
               HOME + "pages.xml": PLAIN, HOME + "latest-news.xml": NEWS})
    found = discover(web)
    assert [(one.url, one.kind) for one in found.candidates] == [(HOME + "latest-news.xml", "sitemap")]
    assert (found.name, found.language) == ("Fjord", "nb")


def test_an_index_of_maps_by_month_is_followed_itself_for_next_month_it_names_another() -> None:
    index = b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://fjord.example/maps/2026-11.xml</loc></sitemap></sitemapindex>'
    web = Web({HOME: page(""), HOME + "robots.txt": b"Sitemap: https://fjord.example/all.xml", HOME + "all.xml": index, HOME + "maps/2026-11.xml": NEWS})
    assert [(one.url, one.kind) for one in discover(web).candidates] == [(HOME + "all.xml", "sitemap")]


@pytest.mark.parametrize("robots", [
    b"Sitemap: https://fjord.example/news.xml", b"\xef\xbb\xbfSitemap: /news.xml", b"User-agent: *\n  SITEMAP :\t /news.xml  # of today", b"Disallow: /x\rsite-map:/news.xml\r",
    b"User-agent: a\r\nSite Map: /news.xml\r\nUser-agent: b", b"\x00\xff\nSitemap:\nSitemap: /news.xml#top",
])
def test_64_a_sitemap_is_found_in_robots_txt_however_its_line_is_spaced(robots: bytes) -> None:
    web = Web({HOME: page(""), HOME + "robots.txt": robots, HOME + "news.xml": NEWS})
    assert [one.url for one in discover(web).candidates] == [HOME + "news.xml"]


def test_a_sitemap_of_pages_is_no_feed_of_news() -> None:
    assert discover(Web({HOME: page(""), HOME + "sitemap.xml": PLAIN})).candidates == ()


def test_a_link_that_cannot_be_had_just_now_is_still_a_candidate() -> None:
    found = discover(Web({HOME: page('<link rel="alternate" type="application/rss+xml" href="/f">'), HOME + "f": model.Refusal.TIMEOUT}))
    assert [(one.url, one.kind) for one in found.candidates] == [(HOME + "f", "rss")]
    assert "timeout" in found.candidates[0].why


def test_nothing_found_says_what_was_tried_within_the_bounds() -> None:
    web = Web({})
    found = discover(web)
    assert found.candidates == ()
    assert HOME in found.why
    assert len(web.asked) <= discovery.MAX_REQUESTS
    assert len(web.asked) == len(set(web.asked))


@given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from([b"<link ", b"rel=alternate ", b"type='application/rss+xml' ", b"href='//[' ", b"href=/a ", b">", b"<base href='x:y'>",
                                                                    b"<html lang='", b"'>", b"<!--", b"<title>", b"<meta property=og:site_name content=&#0;>", b"\xff"]), max_size=20).map(b"".join)))
def test_no_page_raises(body: bytes) -> None:
    head = discovery.read_head(body, HOME)
    assert all(address.startswith(("http://", "https://")) for address, _, _ in head.links)
    discover(Web({HOME: body}))

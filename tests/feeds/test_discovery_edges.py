"""Discovery where sites are odd: links of every wrong form, pages at feeds' addresses, platforms, sites without a feed."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import model
from headwater.feeds import discovery, heads, mentions, platforms
from headwater.parse import feed, section

HOME = "https://fjord.example/"
RSS = b'<rss version="2.0"><channel><title>Fjord</title><link>https://fjord.example/</link><item><title>A</title><link>/1</link></item></channel></rss>'
ATOM = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Videos</title><entry><id>a</id><title>A</title><link href="/1"/></entry></feed>'
NEWS = (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://fjord.example/1</loc>'
        b"<news:news><news:title>A</news:title></news:news></url></urlset>")


@dataclass
class Web:
    """Answers from a dictionary: a body, a refusal, or the address that redirects lead to (for good after "!")."""

    pages: dict[str, bytes | str | model.Refusal]
    headers: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    otherwise: bytes | None = None  # what every other address is redirected to the home page for
    asked: list[str] = field(default_factory=list)

    async def get(self, request: model.Request) -> model.Response | model.NotModified | model.Refused:
        self.asked.append(request.url)
        url, moved = request.url, None
        found = self.pages.get(url)
        while isinstance(found, str) and not isinstance(found, model.Refusal):
            moved = found[1:] if found.startswith("!") else None
            url = found.removeprefix("!")
            found = self.pages.get(url)
        if found is None and self.otherwise is not None:
            found, url = self.otherwise, HOME
        if isinstance(found, bytes):
            return model.Response(url=request.url, final_url=url, status=200, headers=self.headers.get(url, ()), body=found, fetched_at=datetime.now(UTC), moved_to=moved)
        reason = found if isinstance(found, model.Refusal) else model.Refusal.GONE
        return model.Refused(url=request.url, reason=reason, status=404)


def discover(web: Web, url: str = HOME) -> discovery.Discovery:
    return asyncio.run(discovery.discover(url, web.get, parse=feed.parse, listing=section.read))


def found_at(web: Web, url: str = HOME) -> list[str]:
    return [one.url for one in discover(web, url).candidates]


def page(head: str = "", body: str = "x", lang: str = "nb") -> bytes:
    return f'<!doctype html><html lang="{lang}"><head><title>Sea | Fjord</title>{head}</head><body>{body}</body></html>'.encode()


def river(count: int = 8) -> str:
    return "<main>" + "".join(f'<article><h2><a href="/2026/11/the-ferry-sails-again-{number}">The ferry sails again, trip number {number}</a></h2></article>' for number in range(count)) + "</main>"


# ---- links in the head -------------------------------------------------------------------------------------


@pytest.mark.parametrize("link", [
    '<link rel="alternate" type="application/rss+xml" href="/f">',
    "<LINK REL=ALTERNATE TYPE=application/rss+xml HREF=/f>",
    '<link rel="alternate home" type="application/rss+xml; charset=utf-8" href=" /f ">',
    '<link rel="feed" href="/f">',
    '<link rel="alternate" type="application/rss" href="/f">',
    '<link rel="alternate" type="text/rss+xml" href="/f">',
    '<link rel="alternate" type="application/xml+rss" href="/f">',
    '<link rel="alternate" type="rss" href="/f">',
    '<link rel="alternate" type="application/x.atom+xml" href="/f">',
    '<link rel="alternate" type="application/xml" href="https://fjord.example/f">',
    '<link rel="alternate" type="application/rss+xml" href="feed:https://fjord.example/f">',
    '<link rel="alternate" type="application/rss+xml" href="feed://fjord.example/f">',
    '<base href="https://fjord.example/x/"><base href="https://other.example/"><link rel="alternate" type="application/rss+xml" href="../f">',
    '<link rel="alternate" type="application/rss+xml" href="f"><base href="/">',
    '<link rel="alternate" type="application/rss+xml" href=""><link rel="alternate" type="application/rss+xml" href="#"><link rel="alternate" type="application/rss+xml" href="/f">',
    '<link rel="alternate" type="application/rss+xml" href="/f"><link rel="alternate" type="application/rss+xml" title="Again" href="/f">',
])
def test_66_links_of_every_form_lead_to_the_feed_once(link: str) -> None:
    web = Web({HOME + "section/sea": page(link), HOME: page(), HOME + "f": RSS})
    found = discover(web, HOME + ("section/sea" if 'href="f"' not in link else ""))
    if 'href="f"' in link:
        found = discover(Web({HOME: page(link), HOME + "f": RSS}))
    assert [(one.url, one.why) for one in found.candidates] == [(HOME + "f", "a link in the page's head")]


@pytest.mark.parametrize("kind", ["text/html", "", "text/plain"])
def test_66_a_link_with_a_wrong_type_counts_where_its_address_is_a_feeds(kind: str) -> None:
    head = f'<link rel="alternate" type="{kind}" href="/rss.xml"><link rel="alternate" type="{kind}" href="/en/start"><link rel="alternate" hreflang="en" type="{kind}" href="/en/rss/">'
    assert [link[0] for link in discovery.read_head(page(head), HOME).links] == [HOME + "rss.xml"]


def test_66_several_feeds_keep_the_pages_order_and_comments_come_last() -> None:
    head = "".join(f'<link rel="alternate" type="application/rss+xml" title="{title}" href="/{title}.xml">' for title in ("comments", "all", "sport"))
    web = Web({HOME: page(head), **{f"{HOME}{title}.xml": RSS.replace(b"/1", f"/{title}".encode()) for title in ("comments", "all", "sport")}})
    assert found_at(web) == [HOME + "all.xml", HOME + "sport.xml", HOME + "comments.xml"]


def test_66_a_link_in_the_answers_headers_counts() -> None:
    web = Web({HOME: page(), HOME + "f": RSS}, headers={HOME: (("link", '</style.css>; rel="preload", </f>; rel="alternate"; type="application/rss+xml"; title="All, really"'),)})
    assert found_at(web) == [HOME + "f"]


def test_46_the_interface_of_a_blog_is_no_feed() -> None:
    head = '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts"><link rel="alternate" type="application/json+oembed" href="/oembed?url=x">'
    assert discovery.read_head(page(head), HOME).links == ()


# ---- pages where a feed should be --------------------------------------------------------------------------


def test_46_a_page_of_html_at_the_feeds_address_leads_to_the_feed() -> None:
    web = Web({HOME + "rss": page('<link rel="alternate" type="application/rss+xml" href="/f">'), HOME: page(), HOME + "f": RSS})
    assert found_at(web, HOME + "rss") == [HOME + "f"]


def test_46_an_address_of_a_feed_that_redirects_to_the_home_page_leads_to_its_feed() -> None:
    web = Web({HOME + "old-feed": HOME, HOME: page('<link rel="alternate" type="application/rss+xml" href="/f">'), HOME + "f": RSS})
    assert found_at(web, HOME + "old-feed") == [HOME + "f"]


def test_46_a_site_that_answers_everything_with_its_home_page_is_asked_a_few_times_only() -> None:
    web = Web({HOME: page()}, otherwise=page())
    found = discover(web)
    assert found.candidates == ()
    assert "redirected to the home page" in found.why
    assert len(web.asked) < 10


def test_46_a_link_to_a_page_of_html_is_no_candidate_and_said() -> None:
    web = Web({HOME: page('<link rel="alternate" type="application/rss+xml" href="/f">'), HOME + "f": page()})
    found = discover(web)
    assert found.candidates == ()
    assert f"{HOME}f" in found.why
    assert "a page of HTML, no feed" in found.why


def test_46_a_sitemap_at_the_feeds_address_is_taken_for_what_it_is() -> None:
    web = Web({HOME + "feed": NEWS, HOME: page()})
    assert [(one.url, one.kind) for one in discover(web, HOME + "feed").candidates] == [(HOME + "feed", "sitemap")]


def test_a_feed_that_moved_for_good_is_known_by_its_new_address_and_one_that_is_away_by_its_own() -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/f">'
    assert found_at(Web({HOME: page(link), HOME + "f": f"!{HOME}new", HOME + "new": RSS})) == [HOME + "new"]
    assert found_at(Web({HOME: page(link), HOME + "f": f"{HOME}for-now", HOME + "for-now": RSS})) == [HOME + "f"]
    both = link + '<link rel="alternate" type="application/rss+xml" href="/for-now">'
    assert found_at(Web({HOME: page(both), HOME + "f": f"{HOME}for-now", HOME + "for-now": RSS})) == [HOME + "f"]


def test_a_page_that_only_sends_on_is_followed_once() -> None:
    web = Web({HOME: b'<meta http-equiv="refresh" content="0; url=/start/">', HOME + "start/": page('<link rel="alternate" type="application/rss+xml" href="/f">'), HOME + "f": RSS})
    assert found_at(web) == [HOME + "f"]


# ---- links in the body -------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [
    '<a href="/f">RSS</a>', '<a href="/f"><img src="o.gif" alt="RSS 2.0"></a>', '<a title="Our feed" href="/f">here</a>', "<a href='/f' class='icon-rss'><i></i></a>",
    '<a href="https://feedly.com/i/subscription/feed/https%3A%2F%2Ffjord.example%2Ff">Follow us</a>', '<a href="feed://fjord.example/f">here</a>', '<a type="application/rss+xml" href="/f">x</a>',
])
def test_66_links_in_the_body_that_speak_of_feeds_are_tried(body: str) -> None:
    filler = "<p>word " * 100_000  # beyond where link elements are looked for
    found = discover(Web({HOME: page(body=filler + body), HOME + "f": RSS}))
    assert [one.url for one in found.candidates] == [HOME + "f"]
    assert found.candidates[0].why.startswith("a link in the page")


def test_66_a_page_of_feeds_is_looked_through() -> None:
    web = Web({HOME: page(body='<a href="/about/rss-feeds">RSS feeds</a>'), HOME + "about/rss-feeds": page(body='<a href="/sea.rss">Sea</a> <a href="/land.rss">Land</a>'),
               HOME + "sea.rss": RSS, HOME + "land.rss": RSS})
    assert found_at(web) == [HOME + "sea.rss", HOME + "land.rss"]


def test_66_links_that_only_sound_like_feeds_are_not() -> None:
    body = '<a href="/feedback">Feedback</a> <a href="/wp-json/feed">RSS</a> <a href="https://other.example/rss.xml">RSS</a> <a href="/news/feeding-birds">Feeding birds</a> <a href="mailto:feed@a.example">Feed</a>'
    assert mentions.in_body(body, HOME) == []
    assert mentions.in_body('<a href="https://feeds.feedburner.com/fjord">RSS</a>', HOME) == [("https://feeds.feedburner.com/fjord", "RSS")]


def test_the_usual_paths_are_tried_below_the_address_that_was_given() -> None:
    assert found_at(Web({HOME + "blog": page(), HOME: page(), HOME + "blog/feed": RSS}), HOME + "blog") == [HOME + "blog/feed"]


# ---- platforms ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("url", "where"), [
    ("https://fjord.substack.com/p/rain", "https://fjord.substack.com/feed"), ("https://fjord.wordpress.com/2026/11/rain/", "https://fjord.wordpress.com/feed/"),
    ("https://fjord.blogspot.com/", "https://fjord.blogspot.com/feeds/posts/default"), ("https://fjord.blogspot.com.br/", "https://fjord.blogspot.com.br/feeds/posts/default"),
    ("https://medium.com/@fjord", "https://medium.com/feed/@fjord"), ("https://fjord.medium.com/", "https://fjord.medium.com/feed"), ("https://fjord.tumblr.com/", "https://fjord.tumblr.com/rss"),
    ("https://social.example/@fjord", "https://social.example/@fjord.rss"), ("https://www.reddit.com/r/fjord/", "https://www.reddit.com/r/fjord/.rss"),
    ("https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv", "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv"),
    ("https://www.youtube.com/playlist?list=PLabcdefghijkl", "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabcdefghijkl"),
])
def test_38_a_platform_keeps_the_feed_where_it_always_does(url: str, where: str) -> None:
    web = Web({url: page(), where: ATOM})
    found = discover(web, url)
    assert [one.url for one in found.candidates] == [where]
    assert found.candidates[0].why
    assert len(web.asked) <= 3


def test_38_the_front_page_of_a_platform_is_none_of_its_outlets() -> None:
    assert [platforms.feeds_of(url) for url in ("https://www.substack.com/", "https://substack.com/", "https://medium.com/", "https://www.youtube.com/", HOME)] == [()] * 5
    assert discover(Web({"https://fjord.substack.com/p/rain": page(), "https://fjord.substack.com/feed": RSS}), "https://fjord.substack.com/p/rain").home_url == "https://fjord.substack.com/"
    shared = Web({"https://medium.com/@fjord": page(), "https://medium.com/": page('<link rel="alternate" type="application/rss+xml" href="/feed/all">'), "https://medium.com/feed/all": RSS})
    assert "https://medium.com/" not in shared.asked
    assert discover(shared, "https://medium.com/@fjord").candidates == ()


@pytest.mark.parametrize("body", ['<meta itemprop="channelId" content="UCabcdefghijklmnopqrstuv">', '<script>{"externalId":"UCabcdefghijklmnopqrstuv"}</script>',
                                  '<link rel="canonical" href="https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv">'])
def test_66_a_channels_page_names_its_channel(body: str) -> None:
    url, where = "https://www.youtube.com/@fjord", "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv"
    found = discover(Web({url: page(body=body), where: ATOM}), url)
    assert [(one.url, one.why) for one in found.candidates] == [(where, "the channel that the page names")]
    assert found.home_url == url


# ---- sites without a feed ----------------------------------------------------------------------------------


def test_a_site_without_a_feed_is_followed_by_the_page_that_lists_its_articles() -> None:
    found = discover(Web({HOME: page(body=river())}))
    assert [(one.url, one.kind, one.entries) for one in found.candidates] == [(HOME, "page", 8)]
    assert "lists 8 articles" in found.candidates[0].why
    assert "/feed" in found.why
    assert (found.name, found.language) == ("Fjord", "nb")


def test_the_section_that_was_given_goes_before_the_home_page() -> None:
    assert found_at(Web({HOME + "sea": page(body=river(5)), HOME: page(body=river())}), HOME + "sea") == [HOME + "sea", HOME]


def test_an_article_leads_to_the_home_pages_list() -> None:
    head = '<meta property="article:published_time" content="2026-11-26T10:00:00Z">'
    assert found_at(Web({HOME + "a": page(head, river()), HOME: page(body=river())}), HOME + "a") == [HOME]


def test_a_news_sitemap_goes_before_a_list_and_a_feed_before_both() -> None:
    web = Web({HOME: page(body=river()), HOME + "robots.txt": b"Sitemap: /plain.xml\nSitemap: /news.xml", HOME + "news.xml": NEWS})
    found = discover(web)
    assert [(one.url, one.kind, one.why) for one in found.candidates] == [(HOME + "news.xml", "sitemap", "a news sitemap named by robots.txt")]
    web.pages[HOME + "rss"] = RSS
    assert found_at(web) == [HOME + "rss"]


def test_without_a_reader_of_lists_there_is_no_candidate() -> None:
    web = Web({HOME: page(body=river())})
    assert asyncio.run(discovery.discover(HOME, web.get, parse=feed.parse)).candidates == ()


def test_what_was_tried_is_told_by_its_outcome() -> None:
    found = discover(Web({HOME: page(), HOME + "robots.txt": model.Refusal.ROBOTS}))
    assert "and no list of articles" in found.why
    assert f"{HOME}feed, {HOME}rss, {HOME}rss.xml and " in found.why
    assert "more: gone 404" in found.why


@pytest.mark.parametrize(("front", "home"), [
    (None, "https://evil.example/"), (page(), "https://evil.example/"), (page('<link rel="alternate" type="application/rss+xml" href="https://evil.example/feed">'), HOME),
])
def test_a_feed_that_says_it_is_of_another_site_is_only_where_that_site_names_it(front: bytes | None, home: str) -> None:
    found = discover(Web({"https://evil.example/feed": RSS, HOME: front or model.Refusal.GONE}), "https://evil.example/feed")
    assert [one.url for one in found.candidates] == ["https://evil.example/feed"]
    assert found.home_url == home


def test_an_unconfirmed_feed_on_a_server_of_many_outlets_feeds_is_an_outlet_of_its_own() -> None:
    address = "https://feeds.feedburner.com/fjord"
    assert discover(Web({address: RSS}), address).home_url == address
    assert discover(Web({address: RSS, HOME: page(f'<link rel="alternate" type="application/rss+xml" href="{address}">')}), address).home_url == HOME


# ---- names and hostile heads -------------------------------------------------------------------------------


def test_a_pages_declared_encoding_is_heeded_for_its_name() -> None:
    body = '<html><head><meta charset="windows-1251"><title>Маяк</title>'.encode("cp1251")
    assert heads.read(body, HOME).name == "Маяк"
    assert heads.read(b"<title>Fa\xe9</title>", HOME, "text/html; charset=iso-8859-1").name == "Faé"
    assert heads.read(b"<meta charset=rot13><title>Fj\xff</title>", HOME).name == "Fj\ufffd"


@pytest.mark.parametrize("body", ["<a href=/rss>" * 200_000, "<a " * 500_000, "<a href='" * 200_000, "<a>" + "<img alt='rss " * 200_000, "<link rel=alternate " * 100_000, "<!--" * 400_000,
                                  ('<a href="/x">' + "<" * 200 + "alt=" * 49) * 2000])
def test_hostile_pages_are_read_in_linear_time(body: str) -> None:
    start = time.process_time()
    heads.read(body.encode(), HOME)
    mentions.in_body(heads.decoded(body.encode()), HOME)
    assert time.process_time() - start < 5


@given(st.lists(st.sampled_from(['<a href="/feed">', "RSS", "</a>", "<a href='//['>", "feed:", "<base href='//x['>", '<link rel=feed href="feed://">', "<meta http-equiv=refresh content='0;url=//['>", "\x00"]), max_size=30).map("".join))
def test_no_body_raises(body: str) -> None:
    discover(Web({HOME: page(body, body)}))

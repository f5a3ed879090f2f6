"""Addresses: one normal form, hosts for politeness, what cannot name an article; nothing raises."""

from __future__ import annotations

import ada_url
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from headwater import urls

HOSTS = st.sampled_from(["news.example", "NEWS.example.", "www.outlet.co.uk", "münchen.example", "127.0.0.1", "[::1]",
                         "xn--bcher-kva.example", "a.b.example:8080", "x.example:443", "user:pw@x.example"])
PARTS = st.text(alphabet="abcü%&=?#/.;:+ @~!$'()*,[]|\\^`{}<>\"\t€0AF-_", max_size=30)
ADDRESSES = st.builds("{}://{}/{}?{}#{}".format, st.sampled_from(["http", "https", "HTTP"]), HOSTS, PARTS, PARTS, PARTS)


@given(st.one_of(ADDRESSES, st.text(max_size=60)))
@example("https://x.example/?a=1&utm_source=b&c=%20+d")
@example("https://x.example/?utm_source=b")
@example("https://x.example/??")
@example("https://x.example/?&&utm_x=1")
@example("https://x.example/?a=\udcff&utm_a=b")
@example("http://http://http://x.example/")
@example("https://x.example/?%75tm_source=b&a")
@example("https://x.example./a?a=%C3&utm_a=1")
def test_canonical_is_idempotent(url: str) -> None:
    once = urls.canonical(url)
    assume(once is not None)
    assert once is not None
    assert urls.canonical(once) == once


@given(st.text(max_size=80), st.one_of(st.none(), st.text(max_size=40), ADDRESSES))
@example("x", "no base")
@example("\ud800", None)
def test_no_text_raises(url: str, base: str | None) -> None:
    urls.absolute(url, base)
    urls.canonical(url, base)
    for function in (urls.key, urls.host, urls.hostname, urls.origin, urls.domain, urls.is_home, urls.is_redirector):
        function(url)
    urls.same_site(url, base or "")


@given(ADDRESSES)
def test_all_forms_of_an_address_share_host_and_key(url: str) -> None:
    canonical = urls.canonical(url)
    assume(canonical is not None)
    assert canonical is not None
    absolute = urls.absolute(url)
    assert absolute is not None
    assert urls.host(absolute) == urls.host(canonical)
    assert urls.key(canonical) == urls.key(url)
    assert "@" not in canonical.split("/")[2]
    assert "#" not in canonical


@given(st.sampled_from(["https://news.example/", "http://a-b.news.example/", "https://1.2.example", "/", "https://x.example/a/"]),
       st.text(st.sampled_from("aZ09._~!$&'()*+,;=:@/?#%2eE-|^`{\\\"<> é"), max_size=12))
def test_what_is_taken_as_it_is_is_what_the_parser_gives(start: str, rest: str) -> None:
    base = "https://outlet.example/news/today?a=1"
    address = (start + rest).strip()
    assume("&amp" not in rest and not address.startswith(("//", "/\\")))
    try:
        wanted = ada_url.URL(address, base=base).href
    except ValueError:
        wanted = None
    assert urls.absolute(address, base) == wanted


@pytest.mark.parametrize(("given_url", "wanted"), [
    ("https://News.Example:443/a/../b?x=1#top", "https://news.example/b?x=1"),
    ("http://news.example:80", "http://news.example/"),
    ("https://news.example./a", "https://news.example/a"),
    ("https://user:secret@news.example/a", "https://news.example/a"),
    ("https://news.example/a?utm_source=x&utm_medium=y", "https://news.example/a"),
    ("https://news.example/a?id=3&utm_source=x&page=2&fbclid=z", "https://news.example/a?id=3&page=2"),
    ("https://news.example/a?q=a+b&r=%C3%A9&s=a%2Fb&gclid=1", "https://news.example/a?q=a+b&r=%C3%A9&s=a%2Fb"),
    ("https://news.example/a?flag&utm_source=x", "https://news.example/a?flag"),
    ("https://news.example/a?b=%E9&utm_source=x", "https://news.example/a?b=%E9"),
    ("https://news.example/a?x=1;y=2&utm_source=x", "https://news.example/a?x=1;y=2"),
    ("https://news.example/a?ref=rss", "https://news.example/a"),
    ("https://news.example/a?ref=front", "https://news.example/a?ref=front"),
    ("https://news.example/a?", "https://news.example/a"),
    ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
    (" \n https://news.example/a\tb ", "https://news.example/ab"),
    ("http:/news.example/a", "http://news.example/a"),
    ("http://http://news.example/a", "http://news.example/a"),
    ("//news.example/a", "https://news.example/a"),
    ("https:\\\\news.example\\a", "https://news.example/a"),
    ("https://news.example?x=1", "https://news.example/?x=1"),
])
def test_an_address_has_one_canonical_form(given_url: str, wanted: str) -> None:
    assert urls.canonical(given_url) == wanted


@pytest.mark.parametrize("url", ["", " ", "mailto:a@b.example", "javascript:x", "ftp://x.example/", "/relative", "#x",
                                 "http://", "https://x.example/" + "a" * 3000, "a" * 100_000, "http://[::1", "tel:1"])
def test_what_http_cannot_fetch_has_none(url: str) -> None:
    assert urls.canonical(url) is None
    assert urls.absolute(url) is None


@pytest.mark.parametrize(("url", "base", "wanted"), [
    ("/b", "https://x.example/a/c", "https://x.example/b"), ("b", "https://x.example/a/c", "https://x.example/a/b"),
    ("?q", "https://x.example/a", "https://x.example/a?q"), ("//y.example/z", "http://x.example/", "http://y.example/z"),
    ("b", "no base at all", None), ("http://y.example/", "https://x.example/", "http://y.example/"),
    ("", "https://x.example/", None),
])
def test_relative_addresses_are_resolved(url: str, base: str, wanted: str | None) -> None:
    assert urls.absolute(url, base) == wanted


def test_the_host_is_lower_case_without_default_port_or_final_dot() -> None:
    assert urls.host("https://News.example:443/a") == "news.example"
    assert urls.host("http://news.example.:8080/") == "news.example:8080"
    assert urls.host("http://0x7f.1/") == "127.0.0.1"
    assert urls.host("http://[::1]:81/") == "[::1]:81"
    assert urls.host("mailto:a@b.example") == ""


def test_origins_and_host_names() -> None:
    assert urls.origin("https://news.example:444/a") == "https://news.example:444"
    assert urls.origin("nonsense") == ""
    assert urls.hostname("https://news.example:444/a") == "news.example"


@pytest.mark.parametrize(("url", "wanted"), [
    ("https://www.a.co.uk/x", "a.co.uk"), ("news.example", "news.example"), ("https://127.0.0.1:80/", "127.0.0.1"),
    ("https://blog.github.io/", "blog.github.io"), ("https://a.b.c.example.com./", "example.com"),
    ("http://[2606::1]/", "[2606::1]"), ("[2606::1]:80", "[2606::1]"), ("", ""), ("co.uk", "co.uk"),
])
def test_the_registrable_domain(url: str, wanted: str) -> None:
    assert urls.domain(url) == wanted


def test_one_site_has_many_hosts() -> None:
    assert urls.same_site("https://www.outlet.com/a", "http://m.outlet.com/b")
    assert not urls.same_site("https://a.github.io/", "https://b.github.io/")
    assert not urls.same_site("", "")


def test_the_key_joins_schemes_www_and_final_slashes() -> None:
    assert urls.key("http://www.outlet.example/a/") == urls.key("https://outlet.example/a?utm_source=x")


@pytest.mark.parametrize(("url", "home"), [
    ("https://x.example", True), ("https://x.example/index.html", True), ("https://x.example/de-AT/", True),
    ("https://x.example/news/1", False), ("https://x.example/?p=1", False), ("nonsense", False),
])
def test_home_pages_are_known(url: str, home: bool) -> None:
    assert urls.is_home(url) is home


@pytest.mark.parametrize("url", [
    "https://t.co/x", "https://www.bit.ly/abc", "http://ift.tt/abc", "https://apple.news/Axyz", "https://l.facebook.com/l.php?u=x",
    "https://www.facebook.com/l.php?u=x", "https://out.reddit.com/t3_1?url=x", "https://news.google.com/rss/articles/CBMi?oc=5",
    "https://www.google.com/url?rct=j&url=https://outlet.example/a", "https://google.co.uk/url?q=x", "https://www.google.com/amp/s/outlet.example/a",
    "http://feeds.feedburner.com/~r/outlet/~3/abc/", "http://feeds2.feedburner.com/x", "https://rss.outlet.example/~r/outlet/~3/abc/",
    "https://feedproxy.google.com/~r/x", "http://da.feedsportal.com/c/1/f/2/s/3/l/4", "https://feeds.feedblitz.com/~/1/0/x",
    "https://www.bing.com/ck/a?x=1", "https://outlet.example/redirect?url=https%3A%2F%2Foutlet.example%2Fa",
    "https://click.example/out.php?id=3&to=http://outlet.example/a", "https://www.youtube.com/redirect?q=x", "https://t.co./x",
])
def test_redirectors_are_known(url: str) -> None:
    assert urls.is_redirector(url)
    assert urls.is_redirector(urls.canonical(url) or "")


@pytest.mark.parametrize("url", [
    "https://outlet.example/t.co", "https://not-t.co/x", "https://outlet.example/url-shortener", "https://www.google.com/search?q=x",
    "https://blog.google/url/", "https://outlet.example/news/~rosa/1", "https://www.facebook.com/outlet/posts/1",
    "https://outlet.example/news?share=https://outlet.example/a", "https://outlet.example/out/of-order?id=4", "https://www.youtube.com/watch?v=1",
    "https://outlet.example/a?url=https://outlet.example/b", "https://www.reddit.com/r/news/1", "nonsense", "",
])
def test_pages_are_not_taken_for_redirectors(url: str) -> None:
    assert not urls.is_redirector(url)



@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://img.example/gate.jpg", "https://img.example/gate.jpg"),
        ("https://img.example/gate-300x200.jpg", "https://img.example/gate.jpg"),
        ("https://img.example/gate_640x480.jpg?w=80&quality=70", "https://img.example/gate.jpg"),
        ("https://img.example/gate-scaled.jpg", "https://img.example/gate.jpg"),
        ("https://img.example/gate@2x.png", "https://img.example/gate.png"),
        ("https://img.example/gate.jpg.webp", "https://img.example/gate.jpg"),
        ("https://img.example/i?id=4&width=640&fm=webp&utm_source=x", "https://img.example/i?id=4"),
        ("https://img.example/gate.jpg?width=640&s=abc", "https://img.example/gate.jpg"),
        ("https://img.example/i?s=abc", "https://img.example/i?s=abc"),
        ("https://img.example/2026x11/gate.jpg", "https://img.example/2026x11/gate.jpg"),
        ("https://img.example/route-66x-12.jpg", "https://img.example/route-66x-12.jpg"),
        ("data:image/png;base64,AAAA", ""),
        ("", ""),
    ],
)
def test_a_picture_has_one_key_whatever_its_size_and_format(url: str, key: str) -> None:
    assert urls.image_key(url) == key


@given(st.text(max_size=60))
def test_the_key_of_a_pictures_key_is_itself(path: str) -> None:
    key = urls.image_key(f"https://img.example/{path}")
    assert urls.image_key(key) == key


@pytest.mark.parametrize("query", [
    "utm_source=rss", "fbclid=1", "gclid=1", "msclkid=1", "mc_cid=1&mc_eid=2", "wprss=1", "fsrc=rss", "PHPSESSID=0a", "at_medium=RSS",
    "_hsenc=1&_hsmi=2", "mtm_campaign=x", "pk_kwd=x", "ns_mchannel=x", "wt_mc=rss", "xtor=RSS-1", "ftag=a", "ocid=a", "cmpid=rss", "ncid=a",
    "igshid=1", "yclid=1", "ref=rss", "amp=1", "outputType=amp", "__twitter_impression=true", "gad_source=1", "srsltid=x", "itm_source=a",
    "guccounter=1&guce_referrer=a&guce_referrer_sig=b", "UTM_MEDIUM=x", "smid=rss", "dicbo=v2", "spm=a.b", "mibextid=x", "matomo_kwd=x",
    "mod=rss", "emc=rss", "CMP=rss", "ref=rssfeed", "rss=yes",
])
def test_35_tracking_parameters_name_no_other_page(query: str) -> None:
    assert urls.canonical(f"https://outlet.example/a?id=7&{query}") == "https://outlet.example/a?id=7"
    assert urls.canonical(f"https://outlet.example/a?{query}") == "https://outlet.example/a"


@pytest.mark.parametrize("query", ["id=7", "p=123", "page=2", "story=a&section=b", "ref=front", "s=12", "q=utm_source", "gift_token=x"])
def test_35_parameters_that_choose_the_page_stay(query: str) -> None:

    assert urls.canonical(f"https://outlet.example/a?{query}") == f"https://outlet.example/a?{query}"


@pytest.mark.parametrize("url", [
    "https://m.outlet.example/news/a", "https://mobile.outlet.example/news/a", "https://amp.outlet.example/news/a", "http://www.m.outlet.example/news/a",
    "https://outlet.example/news/a/amp", "https://outlet.example/news/a/amp/", "https://outlet.example/news/a?amp=1", "https://outlet.example/news/a.amp",
    "https://outlet.example/amp/news/a", "https://outlet.example/news/a?outputType=amp", "https://touch.outlet.example/news/a/", "https://www2.outlet.example/news/a",
])
def test_35_mobile_hosts_and_amp_name_the_same_page(url: str) -> None:
    assert urls.key(url) == urls.key("https://www.outlet.example/news/a")


def test_35_other_pages_keep_keys_of_their_own() -> None:
    assert urls.key("https://fr.m.outlet.example/a") == urls.key("https://fr.outlet.example/a") != urls.key("https://outlet.example/a")
    assert urls.key("https://m.example/a") != urls.key("https://example/a")
    assert urls.key("https://outlet.example/a.amp.html") == urls.key("https://outlet.example/a.html")
    assert urls.key("https://outlet.example/camp/a") != urls.key("https://outlet.example/a")
    assert urls.key("https://outlet.example/amplifiers") == "outlet.example/amplifiers"


@pytest.mark.parametrize(("broken", "wanted"), [
    ("http://http://outlet.example/a", "http://outlet.example/a"), ("http:/outlet.example/a", "http://outlet.example/a"),
    ("https:///outlet.example/a", "https://outlet.example/a"), ("https:\\\\outlet.example\\a", "https://outlet.example/a"),
    ("http://https://outlet.example/a", "https://outlet.example/a"), ("http://https//outlet.example/a", "https://outlet.example/a"),
    ("ttp://outlet.example/a", "http://outlet.example/a"), ("htp://outlet.example/a", "http://outlet.example/a"),
    ("https//outlet.example/a", "https://outlet.example/a"), ("hxxps://outlet.example/a", "https://outlet.example/a"),
    ("https://outlet.example:/a", "https://outlet.example/a"), ("https://outlet.example?x=1", "https://outlet.example/?x=1"),
    ("//outlet.example/a", "https://outlet.example/a"), ("www.outlet.example/a", "https://www.outlet.example/a"),
    (" https://outlet.example/a b ", "https://outlet.example/a%20b"), ("https://outlet.example/a?x=1&amp;y=2", "https://outlet.example/a?x=1&y=2"),
    ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"), ("https://outlet\n.example/a", "https://outlet.example/a"),
])
def test_36_broken_addresses_are_mended(broken: str, wanted: str) -> None:
    assert urls.canonical(broken) == wanted


def test_36_a_bare_host_is_no_path_below_the_base() -> None:
    assert urls.absolute("www.outlet.example/a", "https://tide.example/feed/") == "https://www.outlet.example/a"
    assert urls.absolute("wwwfoo/a", "https://tide.example/feed/") == "https://tide.example/feed/wwwfoo/a"


def test_36_hosts_that_are_addresses_or_suffixes_have_a_domain() -> None:
    assert urls.domain("http://192.0.2.7/a") == "192.0.2.7"
    assert urls.domain("http://gov.cn/a") == "gov.cn"
    assert urls.canonical("https://outlet.example/" + "a" * 2100) is None
    assert urls.is_home("https://192.0.2.7/")


@pytest.mark.parametrize(("a", "b"), [
    ("https://tide.substack.com/p/a", "https://reef.substack.com/p/a"), ("https://tide.wordpress.com/a", "https://reef.wordpress.com/a"),
    ("https://tide.tumblr.com/a", "https://reef.tumblr.com/a"), ("https://tide.blogspot.com/a", "https://reef.blogspot.com/a"),
    ("https://tide.medium.com/a", "https://medium.com/a"), ("https://tide.github.io/a", "https://reef.github.io/a"),
])
def test_38_each_blog_of_a_platform_is_an_outlet_of_its_own(a: str, b: str) -> None:
    assert not urls.same_site(a, b)
    assert urls.same_site(a, a.replace("/a", "/b"))


@given(ADDRESSES, st.sampled_from(["https://News.example", "https://a-.example/", "http://a..example/", "https://-a.example", "https://a_b.example/x", "https://1.2.3.4/",
                                   "https://a.example?x", "https://a.b-c.example#f", "https://xn--a.example/", "https://a.0x7f/", "https://a.example\\b"]))
def test_hosts_are_read_alike_with_and_without_a_parser(url: str, odd: str) -> None:
    for one in (url, odd, urls.canonical(url) or "", f"{odd}/x"):
        try:
            parsed = ada_url.URL(one)
        except ValueError:
            assert (urls.hostname(one), urls.origin(one), urls.host(one)) == ("", "", "")
        else:
            assert urls.hostname(one) == parsed.hostname
            assert urls.origin(one) == parsed.origin


@pytest.mark.parametrize("url", [
    "https://youtu.be/aBc-12_xyZ9", "https://www.youtube.com/embed/aBc-12_xyZ9", "https://m.youtube.com/watch?v=aBc-12_xyZ9&t=3", "https://youtube.com/v/aBc-12_xyZ9",
    "https://www.youtube.com/shorts/aBc-12_xyZ9", "https://www.youtube-nocookie.com/embed/aBc-12_xyZ9?rel=0", "https://www.youtube.com/watch?feature=x&v=aBc-12_xyZ9",
])
def test_35_the_addresses_of_a_video_name_one_page(url: str) -> None:
    assert urls.key(url) == urls.key("https://www.youtube.com/watch?v=aBc-12_xyZ9")
    assert urls.key(url) != urls.key("https://www.youtube.com/watch?v=aBc-12_xyZ8")
    assert not urls.is_redirector(url) or urls.unwrap(url) == "https://www.youtube.com/watch?v=aBc-12_xyZ9"

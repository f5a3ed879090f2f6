"""Groups 37 and 44 to 49 of the hard cases: addresses and their base, broken markup, what is no feed, odd documents."""

from __future__ import annotations

import json
import time
from html.entities import name2codepoint

import pytest

from headwater import model
from headwater.parse import bounds, feed

MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'


def rss(inside: str, spaces: str = "") -> model.ParsedFeed:
    return feed.parse(f'<rss version="2.0" {spaces}><channel>{inside}</channel></rss>'.encode(), url="https://fjord.example/news/rss.xml")


def item(inside: str, before: str = "", spaces: str = "") -> model.Entry:
    return rss(f"{before}<item>{inside}</item>", spaces).entries[0]


def atom(inside: str, attributes: str = "", url: str = "https://fjord.example/news/atom.xml") -> model.ParsedFeed:
    return feed.parse(f"<feed {ATOM} {attributes}>{inside}</feed>".encode(), url=url)


def codes(found: model.ParsedFeed) -> set[str]:
    return {one.code for one in found.warnings}


# ---- 37: relative addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("link", "home", "wanted"), [
    ("/1", "", "https://fjord.example/1"), ("1", "", "https://fjord.example/news/1"), ("?id=1", "", "https://fjord.example/news/rss.xml?id=1"),
    (" https://fjord.example/1 \n", "", "https://fjord.example/1"), ("//cdn.example/1", "", "https://cdn.example/1"),
    ("1", "<link>https://fjord.example/se/</link>", "https://fjord.example/se/1"), ("javascript:alert(1)", "", ""), ("mailto:a@b.example", "", ""),
    ("https://fjord.example/å", "", "https://fjord.example/%C3%A5"), ("https://bücher.example/", "", "https://xn--bcher-kva.example/"),
])
def test_37_an_items_link_written_relative_or_with_blanks(link: str, home: str, wanted: str) -> None:
    assert item(f"<title>A</title><link>{link}</link>", home).url == wanted


@pytest.mark.parametrize(("base", "link", "wanted"), [
    ('xml:base="https://base.example/a/"', "1", "https://base.example/a/1"), ('xml:base="/a/"', "1", "https://fjord.example/a/1"),
    ('xml:base="a/"', "1", "https://fjord.example/news/a/1"), ('xml:base="http://["', "1", "https://fjord.example/news/1"),
    ('xml:base="javascript:x"', "/1", "https://fjord.example/1"), ('xml:base="https://b\u00fccher.example/"', "1", "https://xn--bcher-kva.example/1"),
])
def test_37_a_base_that_is_inherited_relative_malformed_or_unsafe(base: str, link: str, wanted: str) -> None:
    assert atom(f'<entry><title>A</title><link href="{link}"/></entry>', base).entries[0].url == wanted


def test_37_bases_within_bases() -> None:
    found = atom('<entry xml:base="b/"><title>A</title><link xml:base="c/" href="1"/><content type="html">&lt;a href="2"&gt;x&lt;/a&gt;</content></entry>',
                 'xml:base="https://base.example/a/"').entries[0]
    assert found.url == "https://base.example/a/b/c/1"
    assert 'href="https://base.example/a/b/2"' in found.content


def test_37_the_base_of_xhtml_content() -> None:
    found = atom('<entry><title>A</title><content type="xhtml" xml:base="https://base.example/"><div xmlns="http://www.w3.org/1999/xhtml"><img src="p.png"/></div>'
                 "</content></entry>").entries[0]
    assert 'src="https://base.example/p.png"' in found.content


def test_37_an_address_without_a_document_stays_out_rather_than_wrong() -> None:
    assert feed.parse(b"<rss><channel><item><title>A</title><link>/1</link></item></channel></rss>").entries[0].url == ""


# ---- 44: broken markup -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["media", "dc", "content", "itunes", "unknown"])
def test_44_a_prefix_that_was_not_declared(prefix: str) -> None:
    found = rss(f"<item><title>A</title><{prefix}:creator>Ann</{prefix}:creator><link>https://fjord.example/1</link></item><item><title>B</title></item>")
    assert [one.title for one in found.entries] == ["A", "B"]
    assert found.entries[0].authors == (("Ann",) if prefix == "dc" else ())


@pytest.mark.parametrize(("written", "wanted"), [
    ("https://fjord.example/?a=1&b=2", "https://fjord.example/?a=1&b=2"), ("https://fjord.example/?a=1&amp;b=2", "https://fjord.example/?a=1&b=2"),
    ("https://fjord.example/?a=1&copy=2", "https://fjord.example/?a=1&copy=2"), ("https://fjord.example/?a=1&#38;b=2", "https://fjord.example/?a=1&b=2"),
])
def test_44_ampersands_in_links(written: str, wanted: str) -> None:
    assert item(f"<title>A</title><link>{written}</link>").url == wanted


@pytest.mark.parametrize("name", sorted(set(name2codepoint) - {"amp", "lt", "gt", "quot"}))
def test_44_an_entity_of_html_that_was_not_declared(name: str) -> None:
    found = item(f"<title>a &{name}; b</title>").title
    assert found == " ".join(f"a {chr(name2codepoint[name])} b".split())


@pytest.mark.parametrize(("written", "wanted"), [
    ("AT&T wins", "AT&T wins"), ("a & b", "a & b"), ("&nosuch; x", "&nosuch; x"), ("x &copy 2025", "x &copy 2025"), ("5 < 6", "5 < 6"), ("a <- b", "a <- b"),
    ("&amp;nbsp;x", "x"), ("&ldquo;x&rdquo;", "“x”"), ("&#x201C;x&#x201D;", "“x”"), ("&apos;x&apos;", "'x'"), ("&hearts;&NotEqualTilde;", "♥≂̸"),
])
def test_44_ampersands_angles_and_entities_in_titles(written: str, wanted: str) -> None:
    assert item(f"<title>{written}</title><link>https://fjord.example/</link>").title == wanted


@pytest.mark.parametrize(("document", "wanted"), [
    ("<rss><channel><item><title>A</title><item><title>B</title></item></channel></rss>", {"A", "B"}),
    ("<rss><channel><item><title>A<link>https://a.example/</link></item><item><title>B</title></item></channel></rss>", {"B"}),
    ("<rss><channel><item><title>A</title></item><item><title>B</title></channel></rss>", {"A", "B"}),
    ("<rss><channel><item><title>A</titel></item><item><title>B</title></item></channel></rss>", {"B"}),
    ("<rss version=2.0><channel><item><title>A</title></item><item><title>B</title></item></channel></rss>", {"A", "B"}),
    ("<rss><channel><item><title><![CDATA[A]]</title></item><item><title>B</title></item></channel></rss>", set()),
    ("<rss><channel><item><title>A</title><enclosure url='x' url='y'/></item><item><title>B</title></item></channel></rss>", {"A", "B"}),
    ("<rss><channel><item><title>A</title></item><item><title>B</title></item></channel></rss><script>x</script> <b>", {"A", "B"}),
    ("<rss><channel><item><title>A</title><!-- a -- b --></item><item><title>B</title></item></channel></rss>", {"A", "B"}),
    ("<rss><channel><item><title>A</title></item></channel></rss><rss><channel><item><title>B</title></item></channel></rss>", {"A"}),
])
def test_44_items_of_markup_that_is_not_well_formed(document: str, wanted: set[str]) -> None:
    assert wanted <= {one.title for one in feed.parse(document.encode()).entries}


ITEMS = "".join(f"<item><title>T{n}</title><link>https://a.example/story/{n}00</link><guid>g{n}</guid><description><![CDATA[<p>x & y</p>]]></description></item>" for n in range(4))
ENTRIES = "".join(f'<entry><title>T{n}</title><link href="https://a.example/story/{n}00"/><id>g{n}</id><content type="html">&lt;p&gt;x</content></entry>' for n in range(4))


@pytest.mark.parametrize("document", [f"<rss><channel><title>F</title>{ITEMS}</channel></rss>", f"<feed {ATOM}><title>F</title>{ENTRIES}</feed>"], ids=["rss", "atom"])
def test_44_a_document_broken_off_anywhere_gives_its_whole_entries_and_no_half_one(document: str) -> None:
    whole = feed.parse(document.encode()).entries
    for at in range(document.index("T1"), len(document)):
        found = feed.parse(document[:at].encode()).entries
        complete = max(document[:at].count("</item"), document[:at].count("</entry"))
        assert found == whole[: len(found)], document[at - 30:at]
        assert complete - 1 <= len(found) <= complete


def test_44_a_json_feed_broken_off_gives_its_whole_items() -> None:
    document = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [{"id": str(n), "title": f"T{n}"} for n in range(5)]})
    for at in range(document.index('"T1"'), len(document)):
        found = feed.parse(document[:at].encode())
        assert found.title == "F"
        assert [one.title for one in found.entries] == [f"T{n}" for n in range(document[:at].count("}"))][:5]


# ---- 45 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("doctype", [
    '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1/rss-0.91.dtd">', "<!DOCTYPE rss>", "<!doctype html>",
    '<!DOCTYPE rss [<!ENTITY a "x"><!ELEMENT rss (channel)>]>', '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1/p">%p;]>',
])
def test_45_a_doctype_is_never_followed(doctype: str) -> None:
    found = feed.parse(f'<?xml version="1.0"?>{doctype}<rss><channel><title>Fjord</title><item><title>A</title></item></channel></rss>'.encode())
    assert (found.title, len(found.entries)) == ("Fjord", 1)


@pytest.mark.parametrize("document", [
    '<!DOCTYPE r [<!ENTITY a "hahahaha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">' + "".join(
        f'<!ENTITY {chr(n + 1)} "{f"&{chr(n)};" * 8}">' for n in range(98, 112)) + "]><rss><channel><title>&p;</title><item><title>&p;&p;</title></item></channel></rss>",
    "<rss><channel><item><title>A</title><description>" + "<div>" * 100_000 + "</description></item></channel></rss>",
    "<rss><channel><item><title>A</title><description><![CDATA[" + "<div><table colspan=99999999>" * 30_000 + "]]></description></item></channel></rss>",
])
def test_45_bombs_and_deep_nesting_end_soon(document: str) -> None:
    start = time.process_time()
    found = feed.parse(document.encode())
    assert time.process_time() - start < 15
    assert all(len(one.title) < 10_000 for one in found.entries)


# ---- 46 to 49 --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("document", "code"), [
    ("<!DOCTYPE html><html><head><title>News</title></head><body><article>x</article></body></html>", "html"),
    ('<html xmlns="http://www.w3.org/1999/xhtml"><body><item><title>x</title></item></body></html>', "html"),
    ('{"name": "Fjord", "namespaces": ["oembed/1.0", "wp/v2"], "routes": {}}', "not-a-feed"), ('[{"id": 1, "title": {"rendered": "A"}}]', "not-a-feed"),
    ("null", "not-a-feed"), ('"x"', "not-a-feed"), ("{}", "not-a-feed"), ("<opml><body/></opml>", "not-a-feed"), ("%PDF-1.7", "not-a-feed"),
])
def test_46_what_is_no_feed_says_so(document: str, code: str) -> None:
    found = feed.parse(document.encode())
    assert (found.format, found.entries) == ("", ())
    assert code in codes(found)


def test_46_a_long_page_at_a_feeds_address_is_refused_at_once() -> None:
    page = "<!DOCTYPE html><html><body>" + "<div class=entry><p>news & more <br>" * 40_000
    start = time.process_time()
    assert feed.parse(page.encode()).format == ""
    assert time.process_time() - start < 10


def test_46_a_feed_inside_a_page_of_its_host_is_read() -> None:
    assert feed.parse(b"<html><body><rss><channel><item><title>A</title></item></channel></rss></body></html>").format in ("", "rss2.0")


def test_46_a_sitemap_at_a_feeds_address_is_a_sitemap_and_a_feed_with_its_namespace_is_a_feed() -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    assert feed.parse(f"<urlset {space}><url><loc>https://a.example/1</loc></url></urlset>".encode()).kind is model.FeedKind.SITEMAP
    mixed = f'<rss xmlns:sm={space[6:]}><channel><item><title>A</title><sm:loc>https://a.example/1</sm:loc></item></channel></rss>'
    assert feed.parse(mixed.encode()).kind is model.FeedKind.RSS


def json_feed(**fields: object) -> model.ParsedFeed:
    return feed.parse(json.dumps({"version": "https://jsonfeed.org/version/1.1", **fields}).encode(), url="https://fjord.example/feed.json")


@pytest.mark.parametrize(("version", "form"), [
    ("https://jsonfeed.org/version/1", "json1"), ("https://jsonfeed.org/version/1.1", "json1.1"), ("http://jsonfeed.org/version/1.1", "json1.1"),
    ("HTTPS://JSONFEED.ORG/VERSION/1.1", "json1.1"), ("https://jsonfeed.org/version/2", "json1"),
])
def test_47_versions_of_json_feed(version: str, form: str) -> None:
    assert json_feed(version=version, items=[{"id": "1"}]).format == form


@pytest.mark.parametrize(("given", "wanted"), [
    ({"id": "a", "url": "/1"}, ("a", "https://fjord.example/1")), ({"url": "/1"}, ("", "https://fjord.example/1")),
    ({"external_url": "https://x.example/"}, ("", "https://x.example/")), ({"id": 7}, ("7", "")), ({"id": "https://fjord.example/7"}, ("https://fjord.example/7",) * 2),
    ({"content_text": "x"}, ("", "")), ({"id": None, "url": None}, ("", "")), ({"id": {"x": 1}, "url": ["y"]}, ("", "")), ({"id": True}, ("", "")),
])
def test_47_identifiers_and_addresses_of_json_items(given: dict[str, object], wanted: tuple[str, str]) -> None:
    one = json_feed(items=[given]).entries[0]
    assert (one.entry_id, one.url) == wanted


@pytest.mark.parametrize(("given", "name", "wanted"), [
    ({"authors": {"name": "Ann"}}, "authors", ("Ann",)), ({"authors": [{"name": "Ann"}, "Bo", None]}, "authors", ("Ann", "Bo")),
    ({"author": {"name": "Ann", "url": "https://a.example"}}, "authors", ("Ann",)), ({"authors": []}, "authors", ()), ({"author": "x@y.example (Ann)"}, "authors", ("Ann",)),
    ({"date_published": "yesterday-ish"}, "published", None), ({"date_published": 12}, "published", None), ({"title": "Q&amp;A &#8217;24"}, "title", "Q&A ’24"),
    ({"title": "<i>Fram</i> sails"}, "title", "Fram sails"), ({"title": "2 < 3"}, "title", "2 < 3"), ({"title": None}, "title", ""),
    ({"content_text": "<p>HTML after all</p>"}, "content", "<p>HTML after all</p>"), ({"content_text": "a < b & c"}, "content", "a &lt; b &amp; c"),
    ({"content_text": "plain", "content_html": "<p>rich</p>"}, "content", "<p>rich</p>"), ({"tags": ["a", None, "a", " b "]}, "categories", ("a", "b")),
    ({"language": "de_at"}, "language", "de-AT"), ({"language": 4}, "language", "nb"),
])
def test_47_quirks_of_json_items(given: dict[str, object], name: str, wanted: object) -> None:
    assert getattr(json_feed(language="nb", items=[given]).entries[0], name) == wanted


@pytest.mark.parametrize(("items", "count"), [(None, 0), ({"id": "a"}, 1), ([], 0), ([None, 1, "x", {"id": "a"}], 1), ("x", 0)])
def test_47_items_that_are_no_list(items: object, count: int) -> None:
    found = json_feed(items=items)
    assert (found.format, len(found.entries)) == ("json1.1", count)


def test_47_what_a_json_feed_says_of_itself_and_of_its_neighbours() -> None:
    found = json_feed(feed_url="/feed.json", next_url="/feed.json?page=2", home_page_url="/", items=[{"id": "1"}],
                      hubs=[{"type": "rssCloud", "url": "https://cloud.example/"}, {"type": "WebSub", "url": "https://hub.example/"}])
    assert (found.topic, found.older, found.url, found.hub) == (
        "https://fjord.example/feed.json", "https://fjord.example/feed.json?page=2", "https://fjord.example/", "https://hub.example/")


@pytest.mark.parametrize("body", [
    b'\xef\xbb\xbf{"version":"https://jsonfeed.org/version/1","items":[{"id":"a","title":"\xc3\xa9"}]}', b'\n {"version":"https://jsonfeed.org/version/1","items":[{"id":"a","title":"\xc3\xa9",},]}',
    '{"version":"https://jsonfeed.org/version/1","items":[{"id":"a","title":"é"}]}'.encode("utf-16"), b'{"version":"https://jsonfeed.org/version/1","items":[{"id":"a","title":"\xe9"}]}',
    b'{"version":"https:\\/\\/jsonfeed.org\\/version\\/1","items":[{"id":"a","title":"\\u00e9"}]}\x00\x00',
])
def test_47_json_with_a_mark_a_comma_too_many_and_in_other_encodings(body: bytes) -> None:
    assert [(one.entry_id, one.title) for one in feed.parse(body).entries] == [("a", "é")]


@pytest.mark.parametrize("content_type", ["text/html", "text/plain", "application/octet-stream", "", "image/png", "text/xml; charset=bogus", ";;;"])
def test_48_a_wrong_or_missing_media_type_is_no_reason_to_refuse(content_type: str) -> None:
    assert feed.parse(b"<rss><channel><item><title>A</title></item></channel></rss>", content_type=content_type).format == "rss2.0"


def test_48_one_bad_item_costs_only_itself() -> None:
    found = rss("<item><title>A</title></item><item><link>http://[</link><pubDate>never</pubDate><enclosure/><media:content/></item><item><title>B</title></item>", MEDIA)
    assert [one.title for one in found.entries if one.title] == ["A", "B"]


@pytest.mark.parametrize("document", ['<rss version="2.0"><channel/></rss>', f"<feed {ATOM}/>", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
                                      '{"version":"https://jsonfeed.org/version/1","items":[]}'])
def test_49_an_empty_feed_is_valid(document: str) -> None:
    found = feed.parse(document.encode())
    assert found.format
    assert "no-entries" in codes(found)


def test_49_seven_thousand_items_the_oldest_first() -> None:
    items = "".join(f"<item><title>{n}</title><pubDate>{1_600_000_000 + 60 * n}</pubDate></item>" for n in range(7000))
    found = rss(items)
    assert len(found.entries) == bounds.MAX_ENTRIES
    assert found.entries[-1].title == "6999"
    assert "too-many-entries" in codes(found)

"""A document to a feed: every format is known for what it is, and no bytes raise."""

from __future__ import annotations

import gzip
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headwater import model
from headwater.parse import bounds, encoding, feed, tolerant

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Fjord Post</title>
<link>https://fjord.example/</link><item><title>Ferry late</title><link>https://fjord.example/ferry</link>
<guid>f1</guid><pubDate>Tue, 03 Jun 2025 09:39:21 GMT</pubDate><media:content url="/a.jpg" medium="image"><media:credit>Ann</media:credit>
</media:content><description><![CDATA[<p>Late & later]]></description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nb"><title>Fjord</title><id>urn:f</id><entry><id>urn:f:1</id>
<title type="html">A &amp;amp; B</title><link href="https://fjord.example/1"/><updated>2025-06-03T09:00:00Z</updated></entry></feed>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://fjord.example/1</loc></url></urlset>"""
FORMATS = [
    (RSS, "rss2.0", model.FeedKind.RSS),
    ('<rss version="0.91"><channel><item><title>a</title></item></channel></rss>', "rss0.91", model.FeedKind.RSS),
    ('<rss version="0.92"><channel><item><title>a</title></item></channel></rss>', "rss0.92", model.FeedKind.RSS),
    ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/>'
     "<item><title>a</title></item></rdf:RDF>", "rss1.0", model.FeedKind.RSS),
    ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
     "<channel/><item><title>a</title></item></rdf:RDF>", "rss0.90", model.FeedKind.RSS),
    ("<channel><item><title>a</title></item></channel>", "rss-cdf", model.FeedKind.RSS),
    (ATOM, "atom1.0", model.FeedKind.ATOM),
    ('<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>a</title></entry></feed>', "atom0.3", model.FeedKind.ATOM),
    ("<feed><entry><title>a</title></entry></feed>", "atom1.0", model.FeedKind.ATOM),
    ('{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1}]}', "json1.1", model.FeedKind.JSON),
    ('{"version": "https://jsonfeed.org/version/1", "items": [{"id": 1}]}', "json1", model.FeedKind.JSON),
    (SITEMAP, "sitemap", model.FeedKind.SITEMAP),
    ("https://fjord.example/1\nhttps://fjord.example/2\n", "sitemap-text", model.FeedKind.SITEMAP),
]


@pytest.mark.parametrize(("document", "form", "kind"), FORMATS, ids=[form for _, form, _ in FORMATS])
def test_every_format_is_known_for_what_it_is(document: str, form: str, kind: model.FeedKind) -> None:
    found = feed.parse(document.encode())
    assert (found.format, found.kind) == (form, kind)
    assert found.entries


@pytest.mark.parametrize("document", [RSS, ATOM, SITEMAP], ids=["rss", "atom", "sitemap"])
def test_gzip_makes_no_difference(document: str) -> None:
    assert feed.parse(gzip.compress(document.encode(), mtime=0)) == feed.parse(document.encode())


def test_a_broken_off_gzip_document_counts_as_far_as_it_goes() -> None:
    found = feed.parse(gzip.compress((RSS * 1).encode(), mtime=0)[:-20])
    assert "broken-gzip" in {one.code for one in found.warnings}


def test_a_gzip_bomb_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "MAX_SIZE", 10_000)
    assert next(one.code for one in feed.parse(gzip.compress(b"<rss>" + b" " * 1_000_000, mtime=0)).warnings) == "too-large"


@pytest.mark.parametrize(("document", "code"), [
    (b"", "empty"), (b" \n", "empty"), (b"\xef\xbb\xbf", "empty"), (b"<!DOCTYPE html><html><body>news", "html"),
    (b"null", "not-a-feed"), (b'{"namespace": "wp/v2"}', "not-a-feed"), (b"{", "bad-json"), (b"hello", "not-a-feed"),
    (b"<opml><body/></opml>", "not-a-feed"), (b"<note><to>x</to></note>", "not-a-feed"),
])
def test_what_is_no_feed_says_why(document: bytes, code: str) -> None:
    found = feed.parse(document)
    assert found.format == ""
    assert code in {one.code for one in found.warnings}


def test_a_feed_without_entries_is_a_feed_with_a_warning() -> None:
    found = feed.parse(b'<rss version="2.0"><channel><title>Quiet</title></channel></rss>')
    assert (found.format, found.title) == ("rss2.0", "Quiet")
    assert [one.code for one in found.warnings] == ["no-entries"]


def test_of_very_many_entries_the_newest_are_kept_in_their_order() -> None:
    items = "".join(f"<item><title>{n}</title><pubDate>{1_500_000_000 + n}</pubDate></item>" for n in range(bounds.MAX_ENTRIES + 50))
    found = feed.parse(f"<rss><channel>{items}</channel></rss>".encode())
    assert [one.title for one in found.entries[:2]] == ["50", "51"]
    assert len(found.entries) == bounds.MAX_ENTRIES
    assert "too-many-entries" in {one.code for one in found.warnings}


def test_a_feed_wrapped_in_another_element_is_found() -> None:
    found = feed.parse(f"<envelope><body>{RSS.partition('?>')[2]}</body></envelope>".encode())
    assert (found.format, len(found.entries)) == ("rss2.0", 1)


BROKEN = [
    ("text before the document", "Notice: undefined index\n" + RSS),
    ("blank before the declaration", "\n\n " + RSS),
    ("lone ampersand", RSS.replace("Ferry late", "Ferry & bus late")),
    ("entity of HTML", RSS.replace("Ferry late", "Ferry&nbsp;late")),
    ("lone angle", RSS.replace("Ferry late", "Ferry 3 < 4 late")),
    ("undeclared prefix", RSS.replace(' xmlns:media="http://search.yahoo.com/mrss/"', "")),
    ("control character", RSS.replace("Ferry late", "Ferry\x0b late\x00")),
    ("numeric reference to a control character", RSS.replace("Ferry late", "Ferry late&#0;&#x1f;")),
    ("no end", RSS.partition("</item>")[0]),
    ("unclosed element", RSS.replace("</guid>", "")),
    ("CDATA that does not end", RSS.partition("]]>")[0]),
    ("two declarations", '<?xml version="1.0"?>' + RSS),
    ("DOCTYPE", RSS.replace("<rss", '<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd"><rss', 1)),
    ("attribute without quotation marks", RSS.replace('version="2.0"', "version=2.0")),
]


@pytest.mark.parametrize("document", [one for _, one in BROKEN], ids=[name for name, _ in BROKEN])
def test_a_broken_document_still_brings_its_entry(document: str) -> None:
    found = feed.parse(document.encode())
    assert [one.url for one in found.entries] == ["https://fjord.example/ferry"]
    assert found.entries[0].title.replace(" ", " ").startswith("Ferry")
    assert "Late & later" in found.entries[0].summary


def test_a_credit_survives_an_undeclared_prefix() -> None:
    found = feed.parse(RSS.replace(' xmlns:media="http://search.yahoo.com/mrss/"', "").encode(), url="https://fjord.example/rss")
    assert [(one.url, one.credit) for one in found.entries[0].images] == [("https://fjord.example/a.jpg", "Ann")]


@pytest.mark.parametrize(("given", "title"), [
    ("A&nbsp;B", "A B"), ("&eacute;t&eacute;", "été"), ("A &hellip; B", "A … B"), ("AT&T", "AT&T"), ("&nosuch; x", "&nosuch; x"),
    ("2 < 3", "2 < 3"), ("R&amp;D", "R&D"), ("&#8217;s", "’s"), ("don&#146;t", "don’t"), ("a &lt;b&gt;bold&lt;/b&gt; move", "a bold move"),
    ("<![CDATA[a <i>fine</i> day & more]]>", "a fine day & more"), ("Q&amp;amp;A", "Q&A"), ("the &lt;blink-182&gt; show", "the <blink-182> show"),
    ("5 &lt; 6 &gt; 4", "5 < 6 > 4"), ("a<!-- no -->b", "ab"), ("one\n   two", "one two"),
])
def test_titles_are_plain_text(given: str, title: str) -> None:
    found = feed.parse(f"<rss><channel><item><title>{given}</title><link>https://a.example/</link></item></channel></rss>".encode())
    assert found.entries[0].title == title


def test_entities_of_the_documents_own_dtd_stand_for_their_text() -> None:
    document = '<!DOCTYPE rss [<!ENTITY paper "The Fjord Post">]><rss><channel><title>&paper;</title></channel></rss>'
    assert feed.parse(document.encode()).title == "The Fjord Post"


def test_an_entity_bomb_stays_small_and_quick() -> None:
    steps = [(n, f"&a{n - 1};" * 10) for n in range(1, 12)]
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{value}">' for n, value in steps)
    document = f"<!DOCTYPE rss [{entities}]><rss><channel><title>&a11;</title></channel></rss>"
    start = time.process_time()
    assert len(feed.parse(document.encode()).title) < 100
    assert time.process_time() - start < 5


def test_no_file_is_read_for_an_external_entity() -> None:
    document = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel><title>&x;</title></channel></rss>'
    assert feed.parse(document.encode()).title in ("&x;", "")


@pytest.mark.parametrize("document", [
    b"<rss><channel>" + b"<item>" * 50_000,
    b"<feed>" + b"<entry><content type='xhtml'>" + b"<div>" * 20_000,
    b'{"items":' + b"[" * 100_000,
    b"<rss>" + b"<!DOCTYPE a [" * 5_000,
    b"<rss>" + b"<![CDATA[" * 20_000,
    b"<rss><channel><item><description>" + b"&lt;a href=&quot;" * 20_000,
    b"&" * 500_000,
    b"<" * 500_000,
    b"<rss><channel>" + b"<item><pubDate>12 foo bar 99</pubDate></item>" * 3_000,
    b"<opml>" + b"<outline text='x'>" * 20_000,
    b"https://a.example/\n" * 60_000,
    b"<rss " + b"a='1' " * 20_000,
], ids=range(12))
def test_hostile_documents_end_soon(document: bytes) -> None:
    start = time.process_time()
    feed.parse(document)
    assert time.process_time() - start < 15  # a second or two on a machine that is busy


def test_feedparser_reads_what_our_reader_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "_READERS", {})
    found = feed.parse(RSS.encode(), url="https://fjord.example/rss")
    assert [(one.url, one.title, one.entry_id) for one in found.entries] == [("https://fjord.example/ferry", "Ferry late", "f1")]
    assert "read-by-feedparser" in {one.code for one in found.warnings}


def test_feedparser_is_not_asked_for_large_documents() -> None:
    assert tolerant.read(b" " * (tolerant.MAX_SIZE + 1), feed.Notes()) is None


_MARKUP = st.lists(st.sampled_from([
    b"<rss>", b"<channel>", b"<item>", b"</item>", b"<title>", b"</title>", b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<entry>",
    b"<link href='x' rel='alternate license'/>", b"<link>", b"</link>", b"<![CDATA[", b"]]>", b"&amp;", b"&nbsp;", b"&#0;", b"&", b"<",
    b"<media:content url='//a/b.jpg'>", b"<media:credit>", b"<pubDate>", b"Tue, 3 Jun 2025", b"<!DOCTYPE x [", b"]>", b"<?xml version='1.0' encoding='",
    b"utf-16", b"'?>", b"xml:base='http://[/'", b"\xff\xfe", b"\x00", b"\xed\xa0\x80", b"<content type='xhtml'>", b"<content type='x/y'>", b"<div>",
    b"{", b'"items":', b"[", b"]", b"}", b"1e999", b"<urlset>", b"<url>", b"<loc>http://a</loc>", b"<at:deleted-entry ref='q'/>", b"<ttl>", b"9" * 30,
    b"<skipHours><hour>", b"<dc:rights>", b"<source url='http://b'>", b"http://a.example/\n", b"<guid>", b"\x1f\x8b\x08",
]), max_size=25).map(b"".join)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=300), _MARKUP), st.sampled_from(["", "https://a.example/f", "not an address"]),
       st.sampled_from(["", "text/xml; charset=bogus", "text/xml; charset=utf-16", "application/json", "x; charset=\x00"]))
def test_no_bytes_raise(body: bytes, url: str, content_type: str) -> None:
    found = feed.parse(body, url=url, content_type=content_type)
    assert isinstance(found, model.ParsedFeed)
    for entry in found.entries:
        assert entry.url == "" or entry.url.startswith(("http://", "https://"))
        assert all(moment is None or moment.tzinfo for moment in (entry.published, entry.updated))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(RSS)), st.binary(max_size=8), st.sampled_from([RSS, ATOM, SITEMAP]))
def test_a_document_with_a_hole_in_it_does_not_raise(at: int, noise: bytes, document: str) -> None:
    body = document.encode()
    feed.parse(body[:at] + noise + body[at + len(noise):])

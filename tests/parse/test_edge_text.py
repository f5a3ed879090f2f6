"""Groups 50 to 57 of the hard cases as far as feeds go: titles, texts, authors, categories, files and pictures, and extensions."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from headwater import model
from headwater.parse import feed, verb

SPACES = ('xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:media="http://search.yahoo.com/mrss/" '
          'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:feedburner='
          '"http://rssnamespace.org/feedburner/ext/1.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:at='
          '"http://purl.org/atompub/tombstones/1.0" xmlns:fh="http://purl.org/syndication/history/1.0" xmlns:cc="http://creativecommons.org/ns#" '
          'xmlns:creativeCommons="http://backend.userland.com/creativeCommonsRssModule"')
ADDRESS = "https://fjord.example/news/feed"


def rss(inside: str) -> model.ParsedFeed:
    return feed.parse(f'<rss version="2.0" {SPACES}><channel>{inside}</channel></rss>'.encode(), url=ADDRESS)


def item(inside: str, before: str = "") -> model.Entry:
    return rss(f"{before}<item><link>https://fjord.example/1</link>{inside}</item>").entries[0]


def atom(inside: str) -> model.ParsedFeed:
    return feed.parse(f'<feed xmlns="http://www.w3.org/2005/Atom" {SPACES}>{inside}</feed>'.encode(), url=ADDRESS)


def entry(inside: str, before: str = "") -> model.Entry:
    return atom(f'{before}<entry><link href="https://fjord.example/1"/>{inside}</entry>').entries[0]


def shown(document: str) -> dict:
    return verb.shape(feed.parse(document.encode(), url=ADDRESS, verbatim=True))


# ---- 50: titles ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("written", "wanted"), [
    ("AT&amp;T", "AT&T"), ("2 &lt; 3", "2 < 3"), ("a &lt;b&gt;bold&lt;/b&gt; one", "a bold one"), ("<![CDATA[a <b>bold</b> one]]>", "a bold one"),
    ("R&amp;amp;D", "R&D"), ("R&amp;#38;D", "R&D"), ("x &amp;lt;3 y", "x <3 y"), ("&#8220;Yes&#8221;", "“Yes”"), ("&amp;#8220;Yes&amp;#8221;", "“Yes”"),
    ("<![CDATA[&#x201C;Yes&#x201D;]]>", "“Yes”"), ("The &lt;blink-182&gt; show", "The <blink-182> show"), ("<b>Bold</b> within", "Bold within"),
    ("a&lt;br/&gt;b", "a b"), ("  many \n\t blanks  ", "many blanks"), ("<![CDATA[  ]]>", ""), ("&lt;script&gt;alert(1)&lt;/script&gt;Safe", "Safe"),
    ("i &lt; j &amp;&amp; k &gt; l", "i < j && k > l"), ("a\u200bb", "a\u200bb"), ("50&amp;nbsp;%", "50 %"),
])
def test_50_titles_of_rss_are_plain_text(written: str, wanted: str) -> None:
    assert item(f"<title>{written}</title>").title == wanted


@pytest.mark.parametrize(("written", "wanted"), [
    ("<title>A &lt;b&gt;c&lt;/b&gt;</title>", "A c"), ("<title>A &lt;c&gt;</title>", "A <c>"), ('<title type="text">A &lt;b&gt; c</title>', "A <b> c"), ('<title type="text">A &amp;amp; B</title>', "A &amp; B"),
    ('<title type="html">A &lt;b&gt;c&lt;/b&gt;</title>', "A c"), ('<title type="html">Less: &amp;lt;</title>', "Less: <"), ('<title type="html">A &amp;amp; B</title>', "A & B"),
    ('<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>b</b></div></title>', "A b"), ('<title type="xhtml"><b xmlns="http://www.w3.org/1999/xhtml">A</b> b</title>', "A b"),
    ('<title type="xhtml">A &lt;b&gt;</title>', "A <b>"), ('<title type="text/html" mode="escaped">&lt;i&gt;A&lt;/i&gt;</title>', "A"),
    (f'<title type="application/octet-stream">{base64.b64encode("<p>Ä &lt;b&gt;</p>".encode()).decode()}</title>', "Ä <b>"),
    (f'<title mode="base64" type="text/plain">{base64.b64encode(b"A <b>").decode()}</title>', "A <b>"), ('<title type="nonsense">A</title>', "A"), ("<title/>", ""),
])
def test_50_titles_of_atom_follow_their_type(written: str, wanted: str) -> None:
    assert entry(written).title == wanted


def test_50_what_readers_see_of_a_title_is_text_and_what_parse_prints_is_the_feeds_own() -> None:
    one = '<title type="html">The &lt;i&gt;end&lt;/i&gt; of &amp;lt;blink&amp;gt;</title><link href="https://Fjord.example/1"/>'
    document = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{one}</entry></feed>'
    assert feed.parse(document.encode()).entries[0].title == "The end of <blink>"
    assert feed.parse(document.encode()).entries[0].as_given == ()
    assert shown(document)["entries"][0]["title"] == "The <i>end</i> of &lt;blink&gt;"
    assert shown(document)["entries"][0]["url"] == "https://Fjord.example/1"


# ---- 51, 52 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("inside", "wanted"), [
    ("<title>T</title><media:title>M</media:title><dc:title>D</dc:title>", "T"), ("<media:title>M</media:title><title>T</title>", "T"),
    ("<title></title><dc:title>D</dc:title><media:title>M</media:title>", "D"), ("<title> </title><media:title>M</media:title>", "M"), ("<itunes:title>I</itunes:title>", "I"),
    ("<image><title>Logo</title></image>", ""), ("<media:content url='/a.jpg'><media:title>Cap</media:title></media:content>", ""),
])
def test_51_which_title_counts(inside: str, wanted: str) -> None:
    assert item(inside).title == wanted


@pytest.mark.parametrize(("inside", "summary", "content"), [
    ("<description>S</description><content:encoded>C</content:encoded>", "S", "C"), ("<content:encoded>C</content:encoded><description>S</description>", "S", "C"),
    ("<description></description><content:encoded>C</content:encoded>", "", "C"), ("<description>S</description>", "S", ""), ("<dc:description>S</dc:description>", "S", ""),
    ("<summary>S</summary><description>D</description>", "S", "D"), ("<description>S</description><content:encoded> </content:encoded>", "S", ""),
    ("<media:group><media:description>M</media:description></media:group>", "M", ""), ("<description>S</description><media:description>M</media:description>", "S", ""),
    ("<description>a &lt;b&gt;c&lt;/b&gt;</description>", "a <b>c</b>", ""), ("<description><p>a</p></description>", "<p>a</p>", ""),
    ('<description>&lt;img src="/a.png"&gt;</description>', '<img src="https://fjord.example/a.png">', ""),
])
def test_52_summary_and_content_of_rss(inside: str, summary: str, content: str) -> None:
    one = item(inside)
    assert (one.summary, one.content) == (summary, content)


@pytest.mark.parametrize(("inside", "content"), [
    ('<content type="html">&lt;p&gt;C&lt;/p&gt;</content>', "<p>C</p>"), ('<content type="text">a &lt; b &amp; c</content>', "a &lt; b &amp; c"), ("<content>plain</content>", "plain"),
    ('<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>C</p></div></content>', "<p>C</p>"), ('<content type="text/html">&lt;p&gt;C&lt;/p&gt;</content>', "<p>C</p>"),
    ('<content type="text/plain">a &lt;b&gt;</content>', "a &lt;b&gt;"), ('<content type="application/xhtml+xml"><p xmlns="http://www.w3.org/1999/xhtml">C</p></content>', "<p>C</p>"),
    (f'<content type="image/svg">{base64.b64encode(b"<p>C</p>").decode()}</content>', "<p>C</p>"), (f'<content mode="base64" type="text/html">\n {base64.b64encode("<p>Ä</p>".encode()).decode()}\n</content>', "<p>Ä</p>"),
    ('<content mode="base64">not base64!</content>', "not base64!"), ('<content type="html"/>', ""),
])
def test_52_content_of_atom_by_its_type(inside: str, content: str) -> None:
    assert entry(inside).content == content


def test_52_content_that_lies_elsewhere_is_named() -> None:
    one = entry('<content type="text/html" src="/full/1.html"/><summary>S</summary>')
    assert (one.content, one.content_url, one.summary, one.url) == ("", "https://fjord.example/full/1.html", "S", "https://fjord.example/1")
    alone = atom('<entry><title>A</title><content src="/full/2.html"/></entry>').entries[0]
    assert (alone.url, alone.content_url) == ("https://fjord.example/full/2.html",) * 2
    assert entry("<content>C</content>").content_url == ""


def test_52_the_command_prints_the_content_where_there_is_no_summary() -> None:
    found = shown('<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="text">a &lt;b&gt;</content></entry></feed>')["entries"][0]
    assert (found["summary"], found["content"]) == ("a <b>", "a <b>")
    assert entry("<content>C</content>").summary == ""


@pytest.mark.parametrize("kept", ["<script>x()</script>", '<a href="javascript:x()">y</a>', '<p style="width: expression(1)">y</p>', "<svg><script>1</script></svg>"])
def test_53_markup_is_kept_as_given_for_the_sanitiser_and_never_reaches_a_title(kept: str) -> None:
    escaped = kept.replace("<", "&lt;")
    assert "script" not in item(f"<title>A {escaped}</title>").title.replace("javascript", "")
    assert item(f"<description>{escaped}</description>").summary == kept


# ---- 54, 55 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("written", "wanted"), [
    ("<author>ed@paper.example (Ann Lee)</author>", ("Ann Lee",)), ("<author>Ann Lee (ed@paper.example)</author>", ("Ann Lee",)), ("<author>Ann Lee &lt;ed@paper.example&gt;</author>", ("Ann Lee",)),
    ("<author>ed@paper.example</author>", ()), ("<author>mailto:ed@paper.example</author>", ()), ("<author>ed@paper.example (Ann (AP) Lee)</author>", ("Ann (AP) Lee",)),
    ("<dc:creator>Ann Lee</dc:creator><dc:creator>Bo Ek</dc:creator>", ("Ann Lee", "Bo Ek")), ("<dc:creator>&lt;a href='/x'&gt;Ann Lee&lt;/a&gt;</dc:creator>", ("Ann Lee",)),
    ("<dc:creator>Ann Lee; Bo Ek</dc:creator>", ("Ann Lee", "Bo Ek")), ("<itunes:author>Ann Lee</itunes:author>", ("Ann Lee",)), ("<author><name>Ann Lee</name></author>", ("Ann Lee",)),
    ("<atom:author><atom:name>Ann Lee</atom:name><atom:email>a@b.example</atom:email></atom:author>", ("Ann Lee",)), ("<dc:creator>Åse Ødegård</dc:creator><author>x@y.example</author>", ("Åse Ødegård",)),
    ("<author>https://fjord.example/ann</author>", ()), ("<author/><dc:creator> Ann </dc:creator>", ("Ann",)),
])
def test_54_names_of_authors_without_mail_addresses(written: str, wanted: tuple[str, ...]) -> None:
    assert item(written).authors == wanted


@pytest.mark.parametrize(("written", "wanted"), [
    ("<author><name>Ann</name><email>a@b.example</email><uri>https://b.example</uri></author>", ["Ann (a@b.example)"]), ("<author><email>a@b.example</email></author>", ["a@b.example"]),
    ("<author><name>Ann</name></author><author><name>Bo</name><email>b@b.example</email></author>", ["Ann", "Bo (b@b.example)"]), ("<author><name>Ann</name></author>", ["Ann"]),
    ("<author>a@b.example (Ann)</author>", ["a@b.example (Ann)"]),
])
def test_54_the_command_prints_authors_in_the_feeds_own_words(written: str, wanted: list[str]) -> None:
    document = f'<feed xmlns="http://www.w3.org/2005/Atom">{written}<entry>{written}</entry></feed>'
    found = shown(document)
    assert (found["entries"][0]["authors"], found["feed"]["authors"]) == (wanted, wanted)
    parsed = feed.parse(document.encode())
    assert "@" not in "".join((*parsed.authors, *parsed.entries[0].authors))


@pytest.mark.parametrize(("written", "wanted"), [
    ("<category>sea, wind, boats</category>", ("sea", "wind", "boats")), ("<category>Oslo, Norway</category>", ("Oslo, Norway",)), ("<category>sea</category><category>sea</category>", ("sea",)),
    ("<category/>", ()), ('<atom:category term="s" label="Sea"/>', ("Sea",)), ('<atom:category term="sea"/>', ("sea",)), ("<dc:subject>sea</dc:subject>", ("sea",)),
    ("<category><![CDATA[R&amp;D]]></category>", ("R&D",)), ('<itunes:category text="News"/>', ("News",)),
])
def test_55_categories(written: str, wanted: tuple[str, ...]) -> None:
    assert item(written).categories == wanted


@pytest.mark.parametrize(("channel", "inside", "wanted"), [
    ("<language>nb</language>", "", "nb"), ("<language>en_us</language>", "", "en-US"), ("<language>DE</language>", "<dc:language>fr</dc:language>", "fr"), ("<language> </language>", "", None),
    ("<language>zh-hant-tw</language>", "", "zh-Hant-TW"), ("<language>English</language>", "", "en"), ("<language>xx</language>", "", None), ("<dc:language>se</dc:language>", "", "se"),
])
def test_55_languages(channel: str, inside: str, wanted: str | None) -> None:
    assert item(f"<title>A</title>{inside}", channel).language == wanted


# ---- 56: files and pictures ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("written", "wanted"), [
    ('<enclosure url="/a.mp3" length="12" type="audio/mpeg"/>', [("https://fjord.example/a.mp3", 12)]), ('<enclosure url="/a.mp3" length="many"/>', [("https://fjord.example/a.mp3", None)]),
    ('<enclosure url="/a.mp3" length="-1"/>', [("https://fjord.example/a.mp3", None)]), ('<enclosure url=""/><enclosure/>', []), ('<enclosure url="/a.mp3"/><enclosure url="/a.mp3"/>', [("https://fjord.example/a.mp3", None)]),
    ('<atom:link rel="enclosure" href="/a.mp3" length="5"/>', [("https://fjord.example/a.mp3", 5)]), ('<enclosure url="javascript:x"/>', []), ('<enclosure url="/a.mp3" length="1e9"/>', [("https://fjord.example/a.mp3", None)]),
])
def test_56_enclosures(written: str, wanted: list[tuple[str, int | None]]) -> None:
    assert [(one.url, one.length) for one in item(written).enclosures] == wanted


def test_56_each_picture_has_its_own_credit_rights_licence_and_rating() -> None:
    first = ('<media:content url="/a.jpg" medium="image"><media:credit role="photographer">Photo: Ann</media:credit><media:copyright>© Ann</media:copyright>'
             '<media:license type="text/html" href="https://creativecommons.org/licenses/by/4.0/">CC BY</media:license><media:text>x</media:text></media:content>')
    second = '<media:content url="/b.jpg" medium="image"><media:rating scheme="urn:simple">adult</media:rating><media:license>All rights reserved</media:license></media:content>'
    found = {one.url[-5:]: one for one in item(f"<media:credit>Agency</media:credit>{first}{second}").images}
    assert (found["a.jpg"].credit, found["a.jpg"].copyright, found["a.jpg"].licence, found["a.jpg"].status) == ("Ann", "© Ann", "https://creativecommons.org/licenses/by/4.0/", "")
    assert (found["b.jpg"].credit, found["b.jpg"].copyright, found["b.jpg"].licence, found["b.jpg"].status) == ("Agency", "", "All rights reserved", "rating: adult")


@pytest.mark.parametrize(("inside", "status", "entrys"), [
    ('<media:content url="/a.jpg" medium="image"><media:restriction relationship="deny" type="country">se</media:restriction></media:content>', "restriction: deny country se", ""),
    ('<media:content url="/a.jpg" medium="image"><media:status state="blocked"/></media:content>', "status: blocked", ""), ('<media:rating>adult</media:rating><media:thumbnail url="/a.jpg"/>', "rating: adult", "rating: adult"),
    ('<media:content url="/a.jpg" medium="image"><media:rating>nonadult</media:rating></media:content>', "", ""), ('<media:content url="/a.jpg" medium="image"><media:adult>true</media:adult></media:content>', "rating: adult", ""),
])
def test_56_what_is_said_of_one_picture_is_not_said_of_the_entry(inside: str, status: str, entrys: str) -> None:
    one = item(inside)
    assert ([image.status for image in one.images], one.media_status) == ([status], entrys)


@pytest.mark.parametrize("pixel", ["/pixel.gif", "/1x1.gif?x=1", "https://feeds.feedburner.com/~r/a/b"])
def test_56_a_counting_pixel_is_no_picture(pixel: str) -> None:
    assert item(f'<media:thumbnail url="{pixel}"/><media:content url="{pixel}" medium="image"/>').images == ()


# ---- extensions: where an entry comes from, what was withdrawn, where older ones lie -------------------------------


@pytest.mark.parametrize(("inside", "title", "address", "origin"), [
    ('<source url="https://harbour.example/rss">Harbour Post</source>', "Harbour Post", "https://harbour.example/rss", ""), ("<source>Harbour Post</source>", "Harbour Post", "", ""),
    ('<source url="/rss">Fjord</source>', "Fjord", "https://fjord.example/rss", ""), ("<feedburner:origLink>https://harbour.example/1</feedburner:origLink>", "", "", "https://harbour.example/1"),
    ('<atom:link rel="via" href="https://harbour.example/1"/>', "", "", "https://harbour.example/1"), ('<atom:link rel="canonical" href="https://fjord.example/1"/>', "", "", ""),
    ('<atom:source><atom:title>Harbour Post</atom:title><atom:link href="https://harbour.example/"/></atom:source>', "Harbour Post", "", "https://harbour.example/"),
])
def test_extension_where_an_item_says_it_comes_from(inside: str, title: str, address: str, origin: str) -> None:
    one = item(inside)
    assert (one.source_title, one.source_url, one.origin_url) == (title, address, origin)


def test_extension_an_atom_entry_taken_over_from_another_feed() -> None:
    source = ('<source><id>urn:h</id><title>Harbour Post</title><link rel="self" href="https://harbour.example/feed"/><link href="https://harbour.example/"/>'
              "<author><name>Ann</name></author><rights>© Harbour</rights></source>")
    one = entry(f"<title>A</title>{source}")
    assert (one.source_title, one.source_url, one.authors, one.rights) == ("Harbour Post", "https://harbour.example/", ("Ann",), "© Harbour")


def test_extension_a_link_behind_a_redirector_is_replaced_by_the_feeds_own_word_for_it() -> None:
    one = rss("<item><link>https://feeds.feedburner.com/~r/fjord/~3/x/1</link><feedburner:origLink>https://fjord.example/1</feedburner:origLink></item>").entries[0]
    assert one.url == "https://fjord.example/1"


@pytest.mark.parametrize("document", [atom, rss], ids=["atom", "rss"])
def test_extension_tombstones_name_what_was_withdrawn(document: Callable[[str], model.ParsedFeed]) -> None:
    found = document('<at:deleted-entry ref="urn:1" when="2025-06-03T09:00:00Z"><at:comment>x</at:comment></at:deleted-entry><at:deleted-entry ref="urn:1"/><at:deleted-entry/>')
    assert found.deleted == ("urn:1",)


@pytest.mark.parametrize(("links", "older"), [
    ('<{0}link rel="prev-archive" href="/2025/05"/>', "https://fjord.example/2025/05"), ('<{0}link rel="next" href="?page=2"/>', "https://fjord.example/news/feed?page=2"),
    ('<{0}link rel="next" href="?page=2"/><{0}link rel="prev-archive" href="/2025/05"/>', "https://fjord.example/2025/05"), ('<{0}link rel="next" href="?page=2"/><fh:complete/>', ""),
    ('<{0}link rel="current" href="/now"/><{0}link rel="next-archive" href="/2025/07"/><fh:archive/>', ""), ('<{0}link rel="prev-archive" href=""/>', ""), ("", ""),
])
def test_extension_where_older_entries_lie(links: str, older: str) -> None:
    assert atom(links.format("")).older == older
    assert rss(links.format("atom:")).older == older


def test_extension_hub_and_topic() -> None:
    links = '<{0}link rel="hub" href="https://hub.example/"/><{0}link rel="self" type="application/rss+xml" href="https://fjord.example/canonical"/>'
    for found in (atom(links.format("")), rss(links.format("atom:")), rss(links.format(""))):
        assert (found.hub, found.topic) == ("https://hub.example/", "https://fjord.example/canonical")
    assert (rss("<link>https://fjord.example/</link>").topic, rss("").hub) == ("", "")


@pytest.mark.parametrize(("inside", "wanted"), [
    ("<creativeCommons:license>https://creativecommons.org/licenses/by/4.0/</creativeCommons:license>", "https://creativecommons.org/licenses/by/4.0/"),
    ('<cc:license rdf:resource="https://creativecommons.org/licenses/by-sa/4.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "https://creativecommons.org/licenses/by-sa/4.0/"),
    ('<atom:link rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/"/>', "https://creativecommons.org/publicdomain/zero/1.0/"),
    ("<dcterms:license>https://creativecommons.org/licenses/by/4.0/</dcterms:license>", "https://creativecommons.org/licenses/by/4.0/"),
    ("<dc:rights>https://creativecommons.org/licenses/by/4.0/</dc:rights>", "https://creativecommons.org/licenses/by/4.0/"),
])
def test_extension_licences(inside: str, wanted: str) -> None:
    assert item(inside).licences == (wanted,)


def test_extension_dates_of_dublin_core_and_of_the_terms() -> None:
    one = item("<dc:date>2025-06-03T09:00:00Z</dc:date><dcterms:modified>2025-06-04T09:00:00Z</dcterms:modified>")
    assert (one.published, one.updated) == (datetime(2025, 6, 3, 9, tzinfo=UTC), datetime(2025, 6, 4, 9, tzinfo=UTC))


def test_57_the_name_of_a_site_in_a_title_stays_since_a_headline_may_end_so() -> None:
    assert item("<title>Ferry late – Fjord Post</title>", "<title>Fjord Post</title>").title == "Ferry late – Fjord Post"

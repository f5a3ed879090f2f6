"""What the elements of RSS and Atom come to: one fact a case, on documents written for it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater import model
from headwater.parse import feed

SPACES = ('xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content='
          '"http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/'
          'modules/syndication/" xmlns:cc="http://creativecommons.org/ns#" xmlns:creativeCommons="http://backend.userland.com/'
          'creativeCommonsRssModule" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:itunes="http://www.itunes.com/'
          'dtds/podcast-1.0.dtd" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:rsl="https://rslstandard.org/rsl" xmlns:at="http://purl.org/'
          'atompub/tombstones/1.0" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"')
URL = "https://fjord.example/feeds/news.xml"


def rss_item(inside: str, channel: str = "<link>https://fjord.example/</link>") -> model.Entry:
    return rss(f"{channel}<item>{inside}</item>").entries[0]


def rss(channel: str) -> model.ParsedFeed:
    return feed.parse(f'<rss version="2.0" {SPACES}><channel>{channel}</channel></rss>'.encode(), url=URL)


def atom_entry(inside: str, above: str = "") -> model.Entry:
    return atom(f"{above}<entry>{inside}</entry>").entries[0]


def atom(inside: str, attributes: str = "") -> model.ParsedFeed:
    return feed.parse(f'<feed xmlns="http://www.w3.org/2005/Atom" {SPACES} {attributes}>{inside}</feed>'.encode(), url=URL)


RSS_FACTS: list[tuple[str, str, object]] = [
    ("url", "<link>https://fjord.example/1</link>", "https://fjord.example/1"),
    ("url", "<link> \n https://fjord.example/1\n </link>", "https://fjord.example/1"),
    ("url", "<link>/1?a=1&amp;b=2</link>", "https://fjord.example/1?a=1&b=2"),
    ("url", "<link><![CDATA[https://fjord.example/1]]></link>", "https://fjord.example/1"),
    ("url", "<link>fjord.example/1</link>", "https://fjord.example/1"),
    ("url", "<link>//fjord.example/1</link>", "https://fjord.example/1"),
    ("url", "<link>http://http://fjord.example/1</link>", "http://fjord.example/1"),
    ("url", "<link>javascript:alert(1)</link>", ""),
    ("url", "<guid>https://fjord.example/1</guid>", "https://fjord.example/1"),
    ("url", '<guid isPermaLink="true">/1</guid>', "https://fjord.example/1"),
    ("url", '<guid isPermaLink="false">https://fjord.example/1</guid>', ""),
    ("url", "<guid>abc</guid>", ""),
    ("url", '<link>https://fjord.example/1</link><guid isPermaLink="true">https://other.example/2</guid>', "https://fjord.example/1"),
    ("url", '<atom:link rel="alternate" href="https://fjord.example/1"/>', "https://fjord.example/1"),
    ("url", "<image><link>https://fjord.example/logo</link></image><link>https://fjord.example/1</link>", "https://fjord.example/1"),
    ("url", "<link>http://feedproxy.google.com/~r/x/~3/y/</link><feedburner:origLink>https://fjord.example/1</feedburner:origLink>",
     "https://fjord.example/1"),
    ("entry_id", "<guid> tag:Fjord.example,2025:%7E1 </guid>", "tag:Fjord.example,2025:%7E1"),
    ("entry_id", "<guid></guid>", ""),
    ("title", "<dc:title>Ferry</dc:title>", "Ferry"),
    ("title", "<title></title><media:title>Ferry</media:title>", "Ferry"),
    ("title", "<title>Ferry</title><media:title>Photo</media:title>", "Ferry"),
    ("title", "<media:content><media:title>Photo</media:title></media:content><title>Ferry</title>", "Ferry"),
    ("summary", "<description>&lt;p&gt;Late&lt;/p&gt;</description>", "<p>Late</p>"),
    ("summary", "<description><p>Late <b>again</b></p></description>", "<p>Late <b>again</b></p>"),
    ("summary", "<description>A</description><media:description>B</media:description>", "A"),
    ("summary", "<media:group><media:description>Of the film</media:description></media:group>", "Of the film"),
    ("summary", "<itunes:summary>Spoken</itunes:summary>", "Spoken"),
    ("summary", '<description>&lt;img src="/a.png"&gt;</description>', '<img src="https://fjord.example/a.png">'),
    ("summary", '<description>&lt;a href="https://x.example/"&gt;</description>', '<a href="https://x.example/">'),
    ("content", "<description>A</description><content:encoded>&lt;p&gt;All&lt;/p&gt;</content:encoded>", "<p>All</p>"),
    ("authors", "<dc:creator>Ann Lee</dc:creator>", ("Ann Lee",)),
    ("authors", "<dc:creator>Ann Lee</dc:creator><dc:creator>Bo Ek</dc:creator>", ("Ann Lee", "Bo Ek")),
    ("authors", "<author>ann@fjord.media (Ann Lee)</author>", ("Ann Lee",)),
    ("authors", "<author>Ann Lee &lt;ann@fjord.media&gt;</author>", ("Ann Lee",)),
    ("authors", "<author>Ann Lee (ann@fjord.media)</author>", ("Ann Lee",)),
    ("authors", "<author>ann@fjord.media</author>", ()),
    ("authors", "<author>desk@fjord.media</author><dc:creator>Ann Lee</dc:creator>", ("Ann Lee",)),
    ("authors", "<dc:creator>&lt;b&gt;Ann Lee&lt;/b&gt;</dc:creator>", ("Ann Lee",)),
    ("authors", "<dc:creator>Ann Lee; Bo Ek; Ann Lee</dc:creator>", ("Ann Lee", "Bo Ek")),
    ("published", "<pubDate>Tue, 03 Jun 2025 09:39:21 +0200</pubDate>", datetime.fromisoformat("2025-06-03T09:39:21+02:00")),
    ("published", "<dc:date>2025-06-03T09:39:21Z</dc:date>", datetime(2025, 6, 3, 9, 39, 21, tzinfo=UTC)),
    ("published", "<pubDate>soon</pubDate><dc:date>2025-06-03</dc:date>", datetime(2025, 6, 3, tzinfo=UTC)),
    ("published", "<pubDate>Mon, 01 Jan 0001 00:00:00 +0000</pubDate>", None),
    ("updated", "<atom:updated>2025-06-03T09:00:00Z</atom:updated>", datetime(2025, 6, 3, 9, tzinfo=UTC)),
    ("updated", "<dcterms:modified>2025-06-03</dcterms:modified>", datetime(2025, 6, 3, tzinfo=UTC)),
    ("language", "<dc:language>pt_br</dc:language>", "pt-BR"),
    ("language", "<dc:language>?</dc:language>", None),
    ("categories", "<category>Sea</category><category>Sea</category><dc:subject>Wind</dc:subject>", ("Sea", "Wind")),
    ("categories", "<category>sea, wind, rain</category>", ("sea", "wind", "rain")),
    ("enclosures", '<enclosure url="/a.mp3" type="audio/mpeg" length="12"/>',
     (model.Enclosure(url="https://fjord.example/a.mp3", media_type="audio/mpeg", length=12),)),
    ("enclosures", '<enclosure url="/a.mp3" length="many"/><enclosure url="/a.mp3"/><enclosure url=""/>',
     (model.Enclosure(url="https://fjord.example/a.mp3"),)),
    ("source_title", '<source url="https://harbour.example/rss">Harbour News</source>', "Harbour News"),
    ("source_url", '<source url="https://harbour.example/rss">Harbour News</source>', "https://harbour.example/rss"),
    ("origin_url", '<link>https://fjord.example/1</link><atom:link rel="via" href="https://harbour.example/9"/>', "https://harbour.example/9"),
    ("origin_url", '<link>https://fjord.example/1</link><atom:link rel="canonical" href="https://harbour.example/9"/>', "https://harbour.example/9"),
    ("origin_url", '<link>https://fjord.example/1</link><atom:link rel="canonical" href="http://www.fjord.example/1/"/>', ""),
    ("licences", '<atom:link rel="license" href="https://creativecommons.org/licenses/by/4.0/"/>', ("https://creativecommons.org/licenses/by/4.0/",)),
    ("licences", '<cc:license rdf:resource="https://creativecommons.org/licenses/by/4.0/"/>', ("https://creativecommons.org/licenses/by/4.0/",)),
    ("licences", "<creativeCommons:license>http://creativecommons.org/licenses/by/2.0/</creativeCommons:license>", ("http://creativecommons.org/licenses/by/2.0/",)),
    ("licences", "<dc:rights>https://creativecommons.org/licenses/by/4.0/</dc:rights>", ("https://creativecommons.org/licenses/by/4.0/",)),
    ("rights", "<dc:rights>© 2025 Fjord &amp;amp; Sons</dc:rights>", "© 2025 Fjord & Sons"),
]


@pytest.mark.parametrize(("name", "inside", "wanted"), RSS_FACTS, ids=range(len(RSS_FACTS)))
def test_a_fact_of_an_rss_item(name: str, inside: str, wanted: object) -> None:
    assert getattr(rss_item(inside), name) == wanted


ATOM_FACTS: list[tuple[str, str, object]] = [
    ("url", '<link href="/1"/>', "https://fjord.example/1"),
    ("url", '<link rel="self" href="/1.atom"/><link rel="alternate" type="text/html" href="/1"/>', "https://fjord.example/1"),
    ("url", '<link rel="alternate" type="application/json" href="/1.json"/><link rel="alternate" type="text/html" href="/1"/>', "https://fjord.example/1"),
    ("url", '<link xml:base="https://cdn.example/x/" href="1"/>', "https://cdn.example/x/1"),
    ("url", "<link>https://fjord.example/1</link>", "https://fjord.example/1"),
    ("url", "<id>https://fjord.example/1</id>", "https://fjord.example/1"),
    ("url", "<id>urn:uuid:1</id>", ""),
    ("url", '<id>urn:1</id><content src="/film" type="video/mp4"/>', "https://fjord.example/film"),
    ("entry_id", "<id>HTTP://Fjord.example/%7e1</id>", "HTTP://Fjord.example/%7e1"),
    ("title", '<title type="html">A &amp;lt; B &amp;amp; &lt;b&gt;C&lt;/b&gt;</title>', "A < B & C"),
    ("title", '<title type="text">Use &lt;b&gt; for bold</title>', "Use <b> for bold"),
    ("title", '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>B</b> &lt;x&gt;</div></title>', "A B <x>"),
    ("title", '<title type="xhtml" xmlns:h="http://www.w3.org/1999/xhtml"><h:div>A <h:b>B</h:b></h:div></title>', "A B"),
    ("title", "<title>A &lt;i&gt;B&lt;/i&gt;</title>", "A B"),
    ("summary", '<summary type="html">&lt;p&gt;A&lt;/p&gt;</summary>', "<p>A</p>"),
    ("summary", '<summary type="text">2 &lt; 3</summary>', "2 &lt; 3"),
    ("content", '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>A <img src="a.png"/></p></div></content>',
     '<p>A <img src="https://fjord.example/feeds/a.png"></p>'),
    ("content", '<content type="xhtml" xml:base="https://cdn.example/"><div xmlns="http://www.w3.org/1999/xhtml"><img src="a.png"/></div></content>',
     '<img src="https://cdn.example/a.png">'),
    ("content", '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">&lt;p&gt;Escaped once too often&lt;/p&gt;</div></content>', "<p>Escaped once too often</p>"),
    ("content", '<content type="application/octet-stream">PHA+QTwvcD4=</content>', "<p>A</p>"),
    ("content", '<content src="https://fjord.example/1.html"/>', ""),
    ("authors", "<author><name>Ann Lee</name><email>ann@fjord.media</email></author><author><name>Bo Ek</name></author>", ("Ann Lee", "Bo Ek")),
    ("authors", "<source><author><name>Ann Lee</name></author></source>", ("Ann Lee",)),
    ("authors", "<author>Ann Lee</author>", ("Ann Lee",)),
    ("published", "<published>2025-06-03T09:00:00+02:00</published>", datetime.fromisoformat("2025-06-03T09:00:00+02:00")),
    ("updated", "<updated>2025-06-03T09:00:00.123Z</updated>", datetime(2025, 6, 3, 9, 0, 0, 123000, tzinfo=UTC)),
    ("published", "<updated>2025-06-03T09:00:00Z</updated>", None),
    ("published", "<issued>2025-06-03T09:00:00Z</issued>", datetime(2025, 6, 3, 9, tzinfo=UTC)),
    ("categories", '<category term="sea" label="The sea"/><category term="wind"/>', ("The sea", "wind")),
    ("enclosures", '<link rel="enclosure" type="audio/mpeg" length="5" href="/a.mp3"/>', (model.Enclosure(url="https://fjord.example/a.mp3", media_type="audio/mpeg", length=5),)),
    ("source_title", "<source><title>Harbour News</title></source>", "Harbour News"),
    ("source_url", '<source><link rel="self" href="https://harbour.example/f"/><link href="https://harbour.example/"/></source>', "https://harbour.example/"),
    ("origin_url", '<link href="/1"/><link rel="via" href="https://harbour.example/9"/>', "https://harbour.example/9"),
    ("origin_url", '<link href="/1"/><source><link href="https://harbour.example/"/></source>', "https://harbour.example/"),
    ("licences", '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/"/>', ("https://creativecommons.org/licenses/by/4.0/",)),
    ("licences", '<source><link rel="license" href="https://creativecommons.org/licenses/by/4.0/"/></source>', ("https://creativecommons.org/licenses/by/4.0/",)),
    ("rights", '<rights type="html">&lt;b&gt;© Fjord&lt;/b&gt;</rights>', "© Fjord"),
    ("rights", "<source><rights>© Harbour</rights></source>", "© Harbour"),
]


@pytest.mark.parametrize(("name", "inside", "wanted"), ATOM_FACTS, ids=range(len(ATOM_FACTS)))
def test_a_fact_of_an_atom_entry(name: str, inside: str, wanted: object) -> None:
    assert getattr(atom_entry(inside), name) == wanted


FEED_FACTS: list[tuple[str, str, object]] = [
    ("title", "<title>Fjord</title><image><title>Logo</title></image>", "Fjord"),
    ("url", '<atom:link rel="self" href="https://fjord.example/rss"/><link>https://fjord.example/</link>', "https://fjord.example/"),
    ("url", "<image><link>https://ads.example/</link></image>", ""),
    ("summary", "<description>All of it</description>", "All of it"),
    ("language", "<language>en_gb</language>", "en-GB"),
    ("language", "<language></language>", None),
    ("updated", "<lastBuildDate>Tue, 03 Jun 2025 09:39:21 GMT</lastBuildDate>", datetime(2025, 6, 3, 9, 39, 21, tzinfo=UTC)),
    ("published", "<pubDate>Tue, 03 Jun 2025 09:39:21 GMT</pubDate>", datetime(2025, 6, 3, 9, 39, 21, tzinfo=UTC)),
    ("authors", "<managingEditor>ed@fjord.media (The Editor)</managingEditor>", ("The Editor",)),
    ("rights", "<copyright>© Fjord</copyright>", "© Fjord"),
    ("licences", '<atom:link rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/"/>', ("https://creativecommons.org/licenses/by-sa/4.0/",)),
    ("hub", '<atom:link rel="hub" href="https://hub.example/"/>', "https://hub.example/"),
    ("hints", "<ttl>30</ttl>", model.PollHints(ttl=1800.0)),
    ("hints", "<ttl>soon</ttl>", model.PollHints()),
    ("hints", "<ttl>-5</ttl>", model.PollHints()),
    ("hints", "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", model.PollHints(ttl=21600.0)),
    ("hints", "<sy:updatePeriod>hourly</sy:updatePeriod>", model.PollHints(ttl=3600.0)),
    ("hints", "<skipHours><hour>0</hour><hour>24</hour><hour>23</hour><hour>x</hour></skipHours>", model.PollHints(skip_hours=(0, 23))),
    ("hints", "<skipDays><day>Saturday</day><day>Sunday</day><day>Someday</day></skipDays>", model.PollHints(skip_days=("saturday", "sunday"))),
    ("reservations", '<atom:link rel="license" type="application/rsl+xml" href="https://fjord.example/rsl.xml"/>', (("rsl", "https://fjord.example/rsl.xml"),)),
    ("reservations", '<rsl:content url="/"><rsl:license><rsl:prohibits type="usage">all</rsl:prohibits></rsl:license></rsl:content>',
     (("rsl", '<content url="/"><license><prohibits type="usage">all</prohibits></license></content>'),)),
    ("reservations", '<item><title>A</title><rsl:content url="/a"/></item>', (("rsl", '<content url="/a"></content>'),)),
    ("deleted", '<at:deleted-entry ref="urn:1" when="2025-06-03T09:00:00Z"/><at:deleted-entry ref="urn:2"/>', ("urn:1", "urn:2")),
]


@pytest.mark.parametrize(("name", "inside", "wanted"), FEED_FACTS, ids=range(len(FEED_FACTS)))
def test_a_fact_of_an_rss_channel(name: str, inside: str, wanted: object) -> None:
    assert getattr(rss(inside), name) == wanted


ATOM_FEED_FACTS: list[tuple[str, str, object]] = [
    ("title", '<title type="html">A &amp;amp; B</title>', "A & B"),
    ("url", '<link rel="self" href="/f"/><link href="/"/>', "https://fjord.example/"),
    ("id", "<id>tag:fjord.example,2025:all</id>", "tag:fjord.example,2025:all"),
    ("summary", "<subtitle>All of it</subtitle>", "All of it"),
    ("authors", "<author><name>The Editor</name></author>", ("The Editor",)),
    ("updated", "<updated>2025-06-03T09:00:00Z</updated>", datetime(2025, 6, 3, 9, tzinfo=UTC)),
    ("hub", '<link rel="hub" href="https://hub.example/"/>', "https://hub.example/"),
    ("deleted", '<at:deleted-entry ref="urn:1"/><at:deleted-entry ref="urn:1"/>', ("urn:1",)),
    ("rights", "<rights>© Fjord</rights>", "© Fjord"),
]


@pytest.mark.parametrize(("name", "inside", "wanted"), ATOM_FEED_FACTS, ids=range(len(ATOM_FEED_FACTS)))
def test_a_fact_of_an_atom_feed(name: str, inside: str, wanted: object) -> None:
    assert getattr(atom(inside), name) == wanted


def test_an_entry_inherits_the_languages_above_it() -> None:
    assert rss_item("<title>A</title>", "<language>nb</language>").language == "nb"
    found = atom('<entry xml:lang="se"><title>A</title></entry><entry><title>B</title></entry>', 'xml:lang="nb-no"')
    assert [one.language for one in found.entries] == ["se", "nb-NO"]


def test_a_feeds_author_is_no_byline_of_its_entries() -> None:
    assert atom_entry("<title>A</title>", "<author><name>The Fjord Post</name></author>").authors == ()


def test_items_of_rss_1_stand_beside_the_channel() -> None:
    document = (f'<rdf:RDF xmlns="http://purl.org/rss/1.0/" {SPACES}><channel rdf:about="https://fjord.example/rdf"><title>Fjord</title>'
                '<link>https://fjord.example/</link></channel><item rdf:about="https://fjord.example/1"><title>A</title></item></rdf:RDF>')
    found = feed.parse(document.encode())
    assert (found.title, found.id, found.entries[0].entry_id, found.entries[0].url) == (
        "Fjord", "https://fjord.example/rdf", "https://fjord.example/1", "https://fjord.example/1")


def test_a_date_in_the_feeds_language_is_read() -> None:
    assert rss_item("<pubDate>3 tháng 6 2025</pubDate>", "<language>vi</language>").published == datetime(2025, 6, 3, tzinfo=UTC)


def test_a_date_that_cannot_be_is_a_warning() -> None:
    found = rss("<item><title>A</title><pubDate>Tue, 99 Jun 2025 09:00:00 GMT</pubDate></item>")
    assert found.entries[0].published is None
    assert model.Warned(code="bad-date", detail="Tue, 99 Jun 2025 09:00:00 GMT") in found.warnings


def test_a_malformed_base_is_ignored() -> None:
    assert atom_entry('<link xml:base="http://[" href="/1"/>').url == "https://fjord.example/1"


def test_case_and_prefixes_make_no_difference() -> None:
    document = ('<RSS Version="2.0" xmlns:creator="http://purl.org/dc/elements/1.1/"><Channel><ITEM><Title>A</Title><LINK>https://a.example/1</LINK>'
                "<creator:creator>Ann</creator:creator><PubDate>2025-06-03</PubDate></ITEM></Channel></RSS>")
    one = feed.parse(document.encode()).entries[0]
    assert (one.title, one.url, one.authors, one.published) == ("A", "https://a.example/1", ("Ann",), datetime(2025, 6, 3, tzinfo=UTC))

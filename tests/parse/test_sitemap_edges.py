"""Sitemaps as they are met: packed, broken off, without what the format asks for, very large, and what only looks like one."""

from __future__ import annotations

import gzip
import subprocess
import sys
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from headwater import model
from headwater.parse import bounds, feed, sitemap

SM = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
HERE = "https://fjord.example/sitemap.xml"
START = datetime(2031, 1, 1, tzinfo=UTC)


def read(body: str | bytes, content_type: str = "") -> model.ParsedFeed:
    return feed.parse(body.encode() if isinstance(body, str) else body, url=HERE, content_type=content_type)


def row(number: int, inside: str = "") -> str:
    return f"<url><loc>https://fjord.example/a/{number}</loc>{inside}</url>"


def news(number: int) -> str:
    moment = (START + timedelta(seconds=number)).isoformat()
    return row(number, f"<news:news><news:publication><news:name>Fjord</news:name><news:language>nb</news:language></news:publication>"
                       f"<news:publication_date>{moment}</news:publication_date><news:title>Sak {number}</news:title></news:news>")


def urlset(*rows: str) -> str:
    return f"<?xml version='1.0' encoding='UTF-8'?><urlset {SM} {NEWS}>{''.join(rows)}</urlset>"


def addresses(found: model.ParsedFeed) -> list[str]:
    return [one.url.removeprefix("https://fjord.example/a/") for one in found.entries]


@pytest.mark.parametrize("pack", [
    gzip.compress, lambda body: gzip.compress(gzip.compress(body, mtime=0), mtime=0), lambda body: gzip.compress(body[:90], mtime=0) + gzip.compress(body[90:], mtime=0),
    lambda body: gzip.compress(body, mtime=0) + b"\0" * 512, lambda body: body, lambda body: gzip.compress(body, mtime=0)[:-8],
], ids=["really", "twice", "in two members", "padded", "only by name", "without its end"])
def test_64_a_sitemap_packed_in_any_way_or_only_by_name_is_read(pack) -> None:
    assert addresses(read(pack(urlset(row(1), row(2)).encode()), "application/x-gzip")) == ["1", "2"]


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\n\n  ", b"\xef\xbb\xbf\n"])
def test_64_a_byte_order_mark_or_blanks_come_first(mark: bytes) -> None:
    assert addresses(read(mark + urlset(row(1)).encode())) == ["1"]
    assert addresses(read("\ufeff" + "https://fjord.example/a/1\nhttps://fjord.example/a/2\n")) == ["1", "2"]
    assert addresses(feed.parse(urlset(row(1)).encode("utf-16"), url=HERE)) == ["1"]


@pytest.mark.parametrize("root", ["<urlset>", '<urlset xmlns="https://www.sitemaps.org/schemas/sitemap/0.9/">', '<urlset xmlns="http://odd.example/">',
                                  '<sm:urlset xmlns:sm="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'])
def test_64_no_namespace_a_wrong_one_or_a_prefix_makes_no_difference(root: str) -> None:
    found = read(f"{root}{row(1)}<url><news:news><news:title>B</news:title></news:news><loc>https://fjord.example/a/2</loc></url></{root[1:].split()[0].strip('<>')}>")
    assert addresses(found) == ["1", "2"]
    assert found.entries[1].title == "B"


@pytest.mark.parametrize("end", ["<url><loc>https://fjord.example/a/3", "<url><loc>https://fjord.example/a/3</loc><lastmod>2031-0", "<url", "<url><lo", "", "</urls"])
def test_64_a_sitemap_that_breaks_off_gives_its_whole_addresses_and_no_half_one(end: str) -> None:
    found = read(urlset(row(1), row(2)).removesuffix("</urlset>") + end)
    assert addresses(found) == ["1", "2"]
    assert found.warnings


def test_64_a_large_sitemap_that_breaks_off_gives_its_whole_addresses_too() -> None:
    whole = urlset(*(news(n) for n in range(5000)))
    found = read(whole[: whole.rindex("<url>") + 40])
    assert (found.format, addresses(found)[-1], len(found.entries)) == ("sitemap-news", "4998", bounds.MAX_ENTRIES)


def test_64_addresses_with_lone_ampersands_are_whole_in_small_and_large_maps() -> None:
    for count in (3, 12_000):
        body = urlset(*(f"<url><loc>https://fjord.example/a/{n}?x=1&y=2&copy=3</loc></url>" for n in range(count)))
        found = read(body)
        assert found.entries[2].url == "https://fjord.example/a/2?x=1&y=2&copy=3", count


def test_64_a_list_of_text_skips_what_is_no_address_and_the_home() -> None:
    found = read("https://fjord.example/\n\r\n  https://fjord.example/a/1  \nhttps://fjord.example/a/1\n" + "".join(f"https://fjord.example/a/{n}\n" for n in range(2, 12)) + "#end\n")
    assert found.format == "sitemap-text"
    assert addresses(found) == [str(n) for n in range(1, 12)]


def test_64_a_feed_at_a_sitemaps_address_is_a_feed() -> None:
    rss = f"<rss version='2.0' {SM}><channel><title>F</title><item><title>A</title><link>https://fjord.example/a/1</link></item></channel></rss>"
    assert (read(rss).format, addresses(read(rss))) == ("rss2.0", ["1"])
    assert read("<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title><id>1</id></entry></feed>").format == "atom1.0"


def test_64_translations_are_no_entries_but_tell_the_language() -> None:
    links = "".join(f"<xhtml:link rel='alternate' hreflang='{tag}' href='https://fjord.example/{path}'/>" for tag, path in (("nb", "a/1"), ("en", "en/1"), ("x-default", "a/1")))
    found = read(f"<urlset {SM} xmlns:xhtml='http://www.w3.org/1999/xhtml'>{row(1, links)}{row(2)}</urlset>")
    assert [(one.url[-3:], one.language) for one in found.entries] == [("a/1", "nb"), ("a/2", None)]


def test_64_pictures_of_an_address_come_with_caption_and_licence() -> None:
    image = ("<image:image><image:loc>/i.jpg</image:loc><image:title>T</image:title><image:caption>A ferry</image:caption>"
             "<image:license>https://l.example/</image:license></image:image><image:image/><image:image><image:loc> </image:loc></image:image>")
    found = read(f"<urlset {SM} xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'>{row(1, image)}</urlset>")
    assert found.entries[0].images == (model.Image(url="https://fjord.example/i.jpg", caption="A ferry", licence="https://l.example/"),)


@pytest.mark.parametrize("inside", ["<news:news/>", "<news:news><news:publication/></news:news>", "<news:news><news:title/></news:news>",
                                    "<lastmod/>", "<lastmod>soon</lastmod><changefreq/>", "<priority>high</priority>"])
def test_64_missing_and_odd_fields_cost_only_themselves(inside: str) -> None:
    found = read(urlset(row(1, inside), news(2)))
    assert addresses(found) == ["1", "2"]
    assert (found.entries[1].title, found.entries[1].language) == ("Sak 2", "nb")


def test_64_an_index_that_names_itself_names_only_the_others() -> None:
    rows = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in (HERE, "/b.xml", "/b.xml", "", "javascript:x", "https://fjord.example/", "/c.xml.gz"))
    found = read(f"<sitemapindex {SM}>{rows}</sitemapindex>")
    assert found.sitemaps == ("https://fjord.example/b.xml", "https://fjord.example/c.xml.gz")


def test_64_children_are_ordered_by_the_moment_not_by_how_it_is_written() -> None:
    moments = ("2031-06-01", "2031-06-02T01:00:00+09:00", "2031-06-01T18:00:00Z", "", "Mon, 02 Jun 2031 10:00:00 GMT", "2031-06-01T15:00:00-05:00")
    rows = "".join(f"<sitemap><loc>/{n}.xml</loc><lastmod>{moment}</lastmod></sitemap>" for n, moment in enumerate(moments))
    found = read(f"<sitemapindex {SM}>{rows}</sitemapindex>")
    assert [url[-5] for url in found.sitemaps] == ["4", "5", "2", "1", "0", "3"]


def test_65_empty_addresses_and_the_sites_root_are_no_entries() -> None:
    rows = ("<url><loc></loc></url>", "<url><loc/></url>", "<url/>", "<url><loc>https://fjord.example/</loc></url>", "<url><loc>https://fjord.example</loc></url>", row(1))
    found = read(urlset(*rows))
    assert addresses(found) == ["1"]


def test_65_a_sitemap_without_news_is_told_from_one_with_news() -> None:
    assert read(urlset(row(1), row(2))).format == "sitemap"
    assert read(urlset(row(1), news(2))).format == "sitemap-news"


def test_65_an_empty_sitemap_is_valid_and_says_so() -> None:
    found = read(urlset())
    assert (found.format, found.entries, [one.code for one in found.warnings]) == ("sitemap", (), ["no-entries"])


def test_46_a_sitemap_is_told_from_a_page_and_from_a_feed_with_its_namespace() -> None:
    assert read("<!doctype html><html><body><urlset><url><loc>https://fjord.example/a/1</loc></url></urlset></body></html>").format == ""
    page = "<!doctype html><html>" + "<p>x</p>" * 200_000 + urlset(row(1)) + "</html>"
    assert read(page).format == ""


@pytest.mark.parametrize("order", [1, -1])
def test_49_of_fifty_thousand_addresses_the_newest_are_kept_whatever_their_order(order: int) -> None:
    found = read(urlset(*[news(n) for n in range(bounds.MAX_ADDRESSES)][::order]))
    numbers = list(map(int, addresses(found)))
    assert sorted(numbers) == list(range(bounds.MAX_ADDRESSES - bounds.MAX_ENTRIES, bounds.MAX_ADDRESSES))
    assert numbers == sorted(numbers)[::order]
    assert [one.code for one in found.warnings] == ["too-many-entries"]


def test_49_addresses_without_a_moment_are_kept_from_the_beginning() -> None:
    found = read(urlset(*(row(n) for n in range(40_000))))
    assert addresses(found) == [str(n) for n in range(bounds.MAX_ENTRIES)]


def test_49_more_addresses_than_a_sitemap_may_have_are_not_looked_at() -> None:
    found = read(urlset(*(row(n) for n in range(bounds.MAX_ADDRESSES)), news(7)))
    assert found.format == "sitemap"


def test_49_a_large_index_is_read_in_a_stream_too() -> None:
    rows = "".join(f"<sitemap><loc>https://fjord.example/{n}.xml</loc><lastmod>{(START + timedelta(hours=n)).isoformat()}</lastmod></sitemap>" for n in range(20_000))
    found = read(f"<sitemapindex {SM}>{rows}</sitemapindex>")
    assert (len(found.sitemaps), found.sitemaps[0]) == (bounds.MAX_ENTRIES, "https://fjord.example/19999.xml")


def test_49_a_stream_gives_what_the_tree_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    body = urlset(*(news(n) for n in range(300)), row(400, "<lastmod>2031-02-02</lastmod>"), "<url><loc>/x&y</loc></url>").replace("Sak 7<", "Sak &nbsp; 7<")
    tree = read(body)
    monkeypatch.setattr(sitemap, "_LARGE", 0)
    stream = read(body)
    assert stream.entries == tree.entries and len(tree.entries) == 302
    assert (stream.format, stream.title, stream.language) == (tree.format, tree.title, tree.language)


@pytest.mark.slow
def test_49_a_large_sitemap_takes_no_memory_beyond_its_bytes() -> None:
    code = ("import resource\nfrom headwater.parse import feed\nimport sys\nbody = sys.stdin.buffer.read()\n"
            "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10\nfeed.parse(body[:5000] + b'</urlset>')\nbefore = peak()\n"
            "found = feed.parse(body)\nprint(peak() - before, len(found.entries))")
    body = urlset(*(news(n) for n in range(bounds.MAX_ADDRESSES))).encode()
    done = subprocess.run([sys.executable, "-c", code], input=body, capture_output=True, check=True)
    grown, kept = map(int, done.stdout.split())
    assert kept == bounds.MAX_ENTRIES
    assert grown < 40, f"{grown} MiB for {len(body) >> 20} MiB"


@pytest.mark.parametrize("bomb", [
    "<!DOCTYPE urlset [<!ENTITY a 'aaaaaaaaaa'>" + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12)) + "]>",
    "<!DOCTYPE urlset [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", "<!DOCTYPE urlset SYSTEM 'http://dtd.example/x.dtd'>",
])
@pytest.mark.parametrize("count", [2, 25_000])
def test_45_entities_of_a_sitemap_are_not_resolved(bomb: str, count: int) -> None:
    tracemalloc.start()
    found = read(bomb + urlset(row(1, "<lastmod>&m;</lastmod>"), *(row(n, "<x>&a;</x>") for n in range(2, count))).partition("?>")[2])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert addresses(found)[0] == "1" and peak < 100 << 20
    assert "doctype" in {one.code for one in found.warnings}

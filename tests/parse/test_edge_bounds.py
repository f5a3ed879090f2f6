"""What hostile and broken documents may cost, and what is left of one that breaks off."""

from __future__ import annotations

import time

import pytest

from headwater.parse import feed, mending, tolerant, xml

RSS = "<rss version='2.0'><channel><title>T</title>{}</channel></rss>"


def item(number: int, inside: str = "") -> str:
    return f"<item><title>T{number}</title><link>https://tide.example/{number}</link>{inside}</item>"


@pytest.mark.parametrize("end", ["<item><title>T3</title><link>https://tide.exam", "<item><title>Ha", "<item>", "<item", "<item><description><![CDATA[<p>x"])
def test_48_a_document_that_breaks_off_loses_only_the_item_it_breaks_off_in(end: str) -> None:
    found = feed.parse((RSS.format(item(1) + item(2)).removesuffix("</channel></rss>") + end).encode())
    assert [one.url for one in found.entries] == ["https://tide.example/1", "https://tide.example/2"]
    assert "not-well-formed" in {one.code for one in found.warnings}


def test_48_an_entry_of_atom_that_breaks_off_is_left_out_too() -> None:
    entry = "<entry><id>urn:{0}</id><title>T</title><link href='https://ebb.example/{0}'/></entry>"
    whole = "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>" + entry.format(1) + entry.format(2)
    found = feed.parse((whole + "<entry><id>urn:3</id><link href='https://ebb.ex").encode())
    assert [one.entry_id for one in found.entries] == ["urn:1", "urn:2"]
    assert "truncated" in {one.code for one in found.warnings}


def test_44_attributes_without_quotes_are_read_where_the_root_has_them() -> None:
    found = feed.parse(b"<!-- x -->\n<?xml?xml version='1.0' ??>\n<rss rss:version=2.0>\n<rss:channel><rss:title>T</rss:title><rss:item><rss:title>A b=c d</rss:title>"
                       b"<rss:guid rss:isPermaLink=true>https://tide.example/1</rss:guid></rss:item></rss:channel></rss>")
    assert [(one.title, one.url) for one in found.entries] == [("A b=c d", "https://tide.example/1")]
    assert "unquoted-attributes" in {one.code for one in found.warnings}


def test_48_items_that_are_never_closed_are_all_kept() -> None:
    body = b"<rss><channel><title>T</title>" + b"".join(b"<item><title>T%d</title><link>https://tide.example/%d</link>" % (n, n) for n in range(3)) + b"</channel></rss>"
    assert mending.finished(body) == body
    assert len(feed.parse(body).entries) >= 1


@pytest.mark.parametrize("run", [b"\n", b"<!--", b"<![CDATA[", b"<?", b"<!ENTITY a", b"<!DOCTYPE", b"<a b='", b"&", b"\xc2\x80x", b"a", b"<div>"])
def test_45_runs_that_make_patterns_slow_take_linear_time(run: bytes) -> None:
    body = RSS.format("<item><title>A</title><x {}</item>< item><item>").encode().replace(b"{}", run * (400_000 // len(run)))
    feed.parse(RSS.format("<item><title>A</title><x </item>< item><item>").encode())  # imports are no reading
    start = time.process_time()
    feed.parse(body)
    assert time.process_time() - start < 5.0


def test_45_what_feedparser_would_look_for_without_end_is_taken_from_it() -> None:
    assert tolerant.tamed(b"<!--a--><item/><!--b<![CDATA[c]]><![CDATA[d" + b" " * 500) == b"<!--a--><item/>&lt;b<![CDATA[c]]>&lt;CDATA[d "
    assert tolerant.tamed(b"<!doctype rss [<!entity a 'b'>]>") == b"&lt;!doctype rss [&lt;!entity a 'b'>]>"


@pytest.mark.parametrize(("written", "meant"), [
    ("don&#146;t", "don’t"), ("don\u0092t", "don’t"), ("don&#x92;t", "don’t"), ("&#226;&#128;&#166;", "…"), ("&#xE2;\u0080&#xA6;", "…"),
    ("a&#127;b\x7fc", "abc"), ("&#233;t&#xe9;", "été"), ("été", "été"), ("&#8230;", "…"),
])
@pytest.mark.parametrize("broken", ["", "&nbsp;"])
def test_42_controls_of_one_byte_are_the_characters_that_were_meant(written: str, meant: str, broken: str) -> None:
    found = feed.parse(RSS.format(f"<item><title>{written}</title><description>{broken}</description></item>").encode())
    assert found.entries[0].title == meant


def test_42_very_many_of_them_take_no_long_time() -> None:
    start = time.process_time()
    found = feed.parse(RSS.format(f"<item><title>x</title><description>{'a&#146;' * 60_000}{'b' * 9}{chr(0x92)}{'é ' * 60_000}</description></item>").encode())
    assert time.process_time() - start < 5.0
    assert "a’a’" in found.entries[0].summary and "\x92" not in found.entries[0].summary


@pytest.mark.parametrize(("markup", "shown"), [
    ('<a href="/b">x</a>', '<a href="https://tide.example/b">x</a>'), ("<img alt=x\nsrc = 'c.png'>", "<img alt=x\nsrc = 'https://tide.example/x/c.png'>"),
    ('<a href="#top">x</a>', '<a href="#top">x</a>'), ('<a href="mailto:a@b.example">', '<a href="mailto:a@b.example">'),
    ('say src="/b" here', 'say src="/b" here'), ('<p>a <b> href="/b"', '<p>a <b> href="/b"'), ('<a data-href="/b">', '<a data-href="/b">'),
    ('<VIDEO POSTER="//cdn.example/p.jpg">', '<VIDEO POSTER="https://cdn.example/p.jpg">'), ('<a href="">', '<a href="">'),
])
def test_37_relative_addresses_in_markup_are_made_absolute_and_nothing_else_is(markup: str, shown: str) -> None:
    assert xml.resolved(markup, "https://tide.example/x/") == shown

"""Feeds are sound in their formats, carry rights and credits, and the broken ones are broken as intended."""

from __future__ import annotations

import json

import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - lxml has no types

from headwater.sample import feeds, site
from headwater.sample.edition import Edition

CASES = {"rss": "//item", "atom": "//a:entry", "rdf": "//r:item", "sitemap": "//s:url"}
NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "r": "http://purl.org/rss/1.0/",
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "media": "http://search.yahoo.com/mrss/",
}


def tree(edition: Edition, slug: str, kind: str) -> etree._Element:
    text = feeds.feed(kind, edition.content.outlets[slug], edition)
    return etree.fromstring(text.encode())


def test_every_feed_is_well_formed_and_lists_all_articles(edition: Edition) -> None:
    seen = set()
    for outlet in edition.content.outlets.values():
        for kind in outlet.feeds:
            seen.add(kind)
            if kind == "json":
                items = json.loads(feeds.feed(kind, outlet, edition))["items"]
            else:
                items = tree(edition, outlet.slug, kind).xpath(CASES[kind], namespaces=NAMES)
            assert len(items) == len(edition.of(outlet))
    assert seen == {*CASES, "json"}


def test_rss_carries_credit_and_source(edition: Edition) -> None:
    courier = tree(edition, "harbour-courier", "rss")
    credits = courier.xpath("//media:content/media:credit/text()", namespaces=NAMES)
    assert "Dan Scarth / Gullwing Pictures" in credits
    assert "Harbour Courier" in tree(edition, "daily-relay", "rss").xpath("//item/source/text()")


def test_open_licences_stand_in_the_feed(edition: Edition) -> None:
    for outlet in edition.content.outlets.values():
        for kind in outlet.feeds:
            if outlet.licence and kind != "sitemap":
                assert outlet.licence in feeds.feed(kind, outlet, edition), outlet.slug


def test_the_malformed_feed_is_no_xml_but_has_entries(edition: Edition) -> None:
    text = feeds.feed("malformed", edition.content.outlets["northgate-echo"], edition)
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(text.encode())
    recovered = etree.fromstring(text.strip().encode(), etree.XMLParser(recover=True))
    assert len(recovered.findall(".//item")) == 5


def test_the_withdrawn_article_is_still_in_the_feed(edition: Edition) -> None:
    titles = tree(edition, "northgate-echo", "rss").xpath("//item/title/text()")
    assert "Harbour minister QUITS over ferry fiasco" in titles


def test_the_opml_lists_every_outlet_and_the_broken_feeds(edition: Edition) -> None:
    outlines = etree.fromstring(site.catalogue(edition).encode()).findall(".//outline")
    assert len(outlines) == len(edition.content.outlets) + 3
    assert all(outline.get("xmlUrl") and outline.get("language") for outline in outlines)

"""Every page renders, says what its outlet says about reuse, and keeps its layout's habits."""

from __future__ import annotations

import json

from lxml import html

from headwater.sample import faults, markup, pages
from headwater.sample.edition import Edition


def page(edition: Edition, name: str) -> html.HtmlElement:
    return html.fromstring(pages.article(edition.pieces[name], edition).encode())


def test_every_article_renders_with_headline_text_language_and_direction(edition: Edition) -> None:
    for piece in edition.pieces.values():
        tree = html.fromstring(pages.article(piece, edition).encode())
        assert tree.xpath("string(//h1)") == piece.article.headline
        assert tree.get("lang") == piece.outlet.language
        if piece.outlet.rtl:
            assert tree.get("dir") == "rtl"
        if piece.article.layout != "faulty":
            assert markup.plain(piece.blocks[-1]) in tree.text_content(), piece.article.id


def test_every_front_page_lists_its_articles_and_feeds(edition: Edition) -> None:
    for outlet in edition.content.outlets.values():
        tree = html.fromstring(pages.front(outlet, edition).encode())
        assert len(tree.xpath("//section/h2/a")) == len(edition.of(outlet))
        found = tree.xpath("//link[@rel='alternate']/@type")
        assert len(found) == len([kind for kind in outlet.feeds if kind != "sitemap"])


def test_licences_and_reservations_stand_in_the_head(edition: Edition) -> None:
    tree = page(edition, "flood-millrace")
    assert tree.xpath("//link[@rel='license']/@href") == ["https://creativecommons.org/licenses/by/4.0/"]
    assert page(edition, "wildfire-postasi").xpath("//meta[@name='robots']/@content") == [
        "noindex, nosnippet, noarchive"
    ]
    assert page(edition, "tunnel-quai").xpath("//meta[@name='tdm-reservation']/@content") == ["1"]


def test_json_ld_is_valid_and_names_the_article(edition: Edition) -> None:
    for name in ("crane-courier", "ferry-courier", "river-shiosaki"):
        data = json.loads(page(edition, name).xpath("string(//script[@type='application/ld+json'])"))
        assert data["headline"] == edition.pieces[name].article.headline
    graph = json.loads(page(edition, "recall-echo").xpath("string(//script[@type='application/ld+json'])"))
    assert graph["@graph"][1]["@type"] == "NewsArticle"


def test_one_layout_has_microdata_alone_and_one_has_nothing(edition: Edition) -> None:
    microdata = page(edition, "prize-ondina")
    assert microdata.xpath("//*[@itemprop='articleBody']") and not microdata.xpath("//script")
    plain = page(edition, "mine-vestnik")
    assert not plain.xpath("//script | //meta[@property] | //*[@itemprop] | //time")


def test_a_copy_with_canonical_names_the_original(edition: Edition) -> None:
    assert page(edition, "crane-relay").xpath("//link[@rel='canonical']/@href") == [
        edition.pieces["crane-courier"].url
    ]
    own = edition.pieces["quake-relay"].url
    assert page(edition, "quake-relay").xpath("//link[@rel='canonical']/@href") == [own]


def test_a_correction_is_printed_and_dated(edition: Edition) -> None:
    piece = edition.pieces["flood-millrace"]
    text = pages.article(piece, edition)
    assert piece.article.correction in html.fromstring(text).text_content()
    assert piece.updated > piece.published
    assert '"correction"' in text


def test_the_faulty_page_has_every_fault(edition: Edition) -> None:
    piece = edition.pieces["ferry-echo"]
    tree = page(edition, "ferry-echo")
    paragraphs = [p.text_content().strip() for p in tree.xpath("//div[@class='story-body__inner']/p")]
    assert '"' in tree.xpath("string(//h1)")
    cap = tree.xpath("string(//div[@class='lead-img__cap'])")
    assert piece.article.headline + faults.AGENCY in cap and cap.startswith(piece.article.alt)
    assert faults.AGENCY in paragraphs and "LATEST:" in paragraphs
    assert any("b*****d" in text for text in paragraphs)
    assert any(text.startswith('"No, love.') for text in paragraphs)
    assert tree.xpath("//div[@class='story-body__inner']/p/br")
    assert "Yesterday" in tree.xpath("string(//span[@class='when'])")


def test_links_to_primary_sources_lead_to_pages(edition: Edition) -> None:
    for document in edition.content.documents.values():
        tree = html.fromstring(pages.source(document, edition).encode())
        assert tree.xpath("string(//h1)") == document.title

"""The sample's content holds together, and there is as much of it as is promised."""

from __future__ import annotations

from dataclasses import replace

import pytest

from headwater.sample import loader, markup
from headwater.sample.edition import Edition
from headwater.sample.loader import Content, ContentError


@pytest.fixture
def content() -> Content:
    return loader.load()


def test_there_are_as_many_outlets_languages_events_and_articles_as_promised(content: Content) -> None:
    assert len(content.outlets) >= 13
    assert len({outlet.language.split("-")[0] for outlet in content.outlets.values()}) >= 10
    assert len(content.articles) >= 140
    assert len(content.events) >= 28
    assert len({outlet.layout for outlet in content.outlets.values()}) >= 4


def test_a_third_of_the_outlets_is_under_an_open_licence(content: Content) -> None:
    outlets = content.outlets.values()
    free = [outlet for outlet in outlets if outlet.licence]
    assert len(free) * 3 >= len(outlets)
    assert {outlet.slug for outlet in free} == {o.slug for o in outlets if o.view == "full"}


def test_every_event_is_covered_by_three_outlets_or_more(content: Content) -> None:
    for event in content.events:
        outlets = {a.outlet for a in content.articles.values() if a.event == event}
        assert len(outlets) >= 2, event
        assert sum(a.event == event for a in content.articles.values()) >= 3, event


def test_every_kind_of_article_and_every_reservation_occurs(content: Content) -> None:
    assert {article.kind for article in content.articles.values()} == loader.KINDS
    outlets = content.outlets.values()
    assert any(outlet.tdm for outlet in outlets)
    assert any(outlet.disallow for outlet in outlets)
    assert any("max-snippet:0" in outlet.robots for outlet in outlets)
    assert any("noindex" in outlet.robots for outlet in outlets)
    assert {fault for outlet in outlets for fault in outlet.faults} == loader.FAULT_KINDS


def test_the_republisher_publishes_nothing_of_its_own(content: Content) -> None:
    relayed = [a for a in content.articles.values() if a.outlet == "daily-relay"]
    assert relayed and all(article.copy_of for article in relayed)
    assert {article.canonical for article in relayed} == {True, False}
    assert {article.source for article in relayed} == {True, False}


def test_a_copy_carries_the_words_of_its_original(content: Content) -> None:
    for article in content.articles.values():
        if article.copy_of:
            words, original = article.text.split(), content.articles[article.copy_of].text.split()
            assert sum(word in original for word in words) > 0.9 * len(words), article.id


def test_articles_have_the_length_of_news(edition: Edition) -> None:
    for piece in edition.pieces.values():
        text = " ".join(markup.plain(block) for block in piece.blocks)
        assert len(text) > 200 and len(text.split()) < 400, piece.article.id


def test_articles_of_one_outlet_have_different_addresses(edition: Edition) -> None:
    assert len({piece.url for piece in edition.pieces.values()}) == len(edition.pieces)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("outlet", "nobody", "not known"),
        ("kind", "rumour", "kind must be"),
        ("minutes", 999_999, "three days"),
        ("updated", 999_999, "too early"),
        ("image", "nowhere", "not known"),
        ("text", "See [this](source:nothing).", "leads nowhere"),
        ("text", " ", "empty"),
    ],
)
def test_content_that_contradicts_itself_is_refused_by_name(
    content: Content, field: str, value: object, says: str
) -> None:
    article = replace(content.articles["crane-wire"], **{field: value})
    with pytest.raises(ContentError, match=says) as caught:
        loader.check(replace(content, articles={article.id: article}))
    assert "crane-wire" in str(caught.value)


def test_a_wrong_outlet_is_refused_by_name(content: Content) -> None:
    outlet = replace(content.outlets["le-quai"], layout="poster")
    with pytest.raises(ContentError, match="le-quai: layout"):
        loader.check(replace(content, outlets={outlet.slug: outlet}))

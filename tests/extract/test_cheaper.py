"""What saves time changes nothing: each shortcut beside the long way."""

from __future__ import annotations

import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from headwater.extract import furniture, markup, title


@pytest.mark.parametrize("line", ["Read the report (opens in a new tab)", "Lire la suite (s’ouvre dans un nouvel onglet)", "Läs mer (öppnas i ett nytt fönster)",
                                  "続きを読む（新しいウィンドウで開く）"])
def test_the_note_on_a_new_window_is_taken_off_in_any_language(line: str) -> None:
    assert furniture.without_marks(line) in ("Read the report", "Lire la suite", "Läs mer", "続きを読む")


def test_a_line_that_only_speaks_of_a_new_window_stays_as_it_is() -> None:
    assert furniture.without_marks("A new window opens for talks,  he said") == "A new window opens for talks,  he said"


@pytest.mark.parametrize(("line", "headline"), [
    ("Ferry runs aground", "FERRY RUNS AGROUND"), ("“Ferry” runs aground", "Ferry runs aground"), ("É\u0301lan vital", "ELAN VITAL"), ("e\u0301lan vital", "Élan vital"),
    ("İstanbul floods", "istanbul floods"), ("ﬁre at sea", "Fire at sea"), ("_draft", "_Draft"), ("１２３ ships", "123 ships"), ("K\u0338ey", "key")])
def test_a_line_with_the_key_of_a_headline_may_be_it(line: str, headline: str) -> None:
    assert title.key(line) == title.key(headline)
    assert title.may_be(line, title.key(headline))


def test_a_line_that_begins_with_another_letter_is_not_the_headline() -> None:
    assert not title.may_be("Weather", title.key("Ferry runs aground"))


def test_the_text_of_an_element_is_that_of_all_its_pieces_and_as_long() -> None:
    root = etree.fromstring("<div>a<p>b<i/>c<b> d\u2028</b></p><u/>e<i>&#233;</i></div>tail", etree.HTMLParser())
    for node in root.iter():
        pieces = list(node.itertext())
        length = sum(len(piece.strip()) for piece in pieces)
        assert markup.raw_text(node) == "".join(pieces)
        assert markup.is_longer(node, length - 1) and not markup.is_longer(node, length)


@pytest.mark.parametrize(("written", "label"), [
    ('class="Lead"', "lead"), ('id="mainText"', "main-text"), ('class="a" id="b" role="c"', "a b c"), ('id="b" class="a"', "a b"), ('href="/x"', ""), ("", ""),
    ('class="" data-type="Note"', "note")])
def test_a_label_is_made_of_class_and_names_in_their_order(written: str, label: str) -> None:
    node = etree.fromstring(f"<p {written}>x</p>", etree.HTMLParser()).find(".//p")
    assert markup.label(node).strip() == label


@pytest.mark.parametrize("text", ["\ufffe", "a\uffffb", "\ufffe\uffff\x00\ud800"])
def test_what_is_no_character_becomes_a_space(text: str) -> None:
    root, _ = markup.parse(f"<html><body><p>x{text}y</p></body></html>")
    assert set(markup.raw_text(root)) <= set("xyab \n")

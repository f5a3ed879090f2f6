"""Outlets of a deployment, by which texts may name them, and links to them."""

from __future__ import annotations

import pytest

from headwater import model
from headwater.trace import known, origin

OTHERS = known.roster([
    ("Harbour Courier", "https://courier.example/", False), ("The Millrace", "https://millrace.example/", False), ("Panorama", "https://panorama.example/", False),
    ("Meridian Wire", "https://wire.example/", True), ("Evening Post", "https://one.example/", False), ("Evening Post", "https://two.example/", False),
    ("灯台新報社", "https://todai.example/", False), ("Vale", "https://vale.example/", False),
])


def named(line: str) -> list[str]:
    return [mention.known.name for mention in known.in_text(line, OTHERS)]


def test_outlets_are_found_in_running_text_by_unambiguous_names() -> None:
    assert named("The officer rang a garden centre, the Harbour Courier reported.") == ["Harbour Courier"]
    assert named("The list, uncovered by The Millrace, was old.") == ["The Millrace"]
    assert named("灯台新報社によると、灯台は閉鎖された。") == ["灯台新報社"]


@pytest.mark.parametrize("line", [
    "The Evening Post reported it.", "A new Panorama of the town was reported.", "The harbour courier was late.", "The Vale was reported to be dry.", "The millrace is dry.",
    "The Millrace is an old canal.",
])
def test_names_that_two_bear_and_words_like_others_name_nobody(line: str) -> None:
    assert named(line) == []


def article(body: str, *links: model.BodyLink, **more: object) -> model.Article:
    url = "https://tide.example/news/20261101001"
    return model.Article(url=url, canonical_url=url, title="x", body=body, language="en", outlet_name="Tidewater Post", links=links, **more)  # pyright: ignore[reportArgumentType]


def test_an_outlet_that_a_text_cites_without_a_link_is_named() -> None:
    found = origin.trace(article("A flood officer rang a garden centre, the Harbour Courier reported.\nNobody answered."), others=OTHERS)
    assert [(one.kind, one.name) for one in found.based_on] == [("outlet_report", "Harbour Courier")]


def test_a_dateline_of_an_outlet_of_ours_names_the_supplier() -> None:
    found = origin.trace(article("PORT ELLERY (Meridian Wire) — The commissioner ordered an insurer to write letters.\nThere is more."), others=OTHERS)
    assert found.supplier and (found.supplier.name, found.supplier.kind) == ("Meridian Wire", "agency")


@pytest.mark.parametrize("others", [OTHERS, known.NOBODY])
def test_who_had_it_first_comes_from_one_place(others: known.Roster) -> None:
    """The link and the sentence around it are one claim, whether or not the outlet is known."""
    said = "The plan was first reported by Harbour Courier."
    link = model.BodyLink(url="https://courier.example/news/20261101002", text="Harbour Courier", context=said, paragraph=0)
    found = origin.trace(article(f"{said}\nThere is more.", link), others=others)
    assert [(one.kind, one.name, one.url) for one in found.based_on] == [("outlet_report", "Harbour Courier", link.url)]
    assert found.wishes == (link.url,)


def test_a_paragraph_in_another_language_is_read_with_its_own_phrases() -> None:
    body = "The council met on Monday and said that the market would close.\nNach Informationen des Harbour Courier wird der Markt verlegt."
    plain = origin.trace(article(body), others=known.NOBODY)
    told = origin.trace(article(body, tongues=((1, "de"),)), others=known.NOBODY)
    assert not any(one.kind == "outlet_report" for one in plain.based_on)
    assert [one.name for one in told.based_on if one.kind == "outlet_report"] == ["Harbour Courier"]

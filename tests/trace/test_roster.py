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


def article(body: str, *links: model.BodyLink, language: str = "en", **more: object) -> model.Article:
    url = "https://tide.example/news/20261101001"
    return model.Article(url=url, canonical_url=url, title="x", body=body, language=language, outlet_name="Tidewater Post", links=links, **more)  # pyright: ignore[reportArgumentType]


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


@pytest.mark.parametrize(("line", "names"), [
    ("According to the Ellery Harbour Courier, it was Ada Marsh.", ["Ellery Harbour Courier"]),
    ("Wie die Ostufer Zeitung berichtet, kam sie an.", ["Ostufer Zeitung"]),
    ("La noticia fue adelantada por el Diario de Fenwick.", ["Diario de Fenwick"]),
    ("据Tidewater Herald 9报道", ["Tidewater Herald 9"]),
    ("She left the Fenwick Post Office by the Standard Quay.", []),
    ("The news came late, and the post was empty.", []),
])
def test_an_outlet_that_nobody_knows_is_known_by_what_only_outlets_are_called(line: str, names: list[str]) -> None:
    assert [one.words for one in known.mastheads_in(line)] == names


@pytest.mark.parametrize(("said", "language", "sure"), [
    ("The plan was first reported by the Ellery Harbour Courier.", "en", 0.7),
    ("Zuerst hatte die Ostufer Zeitung darüber berichtet.", "de", 0.7),
    ("L'affaire a été révélée par le Courrier de Fenwick.", "fr", 0.7),
    ("La noticia fue adelantada por el Diario de Fenwick.", "es", 0.7),
    ("Первым об этом сообщило издание Tidewater Herald.", "ru", 0.7),
    ("According to the Ellery Harbour Courier, the gate was left open.", "en", 0.0),
    ("Das berichtet die Ostufer Zeitung.", "de", 0.0),
    ("The list of gates, uncovered by the Tidewater Herald, was old.", "en", 0.7),
    ("The keeper was quoted as saying so by the Tidewater Herald.", "en", 0.0),
    ("The mayor denied the report that the Tidewater Herald published first.", "en", 0.0),
    ("The Tidewater Herald first reported it and withdrew its report on Sunday.", "en", 0.0),
    ("She told the Ellery Harbour Courier that the gate was left open.", "en", 0.0),
])
def test_how_sure_a_name_without_a_link_is_depends_on_what_is_said(said: str, language: str, sure: float) -> None:
    found = [one for one in origin.trace(article(f"A gate was left open.\n{said}", language=language)).based_on if one.kind == "outlet_report"]
    assert [one.confidence for one in found] == [sure]


def test_of_two_outlets_that_are_cited_neither_is_surely_the_source_and_late_ones_are_not() -> None:
    cited = "According to the Ellery Harbour Courier, the gate was left open."
    others = known.roster([("Ellery Harbour Courier", "https://ellery.example/", False)])
    assert {one.confidence for one in origin.trace(article(cited), others=others).based_on if one.kind == "outlet_report"} == {0.6}
    several = origin.trace(article(f"{cited}\nThe Tidewater Herald reported that nobody saw it."), others=others)
    assert {one.confidence for one in several.based_on if one.kind == "outlet_report"} == {0.0}
    late = origin.trace(article("\n".join(["A gate was left open."] * 4 + [cited])), others=others)
    assert {one.confidence for one in late.based_on if one.kind == "outlet_report"} == {0.0}

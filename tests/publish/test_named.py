"""Places and people in released words: by rules, each with what says so, and nothing that is not there."""

from __future__ import annotations

import time

import pytest

from headwater import model
from headwater.publish import gazetteer, named


def found(*lines: str, language: str = "en", **more: object) -> dict[str, tuple[str, str]]:
    return {one.name: (one.kind, one.where) for one in named.of(lines, language=language, **more)}  # pyright: ignore[reportArgumentType]


def test_titles_make_persons_prepositions_places_and_capitals_names() -> None:
    names = found("The board met in Port Ellery on Monday. Mayor Ines Calder told U.S. Senator Joan Peel that Germany pays. Peel agreed with Tom Ferrow.")
    assert names == {
        "Port Ellery": ("place", "preposition"), "Ines Calder": ("person", "title"), "Joan Peel": ("person", "title"),
        "Germany": ("place", "gazetteer"), "Tom Ferrow": ("name", "capitals"),
    }  # fmt: skip


@pytest.mark.parametrize("line", [
    "Tide Gate Closes For First Time In Forty Years",  # a title in capitals
    "However the keepers slept. Yesterday nobody came.",  # first words of sentences
    "They met in March and spoke in English.",
    "The General Assembly voted.",  # a title in a body's name
    "TIDE GATE SHUT",
    "",
])  # fmt: skip
def test_what_is_no_name_is_none(line: str) -> None:
    assert found(line) == {}


@pytest.mark.parametrize(("language", "line", "names"), [
    ("de", "Bürgermeisterin Ines Kalder sagte, Frankreich zahle zwei Millionen Euro.", {"Ines Kalder": "person", "Frankreich": "place"}),
    ("fr", "Le maire Jean Dufour a parlé à Saint-Ellery avec le Royaume-Uni.", {"Jean Dufour": "person", "Saint-Ellery": "place", "Royaume-Uni": "place"}),
    ("es", "La alcaldesa Inés Calder habló en Puerto Ellery.", {"Inés Calder": "person", "Puerto Ellery": "place"}),
    ("ru", "Мэр Инна Кальдер сообщила об этом в Германии; Россию не спросили.", {"Инна Кальдер": "person", "Германии": "place", "Россию": "place"}),
    ("ru", "Мэр Нижнего Эллерова и губернатор Аляски молчали.", {}),
    ("zh", "市长说德国和日本在柏林同意。", {"德国": "place", "日本": "place", "柏林": "place"}),
    ("ja", "タイトルの話。ドイツの首相は東京にいる。", {"ドイツ": "place", "東京": "place"}),
    ("ko", "독일은 베를린에서 일본과 만났다.", {"독일": "place", "베를린": "place", "일본": "place"}),
    ("ar", "قال الوزير إن ألمانيا وفرنسا اتفقتا.", {"ألمانيا": "place", "فرنسا": "place"}),
    ("hi", "जर्मनी और भारत ने बात की।", {"जर्मनी": "place", "भारत": "place"}),
    ("x-unknown", "Ada Marsh came.", {"Ada Marsh": "name"}),
])  # fmt: skip
def test_in_many_languages(language: str, line: str, names: dict[str, str]) -> None:
    assert {name: kind for name, (kind, _) in found(line, language=language).items()} == names


def test_places_have_one_key_in_all_languages_and_a_name_in_english() -> None:
    forms = [("en", "They met Germany."), ("ru", "Они были в Германии."), ("zh", "他在德国。"), ("fr", "Il voit l’Allemagne et puis Allemagne.")]
    assert {one.key for language, line in forms for one in named.of([line], language=language) if one.where == "gazetteer"} == {"DE"}
    assert gazetteer.in_english("DE") == "Germany" and gazetteer.in_english("Europe/Berlin") == "Berlin" and gazetteer.in_english("port ellery") == ""


def test_what_a_page_marks_counts_only_where_it_stands_in_the_words() -> None:
    marked = [("person", "李河"), ("place", "埃勒里港"), ("person", "王海")]
    assert found("李河在埃勒里港。", language="zh", marked=marked) == {"李河": ("person", "marked"), "埃勒里港": ("place", "marked")}
    tags = ("防潮闸", "体育", "没有")  # of the three one names a section, one does not stand here
    assert found("防潮闸关闭，体育新闻。", language="zh", tags=tags) == {"防潮闸": ("tag", "tag")}


def test_a_surname_that_a_country_has_too_is_no_place() -> None:
    assert "Jordan" not in found("Coach Ada Jordan spoke. Then Jordan left, and Jordan laughed.")


def test_hostile_words_cost_little_and_names_are_bounded() -> None:
    began = time.process_time()
    for line in ("A" * 20_000, "A. " * 20_000, "Aa Bb " * 20_000, "de " * 20_000, "’" * 20_000, "Mr. " * 20_000, " ".join(f"x Name{chr(97 + n % 26)}{n} Other." for n in range(9000))):
        assert len(named.of([line], language="en", marked=[("person", "x" * 9)] * 50, tags=["q" * 50] * 500)) <= named.MOST
    assert time.process_time() - began < 5


def test_a_name_of_an_older_version_loads() -> None:
    from headwater.store import codec

    assert codec.load(model.Named, '{"name": "Ada", "key": "ada", "kind": "person", "where": "title"}').english == ""

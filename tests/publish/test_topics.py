"""Topics by the outlets' own sections, in many languages; and nothing where there is none."""

from __future__ import annotations

import re

import pytest

from headwater.publish import topics


@pytest.mark.parametrize(("section", "slug"), [
    ("Politics", "politics"), ("Wirtschaft", "economy"), ("Économie", "economy"), ("Deportes", "sport"), ("Saúde", "health"), ("Scienza e tecnologia", "science"), ("Buitenland", None),
    ("Polityka", "politics"), ("Økonomi", "economy"), ("Piłka nożna", "sport"), ("Værmelding", None), ("Vær", "weather"), ("Kultúra", "arts"), ("Спорт", "sport"), ("Общество", "society"), ("Економіка", "economy"), ("Πολιτική", "politics"), ("Sağlık", "health"), ("اقتصاد", "economy"),
    ("ورزشی", "sport"), ("ספורט", "sport"), ("खेल", "sport"), ("রাজনীতি", "politics"), ("کھیل", "sport"), ("Olahraga", "sport"), ("Thể thao", "sport"), ("กีฬา", "sport"), ("Michezo", "sport"),
    ("财经", "economy"), ("スポーツ", "sport"), ("정치", "politics"), ("ስፖርት", "sport"), ("Sport > Fußball", "sport"), ("News / Environment", "environment"), ("Nachrichten", None), ("", None),
    ("A section of my own about sport and much else besides", None),
])
def test_a_section_names_its_topic(section: str, slug: str | None) -> None:
    found = topics.of(section=section, url="https://tide.example/a-b-c")
    assert (found[0].slug if found else None) == slug
    assert all(one.where == "section" and one.quote and one.code.startswith("medtop:") for one in found)


@pytest.mark.parametrize(("url", "slug"), [
    ("https://tide.example/politik/inland/foo-bar-123", "politics"), ("https://tide.example/2026/11/deportes/futbol/a-b", "sport"), ("https://tide.example/ciencia-y-tecnologia/a", "science"),
    ("https://tide.example/media/1234.html", None), ("https://tide.example/it/a-b-c", None), ("https://tide.example/sport", None), ("https://tide.example/news/sport-minister-resigns", None),
    ("https://[bad", None), ("https://tide.example/%D1%81%D0%BF%D0%BE%D1%80%D1%82/a", "sport"),
])
def test_an_address_names_it_where_the_page_names_none(url: str, slug: str | None) -> None:
    found = topics.of(section="", url=url)
    assert (found[0].slug if found else None) == slug


def test_the_section_goes_before_the_address_and_that_before_the_feed() -> None:
    url = "https://tide.example/economia/a"
    assert [one.slug for one in topics.of(section="Kultur", url=url, categories=["Sport"])] == ["arts"]
    assert [one.slug for one in topics.of(section="Top news", url=url, categories=["Sport"])] == ["economy"]
    assert [(one.slug, one.where) for one in topics.of(section="", url="", categories=["Ferry", "Sport", "Health"])] == [("sport", "feed"), ("health", "feed")]


def test_the_table_is_sound() -> None:
    table, seen = topics.table(), {}
    assert len(table) == 17 and len({row["code"] for row in table.values()}) == 17
    for slug, row in table.items():
        assert re.fullmatch(r"medtop:\d{8}", row["code"]) and row["name"]
        for language, written in row.items():
            for name in written.split("|") if language not in ("code", "name") else ():
                assert name == name.strip() and seen.setdefault(topics._folded(name), slug) == slug, name


def test_hostile_sections_cost_little() -> None:
    assert topics.of(section="> " * 100_000, url="https://tide.example/" + "a/" * 100_000, categories=["x"] * 100_000) == ()

"""The table of agencies holds to its form, so that anybody can add to it."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import headwater.trace
from headwater import text, urls
from headwater.trace import credits, known

ROWS: list[dict[str, Any]] = tomllib.loads((Path(headwater.trace.__file__).parent / "agencies.toml").read_text("utf-8"))["supplier"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_a_row_has_the_form_that_the_head_of_the_table_tells(row: dict[str, Any]) -> None:
    assert set(row) <= {"name", "kind", "alone", "signs", "short", "also", "home", "more_homes", "country"}
    assert re.fullmatch(r"[a-z]{2}", row["country"])
    assert row.get("kind", "agency") in ("agency", "outlet", "organisation")
    for home in (row["home"], *row.get("more_homes", ())):
        assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", home)
        assert known.of_address(f"https://{home}/a/1") is not None
    for written in (row["name"], *row["short"], *row["also"]):
        assert written == text.squeeze(written) and written
    assert not set(row["short"]) & set(row["also"])
    assert len(set(row["also"])) == len(row["also"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_every_name_and_mark_names_its_row_in_a_byline(row: dict[str, Any]) -> None:
    me = credits.Self(names=("The Tidewater Post",), domain="tidewater.example")
    for written in (*row["short"], *row["also"]):
        claim = credits.of_byline(written, me)
        assert claim is not None and claim.name.startswith(row["name"]), written


def test_no_name_mark_or_site_belongs_to_two() -> None:
    for written in (Counter(row["name"] for row in ROWS), Counter(mark for row in ROWS for mark in row["short"]),
                    Counter(home for row in ROWS for home in (row["home"], *row.get("more_homes", ()))),
                    Counter(text.fold(name) for row in ROWS for name in {text.fold(name) for name in row["also"]})):
        assert [name for name, count in written.items() if count > 1] == []


def test_the_national_agencies_of_a_hundred_and_forty_countries_are_known() -> None:
    agencies = [row for row in ROWS if row.get("kind", "agency") == "agency"]
    assert len({row["country"] for row in agencies}) >= 140
    assert len(agencies) >= 240
    assert urls.domain("https://apnews.com/a") == "apnews.com"


@pytest.mark.parametrize(("address", "name"), [
    ("https://www.afpbb.com/articles/-/1", "AFP"), ("https://www.yonhapnews.co.kr/a", "Yonhap"), ("https://www.ceskenoviny.cz/zpravy/1", "ČTK"),
    ("https://focustaiwan.tw/politics/1", "CNA"), ("https://www.teraz.sk/1", "TASR"), ("https://www.dpa-international.com/topic/1", "dpa"),
])
def test_an_agencys_further_sites_are_its_own(address: str, name: str) -> None:
    found = known.of_address(address)
    assert found is not None
    assert found.name == name

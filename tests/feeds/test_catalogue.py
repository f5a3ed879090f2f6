"""The outlets that ship, and files of the same form."""

from __future__ import annotations

from pathlib import Path

import pytest

from headwater import licences, urls
from headwater.errors import ConfigError
from headwater.feeds import catalogue

CONTINENTS = {
    "Africa": {"za", "na", "ng", "gh", "ke", "ma", "eg", "et", "sn", "tz"},
    "America, North": {"us", "ca", "mx"}, "America, South": {"br", "ar", "cl", "co", "pe", "ec"},
    "Asia": {"in", "bd", "pk", "cn", "jp", "kr", "vn", "id", "my", "ph", "th", "mm", "ir", "qa", "lb", "il", "tr", "tw"},
    "Europe": {"gb", "ie", "fr", "de", "at", "ch", "es", "it", "no", "se", "fi", "pl", "cz", "hu", "ro", "ua", "ru"},
    "Oceania": {"au", "nz", "fj", "pg"},
}


def test_the_shipped_outlets_cover_the_world() -> None:
    outlets = catalogue.load()
    assert len(outlets) >= 80
    assert len({one.language for one in outlets}) >= 30
    for continent, countries in CONTINENTS.items():
        assert sum(one.country in countries for one in outlets) >= 3, continent


def test_a_good_part_of_them_publishes_under_open_licences() -> None:
    open_ones = [one for one in catalogue.load() if one.licence]
    assert len(open_ones) >= 40
    assert len({one.language for one in open_ones}) >= 12


def test_every_shipped_licence_is_known_and_has_its_ground() -> None:
    for one in catalogue.load():
        if one.licence:
            known = licences.read(one.licence.uri)
            assert known and known.name == one.licence.name, one.name
            assert one.ground, one.name
            assert one.licence.where == "outlet"


def test_shipped_addresses_are_in_their_normal_form_and_everything_has_its_codes() -> None:
    for one in catalogue.load():
        assert one.language and one.country, one.name
        for url in (one.home_url, *one.feeds):
            assert urls.absolute(url) == url


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "outlets.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_file_of_a_user_needs_only_name_home_and_feeds(tmp_path: Path) -> None:
    path = written(tmp_path, '[[outlet]]\nname = "Fjord"\nhome = "https://fjord.example"\nfeeds = ["https://fjord.example/rss"]\n')
    assert catalogue.read(path) == (
        catalogue.CatalogueOutlet(name="Fjord", home_url="https://fjord.example/", feeds=("https://fjord.example/rss",)),)


GOOD = '[[outlet]]\nname = "A"\nhome = "https://a.example/"\nfeeds = ["https://a.example/rss"]\n'


@pytest.mark.parametrize(("text", "line", "words"), [
    ("\n\nname =", 3, "TOML"), (b"\n\xff", 2, "UTF-8"), ("outlet = 3", None, "[[outlet]]"),
    (GOOD + '[[outlet]]\nhome = "https://b.example/"\nfeeds = ["https://b.example/rss"]', 5, "name"),
    (GOOD + '[[outlet]]\nname = "B"\nhome = "b"\nfeeds = ["https://b.example/rss"]', 5, "home"),
    (GOOD + '[[outlet]]\nname = "B"\nhome = "https://b.example/"\nfeeds = []', 5, "feeds"),
    (GOOD + '[[outlet]]\nname = "B"\nhome = "https://b.example/"\nfeeds = ["ftp://b.example/"]', 5, "ftp://"),
    (GOOD + '[[outlet]]\nname = "B"\nhome = "https://b.example/"\nfeeds = ["https://a.example/rss"]', 5, "second time"),
    (GOOD + 'language = "English"', 1, "BCP 47"), (GOOD + 'country = "GB"', 1, "lower-case"), (GOOD + "agency = 1", 1, "true or false"),
    (GOOD + 'colour = "red"', 1, "'colour'"), (GOOD + 'licence = "CC BY"', 1, "table"), (GOOD + 'licence = { name = "CC BY" }', 1, "licence.uri"),
])
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, text: str | bytes, line: int | None, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        catalogue.read(path)
    assert caught.value.line == line
    assert words in str(caught.value) and str(path) in str(caught.value)


def test_a_missing_file_is_a_config_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        catalogue.read(tmp_path / "none.toml")

"""The outlets that ship, and files of the same form."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import babel
import pytest

from headwater import gathering, licences, urls
from headwater.errors import ConfigError
from headwater.feeds import catalogue

CLDR = babel.Locale("en")  # names of all countries and languages
NO_COUNTRY = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}  # in CLDR's list, not in ISO 3166-1
KINDS = {"agency", "paper", "magazine", "broadcaster", "online", "public-body", "science", "fact-checker"}
FILES = catalogue.shipped()


def test_the_catalogue_covers_the_world() -> None:
    outlets = catalogue.load()
    assert sum(len(one.feeds) for one in outlets) >= 1500
    assert len({one.country for one in outlets if one.country}) >= 120
    assert len({tag.partition("-")[0] for one in outlets for tag in one.languages}) >= 50
    assert {one.kind for one in outlets} <= KINDS


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_shipped_file_keeps_the_form(path: Path) -> None:
    country = path.stem
    assert country == catalogue.INTERNATIONAL or country.upper() in set(CLDR.territories) - NO_COUNTRY, "no code of ISO 3166-1"
    outlets = catalogue.read(path, country=country)
    assert outlets
    names = [one.name for one in outlets]
    assert names == sorted(names, key=str.casefold)
    for one in outlets:
        assert one.country == (None if country == catalogue.INTERNATIONAL else country)
        assert one.languages and one.kind in KINDS, one.name
        assert {tag.partition("-")[0] for tag in one.languages} <= set(CLDR.languages), one.name
        assert one.rules is None, "rules are the operator's"


def test_shipped_addresses_are_written_in_their_normal_form() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        for one in catalogue.read(path, country=path.stem):
            for url in (one.home_url, *one.feeds, *one.sitemaps):
                assert f'"{url}"' in text and "#" not in url and "@" not in urls.host(url), url


def test_no_outlet_and_no_address_stands_twice_in_all_files() -> None:
    homes = Counter(urls.key(one.home_url) for one in catalogue.load())
    addresses = Counter(urls.key(url) for one in catalogue.load() for url in (*one.feeds, *one.sitemaps))
    names = Counter((one.country, one.name.casefold()) for one in catalogue.load())
    assert [url for url, times in homes.items() if times > 1] == []
    assert [name for name, times in names.items() if times > 1] == []
    assert [url for url, times in addresses.items() if times > 1] == []


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
    (GOOD + 'kind = "blog"', 1, "fact-checker"), (GOOD + 'languages = "fr"', 1, "list"), (GOOD + 'languages = ["french"]', 1, "BCP 47"),
    (GOOD + 'sitemaps = "https://a.example/s"', 1, "sitemaps"), (GOOD + 'sitemaps = ["https://a.example/rss"]', 1, "second time"),
    (GOOD + "rules = 3", 1, "rules must be"), (GOOD + '[outlet.rules]\nexclude_url = ["(a+)+"]', 1, "for ever"),
])
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, text: str | bytes, line: int | None, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        catalogue.read(path)
    assert caught.value.line == line
    assert words in str(caught.value) and str(path) in str(caught.value)


def test_everything_that_a_file_can_say_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, """[[outlet]]
name = "Fjord"
home = "https://fjord.example/"
sitemaps = ["https://fjord.example/news.xml"]
language = "nn"
languages = ["nb", "nn", "se"]
country = "no"
kind = "agency"
owner = "Fjord AS"
[outlet.rules]
exclude_title = ["^Advert"]
rewrite_url = [['^https://m\\.fjord', 'https://fjord']]
""")
    one, = catalogue.read(path)
    assert one.language == "nn" and one.about == gathering.About(kind="agency", owner="Fjord AS", languages=("nn", "nb", "se"))
    assert one.is_agency and one.country == "no" and one.polled == ("https://fjord.example/news.xml",)
    assert one.rules == gathering.OutletRules(exclude_title=("^Advert",), rewrite_url=((r"^https://m\.fjord", "https://fjord"),))


def test_a_files_country_is_that_of_its_outlets(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD + 'country = "no"')
    assert catalogue.read(path, country="no")[0].country == "no"
    with pytest.raises(ConfigError, match="the file is of 'se'"):
        catalogue.read(path, country="se")


def test_a_missing_file_is_a_config_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        catalogue.read(tmp_path / "none.toml")

"""The balanced hundred of a new installation."""

from __future__ import annotations

import random
from collections import Counter

from headwater import urls
from headwater.feeds import catalogue, starter
from headwater.feeds.catalogue import CatalogueOutlet


def made(name: str, country: str, language: str, kind: str = "paper", feeds: int = 1) -> CatalogueOutlet:
    home = f"https://{name}.example/"
    return CatalogueOutlet(name=name, home_url=home, feeds=tuple(f"{home}{n}" for n in range(feeds)), languages=(language,), country=country,
                           kind=kind)


def test_the_hundred_that_ships_is_balanced() -> None:
    chosen = starter.choose(catalogue.load())
    assert len(chosen) == len({one.home_url for one in chosen}) == 100
    countries = Counter(one.country for one in chosen)
    assert len(countries) >= 40 and max(countries.values()) <= starter.MOST_A_COUNTRY
    assert len({(one.language or "").partition("-")[0] for one in chosen}) >= 25
    assert len({one.kind for one in chosen}) >= 6
    regions = Counter(starter.region(one.country) for one in chosen)
    assert all(regions[region] >= 3 for region in ("Africa", "North America", "South America", "Asia", "West Asia", "Europe", "Oceania"))
    assert sum(one.licence is not None for one in chosen) >= 25, "so that whole texts can be shown"
    assert max(Counter(urls.domain(one.home_url) for one in chosen).values()) <= starter.MOST_A_SITE


def test_any_beginning_of_it_is_balanced_too() -> None:
    chosen = starter.choose(catalogue.load(), 20)
    assert len({one.country for one in chosen}) >= 15
    assert chosen == starter.choose(catalogue.load())[:20]


def test_the_choice_does_not_depend_on_the_order_of_the_files() -> None:
    outlets = list(catalogue.load())
    random.Random(7).shuffle(outlets)
    assert starter.choose(outlets) == starter.choose(catalogue.load())


def test_few_are_taken_of_a_country_and_of_a_site_however_many_there_are() -> None:
    many = [made(f"paper{n}", "no", "nb") for n in range(9)]
    editions = [CatalogueOutlet(name=f"E{n}", home_url=f"https://{n}.one.example/", feeds=(f"https://{n}.one.example/f",), languages=(f"l{n}",),
                                country=country) for n, country in enumerate(["se", "dk", "fi", "is", "ee"])]
    chosen = starter.choose([*many, *editions])
    assert Counter(one.country == "no" for one in chosen) == {True: starter.MOST_A_COUNTRY, False: starter.MOST_A_SITE}


def test_what_cannot_be_polled_is_not_chosen_and_fewer_than_asked_are_all() -> None:
    one = made("tide", "gb", "en")
    assert starter.choose([one, made("dry", "ie", "en", feeds=0)]) == (one,)
    assert starter.choose([]) == ()


def test_every_country_of_the_catalogue_lies_on_a_continent() -> None:
    assert [one.country for one in catalogue.load() if one.country and not starter.region(one.country)] == []
    assert starter.region(None) == starter.region("zz") == ""

"""What licence addresses and names are read as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import licences, model

CC = "https://creativecommons.org/licenses/"


@pytest.mark.parametrize(("given_value", "name"), [
    (CC + "by/4.0/", "CC BY 4.0"),
    ("http://creativecommons.org/licenses/by-sa/2.5", "CC BY-SA 2.5"),
    ("https://www.creativecommons.org/licenses/by-nc-nd/3.0/de/deed.de", "CC BY-NC-ND 3.0 DE"),
    (CC + "by-nc-sa/4.0/legalcode", "CC BY-NC-SA 4.0"),
    (CC + "by-nd/3.0/igo/", "CC BY-ND 3.0 IGO"),
    ("https://i.creativecommons.org/l/by-nd/4.0/88x31.png", "CC BY-ND 4.0"),
    ("https://creativecommons.org/publicdomain/zero/1.0/deed.fr", "CC0 1.0"),
    ("https://creativecommons.org/publicdomain/mark/1.0/", "Public Domain Mark 1.0"),
    ("CC-BY-SA-4.0", "CC BY-SA 4.0"),
    ("CC BY", "CC BY"),
    ("https://spdx.org/licenses/CC-BY-ND-4.0.html", "CC BY-ND 4.0"),
    ("Creative Commons Attribution-NonCommercial-NoDerivatives 4.0 International License", "CC BY-NC-ND 4.0"),
    ("Creative Commons Namensnennung - Weitergabe unter gleichen Bedingungen 4.0", "CC BY-SA 4.0"),
    ("知识共享 署名-非商业性使用 4.0", "CC BY-NC 4.0"),
    ("Creative Commons Atribución-NoComercial 4.0", "CC BY-NC 4.0"),
    ("https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/", "Open Government Licence (UK)"),
    ("Licence Ouverte 2.0", "Licence Ouverte / Etalab"),
    ("https://www.usa.gov/government-works", "Public domain (US government work)"),
    ("This is a work of the U.S. Government work, 17 U.S.C. § 105", "Public domain (US government work)"),
    ("public domain", "Public domain"),
    ("공공누리 제4유형", "KOGL type 4"),
])
def test_a_licence_is_known_by_its_address_or_its_name(given_value: str, name: str) -> None:
    licence = licences.read(given_value)
    assert licence is not None
    assert licence.name == name
    assert licences.terms(licence).whole


@pytest.mark.parametrize("given_value", [
    "", "https://outlet.example/terms", "Creative Commons", "cc by the river", "© 2031 The Tidewater Post",
    "All rights reserved. CC BY 4.0 for the logo", "Photos: CC BY 2.0", "Not licensed under CC BY 4.0",
    CC + "sampling+/1.0/", "https://evil.example/?to=creativecommons.org/licenses/by/4.0/",
])
def test_what_is_not_plainly_a_licence_of_the_text_is_none(given_value: str) -> None:
    assert licences.read(given_value) is None


@pytest.mark.parametrize(("address", "commercial_only_denied", "unmodified"), [
    (CC + "by/4.0/", False, False), (CC + "by-nc/4.0/", True, False), (CC + "by-nd/4.0/", False, True),
    (CC + "by-nc-nd/2.0/", True, True), ("https://creativecommons.org/publicdomain/zero/1.0/", False, False),
])
def test_terms_follow_the_elements_of_the_licence(address: str, commercial_only_denied: bool, unmodified: bool) -> None:
    licence = licences.read(address)
    assert licence
    terms = licences.terms(licence)
    assert (terms.non_commercial, terms.unmodified) == (commercial_only_denied, unmodified)


def test_of_several_licences_the_strictest_counts() -> None:
    unread = model.Licence(uri="https://outlet.example/terms", name="", where="page")
    by, nc, zero = (licences.read(value) for value in (CC + "by/4.0/", CC + "by-nc/4.0/", "CC0"))
    assert by and nc and zero
    assert licences.strictest([by, nc, zero]) == nc
    assert licences.strictest([zero, unread, by]) == unread
    assert licences.strictest([]) is None


def test_only_an_operators_own_agreement_counts_as_a_contract() -> None:
    mine = model.Licence(uri="", name="Agreement of May", where="operator")
    theirs = model.Licence(uri="https://outlet.example/terms", name="Terms", where="page")
    assert licences.terms(mine).whole
    assert not licences.terms(theirs).whole
    assert not licences.is_open(mine)


@given(st.text(max_size=300))
def test_reading_a_licence_never_raises_and_is_stable(value: str) -> None:
    licence = licences.read(value)
    if licence is not None:
        again = licences.read(licence.uri)
        assert again is not None
        assert licences.terms(again) == licences.terms(licence)

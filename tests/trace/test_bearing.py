"""Two texts compared by their marks: what both have, and what that says of a claim."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from headwater import model
from headwater.trace import bearing
from headwater.trace.bearing import Verdict

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
FIRST = "In Tidewater the mayor Ada Marsh counted 1,250 lanterns, 4.7 percent more. “We counted every lantern twice that night,” she said. Later Bo Sand of the Harbour Authority came."
SECOND = "Harbour officials spoke. Ada Marsh of Tidewater said that 1 250 lanterns burned, or 4,7 percent: „we counted every lantern twice“."
OTHER = "In Brackwater the keeper Ines Calder lost 83 ledgers to the tide. Nobody at the Osier Museum in Fenwick saw them, and Tom Ferrow found 19 more at Millbrook."


def compared(a: str, b: str, *, hours: float | None = 1.0, languages: tuple[str, str] = ("en", "en")) -> model.Bearing:
    before = None if hours is None else NOON - timedelta(hours=hours)
    return bearing.compare(bearing.marks(a, languages[0]), bearing.marks(b, languages[1]), published=NOON, before=before)


def test_names_figures_and_quotations_are_found_in_other_words() -> None:
    found = compared(FIRST, SECOND)
    assert (found.names >= 2, found.figures, found.quotes >= 1, found.hours) == (True, 2, True, 1.0)
    assert bearing.verdict(found) is Verdict.BEARS
    assert bearing.verdict(compared(FIRST, OTHER)) is Verdict.MISSES


def test_what_came_later_cannot_be_what_a_report_rests_on() -> None:
    assert bearing.verdict(compared(FIRST, SECOND, hours=-3)) is Verdict.LATER
    assert bearing.verdict(compared(FIRST, SECOND, hours=-1)) is Verdict.LATER
    assert bearing.verdict(compared(FIRST, SECOND, hours=-1), revised=True) is Verdict.OPEN  # it may rest on it since it was changed: a likeness says nothing
    assert bearing.verdict(compared(FIRST, SECOND, hours=-3), revised=True) is Verdict.LATER
    assert bearing.verdict(compared(FIRST, SECOND, hours=-0.05)) is Verdict.BEARS


def test_what_is_much_older_is_background() -> None:
    assert bearing.verdict(compared(FIRST, SECOND, hours=24 * 30)) is Verdict.FITS


@pytest.mark.parametrize("short", ["", "Ships came back.", "The harbour was open on Monday in May."])
def test_too_little_text_says_nothing(short: str) -> None:
    assert bearing.verdict(compared(short, OTHER)) is Verdict.OPEN


def test_texts_in_two_languages_that_have_nothing_in_common_say_nothing() -> None:
    assert bearing.verdict(compared(FIRST, OTHER), languages=("en", "ru")) is Verdict.OPEN
    assert bearing.verdict(compared(FIRST, OTHER), languages=("en", "fr")) is Verdict.OPEN  # too short to tell between languages
    long = " ".join([FIRST, *(f"Then Ora{n} Lund{n} came." for n in range(12))]), " ".join([OTHER, *(f"Then Una{n} Brick{n} came." for n in range(12))])
    assert bearing.verdict(compared(*long), languages=("en", "fr")) is Verdict.MISSES
    assert bearing.verdict(compared(*long), languages=("en", "el")) is Verdict.OPEN  # names are written otherwise there


def test_german_nouns_are_no_names_but_names_are() -> None:
    a = bearing.marks("Gestern kam die Behörde mit dem Hafen und der Laterne in das Haus der Gemeinde.", "de")
    assert a == ()
    assert bearing.marks("Gestern kam Ada Marsh.", "de")


def test_dates_and_small_counts_are_no_figures() -> None:
    assert bearing.marks("it was on Monday, 4 May 2031, that 3 ships came", "en") == ()


def test_marks_hold_no_words_and_are_bounded() -> None:
    many = " ".join(f"and Name{n}a Sur{n}b saw {n + 3000} ships" for n in range(2_000))
    found = bearing.marks(many, "en")
    assert len(found) == bearing.MOST
    assert all(isinstance(one, int) and 0 <= one < 1 << 53 for one in found)


def test_comparing_is_said_in_words() -> None:
    assert bearing.in_words(model.Bearing(names=1, quotes=2, least=9, hours=0.5)) == (
        "has 1 name and 2 pieces of quotations in common with this text; published 30 minutes before it")
    assert bearing.in_words(model.Bearing(least=9)) == "has nothing in common with this text"
    assert bearing.in_words(model.Bearing(figures=2, least=9, hours=-50.0)) == "has 2 figures in common with this text; published 2 days after it"


def test_a_short_notice_bears_where_half_of_what_it_tells_is_in_the_report() -> None:
    assert bearing.verdict(model.Bearing(names=3, least=5)) is Verdict.BEARS
    assert bearing.verdict(model.Bearing(names=3, least=9)) is Verdict.FITS
    assert bearing.verdict(model.Bearing(names=1, least=2)) is not Verdict.BEARS


def sample(words: str, n: int, *, language: str = "en", outlet: str = "", story: str = "") -> bearing.Sample:
    """A text of one of ten outlets, a story of its own."""
    return bearing.Sample(language=language, marks=bearing.marks(words, language), outlet=outlet or f"o{n % 10}", story=story or f"{language} {n}")


def test_what_is_common_is_told_by_language_and_over_all_of_enough_texts() -> None:
    texts = [sample(f"Then Ora{n} Lund{n} met Ada Marsh.", n) for n in range(60)]
    texts += [sample(f"Sedan kom Una{n} Brick{n}{' och Bo Sand' if n < 8 else ''}.", n, language="sv") for n in range(60)]
    usual = bearing.common(texts)
    assert usual == frozenset(bearing.marks("Then Ada Marsh came with Bo Sand.", "en"))  # Bo Sand: 8 of 60 in Swedish, though 8 of 120
    assert bearing.common(texts[:59]) == frozenset()
    found = bearing.compare(texts[0].marks, texts[1].marks, published=NOON, before=None, common=usual)
    assert (found.names, found.usual) == (0, 2)


@pytest.mark.parametrize(("outlets", "stories", "is_common"), [(10, 34, True), (1, 34, False), (2, 34, False), (10, 1, False), (10, 2, False), (3, 10, True)])
def test_neither_one_wire_nor_one_outlet_makes_anything_common(outlets: int, stories: int, *, is_common: bool) -> None:
    texts = [sample(f"Then Ora{n} Lund{n} came.", n) for n in range(60)]
    texts += [sample("Then it was Ada Marsh.", 100 + n, outlet=f"o{n % outlets}", story=f"of Ada Marsh {n % stories}") for n in range(34)]
    assert (bearing.common(texts) == frozenset(bearing.marks("so Ada Marsh", "en"))) is is_common
    assert is_common or not bearing.common(texts)


def test_what_both_have_as_many_do_is_no_sign_that_they_have_nothing() -> None:
    assert bearing.verdict(model.Bearing(least=12)) is Verdict.MISSES
    assert bearing.verdict(model.Bearing(least=12, usual=1)) is Verdict.MISSES
    assert bearing.verdict(model.Bearing(least=12, usual=2)) is Verdict.OPEN
    assert bearing.verdict(model.Bearing(least=12, usual=2, names=2, headline=3)) is Verdict.OPEN


def test_a_headline_with_a_capital_on_every_word_names_only_what_its_text_does() -> None:
    text = "On Monday the harbour of Tidewater closed, and Ada Marsh said why."
    assert bearing.headline("Harbour Closes Early As Ada Marsh Says Why", bearing.marks(text, "en"), "en") == bearing.marks("so Ada Marsh", "en")


def test_two_figures_are_all_of_a_notice_of_two() -> None:
    assert bearing.verdict(model.Bearing(figures=2, least=2)) is Verdict.BEARS
    assert bearing.verdict(model.Bearing(figures=2, least=5)) is Verdict.FITS

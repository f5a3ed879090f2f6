"""Which stories stand first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from headwater import model
from headwater.publish import rank

NOW = datetime(2031, 5, 4, 12, tzinfo=UTC)


def report(outlet: str, *, hours: float = 0, language: str = "en", is_copy: bool = False) -> rank.Report:
    return rank.Report(outlet_id=model.OutletId(outlet), seen_at=NOW - timedelta(hours=hours), language=language, is_copy=is_copy)


def test_more_independent_outlets_rank_higher() -> None:
    assert rank.score([report("a"), report("b")], now=NOW) > rank.score([report("a"), report("a")], now=NOW)


def test_copies_add_nothing() -> None:
    copies = [report(name, is_copy=True) for name in "bcdefgh"]
    assert rank.score([report("a"), *copies], now=NOW) == rank.score([report("a")], now=NOW)
    assert rank.score(copies, now=NOW) > 0


def test_a_story_is_worth_half_after_eight_hours() -> None:
    assert rank.score([report("a", hours=8)], now=NOW) * 2 == rank.score([report("a")], now=NOW)


def test_languages_lift_a_story_and_the_future_does_not() -> None:
    assert rank.score([report("a"), report("b", language="fr")], now=NOW) > rank.score([report("a"), report("b")], now=NOW)
    assert rank.score([report("a", hours=-500)], now=NOW) == rank.score([report("a")], now=NOW)
    assert rank.score([], now=NOW) == 0


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.floats(-100, 1000), st.booleans()), max_size=12))
def test_a_rank_is_a_number_that_is_not_negative_and_does_not_depend_on_order(rows: list[tuple[str, float, bool]]) -> None:
    story = [report(name, hours=hours, is_copy=copy) for name, hours, copy in rows]
    assert rank.score(story, now=NOW) >= 0
    if any(not each.is_copy for each in story):
        assert rank.score(story, now=NOW) == rank.score(story[::-1], now=NOW)


def test_countries_widen_a_story_as_languages_do() -> None:
    def of(outlet: str, country: str | None) -> rank.Report:
        return rank.Report(outlet_id=model.OutletId(outlet), seen_at=NOW, country=country)

    assert rank.score([of("a", "br"), of("b", "de")], now=NOW) > rank.score([of("a", "br"), of("b", "br")], now=NOW) == rank.score([of("a", None), of("b", None)], now=NOW)


def test_what_a_rank_is_made_of_is_told() -> None:
    counted = rank.count([report("a", hours=8), report("b", hours=8, is_copy=True)], now=NOW)
    assert counted == rank.Counted(reports=2, outlets=1, languages=1, countries=1, age=8 * 3600.0)
    assert counted is not None and counted.score == rank.score([report("a", hours=8)], now=NOW) == 0.5
    assert rank.count([], now=NOW) is None

"""Which of two texts was first: what pages say goes before clocks, and "it cannot be told" is an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import model, urls
from headwater.dedup import direction
from headwater.dedup.direction import Standing

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def item(name: str, *, minutes: float = 0, published: bool = True) -> model.Candidate:
    when = NOON + timedelta(minutes=minutes)
    return model.Candidate(article_id=model.ArticleId(name), outlet_id=model.OutletId(name), url=f"https://{name}.example/news/1", title="", text="",
                           published=when if published else None, first_seen=when + timedelta(minutes=7))


def at(name: str, **more: object) -> Standing:
    found = more.pop("links", ())
    more |= {"links": frozenset(map(urls.key, found)), "sites": frozenset(map(urls.domain, found))}  # pyright: ignore[reportArgumentType]
    return Standing(names=(f"{name.capitalize()} Courier",), domain=f"{name}.example", addresses=frozenset({f"{name}.example/news/1"}),
                    **more)  # pyright: ignore[reportArgumentType]


def decided(ours: Standing, theirs: Standing, *, minutes: float = 600) -> tuple[str, str]:
    """The tide's article against the delta's, which came so many minutes later."""
    a, b = item("tide"), item("delta", minutes=minutes)
    found = direction.decide(a, b, {"tide": ours, "delta": theirs})
    assert direction.decide(b, a, {"tide": ours, "delta": theirs}) == found
    return found.first.article_id, str(found.by)


def test_without_a_word_on_the_pages_the_publishers_times_decide():
    assert decided(at("tide"), at("delta")) == ("tide", "published")
    assert decided(at("tide"), at("delta"), minutes=-600) == ("delta", "published")


def antedated(name: str, *, claims: float, read: float, seen: float) -> model.Candidate:
    """An article that claims a time, whose feed was read without it later, and which we saw later still; hours from noon."""
    hour = timedelta(hours=1)
    return replace(item(name), published=NOON + claims * hour, unlisted_at=NOON + read * hour, first_seen=NOON + seen * hour)


def test_a_time_that_the_feed_contradicts_makes_nobody_the_first_and_does_not_stand_for_both():
    honest, thief = item("tide"), antedated("delta", claims=-2, read=6, seen=7)
    for pair in ((honest, thief), (thief, honest)):
        found = direction.decide(*pair, {})
        assert (found.first.article_id, str(found.by)) == ("tide", "undecided")


@pytest.mark.parametrize("read", [6.0, 0.5])
def test_two_of_one_claimed_time_get_the_same_answer_from_either_side(read: float):
    one, other = item("tide"), antedated("delta", claims=0, read=read, seen=read + 1)
    assert direction.decide(one, other, {}) == direction.decide(other, one, {})


def test_a_time_within_hours_of_the_feeds_listing_counts_as_ever():
    late = antedated("delta", claims=-2, read=0.9, seen=1.5)
    assert direction.decide(item("tide"), late, {}).first.article_id == "delta"


def test_a_contradicted_time_matters_not_where_our_first_sights_say_the_same():
    listed_late, copy = antedated("tide", claims=-9, read=-2, seen=-1), item("delta")
    found = direction.decide(listed_late, copy, {})
    assert (found.first.article_id, str(found.by)) == ("tide", "seen")


@pytest.mark.parametrize(("says", "by"), [
    ({"declared": ("https://delta.example/news/1",)}, "canonical"),
    ({"declared": ("https://delta.example/other",)}, "canonical"),
    ({"links": ("https://delta.example/news/1?utm_source=x",)}, "link"),
    ({"suppliers": (("Delta Courier", ""),)}, "credit"),
    ({"suppliers": (("DC", "delta.example"),)}, "credit"),
    ({"words": "So the mayor told the Delta Courier on Monday."}, "credit"),
    ({"words": "(Delta Courier)"}, "credit"),
])
def test_what_a_page_says_goes_before_the_clocks(says: dict, by: str):
    assert decided(at("tide", **says), at("delta")) == ("delta", by)


def test_two_that_name_each_other_are_left_to_the_clocks():
    assert decided(at("tide", words="(Delta Courier)"), at("delta", words="(Tide Courier)")) == ("tide", "published")


def test_an_outlets_own_name_within_anothers_and_short_names_say_nothing():
    own = replace(at("tide", words="The Delta Courier of the North reports."), names=("The Delta Courier of the North",))
    assert decided(own, at("delta")) == ("tide", "published")
    assert decided(at("tide", words="Today it rains."), replace(at("delta"), names=("Today",))) == ("tide", "published")


def test_a_link_to_another_page_of_the_site_decides_only_where_the_clocks_cannot():
    background = at("tide", links=("https://delta.example/2019/history",))
    assert decided(background, at("delta")) == ("tide", "published")
    assert decided(background, at("delta"), minutes=2) == ("delta", "link")


def test_the_agencys_own_article_is_the_original_unless_it_comes_a_day_later():
    assert decided(at("tide"), at("delta", is_agency=True)) == ("delta", "agency")
    assert decided(at("tide"), at("delta", is_agency=True), minutes=60 * 30) == ("tide", "published")
    assert decided(at("tide"), at("delta", is_agency=True, words="told the Tide Courier")) == ("tide", "credit")


def test_two_carriers_of_one_supplier_are_neither_the_original():
    assert decided(at("tide", suppliers=(("AP", "ap.example"),)), at("delta", suppliers=(("The AP", "ap.example"),))) == ("tide", "supplied")


def test_times_a_few_minutes_apart_tell_nothing():
    assert decided(at("tide"), at("delta"), minutes=4) == ("tide", "undecided")
    assert decided(at("tide"), at("delta"), minutes=0)[1] == "undecided"
    assert decided(at("tide"), at("delta"), minutes=6) == ("tide", "published")


def test_our_own_sight_of_a_text_counts_from_an_hour_on():
    for minutes, by in ((50, "undecided"), (70, "seen")):
        found = direction.decide(item("tide", published=False), item("delta", minutes=minutes), {})
        assert (found.first.article_id, found.by) == ("tide", by)


def test_a_day_without_a_time_tells_nothing_within_the_day():
    east = timezone(timedelta(hours=3))
    day = replace(item("tide"), published=datetime(2026, 3, 1, tzinfo=east))
    assert direction.decide(day, item("delta", minutes=240), {}).by is model.FirstBy.UNDECIDED
    assert direction.decide(day, item("delta", minutes=60 * 30), {}).by is model.FirstBy.PUBLISHED


def test_a_time_in_the_future_is_our_own_first_sight():
    late = replace(item("tide"), published=NOON + timedelta(days=9))
    assert direction.decide(late, item("delta", minutes=30), {}).by is model.FirstBy.UNDECIDED


sides = st.builds(
    Standing, names=st.just(("Delta Courier",)) | st.just(("Tide Courier",)), domain=st.sampled_from(["", "tide.example", "delta.example"]),
    addresses=st.frozensets(st.sampled_from(["tide.example/news/1", "delta.example/news/1"])), is_agency=st.booleans(),
    declared=st.lists(st.sampled_from(["https://tide.example/news/1", "https://delta.example/"])).map(tuple),
    links=st.frozensets(st.sampled_from(["tide.example/", "delta.example/news/1"])), sites=st.frozensets(st.sampled_from(["tide.example", "delta.example"])),
    suppliers=st.lists(st.sampled_from([("AP", ""), ("Delta Courier", ""), ("x", "tide.example")])).map(tuple),
    words=st.sampled_from(["", "the Delta Courier", "the Tide Courier and the Delta Courier"]),
)


@given(sides, sides, st.integers(-2000, 2000), st.booleans())
def test_the_verdict_does_not_depend_on_the_order_of_arguments(ours: Standing, theirs: Standing, minutes: int, published: bool):
    a, b = item("tide", published=published), item("delta", minutes=minutes)
    known = {"tide": ours, "delta": theirs}
    assert direction.decide(a, b, known) == direction.decide(b, a, known)
    assert not (direction.is_from(a, b, known) and direction.is_from(b, a, known))

"""Whose clock says when an article appeared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from headwater import clocks

NINE = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_publishers_time_counts_unless_it_lies_after_our_first_sight() -> None:
    assert clocks.moment(NINE, first_seen=NINE + HOUR) == NINE
    assert clocks.moment(NINE + 2 * HOUR, first_seen=NINE + HOUR) == NINE + HOUR
    assert clocks.moment(None, first_seen=NINE) == NINE


@pytest.mark.parametrize(("hours", "doubted"), [(-1, False), (0, False), (2.9, False), (3.1, True), (48, True)])
def test_a_time_is_doubted_where_the_feed_was_read_hours_after_it_without_the_article(hours: float, doubted: bool) -> None:
    unlisted_at = NINE + hours * HOUR
    assert clocks.is_doubted(NINE, unlisted_at=unlisted_at) is doubted
    seen = unlisted_at + HOUR
    assert clocks.moment(NINE, first_seen=seen, unlisted_at=unlisted_at) == (seen if doubted or (hours < 0 and seen < NINE) else NINE)


def test_a_feed_that_was_new_says_nothing_against_a_time_and_no_time_is_not_doubted() -> None:
    assert not clocks.is_doubted(NINE, unlisted_at=None)
    assert not clocks.is_doubted(None, unlisted_at=NINE)


@pytest.mark.parametrize("offset", [0, 9])
def test_a_day_without_a_time_is_doubted_only_when_it_is_over(offset: int) -> None:
    day = datetime(2026, 3, 2, tzinfo=timezone(timedelta(hours=offset)))
    assert clocks.is_day(day)
    assert not clocks.is_doubted(day, unlisted_at=day + 26 * HOUR)
    assert clocks.is_doubted(day, unlisted_at=day + 28 * HOUR)


def test_a_moment_without_a_zone_is_taken_for_utc() -> None:
    assert clocks.moment(NINE.replace(tzinfo=None), first_seen=NINE + HOUR) == NINE

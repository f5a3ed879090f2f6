"""When a feed is visited next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import model
from headwater.feeds import pauses, schedule

NOW = datetime(2025, 6, 3, 12, 0, tzinfo=UTC)  # a Tuesday
HISTORY = model.FeedHistory(feed_id=model.FeedId("f"), interval=3600.0, polled_at=NOW - timedelta(hours=1), succeeded_at=NOW - timedelta(hours=1))
DAY = 86_400.0


def wait(history: model.FeedHistory, now: datetime = NOW) -> float:
    assert history.next_poll_at is not None
    return (history.next_poll_at - now).total_seconds()


def poll(
    outcome: schedule.Outcome, history: model.FeedHistory = HISTORY, jitter: float = 0.5, now: datetime = NOW, **more: object
) -> model.FeedHistory:
    return schedule.next_poll(history, outcome, now=now, jitter=jitter, **more)  # pyright: ignore[reportArgumentType]


def refused(reason: model.Refusal, retry_after: float | None = None, status: int | None = None) -> schedule.Outcome:
    return schedule.Outcome.failed(model.Refused(url="https://a.example/", reason=reason, retry_after=retry_after, status=status))


def row(reason: model.Refusal, times: int, *, status: int | None = None, jitter: float = 0.0, retry_after: float | None = None) -> list[float]:
    """The pauses, in hours, after so many failures in a row."""
    history, found = HISTORY, []
    for _ in range(times):
        history = poll(refused(reason, retry_after, status), history, jitter)
        found.append(round(wait(history) / 3600, 2))
    return found


# ---- what brings news --------------------------------------------------------------------------------------


def test_a_feed_that_brings_much_is_visited_sooner() -> None:
    assert poll(schedule.Outcome.brought(new=10, listed=20)).interval < 3600
    assert poll(schedule.Outcome.brought(new=20, listed=20)).interval < poll(schedule.Outcome.brought(new=10, listed=20)).interval


def test_a_feed_that_brings_what_its_rhythm_leads_to_expect_keeps_it() -> None:
    """At an hour's interval a poll finds one entry in six."""
    history = HISTORY
    for number in range(600):
        history = poll(schedule.Outcome.brought(new=int(number % 6 == 0), listed=20), replace(history, polled_at=NOW - timedelta(seconds=history.interval)))
    assert 2900 < history.interval < 4300


@pytest.mark.parametrize("outcome", [schedule.Outcome.brought(new=0, listed=20), schedule.Outcome.unchanged()])
def test_a_feed_that_brings_nothing_is_visited_later(outcome: schedule.Outcome) -> None:
    assert poll(outcome).interval > 3600


def test_a_first_poll_teaches_what_the_dates_of_its_entries_say_and_nothing_else() -> None:
    first = model.FeedHistory(feed_id=model.FeedId("f"))
    assert poll(schedule.Outcome.brought(new=20, listed=20), first).interval == first.interval
    assert poll(schedule.Outcome.brought(new=20, listed=20, at_first=900.0), first).interval == 900


def test_a_late_poll_after_a_backlog_is_no_burst() -> None:
    """Media Cloud adjusts nothing after polls far from their plan; counted by the time that passed, they tell the truth."""
    late = replace(HISTORY, polled_at=NOW - timedelta(days=2))
    told = poll(schedule.Outcome.brought(new=8, listed=20), late)  # four a day: what an hour's interval is right for
    assert told.interval == pytest.approx(3600, rel=0.1)


def test_a_poll_long_before_its_plan_hardly_teaches_anything() -> None:
    early = replace(HISTORY, polled_at=NOW - timedelta(minutes=5))
    assert poll(schedule.Outcome.unchanged(), early).interval == pytest.approx(3600, rel=0.002)


def test_the_interval_stays_between_five_minutes_and_a_day() -> None:
    quick, idle = HISTORY, HISTORY
    for _ in range(3000):
        quick = poll(schedule.Outcome.brought(new=9, listed=10), replace(quick, polled_at=NOW - timedelta(seconds=quick.interval)))
        idle = poll(schedule.Outcome.unchanged(), replace(idle, polled_at=NOW - timedelta(seconds=idle.interval)))
    assert (quick.interval, idle.interval) == (300.0, 86_400.0)
    assert wait(quick) >= 300 and wait(idle) <= 86_400


def test_a_document_of_few_entries_is_asked_for_before_they_are_gone() -> None:
    busy = replace(HISTORY, interval=400.0, polled_at=NOW - timedelta(seconds=400))
    found = poll(schedule.Outcome.brought(new=2, listed=3), busy)
    assert wait(found) < 320 and "some would be missed" in found.why


def test_quiet_hours_stretch_the_wait_and_it_ends_before_the_day_begins() -> None:
    hours = (0,) * 6 + (10,) * 14 + (0,) * 4  # news from six to twenty o'clock
    midnight, noon = datetime(2025, 6, 3, 0, 0, tzinfo=UTC), NOW
    night = schedule.next_poll(replace(HISTORY, polled_at=midnight - timedelta(hours=1)), schedule.Outcome.unchanged(), now=midnight, jitter=0.5, hours=hours)
    day = schedule.next_poll(HISTORY, schedule.Outcome.unchanged(), now=noon, jitter=0.5, hours=hours)
    assert wait(night, midnight) > 2 * wait(day, noon)
    long = schedule.next_poll(replace(HISTORY, interval=4 * 3600.0, polled_at=midnight), schedule.Outcome.unchanged(), now=midnight + timedelta(hours=2), jitter=0.5, hours=hours)
    assert long.next_poll_at is not None and long.next_poll_at.hour in (7, 8, 9)
    assert "quiet hours" in night.why


# ---- first polls -------------------------------------------------------------------------------------------


def test_thousands_imported_at_once_never_come_due_at_once_again() -> None:
    first = model.FeedHistory(feed_id=model.FeedId("f"))
    waits = [wait(poll(schedule.Outcome.brought(new=20, listed=20), first, number / 5000)) for number in range(5000)]
    minutes = [int(one // 60) for one in waits]
    assert max(minutes.count(one) for one in set(minutes)) < 5000 / 30
    assert max(waits) <= 3600


# ---- what the publisher asks -------------------------------------------------------------------------------


@pytest.mark.parametrize(("hints", "least", "says"), [
    (model.PollHints(ttl=7200), 7200, "ttl"), (model.PollHints(max_age=7200), 7200, "max-age"), (model.PollHints(retry_after=40_000), 40_000, "Retry-After"),
    (model.PollHints(ttl=10**12), schedule.LONGEST_TTL, "ttl"), (model.PollHints(max_age=10**12), schedule.LONGEST_MAX_AGE, "max-age"),
    (model.PollHints(retry_after=10**12), schedule.LONGEST_RETRY_AFTER, "Retry-After"),
])
def test_what_the_publisher_asks_is_the_least_within_reason_and_said(hints: model.PollHints, least: float, says: str) -> None:
    quick = replace(HISTORY, interval=300.0)
    found = poll(schedule.Outcome.brought(new=1, listed=10, hints=hints), quick)
    assert wait(found) == pytest.approx(least)
    assert says in found.why


@pytest.mark.parametrize("hints", [model.PollHints(ttl=float("nan")), model.PollHints(ttl=-5), model.PollHints(ttl=0.1)])
def test_63_a_rhythm_that_makes_no_sense_is_none(hints: model.PollHints) -> None:
    """sy:updatePeriod "always", a frequency of 0.1, a ttl that is no number: none makes us come more often, or never."""
    quick = replace(HISTORY, interval=300.0)
    assert 300 <= wait(poll(schedule.Outcome.brought(new=1, listed=10, hints=hints), quick)) < 400


def test_63_a_period_of_two_minutes_does_not_make_us_come_every_two_minutes() -> None:
    assert wait(poll(schedule.Outcome.brought(new=1, listed=20, hints=model.PollHints(ttl=120)))) > 2400


def test_hours_and_days_ruled_out_are_passed_over() -> None:
    found = poll(schedule.Outcome.unchanged(model.PollHints(skip_hours=(13, 14), skip_days=("wednesday",))))
    assert found.next_poll_at is not None and found.next_poll_at.hour == 15
    assert "skipHours" in found.why
    night = poll(schedule.Outcome.unchanged(model.PollHints(skip_hours=tuple(range(12, 24)), skip_days=("wednesday",))))
    assert night.next_poll_at is not None and (night.next_poll_at.date().isoformat(), night.next_poll_at.hour) == ("2025-06-05", 0)


def test_ruling_out_everything_rules_out_nothing() -> None:
    hints = model.PollHints(skip_hours=tuple(range(24)))
    assert wait(poll(schedule.Outcome.unchanged(hints))) < 2 * 3600
    rest = model.PollHints(skip_hours=tuple(range(23)), skip_days=tuple(schedule._DAYS[:6]))
    found = poll(schedule.Outcome.unchanged(rest)).next_poll_at
    assert found is not None and (found.date().isoformat(), found.hour) == ("2025-06-08", 23)


def test_jitter_spreads_evenly_around_the_plan() -> None:
    waits = [wait(poll(schedule.Outcome.unchanged(), jitter=jitter)) for jitter in (0.0, 0.5, 1.0)]
    assert waits[1] - waits[0] == pytest.approx(waits[2] - waits[1])
    assert waits[0] / waits[1] == pytest.approx(0.9)


def test_terms_lengthen_the_wait_and_say_why() -> None:
    pushed = poll(schedule.Outcome.unchanged(), terms=schedule.Terms(times=6, most=6 * 3600.0, because="its hub pushes"))
    assert 5.5 * 3600 < wait(pushed) <= 6 * 3600 and "its hub pushes" in pushed.why
    idle = replace(HISTORY, interval=80_000.0)
    assert wait(poll(schedule.Outcome.unchanged(), idle, terms=schedule.Terms(times=6, most=6 * 3600.0))) > 70_000
    assert wait(poll(schedule.Outcome.unchanged(), terms=schedule.Terms(least=7 * DAY))) == 7 * DAY


# ---- failures ----------------------------------------------------------------------------------------------


def test_failures_lengthen_the_pause_and_a_success_ends_them() -> None:
    history, waits = HISTORY, []
    for _ in range(6):
        history = poll(refused(model.Refusal.TIMEOUT), history)
        waits.append(wait(history))
    assert waits == sorted(waits) and waits[-1] > 10 * waits[0]
    assert history.failures == 6 and "6th failure in a row" in history.why
    recovered = poll(schedule.Outcome.brought(new=0, listed=20), history)
    assert (recovered.failures, recovered.last_error) == (0, "")
    assert recovered.interval == pytest.approx(3600, rel=0.2)


@pytest.mark.parametrize("reason", [model.Refusal.GONE, model.Refusal.NO_NAME, model.Refusal.LEGAL])
def test_14_a_feed_that_is_gone_is_asked_for_at_least_once_a_month_for_ever(reason: model.Refusal) -> None:
    found = row(reason, 40, jitter=1.0)
    assert found == sorted(found)
    assert found[-1] * 3600 == schedule.LONGEST_PAUSE


def test_14_a_410_counts_only_when_it_is_repeated() -> None:
    found = row(model.Refusal.GONE, 8, status=410)
    assert found[:2] == row(model.Refusal.GONE, 2, status=404)  # it may be a mistake
    assert found[2:5] == [168.0] * 3
    assert found[5:] == [720.0] * 3


def test_14_a_404_that_comes_back_to_life_is_polled_as_before() -> None:
    history = HISTORY
    for _ in range(5):
        history = poll(refused(model.Refusal.GONE, status=404), history)
    alive = poll(schedule.Outcome.brought(new=1, listed=20), history)
    assert wait(alive) < 2 * 3600


def test_07_retry_after_is_obeyed_and_capped_and_zero_is_no_order_to_hammer() -> None:
    assert wait(poll(refused(model.Refusal.RATE_LIMITED, 7200), jitter=0.0)) == 7200
    assert wait(poll(refused(model.Refusal.RATE_LIMITED, 88 * 3600.0), jitter=0.0)) == schedule.LONGEST_RETRY_AFTER
    assert wait(poll(refused(model.Refusal.RATE_LIMITED, 0), jitter=0.0)) >= pauses.MINUTE * 10
    assert wait(poll(refused(model.Refusal.RATE_LIMITED, -7), jitter=0.0)) >= pauses.MINUTE * 10
    assert wait(poll(refused(model.Refusal.STATUS, 9000, 503))) >= 9000


def test_08_chance_parts_the_feeds_of_a_host_that_had_enough() -> None:
    waits = [wait(poll(refused(model.Refusal.RATE_LIMITED), jitter=jitter)) for jitter in (0.0, 1.0)]
    assert waits[1] == 2 * waits[0]
    asked = [wait(poll(refused(model.Refusal.RATE_LIMITED, 7200), jitter=jitter)) for jitter in (0.0, 0.5, 1.0)]
    assert asked == [7200, 9000, 10_800]


def test_08_a_403_may_be_a_limit_for_requests_and_waits_some_hours() -> None:
    assert row(model.Refusal.PAYMENT, 4, status=403) == [4, 8, 16, 32]
    assert row(model.Refusal.PAYMENT, 2, status=401) == [24, 48]


def test_09_a_bot_wall_is_not_hammered() -> None:
    assert row(model.Refusal.BLOCKED, 7) == [12, 24, 48, 96, 192, 336, 336]


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 522, 524, 530, 599])
def test_10_faults_of_servers_and_of_what_stands_before_them_pass_soon(status: int) -> None:
    found = row(model.Refusal.STATUS, 10, status=status)
    assert found[0] <= 0.25 and found[-1] == 24


def test_10_a_request_that_the_server_does_not_like_is_not_repeated_soon() -> None:
    assert row(model.Refusal.STATUS, 3, status=406) == [6, 12, 24]


def test_15_a_name_that_does_not_exist_weighs_more_than_a_name_server_that_does_not_answer() -> None:
    silent, missing = row(model.Refusal.DNS, 12), row(model.Refusal.NO_NAME, 12)
    assert all(a < b for a, b in zip(silent, missing, strict=True))
    assert max(silent) <= 6 and missing[-1] == 720


def test_robots_are_looked_at_daily_for_a_week_and_then_weekly() -> None:
    assert row(model.Refusal.ROBOTS, 9) == [24] * 7 + [168] * 2


@pytest.mark.parametrize("reason", [model.Refusal.BUSY, model.Refusal.ROBOTS_UNREACHABLE])
def test_a_host_that_could_not_be_asked_says_nothing_about_the_feed(reason: model.Refusal) -> None:
    found = poll(refused(reason))
    assert (found.failures, found.interval, found.polled_at) == (0, 3600, HISTORY.polled_at)
    assert 600 <= wait(found) <= 900


@pytest.mark.parametrize("reason", list(model.Refusal))
def test_every_failure_has_words_of_its_own(reason: model.Refusal) -> None:
    assert len(poll(refused(reason)).why) > 20
    assert len({pauses.of(model.Refused(url="", reason=one), 1).words for one in model.Refusal}) == len(model.Refusal)


@given(st.sampled_from(list(model.Refusal)), st.integers(0, 10**6), st.floats(0, 10**12), st.floats(allow_nan=True), st.floats(-1, 2))
def test_no_number_puts_a_feed_out_of_reach(reason: model.Refusal, failures: int, retry: float, interval: float, jitter: float) -> None:
    history = replace(HISTORY, failures=failures, interval=interval)
    for outcome in (refused(reason, retry), schedule.Outcome.unchanged(model.PollHints(ttl=interval, max_age=retry))):
        assert 0 < wait(poll(outcome, history, jitter)) <= schedule.LONGEST_PAUSE

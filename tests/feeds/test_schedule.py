"""When a feed is visited next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import model
from headwater.feeds import schedule

NOW = datetime(2025, 6, 3, 12, 0, tzinfo=UTC)  # a Tuesday
HISTORY = model.FeedHistory(feed_id=model.FeedId("f"), interval=3600.0, polled_at=NOW - timedelta(hours=1), succeeded_at=NOW - timedelta(hours=1))


def wait(history: model.FeedHistory, now: datetime = NOW) -> float:
    assert history.next_poll_at is not None
    return (history.next_poll_at - now).total_seconds()


def poll(outcome: schedule.Outcome, history: model.FeedHistory = HISTORY, jitter: float = 0.5, now: datetime = NOW) -> model.FeedHistory:
    return schedule.next_poll(history, outcome, now=now, jitter=jitter)


def refused(reason: model.Refusal, retry_after: float | None = None) -> schedule.Outcome:
    return schedule.Outcome.failed(model.Refused(url="https://a.example/", reason=reason, retry_after=retry_after))


def test_a_feed_that_brings_much_is_visited_sooner() -> None:
    assert poll(schedule.Outcome.brought(new=10, listed=20)).interval < 3600
    assert poll(schedule.Outcome.brought(new=20, listed=20)).interval < poll(schedule.Outcome.brought(new=10, listed=20)).interval


def test_a_feed_that_brings_some_keeps_its_rhythm() -> None:
    assert poll(schedule.Outcome.brought(new=2, listed=20)).interval == 3600


@pytest.mark.parametrize("outcome", [schedule.Outcome.brought(new=0, listed=20), schedule.Outcome.unchanged()])
def test_a_feed_that_brings_nothing_is_visited_later(outcome: schedule.Outcome) -> None:
    assert poll(outcome).interval > 3600


def test_a_first_poll_teaches_nothing() -> None:
    first = model.FeedHistory(feed_id=model.FeedId("f"))
    assert poll(schedule.Outcome.brought(new=20, listed=20), first).interval == first.interval


def test_a_poll_far_from_its_plan_does_not_make_a_feed_quicker() -> None:
    late = replace(HISTORY, polled_at=NOW - timedelta(days=2))
    assert poll(schedule.Outcome.brought(new=20, listed=20), late).interval == 3600


def test_a_poll_long_before_its_plan_does_not_make_a_feed_slower() -> None:
    early = replace(HISTORY, polled_at=NOW - timedelta(minutes=5))
    assert poll(schedule.Outcome.unchanged(), early).interval == 3600


def test_the_interval_stays_between_five_minutes_and_a_day() -> None:
    quick, idle = HISTORY, HISTORY
    for _ in range(60):
        now = NOW
        quick = poll(schedule.Outcome.brought(new=9, listed=10), replace(quick, polled_at=now - timedelta(seconds=quick.interval)))
        idle = poll(schedule.Outcome.unchanged(), replace(idle, polled_at=now - timedelta(seconds=idle.interval)))
    assert (quick.interval, idle.interval) == (300.0, 86_400.0)
    assert wait(quick) >= 300 and wait(idle) <= 86_400


@pytest.mark.parametrize(("hints", "least"), [
    (model.PollHints(ttl=7200), 7200), (model.PollHints(max_age=7200), 7200), (model.PollHints(retry_after=40_000), 40_000),
    (model.PollHints(ttl=10**12), schedule.LONGEST_TTL), (model.PollHints(max_age=10**12), schedule.LONGEST_MAX_AGE),
    (model.PollHints(retry_after=10**12), schedule.LONGEST_RETRY_AFTER), (model.PollHints(ttl=float("nan")), 300), (model.PollHints(ttl=-5), 300),
])
def test_what_the_publisher_asks_is_the_least_within_reason(hints: model.PollHints, least: float) -> None:
    quick = replace(HISTORY, interval=300.0)
    assert wait(poll(schedule.Outcome.brought(new=1, listed=10, hints=hints), quick)) == pytest.approx(least)


def test_hours_and_days_ruled_out_are_passed_over() -> None:
    found = poll(schedule.Outcome.brought(new=1, listed=10, hints=model.PollHints(skip_hours=(13, 14), skip_days=("wednesday",))))
    assert found.next_poll_at is not None and found.next_poll_at.hour == 15
    night = poll(schedule.Outcome.brought(new=1, listed=10, hints=model.PollHints(skip_hours=tuple(range(12, 24)), skip_days=("wednesday",))))
    assert night.next_poll_at is not None and (night.next_poll_at.date().isoformat(), night.next_poll_at.hour) == ("2025-06-05", 0)


def test_ruling_out_everything_rules_out_nothing() -> None:
    hints = model.PollHints(skip_hours=tuple(range(24)))
    assert wait(poll(schedule.Outcome.brought(new=1, listed=10, hints=hints))) == pytest.approx(3600)
    rest = model.PollHints(skip_hours=tuple(range(23)), skip_days=tuple(schedule._DAYS[:6]))
    assert poll(schedule.Outcome.brought(new=1, listed=10, hints=rest)).next_poll_at == datetime(2025, 6, 8, 23, tzinfo=UTC)


def test_jitter_spreads_evenly_around_the_plan() -> None:
    waits = [wait(poll(schedule.Outcome.brought(new=2, listed=20), jitter=jitter)) for jitter in (0.0, 0.5, 1.0)]
    assert waits == pytest.approx([3240, 3600, 3960])


def test_failures_lengthen_the_pause_and_a_success_ends_them() -> None:
    history, waits = HISTORY, []
    for _ in range(6):
        history = poll(refused(model.Refusal.TIMEOUT), history)
        waits.append(wait(history))
    assert waits == sorted(waits) and waits[-1] > 10 * waits[0]
    assert history.failures == 6
    recovered = poll(schedule.Outcome.brought(new=5, listed=20), history)
    assert (recovered.failures, recovered.last_error, recovered.interval) == (0, "", 3600)


def test_a_feed_that_is_gone_waits_longer_but_is_never_given_up() -> None:
    assert wait(poll(refused(model.Refusal.GONE))) > 20 * wait(poll(refused(model.Refusal.TIMEOUT)))
    history = HISTORY
    for _ in range(500):
        history = poll(refused(model.Refusal.GONE), history, jitter=1.0)
    assert wait(history) == schedule.LONGEST_PAUSE


def test_retry_after_is_obeyed_on_failures_and_capped() -> None:
    assert wait(poll(refused(model.Refusal.RATE_LIMITED, 7200))) >= 7200
    assert wait(poll(refused(model.Refusal.RATE_LIMITED, 10**9))) <= schedule.LONGEST_RETRY_AFTER


def test_chance_parts_the_feeds_of_a_host_that_had_enough() -> None:
    waits = [wait(poll(refused(model.Refusal.RATE_LIMITED), jitter=jitter)) for jitter in (0.0, 1.0)]
    assert waits[1] == 2 * waits[0]


def test_a_host_that_was_busy_says_nothing_about_the_feed() -> None:
    found = poll(refused(model.Refusal.BUSY))
    assert (found.failures, found.interval) == (0, 3600)
    assert wait(found) >= schedule.FIRST_PAUSE


@given(st.sampled_from(list(model.Refusal)), st.integers(0, 10**6), st.floats(0, 10**12), st.floats(allow_nan=True), st.floats(-1, 2))
def test_no_number_puts_a_feed_out_of_reach(reason: model.Refusal, failures: int, retry: float, interval: float, jitter: float) -> None:
    history = replace(HISTORY, failures=failures, interval=interval)
    for outcome in (refused(reason, retry), schedule.Outcome.unchanged(model.PollHints(ttl=interval, max_age=retry))):
        assert 0 < wait(poll(outcome, history, jitter)) <= schedule.LONGEST_PAUSE


@pytest.mark.parametrize(("headers", "wanted"), [
    ((("cache-control", "public, max-age=600"),), model.PollHints(max_age=600)),
    ((("cache-control", "public"), ("cache-control", "MAX-AGE=600")), model.PollHints(max_age=600)),
    ((("cache-control", "max-age=600"), ("age", "500")), model.PollHints(max_age=100)),
    ((("cache-control", "max-age=600"), ("age", "700")), model.PollHints()),
    ((("cache-control", "no-cache"), ("expires", "Tue, 03 Jun 2025 13:00:00 GMT")), model.PollHints()),
    ((("expires", "Tue, 03 Jun 2025 13:00:00 GMT"),), model.PollHints(max_age=3600)),
    ((("expires", "Tue, 03 Jun 2025 13:00:00 GMT"), ("date", "Tue, 03 Jun 2025 12:30:00 GMT")), model.PollHints(max_age=1800)),
    ((("expires", "0"),), model.PollHints()), ((("expires", "-1"),), model.PollHints()),
    ((("retry-after", "120"),), model.PollHints(retry_after=120)),
    ((("retry-after", "Tue, 03 Jun 2025 12:10:00 GMT"),), model.PollHints(retry_after=600)),
    ((("retry-after", "tomorrow"), ("cache-control", "max-age=soon")), model.PollHints()),
    ((("cache-control", "max-age=99999999999999999999999"),), model.PollHints()),
])
def test_headers_give_hints(headers: tuple[tuple[str, str], ...], wanted: model.PollHints) -> None:
    assert schedule.hints_of(headers, now=NOW) == wanted


def test_of_two_hints_the_longer_wait_counts() -> None:
    assert schedule.joined(model.PollHints(ttl=60, skip_hours=(1,)), model.PollHints(ttl=90, max_age=5)) == model.PollHints(ttl=90, max_age=5, skip_hours=(1,))

"""What feeds have done lately, kept short."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headwater import model
from headwater.gathering import FeedLog, Polled, PollRecord
from headwater.store import db, feed_logs

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def visit(number: int, **more: object) -> PollRecord:
    return PollRecord(at=NOW + timedelta(hours=number), result=Polled.BROUGHT, **more)  # pyright: ignore[reportArgumentType]


def test_a_feed_without_a_log_has_an_empty_one(store: db.Store) -> None:
    with store.read() as conn:
        assert feed_logs.get(conn, "f") == FeedLog()


def test_the_latest_visits_are_kept_the_newest_first(store: db.Store) -> None:
    with store.write() as conn:
        for number in range(30):
            feed_logs.record(conn, "f", visit(number, detail="x" * 500, new=1), warnings=[])
        found = feed_logs.get(conn, "f")
    assert [one.at for one in found.recent] == [NOW + timedelta(hours=number) for number in range(29, 9, -1)]
    assert {len(one.detail) for one in found.recent} == {200}
    assert found.days == (("2026-11-01", 12), ("2026-11-02", 18))


def test_two_months_of_days_are_kept_and_days_without_news_take_no_room() -> None:
    log = FeedLog()
    for number in range(100):
        log = feed_logs.joined(log, visit(24 * number, new=number % 2), None)
    assert len(log.days) == 50 and {count for _, count in log.days} == {1}
    for number in range(100, 200):
        log = feed_logs.joined(log, visit(24 * number, new=1), None)
    assert len(log.days) == 60


def test_warnings_are_those_of_the_last_document_one_a_code_with_a_sample(store: db.Store) -> None:
    many = [model.Warned(code="bad-date", detail=f"yesterday {number}") for number in range(50)] + [model.Warned(code=f"code-{number}") for number in range(50)]
    with store.write() as conn:
        feed_logs.record(conn, "f", visit(0), warnings=many)
        feed_logs.record(conn, "f", visit(1), warnings=None)
        kept = feed_logs.get(conn, "f").warnings
        feed_logs.record(conn, "f", visit(2), warnings=[])
        assert feed_logs.get(conn, "f").warnings == ()
    assert len(kept) == 20 and kept[0] == model.Warned(code="bad-date", detail="yesterday 0")


def test_the_hours_of_news_fade_and_a_feeds_log_stays_small() -> None:
    morning, evening = tuple(10 if hour == 8 else 0 for hour in range(24)), tuple(10 if hour == 20 else 0 for hour in range(24))
    log = FeedLog()
    for number in range(100):
        log = feed_logs.joined(log, visit(number), None, morning)
    assert log.hours[8] == feed_logs.REMEMBERED
    for number in range(100):
        log = feed_logs.joined(log, visit(number), None, evening)
    assert log.hours[8] < 2 and sum(log.hours) <= feed_logs.REMEMBERED + 1

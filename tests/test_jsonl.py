"""Fields of a line from anybody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater import jsonl


@pytest.mark.parametrize("value", [None, 3, ["a"], {"a": 1}, True])
def test_what_is_no_text_is_nothing(value: object) -> None:
    assert jsonl.string(value) == ""
    assert jsonl.moment(value) is None


def test_a_time_without_a_zone_is_in_utc() -> None:
    assert jsonl.moment("2026-11-01T12:00:00") == datetime(2026, 11, 1, 12, tzinfo=UTC)
    assert jsonl.moment("2026-11-01T12:00:00+02:00") == datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert jsonl.moment("Yesterday") is None

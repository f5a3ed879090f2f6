"""What headers and documents ask of our rhythm."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater import model
from headwater.feeds import hints

NOW = datetime(2025, 6, 3, 12, 0, tzinfo=UTC)


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
    assert hints.hints_of(headers, now=NOW) == wanted


def test_of_two_hints_the_longer_wait_counts() -> None:
    assert hints.joined(model.PollHints(ttl=60, skip_hours=(1,)), model.PollHints(ttl=90, max_age=5)) == model.PollHints(ttl=90, max_age=5, skip_hours=(1,))

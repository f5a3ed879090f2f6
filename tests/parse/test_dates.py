"""Dates: one moment for each way of writing it, none for what cannot be."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.parse import dates

NOW = datetime(2025, 6, 3, 12, 0, tzinfo=UTC)
EARLY, LATE = NOW.replace(year=1971, tzinfo=None), NOW.replace(year=2099, tzinfo=None)
GOOD = [
    ("Tue, 03 Jun 2025 09:39:21 GMT", "2025-06-03T09:39:21+00:00"), ("Tue, 3 Jun 2025 09:39 +0200", "2025-06-03T09:39:00+02:00"),
    ("3 Jun 2025 09:39:21 -0330", "2025-06-03T09:39:21-03:30"), ("Tue, 03 Jun 25 09:39:21 GMT", "2025-06-03T09:39:21+00:00"),
    ("Tue, 03 Jun 2025 09:39:21 EST", "2025-06-03T09:39:21-05:00"), ("Tue, 03 Jun 2025 09:39:21 PDT", "2025-06-03T09:39:21-07:00"),
    ("Tue, 03 Jun 2025 09:39:21 MEST", "2025-06-03T09:39:21+02:00"), ("Tue, 03 Jun 2025 09:39:21 UTC", "2025-06-03T09:39:21+00:00"),
    ("Tue, 03 Jun 2025 09:39:21 GMT+02:00", "2025-06-03T09:39:21+02:00"), ("Tue, 03 Jun 2025 24:00:00 GMT", "2025-06-04T00:00:00+00:00"),
    ("Tue, 03 Jun 2025 09:39:60 GMT", "2025-06-03T09:40:00+00:00"), ("Tuesday, 3 June 2025, 9:39 a.m. EDT", "2025-06-03T09:39:00-04:00"),
    ("June 3, 2025, 12:05 am", "2025-06-03T00:05:00+00:00"), ("3rd June 2025 4pm", "2025-06-03T16:00:00+00:00"),
    ("Tue Jun 3 09:39:21 2025", "2025-06-03T09:39:21+00:00"), ("Tue Jun 03 09:39:21 +0200 2025", "2025-06-03T09:39:21+02:00"),
    ("2025-06-03T09:39:21Z", "2025-06-03T09:39:21+00:00"), ("2025-06-03T09:39:21.1234567+02:00", "2025-06-03T09:39:21+02:00"),
    ("2025-06-03T09:39:21+0200", "2025-06-03T09:39:21+02:00"), ("2025-06-03 09:39:21 +0200", "2025-06-03T09:39:21+02:00"),
    ("2025-06-03 09:39:21 UTC", "2025-06-03T09:39:21+00:00"), ("2025-06-03T09:39", "2025-06-03T09:39:00+00:00"), ("2025-06-03", "2025-06-03T00:00:00+00:00"),
    ("2025-06", "2025-06-01T00:00:00+00:00"), ("2025", "2025-01-01T00:00:00+00:00"), ("20250603", "2025-06-03T00:00:00+00:00"),
    ("20250603T093921Z", "2025-06-03T09:39:21+00:00"), ("1748943561", "2025-06-03T09:39:21+00:00"), ("1748943561000", "2025-06-03T09:39:21+00:00"),
    ("03.06.2025 09:39", "2025-06-03T09:39:00+00:00"), ("06/03/2025 9:39 PM", "2025-06-03T21:39:00+00:00"), ("25/06/2025", "2025-06-25T00:00:00+00:00"),
    ("2025/06/03", "2025-06-03T00:00:00+00:00"), ("3. Juni 2025", "2025-06-03T00:00:00+00:00"), ("Di, 03 Jun 2025 09:39:21 +0200", "2025-06-03T09:39:21+02:00"),
    ("mar., 03 juin 2025 09:39:21 +0200", "2025-06-03T09:39:21+02:00"), ("1er août 2025", "2025-08-01T00:00:00+00:00"),
    ("3 de junio de 2025", "2025-06-03T00:00:00+00:00"), ("3 июня 2025 09:39", "2025-06-03T09:39:00+00:00"), ("3 czerwca 2025", "2025-06-03T00:00:00+00:00"),
    ("3 Haziran 2025 09:39", "2025-06-03T09:39:00+00:00"), ("Τρι, 03 Ιουν 2025 09:39:21 GMT", "2025-06-03T09:39:21+00:00"), ("3 जून 2025", "2025-06-03T00:00:00+00:00"),
    ("٣ يونيو ٢٠٢٥", "2025-06-03T00:00:00+00:00"), ("2025年6月3日 下午3:09", "2025-06-03T15:09:00+00:00"), ("2025年6月3日15時30分", "2025-06-03T15:30:00+00:00"),
    ("2025년 6월 3일", "2025-06-03T00:00:00+00:00"), ("3 มิถุนายน 2568", "2025-06-03T00:00:00+00:00"), ("Tue, 03 Jun 2025 00:00:00 Europe/Oslo", "2025-06-03T00:00:00+02:00"),
    ("Tue Jun 03 2025 17:00:00 GMT+0000 (Coordinated Universal Time)", "2025-06-03T17:00:00+00:00"), ("9999-12-31", None), ("2150-01-01", "2150-01-01T00:00:00+00:00"),
]
BAD = ["", "  ", "soon", "Tue, 99 Jun 2025 09:00:00 GMT", "Tue, 03 Xyz 2025 09:00:00 GMT", "2025-13-01", "2025-06-31", "2025-06-03T25:00:00Z",
       "2025-06-03T09:61:00Z", "9999-12-31T23:59:59-99:99", "2025-06-03T09:00:00+25:00", "Mon, 01 Jan 0001 00:00:00 +0000", "0000-00-00 00:00:00",
       "2025-06-03-01", "2025-xx-03", "1:2:3:4", "Sun, 16 Dec 2012 1:2:3:4 GMT", "99999999999999999999", "-", "+00:00", "x" * 500, "Tue, 03 Jun 12025 09:00:00 GMT"]


@pytest.mark.parametrize(("text", "wanted"), GOOD, ids=[text for text, _ in GOOD])
def test_a_way_of_writing_a_moment(text: str, wanted: str | None) -> None:
    found = dates.moment(text, now=NOW)
    assert (found and found.replace(microsecond=0).isoformat()) == wanted


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_moment(text: str) -> None:
    assert dates.moment(text, now=NOW) is None


@pytest.mark.parametrize(("text", "language", "wanted"), [
    ("3 hours ago", "en", NOW - timedelta(hours=3)), ("vor 3 Stunden", "de", NOW - timedelta(hours=3)), ("hace 2 días", "es", NOW - timedelta(days=2)),
    ("3 tháng 6 2025", "vi", datetime(2025, 6, 3, tzinfo=UTC)),
])
def test_what_only_dateparser_knows(text: str, language: str, wanted: datetime) -> None:
    assert dates.quick(text) is None
    assert dates.moment(text, language=language, now=NOW) == wanted


def test_the_zone_of_this_machine_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    written = ["2025-06-03 09:00", "Tue, 3 Jun 2025 09:00", "June 3, 2025 09:00", "3 tháng 6 2025", "Yesterday"]
    before = [dates.moment(one, now=NOW) for one in written]
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        assert [dates.moment(one, now=NOW) for one in written] == before
    finally:
        monkeypatch.delenv("TZ")
        os.environ.pop("TZ", None)
        time.tzset()


@given(st.one_of(st.text(max_size=40), st.text("0123456789-+:/., TZJunGMTaepm年月日", max_size=30)))
def test_no_line_raises(text: str) -> None:
    found = dates.quick(text)
    assert found is None or (found.tzinfo is not None and dates.EARLIEST <= found.year <= dates.LATEST)


@given(st.datetimes(EARLY, LATE), st.integers(-14 * 60, 14 * 60))
def test_iso_and_mail_forms_come_back_as_written(local: datetime, minutes: int) -> None:
    moment = local.replace(microsecond=0, tzinfo=dates.timezone(timedelta(minutes=minutes)))
    assert dates.quick(moment.isoformat()) == moment
    assert dates.quick(moment.strftime("%a, %d %b %Y %H:%M:%S %z")) == moment

"""Dates as pages print them: zones, other calendars, changes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater import calendars, model
from headwater.extract import article

TEXT = "".join(f"<p>The harbour opened on Monday after {number} weeks of work, said the mayor, and ships came back at dawn with the tide.</p>" for number in range(6))


def read(line: str, lang: str) -> model.Article:
    page = f"<html lang='{lang}'><head><title>Harbour opens</title></head><body><article><h1>Harbour opens</h1><p class='date'>{line}</p>{TEXT}</article></body></html>"
    found = article.extract(model.Page(url="https://tide.example/gate", body=page.encode(), fetched_at=datetime(2026, 11, 26, tzinfo=UTC), content_type="text/html; charset=utf-8"))
    assert isinstance(found, model.Article)
    return found


@pytest.mark.parametrize(("line", "lang", "published"), [
    ("07 may 2026 - 9:40 CEST", "es", "2026-05-07T09:40:00+02:00"), ("7 мая 2026, 09:40 МСК", "ru", "2026-05-07T09:40:00+03:00"), ("Thứ năm, 7/5/2026, 09:40 (GMT+7)", "vi", "2026-05-07T09:40:00+07:00"),
    ("05/07/2026 9:40 PM ET", "en-US", "2026-05-07T21:40:00-04:00"), ("01/07/2026 9:40 PM ET", "en-US", "2026-01-07T21:40:00-05:00"), ("7 मई 2026, 09:40 AM IST", "hi", "2026-05-07T09:40:00+05:30"),
    ("May 7, 2026, 9:40 a.m. UTC", "en", "2026-05-07T09:40:00+00:00"), ("7 mei 2026, 09:40 met foto's", "nl", "2026-05-07T09:40:00+00:00"), ("7 mai 2026 à 09h40 et plus", "fr", "2026-05-07T09:40:00+00:00"),
])
def test_a_printed_zone_is_the_times_own_and_a_word_is_none(line: str, lang: str, published: str) -> None:
    found = read(line, lang)
    assert found.published and found.published.isoformat() == published


@pytest.mark.parametrize(("line", "lang", "published"), [
    ("7 พฤษภาคม 2569 เวลา 9:40 น.", "th", "2026-05-07T09:40"), ("7 พ.ค. 2569", "th", "2026-05-07T00:00"), ("۱۷ اردیبهشت ۱۴۰۵ - ۰۹:۴۰", "fa", "2026-05-07T09:40"), ("۱۴۰۵/۰۲/۱۷", "fa", "2026-05-07T00:00"),
    ("令和8年5月7日 9時40分", "ja", "2026-05-07T09:40"), ("民國115年5月7日", "zh-TW", "2026-05-07T00:00"), ("입력 2026.05.07. 오후 9:40", "ko", "2026-05-07T21:40"), ("2026年5月7日 下午9:40", "zh", "2026-05-07T21:40"),
    ("৭ মে ২০২৬, ০৯:৪০", "bn", "2026-05-07T09:40"), ("الخميس ٧ مايو ٢٠٢٦ - ٠٩:٤٠", "ar", "2026-05-07T09:40"),
])
def test_days_of_other_calendars_and_digits(line: str, lang: str, published: str) -> None:
    found = read(line, lang)
    assert found.published and found.published.isoformat()[:16] == published


@pytest.mark.parametrize(("line", "lang", "updated"), [
    ("7. Mai 2026, 9:40 Uhr | Aktualisiert: 8. Mai 2026", "de", "2026-05-08T00:00"), ("입력 2026.05.07. 오전 9:40 수정 2026.05.08. 오후 1:00", "ko", "2026-05-08T13:00"),
    ("Giriş: 07.05.2026 - 09:40 Güncelleme: 08.05.2026 - 11:00", "tr", "2026-05-08T11:00"), ("Publicado em 7 de maio de 2026 às 9h40 | Atualizado em 8 de maio", "pt", "2026-05-08T00:00"),
    ("Published 7 May 2026, updated 8 May 2026 at 10:30", "en", "2026-05-08T10:30"), ("Published 7 May 2026, updated 3 May 2026", "en", ""), ("Published 7 May 2026", "en", ""),
])
def test_a_printed_change_is_read(line: str, lang: str, updated: str) -> None:
    found = read(line, lang)
    assert found.published and found.published.date().isoformat() == "2026-05-07"
    assert (found.updated.isoformat()[:16] if found.updated else "") == updated


@pytest.mark.parametrize(("line", "same"), [("令和8年13月4日", True), ("35 มีนาคม 2569", True), ("31 شهریور 1404", False), ("31 آذر 1404", True), ("平成元年1月8日", False), ("Lot 25 มี 2569", True)])
def test_what_is_no_day_stays_as_it_is(line: str, same: bool) -> None:
    assert (calendars.gregorian(line) == line) is same

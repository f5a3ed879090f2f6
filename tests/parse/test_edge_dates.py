"""Groups 58 to 61 and 63 of the hard cases: dates as people and programs write them, and how often to come back."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime

import pytest

from headwater import calendars, model
from headwater.cldr import Locale
from headwater.cldr import dates as written_dates
from headwater.parse import dates, feed, locales

NOW = datetime(2025, 6, 3, 12, 0, tzinfo=UTC)
SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'


def rss(inside: str) -> model.ParsedFeed:
    return feed.parse(f'<rss version="2.0" {SY}><channel>{inside}</channel></rss>'.encode())


def utc(text: str, language: str | None = None) -> str | None:
    found = dates.moment(text, language=language)
    return found.astimezone(UTC).isoformat() if found else None


def test_58_an_entry_without_a_date_or_with_one_ahead_is_given_as_it_is() -> None:
    found = rss("<item><title>A</title></item><item><title>B</title><pubDate>Tue, 03 Jun 2087 09:00:00 GMT</pubDate></item>").entries
    assert found[0].published is None
    assert found[1].published == datetime(2087, 6, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize(("text", "wanted"), [
    ("9999-12-31T23:59:59-01:00", None), ("10000-01-01T00:00:00Z", None), ("2025-06-03T09:00:00+15:00", None), ("2025-06-03T09:00:00-14:30", None),
    ("2025-06-03T09:00:00+14:00", "2025-06-02T19:00:00+00:00"), ("Tue, 03 Jun 25 09:00:00 GMT", "2025-06-03T09:00:00+00:00"), ("03 Jun 69 09:00 GMT", "1969-06-03T09:00:00+00:00"),
    ("Mon, 01 Jan 0001 00:00:00 +0000", None), ("Tue, 03 Jun 2025 25:00:00 GMT", None), ("Tue, 03 Jun 2025 09:61:00 GMT", None), ("Sat, 29 Feb 2025 09:00:00 GMT", None),
    ("Thu, 29 Feb 2024 09:00:00 GMT", "2024-02-29T09:00:00+00:00"), ("2025-02-29", None), ("25/06/2025", "2025-06-25T00:00:00+00:00"), ("2025-06-03 09:00:00.0", "2025-06-03T09:00:00+00:00"),
    ("2025-06-03T09:00:00.123456789012Z", "2025-06-03T09:00:00+00:00"), ("2025-06-03 09:00:00:000", "2025-06-03T09:00:00+00:00"), ("Tue Jun  3 09:00:00 2025", "2025-06-03T09:00:00+00:00"),
    ("Tue Jun 3 09:00:00 CEST 2025", "2025-06-03T07:00:00+00:00"), ("2025/06/03 09:00:00 -0700", "2025-06-03T16:00:00+00:00"), ("1748941200", "2025-06-03T09:00:00+00:00"),
    ("1748941200000", "2025-06-03T09:00:00+00:00"), ("Tue, 03 Jun, 2025 09:00:00 GMT", "2025-06-03T09:00:00+00:00"), ("Tuesday, 03 June 2025 09:00:00 GMT", "2025-06-03T09:00:00+00:00"),
    ("2025-06-03T09:00:00z", "2025-06-03T09:00:00+00:00"), ("20250603090000", None), ("20250603T0900Z", "2025-06-03T09:00:00+00:00"), ("2025-06-03T24:00:00Z", "2025-06-04T00:00:00+00:00"),
    ("Di, 03 Jun 2025 09:00:00 +0200", "2025-06-03T07:00:00+00:00"), ("Τρι, 03 Ιουν 2025 09:00:00 GMT", "2025-06-03T09:00:00+00:00"), ("2025-június-03T09:00+02:00", "2025-06-03T07:00:00+00:00"),
    ("2025년 06월 03일 09:00", "2025-06-03T09:00:00+00:00"), ("2025. június 3. 9:00", "2025-06-03T09:00:00+00:00"), ("-", None), ("None", None), ("0", None), ("now()", None),
])
def test_59_what_programs_write(text: str, wanted: str | None) -> None:
    found = dates.moment(text)
    assert (found.astimezone(UTC).replace(microsecond=0).isoformat() if found else None) == wanted


@pytest.mark.parametrize(("zone", "hours"), [("EST", 14), ("EDT", 13), ("CST", 15), ("CDT", 14), ("MST", 16), ("MDT", 15), ("PST", 17), ("PDT", 16), ("GMT", 9), ("UT", 9), ("Z", 9),
                                             ("BST", 8), ("CET", 8), ("CEST", 7), ("MSK", 6), ("JST", 0), ("America/New_York", 13), ("Asia/Tokyo", 0), ("GMT+2", 7), ("UTC-03:00", 12)])
def test_60_zones_by_name_mean_what_the_news_means(zone: str, hours: int) -> None:
    assert utc(f"Tue, 03 Jun 2025 09:00:00 {zone}") == datetime(2025, 6, 3, hours, tzinfo=UTC).isoformat()


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Kathmandu", "Pacific/Apia"])
def test_60_the_zone_of_this_machine_does_not_matter(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written = ["Tue, 3 Jun 2025 09:00", "3 ივნისი 2025 09:00", "3 Juni 2025 9.00", "03/06/2025 09:00"]
    before = [dates.moment(one, language="de", now=NOW) for one in written]
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert [dates.moment(one, language="de", now=NOW) for one in written] == before
    finally:
        monkeypatch.delenv("TZ")
        os.environ.pop("TZ", None)
        time.tzset()


def test_61_an_update_before_the_publication_and_the_same_date_everywhere_are_given_as_they_are() -> None:
    found = feed.parse(b'<feed xmlns="http://www.w3.org/2005/Atom"><updated>2025-06-01T00:00:00Z</updated>'
                       + b"<entry><id>1</id><published>2025-06-03T09:00:00Z</published><updated>2025-06-02T09:00:00Z</updated></entry>" * 2 + b"</feed>")
    assert [(one.published, one.updated) for one in found.entries] == [(datetime(2025, 6, 3, 9, tzinfo=UTC), datetime(2025, 6, 2, 9, tzinfo=UTC))] * 2
    assert found.updated == datetime(2025, 6, 1, tzinfo=UTC)


def test_61_of_several_dates_of_an_entry_the_first_publication_counts() -> None:
    one = rss("<item><title>A</title><pubDate>Tue, 03 Jun 2025 09:00:00 GMT</pubDate><lastBuildDate>Wed, 04 Jun 2025 09:00:00 GMT</lastBuildDate></item>").entries[0]
    assert (one.published, one.updated) == (datetime(2025, 6, 3, 9, tzinfo=UTC), datetime(2025, 6, 4, 9, tzinfo=UTC))


# ---- 59: the words of many languages -------------------------------------------------------------------------------

CODES = ("af am ar az be bg bn bs ca cs cy da de el eo es et eu fa fi fil fo fr fy ga gd gl gu ha he hi hr hu hy id ig is it jv ka kk km kn ku ky lo lt lv "
             "mi mk ml mr ms mt nb nd ne nl nn or pa pl ps pt rm ro ru rw si sk sl sn so sq sr sr-Latn sv sw ta te tg th ti tk tn to tr ts ug uk ur uz vi wo xh yo zu")
LANGUAGES = CODES.split()
DAYS = [date(2025, month, day) for month, day in ((1, 3), (2, 14), (3, 9), (4, 30), (5, 6), (6, 17), (7, 21), (8, 2), (9, 25), (10, 11), (11, 28), (12, 5))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_59_the_months_of_a_language_with_the_feeds_language(language: str) -> None:
    locale = Locale.parse(language.replace("-", "_"))
    for day in DAYS:
        noon = datetime(day.year, day.month, day.day, 15, 4, tzinfo=UTC)
        written = {written_dates.format_datetime(noon, "d MMMM y HH:mm", locale=locale): noon, written_dates.format_date(day, "d MMMM y", locale=locale): noon.replace(hour=0, minute=0),
                   written_dates.format_date(day, "long", locale=locale): noon.replace(hour=0, minute=0)}
        for text, wanted in written.items():
            assert (dates.quick(text, language) or dates.named(text, language)) == wanted, text


@pytest.mark.parametrize(("text", "language", "wanted"), [
    ("Dienstag, 3. Juni 2025, 14:30 Uhr", "de", "2025-06-03T14:30:00+00:00"), ("martedì 3 giugno 2025 alle 14:30", "it", "2025-06-03T14:30:00+00:00"), ("le 3 juin 2025 à 14h30", "fr", "2025-06-03T14:30:00+00:00"),
    ("3 de junio de 2025 a las 14:30", "es", "2025-06-03T14:30:00+00:00"), ("3. juni 2025 kl. 14.30", "da", "2025-06-03T14:30:00+00:00"), ("2025. gada 3. jūnijs, plkst. 14:30", "lv", "2025-06-03T14:30:00+00:00"),
    ("2025 m. birželio 3 d. 14:30", "lt", "2025-06-03T14:30:00+00:00"), ("Selasa, 3 Juni 2025 14:30 WIB", "id", "2025-06-03T07:30:00+00:00"), ("2025年6月3日 14时30分", "zh", "2025-06-03T14:30:00+00:00"),
    ("2025年6月3日 午後2:30", "ja", "2025-06-03T14:30:00+00:00"), ("2025. 6. 3. 오후 2:30", "ko", "2025-06-03T14:30:00+00:00"), ("Thứ ba, 3 tháng 6 2025", "vi", "2025-06-03T00:00:00+00:00"), ("3 בינואר 2025", "he", "2025-01-03T00:00:00+00:00"),
    ("٣ يونيو ٢٠٢٥", "ar", "2025-06-03T00:00:00+00:00"), ("၃ ဇွန် ၂၀၂၅", "my", "2025-06-03T00:00:00+00:00"), ("৩ জুন ২০২৫", "bn", "2025-06-03T00:00:00+00:00"),
])
def test_59_dates_in_words_of_people(text: str, language: str, wanted: str) -> None:
    assert utc(text, language) == wanted


@pytest.mark.parametrize(("language", "month"), [("hr", 10), ("pl", 11)])
def test_59_a_name_that_two_languages_use_for_two_months(language: str, month: int) -> None:
    assert dates.moment("3 listopada 2025", language=language) == datetime(2025, month, 3, tzinfo=UTC)
    assert dates.quick("3 listopada 2025") is None


@pytest.mark.parametrize(("language", "wanted"), [("en-US", (3, 6)), ("en", (3, 6)), (None, (3, 6)), ("en-GB", (6, 3)), ("fr", (6, 3)), ("pt-BR", (6, 3)), ("de", (6, 3))])
def test_59_numbers_alone_stand_in_the_order_of_the_feeds_language(language: str | None, wanted: tuple[int, int]) -> None:
    assert dates.quick("03/06/2025 09:00", language) == datetime(2025, *wanted, 9, tzinfo=UTC)
    assert dates.quick("25/12/2025", language) == datetime(2025, 12, 25, tzinfo=UTC)


def test_59_a_script_of_one_language_needs_no_declaration() -> None:
    for text in ("3 ივნისი 2025", "3 հունիսի 2025", "3 ஜூன் 2025", "3 ਜੂਨ 2025"):
        assert dates.moment(text) == datetime(2025, 6, 3, tzinfo=UTC)


@pytest.mark.parametrize(("text", "wanted"), [
    ("۱۴ خرداد ۱۴۰۴", "2025-06-04"), ("1 فروردین 1403", "2024-03-20"), ("30 اسفند 1403", "2025-03-20"), ("۱ فروردین ۱۴۰۴", "2025-03-21"), ("29 اسفند 1399", "2021-03-19"),
    ("1 حمل 1403", "2024-03-20"), ("22 بهمن 1357", "1979-02-11"), ("30 اسفند 1402", None), ("31 مهر 1403", None),
])
def test_59_the_calendar_of_iran(text: str, wanted: str | None) -> None:
    assert utc(text, "fa") == (f"{wanted}T00:00:00+00:00" if wanted else None)
    if wanted:
        assert utc(f"{text} 14:30", "fa") == f"{wanted}T14:30:00+00:00"


def test_59_names_of_a_language_that_does_not_exist_are_no_error() -> None:
    assert locales.in_english("3 foo 2025", "xx") == ""
    assert locales.in_english("", None) == ""
    assert calendars.of_iran("no date") == ""


def test_59_the_feeds_language_reaches_its_dates() -> None:
    found = rss("<language>ka</language><item><title>A</title><pubDate>3 ივნისი, 2025 09:00</pubDate></item>")
    assert found.entries[0].published == datetime(2025, 6, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["+0199", "-9900", "+2400"])
def test_59_a_zone_that_cannot_be_costs_the_date_and_not_the_document(zone: str) -> None:
    found = rss(f"<item><title>A</title><pubDate>Tue, 03 Jun 2025 09:39:21 {zone}</pubDate></item>")
    assert [(one.title, one.published) for one in found.entries] == [("A", None)]


def test_59_many_odd_dates_do_not_take_long() -> None:
    items = "<item><title>A</title><pubDate>ivnisi 3 of 2025 or so</pubDate></item>" * 2000
    start = time.process_time()
    rss(f"<language>ka</language>{items}")
    assert time.process_time() - start < 10


# ---- 63 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("inside", "seconds"), [
    ("<ttl>60</ttl>", 3600.0), ("<ttl> 15 </ttl>", 900.0), ("<ttl>soon</ttl>", None), ("<ttl>0</ttl>", None), ("<ttl>-5</ttl>", None), ("<ttl>1.5</ttl>", None), ("<ttl>99999999999999999999</ttl>", None),
    ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3600.0), ("<sy:updatePeriod>Daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 43200.0),
    ("<sy:updatePeriod>dayly</sy:updatePeriod>", 86400.0), ("<sy:updatePeriod>always</sy:updatePeriod>", None), ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0.1</sy:updateFrequency>", 36000.0),
    ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>30</sy:updateFrequency>", 120.0), ("<sy:updateFrequency>2</sy:updateFrequency>", None),
    ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>often</sy:updateFrequency>", 3600.0), ("<ttl>30</ttl><sy:updatePeriod>daily</sy:updatePeriod>", 1800.0),
])
def test_63_how_often_a_feed_says_it_changes(inside: str, seconds: float | None) -> None:
    assert rss(inside).hints.ttl == seconds

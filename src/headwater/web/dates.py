"""Times and languages as people write them, by Babel, in an item's language or in English.

In: aware datetimes and BCP 47 tags. Out: strings. Never: an exception for an odd language tag.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from headwater.cldr import Locale, UnknownLocaleError
from headwater.cldr import dates as babel_dates

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")  # "en", "zh-Hans-CN"


def tag(language: str | None) -> str | None:
    """A language tag fit for ``lang`` and ``xml:lang``, or None."""
    return language if language and len(language) < 36 and _TAG.fullmatch(language) else None


@lru_cache(maxsize=512)
def locale(language: str | None) -> Locale:
    """The locale of a tag; that of its primary language, or English, where there is none."""
    known = tag(language) or "en"
    known = "en-GB" if known == "en" else known  # 24 hours, day before month
    for text in (known, known.split("-")[0]):
        try:
            return Locale.parse(text, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en", "GB")


@lru_cache(maxsize=512)
def language_name(language: str) -> str:
    """A language by its own name, then ours in English if there is none: "العربية"."""
    found = locale(language)
    name = found.get_language_name() if found.language == language.split("-")[0].lower() else None
    return (name or language).capitalize()


@lru_cache(maxsize=512)
def language_in_english(language: str) -> str:
    """A language by its English name."""
    return Locale("en").languages.get(language.split("-")[0].lower(), language)


@lru_cache(maxsize=512)
def country_name(code: str) -> str:
    """A country by its English name, or "" for codes that name none."""
    return Locale("en").territories.get(code.upper(), "")


def ago(moment: datetime, now: datetime, language: str | None) -> str:
    """"3 hours ago" within a day, then the day: in the language given."""
    passed = now - moment
    if timedelta(0) <= passed < timedelta(hours=24):
        minutes = max(1, int(passed.total_seconds() // 60))
        return _ago(minutes if minutes < 60 else minutes - minutes % 60, str(locale(language)))
    return day(moment, now, language)


@lru_cache(maxsize=4096)
def _ago(minutes: int, name: str) -> str:
    return babel_dates.format_timedelta(timedelta(minutes=-minutes), threshold=1, add_direction=True, locale=name)


def day(moment: datetime, now: datetime, language: str | None) -> str:
    """"21 November", with the year where it is not this one."""
    return _day(moment.date().toordinal(), moment.year == now.year, str(locale(language)))


@lru_cache(maxsize=4096)
def _day(ordinal: int, this_year: bool, name: str) -> str:
    date = datetime.fromordinal(ordinal)
    if this_year:
        return babel_dates.format_skeleton("MMMd", date, locale=name)
    return babel_dates.format_date(date, "medium", locale=name)


def long_day(moment: datetime) -> str:
    """"21 November 2026", in English, by UTC."""
    return babel_dates.format_date(moment.astimezone(UTC), "long", locale="en_GB")


def full(moment: datetime, language: str | None) -> str:
    """Day, time and the publisher's own offset: "21 November 2026 at 14:05 (UTC+03:00)"."""
    bare, where = moment.replace(tzinfo=None), locale(language)
    text = f"{babel_dates.format_date(bare, 'long', locale=where)}, {babel_dates.format_time(bare, 'short', locale=where)}"
    offset = moment.utcoffset() or timedelta(0)
    minutes = int(offset.total_seconds() // 60)
    sign = "+" if minutes >= 0 else "−"
    zone = f"UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}" if minutes else "UTC"
    return f"{text} ({zone})"


def today(now: datetime) -> str:
    """The day for the masthead."""
    return babel_dates.format_date(now, "full", locale="en_GB")


def clock(moment: datetime) -> str:
    """"21 Nov, 14:05" in UTC, for the timeline."""
    return babel_dates.format_datetime(moment.astimezone(UTC), "d MMM, HH:mm", locale="en_GB")


def iso(moment: datetime) -> str:
    """RFC 3339, to the second."""
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")

"""Dates of feeds: a line of text to an aware moment, fast for what is common, at all for what is odd.

In: a date as feeds, sitemaps and pages write it, the language of its feed, and now. Out: an aware datetime in the
publisher's offset (UTC where none is named), or None. Never: an exception, or the zone of this machine.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from headwater import calendars, months
from headwater.parse import locales

MAX_LENGTH = 200  # characters; longer lines are no dates
EARLIEST, LATEST = 1900, 2199  # years; what PostgreSQL and people can work with
_WIDEST = timedelta(hours=14)  # UTC+14 is the farthest zone; PostgreSQL refuses more than 15:59

_RFC822 = re.compile(  # "Tue, 03 Jun 2003 09:39:21 GMT", "3 Jun 2003 09:39 +0200"
    r"(?:[A-Za-z]{3},\s+)?(\d{1,2})\s+([A-Z][a-z]{2})\s+(\d{4})\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s+(?:([+-])(\d\d):?(\d\d)|(GMT|UTC?|Z))$")
_ISO = re.compile(  # "2003-12-31T10:14:55.1234Z", "2004-07-08 23:56:58 +0200", "2003-12", "2018-12-12T12:12"
    r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:(?:\s*T\s*|\s+)(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,20})?)?"
    r"(?:\s*(?:(Z|UTC|GMT)|(?:GMT|UTC)?([+-])(\d\d):?(\d\d)?))?)?)?)?$", re.I)
_SHORT_ISO = re.compile(r"(\d\d)(\d\d)(\d\d)$|-(\d\d)-?(\d\d)$")  # "031231", "-03-12"
_STAMP = re.compile(r"(-?\d{9,10})(?:\.\d+)?$|(\d{12,13})$")  # Unix seconds, milliseconds
_ZONED = re.compile(r"\s+([A-Z][A-Za-z_]{2,20}/[A-Z][A-Za-z_]{2,30})$")  # "... 00:00:00 Europe/Brussels"
_YEAR_LAST = re.compile(r"(:\d\d)\s+([+-]\d{4}|[A-Z]{2,5})\s+(\d{4})$")  # "Sun Jul 15 01:16:00 +0000 2012"
_REMARK = re.compile(r"\s*\([^()]{0,60}\)$")  # "GMT+0000 (Coordinated Universal Time)"
_TIME = re.compile(  # "11:47:32.5", "4:20 pm", "15h30", "9 a.m.", "下午3:09" is taken apart before
    r"(?<![\d:.])(\d{1,2})(?:[:.h](\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?![\d:]|\.\d)\s*([ap])?\.?(?:m\b\.?)?|\s*([ap])\.?m\b\.?)",
    re.I)
_OFFSET = re.compile(r"(?:\b(?:GMT|UTC)\s*|(?<=[\d\s]))([+-])(\d{1,2}):?(\d\d)?\s*$|\b([A-Z]{1,5})\s*$")  # "GMT-07:00", "EDT"
_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,4})([/.\-年년])\s?(\d{1,2})(?:[/.\-月월]\s?)(\d{1,4})(?!\d|[-/.]\d)")  # "09/15/2014", "2019年3月1日"
_WORDS = re.compile(r"[^\W\d_][^\s\d,()/-]*")  # "juil.", "मार्च" with its vowel signs
_DIGITS = re.compile(r"(?<![\d:])(\d{1,4})(?:st|nd|rd|th|er|º|°|\.)?(?![\d:])", re.I)  # "16th", "2020", "1er"
_TIDY = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2013": "-", "\u2212": "-", ",": " ", "\u060c": " ", "\u200f": ""})
_THAI = re.compile("[\u0e00-\u0e7f]")
_LETTER = re.compile(r"[^\W\d_]{2}")
_ANY_LETTER = re.compile(r"[^\W\d_]")
_HAS_DIGIT = re.compile(r"\d")
_RELATIVE_WORD = re.compile(r"^[^\W\d_]{3,12}$", re.UNICODE)  # "Yesterday"


def moment(text: str, *, language: str | None = None, now: datetime | None = None) -> datetime | None:
    """The aware moment that ``text`` names; None if it names none that can be, or a year outside 1900 to 2199.

    fromisoformat first, then the shapes of RFC 822 and of email.utils, then own patterns in many languages, then the
    month names of the feed's language (CLDR), then dateparser with that language (and ``now`` for "3 hours ago"). A date
    without time is midnight, one without zone is UTC, never this machine's zone. EST, PST and the like mean North
    America, as in RFC 822.
    """
    found = quick(text, language) or named(text, language)
    if found is None and may_be_slow(text):
        found = slow(text, language=language, now=now)
    return found


def quick(text: str, language: str | None = None) -> datetime | None:
    """The same without CLDR and dateparser: microseconds."""
    if match := _RFC822.match(text):
        return _of_rfc822(match)
    line = text.strip()
    line = line if line.isascii() else line.translate(calendars.DIGITS)
    if not line or len(line) > MAX_LENGTH:
        return None
    if line[:4].isdigit() and line[4:5] == "-" and line[10:11] in ("", "T", "t", " "):
        try:
            return _checked(datetime.fromisoformat(line))
        except ValueError:
            pass
    for read in (_iso, _stamp, _email):
        try:
            found = read(line)
        except (ValueError, OverflowError):
            continue
        if found is not None:
            return _checked(found)
    return _tried(line, language)


def named(text: str, language: str | None) -> datetime | None:
    """What the names of months in the feed's own language say, and Iran's calendar."""
    line = text.strip()
    if not 5 < len(line) <= 80 or not _ANY_LETTER.search(line) or _RFC822.match(line) or _ISO.match(line):
        return None
    for written in (locales.in_english(line, language), "" if line.isascii() else calendars.of_iran(line)):
        if written and (found := quick(written) if written[:1].isdigit() and written[4:5] == "-" else _tried(written, language)):
            return found
    return None


def _tried(line: str, language: str | None) -> datetime | None:
    try:
        found = _loose(line, language)
    except (ValueError, OverflowError):
        return None
    return _checked(found) if found else None


def may_be_slow(text: str) -> bool:
    """Whether dateparser could know more: some number, or a lone word such as "yesterday"."""
    line = text.strip()
    if not 2 < len(line) <= 80 or _RFC822.match(line) or _ISO.match(line):  # well formed, but no such day
        return False
    return bool(_LETTER.search(line)) and bool(_HAS_DIGIT.search(line) or _RELATIVE_WORD.match(line))


def slow(text: str, *, language: str | None = None, now: datetime | None = None) -> datetime | None:
    """What dateparser makes of it in this language or English: "3 hours ago" where ``now`` is given."""
    import dateparser  # here, since its import takes a quarter of a second and few documents need it

    settings: dict[str, object] = {"TIMEZONE": "UTC", "RETURN_AS_TIMEZONE_AWARE": True, "STRICT_PARSING": True,
                                   "PARSERS": ["absolute-time"], "DATE_ORDER": months.order_of(language)}
    if now is not None:
        settings |= {"RELATIVE_BASE": now.astimezone(UTC).replace(tzinfo=None),
                     "PARSERS": ["relative-time", "absolute-time"]}
    base = (language or "").split("-")[0].lower()
    for languages in ([base, "en"] if base and base != "en" else ["en"], ["en"]):  # to try all 200 takes it ten seconds
        try:
            found = dateparser.parse(text.strip()[:80], languages=languages, settings=settings)  # type: ignore[arg-type]
        except Exception:  # noqa: S112  a library at the edge: it raises many kinds on odd lines and on unknown languages
            continue
        return _checked(found) if found is not None else None
    return None


def _checked(found: datetime) -> datetime | None:
    """The moment if it can be stored: a year people mean, an offset that exists."""
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    offset = found.utcoffset()
    if not EARLIEST <= found.year <= LATEST or offset is None or abs(offset) > _WIDEST:
        return None
    return found if isinstance(found.tzinfo, timezone) else found.replace(tzinfo=timezone(offset))


def _of_rfc822(match: re.Match[str]) -> datetime | None:
    day, month, year, hour, minute, second, sign, hours, minutes, _ = match.groups()
    number = months.SHORT.get(month)
    if number is None:
        return None
    try:
        zone = _offset(sign, hours, minutes) if sign else UTC
        if zone is UTC and EARLIEST <= int(year) < LATEST:  # which needs no check
            return _built((int(year), number, int(day)), (int(hour), int(minute), int(second or 0)), zone)
        return _checked(_built((int(year), number, int(day)), (int(hour), int(minute), int(second or 0)), zone))
    except (ValueError, OverflowError):
        return None


def _built(day: tuple[int, int, int], time: tuple[int, int, int], zone: timezone) -> datetime:
    """With 24:00:00 as the next day and a leap second as the next second."""
    hour, minute, second = time
    if hour < 24 and second < 60:
        return datetime(*day, hour, minute, second, tzinfo=zone)
    if (hour, minute, second) == (24, 0, 0):
        return datetime(*day, tzinfo=zone) + timedelta(days=1)
    if second == 60:
        return datetime(*day, hour, minute, 59, tzinfo=zone) + timedelta(seconds=1)
    raise ValueError("no such time of day")


@lru_cache(maxsize=256)
def _offset(sign: str, hours: str, minutes: str | None) -> timezone:
    if int(minutes or 0) > 59:
        raise ValueError("minutes of an offset")
    span = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-span if sign == "-" else span) if span else UTC


def _iso(line: str) -> datetime | None:
    """ISO 8601 and W3CDTF with what feeds make of them."""
    if match := _ISO.match(line):
        year, month, day, hour, minute, second, _, sign, hours, minutes = match.groups()
        if len(line) == 6 and line.isdigit() and not EARLIEST <= int(year) <= LATEST:
            return _short_iso(line)
        zone = _offset(sign, hours, minutes) if sign else UTC
        return _built((int(year), int(month or 1), int(day or 1)), (int(hour or 0), int(minute or 0), int(second or 0)), zone)
    return _short_iso(line)


def _short_iso(line: str) -> datetime | None:
    if not (match := _SHORT_ISO.match(line)):
        return None
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], "1")
    return datetime(_century(int(year)), int(month), int(day), tzinfo=UTC)


def _century(year: int) -> int:
    """Two digits as POSIX reads them: 69 to 99 are of the last century."""
    return year if year > 99 else year + (1900 if year > 68 else 2000)


def _stamp(line: str) -> datetime | None:
    """Unix seconds or milliseconds."""
    if not (match := _STAMP.match(line)):
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(match[1]) if match[1] else int(match[2]) / 1000)


def _email(line: str) -> datetime | None:
    """What the standard library reads as a mail's date, where nothing in it is doubtful."""
    if not line.isascii() or line.count(":") not in (1, 2) or not _RFC822_LIKE.match(line):
        return None
    from email.utils import parsedate_tz  # here, since few dates need it and it imports a dozen modules

    found = parsedate_tz(line)
    if found is None or found[9] is None:
        return None
    year, month, day, hour, minute, second = found[:6]
    zone = timezone(timedelta(seconds=found[9])) if found[9] else UTC
    if found[9] == 0 and (named := _OFFSET.search(line)) and named[4] and named[4] not in ("Z", "GMT", "UT", "UTC"):
        return None  # it takes names that it does not know for UTC
    return _built((_century(year), month, day), (hour, minute, second), zone)


_RFC822_LIKE = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{2,4}\s+\d\d?:\d\d(?::\d\d)?\s+(?:[+-]\d{4}|[A-Z]{1,4})$")  # "1 Jan 04 19:48 EST"


def _loose(line: str, language: str | None) -> datetime | None:
    """Day, month, year, time and zone wherever they stand, with month names of some thirty languages."""
    if line[:1].isdigit() and line.isdigit():
        return None
    rest = _YEAR_LAST.sub(_year_first, _REMARK.sub("", line))
    zone, rest = _take_zone(rest)
    rest = months.spelled(rest.translate(_TIDY))
    if (time := _TIME.search(rest)) is not None:
        rest = f"{rest[: time.start()]} {rest[time.end() :]}"
    if ":" in rest:
        return None
    day = _take_day(rest, language)
    if day is None:
        return None
    clock = _clock(time)
    if isinstance(zone, ZoneInfo):
        local = datetime(*day, *clock, tzinfo=zone)
        return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))
    return _built(day, clock, zone or UTC)


def _year_first(match: re.Match[str]) -> str:
    """The year before the zone: asctime and what X and Perforce make of it."""
    return f"{match[1]} {match[3]} {match[2]}"


def _take_zone(line: str) -> tuple[timezone | ZoneInfo | None, str]:
    """The zone at the end of a line, and the line without it; a name we do not know stays in the line."""
    if match := _ZONED.search(line):
        try:
            return ZoneInfo(match[1]), line[: match.start()]
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None, line
    match = _OFFSET.search(line)
    if match is None:
        return None, line
    if match[1]:
        if ":" not in line[: match.start()]:  # "01-02-2003" ends in no offset
            return None, line
        return _offset(match[1], match[2], match[3]), line[: match.start()]
    if match[4] in months.ZONES:
        return timezone(timedelta(minutes=months.ZONES[match[4]])), line[: match.start()]
    return None, line


def _clock(match: re.Match[str] | None) -> tuple[int, int, int]:
    if match is None:
        return 0, 0, 0
    hour, half = int(match[1]), (match[4] or match[5] or "").lower()
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    return hour, int(match[2] or 0), int(match[3] or 0)


def _take_day(rest: str, language: str | None) -> tuple[int, int, int] | None:
    """Year, month and day of what is left when time and zone are gone."""
    if match := _NUMBERS.search(rest):
        month_first = match[2] == "/" and months.order_of(language) != "DMY"
        return _numeric(int(match[1]), int(match[3]), int(match[4]), long=len(match[1]) == 4, month_first=month_first)
    month = next((number for word in _WORDS.findall(rest) if (number := months.number(word))), None)
    written = _DIGITS.findall(rest)
    numbers = [int(text) for text in written]
    if month is None or len(numbers) != 2 or any(char in rest for char in "/+") or any(text.startswith("00") for text in written):
        return None
    first, second = numbers
    day, year = (second, first) if first > 31 else (first, second)
    if year > 2400 and _THAI.search(rest):  # years of the Buddhist era
        year -= 543
    return (_century(year), month, day) if 1 <= day <= 31 else None


def _numeric(first: int, second: int, third: int, *, long: bool, month_first: bool) -> tuple[int, int, int] | None:
    """Numbers alone: year first where it has four digits; with slashes the month first as in the United States unless
    that cannot be or the feed's language has the day first; with dots and hyphens the day first."""
    if long:
        return first, second, third
    year = _century(third)
    if month_first and first <= 12:
        return year, first, second
    return (year, second, first) if second <= 12 else (year, first, second)

"""A date as machines and people write it.

In: a value or a line. Out: an instant, with a zone only where one is given. Never: a date made from words such as
"Yesterday" or "2 hours ago".
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from headwater import calendars, months, text

_ISO = re.compile(  # "2024-05-03T15:47:42.389+02:00", "2024/5/3 15:47", "20240503T154742Z"
    r"(?P<y>\d{4})(?:[-/]|\.\s?)?(?P<m>\d{1,2})(?:[-/]|\.\s?)?(?P<d>\d{1,2})\.?"
    r"(?:[T\s,]+(?P<H>\d{1,2}):?(?P<M>\d{2})(?::?(?P<S>\d{2})(?:[.,:](?P<f>\d{1,9}))?)?)?"
    r"\s*(?P<z>Z|UTC|GMT|(?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?)?\s*(?:\[[\w/]+\])?$", re.I)
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]\D{0,12}(?:(\d{1,2})[:時时시](\d{2})(?:\s?([ap])m)?)?")  # "2024年5月3日"
_WRITTEN = re.compile(  # "4. 2. 2022", "03/05/2024", "2024-05-03", "1. Februar 2022", "3 de mayo de 2024", "May 3rd, 2024", "2024. május 3."
    r"(?<![\d.])\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:19|20)\d\d(?!\d)|"
    r"(?<![\d/-])(?:19|20)\d\d-\d\d?-\d\d?(?![\d/-])|"
    r"(?<![\d.])(?:19|20)\d\d\.\s?\d\d?\.\s?\d\d?(?:\.(?!\d)|(?![\d.]))|"
    r"(?<![\d.:,])\d{1,2}\.\s?\d{1,2}\.\s?\d\d(?![\d.:]|,\d)|"
    r"(?<!\d)\d{1,2}(?:\.|º|er|st|nd|rd|th)?,?\s?(?:de\s|di\s|of\s)?[^\W\d_](?:[^\W\d_]|[\u0900-\u0eff])[^\s\d,]{0,12},?\s(?:de\s|del\s|di\s)?(?:19|20)\d\d(?!\d)|"
    r"(?<![^\W\d_])[^\W\d_]{3,}\.?\s\d{1,2}(?:st|nd|rd|th)?\.?,?\s(?:19|20)\d\d(?!\d)|"
    r"(?<!\d)(?:19|20)\d\d\.?\s[^\W\d_]{3,}\s\d{1,2}(?!\d)", re.I)
_CLOCK = re.compile(r"[\s,|·•–-]*(?:um|at|à|alle|kl\.?|a las|às|o|в|ob|เวลา)?\s*(\d{1,2})\s?[:h.]\s?(\d{2})(?!\d)\s*(?:([ap])\.?m)?", re.I)  # ", 15h47", " at 3:47 pm"
_NUMBERS = re.compile(r"(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d\d)")  # "4. 2. 2022", "04.02.22"
_PARTS = re.compile(r"\d+|[^\W\d_](?:[^\W\d_]|[\u0900-\u0eff])*\.?")  # "3", "mayo", "2024"
YEAR = re.compile(r"(?<!\d)(?:199\d|20[0-4]\d)(?!\d)|\d\.\s?\d\d?\.\s?\d\d(?!\d)")  # "2024", "3.5.24"
_EPOCH = re.compile(r"^1[0-9]{9}(?:\d{3})?$")  # "1714743000", "1714743000000"
_NAMED_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1,
                "CEST": 2, "MEZ": 1, "MESZ": 2, "BST": 1, "IST": 5.5, "JST": 9, "KST": 9, "SAST": 2, "AEST": 10,
                "AEDT": 11, "WIB": 7, "ET": -5, "EET": 2, "EEST": 3, "MSK": 3, "GMT": 0, "UTC": 0}
_PRINTED_ZONE = re.compile(  # "10:15 CET", "10:15 PM ET", "10h15 (GMT+7)", "10:15 МСК"
    r"\d{1,2}\s?[:h.]\s?\d{2}(?::\d{2})?\s?(?i:[ap]\.?m\.?|uhr|hrs|h|น\.)?\s?[(\[]?\s?(?P<zone>(?:GMT|UTC)\s?[+−-]\s?\d{1,2}(?::?\d{2})?|[A-Z]{2,5}|МСК|мск)(?=$|[\s)\],;|·•–-])")
_WITH_SUMMER = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}  # one name for both
_ZONE_NAME = re.compile(r"\b([A-Z]{2,4})$")  # "2024-05-03 10:00 EST"


def parse(value: str) -> datetime | None:
    """An instant from a machine's date: ISO 8601 and its relatives, RFC 822, epoch seconds; zone only if it is given."""
    line = text.squeeze(value)[:80].strip(" .|")
    if len(line) < 6:
        return None
    if _EPOCH.match(line):
        return datetime.fromtimestamp(int(line[:10]), UTC)
    name = _ZONE_NAME.search(line)
    if name and name[1] in _NAMED_ZONES and line[:4].isdigit():
        found = parse(line[: name.start()])
        return found and found.replace(tzinfo=timezone(timedelta(hours=_NAMED_ZONES[name[1]])))
    if match := _ISO.match(line):
        return _from_match(match)
    if match := _EAST_ASIAN.search(line):
        y, m, d, hour, minute = (int(part or 0) for part in match.groups()[:5])
        return build(y, m, d, hour % 12 + (12 if match[6] == "p" else 0) if match[6] else hour, minute)
    if re.match(r"^(?:[A-Za-z]{3},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}", line):
        try:
            return parsedate_to_datetime(line)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return None


def _from_match(match: re.Match[str]) -> datetime | None:
    fraction = int(((match["f"] or "0") + "000000")[:6])
    return build(int(match["y"]), int(match["m"]), int(match["d"]), int(match["H"] or 0), int(match["M"] or 0),
                  int(match["S"] or 0), fraction, _zone(match["z"]))


def build(*parts: int | timezone | None) -> datetime | None:
    *numbers, last = parts
    zone = last if isinstance(last, timezone) else None
    values = numbers if zone is not None or last is None else list(parts)
    try:
        return datetime(*values, tzinfo=zone)  # type: ignore[arg-type]
    except (ValueError, OverflowError, TypeError):
        return None


def _zone(value: str | None) -> timezone | None:
    if not value:
        return None
    digits = re.sub(r"[^\d+-]", "", value)
    if not digits:
        return UTC
    sign, number = (-1 if digits[0] == "-" else 1), digits[1:]
    hours, minutes = (int(number), 0) if len(number) <= 2 else (int(number[:-2]), int(number[-2:]))
    return timezone(sign * timedelta(hours=hours, minutes=minutes)) if hours <= 15 and minutes < 60 else None


def written(line: str, language: str = "") -> datetime | None:
    """An absolute date as people write it ("3 mai 2024, 15h47"), with a zone only where one is printed; None for relative words."""
    line = _plain(line)
    if not YEAR.search(line):
        return None
    if found := parse(line):
        return _zoned(found.replace(tzinfo=None), line, language) if not found.utcoffset() else found
    for match in islice(_WRITTEN.finditer(line), 3):
        found = _day(match[0], language)
        if not found:
            continue
        clock = _CLOCK.match(line[match.end() :])
        hour, minute = (int(clock[1]), int(clock[2])) if clock else (0, 0)
        if clock and clock[3]:
            hour = hour % 12 + (12 if clock[3].lower() == "p" else 0)
        return _zoned(found.replace(hour=hour, minute=minute), line[match.end() :], language) if clock and hour < 24 and minute < 60 else found
    return None


def _plain(line: str) -> str:
    """The line with its day by the Gregorian calendar and its time with a colon: "2026年3月4日 下午3:09", "۱۳ اسفند ۱۴۰۴"."""
    if line.isascii():
        return line
    line = calendars.gregorian(line)
    return months.spelled(line) if max(line, default=" ") > "\u3040" else line


def _zoned(when: datetime, line: str, language: str) -> datetime:
    """The time with the zone that is printed behind it, if one is."""
    match = _PRINTED_ZONE.search(line)
    name = match["zone"].replace(" ", "").replace("−", "-").upper() if match else ""
    if not name or (name == "IST" and language == "he") or (name == "CST" and language == "zh"):
        return when
    if name[:3] in ("GMT", "UTC") and len(name) > 3:
        return when.replace(tzinfo=_zone(name[3:]))
    if name in _WITH_SUMMER:
        try:
            offset = when.replace(tzinfo=ZoneInfo(_WITH_SUMMER[name])).utcoffset()
        except (ZoneInfoNotFoundError, OSError):
            offset = None
        return when.replace(tzinfo=timezone(offset)) if offset is not None else when
    minutes = months.ZONES.get("MSK" if name == "МСК" else name)
    return when if minutes is None else when.replace(tzinfo=timezone(timedelta(minutes=minutes)) if minutes else UTC)


def _day(line: str, language: str) -> datetime | None:
    """The day of a date as :data:`_WRITTEN` finds it."""
    if numbers := _NUMBERS.fullmatch(line):
        day, month, year = (int(part) for part in numbers.groups())
        swap = month > 12 or ("/" in line and language == "en" and day <= 12)
        return build(year + 2000 * (year < 100), *((day, month) if swap else (month, day)))
    if found := parse(line):
        return found.replace(tzinfo=None)
    parts = _PARTS.findall(line)
    numbered = [int(part) for part in parts if part.isdigit()]
    named = {month for part in parts if not part.isdigit() and (month := months.number(part))}
    if len(numbered) == 2 and len(named) == 1:
        year, day = max(numbered), min(numbered)
        return build(year, named.pop(), day)
    return _dateparsed(line, language)


def _dateparsed(line: str, language: str) -> datetime | None:
    """What a large library makes of a month whose name we do not hold."""
    import dateparser  # here, as few pages need it and it takes long to load

    try:
        found = dateparser.parse(
            line, languages=[language] if language in _LANGUAGES else None,
            settings={"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "RETURN_AS_TIMEZONE_AWARE": False,
                      "DATE_ORDER": "MDY" if language == "en" else "DMY"})
    except Exception:  # dateparser on odd languages and digits; a guess less
        return None
    return found.replace(tzinfo=None) if found else None


_LANGUAGES_CODES = "en de fr es it pt nl pl cs sk hu ro bg ru uk tr ar he fa hi ja ko zh id vi th sv da nb fi el hr sr"
_LANGUAGES = frozenset(_LANGUAGES_CODES.split())

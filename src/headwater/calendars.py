"""Calendars beside the Gregorian one as newsrooms print them: Iran's, Thailand's Buddhist years, Japan's eras, Taiwan's republic.

In: a line of text that may hold a date. Out: the same line with the day as ISO 8601 writes it, digits in ASCII. Never: a
date that the line does not name wholly.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from headwater import months, text

ZEROS = (0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20,
         0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0xFF10)  # of the scripts that write dates with digits of their own
DIGITS = {zero + value: str(value) for zero in ZEROS for value in range(10)}
_HIJRI = {name: number for number, names in enumerate((  # months of the Solar Hijri calendar: Iran's, Dari, Kurdish
    "فروردین حمل", "اردیبهشت ثور", "خرداد جوزا", "تیر سرطان", "مرداد اسد", "شهریور سنبله", "مهر میزان", "آبان عقرب",
    "آذر قوس", "دی جدی", "بهمن دلو", "اسفند حوت"), 1) for name in map(text.fold, names.split())}
_HIJRI_DATE = re.compile(r"(\d{1,2})\s+([^\W\d_]{2,9})(?:\s+ماه)?\s+(1[34]\d\d)(?!\d)")  # "14 خرداد 1404"
_HIJRI_NUMBERS = re.compile(r"(?<![\d/])(13[89]\d|14[01]\d)/(\d{1,2})/(\d{1,2})(?![\d/])")  # "1404/12/13", not "1447/09/15" of the lunar calendar
_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})  # of each 33 years, right for 1244 to 1472
_NEW_YEAR_1400 = date(2021, 3, 21)
_THAI_SHORT = {name: number for number, name in enumerate("ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.".split(), 1)}  # noqa: SIM905 as printed
_THAI = re.compile(r"(?<!\d)(\d{1,2})\s*([\u0e01-\u0e4e.]{3,12}?)\s*(?:พ\.?\s?ศ\.?\s*)?(25\d\d)(?!\d)")  # "4 มีนาคม 2569"
_THAI_NUMBERS = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(25\d\d)(?!\d)")  # "4/3/2569"
_THAI_LETTER = re.compile("[\u0e00-\u0e7f]")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}  # the year before the first
_ERA = re.compile(r"(?:中華|中华)?(令和|平成|昭和|民國|民国)\s?(元|\d{1,3})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")  # "令和8年3月4日", "民國115年3月4日"


def gregorian(line: str) -> str:
    """The line with its digits in ASCII and a date of another calendar as "2026-03-04".

    >>> gregorian("令和8年3月4日 10:15"), gregorian("4 มีนาคม 2569"), gregorian("3 May 2026")
    ('2026-03-04 10:15', '2026-03-04', '3 May 2026')
    """
    if line.isascii():
        return line
    persian = max(line) >= "\u0600"
    line = line.translate(DIGITS)
    if any(era in line for era in _ERAS):
        return _ERA.sub(lambda match: _iso(_ERAS[match[1]] + (1 if match[2] == "元" else int(match[2])), int(match[3]), int(match[4]), match[0]), line)
    if "25" in line and _THAI_LETTER.search(line):
        line = _THAI.sub(lambda match: _iso(int(match[3]) - 543, _THAI_SHORT.get(match[2]) or months.number(match[2]) or 0, int(match[1]), match[0]), line)
        return _THAI_NUMBERS.sub(lambda match: _iso(int(match[3]) - 543, int(match[2]), int(match[1]), match[0]), line)
    return _persian(line) if persian else line


def of_iran(line: str) -> str:
    """A line whose date is of the Solar Hijri calendar with the same day as ISO 8601 writes it; "" if it has none."""
    match = _HIJRI_DATE.search(text.fold(line.translate(DIGITS)))
    month = _HIJRI.get(match[2]) if match else None
    found = _of_iran(int(match[3]), month, int(match[1])) if match and month else None
    if match is None or found is None:
        return ""
    return f"{found.isoformat()} {' '.join(re.findall(r'[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?', match.string)[:1])}".strip()


def _of_iran(year: int, month: int, day: int) -> date | None:
    if not (1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30 if month < 12 or year % 33 in _LEAP else 29)):
        return None
    passed = sum(366 if one % 33 in _LEAP else 365 for one in range(min(1400, year), max(1400, year)))
    first = _NEW_YEAR_1400 + timedelta(days=passed if year >= 1400 else -passed)
    return first + timedelta(days=(month - 1) * 31 - max(0, month - 7) + day - 1)


def _persian(line: str) -> str:
    def named(match: re.Match[str]) -> str:
        month = _HIJRI.get(text.fold(match[2]))
        found = _of_iran(int(match[3]), month, int(match[1])) if month else None
        return found.isoformat() if found else match[0]

    def numbered(match: re.Match[str]) -> str:
        found = _of_iran(int(match[1]), int(match[2]), int(match[3]))
        return found.isoformat() if found else match[0]

    return _HIJRI_NUMBERS.sub(numbered, _HIJRI_DATE.sub(named, line))


def _iso(year: int, month: int, day: int, else_: str) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return else_

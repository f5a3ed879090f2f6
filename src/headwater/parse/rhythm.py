"""How often a feed says that it wants to be visited.

In: the children of a channel by name. Out: ``listed.PollHints``. Never: a value that is no positive number.
"""

from __future__ import annotations

import re

from headwater import listed
from headwater.parse import media, xml

_DAY = 86400.0
_PERIODS = {"hourly": 3600.0, "daily": _DAY, "weekly": 7 * _DAY, "monthly": 30 * _DAY, "yearly": 365 * _DAY,
            "hour": 3600.0, "day": _DAY, "week": 7 * _DAY, "month": 30 * _DAY, "year": 365 * _DAY, "dayly": _DAY}  # and what feeds make of them
_TIMES = re.compile(r"\d{1,6}(?:\.\d{1,6})?$")  # "2", "0.1"
_DAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])


def hints(found: xml.Fields) -> listed.PollHints:
    """ttl in minutes (RSS 2.0), else the period of the syndication module; skipHours and skipDays in GMT."""
    minutes = media.whole(xml.line(xml.first(found, "ttl")))
    return listed.PollHints(
        ttl=minutes * 60.0 if minutes and minutes < 10**6 else _period(found),
        skip_hours=tuple(sorted({int(value) % 24 for value in _inside(found, "skiphours", "hour")
                                 if value.isascii() and value.isdecimal() and int(value) <= 24})),
        skip_days=tuple(dict.fromkeys(day for value in _inside(found, "skipdays", "day") if (day := value.lower()) in _DAYS)),
    )


def _period(found: xml.Fields) -> float | None:
    period = _PERIODS.get(xml.line(xml.first(found, "sy:updateperiod")).lower())
    written = xml.line(xml.first(found, "sy:updatefrequency"))
    times = float(written) if written.isascii() and _TIMES.match(written) else 1.0
    return period / (times or 1.0) if period else None


def _inside(found: xml.Fields, outer: str, inner: str) -> list[str]:
    return [xml.line(one)[:20] for parent in found.get(outer, ())[:2] for one in parent[:50] if xml.named(one) == inner]

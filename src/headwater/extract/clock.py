"""Times of a live blog's entries that are written without their day: "15:05", below "Sunday, 3 May 2026" or on the page's one day.

In: elements of entries, the page's own times. Out: an instant where day and zone are certain. Never: a guess: a blog that may
have gone on past midnight, or a page whose zone nothing shows, gives no times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from headwater.extract import markup
from headwater.extract.moments import written

_CLOCK = re.compile(  # "15:05", "15.05 Uhr", "15h05", "kl. 15.05", "3:05 p.m.", "오후 3:05", "15時05分"
    r"^(?:(?:kl\.?|um|à|às|a las|ore|klo|o|w|в|о|at)\s)?(?P<half>上午|下午|午前|午後|오전|오후|\u0635|\u0645)?\s?(?P<h>\d{1,2})\s?[:.hH時点시]\s?(?P<m>\d{2})(?::\d{2})?\s?"
    r"(?:[分분]|uhr|h|hrs?|uur|ч|(?P<meridian>[ap])\.?\s?m\.?|(?P<after>[\u0635\u0645]))?\s?(?:\b[A-Z]{2,4})?$", re.I)
_OPENING = re.compile(  # "14:32 - ", "14.32 Uhr: ", "14h32 :", "9:05 p.m. | ", "[15:05] "
    r"^[\W_]{0,4}(?P<half>上午|下午|午前|午後|오전|오후)?\s?(?P<h>\d{1,2})\s?(?:[:hH時点시]\s?(?P<m>\d{2})|\.(?P<dotted>\d{2})(?=\s?(?:uhr|h|uur|[ap]\.?m\b)))\s?"
    r"(?:[分분]|uhr|h|hrs?|uur|ч|(?P<meridian>[ap])\.?\s?m\.?)?(?:\s[A-Z]{2,4}\b)?\s?[-–—:：.|•»\])】](?=[\s\u3000]|$)", re.I)
_LATE, _EARLY = frozenset({"下午", "午後", "오후", "\u0645", "p"}), frozenset({"上午", "午前", "오전", "\u0635", "a"})
_LOOKED_AT = 16  # elements of an entry that are asked for its clock
_HEADINGS_AT = 60  # elements before an entry that are asked for its day
_MOST_DAYS = 200  # elements of a page that are asked for a day
_SHORT = 16
_FRESH = timedelta(minutes=45)  # within which a page's last change says when its newest entry was posted


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The page's own times: published, last changed, fetched; ``language`` is that of its dates."""

    published: datetime | None = None
    updated: datetime | None = None
    fetched: datetime | None = None
    language: str = ""

    @property
    def zone(self) -> tzinfo | None:
        """The zone of the page's times."""
        return self.published.tzinfo if self.published else None


def of(element: markup.Element) -> tuple[int, int] | None:
    """The hour and minute that an entry shows in an element of their own."""
    for count, node in enumerate(element.iter()):
        if count >= _LOOKED_AT:
            break
        if len(node) or not node.text or len(node.text) > 80:
            continue
        line = " ".join(node.text.split())
        if 4 <= len(line) <= _SHORT and (match := _CLOCK.match(line)):
            return _read(match)
    return None


def opening(line: str) -> tuple[int, int] | None:
    """The hour and minute that open a line and are set apart from what follows."""
    match = _OPENING.match(line[:40]) if any(char.isdigit() for char in line[:8]) else None
    return _read(match) if match else None


def _read(match: re.Match[str]) -> tuple[int, int] | None:
    given = match.groupdict()
    hour, minute = int(given["h"]), int(given["m"] or given["dotted"])
    half = (given["half"] or given["meridian"] or given.get("after") or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in _LATE else 0)
    return (hour, minute) if hour < 24 and minute < 60 else None


def days(elements: Iterable[markup.Element], language: str) -> list[date | None]:
    """The day that stands as a heading before each entry, if one does; entries come in the page's order."""
    found: list[date | None] = []
    current: date | None = None
    budget = _MOST_DAYS
    for element in elements:
        node = element.getprevious()
        for _ in range(_HEADINGS_AT):
            if node is None or budget <= 0 or of(node) is not None:
                break
            budget -= 1
            if heading := _day(node, language):
                current = heading
                break
            node = node.getprevious()
        found.append(current)
    return found


def _day(node: markup.Element, language: str) -> date | None:
    if not isinstance(node.tag, str) or markup.is_longer(node, 50):
        return None
    line = markup.text(node)
    moment = written(line, language) if any(char.isdigit() for char in line) else None
    return moment.date() if moment else None


def instants(clocks: list[tuple[int, int] | None], headed: list[date | None], times: Times) -> list[datetime | None]:
    """When each entry was posted, where that is certain."""
    zone = _zone(clocks, times)
    if zone is None:
        return [None] * len(clocks)
    if any(headed):
        return [datetime(day.year, day.month, day.day, *at, tzinfo=zone) if at and day else None for at, day in zip(clocks, headed, strict=True)]
    day = _one_day(clocks, times)
    return [datetime(day.year, day.month, day.day, *at, tzinfo=zone) if at and day else None for at in clocks]


def _one_day(clocks: list[tuple[int, int] | None], times: Times) -> date | None:
    """The day on which the page was published, changed or fetched last, and on which its clocks run one way; None otherwise."""
    first, last = times.published, times.updated or times.fetched
    given = [at for at in clocks if at]
    runs = given in (sorted(given), sorted(given, reverse=True))
    one = first is not None and last is not None and first.date() == last.astimezone(first.tzinfo).date()
    return first.date() if runs and one and first else None


def _zone(clocks: list[tuple[int, int] | None], times: Times) -> tzinfo | None:
    """The zone of the clocks: the one that the page writes, but UTC, which machines write anywhere, only where the newest clock confirms it."""
    zone, given = times.zone, [at for at in clocks if at]
    if zone is None or not given or times.published is None:
        return None
    if times.published.utcoffset():
        return zone
    last = times.updated
    if last is None:
        return None
    last = last.astimezone(zone)
    newest = max((at for at in given if at <= (last.hour, last.minute)), default=None)
    ahead = any(at > (last.hour, last.minute) for at in given)
    near = newest is not None and timedelta(hours=last.hour - newest[0], minutes=last.minute - newest[1]) <= _FRESH
    return zone if near and not ahead else None

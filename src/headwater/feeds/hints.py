"""What a server's headers and a document ask of our rhythm, as one.

In: headers, hints of a document. Out: ``model.PollHints``. Never: a decision on what is obeyed (``schedule``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from headwater import model

_MOST = 30 * 86_400.0  # seconds; a longer wish is none


def hints_of(headers: Iterable[tuple[str, str]], *, now: datetime) -> model.PollHints:
    """What an answer's headers (names lower case) ask: Cache-Control max-age without Age, else Expires; Retry-After."""
    found: dict[str, str] = {}
    for name, value in headers:
        found[name] = f"{found[name]}, {value}" if name == "cache-control" and name in found else found.get(name, value)
    directives = dict(_directive(part) for part in found.get("cache-control", "")[:2000].lower().split(","))
    max_age = _seconds(directives.get("max-age", ""))
    if max_age is not None:
        max_age = max(0.0, max_age - (_seconds(found.get("age", "")) or 0.0))
    elif "expires" in found and not directives.keys() & {"no-cache", "no-store"}:
        max_age = _until(found["expires"], found.get("date", ""), now)
    retry = found.get("retry-after", "")
    return model.PollHints(max_age=max_age or None, retry_after=_seconds(retry) or (_until(retry, "", now) if retry else None) or None)


def _directive(part: str) -> tuple[str, str]:
    name, _, value = part.strip().partition("=")
    return name.strip(), value.strip().strip('"')


def _seconds(value: str) -> float | None:
    value = value.strip()
    return min(float(value), _MOST) if value.isascii() and value.isdecimal() and len(value) < 20 else None


def _until(value: str, start: str, now: datetime) -> float | None:
    """Seconds from a date, or from now, to another; None if it is past or no date."""
    moments = []
    for line in (value, start):
        try:
            when = parsedate_to_datetime(line)
            moments.append(when if when.tzinfo else when.replace(tzinfo=UTC))
        except (ValueError, TypeError, IndexError, OverflowError):
            moments.append(None)
    end, begin = moments
    if end is None:
        return None
    span = (end - (begin or now)).total_seconds()
    return min(span, _MOST) if span > 0 else None


def joined(first: model.PollHints, second: model.PollHints) -> model.PollHints:
    """The hints of a document and of its headers as one; where both speak, the longer wait."""
    def longer(one: float | None, other: float | None) -> float | None:
        return max(one, other) if one is not None and other is not None else one if one is not None else other

    return model.PollHints(
        ttl=longer(first.ttl, second.ttl), max_age=longer(first.max_age, second.max_age),
        retry_after=longer(first.retry_after, second.retry_after),
        skip_hours=first.skip_hours or second.skip_hours, skip_days=first.skip_days or second.skip_days,
    )

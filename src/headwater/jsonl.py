"""Fields of a JSON line from anybody: read as what they should be, or as nothing.

In: values of a decoded line. Out: text and aware times. Never: an exception on any value.
"""

from __future__ import annotations

from datetime import UTC, datetime


def string(value: object) -> str:
    """The value if it is text, else ""."""
    return value if isinstance(value, str) else ""


def moment(value: object) -> datetime | None:
    """An ISO 8601 time, in UTC where it names no zone; None if it is none."""
    try:
        found = datetime.fromisoformat(string(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

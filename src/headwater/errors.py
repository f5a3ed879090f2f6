"""Errors by what the runner shall do about them; expected outcomes are return values, never errors.

In: nothing. Out: three classes and their messages. Never: an error that hides which of the three it is.
"""

from __future__ import annotations

from pathlib import Path


class HeadwaterError(Exception):
    """Root of every error that Headwater raises on purpose; its text says what happened, to what, what to do."""


class Transient(HeadwaterError):
    """The same work may succeed later; ``retry_after`` is the number of seconds to wait, if known."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Quarantine(HeadwaterError):
    """The same input will fail again unchanged; it is kept for a person to look at."""


class ConfigError(HeadwaterError):
    """Stops the start: a setting or a file is wrong. Names the file and line where they are known."""

    def __init__(self, message: str, *, path: Path | None = None, line: int | None = None) -> None:
        where = f"{path}" + (f", line {line}" if line else "") if path else ""
        super().__init__(f"{where}: {message}" if where else message)
        self.path = path
        self.line = line

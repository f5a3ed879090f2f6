"""What one reading of a document carries along: its address and clock, the warnings so far, the slow dates left.

In: nothing from outside. Out: :class:`Notes`. Never: more than ``MAX_WARNINGS`` warnings or ``SLOW_DATES`` slow
readings of a date, so that a hostile document cannot spend our time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from headwater import listed
from headwater.parse import dates

MAX_WARNINGS = 50
MAX_MOMENTS = 10_000  # date lines kept
SLOW_DATES = 8  # a document; dateparser takes milliseconds for each


@dataclass(slots=True, kw_only=True)
class Notes:
    """Grows while a document is read, and is read off at the end."""

    url: str = ""  # the document's address, "" if unknown
    now: datetime | None = None
    language: str | None = None  # of the feed, once known
    warnings: list[listed.Warned] = field(default_factory=list)
    slow_left: int = SLOW_DATES
    verbatim: bool = False  # whether fields are also wanted in the feed's own words
    clean: bool = False  # whether no text of the document can hold a control character
    _moments: dict[str, datetime] = field(default_factory=dict)  # of date lines: most stand in a document more than once
    _given: list[tuple[str, str]] = field(default_factory=list)

    def warn(self, code: str, detail: str = "") -> None:
        """Note something odd; the same thing only once."""
        one = listed.Warned(code=code, detail=detail[:200])
        if len(self.warnings) < MAX_WARNINGS and one not in self.warnings:
            self.warnings.append(one)

    def give(self, name: str, value: str) -> None:
        """Keep a field as the feed writes it, if that is wanted."""
        if self.verbatim and value and len(self._given) < MAX_WARNINGS:
            self._given.append((name, value))

    def given(self) -> tuple[tuple[str, str], ...]:
        """What was kept since this was asked last."""
        if not self._given:
            return ()
        found = tuple(self._given)
        self._given.clear()
        return found

    def date(self, text: str) -> datetime | None:
        """The moment that a date line names, or None with a warning."""
        line = text.strip()
        if not line:
            return None
        if line in self._moments:
            return self._moments[line]
        found = dates.quick(line, self.language) or dates.named(line, self.language)
        if found is None and self.slow_left > 0 and dates.may_be_slow(line):
            self.slow_left -= 1
            found = dates.slow(line, language=self.language, now=self.now)
        if found is None:
            self.warn("bad-date", line)
        elif len(self._moments) < MAX_MOMENTS:
            self._moments[line] = found
        return found

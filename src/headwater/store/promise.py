"""The promise in numbers, from the ledger's rows alone, so that anybody who has the ledger can check them.

In: a span of time. Out: :class:`Numbers`. Never: a look at the notices.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """How the promise of 24 hours was kept."""

    acted: int = 0  # in time: a decision or an interim action
    asked: int = 0  # in time: an itemised request for what was missing, sent
    breached: int = 0  # neither
    median_hours: float | None = None  # until the first of these; None: nothing settled
    p95_hours: float | None = None

    @property
    def total(self) -> int:
        return self.acted + self.asked + self.breached


def numbers(conn: sa.Connection, *, since: datetime, now: datetime) -> Numbers:
    """The promises settled since a time."""
    raise NotImplementedError

"""The promise in numbers, from the ledger's rows alone, so that anybody who has the ledger can check them.

In: a span of time. Out: :class:`Numbers`. Never: a look at the notices.

Each round of 24 hours ends in one row ``promise.settled`` with ``outcome``, ``hours`` and ``since``; where the promise was
broken ``hours`` is null until a row ``promise.late`` tells when an action or an answer came after all.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater.notices import Outcome
from headwater.store import ledger

SETTLED, LATE = "promise.settled", "promise.late"


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
    """The promises settled since a time; one that is broken and still without an answer counts its hours until now."""
    rows = ledger.of_kinds(conn, (SETTLED, LATE), since=since)
    late = {(row.subject, row.facts["turn"]): float(row.facts["hours"]) for row in rows if row.kind == LATE}
    counts = dict.fromkeys(Outcome, 0)
    hours: list[float] = []
    for row in rows:
        if row.kind != SETTLED:
            continue
        counts[Outcome(row.facts["outcome"])] += 1
        taken = row.facts["hours"] if row.facts["hours"] is not None else late.get((row.subject, row.facts["turn"]))
        running = (now - datetime.fromisoformat(row.facts["since"])).total_seconds() / 3600
        hours.append(float(taken) if taken is not None else running)
    return Numbers(
        acted=counts[Outcome.ACTED], asked=counts[Outcome.ASKED], breached=counts[Outcome.BREACHED],
        median_hours=round(statistics.median(hours), 2) if hours else None, p95_hours=_p95(hours),
    )


def _p95(hours: list[float]) -> float | None:
    """The value that 95 of 100 do not exceed (nearest rank)."""
    return round(sorted(hours)[math.ceil(0.95 * len(hours)) - 1], 2) if hours else None

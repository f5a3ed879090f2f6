"""Rank: which stories stand first on the front page.

In: who reported a story, when, in which language, and what repeats another. Out: a number. Never: a look at what the
text says, at clicks, or at the clock: ``now`` is an argument.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from headwater import model

HALF_LIFE = 8 * 3600.0  # seconds
_LANGUAGE_BONUS = 0.15  # for each doubling of the number of languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One publication of a story, as ranking sees it."""

    outlet_id: model.OutletId
    seen_at: datetime  # published, or first seen where that is unknown
    language: str | None = None
    is_copy: bool = False  # repeats another report


def score(story: Sequence[Report], *, now: datetime) -> float:
    """A story's rank, higher first: independent outlets on a logarithmic scale, halved every eight hours of age.

    Copies count once: outlets that only repeat others add nothing. Age is that of the freshest quarter of the
    independent reports, so that one straggler does not lift a story of many; a date in the future counts as now.
    """
    if not story:
        return 0.0
    own = [report for report in story if not report.is_copy] or list(story[:1])
    first: dict[str, Report] = {}
    for report in sorted(own, key=lambda report: report.seen_at):
        first.setdefault(report.outlet_id, report)
    ages = sorted(max(0.0, (now - report.seen_at).total_seconds()) for report in first.values())
    age = ages[len(ages) // 4]
    languages = len({report.language for report in first.values() if report.language}) or 1
    weight = math.log2(1 + len(first)) * (1 + _LANGUAGE_BONUS * math.log2(languages))
    return weight * 0.5 ** (age / HALF_LIFE)

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
_COUNTRY_BONUS = 0.15  # for each doubling of the number of countries


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One publication of a story, as ranking sees it."""

    outlet_id: model.OutletId
    seen_at: datetime  # published, or first seen where that is unknown
    language: str | None = None
    country: str | None = None  # of the outlet
    is_copy: bool = False  # repeats another report


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a story's rank is made of."""

    reports: int
    outlets: int  # independent ones
    languages: int
    countries: int
    age: float  # seconds, of the freshest quarter

    @property
    def score(self) -> float:
        """log2(1 + outlets) * (1 + .15 log2(languages) + .15 log2(countries)) * 0.5 ** (age / 8 h)."""
        breadth = 1 + _LANGUAGE_BONUS * math.log2(self.languages) + _COUNTRY_BONUS * math.log2(self.countries)
        return math.log2(1 + self.outlets) * breadth * 0.5 ** (self.age / HALF_LIFE)


def score(story: Sequence[Report], *, now: datetime) -> float:
    """A story's rank, higher first: :attr:`Counted.score`; 0 for none."""
    counted = count(story, now=now)
    return counted.score if counted else 0.0


def count(story: Sequence[Report], *, now: datetime) -> Counted | None:
    """What counts of a story: independent outlets, their languages and countries, and its age.

    Copies count once: outlets that only repeat others add nothing. Age is that of the freshest quarter of the
    independent reports, so that one straggler does not lift a story of many; a date in the future counts as now.
    """
    if not story:
        return None
    own = [report for report in story if not report.is_copy] or list(story[:1])
    first: dict[str, Report] = {}
    for report in sorted(own, key=lambda report: report.seen_at):
        first.setdefault(report.outlet_id, report)
    ages = sorted(max(0.0, (now - report.seen_at).total_seconds()) for report in first.values())
    return Counted(
        reports=len(story), outlets=len(first), age=ages[len(ages) // 4],
        languages=len({report.language for report in first.values() if report.language}) or 1,
        countries=len({report.country for report in first.values() if report.country}) or 1,
    )

"""Copies laid under their originals, and a story's reports on a line of time.

In: the publications of a story. Out: reports with their copies, points for a plot. Never: a publication lost: a copy
whose original is not among them stands for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from headwater import model
from headwater.store import pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An article and those that repeat it, oldest first."""

    item: pages.Shown
    copies: tuple[pages.Shown, ...] = ()

    @property
    def unsure(self) -> int:
        """Of how many copies it cannot be told whether they or this article were first."""
        return sum(one.publication.first_by == model.FirstBy.UNDECIDED for one in self.copies)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One report on the line of time."""

    item: pages.Shown
    x: float  # percent of the width
    y: int  # pixels from the top
    is_copy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The plot: points, height in pixels, and the times under its line."""

    points: tuple[Point, ...]
    height: int
    ticks: tuple[tuple[float, datetime], ...]  # percent, time


def fold(items: Sequence[pages.Shown]) -> tuple[Report, ...]:
    """Reports in the order of their time, each with its copies and the copies of those."""
    by_id: dict[str, pages.Shown] = {item.publication.article_id: item for item in items}
    copies: dict[str, list[pages.Shown]] = {}
    originals = []
    for item in sorted(items, key=lambda item: (item.sort_at, item.publication.article_id)):
        root = _root(item, by_id)
        if root is item:
            originals.append(item)
        else:
            copies.setdefault(root.publication.article_id, []).append(item)
    return tuple(Report(item=item, copies=tuple(copies.get(item.publication.article_id, ()))) for item in originals)


def _root(item: pages.Shown, by_id: dict[str, pages.Shown]) -> pages.Shown:
    """The first original that is shown; in a circle, the oldest of it."""
    trail = [item]
    while (original := by_id.get(trail[-1].copy_of or "")) is not None:
        if original in trail:
            return min(trail[trail.index(original):], key=lambda one: (one.sort_at, one.publication.article_id))
        trail.append(original)
    return trail[-1]


_ROW = 14  # pixels between points that would touch
_ROWS = 9
_APART = 1.6  # percent of the width that a point takes
_BASE = 16  # pixels below the lowest point, for the line


def timeline(items: Sequence[pages.Shown]) -> Timeline | None:
    """Points between the first and the last report, stacked where they would touch; None for a single moment."""
    ordered = sorted(items, key=lambda item: item.sort_at)
    if len(ordered) < 2 or ordered[-1].sort_at - ordered[0].sort_at < timedelta(minutes=1):
        return None
    start, span = ordered[0].sort_at, ordered[-1].sort_at - ordered[0].sort_at
    ends = [-_APART] * _ROWS  # where each row is taken
    placed: list[tuple[pages.Shown, float, int]] = []
    for item in ordered:
        x = round(2 + 96 * ((item.sort_at - start) / span), 2)
        row = next((number for number in range(_ROWS) if x - ends[number] >= _APART), _ROWS - 1)
        ends[row] = x
        placed.append((item, x, row))
    height = _BASE + _ROW * (max(row for *_, row in placed) + 1)
    points = tuple(
        Point(item=item, x=x, y=height - _BASE - _ROW * row, is_copy=item.copy_of is not None) for item, x, row in placed
    )
    ticks = ((2.0, start), (50.0, start + span / 2), (98.0, start + span))
    return Timeline(points=points, height=height, ticks=ticks)

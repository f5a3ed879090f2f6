"""The picture of a simulated month, as SVG: polls an hour, and how long items wait until they are found.

In: counts. Out: SVG. Never: a library for it; two panels of lines need none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

WIDTH, HEIGHT, LEFT, TOP, PANEL = 860, 560, 78, 52, 190
_INK, _LINE, _FAINT = "#1d2733", "#0b6e8f", "#d5dbe1"
_WAITS = (1, 5, 15, 60, 240, 1440, 4320)  # minutes


def draw(polls: np.ndarray, waits: np.ndarray, found: dict[str, float]) -> str:
    """Both panels."""
    across = WIDTH - LEFT - 24
    first = _polls(polls, across)
    second = _waits(waits, across)
    title = f"{found['feeds']:,} feeds on {found['hosts']:,} hosts, {found['days']:g} simulated days, {found['polls']:,} polls"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="system-ui, sans-serif" font-size="13" fill="{_INK}" role="img">'
        f'<title>{title}</title><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f'<text x="{LEFT}" y="24" font-size="16" font-weight="600">{title}</text>{first}{second}</svg>\n'
    )


def _polls(polls: np.ndarray, across: float) -> str:
    most = _round_up(float(polls.max()) if len(polls) else 1.0)
    points = [(LEFT + across * at / max(len(polls) - 1, 1), TOP + PANEL - PANEL * float(value) / most) for at, value in enumerate(polls)]
    days = len(polls) / 24
    marks = "".join(
        _mark_x(LEFT + across * day / days, TOP + PANEL, f"{day:g}") for day in range(0, int(days) + 1, 1 if days < 12 else 5)
    )
    return _panel(TOP, [(most * part / 4, TOP + PANEL - PANEL * part / 4) for part in range(5)], "polls an hour, by day") + marks + _path(points)


def _waits(waits: np.ndarray, across: float) -> str:
    top = TOP + PANEL + 74
    share = np.cumsum(waits) / max(1, waits.sum())
    last = np.log10(len(waits))
    points = [(LEFT + across * float(np.log10(minute + 1) / last), top + PANEL - PANEL * float(share[minute])) for minute in _minutes(len(waits))]
    marks = "".join(
        _mark_x(LEFT + across * float(np.log10(minute) / last), top + PANEL, f"{minute} min" if minute < 60 else f"{minute // 60} h")
        for minute in _WAITS
    )
    steps = [(25 * part, top + PANEL - PANEL * part / 4) for part in range(5)]
    return _panel(top, steps, "share of items found within so long after they appeared, %") + marks + _path(points)


def _minutes(count: int) -> Sequence[int]:
    return sorted({int(value) for value in np.geomspace(1, count - 1, 300)})


def _panel(top: float, steps: Sequence[tuple[float, float]], words: str) -> str:
    lines = "".join(
        f'<line x1="{LEFT}" x2="{WIDTH - 24}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_FAINT}"/>'
        f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:,.0f}</text>' for value, y in steps
    )
    return f'{lines}<text x="{LEFT}" y="{top - 8:.0f}" font-weight="600">{words}</text>'


def _mark_x(x: float, y: float, words: str) -> str:
    return f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{words}</text>'


def _path(points: Sequence[tuple[float, float]]) -> str:
    return f'<path fill="none" stroke="{_LINE}" stroke-width="1.5" d="M' + " L".join(f"{x:.1f},{y:.1f}" for x, y in points) + '"/>'


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 5, 8, 10 times a power of ten: "173" becomes 200."""
    power = 10.0 ** np.floor(np.log10(max(value, 1.0)))
    return next(float(step * power) for step in (1, 2, 4, 5, 8, 10) if step * power >= value)

"""What is due when for a notice, from the moment it came in (rights-desk requirements, 2.3).

In: a class, the rules that the operator set, a starting time. Out: steps with the times at which they are due. Never:
the clock on the wall; weekends count like other days.

A notice to which something was added starts a second round of 24 hours: its steps carry ".2", the old ones stay as they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from headwater import notices
from headwater.desk import category as classes
from headwater.notices import Category

OWN_AFTER = timedelta(minutes=5)  # a publisher that is proven to be it, about its own
CHECK = timedelta(hours=22)
CONFIRM = timedelta(hours=72)
LAPSE = timedelta(days=10)  # since the notice came in: an interim action on a doubtful notice
SERIES = timedelta(hours=1)  # acknowledgements that were held back follow together
DAILY = timedelta(days=1)
_URGENT = (0.0, 0.5, 1.0)  # hours: class U0 pages people at once
_CHANGING = frozenset({"own", "interim", "lapse"})  # steps that change what readers see


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One step and its time."""

    name: str  # "remind-1", "interim", "promise.2", ...
    at: datetime


def plan(category: Category, start: datetime, rules: notices.DeskRules, *, turn: int = 1) -> tuple[Due, ...]:
    """The steps of a round of 24 hours, in order."""
    hours: list[tuple[str, float]] = []
    reminders = sorted({*_URGENT, *rules.reminders}) if category is Category.U0 else sorted(rules.reminders)
    hours += [(f"remind-{number}", each) for number, each in enumerate(reminders, 1)]
    if category is Category.U2:
        hours.append(("own", OWN_AFTER.total_seconds() / 3600))
    if category not in (Category.L, Category.U1):
        hours += [("warn", rules.warning), ("interim", rules.interim), ("check", max(rules.interim, CHECK.total_seconds() / 3600))]
    hours.append(("promise", classes.PROMISE.total_seconds() / 3600))
    due = [Due(name=named(name, turn), at=start + timedelta(hours=each)) for name, each in hours]
    if category is Category.L:
        due.append(Due(name=named("overdue-1", turn), at=start + classes.L_DECISION))
    return tuple(sorted(due, key=lambda one: one.at))


def after_interim(start: datetime, now: datetime, *, is_high: bool) -> tuple[Due, ...]:
    """What follows an interim action: a person confirms it in 72 hours, or a doubtful one lapses 10 days after T0."""
    due = [Due(name="confirm-1", at=max(start + CONFIRM, now + DAILY))]
    if is_high:
        due.append(Due(name="lapse", at=max(start + LAPSE, now + DAILY)))
    return tuple(due)


def named(name: str, turn: int) -> str:
    """A step's name in a round."""
    return name if turn == 1 else f"{name}.{turn}"


def parts(name: str) -> tuple[str, int, int]:
    """What a step does, its number, its round: "remind-2.3" -> ("remind", 2, 3)."""
    base, _, turn = name.partition(".")
    verb, _, number = base.partition("-")
    return verb, int(number or 0), int(turn or 1)


def changes(name: str) -> bool:
    """Whether a step changes what readers see, so that the web does it where the worker is dead."""
    return parts(name)[0] in _CHANGING

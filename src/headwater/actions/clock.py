"""The desk's clock: does for each notice what is due, once, in order, whatever stood still before.

In: a store, the rules, the time. Out: reminders, warnings, interim actions, promises settled. Never: a timer in memory,
or a step that is done twice.
"""

from __future__ import annotations

from datetime import datetime

from headwater import notices
from headwater.store import db


def run(store: db.Store, *, rules: notices.DeskRules, now: datetime, limit: int = 100) -> int:
    """Do at most ``limit`` due steps, the longest due first; gives how many. Also notes that the worker is alive."""
    raise NotImplementedError


def overdue_interims(store: db.Store, *, rules: notices.DeskRules, now: datetime) -> int:
    """What the web does itself where the worker has been silent for 30 minutes: interim actions that are due."""
    raise NotImplementedError


def is_silent(store: db.Store, *, now: datetime) -> bool:
    """Whether the worker has not run for 30 minutes: an alarm on the desk's pages."""
    raise NotImplementedError

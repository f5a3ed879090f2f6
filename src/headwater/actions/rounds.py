"""Rounds of 24 hours: the first begins when a notice comes in, a further one when what was missing has come.

In: a notice. Out: its steps on the clock; the round before ended as it deserves. Never: a change of T0.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from headwater import notices
from headwater.actions import promises
from headwater.desk import category, clock
from headwater.store import steps


def set_clock(conn: sa.Connection, notice: notices.Notice, turn: int, *, rules: notices.DeskRules, now: datetime) -> None:
    """Put the round's steps on the clock."""
    plan = clock.plan(notice.category, notice.deadline_at - category.PROMISE, rules, turn=turn)
    due = [(one.name, one.at) for one in plan]
    if not notice.is_open:  # misdirected: it is answered, and the promise is looked at
        due = [(name, at) for name, at in due if clock.parts(name)[0] == "promise"]
    if notice.info_until and notice.is_open:
        due.append((clock.named("info", turn), notice.info_until))
    steps.add(conn, notice.id, due)


def begin(
    conn: sa.Connection, notice: notices.Notice, turn: int, *, rules: notices.DeskRules, now: datetime
) -> tuple[int, notices.Notice]:
    """It is complete: a new 24 hours begin, and the old ones stay in the record as they ended. Gives the new round's number too."""
    ended = promises.end(conn, notice, turn, rules=rules, now=now)
    steps.drop(conn, notice.id, "a new round has begun", now=now, keep=("confirm", "lapse", "ack"))
    fresh = replace(ended, deadline_at=now + category.PROMISE, outcome=None, answered_at=None, info_until=None)
    set_clock(conn, fresh, turn + 1, rules=rules, now=now)
    return turn + 1, fresh

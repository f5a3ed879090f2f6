"""The promise of 24 hours: when a round of it ends, how, and the row of the ledger that says so.

In: a notice with its round. Out: the notice with its outcome. Never: an outcome that changes, or one without a row.

A round ends once: with a decision or an interim action in time (acted); with an itemised request that was sent in time
(asked), looked at when the 24 hours are over or something was added; else it is broken (breached).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from headwater import notices
from headwater.actions import telling
from headwater.desk import category, clock
from headwater.notices import Outcome
from headwater.store import ledger, outbox, promise, steps


def acted(conn: sa.Connection, notice: notices.Notice, turn: int, *, now: datetime) -> notices.Notice:
    """A decision or an interim action was made; ends the round unless it has ended."""
    if notice.outcome is None:
        if now <= notice.deadline_at:
            return _settle(conn, notice, turn, Outcome.ACTED, at=now, now=now)
        notice = _settle(conn, notice, turn, Outcome.BREACHED, at=None, now=now)
    if notice.outcome is Outcome.BREACHED and notice.answered_at is None:
        facts = {"turn": turn, "hours": _hours(notice, now)}
        ledger.append(conn, promise.LATE, subject=notice.reference, actor="machine", now=now, facts=facts)
        return replace(notice, answered_at=now)
    return notice


def asked(conn: sa.Connection, notice: notices.Notice, turn: int, key: str, *, now: datetime) -> notices.Notice:
    """An itemised request was queued under this key; it counts once it was sent."""
    steps.add(conn, notice.id, [(clock.named("asked", turn), now)])
    steps.done(conn, steps.Step(notice_id=notice.id, name=clock.named("asked", turn), due_at=now), key, now=now)
    return replace(notice, answered_at=notice.answered_at or now)


def end(conn: sa.Connection, notice: notices.Notice, turn: int, *, rules: notices.DeskRules, now: datetime) -> notices.Notice:
    """The 24 hours are over, or a new round begins: asked if it was asked in time, else broken."""
    if notice.outcome is not None:
        return notice
    at = _was_asked(conn, notice, turn, rules=rules)
    if at is not None:
        return _settle(conn, notice, turn, Outcome.ASKED, at=at, now=now)
    return _settle(conn, notice, turn, Outcome.BREACHED, at=None, now=now)


def _was_asked(conn: sa.Connection, notice: notices.Notice, turn: int, *, rules: notices.DeskRules) -> datetime | None:
    """When the request reached the submitter, if that was in time: by mail, or, where no mail can go, on the status page."""
    name = clock.named("asked", turn)
    step = next((one for one in steps.of_notice(conn, notice.id) if one.name == name), None)
    if step is None or step.done_at is None:
        return None
    letter = None if step.result == telling.ON_STATUS_PAGE else outbox.by_key(conn, step.result)
    at = step.done_at if letter is None or not rules.sends_mail else letter.sent_at
    return at if at is not None and at <= notice.deadline_at else None


def _settle(
    conn: sa.Connection, notice: notices.Notice, turn: int, outcome: Outcome, *, at: datetime | None, now: datetime
) -> notices.Notice:
    facts = {
        "outcome": str(outcome), "hours": None if at is None else _hours(notice, at), "since": _start(notice).isoformat(), "turn": turn,
        "category": str(notice.category), "type": str(notice.type),
    }  # fmt: skip
    ledger.append(conn, promise.SETTLED, subject=notice.reference, actor="machine", now=now, facts=facts)
    return replace(notice, outcome=outcome, answered_at=at)


def _start(notice: notices.Notice) -> datetime:
    return notice.deadline_at - category.PROMISE


def _hours(notice: notices.Notice, at: datetime) -> float:
    return round(max(0.0, (at - _start(notice)).total_seconds() / 3600), 3)

"""The desk's clock: does for each notice what is due, once, in order, whatever stood still before.

In: a store, the rules, the time. Out: reminders, warnings, interim actions, promises settled. Never: a timer in memory,
or a step that is done twice.

Each step is done in a transaction of its own that locks its notice and marks the step, so that ``kill -9`` between two
steps loses nothing; reminders that are due together are one letter. A step that fails is tried again and stops no other.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from headwater import errors, notices
from headwater.actions import due
from headwater.desk import clock as plans
from headwater.store import db, steps
from headwater.store import notices as rows

log = structlog.get_logger()
SILENT = timedelta(minutes=30)  # of the worker, before the web does what cannot wait
AGAIN = timedelta(minutes=5)  # after a step failed
_BATCH = 50
_REMINDED = 500  # notices of one letter
_READERS = ("own", "interim", "lapse")  # steps that change what readers see


def run(store: db.Store, *, rules: notices.DeskRules, now: datetime, limit: int = 100) -> int:
    """Do at most ``limit`` due steps, the longest due first; gives how many. Also notes that the worker is alive."""
    with store.write() as conn:
        steps.beat(conn, now=now)
    return _run(store, rules=rules, now=now, limit=limit)


def _run(store: db.Store, *, rules: notices.DeskRules, now: datetime, limit: int, verbs: tuple[str, ...] = ()) -> int:
    done = 0
    while done < limit:
        with store.read() as conn:
            batch = steps.due(conn, now=now, limit=min(_BATCH, limit - done), verbs=verbs)
        if not batch:
            break
        before = done
        for step in batch:
            if plans.parts(step.name)[0] == "remind":
                done += _remind(store, rules=rules, now=now)
            else:
                done += _try(store, step, rules=rules, now=now)
        if done == before:  # others do the same steps at the same time
            break
    return done


def _try(store: db.Store, step: steps.Step, *, rules: notices.DeskRules, now: datetime) -> int:
    try:
        return _do(store, step, rules=rules, now=now)
    except errors.Transient:
        raise
    except Exception as error:  # the tick's own: one notice never stops the others
        log.exception("a step of the desk's clock failed", notice=step.notice_id, step=step.name)
        with store.write() as conn:
            steps.postpone(conn, step, now + AGAIN, f"failed: {type(error).__name__}")
        return 0


def _do(store: db.Store, step: steps.Step, *, rules: notices.DeskRules, now: datetime) -> int:
    with store.write() as conn:
        kept = rows.get_to_change(conn, step.notice_id)
        if not steps.is_open(conn, step):
            return 0
        result = due.perform(conn, kept, step, rules=rules, now=now) if kept else due.Done("there is no such notice")
        if result.later:
            steps.postpone(conn, step, result.later, result.words)
        else:
            steps.done(conn, step, result.words, now=now)
    return 1


def _remind(store: db.Store, *, rules: notices.DeskRules, now: datetime) -> int:
    """Every reminder that is due, as one letter to each reviewer."""
    with store.write() as conn:
        late = steps.due(conn, now=now, limit=_REMINDED, verbs=("remind",))
        return due.remind(conn, late, rules=rules, now=now)


def overdue_interims(store: db.Store, *, rules: notices.DeskRules, now: datetime, limit: int = 20) -> int:
    """What the web does itself where the worker has been silent for 30 minutes: steps that change what readers see."""
    if not is_silent(store, now=now):
        return 0
    return _run(store, rules=rules, now=now, limit=limit, verbs=_READERS)


def is_silent(store: db.Store, *, now: datetime) -> bool:
    """Whether the worker has not run for 30 minutes, or never, while something was due: an alarm on the desk's pages."""
    with store.read() as conn:
        last = steps.last_beat(conn)
        if last is not None:
            return now - last > SILENT
        first = steps.next_due(conn)
        return first is not None and now - first > SILENT

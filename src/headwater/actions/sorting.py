"""Sorting: a reviewer sets right what kind of complaint a notice is, and names what it is about where its sender did not.

In: a notice, the right type, further addresses. Out: the notice judged anew, everything its sender said kept, its clock as
the new class wants it. Never: a change of T0 or of the promised time, a lost field, or a decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from headwater import errors, notices
from headwater.actions import decide, interim, judging, rounds
from headwater.actions import targets as resolving
from headwater.desk import category, clock, forms, states
from headwater.desk import interim as grades
from headwater.notices import Kind, State
from headwater.store import codec, db, ledger, restrictions, steps
from headwater.store import notices as rows

_AGAIN = "sorted anew"
_OF_A_ROUND = ("remind", "own", "warn", "interim", "check", "overdue")  # what depends on the class


def sort(
    store: db.Store, notice_id: str, type: notices.Type, *, more: Sequence[str] = (), by: notices.PersonId, version: int | None = None,
    rules: notices.DeskRules, now: datetime,
) -> notices.Notice:
    """Give an open notice its right type, and name more of what it is about. Raises Conflict where the version has moved."""
    with store.write() as conn:
        kept = rows.get_to_change(conn, notice_id)
        if kept is None:
            raise errors.HeadwaterError(f"there is no notice {notice_id}: `headwater desk list` shows those that are open")
        before = kept.notice
        if version is not None and before.version != version:
            raise decide.Conflict(f"{before.reference} has changed since you read it: look at it again before you sort it")
        if not before.is_open:
            raise errors.HeadwaterError(f"{before.reference} is not open: open it again first")
        sorted_ = _sorted(conn, before, type, more, now=now)
        if (sorted_.type, sorted_.targets) == (before.type, before.targets):
            return before
        urgent = grades.at_receipt(sorted_) if sorted_.interim_id is None else ()
        if urgent:
            restrictions.guard(conn, exclusive=True)  # after the notice and before the ledger, as a decision does
        facts = {"type": str(type), "was": str(before.type), "category": str(sorted_.category), "missing": list(sorted_.missing), "named": len(more)}
        ledger.append(conn, "notice.sorted", subject=before.reference, actor=by, now=now, facts=facts, private=codec.dump(tuple(more)) if more else "")
        turn, sorted_ = _follow(conn, before, sorted_, kept.turn, rules=rules, now=now)
        if urgent:
            sorted_ = interim.take(conn, sorted_, turn, urgent, rule=grades.RULE_URGENT, rules=rules, now=now)
        saved = rows.save(conn, sorted_, turn=turn)
        assert saved is not None  # its row is locked
        rows.save_targets(conn, saved)
    return saved


def _sorted(conn: sa.Connection, before: notices.Notice, type: notices.Type, more: Sequence[str], *, now: datetime) -> notices.Notice:
    """The notice as one of its new type, judged anew."""
    usual, wanted = forms.TYPES[before.type].scopes[0], forms.TYPES[type].scopes
    fitting = [replace(one, scope=wanted[0]) if one.kind is Kind.ARTICLE and (one.scope == usual or one.scope not in wanted) else one
               for one in before.targets] if type is not before.type else list(before.targets)  # fmt: skip
    known = {(one.kind, one.object_id) for one in fitting if one.kind}
    found = resolving.resolve(conn, [(each, wanted[0]) for each in more])
    if not all(one.kind for one in found):
        raise errors.HeadwaterError("not everything that you named is found here: write addresses of this site, or of an outlet's own page, one a line")
    fitting += [one for one in found if (one.kind, one.object_id) not in known]
    return judging.judge(conn, replace(before, type=type, targets=tuple(fitting)), now=now)


def _follow(
    conn: sa.Connection, before: notices.Notice, after: notices.Notice, turn: int, *, rules: notices.DeskRules, now: datetime
) -> tuple[int, notices.Notice]:
    """What another type brings with it: what waited for words that are not wanted waits no longer; the clock is set anew."""
    if after.state is State.NEEDS_INFO and not after.missing:
        return rounds.begin(conn, replace(after, state=states.after(after.state, states.Event.INFO)), turn, rules=rules, now=now)
    if after.category is not before.category:
        plan = clock.plan(after.category, after.deadline_at - category.PROMISE, rules, turn=turn)
        steps.replan(conn, after.id, [(one.name, one.at) for one in plan if clock.parts(one.name)[0] in _OF_A_ROUND], _OF_A_ROUND, _AGAIN, now=now)
    return turn, after

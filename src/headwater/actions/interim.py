"""Interim action: what the clock or a rule does before a person has decided, and its end.

In: a notice and the moves that ``desk.interim`` chose. Out: decisions that a rule made, restrictions, letters, ledger rows.
Never: a deletion, or an interim action that does not say that it is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from headwater import notices
from headwater.actions import promises, restrict, telling
from headwater.desk import clock, letters
from headwater.desk import interim as grades
from headwater.notices import Action
from headwater.store import ids, ledger, steps, subjects
from headwater.store import notices as rows


def take(
    conn: sa.Connection, notice: notices.Notice, turn: int, moves: Sequence[grades.Move], *, rule: str, rules: notices.DeskRules, now: datetime
) -> notices.Notice:
    """Do what was chosen, tell both sides, end the round; the notice is not saved. Unchanged where nothing could be done."""
    urgent = rule == grades.RULE_URGENT
    made = imposed(conn, notice, moves, rule=rule, reason=lambda action: grades.label(notice, action, is_urgent=urgent), interim=True, now=now)
    if not made:
        return notice
    decisions = [decision for decision, _ in made]
    for decision, targets in made:
        ledger.append(conn, "interim.taken", subject=notice.reference, actor=rule, now=now, facts=facts_of(decision, targets))
    is_high = notice.risk == "high"
    notice = promises.acted(conn, replace(notice, interim_id=decisions[0].id, interim_until=_until(notice, now) if is_high else None), turn, now=now)
    steps.add(conn, notice.id, [(one.name, one.at) for one in clock.after_interim(notice.received_at, now, is_high=is_high)])
    token = rows.token_of(conn, notice.id, now=now)
    telling.submitter(conn, notice, "interim", letters.interim(notice, rules, token, decisions, deadline=not urgent), now=now)
    everything = [one for _, targets in made for one in targets]
    telling.affected(conn, notice, "reasons", everything, lambda what: letters.reasons(notice, rules, decisions, what, ends_at=notice.interim_until),
                     rules=rules, now=now, again=f":{decisions[0].id}")
    return notice


def imposed(
    conn: sa.Connection, notice: notices.Notice, moves: Sequence[grades.Move], *, rule: str, reason: Callable[[Action], str], interim: bool,
    now: datetime,
) -> list[tuple[notices.Decision, tuple[notices.Target, ...]]]:
    """Impose each move as a decision of its own that a rule made; gives those that reached something."""
    made = []
    for move in moves:
        targets = subjects.articles_of_stories(conn, move.targets)
        targets = subjects.articles_of_images(conn, targets) if move.action is Action.LABEL else targets
        decision = notices.Decision(
            id=notices.DecisionId(ids.new()), notice_id=notice.id, made_at=now, made_by=rule, automated="full", action=move.action,
            ground=str(notice.type), reason=reason(move.action), interim=interim,
        )  # fmt: skip
        if restrict.impose(conn, decision, targets, reference=notice.reference, now=now).restrictions:
            rows.add_decision(conn, decision)
            made.append((decision, targets))
    return made


def end(
    conn: sa.Connection, notice: notices.Notice, why: str, *, actor: str, now: datetime, final: bool = False
) -> tuple[notices.Notice, list[notices.Decision]]:
    """Lift every interim action of a notice, and with ``final`` its decisions too; gives the notice and what was lifted."""
    standing = [one for one in rows.decisions(conn, notice.id) if (one.interim or final) and one.undone_at is None and one.action is not Action.NONE]
    for one in standing:
        restrict.lift(conn, one.id, now=now)
        rows.end_decision(conn, one, now=now)
    for one in standing:
        ledger.append(conn, "interim.lifted" if one.interim else "decision.undone", subject=notice.reference, actor=actor, now=now, facts={"decision": one.id, "why": why})
    return replace(notice, interim_id=None, interim_until=None), standing


def facts_of(decision: notices.Decision, targets: Sequence[notices.Target]) -> dict[str, object]:
    """A decision for the ledger, without a personal word: its reason is kept beside the chain."""
    return {
        "decision": decision.id, "action": str(decision.action), "basis": decision.basis, "ground": decision.ground, "automated": decision.automated,
        "interim": decision.interim, "stay_down": decision.stay_down, "spared": len(decision.spare),
        "targets": [[str(one.kind), one.object_id, str(one.scope)] for one in targets[:100]], "count": len(targets),
    }  # fmt: skip


def _until(notice: notices.Notice, now: datetime) -> datetime:
    return max(notice.received_at + clock.LAPSE, now + clock.DAILY)

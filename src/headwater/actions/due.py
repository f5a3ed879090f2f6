"""What each step of the desk's clock does with its notice (rights-desk requirements, 2.3).

In: a connection on which the notice is locked, the step. Out: a :class:`Done`. Never: a step that looks at the time at
which it should have run to pretend that it did: after a standstill the ledger says when things happened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from headwater import notices
from headwater.actions import interim, judging, promises, restrict, telling
from headwater.desk import clock, letters, states
from headwater.desk import interim as grades
from headwater.notices import Category, Outcome, State
from headwater.store import ledger, outbox, restrictions, steps, subjects
from headwater.store import notices as rows

_SERIES_MOST = 1000  # receipts in one letter


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a step."""

    words: str
    later: datetime | None = None  # it is to be done again then


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """What every step is given."""

    conn: sa.Connection
    kept: rows.Kept
    step: steps.Step
    rules: notices.DeskRules
    now: datetime

    @property
    def notice(self) -> notices.Notice:
        return self.kept.notice

    def save(self, notice: notices.Notice) -> notices.Notice:
        saved = rows.save(self.conn, notice)
        assert saved is not None  # its row is locked
        return saved


def perform(conn: sa.Connection, kept: rows.Kept, step: steps.Step, *, rules: notices.DeskRules, now: datetime) -> Done:
    """Do a step for its notice."""
    verb, _, turn = clock.parts(step.name)
    if turn < kept.turn and verb in ("warn", "interim", "check", "promise", "info", "own"):
        return Done("a new round has begun")
    return _VERBS[verb](_Turn(conn=conn, kept=kept, step=step, rules=rules, now=now))


def remind(conn: sa.Connection, late: Sequence[steps.Step], *, rules: notices.DeskRules, now: datetime) -> int:
    """One letter to each reviewer about every notice whose reminder is due; gives how many steps are done."""
    waiting: dict[str, notices.Notice] = {}
    urgency = 0
    for step in late:
        found = rows.get(conn, step.notice_id)
        if found and found.is_open and not found.claimed_by and found.outcome is None:
            waiting[found.id] = found
            urgency = max(urgency, clock.parts(step.name)[1], 4 if found.category is Category.U0 else 0)
        steps.done(conn, step, "reminded" if found and found.id in waiting else "needless", now=now)
    if waiting:
        listed = sorted(waiting.values(), key=lambda one: one.deadline_at)
        word = ("Reminder", "Reminder", "Escalation", "Second escalation", "Urgent")[min(urgency, 4)]
        told = telling.reviewers(conn, letters.reminder(listed, rules, now=now, urgency=word), key=f"remind:{now.isoformat()}", now=now)
        ledger.append(conn, "desk.reminded", subject="desk", actor="machine", now=now,
                      facts={"notices": [one.reference for one in listed][:100], "count": len(listed), "told": told, "urgency": word})
    return len(late)


# ---- before the deadline -----------------------------------------------------------------------------------


def _own(turn: _Turn) -> Done:
    """+5 min: a publisher that is proven to be it gets fully what it asks for its own."""
    notice, conn = turn.notice, turn.conn
    domain = judging.verified(notice)
    about = subjects.of(conn, [one for one in notice.targets if one.kind is not None])
    if notice.state not in notices.OPEN or notice.state is State.UNVERIFIED or not judging.is_own(about, domain):
        return Done("not its own, or not open")
    if judging.is_by_answer(notice):
        return Done("proven by an answer alone: a person looks at what it says")
    made = interim.imposed(conn, notice, grades.own(notice), rule=grades.RULE_OWN, interim=False, now=turn.now,
                           reason=lambda _: f"The publisher of {domain}, proven by its mail, asked for this about its own items.")
    if not made:
        return Done("nothing of it is here")
    for decision, targets in made:
        ledger.append(conn, "decision.made", subject=notice.reference, actor=grades.RULE_OWN, now=turn.now, private=decision.reason,
                      facts=interim.facts_of(decision, targets))
    first = made[0][0]
    notice, _ = interim.end(conn, notice, "decided", actor=grades.RULE_OWN, now=turn.now)
    notice = replace(notice, state=states.after(notice.state, states.Event.ACT), decision_id=first.id, info_until=None)
    notice = turn.save(promises.acted(conn, notice, turn.kept.turn, now=turn.now))
    steps.drop(conn, notice.id, "decided", now=turn.now, keep=(turn.step.name,))
    token = rows.token_of(conn, notice.id, now=turn.now)
    telling.submitter(conn, notice, "decision", letters.decided(notice, turn.rules, token, first), now=turn.now, again=f":{first.id}")
    decisions = [decision for decision, _ in made]
    telling.affected(conn, notice, "reasons", notice.targets, lambda what: letters.reasons(notice, turn.rules, decisions, what),
                     rules=turn.rules, now=turn.now, again=f":{first.id}")
    return Done("done as asked")


def _warn(turn: _Turn) -> Done:
    """+16 h: those affected hear of the interim action that is coming."""
    notice = turn.notice
    moves = grades.choose(notice) if _waits(notice) else ()
    if not moves:
        return Done("no interim action is coming")
    at = _interim_at(turn)
    targets = [one for move in moves for one in move.targets]
    told = telling.affected(turn.conn, notice, "warning", targets, lambda what: letters.warning(notice, turn.rules, what, at=at), rules=turn.rules,
                            now=turn.now, again=f":{turn.kept.turn}")
    ledger.append(turn.conn, "interim.warned", subject=notice.reference, actor="machine", now=turn.now, facts={"told": told, "at": at.isoformat()})
    return Done(f"{told} told")


def _interim_at(turn: _Turn) -> datetime:
    name = clock.named("interim", turn.kept.turn)
    return next((one.due_at for one in steps.of_notice(turn.conn, turn.notice.id) if one.name == name), turn.notice.deadline_at)


def _interim(turn: _Turn) -> Done:
    """+20 h: what nobody has decided is reduced, or asked for."""
    notice = turn.notice
    if not _waits(notice):
        return Done("decided, or done already")
    taken = interim.take(turn.conn, notice, turn.kept.turn, grades.choose(notice), rule=grades.RULE, rules=turn.rules, now=turn.now)
    if taken != notice:
        turn.save(taken)
        return Done("interim action")
    if grades.is_asking(notice):
        return _ask(turn)
    telling.reviewers(turn.conn, letters.alarm(notice, turn.rules, "Nothing can be done by itself: decide"), key=f"stuck:{notice.id}:{turn.kept.turn}",
                      now=turn.now, notice=notice)
    return Done("nothing could be done by itself")


def _ask(turn: _Turn) -> Done:
    """The itemised request is the action; it is sent now unless it was."""
    notice, conn = turn.notice, turn.conn
    name = clock.named("asked", turn.kept.turn)
    if any(one.name == name for one in steps.of_notice(conn, notice.id)):
        return Done("asked before")
    if any(one.name == "ack" and one.done_at is None for one in steps.of_notice(conn, notice.id)):
        return Done("is asked with the receipts that wait")
    until = notice.info_until or turn.now
    letter = letters.ask(notice, turn.rules, rows.token_of(conn, notice.id, now=turn.now), judging.lacks(notice), words="", until=until)
    ledger.append(conn, "notice.asked", subject=notice.reference, actor=grades.RULE, now=turn.now, facts={"missing": list(notice.missing)})
    key = telling.submitter(conn, notice, "ask", letter, now=turn.now, again=f":clock-{turn.kept.turn}")
    turn.save(promises.asked(conn, notice, turn.kept.turn, key, now=turn.now))
    return Done("asked")


def _check(turn: _Turn) -> Done:
    """+22 h: whether what was done stands; if not, it is done again and people are told."""
    notice = turn.notice
    standing = [one for one in rows.decisions(turn.conn, notice.id) if one.interim and one.undone_at is None]
    if not notice.is_open or not standing:
        return Done("no interim action stands")
    gone = [one for one in standing if not restrictions.of_decision(turn.conn, one.id)]
    if not gone:
        return Done("it stands")
    chosen = {move.action: move.targets for move in (*grades.at_receipt(notice), *grades.choose(notice))}
    for decision in gone:
        targets = subjects.articles_of_stories(turn.conn, chosen.get(decision.action, notice.targets))
        targets = subjects.articles_of_images(turn.conn, targets) if decision.action is notices.Action.LABEL else targets  # as it was taken
        restrict.impose(turn.conn, decision, targets, reference=notice.reference, now=turn.now)
    telling.reviewers(turn.conn, letters.alarm(notice, turn.rules, "An interim action did not stand and was done again"),
                      key=f"check:{notice.id}:{turn.kept.turn}", now=turn.now, notice=notice)
    ledger.append(turn.conn, "interim.repeated", subject=notice.reference, actor="machine", now=turn.now, facts={"decisions": [one.id for one in gone]})
    return Done("it did not stand: done again")


# ---- at and after the deadline -----------------------------------------------------------------------------


def _promise(turn: _Turn) -> Done:
    """+24 h: acted, asked or breached; a broken promise is told to the submitter and to everybody here."""
    notice = turn.notice
    if notice.outcome is not None:
        return Done(str(notice.outcome))
    if notice.state is State.SPAM or notice.state is State.RETRACTED:
        return Done("nothing is owed")
    ended = turn.save(promises.end(turn.conn, notice, turn.kept.turn, rules=turn.rules, now=turn.now))
    if ended.outcome is not Outcome.BREACHED:
        return Done(str(ended.outcome))
    token, until = rows.token_of(turn.conn, ended.id, now=turn.now), turn.now + clock.DAILY
    telling.submitter(turn.conn, ended, "apology", letters.apology(ended, turn.rules, token, until=until), now=turn.now, again=f":{turn.kept.turn}")
    telling.reviewers(turn.conn, letters.alarm(ended, turn.rules, "A promise is broken"), key=f"breach:{ended.id}:{turn.kept.turn}", now=turn.now, notice=ended)
    steps.add(turn.conn, ended.id, [(clock.named("overdue-1", turn.kept.turn), until)])
    return Done("breached")


def _confirm(turn: _Turn) -> Done:
    """+72 h and each day after: an interim action wants a person's decision."""
    notice = turn.notice
    if not notice.is_open or notice.interim_id is None:
        return Done("decided, or ended")
    return _daily(turn, "confirm", "An interim action waits for a decision")


def _overdue(turn: _Turn) -> Done:
    """Each day after a broken promise."""
    if not turn.notice.is_open:
        return Done("decided")
    return _daily(turn, "overdue", "A complaint is overdue")


def _daily(turn: _Turn, verb: str, words: str) -> Done:
    _, number, of_turn = clock.parts(turn.step.name)
    telling.reviewers(turn.conn, letters.alarm(turn.notice, turn.rules, words), key=f"{turn.step.name}:{turn.notice.id}", now=turn.now, notice=turn.notice)
    steps.add(turn.conn, turn.notice.id, [(clock.named(f"{verb}-{number + 1}", of_turn), turn.now + clock.DAILY)])
    return Done("reminded")


def _lapse(turn: _Turn) -> Done:
    """+10 d: an interim action on a doubtful notice ends by itself unless it was confirmed."""
    notice = turn.notice
    if not notice.is_open or notice.interim_id is None or notice.risk != "high":
        return Done("decided, or ended")
    notice, lifted = interim.end(turn.conn, notice, "lapsed", actor="machine", now=turn.now)
    notice = turn.save(notice)
    token = rows.token_of(turn.conn, notice.id, now=turn.now)
    telling.submitter(turn.conn, notice, "lapsed", letters.lapsed(notice, turn.rules, token), now=turn.now)
    if lifted:
        telling.affected(turn.conn, notice, "restored", notice.targets, lambda what: letters.restored(notice, turn.rules, what, "The interim action has ended."),
                         rules=turn.rules, now=turn.now, again=":lapsed")
    return Done("lapsed")


def _info(turn: _Turn) -> Done:
    """+7 d: what was asked for has not come."""
    notice = turn.notice
    if notice.state not in (State.NEEDS_INFO, State.UNVERIFIED) or notice.info_until is None:
        return Done("it has come, or is decided")
    if notice.info_until > turn.now:
        return Done("asked again meanwhile", later=notice.info_until)
    if notice.interim_id is not None or notice.category in (Category.U0, Category.U1):
        telling.reviewers(turn.conn, letters.alarm(notice, turn.rules, "What was asked for has not come: decide"), key=f"info:{notice.id}:{turn.kept.turn}",
                          now=turn.now, notice=notice)
        return Done("left to a person")
    ended = promises.end(turn.conn, notice, turn.kept.turn, rules=turn.rules, now=turn.now)
    closed = turn.save(replace(ended, state=states.after(notice.state, states.Event.TIMEOUT), info_until=None))
    steps.drop(turn.conn, notice.id, "closed", now=turn.now, keep=(turn.step.name,))
    ledger.append(turn.conn, "notice.closed", subject=notice.reference, actor="machine", now=turn.now, facts={"why": "incomplete", "missing": list(notice.missing)})
    token = rows.token_of(turn.conn, notice.id, now=turn.now)
    telling.submitter(turn.conn, closed, "closed", letters.closed(closed, turn.rules, token), now=turn.now, again=f":{turn.kept.turn}")
    return Done("closed")


# ---- receipts that were held back --------------------------------------------------------------------------


def _series(turn: _Turn) -> Done:
    """One receipt for everything of a sender that could not be acknowledged at once (V3, V8)."""
    conn, now = turn.conn, turn.now
    key = f"acks:{turn.kept.sender_key[:16]}:{now.isoformat()}"
    if outbox.by_key(conn, key):
        return Done("the letter of this hour is full", later=now + clock.SERIES)
    waiting = rows.waiting_for(conn, turn.kept.sender_key, "ack", limit=_SERIES_MOST)
    told = [(one, rows.token_of(conn, one.id, now=now), judging.lacks(one)) for one in waiting]
    if not told:
        return Done("needless")
    letter = letters.series(told, turn.rules)
    outbox.put(conn, key=key, kind="ack", recipient=turn.notice.contact.mail, subject=letter.subject, body=letter.body, now=now, notice_id=turn.notice.id)
    queued = outbox.by_key(conn, key)
    if queued is None or queued.held_at:
        return Done("held back", later=now + clock.SERIES)
    for one in waiting:
        steps.done(conn, replace(turn.step, notice_id=one.id), key, now=now)
        if one.missing:
            kept = rows.get_to_change(conn, one.id)
            if kept and kept.notice.outcome is None:
                rows.save(conn, promises.asked(conn, kept.notice, kept.turn, key, now=now))
    ledger.append(conn, "notice.acknowledged", subject=turn.notice.reference, actor="machine", now=now,
                  facts={"together": [one.reference for one in waiting], "asked": sum(bool(one.missing) for one in waiting)})
    return Done(key)


def _waits(notice: notices.Notice) -> bool:
    """Whether nobody has decided and nothing was done in the meantime."""
    return notice.is_open and notice.interim_id is None


_VERBS: dict[str, Callable[[_Turn], Done]] = {
    "own": _own, "warn": _warn, "interim": _interim, "check": _check, "promise": _promise, "confirm": _confirm, "overdue": _overdue,
    "lapse": _lapse, "info": _info, "ack": _series,
}  # fmt: skip

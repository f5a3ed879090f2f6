"""Deciding: what reviewers do with a notice, saved with all that follows, in one transaction.

In: a store, what was decided, by whom, the version that was read. Out: decisions, restrictions, letters, ledger rows.
Never: a look at the person's role (the caller has done that), or a decision over one that was not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater import errors, notices, urls
from headwater.actions import interim, promises, restrict, rounds, telling
from headwater.desk import clock, elements, letters, risk, states
from headwater.notices import Action, State
from headwater.store import db, ids, ledger, steps, subjects
from headwater.store import notices as rows


class Conflict(errors.HeadwaterError):
    """Somebody else has changed the notice since it was read: look again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a reviewer resolves."""

    action: notices.Action
    targets: tuple[notices.Target, ...] = ()  # (): every target of the notice that was found
    basis: str = "terms"  # "legal": 451; "terms": 410
    ground: str = ""  # a short code; "": the notice's type
    reason: str = ""  # in public: facts and ground, no personal data
    note: str = ""  # for the desk
    stay_down: bool = True
    spare: tuple[str, ...] = ()  # registrable domains whose own copies are never hit


def decide(
    store: db.Store, notice_id: str, verdict: Verdict, *, by: notices.PersonId, version: int, rules: notices.DeskRules,
    now: datetime,
) -> notices.Decision:
    """Decide a notice; what was done in the interim gives way. Raises Conflict where ``version`` has moved."""
    with store.write() as conn:
        kept = _locked(conn, notice_id, version)
        decision, targets = _drawn(conn, kept.notice, verdict, by=by, now=now)
        event = states.Event.NO_ACTION if decision.action is Action.NONE else states.Event.ACT
        notice = replace(kept.notice, state=states.after(kept.notice.state, event), decision_id=decision.id, info_until=None)
        if decision.action is not Action.NONE:  # before the interim is lifted, so that nothing shows in between
            restrict.impose(conn, decision, targets, reference=notice.reference, now=now)
        notice, lifted = interim.end(conn, notice, "decided", actor=by, now=now)
        rows.add_decision(conn, decision)
        ledger.append(conn, "decision.made", subject=notice.reference, actor=by, now=now, private=decision.reason,
                      facts=interim.facts_of(decision, targets))
        notice = promises.acted(conn, notice, kept.turn, now=now)
        steps.drop(conn, notice.id, "decided", now=now)
        _keep(conn, notice)
        _tell(conn, notice, decision, targets, bool(lifted), rules=rules, now=now)
    return decision


def _drawn(
    conn: sa.Connection, notice: notices.Notice, verdict: Verdict, *, by: notices.PersonId, now: datetime
) -> tuple[notices.Decision, tuple[notices.Target, ...]]:
    """The decision that a verdict makes, and what it is about."""
    reason = verdict.reason.strip()
    if not reason:
        raise errors.HeadwaterError("a decision needs a reason that may be read in public: facts and ground, no personal data")
    if verdict.basis not in ("legal", "terms"):
        raise errors.HeadwaterError(f"the basis is legal or terms, not {verdict.basis!r}")
    named = subjects.articles_of_stories(conn, verdict.targets or notice.targets)
    targets = tuple(one for one in named if one.kind is not None)
    if verdict.action is not Action.NONE and not targets:
        raise errors.HeadwaterError(f"{notice.reference} names nothing that is found here: name a target, ask for one, or decide that nothing is done")
    decision = notices.Decision(
        id=notices.DecisionId(ids.new()), notice_id=notice.id, made_at=now, made_by=by, action=verdict.action, basis=verdict.basis,
        ground=verdict.ground or str(notice.type), reason=reason, note=verdict.note, stay_down=verdict.stay_down and verdict.action is not Action.NONE,
        spare=spared(conn, notice, targets, verdict.spare),
    )  # fmt: skip
    return decision, targets


def spared(
    conn: sa.Connection, notice: notices.Notice, targets: Sequence[notices.Target], more: Sequence[str] = ()
) -> tuple[str, ...]:
    """The domains whose own copies a stay-down never hits: the claimant's and that of the original, but not the target's."""
    original = notice.statement.get("original_url")
    mail = risk.company_domain(notice.contact.mail)
    verified = next((one.removeprefix("verified: ") for one in notice.flags if one.startswith("verified: ")), "")
    against = {one.outlet_domain for one in subjects.of(conn, targets)}
    own = [one for one in (verified, mail, urls.domain(original) if original else "") if one and one not in against]
    return tuple(dict.fromkeys([*(urls.domain(one) for one in more), *own]))


def _tell(
    conn: sa.Connection, notice: notices.Notice, decision: notices.Decision, targets: Sequence[notices.Target], had_interim: bool, *,
    rules: notices.DeskRules, now: datetime,
) -> None:
    token, again = rows.token_of(conn, notice.id, now=now), f":{decision.id}"
    telling.submitter(conn, notice, "decision", letters.decided(notice, rules, token, decision, sources=_sources(conn, notice, targets)), now=now, again=again)
    if decision.action is not Action.NONE:
        telling.affected(conn, notice, "reasons", targets, lambda what: letters.reasons(notice, rules, [decision], what), rules=rules, now=now, again=again)
    elif had_interim:
        telling.affected(conn, notice, "restored", notice.targets, lambda what: letters.restored(notice, rules, what, decision.reason), rules=rules, now=now, again=again)


def _sources(conn: sa.Connection, notice: notices.Notice, targets: Sequence[notices.Target]) -> list[str]:
    """Where the things lie at their publishers; not where the most harmful things lie, and not for a publisher that asks about its own."""
    if notice.category in (notices.Category.U0, notices.Category.U2):
        return []
    return subjects.sources(conn, targets)


def undo(
    store: db.Store, decision_id: str, *, by: notices.PersonId, reason: str, rules: notices.DeskRules, now: datetime
) -> notices.Decision:
    """Take a decision back: everything is shown as before, nothing of it stays down. Twice is once."""
    if not reason.strip():
        raise errors.HeadwaterError("taking a decision back needs a reason that may be read in public")
    with store.write() as conn:
        decision = rows.decision(conn, decision_id)
        if decision is None:
            raise errors.HeadwaterError(f"there is no decision {decision_id}: `headwater desk show REFERENCE` names those of a notice")
        kept = _locked(conn, decision.notice_id, None) if decision.notice_id else None
        decision = rows.decision(conn, decision_id) or decision  # as it is now that the notice is locked
        if decision.undone_at is not None:
            return decision
        lifted = restrict.lift(conn, decision.id, now=now)
        ended = rows.end_decision(conn, decision, now=now)
        assert ended is not None
        notice = kept.notice if kept else None
        facts = {"decision": decision.id, "lifted": lifted, "interim": decision.interim}
        ledger.append(conn, "decision.undone", subject=notice.reference if notice else decision.id, actor=by, now=now, facts=facts, private=reason)
        if kept and notice:
            turn, after = _without(conn, kept, decision, rules=rules, now=now)
            after = _keep(conn, after, turn=turn)
            token, again = rows.token_of(conn, notice.id, now=now), f":{decision.id}"
            telling.submitter(conn, after, "undone", letters.undone(after, rules, token, ended, reason), now=now, again=again)
            telling.affected(conn, after, "restored", after.targets, lambda what: letters.restored(after, rules, what, reason), rules=rules, now=now, again=f"{again}:undone")
    return ended


def _without(
    conn: sa.Connection, kept: rows.Kept, decision: notices.Decision, *, rules: notices.DeskRules, now: datetime
) -> tuple[int, notices.Notice]:
    """The notice once a decision on it is taken back; one that refused it opens it again, with a new 24 hours."""
    notice = kept.notice
    if decision.interim:
        still = [one for one in rows.decisions(conn, notice.id) if one.interim and one.undone_at is None]
        return kept.turn, notice if still else replace(notice, interim_id=None, interim_until=None)
    if decision.id == notice.decision_id and notice.state is State.NO_ACTION:
        return rounds.begin(conn, replace(notice, state=states.after(notice.state, states.Event.REOPEN)), kept.turn, rules=rules, now=now)
    if notice.state is State.ACTED:
        stand = [one for one in rows.decisions(conn, notice.id) if one.undone_at is None and one.id != decision.id and one.action is not Action.NONE and not one.interim]
        if stand:  # the complaint is acted on as long as one of its decisions holds
            return kept.turn, replace(notice, decision_id=stand[-1].id)
        return kept.turn, replace(notice, state=states.after(notice.state, states.Event.UNDO))
    return kept.turn, notice


def ask(
    store: db.Store, notice_id: str, elements_: Sequence[str], *, by: notices.PersonId, rules: notices.DeskRules,
    now: datetime, words: str = "",
) -> notices.Notice:
    """Ask the submitter for what is missing, item by item, with words of one's own if wanted."""
    with store.write() as conn:
        kept = _locked(conn, notice_id, None)
        wanted = list(dict.fromkeys(elements_))
        if unknown := set(wanted) - set(elements.names(kept.notice.type)):
            raise errors.HeadwaterError(f"{', '.join(sorted(unknown))} cannot be asked for: choose from {', '.join(elements.names(kept.notice.type))}")
        if not wanted and not words.strip():
            raise errors.HeadwaterError("say what is missing: at least one element, or words of your own")
        until = now + timedelta(days=rules.info_days)
        notice = replace(kept.notice, state=states.after(kept.notice.state, states.Event.ASK), info_until=until,
                         missing=tuple(dict.fromkeys([*kept.notice.missing, *wanted])))
        missing = [notices.Missing(element=one, words=elements.words(notice.type, one)) for one in wanted]
        token = rows.token_of(conn, notice.id, now=now)
        letter = letters.ask(notice, rules, token, missing, words=words.strip(), until=until)
        ledger.append(conn, "notice.asked", subject=notice.reference, actor=by, now=now, facts={"missing": wanted}, private=words)
        key = telling.submitter(conn, notice, "ask", letter, now=now, again=f":{notice.version}")
        notice = promises.asked(conn, notice, kept.turn, key, now=now)
        steps.add(conn, notice.id, [(clock.named(f"info-{notice.version}", kept.turn), until)])
        return _keep(conn, notice)


def claim(store: db.Store, notice_id: str, *, by: notices.PersonId, now: datetime) -> notices.Notice:
    """Take a notice on; the reminders cease. Raises Conflict where somebody else has it."""
    with store.write() as conn:
        notice = _locked(conn, notice_id, None).notice
        if notice.claimed_by == by:
            return notice
        if notice.claimed_by:
            raise Conflict(f"{notice.reference} has been taken on by somebody else: ask them, or look at it again")
        ledger.append(conn, "notice.claimed", subject=notice.reference, actor=by, now=now)
        return _keep(conn, replace(notice, claimed_by=by))


def let_go(store: db.Store, notice_id: str, *, by: notices.PersonId, now: datetime) -> notices.Notice:
    """Give a notice back to the queue, whoever had it."""
    with store.write() as conn:
        notice = _locked(conn, notice_id, None).notice
        if not notice.claimed_by:
            return notice
        ledger.append(conn, "notice.let_go", subject=notice.reference, actor=by, now=now)
        return _keep(conn, replace(notice, claimed_by=None))


def note(store: db.Store, notice_id: str, words: str, *, by: notices.PersonId, now: datetime) -> None:
    """Write something down for the desk alone."""
    if not words.strip():
        raise errors.HeadwaterError("an empty note says nothing: write something")
    with store.write() as conn:
        notice = _locked(conn, notice_id, None).notice
        rows.add_note(conn, notice.id, words.strip(), by=by, now=now)
        ledger.append(conn, "notice.noted", subject=notice.reference, actor=by, now=now, private=words.strip())


def mark(
    store: db.Store, notice_id: str, state: notices.State, *, by: notices.PersonId, reason: str, rules: notices.DeskRules,
    now: datetime,
) -> notices.Notice:
    """Set a notice aside as spam or misdirected, or open it again (``under_review``)."""
    events = {State.SPAM: states.Event.SPAM, State.MISDIRECTED: states.Event.MISDIRECTED, State.UNDER_REVIEW: states.Event.REOPEN}
    if state not in events:
        raise errors.HeadwaterError(f"{state} is reached by deciding or asking, not by marking")
    with store.write() as conn:
        kept = _locked(conn, notice_id, None)
        after = states.after(kept.notice.state, events[state])
        notice, turn = replace(kept.notice, state=after), kept.turn
        if state is State.UNDER_REVIEW:
            turn, notice = rounds.begin(conn, notice, kept.turn, rules=rules, now=now)
        else:
            notice, _ = interim.end(conn, replace(notice, info_until=None), str(state), actor=by, now=now)
        ledger.append(conn, f"notice.{'reopened' if state is State.UNDER_REVIEW else state}", subject=notice.reference, actor=by, now=now, private=reason)
        if state is State.SPAM:  # it is not answered: an answer would tell the sender that the address lives
            steps.drop(conn, notice.id, "spam", now=now)
        elif state is State.MISDIRECTED:
            notice = _misdirected(conn, notice, turn, rules=rules, now=now)
        return _keep(conn, notice, turn=turn)


def _misdirected(conn: sa.Connection, notice: notices.Notice, turn: int, *, rules: notices.DeskRules, now: datetime) -> notices.Notice:
    """The submitter is told where to go; that is the answer that the promise wants."""
    steps.drop(conn, notice.id, "misdirected", now=now, keep=(clock.named("promise", turn),))
    letter = letters.ack(notice, rules, rows.token_of(conn, notice.id, now=now), [])
    key = telling.submitter(conn, notice, "misdirected", letter, now=now, again=f":{notice.version}")
    return promises.asked(conn, notice, turn, key, now=now)


def _locked(conn: sa.Connection, notice_id: str, version: int | None) -> rows.Kept:
    kept = rows.get_to_change(conn, notice_id)
    if kept is None:
        raise errors.HeadwaterError(f"there is no notice {notice_id}: `headwater desk list` shows those that are open")
    if version is not None and kept.notice.version != version:
        raise Conflict(f"{kept.notice.reference} has changed since you read it: look at it again before you decide")
    return kept


def _keep(conn: sa.Connection, notice: notices.Notice, *, turn: int | None = None) -> notices.Notice:
    saved = rows.save(conn, notice, turn=turn)
    assert saved is not None  # its row is locked
    return saved

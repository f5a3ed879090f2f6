"""Receiving: a complaint comes in, by form, mail or letter, and everything that follows at once, in one transaction.

In: drafts and additions of submitters. Out: notices with their targets, deadlines, ledger rows and queued letters.
Never: a complaint that is dropped, refused or decided by a person; T0 that is set twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater import notices, text
from headwater.actions import evidence, interim, judging, promises, rounds, telling
from headwater.actions import targets as resolving
from headwater.desk import category, clock, elements, letters, risk, states
from headwater.desk import interim as grades
from headwater.notices import Category, State
from headwater.store import codec, db, ids, ledger, outbox, restrictions, steps
from headwater.store import notices as rows

_LINE, _PROSE = 600, 20_000  # characters kept of a line, of a text
_MOST_SAID = 10 * _PROSE  # characters of everything that is explained in one case, additions included
_MOST_TARGETS = 2 * resolving.MOST  # of one case, additions included
_TOO_LONG = "[What was added later is too long to stand here; it is kept in the ledger.]"
_REFERENCES = 20  # drawn before we give up: two alike are one in 10^11


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A complaint as it comes in."""

    channel: notices.Channel
    type: notices.Type
    contact: notices.Contact
    statement: notices.Statement
    relation: notices.Relation = notices.Relation.OTHER
    targets: tuple[tuple[str, notices.Scope], ...] = ()  # as written by the submitter: any address, or an identifier
    language: str = "en"
    dedupe: str  # of what was sent twice: the same one gives the notice that is there
    received_at: datetime  # T0: by our own clock or that of our mail host
    verified_domain: str = ""  # registrable domain that the sender is proven to write from (DKIM, aligned)
    is_proven: bool = True  # False: by mail, and nothing proves the sender: the notice waits for a confirmation
    acknowledge: bool = True  # False: automatic mail, which is not answered (RFC 3834)
    message_id: str = ""  # of the mail, to answer in its thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a draft."""

    notice: notices.Notice
    token: str  # of the status page
    is_new: bool  # False: it had come in before


def receive(store: db.Store, draft: Draft, *, rules: notices.DeskRules, now: datetime) -> Received:
    """Take a complaint in; the same ``dedupe`` again changes nothing."""
    draft = _within_bounds(draft)
    with store.write() as conn:
        notice = _judged(conn, draft, rules, now=now)
        token = rows.token_of(conn, notice.id, now=now)
        if not rows.add(conn, notice, token=token, dedupe=draft.dedupe, message_id=draft.message_id):
            before = rows.by_dedupe(conn, draft.dedupe)
            assert before is not None
            return Received(notice=before, token=rows.token_of(conn, before.id, now=now), is_new=False)
        taken = _follow(conn, notice, draft, token, rules=rules, now=now)
        saved = rows.save(conn, taken) if taken != notice else notice
        assert saved is not None
    return Received(notice=saved, token=token, is_new=True)


def check(draft: Draft) -> tuple[notices.Missing, ...]:
    """What a draft lacks as it stands, targets not looked up: for the form, before it is sent."""
    return elements.missing(elements.Said(
        type=draft.type, contact=draft.contact, statement=draft.statement, verified_domain=draft.verified_domain, is_proven=draft.is_proven,
        targets=tuple(notices.Target(given=given, scope=scope) for given, scope in draft.targets), looked_up=False,
    ))  # fmt: skip


def _within_bounds(draft: Draft) -> Draft:
    """What no database and no header takes is gone, and nothing is endless; all else stays as it was written."""
    return replace(
        draft, contact=_tidy_contact(draft.contact), statement=_tidy(draft.statement), language=text.squeeze(draft.language)[:35] or "en",
        dedupe=text.squeeze(draft.dedupe)[:200], message_id=text.squeeze(draft.message_id)[:900], verified_domain=text.squeeze(draft.verified_domain)[:253],
        targets=tuple((text.squeeze(given), scope) for given, scope in draft.targets),
    )  # fmt: skip


def _tidy_contact(contact: notices.Contact) -> notices.Contact:
    names = ("name", "mail", "phone", "address", "organisation", "principal")
    return notices.Contact(**{name: text.clean(getattr(contact, name)).strip()[:_LINE] for name in names})


def _tidy(statement: notices.Statement) -> notices.Statement:
    fields = tuple((text.squeeze(name)[:60], text.clean(value).strip()[:_PROSE]) for name, value in statement.fields[:100])
    return notices.Statement(explanation=text.clean(statement.explanation).strip()[:_PROSE], fields=fields)


def _judged(conn: sa.Connection, draft: Draft, rules: notices.DeskRules, *, now: datetime) -> notices.Notice:
    """The notice as it begins: what it is about, what it lacks, how urgent and how doubtful it is."""
    received = min(draft.received_at, now)
    notice = notices.Notice(
        id=notices.NoticeId(ids.new()), reference=_reference(conn), channel=draft.channel, type=draft.type, category=Category.N,
        state=State.RECEIVED if draft.is_proven else State.UNVERIFIED, received_at=received, deadline_at=received + category.PROMISE,
        language=draft.language, contact=draft.contact, statement=draft.statement, relation=draft.relation,
        targets=resolving.resolve(conn, draft.targets), flags=(f"verified: {draft.verified_domain}",) if draft.verified_domain else (),
    )  # fmt: skip
    notice = judging.judge(conn, notice, now=now)
    if draft.is_proven:
        notice = replace(notice, state=states.after(State.RECEIVED, judging.event(conn, notice, rules)))
    if notice.missing:
        notice = replace(notice, info_until=now + timedelta(days=rules.info_days))
    return notice


def _reference(conn: sa.Connection) -> str:
    for _ in range(_REFERENCES):
        drawn = rows.new_reference()
        if rows.by_reference(conn, drawn) is None:
            return drawn
    raise AssertionError("no free reference was drawn")


def _follow(
    conn: sa.Connection, notice: notices.Notice, draft: Draft, token: str, *, rules: notices.DeskRules, now: datetime
) -> notices.Notice:
    """What follows at once: the row of the ledger, what is hidden at once, the clock, the receipt."""
    urgent = grades.at_receipt(notice)
    if urgent:
        restrictions.guard(conn, exclusive=True)  # before the ledger is locked, as whoever releases does
    private = codec.dump((notice.contact, notice.statement, [one.given for one in notice.targets]))
    ledger.append(conn, "notice.received", subject=notice.reference, actor="submitter", now=now, facts=_facts(notice), private=private)
    evidence.seal(conn, notice, now=now)
    taken = notice
    if urgent:
        taken = interim.take(conn, notice, 1, urgent, rule=grades.RULE_URGENT, rules=rules, now=now)
    rounds.set_clock(conn, taken, 1, rules=rules, now=now)
    return _acknowledge(conn, taken, draft, token, rules=rules, now=now)


def _facts(notice: notices.Notice) -> dict[str, object]:
    return {
        "channel": str(notice.channel), "type": str(notice.type), "category": str(notice.category), "state": str(notice.state),
        "received_at": notice.received_at.isoformat(), "deadline_at": notice.deadline_at.isoformat(), "language": notice.language,
        "risk": notice.risk, "flags": risk.codes(notice.flags), "missing": list(notice.missing), "relation": str(notice.relation),
        "targets": [[str(one.kind), one.object_id, str(one.scope)] for one in notice.targets if one.kind][:100],
        "count": len(notice.targets), "not_found": sum(one.kind is None for one in notice.targets),
    }  # fmt: skip


def _acknowledge(
    conn: sa.Connection, notice: notices.Notice, draft: Draft, token: str, *, rules: notices.DeskRules, now: datetime
) -> notices.Notice:
    """The receipt, which also asks for what is missing; held back it follows with others of the same sender (V2, V3)."""
    if not draft.acknowledge:
        ledger.append(conn, "notice.no_contact", subject=notice.reference, actor="machine", now=now, facts={"letter": "ack", "why": "automatic mail is not answered"})
        return notice
    letter = letters.ack(notice, rules, token, judging.lacks(notice))
    key = telling.submitter(conn, notice, "ack", letter, now=now, in_reply_to=draft.message_id, automatic=True)
    queued = None if key == telling.ON_STATUS_PAGE else outbox.by_key(conn, key)
    if queued and queued.held_at:
        steps.add(conn, notice.id, [("ack", now + clock.SERIES)])
        return notice
    if not notice.missing and notice.state is not State.MISDIRECTED:
        return notice
    ledger.append(conn, "notice.asked", subject=notice.reference, actor="machine", now=now, facts={"missing": list(notice.missing), "with": "ack"})
    return promises.asked(conn, notice, 1, key, now=now)


# ---- what comes later --------------------------------------------------------------------------------------


def add_info(
    store: db.Store, token: str, more: notices.Statement, *, contact: notices.Contact | None = None,
    targets: tuple[tuple[str, notices.Scope], ...] = (), rules: notices.DeskRules, now: datetime,
) -> notices.Notice | None:
    """What the submitter adds on the status page; None where the token names no notice.

    Whoever has the token has read our letter, so the notice is confirmed too.
    """
    with store.write() as conn:
        found = rows.by_token(conn, token)
        kept = rows.get_to_change(conn, found.id) if found else None
        return _added(conn, kept, more, contact, targets, rules=rules, now=now) if kept else None


def join(
    store: db.Store, notice_id: str, more: notices.Statement, *, targets: tuple[tuple[str, notices.Scope], ...] = (),
    verified_domain: str = "", rules: notices.DeskRules, now: datetime,
) -> notices.Notice | None:
    """As :func:`add_info`, where the mail's thread shows which notice it belongs to."""
    with store.write() as conn:
        kept = rows.get_to_change(conn, notice_id)
        if kept and verified_domain and not judging.verified(kept.notice):
            kept = replace(kept, notice=replace(kept.notice, flags=(*kept.notice.flags, f"verified: {verified_domain}", f"{judging.BY_ANSWER}{verified_domain}")))
        return _added(conn, kept, more, None, targets, rules=rules, now=now) if kept else None


def confirm(store: db.Store, token: str, *, rules: notices.DeskRules, now: datetime) -> notices.Notice | None:
    """The submitter confirms that the mail is theirs. None where the token names no notice; twice is once."""
    with store.write() as conn:
        found = rows.by_token(conn, token)
        kept = rows.get_to_change(conn, found.id) if found else None
        if kept is None or kept.notice.state is not State.UNVERIFIED:
            return kept.notice if kept else None
        return _added(conn, kept, notices.Statement(), None, (), rules=rules, now=now)


def _added(
    conn: sa.Connection, kept: rows.Kept, more: notices.Statement, contact: notices.Contact | None,
    targets: Sequence[tuple[str, notices.Scope]], *, rules: notices.DeskRules, now: datetime,
) -> notices.Notice:
    notice, more = kept.notice, _tidy(more)
    contact = _tidy_contact(contact) if contact else None
    targets = [(text.squeeze(given), scope) for given, scope in targets]
    if not notice.is_open and notice.state not in (State.MISDIRECTED, State.CLOSED):
        return _noted(conn, notice, more, rules=rules, now=now)
    found = resolving.resolve(conn, targets)
    fuller = replace(
        notice, statement=_joined(notice.statement, more, now), contact=_filled(notice.contact, contact),
        targets=(*notice.targets, *_further(notice.targets, found)),
        state=State.RECEIVED if notice.state is State.UNVERIFIED else notice.state,
    )  # fmt: skip
    fuller = judging.judge(conn, fuller, now=now)
    event = states.Event.INFO_PART if fuller.missing else states.Event.INFO
    after = states.after(fuller.state, event)
    ledger.append(
        conn, "notice.info_received", subject=notice.reference, actor="submitter", now=now, private=codec.dump((more, [given for given, _ in targets])),
        facts={"missing": list(fuller.missing), "was": str(notice.state), "state": str(after), "flags": risk.codes(fuller.flags)},
    )  # fmt: skip
    fuller = replace(fuller, state=after)
    turn = kept.turn
    if after is State.UNDER_REVIEW and notice.state is not State.UNDER_REVIEW:
        turn, fuller = rounds.begin(conn, fuller, kept.turn, rules=rules, now=now)
    saved = rows.save(conn, fuller, turn=turn)
    assert saved is not None  # its row is locked
    rows.save_targets(conn, saved)
    return saved


def _noted(conn: sa.Connection, notice: notices.Notice, more: notices.Statement, *, rules: notices.DeskRules, now: datetime) -> notices.Notice:
    """Words after the decision change nothing by themselves: the desk reads them."""
    words = "\n".join([more.explanation, *(f"{name}: {value}" for name, value in more.fields)]).strip()
    if words:
        rows.add_note(conn, notice.id, words, by="submitter", now=now)
        ledger.append(conn, "notice.added_to", subject=notice.reference, actor="submitter", now=now, facts={"state": str(notice.state)}, private=words)
        telling.reviewers(conn, letters.alarm(notice, rules, "The submitter has written again"), key=f"again:{notice.id}:{now.isoformat()}", now=now, notice=notice)
    return notice


def _joined(before: notices.Statement, more: notices.Statement, now: datetime) -> notices.Statement:
    """New values win; what was explained before stays above what is explained now."""
    fields = dict(before.fields) | {name: value for name, value in more.fields if value}
    added = f"[added {letters.when(now)}]\n{more.explanation}" if more.explanation else ""
    if len(before.explanation) + len(added) > _MOST_SAID:
        added = "" if before.explanation.endswith(_TOO_LONG) else _TOO_LONG
    return notices.Statement(explanation="\n\n".join(one for one in (before.explanation, added) if one), fields=tuple(fields.items()))


def _further(before: Sequence[notices.Target], found: Sequence[notices.Target]) -> list[notices.Target]:
    """What is named for the first time, as far as there is room: who adds without end makes no case that nobody can open."""
    known = {(one.kind, one.object_id, one.scope) if one.kind else one.given for one in before}
    new = [one for one in found if ((one.kind, one.object_id, one.scope) if one.kind else one.given) not in known]
    room = max(0, _MOST_TARGETS - len(before))
    more = [notices.Target(given=f"and {len(new) - room} more that were not looked up")] if 0 < room < len(new) else []
    return [*new[:room], *more]


def _filled(before: notices.Contact, more: notices.Contact | None) -> notices.Contact:
    """Only what was empty is filled: a token in wrong hands does not redirect our letters."""
    if more is None:
        return before
    names = ("name", "mail", "phone", "address", "organisation", "principal")
    return replace(before, **{name: getattr(more, name) for name in names if not getattr(before, name)})


def retract(store: db.Store, token: str, *, rules: notices.DeskRules, now: datetime) -> notices.Notice | None:
    """The submitter takes the complaint back: what was restricted for it is lifted. None: no such notice."""
    with store.write() as conn:
        found = rows.by_token(conn, token)
        kept = rows.get_to_change(conn, found.id) if found else None
        if kept is None or kept.notice.state is State.RETRACTED:
            return kept.notice if kept else None
        notice = replace(kept.notice, state=states.after(kept.notice.state, states.Event.RETRACT), info_until=None)
        notice, lifted = interim.end(conn, notice, "retracted", actor="submitter", now=now, final=True)
        steps.drop(conn, notice.id, "taken back", now=now)
        ledger.append(conn, "notice.retracted", subject=notice.reference, actor="submitter", now=now, facts={"lifted": len(lifted)})
        saved = rows.save(conn, notice)
        assert saved is not None
        word = letters.retracted(saved, rules, token, lifted=len(lifted))
        telling.submitter(conn, saved, "retracted", word, now=now)
        if lifted:
            telling.affected(conn, saved, "restored", _found(saved), lambda what: letters.restored(saved, rules, what, "The complaint was taken back."),
                             rules=rules, now=now)
    return saved


def _found(notice: notices.Notice) -> list[notices.Target]:
    return [one for one in notice.targets if one.kind is not None]

"""Incoming mail: stored as it is, then read; it becomes a notice, joins one, or is noted as what it is.

In: raw messages with the time at which our own mail host had them. Out: notices by the channel mail, in the exact order
of the intake: store, loops, proof, parse, thread, glean, classify, receive. Never: a message that is dropped, an answer to
a machine, a date that the sender wrote as the time of receipt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
import structlog

from headwater import errors, notices, urls
from headwater.actions import mail_out, receive, telling
from headwater.desk import automatic, forms, gleaned, guess, incoming, letters, proven
from headwater.extract import language
from headwater.mail import arrivals
from headwater.mail.letters import OURS
from headwater.store import db, inbox, ledger, outbox
from headwater.store import notices as rows

log = structlog.get_logger()
_STATUS = re.compile(re.escape(notices.status_path("")) + r"([0-9a-z]{32})")  # "/complaint/status/TOKEN"
_UNREAD = "This mail could not be read by the machine; its raw text is kept."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is needed to read mail."""

    authserv_id: str = ""  # our own mail host's name in Authentication-Results
    own: frozenset[str] = frozenset()  # our own addresses, in lower case


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mail:
    """A mail on its way to the desk."""

    row: inbox.Message
    read: incoming.Incoming
    content: str
    proof: proven.Proof
    received_at: datetime  # T0


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """What became of a mail."""

    outcome: str
    detail: str = ""
    notice: notices.Notice | None = None


def take_in(
    store: db.Store, messages: Iterable[arrivals.Arrival | arrivals.Place], *, mailbox: str, rules: notices.DeskRules,
    reading: Reading, now: datetime, goes_on: Callable[[], bool] = lambda: True,
) -> int:
    """Store messages, each before the next is asked for, then read all that were stored; gives how many were read."""
    try:
        for one in messages:
            _store(store, one, mailbox, now=now)
            if not goes_on():
                break
    finally:  # what was stored is read, even where the mailbox then failed
        count = read_stored(store, rules=rules, reading=reading, now=now, goes_on=goes_on)
    return count


def _store(store: db.Store, one: arrivals.Arrival | arrivals.Place, mailbox: str, *, now: datetime) -> None:
    place = one if isinstance(one, arrivals.Place) else one.place
    with store.write() as conn:
        if isinstance(one, arrivals.Arrival):
            inbox.add(conn, one.raw, received_at=min(one.received_at, now), source=one.source, size=one.size)
        if place:
            inbox.set_mark(conn, mailbox, inbox.Mark(validity=place.validity, uid=place.uid, looked_at=now))


def read_stored(
    store: db.Store, *, rules: notices.DeskRules, reading: Reading, now: datetime, limit: int = 200,
    goes_on: Callable[[], bool] = lambda: True,
) -> int:
    """Read messages that were stored and not read yet; gives how many."""
    with store.read() as conn:
        waiting = inbox.pending(conn, limit=limit)
    count = 0
    for row in waiting:
        if not goes_on():
            break
        try:
            _read(store, row, rules=rules, reading=reading, now=now)
        except errors.Transient:
            raise
        except Exception as error:  # the tick's own: one mail never stops the others, and is never lost
            log.exception("a mail could not be read", mail=row.id)
            _read_without(store, row, error, rules=rules, now=now)
        count += 1
    return count


def _read(store: db.Store, row: inbox.Message, *, rules: notices.DeskRules, reading: Reading, now: datetime) -> None:
    with store.read() as conn:
        raw = inbox.raw(conn, row.id)
    read = incoming.read(raw)
    arrived = min(row.received_at, now)
    mail = _Mail(
        row=row, read=read, content=incoming.content(read, raw), proof=proven.sender(read, reading.authserv_id),
        received_at=proven.received(read, reading.authserv_id, arrived=arrived),
    )
    with store.read() as conn:
        before = inbox.same(conn, mail.content, but=row.id)
    if before:
        with store.read() as conn:
            notice = rows.get(conn, before.notice_id) if before.notice_id else None
        _settle(store, mail, _End(outcome="again", notice=notice), now=now)
        return
    judged = automatic.judge(read, raw, own=reading.own, marker=OURS)
    if judged.kind is automatic.Kind.BOUNCE:
        _settle(store, mail, _bounced(store, judged, now=now), now=now)
    elif judged.kind is automatic.Kind.AUTOMATIC:
        _settle(store, mail, _End(outcome="automatic", detail=judged.why), now=now)
    else:
        _settle(store, mail, _deal(store, mail, rules=rules, now=now), now=now)


def _settle(store: db.Store, mail: _Mail, end: _End, *, now: datetime) -> None:
    """Write down what became of a mail, in its row and in the ledger."""
    outcome = "too_large" if end.outcome == "received" and mail.row.size > _kept(store, mail.row) else end.outcome
    with store.write() as conn:
        inbox.settle(
            conn, mail.row, outcome, detail=end.detail or "; ".join(mail.read.defects), content=mail.content,
            message_id=mail.read.message_id, notice_id=end.notice.id if end.notice else None,
        )
        ledger.append(
            conn, "mail.received", subject=end.notice.reference if end.notice else "mail", actor="machine", now=now,
            private=f"From: {mail.read.sender}\nSubject: {mail.read.subject}",
            facts={"outcome": outcome, "sha256": mail.row.sha256, "size": mail.row.size, "source": mail.row.source,
                   "at": mail.received_at.isoformat(), "proven": bool(mail.proof.domain)},
        )  # fmt: skip


def _kept(store: db.Store, row: inbox.Message) -> int:
    with store.read() as conn:
        return inbox.kept_bytes(conn, row.id)


# ---- machines ----------------------------------------------------------------------------------------------


def _bounced(store: db.Store, judged: automatic.Judged, *, now: datetime) -> _End:
    """A letter of ours came back: its case shows it as undelivered."""
    with store.write() as conn:
        letter = outbox.by_message_ids(conn, judged.letters)
        if letter is None:
            return _End(outcome="bounce", detail=judged.why)
        notice = rows.get(conn, letter.notice_id) if letter.notice_id else None
        if judged.is_final and letter.state == "sent":
            outbox.came_back(conn, letter.id, f"it came back: {judged.why}", now=now)
            ledger.append(
                conn, "mail.returned", subject=notice.reference if notice else "mail", actor="machine", now=now,
                facts={"letter": letter.kind}, private=judged.why,
            )
    return _End(outcome="bounce", detail=judged.why, notice=notice)


# ---- people ------------------------------------------------------------------------------------------------


def _deal(store: db.Store, mail: _Mail, *, rules: notices.DeskRules, now: datetime) -> _End:
    """A person's mail: to the notice that it answers, else a new one."""
    with store.read() as conn:
        letter = outbox.by_message_ids(conn, mail.read.answers)
        if letter and letter.notice_id and (notice := rows.get(conn, letter.notice_id)):
            is_submitter = notice.contact.mail.strip().lower() == letter.recipient
        else:
            letter, is_submitter = None, True
            notice = _by_address(conn, mail.read) or _by_quoted_token(conn, mail.read)
    if notice is None:
        return _new(store, mail, rules=rules, now=now)
    said = gleaned.new_words(mail.read.text, [letter.body] if letter else [])
    if not is_submitter:
        return _noted(store, mail, notice, said or mail.read.text, rules=rules, now=now)
    return _joined(store, mail, notice, said, rules=rules, now=now)


def _by_address(conn: sa.Connection, read: incoming.Incoming) -> notices.Notice | None:
    for address in read.recipients:
        if found := mail_out.tagged(address):
            notice = rows.by_token(conn, found[1])
            if notice and notice.reference == found[0]:
                return notice
    return None


def _by_quoted_token(conn: sa.Connection, read: incoming.Incoming) -> notices.Notice | None:
    """By the reference in the subject, if a status page's token in the text proves it; a reference alone is guessable."""
    named = gleaned.references(read.subject)
    for token in dict.fromkeys(_STATUS.findall(read.text)[:20]) if named else ():
        notice = rows.by_token(conn, token)
        if notice and notice.reference in named:
            return notice
    return None


def _joined(
    store: db.Store, mail: _Mail, notice: notices.Notice, said: str, *, rules: notices.DeskRules, now: datetime
) -> _End:
    found = gleaned.glean(said, name=mail.read.sender_name, base_url=rules.base_url)
    about = found.addresses if "location" in notice.missing else _ours(found.addresses, rules)
    fields = [*found.fields, *_attached(mail.read)]
    if mail.read.sender != notice.contact.mail.strip().lower():
        fields.append(("answered_from", mail.read.sender or "an address that cannot be read"))
    new = "" if said in notice.statement.explanation else said  # it may be that only noting it failed
    joined = receive.join(
        store, notice.id, notices.Statement(explanation=new, fields=tuple(fields)),
        targets=tuple((one, _scope(notice.type)) for one in about if not _STATUS.search(one)),
        verified_domain=mail.proof.domain, rules=rules, now=now,
    )
    return _End(outcome="joined", notice=joined or notice, detail=mail.proof.said)


def _noted(
    store: db.Store, mail: _Mail, notice: notices.Notice, said: str, *, rules: notices.DeskRules, now: datetime
) -> _End:
    """An answer of somebody whom we told of the complaint, e.g. the publisher: for the reviewers, not the submitter's words."""
    words = f"Answer of {mail.read.sender or 'an unknown address'} ({mail.proof.said or 'not proven'}):\n{said[:20_000]}"
    with store.write() as conn:
        if not any(one.text == words for one in rows.notes(conn, notice.id)):
            rows.add_note(conn, notice.id, words, by="mail", now=now)
        telling.reviewers(
            conn, letters.alarm(notice, rules, "Somebody affected has answered"), key=f"answer:{mail.row.id}", now=now, notice=notice
        )
    return _End(outcome="joined", notice=notice, detail="a note on the case")


def _new(store: db.Store, mail: _Mail, *, rules: notices.DeskRules, now: datetime) -> _End:
    read = mail.read
    found = gleaned.glean(read.text, name=read.sender_name, base_url=rules.base_url)
    guessed = guess.of(read.subject, read.text)
    told = dict(found.contact)
    draft = receive.Draft(
        channel=notices.Channel.MAIL, type=guessed.type, relation=found.relation, received_at=mail.received_at,
        contact=notices.Contact(**({"name": read.sender_name} | told | {"mail": read.sender})),
        statement=notices.Statement(explanation=read.text, fields=(*found.fields, *_about(mail, guessed))),
        targets=tuple((one, _scope(guessed.type)) for one in found.addresses if not _STATUS.search(one)),
        language=language.detect(read.subject, read.text) or "en", dedupe=f"mail:{mail.content}",
        verified_domain=mail.proof.domain, is_proven=bool(mail.proof.domain), message_id=read.message_id,
    )  # fmt: skip
    received = receive.receive(store, draft, rules=rules, now=now)
    return _End(outcome="received", notice=received.notice, detail=mail.proof.said)


def _about(mail: _Mail, guessed: guess.Guess) -> list[tuple[str, str]]:
    """What the desk should know of the mail itself."""
    fields = [("subject", mail.read.subject), *_attached(mail.read)]
    if guessed.found:
        fields.append(("speaks_for", guessed.found))
    if named := gleaned.references(mail.read.subject):
        fields.append(("names_reference", ", ".join(named)))
    if mail.read.defects:
        fields.append(("defects", "; ".join(mail.read.defects)))
    return [(name, value) for name, value in fields if value]


def _attached(read: incoming.Incoming) -> list[tuple[str, str]]:
    lines = [f"{one.name} ({one.media_type}, {one.size} bytes, SHA-256 {one.sha256})" for one in read.attachments]
    return [("attachments", "\n".join(lines))] if lines else []


def _scope(kind: notices.Type) -> notices.Scope:
    return forms.TYPES[kind].scopes[0]


def _ours(addresses: Iterable[str], rules: notices.DeskRules) -> list[str]:
    host = urls.hostname(rules.base_url)
    return [one for one in addresses if host and urls.hostname(one) == host]


def _read_without(
    store: db.Store, row: inbox.Message, error: Exception, *, rules: notices.DeskRules, now: datetime
) -> None:
    """A notice of which nothing is known but that it came, so that its 24 hours run and a person looks at the raw mail."""
    notice = None
    try:
        draft = receive.Draft(
            channel=notices.Channel.MAIL, type=notices.Type.OTHER, contact=notices.Contact(), received_at=min(row.received_at, now),
            statement=notices.Statement(explanation=_UNREAD), dedupe=f"mail:{row.sha256}", acknowledge=False,
        )  # fmt: skip
        notice = receive.receive(store, draft, rules=rules, now=now).notice
    except errors.Transient:
        raise
    except Exception:
        log.exception("a mail that could not be read could not become a notice either", mail=row.id)
    mail = _Mail(row=row, read=incoming.Incoming(), content="", proof=proven.Proof(), received_at=row.received_at)
    _settle(store, mail, _End(outcome="unreadable", detail=type(error).__name__, notice=notice), now=now)

"""Outgoing mail: sends what the outbox holds, and writes down how each letter fared.

In: a store, something that sends. Out: letters sent, tried again later, given up; a row of the ledger for each end. Never: a
letter that vanishes: without a mail server they wait, and after five days count as undelivered.

A letter is noted as sent after the server took it: ``kill -9`` in between sends it twice with one Message-ID, never not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater import notices
from headwater.mail import letters, smtp
from headwater.store import db, ledger, outbox
from headwater.store import notices as rows

NO_SERVER = "not sent: no mail server is set up"
Send = Callable[[letters.Letter], smtp.Sent | smtp.Failed]
_LONGEST = 64  # octets of an address before the @ (RFC 5321, 4.5.3.1.1)
_TAGGED = re.compile(r"\+(hw-[0-9a-z]{4}-[0-9a-z]{4})\.([0-9a-z]{32})@")  # "complaints+hw-7k2m-9qxd.TOKEN@news.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flushed:
    """How a round of outgoing mail went."""

    sent: int = 0
    failed: int = 0  # of these some are given up
    given_up: int = 0
    held: int = 0
    why: str = ""  # of the last failure


def flush(
    store: db.Store, send: Send | None, *, rules: notices.DeskRules, now: datetime, limit: int = 20, plus: bool = False,
    goes_on: Callable[[], bool] = lambda: True,
) -> Flushed:
    """Send at most ``limit`` letters that are due; without a server (``send`` is None) only the stale ones end.

    ``plus`` says that our mail host takes addresses such as complaints+x@: answers then come to one that names the
    notice and its token. ``goes_on`` is asked before each letter: whether the work is still ours.
    """
    held = _close_held(store, now=now, limit=limit)
    if send is None:
        with store.write() as conn:
            outbox.explain(conn, NO_SERVER)
        return Flushed(held=held, given_up=_give_up_stale(store, now=now, limit=limit))
    with store.read() as conn:
        waiting = outbox.due(conn, now=now, limit=limit)
    sent = failed = given_up = 0
    why = ""
    for one in waiting:
        if not goes_on():
            break
        outcome = send(_letter(store, one, rules, plus=plus, now=now))
        if isinstance(outcome, smtp.Sent):
            sent += _note_sent(store, one, now=now)
            continue
        failed, why = failed + 1, outcome.why
        given_up += _note_failed(store, one, outcome.why, transient=outcome.transient, now=now)
        if outcome.everyone:  # the others would wait for the same server
            break
    return Flushed(sent=sent, failed=failed, given_up=given_up, held=held, why=why)


def tagged(address: str) -> tuple[str, str] | None:
    """Reference and token of an address that an answer came to; None where it is a plain one."""
    found = _TAGGED.search(address.lower())
    return (found[1].upper(), found[2]) if found else None


def answers_to(rules: notices.DeskRules, reference: str, token: str) -> str:
    """The address that names a notice and its token; the plain one where that would be too long."""
    local, at, domain = rules.complaints_mail.rpartition("@")
    tag = f"{local}+{reference.lower()}.{token}"
    return f"{tag}@{domain}" if at and len(tag) <= _LONGEST else rules.complaints_mail


def _letter(store: db.Store, one: outbox.Letter, rules: notices.DeskRules, *, plus: bool, now: datetime) -> letters.Letter:
    return letters.Letter(
        recipient=one.recipient, subject=one.subject, body=one.body, message_id=one.message_id, in_reply_to=one.in_reply_to,
        reply_to=one.reply_to or _reply_to(store, one, rules, plus=plus, now=now), automatic=one.automatic,
    )


def _reply_to(store: db.Store, one: outbox.Letter, rules: notices.DeskRules, *, plus: bool, now: datetime) -> str:
    """Where an answer goes; only the submitter's own letters carry the notice's token."""
    if not plus or one.notice_id is None:
        return rules.complaints_mail
    with store.write() as conn:
        notice = rows.get(conn, one.notice_id)
        if notice is None or notice.contact.mail.strip().lower() != one.recipient:
            return rules.complaints_mail
        return answers_to(rules, notice.reference, rows.token_of(conn, notice.id, now=now))


def _note_sent(store: db.Store, one: outbox.Letter, *, now: datetime) -> int:
    with store.write() as conn:
        if not outbox.sent(conn, one.id, now=now):
            return 0
        _log(conn, "mail.sent", one, now=now, private=f"To: {one.recipient}\nSubject: {one.subject}\n\n{'' if one.kind == outbox.WAITING else one.body}")
    return 1


def _note_failed(store: db.Store, one: outbox.Letter, why: str, *, transient: bool, now: datetime) -> int:
    with store.write() as conn:
        ended = outbox.failed(conn, one, why, now=now, transient=transient)
        if ended:
            _log(conn, "mail.failed", one, now=now, private=f"To: {one.recipient}\nSubject: {one.subject}\n\n{why}")
    return int(ended)


def _give_up_stale(store: db.Store, *, now: datetime, limit: int) -> int:
    with store.read() as conn:
        stale = outbox.stale(conn, now=now, limit=limit)
    return sum(_note_failed(store, one, NO_SERVER, transient=True, now=now) for one in stale)


def _close_held(store: db.Store, *, now: datetime, limit: int) -> int:
    """Letters that were one too many: the ledger says so."""
    with store.write() as conn:
        held = outbox.held_back(conn, limit=limit)
        for one in held:
            outbox.close_held(conn, one.id, now=now)
        for one in held:
            _log(conn, "mail.held", one, now=now, private=f"To: {one.recipient}\nSubject: {one.subject}")
    return len(held)


def _log(conn: sa.Connection, kind: str, one: outbox.Letter, *, now: datetime, private: str) -> None:
    notice = rows.get(conn, one.notice_id) if one.notice_id else None
    ledger.append(
        conn, kind, subject=notice.reference if notice else "mail", actor="machine", now=now, private=private,
        facts={"letter": one.kind, "automatic": one.automatic, "attempts": one.attempts + 1, "made_at": one.made_at.isoformat()},
    )

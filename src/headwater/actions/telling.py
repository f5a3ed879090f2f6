"""Telling: letters to submitters, to those affected, to reviewers, queued in the transaction of what they tell.

In: a letter, whom it is for. Out: rows of the outbox; where nobody can be written to, a row of the ledger that says so.
Never: a letter of which neither the outbox nor the ledger knows.

To be called after whatever takes the guard of restrictions, for it may write to the ledger.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa

from headwater import notices
from headwater.desk import letters, risk
from headwater.notices import Kind
from headwater.store import ledger, outbox, people, subjects

Writer = Callable[[Sequence[str]], letters.Letter]
ON_STATUS_PAGE = "status page"  # instead of a letter's key, where there is no address to write to
_SERIES = "series"  # the kind of letters about one of very many complaints of one sender: the outbox limits it


def submitter(
    conn: sa.Connection, notice: notices.Notice, kind: str, letter: letters.Letter, *, now: datetime, again: str = "", in_reply_to: str = "",
    automatic: bool = False,
) -> str:
    """Queue a letter to whoever complained; gives its key, :data:`ON_STATUS_PAGE` where no address is known."""
    if not notice.contact.mail.strip():
        _nobody(conn, notice, kind, "submitter", now=now)
        return ON_STATUS_PAGE
    is_bulk = risk.has(notice.flags, "A4") and kind != "ack"
    key = f"{kind}:{notice.id}{again}"
    outbox.put(
        conn, key=key, kind=_SERIES if is_bulk else kind, recipient=notice.contact.mail, subject=letter.subject, body=letter.body, now=now,
        notice_id=notice.id, in_reply_to=in_reply_to, automatic=automatic or is_bulk,
    )  # fmt: skip
    return key


def affected(
    conn: sa.Connection, notice: notices.Notice, kind: str, targets: Sequence[notices.Target], write: Writer, *, rules: notices.DeskRules,
    now: datetime, again: str = "",
) -> int:
    """Write to each outlet's rights contact, and to comments' writers; gives how many were written to.

    ``write`` makes the letter from lines that name what it is about.
    """
    lines: dict[str, list[str]] = {}
    without: set[str] = set()
    for one in subjects.of(conn, targets):
        if one.contact:
            lines.setdefault(one.contact, []).append(described(one, rules))
        else:
            without.add(one.outlet_name or str(one.target.kind))
    for contact, what in lines.items():
        letter = write(list(dict.fromkeys(what)))
        mark = hashlib.sha256(contact.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        outbox.put(conn, key=f"{kind}:{notice.id}{again}:{mark}", kind=kind, recipient=contact, subject=letter.subject, body=letter.body, now=now,
                   notice_id=notice.id, automatic=False)
    if without:
        _nobody(conn, notice, kind, "affected", now=now, whose=sorted(without)[:20])
    return len(lines)


def reviewers(
    conn: sa.Connection, letter: letters.Letter, *, key: str, now: datetime, notice: notices.Notice | None = None, kind: str = "reminder"
) -> int:
    """Write to everybody who decides; gives how many there are."""
    found = people.active(conn, notices.Role.REVIEWER)
    for person in found:
        outbox.put(conn, key=f"{key}:{person.id}", kind=kind, recipient=person.mail, subject=letter.subject, body=letter.body, now=now,
                   notice_id=notice.id if notice else None, automatic=False)
    return len(found)


def described(subject: notices.Subject, rules: notices.DeskRules) -> str:
    """One thing in a line: its headline and its address here."""
    target = subject.target
    where = f"{rules.base_url}/{target.kind}/{target.object_id}" if target.kind is not Kind.IMAGE else f"a picture ({target.given})"
    name = subject.headline or subject.outlet_name
    return f"{name}: {where}" if name else where


def _nobody(conn: sa.Connection, notice: notices.Notice, letter: str, to: str, *, now: datetime, whose: Sequence[str] = ()) -> None:
    facts = {"letter": letter, "to": to, **({"outlets": list(whose)} if whose else {})}
    ledger.append(conn, "notice.no_contact", subject=notice.reference, actor="machine", now=now, facts=facts)

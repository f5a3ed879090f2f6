"""Receiving: a complaint comes in, by form, mail or letter, and everything that follows at once, in one transaction.

In: drafts and additions of submitters. Out: notices with their targets, deadlines, ledger rows and queued letters.
Never: a complaint that is dropped, refused or decided by a person; T0 that is set twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from headwater import notices
from headwater.store import db


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
    raise NotImplementedError


def check(draft: Draft) -> tuple[notices.Missing, ...]:
    """What a draft lacks as it stands, targets not looked up: for the form, before it is sent."""
    raise NotImplementedError


def add_info(
    store: db.Store, token: str, more: notices.Statement, *, contact: notices.Contact | None = None,
    targets: tuple[tuple[str, notices.Scope], ...] = (), rules: notices.DeskRules, now: datetime,
) -> notices.Notice | None:
    """What the submitter adds on the status page; None where the token names no notice."""
    raise NotImplementedError


def join(
    store: db.Store, notice_id: str, more: notices.Statement, *, targets: tuple[tuple[str, notices.Scope], ...] = (),
    rules: notices.DeskRules, now: datetime,
) -> notices.Notice | None:
    """As :func:`add_info`, where the mail's thread shows which notice it belongs to."""
    raise NotImplementedError


def confirm(store: db.Store, token: str, *, rules: notices.DeskRules, now: datetime) -> notices.Notice | None:
    """The link of the acknowledgement was followed: the sender has the mailbox. None where the token names no notice."""
    raise NotImplementedError


def retract(store: db.Store, token: str, *, rules: notices.DeskRules, now: datetime) -> notices.Notice | None:
    """The submitter takes the complaint back: what was restricted for it is lifted. None: no such notice."""
    raise NotImplementedError

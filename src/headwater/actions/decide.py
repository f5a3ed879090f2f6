"""Deciding: what reviewers do with a notice, saved with all that follows, in one transaction.

In: a store, what was decided, by whom, the version that was read. Out: decisions, restrictions, letters, ledger rows.
Never: a look at the person's role (the caller has done that), or a decision over one that was not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from headwater import errors, notices
from headwater.store import db


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
    raise NotImplementedError


def undo(
    store: db.Store, decision_id: str, *, by: notices.PersonId, reason: str, rules: notices.DeskRules, now: datetime
) -> notices.Decision:
    """Take a decision back: everything is shown as before, nothing of it stays down. Twice is once."""
    raise NotImplementedError


def ask(
    store: db.Store, notice_id: str, elements: Sequence[str], *, by: notices.PersonId, rules: notices.DeskRules,
    now: datetime, words: str = "",
) -> notices.Notice:
    """Ask the submitter for what is missing, item by item, with words of one's own if wanted."""
    raise NotImplementedError


def claim(store: db.Store, notice_id: str, *, by: notices.PersonId, now: datetime) -> notices.Notice:
    """Take a notice on; the reminders cease. Raises Conflict where somebody else has it."""
    raise NotImplementedError


def note(store: db.Store, notice_id: str, words: str, *, by: notices.PersonId, now: datetime) -> None:
    """Write something down for the desk alone."""
    raise NotImplementedError


def mark(
    store: db.Store, notice_id: str, state: notices.State, *, by: notices.PersonId, reason: str, rules: notices.DeskRules,
    now: datetime,
) -> notices.Notice:
    """Set a notice aside as spam or misdirected, or open it again (``under_review``)."""
    raise NotImplementedError

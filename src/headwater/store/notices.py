"""Notices: complaints with their targets, notes, deadlines and decisions.

In: nouns of ``headwater.notices``. Out: the same, read back. Never: a rule, or a token in the clear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater import notices


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that the desk wrote down."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A deadline of a notice, persisted."""

    notice_id: notices.NoticeId
    name: str
    due_at: datetime
    done_at: datetime | None = None
    result: str = ""


def get(conn: sa.Connection, notice_id: str) -> notices.Notice | None:
    """The notice, or None."""
    raise NotImplementedError


def by_reference(conn: sa.Connection, reference: str) -> notices.Notice | None:
    """The notice of a reference as people write it: any case, with or without dashes."""
    raise NotImplementedError


def by_token(conn: sa.Connection, token: str) -> notices.Notice | None:
    """The notice whose status page has this token."""
    raise NotImplementedError


def queue(
    conn: sa.Connection, *, states: Sequence[notices.State] = (), category: notices.Category | None = None,
    claimed_by: str | None = None, limit: int = 50, offset: int = 0,
) -> list[notices.Notice]:
    """Notices by deadline, those of urgent classes first where they are due first; ``states`` (): the open ones."""
    raise NotImplementedError


def count(conn: sa.Connection, *, states: Sequence[notices.State] = ()) -> int:
    """How many there are; ``states`` (): the open ones."""
    raise NotImplementedError


def of_object(conn: sa.Connection, kind: notices.Kind, object_id: str, *, limit: int = 50) -> list[notices.Notice]:
    """The notices on an object, newest first."""
    raise NotImplementedError


def decisions(conn: sa.Connection, notice_id: str) -> list[notices.Decision]:
    """The decisions on a notice, oldest first, interim ones among them."""
    raise NotImplementedError


def decision(conn: sa.Connection, decision_id: str) -> notices.Decision | None:
    """A decision, or None."""
    raise NotImplementedError


def notes(conn: sa.Connection, notice_id: str) -> list[Note]:
    """What the desk wrote down about a notice, oldest first."""
    raise NotImplementedError


def steps(conn: sa.Connection, notice_id: str) -> list[Step]:
    """The deadlines of a notice, earliest first."""
    raise NotImplementedError


def token_of(conn: sa.Connection, notice_id: str, *, now: datetime) -> str:
    """The token of a notice's status page, made anew from the deployment's secret; to be called in ``write``."""
    raise NotImplementedError

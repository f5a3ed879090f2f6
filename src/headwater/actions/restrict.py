"""Restrictions imposed, lifted and run out: what a decision does on every surface, at once and without the worker.

In: a decision with its targets, on the connection of the transaction that records it. Out: rows, and what was hit.
Never: a look at who decides, or a fetch.

Whoever imposes or lifts takes ``restrictions.guard`` alone and must not have locked the ledger before: append to it after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater import model, notices
from headwater.store import articles, db, staydown


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """An article that an action reaches."""

    article_id: str
    headline: str
    outlet: str
    why: str  # "named in the notice", "the same text", ...
    score: float = 1.0
    blocks: bool = True  # False: like what was taken down, but only a person can say


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an action would do."""

    articles: tuple[Affected, ...] = ()
    images: tuple[tuple[str, str], ...] = ()  # identifier, address
    comments: tuple[str, ...] = ()
    outlet_articles: int = 0  # publications of outlets that would be hidden whole
    skipped: tuple[notices.Target, ...] = ()  # on which this action does nothing

    @property
    def swept(self) -> tuple[Affected, ...]:
        """Copies elsewhere that stay-down reaches."""
        return tuple(one for one in self.articles if one.why != NAMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imposed:
    """What an action did."""

    restrictions: tuple[notices.Restriction, ...] = ()
    reached: Preview = Preview()


NAMED = "named in the notice"


def preview(
    conn: sa.Connection, action: notices.Action, targets: Sequence[notices.Target], *, stay_down: bool,
    spare: Sequence[str] = (),
) -> Preview:
    """What :func:`impose` would reach; writes nothing."""
    return Preview()


def impose(
    conn: sa.Connection, decision: notices.Decision, targets: Sequence[notices.Target], *, reference: str, now: datetime,
    ends_at: datetime | None = None,
) -> Imposed:
    """Restrict what a decision is about; with ``decision.stay_down`` also what is the same elsewhere, now and later.

    ``reference`` is the notice's, "" on our own initiative. Call it before anything else of the transaction is locked
    that a release locks too (the ledger).
    """
    return Imposed()


def lift(conn: sa.Connection, decision_id: str, *, now: datetime) -> int:
    """Lift what a decision imposed and what came of it by stay-down; how many restrictions stood."""
    return 0


def expire(store: db.Store, now: datetime, limit: int = 100) -> int:
    """Lift the restrictions whose time is over; how many."""
    return 0


def check_article(
    conn: sa.Connection, kept: articles.Kept, text: str, released: model.Publication, now: datetime
) -> list[staydown.Hit]:
    """Compare an article that is about to be released with what was taken down; a hit restricts it likewise."""
    return []


def block_image(conn: sa.Connection, image_id: str, hit: staydown.Hit, now: datetime) -> bool:
    """A picture fits a key: block it, or note it for review; gives whether it is blocked."""
    return False

"""The nouns of the comments: who wrote what under which article, and what became of it.

In: nothing. Out: records and enums that ``comments``, ``store``, ``actions`` and ``web`` share. Never: a rule or a query.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

CommentId = NewType("CommentId", str)
CommenterId = NewType("CommenterId", str)


class Status(StrEnum):
    """Whether readers see a comment."""

    PENDING = "pending"  # waits for a moderator, or for its author's mail to be verified
    SHOWN = "shown"
    HIDDEN = "hidden"  # by a moderator, a restriction or reports: its place stays, its text does not show
    REMOVED = "removed"  # by its author; its text is purged


class Verdict(StrEnum):
    """What a phase of the pipeline says of a comment."""

    ALLOW = "allow"
    HOLD = "hold"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What one phase found."""

    phase: str  # length, links, repeats, words, rate, time, honeypot, author, stay_down
    verdict: Verdict
    reason: str = ""  # for people
    score: float = 0.0  # 0 harmless to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment as it may be shown or moderated; the mail address of its author is never here."""

    id: CommentId
    article_id: str  # of the original: copies share their original's thread
    parent_id: CommentId | None
    name: str
    is_verified: bool  # its author's mail address was
    status: Status
    text: str  # Markdown as written; "" where it was purged
    html: str  # rendered and sanitised
    written_at: datetime
    shown_at: datetime | None = None
    edited_at: datetime | None = None
    reason: str = ""  # why it is hidden or removed, in public words
    checks: tuple[Check, ...] = ()
    reports: int = 0  # unjudged ones
    commenter_id: CommenterId | None = None
    version: int = 1


class ReportReason(StrEnum):
    SPAM = "spam"
    ABUSE = "abuse"
    OFF_TOPIC = "off_topic"
    ILLEGAL = "illegal"  # leads to the complaint form: a case of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One reader's report of a comment, judged apart from the comment itself."""

    id: str
    comment_id: CommentId
    reason: ReportReason
    note: str
    reported_at: datetime
    judged: str = ""  # "", "upheld", "rejected"


class Reason(StrEnum):
    """Why a moderator, or what counts in a moderator's place, hides a comment: the code in the ledger and on the page."""

    SPAM = "spam"
    ABUSE = "abuse"
    HATE = "hate"
    OFF_TOPIC = "off_topic"
    PRIVACY = "privacy"  # says private things of somebody
    ILLEGAL = "illegal"
    COPYRIGHT = "copyright"
    IMPERSONATION = "impersonation"
    OTHER = "other"
    REPORTS = "reports"  # by readers' reports, until a moderator looks: never chosen by a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the operator has set for comments."""

    enabled: bool = True
    mode: str = "auto"  # auto, premoderate, closed
    close_days: float = 30.0  # 0: never
    edit_minutes: float = 10.0
    least: int = 3
    most: int = 5000
    links: int = 2
    banned_words: tuple[str, ...] = ()
    suspect_words: tuple[str, ...] = ()
    seconds: float = 4.0
    a_minute: int = 2
    a_day: int = 40
    reports_hide: int = 4  # 0: never
    sends_mail: bool = False  # False: no mail address is asked for, and everything waits for a moderator
    site_name: str = "Headwater"
    base_url: str = ""  # without a final slash, for links in mails


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A comment in its thread."""

    comment: Comment
    depth: int  # 1 for those that answer the article
    replies: tuple[Node, ...] = ()
    to: Comment | None = None  # whom it answers, where the tree no longer shows it


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One page of the comments under an article."""

    nodes: tuple[Node, ...] = ()
    shown: int = 0  # comments that can be read, on all pages
    page: int = 1
    pages: int = 1
    open: bool = True  # whether it takes new comments
    closed_because: str = ""  # for people
    state: str = ""  # moves with anything that a reader sees

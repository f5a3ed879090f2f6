"""The nouns of gathering that people look at: what polls came to, what an outlet's rules keep, who pushes to us.

In: nothing. Out: frozen records that ``feeds``, the store, the pipeline, the web and the CLI share. Never: a decision or
a query. Times are aware datetimes, durations seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from headwater import model


class Polled(StrEnum):
    """What a visit to a feed came to."""

    BROUGHT = "brought"  # a document was read
    UNCHANGED = "unchanged"  # 304, or the same bytes
    FAILED = "failed"
    PUSHED = "pushed"  # a hub delivered a document (WebSub)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """One visit to a feed, for people who ask why."""

    at: datetime
    result: Polled
    status: int | None = None  # of HTTP
    reason: str = ""  # model.Refusal or what was odd, "" if all was well
    detail: str = ""  # for people, at most 200 characters
    new: int = 0  # entries not seen before
    listed: int = 0  # entries in the document
    size: int = 0  # bytes of the document
    seconds: float | None = None  # until the answer was there, the wait for the host's turn included


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLog:
    """What a feed has done lately: bounded, rewritten at each poll."""

    recent: tuple[PollRecord, ...] = ()  # newest first, at most 20
    days: tuple[tuple[str, int], ...] = ()  # ("2026-11-01", new entries), oldest first, at most 60
    warnings: tuple[model.Warned, ...] = ()  # of the last document, one a code, the detail a sample; at most 20
    hours: tuple[float, ...] = ()  # of the day (UTC): how much of what was new was published in each; 24 or none


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletRules:
    """What an operator keeps of an outlet's entries: patterns are regular expressions, searched without regard to case."""

    include_url: tuple[str, ...] = ()  # any given: only entries that match one
    exclude_url: tuple[str, ...] = ()
    include_title: tuple[str, ...] = ()
    exclude_title: tuple[str, ...] = ()
    include_section: tuple[str, ...] = ()  # categories of the entry
    exclude_section: tuple[str, ...] = ()
    rewrite_url: tuple[tuple[str, str], ...] = ()  # (pattern, replacement), applied in order to the link

    @property
    def any(self) -> bool:
        """Whether there is any rule."""
        return self != OutletRules()


class Push(StrEnum):
    """Where a subscription to a hub stands (WebSub, W3C Recommendation 2018)."""

    WANTED = "wanted"  # to be asked for
    ASKED = "asked"  # the hub took the request, and has not verified it yet
    ACTIVE = "active"  # verified, until the lease runs out
    BROKEN = "broken"  # a pull found what no push had brought, or the hub fails: polled as usual
    DENIED = "denied"  # the hub refuses


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A feed's subscription at a hub."""

    feed_id: str
    hub: str
    topic: str  # the address that the feed names as itself, which the hub knows
    token: str  # unguessable, in the callback's path
    secret: str  # for X-Hub-Signature
    state: Push = Push.WANTED
    asked_at: datetime | None = None
    verified_at: datetime | None = None
    lease_until: datetime | None = None
    pushed_at: datetime | None = None  # of the last signed delivery
    missed: int = 0  # pulls that found what no push had brought
    forged: int = 0  # deliveries whose signature was wrong or missing
    failures: int = 0  # requests to the hub that failed, in a row
    again_at: datetime | None = None  # when to ask the hub again
    note: str = ""  # for people


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A document that a hub pushed, to be read as if it had been pulled."""

    id: str
    feed_id: str
    received_at: datetime
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Where a redirector's address leads."""

    key: str  # urls.key of the redirector's address
    target: str | None  # None: it cannot be told
    why: str = ""  # how it was told, or why not
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Facts on an outlet beyond its name, as the catalogue or the operator states them."""

    kind: str = ""  # agency, paper, magazine, broadcaster, online, public-body, science, fact-checker, party, other
    owner: str = ""
    languages: tuple[str, ...] = field(default=())  # BCP 47, the main one first

"""What mailboxes and folders give: raw messages, each with the time at which our own mail host had it.

In: nothing. Out: records. Never: what a message says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a mailbox has been read."""

    validity: int  # UIDVALIDITY (RFC 9051, 2.3.1.1)
    uid: int | None  # of the last message taken; None: the unread ones of before are still being taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message."""

    raw: bytes  # whole, or its head alone where it is too large
    received_at: datetime  # by our own mail host
    source: str  # imap, maildir
    size: int  # bytes of the whole
    place: Place | None = None  # how far the mailbox is read once this message is stored

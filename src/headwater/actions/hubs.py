"""What hubs ask of us and bring (W3C WebSub): a subscription confirmed or not, a delivery kept or not.

In: a token of a callback, a query, a delivery with its signature, the time. Out: rows of subscriptions, deliveries and the
next poll. Never: a delivery that nobody with our secret has signed, or a feed polled oftener for a hub than each ten minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from headwater.feeds import websub
from headwater.gathering import Push, Subscription
from headwater.store import db, feeds, hosts, subscriptions

BETWEEN_PULLS = timedelta(minutes=10)  # of a feed that a hub makes us poll
MOST_WAITING, MOST_WAITING_OF_ALL = 20, 1000  # deliveries not read yet; beyond, the feed is polled instead (as NewsBlur does)
MOST_BYTES = 100 * 1024 * 1024  # of all that waits


class Became(StrEnum):
    """What became of a delivery."""

    KEPT = "kept"
    FORGED = "forged"  # not signed with our secret: counted and forgotten
    PULLED = "pulled"  # the feed is polled instead
    UNWANTED = "unwanted"  # nobody waits for it any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A delivery as it came."""

    body: bytes
    content_type: str = ""
    signature: str = ""  # X-Hub-Signature
    headers: tuple[tuple[str, str], ...] = ()  # names lower case


def expected(store: db.Store, token: str, *, now: datetime) -> bool:
    """Whether deliveries at this token are still taken; a reading that takes no lock."""
    with store.read() as conn:
        known = subscriptions.of_token(conn, token)
    return known is not None and websub.is_welcome(known, now)


def verify(store: db.Store, token: str, query: Mapping[str, str], *, now: datetime, jitter: float) -> str | None:
    """The challenge to give back to a hub that asks whether we meant it; None: we did not.

    A subscription that begins makes its feed due: what was published between our last pull and now was pushed to nobody.
    """
    with store.read() as conn:
        if subscriptions.of_token(conn, token) is None:
            return None
    with store.write() as conn:
        known = subscriptions.of_token(conn, token, locked=True)
        changed = websub.answered(known, query, now=now, jitter=jitter) if known else None
        if known is None or changed is None:
            return None
        subscriptions.put(conn, changed)
        if changed.state is Push.ACTIVE and not websub.pushes(known, now):
            pull_soon(conn, changed.feed_id, "its hub has just begun to push", now=now)
    return query.get("hub.challenge", "")


def deliver(store: db.Store, token: str, arrival: Arrival, *, now: datetime) -> Became:
    """Keep a delivery until it is read, where it is ours."""
    with store.write() as conn:
        known = subscriptions.of_token(conn, token, locked=True)
        if known is None or not websub.is_welcome(known, now):
            return Became.UNWANTED
        if not websub.is_signed(known.secret, arrival.body, arrival.signature):
            subscriptions.put(conn, websub.forged(known))
            return Became.FORGED
        subscriptions.put(conn, websub.delivered(known, now=now))
        if why := _not_kept(conn, known, arrival):
            pull_soon(conn, known.feed_id, why, now=now)
            return Became.PULLED
        subscriptions.deliver(conn, feed_id=known.feed_id, content_type=arrival.content_type, body=arrival.body, now=now)
    return Became.KEPT


def pull_instead(store: db.Store, token: str, why: str, *, now: datetime) -> None:
    """A delivery was too large or came too often to be looked at: the feed itself has what it said."""
    with store.write() as conn:
        known = subscriptions.of_token(conn, token, locked=True)
        if known is not None and websub.is_welcome(known, now):
            pull_soon(conn, known.feed_id, why, now=now)
            subscriptions.put(conn, replace(known, note=why))


def pull_soon(conn: sa.Connection, feed_id: str, why: str, *, now: datetime) -> None:
    """Poll a feed as soon as its last poll is ten minutes ago; one that fails is left to its own pauses."""
    known = feeds.get(conn, feed_id)
    if known is None or known.history.failures:
        return
    at = max(now, known.history.polled_at + BETWEEN_PULLS) if known.history.polled_at else now
    if host := feeds.poll_by(conn, feed_id, at, why=why):
        hosts.need(conn, host, at)


def _not_kept(conn: sa.Connection, known: Subscription, arrival: Arrival) -> str:
    """Why a signed delivery is not kept, or ""."""
    if not arrival.body.strip():
        return "its hub says that there is news, and not what"
    if websub.is_elsewhere(known, arrival.headers):
        return "its hub delivered what it says is of another feed"
    waiting = subscriptions.waiting(conn, known.feed_id)
    full = waiting.of_all >= MOST_WAITING_OF_ALL or waiting.size + len(arrival.body) > MOST_BYTES
    if full or waiting.of_feed >= MOST_WAITING:
        return "its hub delivers faster than we read"
    return ""

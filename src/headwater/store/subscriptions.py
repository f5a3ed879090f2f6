"""Subscriptions to hubs, and what hubs have delivered until it is read.

In: ``gathering.Subscription`` and ``Delivery``. Out: the same. Never: a rule of WebSub (``feeds.websub``). Who decides on a
row locks it first with :func:`to_change` or :func:`of_token` in a transaction that writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

import sqlalchemy as sa

from headwater.gathering import Delivery, Push, Subscription
from headwater.store import db, ids, schema

_S, _D = schema.subscription.c, schema.delivery.c
_NAMES = tuple(one.name for one in fields(Subscription))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much of a feed waits to be read, and how much of all."""

    of_feed: int  # deliveries
    of_all: int
    size: int  # bytes of all


def _noun(row: sa.Row | None) -> Subscription | None:
    if row is None:
        return None
    values = {name: getattr(row, name) for name in _NAMES}
    return Subscription(**{**values, "state": Push(row.state)})


def get(conn: sa.Connection, feed_id: str) -> Subscription | None:
    """A feed's subscription."""
    return _noun(conn.execute(sa.select(schema.subscription).where(_S.feed_id == feed_id)).first())


def to_change(conn: sa.Connection, feed_id: str) -> Subscription | None:
    """The same, locked until the transaction ends."""
    return _noun(conn.execute(sa.select(schema.subscription).where(_S.feed_id == feed_id).with_for_update()).first())


def of_token(conn: sa.Connection, token: str, *, locked: bool = False) -> Subscription | None:
    """The subscription with this token in its callback; ``locked`` until the transaction ends."""
    query = sa.select(schema.subscription).where(_S.token == token)
    return _noun(conn.execute(query.with_for_update() if locked else query).first())


def put(conn: sa.Connection, known: Subscription) -> None:
    """Write a subscription, in place of the feed's former one."""
    values = {name: getattr(known, name) for name in _NAMES} | {"state": str(known.state)}
    written = db.insert(conn, schema.subscription).values(values)
    conn.execute(written.on_conflict_do_update(index_elements=["feed_id"], set_={**values}))


def due(conn: sa.Connection, *, now: datetime, limit: int) -> list[Subscription]:
    """Those whose hub is to be asked, the longest waiting first."""
    query = sa.select(schema.subscription).where(_S.again_at <= now).order_by(_S.again_at, _S.feed_id).limit(limit)
    return [found for row in conn.execute(query) if (found := _noun(row))]


def every(conn: sa.Connection, feed_ids: Sequence[str] | None = None) -> dict[str, Subscription]:
    """Subscriptions by feed, all or those of some feeds."""
    query = sa.select(schema.subscription)
    if feed_ids is not None:
        query = query.where(_S.feed_id.in_(feed_ids))
    return {row.feed_id: found for row in conn.execute(query) if (found := _noun(row))}


# ---- deliveries --------------------------------------------------------------------------------------------


def deliver(conn: sa.Connection, *, feed_id: str, content_type: str, body: bytes, now: datetime) -> str:
    """Keep what a hub delivered until it is read; gives its identifier."""
    made = ids.new()
    values = {"id": made, "feed_id": feed_id, "received_at": now, "content_type": content_type[:200], "body": body}
    conn.execute(sa.insert(schema.delivery).values(values))
    return made


def waiting(conn: sa.Connection, feed_id: str) -> Waiting:
    """How many deliveries wait to be read."""
    counted = sa.select(
        sa.select(sa.func.count()).where(_D.feed_id == feed_id).scalar_subquery(),
        sa.select(sa.func.count()).select_from(schema.delivery).scalar_subquery(),
        sa.select(sa.func.coalesce(sa.func.sum(sa.func.length(_D.body)), 0)).scalar_subquery(),
    )
    of_feed, of_all, size = conn.execute(counted).one()
    return Waiting(of_feed=of_feed, of_all=of_all, size=int(size))


def oldest(conn: sa.Connection, *, after: tuple[datetime, str] | None = None) -> Delivery | None:
    """The delivery that has waited longest, or the next one after a place in the queue."""
    query = sa.select(schema.delivery).order_by(_D.received_at, _D.id).limit(1)
    if after is not None:
        query = query.where(sa.or_(_D.received_at > after[0], sa.and_(_D.received_at == after[0], _D.id > after[1])))
    row = conn.execute(query).first()
    return Delivery(**row._mapping) if row else None


def take(conn: sa.Connection, delivery_id: str) -> bool:
    """Take a delivery out of the queue for good once this transaction is saved; False: another process was quicker."""
    return conn.execute(sa.delete(schema.delivery).where(_D.id == delivery_id)).rowcount == 1

"""What people do with feeds from the desk: have one polled at once.

In: a feed. Out: its row and its host's made due. Never: a request; the worker makes it in the host's turn.
"""

from __future__ import annotations

from datetime import datetime

from headwater.store import db, feeds, hosts


def poll_now(store: db.Store, feed_id: str, *, now: datetime) -> bool:
    """Make a feed due, whatever its schedule says; False where there is none. The host's pause still holds."""
    with store.write() as conn:
        names = feeds.poll_now(conn, [feed_id], now=now)
        for host in names:
            hosts.need(conn, host, now)
    return bool(names)

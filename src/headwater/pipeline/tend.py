"""The tick ``tend``: what keeps the house in order when no news comes.

In: deadlines that have passed. Out: quiet stories, swept snapshots and pictures. Never: news. (The desk's clock, mail in and out
join here with the rights desk.)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater.actions import comments
from headwater.pipeline import compare, picture
from headwater.pipeline.tools import Tally, Tools
from headwater.store import (
    articles,
    leases,
    outlets,
    pending,
    publications,
    resolved,
    retention,
    stories,
    templates,
    versions,
    witnesses,
)

QUIET_AFTER = timedelta(days=4)
EVERY = timedelta(minutes=5)
LEASE = 120.0  # seconds
MOST_FORGOTTEN = 200  # texts a tick
SWEEP_EVERY = timedelta(days=1)
ENTRIES_FOR = timedelta(days=60)  # since a feed last listed them
HOSTS_FOR = timedelta(days=30)
TEMPLATES_FOR = timedelta(days=120)  # since a page of the host taught last
REDIRECTORS_FOR = timedelta(days=180)  # since it was found out where they lead
WITNESSES_FOR = timedelta(days=30)  # since they were visited


@dataclass(slots=True)
class Tender:
    """Remembers when it last tended, so that the loop may call it as often as it likes."""

    tools: Tools
    last: datetime | None = None
    swept: datetime | None = None

    def tick(self) -> Tally:
        """Tend if it is time and nobody else does."""
        tally, now = Tally(), self.tools.now()
        if self.last and now - self.last < EVERY:
            return tally
        with self.tools.store.write() as conn:
            fence = leases.acquire(conn, "tend", self.tools.owner, now=now, seconds=LEASE)
            if fence is None:
                return tally
            tally.add("quiet stories", stories.quieten(conn, now - QUIET_AFTER))
            tally.add("forgotten texts", _forget(conn, now=now))
            tally.add("expired licences", _release_anew(conn, since=self.last, now=now))
            tally.add("run out", _hide_run_out(conn, now=now))
        tally.join(picture.renew(self.tools))
        if not self.swept or now - self.swept > SWEEP_EVERY:
            self._sweep(tally, now)
        with self.tools.store.write() as conn:
            leases.release(conn, "tend", self.tools.owner, fence)
        self.last = now
        return tally


    def _sweep(self, tally: Tally, now: datetime) -> None:
        """Once a day: what nobody needs any more."""
        with self.tools.store.write() as conn:
            tally.add("swept entries", retention.entries(conn, before=now - ENTRIES_FOR))
        with self.tools.store.write() as conn:
            tally.add("swept robots", retention.robots(conn, before=now - HOSTS_FOR))
            tally.add("swept hosts", retention.hosts(conn, before=now - HOSTS_FOR))
            tally.add("swept templates", templates.forget(conn, before=now - TEMPLATES_FOR))
            retention.frequencies(conn)
            tally.add("swept redirectors", resolved.forget(conn, before=now - REDIRECTORS_FOR))
            tally.add("swept witnesses", witnesses.forget(conn, before=now - WITNESSES_FOR))
        tally.add("forgotten of comments", comments.tidy_up(self.tools.store, now=now))
        if self.tools.archive and self.tools.manners.snapshot_days:
            tally.add("swept snapshots", self.tools.archive.sweep(now - timedelta(days=self.tools.manners.snapshot_days)))
        self.swept = now


def _hide_run_out(conn: sa.Connection, *, now: datetime) -> int:
    """What its publisher wants shown no longer is hidden at once, and released anew as far as it may be."""
    ids = publications.run_out(conn, now=now, limit=MOST_FORGOTTEN)
    for article_id in ids:
        publications.withhold(conn, article_id=article_id)
    pending.add(conn, ids, reason="its time has run out", now=now)
    return len(ids)


def _forget(conn: sa.Connection, *, now: datetime) -> int:
    """Texts whose publishers want no copy kept go when they are news no longer."""
    ids = articles.to_forget(conn, now=now, limit=MOST_FORGOTTEN)
    for kept in articles.many(conn, ids):
        articles.save(conn, replace(kept, article=None, not_article=compare.FORGOTTEN, forget_at=None))
    versions.forget_texts(conn, ids)
    pending.add(conn, ids, reason="its text is kept no longer", now=now)
    return len(ids)


def _release_anew(conn: sa.Connection, *, since: datetime | None, now: datetime) -> int:
    """What stands under a licence that has run out is released anew, as far as it may still be; gives how many outlets."""
    expired = [
        one for one in outlets.every(conn)
        if (licence := one.policy.licence) and licence.expires and licence.expires <= now
        and (since is None or licence.expires > since)
    ]
    for one in expired:
        pending.add(conn, articles.of_outlet(conn, one.id), reason="a licence has run out", now=now)
    return len(expired)

"""Lore: what a digest knows by heart of its deployment, to read what one article says of others.

In: the store. Out: the outlets by name, and which names and figures stand in so many stories and outlets that having them in common says
little. Never: a table that changes while articles are compared with it; both are learnt between batches.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater.store import articles, outlets, witnesses
from headwater.trace import bearing, known

TEXTS = 400  # the newest ones, of which is learnt what is common
LEAST = 60  # texts, fewer of which tell nothing
MOST_AGAIN = 2_000  # chains that were compared knowing less
LEARN_EVERY = timedelta(days=1)  # or, on a deployment's first day, when there are twice as many texts


@dataclass(slots=True)
class Lore:
    """As of the last time that the house was kept."""

    others: known.Roster = known.NOBODY
    common: frozenset[int] = frozenset()  # trace.bearing marks
    texts: int = 0  # of which that was learnt
    learnt: datetime | None = None

    def learn(self, conn: sa.Connection, *, now: datetime) -> list[str]:
        """Look at the outlets, and at the newest texts where that is due; gives the articles whose chains were compared knowing much less,
        or nothing: whoever takes over from another process passes them by."""
        self.others = known.roster(outlets.roster(conn))
        newest = articles.newest(conn, TEXTS)
        fresh = self.learnt is not None and now - self.learnt < LEARN_EVERY
        if len(newest) < LEAST or (fresh and (self.texts == TEXTS or len(newest) < min(2 * self.texts, TEXTS))):
            return []
        kept = (one for one in articles.many(conn, newest) if one.article is not None and one.allowance.analyse)
        self.common = bearing.common(
            bearing.Sample(language=one.language, marks=bearing.marks(articles.text_of(one), one.language), outlet=one.outlet_id, story=one.story_id or one.id)
            for one in kept)
        grown, self.texts, self.learnt = fresh or self.learnt is None, len(newest), now
        return witnesses.leading(conn, limit=MOST_AGAIN) if grown else []

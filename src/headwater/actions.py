"""The use cases of people: what an operator decides, saved with what follows from it.

In: a store, what was decided, the time. Out: rows. Never: a look at who is asking (the caller has done that), or a
fetch. Web and command line call the same functions.
"""

from __future__ import annotations

from datetime import datetime

from headwater import model
from headwater.store import articles, db, outlets, pending


def set_policy(store: db.Store, outlet: model.Outlet, *, now: datetime) -> int:
    """Record what the operator may and will show of an outlet; all its articles are released anew.

    ``outlet`` carries the new policy; gives how many articles it is about. What is stricter now bites as soon as the
    digest has come to them, newest first.
    """
    with store.write() as conn:
        outlets.describe(conn, outlet)
        about = articles.of_outlet(conn, outlet.id)
        pending.add(conn, about, reason="the outlet's policy has changed", now=now)
    return len(about)

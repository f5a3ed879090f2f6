"""Policies: what an operator records of an outlet, saved with what follows from it.

In: a store, the outlet with its new policy, the time. Out: rows. Never: a look at who is asking.
"""

from __future__ import annotations

from datetime import datetime

from headwater import errors, model
from headwater.store import articles, db, outlets, pending, publications

_ORDER = tuple(model.View)  # from most to least


def set_policy(store: db.Store, outlet: model.Outlet, *, now: datetime) -> int:
    """Record what the operator may and will show of an outlet; all its articles are released anew.

    ``outlet`` carries the new policy; gives how many articles it is about. Where it is stricter than before, what is
    shown of the outlet is hidden in the same transaction, with the worker stopped too, until it is released anew.
    """
    with store.write() as conn:
        before = outlets.get(conn, outlet.id)
        if before is None:
            raise errors.HeadwaterError(f"no outlet {outlet.id}: `headwater outlets list` shows those that are known")
        outlets.describe(conn, outlet)
        about = articles.of_outlet(conn, outlet.id)
        if is_stricter(outlet.policy, before.policy):
            publications.withhold(conn, outlet_id=outlet.id)
        pending.add(conn, about, reason="the outlet's policy has changed", now=now)
    return len(about)


def is_stricter(new: model.OutletPolicy, old: model.OutletPolicy) -> bool:
    """Whether a policy may show less than the one before it."""
    limit = _ORDER.index(new.most) if new.most else 0
    was = _ORDER.index(old.most) if old.most else 0
    return limit > was or (old.licence is not None and new.licence != old.licence) or (
        new.images is False and old.images is not False
    )

"""Rights at their three moments: signals as they come in, kept with the article, and the one decision on them.

In: signals of robots.txt, feed, headers and page. Out: model.Allowance. Never: a rule (``rights`` has them).
"""

from __future__ import annotations

from collections.abc import Iterable

from headwater import model, rights
from headwater.pipeline.tools import Tools
from headwater.store import codec

Signals = tuple[rights.Signal, ...]


def dump(signals: Iterable[rights.Signal]) -> str:
    """Signals as the store keeps them."""
    return codec.dump(tuple(signals))


def load(text: str) -> Signals:
    """Signals as the store kept them."""
    return codec.load(Signals, text)


def joined(old: Signals, new: Iterable[rights.Signal]) -> Signals:
    """The signals known so far, where what a place says now replaces what it said before."""
    latest = tuple(new)
    spoken = {one.where for one in latest}
    return tuple(one for one in old if one.where not in spoken) + latest


def decide(tools: Tools, outlet: model.Outlet, signals: Iterable[rights.Signal]) -> model.Allowance:
    """What may be done with an item, by the operator's manners."""
    return rights.allow(
        signals, outlet.policy, commercial=tools.manners.commercial, now=tools.now(), excerpt=tools.manners.excerpt
    )

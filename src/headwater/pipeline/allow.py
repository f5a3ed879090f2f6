"""Rights at their three moments: signals as they come in, kept with the article, and the one decision on them.

In: signals of robots.txt, feed, headers and page. Out: model.Allowance. Never: a rule (``rights`` has them).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import sqlalchemy as sa

from headwater import model, rights, urls
from headwater.fetch import robots
from headwater.pipeline.tools import Tools
from headwater.store import codec, hosts

AGENT = "headwater"  # our product token in robots.txt
Signals = tuple[rights.Signal, ...]
Lines = tuple[tuple[str, str], ...]  # of robots.txt: name and value


def dump(signals: Iterable[rights.Signal]) -> str:
    """Signals as the store keeps them."""
    return codec.dump(tuple(signals))


def load(text: str) -> Signals:
    """Signals as the store kept them."""
    return codec.load(Signals, text)


def heard(old: Signals, place: str, new: Iterable[rights.Signal]) -> Signals:
    """The signals known so far after a place was read again: what it no longer says no longer counts."""
    return tuple(one for one in old if one.where != place) + tuple(new)


def of_host(conn: sa.Connection, url: str) -> tuple[rights.Signal, ...]:
    """What the robots.txt that we last read of a page's host says about reuse."""
    lines = lines_of(conn, urls.origin(url))
    return rights.of_robots(lines, url_path=urls.path(url)) if lines else ()


def lines_of(conn: sa.Connection, origin: str) -> Lines:
    """The lines about reuse in the robots.txt that we last read of an origin."""
    row = hosts.robots_get(conn, origin)
    return _said(row.body) if row and row.body else ()


@lru_cache(maxsize=256)
def _said(body: bytes) -> Lines:
    """What a robots.txt says about reuse: name and value of each line; the same for every page of a host."""
    rules = robots.parse(body, AGENT)
    lines = [("content-usage", one) for one in rules.content_usage]
    lines += [("content-signal", one) for one in rules.content_signal]
    lines += [("license", one) for one in rules.licenses]
    return tuple(lines)


def decide(tools: Tools, outlet: model.Outlet, signals: Iterable[rights.Signal], url: str) -> model.Allowance:
    """What may be done with the item at an address, by the operator's manners.

    An outlet can license what is its own: where the page lies on another's site, neither the licence recorded for the
    outlet nor the one that its feed names counts, only what the page itself says; every restriction does.
    """
    policy = outlet.policy
    if not urls.same_site(url, outlet.home_url):
        policy = replace(policy, licence=None)
        signals = [one for one in signals if one.where != "feed" or not _grants(one)]
    return rights.allow(
        signals, policy, commercial=tools.manners.commercial, now=tools.now(), excerpt=tools.manners.excerpt
    )


def _grants(signal: rights.Signal) -> bool:
    return any(name == "licence" for name, _ in signal.effects)

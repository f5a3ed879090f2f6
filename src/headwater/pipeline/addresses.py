"""Where entries' links lead: redirectors opened offline or by what earlier visits found, the rest marked.

In: the entries of a document. Out: the same with the outlets' own addresses, and which links cannot be opened. Never: a request:
the visit to an article's page finds out where its redirector leads, and until then the article is withheld
(``publish.release``: no item without a reference to the outlet's own page).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater import gathering, model, urls
from headwater.feeds import identity
from headwater.feeds.identity import Listed
from headwater.store import resolved

SEALED = "only the redirector's own scripts know where it leads (Google News since July 2024)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Led:
    """Entries at the addresses where their links lead."""

    listed: tuple[Listed, ...]  # in the order given
    sealed: frozenset[str]  # keys of entries whose links nobody can open
    warnings: tuple[model.Warned, ...] = ()


def follow(conn: sa.Connection, listed: Sequence[Listed], *, now: datetime) -> Led:
    """Open the redirectors among the links of entries; a link that stays closed stays as it is."""
    wrapped = {one.key: one for one in listed if urls.is_redirector(one.url)}
    if not wrapped:
        return Led(listed=tuple(listed), sealed=frozenset())
    opened = {key: target for key, one in wrapped.items() if (target := _told(one))}
    closed = {key: urls.key(one.url) for key, one in wrapped.items() if key not in opened}
    known = resolved.get(conn, closed.values()) if closed else {}
    for key, address in closed.items():
        if (found := known.get(address)) and found.target and not urls.is_redirector(found.target):
            opened[key] = found.target
    sealed = frozenset(key for key in closed if key not in opened and urls.is_sealed(wrapped[key].url))
    unknown = [gathering.Resolved(key=closed[key], target=None, why=SEALED) for key in sealed if closed[key] not in known]
    resolved.put(conn, *unknown, now=now)
    waiting = [one for key, one in wrapped.items() if key not in opened and key not in sealed]
    return Led(
        listed=tuple(identity.at(one, opened[one.key]) if one.key in opened else one for one in listed),
        sealed=sealed,
        warnings=(*_warned("sealed-redirector", [wrapped[key] for key in sealed]), *_warned("redirector", waiting)),
    )


def _told(one: Listed) -> str | None:
    """The outlet's address, where the link itself or the entry (``feedburner:origLink``) tells."""
    for candidate in (urls.unwrap(one.entry.url), urls.unwrap(one.url), one.entry.origin_url):
        address = urls.canonical(candidate) if candidate else None
        if address and not urls.is_redirector(address):
            return address
    return None


def _warned(code: str, those: Sequence[Listed]) -> tuple[model.Warned, ...]:
    if not those:
        return ()
    return (model.Warned(code=code, detail=f"{len(those)} links, e.g. {those[0].url}"[:200]),)

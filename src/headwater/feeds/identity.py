"""What tells the entries of a feed apart: their own identifiers where these can be trusted, else their links.

In: the entries of a document. Out: :class:`Listed`, each with a key that is the same at the next poll. Never: a query, or
an identifier changed (RFC 4287, section 4.2.6.1: compared character by character).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from headwater import model, text, urls

LONGEST_KEY = 500  # characters; a longer identifier is remembered by its hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry as it stands in a document, with what identifies it there."""

    key: str
    url: str  # canonical
    entry: model.Entry


def identify(listed: Iterable[model.Entry]) -> list[Listed]:
    """Give each entry the key that identifies it in its feed; an entry without a link cannot be shown and is left out.

    The feed's own identifier, verbatim; where one identifier names several links, it with the link; else the link.
    Two entries with one key are one: the first counts.
    """
    usable = [(one, url) for one in listed if (url := urls.canonical(one.url or _link_in(one.entry_id)))]
    links: dict[str, set[str]] = {}
    for one, url in usable:
        links.setdefault(one.entry_id, set()).add(url)
    found: dict[str, Listed] = {}
    for one, url in usable:
        key = url if not one.entry_id else one.entry_id if len(links[one.entry_id]) == 1 else f"{one.entry_id}|{url}"
        key = text.clean(key) if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
        found.setdefault(key, Listed(key=key, url=url, entry=one))
    return list(found.values())


def _link_in(entry_id: str) -> str:
    return entry_id if entry_id.startswith(("http://", "https://")) else ""

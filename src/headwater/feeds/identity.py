"""What tells the entries of a feed apart: their own identifiers where these can be trusted, else their links, else their words.

In: the entries of a document, and how the feed's entries were told apart before. Out: :class:`Listed`, each with a key that is
the same at the next poll; the words by which an entry is known at another address. Never: a query, or an identifier
changed (RFC 4287, section 4.2.6.1: compared character by character).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from headwater import model, text, urls

LONGEST_KEY = 500  # characters; a longer identifier is remembered by its hash
TOLERATED = 0.05  # share of identifiers that may be blank or stand for several links (FreshRSS degrades at 5 % too)
FEW = 3  # entries that show a habit
TELLING = 12  # characters of a title that with its time is enough to know an article again
OLD, ANCIENT = timedelta(days=7), timedelta(days=365)  # before the newest entry of a document (the rules of FeedMail)


class Policy(StrEnum):
    """How a feed's entries are told apart; a feed goes down this list and never up, though it recover (FreshRSS#5909)."""

    ID = "id"  # by their identifiers
    ID_MOVED = "id-moved"  # so too, but they have all changed once: a second time, and they count no more
    LINK = "link"  # by their links: identifiers are blank, stand for several links, or change
    ID_ALONE = "id-alone"  # by their identifiers: many entries share one link, which names no article
    TEXT = "text"  # by title and time: neither identifiers nor links tell them apart

    @property
    def trusts_ids(self) -> bool:
        return self in (Policy.ID, Policy.ID_MOVED, Policy.ID_ALONE)

    @property
    def trusts_links(self) -> bool:
        return self in (Policy.ID, Policy.ID_MOVED, Policy.LINK)


_LOWER = {  # what follows where identifiers, or links, turn out to tell nothing
    "ids": {Policy.ID: Policy.LINK, Policy.ID_MOVED: Policy.LINK, Policy.ID_ALONE: Policy.TEXT},
    "links": {Policy.ID: Policy.ID_ALONE, Policy.ID_MOVED: Policy.ID_ALONE, Policy.LINK: Policy.TEXT},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry as it stands in a document, with what identifies it there."""

    key: str
    url: str  # canonical
    entry: model.Entry


def judged(listed: Sequence[model.Entry], before: Policy = Policy.ID) -> Policy:
    """How to tell the entries apart from now on, by what this document shows.

    Identifiers count no more where more than 5 % are blank or stand for several links. Links count no more where most
    entries share theirs with others, and identifiers or words tell them apart.
    """
    if len(listed) < FEW:
        return before
    policy, links = before, [one.url for one in listed]
    if policy.trusts_links and _shared(links, [_words(one) for one in listed]) * 2 > len(listed):
        policy = _LOWER["links"][policy]
    if policy.trusts_ids:
        useless = sum(1 for one in listed if not one.entry_id) + _ambiguous(listed, links if policy.trusts_links else None)
        if useless > TOLERATED * len(listed):
            policy = _LOWER["ids"][policy]
    return policy


def _shared(links: Sequence[str], words: Sequence[str]) -> int:
    """How many entries have a link that others with other words have too, at least :data:`FEW` of them."""
    named: dict[str, set[str]] = {}
    for link, said in zip(links, words, strict=True):
        if link:
            named.setdefault(link, set()).add(said)
    many = {link for link, said in named.items() if len(said) >= FEW}
    return sum(1 for link in links if link in many)


def _ambiguous(listed: Sequence[model.Entry], links: Sequence[str] | None) -> int:
    """How many entries have an identifier that stands for several links; for several entries, where links tell nothing."""
    if links is None:
        times = Counter(one.entry_id for one in listed if one.entry_id)
        return sum(1 for one in listed if times[one.entry_id] > 1)
    named: dict[str, set[str]] = {}
    for one, link in zip(listed, links, strict=True):
        named.setdefault(one.entry_id, set()).add(link)
    return sum(1 for one in listed if one.entry_id and len(named[one.entry_id]) > 1)


def moved(policy: Policy, *, changed: int, listed: int) -> Policy:
    """What to think of identifiers after ``changed`` entries of a document had others than before at the same links.

    Once may be a new system of the outlet's; twice, and they change at each poll.
    """
    if policy not in (Policy.ID, Policy.ID_MOVED) or changed < FEW or changed * 2 < listed:
        return policy
    return Policy.ID_MOVED if policy is Policy.ID else Policy.LINK


def identify(listed: Iterable[model.Entry], policy: Policy = Policy.ID) -> list[Listed]:
    """Give each entry the key that identifies it in its feed; an entry without a link cannot be shown and is left out.

    The feed's own identifier, verbatim; where one identifier names several links, it with the link; else the link; else
    a hash of title and time. Two entries with one key are one: the first counts.
    """
    usable = [(one, url) for one in listed if (url := urls.canonical(one.url or _link_in(one.entry_id)))]
    links: dict[str, set[str]] = {}
    if policy.trusts_ids:
        for one, url in usable:
            links.setdefault(one.entry_id, set()).add(url)
    found: dict[str, Listed] = {}
    for one, url in usable:
        if policy.trusts_ids and one.entry_id:
            key = one.entry_id if len(links[one.entry_id]) == 1 or not policy.trusts_links else f"{one.entry_id}|{url}"
        elif policy.trusts_links:
            key = url
        else:
            key = hashlib.sha256(f"{url}\n{_words(one)}".encode("utf-8", "replace")).hexdigest()
        key = stored(key)
        if key not in found:
            found[key] = Listed(key=key, url=url, entry=one)
    return list(found.values())


def stored(key: str) -> str:
    """A key as the store keeps it."""
    return text.clean(key) if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def at(one: Listed, address: str) -> Listed:
    """The same entry, at the address where its link leads."""
    return replace(one, url=address, entry=replace(one.entry, url=address))


def _words(entry: model.Entry) -> str:
    """What tells an entry from others of its document: title and time, or its text where it has neither."""
    title, time = _title_and_time(entry)
    return f"{title}\n{time}" if title or time else (entry.summary or entry.content)[:1000]


def _title_and_time(entry: model.Entry) -> tuple[str, str]:
    return " ".join(entry.title.casefold().split()), entry.published.astimezone(UTC).isoformat() if entry.published else ""


def twin_text(entry: model.Entry) -> str:
    """The words by which an entry is known again under another identifier and link; "" where there are too few.

    Title and time; without a time, or with a short title, the summary too.
    """
    title, time = _title_and_time(entry)
    if time and len(title) >= TELLING:
        return f"{title}\n{time}"
    words = " ".join((entry.summary or entry.content)[:1000].casefold().split())
    return f"{title}\n{time}\n{words}" if words and (title or time) else ""


def twin(outlet_id: str, entry: model.Entry) -> int | None:
    """:func:`twin_text` of an outlet as a signed number of 64 bits; None where there are too few words."""
    words = twin_text(entry)
    if not words:
        return None
    hashed = hashlib.blake2b(f"{outlet_id}\n{words}".encode("utf-8", "replace"), digest_size=8)
    return int.from_bytes(hashed.digest(), "big", signed=True)


def newest_of(listed: Iterable[model.Entry], *, now: datetime) -> datetime:
    """When the newest entry of a document was published, now at the latest; now, where none says."""
    return max((one.published for one in listed if one.published and one.published <= now), default=now)


def _link_in(entry_id: str) -> str:
    return entry_id if entry_id.startswith(("http://", "https://")) else ""

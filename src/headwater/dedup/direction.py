"""Direction: which of two texts that are the same was first, and by what that can be told.

In: two articles, and how each page stands to the other: what it declares, credits and links. Out: :class:`Verdict`, the
same whichever article is named first. Never: a guess; where nothing tells them apart, the verdict says so.

What a page says of itself goes before any clock: a paper that prints an agency's report at once may be listed before
the agency, and many outlets publish a text under one embargo.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from headwater import clocks, model, text, urls

MARGIN = timedelta(minutes=5)  # by which publishers' clocks must differ to count
SEEN_MARGIN = timedelta(hours=1)  # the same where one of the times is only our own first sight of it: a poll may come so late
DAY = clocks.DAY  # the same where one of the times is a day only; and how much later an agency may bring its own text
LEAST_NAME = 8  # letters of an outlet's name, in two words or more, that is looked for in running text: "Today" says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an article's page says that bears on where its text comes from."""

    names: tuple[str, ...] = ()  # of its outlet
    addresses: frozenset[str] = frozenset()  # of the article, as urls.key
    domain: str = ""  # registrable, of its page
    declared: tuple[str, ...] = ()  # addresses that it declares to be its text's own: canonical, syndication source
    links: frozenset[str] = frozenset()  # that its text links to, as urls.key
    sites: frozenset[str] = frozenset()  # their registrable domains
    suppliers: tuple[tuple[str, str], ...] = ()  # whom it credits: name, and domain or ""
    words: str = ""  # bylines, end notes, text
    is_agency: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Which was first."""

    first: model.Candidate  # where by is SUPPLIED or UNDECIDED only the one that stands for both
    by: model.FirstBy


def decide(a: model.Candidate, b: model.Candidate, known: Mapping[str, Standing]) -> Verdict:
    """Which of two articles was first; ``decide(a, b, known) == decide(b, a, known)``."""
    ours, theirs = known.get(a.article_id), known.get(b.article_id)
    if ours and theirs:
        for by, sign in _SIGNS:
            if (to := sign(ours, theirs)) != sign(theirs, ours):
                return Verdict(first=b if to else a, by=by)
        if ours.is_agency != theirs.is_agency:
            agency, other = (a, b) if ours.is_agency else (b, a)
            if moment(agency) - moment(other) <= DAY:
                return Verdict(first=agency, by=model.FirstBy.AGENCY)
        if _share_a_supplier(ours, theirs):
            return Verdict(first=earlier(a, b), by=model.FirstBy.SUPPLIED)
    by = _by_clocks(a, b)
    if by is model.FirstBy.UNDECIDED and ours and theirs and (to := _visits(ours, theirs)) != _visits(theirs, ours):
        return Verdict(first=b if to else a, by=model.FirstBy.LINK)
    return Verdict(first=earlier(a, b), by=by)


def is_from(one: model.Candidate, other: model.Candidate, known: Mapping[str, Standing]) -> bool:
    """Whether the pages say, and not the clocks alone, that an article has its text from the other."""
    verdict = decide(one, other, known)
    return verdict.first.article_id == other.article_id != one.article_id and verdict.by in SAID


def earlier(a: model.Candidate, b: model.Candidate) -> model.Candidate:
    """The earlier of two articles: published, else first seen, else the smaller id."""
    return min(a, b, key=order)


def order(one: model.Candidate) -> tuple[datetime, datetime, str]:
    """By what articles stand in order of time."""
    return moment(one), clocks.aware(one.first_seen), one.article_id


def moment(one: model.Candidate) -> datetime:
    """When an article appeared: the publisher's time if it is believed, else our first sight of it."""
    return clocks.moment(one.published, first_seen=one.first_seen, unlisted_at=one.unlisted_at)


def _by_clocks(a: model.Candidate, b: model.Candidate) -> model.FirstBy:
    if (_is_doubted(a) or _is_doubted(b)) and _sign(_claimed(a), _claimed(b)) != _sign(moment(a), moment(b)):
        return model.FirstBy.UNDECIDED  # antedated, or listed late by a feed that chooses: wrong would cost more than missing
    apart = abs(moment(a) - moment(b))
    if not (_dated(a) and _dated(b)):
        return model.FirstBy.SEEN if apart >= SEEN_MARGIN else model.FirstBy.UNDECIDED
    margin = DAY if clocks.is_day(a.published) or clocks.is_day(b.published) else MARGIN
    return model.FirstBy.PUBLISHED if apart >= margin else model.FirstBy.UNDECIDED


def _sign(a: datetime, b: datetime) -> int:
    return (a > b) - (a < b)


def _dated(one: model.Candidate) -> bool:
    """Whether its publisher's time can be used."""
    return one.published is not None and clocks.is_believed(one.published, first_seen=one.first_seen, unlisted_at=one.unlisted_at)


def _is_doubted(one: model.Candidate) -> bool:
    return clocks.is_doubted(one.published, unlisted_at=one.unlisted_at)


def _claimed(one: model.Candidate) -> datetime:
    return clocks.aware(one.published or one.first_seen)


def _declares(one: Standing, other: Standing) -> bool:
    return any(_leads(url, one, other) for url in one.declared)


def _credits(one: Standing, other: Standing) -> bool:
    """By its supplier's name or site, or by printing the other outlet's name."""
    folded = {text.fold(name) for name in other.names}
    if any((home and home == other.domain != one.domain) or text.fold(name) in folded for name, home in one.suppliers):
        return True
    return any(_prints(one, name) for name in other.names)


def _prints(one: Standing, name: str) -> bool:
    if len(name) < LEAST_NAME or " " not in name or any(name in own for own in one.names) or name not in one.words:
        return False
    rest = one.words
    for own in one.names:
        rest = rest.replace(own, " ")
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", rest))


def _links(one: Standing, other: Standing) -> bool:
    return not one.links.isdisjoint(other.addresses - one.addresses)


def _visits(one: Standing, other: Standing) -> bool:
    """Whether it links to another page of the other's site: the background of a report may do so too."""
    return bool(other.domain) and other.domain != one.domain and other.domain in one.sites


def _leads(url: str, one: Standing, other: Standing) -> bool:
    """Whether an address is the other article's, or on its outlet's site."""
    if urls.key(url) in other.addresses:
        return urls.key(url) not in one.addresses
    return bool(other.domain) and other.domain != one.domain and urls.domain(url) == other.domain


def _share_a_supplier(a: Standing, b: Standing) -> bool:
    def called(one: Standing) -> set[str]:
        return {home or text.fold(name) for name, home in one.suppliers}

    return bool(called(a) & called(b))


_SIGNS = ((model.FirstBy.CANONICAL, _declares), (model.FirstBy.CREDIT, _credits), (model.FirstBy.LINK, _links))
SAID = (model.FirstBy.CANONICAL, model.FirstBy.CREDIT, model.FirstBy.LINK, model.FirstBy.AGENCY)  # by the pages, not by clocks

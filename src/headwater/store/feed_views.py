"""Feeds as people look at them: lists by how they do, and all that is known of one.

In: filters, a feed. Out: :class:`Row` and :class:`View`. Never: a change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from headwater import errors, gathering, model, urls
from headwater.store import codec, feed_logs, feeds, hosts, outlets, schema, subscriptions

ENTRIES = 20  # newest entries of a view
_F, _O, _E = schema.feed.c, schema.outlet.c, schema.entry.c


class How(StrEnum):
    """How a feed does, as a filter and as a word."""

    OK = "ok"
    FAILING = "failing"
    EMPTY = "empty"  # it answers, and lists nothing
    NEW = "new"  # not polled yet
    TWIN = "twin"  # another feed has the same document


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A feed in a list."""

    known: feeds.KnownFeed
    outlet_name: str

    @property
    def how(self) -> How:
        """How it does."""
        history = self.known.history
        if self.known.same_as:
            return How.TWIN
        if history.polled_at is None:
            return How.NEW
        if history.failures or history.last_error:
            return How.FAILING
        return How.OK if self.known.entries_listed else How.EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry of a feed, and its article; "" where it is remembered without one."""

    title: str
    url: str
    article_id: str
    first_seen: datetime
    last_seen: datetime
    published: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that is known of one feed."""

    row: Row
    outlet: model.Outlet
    about: gathering.About
    rules: gathering.OutletRules
    log: gathering.FeedLog
    subscription: gathering.Subscription | None
    host: str
    host_allowed_at: datetime | None  # when the host may be asked again
    host_failures: int  # requests of any kind that failed in a row
    robots_status: int | None  # 200: read; 503: never reached; None: never asked
    robots_at: datetime | None
    twin_of: str | None  # address of the feed that has the same document
    parent: str | None  # address of the sitemap index that lists it
    entries: tuple[Listed, ...]


_IS: dict[How, sa.ColumnElement[bool]] = {
    How.TWIN: _F.same_as.is_not(None),
    How.NEW: sa.and_(_F.same_as.is_(None), _F.polled_at.is_(None)),
    How.FAILING: sa.and_(_F.same_as.is_(None), _F.polled_at.is_not(None), sa.or_(_F.failures > 0, _F.last_error != "")),
    How.EMPTY: sa.and_(_F.same_as.is_(None), _F.polled_at.is_not(None), _F.failures == 0, _F.last_error == "", _F.entries_listed == 0),
    How.OK: sa.and_(_F.same_as.is_(None), _F.polled_at.is_not(None), _F.failures == 0, _F.last_error == "", _F.entries_listed > 0),
}


def some(conn: sa.Connection, *, how: How | None = None, words: str = "", limit: int = 100, offset: int = 0) -> list[Row]:
    """Feeds of one kind, or all, by outlet; ``words``: part of the outlet's name or of the address."""
    query = sa.select(schema.feed, _O.name.label("outlet_name")).join(schema.outlet, _O.id == _F.outlet_id)
    if how is not None:
        query = query.where(_IS[how])
    if words:
        query = query.where(sa.or_(_O.name.icontains(words, autoescape=True), _F.url.icontains(words, autoescape=True)))
    order = (_F.failures.desc(), _O.name, _F.url) if how is How.FAILING else (_O.name, _F.url)
    return [_row(row) for row in conn.execute(query.order_by(*order).limit(limit).offset(offset))]


def count(conn: sa.Connection) -> dict[How, int]:
    """How many feeds do how."""
    sums = [sa.func.sum(sa.case((is_so, 1), else_=0)).label(how.value) for how, is_so in _IS.items()]
    found = conn.execute(sa.select(*sums)).one()
    return {how: getattr(found, how.value) or 0 for how in How}


def named(conn: sa.Connection, given: str) -> list[Row]:
    """The feeds that an address or an identifier names: the feed there, else those of its host."""
    query = sa.select(schema.feed, _O.name.label("outlet_name")).join(schema.outlet, _O.id == _F.outlet_id)
    address = urls.absolute(given if "://" in given else f"https://{given}") or ""
    exactly = list(conn.execute(query.where(sa.or_(_F.id == given, _F.url.in_([given, address])))))
    if not exactly and address:
        host = urls.host(address)
        exactly = list(conn.execute(query.where(_F.host == host).order_by(_F.url)))
        if not exactly and "/" not in given and ":" not in given:  # a host without its port
            exactly = list(conn.execute(query.where(_F.host.startswith(f"{host}:", autoescape=True)).order_by(_F.url)))
    return [_row(row) for row in exactly]


def view(conn: sa.Connection, feed_id: str) -> View | None:
    """All that is known of a feed; None where there is none."""
    query = sa.select(schema.feed, _O.name.label("outlet_name")).join(schema.outlet, _O.id == _F.outlet_id).where(_F.id == feed_id)
    found = conn.execute(query).first()
    outlet = outlets.get(conn, found.outlet_id) if found else None
    if found is None or outlet is None:
        return None
    row = _row(found)
    host = conn.execute(sa.select(schema.host).where(schema.host.c.name == found.host)).first()
    robots = hosts.robots_get(conn, urls.origin(found.url))
    names = {one.id: one.url for one in conn.execute(sa.select(_F.id, _F.url).where(_F.id.in_([found.same_as or "", found.parent_id or ""])))}
    return View(
        row=row, outlet=outlet, about=outlets.about(conn, outlet.id), rules=outlets.rules(conn, outlet.id),
        log=feed_logs.get(conn, feed_id), subscription=subscriptions.get(conn, feed_id), host=found.host,
        host_allowed_at=host.next_allowed_at if host else None, host_failures=host.failures if host else 0,
        robots_status=robots.status if robots else None, robots_at=robots.fetched_at if robots else None,
        twin_of=names.get(found.same_as), parent=names.get(found.parent_id), entries=tuple(_entries(conn, feed_id)),
    )  # fmt: skip


def days(log: gathering.FeedLog, *, until: date, number: int) -> list[tuple[date, int]]:
    """New entries a day for so many days up to one, quiet days too."""
    counts = dict(log.days)
    wanted = [until - timedelta(days=back) for back in range(number - 1, -1, -1)]
    return [(day, counts.get(day.isoformat(), 0)) for day in wanted]


def _row(row: sa.Row) -> Row:
    return Row(known=feeds.noun(row), outlet_name=row.outlet_name)


def _entries(conn: sa.Connection, feed_id: str) -> Iterator[Listed]:
    query = (
        sa.select(_E.article_id, _E.first_seen, _E.last_seen, _E.payload).where(_E.feed_id == feed_id)
        .order_by(_E.first_seen.desc(), _E.id.desc()).limit(ENTRIES)
    )
    for row in conn.execute(query):
        try:
            entry = codec.load(model.Entry, row.payload)
        except errors.Quarantine:
            continue
        yield Listed(
            title=entry.title, url=entry.url, article_id=row.article_id, first_seen=row.first_seen, last_seen=row.last_seen,
            published=entry.published,
        )

"""Enrolling outlets and their feeds: from the catalogue, an OPML file, a TOML file, or a person.

In: :class:`Enrolment`. Out: outlet and feed rows, and hosts that are due at once. Never: a request.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa

from headwater import gathering, model, urls
from headwater.feeds import catalogue
from headwater.parse import opml
from headwater.store import articles, db, feeds, hosts, ids, outlets, pending, schema

_BATCH = 200  # enrolments in one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """An outlet to be added with its feeds."""

    name: str
    home_url: str
    feed_urls: tuple[str, ...]
    language: str | None = None
    country: str | None = None
    is_agency: bool = False
    licence: model.Licence | None = None
    images: bool | None = None  # False: the licence is for the text alone
    about: gathering.About = field(default_factory=gathering.About)
    rules: gathering.OutletRules | None = None  # None: those recorded stay


def of_catalogue(one: catalogue.CatalogueOutlet, *, sitemaps: bool = False) -> Enrolment:
    """An outlet of the catalogue, or of a TOML file of the same form; ``sitemaps``: those too where it has feeds."""
    return Enrolment(
        name=one.name, home_url=one.home_url, feed_urls=one.feeds + one.sitemaps if sitemaps else one.polled, language=one.language, country=one.country,
        is_agency=one.is_agency, licence=one.licence, images=one.images, about=one.about, rules=one.rules,
    )


def of_opml(one: opml.Outline) -> Enrolment:
    """An outline of an OPML file; without a home page, that of the feed's host."""
    home = urls.canonical(one.home_url) if one.home_url else None
    return Enrolment(
        name=one.name or urls.hostname(one.feed_url), home_url=home or urls.origin(one.feed_url) + "/",
        feed_urls=(one.feed_url,), language=one.language or None,
    )


def is_empty(conn: sa.Connection) -> bool:
    """Whether no outlet is known."""
    return conn.execute(sa.select(schema.outlet.c.id).limit(1)).first() is None


def enrol(conn: sa.Connection, one: Enrolment, *, now: datetime) -> int:
    """Add an outlet and its feeds, due at once; gives how many feeds are new."""
    addresses = [address for url in one.feed_urls if (address := urls.absolute(url))]
    if not addresses:
        return 0
    made = model.OutletId(ids.new())
    outlet_id = outlets.add(
        conn,
        model.Outlet(
            id=made, name=one.name, home_url=one.home_url, language=one.language,
            country=one.country, is_agency=one.is_agency, policy=model.OutletPolicy(licence=one.licence, images=one.images),
        ),
        about=one.about, rules=one.rules, now=now,
    )
    if outlet_id != made:  # it is known already
        _record_licence(conn, outlet_id, one, now=now)
        _record_facts(conn, outlet_id, one)
    new = 0
    for url in addresses:
        feed = model.Feed(id=model.FeedId(ids.new()), outlet_id=outlet_id, url=url)
        if feeds.add(conn, feed, now=now):
            hosts.need(conn, urls.host(url), now)
            new += 1
    return new


def _record_licence(conn: sa.Connection, outlet_id: str, one: Enrolment, *, now: datetime) -> None:
    """A licence recorded for an outlet that is known already: everything of it is released anew."""
    known = outlets.get(conn, outlet_id)
    if known is None or one.licence is None or known.policy.licence == one.licence:
        return
    outlets.describe(conn, replace(known, policy=replace(known.policy, licence=one.licence, images=one.images)))
    pending.add(conn, articles.of_outlet(conn, outlet_id), reason="a licence was recorded", now=now)


def _record_facts(conn: sa.Connection, outlet_id: str, one: Enrolment) -> None:
    """What is stated anew of an outlet that is known already; what is not stated stays as it is."""
    known = outlets.about(conn, outlet_id)
    stated = gathering.About(kind=one.about.kind or known.kind, owner=one.about.owner or known.owner,
                             languages=one.about.languages or known.languages)
    if stated != known:
        outlets.set_about(conn, outlet_id, stated)
    if one.rules is not None and one.rules != outlets.rules(conn, outlet_id):
        outlets.set_rules(conn, outlet_id, one.rules)


def enrol_all(store: db.Store, enrolments: Iterable[Enrolment], *, now: datetime) -> int:
    """Add many; gives how many feeds are new."""
    new, batch = 0, list(enrolments)
    for start in range(0, len(batch), _BATCH):
        with store.write() as conn:
            new += sum(enrol(conn, one, now=now) for one in batch[start : start + _BATCH])
    return new

"""Outlets: who publishes, and what the operator has recorded about each.

In: model.Outlet, gathering.About and OutletRules. Out: the same. Never: feeds (``store.feeds``) or what an outlet published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import sqlalchemy as sa

from headwater import gathering, model, urls
from headwater.store import codec, db, schema

_T = schema.outlet.c
_MOST_SITES = 400  # of one page's links
_SPEAK_FOR_THEMSELVES = frozenset({"public-body", "science", "party"})  # kinds of the catalogue


def _noun(row: sa.Row) -> model.Outlet:
    return model.Outlet(
        id=model.OutletId(row.id), name=row.name, home_url=row.home_url, language=row.language, country=row.country,
        is_agency=row.is_agency, policy=codec.load(model.OutletPolicy, row.policy),
    )


def add(conn: sa.Connection, outlet: model.Outlet, *, about: gathering.About | None = None,
        rules: gathering.OutletRules | None = None, now: datetime) -> model.OutletId:
    """Add an outlet, or find the one with the same home page; gives the identifier that holds."""
    home_key = urls.key(outlet.home_url)
    values = {
        "id": outlet.id, "name": outlet.name, "home_url": outlet.home_url, "home_key": home_key,
        "language": outlet.language, "country": outlet.country, "is_agency": outlet.is_agency,
        "policy": codec.dump(outlet.policy), "added_at": now,
        "about": codec.dump(about or gathering.About()), "rules": codec.dump(rules or gathering.OutletRules()),
    }
    conn.execute(db.insert(conn, schema.outlet).values(values).on_conflict_do_nothing(index_elements=["home_key"]))
    return model.OutletId(conn.execute(sa.select(_T.id).where(_T.home_key == home_key)).scalar_one())


def get(conn: sa.Connection, outlet_id: str) -> model.Outlet | None:
    """The outlet, or None."""
    row = conn.execute(sa.select(schema.outlet).where(_T.id == outlet_id)).first()
    return _noun(row) if row else None


def named(conn: sa.Connection, outlet_ids: Iterable[str]) -> dict[str, tuple[str, bool]]:
    """The names of these outlets, and whether they are agencies."""
    return {row.id: (row.name, row.is_agency) for row in conn.execute(_NAMED, {"ids": list(set(outlet_ids))})}


def roster(conn: sa.Connection, *, at: Iterable[str] | None = None) -> list[tuple[str, str, bool]]:
    """Name, home page and whether it is an agency, of every outlet that reports, or of those with a page ``at`` these addresses' sites:
    public bodies speak for themselves."""
    query = sa.select(_T.name, _T.home_url, _T.is_agency, _T.about).order_by(_T.id)
    if at is not None:
        query = query.where(_T.home_key.in_(sorted({urls.key(home) for one in at for home in (f"{urls.origin(one)}/", f"https://{urls.domain(one)}/")})[:_MOST_SITES]))
    rows = conn.execute(query)
    return [(row.name, row.home_url, row.is_agency) for row in rows if codec.load(gathering.About, row.about).kind not in _SPEAK_FOR_THEMSELVES]


_NAMED = sa.select(_T.id, _T.name, _T.is_agency).where(_T.id.in_(sa.bindparam("ids", expanding=True)))


def by_home(conn: sa.Connection, url: str) -> model.Outlet | None:
    """The outlet whose home page this is, or None."""
    row = conn.execute(sa.select(schema.outlet).where(_T.home_key == urls.key(url))).first()
    return _noun(row) if row else None


def every(conn: sa.Connection) -> Iterator[model.Outlet]:
    """All outlets by name."""
    for row in conn.execute(sa.select(schema.outlet).order_by(_T.name, _T.id)):
        yield _noun(row)


def describe(conn: sa.Connection, outlet: model.Outlet) -> None:
    """Write an outlet's name, language, country, agency mark and policy."""
    conn.execute(
        sa.update(schema.outlet).where(_T.id == outlet.id).values(
            name=outlet.name, language=outlet.language, country=outlet.country, is_agency=outlet.is_agency,
            policy=codec.dump(outlet.policy),
        )
    )


def about(conn: sa.Connection, outlet_id: str) -> gathering.About:
    """What kind of outlet it is, whose, and in which languages; empty where nothing is known."""
    text = conn.execute(sa.select(_T.about).where(_T.id == outlet_id)).scalar()
    return codec.load(gathering.About, text) if text else gathering.About()


def rules(conn: sa.Connection, outlet_id: str) -> gathering.OutletRules:
    """What is kept of its entries; no rules where none are recorded."""
    text = conn.execute(sa.select(_T.rules).where(_T.id == outlet_id)).scalar()
    return codec.load(gathering.OutletRules, text) if text else gathering.OutletRules()


def facts(conn: sa.Connection) -> dict[str, tuple[gathering.About, gathering.OutletRules]]:
    """Facts and rules of every outlet, by its identifier."""
    return {
        row.id: (codec.load(gathering.About, row.about), codec.load(gathering.OutletRules, row.rules))
        for row in conn.execute(sa.select(_T.id, _T.about, _T.rules))
    }


def set_about(conn: sa.Connection, outlet_id: str, known: gathering.About) -> None:
    """Record facts on an outlet."""
    conn.execute(sa.update(schema.outlet).where(_T.id == outlet_id).values(about=codec.dump(known)))


def set_rules(conn: sa.Connection, outlet_id: str, given: gathering.OutletRules) -> None:
    """Record what is kept of its entries, from the next poll on."""
    conn.execute(sa.update(schema.outlet).where(_T.id == outlet_id).values(rules=codec.dump(given)))

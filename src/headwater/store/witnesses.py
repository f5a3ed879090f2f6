"""Pages that articles rest on by their own words: what a visit to each showed, and which articles wanted it.

In: model.Witness by the key of its address (``urls.key``). Out: the same. Never: a page's text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater import model, urls
from headwater.store import codec, db, schema

_T, _OF = schema.witness.c, schema.witness_of.c
PATIENCE = timedelta(days=1)  # after which a page that was not seen is wished for anew
_WANTED = "wanted"
_GET = sa.select(_T.key, _T.payload).where(
    _T.key.in_(sa.bindparam("keys", expanding=True)), sa.or_(_T.outcome != _WANTED, _T.asked_at > sa.bindparam("since"))
)


def get(conn: sa.Connection, keys: Iterable[str], *, now: datetime) -> dict[str, model.Witness]:
    """What is known of these pages, or that they are waited for, by key."""
    wanted = list(dict.fromkeys(keys))
    rows = conn.execute(_GET, {"keys": wanted, "since": now - PATIENCE}) if wanted else ()
    return {row.key: codec.load(model.Witness, row.payload) for row in rows}


def want(conn: sa.Connection, url: str, article_id: str, *, now: datetime) -> bool:
    """Note that an article wants a page; True if nobody waits for it yet, so that it is to be visited."""
    key = urls.key(url)
    note(conn, [key], article_id, now=now)
    page = db.insert(conn, schema.witness).values(key=key, outcome=_WANTED, payload=codec.dump(model.Witness(url=url)), asked_at=now)
    waiting = sa.and_(_T.outcome == _WANTED, _T.asked_at <= now - PATIENCE)
    asked = page.on_conflict_do_update(index_elements=["key"], set_={"asked_at": now}, where=waiting).returning(_T.key)
    return conn.execute(asked).first() is not None


def note(conn: sa.Connection, keys: Iterable[str], article_id: str, *, now: datetime) -> None:
    """Note that an article waits for what these pages turn out to say, or that its chain passes them."""
    rows = [{"article_id": article_id, "key": key, "wanted_at": now} for key in keys]
    if rows:
        conn.execute(db.insert(conn, schema.witness_of).on_conflict_do_nothing(index_elements=["article_id", "key"]), rows)


def wanted_since(conn: sa.Connection, article_id: str, since: datetime) -> int:
    """How many pages an article has wanted since a moment."""
    theirs = sa.exists().where(_T.key == _OF.key)  # the others are articles of ours
    return conn.execute(sa.select(sa.func.count()).select_from(schema.witness_of).where(_OF.article_id == article_id, _OF.wanted_at >= since, theirs)).scalar_one()


def put(conn: sa.Connection, found: model.Witness, *, now: datetime) -> list[str]:
    """Remember what a visit showed; gives the articles that wanted it."""
    key = urls.key(found.url)
    row = db.insert(conn, schema.witness).values(key=key, outcome=found.outcome, payload=codec.dump(found), asked_at=now)
    conn.execute(row.on_conflict_do_update(
        index_elements=["key"], set_={"outcome": found.outcome, "payload": row.excluded.payload, "asked_at": now}))
    return list(conn.execute(sa.select(_OF.article_id).where(_OF.key == key).order_by(_OF.article_id)).scalars())


def met(conn: sa.Connection, keys: Iterable[str]) -> list[str]:
    """The page is an article of ours now: forget the witness; gives the articles that wanted it, once."""
    wanted = list(dict.fromkeys(keys))
    found = list(conn.execute(_WHO, {"keys": wanted}).scalars()) if wanted else []
    if found:
        conn.execute(sa.delete(schema.witness_of).where(_OF.key.in_(wanted)))
        conn.execute(sa.delete(schema.witness).where(_T.key.in_(wanted)))
    return found


def led_by(conn: sa.Connection, keys: Iterable[str], *, limit: int) -> list[str]:
    """The articles whose chains pass these pages, the newest first."""
    wanted = list(dict.fromkeys(keys))
    return list(conn.execute(_LED, {"keys": wanted, "most": limit}).scalars()) if wanted else []


_LED = (sa.select(_OF.article_id).where(_OF.key.in_(sa.bindparam("keys", expanding=True))).group_by(_OF.article_id)
        .order_by(sa.func.max(_OF.wanted_at).desc(), _OF.article_id).limit(sa.bindparam("most")))
_WHO = sa.select(_OF.article_id).where(_OF.key.in_(sa.bindparam("keys", expanding=True))).distinct().order_by(_OF.article_id)


def leading(conn: sa.Connection, *, limit: int) -> list[str]:
    """The articles whose chains pass any page, the newest first."""
    rows = sa.select(_OF.article_id).group_by(_OF.article_id).order_by(sa.func.max(_OF.wanted_at).desc(), _OF.article_id).limit(limit)
    return list(conn.execute(rows).scalars())


def forget(conn: sa.Connection, *, before: datetime, limit: int = 2_000) -> int:
    """Forget pages that were asked for before a moment; gives how many."""
    old = list(conn.execute(sa.select(_T.key).where(_T.asked_at < before).limit(limit)).scalars())
    for start in range(0, len(old), 400):
        some = old[start : start + 400]
        conn.execute(sa.delete(schema.witness_of).where(_OF.key.in_(some)))
        conn.execute(sa.delete(schema.witness).where(_T.key.in_(some)))
    return len(old)

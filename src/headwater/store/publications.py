"""Publications: all that readers may see, as ``publish.release`` released it.

In: model.Publication. Out: the same, and what restrictions need. Never: anything that was not released; pages are
read by ``store.pages``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater import model, urls
from headwater.store import codec, db, desk_tables, schema

_T = schema.publication.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a publication stands among others."""

    input_version: int  # of its article
    story_id: str | None
    copy_of: str | None
    until: datetime | None = None  # not shown after


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A publication's row, as restricting it needs it."""

    article_id: str
    outlet_id: str
    version: int
    view: str  # model.View; withheld where the gate hid it since
    payload: str  # model.Publication as shown
    released: str | None  # model.Publication before restrictions; None: the payload is it
    text_digest: str
    withheld: bool
    demoted: bool

    @property
    def whole(self) -> model.Publication:
        """As the gate released it."""
        return codec.load(model.Publication, self.released or self.payload)

    @property
    def shown(self) -> model.Publication:
        """As readers see it."""
        return codec.load(model.Publication, self.payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What restrictions do to a publication."""

    shown: model.Publication  # what is left of it
    withheld: bool = False
    demoted: bool = False


def save(
    conn: sa.Connection, released: model.Publication, place: Place, *, now: datetime, limits: Limits | None = None
) -> bool:
    """Write a publication; its version moves with any change, ``changed_at`` only with the text that is shown.

    ``limits`` None: whether it is withheld stays as it was. Gives False where an older writer lost: the row was made from
    a newer version of the article.
    """
    shown = limits.shown if limits else released
    payload, digest = codec.dump(shown), text_digest(shown)
    before = conn.execute(_BEFORE, {"article": released.article_id}).first()
    if before and before.input_version > place.input_version:
        return False
    values = {
        "input_version": place.input_version, "view": str(shown.view), "listed": shown.listed,
        "outlet_id": released.outlet_id, "story_id": place.story_id, "copy_of": place.copy_of,
        "language": released.language, "topic": _topic(released), "sort_at": _sort_at(released), "text_digest": digest, "payload": payload,
        "until": place.until, "released": codec.dump(released) if shown != released else None,
    }
    values["early"] = False
    if limits:
        values |= {"withheld": limits.withheld, "demoted": limits.demoted}
    if before is None:
        first = {"withheld": False, "demoted": False, **values, "article_id": released.article_id, "version": 1}
        conn.execute(sa.insert(schema.publication), {**first, "released_at": now, "changed_at": now})
        return True
    stands = {"withheld": before.withheld, "demoted": before.demoted}
    if (before.payload, before.story_id, before.copy_of) != (payload, place.story_id, place.copy_of) or stands != {
        name: values.get(name, was) for name, was in stands.items()
    }:
        values["version"] = before.version + 1
    if before.text_digest != digest:
        values["changed_at"] = now
    conn.execute(sa.update(schema.publication).where(_T.article_id == released.article_id).values(values))
    return True


_BEFORE = sa.select(
    _T.version, _T.payload, _T.text_digest, _T.input_version, _T.story_id, _T.copy_of, _T.withheld, _T.demoted
).where(_T.article_id == sa.bindparam("article"))


def _sort_at(released: model.Publication) -> datetime:
    """Published, else updated, never later than first seen: a date in the future must not stick to the top."""
    given = released.published or released.updated
    return min(given, released.first_seen) if given else released.first_seen


def _topic(released: model.Publication) -> str | None:
    """The topic by which an item is found in editions."""
    return released.topics[0].slug if released.topics else None


def text_digest(released: model.Publication) -> str:
    """Hash of what readers would call the text."""
    parts = (released.headline, released.excerpt, *released.paragraphs, released.correction, str(released.presence))
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:32]


def unknown(conn: sa.Connection, article_ids: Sequence[str]) -> list[str]:
    """Those of these articles that have no publication."""
    known = set(conn.execute(sa.select(_T.article_id).where(_T.article_id.in_(list(article_ids)))).scalars())
    return [one for one in article_ids if one not in known]


def add_early(conn: sa.Connection, released: Sequence[tuple[model.Publication, int, datetime | None]], *, now: datetime) -> None:
    """First publications of articles that are not compared yet, each with its article's version and until when it is shown.

    Nothing stands against them; one that has a publication keeps it.
    """
    rows = [
        {
            "article_id": one.article_id, "version": 1, "input_version": version, "view": str(one.view), "listed": one.listed,
            "outlet_id": one.outlet_id, "language": one.language, "topic": _topic(one), "sort_at": _sort_at(one), "until": until,
            "text_digest": text_digest(one), "payload": codec.dump(one), "withheld": False, "demoted": False, "early": True,
            "released_at": now, "changed_at": now,
        }
        for one, version, until in released
    ]  # fmt: skip
    if rows:
        conn.execute(db.insert(conn, schema.publication).on_conflict_do_nothing(index_elements=["article_id"]), rows)


def get(conn: sa.Connection, article_id: str) -> model.Publication | None:
    """What is shown of an article, or None."""
    text = conn.execute(sa.select(_T.payload).where(_T.article_id == article_id)).scalar()
    return codec.load(model.Publication, text) if text else None


def move_story(conn: sa.Connection, old: str, new: str) -> None:
    """Let the publications of a story belong to another."""
    conn.execute(
        sa.update(schema.publication).where(_T.story_id == old).values(story_id=new, version=_T.version + 1)
    )


def move(conn: sa.Connection, article_ids: Sequence[str], story_id: str) -> None:
    """Let the publications of some articles belong to another story."""
    conn.execute(
        sa.update(schema.publication).where(_T.article_id.in_(article_ids)).values(story_id=story_id, version=_T.version + 1)
    )


def every(conn: sa.Connection) -> sa.CursorResult:
    """All publications that no person withholds, with story_id, copy_of and the view that the gate allows now, oldest
    first, for exports: stream it."""
    query = (
        sa.select(_T.payload, _T.story_id, _T.copy_of, _T.withheld, _T.view).where(_T.withheld.is_(False))
        .order_by(_T.released_at, _T.article_id)
    )
    return conn.execution_options(stream_results=True, yield_per=500).execute(query)


def withhold(conn: sa.Connection, *, article_id: str | None = None, outlet_id: str | None = None) -> int:
    """Hide publications at once, of an article or of a whole outlet, until they are released anew; gives how many."""
    which = _T.article_id == article_id if outlet_id is None else _T.outlet_id == outlet_id
    hidden = sa.update(schema.publication).where(which, _T.view != str(model.View.WITHHELD))
    return conn.execute(hidden.values(view=str(model.View.WITHHELD), version=_T.version + 1)).rowcount


def withhold_all(conn: sa.Connection, article_ids: Sequence[str]) -> None:
    """As :func:`withhold`, of many articles."""
    mine = _T.article_id == sa.bindparam("article")
    hidden = sa.update(schema.publication).where(mine, _T.view != str(model.View.WITHHELD))
    values = {"view": str(model.View.WITHHELD), "version": _T.version + 1}
    conn.execute(hidden.values(values), [{"article": one} for one in article_ids])


def run_out(conn: sa.Connection, *, now: datetime, limit: int) -> list[str]:
    """The articles whose publications may be shown no longer but still are."""
    query = sa.select(_T.article_id).where(_T.until <= now, _T.view != str(model.View.WITHHELD)).limit(limit)
    return list(conn.execute(query).scalars())


# ---- restrictions ------------------------------------------------------------------------------------------


def stored(conn: sa.Connection, article_id: str) -> Stored | None:
    """A publication's row, or None."""
    row = conn.execute(_STORED.where(_T.article_id == article_id)).first()
    return Stored(**row._mapping) if row else None


def stored_to_change(conn: sa.Connection, article_id: str) -> Stored | None:
    """As :func:`stored`; the row is locked until the transaction ends."""
    row = conn.execute(_STORED.where(_T.article_id == article_id).with_for_update()).first()
    return Stored(**row._mapping) if row else None


def many_stored(conn: sa.Connection, article_ids: Sequence[str]) -> dict[str, Stored]:
    """Those of these publications that exist, by article."""
    found: dict[str, Stored] = {}
    for start in range(0, len(article_ids), _STEP):
        some = conn.execute(_STORED.where(_T.article_id.in_(article_ids[start : start + _STEP])))
        found |= {row.article_id: Stored(**row._mapping) for row in some}
    return found


_STEP = 400  # parameters of one statement
MOST_STORIES = 2000  # of an outlet, in which others may lead to it
_STORED = sa.select(
    _T.article_id, _T.outlet_id, _T.version, _T.view, _T.payload, _T.released, _T.text_digest, _T.withheld, _T.demoted
)


def restrict(conn: sa.Connection, row: Stored, limits: Limits, *, now: datetime) -> bool:
    """Write what restrictions leave of a publication, on the row as it was read and locked; False if nothing changed.

    Where nothing is restricted, the row becomes what it was before, to the letter. What the gate hid stays hidden.
    """
    before = row.released or row.payload
    free = limits.shown == codec.load(model.Publication, before)
    payload, digest = before if free else codec.dump(limits.shown), text_digest(limits.shown)
    if (payload, limits.withheld, limits.demoted) == (row.payload, row.withheld, row.demoted):
        return False
    hidden = row.view == str(model.View.WITHHELD)
    values = {
        "payload": payload, "released": None if free else before, "withheld": limits.withheld, "demoted": limits.demoted,
        "view": row.view if hidden else str(limits.shown.view), "listed": limits.shown.listed, "text_digest": digest,
        "version": row.version + 1,
    }
    if digest != row.text_digest:
        values["changed_at"] = now
    conn.execute(sa.update(schema.publication).where(_T.article_id == row.article_id).values(values))
    return True


def hide_outlet(conn: sa.Connection, outlet_id: str) -> int:
    """Withhold all that an outlet published, by one statement; how many were not withheld before."""
    mine = sa.update(schema.publication).where(_T.outlet_id == outlet_id, _T.withheld.is_(False))
    return conn.execute(mine.values(withheld=True, version=_T.version + 1)).rowcount


def show_outlet(conn: sa.Connection, outlet_id: str) -> int:
    """Show again what an outlet published, but for what is hidden by itself; how many."""
    restriction = desk_tables.restriction.c
    own = sa.exists().where(
        restriction.kind == "article", restriction.object_id == _T.article_id, restriction.action == "hide_item",
        restriction.lifted_at.is_(None),
    )  # fmt: skip
    mine = sa.update(schema.publication).where(_T.outlet_id == outlet_id, _T.withheld.is_(True), ~own)
    return conn.execute(mine.values(withheld=False, version=_T.version + 1)).rowcount


def of_outlet(conn: sa.Connection, outlet_id: str) -> list[str]:
    """The articles of an outlet's publications, newest first."""
    query = sa.select(_T.article_id).where(_T.outlet_id == outlet_id).order_by(_T.sort_at.desc())
    return list(conn.execute(query).scalars())


def withheld(conn: sa.Connection, article_ids: Collection[str]) -> set[str]:
    """Those of these articles that a person withholds."""
    query = sa.select(_T.article_id).where(_T.article_id.in_(list(article_ids)), _T.withheld.is_(True))
    return set(conn.execute(query).scalars()) if article_ids else set()


def leading_to(conn: sa.Connection, object_ids: Sequence[str], *, limit: int) -> list[str]:
    """The articles whose publications may name an address of these articles or outlets: those in their stories, and those whose
    chains pass them.
    """
    found: dict[str, None] = {}
    article, outlet = schema.article.c, schema.outlet.c
    for one in object_ids:
        own = conn.execute(sa.select(article.reference_url.label("url"), article.story_id).where(article.id == one)).first()
        if own is not None:
            url, stories = own.url, [own.story_id] if own.story_id else []
        else:
            url = conn.execute(sa.select(outlet.home_url).where(outlet.id == one)).scalar() or ""
            of_it = sa.select(article.story_id).where(article.outlet_id == one, article.story_id.is_not(None)).distinct()
            stories = list(conn.execute(of_it.limit(MOST_STORIES)).scalars())
        needle = urls.key(url)
        for start in range(0, len(stories) if needle else 0, _STEP):  # each statement by its index, the words looked for last
            told = sa.or_(_T.payload.contains(needle, autoescape=True), _T.released.contains(needle, autoescape=True))
            mine = sa.or_(_T.article_id == one, _T.outlet_id == one)
            query = sa.select(_T.article_id).where(_T.story_id.in_(stories[start : start + _STEP]), ~mine, told)
            found |= dict.fromkeys(conn.execute(query.limit(limit)).scalars())
        led = schema.witness_of.c
        theirs = sa.select(schema.address.c.key).where(schema.address.c.article_id == one)
        passes = led.key.in_(theirs) if own is not None else led.key.startswith(needle, autoescape=True)
        if needle:
            found |= dict.fromkeys(conn.execute(sa.select(led.article_id).where(passes).order_by(led.article_id).limit(limit)).scalars())
    return list(found)[:limit]


def count_of_outlet(conn: sa.Connection, outlet_id: str) -> int:
    """How many publications an outlet has that no person withholds."""
    query = sa.select(sa.func.count()).select_from(schema.publication)
    return conn.execute(query.where(_T.outlet_id == outlet_id, _T.withheld.is_(False))).scalar_one()

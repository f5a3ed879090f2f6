"""Publications: all that readers may see, as ``publish.release`` released it.

In: model.Publication. Out: the same, and what restrictions need. Never: anything that was not released; pages are
read by ``store.pages``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater import model
from headwater.store import codec, schema

_T = schema.publication.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a publication stands among others."""

    input_version: int  # of its article
    story_id: str | None
    copy_of: str | None
    until: datetime | None = None  # not shown after


def save(conn: sa.Connection, released: model.Publication, place: Place, *, now: datetime) -> bool:
    """Write a publication; its version moves with any change, ``changed_at`` only with the released text.

    Gives False where an older writer lost: the row was made from a newer version of the article.
    """
    payload, digest = codec.dump(released), text_digest(released)
    before = conn.execute(_BEFORE, {"article": released.article_id}).first()
    if before and before.input_version > place.input_version:
        return False
    values = {
        "input_version": place.input_version, "view": str(released.view), "listed": released.listed,
        "outlet_id": released.outlet_id, "story_id": place.story_id, "copy_of": place.copy_of,
        "language": released.language, "sort_at": _sort_at(released), "text_digest": digest, "payload": payload,
        "until": place.until,
    }
    if before is None:
        values |= {"article_id": released.article_id, "version": 1, "withheld": False, "released_at": now, "changed_at": now}
        conn.execute(sa.insert(schema.publication), values)
        return True
    if (before.payload, before.story_id, before.copy_of) != (payload, place.story_id, place.copy_of):
        values["version"] = before.version + 1
    if before.text_digest != digest:
        values["changed_at"] = now
    conn.execute(sa.update(schema.publication).where(_T.article_id == released.article_id).values(values))
    return True


_BEFORE = sa.select(_T.version, _T.payload, _T.text_digest, _T.input_version, _T.story_id, _T.copy_of).where(
    _T.article_id == sa.bindparam("article")
)


def _sort_at(released: model.Publication) -> datetime:
    """Published, else updated, never later than first seen: a date in the future must not stick to the top."""
    given = released.published or released.updated
    return min(given, released.first_seen) if given else released.first_seen


def text_digest(released: model.Publication) -> str:
    """Hash of what readers would call the text."""
    parts = (released.headline, released.excerpt, *released.paragraphs, released.correction, str(released.presence))
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:32]


def get(conn: sa.Connection, article_id: str) -> model.Publication | None:
    """What was released of an article, or None."""
    text = conn.execute(sa.select(_T.payload).where(_T.article_id == article_id)).scalar()
    return codec.load(model.Publication, text) if text else None


def move_story(conn: sa.Connection, old: str, new: str) -> None:
    """Let the publications of a story belong to another."""
    conn.execute(
        sa.update(schema.publication).where(_T.story_id == old).values(story_id=new, version=_T.version + 1)
    )


def every(conn: sa.Connection) -> sa.CursorResult:
    """All publications with story_id and copy_of, oldest first, for exports: stream it."""
    query = sa.select(_T.payload, _T.story_id, _T.copy_of, _T.withheld).order_by(_T.released_at, _T.article_id)
    return conn.execution_options(stream_results=True, yield_per=500).execute(query)


def withhold(conn: sa.Connection, *, article_id: str | None = None, outlet_id: str | None = None) -> int:
    """Hide publications at once, of an article or of a whole outlet, until they are released anew; gives how many."""
    which = _T.article_id == article_id if outlet_id is None else _T.outlet_id == outlet_id
    hidden = sa.update(schema.publication).where(which, _T.view != str(model.View.WITHHELD))
    return conn.execute(hidden.values(view=str(model.View.WITHHELD), version=_T.version + 1)).rowcount


def run_out(conn: sa.Connection, *, now: datetime, limit: int) -> list[str]:
    """The articles whose publications may be shown no longer but still are."""
    query = sa.select(_T.article_id).where(_T.until <= now, _T.view != str(model.View.WITHHELD)).limit(limit)
    return list(conn.execute(query).scalars())

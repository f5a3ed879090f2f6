"""What the desk's pages read beside the notices themselves: what a target is, as released and as shown.

In: kinds and identifiers of objects. Out: :class:`Seen`, whether readers see it or not. Never: a change, or a page for
the public.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from headwater import model, notices
from headwater.store import codec, comment_tables, desk_tables, restrictions, schema

_P, _I, _C = schema.publication.c, desk_tables.image.c, comment_tables.comment.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An object of ours as a reviewer needs it."""

    kind: notices.Kind
    object_id: str
    title: str = ""  # "": it is not there any more
    path: str = ""  # of its page here
    publication: model.Publication | None = None  # as released, before any restriction
    hidden: bool = False  # readers do not see it
    text: str = ""  # of a comment
    url: str = ""  # of a picture or an outlet's site
    copies: int = 0  # of an article; articles of an outlet or with a picture
    first_seen: datetime | None = None
    restrictions: tuple[notices.Restriction, ...] = field(default=())


def seen(conn: sa.Connection, targets: Sequence[notices.Target]) -> dict[tuple[str, str], Seen]:
    """What the targets that were found are, by kind and identifier."""
    found: dict[tuple[str, str], Seen] = {}
    for one in targets:
        if one.kind is not None and (one.kind, one.object_id) not in found:
            found[one.kind, one.object_id] = _seen(conn, one.kind, one.object_id)
    return found


def _seen(conn: sa.Connection, kind: notices.Kind, object_id: str) -> Seen:
    standing = tuple(restrictions.of_object(conn, kind, object_id))
    match kind:
        case notices.Kind.ARTICLE:
            return _article(conn, object_id, standing)
        case notices.Kind.IMAGE:
            return _image(conn, object_id, standing)
        case notices.Kind.COMMENT:
            return _comment(conn, object_id, standing)
        case notices.Kind.OUTLET:
            return _outlet(conn, object_id, standing)
        case notices.Kind.STORY:
            return Seen(kind=kind, object_id=object_id, title="A story", path=f"/story/{object_id}", restrictions=standing)


def content(conn: sa.Connection, kind: notices.Kind, object_id: str) -> str:
    """An article as released, a comment's text, a picture's address and hash; "" where it is not there, or is none of these."""
    match kind:
        case notices.Kind.ARTICLE:
            row = conn.execute(sa.select(_P.payload, _P.released).where(_P.article_id == object_id)).first()
            return (row.released or row.payload) if row else ""
        case notices.Kind.COMMENT:
            return conn.execute(sa.select(_C.text).where(_C.id == object_id)).scalar() or ""
        case notices.Kind.IMAGE:
            row = conn.execute(sa.select(_I.url, _I.sha256).where(_I.id == object_id)).first()
            return f"{row.url} {row.sha256 or ''}" if row else ""
        case _:
            return ""


def _article(conn: sa.Connection, object_id: str, standing: tuple[notices.Restriction, ...]) -> Seen:
    row = conn.execute(sa.select(_P.payload, _P.released, _P.withheld, _P.view).where(_P.article_id == object_id)).first()
    if row is None:
        return Seen(kind=notices.Kind.ARTICLE, object_id=object_id, restrictions=standing)
    released = codec.load(model.Publication, row.released or row.payload)
    copies = conn.execute(sa.select(sa.func.count()).select_from(schema.publication).where(_P.copy_of == object_id)).scalar_one()
    return Seen(
        kind=notices.Kind.ARTICLE, object_id=object_id, title=released.headline or "Untitled", path=f"/article/{object_id}",
        publication=released, hidden=row.withheld or row.view == model.View.WITHHELD, url=released.reference_url,
        copies=copies, first_seen=released.first_seen, restrictions=standing,
    )


def _image(conn: sa.Connection, object_id: str, standing: tuple[notices.Restriction, ...]) -> Seen:
    row = conn.execute(sa.select(_I.url, _I.blocked, _I.wanted_at).where(_I.id == object_id)).first()
    if row is None:
        return Seen(kind=notices.Kind.IMAGE, object_id=object_id, restrictions=standing)
    uses = desk_tables.image_use
    count = conn.execute(sa.select(sa.func.count()).select_from(uses).where(uses.c.image_id == object_id)).scalar_one()
    return Seen(kind=notices.Kind.IMAGE, object_id=object_id, title="A picture", url=row.url, hidden=row.blocked, copies=count,
                first_seen=row.wanted_at, restrictions=standing)


def _comment(conn: sa.Connection, object_id: str, standing: tuple[notices.Restriction, ...]) -> Seen:
    row = conn.execute(sa.select(_C.name, _C.text, _C.status, _C.article_id, _C.written_at).where(_C.id == object_id)).first()
    if row is None:
        return Seen(kind=notices.Kind.COMMENT, object_id=object_id, restrictions=standing)
    return Seen(kind=notices.Kind.COMMENT, object_id=object_id, title=f"A comment of {row.name}", text=row.text,
                path=f"/article/{row.article_id}#comment-{object_id}", hidden=row.status != "shown",
                first_seen=row.written_at, restrictions=standing)


def _outlet(conn: sa.Connection, object_id: str, standing: tuple[notices.Restriction, ...]) -> Seen:
    outlet = schema.outlet.c
    row = conn.execute(sa.select(outlet.name, outlet.home_url, outlet.added_at).where(outlet.id == object_id)).first()
    if row is None:
        return Seen(kind=notices.Kind.OUTLET, object_id=object_id, restrictions=standing)
    count = conn.execute(sa.select(sa.func.count()).select_from(schema.publication).where(_P.outlet_id == object_id)).scalar_one()
    hidden = any(one.action is notices.Action.HIDE_OUTLET for one in standing)
    return Seen(kind=notices.Kind.OUTLET, object_id=object_id, title=row.name, path=f"/outlet/{object_id}", url=row.home_url,
                hidden=hidden, copies=count, first_seen=row.added_at, restrictions=standing)

"""Pictures: which ones articles show, what became of each, and which of them readers may have now.

In: addresses of pictures that were released, what was made of them. Out: rows, and what a page shows of each. Never: the
bytes of a picture, or a fetch. A picture is one row whatever the number of articles and sizes (``urls.image_key``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from headwater import model, pictures, text, urls
from headwater.store import codec, db, desk_tables, fetches, hosts, ids, pages, schema

_T = desk_tables.image.c
_U = desk_tables.image_use.c
_P = schema.publication.c
_MOST_USES = 50  # publications looked at to find one that shows a picture


class Status(StrEnum):
    """What became of a picture."""

    WANTED = "wanted"  # not had yet: nothing of it is shown
    READY = "ready"
    REFUSED = "refused"  # its host, its headers or its own file say no
    BAD = "bad"  # its file is no picture that we show


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A picture as remembered."""

    id: str
    key: str
    url: str
    status: Status
    blocked: bool
    reason: str
    fetched_at: datetime | None
    attempts: int
    width: int | None
    height: int | None
    sha256: str | None
    hashes: bytes | None  # 8 bytes each, big-endian, the whole first
    embedded: pictures.Embedded
    sizes: tuple[pictures.Size, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageShown:
    """A picture as a page shows it."""

    id: str
    status: Status
    embedded: pictures.Embedded
    sizes: tuple[pictures.Size, ...]  # the smallest first

    @property
    def is_ready(self) -> bool:
        """Whether it may stand on a page."""
        return self.status is Status.READY and bool(self.sizes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A picture as its own address answers."""

    kept: Kept
    visible: bool  # an article that readers see shows it now


# ---- wishes ------------------------------------------------------------------------------------------------


def want(conn: sa.Connection, url: str, article_id: str, *, now: datetime) -> Kept | None:
    """An article shows a picture: note it, and have it fetched if nobody has tried yet; None for what is no address."""
    key = urls.image_key(url)
    if not key:
        return None
    conn.execute(
        db.insert(conn, desk_tables.image)
        .values(id=ids.new(), key=key, url=url, host=urls.host(url), status=str(Status.WANTED), wanted_at=now, attempts=0)
        .on_conflict_do_nothing(index_elements=["key"])
    )
    kept = _kept(conn.execute(sa.select(desk_tables.image).where(_T.key == key)).one())
    use = db.insert(conn, desk_tables.image_use).values(article_id=article_id, image_id=kept.id)
    conn.execute(use.on_conflict_do_nothing(index_elements=["article_id", "image_id"]))
    if kept.status is Status.WANTED and not kept.blocked:
        fetch_anew(conn, kept, now=now)
    return kept


def _is_wished(conn: sa.Connection, image_id: str) -> bool:
    wish = schema.fetch_due.c
    query = sa.select(wish.id).where(wish.article_id == image_id, wish.purpose == str(model.Purpose.IMAGE))
    return conn.execute(query).first() is not None


def fetch_anew(conn: sa.Connection, kept: Kept, *, now: datetime) -> bool:
    """Have a picture fetched, unless somebody is about to."""
    if _is_wished(conn, kept.id):
        return False
    hosts.need(conn, fetches.want(conn, kept.url, kept.id, due_at=now, purpose=model.Purpose.IMAGE), now)
    return True


def only(conn: sa.Connection, article_id: str, image_ids: Iterable[str]) -> None:
    """An article shows these pictures and no others."""
    conn.execute(sa.delete(desk_tables.image_use).where(_U.article_id == article_id, _U.image_id.not_in(list(image_ids))))


# ---- reads -------------------------------------------------------------------------------------------------


def get(conn: sa.Connection, image_id: str) -> Kept | None:
    """A picture, or None."""
    row = conn.execute(sa.select(desk_tables.image).where(_T.id == image_id)).first()
    return _kept(row) if row else None


def of_articles(conn: sa.Connection, article_ids: Sequence[str]) -> dict[str, dict[str, ImageShown]]:
    """The pictures of articles by article and key; blocked ones and those not had yet are left out."""
    found: dict[str, dict[str, ImageShown]] = defaultdict(dict)
    query = (
        sa.select(_U.article_id, _T.id, _T.key, _T.status, _T.embedded, _T.sizes)
        .join(desk_tables.image, _T.id == _U.image_id)
        .where(_U.article_id.in_(article_ids), _T.blocked.is_(False), _T.status != str(Status.WANTED))
        .order_by(_U.article_id, _U.image_id)
    )
    for row in conn.execute(query) if article_ids else ():
        found[row.article_id][row.key] = ImageShown(
            id=row.id, status=Status(row.status), embedded=codec.load(pictures.Embedded, row.embedded),
            sizes=codec.load(tuple[pictures.Size, ...], row.sizes),
        )
    return dict(found)


def of_article(conn: sa.Connection, article_id: str) -> dict[str, ImageShown]:
    """The pictures of one article by key."""
    return of_articles(conn, [article_id]).get(article_id, {})


def served(conn: sa.Connection, image_id: str) -> Served | None:
    """A picture and whether readers may have it: only while a publication that they see shows it."""
    kept = get(conn, image_id)
    if kept is None:
        return None
    return Served(kept=kept, visible=not kept.blocked and any(True for _ in _showing(conn, kept)))


def shown_by(conn: sa.Connection, kept: Kept) -> list[tuple[model.Publication, model.Image]]:
    """The publications that show a picture to readers now, each with what it says of it."""
    return list(_showing(conn, kept))


def _showing(conn: sa.Connection, kept: Kept) -> Iterable[tuple[model.Publication, model.Image]]:
    query = (
        sa.select(_P.payload).join(desk_tables.image_use, _U.article_id == _P.article_id)
        .where(_U.image_id == kept.id, pages.visible(), pages.there()).order_by(_P.article_id).limit(_MOST_USES)
    )
    for payload in conn.execute(query).scalars():
        publication = codec.load(model.Publication, payload)
        for image in publication.images:
            if image.url and urls.image_key(image.url) == kept.key:
                yield publication, image
                break


def _kept(row: sa.Row) -> Kept:
    return Kept(
        id=row.id, key=row.key, url=row.url, status=Status(row.status), blocked=row.blocked, reason=row.reason,
        fetched_at=row.fetched_at, attempts=row.attempts, width=row.width, height=row.height, sha256=row.sha256,
        hashes=row.hashes, embedded=codec.load(pictures.Embedded, row.embedded),
        sizes=codec.load(tuple[pictures.Size, ...], row.sizes),
    )


# ---- what became of it -------------------------------------------------------------------------------------


def ready(
    conn: sa.Connection, image_id: str, made: pictures.Made, *, sizes: Sequence[pictures.Size], sha256: str, hashes: bytes,
    now: datetime,
) -> None:
    """A picture was had and made."""
    _update(
        conn, image_id, status=str(Status.READY), reason="", fetched_at=now, attempts=0, width=made.width, height=made.height,
        sha256=sha256, hashes=hashes, embedded=codec.dump(made.embedded), sizes=codec.dump(tuple(sizes)),
    )


def refuse(conn: sa.Connection, image_id: str, status: Status, reason: str, *, now: datetime, **known: object) -> None:
    """A picture is not shown; ``known`` are columns that were learnt of it, ``sizes`` among them where they are gone."""
    if isinstance(embedded := known.get("embedded"), pictures.Embedded):
        known["embedded"] = codec.dump(embedded)
    _update(conn, image_id, status=str(status), reason=text.squeeze(reason)[:300], fetched_at=now, **known)


def failed(conn: sa.Connection, image_id: str, reason: str) -> None:
    """An attempt brought nothing; it is tried again."""
    _update(conn, image_id, attempts=_T.attempts + 1, reason=text.squeeze(reason)[:300])


def _update(conn: sa.Connection, image_id: str, **values: object) -> None:
    conn.execute(sa.update(desk_tables.image).where(_T.id == image_id).values(**values))


# ---- retention ---------------------------------------------------------------------------------------------


def stale(conn: sa.Connection, *, before: datetime, limit: int) -> list[Kept]:
    """Pictures that were had or refused before a moment, the oldest first; blocked ones stay as they are."""
    query = sa.select(desk_tables.image).where(_T.fetched_at < before, _T.blocked.is_(False)).order_by(_T.fetched_at).limit(limit)
    return [_kept(row) for row in conn.execute(query)]


def without_wish(conn: sa.Connection, *, limit: int) -> list[Kept]:
    """Pictures that an article waits for and nobody is about to fetch, e.g. after a restriction was lifted."""
    wish = schema.fetch_due.c
    wished = sa.exists().where(wish.article_id == _T.id, wish.purpose == str(model.Purpose.IMAGE))
    used = sa.exists().where(_U.image_id == _T.id)
    query = sa.select(desk_tables.image).where(_T.status == str(Status.WANTED), _T.blocked.is_(False), ~wished, used).limit(limit)
    return [_kept(row) for row in conn.execute(query)]


def forget(conn: sa.Connection, image_id: str) -> None:
    """Forget a picture that no article shows."""
    conn.execute(sa.delete(desk_tables.image_use).where(_U.image_id == image_id))
    conn.execute(sa.delete(schema.fetch_due).where(
        schema.fetch_due.c.article_id == image_id, schema.fetch_due.c.purpose == str(model.Purpose.IMAGE)))
    conn.execute(sa.delete(desk_tables.image).where(_T.id == image_id))

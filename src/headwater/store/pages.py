"""Reads for the web: one query each, and only what was released.

In: identifiers and filters, on a connection of ``Store.read``. Out: publications as released, with the outlet's,
the story's and the feeds' own columns. Never: a row that is withheld, by a person or by the gate, or whose article
is gone; a column of ``article`` but its presence; a write.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from headwater import errors, model, notices
from headwater.store import codec, restrictions, schema, search

_P = schema.publication.c
_S = schema.story.c
_O = schema.outlet.c
MOST_IN_STORY = 400  # publications read for one story page
MOST_RECENT = 20_000  # newest publications among which a language's front page looks for its stories
MOST_MATCHES = 500  # articles that a search considers when it is combined with other filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A publication and where it stands."""

    publication: model.Publication
    version: int
    sort_at: datetime
    changed_at: datetime  # moves only with the released text
    story_id: str | None
    copy_of: str | None
    home_url: str  # of the outlet
    is_agency: bool = False
    story_outlets: int = 0  # as the story's row counts them
    copies: int = 0  # visible copies of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """A story that was one with another until that was found to be two."""

    id: str
    at: datetime  # when that was found
    is_rest: bool  # it kept the address


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryShown:
    """A story with the publications that a page shows of it, the lead first."""

    id: str
    created_at: datetime
    last_at: datetime
    outlets: int  # that have a visible report
    reports: int  # visible ones, copies included
    independent: int  # of them, those that repeat no other; at least one
    items: tuple[Shown, ...]
    joined: tuple[datetime, ...] = ()  # when the stories began that were found to be this one, oldest first
    apart: tuple[Apart, ...] = ()  # that were one with it until they were found to be two; the ones that can be seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The story lives on under another identifier."""

    into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """There is a row, but its text may not be shown; ``presence`` says whether the outlet took it down.

    ``item`` is what was released of an article whose page is gone: its headline and Reference. The rest says which
    decision of the desk hides it, if one does.
    """

    presence: model.Presence = model.Presence.THERE
    item: Shown | None = None
    status: int = 410  # 451 where a decision rests on a legal ground (RFC 7725)
    decided: bool = False  # by the desk; what follows is about that
    reason: str = ""
    reference: str = ""  # of the notice, "" on our own initiative
    at: datetime | None = None
    interim: bool = False  # until somebody decides


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleShown:
    """An article's publication and others of its story, newest first."""

    item: Shown
    others: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The last item of a page that is ordered newest first."""

    sort_at: datetime
    article_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which publications; every field narrows."""

    language: str | None = None  # primary subtag or whole tag: "en" also finds "en-GB"
    country: str | None = None  # of the outlet
    topic: str | None = None  # model.Topic.slug
    outlet_id: str | None = None
    story_id: str | None = None
    query: str | None = None
    since: datetime | None = None  # sort_at, inclusive
    until: datetime | None = None  # exclusive
    listed: bool = False  # only those for search, sitemap and feeds
    folded: bool = False  # leave out copies whose original is visible
    after: Cursor | None = None


# ---- pieces of queries -------------------------------------------------------------------------------------


def visible(publication: Any = _P) -> sa.ColumnElement[bool]:
    """Neither a person nor the gate withholds it."""
    return sa.and_(publication.withheld.is_(False), publication.view != str(model.View.WITHHELD))


def there(publication: Any = _P) -> sa.ColumnElement[bool]:
    """The outlet has not taken the article down."""
    article = schema.article.alias()
    return sa.exists().where(article.c.id == publication.article_id, article.c.presence == str(model.Presence.THERE))


def in_language(language: str) -> sa.ColumnElement[bool]:
    """Of this language: "en" takes "en-GB" too."""
    return sa.or_(_P.language == language, _P.language.like(f"{language}-%"))


def columns() -> list[sa.ColumnElement[Any]]:
    """What :func:`shown` needs of a publication and its outlet."""
    return [_P.article_id, _P.version, _P.sort_at, _P.changed_at, _P.story_id, _P.copy_of, _P.payload,
            _O.home_url, _O.is_agency]


def _copies() -> sa.ScalarSelect[int]:
    copy = schema.publication.alias()
    return sa.select(sa.func.count()).where(copy.c.copy_of == _P.article_id, visible(copy.c)).scalar_subquery()


def shown(row: Any) -> Shown | None:
    """The row as a noun; None where it is not to be listed."""
    item = _read(row)
    return item if item and item.publication.presence is model.Presence.THERE else None


def _read(row: Any) -> Shown | None:
    """The row as a noun; None where it cannot be read, is withheld, or names no page to refer to."""
    try:
        publication = codec.load(model.Publication, row.payload)
    except errors.Quarantine:
        return None
    if not publication.reference_url.startswith(("https://", "http://")):
        return None
    if publication.view is model.View.WITHHELD:
        return None
    more = row._mapping
    return Shown(
        publication=publication, version=row.version, sort_at=row.sort_at, changed_at=row.changed_at,
        story_id=row.story_id, copy_of=None if row.copy_of == row.article_id else row.copy_of,
        home_url=row.home_url, is_agency=row.is_agency,
        story_outlets=more.get("story_outlets") or 0, copies=more.get("copies") or 0,
    )


# ---- lists of articles -------------------------------------------------------------------------------------


def latest(conn: sa.Connection, wanted: Wanted, *, limit: int) -> list[Shown]:
    """Publications, newest first. Ask for one more than shown to learn whether a page follows."""
    query = (
        sa.select(*columns(), _S.outlets.label("story_outlets"), _copies().label("copies"))
        .join(schema.outlet, _O.id == _P.outlet_id)
        .outerjoin(schema.story, _S.id == _P.story_id)
        .where(*_conditions(conn, wanted))
        .order_by(_P.sort_at.desc(), _P.article_id.desc())
        .limit(limit)
    )
    return [item for row in conn.execute(query) if (item := shown(row))]


def _conditions(conn: sa.Connection, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found = [visible(), there()]
    if wanted.query is None:
        found.append(_P.early.is_(False))
    if not (wanted.outlet_id or wanted.story_id):
        found.append(_P.demoted.is_(False))
    if wanted.listed:
        found.append(_P.listed.is_(True))
    if wanted.language:
        found.append(in_language(wanted.language))
    if wanted.country:
        found.append(_P.outlet_id.in_(sa.select(_O.id).where(_O.country == wanted.country)))
    if wanted.topic:
        found.append(_P.topic == wanted.topic)
    if wanted.outlet_id:
        found.append(_P.outlet_id == wanted.outlet_id)
    if wanted.story_id:
        found.append(_P.story_id == wanted.story_id)
    if wanted.query is not None:
        found.append(_P.article_id.in_(search.matching(conn, wanted.query, limit=MOST_MATCHES, offset=0)))
    if wanted.since:
        found.append(_P.sort_at >= wanted.since)
    if wanted.until:
        found.append(_P.sort_at < wanted.until)
    if wanted.folded:
        original = schema.publication.alias()
        here = sa.exists().where(
            original.c.article_id == _P.copy_of, original.c.article_id != _P.article_id, visible(original.c),
            there(original.c), *([] if wanted.outlet_id or wanted.story_id else [original.c.demoted.is_(False)]),
        )
        found.append(sa.or_(_P.copy_of.is_(None), ~here))
    if wanted.after:
        at, last = wanted.after.sort_at, wanted.after.article_id
        found.append(sa.and_(_P.sort_at <= at, sa.or_(_P.sort_at < at, _P.article_id < last)))
    return found


def matching(conn: sa.Connection, query: str, *, limit: int, offset: int = 0) -> list[Shown]:
    """What a search finds among the listed, newest first; words in any script."""
    ids = search.matching(conn, query, limit=limit, offset=offset)
    if not ids:
        return []
    select = (
        sa.select(*columns(), _S.outlets.label("story_outlets"))
        .join(schema.outlet, _O.id == _P.outlet_id)
        .outerjoin(schema.story, _S.id == _P.story_id)
        .where(_P.article_id.in_(ids), visible(), there(), _P.listed.is_(True))
    )
    found = {row.article_id: shown(row) for row in conn.execute(select)}
    return [item for article_id in ids if (item := found.get(article_id))]


# ---- stories -----------------------------------------------------------------------------------------------


def story(conn: sa.Connection, story_id: str) -> StoryShown | Merged | Hidden | None:
    """A story with all its visible publications, oldest first but for the lead; None if it never was."""
    query = (
        sa.select(_S.id, _S.status, _S.merged_into, _S.apart_from, _S.created_at, _S.last_at, *columns())
        .select_from(schema.story)
        .outerjoin(schema.publication, sa.and_(_P.story_id == _S.id, visible(), there()))
        .outerjoin(schema.outlet, _O.id == _P.outlet_id)
        .where(_S.id == story_id)
        .order_by((_P.article_id == _S.lead_article_id).desc(), _P.sort_at, _P.article_id)
        .limit(MOST_IN_STORY)
    )
    rows = conn.execute(query).all()
    if not rows:
        return None
    head = rows[0]
    if head.merged_into:
        return Merged(into=head.merged_into)
    items = tuple(item for row in rows if row.article_id and (item := shown(row)))
    if not items:
        return Hidden()
    return StoryShown(
        joined=_joined(conn, head.id), apart=_apart(conn, head), id=head.id, created_at=head.created_at, last_at=head.last_at, reports=len(items), items=items,
        outlets=len({item.publication.outlet_id for item in items}), independent=max(1, sum(item.copy_of is None for item in items)),
    )


def _joined(conn: sa.Connection, story_id: str) -> tuple[datetime, ...]:
    query = sa.select(_S.created_at).where(_S.merged_into == story_id).order_by(_S.created_at).limit(MOST_IN_STORY)
    return tuple(conn.execute(query).scalars())


def _apart(conn: sa.Connection, head: Any) -> tuple[Apart, ...]:
    """What it was taken from, then what was taken from it, as far as anything of them is shown."""
    seen = sa.exists().where(_P.story_id == _S.id, visible(), there())
    query = sa.select(_S.id, _S.created_at).where(sa.or_(_S.apart_from == head.id, _S.id == head.apart_from), _S.merged_into.is_(None), seen)
    rows = conn.execute(query.order_by(_S.created_at, _S.id).limit(12)).all()
    found = [Apart(id=row.id, at=head.created_at if row.id == head.apart_from else row.created_at, is_rest=row.id == head.apart_from) for row in rows]
    return tuple(sorted(found, key=lambda one: (not one.is_rest, one.at, one.id)))


# ---- one article -------------------------------------------------------------------------------------------


def article(conn: sa.Connection, article_id: str, *, others: int = 12) -> ArticleShown | Hidden | None:
    """An article's publication and others of its story; Hidden where nothing may be shown; None if it never was."""
    own = schema.publication.alias("own")
    presence = schema.article.alias("presence")
    its_story = sa.select(own.c.story_id).where(own.c.article_id == article_id, visible(own.c)).scalar_subquery()
    mine = _P.article_id == article_id
    rows = conn.execute(
        sa.select(
            *[column for column in columns() if column.key != "payload"],
            sa.case((visible(), _P.payload)).label("payload"), presence.c.presence, mine.label("mine"), _P.outlet_id,
            _P.withheld,
        )
        .join(schema.outlet, _O.id == _P.outlet_id)
        .join(presence, presence.c.id == _P.article_id)
        .where(sa.or_(mine, sa.and_(_P.story_id == its_story, visible(), presence.c.presence == "there")))
        .order_by(mine.desc(), _P.copy_of.is_(None).desc(), _P.sort_at.desc(), _P.article_id)
        .limit(others + 1)
    ).all()
    if not rows or not rows[0].mine:
        return None
    if rows[0].withheld:
        return decided(restrictions.hiding(conn, article_id, rows[0].outlet_id))
    here = model.Presence(rows[0].presence)
    item = _read(rows[0]) if rows[0].payload else None
    if here is model.Presence.THERE and item:
        here = item.publication.presence
    if item is None or here is not model.Presence.THERE:
        return Hidden(presence=here, item=item if here is model.Presence.GONE else None)
    return ArticleShown(item=item, others=tuple(other for row in rows[1:] if (other := shown(row))))


def decided(by: notices.Restriction | None) -> Hidden:
    """What is said of something that a decision hides; None: we do not know which."""
    if by is None:
        return Hidden(decided=True)
    return Hidden(
        decided=True, status=by.status, reason=by.reason, reference=by.reference, at=by.starts_at, interim=by.interim
    )

"""What a notice's targets are: headlines, outlets, times, and the mail address of whoever is affected.

In: targets that were found. Out: one :class:`Subject` each. Never: a query for each target of many: they are read together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater import model, notices, urls
from headwater.notices import Kind
from headwater.store import codec, comment_tables, desk_tables, schema

_STEP = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is known of one target; several for a picture that several articles use."""

    target: notices.Target
    headline: str = ""
    outlet_id: str = ""
    outlet_name: str = ""
    outlet_domain: str = ""  # registrable
    outlet_since: datetime | None = None
    first_seen: datetime | None = None
    contact: str = ""  # the outlet's, or that of a comment's writer; "": none known


def of(conn: sa.Connection, targets: Sequence[notices.Target]) -> list[Subject]:
    """The subjects of these targets; a story's are its articles."""
    found: list[Subject] = []
    for kind, read in ((Kind.ARTICLE, _articles), (Kind.IMAGE, _images), (Kind.OUTLET, _outlets), (Kind.STORY, _stories), (Kind.COMMENT, _comments)):
        some = [one for one in targets if one.kind is kind]
        for start in range(0, len(some), _STEP):
            found += read(conn, some[start : start + _STEP])
    return found


def articles_of_stories(conn: sa.Connection, targets: Sequence[notices.Target], *, most: int = 50) -> tuple[notices.Target, ...]:
    """The targets with each story replaced by its newest articles."""
    article = schema.article.c
    out: list[notices.Target] = []
    for one in targets:
        if one.kind is not Kind.STORY:
            out.append(one)
            continue
        query = sa.select(article.id).where(article.story_id == one.object_id).order_by(article.first_seen.desc()).limit(most)
        out += [notices.Target(given=one.given, kind=Kind.ARTICLE, object_id=each, scope=one.scope) for each in conn.execute(query).scalars()]
    return tuple(out)


def knows_domain(conn: sa.Connection, domain: str) -> bool:
    """Whether some outlet that we read lies under a registrable domain."""
    homes = conn.execute(sa.select(schema.outlet.c.home_url).where(schema.outlet.c.home_key.contains(domain, autoescape=True))).scalars()
    return bool(domain) and any(urls.domain(home) == domain for home in homes)


def _about_articles() -> sa.Select:
    article, outlet = schema.article.c, schema.outlet.c
    return sa.select(
        article.id, article.title, article.first_seen, article.story_id, outlet.id.label("outlet_id"), outlet.name, outlet.home_url, outlet.added_at,
        outlet.policy,
    ).join(schema.outlet, outlet.id == article.outlet_id)


def _articles(conn: sa.Connection, targets: Sequence[notices.Target]) -> list[Subject]:
    query = _about_articles().where(schema.article.c.id.in_([one.object_id for one in targets]))
    known = {row.id: row for row in conn.execute(query)}
    return [_subject(one, known[one.object_id]) for one in targets if one.object_id in known]


def _images(conn: sa.Connection, targets: Sequence[notices.Target]) -> list[Subject]:
    use = desk_tables.image_use.c
    query = _about_articles().add_columns(use.image_id).join(desk_tables.image_use, use.article_id == schema.article.c.id)
    rows = list(conn.execute(query.where(use.image_id.in_([one.object_id for one in targets])).limit(1000)))
    return [_subject(one, row) for one in targets for row in rows if row.image_id == one.object_id]


def _stories(conn: sa.Connection, targets: Sequence[notices.Target]) -> list[Subject]:
    query = _about_articles().where(schema.article.c.story_id.in_([one.object_id for one in targets])).limit(1000)
    rows = list(conn.execute(query))
    return [_subject(one, row) for one in targets for row in rows if row.story_id == one.object_id]


def _outlets(conn: sa.Connection, targets: Sequence[notices.Target]) -> list[Subject]:
    outlet = schema.outlet.c
    query = sa.select(outlet.id, outlet.id.label("outlet_id"), outlet.name, outlet.home_url, outlet.added_at, outlet.policy)
    known = {row.id: row for row in conn.execute(query.where(outlet.id.in_([one.object_id for one in targets])))}
    return [_subject(one, known[one.object_id]) for one in targets if one.object_id in known]


def _comments(conn: sa.Connection, targets: Sequence[notices.Target]) -> list[Subject]:
    comment, writer = comment_tables.comment.c, comment_tables.commenter.c
    query = sa.select(comment.id, comment.written_at, sa.case((writer.verified_at.is_not(None), writer.mail), else_="").label("mail"))
    query = query.outerjoin(comment_tables.commenter, writer.id == comment.commenter_id)
    known = {row.id: row for row in conn.execute(query.where(comment.id.in_([one.object_id for one in targets])))}
    return [
        Subject(target=one, first_seen=known[one.object_id].written_at, contact=known[one.object_id].mail or "")
        for one in targets if one.object_id in known
    ]


def _subject(target: notices.Target, row: sa.Row) -> Subject:
    policy = codec.load(model.OutletPolicy, row.policy)
    contact = policy.licence.contact.strip() if policy.licence else ""
    return Subject(
        target=target, headline=getattr(row, "title", ""), outlet_id=row.outlet_id, outlet_name=row.name,
        outlet_domain=urls.domain(row.home_url), outlet_since=row.added_at, first_seen=getattr(row, "first_seen", None),
        contact=contact if "@" in contact and " " not in contact else "",
    )

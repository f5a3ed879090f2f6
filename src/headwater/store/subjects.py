"""What a notice's targets are: headlines, outlets, times, and the mail address of whoever is affected.

In: targets that were found. Out: one :class:`notices.Subject` each. Never: a query for each target of many: they are read together.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from headwater import model, notices, urls
from headwater.notices import Kind
from headwater.store import codec, comment_tables, desk_tables, schema

_STEP = 400


def of(conn: sa.Connection, targets: Sequence[notices.Target]) -> list[notices.Subject]:
    """The subjects of these targets; a story's are its articles."""
    found: list[notices.Subject] = []
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


def articles_of_images(conn: sa.Connection, targets: Sequence[notices.Target], *, most: int = 50) -> tuple[notices.Target, ...]:
    """The targets with each picture replaced by the articles that use it: a picture itself bears no label."""
    use = desk_tables.image_use.c
    out: list[notices.Target] = []
    for one in targets:
        if one.kind is not Kind.IMAGE:
            out.append(one)
            continue
        query = sa.select(use.article_id).where(use.image_id == one.object_id).order_by(use.article_id.desc()).limit(most)
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


def _articles(conn: sa.Connection, targets: Sequence[notices.Target]) -> list[notices.Subject]:
    query = _about_articles().where(schema.article.c.id.in_([one.object_id for one in targets]))
    known = {row.id: row for row in conn.execute(query)}
    return [_subject(one, known[one.object_id]) for one in targets if one.object_id in known]


def _images(conn: sa.Connection, targets: Sequence[notices.Target]) -> list[notices.Subject]:
    use = desk_tables.image_use.c
    query = _about_articles().add_columns(use.image_id).join(desk_tables.image_use, use.article_id == schema.article.c.id)
    rows = list(conn.execute(query.where(use.image_id.in_([one.object_id for one in targets])).limit(1000)))
    return [_subject(one, row) for one in targets for row in rows if row.image_id == one.object_id]


def _stories(conn: sa.Connection, targets: Sequence[notices.Target]) -> list[notices.Subject]:
    query = _about_articles().where(schema.article.c.story_id.in_([one.object_id for one in targets])).limit(1000)
    rows = list(conn.execute(query))
    return [_subject(one, row) for one in targets for row in rows if row.story_id == one.object_id]


def _outlets(conn: sa.Connection, targets: Sequence[notices.Target]) -> list[notices.Subject]:
    outlet = schema.outlet.c
    query = sa.select(outlet.id, outlet.id.label("outlet_id"), outlet.name, outlet.home_url, outlet.added_at, outlet.policy)
    known = {row.id: row for row in conn.execute(query.where(outlet.id.in_([one.object_id for one in targets])))}
    return [_subject(one, known[one.object_id]) for one in targets if one.object_id in known]


def _comments(conn: sa.Connection, targets: Sequence[notices.Target]) -> list[notices.Subject]:
    comment, writer = comment_tables.comment.c, comment_tables.commenter.c
    query = sa.select(comment.id, comment.written_at, sa.case((writer.verified_at.is_not(None), writer.mail), else_="").label("mail"))
    query = query.outerjoin(comment_tables.commenter, writer.id == comment.commenter_id)
    known = {row.id: row for row in conn.execute(query.where(comment.id.in_([one.object_id for one in targets])))}
    return [
        notices.Subject(target=one, first_seen=known[one.object_id].written_at, contact=known[one.object_id].mail or "")
        for one in targets if one.object_id in known
    ]


def _subject(target: notices.Target, row: sa.Row) -> notices.Subject:
    policy = codec.load(model.OutletPolicy, row.policy)
    contact = policy.licence.contact.strip() if policy.licence else ""
    return notices.Subject(
        target=target, headline=getattr(row, "title", ""), outlet_id=row.outlet_id, outlet_name=row.name,
        outlet_domain=urls.domain(row.home_url), outlet_since=row.added_at, first_seen=getattr(row, "first_seen", None),
        contact=contact if "@" in contact and " " not in contact else "",
    )


def move(conn: sa.Connection, old: str, into: str) -> None:
    """Notices about an article that turned out to be another one are about that one."""
    target, notice = desk_tables.notice_target.c, desk_tables.notice.c
    mine = sa.and_(target.kind == str(Kind.ARTICLE), target.object_id == old)
    about = list(conn.execute(sa.select(target.notice_id).where(mine).distinct()).scalars())
    if not about:
        return
    values = {"targets": sa.func.replace(notice.targets, old, into), "version": notice.version + 1}
    conn.execute(sa.update(desk_tables.notice).where(notice.id.in_(about)).values(values))
    conn.execute(sa.update(desk_tables.notice_target).where(mine).values(object_id=into))


def sources(conn: sa.Connection, targets: Sequence[notices.Target], *, most: int = 20) -> list[str]:
    """Where articles and pictures lie at whoever published them, in the targets' order."""
    article, image = schema.article.c, desk_tables.image.c
    found: list[str] = []
    for one in targets[:most]:
        if one.kind is Kind.ARTICLE:
            found += conn.execute(sa.select(article.reference_url).where(article.id == one.object_id)).scalars()
        elif one.kind is Kind.IMAGE:
            found += conn.execute(sa.select(image.url).where(image.id == one.object_id)).scalars()
    return list(dict.fromkeys(found))


# ---- finding -----------------------------------------------------------------------------------------------

_TABLES = {Kind.ARTICLE: schema.article, Kind.STORY: schema.story, Kind.OUTLET: schema.outlet, Kind.IMAGE: desk_tables.image,
           Kind.COMMENT: comment_tables.comment}  # fmt: skip


def by_ids(conn: sa.Connection, wanted: Sequence[str]) -> dict[str, Kind]:
    """Which of these identifiers are ours, and of what."""
    found: dict[str, Kind] = {}
    for start in range(0, len(wanted), _STEP):
        some = wanted[start : start + _STEP]
        for kind, table in _TABLES.items():
            found |= dict.fromkeys(conn.execute(sa.select(table.c.id).where(table.c.id.in_(some))).scalars(), kind)
    return found


def by_prefix(conn: sa.Connection, digits: str) -> tuple[str, Kind] | None:
    """The one object whose identifier begins so; None where there is none, or more than one."""
    found: list[tuple[str, Kind]] = []
    for kind, table in _TABLES.items():
        query = sa.select(table.c.id).where(table.c.id >= digits, table.c.id < digits + "g").limit(2)
        found += [(each, kind) for each in conn.execute(query).scalars()]
    return found[0] if len(found) == 1 else None


def by_image_keys(conn: sa.Connection, keys: Sequence[str]) -> dict[str, str]:
    """The pictures that have these keys (``urls.image_key``): key -> identifier."""
    image, found = desk_tables.image.c, {}
    for start in range(0, len(keys), _STEP):
        query = sa.select(image.key, image.id).where(image.key.in_(keys[start : start + _STEP]))
        found |= {row.key: row.id for row in conn.execute(query)}
    return found


def outlets_of(conn: sa.Connection, article_ids: Sequence[str]) -> dict[str, str]:
    """The outlet of each of these articles."""
    article, found = schema.article.c, {}
    for start in range(0, len(article_ids), _STEP):
        query = sa.select(article.id, article.outlet_id).where(article.id.in_(article_ids[start : start + _STEP]))
        found |= {row.id: row.outlet_id for row in conn.execute(query)}
    return found

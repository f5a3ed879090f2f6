"""Articles: what a feed said, what a page gave, and what digest found about each.

In: nouns. Out: :class:`Kept`, an article with all that is remembered of it. Never: what readers may see
(``store.publications``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import lru_cache

import sqlalchemy as sa

from headwater import model, text, urls
from headwater.store import codec, db, desk_tables, schema, shingles

_T = schema.article.c
_STEP = 400  # parameters of one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An article as remembered."""

    id: model.ArticleId
    outlet_id: model.OutletId
    feed_id: model.FeedId
    reference_url: str
    title: str
    language: str | None
    published: datetime | None  # in the publisher's offset
    updated: datetime | None
    first_seen: datetime
    entry: model.Entry
    allowance: model.Allowance
    signals: str = "[]"  # JSON, the pipeline's own
    presence: model.Presence = model.Presence.THERE
    version: int = 1
    article: model.Article | None = None  # with its body
    not_article: str = ""
    refused: str = ""
    snapshot: str | None = None
    fetched_at: datetime | None = None
    forget_at: datetime | None = None
    reads: int = 0
    etag: str | None = None
    last_modified: str | None = None
    input_version: int = 0
    copy_of: model.ArticleId | None = None
    match: model.Match | None = None
    story_id: model.StoryId | None = None
    placement: model.Placement | None = None
    origin: model.Origin | None = None
    unlisted_at: datetime | None = None  # when its feed was last read without it


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """What comparing with an article needs of it: a fraction of what is kept."""

    id: model.ArticleId
    outlet_id: model.OutletId
    reference_url: str
    title: str
    body: str  # "" where the page gave none
    entry: model.Entry | None  # where the page gave no body
    published: datetime | None
    first_seen: datetime
    unlisted_at: datetime | None
    allowance: model.Allowance
    copy_of: model.ArticleId | None
    match: model.Match | None
    story_id: model.StoryId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AsListed:
    """What releasing an article from its feed entry alone needs of it."""

    id: model.ArticleId
    outlet_id: model.OutletId
    reference_url: str
    language: str | None
    first_seen: datetime
    presence: model.Presence
    version: int
    entry: model.Entry
    allowance: model.Allowance


@dataclass(frozen=True, slots=True, kw_only=True)
class Digested:
    """What digest found, and the version that it read."""

    article_id: model.ArticleId
    input_version: int
    exact: str | None
    copy_of: model.ArticleId | None
    match: model.Match | None
    story_id: model.StoryId | None
    placement: model.Placement | None
    origin: model.Origin | None


def _offset(moment: datetime | None) -> int | None:
    offset = moment.utcoffset() if moment else None
    return None if offset is None else int(offset.total_seconds() // 60)


def _local(moment: datetime | None, offset: int | None) -> datetime | None:
    if moment is None or not offset:
        return moment
    return moment.astimezone(timezone(timedelta(minutes=offset)))


def text_of(kept: Kept) -> str:
    """The text that may be analysed: the page's, else the feed's own; plain."""
    if kept.article and kept.article.body:
        return kept.article.body
    return text.plain(kept.entry.content or kept.entry.summary)


def _columns(kept: Kept) -> dict[str, object]:
    facts = replace(kept.article, body="") if kept.article else None
    return {
        "outlet_id": kept.outlet_id, "feed_id": kept.feed_id, "reference_url": kept.reference_url,
        "title": kept.title, "language": kept.language,
        "published": kept.published, "published_offset": _offset(kept.published),
        "updated": kept.updated, "updated_offset": _offset(kept.updated), "first_seen": kept.first_seen, "unlisted_at": kept.unlisted_at,
        "presence": str(kept.presence), "version": kept.version, "entry": codec.dump(kept.entry),
        "signals": kept.signals, "allowance": codec.dump(kept.allowance),
        "facts": codec.dump(facts) if facts else None, "text": kept.article.body if kept.article else None,
        "not_article": kept.not_article, "refused": kept.refused, "snapshot": kept.snapshot,
        "fetched_at": kept.fetched_at, "forget_at": kept.forget_at, "reads": kept.reads, "etag": kept.etag, "last_modified": kept.last_modified,
    }


@lru_cache(maxsize=4096)
def _allowance(text: str) -> model.Allowance:
    """What may be done with an article: a few values, shared by all of an outlet."""
    return codec.load(model.Allowance, text)


def _noun(row: sa.Row) -> Kept:
    facts = codec.load(model.Article, row.facts) if row.facts else None
    return Kept(
        id=row.id, outlet_id=row.outlet_id, feed_id=row.feed_id, reference_url=row.reference_url, title=row.title,
        language=row.language, published=_local(row.published, row.published_offset),
        updated=_local(row.updated, row.updated_offset), first_seen=row.first_seen,
        entry=codec.load(model.Entry, row.entry), allowance=_allowance(row.allowance),
        signals=row.signals, presence=model.Presence(row.presence), version=row.version,
        article=replace(facts, body=row.text or "") if facts else None, not_article=row.not_article,
        refused=row.refused, snapshot=row.snapshot, fetched_at=row.fetched_at, forget_at=row.forget_at, reads=row.reads, etag=row.etag,
        last_modified=row.last_modified, input_version=row.input_version, copy_of=row.copy_of,
        match=codec.load(model.Match, row.match) if row.match else None, story_id=row.story_id,
        placement=codec.load(model.Placement, row.placement) if row.placement else None,
        origin=codec.load(model.Origin, row.origin) if row.origin else None, unlisted_at=row.unlisted_at,
    )


def add(conn: sa.Connection, articles: Sequence[Kept], *, entries: Mapping[str, str] | None = None) -> None:
    """Remember new articles, of which no page was read; ``entries``: their entries as JSON, where that is made already."""
    texts, allowances = entries or {}, {}
    rows = []
    for one in articles:
        if id(one.allowance) not in allowances:  # those of one document share theirs
            allowances[id(one.allowance)] = codec.dump(one.allowance)
        rows.append({
            "id": one.id, "outlet_id": one.outlet_id, "feed_id": one.feed_id, "reference_url": one.reference_url, "title": one.title,
            "language": one.language, "published": one.published, "published_offset": _offset(one.published),
            "updated": one.updated, "updated_offset": _offset(one.updated), "first_seen": one.first_seen, "unlisted_at": one.unlisted_at,
            "presence": str(one.presence), "version": one.version, "entry": texts.get(one.id) or codec.dump(one.entry),
            "signals": one.signals, "allowance": allowances[id(one.allowance)], "not_article": one.not_article,
            "refused": one.refused, "reads": 0, "input_version": 0,
        })
    if rows:
        conn.execute(_ADD, rows)


_ADD = sa.insert(schema.article)


def save(conn: sa.Connection, kept: Kept) -> int:
    """Write an article's new state over the one that was read (same ``version``); gives the new version, 0 if stale."""
    values = _columns(replace(kept, version=kept.version + 1))
    done = conn.execute(_SAVE, {"of": kept.id, "was": kept.version, **values})
    return kept.version + 1 if done.rowcount else 0


_SAVE = sa.update(schema.article).where(_T.id == sa.bindparam("of"), _T.version == sa.bindparam("was"))


def save_digest(conn: sa.Connection, found: Digested) -> bool:
    """Write what digest found; False if the article has changed since it was read."""
    values = {
        "input_version": found.input_version, "exact": found.exact, "copy_of": found.copy_of,
        "match": codec.dump(found.match) if found.match else None, "story_id": found.story_id,
        "placement": codec.dump(found.placement) if found.placement else None,
        "origin": codec.dump(found.origin) if found.origin else None,
    }
    done = conn.execute(_SAVE, {"of": found.article_id, "was": found.input_version, **values})
    return done.rowcount == 1


def get_to_change(conn: sa.Connection, article_id: str) -> Kept | None:
    """The article, or None; its row is locked until the transaction ends, so that a save cannot be stale."""
    row = conn.execute(sa.select(schema.article).where(_T.id == article_id).with_for_update()).first()
    return _noun(row) if row else None


def get(conn: sa.Connection, article_id: str) -> Kept | None:
    """The article, or None."""
    row = conn.execute(_GET, {"id": article_id}).first()
    return _noun(row) if row else None


_GET = sa.select(schema.article).where(_T.id == sa.bindparam("id"))


def many(conn: sa.Connection, article_ids: Sequence[str]) -> list[Kept]:
    """Those of these articles that exist, in the order asked."""
    found = {}
    for start in range(0, len(article_ids), _STEP):
        some = article_ids[start : start + _STEP]
        found |= {row.id: _noun(row) for row in conn.execute(sa.select(schema.article).where(_T.id.in_(some)))}
    return [found[one] for one in article_ids if one in found]


def as_listed(conn: sa.Connection, article_ids: Sequence[str]) -> list[AsListed]:
    """As :func:`many`, with what a release from the entry needs."""
    found = {}
    for start in range(0, len(article_ids), _STEP):
        for row in conn.execute(_AS_LISTED, {"ids": article_ids[start : start + _STEP]}):
            found[row[0]] = AsListed(
                id=row[0], outlet_id=row[1], reference_url=row[2], language=row[3], first_seen=row[4],
                presence=model.Presence(row[5]), version=row[6], entry=codec.load(model.Entry, row[7]), allowance=_allowance(row[8]),
            )
    return [found[one] for one in article_ids if one in found]


_AS_LISTED = sa.select(
    _T.id, _T.outlet_id, _T.reference_url, _T.language, _T.first_seen, _T.presence, _T.version, _T.entry, _T.allowance
).where(_T.id.in_(sa.bindparam("ids", expanding=True)))


def near(conn: sa.Connection, article_ids: Sequence[str]) -> list[Near]:
    """As :func:`many`, with what comparing needs."""
    found = {}
    for start in range(0, len(article_ids), _STEP):
        for row in conn.execute(_NEAR, {"ids": article_ids[start : start + _STEP]}):
            found[row.id] = Near(
                id=row.id, outlet_id=row.outlet_id, reference_url=row.reference_url, title=row.title, body=row.text or "",
                entry=None if row.text else codec.load(model.Entry, row.entry),
                published=_local(row.published, row.published_offset), first_seen=row.first_seen, unlisted_at=row.unlisted_at,
                allowance=_allowance(row.allowance), copy_of=row.copy_of,
                match=codec.load(model.Match, row.match) if row.match else None, story_id=row.story_id,
            )
    return [found[one] for one in article_ids if one in found]


_NEAR = sa.select(
    _T.id, _T.outlet_id, _T.reference_url, _T.title, _T.text, _T.entry, _T.published, _T.published_offset, _T.first_seen,
    _T.unlisted_at, _T.allowance, _T.copy_of, _T.match, _T.story_id,
).where(_T.id.in_(sa.bindparam("ids", expanding=True)))


def same_text(conn: sa.Connection, exact: str, *, besides: str, limit: int) -> list[str]:
    """Articles with exactly this text, oldest first."""
    return [one for (one,) in db.rows(conn, _SAME_TEXT, {"exact": exact, "besides": besides, "most": limit})]


def copies_of(conn: sa.Connection, article_id: str, *, limit: int = 300) -> list[str]:
    """The articles that repeat this one, oldest first."""
    return [one for (one,) in db.rows(conn, _COPIES_OF, {"id": article_id, "most": limit})]


_SAME_TEXT = "SELECT id FROM article WHERE exact = :exact AND id <> :besides ORDER BY first_seen LIMIT :most"
_COPIES_OF = "SELECT id FROM article WHERE copy_of = :id ORDER BY first_seen LIMIT :most"


def of_story(conn: sa.Connection, story_id: str, *, limit: int = 300) -> list[sa.Row]:
    """id, outlet_id, its country, copy_of, language, times, title, reference_url of a story's newest articles that are there, oldest first."""
    return list(conn.execute(_OF_STORY, {"story": story_id, "most": limit}))[::-1]


_OF_STORY = (
    sa.select(_T.id, _T.outlet_id, schema.outlet.c.country, _T.copy_of, _T.language, _T.first_seen, _T.published, _T.title, _T.reference_url, _T.unlisted_at)
    .join(schema.outlet, schema.outlet.c.id == _T.outlet_id)
    .where(_T.story_id == sa.bindparam("story"), _T.presence == "there")
    .order_by(_T.first_seen.desc(), _T.id.desc()).limit(sa.bindparam("most"))
)


def to_forget(conn: sa.Connection, *, now: datetime, limit: int) -> list[str]:
    """The articles whose text may be kept no longer, those due first."""
    query = sa.select(_T.id).where(_T.forget_at <= now).order_by(_T.forget_at).limit(limit)
    return list(conn.execute(query).scalars())


def of_outlet(conn: sa.Connection, outlet_id: str) -> list[str]:
    """The articles of an outlet, newest first."""
    return list(conn.execute(sa.select(_T.id).where(_T.outlet_id == outlet_id).order_by(_T.first_seen.desc())).scalars())


def newest(conn: sa.Connection, limit: int) -> list[str]:
    """The articles with a text of their own, no copy of another's, that were last seen first, newest first."""
    return list(conn.execute(sa.select(_T.id).where(_T.text.is_not(None), _T.copy_of.is_(None)).order_by(_T.first_seen.desc(), _T.id.desc()).limit(limit)).scalars())


def move_story(conn: sa.Connection, old: str, new: str) -> list[str]:
    """Let the articles of a story belong to another; gives their identifiers."""
    moved = list(conn.execute(sa.select(_T.id).where(_T.story_id == old)).scalars())
    conn.execute(sa.update(schema.article).where(_T.story_id == old).values(story_id=new))
    return moved


def move(conn: sa.Connection, article_ids: Sequence[str], story_id: str) -> None:
    """Let some articles belong to another story."""
    conn.execute(sa.update(schema.article).where(_T.id.in_(article_ids)).values(story_id=story_id))


def place(conn: sa.Connection, article_id: str, placement: model.Placement) -> None:
    """Say why an article is where it is."""
    conn.execute(sa.update(schema.article).where(_T.id == article_id).values(placement=codec.dump(placement)))


# ---- addresses ---------------------------------------------------------------------------------------------


def by_address(conn: sa.Connection, addresses: Iterable[str]) -> dict[str, str]:
    """Which articles have these addresses: ``urls.key(address)`` -> article identifier."""
    keys = list(dict.fromkeys(urls.key(one) for one in addresses if one))
    found: dict[str, str] = {}
    for start in range(0, len(keys), _STEP):
        found |= {row.key: row.article_id for row in conn.execute(_BY_ADDRESS, {"keys": keys[start : start + _STEP]})}
    return found


_BY_ADDRESS = sa.select(schema.address.c.key, schema.address.c.article_id).where(
    schema.address.c.key.in_(sa.bindparam("keys", expanding=True))
)


def claim(conn: sa.Connection, url: str, article_id: str, *, kind: str) -> str:
    """Give an address to an article unless another has it; gives the article that has it now."""
    key = urls.key(url)
    insert = db.insert(conn, schema.address).values(key=key, url=url, article_id=article_id, kind=kind)
    conn.execute(insert.on_conflict_do_nothing(index_elements=["key"]))
    return conn.execute(sa.select(schema.address.c.article_id).where(schema.address.c.key == key)).scalar_one()


def claim_all(conn: sa.Connection, pairs: Sequence[tuple[str, str]], *, kind: str) -> None:
    """Give addresses to articles, (address, article) each, unless others have them."""
    rows = {key: {"key": key, "url": url, "article_id": article_id, "kind": kind} for url, article_id in pairs if (key := urls.key(url))}
    if rows:
        conn.execute(db.insert(conn, schema.address).on_conflict_do_nothing(index_elements=["key"]), list(rows.values()))


def whose(conn: sa.Connection, article_ids: Iterable[str]) -> dict[str, sa.Row]:
    """outlet_id and first_seen of these articles, by identifier."""
    wanted = list(dict.fromkeys(article_ids))
    found: dict[str, sa.Row] = {}
    for start in range(0, len(wanted), _STEP):
        found |= {row.id: row for row in conn.execute(_WHOSE, {"ids": wanted[start : start + _STEP]})}
    return found


_WHOSE = sa.select(_T.id, _T.outlet_id, _T.first_seen).where(_T.id.in_(sa.bindparam("ids", expanding=True)))


def addresses(conn: sa.Connection, article_id: str) -> list[tuple[str, str]]:
    """Every known address of an article with its kind."""
    query = sa.select(schema.address.c.url, schema.address.c.kind).where(schema.address.c.article_id == article_id)
    return [(row.url, row.kind) for row in conn.execute(query.order_by(schema.address.c.key))]


def absorb(conn: sa.Connection, old: str, into: str) -> None:
    """Forget an article that turned out to be another one under a second address; its addresses move there."""
    conn.execute(sa.update(schema.address).where(schema.address.c.article_id == old).values(article_id=into))
    conn.execute(sa.update(schema.entry).where(schema.entry.c.article_id == old).values(article_id=into))
    for table in (schema.fetch_due, schema.pending, schema.publication, schema.article_version, schema.unsettled, schema.witness_of, desk_tables.image_use):
        conn.execute(sa.delete(table).where(table.c.article_id == old))
    shingles.drop(conn, old)
    conn.execute(sa.delete(schema.article).where(_T.id == old))

"""Comments: kept under the article where they were written, read with those of its copies as one thread.

In: nouns of ``discussion``, on a connection. Out: the same. Never: a mail address, but to the mail that verifies it; the
text of a comment that is not shown, in what readers get; a comment of an item that is withheld.

A restriction by the rights desk hides a comment the moment its row is there, whatever the comment's own row says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from headwater import discussion, model, notices
from headwater.discussion import Comment, CommentId, Status
from headwater.store import codec, comment_tables, db, desk_tables, ids, pages, schema

MOST_IN_THREAD = 2_000  # then a thread takes no more
BATCH = 500  # comments that are erased in one call
_T = comment_tables.comment.c
_P = schema.publication.c
_R = comment_tables.comment_report.c
_W = comment_tables.commenter.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An article under which comments may stand."""

    article_id: str
    headline: str
    outlet_name: str
    language: str | None
    sort_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A comment with what only its author's link and moderators need."""

    comment: Comment
    token_hash: str
    network: str
    exact: str
    claimed_by: str | None = None  # see moderation.holder
    claimed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """A commenter without the address."""

    id: str
    verified_at: datetime | None
    shown: int
    hidden: int
    suspended_until: datetime | None


# ---- pieces ------------------------------------------------------------------------------------------------


def together(article_id: str) -> sa.Select[Any]:
    """The article, what it is a copy of, and all copies of those: who shares one thread."""
    start = sa.select(sa.literal(article_id, sa.String(32)).label("id"))
    up = start.cte("up", recursive=True)
    one = schema.publication.alias("one")
    up = up.union(sa.select(one.c.copy_of).join(up, up.c.id == one.c.article_id).where(one.c.copy_of.is_not(None)))
    down = sa.select(up.c.id).cte("down", recursive=True)
    copy = schema.publication.alias("copy")
    down = down.union(sa.select(copy.c.article_id).join(down, copy.c.copy_of == down.c.id))
    return sa.select(down.c.id)


def restricted(comment: Any = _T) -> sa.ColumnElement[bool]:
    """Whether the rights desk keeps a comment from being shown; it is lifted when its row says so, not by a clock."""
    limit = desk_tables.restriction.c
    return sa.exists().where(
        limit.kind == str(notices.Kind.COMMENT), limit.object_id == comment.id, limit.lifted_at.is_(None)
    )


def _status() -> sa.ColumnElement[str]:
    return sa.case((sa.and_(restricted(), _T.status == str(Status.SHOWN)), str(Status.HIDDEN)), else_=_T.status)


def _under_visible() -> sa.ColumnElement[bool]:
    """Its own article is shown: neither withheld nor taken down by its outlet."""
    return sa.exists().where(_P.article_id == _T.article_id, pages.visible(), pages.there())


def _unjudged() -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).where(_R.comment_id == _T.id, _R.judged == "").scalar_subquery()


# ---- for readers -------------------------------------------------------------------------------------------


def place(conn: sa.Connection, article_id: str) -> Place | None:
    """The article if readers see it, else None."""
    row = conn.execute(
        sa.select(_P.payload, _P.sort_at).where(_P.article_id == article_id, pages.visible(), pages.there())
    ).first()
    if row is None:
        return None
    shown = codec.load(model.Publication, row.payload)
    return Place(article_id=article_id, headline=shown.headline or shown.outlet_name, outlet_name=shown.outlet_name,
                 language=shown.language, sort_at=row.sort_at)


def thread(conn: sa.Connection, article_id: str) -> list[Comment]:
    """What was ever shown in an article's thread, one query; of what is not shown now neither name nor text is read."""
    status = _status().label("status")
    is_shown = sa.and_(_T.status == str(Status.SHOWN), ~restricted())
    query = (
        sa.select(
            _T.id, _T.article_id, _T.parent_id, status, _T.written_at, _T.shown_at, _T.edited_at, _T.version, _T.reason,
            sa.case((is_shown, _T.name), else_="").label("name"), sa.case((is_shown, _T.html), else_="").label("html"),
            _T.commenter_id.is_not(None).label("is_verified"),
        )
        .where(_T.article_id.in_(together(article_id)), _T.shown_at.is_not(None), _under_visible())
        .order_by(_T.written_at, _T.id).limit(MOST_IN_THREAD)
    )
    return [
        Comment(
            id=CommentId(row.id), article_id=row.article_id, parent_id=row.parent_id, name=row.name,
            is_verified=bool(row.is_verified), status=Status(row.status), text="", html=row.html, written_at=row.written_at,
            shown_at=row.shown_at, edited_at=row.edited_at, version=row.version, reason=row.reason,
        )
        for row in conn.execute(query)
    ]  # fmt: skip


def counts(conn: sa.Connection, article_ids: Iterable[str]) -> dict[str, int]:
    """How many comments are shown under each of some articles, copies not counted together."""
    query = (
        sa.select(_T.article_id, sa.func.count())
        .where(_T.article_id.in_(list(article_ids)), _T.status == str(Status.SHOWN), ~restricted()).group_by(_T.article_id)
    )
    return {row[0]: row[1] for row in conn.execute(query)}


# ---- one comment -------------------------------------------------------------------------------------------


def whole() -> sa.Select[Any]:
    """The columns of which :func:`kept` makes a noun."""
    status = _status().label("now")
    return sa.select(comment_tables.comment, status, _unjudged().label("reports"))


def get(conn: sa.Connection, comment_id: str, *, hold: bool = False) -> Kept | None:
    """A comment with everything but the address of its writer; ``hold``: nobody changes it before this transaction ends."""
    query = whole().where(_T.id == comment_id)
    row = conn.execute(query.with_for_update(of=comment_tables.comment) if hold else query).first()
    return kept(row) if row else None


def by_dedupe(conn: sa.Connection, dedupe: str) -> Kept | None:
    """The comment that a form made which was sent before."""
    row = conn.execute(whole().where(_T.dedupe == dedupe)).first()
    return kept(row) if row else None


def kept(row: Any) -> Kept:
    """A row of :func:`whole` as a noun."""
    return Kept(comment=_comment(row), token_hash=row.token_hash, network=row.network, exact=row.exact,
                claimed_by=row.claimed_by, claimed_at=row.claimed_at)


def _comment(row: Any) -> Comment:
    return Comment(
        id=CommentId(row.id), article_id=row.article_id, parent_id=row.parent_id, name=row.name,
        is_verified=row.commenter_id is not None, status=Status(row.now), text=row.text, html=row.html,
        written_at=row.written_at, shown_at=row.shown_at, edited_at=row.edited_at, reason=row.reason,
        checks=codec.load(tuple[discussion.Check, ...], row.checks), reports=row.reports,
        commenter_id=row.commenter_id, version=row.version,
    )


def add(conn: sa.Connection, comment: Comment, *, dedupe: str, network: str, token_hash: str, exact: str) -> bool:
    """Write a new comment; False where that form was sent before."""
    new = db.insert(conn, comment_tables.comment).values(
        id=comment.id, article_id=comment.article_id, parent_id=comment.parent_id, commenter_id=comment.commenter_id,
        name=comment.name, status=str(comment.status), text=comment.text, html=comment.html, reason=comment.reason,
        written_at=comment.written_at, shown_at=comment.shown_at, changed_at=comment.written_at, dedupe=dedupe,
        network=network, checks=codec.dump(comment.checks), token_hash=token_hash, exact=exact, version=1,
    )
    return conn.execute(new.on_conflict_do_nothing(index_elements=["dedupe"]).returning(_T.id)).first() is not None


def change(conn: sa.Connection, comment_id: str, version: int, *, now: datetime, **values: Any) -> bool:
    """Set columns of a comment if its version is still the one that was read; the version moves."""
    if "checks" in values:
        values["checks"] = codec.dump(values["checks"])
    moved = sa.update(comment_tables.comment).where(_T.id == comment_id, _T.version == version)
    return conn.execute(moved.values(version=version + 1, changed_at=now, **values)).rowcount > 0


def remember(conn: sa.Connection, comment_id: str, text: str, *, now: datetime) -> None:
    """Keep what a comment said before it was edited, for moderators."""
    conn.execute(sa.insert(comment_tables.comment_history).values(id=ids.new(), comment_id=comment_id, at=now, text=text))


def before(conn: sa.Connection, comment_id: str) -> list[tuple[datetime, str]]:
    """What a comment said before, oldest first."""
    table = comment_tables.comment_history
    query = sa.select(table.c.at, table.c.text).where(table.c.comment_id == comment_id).order_by(table.c.at, table.c.id)
    return [(row.at, row.text) for row in conn.execute(query)]


def forget_text(conn: sa.Connection, comment_id: str, version: int, *, now: datetime) -> bool:
    """Its author deletes a comment: words, name and history go, the place stays."""
    done = change(
        conn, comment_id, version, now=now, status=str(Status.REMOVED), text="", html="", name="", exact="", checks=(),
        reason="", commenter_id=None,
    )
    if done:
        table = comment_tables.comment_history
        conn.execute(sa.delete(table).where(table.c.comment_id == comment_id))
    return done


# ---- what the pipeline asks --------------------------------------------------------------------------------


def since(conn: sa.Connection, network: str, *, after: datetime) -> int:
    """Comments from a network since a time."""
    return conn.execute(
        sa.select(sa.func.count()).select_from(comment_tables.comment).where(_T.network == network, _T.written_at > after)
    ).scalar_one()


def last_texts(conn: sa.Connection, *, network: str, commenter_id: str | None, limit: int) -> tuple[str, ...]:
    """The last texts of a commenter or from a network, newest first."""
    mine = [_T.network == network] if network else []
    mine += [_T.commenter_id == commenter_id] if commenter_id else []
    if not mine:
        return ()
    query = sa.select(_T.text).where(sa.or_(*mine), _T.text != "").order_by(_T.written_at.desc(), _T.id.desc()).limit(limit)
    return tuple(conn.execute(query).scalars())


def hidden_with(conn: sa.Connection, exact: str) -> str:
    """Why a comment of exactly these words is hidden, "" where none is."""
    by_people = sa.and_(_T.status == str(Status.HIDDEN), _T.reason.not_in(["", str(discussion.Reason.REPORTS)]))
    query = sa.select(_T.reason, _status().label("now")).where(_T.exact == exact, sa.or_(by_people, restricted())).limit(1)
    row = conn.execute(query).first()
    return (row.reason or "rights desk") if row else ""


def size(conn: sa.Connection, article_id: str) -> int:
    """Comments in a thread, those that wait included."""
    return conn.execute(
        sa.select(sa.func.count()).select_from(comment_tables.comment).where(_T.article_id.in_(together(article_id)))
    ).scalar_one()


# ---- writers -----------------------------------------------------------------------------------------------


def known_writer(conn: sa.Connection, mail: str, key: str, *, now: datetime) -> Writer:
    """The commenter with this address, made if new; the row lives on only if the address is verified."""
    new = db.insert(conn, comment_tables.commenter).values(id=ids.new(), mail=mail, mail_key=key, made_at=now, shown=0, hidden=0)
    conn.execute(new.on_conflict_do_nothing(index_elements=["mail_key"]))
    return _writer(conn.execute(_writers().where(_W.mail_key == key)).one())


def writer(conn: sa.Connection, commenter_id: str) -> Writer | None:
    """A commenter by identifier."""
    row = conn.execute(_writers().where(_W.id == commenter_id)).first()
    return _writer(row) if row else None


def _writers() -> sa.Select[Any, Any, Any, Any, Any]:
    return sa.select(_W.id, _W.verified_at, _W.shown, _W.hidden, _W.suspended_until)


def _writer(row: Any) -> Writer:
    return Writer(id=row.id, verified_at=row.verified_at, shown=row.shown, hidden=row.hidden, suspended_until=row.suspended_until)


def set_writer(conn: sa.Connection, commenter_id: str, **values: Any) -> None:
    """Set columns of a commenter."""
    conn.execute(sa.update(comment_tables.commenter).where(_W.id == commenter_id).values(**values))


def count_writer(conn: sa.Connection, commenter_id: str | None, *, shown: int = 0, hidden: int = 0) -> None:
    """Count for or against a commenter; nothing for guests."""
    if commenter_id and (shown or hidden):
        conn.execute(sa.update(comment_tables.commenter).where(_W.id == commenter_id).values(
            shown=_W.shown + shown, hidden=_W.hidden + hidden))


# ---- forgetting --------------------------------------------------------------------------------------------


def forget_networks(conn: sa.Connection, *, older: datetime) -> int:
    """Networks of writers and reporters go, K14; gives how many."""
    gone = 0
    for table, at in ((comment_tables.comment, _T.written_at), (comment_tables.comment_report, _R.reported_at)):
        gone += conn.execute(sa.update(table).where(at < older, table.c.network != "").values(network="")).rowcount
    return gone


def forget_rejected(conn: sa.Connection, *, older: datetime) -> int:
    """Words and names of comments that were hidden, or never shown, go, K15; the place in the thread stays."""
    rejected = sa.or_(_T.status == str(Status.HIDDEN), sa.and_(_T.status == str(Status.PENDING), _T.shown_at.is_(None)))
    query = sa.select(_T.id).where(rejected, ~_unreviewed(), _T.changed_at < older, sa.or_(_T.text != "", _T.name != ""))
    old = list(conn.execute(query.limit(BATCH)).scalars())
    return _erase(conn, old)


def _unreviewed() -> sa.ColumnElement[bool]:
    return sa.and_(_T.status == str(Status.HIDDEN), _T.reason == str(discussion.Reason.REPORTS))


def _erase(conn: sa.Connection, which: Sequence[str]) -> int:
    if not which:
        return 0
    history = comment_tables.comment_history
    conn.execute(sa.delete(history).where(history.c.comment_id.in_(which)))
    return conn.execute(
        sa.update(comment_tables.comment).where(_T.id.in_(which)).values(text="", html="", name="", token_hash="", checks="[]")
    ).rowcount


def forget_history(conn: sa.Connection, *, older: datetime) -> int:
    """What comments said before they were edited goes."""
    table = comment_tables.comment_history
    return conn.execute(sa.delete(table).where(table.c.at < older)).rowcount


def forget_writers(conn: sa.Connection, *, now: datetime) -> int:
    """Addresses that were not verified in two days go, and those under which nothing stands any more."""
    none = ~sa.exists().where(_T.commenter_id == _W.id)
    unverified = sa.and_(_W.verified_at.is_(None), _W.made_at < now - timedelta(days=2))
    idle = sa.and_(_W.made_at < now - timedelta(days=365), sa.or_(_W.suspended_until.is_(None), _W.suspended_until < now))
    return conn.execute(sa.delete(comment_tables.commenter).where(none, sa.or_(unverified, idle))).rowcount

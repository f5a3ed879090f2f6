"""What moderators read: the queue, a comment with all about it, its writer's other comments; and readers' reports.

In: filters, identifiers. Out: comments with their texts, whatever their state. Never: a mail address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from headwater import discussion, errors, model
from headwater.discussion import CommentId, Status
from headwater.store import codec, comment_tables, comments, db, ids, schema

_T = comment_tables.comment.c
_R = comment_tables.comment_report.c
_P = schema.publication.c
STATES = ("pending", "reported", "hidden", "shown")
CLAIMED_FOR = timedelta(minutes=30)  # then what somebody took on is anybody's again


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A comment in the queue."""

    kept: comments.Kept
    headline: str  # of its article
    parent: str = ""  # the text that it answers


def queue(conn: sa.Connection, state: str, *, limit: int, offset: int = 0, article_id: str = "",
          only: tuple[sa.ColumnElement[bool], ...] = ()) -> list[Waiting]:  # fmt: skip
    """Comments in a state, those that wait longest first; what is decided newest first. ``only``: of :func:`whose`."""
    conditions = [_in(state), *only] + ([_T.article_id == article_id] if article_id else [])
    order = [_T.written_at, _T.id] if state in ("pending", "reported") else [_T.changed_at.desc(), _T.id.desc()]
    return _waiting(conn, conditions, order, limit=limit, offset=offset)


def _in(state: str) -> sa.ColumnElement[bool]:
    reported = sa.exists().where(_R.comment_id == _T.id, _R.judged == "")
    match state:
        case "pending":
            return sa.and_(_T.status == str(Status.PENDING), _T.text != "")
        case "reported":
            return sa.or_(reported, sa.and_(_T.status == str(Status.HIDDEN), _T.reason == str(discussion.Reason.REPORTS)))
        case "hidden":
            return _T.status == str(Status.HIDDEN)
        case _:
            return _T.status == str(Status.SHOWN)


def _waiting(conn: sa.Connection, conditions: list[Any], order: list[Any], *, limit: int, offset: int = 0) -> list[Waiting]:
    parent = comment_tables.comment.alias("parent")
    query = (
        comments.whole().add_columns(_P.payload.label("article"), parent.c.text.label("answers"))
        .select_from(comment_tables.comment.outerjoin(schema.publication, _P.article_id == _T.article_id)
                     .outerjoin(parent, parent.c.id == _T.parent_id))
        .where(*conditions).order_by(*order).limit(limit).offset(offset)
    )  # fmt: skip
    return [
        Waiting(kept=comments.kept(row), headline=_headline(row.article), parent=row.answers or "")
        for row in conn.execute(query)
    ]


def _headline(payload: str | None) -> str:
    if not payload:
        return ""
    try:
        return codec.load(model.Publication, payload).headline
    except errors.Quarantine:
        return ""


def tally(conn: sa.Connection) -> dict[str, int]:
    """How many comments are in each of :data:`STATES`."""
    query = sa.select(*[
        sa.select(sa.func.count()).select_from(comment_tables.comment).where(_in(state)).scalar_subquery().label(state)
        for state in STATES
    ])  # fmt: skip
    return dict(conn.execute(query).one()._mapping)


# ---- claims ------------------------------------------------------------------------------------------------


def whose(which: str, *, by: str, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """For :func:`queue`: "mine" is what ``by`` has taken on, "nobodys" what nobody has; all else everything."""
    fresh = sa.and_(_T.claimed_at.is_not(None), _T.claimed_at > now - CLAIMED_FOR)
    match which:
        case "mine":
            return (sa.and_(fresh, _T.claimed_by == by),)
        case "nobodys":
            return (_is_free(now),)
        case _:
            return ()


def _is_free(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(_T.claimed_at.is_(None), _T.claimed_at <= now - CLAIMED_FOR)


def holder(kept: comments.Kept, *, now: datetime) -> str:
    """Who has taken a comment on, "" for nobody: a claim lapses, so that nothing is stuck."""
    if kept.claimed_at is None or kept.claimed_at <= now - CLAIMED_FOR:
        return ""
    return kept.claimed_by or ""


def claim(conn: sa.Connection, which: Iterable[str], *, by: str, now: datetime) -> int:
    """Take comments on, but those that somebody else has; gives how many. The version stays: nothing was changed."""
    mine = sa.update(comment_tables.comment).where(_T.status != str(Status.REMOVED), sa.or_(_is_free(now), _T.claimed_by == by))
    each = sorted(set(which))  # in one order, as in a bulk of decisions
    return sum(conn.execute(mine.where(_T.id == one).values(claimed_by=by, claimed_at=now)).rowcount for one in each)


def let_go(conn: sa.Connection, which: Iterable[str], *, by: str) -> int:
    """Give back what ``by`` has taken on; gives how many."""
    mine = sa.update(comment_tables.comment).where(_T.claimed_by == by).values(claimed_by=None, claimed_at=None)
    return sum(conn.execute(mine.where(_T.id == one)).rowcount for one in sorted(set(which)))


# ---- some of them ------------------------------------------------------------------------------------------


def waiting(conn: sa.Connection) -> tuple[int, datetime | None]:
    """How many comments wait, and when the last of them changed."""
    row = conn.execute(sa.select(sa.func.count(), sa.func.max(_T.changed_at)).where(_in("pending"))).one()
    return row[0], row[1]


def some(conn: sa.Connection, which: list[str]) -> list[Waiting]:
    """These comments, in the order of their time."""
    return _waiting(conn, [_T.id.in_(which)], [_T.written_at, _T.id], limit=len(which)) if which else []


def of_writer(conn: sa.Connection, kept: comments.Kept, *, limit: int = 50) -> list[Waiting]:
    """Other comments of the same commenter, or of the same network while that is known, newest first."""
    mine = [_T.commenter_id == kept.comment.commenter_id] if kept.comment.commenter_id else []
    mine += [_T.network == kept.network] if kept.network not in ("", "unknown") else []
    if not mine:
        return []
    return _waiting(conn, [sa.or_(*mine), _T.id != kept.comment.id], [_T.written_at.desc(), _T.id.desc()], limit=limit)


# ---- reports -----------------------------------------------------------------------------------------------


def add_report(conn: sa.Connection, report: discussion.Report, *, network: str, dedupe: str) -> bool:
    """Keep a report, each its own record; False where that form was sent before."""
    new = db.insert(conn, comment_tables.comment_report).values(
        id=report.id or ids.new(), comment_id=report.comment_id, reason=str(report.reason), note=report.note,
        network=network, dedupe=dedupe, reported_at=report.reported_at, judged="",
    )
    return conn.execute(new.on_conflict_do_nothing(index_elements=["dedupe"]).returning(_R.id)).first() is not None


def reporting_networks(conn: sa.Connection, comment_id: str) -> int:
    """How many different networks reported a comment and are not judged yet."""
    query = sa.select(sa.func.count(_R.network.distinct())).where(
        _R.comment_id == comment_id, _R.judged == "", _R.network != "")
    return conn.execute(query).scalar_one()


def reports(conn: sa.Connection, comment_id: str) -> list[discussion.Report]:
    """All reports of a comment, oldest first."""
    query = sa.select(comment_tables.comment_report).where(_R.comment_id == comment_id).order_by(_R.reported_at, _R.id)
    return [
        discussion.Report(
            id=row.id, comment_id=CommentId(row.comment_id), reason=discussion.ReportReason(row.reason), note=row.note,
            reported_at=row.reported_at, judged=row.judged,
        )
        for row in conn.execute(query)
    ]  # fmt: skip


def judge(conn: sa.Connection, report_ids: list[str], judged: str, *, comment_id: str, by: str, now: datetime) -> int:
    """Uphold or reject reports of a comment that are not judged yet; gives how many."""
    undecided = sa.update(comment_tables.comment_report).where(_R.id.in_(report_ids), _R.comment_id == comment_id, _R.judged == "")
    return conn.execute(undecided.values(judged=judged, judged_at=now, judged_by=by)).rowcount

"""Comments as moderators decide on them: shown, hidden with a reason, undone; reports judged apart from the comment.

In: a store, comments with the versions that were read, who decides, the time. Out: rows with their lines in the ledger.
Never: half of a bulk, a decision on a comment that changed since it was read (:class:`Conflict`), or a note in the ledger
in the clear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater import discussion, errors, notices
from headwater.discussion import Reason, Status
from headwater.store import comments, db, ledger, moderation

CHOSEN = tuple(one for one in Reason if one is not Reason.REPORTS)  # what a moderator may give as the reason
_DONE = ("comment.approved", "comment.hidden", "comment.undone")


class Conflict(errors.HeadwaterError):
    """Somebody else has changed one of the comments since it was read: look again."""


class Claimed(Conflict):
    """Somebody else has taken one of the comments on: ask them, or go on all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A comment as a moderator read it."""

    id: str
    version: int


def approve(store: db.Store, picks: Sequence[Pick], *, by: notices.PersonId, now: datetime, note: str = "",
            despite: bool = False) -> int:  # fmt: skip
    """Show comments; gives how many were not shown before. ``despite``: whoever else has taken them on."""
    with store.write() as conn:
        return decide(conn, picks, None, by=by, now=now, note=note, despite=despite)


def hide(store: db.Store, picks: Sequence[Pick], reason: Reason, *, by: notices.PersonId, now: datetime, note: str = "",
         despite: bool = False) -> int:  # fmt: skip
    """Hide comments for a reason that their place in the thread names; gives how many."""
    with store.write() as conn:
        return decide(conn, picks, reason, by=by, now=now, note=note, despite=despite)


def decide(conn: sa.Connection, picks: Sequence[Pick], reason: Reason | None, *, by: notices.PersonId, now: datetime, note: str = "",
           despite: bool = False) -> int:  # fmt: skip
    """Hide comments for a reason, or show them for None, in a transaction of the caller's."""
    if reason is not None and reason not in CHOSEN:
        raise ValueError(f"{reason} is no reason that a person gives")
    found = _read(conn, picks)
    if not despite and any(moderation.holder(one, now=now) not in ("", by) for one in found):
        raise Claimed("Somebody else has taken this on. Ask them, or go on all the same.")
    if reason is None:
        return _set(conn, found, Status.SHOWN, "", kind="comment.approved", by=by, now=now, note=note)
    return _set(conn, found, Status.HIDDEN, str(reason), kind="comment.hidden", by=by, now=now, note=note)


def claim(store: db.Store, comment_ids: Sequence[str], *, by: notices.PersonId, now: datetime) -> int:
    """Take comments on for half an hour, but those that somebody else has; gives how many."""
    with store.write() as conn:
        return moderation.claim(conn, comment_ids, by=by, now=now)


def let_go(store: db.Store, comment_ids: Sequence[str], *, by: notices.PersonId) -> int:
    """Give back what one has taken on; gives how many."""
    with store.write() as conn:
        return moderation.let_go(conn, comment_ids, by=by)


def undo(store: db.Store, pick: Pick, *, by: notices.PersonId, now: datetime) -> bool:
    """Take back the last decision on a comment, a moderator's or that of its reports; False where there is none."""
    with store.write() as conn:
        kept = _read(conn, [pick])
        last = last_decision(conn, pick.id)
        if last is None:
            return False
        before, reason = Status(last.facts["before"]), str(last.facts.get("reason_before", ""))
        return _set(conn, kept, before, reason, kind="comment.undone", by=by, now=now) > 0


def last_decision(conn: sa.Connection, comment_id: str) -> ledger.Row | None:
    """The decision that :func:`undo` takes back: the last one, unless it was taken back."""
    rows = [row for row in ledger.of(conn, comment_id) if row.kind in _DONE]
    return rows[-1] if rows and rows[-1].kind != "comment.undone" else None


def judge(store: db.Store, report_ids: Sequence[str], *, upheld: bool, comment_id: str, by: notices.PersonId, now: datetime) -> int:
    """Say whether reports were right, apart from what becomes of the comment; gives how many were undecided."""
    judged = "upheld" if upheld else "rejected"
    with store.write() as conn:
        done = moderation.judge(conn, list(report_ids), judged, comment_id=comment_id, by=by, now=now)
        if done:
            ledger.append(conn, "comment.reports_judged", subject=comment_id, actor=by, now=now, facts={
                "judged": judged, "reports": done, "role": str(notices.Role.MODERATOR)})
        return done


def suspend(store: db.Store, comment_id: str, *, days: float, by: notices.PersonId, now: datetime) -> bool:
    """Take no comments from a comment's verified writer for some days, 0 to end that; False for guests."""
    with store.write() as conn:
        kept = comments.get(conn, comment_id)
        if kept is None or kept.comment.commenter_id is None:
            return False
        until = now + timedelta(days=days) if days else None
        comments.set_writer(conn, kept.comment.commenter_id, suspended_until=until)
        ledger.append(conn, "commenter.suspended" if days else "commenter.restored", subject=comment_id, actor=by, now=now,
                      facts={"days": days, "role": str(notices.Role.MODERATOR)})
    return True


def _read(conn: sa.Connection, picks: Sequence[Pick]) -> list[comments.Kept]:
    """The comments, held until the end of the transaction, each in the version that was read."""
    found = []
    for pick in sorted(picks, key=lambda one: one.id):  # in one order, so that two bulks never wait for each other
        kept = comments.get(conn, pick.id, hold=True)
        if kept is None or kept.comment.version != pick.version:
            raise Conflict("Somebody else has changed one of these comments since you read it. Nothing was done; look again.")
        found.append(kept)
    return found


def _set(conn: sa.Connection, found: Sequence[comments.Kept], status: Status, reason: str, *, kind: str, by: str, now: datetime,
         note: str = "") -> int:  # fmt: skip
    """Give comments a state; gives how many had another. What their authors deleted stays so, and what
    the rights desk restricts is its own to lift.

    The ledger's rows, which come last, say what each was before, so that it can be undone.
    """
    changed = [
        one.comment for one in found
        if one.comment.status is not Status.REMOVED and not by_rights_desk(one.comment)
        and (one.comment.status, one.comment.reason) != (status, reason)
    ]
    for comment in changed:
        shown_at = comment.shown_at or (now if status is Status.SHOWN else None)
        comments.change(conn, comment.id, comment.version, now=now, status=str(status), reason=reason, shown_at=shown_at,
                        claimed_by=None, claimed_at=None)
        was, will = _counts_against(comment.status, comment.reason), _counts_against(status, reason)
        shown = (status is Status.SHOWN) - (comment.status is Status.SHOWN)
        comments.count_writer(conn, comment.commenter_id, shown=shown, hidden=will - was)
    for comment in changed:
        ledger.append(conn, kind, subject=comment.id, actor=by, now=now, private=note, facts={
            "before": str(comment.status), "reason_before": comment.reason, "status": str(status), "reason": reason,
            "role": str(notices.Role.MODERATOR)})
    return len(changed)


def by_rights_desk(comment: discussion.Comment) -> bool:
    """Hidden by a restriction and by nobody else: moderators always give a reason."""
    return comment.status is Status.HIDDEN and not comment.reason


def _counts_against(status: Status, reason: str) -> bool:
    return status is Status.HIDDEN and reason not in ("", str(discussion.Reason.REPORTS))

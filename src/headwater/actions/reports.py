"""Readers report a comment.

In: a store, what a reader reports, the operator's rules, the time. Out: rows with their lines in the ledger; enough reports
hide the comment. Never: a look at who is reporting beyond their network, or a report of what readers do not see.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

import sqlalchemy as sa

from headwater import discussion
from headwater.comments import markup
from headwater.discussion import Comment, Rules, Status
from headwater.store import comments, db, ids, ledger, moderation


def reportable(conn: sa.Connection, comment_id: str, *, hold: bool = False) -> Comment | None:
    """A comment that readers see, so that they can report it."""
    kept = comments.get(conn, comment_id, hold=hold)
    if kept is None or kept.comment.status is not Status.SHOWN or comments.place(conn, kept.comment.article_id) is None:
        return None
    return kept.comment


def report(store: db.Store, comment_id: str, reason: discussion.ReportReason, note: str, *, network: str, once: str, rules: Rules,
           now: datetime) -> bool:  # fmt: skip
    """Keep a reader's report; enough of them from different networks hide the comment until a moderator looks.

    False where there is no such comment to be seen.
    """
    with store.write() as conn:
        comment = reportable(conn, comment_id, hold=True)
        if comment is None:
            return False
        dedupe = hashlib.sha256(f"{comment_id}\x00{reason}\x00{network}\x00{once}".encode("utf-8", "replace")).hexdigest()
        made = discussion.Report(id=ids.new(), comment_id=comment.id, reason=reason, note=markup.tidy(note), reported_at=now)
        if not moderation.add_report(conn, made, network=network, dedupe=dedupe):
            return True
        hides = bool(rules.reports_hide) and moderation.reporting_networks(conn, comment_id) >= rules.reports_hide
        if hides:
            comments.change(conn, comment_id, comment.version, now=now, status=str(Status.HIDDEN),
                            reason=str(discussion.Reason.REPORTS))
        ledger.append(conn, "comment.reported", subject=comment_id, actor="reader", now=now, facts={"reason": str(reason)})
        if hides:
            ledger.append(conn, "comment.hidden", subject=comment_id, actor="rule:reports", now=now, facts={
                "before": str(Status.SHOWN), "status": str(Status.HIDDEN), "reason": str(discussion.Reason.REPORTS)})
    return True

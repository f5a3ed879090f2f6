"""Complaints as rows, for the pages that show them: made directly, past the use cases that receive and decide."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from headwater import notices
from headwater.store import db, ledger
from headwater.store import notices as rows

NOW = datetime(2026, 11, 21, 14, 5, 30, tzinfo=UTC)
_LETTERS = "23456789ABCDEFGH"


def token(number: int) -> str:
    """The token of the notice's status page."""
    return f"token{number:027d}"


def put(
    store: db.Store, number: int, *, days: float = 20, state: notices.State = notices.State.ACTED,
    action: notices.Action | None = notices.Action.HIDE_ITEM, reason: str = "The text was shown without a permission.",
    undone_at: datetime | None = None, **values: Any,
) -> notices.Notice:
    """A notice that came in ``days`` ago and, where ``action`` says so, was decided two hours later."""
    at = NOW - timedelta(days=days)
    notice_id = notices.NoticeId(uuid.uuid5(uuid.NAMESPACE_OID, f"notice/{number}").hex)
    decision_id = notices.DecisionId(uuid.uuid5(uuid.NAMESPACE_OID, f"decision/{number}").hex)
    reference = "HW-" + "".join(_LETTERS[int(digit, 16)] for digit in f"{number:04x}") + "-7777"
    decided = {"decision_id": decision_id, "answered_at": at + timedelta(hours=2), "outcome": notices.Outcome.ACTED} if action else {}
    made: dict[str, Any] = {
        "id": notice_id, "reference": reference, "channel": notices.Channel.FORM, "type": notices.Type.COPYRIGHT_TEXT,
        "category": notices.Category.N, "state": state, "received_at": at, "deadline_at": at + timedelta(hours=24), **decided, **values,
    }  # fmt: skip
    notice = notices.Notice(**made)
    with store.write() as conn:
        rows.add(conn, notice, token=token(number), dedupe=f"test:{number}")
        if action:
            rows.add_decision(conn, notices.Decision(
                id=decision_id, notice_id=notice_id, made_at=at + timedelta(hours=2), made_by="p1", action=action, ground="copyright",
                reason=reason, note="SECRET note of the desk", undone_at=undone_at))
        ledger.append(conn, "notice.received", subject=reference, actor="submitter", now=at, facts={"type": str(notice.type)},
                      private="SECRET private words")
    return notice

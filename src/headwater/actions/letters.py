"""Letters that were not delivered: tried again because a person says so.

In: a store, a letter, by whom. Out: the letter due now, a row of the ledger. Never: a mail sent here.
"""

from __future__ import annotations

from datetime import datetime

from headwater import notices
from headwater.store import db, ledger, outbox
from headwater.store import notices as rows


def try_again(store: db.Store, letter_id: str, *, by: str, now: datetime) -> bool:
    """Send a letter again with the next round of mail; False where it was sent meanwhile or has no address."""
    with store.write() as conn:
        letter = outbox.get(conn, letter_id)
        if letter is None or not outbox.again(conn, letter_id, now=now):
            return False
        ledger.append(conn, "mail.again", subject=_subject(rows.get(conn, letter.notice_id) if letter.notice_id else None),
                      actor=by, now=now, facts={"kind": letter.kind})
    return True


def _subject(notice: notices.Notice | None) -> str:
    return notice.reference if notice else "mail"

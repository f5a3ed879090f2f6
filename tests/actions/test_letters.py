"""Undelivered letters tried again, and the ledger read from its end; on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headwater.actions import letters
from headwater.store import db, ledger, outbox

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def put(store: db.Store, key: str, recipient: str = "mara@quill.example") -> outbox.Letter:
    with store.write() as conn:
        assert outbox.put(conn, key=key, kind="ask", recipient=recipient, subject="What we need", body="...", now=NOW)
        return next(one for one in outbox.unsent(conn) if one.key == key)


def test_a_letter_that_was_given_up_is_due_again_with_all_its_attempts(store: db.Store) -> None:
    letter, later = put(store, "one"), NOW + timedelta(days=9)
    with store.write() as conn:
        outbox.failed(conn, letter, "550 no such user", now=NOW, transient=False)
    assert letters.try_again(store, letter.id, by="somebody", now=later)
    with store.read() as conn:
        assert [(one.id, one.attempts, one.last_error) for one in outbox.due(conn, now=later, limit=9)] == [(letter.id, 0, "")]
        assert outbox.stale(conn, now=later, limit=9) == []
        row = ledger.newest(conn)[0]
    assert (row.kind, row.actor, row.facts) == ("mail.again", "somebody", {"kind": "ask"})


def test_a_letter_that_came_back_is_sent_once_more_and_one_that_arrived_is_not(store: db.Store) -> None:
    back, arrived, nobody = put(store, "back"), put(store, "arrived"), put(store, "nobody", "no address")
    with store.write() as conn:
        outbox.sent(conn, back.id, now=NOW)
        outbox.came_back(conn, back.id, "mailbox full", now=NOW)
        outbox.sent(conn, arrived.id, now=NOW)
    assert letters.try_again(store, back.id, by="somebody", now=NOW)
    assert not letters.try_again(store, arrived.id, by="somebody", now=NOW)
    assert not letters.try_again(store, nobody.id, by="somebody", now=NOW)
    assert not letters.try_again(store, "0" * 32, by="somebody", now=NOW)
    with store.read() as conn:
        assert [one.id for one in outbox.due(conn, now=NOW, limit=9)] == [back.id]


def test_the_newest_rows_of_the_ledger_come_first_and_page_by_page(store: db.Store) -> None:
    with store.write() as conn:
        for number in range(5):
            ledger.append(conn, "person.added", subject=str(number), actor="somebody", now=NOW)
    with store.read() as conn:
        first = ledger.newest(conn, limit=2)
        rest = ledger.newest(conn, before=first[-1].seq, limit=9)
    assert [one.subject for one in first] == ["4", "3"]
    assert [one.subject for one in rest] == ["2", "1", "0"]

"""Outgoing mail is queued once, sent later, and never lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from headwater.notices import NoticeId
from headwater.store import db, outbox

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOTICE = NoticeId("0" * 32)


def put(store: db.Store, key: str = "ack:1", *, at: datetime = NOW, **changed: Any) -> bool:
    given: dict[str, Any] = {
        "kind": "ack", "recipient": "ada@tidewater.example", "subject": "We have it", "body": "Thank you.\n",
        "notice_id": NOTICE,
    }
    with store.write() as conn:
        return outbox.put(conn, key=key, now=at, **(given | changed))


def due(store: db.Store, at: datetime = NOW) -> list[outbox.Letter]:
    with store.read() as conn:
        return outbox.due(conn, now=at, limit=100)


def test_the_same_letter_is_queued_once(store: db.Store) -> None:
    assert put(store)
    assert not put(store, subject="Another")
    (letter,) = due(store)
    assert (letter.subject, letter.state, letter.recipient) == ("We have it", "waiting", "ada@tidewater.example")


def test_what_was_sent_is_not_due_and_is_noted_once(store: db.Store) -> None:
    put(store)
    (letter,) = due(store)
    with store.write() as conn:
        assert outbox.sent(conn, letter.id, now=NOW)
        assert not outbox.sent(conn, letter.id, now=NOW)
        assert outbox.get(conn, letter.id).state == "sent"  # pyright: ignore[reportOptionalMemberAccess]
    assert due(store, NOW + timedelta(days=30)) == []


def test_pauses_grow_until_the_letter_is_given_up_yet_kept(store: db.Store) -> None:
    put(store)
    now, pauses = NOW, []
    while letters := due(store, now):
        with store.write() as conn:
            given_up = outbox.failed(conn, letters[0], "451 busy", now=now)
            after = outbox.get(conn, letters[0].id)
        assert after
        if given_up:
            break
        pauses.append(after.due_at - now)
        assert due(store, after.due_at - timedelta(seconds=1)) == []
        now = after.due_at
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    assert pauses[-1] == timedelta(hours=4)
    assert now - NOW >= timedelta(days=5)
    with store.read() as conn:
        (kept,) = outbox.unsent(conn)
    assert (kept.state, kept.last_error) == ("undelivered", "451 busy")


def test_a_lasting_refusal_is_given_up_at_once(store: db.Store) -> None:
    put(store)
    with store.write() as conn:
        assert outbox.failed(conn, outbox.due(conn, now=NOW, limit=1)[0], "550 no such user", now=NOW, transient=False)
        assert outbox.count_unsent(conn) == (0, 1)


def test_after_five_acknowledgements_one_an_hour_goes_out_and_the_others_say_that_they_were_held_back(store: db.Store) -> None:
    for number in range(8):
        assert put(store, f"ack:{number}", at=NOW + timedelta(minutes=number), recipient="Ada@Tidewater.example")
    assert put(store, "ack:later", at=NOW + timedelta(minutes=65))
    assert put(store, "ack:too soon", at=NOW + timedelta(minutes=70))
    assert [letter.key for letter in due(store, NOW + timedelta(hours=2))] == [
        "ack:0", "ack:1", "ack:2", "ack:3", "ack:4", "ack:later"
    ]
    with store.read() as conn:
        told = {letter.key: (letter.state, letter.last_error) for letter in outbox.of_notice(conn, NOTICE)}
        assert {letter.key for letter in outbox.held_back(conn, limit=9)} == {"ack:5", "ack:6", "ack:7", "ack:too soon"}
    assert told["ack:5"] == ("held", outbox.HELD)


def test_decisions_and_other_addresses_are_not_held_back(store: db.Store) -> None:
    for number in range(9):
        put(store, f"ack:{number}")
        put(store, f"decision:{number}", kind="decision")
        put(store, f"other:{number}", recipient=f"reader{number}@elsewhere.example")
    keys = {letter.key for letter in due(store)}
    assert {f"decision:{number}" for number in range(9)} | {f"other:{number}" for number in range(9)} <= keys
    assert "ack:8" not in keys


@pytest.mark.parametrize("given", ["", "nobody", "a@b\r\nBcc: c@d", "a@b, c@d", "a b@c", "<a@b>", "a@b\x00"])
def test_what_is_no_address_is_kept_as_undelivered(store: db.Store, given: str) -> None:
    assert put(store, recipient=given)
    assert due(store) == []
    with store.read() as conn:
        (kept,) = outbox.unsent(conn)
    assert (kept.state, kept.recipient, kept.last_error) == ("undelivered", "", outbox.NOBODY)


def test_line_breaks_never_reach_a_header(store: db.Store) -> None:
    put(store, subject="Hello\r\nBcc: all@world.example", in_reply_to="<a@b>\n\tX: y", reply_to="c@d\nBcc: x@y")
    (letter,) = due(store)
    assert letter.subject == "Hello Bcc: all@world.example"
    assert "\n" not in letter.in_reply_to
    assert letter.reply_to == ""


def test_a_letter_is_found_by_the_message_id_that_a_reply_names(store: db.Store) -> None:
    put(store)
    put(store, "ack:2")
    one, two = due(store)
    assert one.message_id != two.message_id
    with store.read() as conn:
        found = outbox.by_message_ids(conn, ["<other@elsewhere>", f"<{two.message_id}@news.example>"])
        assert found and found.key == "ack:2"
        assert outbox.by_message_ids(conn, ["<hw.1@x>", "", f"<{'f' * 40}@x>", f"<hw.{'0' * 32}@x>"]) is None


def test_letters_that_wait_longer_than_five_days_are_stale(store: db.Store) -> None:
    put(store)
    put(store, "ack:2", at=NOW + timedelta(days=3))
    with store.read() as conn:
        assert [one.key for one in outbox.stale(conn, now=NOW + timedelta(days=5), limit=9)] == ["ack:1"]


def test_a_bounce_makes_a_sent_letter_undelivered(store: db.Store) -> None:
    put(store)
    (letter,) = due(store)
    with store.write() as conn:
        outbox.sent(conn, letter.id, now=NOW)
        outbox.came_back(conn, letter.id, "550 5.1.1 no such user", now=NOW)
        (kept,) = outbox.unsent(conn)
    assert (kept.state, kept.last_error) == ("undelivered", "550 5.1.1 no such user")

"""Mail that comes in is stored once, and nothing between mailbox and desk is lost."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from headwater.notices import NoticeId
from headwater.store import db, inbox

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
RAW = b"From: ada@tidewater.example\r\nSubject: \xff\x00\r\n\r\nBody\r\n"


def add(store: db.Store, raw: bytes = RAW, at: datetime = NOW, size: int | None = None) -> str | None:
    with store.write() as conn:
        return inbox.add(conn, raw, received_at=at, source="imap", size=size)


def test_a_message_is_kept_byte_for_byte_with_its_hash_and_time(store: db.Store) -> None:
    made = add(store)
    assert made
    with store.read() as conn:
        (message,) = inbox.pending(conn, limit=9)
        assert inbox.raw(conn, made) == RAW
    assert message.sha256 == hashlib.sha256(RAW).hexdigest()
    assert (message.received_at, message.size, message.source) == (NOW, len(RAW), "imap")


def test_the_same_bytes_are_taken_once(store: db.Store) -> None:
    assert add(store)
    assert add(store, at=NOW + timedelta(hours=1)) is None
    assert add(store, RAW + b"\r\n")
    with store.read() as conn:
        assert [one.received_at for one in inbox.pending(conn, limit=9)] == [NOW, NOW]


def test_a_message_is_pending_until_it_is_settled(store: db.Store) -> None:
    add(store)
    with store.write() as conn:
        (message,) = inbox.pending(conn, limit=9)
        inbox.settle(conn, message, "received", notice_id=NoticeId("a" * 32), message_id="<x@y>", content="abc")
        assert inbox.pending(conn, limit=9) == []
        (settled,) = inbox.of_notice(conn, NoticeId("a" * 32))
    assert (settled.outcome, settled.message_id) == ("received", "<x@y>")


def test_of_a_message_that_is_too_large_the_head_is_kept_with_the_size_of_the_whole(store: db.Store) -> None:
    made = add(store, size=50_000_000)
    assert made
    with store.read() as conn:
        (kept,) = inbox.pending(conn, limit=9)
        assert (kept.size, inbox.kept_bytes(conn, made)) == (50_000_000, len(RAW))


def test_one_content_that_came_on_two_ways_is_recognised(store: db.Store) -> None:
    first, second = add(store), add(store, RAW + b"\r\n")
    assert first and second
    with store.write() as conn:
        one, two = inbox.pending(conn, limit=9)
        assert inbox.same(conn, "abc", but=one.id) is None
        inbox.settle(conn, one, "received", content="abc")
        found = inbox.same(conn, "abc", but=two.id)
        assert found and found.id == first
        assert inbox.same(conn, "", but=two.id) is None


def test_how_far_a_mailbox_was_read_is_remembered(store: db.Store) -> None:
    with store.write() as conn:
        assert inbox.mark(conn, "box") is None
        inbox.set_mark(conn, "box", inbox.Mark(validity=7, uid=None, looked_at=NOW))
        inbox.set_mark(conn, "box", inbox.Mark(validity=2**32 - 1, uid=41, looked_at=NOW))
        assert inbox.mark(conn, "box") == inbox.Mark(validity=2**32 - 1, uid=41, looked_at=NOW)
        assert inbox.mark(conn, "other") is None

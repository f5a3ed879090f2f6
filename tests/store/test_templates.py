"""What hosts repeat is one row a host, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headwater.store import db, templates

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_a_row_comes_back_and_the_last_writer_wins(store: db.Store) -> None:
    with store.write() as conn:
        assert templates.get(conn, "tide.example") == templates.to_change(conn, "tide.example") == ""
        for pages, payload in enumerate(('{"version":1}', '{"version":1,"pages":2}'), 1):
            templates.put(conn, "tide.example", payload, pages=pages, now=NOW)
        templates.put(conn, "gull.example:8080", "{}", pages=1, now=NOW)
    with store.read() as conn:
        assert templates.get(conn, "tide.example") == '{"version":1,"pages":2}'
        assert templates.get(conn, "gull.example:8080") == "{}"


def test_hosts_of_which_no_page_was_read_for_long_are_forgotten(store: db.Store) -> None:
    with store.write() as conn:
        templates.put(conn, "old.example", "{}", pages=1, now=NOW - timedelta(days=200))
        templates.put(conn, "new.example", "{}", pages=1, now=NOW)
        assert templates.forget(conn, before=NOW - timedelta(days=120)) == 1
        assert templates.get(conn, "old.example") == "" and templates.get(conn, "new.example") == "{}"

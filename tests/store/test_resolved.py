"""Where redirectors lead, remembered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headwater.gathering import Resolved
from headwater.store import db, resolved

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_what_was_found_out_is_known_afterwards(store: db.Store) -> None:
    with store.write() as conn:
        resolved.put(conn, Resolved(key="bit.ly/a", target="https://tide.example/a", why="followed"), Resolved(key="bit.ly/b", target=None, why="404"), now=NOW)
        found = resolved.get(conn, ["bit.ly/a", "bit.ly/b", "bit.ly/c"])
    assert found["bit.ly/a"] == Resolved(key="bit.ly/a", target="https://tide.example/a", why="followed", at=NOW)
    assert found["bit.ly/b"].target is None
    assert set(found) == {"bit.ly/a", "bit.ly/b"}


def test_a_known_target_is_not_lost_to_a_later_failure(store: db.Store) -> None:
    with store.write() as conn:
        resolved.put(conn, Resolved(key="k", target="https://tide.example/a"), now=NOW)
        resolved.put(conn, Resolved(key="k", target=None, why="timeout"), now=NOW + timedelta(days=1))
        found = resolved.get(conn, ["k"])["k"]
    assert found.target == "https://tide.example/a"
    assert found.at == NOW + timedelta(days=1)


def test_many_are_asked_for_in_one_go_and_old_ones_are_forgotten(store: db.Store) -> None:
    with store.write() as conn:
        resolved.put(conn, *(Resolved(key=f"k{one}", target=None) for one in range(900)), now=NOW)
        assert len(resolved.get(conn, [f"k{one}" for one in range(900)])) == 900
        assert resolved.forget(conn, before=NOW) == 0
        assert resolved.forget(conn, before=NOW + timedelta(days=1), limit=500) == 500
        assert resolved.forget(conn, before=NOW + timedelta(days=1)) == 400
        resolved.put(conn, now=NOW)
        assert resolved.get(conn, []) == {}

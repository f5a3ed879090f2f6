"""The ledger holds on both databases, and every change by hand is found and named."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from headwater.store import db, desk_tables, ledger

NOW = datetime(2026, 11, 25, 12, 0, 0, 123456, tzinfo=UTC)
_L, _P = desk_tables.ledger, desk_tables.ledger_private


def write(store: db.Store, count: int = 5) -> None:
    for number in range(count):
        with store.write() as conn:
            ledger.append(
                conn, "notice.received", subject=f"HW-{number}", actor="submitter", now=NOW + timedelta(seconds=number),
                facts={"type": "privacy", "hours": 1.5, "words": "„Ü“ \u2028", "list": [1, None, True]}, private=f"Ada Marsh {number}",
            )


def broken(store: db.Store) -> list[ledger.Broken]:
    with store.read() as conn:
        return list(ledger.verify(conn))


def test_what_was_written_verifies(store: db.Store) -> None:
    assert broken(store) == []
    write(store)
    assert broken(store) == []
    with store.read() as conn:
        assert ledger.head(conn)[0] == 5
        assert [row.subject for row in ledger.of(conn, "HW-3")] == ["HW-3"]
        assert ledger.of(conn, "HW-3")[0].facts["words"] == "„Ü“ \u2028"
        assert ledger.of(conn, "HW-3")[0].at == NOW + timedelta(seconds=3)


@pytest.mark.parametrize(
    ("column", "value"),
    [("kind", "notice.closed"), ("subject", "HW-9"), ("actor", "x"), ("facts", "{}"), ("at", NOW), ("private_hash", "0" * 64),
     ("hash", "0" * 64), ("previous", "1" * 64)],
)  # fmt: skip
def test_a_column_changed_by_hand_is_found_and_its_row_named(store: db.Store, column: str, value: object) -> None:
    write(store)
    with store.write() as conn:
        conn.execute(sa.update(_L).where(_L.c.seq == 3).values({column: value}))
    found = broken(store)
    assert found and found[0].seq == 3


def test_a_row_taken_out_is_found(store: db.Store) -> None:
    write(store)
    with store.write() as conn:
        conn.execute(sa.delete(_L).where(_L.c.seq == 2))
    assert next(one.seq for one in broken(store)) == 2


def test_a_row_that_was_written_anew_with_its_own_hash_breaks_the_next_one(store: db.Store) -> None:
    write(store)
    with store.write() as conn:
        row = dict(conn.execute(sa.select(_L).where(_L.c.seq == 3)).one()._mapping)
        row["facts"] = '{"type":"other"}'
        forged = ledger._hash(row)
        conn.execute(sa.update(_L).where(_L.c.seq == 3).values(facts=row["facts"], hash=forged))
    assert [one.seq for one in broken(store)] == [4]


def test_private_words_changed_are_found_and_purged_ones_are_not_missed(store: db.Store) -> None:
    write(store)
    with store.write() as conn:
        conn.execute(sa.update(_P).where(_P.c.seq == 2).values(body="somebody else"))
    assert [one.seq for one in broken(store)] == [2]
    with store.write() as conn:
        conn.execute(sa.delete(_P))
    assert broken(store) == []


def test_no_private_word_stands_in_the_chain(store: db.Store) -> None:
    write(store)
    with store.read() as conn:
        assert not [row for row in conn.execute(sa.select(_L)) if "Ada" in repr(row)]


def test_writers_at_the_same_time_make_one_chain(store: db.Store) -> None:
    threads = [threading.Thread(target=write, args=(store, 10)) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert broken(store) == []
    with store.read() as conn:
        assert ledger.head(conn)[0] == 40


def test_what_a_transaction_took_back_was_never_written(store: db.Store) -> None:
    write(store, 2)
    with pytest.raises(RuntimeError), store.write() as conn:
        ledger.append(conn, "x", subject="y", actor="z", now=NOW)
        raise RuntimeError
    write(store, 1)
    assert broken(store) == []
    with store.read() as conn:
        assert ledger.head(conn)[0] == 3

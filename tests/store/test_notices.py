"""Notices, steps and the promise in the store: what both databases must keep."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from headwater import notices
from headwater.notices import Category, Channel, Outcome, State, Type
from headwater.store import db, ids, ledger, promise, steps
from headwater.store import notices as rows

START = datetime(2026, 11, 21, 9, tzinfo=UTC)


def notice(number: int, **values: object) -> notices.Notice:
    usual: dict[str, object] = {
        "id": notices.NoticeId(ids.new()), "reference": f"HW-2222-{number:04d}".replace("0", "2").replace("1", "3"), "channel": Channel.FORM, "type": Type.PRIVACY,
        "category": Category.N, "state": State.UNDER_REVIEW, "received_at": START, "deadline_at": START + timedelta(hours=24),
    }  # fmt: skip
    return notices.Notice(**(usual | values))  # pyright: ignore[reportArgumentType]


def put(store: db.Store, one: notices.Notice, token: str = "") -> notices.Notice:
    with store.write() as conn:
        assert rows.add(conn, one, token=token or one.id, dedupe=one.id)
    return one


def test_a_notice_comes_back_whole(store: db.Store) -> None:
    full = notice(
        1, contact=notices.Contact(name="Żółć 東京 \U0001f30a", mail="a@b.example"), statement=notices.Statement(explanation="x", fields=(("work", "y"),)),
        targets=(notices.Target(given="g", kind=notices.Kind.ARTICLE, object_id=ids.new()), notices.Target(given="unknown")), flags=("A1/1: w",), risk="high",
        missing=("work",), claimed_by=notices.PersonId("p"), answered_at=START, outcome=Outcome.ASKED, info_until=START, interim_id=notices.DecisionId("d"),
        interim_until=START, decision_id=notices.DecisionId("e"), relation=notices.Relation.AGENT, language="pl",
    )  # fmt: skip
    put(store, full, "the-token")
    with store.read() as conn:
        assert rows.get(conn, full.id) == rows.by_token(conn, "the-token") == rows.by_reference(conn, full.reference) == full
        assert rows.of_object(conn, notices.Kind.ARTICLE, full.targets[0].object_id) == [full]


def test_tokens_are_kept_as_hashes_and_made_anew_the_same(store: db.Store) -> None:
    one = notice(1)
    with store.write() as conn:
        token = rows.token_of(conn, one.id, now=START)
        rows.add(conn, one, token=token, dedupe="d")
        assert rows.token_of(conn, one.id, now=START) == token
        assert rows.token_of(conn, ids.new(), now=START) != token
    with store.read() as conn:
        raw = conn.execute(sa.text("SELECT token_hash FROM notice")).scalar_one()
        assert rows.by_token(conn, "") is None
    assert re.fullmatch("[a-z2-7]{32}", token)  # in a mail's local part, where case may be lost
    assert token not in raw


def test_references_are_short_and_without_letters_that_look_alike() -> None:
    drawn = {rows.new_reference() for _ in range(500)}
    assert len(drawn) == 500
    assert all(re.fullmatch("HW-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}|HW-[2-9A-Z]{4}-[2-9A-Z]{4}", one) for one in drawn)
    assert not set("01ILOU") & set("".join(one[3:] for one in drawn))


def test_the_queue_puts_first_what_its_class_wants_first(store: db.Store) -> None:
    late, urgent, own, new, done = (
        put(store, notice(number, **values)) for number, values in enumerate([  # pyright: ignore[reportArgumentType]
            {}, {"category": Category.U0, "deadline_at": START + timedelta(hours=40)}, {"category": Category.U2, "deadline_at": START + timedelta(hours=38)},
            {"deadline_at": START + timedelta(hours=25)}, {"state": State.ACTED},
        ], 2)
    )  # fmt: skip
    with store.read() as conn:
        assert [one.id for one in rows.queue(conn)] == [urgent.id, own.id, late.id, new.id]
        assert [one.id for one in rows.queue(conn, limit=1, offset=1)] == [own.id]
        assert [one.id for one in rows.queue(conn, category=Category.U2)] == [own.id]
        assert [one.id for one in rows.queue(conn, states=[State.ACTED])] == [done.id]
        assert (rows.count(conn), rows.count(conn, states=[State.ACTED])) == (4, 1)


def test_a_save_over_a_version_that_moved_changes_nothing(store: db.Store) -> None:
    one = put(store, notice(1))
    with store.write() as conn:
        saved = rows.save(conn, replace(one, risk="high"))
        assert saved is not None
        assert rows.save(conn, replace(one, risk="other")) is None
    with store.read() as conn:
        assert rows.get(conn, one.id) == saved


def test_t0_is_never_written_again(store: db.Store) -> None:
    one = put(store, notice(1))
    with store.write() as conn:
        rows.save(conn, replace(one, received_at=START + timedelta(days=5), reference="HW-9999-9999", state=State.CLOSED))
    with store.read() as conn:
        kept = rows.get(conn, one.id)
    assert kept is not None
    assert (kept.received_at, kept.reference, kept.state) == (START, one.reference, State.CLOSED)


def test_steps_are_due_in_order_and_done_once(store: db.Store) -> None:
    with store.write() as conn:
        steps.add(conn, "n", [("interim", START + timedelta(hours=20)), ("warn", START + timedelta(hours=16)), ("promise.2", START + timedelta(hours=24))])
        steps.add(conn, "n", [("warn", START)])  # is there already
        found = steps.due(conn, now=START + timedelta(hours=24), limit=9)
        assert [one.name for one in found] == ["warn", "interim", "promise.2"]
        assert [one.name for one in steps.due(conn, now=START + timedelta(days=9), limit=9, verbs=("promise",))] == ["promise.2"]
        assert [steps.done(conn, found[0], "x", now=START), steps.done(conn, found[0], "y", now=START)] == [True, False]
        assert steps.drop(conn, "n", "decided", now=START, keep=("promise",)) == 1
        assert [one.name for one in steps.due(conn, now=START + timedelta(days=9), limit=9)] == ["promise.2"]


@pytest.mark.parametrize(("hours", "median", "p95"), [([2.0], 2.0, 2.0), ([1.0, 3.0], 2.0, 3.0), ([float(one) for one in range(1, 101)], 50.5, 95.0)])
def test_median_and_ninety_fifth_percentile(store: db.Store, hours: list[float], median: float, p95: float) -> None:
    with store.write() as conn:
        for number, taken in enumerate(hours):
            ledger.append(conn, promise.SETTLED, subject=f"HW-{number}", actor="machine", now=START,
                          facts={"outcome": "acted", "hours": taken, "since": START.isoformat(), "turn": 1})
        found = promise.numbers(conn, since=START, now=START)
        assert (found.acted, found.median_hours, found.p95_hours) == (len(hours), median, p95)
        assert promise.numbers(conn, since=START + timedelta(seconds=1), now=START) == promise.Numbers()

"""People: added, given roles, logged in and out, shut out; every step in the ledger, without their addresses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import argon2
import pytest
import sqlalchemy as sa
from argon2.exceptions import VerifyMismatchError

from headwater import notices
from headwater.actions import passwords, people
from headwater.store import db, desk_tables, ledger
from headwater.store import people as rows

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
GOOD = "seven herons over the weir"
OPERATOR, REVIEWER, MODERATOR = notices.Role.OPERATOR, notices.Role.REVIEWER, notices.Role.MODERATOR


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    passwords._nobodys.cache_clear()


def add(store: db.Store, name: str = "Ana", *roles: notices.Role, password: str = "") -> notices.Person:
    made = people.add(store, name, f"{name.lower()}@site.example", roles or (REVIEWER,), by=people.COMMAND_LINE, now=NOW)
    if password:
        assert people.redeem(store, made.token, password, now=NOW)
    return made.person


def kinds(store: db.Store) -> list[str]:
    with store.read() as conn:
        assert list(ledger.verify(conn)) == []
        return list(conn.execute(sa.select(desk_tables.ledger.c.kind).order_by(desk_tables.ledger.c.seq)).scalars())


def test_a_link_logs_in_once_and_sets_the_password(store: db.Store) -> None:
    made = people.add(store, "Ana", "Ana@Site.example", [REVIEWER], by=people.COMMAND_LINE, now=NOW)
    for _ in range(3):  # looks change nothing
        found = people.of_link(store, made.token, now=NOW)
        assert found and found.id == made.person.id
    who = people.redeem(store, made.token, GOOD, now=NOW)
    assert who and who.has_password
    assert people.redeem(store, made.token, GOOD, now=NOW) is None
    known = people.log_in(store, "ANA@site.example ", GOOD, now=NOW)
    assert known and known.id == who.id
    assert kinds(store) == ["person.added", "person.logged_in", "person.logged_in"]


def test_a_link_ends_after_24_hours(store: db.Store) -> None:
    made = people.add(store, "Ana", "ana@site.example", [REVIEWER], by=people.COMMAND_LINE, now=NOW)
    late = NOW + timedelta(hours=24)
    assert people.of_link(store, made.token, now=late - timedelta(seconds=1))
    assert people.of_link(store, made.token, now=late) is None
    assert people.redeem(store, made.token, GOOD, now=late) is None


def test_a_new_link_makes_the_one_before_worthless(store: db.Store) -> None:
    made = people.add(store, "Ana", "ana@site.example", [REVIEWER], by=people.COMMAND_LINE, now=NOW)
    newer = people.link(store, made.person.id, by=people.COMMAND_LINE, now=NOW)
    assert people.redeem(store, made.token, GOOD, now=NOW) is None
    assert people.redeem(store, newer.token, GOOD, now=NOW)


def test_a_weak_password_does_not_use_the_link_up(sqlite_store: db.Store) -> None:
    made = people.add(sqlite_store, "Ana", "ana@site.example", [REVIEWER], by=people.COMMAND_LINE, now=NOW)
    with pytest.raises(people.Refused, match="12 characters"):
        people.redeem(sqlite_store, made.token, "short", now=NOW)
    with pytest.raises(people.Refused, match="12 characters"):
        people.redeem(sqlite_store, made.token, "", now=NOW)  # the first log-in needs one
    assert people.redeem(sqlite_store, made.token, GOOD, now=NOW)


def test_no_token_stands_in_the_store(sqlite_store: db.Store) -> None:
    made = people.add(sqlite_store, "Ana", "ana@site.example", [REVIEWER], by=people.COMMAND_LINE, now=NOW)
    people.redeem(sqlite_store, made.token, GOOD, now=NOW)
    with sqlite_store.read() as conn:
        everything = "\n".join(str(tuple(row)) for table in desk_tables.metadata.sorted_tables for row in conn.execute(sa.select(table)))
    assert made.token not in everything
    assert GOOD not in everything
    assert "$argon2id$" in everything


def test_the_ledger_holds_no_names_and_no_addresses(sqlite_store: db.Store) -> None:
    who = add(sqlite_store, "Ana", REVIEWER, password=GOOD)
    add(sqlite_store, "Olaf", OPERATOR)
    people.describe(sqlite_store, who.id, name="Anastasia", mail="anastasia@site.example", password=GOOD, now=NOW)
    people.set_roles(sqlite_store, who.id, [MODERATOR], by=people.COMMAND_LINE, now=NOW)
    people.disable(sqlite_store, who.id, by=people.COMMAND_LINE, now=NOW)
    with sqlite_store.read() as conn:
        text = "\n".join(str(tuple(row)) for row in conn.execute(sa.select(desk_tables.ledger))).casefold()
    assert "site.example" not in text and "ana" not in text and "olaf" not in text
    assert kinds(sqlite_store)[-3:] == ["person.described", "person.roles_set", "person.disabled"]


@pytest.mark.parametrize("mail, password", [("ana@site.example", "wrong words of nobody"), ("nobody@site.example", GOOD), ("", ""), ("ana@site.example", "")])
def test_who_does_not_prove_it_is_not_let_in(sqlite_store: db.Store, mail: str, password: str) -> None:
    add(sqlite_store, "Ana", password=GOOD)
    assert people.log_in(sqlite_store, mail, password, now=NOW) is None


def test_an_unknown_address_costs_as_much_as_a_known_one(sqlite_store: db.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add(sqlite_store, "Ana", password=GOOD)
    add(sqlite_store, "Newcomer")
    passwords.warm()
    verified: list[str] = []

    class Counting:
        def verify(self, kept: str, password: str) -> None:
            verified.append(kept)
            raise VerifyMismatchError

    monkeypatch.setattr(passwords, "HASHER", Counting())
    for mail in ("ana@site.example", "newcomer@site.example", "nobody@site.example"):
        assert people.log_in(sqlite_store, mail, "not the password", now=NOW) is None
    assert len(verified) == 3
    assert len({one.rpartition("$")[0].rpartition("$")[0] for one in verified}) == 1  # with the same parameters


def test_a_hash_of_older_parameters_is_made_anew_at_the_next_log_in(store: db.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    who = add(store, "Ana", password=GOOD)
    with store.read() as conn:
        before = rows.password(conn, who.id)
    assert people.log_in(store, "ana@site.example", GOOD, now=NOW)
    with store.read() as conn:
        assert rows.password(conn, who.id) == before
    monkeypatch.setattr(passwords, "HASHER", argon2.PasswordHasher(time_cost=2, memory_cost=128, parallelism=1))
    passwords._nobodys.cache_clear()
    assert people.log_in(store, "ana@site.example", "wrong words of nobody", now=NOW) is None
    with store.read() as conn:
        assert rows.password(conn, who.id) == before
    assert people.log_in(store, "ana@site.example", GOOD, now=NOW)
    with store.read() as conn:
        assert "m=128,t=2" in rows.password(conn, who.id)


def test_shutting_out_ends_log_ins_and_links_at_once(store: db.Store) -> None:
    who = add(store, "Ana", password=GOOD)
    made = people.link(store, who.id, by=people.COMMAND_LINE, now=NOW)
    people.disable(store, who.id, by=people.COMMAND_LINE, now=NOW)
    with store.read() as conn:
        now = rows.get(conn, who.id)
    assert now and now.disabled_at == NOW and now.session > who.session
    assert people.log_in(store, "ana@site.example", GOOD, now=NOW) is None
    assert people.redeem(store, made.token, GOOD, now=NOW) is None
    with pytest.raises(people.Refused):
        people.link(store, who.id, by=people.COMMAND_LINE, now=NOW)
    people.enable(store, who.id, by=people.COMMAND_LINE, now=NOW)
    assert people.log_in(store, "ana@site.example", GOOD, now=NOW)


def test_the_last_operator_stays(store: db.Store) -> None:
    one = add(store, "Olga", OPERATOR, REVIEWER)
    add(store, "Ana", REVIEWER)
    with pytest.raises(people.Refused, match="last operator"):
        people.disable(store, one.id, by=people.COMMAND_LINE, now=NOW)
    with pytest.raises(people.Refused, match="last operator"):
        people.set_roles(store, one.id, [REVIEWER], by=people.COMMAND_LINE, now=NOW)
    add(store, "Olaf", OPERATOR)
    people.disable(store, one.id, by=people.COMMAND_LINE, now=NOW)


def test_the_first_operator_gets_a_link_until_a_password_is_set(store: db.Store) -> None:
    first = people.first(store, mail="desk@site.example", now=NOW)
    assert first and first.person.roles == frozenset(notices.Role)
    again = people.first(store, mail="desk@site.example", now=NOW)
    assert again and again.person.id == first.person.id
    assert people.of_link(store, first.token, now=NOW) is None
    assert people.redeem(store, again.token, GOOD, now=NOW)
    assert people.first(store, mail="desk@site.example", now=NOW) is None
    with store.read() as conn:
        assert len(rows.every(conn)) == 1


def test_an_address_is_there_once(store: db.Store) -> None:
    add(store, "Ana")
    with pytest.raises(people.Refused, match="already"):
        people.add(store, "Ana Two", "ANA@SITE.EXAMPLE", [REVIEWER], by=people.COMMAND_LINE, now=NOW)
    other = add(store, "Ben", password=GOOD)
    with pytest.raises(people.Refused, match="already"):
        people.describe(store, other.id, name="Ben", mail="ana@site.example", password=GOOD, now=NOW)


def test_nobody_is_added_without_a_role_a_name_or_an_address(sqlite_store: db.Store) -> None:
    for name, mail, roles in (("Ana", "ana@site.example", []), (" ", "ana@site.example", [REVIEWER]), ("Ana", "ana\r\nBcc: x@y.example", [REVIEWER])):
        with pytest.raises(people.Refused):
            people.add(sqlite_store, name, mail, roles, by=people.COMMAND_LINE, now=NOW)
    with sqlite_store.read() as conn:
        assert rows.every(conn) == []


def test_a_new_password_takes_the_old_one_and_ends_every_log_in(store: db.Store) -> None:
    who = add(store, "Ana", password=GOOD)
    with pytest.raises(people.Refused, match="present password"):
        people.change_password(store, who.id, "wrong words of nobody", "eight herons over the weir", now=NOW)
    with store.read() as conn:
        before = rows.get(conn, who.id)
    after = people.change_password(store, who.id, GOOD, "eight herons over the weir", now=NOW)
    assert before and after.session == before.session + 1
    assert people.log_in(store, "ana@site.example", GOOD, now=NOW) is None
    assert people.log_in(store, "ana@site.example", "eight herons over the weir", now=NOW)


def test_active_people_are_found_by_role(store: db.Store) -> None:
    ana, ben = add(store, "Ana", REVIEWER), add(store, "Ben", REVIEWER, MODERATOR)
    with store.write() as conn:
        assert [one.id for one in rows.active(conn, REVIEWER, lock=True)] == [ana.id, ben.id]
        assert [one.id for one in rows.active(conn, MODERATOR)] == [ben.id]
        assert rows.names(conn)[ana.id] == "Ana"

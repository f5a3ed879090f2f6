"""People on the command line, and the first operator's way in."""

from __future__ import annotations

import re
from pathlib import Path

import argon2
import pytest

from cli.conftest import Command
from headwater import app
from headwater.actions import passwords, people

LINK = re.compile(r"http://\S+/desk/log-in/([\w-]{43})")  # "http://127.0.0.1:8000/desk/log-in/BWNt..."


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


def use(folder: Path, token: str) -> None:
    from e2e import harness

    store = app.open_store(harness.settings(folder))
    assert people.redeem(store, token, "seven herons over the weir", now=app.now())
    store.close()


def test_init_prints_a_log_in_until_an_operator_has_a_password(command: Command, folder: Path) -> None:
    first, second = command("init"), command("init")
    one, two = LINK.search(first.out), LINK.search(second.out)
    assert one and two and one[1] != two[1]
    use(folder, two[1])
    assert not LINK.search(command("init").out)


def test_people_are_added_listed_changed_and_shut_out(command: Command) -> None:
    command("init")
    added = command("people", "add", "Ana Voss", "ana@site.example", "--role", "reviewer", "--role", "moderator", "--json").json
    assert added["roles"] == ["moderator", "reviewer"] and LINK.fullmatch(added["link"])
    assert LINK.search(command("people", "link", "ANA@site.example").out)
    assert command("people", "roles", added["id"], "--role", "operator", "--json").json["roles"] == ["operator"]
    assert command("people", "disable", "ana@site.example").status == 0
    listed = {one["name"]: one for one in command("people", "list", "--json").json}
    assert listed["Ana Voss"]["disabled"] and not listed["Operator"]["disabled"]
    assert "password" not in {key for one in listed.values() for key in one}
    assert "Ana Voss  <ana@site.example>  operator  (shut out)" in command("people", "list").out


def test_mistakes_are_told_in_one_line(command: Command) -> None:
    command("init")
    for arguments in (("add", "Ana", "no address", "--role", "reviewer"), ("link", "nobody@site.example"), ("disable", "operator@localhost")):
        done = command("people", *arguments)
        assert done.status == 1 and done.err.count("\n") == 1 and "Traceback" not in done.err
    assert command("people", "add", "Ana", "ana@site.example", "--role", "queen").status == 2

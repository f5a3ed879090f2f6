"""A desk with people, notices and clients that are logged in.

In: a store. Out: people, notices, and what a browser of theirs would send. Never: a way past the log-in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import argon2
import pytest
from starlette.testclient import TestClient

from headwater import notices
from headwater.actions import passwords, people
from headwater.store import db, ids
from headwater.store import notices as rows

PASSWORD = "seven herons over the weir"
_TOKEN = re.compile(r'name="token" value="([^"]+)"')  # '<input type="hidden" name="token" value="...">'


def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost next to nothing."""
    monkeypatch.setattr(passwords, "HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    passwords._nobodys.cache_clear()


def token_in(page: str) -> str:
    """The token of the first form of a page."""
    found = _TOKEN.search(page)
    assert found, page
    return found[1]


def log_in(client: TestClient, store: db.Store, *roles: notices.Role, name: str = "Ana", now: datetime) -> notices.Person:
    """Add somebody with roles and log them in through the door."""
    mail = f"{re.sub('[^a-z]', '', name.lower())}-{ids.new()[-6:]}@site.example"
    made = people.add(store, name, mail, roles, by=people.COMMAND_LINE, now=now)
    path = f"/desk/log-in/{made.token}"
    form = {"token": token_in(client.get(path).text), "password": PASSWORD, "again": PASSWORD}
    answer = client.post(path, data=form)
    assert answer.status_code == 303, answer.text
    return replace(made.person, has_password=True)


def send(client: TestClient, path: str, *, page: str = "", **fields: Any) -> Any:
    """Fill in a form of a page (default: of the path itself) and send it."""
    token = token_in(client.get(page or path).text)
    return client.post(path, data={"token": token, **fields})


def notice(
    store: db.Store, *, now: datetime, targets: Iterable[notices.Target] = (), age: timedelta = timedelta(hours=1), **values: Any
) -> notices.Notice:
    """A notice in the store, as it stands after it was looked through."""
    received = now - age
    made = notices.Notice(**{
        "id": notices.NoticeId(ids.new()), "reference": rows.new_reference(), "channel": notices.Channel.FORM,
        "type": notices.Type.COPYRIGHT_TEXT, "category": notices.Category.N, "state": notices.State.UNDER_REVIEW,
        "received_at": received, "deadline_at": received + timedelta(hours=24), "targets": tuple(targets),
        "contact": notices.Contact(name="Mara Quill", mail="mara@quill.example"),
        "statement": notices.Statement(explanation="This is my text, and I never allowed it."), **values,
    })  # fmt: skip
    with store.write() as conn:
        assert rows.add(conn, made, token=ids.new(), dedupe=made.id)
    return made

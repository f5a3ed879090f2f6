"""``headwater mail``: what was not sent and why; sending and taking in by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.conftest import Command
from headwater import app, config
from headwater.actions import mail_out
from headwater.cli import check_up
from headwater.store import db, notices, outbox
from support import smtp_server

RAW = b"From: Mara <mara@lind.example>\r\nSubject: Copyright\r\nMessage-ID: <m1@lind.example>\r\n\r\nMy text stands there without permission.\r\n"


@pytest.fixture
def store(folder: Path) -> Iterator[db.Store]:
    made = app.open_store(config.load())
    yield made
    made.close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[smtp_server.Server]:
    """A mail server that the settings name."""
    with smtp_server.Server() as running:
        for name, value in {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(running.port), "SMTP_SECURITY": "none", "SENDER": "complaints@site.example"}.items():
            monkeypatch.setenv(f"HEADWATER_MAIL__{name}", value)
        yield running


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Maildir that the settings name, with a complaint in it."""
    for name in ("new", "cur", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
    (tmp_path / "box" / "new" / "1.a").write_bytes(RAW)
    monkeypatch.setenv("HEADWATER_MAIL__MAILDIR", str(tmp_path / "box"))
    return tmp_path / "box"


def put(store: db.Store, key: str = "a") -> None:
    with store.write() as conn:
        outbox.put(conn, key=key, kind="decision", recipient="ada@lind.example", subject="A decision", body="B", now=app.now())


def test_without_a_mail_server_the_list_says_why_nothing_was_sent(command: Command, store: db.Store) -> None:
    put(store)
    done = command("mail", "list")
    assert done.status == 0
    assert "A decision" in done.out and mail_out.NO_SERVER in done.out
    (one,) = command("mail", "list", "--json").json["not_sent"]
    assert (one["state"], one["why"], one["recipient"]) == ("waiting", mail_out.NO_SERVER, "ada@lind.example")


def test_without_a_mail_server_send_and_fetch_say_what_to_set(command: Command, store: db.Store) -> None:
    done = command("mail", "send")
    assert (done.status, "mail.smtp_host" in done.err) == (2, True)
    done = command("mail", "fetch")
    assert (done.status, "mail.imap_host" in done.err) == (2, True)


def test_send_sends_what_waits(command: Command, store: db.Store, server: smtp_server.Server) -> None:
    put(store)
    done = command("mail", "send")
    assert (done.status, done.out) == (0, "Sent 1, failed 0, given up 0, held back 0. Waiting 0, not delivered 0.\n")
    again = command("mail", "send", "--json").json
    assert (again["sent"], again["waiting"], again["undelivered"]) == (0, 0, 0)
    assert server.taken[0].recipients == ["ada@lind.example"]


def test_a_refusal_is_shown_with_its_words(command: Command, store: db.Store, server: smtp_server.Server) -> None:
    server.to_recipient = "550 no such user"
    put(store)
    done = command("mail", "send")
    assert (done.status, "550 no such user" in done.err) == (75, True)
    assert "not delivered: 550 no such user" in command("mail", "list").out


def test_fetch_takes_in_and_the_list_shows_what_came(command: Command, store: db.Store, box: Path) -> None:
    assert command("mail", "fetch").out == "Read 1 message.\n"
    assert command("mail", "fetch", "--json").json == {"read": 0}
    with store.read() as conn:
        (notice,) = notices.queue(conn, limit=10)
    assert f"became a notice {notice.reference}" in command("mail", "list").out


def test_while_a_worker_has_the_desk_nothing_is_done_twice(command: Command, store: db.Store, server: smtp_server.Server) -> None:
    put(store)
    working = app.make_desk(config.load(), store, owner="elsewhere:1")
    assert working.is_ours()
    done = command("mail", "send")
    assert (done.status, "worker does this by itself" in done.err) == (75, True)
    working.close()
    assert command("mail", "send").status == 0


def test_run_once_also_looks_after_the_desk(command: Command, store: db.Store, server: smtp_server.Server, box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "fill", lambda settings, store: 0)
    assert command("run", "--once").status == 0
    (taken,) = server.taken
    assert taken.recipients == ["mara@lind.example"]
    assert b"Auto-Submitted: auto-replied" in taken.raw


def found(name: str) -> check_up.Finding:
    return next(one for one in check_up.look(config.load()) if one.what == name)


def test_the_doctor_says_what_of_mail_is_set_up(store: db.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not found("mail out").well and "HEADWATER_MAIL__SMTP_HOST" in found("mail out").advice
    assert not found("mail in").well
    monkeypatch.setenv("HEADWATER_MAIL__SMTP_HOST", "smtp.provider.example")
    assert found("mail out").grave
    monkeypatch.setenv("HEADWATER_SITE__COMPLAINTS_MAIL", "complaints@site.example")
    monkeypatch.setenv("HEADWATER_SITE__BASE_URL", "https://site.example")
    assert found("mail out").well


def test_the_doctor_looks_at_the_maildir_and_at_what_was_not_delivered(store: db.Store, box: Path) -> None:
    assert found("mail in").well and found("mail.maildir").well
    assert not found("mail.authserv_id").well
    (box / "cur").rmdir()
    assert not found("mail.maildir").well
    put(store)
    with store.write() as conn:
        outbox.failed(conn, outbox.due(conn, now=app.now(), limit=1)[0], "550 no", now=app.now(), transient=False)
    assert found("letters").found == "0 wait, 1 were not delivered"


def test_a_mail_server_without_any_address_to_send_from_is_refused_at_the_start(command: Command, store: db.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWATER_MAIL__SMTP_HOST", "smtp.provider.example")
    done = command("mail", "send")
    assert (done.status, "site.complaints_mail" in done.err) == (2, True)


def test_the_sample_never_uses_the_operators_mail(folder: Path, server: smtp_server.Server) -> None:
    sample = app.sample_settings(config.load(), folder / "sample")
    assert sample.mail == config.Mail()  # pyright: ignore[reportCallIssue]


def test_an_agents_designation_that_lapses_is_told_at_the_start_and_by_the_doctor(command: Command, store: db.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "fill", lambda settings, store: 0)
    monkeypatch.setenv("HEADWATER_SITE__AGENT_RENEWAL", "2020-01-01")
    assert not found("site.agent_renewal").well
    assert "Warning: The designation of your agent at the U.S. Copyright Office lapsed on 2020-01-01" in command("run", "--once").out
    monkeypatch.setenv("HEADWATER_SITE__AGENT_RENEWAL", f"{app.now().year + 2}-01-01")
    assert found("site.agent_renewal").well
    assert "Warning" not in command("run", "--once").out

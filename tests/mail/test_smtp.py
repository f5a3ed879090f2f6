"""Sending letters: each outcome is a value, and no header carries what another wrote into it."""

from __future__ import annotations

import email
import email.policy
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import trustme

from headwater.mail import letters, settings, smtp
from support import smtp_server

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TOKEN = "0123456789abcdef" * 2


@pytest.fixture
def server() -> Iterator[smtp_server.Server]:
    with smtp_server.Server() as running:
        yield running


def out(server: smtp_server.Server, **changed: Any) -> settings.Outgoing:
    given: dict[str, Any] = {"host": "127.0.0.1", "port": server.port, "security": "none", "sender": "complaints@news.example", "name": "The News"}
    return settings.Outgoing(**(given | changed))


def letter(**changed: Any) -> letters.Letter:
    given: dict[str, Any] = {"recipient": "ada@tidewater.example", "subject": "We have it", "body": "Thank you.\nGood bye.\n", "message_id": f"hw.{TOKEN}"}
    return letters.Letter(**(given | changed))


def send(server: smtp_server.Server, one: letters.Letter, **changed: Any) -> smtp.Sent | smtp.Failed:
    return smtp.send(out(server, **changed), one, now=NOON)


def got(server: smtp_server.Server) -> EmailMessage:
    (taken,) = server.taken
    message = email.message_from_bytes(taken.raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body_of(message: EmailMessage) -> str:
    return message.get_content().replace("\r\n", "\n")


def test_a_letter_arrives_with_the_headers_that_keep_machines_from_answering(server: smtp_server.Server) -> None:
    assert send(server, letter(in_reply_to="<a1@tidewater.example>", reply_to="complaints+hw-1.t@news.example")) == smtp.Sent()
    message = got(server)
    assert message["Message-ID"] == f"<hw.{TOKEN}@news.example>"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["In-Reply-To"] == message["References"] == "<a1@tidewater.example>"
    assert message["Reply-To"] == "complaints+hw-1.t@news.example"
    assert message["From"] == "The News <complaints@news.example>"
    assert message[letters.OURS]
    assert "List-Unsubscribe" not in message
    assert body_of(message) == "Thank you.\nGood bye.\n"
    assert server.taken[0].sender == "complaints@news.example"


def test_what_answers_nothing_says_that_it_was_generated(server: smtp_server.Server) -> None:
    send(server, letter(automatic=False))
    assert got(server)["Auto-Submitted"] == "auto-generated"


def test_where_our_host_takes_plus_addresses_a_bounce_names_its_letter(server: smtp_server.Server) -> None:
    send(server, letter(), plus=True)
    assert server.taken[0].sender == f"complaints+b.{TOKEN}@news.example"


@pytest.mark.parametrize("body", ["عربي\nтекст\n日本語\n", "x" * 5000 + "\n", "From the start\n.\n..\n"])
def test_every_script_and_every_line_arrives_whole(server: smtp_server.Server, body: str) -> None:
    assert send(server, letter(subject="Жалоба شكوى " * 12, body=body)) == smtp.Sent()
    assert body_of(got(server)) == body
    assert got(server)["Subject"] == ("Жалоба شكوى " * 12).strip()


@pytest.mark.parametrize("bad", ["a\r\nBcc: all@world.example", "a\nBcc: all@world.example\n\nbody", "a\x00b\x85c\u2028Bcc: x@y"])
def test_no_line_break_from_outside_makes_a_header(server: smtp_server.Server, bad: str) -> None:
    assert send(server, letter(subject=bad, in_reply_to=f"<x>{bad}", reply_to="c@d"), name=bad) == smtp.Sent()
    message = got(server)
    assert "Bcc" not in message
    assert body_of(message) == "Thank you.\nGood bye.\n"
    assert server.taken[0].recipients == ["ada@tidewater.example"]


@pytest.mark.parametrize("bad", ["a@b\r\nBcc: c@d", "nobody", "@b", "a\x00@b", "a b@c"])
def test_what_is_no_address_fails_for_good(server: smtp_server.Server, bad: str) -> None:
    outcome = send(server, letter(recipient=bad))
    assert isinstance(outcome, smtp.Failed) and not outcome.transient
    assert server.taken == []


def test_addresses_of_every_script_are_written(server: smtp_server.Server) -> None:
    assert send(server, letter(recipient="ada@münchen.example")) == smtp.Sent()
    assert server.taken[0].recipients == ["ada@xn--mnchen-3ya.example"]
    assert send(server, letter(recipient="юля@почта.example")) == smtp.Sent()
    assert server.taken[1].recipients == ["юля@xn--80a1acny.example"]


@pytest.mark.parametrize(("answer", "transient"), [("451 later", True), ("554 no", False)])
def test_a_refused_message_says_whether_to_try_again(server: smtp_server.Server, answer: str, transient: bool) -> None:
    server.answer = answer
    assert send(server, letter()) == smtp.Failed(why=answer, transient=transient)


@pytest.mark.parametrize(("answer", "transient"), [("450 busy", True), ("550 no such user", False)])
def test_a_refused_recipient_says_whether_to_try_again(server: smtp_server.Server, answer: str, transient: bool) -> None:
    server.to_recipient = answer
    assert send(server, letter()) == smtp.Failed(why=answer, transient=transient)


@pytest.mark.parametrize(
    "changed",
    [{"port": 9}, {"host": "no such host"}, {"host": "a" * 300}, {"security": "starttls"}, {"security": "tls", "timeout": 2.0}, {"user": "u", "password": "p"}],
    ids=["closed port", "no host", "long host", "no STARTTLS", "no TLS", "no log-in"],
)
def test_a_server_that_does_not_serve_fails_for_every_letter_and_for_now(server: smtp_server.Server, changed: dict[str, Any]) -> None:
    outcome = send(server, letter(), **changed)
    assert isinstance(outcome, smtp.Failed)
    assert (outcome.transient, outcome.everyone) == (True, True)


def test_a_password_never_crosses_a_network_in_clear(server: smtp_server.Server) -> None:
    outcome = send(server, letter(), host="mail.tidewater.example", user="u", password="p")
    assert isinstance(outcome, smtp.Failed) and "in clear" in outcome.why


# ---- protected lines ---------------------------------------------------------------------------------------


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """A certificate authority that this process trusts."""
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return made


def protected(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_letters_go_out_over_a_protected_line_after_a_log_in(authority: trustme.CA, security: str) -> None:
    with smtp_server.Server(context=protected(authority), security=security, user="desk", password="open sesame") as server:
        assert send(server, letter(), security=security, user="desk", password="open sesame") == smtp.Sent()
        wrong = send(server, letter(), security=security, user="desk", password="wrong")
    assert isinstance(wrong, smtp.Failed) and wrong.transient and wrong.everyone
    assert len(server.taken) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_somebody_else_ends_it(authority: trustme.CA, security: str) -> None:
    with smtp_server.Server(context=protected(authority, "evil.example"), security=security, user="desk", password="open sesame") as server:
        outcome = send(server, letter(), security=security, user="desk", password="open sesame")
    assert isinstance(outcome, smtp.Failed) and "certificate" in outcome.why.lower()
    assert server.taken == []

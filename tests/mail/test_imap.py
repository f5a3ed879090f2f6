"""Reading an IMAP mailbox: nothing is lost, doubled or deleted."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from headwater import errors
from headwater.mail import arrivals, imap, settings
from support.imap_server import Mailbox, Server

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def mail(number: int) -> bytes:
    return f"Subject: {number}\r\nDate: Thu, 1 Jan 1970 00:00:00 +0000\r\n\r\nBody \xff {number}\r\n".encode("latin-1")


@pytest.fixture
def box() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(box: Mailbox) -> Iterator[settings.Imap]:
    with Server(box) as running:
        yield settings.Imap(host="127.0.0.1", port=running.port, security="none", user=box.user, password=box.password)


def look(
    server: settings.Imap, place: arrivals.Place | None = None, *, since: date | None = None, limit: int = 50, most: int = 10_000
) -> tuple[list[arrivals.Arrival], arrivals.Place]:
    *found, last = imap.new(server, place, since=since, limit=limit, most=most)
    assert isinstance(last, arrivals.Place)
    return [one for one in found if isinstance(one, arrivals.Arrival)], last


def test_unread_messages_come_whole_with_the_time_at_which_the_server_had_them(box: Mailbox, server: settings.Imap) -> None:
    box.deliver(mail(1), NOON, "\\Seen")
    box.deliver(mail(2), NOON.astimezone())
    found, place = look(server)
    assert [(one.raw, one.received_at, one.size) for one in found] == [(mail(2), NOON, len(mail(2)))]
    assert place == arrivals.Place(validity=1, uid=2)
    assert "\\Seen" in box.messages[1].flags


def test_later_everything_new_is_taken_even_where_a_person_has_read_it(box: Mailbox, server: settings.Imap) -> None:
    box.deliver(mail(1), NOON)
    _, place = look(server)
    assert look(server, place)[0] == []
    box.deliver(mail(2), NOON, "\\Seen")
    found, after = look(server, place)
    assert [one.raw for one in found] == [mail(2)]
    assert after.uid == 2


def test_a_message_is_marked_as_read_only_when_its_taker_goes_on(box: Mailbox, server: settings.Imap) -> None:
    box.deliver(mail(1), NOON)
    messages = imap.new(server, None)
    next(messages)
    assert box.messages[0].flags == set()
    messages.close()  # as if the taker had died
    assert box.messages[0].flags == set()
    assert [one.raw for one in look(server)[0]] == [mail(1)]


def test_a_full_mailbox_is_taken_in_turns(box: Mailbox, server: settings.Imap) -> None:
    for number in range(7):
        box.deliver(mail(number), NOON)
    taken: list[bytes] = []
    place = None
    for _ in range(4):
        found, place = look(server, place, limit=2)
        taken += [one.raw for one in found]
    assert taken == [mail(number) for number in range(7)]
    for number in range(7, 10):
        box.deliver(mail(number), NOON)
    found, place = look(server, place, limit=2)
    assert place.uid == 9
    found += look(server, place, limit=2)[0]
    assert [one.raw for one in found] == [mail(7), mail(8), mail(9)]


def test_of_a_message_that_is_too_large_only_the_head_is_fetched(box: Mailbox, server: settings.Imap) -> None:
    box.deliver(mail(1) + b"x" * 50_000_000, NOON)
    (found,), _ = look(server, most=25 * 1024 * 1024)
    assert found.raw == mail(1).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert found.size == len(mail(1)) + 50_000_000


def test_where_numbers_are_given_anew_the_days_since_the_last_look_are_read_again(box: Mailbox, server: settings.Imap) -> None:
    box.deliver(mail(1), NOON - timedelta(days=9), "\\Seen")
    box.deliver(mail(2), NOON, "\\Seen")
    box.deliver(mail(3), NOON, "\\Seen")
    box.validity = 2
    found, place = look(server, arrivals.Place(validity=1, uid=900), since=NOON.date() - timedelta(days=1))
    assert [one.raw for one in found] == [mail(2), mail(3)]
    assert place == arrivals.Place(validity=2, uid=3)


def test_nothing_is_ever_deleted(box: Mailbox, server: settings.Imap) -> None:
    box.deliver(mail(1), NOON)
    look(server)
    said = " ".join(box.commands).upper()
    assert len(box.messages) == 1
    assert not any(word in said for word in ("DELETE", "EXPUNGE", "MOVE", "CLOSE"))


@pytest.mark.parametrize("at", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE"])
def test_a_broken_connection_is_a_passing_error_and_nothing_is_lost(box: Mailbox, server: settings.Imap, at: str) -> None:
    box.deliver(mail(1), NOON)
    box.breaks_at = at
    with pytest.raises(errors.Transient, match="IMAP 127"):
        list(imap.new(server, None))
    box.breaks_at = ""
    assert [one.raw for one in look(server)[0]] == [mail(1)]


def test_a_wrong_password_and_a_closed_port_are_passing_errors(box: Mailbox, server: settings.Imap) -> None:
    with pytest.raises(errors.Transient, match="wrong user or password"):
        list(imap.new(settings.Imap(host="127.0.0.1", port=server.port, security="none", user="desk", password="no"), None))
    with pytest.raises(errors.Transient, match=r"127\.0\.0\.1:9"):
        list(imap.new(settings.Imap(host="127.0.0.1", port=9, security="none"), None))


def test_a_password_never_crosses_a_network_in_clear() -> None:
    with pytest.raises(errors.Transient, match="in clear"):
        list(imap.new(settings.Imap(host="mail.tidewater.example", security="none", user="u", password="p"), None))


@pytest.mark.parametrize(("name", "trusted"), [("127.0.0.1", True), ("evil.example", False)])
def test_a_protected_mailbox_is_read_if_its_certificate_is_its_own(
    box: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, trusted: bool
) -> None:
    authority, context = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    authority.issue_cert(name).configure_cert(context)
    box.deliver(mail(1), NOON)
    with Server(box, context) as running:
        protected = settings.Imap(host="127.0.0.1", port=running.port, security="tls", user=box.user, password=box.password)
        if trusted:
            assert [one.raw for one in look(protected)[0]] == [mail(1)]
        else:
            with pytest.raises(errors.Transient, match="certificate"):
                look(protected)
            assert box.commands == []

"""Machines are told from people, and a bounce names its letter."""

from __future__ import annotations

import pytest

from headwater.desk import automatic, incoming

TOKEN = "0123456789abcdef" * 2
FROM = "From: Ada <ada@tidewater.example>\r\nSubject: Hello\r\n"


def judge(head: str, body: str = "words\r\n") -> automatic.Judged:
    raw = (head + "\r\n" + body).encode()
    return automatic.judge(incoming.read(raw), raw, own=("complaints@news.example",), marker="X-Headwater")


@pytest.mark.parametrize("line", ["", "Auto-Submitted: no\r\n", "Return-Path: <ada@tidewater.example>\r\n", "Precedence: first-class\r\n"])
def test_a_person_is_a_person(line: str) -> None:
    assert judge(line + FROM).kind is automatic.Kind.PERSON


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: auto-replied\r\n" + FROM, "Auto-Submitted: AUTO-GENERATED; x=y\r\n" + FROM, "Return-Path: <>\r\n" + FROM,
        "Precedence: bulk\r\n" + FROM, "Precedence: List\r\n" + FROM, "Precedence: junk\r\n" + FROM, "X-Headwater: letter\r\n" + FROM,
        "From: Complaints <Complaints@News.example>\r\n", "List-Id: <a.b>\r\n" + FROM, "X-Autoreply: yes\r\n" + FROM,
    ],
)
def test_a_machine_is_a_machine(head: str) -> None:
    judged = judge(head)
    assert judged.kind is automatic.Kind.AUTOMATIC
    assert judged.why


def test_a_bounce_names_its_letter_by_where_it_came_back_to() -> None:
    judged = judge(f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mail.example\r\nTo: complaints+b.{TOKEN}@news.example\r\n")
    assert (judged.kind, judged.letters) == (automatic.Kind.BOUNCE, (f"<hw.{TOKEN}@ours>",))


def test_a_bounce_names_its_letter_by_what_it_returned() -> None:
    report = (
        "--b\r\n\r\nIt failed.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example\r\n\r\n"
        "Final-Recipient: rfc822; nobody@tidewater.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <hw.{TOKEN}@news.example>\r\n\r\n--b--\r\n"
    )
    judged = judge("Return-Path: <>\r\nFrom: postmaster@mail.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n", report)
    assert (judged.kind, judged.is_final, judged.letters) == (automatic.Kind.BOUNCE, True, (f"<hw.{TOKEN}@ours>",))
    assert judged.why == "action: failed; status: 5.1.1; diagnostic-code: smtp; 550 no such user"
    delayed = judge("From: postmaster@mail.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n", report.replace("failed\r\nS", "delayed\r\nS"))
    assert not delayed.is_final


def test_a_bounce_of_nothing_of_ours_names_nothing() -> None:
    judged = judge("From: mailer-daemon@mail.example\r\nSubject: failed\r\n", "hw.12@x hw.zz@y\r\n")
    assert (judged.kind, judged.letters) == (automatic.Kind.BOUNCE, ())


def test_a_postmaster_who_complains_is_a_person_and_one_who_returns_a_letter_is_not() -> None:
    assert judge("From: postmaster@tidewater.example\r\nSubject: Your copy of our article\r\n").kind is automatic.Kind.PERSON
    returned = judge("Return-Path: <>\r\nFrom: postmaster@mail.example\r\n", f"Message-ID: <hw.{TOKEN}@news.example>\r\n")
    assert (returned.kind, returned.letters) == (automatic.Kind.BOUNCE, (f"<hw.{TOKEN}@ours>",))
    assert judge("Return-Path: <>\r\nFrom: postmaster@mail.example\r\n").kind is automatic.Kind.AUTOMATIC

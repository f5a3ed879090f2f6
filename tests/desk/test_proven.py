"""Only our own mail host's verdict proves a sender, wherever somebody writes another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import hypothesis
import pytest
from hypothesis import strategies

from headwater.desk import incoming, proven

OURS = "Received: from mail.tidewater.example (mail.tidewater.example [192.0.2.1]) by mx.news.example (Postfix) with ESMTPS id 1; Mon, 1 Jun 2026 12:00:00 +0000\r\n"
THEIRS = "Received: from laptop by mail.tidewater.example; Mon, 1 Jun 2026 11:59:00 +0000\r\n"
FROM = "From: Ada <ada@tidewater.example>\r\n"
PASS = "Authentication-Results: mx.news.example; dkim=pass header.d=tidewater.example header.s=a\r\n"
FAIL = "Authentication-Results: mx.news.example; dkim=fail header.d=tidewater.example; dmarc=fail header.from=tidewater.example\r\n"


def domain(*lines: str, authserv_id: str = "mx.news.example") -> str:
    return proven.sender(incoming.read("".join(lines).encode() + b"\r\nbody\r\n"), authserv_id).domain


@pytest.mark.parametrize("lines", [(PASS, OURS, THEIRS, FROM), (OURS, PASS, THEIRS, FROM), (OURS, PASS, FROM)], ids=["above", "below", "alone"])
def test_our_own_hosts_verdict_proves_the_sender(lines: tuple[str, ...]) -> None:
    assert domain(*lines) == "tidewater.example"


@pytest.mark.parametrize(
    "verdict",
    [
        "mx.news.example; dmarc=pass header.from=tidewater.example",
        "mx.news.example 1; spf=fail smtp.mailfrom=x@y.example; dkim=pass (2048-bit key) header.i=@news.tidewater.example",
        '"mx.news.example" (a (nested) comment; dkim=fail);\r\n dkim=pass\r\n reason="good; really" header.d="Tidewater.Example"',
        "MX.News.Example; dkim=fail header.d=other.example; dkim=pass header.d=mail.tidewater.example",
    ],
)
def test_verdicts_are_read_as_the_standard_writes_them(verdict: str) -> None:
    assert domain(f"Authentication-Results: {verdict}\r\n", OURS, FROM) == "tidewater.example"


@pytest.mark.parametrize(
    "verdict",
    [
        "mx.news.example; none",
        "mx.news.example; dkim=pass header.d=evil.example",
        "mx.news.example; dkim=pass header.d=example",
        "mx.news.example; dkim=pass",
        "mx.news.example; spf=pass smtp.mailfrom=ada@tidewater.example",
        "mx.news.example; dkim=none (dkim=pass header.d=tidewater.example)",
        "mx.news.example; dmarc=pass header.from=evil.example",
        "mx.news.example; dmarc=pass (p=none)",
        'mx.news.example; dkim=pass header.d=evil.example reason="x header.d=tidewater.example"',
        'mx.news.example; dkim=fail reason="x; dkim=pass header.d=tidewater.example"',
        "mx.news.example; dkim=pass header.d=tidewater.example; dmarc=fail header.from=tidewater.example",
        "mx.news.example.evil.example; dkim=pass header.d=tidewater.example",
        "other.example; dkim=pass header.d=tidewater.example",
    ],
)
def test_what_is_not_about_the_sender_or_not_ours_proves_nothing(verdict: str) -> None:
    assert domain(f"Authentication-Results: {verdict}\r\n", OURS, FROM) == ""


def test_a_forged_verdict_below_the_trusted_part_is_ignored() -> None:
    assert domain(OURS, THEIRS, PASS, FROM) == ""
    assert domain(FAIL, OURS, PASS, THEIRS, FROM) == ""
    assert domain(OURS, FAIL, PASS, THEIRS, FROM) == ""


@pytest.mark.parametrize("sender", [
    "x@evil.example =?utf-8?q?<ada=40tidewater.example>?=", "=?utf-8?b?PGFkYUB0aWRld2F0ZXIuZXhhbXBsZT4=?= <x@evil.example>",
    "x@evil.example, ada@tidewater.example", "x@evil.example, <ada@tidewater.example>", "Mallory <x@evil.example>, Ada <ada@tidewater.example>",
    "ada@tidewater.example <x@evil.example>", '"ada@tidewater.example" <x@evil.example>',
])  # fmt: skip
@pytest.mark.parametrize("verdict", [
    "dmarc=pass header.from=evil.example", "dmarc=pass", "dkim=pass header.d=evil.example; dmarc=pass header.from=evil.example",
])  # fmt: skip
def test_a_sender_that_our_host_reads_otherwise_than_we_do_is_not_proven_to_be_another(sender: str, verdict: str) -> None:
    assert domain(OURS, f"Authentication-Results: mx.news.example; {verdict}\r\n", f"From: {sender}\r\n") in ("", "evil.example")


@pytest.mark.parametrize("sender", [
    "=?utf-8?q?Ada_Quill?= <ada@tidewater.example>", '"Quill, Ada" <ada@tidewater.example>', '"ada@tidewater.example" <ada@tidewater.example>',
    "Quill, Ada <ada@tidewater.example>", "ada@tidewater.example (Ada, of Tidewater)",
])  # fmt: skip
def test_a_sender_is_known_however_the_name_is_written(sender: str) -> None:
    assert domain(OURS, PASS, f"From: {sender}\r\n") == "tidewater.example"


def test_a_forged_line_of_our_host_below_another_one_is_ignored() -> None:
    real = "Received: from evil.example by vps7.provider.example; Mon, 1 Jun 2026 12:00:01 +0000\r\n"
    assert domain(real, OURS, PASS, FROM) == ""
    assert domain(PASS, FROM) == ""


def test_hops_between_bare_addresses_do_not_hide_our_host() -> None:
    assert domain("Received: by 2002:a05:6214:1c8f::1 with SMTP id x; Mon, 1 Jun 2026 12:00:02 +0000\r\n", OURS, PASS, FROM) == "tidewater.example"


def test_without_a_name_of_our_host_nothing_is_believed() -> None:
    assert domain(PASS, OURS, FROM, authserv_id="") == ""


def test_several_senders_are_not_proven() -> None:
    assert domain(PASS, OURS, "From: ada@tidewater.example, eve@evil.example\r\n") == ""
    assert domain(PASS, OURS, FROM, FROM) == ""


ARRIVED = datetime(2026, 6, 1, 12, 5, tzinfo=UTC)


def received(*lines: str, authserv_id: str = "mx.news.example") -> datetime:
    return proven.received(incoming.read("".join(lines).encode() + b"\r\n"), authserv_id, arrived=ARRIVED)


def test_the_time_of_receipt_is_our_hosts_and_never_the_senders() -> None:
    old = "Date: Fri, 29 May 2026 12:00:00 +0000\r\n"
    assert received(OURS, THEIRS, old) == datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert received(THEIRS, old) == ARRIVED
    assert received(OURS.replace("1 Jun 2026", "1 Jun 2036"), old) == ARRIVED
    assert received(OURS.replace("1 Jun 2026", "1 Jun 2016")) == ARRIVED
    assert received(OURS.replace("Mon, 1 Jun 2026 12:00:00 +0000", "yesterday")) == ARRIVED
    assert received(OURS, authserv_id="") == ARRIVED
    assert received(OURS.replace("12:00:00 +0000", "14:02:00 +0200")) == ARRIVED - timedelta(minutes=3)


@hypothesis.given(strategies.text(max_size=200))
def test_no_verdict_makes_it_raise(given: str) -> None:
    line = given.replace("\r", " ").replace("\n", " ")
    domain(f"Authentication-Results: mx.news.example; {line}\r\n".encode("utf-8", "replace").decode(), OURS, FROM)
    received(f"Received: by mx.news.example; {line}\r\n".encode("utf-8", "replace").decode())

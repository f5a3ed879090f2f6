"""Complaints by mail: each becomes a notice, joins its own, or is noted as what it is; nothing is lost, doubled or believed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from headwater import errors, notices
from headwater.actions import mail_in, mail_out, receive
from headwater.mail import arrivals, letters, settings, smtp
from headwater.notices import Channel, State, Type
from headwater.store import db, inbox, ledger, outbox
from headwater.store import notices as rows
from support.complaints import START, Office

READING = mail_in.Reading(authserv_id="mx.site.example", own=frozenset({"complaints@site.example"}))
OURS = "Received: from out.lind.example by mx.site.example (Postfix) with ESMTPS; Sat, 21 Nov 2026 08:58:00 +0000\r\n"
PASS = "Authentication-Results: mx.site.example; dkim=pass header.d=lind.example; dmarc=pass header.from=lind.example\r\n"
WORDS = (
    "Copyright notice. I am the author of the report on the harbour gate.\r\nWork: Report on the harbour gate of Osk\r\n"
    "You show it at https://site.example/article/{article}\r\n"
    "I believe in good faith that this is not authorised, and under penalty of perjury that this notice is accurate.\r\n/s/ Mara Lind\r\n"
)


def mail(words: str = "Copyright: my text is shown.", *, head: str = "", sender: str = "Mara Lind <mara@lind.example>", subject: str = "A complaint",
         number: int = 1) -> bytes:
    return (f"{head}From: {sender}\r\nTo: complaints@site.example\r\nSubject: {subject}\r\nMessage-ID: <m{number}@lind.example>\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n").encode()


def take(office: Office, *raws: bytes, at: datetime | None = None, reading: mail_in.Reading = READING, source: str = "imap", size: int | None = None) -> int:
    messages = [arrivals.Arrival(raw=raw, received_at=at or office.now, source=source, size=size or len(raw)) for raw in raws]
    return mail_in.take_in(office.store, messages, mailbox="box", rules=office.rules, reading=reading, now=office.now)


def came(office: Office) -> list[inbox.Message]:
    with office.store.read() as conn:
        return inbox.newest(conn)[::-1]


def only(office: Office) -> notices.Notice:
    with office.store.read() as conn:
        (found,) = rows.queue(conn, states=tuple(State))
    return found


def count(office: Office) -> int:
    with office.store.read() as conn:
        return rows.count(conn, states=tuple(State))


def test_a_mail_becomes_a_notice_that_waits_for_its_sender_to_confirm(office: Office) -> None:
    article = office.article(office.outlet())
    take(office, mail(WORDS.format(article=article)))
    notice = only(office)
    assert (notice.channel, notice.type, notice.state) == (Channel.MAIL, Type.COPYRIGHT_TEXT, State.UNVERIFIED)
    assert [one.object_id for one in notice.targets] == [article]
    assert (notice.contact.name, notice.contact.mail) == ("Mara Lind", "mara@lind.example")
    assert {"work", "good_faith", "accuracy", "signature"} <= dict(notice.statement.fields).keys()
    assert notice.missing == ("confirmation",)
    (ack,) = office.letters("ack")
    assert (ack.recipient, ack.in_reply_to, ack.automatic) == ("mara@lind.example", "<m1@lind.example>", True)
    assert notice.reference in ack.subject
    (kept,) = came(office)
    assert (kept.outcome, kept.notice_id, kept.message_id) == ("received", notice.id, "<m1@lind.example>")
    with office.store.read() as conn:
        assert inbox.raw(conn, kept.id) == mail(WORDS.format(article=article))
        (row,) = [one for one in ledger.of(conn, notice.reference) if one.kind == "mail.received"]
        assert "mara" not in str(row.facts)
        assert not list(ledger.verify(conn))


def test_a_sender_proven_by_our_own_mail_host_needs_no_confirmation(small: Office) -> None:
    article = small.article(small.outlet())
    take(small, mail(WORDS.format(article=article), head=PASS + OURS))
    notice = only(small)
    assert (notice.state, notice.missing) == (State.UNDER_REVIEW, ())
    assert "verified: lind.example" in notice.flags


@pytest.mark.parametrize(
    ("head", "reading"),
    [
        (PASS, READING),  # no line of our host
        (OURS + "Received: from x by y.example; Sat, 21 Nov 2026 08:57:00 +0000\r\n" + PASS, READING),  # below the trusted part
        ("Authentication-Results: mx.site.example; dkim=fail header.d=lind.example\r\n" + OURS + PASS, READING),  # ours stands above
        (PASS + OURS, mail_in.Reading()),  # no name is set
        (PASS.replace("mx.site", "mx.evil") + OURS, READING),
    ],
    ids=["no boundary", "below", "second", "no authserv-id", "another host"],
)
def test_a_forged_sender_is_not_proven_by_forged_results(small: Office, head: str, reading: mail_in.Reading) -> None:
    article = small.article(small.outlet())
    take(small, mail(WORDS.format(article=article), head=head), reading=reading)
    assert only(small).state is State.UNVERIFIED
    assert not [flag for flag in only(small).flags if flag.startswith("verified")]


@pytest.mark.parametrize("date", ["Sat, 21 Nov 2099 08:00:00 +0000", "Wed, 18 Nov 2026 09:00:00 +0000", "yesterday", ""])
def test_the_clock_starts_when_our_host_had_the_mail_whatever_its_date_says(small: Office, date: str) -> None:
    take(small, mail(head=f"Date: {date}\r\n"), at=START - timedelta(minutes=3))
    assert only(small).received_at == START - timedelta(minutes=3)
    assert only(small).deadline_at == START - timedelta(minutes=3) + timedelta(hours=24)


def test_our_hosts_own_line_is_earlier_than_the_mailbox_and_counts(small: Office) -> None:
    take(small, mail(head=OURS))
    assert only(small).received_at == START - timedelta(minutes=2)


def test_a_mailbox_whose_clock_is_ahead_does_not_start_the_clock_later_than_now(small: Office) -> None:
    take(small, mail(), at=START + timedelta(days=2))
    assert only(small).received_at == START


def test_one_mail_on_two_ways_is_one_notice(office: Office) -> None:
    raw = mail()
    take(office, OURS.encode() + raw)
    take(office, b"Return-Path: <mara@lind.example>\nDelivered-To: desk\n" + raw.replace(b"\r\n", b"\n"), source="maildir")
    take(office, OURS.encode() + raw)
    assert [one.outcome for one in came(office)] == ["received", "again"]
    assert len({one.notice_id for one in came(office)}) == 1
    assert count(office) == 1
    assert len(office.letters("ack")) == 1


def test_two_mails_with_one_message_id_are_two_notices(small: Office) -> None:
    take(small, mail("Copyright: my text about the gate."), mail("Copyright: my text about the lock."))
    assert count(small) == 2


def test_a_mail_without_message_id_is_taken_and_taken_once(small: Office) -> None:
    raw = mail().replace(b"Message-ID: <m1@lind.example>\r\n", b"")
    take(small, raw)
    take(small, OURS.encode() + raw)
    assert count(small) == 1


# ---- threads -----------------------------------------------------------------------------------------------


def sent(office: Office) -> dict[str, letters.Letter]:
    """Send everything; each letter by its recipient."""
    out: dict[str, letters.Letter] = {}

    def send(letter: letters.Letter) -> smtp.Sent:
        out[letter.recipient] = letter
        return smtp.Sent()

    mail_out.flush(office.store, send, rules=office.rules, now=office.now, plus=True)
    return out


def test_an_answer_to_our_letter_adds_only_what_is_new_to_its_notice(office: Office) -> None:
    article = office.article(office.outlet())
    take(office, mail(f"Copyright: my text https://site.example/article/{article}"))
    ack = sent(office)["mara@lind.example"]
    assert "penalty of perjury" in ack.body
    quoted = "\r\n".join(f"> {line}" for line in ack.body.split("\n"))
    office.now += timedelta(hours=1)
    take(office, mail(f"Work: Report on the gate\r\nYes, it is me.\r\n\r\nOn Sat, 21 Nov 2026 The Site wrote:\r\n{quoted}", subject="Re: complaint",
                      head=f"In-Reply-To: <{ack.message_id}@site.example>\r\n", number=2))
    notice = only(office)
    assert notice.state is not State.UNVERIFIED  # whoever answers has read our letter
    assert dict(notice.statement.fields)["work"] == "Report on the gate"
    assert "accuracy" in notice.missing and "good_faith" in notice.missing  # our own words in the quotation prove nothing
    assert [one.outcome for one in came(office)] == ["received", "joined"]
    assert notice.received_at == START


@pytest.mark.parametrize("way", ["references", "address", "quoted link"])
def test_an_answer_finds_its_notice_on_other_ways_too(small: Office, way: str) -> None:
    take(small, mail())
    ack, notice = sent(small)["mara@lind.example"], only(small)
    assert ack.reply_to.startswith(f"complaints+{notice.reference.lower()}.")
    raw = {
        "references": lambda: mail("More.", head=f"References: <x@y> <{ack.message_id}@site.example> <z@y>\r\n", number=2),
        "address": lambda: mail("More.", number=2).replace(b"To: complaints@site.example", f"To: {ack.reply_to}".encode()),
        "quoted link": lambda: mail("More.\r\n\r\n> " + ack.body.replace("\n", "\r\n> "), subject=f"AW: [{notice.reference}] x", number=2),
    }[way]()
    take(small, raw)
    assert count(small) == 1
    assert "More." in only(small).statement.explanation


@pytest.mark.parametrize("bad", ["subject", "another's token", "no token", "guessed message-id"])
def test_a_reference_alone_never_attaches(small: Office, bad: str) -> None:
    take(small, mail())
    notice = only(small)
    take(small, mail("Copyright: another matter.", sender="eve@evil.example", number=5))
    other = sent(small)["eve@evil.example"]
    words, subject, head = "I take it back.", f"Re: [{notice.reference}]", ""
    raw = mail(words, subject=subject, head=head, sender="eve@evil.example", number=6)
    if bad == "another's token":
        token = mail_out.tagged(other.reply_to)
        assert token
        raw = raw.replace(b"To: complaints@", f"To: complaints+{notice.reference.lower()}.{token[1]}@".encode())
    elif bad == "no token":
        raw = raw.replace(b"To: complaints@", f"To: complaints+{notice.reference.lower()}@".encode())
    elif bad == "guessed message-id":
        raw = mail(words, subject=subject, head=f"In-Reply-To: <hw.{'0' * 32}@site.example>\r\n", sender="eve@evil.example", number=6)
    take(small, raw)
    with small.store.read() as conn:
        unchanged = rows.get(conn, notice.id)
        new = [one for one in rows.queue(conn, states=tuple(State)) if "I take it back." in one.statement.explanation]
    assert unchanged == notice
    assert dict(new[0].statement.fields)["names_reference"] == notice.reference


def test_an_answer_of_the_affected_outlet_is_a_note_for_the_reviewers_and_not_the_submitters_words(small: Office) -> None:
    small.reviewer()
    article = small.article(small.outlet(contact="rights@tide.example"))
    received = small.complain(f"https://site.example/article/{article}")
    small.wait(16.1)
    (warning,) = [one for one in small.letters() if one.recipient == "rights@tide.example"]
    before = small.notice(received)
    take(small, mail("It is ours, and I take an oath under penalty of perjury.", sender="rights@tide.example",
                     head=f"In-Reply-To: <{warning.message_id}@site.example>\r\n"))
    assert small.notice(received).statement == before.statement
    with small.store.read() as conn:
        (note,) = rows.notes(conn, before.id)
    assert "rights@tide.example" in note.text and "It is ours" in note.text
    assert [one for one in small.letters("reminder") if "answered" in one.subject]


# ---- machines ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    ["Auto-Submitted: auto-replied\r\n", "Return-Path: <>\r\n", "Precedence: bulk\r\n", "Precedence: list\r\n", "Precedence: junk\r\n", "X-Headwater: letter\r\n"],
)
def test_machines_get_no_answer_and_are_kept(small: Office, head: str) -> None:
    take(small, mail(head=head))
    assert count(small) == 0
    assert small.letters() == []
    (kept,) = came(small)
    assert kept.outcome == "automatic" and kept.detail


def test_our_own_address_gets_no_answer(small: Office) -> None:
    take(small, mail(sender="Complaints@Site.example"))
    assert (count(small), came(small)[0].outcome) == (0, "automatic")


@pytest.mark.parametrize("way", ["returned", "to the letter's own address"])
def test_a_bounce_makes_no_reply_and_its_case_shows_it(office: Office, way: str) -> None:
    take(office, mail())
    notice, letter = only(office), sent(office)["mara@lind.example"]
    number = letter.message_id.removeprefix("hw.")
    to = f"complaints+b.{number}@site.example" if way != "returned" else "complaints@site.example"
    body = f"550 no such user\r\n\r\nMessage-ID: <{letter.message_id}@site.example>\r\n" if way == "returned" else "550 no such user\r\n"
    take(office, f"Return-Path: <>\r\nFrom: MAILER-DAEMON@lind.example\r\nTo: {to}\r\nSubject: Undelivered\r\n\r\n{body}".encode())
    assert len(office.letters()) == 1
    with office.store.read() as conn:
        (kept,) = outbox.of_notice(conn, notice.id)
        kinds = [row.kind for row in ledger.of(conn, notice.reference)]
    assert kept.state == "undelivered"
    assert "mail.returned" in kinds
    assert came(office)[-1].outcome == "bounce"
    assert came(office)[-1].notice_id == notice.id


class Instance:
    """An instance of ours that writes to another one."""

    def __init__(self, office: Office, address: str) -> None:
        self.office, self.address = office, address
        self.rules = notices.DeskRules(base_url=f"https://{address.partition('@')[2]}", complaints_mail=address, sends_mail=True)
        self.sent: list[bytes] = []

    def send(self) -> list[bytes]:
        server = settings.Outgoing(host="", sender=self.address)
        out: list[bytes] = []

        def send(letter: letters.Letter) -> smtp.Sent:
            out.append(letters.envelope(server, letter, now=self.office.now).message)
            return smtp.Sent()

        mail_out.flush(self.office.store, send, rules=self.rules, now=self.office.now)
        self.sent += out
        return out

    def get(self, raws: list[bytes], *, marker: bool) -> None:
        if not marker:  # as if the header of ours were stripped on the way
            raws = [raw.replace(b"X-Headwater: letter\r\n", b"") for raw in raws]
        messages = [arrivals.Arrival(raw=raw, received_at=self.office.now, source="imap", size=len(raw)) for raw in raws]
        mail_in.take_in(self.office.store, messages, mailbox="box", rules=self.rules,
                        reading=mail_in.Reading(own=frozenset({self.address})), now=self.office.now)


@pytest.mark.parametrize("marker", [True, False])
def test_two_instances_that_write_to_each_other_stop_after_one_exchange(small: Office, tmp_path: Path, marker: bool) -> None:
    second = db.Store.open(tmp_path / "second.db")
    second.migrate()
    one, two = Instance(small, "complaints@one.example"), Instance(Office(store=second), "complaints@two.example")
    one.get([mail(sender="complaints@two.example")], marker=True)
    for _ in range(5):
        two.get(one.send(), marker=marker)
        one.get(two.send(), marker=marker)
    second.close()
    assert len(one.sent) == 1
    assert two.sent == []


# ---- attacks -----------------------------------------------------------------------------------------------


def test_a_mail_of_ten_thousand_parts_is_one_notice(small: Office) -> None:
    parts = b"".join(b"--b\r\nContent-Type: text/plain\r\n\r\nCopyright %d\r\n" % number for number in range(10_000))
    take(small, b"From: mara@lind.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + parts + b"--b--\r\n")
    assert "200 parts" in dict(only(small).statement.fields)["defects"]


def test_a_mail_that_is_too_large_is_a_notice_of_its_head(small: Office) -> None:
    take(small, mail().partition(b"\r\n\r\n")[0] + b"\r\n\r\n", size=50_000_000)
    assert came(small)[0].outcome == "too_large"
    assert came(small)[0].size == 50_000_000
    assert only(small).contact.mail == "mara@lind.example"
    assert only(small).missing


@pytest.mark.parametrize("script", ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "\x00\x1b]0;x\x07", "'; DROP TABLE notice; --", "{{7*7}}", "\u202egnp.exe"])
def test_hostile_words_in_every_field_are_kept_as_words(office: Office, script: str) -> None:
    take(office, mail(f"Copyright {script} https://site.example/{script}", sender=f'"{script.replace(chr(34), "")}" <mara@lind.example>', subject=f"Copyright {script}"))
    notice = only(office)
    assert notice.contact.mail == "mara@lind.example"
    assert "\x00" not in str(notice)
    (ack,) = office.letters("ack")
    assert "\n" not in ack.subject and "\x00" not in ack.body


def test_header_injection_by_subject_and_sender_reaches_no_header_of_ours(small: Office) -> None:
    evil = "=?utf-8?Q?a=0D=0ABcc:_all@world.example?="
    take(small, mail(subject=evil, sender=f"{evil} <mara@lind.example>"))
    out = sent(small)
    assert list(out) == ["mara@lind.example"]
    head = letters.envelope(settings.Outgoing(host="", sender="complaints@site.example"), out["mara@lind.example"], now=small.now).message.partition(b"\r\n\r\n")[0]
    assert b"\nBcc" not in head


@pytest.mark.parametrize("sender", ["", "nobody", "a@b.example, c@d.example", "<>"])
def test_a_mail_without_one_sender_is_a_notice_that_nobody_is_written_to(small: Office, sender: str) -> None:
    take(small, mail(sender=sender))
    assert only(small).contact.mail == ""
    assert small.letters() == []


def test_a_flood_of_one_address_is_a_notice_each_and_few_letters(small: Office) -> None:
    take(small, *(mail(f"Copyright: my text number {number}.", number=number) for number in range(120)))
    assert count(small) == 120
    now = [one for one in small.letters("ack") if one.state == "waiting"]
    assert len(now) == outbox.FREE


# ---- nothing is lost ---------------------------------------------------------------------------------------


class Killed(BaseException):
    """As if the process were killed."""


@pytest.mark.parametrize("where", ["receive", "settle", "read"])
def test_a_death_at_any_place_loses_and_doubles_nothing(small: Office, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    def die(*_: Any, **__: Any) -> Any:
        raise Killed

    with monkeypatch.context() as patch:
        target: tuple[Any, str] = {"receive": (receive, "receive"), "settle": (inbox, "settle"), "read": (mail_in.incoming, "read")}[where]
        patch.setattr(*target, die)
        with pytest.raises(Killed):
            take(small, mail())
    assert len(came(small)) == 1
    assert take(small) == 1
    assert take(small) == 0
    assert count(small) == 1
    assert len(small.letters("ack")) == 1
    assert came(small)[0].outcome == "received"


def test_a_mail_that_breaks_the_reader_is_a_notice_and_stops_no_other(small: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    whole: Callable[[bytes], Any] = mail_in.incoming.read

    def breaks(raw: bytes) -> Any:
        if b"poison" in raw:
            raise ZeroDivisionError
        return whole(raw)

    monkeypatch.setattr(mail_in.incoming, "read", breaks)
    take(small, mail("poison"), mail(number=2))
    assert sorted(one.outcome for one in came(small)) == ["received", "unreadable"]
    assert count(small) == 2


def test_what_was_stored_is_read_even_where_the_mailbox_then_fails(small: Office) -> None:
    def messages() -> Any:
        yield arrivals.Arrival(raw=mail(), received_at=START, source="imap", size=1)
        raise errors.Transient("gone")

    with pytest.raises(errors.Transient):
        mail_in.take_in(small.store, messages(), mailbox="box", rules=small.rules, reading=READING, now=small.now)
    assert count(small) == 1


@pytest.mark.parametrize(
    ("words", "charset", "language"),
    [("Вы нарушаете мои авторские права на этот текст. Прошу удалить его с вашего сайта.", "koi8-r", "ru"),
     ("أنتم تنشرون مقالي دون إذن وهذا انتهاك لحقوق النشر الخاصة بي. أرجو حذفه من موقعكم.", "windows-1256", "ar")],
)
def test_russian_and_arabic_mails_are_read_and_acknowledged(office: Office, words: str, charset: str, language: str) -> None:
    raw = b"From: mara@lind.example\r\nContent-Type: text/plain; charset=" + charset.encode() + b"\r\n\r\n" + words.encode(charset)
    take(office, raw)
    notice = only(office)
    assert (notice.language, notice.type, notice.statement.explanation) == (language, Type.COPYRIGHT_TEXT, words)
    (ack,) = office.letters("ack")
    assert words in ack.body


def test_what_is_not_sure_is_other_and_says_what_was_found(small: Office) -> None:
    take(small, mail("It is defamatory. It shows personal data.", subject="Hello"))
    notice = only(small)
    assert notice.type is Type.OTHER
    assert "defamation" in dict(notice.statement.fields)["speaks_for"]

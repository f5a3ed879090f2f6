"""The outbox is emptied: each letter's end stands in the ledger, and none vanishes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from headwater import notices
from headwater.actions import clock, mail_out
from headwater.mail import letters, smtp
from headwater.store import ledger, outbox
from support.complaints import Office


def kinds(office: Office, subject: str) -> list[str]:
    with office.store.read() as conn:
        assert not list(ledger.verify(conn))
        return [row.kind for row in ledger.of(conn, subject) if row.kind.startswith("mail.")]


def put(office: Office, key: str = "a", **changed: Any) -> None:
    given: dict[str, Any] = {"kind": "verify", "recipient": "ada@lind.example", "subject": "S", "body": "B"}
    with office.store.write() as conn:
        outbox.put(conn, key=key, now=office.now, **(given | changed))


class Post:
    """A mail server that answers as told and keeps what it got."""

    def __init__(self, *answers: smtp.Sent | smtp.Failed) -> None:
        self.answers, self.got = list(answers), list[letters.Letter]()

    def __call__(self, letter: letters.Letter) -> smtp.Sent | smtp.Failed:
        self.got.append(letter)
        return self.answers.pop(0) if self.answers else smtp.Sent()


def test_what_is_due_is_sent_once_and_the_ledger_says_so(office: Office) -> None:
    received = office.complain("https://site.example/article/none")
    post = Post()
    assert mail_out.flush(office.store, post, rules=office.rules, now=office.now).sent == 1
    assert mail_out.flush(office.store, post, rules=office.rules, now=office.now + timedelta(days=1)).sent == 0
    assert [one.recipient for one in post.got] == ["mara@lind.example"]
    assert kinds(office, received.notice.reference) == ["mail.sent"]
    with office.store.read() as conn:
        rows = ledger.of(conn, received.notice.reference)
        assert "mara" not in str([row.facts for row in rows])


def test_a_passing_failure_is_tried_again_later(small: Office) -> None:
    put(small)
    post = Post(smtp.Failed(why="451 busy", transient=True))
    assert mail_out.flush(small.store, post, rules=small.rules, now=small.now) == mail_out.Flushed(failed=1, why="451 busy")
    assert mail_out.flush(small.store, post, rules=small.rules, now=small.now).sent == 0
    assert mail_out.flush(small.store, post, rules=small.rules, now=small.now + timedelta(minutes=1)).sent == 1
    assert kinds(small, "mail") == ["mail.sent"]


def test_a_lasting_failure_is_given_up_and_kept(small: Office) -> None:
    put(small)
    done = mail_out.flush(small.store, Post(smtp.Failed(why="550 no", transient=False)), rules=small.rules, now=small.now)
    assert (done.failed, done.given_up) == (1, 1)
    assert kinds(small, "mail") == ["mail.failed"]
    (kept,) = small.letters()
    assert (kept.state, kept.last_error) == ("undelivered", "550 no")


def test_a_server_that_is_down_is_asked_once_a_round(small: Office) -> None:
    for key in "abc":
        put(small, key)
    post = Post(smtp.Failed(why="down", transient=True, everyone=True))
    mail_out.flush(small.store, post, rules=small.rules, now=small.now)
    assert len(post.got) == 1
    assert mail_out.flush(small.store, post, rules=small.rules, now=small.now + timedelta(minutes=2)).sent == 3


def test_without_a_server_letters_wait_and_after_five_days_count_as_undelivered(small: Office) -> None:
    put(small)
    assert mail_out.flush(small.store, None, rules=small.rules, now=small.now + timedelta(days=4)) == mail_out.Flushed()
    assert (small.letters()[0].state, small.letters()[0].last_error) == ("waiting", mail_out.NO_SERVER)
    assert mail_out.flush(small.store, None, rules=small.rules, now=small.now + timedelta(days=5)).given_up == 1
    assert small.letters()[0].last_error == mail_out.NO_SERVER
    assert kinds(small, "mail") == ["mail.failed"]


def test_what_was_held_back_stands_in_the_ledger_and_is_never_sent(small: Office) -> None:
    for number in range(7):
        put(small, f"k{number}")
    post = Post()
    done = mail_out.flush(small.store, post, rules=small.rules, now=small.now)
    assert (done.sent, done.held) == (5, 2)
    assert mail_out.flush(small.store, post, rules=small.rules, now=small.now + timedelta(days=9)) == mail_out.Flushed()
    assert sorted(kinds(small, "mail")) == ["mail.held"] * 2 + ["mail.sent"] * 5
    assert [one.state for one in small.letters()].count("held") == 2
    with small.store.read() as conn:
        assert outbox.count_unsent(conn) == (0, 0)  # no alarm: they follow in one letter


def test_why_a_letter_waited_is_gone_once_it_was_sent(small: Office) -> None:
    put(small)
    mail_out.flush(small.store, None, rules=small.rules, now=small.now)
    mail_out.flush(small.store, Post(), rules=small.rules, now=small.now)
    assert (small.letters()[0].state, small.letters()[0].last_error) == ("sent", "")


def test_the_work_stops_where_it_is_no_longer_ours(small: Office) -> None:
    for key in "abc":
        put(small, key)
    turns = iter([True, False])
    post = Post()
    mail_out.flush(small.store, post, rules=small.rules, now=small.now, goes_on=lambda: next(turns))
    assert len(post.got) == 1


def test_only_the_submitters_own_letters_carry_the_token(small: Office) -> None:
    small.reviewer()
    received = small.complain(small.article(small.outlet()))
    small.now += timedelta(hours=16.1)
    clock.run(small.store, rules=small.rules, now=small.now)
    post = Post()
    mail_out.flush(small.store, post, rules=small.rules, now=small.now, plus=True, limit=100)
    by = {one.recipient: one.reply_to for one in post.got}
    assert mail_out.tagged(by.pop("mara@lind.example")) == (received.notice.reference, received.token)
    assert set(by) == {"rights@tide.example", "rea@site.example"}
    assert set(by.values()) == {"complaints@site.example"}


def test_a_tag_that_would_be_too_long_is_left_out() -> None:
    long = notices.DeskRules(complaints_mail="complaints-of-every-kind-please@site.example")
    assert mail_out.answers_to(long, "HW-7K2M-9QXD", "a" * 32) == long.complaints_mail
    short = notices.DeskRules(complaints_mail="complaints@site.example")
    assert mail_out.tagged(mail_out.answers_to(short, "HW-7K2M-9QXD", "a" * 32)) == ("HW-7K2M-9QXD", "a" * 32)


@pytest.mark.parametrize("address", ["complaints@site.example", "complaints+hw-7k2m-9qxd@site.example", "complaints+x.y@site.example", ""])
def test_a_plain_address_names_nothing(address: str) -> None:
    assert mail_out.tagged(address) is None

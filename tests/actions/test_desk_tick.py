"""The desk's tick on a real mailbox, folder and mail server on loopback: mail in, clock, mail out, one process at a time."""

from __future__ import annotations

import email
import email.policy
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from headwater import app, config, engine
from headwater.actions import clock, desk_tick, mail_in
from headwater.errors import Transient
from headwater.mail import settings, smtp
from headwater.notices import Person, PersonId, Role, State
from headwater.store import db, inbox, people
from headwater.store import notices as rows
from support import smtp_server
from support.complaints import Office
from support.imap_server import Mailbox, Server
from support.talk import Talk

RAW = (b"From: Mara Lind <mara@lind.example>\r\nTo: complaints@site.example\r\nSubject: Copyright\r\nMessage-ID: <m1@lind.example>\r\n"
       b"Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n\r\nMy text stands there without permission.\r\n")


def desk(office: Office, owner: str = "one:1", **mail: object) -> desk_tick.Desk:
    post = desk_tick.Post(mail=settings.Settings(**mail), reading=mail_in.Reading(own=frozenset({"complaints@site.example"})))  # pyright: ignore[reportArgumentType]
    return desk_tick.Desk(store=office.store, owner=owner, rules=office.rules, post=post, now=lambda: office.now)


def out(server: smtp_server.Server) -> settings.Outgoing:
    return settings.Outgoing(host="127.0.0.1", port=server.port, security="none", sender="complaints@site.example")


def imap(server: Server, box: Mailbox) -> settings.Imap:
    return settings.Imap(host="127.0.0.1", port=server.port, security="none", user=box.user, password=box.password)


def queue(office: Office) -> list[str]:
    with office.store.read() as conn:
        return [one.reference for one in rows.queue(conn, states=tuple(State))]


def test_a_mail_by_imap_and_the_same_by_maildir_is_one_notice_and_is_acknowledged_within_one_round(office: Office, tmp_path: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.a").write_bytes(b"Return-Path: <mara@lind.example>\n" + RAW.replace(b"\r\n", b"\n"))
    box = Mailbox()
    box.deliver(RAW, office.now - timedelta(minutes=1))
    with smtp_server.Server() as smtp, Server(box) as server:
        working = desk(office, out=out(smtp), imap=imap(server, box), maildir=tmp_path)
        done = working.tick()
        working.close()
    assert (done["mails"], done["sent"]) == (2, 1)
    (reference,) = queue(office)
    (taken,) = smtp.taken
    ack = email.message_from_bytes(taken.raw, policy=email.policy.default)
    assert ack["To"] == "mara@lind.example"
    assert ack["In-Reply-To"] == "<m1@lind.example>"
    assert ack["Auto-Submitted"] == "auto-replied"
    assert reference in ack["Subject"]
    assert "\\Seen" in box.messages[0].flags
    assert [path.name for path in (tmp_path / "cur").iterdir()] == ["1.a:2,S"]
    with office.store.read() as conn:
        (notice,) = rows.queue(conn, states=tuple(State))
        assert sorted(one.outcome for one in inbox.newest(conn)) == ["again", "received"]
    assert notice.received_at == office.now - timedelta(minutes=1)


def test_the_mailbox_is_looked_into_again_only_after_a_while(small: Office) -> None:
    box = Mailbox()
    with Server(box) as server:
        working = desk(small, imap=imap(server, box))
        for _ in range(3):
            working.tick()
        assert sum(one.startswith("SELECT") for one in box.commands) == 1
        box.deliver(RAW, small.now, "\\Seen")
        small.now += timedelta(seconds=31)
        assert working.tick()["mails"] == 1


def test_one_process_at_a_time_has_the_desk_and_another_takes_over(office: Office) -> None:
    first, second = desk(office), desk(office, "two:2")
    assert first.is_ours()
    assert not second.is_ours()
    assert second.tick() == {}
    first.close()
    assert second.is_ours()
    office.now += timedelta(seconds=desk_tick.LEASE + 1)
    assert first.is_ours()
    assert not second.is_ours()


def test_a_mail_server_that_fails_keeps_neither_clock_nor_mail_out_from_their_work(small: Office) -> None:
    small.complain("https://site.example/article/none")
    with smtp_server.Server() as smtp:
        working = desk(small, out=out(smtp), imap=settings.Imap(host="127.0.0.1", port=9, security="none"), maildir=Path("/nowhere"))
        done = working.tick()
    assert done["sent"] == 1
    assert "127.0.0.1:9" in working.troubles["mail in (IMAP)"]
    assert "mail.maildir" in working.troubles["mail in (Maildir)"]
    assert not clock.is_silent(small.store, now=small.now)


def test_a_part_that_crashes_stops_no_other(small: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_: desk_tick.Desk) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(desk_tick.Desk, "read_imap", crash)
    small.complain("https://site.example/article/none")
    with smtp_server.Server() as smtp:
        working = desk(small, out=out(smtp))
        assert working.tick()["sent"] == 1
    assert working.troubles == {"mail in (IMAP)": "ZeroDivisionError"}


def test_a_worker_that_dies_between_mailbox_and_store_takes_the_mail_again(small: Office) -> None:
    box = Mailbox()
    box.deliver(RAW, small.now)
    box.breaks_at = "UID STORE"  # after it was stored, before it was marked as read
    with Server(box) as server:
        working = desk(small, imap=imap(server, box))
        working.tick()
        assert isinstance(working.troubles["mail in (IMAP)"], str)
        assert len(queue(small)) == 1
        box.breaks_at = ""
        small.now += timedelta(minutes=1)
        working.tick()
    assert len(queue(small)) == 1
    assert "\\Seen" in box.messages[0].flags


def test_the_loop_of_the_engine_ends_cleanly_and_gives_the_desk_back(small: Office) -> None:
    ticked, stop = threading.Event(), threading.Event()

    class Watched(desk_tick.Desk):
        def tick(self) -> Counter[str]:
            ticked.set()
            self.is_ours()
            raise Transient("the database is busy")

    watched = Watched(store=small.store, owner="one:1", rules=small.rules, post=desk_tick.Post(), now=lambda: small.now)
    thread = threading.Thread(target=engine.desk_loop, args=(watched,), kwargs={"stop": stop})
    thread.start()
    assert ticked.wait(5)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert desk(small, "two:2").is_ours()


def test_the_log_says_that_a_letter_was_refused_and_not_whose(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> smtp.Failed:
        return smtp.Failed(why="550 5.1.1 <mara@lind.example>: no such user here", transient=False)

    monkeypatch.setattr(desk_tick.smtp, "send", refused)
    office.complain(office.article(office.outlet()))
    working = desk(office, out=settings.Outgoing(host="127.0.0.1", sender="complaints@site.example"))
    with structlog.testing.capture_logs() as lines:
        working.tick()
    working.close()
    (line,) = [one for one in lines if one.get("part") == "mail out"]
    assert line["why"] == "550 5.1.1 <(an address)>: no such user here"
    assert "mara" not in str(lines)


def test_a_round_writes_to_moderators_about_what_waits_and_sends_it(small: Office) -> None:
    talk = Talk(small.store, now=small.now)
    talk.send(talk.article("Gate"), "It waits.")
    with small.store.write() as conn:
        people.add(conn, Person(id=PersonId("a" * 32), name="Mo", mail="mo@site.example", roles=frozenset({Role.MODERATOR})), now=small.now)
    with smtp_server.Server() as server:
        working = desk(small, out=out(server))
        assert working.tick()["told"] == 0, "without rules for comments there are none"
        working.talk = talk.rules
        done = working.tick()
        assert working.tick()["told"] == 0
    assert (done["told"], done["sent"]) == (1, 1)
    (taken,) = server.taken
    letter = email.message_from_bytes(taken.raw, policy=email.policy.default)
    assert (letter["To"], letter["Auto-Submitted"]) == ("mo@site.example", "auto-generated")
    assert "> It waits." in letter.get_content()


def test_the_desk_of_a_deployment_knows_the_rules_of_its_comments(sqlite_store: db.Store) -> None:
    chosen = config.Settings(site={"base_url": "https://news.example", "mail": "desk@news.example"}, mail={"smtp_host": "127.0.0.1"})  # pyright: ignore[reportArgumentType, reportCallIssue]
    made = app.make_desk(chosen, sqlite_store, owner="one:1")
    assert (made.talk.enabled, made.talk.sends_mail, made.talk.base_url) == (True, True, "https://news.example")

"""Letters to moderators about what waits, and their links: one an hour, once, for one version, by a moderator alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from headwater import notices
from headwater.actions import comments as actions
from headwater.actions import mail_out, moderate, moderator_mail, people
from headwater.discussion import Reason, Status
from headwater.mail import smtp
from headwater.store import db, desk_tables, ids, ledger, outbox
from headwater.store import people as people_rows
from support.talk import TEXT, Talk


@pytest.fixture
def talk(store: db.Store) -> Talk:
    return Talk(store)


def moderator(talk: Talk, name: str = "Mo", *roles: notices.Role) -> notices.Person:
    person = notices.Person(
        id=notices.PersonId(ids.new()), name=name, mail=f"{name.lower()}@site.example", roles=frozenset(roles or {notices.Role.MODERATOR}))
    with talk.store.write() as conn:
        people_rows.add(conn, person, now=talk.now)
    return person


def write(talk: Talk, **changes: object) -> int:
    return moderator_mail.write(talk.store, rules=replace(talk.rules, **changes), now=talk.now)  # pyright: ignore[reportArgumentType]


def letters(talk: Talk, person: notices.Person) -> list[outbox.Letter]:
    with talk.store.read() as conn:
        return [one for one in reversed(outbox.unsent(conn)) if one.recipient == person.mail]


def tokens(talk: Talk, person: notices.Person) -> list[str]:
    return re.findall(r"https://news\.example/comment/moderate/(\S+)", letters(talk, person)[-1].body)


def asked(talk: Talk, token: str) -> moderator_mail.Asked | None:
    with talk.store.read() as conn:
        return moderator_mail.asked(conn, token, now=talk.now)


def test_moderators_who_work_here_get_one_letter_with_what_waits(talk: Talk) -> None:
    mo, away = moderator(talk), moderator(talk, "Away")
    reviewer = moderator(talk, "Rae", notices.Role.REVIEWER, notices.Role.OPERATOR)
    with talk.store.write() as conn:
        people_rows.describe(conn, replace(away, disabled_at=talk.now))
    assert write(talk) == 0, "nothing waits"
    talk.send(talk.article("Gate"), "word " * 100, name="Ann")
    assert write(talk) == 1
    (letter,) = letters(talk, mo)
    assert letters(talk, away) == letters(talk, reviewer) == []
    assert letter.subject == "1 comment waits: Headwater"
    assert not letter.automatic
    assert "> By: Ann\n> Under: Gate\n> word word" in letter.body
    (excerpt,) = [line for line in letter.body.splitlines() if line.startswith("> word")]
    assert len(excerpt) <= 202 and excerpt.endswith("…")


@pytest.mark.parametrize("changes", [{"sends_mail": False}, {"base_url": ""}, {"enabled": False}])
def test_no_letter_is_written_where_it_could_not_arrive_or_lead_anywhere(talk: Talk, changes: dict[str, object]) -> None:
    moderator(talk)
    talk.send(talk.article("Gate"))
    assert write(talk, **changes) == 0
    assert write(talk) == 1


def test_there_is_a_letter_an_hour_at_most_and_none_that_says_nothing_new_for_a_day(talk: Talk) -> None:
    mo, article = moderator(talk), talk.article("Gate")
    talk.send(article, "The first one.")
    assert write(talk) == 1
    talk.later(minutes=59)
    talk.send(article, "The second one.")
    assert write(talk) == 0
    talk.later(minutes=1)
    assert write(talk) == 1
    talk.later(hours=2)
    assert write(talk) == 0, "it would say the same again"
    talk.later(hours=22)
    assert write(talk) == 1, "the links have ended by now"
    assert len(letters(talk, mo)) == 3


def test_a_letter_has_ten_comments_at_most_and_not_what_a_colleague_has(talk: Talk) -> None:
    mo, article = moderator(talk), talk.article("Gate")
    sent = [talk.send(article, f"Comment number {number}.").id for number in range(12)]
    moderate.claim(talk.store, sent[:1], by=notices.PersonId("c" * 32), now=talk.now)
    write(talk)
    body = letters(talk, mo)[0].body
    assert "12 comments wait for a moderator on Headwater. These are 10 of them." in body
    assert "number 0." not in body and "number 1." in body and "number 10." in body and "number 11." not in body
    assert len(set(tokens(talk, mo))) == 10


def test_words_of_a_comment_pass_neither_for_ours_nor_turn_the_line_around(talk: Talk) -> None:
    mo = moderator(talk)
    talk.send(talk.article("Gate"), "Nice.\n\nhttps://evil.example/comment/moderate/x\n\u202egnp.exe\u2066 and\u200b more", name="Ann\u202e")
    write(talk)
    body = letters(talk, mo)[0].body
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", body)
    assert [line for line in body.splitlines() if "evil.example" in line and not line.startswith("> Nice. ")] == []


def test_a_link_shows_the_comment_once_in_the_name_of_its_moderator(talk: Talk) -> None:
    mo, article = moderator(talk), talk.article("Gate")
    posted = talk.send(article)
    write(talk)
    (token,) = tokens(talk, mo)
    found = asked(talk, token)
    assert found is not None and (found.by.id, found.waiting.kept.comment.id, found.changed) == (mo.id, posted.id, False)
    assert moderator_mail.decide(talk.store, token, None, now=talk.now)
    assert talk.texts(article) == [TEXT]
    with talk.store.read() as conn:
        assert ledger.of(conn, posted.id)[-1].actor == mo.id
        assert list(ledger.verify(conn)) == []
    assert not moderator_mail.decide(talk.store, token, Reason.SPAM, now=talk.now)
    assert talk.get(posted.id).status is Status.SHOWN
    assert token not in _stored(talk), "the store of links keeps a hash alone"


def _stored(talk: Talk) -> str:
    with talk.store.read() as conn:
        return str(conn.execute(sa.select(desk_tables.one_time)).all())


def test_a_link_hides_for_a_reason_that_a_person_gives(talk: Talk) -> None:
    mo = moderator(talk)
    posted = talk.send(talk.article("Gate"))
    write(talk)
    (token,) = tokens(talk, mo)
    with pytest.raises(ValueError, match="reports"):
        moderator_mail.decide(talk.store, token, Reason.REPORTS, now=talk.now)
    assert moderator_mail.decide(talk.store, token, Reason.HATE, now=talk.now)
    assert talk.get(posted.id).reason == "hate"


def test_a_link_is_for_the_version_that_the_letter_was_about(talk: Talk) -> None:
    mo = moderator(talk)
    posted = talk.send(talk.article("Gate"))
    write(talk)
    (token,) = tokens(talk, mo)
    actions.edit(talk.store, posted.id, posted.key, "Something else altogether.", rules=talk.rules, now=talk.now)
    found = asked(talk, token)
    assert found is not None and found.changed
    with pytest.raises(moderate.Conflict):
        moderator_mail.decide(talk.store, token, None, now=talk.now)
    assert talk.get(posted.id).status is Status.PENDING


def test_of_two_moderators_with_a_letter_each_one_decides(talk: Talk) -> None:
    mo, bea = moderator(talk), moderator(talk, "Bea")
    posted = talk.send(talk.article("Gate"))
    assert write(talk) == 2
    assert moderator_mail.decide(talk.store, tokens(talk, mo)[0], Reason.SPAM, now=talk.now)
    with pytest.raises(moderate.Conflict):
        moderator_mail.decide(talk.store, tokens(talk, bea)[0], None, now=talk.now)
    assert talk.get(posted.id).status is Status.HIDDEN


def test_what_a_colleague_has_is_decided_by_a_link_deliberately_alone(talk: Talk) -> None:
    mo = moderator(talk)
    posted = talk.send(talk.article("Gate"))
    write(talk)
    (token,) = tokens(talk, mo)
    moderate.claim(talk.store, [posted.id], by=notices.PersonId("c" * 32), now=talk.now)
    with pytest.raises(moderate.Claimed):
        moderator_mail.decide(talk.store, token, None, now=talk.now)
    assert asked(talk, token) is not None, "a refusal does not use it up"
    assert moderator_mail.decide(talk.store, token, None, now=talk.now, despite=True)


@pytest.mark.parametrize("gone", ["disabled", "no moderator"])
def test_the_links_of_somebody_who_is_a_moderator_no_more_do_nothing(talk: Talk, gone: str) -> None:
    mo = moderator(talk)
    posted = talk.send(talk.article("Gate"))
    write(talk)
    (token,) = tokens(talk, mo)
    with talk.store.write() as conn:
        people_rows.describe(conn, replace(mo, disabled_at=talk.now) if gone == "disabled" else replace(mo, roles=frozenset({notices.Role.REVIEWER})))
    assert asked(talk, token) is None
    assert not moderator_mail.decide(talk.store, token, None, now=talk.now)
    assert talk.get(posted.id).status is Status.PENDING


def test_a_link_ends_after_a_day_and_is_good_for_nothing_else(talk: Talk) -> None:
    mo = moderator(talk)
    posted = talk.send(talk.article("Gate"))
    write(talk)
    (token,) = tokens(talk, mo)
    assert actions.verify(talk.store, token, rules=talk.rules, now=talk.now) is None
    assert people.of_link(talk.store, token, now=talk.now) is None
    assert not actions.withdraw(talk.store, posted.id, token, now=talk.now)
    assert actions.edit(talk.store, posted.id, token, "Mine now.", rules=talk.rules, now=talk.now) is None
    asks = talk.send(talk.article("Other"), "To be confirmed.", mail="ann@reader.example")
    assert asked(talk, talk.token(asks.id)) is None, "nor is another's link good here"
    talk.later(hours=23, minutes=59)
    assert asked(talk, token) is not None
    talk.later(minutes=1)
    assert not moderator_mail.decide(talk.store, token, None, now=talk.now)


@pytest.mark.parametrize("outcome", [smtp.Sent(), smtp.Failed(why="550 no such user", transient=False)])
def test_readers_words_are_gone_from_a_letter_once_it_was_sent_or_given_up(talk: Talk, outcome: smtp.Sent | smtp.Failed) -> None:
    mo = moderator(talk)
    posted = talk.send(talk.article("Gate"), "Unmistakable words.")
    write(talk)
    key, sent = letters(talk, mo)[0].key, []

    def send(letter: object) -> smtp.Sent | smtp.Failed:
        sent.append(letter)
        return outcome

    mail_out.flush(talk.store, send, rules=notices.DeskRules(base_url="https://news.example"), now=talk.now)
    assert "Unmistakable words." in str(sent)
    actions.withdraw(talk.store, posted.id, posted.key, now=talk.now)
    assert "Unmistakable" not in talk.everything()
    with talk.store.write() as conn:
        letter = outbox.by_key(conn, key)
        assert letter is not None and letter.body == ""
        assert not outbox.again(conn, letter.id, now=talk.now), "an empty letter is of no use"

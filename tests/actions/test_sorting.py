"""Sorting: what a complaint is gets set right at the desk, and everything that hangs on it follows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headwater import errors, notices
from headwater.actions import decide, receive, sorting
from headwater.notices import Channel, Kind, Scope, State, Type
from headwater.store import ledger, steps
from support.complaints import Office

SECRET = "Ana, you showed my photograph of the gate. It is mine alone."


def vague(office: Office, *given: str, **values: object) -> receive.Received:
    """A mail that says much and nothing of what the form would have asked."""
    return office.complain(*given, type=Type.OTHER, scope=Scope.ITEM, channel=Channel.MAIL, fields=(), explanation=SECRET, **values)


def sort(office: Office, received: receive.Received, type: Type, *more: str, version: int | None = None) -> notices.Notice:
    return sorting.sort(office.store, received.notice.id, type, more=more, by=office.reviewer(), version=version, rules=office.rules, now=office.now)


def open_steps(office: Office, received: receive.Received) -> dict[str, float]:
    """What is still to come, and after how many hours since the complaint came in."""
    with office.store.read() as conn:
        return {one.name: (one.due_at - received.notice.received_at) / timedelta(hours=1)
                for one in steps.of_notice(conn, received.notice.id) if one.done_at is None}  # fmt: skip


def test_another_type_keeps_every_word_asks_for_what_it_needs_and_is_in_the_ledger(office: Office) -> None:
    article = office.article(office.outlet())
    received = vague(office, article)
    before = office.notice(received)
    office.now += timedelta(hours=3)
    after = sort(office, received, Type.COPYRIGHT_IMAGE)
    assert (after.type, after.statement, after.contact, after.received_at, after.deadline_at) == (
        Type.COPYRIGHT_IMAGE, before.statement, before.contact, before.received_at, before.deadline_at)
    assert after.missing == ("signature", "work", "good_faith", "accuracy")
    assert [one.scope for one in after.targets] == [Scope.IMAGE], "the part that this kind is about"
    assert sort(office, received, Type.COPYRIGHT_IMAGE) == after, "the same again is nothing"
    with office.store.read() as conn:
        row = ledger.of(conn, after.reference)[-1]
        assert (row.kind, row.facts["was"], row.facts["type"]) == ("notice.sorted", "other", "copyright_image")
        assert SECRET not in str(row.facts)
        assert not list(ledger.verify(conn))


def test_the_clock_follows_the_class_and_comes_back_with_it(office: Office) -> None:
    received = vague(office, office.article(office.outlet()))
    usual = open_steps(office, received)
    assert {"warn", "interim", "promise"} <= set(usual)
    assert sort(office, received, Type.COURT_ORDER).category is notices.Category.U1
    assert set(open_steps(office, received)) == set(usual) - {"warn", "interim", "check"}
    sort(office, received, Type.OTHER)
    assert open_steps(office, received) == usual
    assert sort(office, received, Type.CHILD_SAFETY).category is notices.Category.U0
    assert open_steps(office, received)["remind-1"] == 0, "people are paged at once"


def test_an_urgent_type_hides_the_picture_at_once(office: Office) -> None:
    article = office.article(office.outlet(), picture="https://pictures.tide.example/gate.jpg")
    received = vague(office, article)
    shown = office.shown(article)
    assert shown and shown.images[0].url
    after = sort(office, received, Type.INTIMATE_IMAGE)
    assert after.interim_id
    shown = office.shown(article)
    assert shown and not any(one.url for one in shown.images)


def test_what_was_lacking_for_the_wrong_type_alone_ends_the_waiting(office: Office) -> None:
    article = office.article(office.outlet())
    received = office.complain(article, fields=(), explanation="The harbour master is called Ines, not Inez.")
    assert office.notice(received).state is State.NEEDS_INFO
    office.now += timedelta(hours=5)
    after = sort(office, received, Type.OTHER)
    assert (after.state, after.missing, after.info_until) == (State.UNDER_REVIEW, (), None)
    assert after.deadline_at == office.now + timedelta(hours=24)


def test_what_the_sender_did_not_name_is_named_at_the_desk(office: Office) -> None:
    article = office.article(office.outlet())
    received = vague(office)
    after = sort(office, received, Type.CORRECTION, f"https://site.example/article/{article}", f"https://site.example/article/{article}?x=1")
    assert [(one.kind, one.object_id) for one in after.targets] == [(Kind.ARTICLE, article)]
    decide.decide(office.store, after.id, decide.Verdict(action=notices.Action.HIDE_ITEM, reason="It is wrong throughout."),
                  by=office.reviewer(), version=after.version, rules=office.rules, now=office.now)
    assert office.shown(article) is None


def test_what_is_not_found_stale_or_closed_is_refused_in_words(small: Office) -> None:
    article = small.article(small.outlet())
    received = vague(small, article)
    with pytest.raises(errors.HeadwaterError, match="not everything that you named is found"):
        sort(small, received, Type.OTHER, "https://nowhere.example/1")
    stale = small.notice(received).version
    sort(small, received, Type.PRIVACY)
    with pytest.raises(decide.Conflict):
        sort(small, received, Type.DEFAMATION, version=stale)
    decide.mark(small.store, received.notice.id, State.SPAM, by=small.reviewer(), reason="", rules=small.rules, now=small.now)
    with pytest.raises(errors.HeadwaterError, match="is not open"):
        sort(small, received, Type.DEFAMATION)
    with pytest.raises(errors.HeadwaterError, match="there is no notice"):
        sorting.sort(small.store, "0" * 32, Type.OTHER, by=small.reviewer(), rules=small.rules, now=small.now)

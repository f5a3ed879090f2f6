"""Moderators: show, hide with a reason, undo, judge reports apart, suspend; nobody acts on what changed meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from headwater import notices
from headwater.actions import comments as actions
from headwater.actions import moderate, reports
from headwater.discussion import Reason, ReportReason, Status
from headwater.store import comments, db, desk_tables, ledger, moderation, restrictions
from support.talk import TEXT, Talk

ANA = notices.PersonId("a" * 32)
BEN = notices.PersonId("b" * 32)


@pytest.fixture
def talk(store: db.Store) -> Talk:
    return Talk(store)


def pick(talk: Talk, comment_id: str) -> moderate.Pick:
    return moderate.Pick(id=comment_id, version=talk.get(comment_id).version)


def test_a_guest_is_shown_once_a_moderator_approves(talk: Talk) -> None:
    article = talk.article("Gate")
    posted = talk.send(article)
    assert moderate.approve(talk.store, [pick(talk, posted.id)], by=ANA, now=talk.now) == 1
    assert talk.texts(article) == [TEXT]
    assert talk.kinds(posted.id) == ["comment.posted", "comment.approved"]


def test_hiding_names_the_reason_at_its_place_and_keeps_the_answers(talk: Talk) -> None:
    article = talk.article("Gate")
    first = talk.shown(article)
    talk.shown(article, "An answer.", parent_id=first)
    assert moderate.hide(talk.store, [pick(talk, first)], Reason.SPAM, by=ANA, now=talk.now, note="The third today.") == 1
    assert talk.texts(article) == ["-", "An answer."]
    place = talk.thread(article).nodes[0].comment
    assert (place.status, place.reason, place.name, place.html) == (Status.HIDDEN, "spam", "", "")


def test_the_reason_of_a_person_is_never_that_of_the_machine(talk: Talk) -> None:
    first = talk.shown(talk.article("Gate"))
    with pytest.raises(ValueError, match="reports"):
        moderate.hide(talk.store, [pick(talk, first)], Reason.REPORTS, by=ANA, now=talk.now)


def test_a_decision_is_undone_to_what_was_before_once(talk: Talk) -> None:
    article = talk.article("Gate")
    first = talk.shown(article)
    before = talk.get(first)
    moderate.hide(talk.store, [pick(talk, first)], Reason.ABUSE, by=ANA, now=talk.now)
    assert moderate.undo(talk.store, pick(talk, first), by=ANA, now=talk.now)
    after = talk.get(first)
    assert (after.status, after.reason, after.html, after.shown_at) == (before.status, before.reason, before.html, before.shown_at)
    assert not moderate.undo(talk.store, pick(talk, first), by=ANA, now=talk.now)
    posted = talk.send(article, "A guest.")
    moderate.approve(talk.store, [pick(talk, posted.id)], by=ANA, now=talk.now)
    assert moderate.undo(talk.store, pick(talk, posted.id), by=ANA, now=talk.now)
    assert talk.get(posted.id).status is Status.PENDING
    assert "A guest." not in talk.texts(article)


def test_who_comes_second_gets_a_conflict_and_half_a_bulk_is_never_done(talk: Talk) -> None:
    article = talk.article("Gate")
    one, two = talk.send(article, "One of them."), talk.send(article, "The other one.")
    picks = [pick(talk, one.id), pick(talk, two.id)]
    moderate.hide(talk.store, [picks[1]], Reason.SPAM, by=ANA, now=talk.now)
    with pytest.raises(moderate.Conflict):
        moderate.approve(talk.store, picks, by=notices.PersonId("b" * 32), now=talk.now)
    assert talk.get(one.id).status is Status.PENDING
    assert talk.get(two.id).status is Status.HIDDEN
    assert talk.texts(article) == []


def test_of_two_moderators_at_the_same_moment_one_acts_and_one_is_told(talk: Talk) -> None:
    article = talk.article("Gate")
    picks = [pick(talk, talk.send(article, f"Comment number {number}.").id) for number in range(3)]
    start, said = threading.Barrier(2), []

    def act(decide: Callable[[], int]) -> None:
        start.wait(5)
        try:
            said.append(decide())
        except moderate.Conflict:
            said.append("conflict")

    ways = (lambda: moderate.approve(talk.store, picks, by=ANA, now=talk.now),
            lambda: moderate.hide(talk.store, picks[::-1], Reason.SPAM, by=ANA, now=talk.now))  # fmt: skip
    workers = [threading.Thread(target=act, args=(one,)) for one in ways]
    for one in workers:
        one.start()
    for one in workers:
        one.join(20)
    assert sorted(map(str, said)) == ["3", "conflict"]
    assert len({talk.get(one.id).status for one in picks}) == 1
    assert {talk.get(one.id).version for one in picks} == {2}


def test_what_was_deleted_meanwhile_does_not_come_back(talk: Talk) -> None:
    article = talk.article("Gate")
    posted = talk.send(article)
    actions.withdraw(talk.store, posted.id, posted.key, now=talk.now)
    assert moderate.approve(talk.store, [pick(talk, posted.id)], by=ANA, now=talk.now) == 0
    assert talk.get(posted.id).status is Status.REMOVED


def test_reports_of_another_comment_are_not_judged_with_this_one(talk: Talk) -> None:
    article = talk.article("Gate")
    mine, other = talk.shown(article), talk.shown(article)
    reports.report(talk.store, other, ReportReason.SPAM, "", network="192.0.2.0/24", once="1", rules=talk.rules, now=talk.now)
    with talk.store.read() as conn:
        (report,) = moderation.reports(conn, other)
    assert moderate.judge(talk.store, [report.id], upheld=True, comment_id=mine, by=ANA, now=talk.now) == 0
    with talk.store.read() as conn:
        assert [one.judged for one in moderation.reports(conn, other)] == [""]


def test_a_comment_is_decided_and_its_reports_stay_undecided_until_they_are_judged(talk: Talk) -> None:
    first = talk.shown(talk.article("Gate"))
    for number in range(4):
        reports.report(talk.store, first, ReportReason.SPAM, "", network=f"192.0.{number}.0/24", once=str(number), rules=talk.rules, now=talk.now)
    assert talk.get(first).status is Status.HIDDEN
    moderate.hide(talk.store, [pick(talk, first)], Reason.SPAM, by=ANA, now=talk.now)
    with talk.store.read() as conn:
        made = moderation.reports(conn, first)
        assert [one.judged for one in made] == [""] * 4
        assert [one.kept.comment.id for one in moderation.queue(conn, "reported", limit=9)] == [first]
    assert moderate.judge(talk.store, [one.id for one in made[:3]], upheld=True, comment_id=first, by=ANA, now=talk.now) == 3
    assert moderate.judge(talk.store, [one.id for one in made], upheld=False, comment_id=first, by=ANA, now=talk.now) == 1
    with talk.store.read() as conn:
        assert [one.judged for one in moderation.reports(conn, first)] == ["upheld"] * 3 + ["rejected"]
        assert moderation.queue(conn, "reported", limit=9) == []
    assert talk.get(first).status is Status.HIDDEN


def test_what_was_hidden_by_reports_is_shown_again_by_a_moderator(talk: Talk) -> None:
    article = talk.article("Gate")
    first = talk.shown(article)
    for number in range(4):
        reports.report(talk.store, first, ReportReason.ABUSE, "", network=f"192.0.{number}.0/24", once=str(number), rules=talk.rules, now=talk.now)
    moderate.approve(talk.store, [pick(talk, first)], by=ANA, now=talk.now)
    assert talk.texts(article) == [TEXT]


def test_the_same_words_wait_once_a_moderator_hid_them(talk: Talk) -> None:
    article = talk.article("Gate")
    spam = "Come and see the finest tide tables on the whole coast!"
    first = talk.shown(article, spam)
    moderate.hide(talk.store, [pick(talk, first)], Reason.SPAM, by=ANA, now=talk.now)
    again = talk.send(article, spam.upper().replace(" ", "  "), mail="other@reader.example")
    done = actions.verify(talk.store, talk.token(again.id), rules=talk.rules, now=talk.now)
    assert done is not None and done.status is Status.PENDING
    assert "stay_down" in [one.phase for one in talk.get(again.id).checks if one.reason]


def test_a_verified_writer_is_counted_and_can_be_suspended_for_a_while(talk: Talk) -> None:
    article = talk.article("Gate")
    first = talk.shown(article)
    moderate.hide(talk.store, [pick(talk, first)], Reason.HATE, by=ANA, now=talk.now)
    commenter = talk.get(first).commenter_id
    assert commenter is not None
    with talk.store.read() as conn:
        writer = comments.writer(conn, commenter)
    assert writer is not None and (writer.shown, writer.hidden) == (0, 1)
    assert moderate.suspend(talk.store, first, days=7, by=ANA, now=talk.now)
    held = talk.send(article, "Back again, and confirmed.", mail="ann@reader.example")
    done = actions.verify(talk.store, talk.token(held.id), rules=talk.rules, now=talk.now)
    assert done is not None and done.status is Status.PENDING
    talk.later(days=8)
    talk.shown(article, "After the suspension has ended.")
    guest = talk.send(article, "A guest.")
    assert not moderate.suspend(talk.store, guest.id, days=7, by=ANA, now=talk.now)


def test_what_the_rights_desk_restricts_is_not_the_moderators_to_show(talk: Talk) -> None:
    article = talk.article("Gate")
    first = talk.shown(article)
    with talk.store.write() as conn:
        restrictions.add(conn, [notices.Restriction(
            id=notices.RestrictionId("r" * 32), decision_id=notices.DecisionId("d" * 32), notice_id=None, reference="", starts_at=talk.now,
            action=notices.Action.HIDE_COMMENT, kind=notices.Kind.COMMENT, object_id=first)])  # fmt: skip
    assert moderate.approve(talk.store, [pick(talk, first)], by=ANA, now=talk.now) == 0
    assert talk.texts(article) == []
    assert talk.kinds(first)[-1] == "comment.verified"


def test_the_ledger_holds_no_text_no_name_no_address_and_the_note_stays_private(talk: Talk) -> None:
    first = talk.shown(talk.article("Gate"), "Unmistakable words.", name="Zebedee", mail="zeb@reader.example", network="198.51.100.0/24")
    reports.report(talk.store, first, ReportReason.SPAM, "my private remark", network="192.0.2.0/24", once="x", rules=talk.rules, now=talk.now)
    moderate.hide(talk.store, [pick(talk, first)], Reason.SPAM, by=ANA, now=talk.now, note="a note for colleagues")
    moderate.undo(talk.store, pick(talk, first), by=ANA, now=talk.now)
    with talk.store.read() as conn:
        rows = str(conn.execute(sa.select(desk_tables.ledger)).all())
        last = ledger.of(conn, first)[-2]
        assert ledger.private_of(conn, last.seq) == "a note for colleagues"
    assert last.facts == {"before": "shown", "reason": "spam", "reason_before": "", "role": "moderator", "status": "hidden"}
    for secret in ("Unmistakable", "Zebedee", "reader.example", "198.51.100", "192.0.2", "remark", "colleagues"):
        assert secret not in rows, secret


def test_the_queue_has_what_waits_first_and_counts_each_state(talk: Talk) -> None:
    article, other = talk.article("Gate"), talk.article("Other")
    first = talk.send(article, "The first to wait.")
    talk.later(minutes=5)
    talk.send(other, "The second to wait.")
    shown = talk.shown(article, "Shown.")
    talk.send(article, "It answers.", parent_id=shown)
    with talk.store.read() as conn:
        found = moderation.queue(conn, "pending", limit=9)
        assert [one.kept.comment.text for one in found] == ["The first to wait.", "The second to wait.", "It answers."]
        assert [one.headline for one in found] == ["Gate", "Other", "Gate"]
        assert [one.parent for one in found] == ["", "", "Shown."]
        assert len(moderation.queue(conn, "pending", limit=9, article_id=other)) == 1
        assert moderation.tally(conn) == {"pending": 3, "reported": 0, "hidden": 0, "shown": 1}
        kept = comments.get(conn, first.id)
        assert kept is not None and moderation.of_writer(conn, kept) == []


def test_the_history_of_a_writer_is_by_commenter_or_by_network(talk: Talk) -> None:
    article = talk.article("Gate")
    one = talk.shown(article, "Confirmed, from one place.", network="198.51.100.0/24")
    talk.later(minutes=5)
    talk.shown(article, "Confirmed, from another place.", network="203.0.113.0/24")
    guest = talk.send(article, "A guest from the first place.", network="198.51.100.0/24")
    with talk.store.read() as conn:
        kept, other = comments.get(conn, one), comments.get(conn, guest.id)
        assert kept and other
        assert len(moderation.of_writer(conn, kept)) == 2
        assert [found.kept.comment.id for found in moderation.of_writer(conn, other)] == [one]


# ---- claims ------------------------------------------------------------------------------------------------


def whose(talk: Talk, which: str, by: str) -> list[str]:
    with talk.store.read() as conn:
        found = moderation.queue(conn, "pending", limit=9, only=moderation.whose(which, by=by, now=talk.now))
    return [one.kept.comment.text for one in found]


def test_who_takes_a_comment_on_has_it_until_they_let_it_go(talk: Talk) -> None:
    article = talk.article("Gate")
    one, two = talk.send(article, "One of them.").id, talk.send(article, "The other one.").id
    version = talk.get(one).version
    assert moderate.claim(talk.store, [one], by=ANA, now=talk.now) == 1
    assert moderate.claim(talk.store, [one, two, one], by=BEN, now=talk.now) == 1
    assert (whose(talk, "mine", ANA), whose(talk, "mine", BEN)) == (["One of them."], ["The other one."])
    assert whose(talk, "nobodys", ANA) == []
    assert len(whose(talk, "", ANA)) == 2
    assert moderate.let_go(talk.store, [one, two], by=ANA) == 1
    assert whose(talk, "nobodys", ANA) == ["One of them."]
    assert talk.get(one).version == version, "whoever has read it may still decide"


def test_a_claim_lapses_after_half_an_hour_and_anybody_may_take_it(talk: Talk) -> None:
    one = talk.send(talk.article("Gate"), "One of them.").id
    moderate.claim(talk.store, [one], by=ANA, now=talk.now)
    talk.later(minutes=29)
    assert whose(talk, "nobodys", BEN) == []
    assert moderate.claim(talk.store, [one], by=BEN, now=talk.now) == 0
    talk.later(minutes=1)
    assert whose(talk, "mine", ANA) == []
    assert whose(talk, "nobodys", BEN) == ["One of them."]
    assert moderate.claim(talk.store, [one], by=BEN, now=talk.now) == 1
    assert moderate.let_go(talk.store, [one], by=ANA) == 0, "it is no longer hers to let go"
    assert whose(talk, "mine", BEN) == ["One of them."]


def test_what_somebody_else_has_is_decided_deliberately_alone(talk: Talk) -> None:
    article = talk.article("Gate")
    one, two = talk.send(article, "One of them.").id, talk.send(article, "The other one.").id
    moderate.claim(talk.store, [one], by=ANA, now=talk.now)
    picks = [pick(talk, one), pick(talk, two)]
    with pytest.raises(moderate.Claimed):
        moderate.approve(talk.store, picks, by=BEN, now=talk.now)
    with pytest.raises(moderate.Claimed):
        moderate.hide(talk.store, picks, Reason.SPAM, by=BEN, now=talk.now)
    assert {talk.get(each).status for each in (one, two)} == {Status.PENDING}
    assert moderate.hide(talk.store, picks[:1], Reason.SPAM, by=BEN, now=talk.now, despite=True) == 1
    moderate.claim(talk.store, [two], by=ANA, now=talk.now)
    assert moderate.approve(talk.store, picks[1:], by=ANA, now=talk.now) == 1, "her own claim stops nobody"
    with talk.store.read() as conn:
        kept = [comments.get(conn, each) for each in (one, two)]
    assert [moderation.holder(each, now=talk.now) for each in kept if each] == ["", ""], "a decision ends it"


def test_a_lapsed_claim_stops_nobody_and_what_its_author_deleted_is_not_taken_on(talk: Talk) -> None:
    article = talk.article("Gate")
    one, gone = talk.send(article, "One of them."), talk.send(article, "Soon gone.")
    moderate.claim(talk.store, [one.id], by=ANA, now=talk.now)
    talk.later(minutes=30)
    assert moderate.approve(talk.store, [pick(talk, one.id)], by=BEN, now=talk.now) == 1
    actions.withdraw(talk.store, gone.id, gone.key, now=talk.now)
    assert moderate.claim(talk.store, [gone.id, "0" * 32], by=ANA, now=talk.now) == 0

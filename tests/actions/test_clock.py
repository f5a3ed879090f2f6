"""The desk's clock: every step once, in order, whatever stood still before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from headwater import model, notices
from headwater.actions import clock, decide, due, receive, restrict
from headwater.notices import Channel, Outcome, Scope, State, Type
from headwater.store import ledger, outbox, promise, restrictions, steps
from headwater.store import notices as rows
from support.complaints import START, WHOLE, Office


def _kinds(office: Office, reference: str) -> list[str]:
    with office.store.read() as conn:
        return [row.kind for row in ledger.of(conn, reference)]


def _promise(office: Office, *, days: float = 90) -> promise.Numbers:
    with office.store.read() as conn:
        return promise.numbers(conn, since=office.now - timedelta(days=days), now=office.now)


def test_nobody_acts_so_the_text_is_reduced_at_twenty_hours_and_the_promise_is_kept(office: Office) -> None:
    office.reviewer()
    article = office.article(office.outlet())
    received = office.complain(article)
    office.wait(19.9)
    assert office.shown(article).view is model.View.FULL  # pyright: ignore[reportOptionalMemberAccess]
    assert "rights@tide.example" in {one.recipient for one in office.letters("warning")}
    office.wait(0.1)
    shown = office.shown(article)
    assert shown is not None
    assert (shown.view, shown.paragraphs, shown.headline) == (model.View.LINK_ONLY, (), "Harbour gate closes")
    notice = office.notice(received)
    assert (notice.state, notice.outcome, notice.answered_at) == (State.UNDER_REVIEW, Outcome.ACTED, START + timedelta(hours=20))
    assert office.letters("interim")[0].recipient == "mara@lind.example"
    reasons = office.letters("reasons")[0]
    assert reasons.recipient == "rights@tide.example"
    for wanted in ("Only the headline and the link", "without a person deciding", "our terms", "answer this mail", "https://site.example/article/"):
        assert wanted in reasons.body
    assert "Mara" not in reasons.body
    office.wait(10)
    assert _promise(office) == promise.Numbers(acted=1, median_hours=20.0, p95_hours=20.0)
    assert [one for one in _kinds(office, notice.reference) if one.startswith(("interim", "promise"))] == ["interim.warned", "interim.taken", "promise.settled"]
    with office.store.read() as conn:
        assert not list(ledger.verify(conn))


def test_steps_are_done_once_however_often_the_clock_runs(office: Office) -> None:
    office.reviewer()
    office.complain(office.article(office.outlet()))
    office.wait(30)
    letters = [one.key for one in office.letters()]
    with office.store.read() as conn:
        _, head = ledger.head(conn)
    assert office.wait(0) == 0
    assert [one.key for one in office.letters()] == letters
    with office.store.read() as conn:
        assert ledger.head(conn)[1] == head


def test_after_a_standstill_all_is_done_in_order_and_lateness_is_told(office: Office) -> None:
    office.reviewer()
    article = office.article(office.outlet())
    received = office.complain(article)
    office.wait(30)  # nothing ran in between
    notice = office.notice(received)
    assert notice.outcome is Outcome.BREACHED
    assert notice.interim_id is not None
    with office.store.read() as conn:
        done = [one.name for one in steps.of_notice(conn, notice.id) if one.done_at]
        facts = {row.kind: row.facts for row in ledger.of(conn, notice.reference)}
    assert [one for one in done if not one.startswith("remind")] == ["warn", "interim", "check", "promise"]
    assert facts["promise.settled"]["outcome"] == "breached"
    assert facts["promise.late"]["hours"] == 30.0
    subjects = [one.subject for one in office.letters("reminder")]
    assert len([one for one in subjects if "waiting" in one]) == 1  # four reminders are one letter
    assert _promise(office) == promise.Numbers(breached=1, median_hours=30.0, p95_hours=30.0)


def test_a_broken_promise_is_apologised_for_and_told_to_everybody_here(small: Office) -> None:
    small.reviewer()
    article = small.article(small.outlet())
    received = small.complain(article, type=Type.COURT_ORDER, fields=[("court", "Osk District Court"), ("case_number", "7"), ("parties", "A against B")],
                              explanation="Remove it")
    assert received.notice.category is notices.Category.U1
    small.wait(23)
    assert small.shown(article).view is model.View.FULL  # pyright: ignore[reportOptionalMemberAccess]
    small.wait(1)
    assert small.notice(received).outcome is Outcome.BREACHED
    (apology,) = small.letters("apology")
    assert "have not kept it. We are sorry." in apology.body
    assert "Mon 23 November 2026, 09:00 UTC" in apology.body  # the new time
    assert any("A promise is broken" in one.subject for one in small.letters("reminder"))
    small.wait(24)
    assert any("overdue" in one.subject for one in small.letters("reminder"))
    assert _promise(small).median_hours == 48.0  # and it still runs


def test_an_incomplete_notice_that_was_asked_in_time_counts_as_asked_and_hides_nothing(office: Office) -> None:
    article = office.article(office.outlet())
    received = office.complain(article, fields=WHOLE[:-1])
    office.deliver()
    office.wait(25)
    assert office.notice(received).outcome is Outcome.ASKED
    assert office.shown(article).view is model.View.FULL  # pyright: ignore[reportOptionalMemberAccess]
    assert _promise(office).asked == 1


def test_a_request_that_never_left_the_outbox_does_not_count_as_asked(small: Office) -> None:
    received = small.complain(small.article(small.outlet()), fields=WHOLE[:-1])
    small.now += timedelta(hours=25)
    clock.run(small.store, rules=small.rules, now=small.now)
    assert small.notice(received).outcome is Outcome.BREACHED


def test_without_a_mail_server_the_status_page_asks(small: Office) -> None:
    small.rules = replace(small.rules, sends_mail=False)
    received = small.complain(small.article(small.outlet()), fields=WHOLE[:-1])
    small.now += timedelta(hours=25)
    clock.run(small.store, rules=small.rules, now=small.now)
    assert small.notice(received).outcome is Outcome.ASKED


def test_what_does_not_come_in_seven_days_closes_the_notice_and_can_reopen_it(office: Office) -> None:
    received = office.complain(office.article(office.outlet()), fields=WHOLE[:-1])
    office.deliver()
    office.wait(24 * 7)
    assert office.notice(received).state is State.CLOSED
    assert "Nothing is lost" in office.letters("closed")[0].body
    after = receive.add_info(office.store, received.token, notices.Statement(fields=(("signature", "Mara Lind"),)), rules=office.rules, now=office.now)
    assert after is not None
    assert (after.state, after.deadline_at) == (State.UNDER_REVIEW, office.now + timedelta(hours=24))
    office.wait(20)
    assert office.notice(received).outcome is Outcome.ACTED
    assert _promise(office) == promise.Numbers(acted=1, asked=1, median_hours=10.0, p95_hours=20.0)


def test_reminders_cease_when_somebody_takes_it_on(small: Office) -> None:
    rea = small.reviewer()
    small.reviewer("Sol")
    received = small.complain(small.article(small.outlet()))
    small.wait(1)
    assert {one.recipient for one in small.letters("reminder")} == {"rea@site.example", "sol@site.example"}
    decide.claim(small.store, received.notice.id, by=rea, now=small.now)
    small.wait(11)
    assert len(small.letters("reminder")) == 2


def test_many_notices_make_one_reminder(small: Office) -> None:
    small.reviewer()
    article = small.article(small.outlet())
    references = [small.complain(article).notice.reference for _ in range(7)]
    small.wait(1)
    (letter,) = small.letters("reminder")
    assert "7 complaints waiting" in letter.subject
    assert all(one in letter.body for one in references)


def test_a_publisher_proven_to_be_it_gets_its_own_hidden_after_five_minutes(office: Office) -> None:
    article = office.article(office.outlet())
    received = office.complain(article, channel=Channel.MAIL, verified_domain="tide.example", scope=Scope.ITEM,
                               contact=notices.Contact(name="Tide", mail="legal@tide.example"))
    assert received.notice.category is notices.Category.U2
    office.wait(0.05)
    assert office.shown(article) is not None
    office.wait(0.05)
    assert office.shown(article) is None
    notice = office.notice(received)
    assert (notice.state, notice.outcome, notice.interim_id) == (State.ACTED, Outcome.ACTED, None)
    with office.store.read() as conn:
        (decision,) = rows.decisions(conn, notice.id)
    assert (decision.made_by, decision.automated) == ("rule:own-content/1", "full")
    decide.undo(office.store, decision.id, by=office.reviewer(), reason="The mail was forged", rules=office.rules, now=office.now)
    assert office.shown(article) is not None


def test_another_domain_than_the_outlets_is_not_its_own(small: Office) -> None:
    article = small.article(small.outlet())
    received = small.complain(article, channel=Channel.MAIL, verified_domain="other.example")
    assert received.notice.category is notices.Category.N
    small.wait(1)
    assert small.notice(received).state is State.UNDER_REVIEW


def test_a_doubtful_notice_is_labelled_only_and_its_interim_action_lapses(office: Office) -> None:
    article = office.article(office.outlet())
    fields = (*WHOLE, ("original_url", "https://throwaway.example/copy"), ("first_published", "2026-11-01"))
    received = office.complain(article, fields=fields)
    assert received.notice.risk == "high"
    assert any(one.startswith("A1/1:") for one in received.notice.flags)
    before = office.shown(article)
    assert before is not None
    office.wait(20)
    shown = office.shown(article)
    assert shown is not None
    assert (shown.view, shown.paragraphs) == (before.view, before.paragraphs)
    assert [one.action for one in shown.notes] == ["label"]
    office.wait(52)
    office.wait(24 * 7)
    assert office.shown(article) == before
    notice = office.notice(received)
    assert (notice.state, notice.interim_id) == (State.UNDER_REVIEW, None)
    assert "has ended" in office.letters("lapsed")[0].body


def test_a_complete_harmless_notice_keeps_its_interim_action_until_somebody_decides(small: Office) -> None:
    small.reviewer()
    article = small.article(small.outlet())
    received = small.complain(article)
    small.wait(20)
    small.wait(24 * 30)
    assert small.notice(received).interim_id is not None
    assert small.shown(article).view is model.View.LINK_ONLY  # pyright: ignore[reportOptionalMemberAccess]
    assert sum("waits for a decision" in one.subject for one in small.letters("reminder")) == 1  # one a run
    small.wait(24)
    assert sum("waits for a decision" in one.subject for one in small.letters("reminder")) == 2


def test_defamation_about_news_keeps_headline_and_link(small: Office) -> None:
    article = small.article(small.outlet())
    fields = (("words", "closed at noon"), ("good_faith", "yes"))
    small.complain(article, type=Type.DEFAMATION, fields=fields, explanation="It closed at one", scope=Scope.ITEM)
    small.wait(20)
    shown = small.shown(article)
    assert shown is not None
    assert (shown.view, shown.headline, shown.excerpt) == (model.View.LINK_ONLY, "Harbour gate closes", "")
    assert [(one.action, one.interim) for one in shown.notes] == [("link_only", True)]


def test_a_correction_is_never_acted_on_by_itself(small: Office) -> None:
    article = small.article(small.outlet())
    received = small.complain(article, type=Type.CORRECTION, fields=[("words", "noon")], explanation="It was one o'clock")
    small.wait(23.9)
    assert small.shown(article).view is model.View.FULL  # pyright: ignore[reportOptionalMemberAccess]
    assert small.notice(received).outcome is None


def test_an_interim_action_that_does_not_stand_is_done_again(small: Office) -> None:
    small.reviewer()
    article = small.article(small.outlet())
    received = small.complain(article)
    small.wait(20)
    with small.store.write() as conn:
        (decision,) = rows.decisions(conn, received.notice.id)
        restrict.lift(conn, decision.id, now=small.now)
    assert small.shown(article).view is model.View.FULL  # pyright: ignore[reportOptionalMemberAccess]
    small.wait(2)
    assert small.shown(article).view is model.View.LINK_ONLY  # pyright: ignore[reportOptionalMemberAccess]
    assert any("did not stand" in one.subject for one in small.letters("reminder"))


def test_the_web_takes_overdue_interim_action_where_the_worker_is_silent(office: Office) -> None:
    article = office.article(office.outlet())
    office.wait(0)  # the worker lives
    received = office.complain(article)
    office.now += timedelta(hours=20, minutes=5)
    with office.store.write() as conn:
        steps.beat(conn, now=office.now - timedelta(minutes=10))
    assert clock.overdue_interims(office.store, rules=office.rules, now=office.now) == 0
    assert not clock.is_silent(office.store, now=office.now)
    office.now += timedelta(minutes=25)
    assert clock.is_silent(office.store, now=office.now)
    assert clock.overdue_interims(office.store, rules=office.rules, now=office.now) == 1
    assert office.shown(article).view is model.View.LINK_ONLY  # pyright: ignore[reportOptionalMemberAccess]
    assert office.notice(received).outcome is Outcome.ACTED
    assert clock.overdue_interims(office.store, rules=office.rules, now=office.now) == 0
    assert office.letters("warning") == []  # the worker's own steps wait for it


def test_where_no_worker_ever_ran_the_web_acts_once_something_is_overdue(small: Office) -> None:
    assert not clock.is_silent(small.store, now=small.now)
    small.complain(small.article(small.outlet()))
    small.now += timedelta(hours=21)
    assert clock.overdue_interims(small.store, rules=small.rules, now=small.now) == 1


def test_a_step_that_fails_stops_no_other_and_is_tried_again(small: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    article, other = small.article(small.outlet()), small.article(small.outlet("Rill", "https://rill.example/"), "rill", text="Other words " * 20)
    first, second = small.complain(article), small.complain(other)
    take = due.interim.take

    def fails(conn: object, notice: notices.Notice, *more: object, **words: object) -> notices.Notice:
        if notice.id == first.notice.id:
            raise ValueError("a fault of ours")
        return take(conn, notice, *more, **words)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(due.interim, "take", fails)
    small.wait(20)
    assert (small.notice(first).interim_id, small.notice(second).interim_id is not None) == (None, True)
    monkeypatch.undo()
    small.wait(0.1)
    assert small.notice(first).interim_id is not None


def test_every_restriction_of_an_interim_action_says_that_it_is_one(small: Office) -> None:
    article = small.article(small.outlet())
    small.complain(article)
    small.wait(20)
    with small.store.read() as conn:
        (one,) = restrictions.of_object(conn, notices.Kind.ARTICLE, article)
    assert (one.interim, one.action, one.status) == (True, notices.Action.LINK_ONLY, 410)
    assert "no judgement" in one.reason


def test_letters_that_cannot_be_written_are_in_the_ledger(small: Office) -> None:
    article = small.article(small.outlet(contact=""))
    received = small.complain(article)
    small.wait(20)
    with small.store.read() as conn:
        facts = [row.facts for row in ledger.of(conn, received.notice.reference) if row.kind == "notice.no_contact"]
    assert [(one["letter"], one["to"], one["outlets"]) for one in facts] == [
        ("warning", "affected", ["Tidewater Post"]), ("reasons", "affected", ["Tidewater Post"])]


def test_the_numbers_come_from_the_ledger_alone(small: Office) -> None:
    small.complain(small.article(small.outlet()))
    small.wait(25)
    before = _promise(small)
    with small.store.write() as conn:
        conn.exec_driver_sql("DELETE FROM notice")
        conn.exec_driver_sql("DELETE FROM step")
    assert _promise(small) == before
    assert before.total == 1


def test_a_day_of_a_thousand_due_steps_is_caught_up_in_bounded_batches(small: Office) -> None:
    article = small.article(small.outlet())
    for number in range(60):
        small.complain(article, contact=notices.Contact(name="N", mail=f"n{number}@lind.example"))
    small.now += timedelta(hours=26)
    done = 0
    while more := clock.run(small.store, rules=small.rules, now=small.now, limit=100):
        done += more
        assert more <= 100 + 500
    assert done >= 60 * 8
    with small.store.read() as conn:
        assert steps.due(conn, now=small.now, limit=10) == []
        assert outbox.due(conn, now=small.now, limit=1) != []


def test_two_clocks_at_once_do_each_step_once(office: Office) -> None:
    office.reviewer()
    article = office.article(office.outlet())
    received = [office.complain(article) for _ in range(6)]
    office.now += timedelta(hours=30)
    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(clock.run, office.store, rules=office.rules, now=office.now, limit=1000) for _ in range(2)]:
            one.result()
    with office.store.read() as conn:
        for one in received:
            kinds = [row.kind for row in ledger.of(conn, one.notice.reference)]
            assert [kinds.count(kind) for kind in ("interim.taken", "promise.settled", "promise.late")] == [1, 1, 1]
            assert len(rows.decisions(conn, one.notice.id)) == 1
        assert not list(ledger.verify(conn))
        assert len(restrictions.of_object(conn, notices.Kind.ARTICLE, article)) == 6

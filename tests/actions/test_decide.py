"""Deciding, asking, undoing: each in one transaction, by one person at a time."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from headwater import errors, model, notices
from headwater.actions import decide, receive
from headwater.desk import states
from headwater.notices import Action, Channel, Outcome, Scope, State, Type
from headwater.store import ids, ledger, restrictions, schema, staydown, steps
from headwater.store import notices as rows
from support.complaints import WHOLE, Office

REASON = "The text was shown whole without a permission."


def _decide(office: Office, received: receive.Received, action: Action = Action.HIDE_ITEM, **values: Any) -> notices.Decision:
    notice = office.notice(received)
    by = values.pop("by", None) or office.reviewer(f"R{office.sent}")
    verdict = decide.Verdict(action=action, reason=values.pop("reason", REASON), **values)
    return decide.decide(office.store, notice.id, verdict, by=by, version=notice.version, rules=office.rules, now=office.now)


def test_a_decision_hides_at_once_tells_both_sides_and_ends_the_clock(office: Office) -> None:
    article = office.article(office.outlet())
    received = office.complain(article)
    office.now += timedelta(hours=2)
    decision = _decide(office, received)
    assert office.shown(article) is None
    notice = office.notice(received)
    assert (notice.state, notice.outcome, notice.decision_id) == (State.ACTED, Outcome.ACTED, decision.id)
    (letter,) = office.letters("decision")
    for wanted in (REASON, "The item is hidden", "A person decided this", "dispute settlement body", "kept from coming back"):
        assert wanted in letter.body
    (reasons,) = office.letters("reasons")
    assert "without a time limit" in reasons.body
    assert office.wait(1000) == 0
    with office.store.read() as conn:
        made = [row for row in ledger.of(conn, notice.reference) if row.kind == "decision.made"]
        assert REASON not in str(made[0].facts)
        assert ledger.private_of(conn, made[0].seq) == REASON
        assert not list(ledger.verify(conn))


def test_whoever_complained_is_told_where_the_thing_lies_that_we_cannot_take_away(small: Office) -> None:
    picture = "https://pictures.tide.example/2026/gate.jpg"
    article = small.article(small.outlet(), picture=picture)
    _decide(small, small.complain(picture, type=Type.COPYRIGHT_IMAGE, scope=Scope.IMAGE), Action.HIDE_IMAGE)
    (letter,) = small.letters("decision")
    assert "we do not fetch it again" in letter.body and f"- {picture}" in letter.body
    _decide(small, small.complain(article), Action.LINK_ONLY)
    assert "- https://tide.example/news/gate" in small.letters("decision")[-1].body
    child = small.complain(article, type=Type.CHILD_SAFETY, scope=Scope.ITEM)
    _decide(small, child)
    assert "tide.example" not in small.letters("decision")[-1].body.split("What we received")[0]
    _decide(small, small.complain(article), Action.NONE)
    assert "in our hands" not in small.letters("decision")[-1].body


def test_two_reviewers_decide_at_once_and_one_is_told_to_look_again(office: Office) -> None:
    article = office.article(office.outlet())
    received = office.complain(article)
    version, both = office.notice(received).version, [office.reviewer("Rea"), office.reviewer("Sol")]
    gate, outcomes = threading.Barrier(2), []

    def settle(by: notices.PersonId, action: Action) -> None:
        gate.wait()
        try:
            verdict = decide.Verdict(action=action, reason=REASON)
            decide.decide(office.store, received.notice.id, verdict, by=by, version=version, rules=office.rules, now=office.now)
            outcomes.append("decided")
        except decide.Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=settle, args=pair) for pair in zip(both, (Action.HIDE_ITEM, Action.NONE), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict", "decided"]
    with office.store.read() as conn:
        (decision,) = rows.decisions(conn, received.notice.id)
    assert decision.made_by in both
    assert (office.shown(article) is None) == (decision.action is Action.HIDE_ITEM)


def test_a_stale_version_is_a_conflict_and_changes_nothing(small: Office) -> None:
    article = small.article(small.outlet())
    received = small.complain(article)
    rea = small.reviewer()
    decide.claim(small.store, received.notice.id, by=rea, now=small.now)
    with pytest.raises(decide.Conflict, match="look at it again"):
        decide.decide(small.store, received.notice.id, decide.Verdict(action=Action.HIDE_ITEM, reason=REASON), by=rea,
                      version=received.notice.version, rules=small.rules, now=small.now)
    assert small.shown(article) is not None


def test_undo_brings_everything_back_as_it_was(office: Office) -> None:
    article = office.article(office.outlet(), picture="https://img.tide.example/gate.jpg")
    before = office.shown(article)
    received = office.complain(article)
    decision = _decide(office, received)
    assert office.shown(article) is None
    office.now += timedelta(hours=1)
    undone = decide.undo(office.store, decision.id, by=office.reviewer(), reason="The permission was found", rules=office.rules, now=office.now)
    assert undone.undone_at == office.now
    assert office.shown(article) == before
    assert office.notice(received).state is State.RESTORED
    assert "The permission was found" in office.letters("undone")[0].body
    assert office.letters("restored")[0].recipient == "rights@tide.example"
    again = decide.undo(office.store, decision.id, by=office.reviewer("Sol"), reason="twice", rules=office.rules, now=office.now)
    assert again.undone_at == undone.undone_at
    assert len(office.letters("undone")) == 1
    with office.store.read() as conn:
        assert staydown.is_empty(conn)
        assert not list(ledger.verify(conn))


def test_a_notice_stays_acted_on_while_one_of_two_decisions_on_it_stands(small: Office) -> None:
    outlet = small.outlet()
    article, other = small.article(outlet), small.article(outlet, "eels", text="Eels and nothing else. " * 20)
    draft = replace(small.draft(channel=Channel.MAIL, verified_domain="tide.example"), targets=((article, Scope.ITEM), (other, Scope.TEXT)))
    received = receive.receive(small.store, draft, rules=small.rules, now=small.now)
    small.wait(0.1)
    with small.store.read() as conn:
        first, second = rows.decisions(conn, received.notice.id)
    assert small.notice(received).state is State.ACTED
    for decision, state in ((first, State.ACTED), (second, State.RESTORED)):
        decide.undo(small.store, decision.id, by=small.reviewer(f"R{state}"), reason="A mistake", rules=small.rules, now=small.now)
        assert small.notice(received).state is state
    assert all(small.shown(one).view is model.View.FULL for one in (article, other))  # pyright: ignore[reportOptionalMemberAccess]


def test_a_decision_takes_the_place_of_the_interim_action(small: Office) -> None:
    article = small.article(small.outlet())
    received = small.complain(article)
    small.wait(20)
    _decide(small, received, Action.NONE, reason="A short quotation, which the law allows.")
    shown = small.shown(article)
    assert shown is not None
    assert (shown.view, shown.notes) == (model.View.FULL, ())
    notice = small.notice(received)
    assert (notice.state, notice.interim_id, notice.outcome) == (State.NO_ACTION, None, Outcome.ACTED)
    assert small.letters("restored")
    assert "Nothing was changed" in small.letters("decision")[0].body


def test_a_legal_ground_gives_451_and_our_terms_410(small: Office) -> None:
    outlet = small.outlet()
    for slug, basis, status in (("a", "legal", 451), ("b", "terms", 410)):
        article = small.article(outlet, slug, text=f"Words {slug} " * 30)
        _decide(small, small.complain(article), basis=basis)
        with small.store.read() as conn:
            (one,) = restrictions.of_object(conn, notices.Kind.ARTICLE, article)
        assert (one.status, one.reason) == (status, REASON)


def test_the_claimants_own_copies_are_spared_but_not_those_of_the_outlet_complained_of(small: Office) -> None:
    article = small.article(small.outlet())
    fields = (*WHOLE, ("original_url", "https://www.lind.example/gate"))
    decision = _decide(small, small.complain(article, fields=fields), spare=("https://mirror.example/x",))
    assert decision.spare == ("mirror.example", "lind.example")
    other = small.article(small.outlet("Rill", "https://rill.example/"), "rill", text="Quite other words " * 20)
    received = small.complain(other, contact=notices.Contact(name="Own", mail="own@rill.example"))
    assert _decide(small, received).spare == ()


@pytest.mark.parametrize("values", [{"reason": " "}, {"basis": "whim"}])
def test_a_decision_without_a_reason_or_on_a_whim_is_refused(small: Office, values: dict[str, Any]) -> None:
    article = small.article(small.outlet())
    received = small.complain(article)
    with pytest.raises(errors.HeadwaterError):
        _decide(small, received, **values)
    assert small.shown(article) is not None
    assert small.notice(received).version == received.notice.version


def test_nothing_found_here_cannot_be_hidden_but_can_be_refused(small: Office) -> None:
    small.outlet()
    received = small.complain("https://tide.example/unknown")
    with pytest.raises(errors.HeadwaterError, match="names nothing that is found here"):
        _decide(small, received)
    assert _decide(small, received, Action.NONE).action is Action.NONE


def test_asking_lists_what_is_wanted_counts_once_sent_and_closes_later(office: Office) -> None:
    rea, received = office.reviewer(), office.complain(office.article(office.outlet()))
    office.now += timedelta(hours=1)
    after = decide.ask(office.store, received.notice.id, ["work", "proof"], by=rea, rules=office.rules, now=office.now, words="Which of the two?")
    assert (after.state, after.missing) == (State.NEEDS_INFO, ("work", "proof"))
    (letter,) = office.letters("ask")
    assert "Which work of yours it is" in letter.body
    assert "Which of the two?" in letter.body
    office.deliver()
    office.wait(24)
    assert office.notice(received).outcome is Outcome.ASKED
    office.wait(24 * 7)
    assert office.notice(received).state is State.CLOSED
    with office.store.read() as conn:
        assert [one for one in steps.of_notice(conn, after.id) if one.done_at is None] == []


def test_only_known_elements_can_be_asked_for(small: Office) -> None:
    rea, received = small.reviewer(), small.complain(small.article(small.outlet()))
    with pytest.raises(errors.HeadwaterError, match="choose from signature, work"):
        decide.ask(small.store, received.notice.id, ["shoe size"], by=rea, rules=small.rules, now=small.now)
    with pytest.raises(errors.HeadwaterError, match="say what is missing"):
        decide.ask(small.store, received.notice.id, [], by=rea, rules=small.rules, now=small.now)


def test_a_notice_is_claimed_by_one_and_given_back(small: Office) -> None:
    rea, sol = small.reviewer("Rea"), small.reviewer("Sol")
    received = small.complain(small.article(small.outlet()))
    decide.claim(small.store, received.notice.id, by=rea, now=small.now)
    again = decide.claim(small.store, received.notice.id, by=rea, now=small.now)
    with pytest.raises(decide.Conflict):
        decide.claim(small.store, received.notice.id, by=sol, now=small.now)
    assert again.claimed_by == rea
    decide.let_go(small.store, received.notice.id, by=sol, now=small.now)
    assert decide.claim(small.store, received.notice.id, by=sol, now=small.now).claimed_by == sol


def test_notes_stay_at_the_desk(small: Office) -> None:
    rea, received = small.reviewer(), small.complain(small.article(small.outlet()))
    decide.note(small.store, received.notice.id, "Rang the agent, no answer", by=rea, now=small.now)
    with small.store.read() as conn:
        assert [(one.by, one.text) for one in rows.notes(conn, received.notice.id)] == [(rea, "Rang the agent, no answer")]
        assert all("Rang" not in str(row.facts) for row in ledger.of(conn, received.notice.reference))


def test_spam_is_not_answered_and_owes_nothing(small: Office) -> None:
    rea, received = small.reviewer(), small.complain(small.article(small.outlet()))
    sent = len(small.letters())
    after = decide.mark(small.store, received.notice.id, State.SPAM, by=rea, reason="Sells pills", rules=small.rules, now=small.now)
    assert after.state is State.SPAM
    assert small.wait(48) == 0
    assert len(small.letters()) == sent
    opened = decide.mark(small.store, received.notice.id, State.UNDER_REVIEW, by=rea, reason="No, it does not", rules=small.rules, now=small.now)
    assert (opened.state, opened.deadline_at) == (State.UNDER_REVIEW, small.now + timedelta(hours=24))


def test_a_refusal_that_is_taken_back_opens_the_notice_with_new_hours(small: Office) -> None:
    rea, received = small.reviewer(), small.complain(small.article(small.outlet()))
    decision = _decide(small, received, Action.NONE)
    small.now += timedelta(hours=5)
    decide.undo(small.store, decision.id, by=rea, reason="I erred", rules=small.rules, now=small.now)
    notice = small.notice(received)
    assert (notice.state, notice.deadline_at) == (State.UNDER_REVIEW, small.now + timedelta(hours=24))
    small.wait(20)
    assert small.notice(received).interim_id is not None


def test_a_picture_that_is_taken_down_leaves_the_text(small: Office) -> None:
    picture = "https://img.tide.example/gate.jpg"
    article = small.article(small.outlet(), picture=picture)
    received = small.complain(picture, type=Type.COPYRIGHT_IMAGE, scope=Scope.IMAGE)
    _decide(small, received, Action.HIDE_IMAGE)
    shown = small.shown(article)
    assert shown is not None
    assert [(one.url, one.credit) for one in shown.images] == [("", "Photo: Ana Berg")]
    assert shown.paragraphs


def test_a_decided_notice_is_not_decided_again_without_undoing(small: Office) -> None:
    received = small.complain(small.article(small.outlet()))
    _decide(small, received)
    with pytest.raises(states.Illegal, match="acted"):
        _decide(small, received, Action.LABEL)


def test_a_story_is_hidden_by_its_articles(small: Office) -> None:
    outlet = small.outlet()
    article, story = small.article(outlet), ids.new()
    with small.store.write() as conn:
        conn.execute(sa.insert(schema.story).values(id=story, created_at=small.now, last_at=small.now))
        conn.execute(sa.update(schema.article).where(schema.article.c.id == article).values(story_id=story))
    received = small.complain(f"https://site.example/story/{story}")
    assert received.notice.missing == ()
    _decide(small, received)
    assert small.shown(article) is None


def test_several_notices_on_one_item_stand_each_for_itself(small: Office) -> None:
    article = small.article(small.outlet())
    first, second = small.complain(article), small.complain(article)
    decisions = [_decide(small, one) for one in (first, second)]
    decide.undo(small.store, decisions[0].id, by=small.reviewer(), reason="The first was wrong", rules=small.rules, now=small.now)
    assert small.shown(article) is None  # the second still stands
    decide.undo(small.store, decisions[1].id, by=small.reviewer(), reason="The second too", rules=small.rules, now=small.now)
    assert small.shown(article) is not None
    assert {one.recipient for one in small.letters("decision")} == {"mara@lind.example"}
    assert len(small.letters("decision")) == 2

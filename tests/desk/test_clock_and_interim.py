"""What is due when, where a notice can go, and which interim action is taken: pure tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from headwater import notices
from headwater.desk import clock, interim, risk, states
from headwater.desk.states import Event
from headwater.notices import Action, Category, Kind, Scope, State, Type

START = datetime(2026, 11, 21, 9, tzinfo=UTC)
RULES = notices.DeskRules()


def hours(category: Category, **changes: object) -> dict[str, float]:
    return {one.name: (one.at - START).total_seconds() / 3600 for one in clock.plan(category, START, replace(RULES, **changes))}  # pyright: ignore[reportArgumentType]


def test_the_day_of_an_ordinary_notice() -> None:
    assert hours(Category.N) == {"remind-1": 1, "remind-2": 4, "remind-3": 8, "remind-4": 12, "warn": 16, "interim": 20, "check": 22, "promise": 24}


def test_urgent_ones_page_people_at_once() -> None:
    assert hours(Category.U0)["remind-1"] == 0
    assert hours(Category.U0)["remind-3"] == 1


def test_orders_and_corrections_are_never_acted_on_by_themselves() -> None:
    for category in (Category.U1, Category.L):
        assert not {"interim", "warn", "own"} & set(hours(category))
        assert hours(category)["promise"] == 24
    assert hours(Category.L)["overdue-1"] == 7 * 24


def test_a_verified_publisher_is_served_after_five_minutes() -> None:
    assert hours(Category.U2)["own"] == pytest.approx(1 / 12)


def test_the_operator_sets_the_hours_but_not_the_promise() -> None:
    changed = hours(Category.N, reminders=(2.0,), warning=10.0, interim=23.0)
    assert changed == {"remind-1": 2, "warn": 10, "interim": 23, "check": 23, "promise": 24}


def test_steps_of_a_further_round_carry_its_number() -> None:
    assert {one.name for one in clock.plan(Category.N, START, RULES, turn=2)} >= {"interim.2", "promise.2", "remind-1.2"}
    assert clock.parts("remind-12.3") == ("remind", 12, 3)
    assert clock.parts("interim") == ("interim", 0, 1)
    assert [one for one in ("own", "interim.2", "lapse", "warn", "promise", "remind-1") if clock.changes(one)] == ["own", "interim.2", "lapse"]


def test_an_interim_action_is_confirmed_or_lapses() -> None:
    at = START + timedelta(hours=20)
    assert clock.after_interim(START, at, is_high=False) == (clock.Due(name="confirm-1", at=START + timedelta(hours=72)),)
    assert clock.after_interim(START, at, is_high=True)[1] == clock.Due(name="lapse", at=START + timedelta(days=10))
    late = START + timedelta(days=30)  # after a standstill nothing lapses in the moment in which it was taken
    assert all(one.at > late for one in clock.after_interim(START, late, is_high=True))


# ---- states ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "event", "after"), [
    (State.RECEIVED, Event.COMPLETE, State.UNDER_REVIEW), (State.RECEIVED, Event.INCOMPLETE, State.NEEDS_INFO), (State.RECEIVED, Event.NO_TARGET, State.MISDIRECTED),
    (State.UNVERIFIED, Event.CONFIRM, State.RECEIVED), (State.NEEDS_INFO, Event.INFO, State.UNDER_REVIEW), (State.NEEDS_INFO, Event.INFO_PART, State.NEEDS_INFO),
    (State.NEEDS_INFO, Event.TIMEOUT, State.CLOSED), (State.CLOSED, Event.INFO, State.UNDER_REVIEW), (State.UNDER_REVIEW, Event.ACT, State.ACTED),
    (State.UNDER_REVIEW, Event.NO_ACTION, State.NO_ACTION), (State.ACTED, Event.UNDO, State.RESTORED), (State.ACTED, Event.RETRACT, State.RETRACTED),
])  # fmt: skip
def test_the_table_of_states(state: State, event: Event, after: State) -> None:
    assert states.after(state, event) is after


def test_every_other_move_is_refused_in_words() -> None:
    refused = 0
    for state in State:
        for event in Event:
            if (state, event) not in states.TABLE:
                refused += 1
                with pytest.raises(states.Illegal, match="look at it again"):
                    states.after(state, event)
    assert refused > 100
    for event in (Event.ACT, Event.INFO, Event.UNDO, Event.REOPEN):
        with pytest.raises(states.Illegal):
            states.after(State.RETRACTED, event)


def test_every_open_state_can_be_decided_taken_back_and_asked_about() -> None:
    for state in notices.OPEN:
        assert states.after(state, Event.ACT) is State.ACTED
        assert states.after(state, Event.NO_ACTION) is State.NO_ACTION
        assert states.after(state, Event.RETRACT) is State.RETRACTED
        assert states.after(state, Event.ASK) in notices.OPEN


# ---- interim action ----------------------------------------------------------------------------------------


def target(kind: Kind | None = Kind.ARTICLE, scope: Scope = Scope.ITEM) -> notices.Target:
    return notices.Target(given="x", kind=kind, object_id="1" if kind else "", scope=scope)


NOTICE = notices.Notice(
    id=notices.NoticeId("1"), reference="HW-2222-2222", channel=notices.Channel.FORM, type=Type.COPYRIGHT_TEXT, category=Category.N,
    state=State.UNDER_REVIEW, received_at=START, deadline_at=START + timedelta(hours=24), targets=(target(),),
)  # fmt: skip


def chosen(notice: notices.Notice) -> list[Action]:
    return [one.action for one in interim.choose(notice)]


@pytest.mark.parametrize(("kind", "scope", "action"), [
    (Kind.ARTICLE, Scope.TEXT, Action.LINK_ONLY), (Kind.ARTICLE, Scope.ITEM, Action.LINK_ONLY), (Kind.ARTICLE, Scope.IMAGE, Action.HIDE_IMAGE),
    (Kind.IMAGE, Scope.IMAGE, Action.HIDE_IMAGE), (Kind.COMMENT, Scope.COMMENT, Action.HIDE_COMMENT), (Kind.ARTICLE, Scope.SEARCH, Action.DEMOTE),
    (Kind.ARTICLE, Scope.HEADLINE, Action.DEMOTE), (Kind.OUTLET, Scope.OUTLET, Action.LABEL), (Kind.STORY, Scope.ITEM, Action.LINK_ONLY),
])  # fmt: skip
def test_low_risk_hides_exactly_the_part_that_is_meant(kind: Kind, scope: Scope, action: Action) -> None:
    assert chosen(replace(NOTICE, targets=(target(kind, scope),))) == [action]


@pytest.mark.parametrize("changes", [{"risk": "high"}, {"type": Type.DEFAMATION}])
def test_doubt_keeps_headline_and_link_and_says_why(changes: dict[str, object]) -> None:
    notice = replace(NOTICE, **changes)  # pyright: ignore[reportArgumentType]
    for scope in (Scope.ITEM, Scope.TEXT, Scope.IMAGE):
        assert chosen(replace(notice, targets=(target(scope=scope),))) == [Action.LINK_ONLY]
    assert "reduced form; that is no judgement" in interim.label(notice, Action.LINK_ONLY)
    assert "shown as before; that is no judgement" in interim.label(notice, Action.LABEL)


def test_a_backdated_original_hides_nothing_by_itself() -> None:
    notice = replace(NOTICE, risk="high", flags=("A1/1: ...",), targets=(target(), target(Kind.IMAGE, Scope.IMAGE)))
    assert chosen(notice) == [Action.LABEL]


@pytest.mark.parametrize("changes", [
    {"missing": ("signature",)}, {"state": State.UNVERIFIED}, {"category": Category.L}, {"category": Category.U1}, {"targets": (target(None),)}, {"targets": ()},
])  # fmt: skip
def test_what_is_incomplete_or_not_of_that_kind_is_not_acted_on(changes: dict[str, object]) -> None:
    assert chosen(replace(NOTICE, **changes)) == []  # pyright: ignore[reportArgumentType]


def test_several_parts_get_each_its_own_action_the_strictest_first() -> None:
    notice = replace(NOTICE, targets=(target(scope=Scope.SEARCH), target(Kind.COMMENT, Scope.COMMENT), target(scope=Scope.TEXT), target(scope=Scope.IMAGE), target(None)))
    assert chosen(notice) == [Action.HIDE_COMMENT, Action.LINK_ONLY, Action.HIDE_IMAGE, Action.DEMOTE]


def test_urgent_pictures_and_comments_go_on_receipt_and_nothing_else_does() -> None:
    urgent = replace(NOTICE, type=Type.INTIMATE_IMAGE, category=Category.U0, state=State.UNVERIFIED, missing=("name",),
                     targets=(target(Kind.IMAGE, Scope.IMAGE), target(scope=Scope.ITEM), target(Kind.COMMENT, Scope.COMMENT)))
    assert [(one.action, len(one.targets)) for one in interim.at_receipt(urgent)] == [(Action.HIDE_COMMENT, 1), (Action.HIDE_IMAGE, 1)]
    assert interim.at_receipt(replace(urgent, category=Category.N)) == ()
    assert Action.LINK_ONLY in chosen(urgent)  # the item follows at +20 h, although something is missing


def test_one_form_empties_no_site_of_its_pictures_but_the_clock_still_runs() -> None:
    few, many = ((target(Kind.IMAGE, Scope.IMAGE),) * number for number in (risk.MOST_TARGETS, risk.MOST_TARGETS + 1))
    urgent = replace(NOTICE, type=Type.CHILD_SAFETY, category=Category.U0, risk="high", targets=few)
    assert [one.action for one in interim.at_receipt(urgent)] == [Action.HIDE_IMAGE]
    assert interim.at_receipt(replace(urgent, targets=many)) == ()
    assert chosen(replace(urgent, targets=many)) == [Action.HIDE_IMAGE]


@pytest.mark.parametrize(("wish", "kind", "action"), [
    ("stop", Kind.OUTLET, Action.HIDE_OUTLET), ("headline_only", Kind.OUTLET, Action.LINK_ONLY), ("no_images", Kind.OUTLET, Action.HIDE_IMAGE),
    ("stop", Kind.ARTICLE, Action.HIDE_ITEM), ("headline_only", Kind.ARTICLE, Action.LINK_ONLY), ("", Kind.ARTICLE, Action.HIDE_ITEM),
])  # fmt: skip
def test_a_publisher_gets_what_it_asks_for_its_own(wish: str, kind: Kind, action: Action) -> None:
    notice = replace(NOTICE, type=Type.OPT_OUT, statement=notices.Statement(fields=(("wish", wish),)), targets=(target(kind),))
    assert [one.action for one in interim.own(notice)] == [action]


@pytest.mark.parametrize("type", Type)
def test_the_label_names_no_one_and_judges_nothing(type: Type) -> None:
    notice = replace(NOTICE, type=type, contact=notices.Contact(name="Mara Lind", mail="mara@lind.example"))
    assert "Mara" not in interim.label(notice, Action.LABEL) + interim.label(notice, Action.HIDE_IMAGE, is_urgent=True)

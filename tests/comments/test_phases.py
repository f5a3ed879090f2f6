"""The pipeline: each phase by itself, and what they decide together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from headwater.comments import phases
from headwater.comments.phases import Given, Writer
from headwater.discussion import Rules, Verdict

RULES = Rules(banned_words=("casino",), suspect_words=("discount",), sends_mail=True)
GOOD = Given(name="Ann", text="The gate held, and the cellar stayed dry.", seconds=30, writer=Writer(verified=True, shown=3))


def verdict(given: Given, rules: Rules = RULES) -> tuple[Verdict, list[str]]:
    found = phases.decide(given, rules)
    return found.verdict, [one.phase for one in found.checks if one.verdict is not Verdict.ALLOW]


def test_a_good_comment_of_a_verified_writer_is_shown() -> None:
    assert verdict(GOOD) == (Verdict.ALLOW, [])


def test_every_phase_speaks_of_every_comment() -> None:
    found = phases.decide(GOOD, RULES)
    assert [one.phase for one in found.checks] == [
        "honeypot", "length", "rate", "words", "links", "repeats", "time", "stay_down", "shape", "author"]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), [
    ({"text": "ok"}, (Verdict.REJECT, ["length"])),
    ({"text": "word " * 1001}, (Verdict.REJECT, ["length"])),
    ({"text": "See https://a.example and www.b.example and [c](https://c.example)"}, (Verdict.HOLD, ["links"])),
    ({"text": "Two links: https://a.example and [b](https://b.example)"}, (Verdict.ALLOW, [])),
    ({"name": "https://a.example www.b.example http://c.example"}, (Verdict.HOLD, ["links"])),
    ({"text": "Our саsіnо is open"}, (Verdict.REJECT, ["words"])),
    ({"name": "Casino"}, (Verdict.REJECT, ["words"])),
    ({"text": "A DISCOUNT for you"}, (Verdict.HOLD, ["words"])),
    ({"lately": 2}, (Verdict.REJECT, ["rate"])),
    ({"lately": 1}, (Verdict.ALLOW, [])),
    ({"today": 40}, (Verdict.REJECT, ["rate"])),
    ({"seconds": 3.9}, (Verdict.HOLD, ["time"])),
    ({"seconds": None}, (Verdict.ALLOW, [])),
    ({"honeypot": "https://a.example"}, (Verdict.REJECT, ["honeypot"])),
    ({"hits": ("HW-1",)}, (Verdict.HOLD, ["stay_down"])),
    ({"text": "THE GATE HELD AND THE CELLAR STAYED DRY AS EVER IN TWENTY YEARS"}, (Verdict.HOLD, ["shape"])),
    ({"writer": Writer()}, (Verdict.HOLD, ["author"])),
    ({"writer": Writer(verified=True, shown=1, hidden=3)}, (Verdict.HOLD, ["author"])),
    ({"writer": Writer(verified=True, shown=9, hidden=3)}, (Verdict.ALLOW, [])),
    ({"writer": Writer(verified=True, suspended=True)}, (Verdict.REJECT, ["author"])),
])  # fmt: skip
def test_a_phase_holds_or_rejects_for_its_reason(change: dict, expected: tuple[Verdict, list[str]]) -> None:
    assert verdict(replace(GOOD, **change)) == expected


def test_what_was_said_before_is_held() -> None:
    said = "The harbour master should open the books of the tide gate before the spring council sits again"
    assert verdict(replace(GOOD, text=said + " in May", previous=("something else", said)))[1] == ["repeats"]
    assert verdict(replace(GOOD, text="The harbour is lovely in May, with or without books", previous=(said,)))[1] == []
    assert verdict(replace(GOOD, text="Well said!", previous=("well said",)))[1] == ["repeats"]
    assert verdict(replace(GOOD, text=said, previous=("x y z",) * 20 + (said,)))[1] == [], "only the last twenty"


def test_containment_is_four_fifths_of_the_shorter() -> None:
    shared = " ".join(f"w{n}" for n in range(10))  # eight shingles
    assert phases.containment(shared, shared + " and more of it") == 1.0
    assert phases.containment(shared + " x y", shared + " p q") == pytest.approx(0.8)
    assert phases.containment("", "") == 0.0
    assert phases.containment("港口的防潮闸门", "港口的防潮闸门关闭") == 1.0


def test_premoderation_holds_even_verified_writers() -> None:
    assert verdict(GOOD, replace(RULES, mode="premoderate")) == (Verdict.HOLD, ["author"])


def test_the_strictest_phase_counts_and_its_reasons_are_given() -> None:
    found = phases.decide(replace(GOOD, text="casino discount", seconds=1), RULES)
    assert found.verdict is Verdict.REJECT
    assert found.reasons == ("This site does not take comments with: casino.",)


def test_verifying_changes_what_the_author_phase_says_and_nothing_else() -> None:
    waiting = phases.decide(replace(GOOD, writer=Writer()), RULES)
    assert phases.again(waiting.checks, Writer(verified=True), RULES).verdict is Verdict.ALLOW
    hasty = phases.decide(replace(GOOD, writer=Writer(), seconds=1), RULES)
    assert phases.again(hasty.checks, Writer(verified=True), RULES).verdict is Verdict.HOLD


def test_an_edit_is_judged_anew_and_keeps_what_was_found_of_its_arrival() -> None:
    before = phases.decide(replace(GOOD, seconds=1), RULES).checks
    assert phases.decide_edit(GOOD, before, RULES).verdict is Verdict.HOLD
    clean = phases.decide(GOOD, RULES).checks
    assert phases.decide_edit(GOOD, clean, RULES).verdict is Verdict.ALLOW
    assert phases.decide_edit(replace(GOOD, text="casino"), clean, RULES).verdict is Verdict.REJECT

"""Signs of abuse route a notice and never drop it; each rule with what fires it and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from headwater import notices
from headwater.desk import category, risk
from headwater.notices import Category, Kind, Type

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SUBJECT = notices.Subject(
    target=notices.Target(given="1", kind=Kind.ARTICLE, object_id="1"), headline="Court fines Mara Lindgren over harbour gate", outlet_domain="tide.example",
    outlet_since=NOW - timedelta(days=10), first_seen=NOW - timedelta(days=2),
)  # fmt: skip
CASE = risk.Case(type=Type.COPYRIGHT_TEXT, contact=notices.Contact(name="Jo Ash", mail="jo@ash.example"), statement=notices.Statement(), targets=1,
                 subjects=(SUBJECT,), now=NOW)


def flags(**changes: Any) -> list[str]:
    return risk.codes(risk.assess(replace(CASE, **changes)).flags)


def claims(day: str, url: str = "https://throwaway.example/a") -> notices.Statement:
    return notices.Statement(fields=(("first_published", day), ("original_url", url)))


def test_an_ordinary_notice_has_no_flag() -> None:
    found = risk.assess(CASE)
    assert (found.level, found.score, found.flags) == ("low", 0, ())


@pytest.mark.parametrize(("changes", "fires"), [
    ({"statement": claims("2026-11-01")}, True), ({"statement": claims("2026-10")}, True),
    ({"statement": claims("2026-11-20")}, False),  # after we saw the item
    ({"statement": claims("2026-11-01"), "knows_original": True}, False),
    ({"statement": claims("2026-11-01", "https://www.tide.example/a")}, False),  # the outlet itself
    ({"statement": claims("")}, False), ({"statement": claims("2026-13-45")}, False), ({"statement": claims("2026-11-01", "")}, False),
    ({"statement": claims("2026-11-01"), "type": Type.DEFAMATION}, False), ({"statement": claims("2026-11-01"), "subjects": ()}, False),
])  # fmt: skip
def test_a1_a_backdated_original_on_an_unknown_site(changes: dict[str, Any], fires: bool) -> None:
    assert ("A1/1" in flags(**changes)) is fires


OLD = replace(SUBJECT, outlet_since=NOW - timedelta(days=91))


@pytest.mark.parametrize(("changes", "fires"), [
    ({"subjects": (OLD,)}, True), ({"subjects": (SUBJECT,)}, False), ({"subjects": (OLD,), "type": Type.PRIVACY}, False),
    ({"subjects": (OLD,), "contact": notices.Contact(mail="legal@tide.example")}, True), ({"subjects": (OLD,), "verified_domain": "tide.example"}, False),
])  # fmt: skip
def test_a2_the_claimant_is_not_proven_to_be_the_outlet_that_we_have_read_for_long(changes: dict[str, Any], fires: bool) -> None:
    assert ("A2/1" in flags(**changes)) is fires


@pytest.mark.parametrize(("contact", "fires"), [
    (notices.Contact(name="Mara Lindgren"), True), (notices.Contact(name="Dr. M. Lindgren"), True), (notices.Contact(principal="MARA LINDGREN"), True),
    (notices.Contact(name="Jo Ash"), False), (notices.Contact(name="Co"), False), (notices.Contact(name=""), False),
    (notices.Contact(organisation="Harbour Gate"), True), (notices.Contact(name="Gate Mara"), False),
])  # fmt: skip
def test_a3_the_claimant_is_named_in_the_headline(contact: notices.Contact, fires: bool) -> None:
    assert ("A3/1" in flags(contact=contact)) is fires
    assert "A3/1" not in flags(contact=contact, type=Type.PRIVACY)


@pytest.mark.parametrize(("changes", "fires"), [
    ({"targets": 21}, True), ({"targets": 20}, False), ({"today": 50}, True), ({"today": 49}, False), ({"same_words": 3}, True), ({"same_words": 2}, False),
])  # fmt: skip
def test_a4_bulk(changes: dict[str, Any], fires: bool) -> None:
    assert ("A4/1" in flags(**changes)) is fires


@pytest.mark.parametrize(("upheld", "rejected", "fires"), [(0, 3, True), (0, 2, False), (1, 3, True), (2, 3, False), (10, 0, False)])
def test_a6_mostly_unfounded_before(upheld: int, rejected: int, fires: bool) -> None:
    assert ("A6/1" in flags(upheld=upheld, rejected=rejected)) is fires


@pytest.mark.parametrize(("mail", "fires"), [
    ("a@mailinator.com", True), ("a@x.yopmail.com", True), ("a@company.invalid", True), ("a@localhost", True), ("a@news.example", False), ("", False),
])  # fmt: skip
def test_a7_throw_away_addresses_are_a_flag_only(mail: str, fires: bool) -> None:
    found = risk.assess(replace(CASE, contact=notices.Contact(name="Jo Ash", mail=mail)))
    assert ("A7/1" in risk.codes(found.flags)) is fires
    assert found.level == "low"


def test_a_company_with_a_personal_mailbox_is_a_flag_only() -> None:
    company = notices.Contact(name="Jo Ash", organisation="Ash Ltd", mail="ash.ltd@gmail.com")
    assert flags(contact=company) == ["domain_mismatch/1"]
    assert risk.assess(replace(CASE, contact=company)).level == "low"
    assert flags(contact=replace(company, mail="jo@ash.example")) == []


def test_flags_carry_rule_version_and_words_and_the_ledger_no_words() -> None:
    found = risk.assess(replace(CASE, targets=100))
    assert found.level == "high"
    assert found.flags[0].startswith("A4/1: ")
    assert risk.codes(("verified: tide.example", *found.flags)) == ["verified", "A4/1"]


@pytest.mark.parametrize(("mail", "domain"), [("jo@news.ash.example", "ash.example"), ("jo@gmail.com", ""), ("jo@x.invalid", ""), ("nobody", ""), ("a@b@c.example", "c.example")])
def test_the_domain_of_a_company_is_told_from_a_mailbox_provider(mail: str, domain: str) -> None:
    assert risk.company_domain(mail) == domain


@pytest.mark.parametrize(("type", "fields", "is_own", "wanted"), [
    (Type.COPYRIGHT_TEXT, (), False, Category.N), (Type.COPYRIGHT_TEXT, (), True, Category.U2), (Type.INTIMATE_IMAGE, (), False, Category.U0),
    (Type.CHILD_SAFETY, (), True, Category.U0), (Type.COURT_ORDER, (), True, Category.U1), (Type.CORRECTION, (), True, Category.L),
    (Type.PRIVACY, (("danger", "yes"),), False, Category.U0), (Type.PRIVACY, (("minor", "yes"),), False, Category.U2),
    (Type.COPYRIGHT_TEXT, (("danger", "yes"),), False, Category.N),  # its form does not ask that
])  # fmt: skip
def test_how_fast_depends_on_what_is_at_stake(type: Type, fields: tuple[tuple[str, str], ...], is_own: bool, wanted: Category) -> None:
    assert category.of(type, notices.Statement(fields=fields), is_own=is_own) is wanted


def test_limits_are_never_longer_than_the_promise() -> None:
    assert set(category.LIMITS) == set(Category)
    assert max(category.LIMITS.values()) == category.PROMISE == timedelta(hours=24)

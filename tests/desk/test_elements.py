"""Each element that a notice lacks is named, and exactly that one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from headwater import notices
from headwater.desk import elements, forms
from headwater.desk.elements import Said
from headwater.notices import FieldKind, Kind, Type

TARGET = notices.Target(given="/article/1", kind=Kind.ARTICLE, object_id="1")
WHOLE = Said(
    type=Type.COPYRIGHT_TEXT, contact=notices.Contact(mail="mara@lind.example"), targets=(TARGET,),
    statement=notices.Statement(fields=(("work", "A report"), ("good_faith", "yes"), ("accuracy", "yes"), ("signature", "Mara Lind"))),
)  # fmt: skip


def filled(type: Type) -> Said:
    """A notice of a type with everything that its form requires."""
    fields = [one for one in forms.TYPES[type].fields if one.required and not one.of_contact and one.name not in ("relation", "explanation")]
    values = tuple((one.name, "yes" if one.kind is FieldKind.TICK else one.choices[0][0] if one.choices else "x") for one in fields)
    return Said(type=type, contact=notices.Contact(name="Mara Lind", mail="mara@lind.example"), targets=(TARGET,), verified_domain="tide.example",
                statement=notices.Statement(explanation="Because", fields=values))


def lacking(said: Said) -> list[str]:
    return [one.element for one in elements.missing(said)]


@pytest.mark.parametrize("type", Type)
def test_a_form_that_is_filled_in_lacks_nothing(type: Type) -> None:
    assert lacking(filled(type)) == []
    assert all(one.is_there for one in elements.of(filled(type)))


@pytest.mark.parametrize("element", elements.COPYRIGHT)
def test_each_of_the_six_missing_in_turn_is_exactly_that_one(element: str) -> None:
    match element:
        case "location":
            said = replace(WHOLE, targets=(replace(TARGET, kind=None),))
        case "contact":
            said = replace(WHOLE, contact=notices.Contact(name="Mara Lind"))
        case _:
            said = replace(WHOLE, statement=notices.Statement(fields=tuple(pair for pair in WHOLE.statement.fields if pair[0] != element)))
    assert lacking(said) == [element]
    (one,) = elements.missing(said)
    assert one.words.endswith(".")


def test_each_element_says_which_field_gave_it() -> None:
    given = {one.name: one.by for one in elements.of(WHOLE)}
    assert given == {"signature": "signature", "work": "work", "location": "targets", "contact": "contact.mail", "good_faith": "good_faith", "accuracy": "accuracy"}
    by_address = replace(WHOLE, contact=notices.Contact(address="1 Quay Street, Osk"), statement=notices.Statement(fields=(("original_url", "https://lind.example/"),)))
    assert {one.name: one.by for one in elements.of(by_address)}["contact"] == "contact.address"
    assert {one.name: one.by for one in elements.of(by_address)}["work"] == "original_url"


def test_spaces_are_no_signature() -> None:
    said = replace(WHOLE, statement=notices.Statement(fields=tuple((name, "  " if name == "signature" else value) for name, value in WHOLE.statement.fields)))
    assert lacking(said) == ["signature"]


@pytest.mark.parametrize("type", [one for one in Type if forms.TYPES[one].needs_contact and one not in (Type.COPYRIGHT_TEXT, Type.COPYRIGHT_IMAGE)])
def test_whoever_complains_without_a_mail_address_is_asked_for_it(type: Type) -> None:
    assert lacking(replace(filled(type), contact=notices.Contact(name="Mara Lind"))) == ["mail"]


@pytest.mark.parametrize("type", [Type.CHILD_SAFETY, Type.COMMENT_ABUSE, Type.ACCESSIBILITY])
def test_some_need_not_say_who_they_are(type: Type) -> None:
    assert lacking(replace(filled(type), contact=notices.Contact())) == []


def test_a_publisher_must_prove_to_be_it_before_it_is_left_out() -> None:
    assert lacking(replace(filled(Type.OPT_OUT), verified_domain="")) == ["proof"]


def test_a_mail_from_an_unproven_sender_lacks_its_confirmation() -> None:
    assert lacking(replace(WHOLE, is_proven=False)) == ["confirmation"]


def test_before_targets_are_looked_up_any_address_will_do() -> None:
    said = replace(WHOLE, targets=(notices.Target(given="https://x.example/"),))
    assert lacking(replace(said, looked_up=False)) == []
    assert lacking(said) == ["location"]


@pytest.mark.parametrize(("missing", "counts"), [((), True), (("signature",), True), (("signature", "accuracy"), True), (("work",), False), (("contact",), False)])
def test_work_place_and_contact_make_a_notice_count(missing: tuple[str, ...], counts: bool) -> None:
    assert elements.is_substantial(missing) is counts


@pytest.mark.parametrize("type", Type)
def test_everything_that_can_be_missing_can_be_asked_for(type: Type) -> None:
    nothing = Said(type=type, contact=notices.Contact(), statement=notices.Statement(), is_proven=False)
    assert {one.element for one in elements.missing(nothing)} <= set(elements.names(type))

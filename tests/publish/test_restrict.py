"""What is left of a publication while something stands against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from headwater import model, notices, urls
from headwater.publish import restrict

NOW = datetime(2026, 11, 21, 14, tzinfo=UTC)
PICTURES = (
    model.Image(url="https://img.example/gate.jpg", caption="The gate", credit="Ana Voss", alt="A gate", copyright="© Courier"),
    model.Image(url="https://img.example/boat.jpg?w=300", caption="A boat", credit="Tom Ferrow"),
)
WHOLE = model.Publication(
    article_id=model.ArticleId("a" * 32), view=model.View.FULL, listed=True, headline="The gate is shut",
    reference_url="https://tide.example/news/gate", outlet_id=model.OutletId("b" * 32), outlet_name="Tidewater Post",
    authors=("Ines Calder",), published=NOW, first_seen=NOW, excerpt="It swung shut.", paragraphs=("It swung shut.", "At dawn."),
    images=PICTURES, correction="An earlier version was wrong.", rights="© Tidewater Post",
    licence=model.Licence(uri="https://creativecommons.org/licenses/by/4.0/", name="CC BY 4.0", where="page"),
    origin=model.Origin(
        kind="document", name="a report of the ministry", url="https://ministry.example/report", confidence=0.8,
        evidence=(model.Evidence(where="body", quote="a report of the ministry"),),
        supplier=model.Supplier(name="Meridian Wire", kind="agency", share="part", evidence=model.Evidence(where="end_note", quote="With Meridian")),
        based_on=(model.BasedOn(name="a report of the ministry", kind="document", evidence=model.Evidence(where="body", quote="says a report")),),
    ),
)  # fmt: skip


def standing(action: notices.Action, **values: object) -> notices.Restriction:
    return notices.Restriction(
        id=notices.RestrictionId("r"), decision_id=notices.DecisionId("d"), notice_id=None, reference="HW-7K2M-9QXD", action=action,
        kind=notices.Kind.ARTICLE, object_id=WHOLE.article_id, starts_at=NOW, reason="Its owner has asked.", **values,  # pyright: ignore[reportArgumentType]
    )  # fmt: skip


def test_link_only_leaves_no_name_of_the_text() -> None:
    named = replace(WHOLE, named=(model.Named(name="Ines Calder", key="ines calder", kind="person", where="title"),))
    assert restrict.apply(named, [standing(notices.Action.LINK_ONLY)]).named == ()
    assert restrict.apply(named, [standing(notices.Action.LABEL)]).named == named.named


def test_nothing_standing_changes_nothing() -> None:
    assert restrict.apply(WHOLE, []) is WHOLE


@pytest.mark.parametrize("action", [notices.Action.HIDE_ITEM, notices.Action.HIDE_OUTLET])
def test_hiding_whole_is_no_matter_of_words(action: notices.Action) -> None:
    assert restrict.apply(WHOLE, [standing(action)]) == WHOLE
    assert restrict.is_hidden([standing(action)])


def test_link_only_leaves_headline_outlet_date_and_reference() -> None:
    shown = restrict.apply(WHOLE, [standing(notices.Action.LINK_ONLY)])
    assert (shown.headline, shown.outlet_name, shown.published, shown.reference_url) == (
        WHOLE.headline, WHOLE.outlet_name, WHOLE.published, WHOLE.reference_url,
    )  # fmt: skip
    assert (shown.view, shown.excerpt, shown.paragraphs, shown.images, shown.correction) == (model.View.LINK_ONLY, "", (), (), "")
    assert shown.listed and [reason.rule for reason in shown.reasons] == ["desk-link-only"]
    told = repr(shown)
    for words in ("swung", "dawn", "earlier version", "report of the ministry", "With Meridian", "says a report", "gate.jpg"):
        assert words not in told
    assert shown.origin and shown.origin.name == "ministry.example" and shown.origin.supplier
    assert shown.origin.supplier.name == "Meridian Wire"


def test_a_hidden_picture_leaves_its_place_and_its_credit() -> None:
    shown = restrict.apply(WHOLE, [standing(notices.Action.HIDE_IMAGE)])
    assert [(one.url, one.caption, one.alt, one.credit) for one in shown.images] == [("", "", "", "Ana Voss"), ("", "", "", "Tom Ferrow")]
    assert shown.paragraphs == WHOLE.paragraphs


def test_one_picture_is_hidden_by_its_key_alone() -> None:
    shown = restrict.apply(WHOLE, [], hidden_images=frozenset({urls.image_key("https://img.example/boat-300x200.jpg")}))
    assert [one.url for one in shown.images] == ["https://img.example/gate.jpg", ""]
    assert not shown.notes


def test_a_label_says_why_and_changes_nothing_else() -> None:
    shown = restrict.apply(WHOLE, [standing(notices.Action.LABEL, interim=True)])
    assert shown.notes == (
        model.Note(action="label", reason="Its owner has asked.", reference="HW-7K2M-9QXD", at=NOW, interim=True),
    )
    assert (shown.paragraphs, shown.images, shown.listed) == (WHOLE.paragraphs, WHOLE.images, True)


def test_demoted_is_in_no_list_and_says_nothing() -> None:
    shown = restrict.apply(WHOLE, [standing(notices.Action.DEMOTE)])
    assert not shown.listed and not shown.notes and shown.paragraphs == WHOLE.paragraphs
    assert restrict.is_demoted([standing(notices.Action.DEMOTE)])


def test_the_strictest_of_several_holds() -> None:
    both = [standing(notices.Action.LABEL), standing(notices.Action.DEMOTE), standing(notices.Action.LINK_ONLY)]
    shown = restrict.apply(WHOLE, both)
    assert (shown.view, shown.listed, shown.paragraphs) == (model.View.LINK_ONLY, False, ())
    assert [note.action for note in shown.notes] == ["label", "link_only"]
    assert restrict.apply(WHOLE, both[::-1]) == shown


def test_what_the_gate_withheld_stays_as_it_is() -> None:
    from dataclasses import replace

    hidden = replace(WHOLE, view=model.View.WITHHELD)
    assert restrict.apply(hidden, [standing(notices.Action.LINK_ONLY)]) is hidden


def test_link_only_keeps_no_name_of_a_supplier_that_stands_in_the_text_alone() -> None:
    assert WHOLE.origin and WHOLE.origin.supplier
    told = replace(WHOLE.origin.supplier, name="Words of the text", evidence=model.Evidence(where="body", quote="Words of the text"))
    for supplier, name in ((told, None), (replace(told, url="https://wire.example/news/gate"), "wire.example")):
        whole = replace(WHOLE, origin=replace(WHOLE.origin, supplier=supplier))
        shown = restrict.apply(whole, [standing(notices.Action.LINK_ONLY)])
        assert shown.origin and (shown.origin.supplier.name if shown.origin.supplier else None) == name
        assert "Words of the text" not in repr(shown)


def test_an_origin_names_whom_it_named_but_does_not_lead_to_what_is_hidden() -> None:
    shown = restrict.apply(WHOLE, [], hidden_addresses=frozenset({urls.key("https://www.ministry.example/report/")}))
    assert shown.origin and (shown.origin.name, shown.origin.url) == ("a report of the ministry", None)
    assert restrict.apply(WHOLE, [], hidden_addresses=frozenset({"elsewhere.example/report"})) == WHOLE

"""Every type of complaint has a form that asks what it needs, and nothing that no law wants."""

from __future__ import annotations

import pytest

from headwater import notices
from headwater.desk import elements, forms
from headwater.notices import FieldKind, Type


def test_every_type_has_a_form() -> None:
    assert set(forms.TYPES) == set(Type)
    assert set(forms.GROUNDS) == set(Type)


@pytest.mark.parametrize("type", Type)
def test_a_form_can_be_filled_in(type: Type) -> None:
    spec = forms.TYPES[type]
    names = [one.name for one in spec.fields]
    assert len(names) == len(set(names))
    assert spec.scopes
    assert spec.label
    for one in spec.fields:
        assert one.label
        assert not one.label.endswith((".", ":"))
        assert (one.kind is FieldKind.CHOICE) == bool(one.choices)
        assert one.of_contact == hasattr(notices.Contact(), one.name)
    assert spec.needs_contact == any(one.name in ("name", "mail") and one.required for one in spec.fields)


def test_no_form_takes_a_file() -> None:
    assert {str(one) for one in FieldKind} == {"line", "prose", "url", "date", "tick", "choice"}


def test_child_safety_asks_for_no_name() -> None:
    required = {one.name for one in forms.TYPES[Type.CHILD_SAFETY].fields if one.required}
    assert required == {"good_faith"}


@pytest.mark.parametrize(("type", "wanted"), [
    (Type.COPYRIGHT_TEXT, {"work", "original_url", "first_published", "fair_use", "good_faith", "accuracy", "signature", "relation", "principal"}),
    (Type.TRADEMARK, {"mark", "registration", "jurisdiction", "trade_class"}),
    (Type.COURT_ORDER, {"court", "case_number", "law", "parties", "document_url"}),
])  # fmt: skip
def test_what_the_law_names_is_asked(type: Type, wanted: set[str]) -> None:
    assert wanted <= {one.name for one in forms.TYPES[type].fields}


def test_fair_use_is_asked_and_never_required() -> None:
    for type in (Type.COPYRIGHT_TEXT, Type.COPYRIGHT_IMAGE):
        assert not next(one for one in forms.TYPES[type].fields if one.name == "fair_use").required
        assert "fair_use" not in elements.names(type)


def test_the_warnings_say_who_may_read_it_and_what_falsehood_costs() -> None:
    said = " ".join(forms.WARNINGS)
    for wanted in ("24 hours", "publisher", "public log", "512(f)"):
        assert wanted in said

"""What the public pages ask of the desk's forms: which types of complaint there are, what each needs, what is lacking.

In: a type's name, or a notice. Out: forms as data, and words. Never: a decision, or a query.
"""

from __future__ import annotations

from headwater import notices
from headwater.desk import elements, forms

WARNINGS = forms.WARNINGS  # said before anything is sent
NO_MAIL = forms.NO_MAIL


def specs() -> tuple[notices.Spec, ...]:
    """Every type's form, in the order in which they are offered."""
    return tuple(forms.TYPES.values())


def spec(name: str) -> notices.Spec | None:
    """The form of a type by its name; None where there is no such type."""
    try:
        return forms.TYPES.get(notices.Type(name))
    except ValueError:
        return None


def label(type: notices.Type) -> str:
    """A type in plain words."""
    found = forms.TYPES.get(type)
    return found.label if found else str(type).replace("_", " ").capitalize()


def lacks(notice: notices.Notice) -> tuple[notices.Missing, ...]:
    """What a notice lacks, as it was told, each with what to send."""
    return tuple(notices.Missing(element=one, words=elements.words(notice.type, one)) for one in notice.missing)


def fields_for(notice: notices.Notice) -> tuple[notices.Field, ...]:
    """The fields in which the submitter can add what is lacking; one for anything else is always there."""
    spec, wanted = forms.TYPES[notice.type], set(notice.missing)
    if "contact" in wanted:
        wanted |= {"name", "mail", "phone", "address"}
    return tuple(one for one in spec.fields if one.name in wanted and one.name not in ("relation", "explanation"))


def elements_of(notice: notices.Notice) -> tuple[tuple[str, str, str], ...]:
    """Every element that a notice of its type needs: its name, what to send for it, which field gave it ("": missing)."""
    verified = next((one.removeprefix("verified: ") for one in notice.flags if one.startswith("verified: ")), "")
    said = elements.Said(
        type=notice.type, contact=notice.contact, statement=notice.statement, targets=notice.targets, verified_domain=verified,
        is_proven=notice.state is not notices.State.UNVERIFIED,
    )  # fmt: skip
    found = {one.name: one.by for one in elements.of(said)}
    asked = dict.fromkeys(notice.missing, "")
    return tuple((name, elements.words(notice.type, name), by) for name, by in (found | asked).items())

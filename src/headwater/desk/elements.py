"""What a notice must contain, element by element, and what of it is missing, in words that say what to send.

In: what the submitter said. Out: one :class:`Element` each, with the field that satisfied it. Never: a refusal: a notice
that lacks something is kept, answered and looked at (17 U.S.C. 512(c)(3)(B)).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from headwater import notices
from headwater.desk import forms
from headwater.notices import Type

COPYRIGHT = ("signature", "work", "location", "contact", "good_faith", "accuracy")  # (i) to (vi)
SUBSTANTIAL = frozenset({"work", "location", "contact"})  # (ii), (iii), (iv): 512(c)(3)(B)(ii)
_WORDS = {
    "signature": "Your signature: your full name, typed, is enough.",
    "work": "Which work of yours it is: its title, its address, or a description by which we can recognise it.",
    "location": "Where it is on this site: the address of the page here, or the reference shown under the item; say too whether it is a picture, the text or the whole.",
    "contact": "How we can reach you: an e-mail address, a telephone number or a postal address.",
    "good_faith": "The statement that you believe in good faith that what you object to is not allowed.",
    "accuracy": "The statement that what you say is accurate and, under penalty of perjury, that you are the owner or may act for the owner.",
    "name": "Your name.",
    "mail": "Your e-mail address.",
    "explanation": "Why you think that it may not be shown: the facts, in a few sentences.",
    "proof": "That you speak for the outlet: answer from an e-mail address at the outlet's own domain.",
    "confirmation": "That this mail is from you: open the link in it, or answer it.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One thing that the law or the decision needs."""

    name: str
    by: str  # the field that satisfied it: "contact.mail", "work", "targets"; "": it is missing

    @property
    def is_there(self) -> bool:
        return bool(self.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the submitter has said so far."""

    type: Type
    contact: notices.Contact
    statement: notices.Statement
    targets: Sequence[notices.Target] = ()
    verified_domain: str = ""  # proven, and the outlet's own that it is about
    is_proven: bool = True
    looked_up: bool = True  # False: the targets are as written, and nobody has looked for them yet


def of(said: Said) -> tuple[Element, ...]:
    """Every element that a notice of this type needs, in order."""
    spec = forms.TYPES[said.type]
    if said.type in (Type.COPYRIGHT_TEXT, Type.COPYRIGHT_IMAGE):
        wanted: list[str] = list(COPYRIGHT)
    else:
        wanted = [one.name for one in spec.fields if one.required and one.name != "relation"]
        if spec.needs_target:
            wanted.insert(0, "location")
    if said.type is Type.OPT_OUT:
        wanted.append("proof")
    if not said.is_proven:
        wanted.append("confirmation")
    return tuple(Element(name=name, by=_satisfied(said, name)) for name in wanted)


def missing(said: Said) -> tuple[notices.Missing, ...]:
    """What a notice lacks, each with what to send."""
    return tuple(notices.Missing(element=one.name, words=words(said.type, one.name)) for one in of(said) if not one.is_there)


def words(type: Type, element: str) -> str:
    """What to send for an element."""
    if element in _WORDS:
        return _WORDS[element]
    label = next((one.label for one in forms.TYPES[type].fields if one.name == element), element)
    return f"{label}."


def names(type: Type) -> tuple[str, ...]:
    """Every element that can be asked for in a notice of this type."""
    fields = tuple(one.name for one in forms.TYPES[type].fields if one.name not in ("relation", "fair_use", "fair_use_words"))
    return tuple(dict.fromkeys((*COPYRIGHT, *fields, "location", "explanation", "proof", "confirmation")))


def is_substantial(missing: Sequence[str]) -> bool:
    """Whether (ii), (iii) and (iv) are there, so that the notice counts although something else is missing."""
    return not SUBSTANTIAL & set(missing)


def _satisfied(said: Said, name: str) -> str:
    """The field that gives an element, "" where none does."""
    special: dict[str, Callable[[Said], str]] = {"location": _location, "contact": _contact, "work": _work}
    if name in special and not (name == "contact" and said.type not in (Type.COPYRIGHT_TEXT, Type.COPYRIGHT_IMAGE)):
        return special[name](said)
    if name == "proof":
        return "mail" if said.verified_domain else ""
    if name == "confirmation":
        return "mail" if said.is_proven else ""
    if name in ("name", "mail", "phone", "address", "organisation", "principal"):
        return f"contact.{name}" if getattr(said.contact, name).strip() else ""
    return name if said.statement.get(name).strip() else ""


def _location(said: Said) -> str:
    found = [one for one in said.targets if one.kind is not None or not said.looked_up]
    return "targets" if found else ""


def _contact(said: Said) -> str:
    """512(c)(3)(A)(iv): such as an address, a telephone number, and, if available, a mail address."""
    ways = (name for name in ("mail", "phone", "address") if getattr(said.contact, name).strip())
    return next((f"contact.{name}" for name in ways), "")


def _work(said: Said) -> str:
    return next((name for name in ("work", "original_url") if said.statement.get(name).strip()), "")

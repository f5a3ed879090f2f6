"""The forms of complaint: which types there are, what each asks and why, and what is said before anything is sent.

In: nothing. Out: :data:`TYPES`, every type with exactly the fields that it needs; the words of warning. Never: a file: no
type takes one, and for intimate images and child safety none ever will; a refusal: what is missing is asked for.

The value of the field ``explanation`` stands in ``Statement.explanation``, that of ``relation`` in ``Notice.relation``,
those of contact fields in ``Contact``, all others in ``Statement.fields`` under their names; a tick's value is "yes".
Sources: 17 U.S.C. 512(c)(3)(A); DSA (Reg. (EU) 2022/2065) Art. 16(2).
"""

from __future__ import annotations

from headwater import notices
from headwater.notices import Category, Field, FieldKind, Scope, Spec, Type

WARNING_FALSE = (
    "Whoever knowingly says something false in a complaint may have to pay for the damage that it does "
    "(in the United States 17 U.S.C. 512(f)), and complaints that are plainly unfounded are noted as such."
)
WARNING_FORWARDED = (
    "We may pass your complaint on to the publisher or the writer whom it is about, and an entry without your personal "
    "data will stand in our public log."
)
PROMISE = (
    "Within 24 hours you get an action or an answer: a decision, an interim action that is taken by itself when nobody "
    "has decided, or a list of what we still need from you."
)
WARNINGS = (PROMISE, WARNING_FORWARDED, WARNING_FALSE)
NO_MAIL = "Without a mail address we cannot write to you: keep the address of the status page, which tells how your complaint stands."

_YES = (("yes", "Yes"),)
RELATION = Field(
    name="relation", label="You are", kind=FieldKind.CHOICE, required=True,
    choices=((notices.Relation.OWNER, "the owner of the rights"), (notices.Relation.LICENSEE, "the holder of an exclusive licence"),
             (notices.Relation.AGENT, "acting for somebody else"), (notices.Relation.SUBJECT, "the person whom it is about"),
             (notices.Relation.OTHER, "somebody else")),
)  # fmt: skip
_NAME = Field(name="name", label="Your name", required=True, most=200, of_contact=True)
_MAIL = Field(name="mail", label="Your e-mail address", required=True, most=254, of_contact=True,
              help="We send the reference, the deadline and the decision there. If you write for a company, use an address of its own domain.")
_PHONE = Field(name="phone", label="Telephone number", most=60, of_contact=True)
_ADDRESS = Field(name="address", label="Postal address", kind=FieldKind.PROSE, most=600, of_contact=True)
_COMPANY = Field(name="organisation", label="Company or organisation", most=200, of_contact=True)
_PRINCIPAL = Field(name="principal", label="On whose behalf you act", most=200, of_contact=True, help="Only if you act for somebody else.")
_GOOD_FAITH = Field(name="good_faith", label="I believe in good faith that what I say here is accurate and complete", kind=FieldKind.TICK, required=True)
_DANGER = Field(name="danger", label="It puts somebody's life or safety at risk now, for example by giving a home address", kind=FieldKind.TICK,
                help="Then it is looked at before everything else.")
_MINOR = Field(name="minor", label="It is about somebody under 18", kind=FieldKind.TICK)
_OPTIONAL_NAME = Field(name="name", label="Your name", most=200, of_contact=True, help="You need not give it.")
_OPTIONAL_MAIL = Field(name="mail", label="Your e-mail address", most=254, of_contact=True, help="You need not give it. " + NO_MAIL)
_PERSON = (_NAME, _MAIL)
_ORIGINAL = Field(name="original_url", label="Address of the original, if it is on the web", kind=FieldKind.URL, most=2000)
_FIRST = Field(name="first_published", label="Day when the original was first published", kind=FieldKind.DATE, most=10)


def _explanation(label: str, help: str = "", *, required: bool = True) -> Field:
    return Field(name="explanation", label=label, kind=FieldKind.PROSE, required=required, help=help, most=10_000)


def _prose(name: str, label: str, *, required: bool = False, help: str = "") -> Field:
    return Field(name=name, label=label, kind=FieldKind.PROSE, required=required, help=help, most=5000)


def _line(name: str, label: str, *, required: bool = False, help: str = "") -> Field:
    return Field(name=name, label=label, required=required, help=help)


def _copyright(what: str) -> tuple[Field, ...]:
    """The six elements of 17 U.S.C. 512(c)(3)(A), where the original is, and the thought of fair use."""
    return (
        RELATION, _NAME, _COMPANY, _PRINCIPAL, _MAIL, _PHONE, _ADDRESS,
        _prose("work", f"The {what} that is yours", required=True, help="Its title, or a description by which anybody can recognise it; for several works a list."),
        _ORIGINAL, _FIRST,
        _explanation("Why it may not be shown here", required=False),
        Field(name="fair_use", label="I have considered whether a quotation, fair use or another exception allows it", kind=FieldKind.TICK),
        _prose("fair_use_words", "If you wish, what you think of it"),
        Field(name="good_faith", label="I believe in good faith that the use is not authorised by the owner, its agent or the law", kind=FieldKind.TICK, required=True),
        Field(name="accuracy", label="What I say here is accurate and, under penalty of perjury, I am authorised to act for the owner", kind=FieldKind.TICK, required=True),
        Field(name="signature", label="Signature: type your full name", required=True, most=200),
    )


def _order(whose: str) -> tuple[Field, ...]:
    """What an authority's order must let us check."""
    return (
        _NAME, _line("authority", whose, required=True), _MAIL, _PHONE, _ADDRESS,
        _line("order_number", "Number or date of the order", required=True),
        _prose("law", "Law on which it rests", required=True),
        _explanation("What it orders, and until when", "We check every order before we act: say where we can call back or check a signature."),
        Field(name="document_url", label="Where the order itself can be read", kind=FieldKind.URL, most=2000),
    )


_MARK = (
    RELATION, _NAME, _COMPANY, _PRINCIPAL, _MAIL, _PHONE,
    _line("mark", "The trademark", required=True), _line("registration", "Registration number", required=True),
    _line("jurisdiction", "Where it is registered", required=True), _line("trade_class", "Class of goods or services"),
)
_ANY = (Scope.ITEM, Scope.TEXT, Scope.IMAGE, Scope.HEADLINE, Scope.SEARCH, Scope.COMMENT)
_PARTS = (Scope.ITEM, Scope.TEXT, Scope.IMAGE, Scope.HEADLINE)


def _specs() -> tuple[Spec, ...]:
    return (*_specs_of_rights(), *_specs_of_persons(), *_specs_of_authorities(), *_specs_of_safety(), *_specs_of_service())


def _specs_of_rights() -> tuple[Spec, ...]:
    return (
        Spec(type=Type.COPYRIGHT_TEXT, label="My text is shown without permission", help="Copyright in words.", category=Category.N,
             fields=_copyright("text"), scopes=(Scope.TEXT, Scope.ITEM, Scope.HEADLINE)),
        Spec(type=Type.COPYRIGHT_IMAGE, label="My picture is shown without permission", help="Copyright in a photograph or drawing.",
             category=Category.N, fields=_copyright("picture"), scopes=(Scope.IMAGE, Scope.ITEM)),
        Spec(type=Type.TRADEMARK, label="My trademark is misused", help="A name or sign that is registered.", category=Category.N, scopes=_PARTS,
             fields=(*_MARK, _explanation("How it is used here, and why that confuses people"), _GOOD_FAITH)),
        Spec(type=Type.COUNTERFEIT, label="Counterfeit goods are offered", help="An item or comment that sells imitations.", category=Category.N,
             fields=(*_MARK, _explanation("What is offered, and how you know that it is an imitation"), _GOOD_FAITH), scopes=_ANY),
        Spec(type=Type.OPT_OUT, label="I publish this outlet and want it shown otherwise, or not at all", category=Category.N,
             help="Mail us from an address at the outlet's own domain: then it is done without waiting for a person. An answer from one to our acknowledgement is a proof too; a person then looks at it first.",
             fields=(_NAME, _MAIL, _COMPANY,
                     Field(name="wish", label="What you want", kind=FieldKind.CHOICE, required=True,
                           choices=(("stop", "Show nothing of ours"), ("headline_only", "Show headline and link only"), ("no_images", "Show no pictures"))),
                     _explanation("Anything else", required=False)), scopes=(Scope.OUTLET, Scope.ITEM)),
    )  # fmt: skip


def _specs_of_persons() -> tuple[Spec, ...]:
    return (
        Spec(type=Type.DEFAMATION, label="It says something false that harms somebody's name", help="Defamation, slander.", category=Category.N,
             fields=(RELATION, *_PERSON, _PRINCIPAL, _prose("words", "The words that are false", required=True),
                     _explanation("What is true, and how one can see that"),
                     Field(name="evidence_url", label="Address of evidence", kind=FieldKind.URL, most=2000), _GOOD_FAITH), scopes=_ANY),
        Spec(type=Type.PRIVACY, label="It shows my personal data", help="Erasure under Art. 17 GDPR, and similar laws.", category=Category.N,
             fields=(RELATION, *_PERSON, _PRINCIPAL, _prose("data", "Which words or pictures are about you", required=True),
                     _explanation("Why they may not be shown"), _MINOR, _DANGER, _GOOD_FAITH), scopes=_ANY),
        Spec(type=Type.PUBLICITY, label="It uses my name or my picture", help="Right of publicity, a photograph of me.", category=Category.N,
             fields=(RELATION, *_PERSON, _PRINCIPAL, _explanation("Where you can be seen or are named, and why you object"), _MINOR, _GOOD_FAITH),
             scopes=(Scope.IMAGE, Scope.ITEM, Scope.TEXT, Scope.COMMENT)),
    )  # fmt: skip


def _specs_of_authorities() -> tuple[Spec, ...]:
    return (
        Spec(type=Type.COURT_ORDER, label="A court has ordered something", help="An order that names this material.", category=Category.U1,
             fields=(*_PERSON, _PHONE, _line("court", "The court", required=True), _line("case_number", "Case number", required=True),
                     _prose("law", "Laws that the order refers to"), _prose("parties", "The parties", required=True),
                     Field(name="document_url", label="Where the order can be read", kind=FieldKind.URL, most=2000),
                     _explanation("What the court has ordered")), scopes=(*_ANY, Scope.OUTLET)),
        Spec(type=Type.GOVERNMENT, label="Request or order of an authority", help="DSA Art. 9 and 10, and national laws.", category=Category.U1,
             fields=_order("The authority"), scopes=(*_ANY, Scope.OUTLET)),
        Spec(type=Type.TERRORIST, label="Removal order for terrorist content", help="Regulation (EU) 2021/784.", category=Category.U1,
             fields=_order("The competent authority"), scopes=_ANY),
    )  # fmt: skip


def _specs_of_safety() -> tuple[Spec, ...]:
    return (
        Spec(type=Type.INTIMATE_IMAGE, label="An intimate picture is shown without consent", category=Category.U0,
             help="Real or made by a machine. Do not send the picture. A picture or comment that you name here is hidden as soon as this comes in.",
             fields=(RELATION, *_PERSON, _explanation("By what one recognises the picture", required=False),
                     Field(name="good_faith", label="I believe in good faith that it was published without the consent of the person shown", kind=FieldKind.TICK, required=True),
                     Field(name="signature", label="Signature: type your full name", required=True, most=200)),
             scopes=(Scope.IMAGE, Scope.COMMENT, Scope.ITEM)),
        Spec(type=Type.CHILD_SAFETY, label="A child is being harmed or shown", category=Category.U0, needs_contact=False,
             help="Sexual abuse or exploitation of children. Do not send the picture. You need not say who you are.",
             fields=(_explanation("What is shown or offered", required=False), _OPTIONAL_NAME, _OPTIONAL_MAIL, _GOOD_FAITH),
             scopes=(Scope.IMAGE, Scope.COMMENT, Scope.ITEM)),
        Spec(type=Type.ILLEGAL_SPEECH, label="It incites to hatred or violence, or is illegal otherwise", help="Say which law it breaks, if you know.",
             category=Category.N, fields=(*_PERSON, _line("law", "Law that it breaks"), _explanation("Why it is illegal"), _DANGER, _GOOD_FAITH), scopes=_ANY),
        Spec(type=Type.COMMENT_ABUSE, label="A comment is abusive", help="Insults, threats, spam. You need not say who you are.", category=Category.N,
             needs_contact=False, fields=(_explanation("What is wrong with it"), _DANGER, _OPTIONAL_NAME, _OPTIONAL_MAIL), scopes=(Scope.COMMENT,)),
    )  # fmt: skip


def _specs_of_service() -> tuple[Spec, ...]:
    return (
        Spec(type=Type.CORRECTION, label="Something is wrong, or I want to reply", help="Correction of a fact; right of reply.", category=Category.L,
             fields=(*_PERSON, _prose("words", "The passage that is wrong", required=True), _explanation("What is right, or your reply"),
                     Field(name="evidence_url", label="Address of evidence", kind=FieldKind.URL, most=2000)), scopes=_PARTS),
        Spec(type=Type.ACCESSIBILITY, label="I cannot use a page", help="An obstacle for you, e.g. with a screen reader.", category=Category.L,
             needs_target=False, needs_contact=False,
             fields=(_explanation("What you tried, with what, and what happened"), _OPTIONAL_NAME, _OPTIONAL_MAIL), scopes=(Scope.ITEM,)),
        Spec(type=Type.OTHER, label="Something else", help="If nothing above fits.", category=Category.N, needs_target=False,
             fields=(*_PERSON, _explanation("What is the matter")), scopes=(*_ANY, Scope.OUTLET)),
    )  # fmt: skip


TYPES: dict[Type, Spec] = {spec.type: spec for spec in _specs()}
GROUNDS = {  # what a notice is about, in a few words that name nobody
    Type.COPYRIGHT_TEXT: "copyright in a text", Type.COPYRIGHT_IMAGE: "copyright in a picture", Type.TRADEMARK: "a trademark",
    Type.COUNTERFEIT: "counterfeit goods", Type.DEFAMATION: "defamation", Type.PRIVACY: "personal data",
    Type.PUBLICITY: "somebody's name or picture", Type.COURT_ORDER: "a court order", Type.GOVERNMENT: "an authority's request",
    Type.INTIMATE_IMAGE: "an intimate picture", Type.CHILD_SAFETY: "the safety of a child", Type.TERRORIST: "a removal order",
    Type.ILLEGAL_SPEECH: "illegal speech", Type.CORRECTION: "a correction", Type.OPT_OUT: "a publisher's wish",
    Type.COMMENT_ABUSE: "an abusive comment", Type.ACCESSIBILITY: "accessibility", Type.OTHER: "another matter",
}  # fmt: skip

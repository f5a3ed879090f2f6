"""The nouns of the rights desk: notices, what they are about, decisions, restrictions.

In: nothing. Out: records and enums that ``desk``, ``store``, ``actions`` and ``web`` share. Never: a rule or a query.
Personal data stand in :class:`Contact` and :class:`Statement` only, which are kept outside the ledger's chain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

NoticeId = NewType("NoticeId", str)
DecisionId = NewType("DecisionId", str)
RestrictionId = NewType("RestrictionId", str)
PersonId = NewType("PersonId", str)


class Type(StrEnum):
    """What a notice says is wrong; each has fields of its own (``desk.forms``)."""

    COPYRIGHT_TEXT = "copyright_text"
    COPYRIGHT_IMAGE = "copyright_image"
    TRADEMARK = "trademark"
    COUNTERFEIT = "counterfeit"
    DEFAMATION = "defamation"
    PRIVACY = "privacy"  # personal data, GDPR 17
    PUBLICITY = "publicity"  # my name, my picture
    COURT_ORDER = "court_order"
    GOVERNMENT = "government"  # a request of an authority
    INTIMATE_IMAGE = "intimate_image"
    CHILD_SAFETY = "child_safety"
    TERRORIST = "terrorist"  # a removal order, Reg. (EU) 2021/784
    ILLEGAL_SPEECH = "illegal_speech"
    CORRECTION = "correction"  # of a fact, or a right of reply
    OPT_OUT = "opt_out"  # a publisher asks to be left out or shown otherwise
    COMMENT_ABUSE = "comment_abuse"
    ACCESSIBILITY = "accessibility"
    OTHER = "other"


class Category(StrEnum):
    """How fast the first reaction must be."""

    U0 = "U0"  # children, intimate images, threats to life: at once
    U1 = "U1"  # an order of an authority: as it says, once it is known to be one
    U2 = "U2"  # a verified publisher about its own: 4 hours
    N = "N"  # 24 hours
    L = "L"  # an answer in 24 hours, a decision in 7 days


class Channel(StrEnum):
    FORM = "form"
    MAIL = "mail"
    DESK = "desk"  # written down by a reviewer, e.g. a letter


class State(StrEnum):
    """Where a notice stands. An interim action is no state: see ``Notice.interim_id``."""

    UNVERIFIED = "unverified"  # by mail, and the sender is not proven yet
    RECEIVED = "received"
    TRIAGED = "triaged"
    NEEDS_INFO = "needs_info"
    UNDER_REVIEW = "under_review"
    ACTED = "acted"
    NO_ACTION = "no_action"
    RESTORED = "restored"  # acted, then undone
    MISDIRECTED = "misdirected"  # nothing of it is on this site
    SPAM = "spam"
    RETRACTED = "retracted"
    CLOSED = "closed"


OPEN = frozenset({State.UNVERIFIED, State.RECEIVED, State.TRIAGED, State.NEEDS_INFO, State.UNDER_REVIEW})


class Relation(StrEnum):
    """What the submitter has to do with the rights."""

    OWNER = "owner"
    LICENSEE = "exclusive_licensee"
    AGENT = "agent"
    SUBJECT = "subject"
    OTHER = "other"


class Scope(StrEnum):
    """Which part of a target a notice is about."""

    ITEM = "item"
    TEXT = "text"
    IMAGE = "image"
    HEADLINE = "headline"
    SEARCH = "search"  # the search result only
    OUTLET = "outlet"  # everything of the outlet
    COMMENT = "comment"


class Kind(StrEnum):
    """What an object of ours is."""

    ARTICLE = "article"
    IMAGE = "image"
    OUTLET = "outlet"
    STORY = "story"
    COMMENT = "comment"


class Action(StrEnum):
    """What a decision does, from least to most."""

    NONE = "none"
    LABEL = "label"  # a note under the item that a complaint is being looked at
    DEMOTE = "demote"  # out of search, feeds, sitemap and front page
    HIDE_IMAGE = "hide_image"  # the pictures of an item, or one picture everywhere
    LINK_ONLY = "link_only"  # headline and link remain
    HIDE_ITEM = "hide_item"
    HIDE_COMMENT = "hide_comment"
    HIDE_OUTLET = "hide_outlet"


class Outcome(StrEnum):
    """How the promise of 24 hours ended: the three published numbers."""

    ACTED = "acted"  # a decision, or interim action, in time
    ASKED = "asked"  # in time, an itemised request for what was missing
    BREACHED = "breached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One thing that a notice is about."""

    given: str  # as the submitter wrote it: any address, or an identifier
    kind: Kind | None = None  # None: not found here
    object_id: str = ""
    scope: Scope = Scope.ITEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who complains; personal data, kept apart and purged by retention."""

    name: str = ""
    mail: str = ""
    phone: str = ""
    address: str = ""
    organisation: str = ""
    principal: str = ""  # on whose behalf


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the submitter says, field by field; names are those of ``desk.forms``."""

    explanation: str = ""
    fields: tuple[tuple[str, str], ...] = ()  # e.g. ("work", "..."), ("original_url", "..."), ("good_faith", "yes")

    def get(self, name: str) -> str:
        """A field's value, "" where it was not given."""
        if name == "explanation":
            return self.explanation
        return next((value for key, value in self.fields if key == name), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A complaint and where it stands."""

    id: NoticeId
    reference: str  # for people: "HW-7K2M-9QXD"
    channel: Channel
    type: Type
    category: Category
    state: State
    received_at: datetime  # T0: set once, by our own clock or that of our mail host; never by a Date header
    deadline_at: datetime  # T0 + 24 h, or later where what was missing came in
    language: str = "en"
    contact: Contact = field(default_factory=Contact)
    statement: Statement = field(default_factory=Statement)
    relation: Relation = Relation.OTHER
    targets: tuple[Target, ...] = ()
    flags: tuple[str, ...] = ()  # of ``desk.risk``: "A1: ...", "domain_mismatch"; and "verified: example.com"
    risk: str = "low"  # low, high
    missing: tuple[str, ...] = ()  # names of elements that the notice lacks
    claimed_by: PersonId | None = None
    answered_at: datetime | None = None  # first decision, interim action or itemised request
    outcome: Outcome | None = None  # None: the 24 hours still run
    info_until: datetime | None = None
    interim_id: DecisionId | None = None
    interim_until: datetime | None = None
    decision_id: DecisionId | None = None
    version: int = 1  # optimistic lock: who decides names the version that was read

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was resolved, by whom, on what ground."""

    id: DecisionId
    notice_id: NoticeId | None  # None: on our own initiative
    made_at: datetime
    made_by: str  # a person's id, or "rule:NAME/VERSION"
    automated: str = "none"  # none, partial, full (DSA 16(6), 17(3)(c))
    action: Action
    basis: str = "terms"  # "legal": 451; "terms": 410
    ground: str = ""  # a short code: "copyright", "privacy", ...
    reason: str = ""  # in public: facts and ground, no personal data
    note: str = ""  # for the desk
    interim: bool = False
    stay_down: bool = False
    spare: tuple[str, ...] = ()  # registrable domains whose own copies are never hit
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """A standing limit on showing something."""

    id: RestrictionId
    decision_id: DecisionId
    notice_id: NoticeId | None
    reference: str  # of the notice, "" on our own initiative
    action: Action
    kind: Kind
    object_id: str
    status: int = 410  # 451 on a legal ground (RFC 7725), else 410
    ground: str = ""
    reason: str = ""
    interim: bool = False
    because: str = ""  # the stay-down key that was hit, "" where a person or the clock decided
    starts_at: datetime
    ends_at: datetime | None = None
    lifted_at: datetime | None = None


class Role(StrEnum):
    """What a person may do: each includes nothing of the others."""

    OPERATOR = "operator"  # people, settings, outlets
    REVIEWER = "reviewer"  # notices and decisions
    MODERATOR = "moderator"  # comments


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works here."""

    id: PersonId
    name: str
    mail: str
    roles: frozenset[Role]
    has_password: bool = False
    session: int = 1  # grows when all log-ins of this person shall end
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRules:
    """What the operator has set for the desk; hours since a notice came in."""

    site_name: str = "Headwater"
    base_url: str = ""  # without a final slash; "": unknown, and links in mails are paths
    owner: str = ""
    complaints_mail: str = ""
    sends_mail: bool = False
    reminders: tuple[float, ...] = (1.0, 4.0, 8.0, 12.0)
    warning: float = 16.0
    interim: float = 20.0
    info_days: float = 7.0
    log_delay_days: float = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is known of one target that was found; several for a picture that several articles use."""

    target: Target
    headline: str = ""
    outlet_id: str = ""
    outlet_name: str = ""
    outlet_domain: str = ""  # registrable
    outlet_since: datetime | None = None  # when we began to read it
    first_seen: datetime | None = None
    contact: str = ""  # mail address of whoever is affected: the outlet's, or that of a comment's writer; "": none known


# ---- what a form asks for ----------------------------------------------------------------------------------


class FieldKind(StrEnum):
    """How a field of the complaint form is entered."""

    LINE = "line"
    PROSE = "prose"
    URL = "url"
    DATE = "date"  # "2026-05-03"
    TICK = "tick"  # "yes", or not sent
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a type's form; its value stands in ``Statement.fields`` under its name, but see ``of_contact``."""

    name: str
    label: str  # plain words, for the label element
    kind: FieldKind = FieldKind.LINE
    required: bool = False  # what is missing is asked for later; nothing is refused for it
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()  # value, label
    most: int = 400  # characters
    of_contact: bool = False  # its value stands in the attribute of ``Contact`` with its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What the form of a type is called and asks, in the order in which it asks."""

    type: Type
    label: str
    help: str
    category: Category
    fields: tuple[Field, ...]
    scopes: tuple[Scope, ...] = (Scope.ITEM, Scope.TEXT, Scope.IMAGE, Scope.HEADLINE)
    needs_target: bool = True
    needs_contact: bool = True  # a name and a mail address (DSA 16(2)(c))


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One element that a notice lacks, in words that say what to send."""

    element: str
    words: str


def status_path(token: str) -> str:
    """Where a submitter follows a notice, below the site's address."""
    return f"/complaint/status/{token}"

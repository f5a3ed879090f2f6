"""The desk's words: what states, classes, actions, flags and rows of the ledger are called on its pages.

In: enums, codes, times. Out: plain English. Never: an exception for a code that is not known here.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from headwater import notices
from headwater.actions import filing

STATES = {
    notices.State.UNVERIFIED: "sender not proven", notices.State.RECEIVED: "received", notices.State.TRIAGED: "sorted",
    notices.State.NEEDS_INFO: "waits for the submitter", notices.State.UNDER_REVIEW: "to decide", notices.State.ACTED: "acted on",
    notices.State.NO_ACTION: "no action", notices.State.RESTORED: "undone", notices.State.MISDIRECTED: "not on this site",
    notices.State.SPAM: "spam", notices.State.RETRACTED: "taken back", notices.State.CLOSED: "closed",
}  # fmt: skip
CATEGORIES = {
    notices.Category.U0: "urgent: at once", notices.Category.U1: "order of an authority", notices.Category.U2: "publisher about its own: 4 hours",
    notices.Category.N: "24 hours", notices.Category.L: "answer in 24 hours, decision in 7 days",
}  # fmt: skip
ACTIONS = {
    notices.Action.NONE: ("Do nothing", "The complaint is answered with the reason; nothing changes, and what was done in the interim is lifted."),
    notices.Action.LABEL: ("Label", "A note under the item says that a complaint is being looked at."),
    notices.Action.DEMOTE: ("Keep off the front", "Out of search, feeds, sitemap and front page; its page stays."),
    notices.Action.HIDE_IMAGE: ("Hide pictures", "A place with the credit stands where the picture was; the proxy answers 451 or 410."),
    notices.Action.LINK_ONLY: ("Headline and link only", "Excerpt, text and pictures go; the headline and the Reference stay."),
    notices.Action.HIDE_ITEM: ("Hide the item", "Its page says that it is not shown, and why; gone from every list, feed, search and the API."),
    notices.Action.HIDE_COMMENT: ("Hide the comment", "Its place in the thread stays, without its text."),
    notices.Action.HIDE_OUTLET: ("Hide the whole outlet", "Everything of the outlet, now and to come. Takes somebody who is reviewer and operator."),
}  # fmt: skip
SCOPES = {
    notices.Scope.ITEM: "the whole item", notices.Scope.TEXT: "the text", notices.Scope.IMAGE: "pictures", notices.Scope.HEADLINE: "the headline",
    notices.Scope.SEARCH: "the search result", notices.Scope.OUTLET: "everything of the outlet", notices.Scope.COMMENT: "the comment",
}  # fmt: skip
KINDS = {
    notices.Kind.ARTICLE: "Article", notices.Kind.IMAGE: "Picture", notices.Kind.OUTLET: "Outlet", notices.Kind.STORY: "Story",
    notices.Kind.COMMENT: "Comment",
}  # fmt: skip
RELATIONS = {
    notices.Relation.OWNER: "owner of the rights", notices.Relation.LICENSEE: "exclusive licensee", notices.Relation.AGENT: "acting for somebody",
    notices.Relation.SUBJECT: "the person it is about", notices.Relation.OTHER: "other",
}  # fmt: skip
CHANNELS = {notices.Channel.FORM: "by form", notices.Channel.MAIL: "by mail", notices.Channel.DESK: "written down at the desk"}
OUTCOMES = {
    notices.Outcome.ACTED: "acted in time", notices.Outcome.ASKED: "asked in time for what was missing", notices.Outcome.BREACHED: "promise broken",
}  # fmt: skip
GROUNDS = (
    ("copyright", "Copyright"), ("trademark", "Trade mark"), ("counterfeit", "Counterfeit goods"), ("defamation", "Defamation"),
    ("privacy", "Personal data"), ("publicity", "Name or picture of a person"), ("court_order", "Order of a court"),
    ("government", "Request of an authority"), ("intimate_image", "Intimate image"), ("child_safety", "Safety of children"),
    ("terrorist", "Terrorist content"), ("illegal_speech", "Illegal speech"), ("correction", "Error of fact"),
    ("opt_out", "The publisher wants it so"), ("comment_rules", "Rules for comments"), ("terms", "Other terms of this site"),
)  # fmt: skip
FLAGS = {
    "A1": "Claims an original older than ours from a site that we do not know",
    "A2": "The claimant is not the source, and the source has been with us for long",
    "A3": "The claimant seems to be the subject of the story",
    "A4": "Many targets, or many notices alike", "A5": "The sender is not proven",
    "A6": "Earlier notices of this sender were mostly unfounded", "A7": "The sender's identity is doubtful",
    "A8": "Looks automated", "domain_mismatch": "Acts for a company, writes from another domain",
}  # fmt: skip
_LEDGER = {
    "notice.received": "Received", "notice.sealed": "Kept as it was", "notice.acknowledged": "Acknowledged", "notice.claimed": "Taken on", "notice.noted": "Note written",
    "notice.asked": "Asked for what is missing", "notice.info_received": "Submitter added something",
    "notice.added_to": "Submitter added something", "notice.let_go": "Let go", "notice.sorted": "Sorted", "notice.closed": "Closed", "notice.no_contact": "Nobody to write to",
    "interim.warned": "Those affected warned of interim action", "interim.taken": "Interim action taken", "interim.lifted": "Interim action lifted",
    "interim.repeated": "Interim action repeated", "desk.reminded": "Reviewers reminded", "stay_down.judged": "Stay-down hit judged", "notice.retracted": "Taken back by the submitter",
    "decision.made": "Decided", "decision.undone": "Decision undone", "promise.settled": "Promise of 24 hours settled",
    "mail.sent": "Mail sent", "mail.queued": "Mail queued", "mail.failed": "Mail not delivered", "mail.held": "Mail held back", "mail.returned": "Mail came back", "mail.received": "Mail came in",
    "restriction.imposed": "Restriction imposed", "restriction.lifted": "Restriction lifted",
    "restriction.expired": "Restriction ended in time", "restriction.moved": "Restriction follows an article that was merged", "stay_down.hit": "Stay-down hit",
    "person.added": "Person added", "person.link_made": "One-time link made", "person.logged_in": "Logged in", "person.logged_out": "Logged out",
    "person.password_set": "Password changed", "person.roles_set": "Roles changed", "person.disabled": "Shut out", "person.enabled": "Let in again",
    "person.described": "Own account changed", "mail.again": "Mail tried again",
}  # fmt: skip

_STEPS = {  # of ``desk.clock``
    "remind": "Reviewers are reminded", "own": "Done as the publisher asks", "warn": "Those affected hear of the interim action to come",
    "interim": "Interim action, if nobody has decided", "check": "A look whether the interim action stands",
    "promise": "The 24 hours are settled", "confirm": "Reviewers are reminded to confirm or lift the interim action",
    "lapse": "The interim action ends by itself", "overdue": "Reviewers are reminded that it is overdue",
    "info": "Closed, if what is missing has not come", "ack": "The receipt that was held back", "asked": "The 24 hours are settled",
}  # fmt: skip


def step(name: str) -> str:
    """What a step of the clock does: "remind-2.3" -> "Reviewers are reminded"."""
    return _STEPS.get(name.partition(".")[0].partition("-")[0]) or name.replace("_", " ").capitalize()


def type_label(type: notices.Type) -> str:
    """A type of complaint in plain words."""
    return filing.label(type)


def ground_of(type: notices.Type) -> str:
    """The ground that a type of complaint suggests."""
    known = {code for code, _ in GROUNDS}
    plain = {"copyright_text": "copyright", "copyright_image": "copyright", "comment_abuse": "comment_rules"}.get(type, str(type))
    return plain if plain in known else "terms"


def flag(code: str) -> str:
    """A risk flag: what it says, or what its code means."""
    name, colon, words = code.partition(":")
    if colon and words.strip():
        return words.strip()
    return FLAGS.get(name.strip(), code.replace("_", " "))


def event(kind: str) -> str:
    """What a row of the ledger tells."""
    return _LEDGER.get(kind) or kind.replace(".", ": ").replace("_", " ").capitalize()


def fact(value: object) -> str:
    """A fact of the ledger for people.

    >>> fact([{"action": "hide_item", "because": ""}, True]), fact([["article", "01a2", "text"]])
    ('action: hide_item, yes', 'article 01a2 text')
    """
    match value:
        case bool():
            return "yes" if value else "no"
        case dict():
            return ", ".join(f"{name}: {fact(one)}" for name, one in value.items() if one not in ("", None))
        case list() | tuple():
            return ", ".join(" ".join(map(fact, one)) if isinstance(one, list | tuple) else fact(one) for one in value)
        case _:
            return str(value)


def field_label(name: str, type: notices.Type) -> str:
    """The label of a field of a type's form."""
    spec = filing.spec(type)
    known = {one.name: one.label for one in spec.fields} if spec else {}
    return known.get(name) or name.replace("_", " ").capitalize()


def span(length: timedelta) -> str:
    """A length of time to two places: "3 h 20 min", "2 days 4 h"."""
    minutes = max(0, int(length.total_seconds() // 60))
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} {'day' if days == 1 else 'days'}" + (f" {hours} h" if hours and days < 7 else "")
    if hours:
        return f"{hours} h" + (f" {rest} min" if rest else "")
    return f"{rest} min" if rest else "less than a minute"


def left(deadline: datetime, now: datetime) -> str:
    """How long until a deadline, or since."""
    return f"{span(deadline - now)} left" if deadline > now else f"{span(now - deadline)} over"


def urgency(notice: notices.Notice, now: datetime) -> str:
    """How a notice's time is marked: over, soon, settled or calm."""
    if notice.outcome is not None or not notice.is_open:
        return "settled"
    if notice.deadline_at <= now:
        return "over"
    return "soon" if notice.deadline_at - now <= timedelta(hours=4) else "calm"

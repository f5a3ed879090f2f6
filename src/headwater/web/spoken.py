"""The words of the rights desk as the public reads them: states, actions, parts, outcomes, steps of a case.

In: enums of ``notices`` and kinds of ledger rows. Out: plain English. Never: a word of a submitter or of the desk.
"""

from __future__ import annotations

from datetime import datetime

from headwater import notices
from headwater.store import ledger, promise, public_log

ACTIONS = {
    notices.Action.NONE: "No action", notices.Action.LABEL: "A note under the item",
    notices.Action.DEMOTE: "Out of search, feeds and front page", notices.Action.HIDE_IMAGE: "Picture hidden",
    notices.Action.LINK_ONLY: "Reduced to headline and link", notices.Action.HIDE_ITEM: "Item hidden",
    notices.Action.HIDE_COMMENT: "Comment hidden", notices.Action.HIDE_OUTLET: "Outlet hidden",
}  # fmt: skip
SCOPES = {
    notices.Scope.ITEM: "the whole item", notices.Scope.TEXT: "the text", notices.Scope.IMAGE: "a picture",
    notices.Scope.HEADLINE: "the headline", notices.Scope.SEARCH: "the search result only",
    notices.Scope.OUTLET: "everything of the outlet", notices.Scope.COMMENT: "a comment",
}  # fmt: skip
KINDS = {
    notices.Kind.ARTICLE: "article", notices.Kind.IMAGE: "picture", notices.Kind.OUTLET: "outlet",
    notices.Kind.STORY: "story", notices.Kind.COMMENT: "comment",
}  # fmt: skip
RELATIONS = (
    (notices.Relation.OWNER, "I own the rights, or I am the publisher"),
    (notices.Relation.LICENSEE, "I hold an exclusive licence"),
    (notices.Relation.AGENT, "I act for somebody else"),
    (notices.Relation.SUBJECT, "It is about me, or about a child of mine"),
    (notices.Relation.OTHER, "None of these"),
)
STATES = {
    notices.State.UNVERIFIED: ("Waiting for your confirmation", "We have your mail. Confirm below that it is yours; the clock runs already."),
    notices.State.RECEIVED: ("Received", "Your complaint is here, and nobody has begun to look at it yet."),
    notices.State.TRIAGED: ("Received", "Your complaint is here and was given to those who look at such things."),
    notices.State.NEEDS_INFO: ("Something is missing", "We need more to be able to act. What it is stands below, and you can add it here."),
    notices.State.UNDER_REVIEW: ("Being looked at", "A reviewer decides on your complaint before the deadline."),
    notices.State.ACTED: ("Acted on", "We have acted on your complaint."),
    notices.State.NO_ACTION: ("Decided: no action", "We looked at your complaint and leave things as they are."),
    notices.State.RESTORED: ("Undone", "What we had done was undone after another look."),
    notices.State.MISDIRECTED: ("Not on this site", "Nothing of what you named is on this site."),
    notices.State.SPAM: ("Set aside", "This was taken for advertising. If that is wrong, write to us and name the reference."),
    notices.State.RETRACTED: ("Taken back", "You took this complaint back; what was done for it was undone."),
    notices.State.CLOSED: ("Closed", "This complaint was closed without a decision."),
}
OUTCOMES = {
    notices.Outcome.ACTED: "acted within 24 hours", notices.Outcome.ASKED: "asked for what was missing within 24 hours",
    notices.Outcome.BREACHED: "not answered within 24 hours",
}  # fmt: skip
UNSHOWN = {"open": "still being dealt with", "waits": "decided; shown when the delay is over", "rejected": "set aside as spam"}
AUTOMATED = {"none": "by a person", "partial": "by a person, with the help of rules", "full": "by a rule"}


def status(case: public_log.Case) -> tuple[str, str]:
    """How a case stands: a word for programs, and one for people."""
    if case.undone_at or case.state is notices.State.RESTORED:
        return "restored", "Undone: shown again"
    match case.state:
        case notices.State.ACTED:
            return ("active", "In force") if case.action is not notices.Action.NONE else ("closed", "Closed")
        case notices.State.RETRACTED:
            return "retracted", "Taken back by the sender"
        case notices.State.NO_ACTION:
            return "rejected", "No action"
        case notices.State.MISDIRECTED:
            return "misdirected", "Not on this site"
        case _:
            return "closed", "Closed without a decision"


def hours(value: float | None) -> str:
    """A span: "40 minutes", "3.5 hours", "2 days"."""
    if value is None:
        return "no time yet"
    minutes = round(value * 60)
    if minutes < 60:
        return f"{max(1, minutes)} {'minute' if minutes <= 1 else 'minutes'}"
    if value < 48:
        shown = f"{value:.1f}".removesuffix(".0")
        return f"{shown} {'hour' if shown == '1' else 'hours'}"
    days = f"{value / 24:.1f}".removesuffix(".0")
    return f"{days} days"


def days(value: float) -> str:
    """A number of days: "7 days", "1 day", "0.5 days"."""
    shown = f"{value:g}"
    return f"{shown} {'day' if shown == '1' else 'days'}"


STEPS = {  # kinds of ledger rows that a submitter sees, and the words for them
    "notice.received": "Your complaint was received.",
    "notice.asked": "We asked you for what was missing.",
    "notice.info_received": "You added something.",
    "notice.added_to": "You wrote again.",
    "notice.sorted": "A reviewer set right what kind of complaint it is.",
    "notice.claimed": "A reviewer took the case on.",
    "notice.reopened": "The case was opened again.",
    "notice.misdirected": "We found nothing of it on this site.",
    "notice.closed": "The case was closed, because what was missing did not come.",
    "notice.retracted": "You took the complaint back.",
    "interim.taken": "Interim action was taken, until a person decides.",
    "interim.lifted": "Interim action ended.",
    "decision.made": "A decision was made.",
    "decision.undone": "The decision was undone.",
    promise.LATE: "An action or an answer came, too late; we are sorry.",
}


def history(rows: list[ledger.Row]) -> list[tuple[datetime, str]]:
    """What was done with a case, for its submitter: times and words; rows that only the desk needs are left out."""
    found = []
    for row in rows:
        if row.kind == promise.SETTLED and (outcome := row.facts.get("outcome")) in OUTCOMES:
            found.append((row.at, f"The 24 hours were counted: {OUTCOMES[notices.Outcome(outcome)]}."))
        elif row.kind in STEPS:
            found.append((row.at, STEPS[row.kind]))
    return found

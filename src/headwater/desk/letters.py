"""Every letter that the desk writes: subject and body, in plain words.

In: a notice, decisions, what the operator has set. Out: a :class:`Letter` as plain text. Never: a letter that is sent, a
submitter's name or address in a letter to somebody else, or markup.

Each carries the reference in brackets in its subject, by which an answer finds its way back. What the law wants said:
receipt without delay (DSA 16(4)), the decision, redress and use of automated means (16(5), 16(6)), and to whoever is
affected a statement of reasons (17(3)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from headwater import notices
from headwater.desk import forms
from headwater.notices import Action, DeskRules, Notice

COPY_MOST = 4000  # characters of what the submitter wrote
REDRESS = timedelta(days=183)  # six months (DSA 20(1))
_DONE = {
    Action.NONE: "Nothing was changed", Action.LABEL: "A note about a complaint stands beside it", Action.DEMOTE: "It is kept out of our search, feeds and front page",
    Action.HIDE_IMAGE: "The picture is hidden", Action.LINK_ONLY: "Only the headline and the link to the publisher's own page are shown",
    Action.HIDE_ITEM: "The item is hidden", Action.HIDE_COMMENT: "The comment is hidden", Action.HIDE_OUTLET: "Everything of the outlet is hidden",
}  # fmt: skip
_AUTOMATED = {
    "none": "A person decided this; no automated means were used to decide.",
    "partial": "A person decided this; automated means helped to find or sort it.",
    "full": "This was done by a rule, without a person deciding.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Subject and text."""

    subject: str
    body: str


def when(moment: datetime) -> str:
    """A time that nobody can misread: "Wed 25 November 2026, 22:40 UTC"."""
    return moment.astimezone(UTC).strftime("%a %d %B %Y, %H:%M UTC")


def link(rules: DeskRules, token: str) -> str:
    """The status page's address."""
    return rules.base_url + notices.status_path(token)


# ---- to the submitter --------------------------------------------------------------------------------------


def ack(notice: Notice, rules: DeskRules, token: str, missing: Sequence[notices.Missing]) -> Letter:
    """Receipt: reference, type, deadline, status page, what is missing, what was received (V2)."""
    parts = [
        f"We have received your complaint on {when(notice.received_at)}.",
        f"Reference: {notice.reference}\nIt is about: {forms.GROUNDS[notice.type]} ({forms.TYPES[notice.type].label})\n"
        f"You get an action or an answer by: {when(notice.deadline_at)}\nHow it stands: {link(rules, token)}",
    ]
    if notice.state is notices.State.UNVERIFIED:
        parts.append("Nothing proves yet that the mail came from you. Open the link above and confirm it there, or answer this mail. "
                     "If you did not write to us, do nothing.")
    if notice.state is notices.State.MISDIRECTED:
        parts.append("Nothing of what you named is on this site. We only link to what publishers publish; please write to whoever publishes "
                     "it. If it is here after all, answer with the address of the page on this site.")
    parts += _missing(missing)
    parts += _not_found(notice.targets)
    parts += ["Before you go on:\n" + "\n".join(f"- {one}" for one in forms.WARNINGS[1:]), "What we received:", copy(notice)]
    what = "we need something from you" if missing else "we have received your complaint"
    return _letter(notice, rules, what, parts)


def series(waiting: Sequence[tuple[Notice, str, Sequence[notices.Missing]]], rules: DeskRules) -> Letter:
    """One receipt for many complaints of one sender, each with its reference, deadline, status page and what is missing."""
    first = waiting[0][0]
    lines = []
    for notice, token, missing in waiting:
        lines.append(f"{notice.reference}  received {when(notice.received_at)}, an action or an answer by {when(notice.deadline_at)}\n  {link(rules, token)}")
        lines += [f"  We need: {one.words}" for one in missing]
    head = f"We have received {len(waiting)} more complaints from you. So that we do not fill your mailbox, here they are together."
    return _letter(first, rules, f"we have received {len(waiting)} complaints", [head, "\n".join(lines)])


def ask(notice: Notice, rules: DeskRules, token: str, missing: Sequence[notices.Missing], *, words: str, until: datetime) -> Letter:
    """The itemised request."""
    parts = ["To go on with your complaint we need something from you."]
    parts += [words] if words else []
    parts += [*_missing(missing), *_not_found(notice.targets),
              f"Answer this mail, or add it at {link(rules, token)}\nWe keep your complaint open until {when(until)}; after that you can still reopen it there. "
              "As soon as it is here, a new 24 hours begin."]
    return _letter(notice, rules, "we need something from you", parts)


def interim(notice: Notice, rules: DeskRules, token: str, decisions: Sequence[notices.Decision], *, deadline: bool = True) -> Letter:
    """What was done while nobody has decided."""
    why = "Nobody has decided your complaint yet, so we have done this in the meantime:" if deadline else "Because of what your complaint is about, we have done this at once:"
    return _letter(notice, rules, "interim action", [
        f"{why}\n{_list(decisions)}", _AUTOMATED["full"] + " A person will look at it and decide; we write to you then.",
        f"How it stands: {link(rules, token)}",
    ])


def decided(notice: Notice, rules: DeskRules, token: str, decision: notices.Decision, *, sources: Sequence[str] = ()) -> Letter:
    """The decision, its reason, and what the submitter can do about it (DSA 16(5))."""
    return _letter(notice, rules, "decision", [
        f"Your complaint is decided. {_DONE[decision.action]}.", f"Reason: {decision.reason}",
        _AUTOMATED[decision.automated],
        *(["What was taken down is kept from coming back, as far as it can be recognised."] if decision.stay_down and decision.action is not Action.NONE else []),
        *_elsewhere(decision.action, sources), _redress(decision.made_at, rules), f"How it stands: {link(rules, token)}",
    ])


def undone(notice: Notice, rules: DeskRules, token: str, decision: notices.Decision, reason: str) -> Letter:
    """A decision was taken back."""
    return _letter(notice, rules, "decision taken back", [
        f"We have taken back our decision of {when(decision.made_at)} ({_DONE[decision.action].lower()}). It is shown again as before.",
        f"Reason: {reason}", _redress(decision.undone_at or decision.made_at, rules), f"How it stands: {link(rules, token)}",
    ])


def lapsed(notice: Notice, rules: DeskRules, token: str) -> Letter:
    """An interim action on a doubtful notice has ended by itself."""
    return _letter(notice, rules, "interim action has ended", [
        "Nobody has confirmed the interim action on your complaint within ten days, so it has ended and the item is shown as before. "
        "Your complaint is still open, and you hear from us when it is decided.", f"How it stands: {link(rules, token)}",
    ])


def apology(notice: Notice, rules: DeskRules, token: str, *, until: datetime) -> Letter:
    """The promise was not kept."""
    return _letter(notice, rules, "we are late", [
        f"We promised an action or an answer by {when(notice.deadline_at)} and have not kept it. We are sorry. It is counted among our broken promises, which anybody can read on our site.",
        f"We will deal with it by {when(until)}; everybody who works on complaints has been told.", f"How it stands: {link(rules, token)}",
    ])


def closed(notice: Notice, rules: DeskRules, token: str) -> Letter:
    """What was asked for did not come."""
    return _letter(notice, rules, "closed for now", [
        "What we asked for has not come, so your complaint is closed for now. Nothing is lost: add it on the status page within six months, and the complaint is open again with a new 24 hours.",
        f"How it stands: {link(rules, token)}",
    ])


def retracted(notice: Notice, rules: DeskRules, token: str, *, lifted: int) -> Letter:
    """The submitter took the complaint back."""
    return _letter(notice, rules, "taken back", [
        "You have taken your complaint back." + (" What we had restricted because of it is shown again." if lifted else ""),
        f"How it stands: {link(rules, token)}",
    ])


# ---- to whoever is affected --------------------------------------------------------------------------------


def warning(notice: Notice, rules: DeskRules, what: Sequence[str], *, at: datetime) -> Letter:
    """An interim action is coming."""
    return _letter(notice, rules, "a complaint about your item", [
        f"We have received a complaint about {forms.GROUNDS[notice.type]}. It concerns:\n" + _lines(what),
        f"If nobody has decided it by {when(at)}, it will be shown in a reduced form until somebody has. If you object, answer this mail before then: a person reads it.",
    ])


def reasons(
    notice: Notice, rules: DeskRules, decisions: Sequence[notices.Decision], what: Sequence[str], *, ends_at: datetime | None = None,
) -> Letter:
    """The statement of reasons (DSA 17(3)): what, where, how long; facts; automated means; ground; redress."""
    first = decisions[0]
    until = "until a person has decided" if first.interim else "without a time limit"
    ground = "a legal ground" if first.basis == "legal" else "our terms"
    return _letter(notice, rules, "statement of reasons", [
        f"We have restricted how this is shown:\n{_lines(what)}",
        f"What was done: {'; '.join(dict.fromkeys(_DONE[one.action] for one in decisions))}.\nWhere: everywhere on this site, in every country.\n"
        f"Since: {when(first.made_at)}, {'until ' + when(ends_at) if ends_at else until}.",
        f"Facts: somebody complained to us on {when(notice.received_at)} (reference {notice.reference}); we did not look for it ourselves.",
        f"Ground: {ground}: {forms.GROUNDS[notice.type]}.\nReason: {first.reason}", _AUTOMATED[first.automated],
        _redress(first.made_at, rules),
    ])


def restored(notice: Notice, rules: DeskRules, what: Sequence[str], reason: str) -> Letter:
    """What was restricted is shown again."""
    return _letter(notice, rules, "shown again", [
        "This is shown again as before:\n" + _lines(what), *([f"Reason: {reason}"] if reason else []),
    ])


# ---- to those who work here --------------------------------------------------------------------------------


def reminder(waiting: Sequence[Notice], rules: DeskRules, *, now: datetime, urgency: str) -> Letter:
    """Complaints that nobody has taken."""
    lines = [
        f"{one.reference}  {one.category}  {forms.GROUNDS[one.type]}, received {when(one.received_at)}, promised by {when(one.deadline_at)}"
        + (f", {_hours(one.deadline_at - now)} left" if one.deadline_at > now else ", OVERDUE")
        for one in waiting[:200]
    ]
    more = [f"... and {len(waiting) - 200} more"] if len(waiting) > 200 else []
    return Letter(
        subject=f"{urgency}: {len(waiting)} complaint{'s' if len(waiting) != 1 else ''} waiting",
        body="\n".join([*lines, *more, "", f"The desk: {rules.base_url}/desk"]) + "\n",
    )


def alarm(notice: Notice, rules: DeskRules, what: str) -> Letter:
    """Something about one complaint needs a person."""
    return Letter(subject=f"[{notice.reference}] {what}",
                  body=f"{what}\n\nReceived {when(notice.received_at)}, promised by {when(notice.deadline_at)}, about {forms.GROUNDS[notice.type]}.\n"
                       f"The desk: {rules.base_url}/desk\n")


# ---- parts -------------------------------------------------------------------------------------------------


def copy(notice: Notice) -> str:
    """What the submitter wrote, quoted."""
    labels = {one.name: one.label for one in forms.TYPES[notice.type].fields}
    lines = [f"Address given: {one.given}" for one in notice.targets]
    lines += [f"{labels.get(name) or name.replace('_', ' ').capitalize()}: {value}" for name, value in notice.statement.fields if value and name != "explanation"]
    lines += [notice.statement.explanation] if notice.statement.explanation else []
    text = "\n".join(lines)
    cut = text if len(text) <= COPY_MOST else text[:COPY_MOST] + " [...]"
    return "\n".join(f"> {line}" for line in cut.split("\n"))


def _letter(notice: Notice, rules: DeskRules, what: str, parts: Sequence[str]) -> Letter:
    sign = rules.site_name + (f", {rules.owner}" if rules.owner else "")
    foot = f"-- \n{sign}" + (f"\n{rules.complaints_mail}" if rules.complaints_mail else "") + (f"\n{rules.base_url}" if rules.base_url else "")
    return Letter(subject=f"[{notice.reference}] {rules.site_name}: {what}", body="\n\n".join([*parts, foot]) + "\n")


def _missing(missing: Sequence[notices.Missing]) -> list[str]:
    if not missing:
        return []
    return ["We still need from you:\n" + "\n".join(f"- {one.words}" for one in missing)]


def _not_found(targets: Sequence[notices.Target]) -> list[str]:
    unknown = [one.given for one in targets if one.kind is None]
    return ["Not found here:\n" + _lines(unknown)] if unknown else []


def _lines(what: Sequence[str]) -> str:
    return "\n".join(f"- {one}" for one in list(what)[:50]) + (f"\n- and {len(what) - 50} more" if len(what) > 50 else "")


def _list(decisions: Sequence[notices.Decision]) -> str:
    return "\n".join(f"- {words}." for words in dict.fromkeys(_DONE[one.action] for one in decisions))


def _elsewhere(action: Action, sources: Sequence[str]) -> list[str]:
    """Our own copy is what we can take away; where the thing was published it stands until its publisher takes it away."""
    if not sources or action not in (Action.HIDE_IMAGE, Action.HIDE_ITEM, Action.LINK_ONLY):
        return []
    ours = "Our copies of the picture are gone, and we do not fetch it again." if action is Action.HIDE_IMAGE else "It is gone from everything that we show."
    return [f"{ours} Where it was published it is not in our hands; please write to whoever publishes it there:\n" + _lines(sources)]


def _redress(since: datetime, rules: DeskRules) -> str:
    return (f"If you do not agree, answer this mail until {when(since + REDRESS)} and say why: it costs nothing, and a person looks at it again. "
            "You can also turn to a certified out-of-court dispute settlement body, or to a court.")


def _hours(left: timedelta) -> str:
    return f"{left.total_seconds() / 3600:.1f} hours"

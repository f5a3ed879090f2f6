"""A notice at the desk: everything about it on one screen, and what a reviewer does with it.

In: requests of reviewers. Out: the notice's page; a preview that lists what will be hidden where; decisions, each made
over the version that was read. Never: a change by a GET, or a decision without a public reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from headwater import errors, notices
from headwater.actions import decide, evidence, filing, restrict, sorting
from headwater.store import db, desk_views, inbox, ledger, outbox, people, steps
from headwater.store import notices as rows
from headwater.web import context, desk_words, forms, query, sessions

REVIEWER, OPERATOR = notices.Role.REVIEWER, notices.Role.OPERATOR
STAYS_DOWN = frozenset({notices.Action.HIDE_IMAGE, notices.Action.LINK_ONLY, notices.Action.HIDE_ITEM, notices.Action.HIDE_COMMENT})
DECIDABLE = notices.OPEN | {notices.State.NO_ACTION, notices.State.RESTORED}
REOPENABLE = frozenset({notices.State.SPAM, notices.State.MISDIRECTED, notices.State.CLOSED, notices.State.NO_ACTION, notices.State.RESTORED})
LEAST_REASON = 10  # characters
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")  # "tidewater.example"
_DONE = {
    "claimed": "The notice is yours; the reminders cease.", "let_go": "The notice is back in the queue.", "noted": "The note is kept.", "asked": "The request is on its way.",
    "decided": "Decided. It holds from this moment on every surface.", "undone": "Undone: everything is shown as before.",
    "marked": "The notice has been moved.", "sorted": "The notice has been sorted; what it needs and its clock follow the new kind.",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A decision as it was filled in, wrong or not."""

    action: str = ""
    targets: tuple[int, ...] = ()  # places in the notice
    scopes: tuple[tuple[int, str], ...] = ()
    basis: str = "terms"
    ground: str = ""
    reason: str = ""
    note: str = ""
    stay_down: bool = True
    spare: str = ""
    version: int = 0


# ---- the page ----------------------------------------------------------------------------------------------


def notice(request: Request, form: forms.Form | None) -> Response:
    """A notice with everything about it; claim, note, ask, set aside."""
    who = sessions.demand(request, REVIEWER)
    notice_id = query.identifier(request)
    if form is None:
        return _page(request, notice_id, done=_DONE.get(request.query_params.get("done", ""), ""))
    sessions.check_form(request, form)
    try:
        done = _small_step(request, form, who, notice_id)
    except decide.Conflict as error:
        return _page(request, notice_id, status=409, wrong=_said(error))
    except errors.Transient:
        raise
    except errors.HeadwaterError as error:
        return _page(request, notice_id, status=422, wrong=_said(error))
    return sessions.see_other(f"/desk/notice/{notice_id}?done={done}")


def _said(error: Exception) -> str:
    """Why something could not be done, as a sentence."""
    words = str(error)
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")


def _small_step(request: Request, form: forms.Form, who: notices.Person, notice_id: str) -> str:
    site = context.of(request)
    store, rules, now = site.store, site.settings.rules, site.now()
    match form.text("what"):
        case "claim":
            decide.claim(store, notice_id, by=who.id, now=now)
            return "claimed"
        case "let_go":
            decide.let_go(store, notice_id, by=who.id, now=now)
            return "let_go"
        case "note":
            decide.note(store, notice_id, form.prose("note", 5000), by=who.id, now=now)
            return "noted"
        case "ask":
            elements, words = form.every("element", 60), form.prose("words", 2000)
            decide.ask(store, notice_id, elements, by=who.id, rules=rules, now=now, words=words)
            return "asked"
        case "sort":
            spec, version = filing.spec(form.text("type", 40)), form.text("version", 9)
            if spec is None or not (version.isascii() and version.isdecimal()):
                raise HTTPException(400, "That form asks for nothing that we know.")
            more = list(dict.fromkeys(line.strip() for line in form.prose("more", 5000).split("\n") if line.strip()))
            sorting.sort(store, notice_id, spec.type, more=more, by=who.id, version=int(version), rules=rules, now=now)
            return "sorted"
        case "spam" | "misdirected" | "under_review" as state:
            reason = form.prose("reason", 1000)
            if len(reason) < LEAST_REASON and state != "under_review":
                raise errors.HeadwaterError("Say why, in a sentence: the submitter is told.")
            decide.mark(store, notice_id, notices.State(state), by=who.id, reason=reason, rules=rules, now=now)
            return "marked"
    raise HTTPException(400, "That form asks for nothing that we know.")


def _page(request: Request, notice_id: str, *, status: int = 200, wrong: str = "", done: str = "") -> Response:
    site, who = context.of(request), sessions.person(request)
    with site.store.read() as conn:
        found = rows.get(conn, notice_id)
        if found is None:
            raise HTTPException(404, "There is no such notice.")
        seen = desk_views.seen(conn, found.targets)
        similar = {one.id: one for target in found.targets if target.kind is not None
                   for one in rows.of_object(conn, target.kind, target.object_id, limit=20) if one.id != found.id}
        values = {
            "sealed": evidence.of(conn, found), "decisions": rows.decisions(conn, notice_id), "notes": rows.notes(conn, notice_id), "steps": steps.of_notice(conn, notice_id),
            "sent": outbox.of_notice(conn, found.id), "came": inbox.of_notice(conn, found.id), "outcomes": inbox.OUTCOMES,
            "timeline": ledger.of(conn, found.reference), "names": people.names(conn),
        }  # fmt: skip
    return sessions.page(
        request, "desk/case.html", status=status, wrong=wrong, done=done, notice=found, seen=seen, similar=list(similar.values()),
        draft=_suggested(found), elements=filing.elements_of(found), types=filing.specs(), decidable=found.state in DECIDABLE, reopenable=found.state in REOPENABLE, **_choices(found, who), **values,
    )  # fmt: skip


def _choices(found: notices.Notice, who: notices.Person) -> dict[str, object]:
    """What the form of a decision offers to somebody."""
    kinds = {one.kind for one in found.targets}
    actions = [one for one in notices.Action if one is not notices.Action.HIDE_OUTLET or OPERATOR in who.roles]
    if notices.Kind.COMMENT not in kinds:
        actions.remove(notices.Action.HIDE_COMMENT)
    return {"actions": actions, "grounds": desk_words.GROUNDS, "scopes": tuple(notices.Scope), "stays_down": STAYS_DOWN}


def _suggested(found: notices.Notice) -> Draft:
    """What the form begins with: everything that the notice is about, and the ground of its type; no action."""
    return Draft(
        targets=tuple(place for place, one in enumerate(found.targets) if one.kind is not None),
        scopes=tuple((place, str(one.scope)) for place, one in enumerate(found.targets)),
        basis="legal" if found.type in (notices.Type.COURT_ORDER, notices.Type.TERRORIST, notices.Type.GOVERNMENT) else "terms",
        ground=desk_words.ground_of(found.type), version=found.version,
    )  # fmt: skip


# ---- deciding ----------------------------------------------------------------------------------------------


def decision(request: Request, form: forms.Form | None) -> Response:
    """Decide in two steps: what will be hidden where is shown before it is done."""
    who = sessions.demand(request, REVIEWER)
    notice_id = query.identifier(request)
    site = context.of(request)
    with site.store.read() as conn:
        found = rows.get(conn, notice_id)
    if found is None:
        raise HTTPException(404, "There is no such notice.")
    if form is None:
        return _form(request, found, _suggested(found), ())
    sessions.check_form(request, form)
    draft = _read(form)
    verdict, wrong = _verdict(found, draft, who)
    step = form.text("step")
    if wrong or step == "edit":
        return _form(request, found, draft, () if step == "edit" else wrong)
    if found.version != draft.version:
        return _conflict(request, found, draft)
    if step != "confirm":
        return _preview(request, found, draft, verdict)
    try:
        decide.decide(site.store, notice_id, verdict, by=who.id, version=draft.version, rules=site.settings.rules, now=site.now())
    except decide.Conflict:
        with site.store.read() as conn:
            found = rows.get(conn, notice_id) or found
        return _conflict(request, found, draft)
    except errors.Transient:
        raise
    except errors.HeadwaterError as error:
        return _form(request, found, draft, (("", _said(error)),))
    return sessions.see_other(f"/desk/notice/{notice_id}?done=decided")


def _read(form: forms.Form) -> Draft:
    places = tuple(sorted({int(one) for one in form.every("target", 4) if one.isascii() and one.isdecimal()}))
    version = form.text("version", 9)
    return Draft(
        action=form.text("action", 40), targets=places, scopes=tuple((place, form.text(f"scope-{place}", 40)) for place in places),
        basis=form.text("basis", 20), ground=form.text("ground", 40), reason=form.prose("reason", 2000), note=form.prose("note", 5000),
        stay_down=form.has("stay_down"), spare=form.text("spare", 2000),
        version=int(version) if version.isascii() and version.isdecimal() else 0,
    )  # fmt: skip


def _verdict(found: notices.Notice, draft: Draft, who: notices.Person) -> tuple[decide.Verdict, tuple[tuple[str, str], ...]]:
    """What a filled-in form resolves, and what is wrong with it: (field, words)."""
    wrong: list[tuple[str, str]] = []
    action = next((one for one in notices.Action if one == draft.action), None)
    if action is None:
        wrong.append(("action", "Choose what to do."))
    elif action is notices.Action.HIDE_OUTLET and OPERATOR not in who.roles:
        wrong.append(("action", "Hiding a whole outlet takes somebody who is reviewer and operator."))
    targets = _targets(found, draft)
    if action not in (None, notices.Action.NONE) and not targets:
        wrong.append(("targets", "Choose at least one thing that was found here."))
    if draft.basis not in ("legal", "terms"):
        wrong.append(("basis", "Choose on what basis."))
    if draft.ground not in {code for code, _ in desk_words.GROUNDS}:
        wrong.append(("ground", "Choose a ground."))
    if len(draft.reason) < LEAST_REASON:
        wrong.append(("reason", "Give the reason in public words, a sentence at least: both sides and the public log are told it."))
    spare = tuple(one for one in re.split(r"[\s,;]+", draft.spare.lower()) if one)
    if bad := [one for one in spare if not _DOMAIN.fullmatch(one)]:
        wrong.append(("spare", f"This is no domain: {bad[0][:80]}"))
    return decide.Verdict(
        action=action or notices.Action.NONE, targets=targets, basis=draft.basis, ground=draft.ground, reason=draft.reason,
        note=draft.note, stay_down=draft.stay_down and action in STAYS_DOWN, spare=spare,
    ), tuple(wrong)  # fmt: skip


def _targets(found: notices.Notice, draft: Draft) -> tuple[notices.Target, ...]:
    scopes = dict(draft.scopes)
    chosen = [(place, found.targets[place]) for place in draft.targets if place < len(found.targets)]
    return tuple(
        replace(one, scope=next((scope for scope in notices.Scope if scope == scopes.get(place)), one.scope))
        for place, one in chosen if one.kind is not None
    )


def _form(request: Request, found: notices.Notice, draft: Draft, wrong: tuple[tuple[str, str], ...]) -> Response:
    who = sessions.person(request)
    with context.of(request).store.read() as conn:
        seen = desk_views.seen(conn, found.targets)
    return sessions.page(
        request, "desk/decide.html", status=422 if wrong else 200, notice=found, seen=seen, draft=draft, wrong=dict(wrong),
        **_choices(found, who),
    )  # fmt: skip


def _preview(request: Request, found: notices.Notice, draft: Draft, verdict: decide.Verdict) -> Response:
    with context.of(request).store.read() as conn:
        reached = restrict.preview(conn, verdict.action, verdict.targets, stay_down=verdict.stay_down, spare=verdict.spare)
    return sessions.page(
        request, "desk/preview.html", notice=found, draft=draft, verdict=verdict, reached=reached, grounds=dict(desk_words.GROUNDS),
    )  # fmt: skip


def _conflict(request: Request, found: notices.Notice, draft: Draft) -> Response:
    """Somebody was quicker: what they did, and what was written here, so that nothing is lost or done twice."""
    with context.of(request).store.read() as conn:
        timeline, names = ledger.of(conn, found.reference)[-6:], people.names(conn)
    return sessions.page(
        request, "desk/conflict.html", status=409, notice=found, draft=replace(draft, version=found.version), timeline=timeline,
        names=names,
    )  # fmt: skip


def undo(request: Request, form: forms.Form | None) -> Response:
    """Take a decision back, with a reason."""
    who = sessions.demand(request, REVIEWER)
    notice_id, decision_id = query.identifier(request), query.identifier(request, "decision")
    if form is None:
        return sessions.see_other(f"/desk/notice/{notice_id}")
    sessions.check_form(request, form)
    site, reason = context.of(request), form.prose("reason", 2000)
    made = _decision(site.store, notice_id, decision_id)
    if made.action is notices.Action.HIDE_OUTLET and OPERATOR not in who.roles:
        return _page(request, notice_id, status=403, wrong="Showing a whole outlet again takes somebody who is reviewer and operator.")
    if len(reason) < LEAST_REASON:
        return _page(request, notice_id, status=422, wrong="Say why it is undone, in a sentence: both sides are told it.")
    try:
        decide.undo(site.store, decision_id, by=who.id, reason=reason, rules=site.settings.rules, now=site.now())
    except decide.Conflict as error:
        return _page(request, notice_id, status=409, wrong=_said(error))
    return sessions.see_other(f"/desk/notice/{notice_id}?done=undone")


def _decision(store: db.Store, notice_id: str, decision_id: str) -> notices.Decision:
    with store.read() as conn:
        found = rows.decision(conn, decision_id)
    if found is None or found.notice_id != notice_id:
        raise HTTPException(404, "There is no such decision on this notice.")
    return found

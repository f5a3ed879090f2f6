"""The desk's pages for moderators: what waits, a bulk with a preview of what it does, a comment with all about it.

In: requests of people with the role moderator. Out: pages; decisions by POST alone. Never: a hidden comment without a
reason, a decision on what changed since it was read, or a mail address.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from headwater import discussion, notices
from headwater.actions import comments as actions
from headwater.actions import moderate
from headwater.store import comments as reads
from headwater.store import ids, ledger, moderation, people
from headwater.web import context, forms, query, sessions

A_PAGE = 50
MODERATOR = notices.Role.MODERATOR
STATES = {"pending": "Waiting", "reported": "Reported", "hidden": "Hidden", "shown": "Shown"}
WHOSE = {"": "All", "mine": "Mine", "nobodys": "Nobody’s"}
REASONS = {
    "spam": "Spam or advertising", "abuse": "Insult or threat", "hate": "Hatred", "off_topic": "Off topic", "privacy": "Private things of somebody",
    "illegal": "Against the law", "copyright": "Somebody else’s text", "impersonation": "In somebody else’s name", "other": "Other",
}  # fmt: skip
SAYS = {
    "comment.posted": "written", "comment.verified": "mail address confirmed", "comment.edited": "edited by its author",
    "comment.deleted": "deleted by its author", "comment.reported": "reported", "comment.approved": "approved",
    "comment.hidden": "hidden", "comment.undone": "last decision undone", "comment.reports_judged": "reports judged",
    "commenter.suspended": "writer suspended", "commenter.restored": "suspension ended",
}  # fmt: skip
DAYS = (1, 7, 30, 365)
_PICK = re.compile(r"([0-9a-f]{32})\.(\d{1,6})")  # "0192...af.3": a comment and the version that was read


def queue(request: Request, form: forms.Form | None) -> Response:
    """Comments that wait, were reported, are hidden or shown; a POST goes on to the preview of a bulk."""
    who = sessions.demand(request, MODERATOR)
    if form is not None:
        sessions.check_form(request, form)
        return _claim(request, form, who) if form.text("what", 20) in ("claim", "release") else _ask(request, form)
    site, number = context.of(request), query.page(request)
    chosen = request.query_params.get("state", "pending")
    chosen = chosen if chosen in STATES else "pending"
    about = request.query_params.get("article", "")
    whose = _whose(request.query_params.get("whose", ""))
    with site.store.read() as conn:
        found = moderation.queue(
            conn, chosen, limit=A_PAGE + 1, offset=A_PAGE * (number - 1), article_id=about if ids.is_id(about) else "",
            only=moderation.whose(whose, by=who.id, now=site.now()))
        tally, holders = moderation.tally(conn), _holders(site, conn, found)
    return sessions.page(
        request, "desk/comments.html", found=found[:A_PAGE], more=len(found) > A_PAGE, number=number, tally=tally, states=STATES,
        chosen=chosen, about=about if ids.is_id(about) else "", rules=site.settings.comments, reasons=REASONS,
        done=_done(request), wrong="", whose=whose, everybody=WHOSE, holders=holders,
    )  # fmt: skip


def _whose(given: str) -> str:
    return given if given in WHOSE else ""


def _holders(site: context.Context, conn: sa.Connection, found: list[moderation.Waiting]) -> dict[str, tuple[str, str]]:
    """By comment: who has taken it on, and what they are called."""
    names = people.names(conn)
    held = {one.kept.comment.id: moderation.holder(one.kept, now=site.now()) for one in found}
    return {comment_id: (who, names.get(who, "somebody")) for comment_id, who in held.items() if who}


def _claim(request: Request, form: forms.Form, who: notices.Person) -> Response:
    """Take the ticked comments on, or let them go."""
    site, what, state = context.of(request), form.text("what", 20), form.text("state", 20)
    which = [one.id for one in _picks(form)]
    count = moderate.claim(site.store, which, by=who.id, now=site.now()) if what == "claim" else moderate.let_go(site.store, which, by=who.id)
    back = f"/desk/comments?state={state if state in STATES else 'pending'}&whose={_whose(form.text('whose', 20))}"
    return sessions.see_other(f"{back}&done={what}&n={count}")


def _done(request: Request) -> str:
    what, count = request.query_params.get("done", ""), request.query_params.get("n", "0")
    verb = {"approve": "shown", "hide": "hidden", "claim": "taken on", "release": "let go"}.get(what)
    if not verb or not (count.isascii() and count.isdecimal() and len(count) < 4):
        return ""
    more = {"claim": "After half an hour without a decision it is anybody’s again."}.get(what, "Each can be undone on its own page.")
    return f"{count} {'comment' if count == '1' else 'comments'} {verb}." + (f" {more}" if what != "release" else "")


# ---- bulk --------------------------------------------------------------------------------------------------


def _picks(form: forms.Form) -> list[moderate.Pick]:
    found = [match for one in form.every("pick", 60) if (match := _PICK.fullmatch(one))]
    return [moderate.Pick(id=match[1], version=int(match[2])) for match in found]


def _ask(request: Request, form: forms.Form, wrong: str = "") -> Response:
    """Show what a bulk would do, before it is done."""
    picks, what = _picks(form), form.text("what", 20)
    state = form.text("state", 20)
    state = state if state in STATES else "pending"
    if what not in ("approve", "hide"):
        raise HTTPException(400, "That form asks for nothing that we know.")
    if not picks:
        return sessions.see_other(f"/desk/comments?state={state}")
    with context.of(request).store.read() as conn:
        found = moderation.some(conn, [one.id for one in picks])
    return sessions.page(
        request, "desk/comments_confirm.html", status=422 if wrong else 200, found=found, picks=picks, what=what, state=state,
        reasons=REASONS, wrong=wrong, chosen=form.text("reason", 40), note=form.prose("note", 2000),
    )  # fmt: skip


def decide(request: Request, form: forms.Form | None) -> Response:
    """Approve or hide comments, as a bulk or one; all of it or nothing."""
    who, site = sessions.demand(request, MODERATOR), context.of(request)
    if form is None:
        return sessions.see_other("/desk/comments")
    sessions.check_form(request, form)
    picks, what, note = _picks(form), form.text("what", 20), form.prose("note", 2000)
    if what not in ("approve", "hide"):
        raise HTTPException(400, "That form asks for nothing that we know.")
    reason = form.text("reason", 40)
    if what == "hide" and reason not in REASONS:
        return _ask(request, form, "Choose a reason: readers see it at the place of the comment, and its code stands in the ledger.")
    try:
        if what == "approve":
            count = moderate.approve(site.store, picks, by=who.id, now=site.now(), note=note, despite=form.has("despite"))
        else:
            count = moderate.hide(
                site.store, picks, discussion.Reason(reason), by=who.id, now=site.now(), note=note, despite=form.has("despite"))
    except moderate.Claimed as claimed:
        return _conflict(request, picks, str(claimed), asks=form)
    except moderate.Conflict as conflict:
        return _conflict(request, picks, str(conflict))
    state = form.text("state", 20)
    if ids.is_id(form.text("back", 40)):
        return sessions.see_other(f"/desk/comments/{form.text('back', 40)}")
    return sessions.see_other(f"/desk/comments?state={state if state in STATES else 'pending'}&done={what}&n={count}")


def _conflict(request: Request, picks: list[moderate.Pick], why: str, *, asks: forms.Form | None = None) -> Response:
    """Who came second sees what the comments are now; ``asks``: who has taken them on, with a way to go on all the same."""
    site = context.of(request)
    with site.store.read() as conn:
        found = moderation.some(conn, [one.id for one in picks])
        holders = _holders(site, conn, found)
    again = {} if asks is None else {
        "what": asks.text("what", 20), "reason": asks.text("reason", 40), "note": asks.prose("note", 2000),
        "state": asks.text("state", 20), "back": asks.text("back", 40), "despite": "1",
    }  # fmt: skip
    read = {one.id: one.version for one in picks}
    return sessions.page(
        request, "desk/comments_conflict.html", status=409, found=found, why=why, reasons=REASONS, picks=picks, again=again, holders=holders,
        moved={one.kept.comment.id for one in found if read.get(one.kept.comment.id) != one.kept.comment.version},
    )  # fmt: skip


# ---- one comment -------------------------------------------------------------------------------------------


def one(request: Request, form: forms.Form | None) -> Response:
    """A comment with its checks, reports, earlier words, decisions, and what else its writer wrote."""
    who, site = sessions.demand(request, MODERATOR), context.of(request)
    comment_id = query.identifier(request)
    if form is not None:
        sessions.check_form(request, form)
        return _do(request, form, comment_id, who)
    with site.store.read() as conn:
        found = moderation.some(conn, [comment_id])
        if not found:
            raise HTTPException(404, "There is no such comment.")
        kept = found[0].kept
        rows, names = ledger.of(conn, comment_id), people.names(conn)
        page = {
            "holders": _holders(site, conn, found),
            "before": reads.before(conn, comment_id), "reports": moderation.reports(conn, comment_id),
            "others": moderation.of_writer(conn, kept), "can_undo": moderate.last_decision(conn, comment_id) is not None,
            "writer": reads.writer(conn, kept.comment.commenter_id) if kept.comment.commenter_id else None,
            "notes": {row.seq: note for row in rows if (note := ledger.private_of(conn, row.seq))},
        }  # fmt: skip
    return sessions.page(
        request, "desk/comment.html", waiting=found[0], rows=rows, names=names, says=SAYS, reasons=REASONS, days=DAYS, **page)


def _do(request: Request, form: forms.Form, comment_id: str, who: notices.Person) -> Response:
    """Take on, let go, undo, judge reports, suspend; back to the page."""
    site, what = context.of(request), form.text("what", 20)
    picks, now = _picks(form), context.of(request).now()
    match what:
        case "claim":
            moderate.claim(site.store, [comment_id], by=who.id, now=now)
        case "release":
            moderate.let_go(site.store, [comment_id], by=who.id)
        case "undo":
            if not picks or picks[0].id != comment_id:
                raise HTTPException(400, "That form names no comment.")
            try:
                moderate.undo(site.store, picks[0], by=who.id, now=now)
            except moderate.Conflict as conflict:
                return _conflict(request, picks, str(conflict))
        case "uphold" | "reject":
            chosen = [one for one in form.every("report", 40) if ids.is_id(one)]
            moderate.judge(site.store, chosen, upheld=what == "uphold", comment_id=comment_id, by=who.id, now=now)
        case "suspend":
            days = form.text("days", 4)
            if days not in {"0", *map(str, DAYS)}:
                raise HTTPException(400, "Choose for how long.")
            moderate.suspend(site.store, comment_id, days=float(days), by=who.id, now=now)
        case _:
            raise HTTPException(400, "That form asks for nothing that we know.")
    return sessions.see_other(f"/desk/comments/{comment_id}")


def rehearse(request: Request, form: forms.Form | None) -> Response:
    """Try the rules on a text: what each phase says, with nothing kept."""
    sessions.demand(request, MODERATOR)
    site = context.of(request)
    typed, name, decision = "", "", None
    if form is not None:
        sessions.check_form(request, form)
        typed, name = form.prose("text", 30_000), form.text("name", 120)
        draft = actions.Draft(article_id="", name=name, text=typed, network="", seconds=60.0)
        decision = actions.dry_run(site.store, draft, rules=site.settings.comments, now=site.now())
    return sessions.page(
        request, "desk/comments_try.html", typed=typed, name=name, decision=decision, rules=site.settings.comments,
        preview=actions.preview(typed) if typed else "",
    )  # fmt: skip


_BOTH = ["GET", "POST"]
ROUTES: tuple[Route, ...] = (
    Route("/desk/comments", forms.posted(queue), methods=_BOTH),
    Route("/desk/comments/decide", forms.posted(decide), methods=_BOTH),
    Route("/desk/comments/try", forms.posted(rehearse), methods=_BOTH),
    Route("/desk/comments/{id}", forms.posted(one), methods=_BOTH),
)

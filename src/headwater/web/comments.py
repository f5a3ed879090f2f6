"""Comments on the web: read under the article, written, verified, changed, deleted and reported by plain forms.

In: requests. Out: pages; 303 after what changed something. Never: a change by GET, a cookie, a mail address on a page, or
anything but 404 where the operator has switched comments off.
"""

from __future__ import annotations

from typing import Any

import email_validator
import sqlalchemy as sa
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from headwater import discussion
from headwater.actions import comments as actions
from headwater.actions import reports
from headwater.discussion import ReportReason, Status
from headwater.store import comments as reads
from headwater.store import ids, pages
from headwater.web import caching, comment_feed, context, forms, query, visitors

MOST_TYPED = 30_000  # characters that are read at all; what is too long is told so, with the draft kept
_ORDER = ("name", "mail", "text", "website")  # of the fields of the form
_FORMS = ("20/minute", "300/day")  # of one network, previews and mistakes included
_REPORTS = ("10/hour", "40/day")


# ---- under the article -------------------------------------------------------------------------------------


def under(request: Request, conn: sa.Connection, item: pages.Shown) -> discussion.Thread | None:
    """The page of an article's thread that was asked for; None where comments are off. One query."""
    site = context.of(request)
    if not site.settings.comments.enabled:
        return None
    return actions.thread(
        conn, item.publication.article_id, since=item.sort_at, number=_number(request), rules=site.settings.comments, now=site.now()
    )


def values(request: Request, talk: discussion.Thread | None, article_id: str) -> dict[str, Any]:
    """What ``_comments.html`` needs. The token's nonce is the minute, so that caches may keep the page that long."""
    if talk is None:
        return {"talk": None}
    site = context.of(request)
    minute = caching.minute(site.now()).isoformat()
    return {"talk": talk, "talk_token": forms.token(site, "comment", article_id, nonce=minute) if talk.open else "", "draft": {}}


def state(talk: discussion.Thread | None) -> tuple[object, ...]:
    """What of a thread the ETag of its article's page depends on."""
    return (talk.state, talk.shown, talk.page, talk.pages, talk.closed_because) if talk else ()


def _number(request: Request) -> int:
    value = request.query_params.get("comments") or "1"
    if not (value.isascii() and value.isdecimal() and len(value) <= 3 and int(value) >= 1):
        raise HTTPException(400, "Pages of comments are counted from 1.")
    return int(value)


# ---- writing -----------------------------------------------------------------------------------------------


def write(request: Request, form: forms.Form | None) -> Response:
    """Write a comment or an answer: a form, a preview, and what came of it."""
    site, article_id = _on(request), query.identifier(request)
    parent_id = (form.text("to", 40) if form else request.query_params.get("to", ""))[:40]
    if form is None:
        return _form(request, article_id, parent_id, {})
    site.rates.hit(request, "comment", *_FORMS)
    opened = forms.opened(site, form, "comment", article_id)
    given = {
        "name": form.text("name", 120), "mail": form.text("mail", 320), "text": form.prose("text", MOST_TYPED),
        "token": form.text("token", 600),
    }  # fmt: skip
    if parent_id and not ids.is_id(parent_id):
        raise HTTPException(404, "There is no such comment.")
    if form.text("do", 20) == "preview":
        return _form(request, article_id, parent_id, given)
    mail, wrong = _address(given["mail"]) if site.settings.comments.sends_mail else ("", ())
    draft = actions.Draft(
        article_id=article_id, parent_id=parent_id or None, name=given["name"], mail=mail, text=given["text"],
        network=visitors.network(request), seconds=opened.seconds, honeypot=form.text("website", 200), once=given["token"],
    )  # fmt: skip
    if wrong:
        wrong += actions.faults(site.store, draft, rules=site.settings.comments, now=site.now())
        return _form(request, article_id, parent_id, given, problems=wrong, status=422)
    match actions.post(site.store, draft, rules=site.settings.comments, now=site.now(), secret=site.secret):
        case actions.Posted() as posted:
            return _on_to(f"/comment/{posted.id}/mine/{posted.key}" if posted.key else f"/comment/{posted.id}")
        case actions.Refused() as refused:
            return _form(request, article_id, parent_id, given, problems=refused.problems, status=422)
        case actions.Limited() as limited:
            words = (("text", "That was a lot in a short time. Wait a little and send it again; your text is kept here."),)
            response = _form(request, article_id, parent_id, given, problems=words, status=429)
            response.headers["retry-after"] = str(limited.retry_after)
            return response
        case actions.Closed() as closed:
            if closed.gone:
                raise HTTPException(410, closed.why)
            return _page(request, "comment_closed.html", status=409, why=closed.why, article_id=article_id, draft=given)


def _address(given: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A mail address and nothing, or "" and what is wrong with it."""
    if not given:
        return "", ()
    try:
        return email_validator.validate_email(given, check_deliverability=False).normalized.lower(), ()
    except email_validator.EmailNotValidError:
        return "", (("mail", "That is no mail address. Leave it empty, or write one such as reader@tidewater.example."),)


def _form(request: Request, article_id: str, parent_id: str, given: dict[str, str], *, problems: tuple[tuple[str, str], ...] = (),
          status: int = 200) -> Response:  # fmt: skip
    """The form on a page of its own, with the draft, its preview and what is wrong with it."""
    site = context.of(request)
    rules = site.settings.comments
    with site.store.read() as conn:
        place = reads.place(conn, article_id)
        parent = actions.answerable(conn, article_id, parent_id) if place and ids.is_id(parent_id) else None
        talk = place and actions.thread(conn, article_id, since=place.sort_at, number=1, rules=rules, now=site.now())
    if not place or not talk:
        raise HTTPException(410 if request.method == "POST" else 404, "This item is not shown here, and takes no comments.")
    if parent_id and parent is None:
        raise HTTPException(404, "The comment that you answer is not there any more.")
    if not talk.open:
        return _page(request, "comment_closed.html", status=409, why=talk.closed_because, article_id=article_id, draft=given)
    return _page(
        request, "comment_form.html", status=status, place=place, parent=parent, draft=given,
        problems=sorted(problems, key=lambda one: _ORDER.index(one[0])),
        preview=actions.preview(given.get("text", "")), token=given.get("token") or forms.token(site, "comment", article_id),
    )


# ---- one comment -------------------------------------------------------------------------------------------


def permalink(request: Request) -> Response:
    """A comment in its thread."""
    site, comment_id = _on(request), query.identifier(request)
    with site.store.read() as conn:
        kept = reads.get(conn, comment_id)
        there = kept is not None and reads.place(conn, kept.comment.article_id) is not None
        number = actions.page_of(conn, kept) if kept and there else None
    if kept is None:
        raise HTTPException(404, "There is no such comment.")
    if not there:
        raise HTTPException(410, "The item under which this comment stood is not shown any more.")
    if number is not None:
        which = f"?comments={number}" if number > 1 else ""
        return RedirectResponse(f"/article/{kept.comment.article_id}{which}#c-{comment_id}", status_code=302)
    if kept.comment.status is Status.PENDING:
        return _page(request, "comment_said.html", title="This comment waits", said="waits", article_id=kept.comment.article_id)
    raise HTTPException(410, "This comment is not shown any more.")


def mine(request: Request, form: forms.Form | None) -> Response:
    """What its author sees of a comment, by a private address: its state, a form to change it, one to delete it."""
    site, comment_id = _on(request), query.identifier(request)
    key = request.path_params["key"]
    if form is not None:
        site.rates.hit(request, "comment", *_FORMS)
        forms.opened(site, form, "mine", comment_id)
        answer = _change(request, form, comment_id, key)
        if answer is not None:
            return answer
    with site.store.read() as conn:
        kept = actions.own(conn, comment_id, key)
        place = reads.place(conn, kept.comment.article_id) if kept else None
    if kept is None:
        raise HTTPException(404, "There is no such page; the address may be incomplete.")
    return _own_page(request, kept.comment, place, form)


def _change(request: Request, form: forms.Form, comment_id: str, key: str) -> Response | None:
    """Edit or delete as asked, then back to the page; None where the page shall be shown anew with what is wrong."""
    site = context.of(request)
    here = f"/comment/{comment_id}/mine/{key}"
    if form.text("do", 20) == "delete" and form.has("sure"):
        if not actions.withdraw(site.store, comment_id, key, now=site.now()):
            raise HTTPException(404)
        return _on_to(here)
    if form.text("do", 20) == "edit":
        done = actions.edit(
            site.store, comment_id, key, form.prose("text", MOST_TYPED), rules=site.settings.comments, now=site.now())
        if done is None:
            raise HTTPException(404)
        if isinstance(done, actions.Closed):
            raise HTTPException(410 if done.gone else 409, done.why)
        if isinstance(done, actions.Refused):
            request.state.problems = done.problems
            return None
        return _on_to(here)
    if form.text("do", 20) == "delete":
        request.state.problems = (("sure", "Tick the box to say that you mean it."),)
    return None


def _own_page(request: Request, comment: discussion.Comment, place: reads.Place | None, form: forms.Form | None) -> Response:
    site = context.of(request)
    problems = getattr(request.state, "problems", ())
    edits = form is not None and form.text("do", 20) in ("edit", "preview")
    typed = form.prose("text", MOST_TYPED) if form is not None and edits else comment.text
    return _page(
        request, "comment_mine.html", status=422 if problems else 200, comment=comment, place=place, problems=problems,
        typed=typed, preview=actions.preview(typed) if edits else "", token=forms.token(site, "mine", comment.id),
        can_edit=place is not None and actions.can_edit(comment, site.settings.comments, site.now()),
        address=f"{query.origin(request, site.settings.base_url)}{request.url.path}",
    )


def verify(request: Request, form: forms.Form | None) -> Response:
    """A link from a mail: a page that asks, and the confirmation itself by POST."""
    site = _on(request)
    token = request.path_params["token"][:100]
    if form is None:
        with site.store.read() as conn:
            kept = actions.asked(conn, token, now=site.now())
        if kept is None:
            return _page(request, "comment_said.html", status=410, title="This link works no more", said="stale", article_id="")
        return _page(request, "comment_verify.html", comment=kept.comment, token=forms.token(site, "verify", token))
    site.rates.hit(request, "verify", "30/hour")
    forms.opened(site, form, "verify", token)
    done = actions.verify(site.store, token, rules=site.settings.comments, now=site.now())
    if done is None:
        return _page(request, "comment_said.html", status=410, title="This link works no more", said="stale", article_id="")
    return _on_to(f"/comment/{done.id}")


def report(request: Request, form: forms.Form | None) -> Response:
    """Report a comment: spam and abuse to the moderators, what is illegal to the complaint form."""
    site, comment_id = _on(request), query.identifier(request)
    with site.store.read() as conn:
        comment = reports.reportable(conn, comment_id)
    if form is None:
        if comment is None:
            raise HTTPException(404, "There is no such comment to be seen.")
        return _report_form(request, comment, "")
    site.rates.hit(request, "report", *_REPORTS)
    forms.opened(site, form, "report", comment_id)
    try:
        reason = ReportReason(form.text("reason", 40))
    except ValueError:
        if comment is None:
            raise HTTPException(404) from None
        return _report_form(request, comment, form.prose("note", 500), problems=(("reason", "Choose what is wrong with it."),))
    reports.report(
        site.store, comment_id, reason, form.prose("note", 500), network=visitors.network(request), once=form.text("token", 600),
        rules=site.settings.comments, now=site.now(),
    )
    if reason is ReportReason.ILLEGAL:
        return _on_to(f"/complaint?item={comment_id}&type=illegal_speech")
    return _on_to("/comment/thanks")


def _report_form(request: Request, comment: discussion.Comment, note: str, problems: tuple[tuple[str, str], ...] = ()) -> Response:
    token = forms.token(context.of(request), "report", comment.id)
    return _page(request, "comment_report.html", status=422 if problems else 200, comment=comment, note=note, problems=problems, token=token)


def thanks(request: Request) -> Response:
    """After a report."""
    _on(request)
    return _page(request, "comment_said.html", title="Thank you", said="thanks", article_id="")


def feed(request: Request) -> Response:
    """The comments under an article and its copies, newest first (Atom, RFC 4685)."""
    site, article_id = _on(request), query.identifier(request)
    with site.store.read() as conn:
        place = reads.place(conn, article_id)
        found = actions.feed(conn, article_id) if place else []
    if place is None:
        raise HTTPException(404, "There is no such item, or it is not shown.")
    return comment_feed.answer(request, place, found)


# ---- pieces ------------------------------------------------------------------------------------------------


def _on(request: Request) -> context.Context:
    """The site, where comments are on."""
    site = context.of(request)
    if not site.settings.comments.enabled:
        raise HTTPException(404)
    return site


def _on_to(path: str) -> Response:
    return RedirectResponse(path, status_code=303, headers={"cache-control": "no-store", "referrer-policy": "no-referrer"})


def _page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page that no cache keeps, and whose address no link gives away."""
    site = context.of(request)
    response = context.html(
        site, template, status=status, now=caching.minute(site.now()), path=request.url.path, rules=site.settings.comments,
        origin=query.origin(request, site.settings.base_url), **values,
    )  # fmt: skip
    response.headers["cache-control"] = "no-store"
    response.headers["referrer-policy"] = "no-referrer"
    return response


_BOTH = ["GET", "POST"]
ROUTES: tuple[Route, ...] = (
    Route("/article/{id}/comment", forms.posted(write), methods=_BOTH),
    Route("/article/{id}/comments.atom", feed),
    Route("/comment/thanks", thanks),
    Route("/comment/verify/{token}", forms.posted(verify), methods=_BOTH),
    Route("/comment/{id}", permalink),
    Route("/comment/{id}/mine/{key}", forms.posted(mine), methods=_BOTH),
    Route("/comment/{id}/report", forms.posted(report), methods=_BOTH),
)

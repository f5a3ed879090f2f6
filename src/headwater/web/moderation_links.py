"""The page behind a link in a letter to a moderator: one comment, shown or hidden by a form.

In: requests with a token. Out: pages; a decision by POST alone, in the name of whoever the letter went to. Never: a change by
GET (mail scanners look), a cookie, a hidden comment without a reason, or anything that the letter's link was not made for.
"""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from headwater import discussion
from headwater.actions import moderate, moderator_mail
from headwater.store import moderation as rows
from headwater.store import people
from headwater.web import caching, context, forms, moderation, query

_A_NETWORK = ("60/hour", "300/day")


def link(request: Request, form: forms.Form | None) -> Response:
    """One comment that waits, from the link in a letter to a moderator: a page that asks, and the decision by POST."""
    site, token = _on(request), request.path_params["token"][:200]
    with site.store.read() as conn:
        found = moderator_mail.asked(conn, token, now=site.now())
    if found is None or form is not None:
        site.rates.hit(request, "moderate-link", *_A_NETWORK)
    if found is None:
        return _said(request, "stale", "This link works no more", 410)
    if found.changed:
        return _said(request, "changed", "This comment has changed", 409)
    if form is None:
        return _ask(request, found, token)
    forms.opened(site, form, "moderate", token)
    return _decide(request, form, found, token)


def _decide(request: Request, form: forms.Form, found: moderator_mail.Asked, token: str) -> Response:
    site, what, reason = context.of(request), form.text("what", 20), form.text("reason", 40)
    if what not in ("show", "hide"):
        raise HTTPException(400, "That form asks for nothing that we know.")
    if what == "hide" and reason not in moderation.REASONS:
        return _ask(request, found, token, "Choose a reason: readers see it at the place of the comment.", 422)
    try:
        done = moderator_mail.decide(
            site.store, token, discussion.Reason(reason) if what == "hide" else None, now=site.now(), despite=form.has("despite"))
    except moderate.Claimed:
        return _ask(request, found, token, "Nothing was done: somebody else has taken this on. Ask them, or tick the box.", 409)
    except moderate.Conflict:
        return _said(request, "changed", "This comment has changed", 409)
    if not done:
        return _said(request, "stale", "This link works no more", 410)
    return RedirectResponse("/comment/moderate/done", status_code=303, headers=_PRIVATE)


def done(request: Request) -> Response:
    """After a decision by such a link."""
    _on(request)
    return _said(request, "done", "Done", 200)


# ---- pieces ------------------------------------------------------------------------------------------------


_PRIVATE = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex"}


def _on(request: Request) -> context.Context:
    site = context.of(request)
    if not site.settings.comments.enabled:
        raise HTTPException(404)
    return site


def _ask(request: Request, found: moderator_mail.Asked, token: str, wrong: str = "", status: int = 200) -> Response:
    site = context.of(request)
    with site.store.read() as conn:  # anew: somebody may have taken it on since
        now_is = moderator_mail.asked(conn, token, now=site.now()) or found
        holder = rows.holder(now_is.waiting.kept, now=site.now())
        name = people.names(conn).get(holder, "somebody") if holder not in ("", found.by.id) else ""
    return _page(
        request, status, title="Show or hide this comment?", said="", waiting=found.waiting, by=found.by.name, held=name, wrong=wrong,
        reasons=moderation.REASONS, token=forms.token(site, "moderate", token),
    )  # fmt: skip


def _said(request: Request, said: str, title: str, status: int) -> Response:
    return _page(request, status, said=said, title=title)


def _page(request: Request, status: int, **values: Any) -> Response:
    site = context.of(request)
    response = context.html(
        site, "comment_moderate.html", status=status, now=caching.minute(site.now()), path=request.url.path,
        origin=query.origin(request, site.settings.base_url), **values,
    )  # fmt: skip
    response.headers.update(_PRIVATE)
    return response


ROUTES: tuple[Route, ...] = (
    Route("/comment/moderate/done", done),
    Route("/comment/moderate/{token}", forms.posted(link), methods=["GET", "POST"]),
)

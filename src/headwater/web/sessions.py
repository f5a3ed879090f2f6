"""Who is logged in at the desk, and what that lets them do.

In: requests below /desk. Out: :class:`notices.Person`; a cookie that is signed, for /desk alone, gone after 12 idle
hours; pages of the desk. Never: a cookie anywhere else, or a page to somebody whose role does not allow it.

The cookie is SameSite=Lax, not Strict: links in the mails of our own desk lead to /desk/notice/... and would arrive
logged out under Strict. A GET at the desk changes nothing, and no POST of another site carries a Lax cookie; each form
proves besides that it was made for this person's log-in, and ``forms`` looks at its Origin.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import itsdangerous
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from headwater import notices
from headwater.store import ids, people
from headwater.web import context, desk_words, forms

COOKIE = "headwater_desk"
IDLE = timedelta(hours=12)
_RENEWED = timedelta(minutes=10)  # a cookie older than this is written anew when a page is shown
_PLACE = re.compile(r"/desk(?:/[A-Za-z0-9_~-]+)*(?:\?[A-Za-z0-9_~.&=%+-]*)?")  # "/desk/notice/0192?state=open"
_NO_RIGHT = "Your account does not have the role for this. Ask whoever runs this site."


class _Signer(itsdangerous.TimestampSigner):
    """Signs with the site's clock."""

    site: context.Context

    def get_timestamp(self) -> int:
        return int(self.site.now().timestamp())


def _signer(site: context.Context) -> _Signer:
    made = _Signer(site.secret, salt="desk-session", digest_method=hashlib.sha256)
    made.site = site
    return made


# ---- who ---------------------------------------------------------------------------------------------------


def person(request: Request) -> notices.Person:
    """Who is logged in; others are sent to the log-in, and come back to the page they asked for."""
    found = visitor(request)
    if found is not None:
        return found
    if request.method == "POST":
        raise HTTPException(401, "You are not logged in, or your log-in has ended. Log in in another window, at /desk/log-in, then go back "
                                 "and send the form again; what you wrote is kept by your browser.")
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    raise HTTPException(303, headers={"Location": "/desk/log-in?next=" + quote(asked, safe="/")})


def demand(request: Request, *roles: notices.Role) -> notices.Person:
    """Who is logged in, if they have one of ``roles``; 403 for others, the log-in for nobody."""
    found = person(request)
    if not found.roles.intersection(roles):
        raise HTTPException(403, _NO_RIGHT)
    return found


def visitor(request: Request) -> notices.Person | None:
    """Who is logged in, or None; looked up once a request, so that a person who was disabled is out at once."""
    if not hasattr(request.state, "desk_person"):
        request.state.desk_person = _looked_up(request)
    return request.state.desk_person


def _looked_up(request: Request) -> notices.Person | None:
    site = context.of(request)
    given = request.cookies.get(COOKIE, "")
    if not given or len(given) > 400:
        return None
    try:
        value, made = _signer(site).unsign(given, max_age=int(IDLE.total_seconds()), return_timestamp=True)
    except itsdangerous.BadSignature:
        return None
    person_id, _, rest = value.decode("ascii", "replace").partition(".")
    number = rest.partition(".")[0]
    if not ids.is_id(person_id) or not number.isdecimal():
        return None
    with site.store.read() as conn:
        found = people.get(conn, person_id)
    if found is None or found.disabled_at is not None or found.session != int(number):
        return None
    request.state.desk_made = made
    return found


# ---- the cookie --------------------------------------------------------------------------------------------


def log_in(request: Request, response: Response, who: notices.Person) -> None:
    """Give a new cookie: whatever the browser brought along before counts for nothing."""
    site = context.of(request)
    value = _signer(site).sign(f"{who.id}.{who.session}.{secrets.token_hex(8)}").decode()
    response.set_cookie(
        COOKIE, value, max_age=int(IDLE.total_seconds()), path="/desk", httponly=True, samesite="lax",
        secure=_is_secure(request),
    )


def log_out(request: Request, response: Response) -> None:
    """Take the cookie away; the session number ends it everywhere (``actions.people.log_out``)."""
    response.delete_cookie(COOKIE, path="/desk", httponly=True, samesite="lax", secure=_is_secure(request))


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https" or context.of(request).settings.base_url.lower().startswith("https://")


# ---- forms and pages ---------------------------------------------------------------------------------------


def form_token(request: Request) -> str:
    """The token of a form at the desk, good for this person until the log-in ends, at most 24 hours."""
    return forms.token(context.of(request), "desk", _about(person(request)))


def check_form(request: Request, form: forms.Form) -> None:
    """403 where a form carries no token of this person's log-in."""
    forms.opened(context.of(request), form, "desk", _about(person(request)))


def _about(who: notices.Person) -> str:
    return f"{who.id}.{who.session}"


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page of the desk for whoever is logged in; the cookie lives on while somebody works."""
    site, who = context.of(request), person(request)
    response = context.html(
        site, template, status=status, now=site.now(), path=request.url.path, origin="", person=who, roles=who.roles,
        token=form_token(request), words=desk_words, home=home(who), **values,
    )  # fmt: skip
    response.headers["cache-control"] = "no-store"
    if site.now() - request.state.desk_made > _RENEWED:
        log_in(request, response, who)
    return response


def see_other(path: str) -> Response:
    """On to another page after a POST."""
    return RedirectResponse(path, status_code=303, headers={"cache-control": "no-store"})


def place(given: str, who: notices.Person) -> str:
    """Where to go after the log-in: the page of the desk that was asked for, never anywhere else."""
    return given if len(given) < 500 and _PLACE.fullmatch(given) and not given.startswith("/desk/log-") else home(who)


def home(who: notices.Person) -> str:
    """The page of the desk where somebody's work begins."""
    if notices.Role.REVIEWER in who.roles:
        return "/desk"
    return "/desk/comments" if notices.Role.MODERATOR in who.roles else "/desk/people"


def outside(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page of the desk before the log-in; its form carries a token without a person."""
    site = context.of(request)
    response = context.html(
        site, template, status=status, now=site.now(), path=request.url.path, origin="", person=None, roles=frozenset(),
        token=forms.token(site, "log-in"), home="/desk", **values,
    )  # fmt: skip
    response.headers["cache-control"] = "no-store"
    return response

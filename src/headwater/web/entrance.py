"""The desk's door: log-in by password or one-time link, log-out, one's own account.

In: requests of people who work here, or pretend to. Out: pages; a cookie for whoever proved who they are. Never: a
link that is used up by a look at it, or an answer that tells whether an address is known.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from headwater import notices
from headwater.actions import people
from headwater.store import people as people_rows
from headwater.web import context, forms, sessions

A_NETWORK = ("20 per 15 minutes", "100/day")
AN_ACCOUNT = ("10 per 15 minutes",)
_WRONG = "Mail address and password do not fit together, or the account is shut. A new one-time link gets you in: ask the operator."
_USED = (
    "This link does not get in: it was used, a newer one was made, it is more than 24 hours old, or it belongs to another site, such as the "
    "sample news. Log in with your password, or ask the operator for a new link."
)


def log_in(request: Request, form: forms.Form | None) -> Response:
    """Log in with mail address and password."""
    site = context.of(request)
    if form is None:
        known = sessions.visitor(request)
        if known is not None:
            return sessions.see_other(sessions.home(known))
        asked = request.query_params.get("next", "")[:500]
        return sessions.outside(request, "desk/log_in.html", asked=asked, mail="", wrong="")
    forms.opened(site, form, "log-in")
    mail, asked = form.text("mail", 320), form.text("next", 500)
    site.rates.hit(request, "log-in", *A_NETWORK)
    site.rates.count(people_rows.folded(mail), "log-in-account", *AN_ACCOUNT)
    who = people.log_in(site.store, mail, _password(form, "password"), now=site.now())
    if who is None:
        return sessions.outside(request, "desk/log_in.html", status=401, asked=asked, mail=mail, wrong=_WRONG)
    return _let_in(request, who, asked)


def link(request: Request, form: forms.Form | None) -> Response:
    """Log in with a one-time link: it is used up by the form's button, never by a look (mail scanners look)."""
    site, token = context.of(request), request.path_params["token"][:200]
    site.rates.hit(request, "log-in-link", *A_NETWORK)
    owner = people.of_link(site.store, token, now=site.now())
    if owner is None:
        return _used(request)
    if form is None:
        return sessions.outside(request, "desk/link.html", owner=owner, wrong="")
    forms.opened(site, form, "log-in")
    password = _password(form, "password")
    try:
        if password != _password(form, "again"):
            raise people.Refused("The two passwords differ.")
        who = people.redeem(site.store, token, password, now=site.now())
    except people.Refused as error:
        return sessions.outside(request, "desk/link.html", status=422, owner=owner, wrong=str(error))
    return _let_in(request, who, "") if who else _used(request)


def _used(request: Request) -> Response:
    """A link that is worth nothing leads to the log-in itself."""
    return sessions.outside(request, "desk/log_in.html", status=410, asked="", mail="", wrong=_USED)


def log_out(request: Request, form: forms.Form | None) -> Response:
    """Log out, on every machine."""
    if form is None:
        return sessions.see_other("/desk/log-in")
    who = sessions.person(request)
    sessions.check_form(request, form)
    people.log_out(context.of(request).store, who.id, now=context.of(request).now())
    response = sessions.see_other("/desk/log-in")
    sessions.log_out(request, response)
    return response


def account(request: Request, form: forms.Form | None) -> Response:
    """One's own name, address and password."""
    site, who = context.of(request), sessions.person(request)
    if form is None:
        return sessions.page(request, "desk/account.html", wrong="", done=request.query_params.get("done", ""))
    sessions.check_form(request, form)
    site.rates.count(who.id, "log-in-account", *AN_ACCOUNT)
    try:
        if form.text("what") == "password":
            changed, done = _new_password(site, form, who), "password"
        else:
            changed, done = people.describe(
                site.store, who.id, name=form.text("name", 200), mail=form.text("mail", 320),
                password=_password(form, "password"), now=site.now(),
            ), "account"  # fmt: skip
    except people.Refused as error:
        return sessions.page(request, "desk/account.html", status=422, wrong=str(error), done="")
    response = sessions.see_other(f"/desk/account?done={done}")
    sessions.log_in(request, response, changed)
    return response


def _new_password(site: context.Context, form: forms.Form, who: notices.Person) -> notices.Person:
    new = _password(form, "new")
    if new != _password(form, "again"):
        raise people.Refused("The two passwords differ.")
    return people.change_password(site.store, who.id, _password(form, "password"), new, now=site.now())


def _let_in(request: Request, who: notices.Person, asked: str) -> Response:
    response = sessions.see_other(sessions.place(asked, who))
    sessions.log_in(request, response, who)
    return response


def _password(form: forms.Form, name: str) -> str:
    """A password as it was typed: spaces count."""
    given = form.data.get(name)
    return given[:800] if isinstance(given, str) else ""

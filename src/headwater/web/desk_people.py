"""The operator's page of the people who work here.

In: an operator's requests. Out: the list; people added, given roles, shut out, let in again; one-time links, shown once.
Never: a password.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from headwater import notices
from headwater.actions import people
from headwater.store import ids
from headwater.store import people as rows
from headwater.web import context, desk_alarms, forms, query, sessions

_DONE = {"roles": "The roles are changed, from this moment on.", "disabled": "Shut out; every log-in of theirs has ended.",
         "enabled": "Let in again."}  # fmt: skip


def page(request: Request, form: forms.Form | None) -> Response:
    """Who works here, with which roles."""
    who = sessions.demand(request, notices.Role.OPERATOR)
    if form is None:
        return _page(request, done=_DONE.get(request.query_params.get("done", ""), ""))
    sessions.check_form(request, form)
    try:
        return _change(request, form, who)
    except people.Refused as error:
        return _page(request, status=422, wrong=str(error))


def _change(request: Request, form: forms.Form, who: notices.Person) -> Response:
    site, what = context.of(request), form.text("what")
    now = site.now()
    if what == "add":
        made = people.add(site.store, form.text("name", 200), form.text("mail", 320), _roles(form), by=who.id, now=now)
        return _page(request, status=201, made=made)
    about = form.text("person", 32)
    if not ids.is_id(about):
        raise HTTPException(400, "That form names nobody.")
    match what:
        case "link":
            return _page(request, made=people.link(site.store, about, by=who.id, now=now))
        case "roles":
            people.set_roles(site.store, about, _roles(form), by=who.id, now=now)
        case "disabled":
            people.disable(site.store, about, by=who.id, now=now)
        case "enabled":
            people.enable(site.store, about, by=who.id, now=now)
        case _:
            raise HTTPException(400, "That form asks for nothing that we know.")
    return sessions.see_other(f"/desk/people?done={what}")


def _roles(form: forms.Form) -> list[notices.Role]:
    given = form.every("role", 20)
    return [role for role in notices.Role if role in given]


def _page(request: Request, *, status: int = 200, wrong: str = "", done: str = "", made: people.Added | None = None) -> Response:
    site = context.of(request)
    with site.store.read() as conn:
        listed = rows.every(conn)
    link = f"{query.origin(request, site.settings.base_url)}/desk/log-in/{made.token}" if made else ""
    return sessions.page(
        request, "desk/people.html", status=status, wrong=wrong, done=done, made=made.person if made else None, link=link,
        listed=listed, every_role=tuple(notices.Role), alarms=desk_alarms.of(request),
    )  # fmt: skip

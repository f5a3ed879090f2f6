"""The page on which a submitter follows a complaint, by a secret address: see, add, confirm, take back.

In: requests with a token. Out: HTML that no cache and no search engine keeps, and whose address goes to nobody else.
Never: a note of the desk, a name of a reviewer, or an answer that tells a wrong token from one that was never given.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from headwater import notices
from headwater.actions import filing, receive
from headwater.store import ledger
from headwater.store import notices as rows
from headwater.web import complaints, context, forms, query, spoken

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,200}")
_MOST_SAID = 50  # addresses
_PRIVATE = {"x-robots-tag": "noindex, noarchive", "referrer-policy": "no-referrer", "cache-control": "no-store"}
_NONE = "There is no such complaint. The address of a status page is long: look whether it was copied as a whole."


def status(request: Request, form: forms.Form | None) -> Response:
    """How a complaint stands, for whoever made it; a POST adds to it, confirms it or takes it back."""
    token = request.path_params["token"]
    notice = _notice(request, token)
    if notice is None:
        raise HTTPException(404, _NONE, headers=dict(_PRIVATE))
    if form is None:
        return _page(request, notice)
    forms.opened(context.of(request), form, "complaint-status", notice.reference)
    does = _DOES.get(form.text("do", 20))
    if does is None:
        raise HTTPException(400, "Nothing is known that this form could do.", headers=dict(_PRIVATE))
    return does(request, form, notice, token)


def _notice(request: Request, token: str) -> notices.Notice | None:
    with context.of(request).store.read() as conn:
        return rows.by_token(conn, token) if _TOKEN.fullmatch(token) else None


def _page(request: Request, notice: notices.Notice, *, written: complaints.Written | None = None, status: int = 200) -> Response:
    site = context.of(request)
    with site.store.read() as conn:
        decisions = rows.decisions(conn, notice.id)
        history = ledger.of(conn, notice.reference)
    decision = next((one for one in decisions if one.id == notice.decision_id), None)
    interim = [one for one in decisions if one.interim and not one.undone_at and not decision]
    response = context.html(
        site, "complaint_status.html", status=status, now=site.now(), path="", origin=query.origin(request, site.settings.base_url),
        notice=notice, state=spoken.STATES[notice.state], decision=decision, interim=interim, steps=spoken.history(history),
        lacks=filing.lacks(notice), fields=filing.fields_for(notice), said=_said(notice), written=written or complaints.Written(),
        token=forms.token(site, "complaint-status", notice.reference), done=request.query_params.get("done", "") if status == 200 else "",
        not_found=[one.given for one in notice.targets if one.kind is None], can_retract=_can_retract(notice),
    )  # fmt: skip
    response.headers.update(_PRIVATE)
    return response


def _can_retract(notice: notices.Notice) -> bool:
    return notice.state not in (notices.State.RETRACTED, notices.State.SPAM)


def _said(notice: notices.Notice) -> list[tuple[str, str]]:
    """What the submitter wrote, with the labels of its fields; contact aside, for the address of this page may get about."""
    spec = filing.spec(notice.type)
    labels = {one.name: one.label for one in spec.fields} if spec else {}
    given = [one.given for one in notice.targets] if notice.category is not notices.Category.U0 else []  # no page leads to what must be gone
    about = "\n".join([*given[:_MOST_SAID], *([f"and {len(given) - _MOST_SAID} more"] if len(given) > _MOST_SAID else [])])
    found = [("What it is about", about), (labels.get("explanation", "What you wrote"), notice.statement.explanation)]
    return [(label, value) for label, value in [*found, *((labels.get(name) or name.replace("_", " ").capitalize(), value) for name, value in notice.statement.fields)] if value]


# ---- what a POST does --------------------------------------------------------------------------------------


def _add(request: Request, form: forms.Form, notice: notices.Notice, token: str) -> Response:
    site, fields = context.of(request), filing.fields_for(notice)
    written = complaints.Written(values=complaints.read(form, fields), targets=form.prose("targets", 60_000))
    written.problems = complaints.problems(fields, written.values)
    more, lines = form.prose("more", 10_000), complaints.targets_of(written.targets)
    if len(lines) > complaints.MOST_TARGETS:
        written.problems["targets"] = f"Add at most {complaints.MOST_TARGETS} addresses at a time."
    if not (written.values or more or lines):
        written.problems["more"] = "Nothing is written here yet."
    if written.problems:
        written.values["more"] = more
        return _page(request, notice, written=written, status=422)
    site.rates.hit(request, "complaint-add", "30/hour")
    contact = {one.name: written.values.pop(one.name, "") for one in fields if one.of_contact}
    receive.add_info(
        site.store, token, notices.Statement(explanation=more, fields=tuple(written.values.items())),
        contact=notices.Contact(**contact) if any(contact.values()) else None,
        targets=tuple((line, notice.targets[0].scope if notice.targets else notices.Scope.ITEM) for line in lines),
        rules=site.settings.rules, now=site.now(),
    )  # fmt: skip
    return _back(token, "added")


def _confirm(request: Request, form: forms.Form, notice: notices.Notice, token: str) -> Response:
    site = context.of(request)
    receive.confirm(site.store, token, rules=site.settings.rules, now=site.now())
    return _back(token, "confirmed")


def _retract(request: Request, form: forms.Form, notice: notices.Notice, token: str) -> Response:
    site = context.of(request)
    if not form.has("sure"):
        return _page(request, notice, written=complaints.Written(problems={"sure": "Tick the box to say that you mean it."}), status=422)
    if _can_retract(notice):
        receive.retract(site.store, token, rules=site.settings.rules, now=site.now())
    return _back(token, "retracted")


def _back(token: str, done: str) -> Response:
    """To the page itself, so that loading it anew sends nothing twice."""
    return RedirectResponse(f"{notices.status_path(token)}?done={done}", status_code=303, headers=dict(_PRIVATE))


_DOES: dict[str, Callable[[Request, forms.Form, notices.Notice, str], Response]] = {"add": _add, "confirm": _confirm, "retract": _retract}

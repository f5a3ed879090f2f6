"""The complaint form: first what is wrong, then exactly what that kind of complaint needs.

In: requests of anyone, without an account or a script. Out: HTML; notices, through ``actions.receive``. Never: a
refusal because something is missing (it is asked for), a file, or a limit on anybody but the network that sends too much.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from headwater import notices, urls
from headwater.actions import filing, receive
from headwater.store import directory, ids, subjects
from headwater.store import pages as reads
from headwater.web import context, dates, forms, query, spoken

MOST_TARGETS = 500  # addresses in one form
_MAIL = re.compile(r"[^\s@<>\"(),:;]{1,64}@[^\s@<>\"(),:;]{1,253}")  # "ana@press.example"
TRAP = "website"  # a field that people do not see


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The thing that somebody came from, as far as it is shown."""

    id: str = ""
    address: str = ""  # of ours
    headline: str = ""
    language: str | None = None


@dataclass(slots=True, kw_only=True)
class Written:
    """What stands in the form: kept when it has to be shown again."""

    values: dict[str, str] = field(default_factory=dict)
    targets: str = ""
    scope: str = ""
    problems: dict[str, str] = field(default_factory=dict)  # id of the field, what is wrong


def moved(request: Request) -> Response:
    """The old address of the complaint form."""
    item = request.query_params.get("article", "")
    return RedirectResponse(f"/complaint?item={item}" if ids.is_id(item) else "/complaint", status_code=301)


def complaint(request: Request, form: forms.Form | None) -> Response:
    """The complaint form: choose what is wrong, then say it; a POST makes a notice."""
    if form is not None:
        return _take(request, form)
    name = request.query_params.get("type") or ""
    spec = filing.spec(name) if name else None
    if name and spec is None:
        raise HTTPException(400, "There is no such type of complaint.")
    about = _about(request, request.query_params)
    if spec is None:
        return _page(request, "complaint_types.html", about=about, specs=filing.specs(), link=_link(about))
    return _form(request, spec, about, Written(targets=about.address))


# ---- what it is about --------------------------------------------------------------------------------------


def _about(request: Request, given: Any) -> About:
    """The thing named in the address or the form, an article or any other; nothing where it names none of ours."""
    site = context.of(request)
    value = given.get("item") or ""
    found = value.replace("-", "") if isinstance(value, str) else ""
    if not ids.is_id(found):
        return About()
    with site.store.read() as conn:
        kind = subjects.by_ids(conn, [found]).get(found)
        headline, language = _headline(conn, kind, found)
    if kind is None:
        return About()
    return About(id=found, address=f"{query.origin(request, site.settings.base_url)}/{kind}/{found}", headline=headline, language=language)


def _headline(conn: sa.Connection, kind: notices.Kind | None, identifier: str) -> tuple[str, str | None]:
    """What readers see of a thing, "" where they see nothing of it."""
    match kind:
        case notices.Kind.ARTICLE:
            found = reads.article(conn, identifier, others=0)
            shown = found.item if isinstance(found, reads.ArticleShown) else None
            return (shown.publication.headline, shown.publication.language) if shown else ("", None)
        case notices.Kind.OUTLET:
            outlet = directory.outlet(conn, identifier)
            return (outlet.name, outlet.language) if isinstance(outlet, directory.OutletShown) else ("", None)
        case _:
            return "", None


def _link(about: About) -> str:
    return f"item={about.id}&" if about.id else ""


# ---- the form ----------------------------------------------------------------------------------------------


def _page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page that is made anew each time: it carries a token."""
    site = context.of(request)
    return context.html(
        site, template, status=status, now=site.now(), path=request.url.path,
        origin=query.origin(request, site.settings.base_url), **values,
    )  # fmt: skip


def _form(request: Request, spec: notices.Spec, about: About, written: Written, *, status: int = 200, wait: str = "") -> Response:
    site = context.of(request)
    return _page(
        request, "complaint_form.html", status=status, spec=spec, about=about, written=written, link=_link(about),
        scopes=[(one, spoken.SCOPES[one]) for one in spec.scopes], warnings=filing.WARNINGS, no_mail=filing.NO_MAIL, wait=wait,
        token=forms.token(site, "complaint", spec.type), trap=TRAP, most_targets=MOST_TARGETS, autofill=_AUTOFILL,
        specs=filing.specs(),
    )  # fmt: skip


_AUTOFILL = {"name": "name", "mail": "email", "phone": "tel", "address": "street-address", "organisation": "organization", "signature": "name"}


def read(form: forms.Form, fields: tuple[notices.Field, ...]) -> dict[str, str]:
    """What was written into these fields, within their bounds."""
    return {one.name: value for one in fields if (value := _value(form, one))}


def _value(form: forms.Form, field: notices.Field) -> str:
    match field.kind:
        case notices.FieldKind.PROSE:
            return form.prose(field.name, field.most)
        case notices.FieldKind.TICK:
            return "yes" if form.has(field.name) else ""
        case notices.FieldKind.CHOICE:
            value = form.text(field.name, field.most)
            return value if value in [key for key, _ in field.choices] else ""
        case _:
            return form.text(field.name, field.most)


def problems(fields: tuple[notices.Field, ...], values: dict[str, str]) -> dict[str, str]:
    """What cannot be read as it was meant, by field; what is missing is no problem."""
    found = {}
    for one in fields:
        value = values.get(one.name, "")
        if value and one.kind is notices.FieldKind.DATE and not _is_date(value):
            found[one.name] = f"{one.label}: write the day as in 2026-11-21."
        elif value and one.kind is notices.FieldKind.URL and not urls.absolute(value):
            found[one.name] = f"{one.label}: that is not an address on the web; it begins with https:// or http://."
        elif value and one.name == "mail" and not _MAIL.fullmatch(value):
            found[one.name] = f"{one.label}: that is not a mail address; one looks like name@site.example."
    return found


def _is_date(value: str) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


# ---- taking it ---------------------------------------------------------------------------------------------


def _take(request: Request, form: forms.Form) -> Response:
    site = context.of(request)
    spec = filing.spec(form.text("type", 40))
    if spec is None:
        raise HTTPException(400, "There is no such type of complaint.")
    opened = forms.opened(site, form, "complaint", spec.type)
    about = _about(request, form.data)
    if form.text("do", 20) == "change":
        return _changed(request, form, spec, about)
    written = _written(form, spec)
    lines = targets_of(written.targets)
    _judge(form, spec, written, lines)
    if written.problems:
        return _form(request, spec, about, written, status=422)
    try:
        site.rates.hit(request, "complaint", f"{site.settings.forms_an_hour}/hour", f"{site.settings.forms_a_day}/day")
    except HTTPException as refused:
        wait = (refused.headers or {}).get("Retry-After", "60")
        response = _form(request, spec, about, written, status=429, wait=wait)
        response.headers["retry-after"] = wait
        return response
    draft = _draft(request, spec, written, lines, nonce=opened.nonce)
    received = receive.receive(site.store, draft, rules=site.settings.rules, now=site.now())
    return _done(request, spec, received)


def _changed(request: Request, form: forms.Form, spec: notices.Spec, about: About) -> Response:
    """The form of another kind with what was written in this one; words that have no field there join the explanation."""
    other = filing.spec(form.text("other", 40))
    if other is None:
        raise HTTPException(400, "There is no such type of complaint.")
    written, fields = _written(form, other), {one.name: one for one in other.fields}
    lost = [one for one in spec.fields if one.name not in fields and not one.of_contact and one.kind not in (notices.FieldKind.TICK, notices.FieldKind.CHOICE)]
    words = [f"{one.label}: {value}" for one in lost if (value := _value(form, one))]
    if words and "explanation" in fields:
        told = "\n".join(filter(None, (written.values.get("explanation", ""), *words)))
        written.values["explanation"] = told[: fields["explanation"].most]
    return _form(request, other, about, written)


def _written(form: forms.Form, spec: notices.Spec) -> Written:
    scope = form.text("scope", 20)
    return Written(
        values=read(form, spec.fields), targets=form.prose("targets", 60_000),
        scope=scope if scope in list(map(str, spec.scopes)) else str(spec.scopes[0]),
    )


def targets_of(lines: str) -> list[str]:
    """Addresses or identifiers, one a line, each once."""
    return list(dict.fromkeys(line.strip()[:2000] for line in lines.split("\n") if line.strip()))


def _judge(form: forms.Form, spec: notices.Spec, written: Written, lines: list[str]) -> None:
    written.problems = problems(spec.fields, written.values)
    if len(lines) > MOST_TARGETS:
        written.problems["targets"] = f"Those are {len(lines)} addresses: send at most {MOST_TARGETS} with one form, and the others with a further one or by mail."
    if not lines and not any(value != "yes" for name, value in written.values.items() if name not in ("name", "mail", "relation")):
        where = "targets" if spec.needs_target else "explanation"
        written.problems[where] = "Nothing is written here: say at least what you complain of."
    if form.text(TRAP):
        written.problems[TRAP] = "Leave the field “Website” empty: it is there to tell programs from people."


def _draft(request: Request, spec: notices.Spec, written: Written, lines: list[str], *, nonce: str) -> receive.Draft:
    contact = {one.name: written.values.get(one.name, "") for one in spec.fields if one.of_contact}
    apart = {"explanation", "relation", *contact}
    return receive.Draft(
        channel=notices.Channel.FORM, type=spec.type, contact=notices.Contact(**contact),
        statement=notices.Statement(
            explanation=written.values.get("explanation", ""),
            fields=tuple((name, value) for name, value in written.values.items() if name not in apart),
        ),
        relation=notices.Relation(written.values.get("relation") or notices.Relation.OTHER),
        targets=tuple((line, notices.Scope(written.scope)) for line in lines), language=_language(request),
        dedupe=_dedupe(nonce, spec, written, lines), received_at=context.of(request).now(),
    )  # fmt: skip


def _dedupe(nonce: str, spec: notices.Spec, written: Written, lines: list[str]) -> str:
    """The same for the same form with the same words: who goes back and complains of something else has two cases, and who
    finds a form that somebody else filled in learns nothing of it."""
    said = repr((nonce, str(spec.type), written.scope, lines, sorted(written.values.items())))
    return f"form:{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()}"


def _language(request: Request) -> str:
    """The first language that the browser asks for: in which the complaint was probably written."""
    first = request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()
    return dates.tag(first) or "en"


def _done(request: Request, spec: notices.Spec, received: receive.Received) -> Response:
    """The acknowledgement: reference, deadline, where to follow it, what is missing, what happens next."""
    return _page(
        request, "complaint_done.html", status=201, spec=spec, notice=received.notice, link=notices.status_path(received.token),
        lacks=filing.lacks(received.notice), not_found=[one.given for one in received.notice.targets if one.kind is None],
        found=sum(one.kind is not None for one in received.notice.targets), no_mail=filing.NO_MAIL,
        rules=context.of(request).settings.rules,
    )  # fmt: skip

"""The legal pages, made from what the operator has set: contact, notices, privacy, terms.

In: the site's settings. Out: HTML, and the contact as JSON with the same values. Never: a blank where a value is
missing (the sentence is left out, or another address is named), or a claim that a statute is satisfied.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from headwater.actions import filing
from headwater.web import context, dates, query
from headwater.web.settings import SiteSettings

VERSION = "1"  # of the policy on notices and of the terms; grows when what they say changes
SINCE = "25 November 2026"  # when this version came into force


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who answers for the site, and how each is reached; "" where nothing is known."""

    site: str
    owner: str
    postal_address: str
    mail: str
    phone: str
    agent: str
    agent_postal_address: str
    agent_phone: str
    agent_mail: str
    agent_registration: str
    agent_renewal: str  # a day
    eu_representative: str
    authorities_mail: str
    complaints_mail: str
    complaint_form: str
    languages: tuple[str, ...]


def contact_of(settings: SiteSettings, origin: str) -> Contact:
    """The contact as page and file give it: where one thing is not named, the next best stands in."""
    return Contact(
        site=settings.name, owner=settings.owner, postal_address=settings.postal_address, mail=settings.mail or settings.complaints,
        phone=settings.phone, agent=settings.agent or settings.owner,
        agent_postal_address=settings.agent_postal_address or settings.postal_address,
        agent_phone=settings.agent_phone or settings.phone, agent_mail=settings.agent_mail or settings.complaints,
        agent_registration=settings.agent_registration, agent_renewal=settings.agent_renewal.isoformat() if settings.agent_renewal else "",
        eu_representative=settings.eu_representative, authorities_mail=settings.authorities_mail or settings.complaints,
        complaints_mail=settings.complaints, complaint_form=f"{origin}/complaint", languages=settings.notice_languages,
    )  # fmt: skip


def _contact(request: Request) -> Contact:
    settings = context.of(request).settings
    return contact_of(settings, query.origin(request, settings.base_url))


def contact(request: Request) -> Response:
    """Who answers for the site, the agent for notices, the contacts for authorities and for everybody."""
    who = _contact(request)
    names = tuple(dates.language_in_english(one) for one in who.languages)
    return context.page(request, "legal/contact.html", parts=(who,), who=who, languages=names)


def contact_file(request: Request) -> Response:
    """The values of the contact page for programs; what is not known is left out."""
    who = _contact(request)
    found = {
        "site": who.site, "owner": who.owner, "postal_address": who.postal_address, "mail": who.mail, "phone": who.phone,
        "agent": {"name": who.agent, "postal_address": who.agent_postal_address, "phone": who.agent_phone, "mail": who.agent_mail,
                  "registration": who.agent_registration, "renewal": who.agent_renewal},
        "eu_representative": who.eu_representative, "authorities": {"mail": who.authorities_mail}, "complaints": {"mail": who.complaints_mail, "form": who.complaint_form},
        "languages": list(who.languages),
    }  # fmt: skip
    return JSONResponse(_without_blanks(found))


def _without_blanks(value: dict[str, object]) -> dict[str, object]:
    inner = {key: _without_blanks(one) if isinstance(one, dict) else one for key, one in value.items()}
    return {key: one for key, one in inner.items() if one}


def _text(request: Request, name: str) -> Response:
    return context.page(
        request, f"legal/{name}.html", parts=(VERSION,), version=VERSION, since=SINCE, types=filing.specs(),
        rules=context.of(request).settings.rules,
    )  # fmt: skip


def notice_policy(request: Request) -> Response:
    """What we do with complaints: types, the clock, interim action, what stays down, misuse, appeal."""
    return _text(request, "notice_policy")


def privacy(request: Request) -> Response:
    """What is stored of those who complain, comment and read, and for how long."""
    return _text(request, "privacy")


def terms(request: Request) -> Response:
    """The rules for comments, and on what grounds something is restricted."""
    return _text(request, "terms")

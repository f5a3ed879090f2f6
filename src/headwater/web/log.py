"""The public log of complaints: as a page, a case, a feed, JSON and CSV.

In: requests of anyone. Out: decided cases past the delay, places for the others, the promise in numbers, the head of
the ledger. Never: more than ``store.public_log`` gives.
"""

from __future__ import annotations

import csv
import io
import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  (the wheel has no types)
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from headwater import notices
from headwater.actions import filing
from headwater.store import ledger, public_log
from headwater.web import caching, channel, context, dates, query, spoken

A_PAGE = 50
A_FILE = 1000
A_FEED = 50
MOST_PAGES = 9999  # nothing of the log is out of reach
DISCLAIMER = "That something stands here means only that a complaint was received and dealt with; it says nothing about whether it was right."
_REFERENCE = re.compile(r"[A-Za-z0-9-]{4,40}")  # "HW-7K2M-9QXD"
_COLUMNS = ("reference", "type", "received", "acted", "hours", "outcome", "scope", "action", "automated", "basis", "ground",
            "domain", "title", "address", "sender", "status", "reason", "page")  # fmt: skip


def _bounds(request: Request) -> dict[str, Any]:
    """Now, to the minute, and the delay: what the reads of the log go by."""
    site = context.of(request)
    return {"now": caching.minute(site.now()), "delay": timedelta(days=site.settings.rules.log_delay_days)}


def _type(request: Request) -> notices.Type | None:
    value = request.query_params.get("type") or ""
    try:
        return notices.Type(value) if value else None
    except ValueError:
        raise HTTPException(400, "There is no such type of complaint.") from None


def log(request: Request) -> Response:
    """The public log of complaints: decided cases, and how the promise of 24 hours was kept."""
    site, number, type_ = context.of(request), query.page(request, most=MOST_PAGES), _type(request)
    with site.store.read() as conn:
        rows = public_log.page(conn, limit=A_PAGE + 1, offset=A_PAGE * (number - 1), type=type_, **_bounds(request))
        counts = public_log.counts(conn, **_bounds(request))
        types = public_log.types(conn, **_bounds(request))
        head = ledger.head(conn)
    return context.page(
        request, "log.html", parts=(rows, counts, types, head), rows=rows[:A_PAGE], more=len(rows) > A_PAGE, number=number, type=type_,
        types=types, counts=counts, head=head, disclaimer=DISCLAIMER, delay=site.settings.rules.log_delay_days,
    )


def case(request: Request) -> Response:
    """One case of the public log."""
    site, reference = context.of(request), request.path_params["reference"]
    if not _REFERENCE.fullmatch(reference):
        raise HTTPException(404, "There is no such case in the log.")
    with site.store.read() as conn:
        found = public_log.case(conn, reference.upper(), **_bounds(request))
        rows = ledger.of(conn, found.reference) if found else []
    if found is None:
        raise HTTPException(404, "There is no such case in the log, or it is not shown yet.")
    return context.page(request, "log_case.html", parts=(found, rows), case=found, rows=rows, disclaimer=DISCLAIMER)


# ---- for machines ------------------------------------------------------------------------------------------


def _flat(case: public_log.Case, origin: str) -> dict[str, Any]:
    """A case as one row of text and numbers."""
    things = case.things
    return {
        "reference": case.reference, "type": str(case.type), "received": dates.iso(case.received_at),
        "acted": dates.iso(case.answered_at) if case.answered_at else "", "hours": round(case.hours, 2) if case.hours is not None else "",
        "outcome": str(case.outcome or ""), "scope": _several(one.scope for one in things), "action": str(case.action),
        "automated": case.automated, "basis": case.basis, "ground": case.ground, "domain": _several(one.domain for one in things),
        "title": _several(one.title for one in things), "address": _several(one.address for one in things), "sender": case.sender,
        "status": spoken.status(case)[0], "reason": case.reason, "page": f"{origin}/log/{case.reference}",
    }  # fmt: skip


def _several(values: Any) -> str:
    return " | ".join(dict.fromkeys(str(one) for one in values if one))


def _cases(request: Request) -> tuple[list[public_log.Case], tuple[int, str], public_log.Counts, str]:
    site, number = context.of(request), query.page(request, most=MOST_PAGES)
    with site.store.read() as conn:
        cases = public_log.settled(conn, limit=A_FILE, offset=A_FILE * (number - 1), **_bounds(request))
        return cases, ledger.head(conn), public_log.counts(conn, **_bounds(request)), query.origin(request, site.settings.base_url)


def as_json(request: Request) -> Response:
    """The public log as JSON: cases settled last first, 1,000 a page."""
    cases, head, counts, origin = _cases(request)
    promise = context.of(request).numbers()
    etag = caching.tag(str(request.url), cases, head, counts, promise)
    if known := caching.unchanged(request, etag):
        return known
    body = {
        "about": DISCLAIMER, "ledger": {"rows": head[0], "head": head[1]},
        "notices": {"all": counts.all, "shown": counts.shown, "open": counts.open, "waiting": counts.waits, "rejected": counts.rejected},
        "promise_90_days": {"acted": promise.acted, "asked": promise.asked, "breached": promise.breached,
                            "median_hours": promise.median_hours, "p95_hours": promise.p95_hours},
        "cases": [_flat(case, origin) for case in cases],
    }  # fmt: skip
    return caching.stamp(JSONResponse(body), etag)


def as_csv(request: Request) -> Response:
    """The public log as CSV: cases settled last first, 1,000 a page."""
    cases, _, _, origin = _cases(request)
    etag = caching.tag(str(request.url), cases)
    if known := caching.unchanged(request, etag):
        return known
    out = io.StringIO()
    table: csv.DictWriter[str] = csv.DictWriter(out, _COLUMNS, lineterminator="\r\n")  # RFC 4180
    table.writeheader()
    table.writerows({name: _cell(value) for name, value in _flat(case, origin).items()} for case in cases)
    return caching.stamp(Response(out.getvalue().encode("utf-8", "replace"), media_type="text/csv; charset=utf-8"), etag)


def _cell(value: object) -> object:
    """Text that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")) else value


def feed(request: Request) -> Response:
    """The public log as Atom, the case settled last first."""
    site = context.of(request)
    with site.store.read() as conn:
        cases = public_log.settled(conn, limit=A_FEED, **_bounds(request))
    origin = query.origin(request, site.settings.base_url)
    etag = caching.tag(origin, site.settings.name, cases)
    modified = site.first_seen.at(f"{origin}/log/feed.atom", etag, site.now())
    if known := caching.unchanged(request, etag, modified):
        return known
    body = _atom(cases, origin, site.settings.name)
    return caching.stamp(Response(body, media_type="application/atom+xml; charset=utf-8"), etag, modified)


def _atom(cases: Sequence[public_log.Case], origin: str, name: str) -> bytes:
    """Atom 1.0 (RFC 4287); an entry's id stays when the case changes."""
    root = etree.Element(f"{{{channel.ATOM}}}feed", nsmap={None: channel.ATOM})
    newest = max((_changed(case) for case in cases), default=datetime(1970, 1, 1, tzinfo=UTC))
    _text(root, "id", uuid.uuid5(uuid.NAMESPACE_URL, f"{origin}/log").urn)
    _text(root, "title", f"Complaints dealt with · {name}")
    _text(root, "subtitle", DISCLAIMER)
    _text(root, "updated", dates.iso(newest))
    _link(root, "self", f"{origin}/log/feed.atom", "application/atom+xml")
    _link(root, "alternate", f"{origin}/log", "text/html")
    _text(etree.SubElement(root, f"{{{channel.ATOM}}}author"), "name", name)
    for case in cases:
        entry = etree.SubElement(root, f"{{{channel.ATOM}}}entry")
        _text(entry, "id", uuid.uuid5(uuid.NAMESPACE_URL, f"{origin}/log/{case.reference}").urn)
        _text(entry, "title", f"{case.reference}: {filing.label(case.type)}, {spoken.ACTIONS[case.action]}")
        _text(entry, "published", dates.iso(case.settled_at))
        _text(entry, "updated", dates.iso(_changed(case)))
        _link(entry, "alternate", f"{origin}/log/{case.reference}", "text/html")
        parts = (spoken.status(case)[1], case.reason, f"About {_several(one.domain for one in case.things)}" if case.things else "", DISCLAIMER)
        _text(entry, "summary", "\n".join(part for part in parts if part))
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _changed(case: public_log.Case) -> datetime:
    return max(case.settled_at, case.undone_at or case.settled_at)


def _text(parent: etree._Element, name: str, value: str) -> None:
    etree.SubElement(parent, f"{{{channel.ATOM}}}{name}").text = channel.clean(value)


def _link(parent: etree._Element, rel: str, href: str, media_type: str) -> None:
    etree.SubElement(parent, f"{{{channel.ATOM}}}link", rel=rel, href=href, type=media_type)

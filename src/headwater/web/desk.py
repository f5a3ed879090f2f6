"""The desk's lists: notices by deadline, what stays down, mail that waits, the ledger.

In: requests of reviewers and operators. Out: pages; mail tried again, hits judged. Never: a decision on a notice
(``cases``), or a change by a GET.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from headwater import notices
from headwater.actions import letters, restrict
from headwater.store import desk_views, ids, inbox, ledger, outbox, people, restrictions, staydown
from headwater.store import notices as rows
from headwater.web import context, desk_alarms, forms, query, sessions

REVIEWER, OPERATOR = notices.Role.REVIEWER, notices.Role.OPERATOR
A_PAGE = 50
_DONE = tuple(state for state in notices.State if state not in notices.OPEN)
FILTERS: dict[str, tuple[str, tuple[notices.State, ...]]] = {
    "open": ("Open", ()),
    "to-decide": ("To decide", (notices.State.RECEIVED, notices.State.TRIAGED, notices.State.UNDER_REVIEW)),
    "waiting": ("Waiting for the submitter", (notices.State.NEEDS_INFO, notices.State.UNVERIFIED)),
    "done": ("Done", _DONE),
}  # fmt: skip


def queue(request: Request) -> Response:
    """Notices by deadline, those that are overdue first."""
    who, site = sessions.demand(request, REVIEWER), context.of(request)
    asked, number = request.query_params, query.page(request)
    chosen = asked.get("state", "open") if asked.get("state") in FILTERS else "open"
    category = next((one for one in notices.Category if one == asked.get("category")), None)
    mine = asked.get("mine") == "1"
    with site.store.read() as conn:
        found = rows.queue(
            conn, states=FILTERS[chosen][1], category=category, claimed_by=who.id if mine else None, limit=A_PAGE + 1,
            offset=A_PAGE * (number - 1),
        )  # fmt: skip
        count, names = rows.count(conn), people.names(conn)
        about = desk_views.seen(conn, [one.targets[0] for one in found if one.targets])
    shown = sorted(found[:A_PAGE], key=lambda one: one.outcome is not None and one.interim_id is None)  # settled ones last
    return sessions.page(
        request, "desk/queue.html", found=shown, more=len(found) > A_PAGE, number=number, count=count, names=names,
        about=about, filters=FILTERS, chosen=chosen, category=category, mine=mine, categories=tuple(notices.Category),
        alarms=desk_alarms.of(request),
    )  # fmt: skip


def hits(request: Request, form: forms.Form | None) -> Response:
    """What came again after it was taken down: blocked by itself, or to be looked at."""
    who, site = sessions.demand(request, REVIEWER), context.of(request)
    if form is not None:
        sessions.check_form(request, form)
        hit_id, what = form.text("hit", 32), form.text("what")
        if not ids.is_id(hit_id) or what not in ("uphold", "release"):
            raise HTTPException(400, "That form names no hit.")
        restrict.judge(site.store, hit_id, uphold=what == "uphold", by=who.id, now=site.now())
        return sessions.see_other("/desk/hits")
    every = request.query_params.get("all") == "1"
    with site.store.read() as conn:
        found = staydown.hits(conn, unjudged=not every, limit=A_PAGE)
        seen = desk_views.seen(conn, [notices.Target(given="", kind=notices.Kind(one.kind), object_id=one.object_id) for one in found])
        because = {one.restriction_id: restrictions.get(conn, one.restriction_id) for one in found}
    return sessions.page(request, "desk/hits.html", found=found, seen=seen, because=because, every=every)


def mail(request: Request, form: forms.Form | None) -> Response:
    """Mail that did not reach anybody so far, and the newest that came in."""
    who, site = sessions.demand(request, REVIEWER, OPERATOR), context.of(request)
    if form is not None:
        sessions.check_form(request, form)
        letter_id = form.text("letter", 32)
        if not ids.is_id(letter_id):
            raise HTTPException(400, "That form names no mail.")
        letters.try_again(site.store, letter_id, by=who.id, now=site.now())
        return sessions.see_other("/desk/outbox?done=1")
    with site.store.read() as conn:
        unsent, came = outbox.unsent(conn, limit=100), inbox.newest(conn, limit=30)
        counts = outbox.count_unsent(conn)
    return sessions.page(
        request, "desk/outbox.html", unsent=unsent, came=came, outcomes=inbox.OUTCOMES, counts=counts,
        done=request.query_params.get("done") == "1", alarms=desk_alarms.of(request), reviewer=REVIEWER in who.roles,
    )  # fmt: skip


def journal(request: Request) -> Response:
    """The newest rows of the ledger, and whether its chain holds."""
    sessions.demand(request, REVIEWER, OPERATOR)
    site, before = context.of(request), request.query_params.get("before", "")
    if before and not (before.isascii() and before.isdecimal() and len(before) < 16):
        raise HTTPException(400, "Rows of the ledger are numbered.")
    verified = request.query_params.get("verify") == "1"
    broken: list[ledger.Broken] = []
    with site.store.read() as conn:
        found = ledger.newest(conn, before=int(before) if before else None, limit=A_PAGE)
        head, names = ledger.head(conn), people.names(conn)
        if verified:
            for one in ledger.verify(conn):
                broken.append(one)
                if len(broken) >= A_PAGE:
                    break
    return sessions.page(
        request, "desk/ledger.html", found=found, head=head, names=names, verified=verified, broken=broken,
        before=found[-1].seq if len(found) == A_PAGE and found[-1].seq > 1 else None,
    )  # fmt: skip

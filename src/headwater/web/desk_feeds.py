"""The operator's pages on feeds: how each does, when it is asked next and why, and what it brings, as a plot.

In: requests of operators. Out: pages; a feed made due. Never: a request to an outlet (the worker makes it in the host's turn).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from headwater import gathering, notices, text
from headwater.actions import feeds as acting
from headwater.store import feed_views, ids
from headwater.web import context, forms, query, sessions

A_PAGE = 100
DAYS = 60
BAR, GAP, HEIGHT = 10, 2, 96  # of the plot, in its own units
_ADDRESS = 60  # characters of a search


@dataclass(frozen=True, slots=True)
class Bar:
    """A day in the plot."""

    day: date
    number: int
    x: int
    y: float
    height: float


def every(request: Request) -> Response:
    """Feeds by how they do."""
    sessions.demand(request, notices.Role.OPERATOR)
    site, asked, number = context.of(request), request.query_params, query.page(request)
    how = next((one for one in feed_views.How if one == asked.get("how")), None)
    words = asked.get("words", "").strip()[:_ADDRESS]
    with site.store.read() as conn:
        found = feed_views.some(conn, how=how, words=words, limit=A_PAGE + 1, offset=A_PAGE * (number - 1))
        counts = feed_views.count(conn)
    return sessions.page(
        request, "desk/feeds.html", found=found[:A_PAGE], more=len(found) > A_PAGE, number=number, counts=counts, how=how,
        wanted=words, span=text.span,
    )  # fmt: skip


def one(request: Request, form: forms.Form | None) -> Response:
    """All that is known of a feed."""
    sessions.demand(request, notices.Role.OPERATOR)
    site, feed_id = context.of(request), request.path_params["id"]
    if not ids.is_id(feed_id):
        raise HTTPException(404, "There is no such feed.")
    if form is not None:
        sessions.check_form(request, form)
        if form.text("what") != "poll" or not acting.poll_now(site.store, feed_id, now=site.now()):
            raise HTTPException(400, "That form asks for nothing that can be done with a feed.")
        return sessions.see_other(f"/desk/feeds/{feed_id}?done=1")
    with site.store.read() as conn:
        view = feed_views.view(conn, feed_id)
    if view is None:
        raise HTTPException(404, "There is no such feed.")
    drawn = bars(view.log, until=site.now().astimezone(UTC).date())
    return sessions.page(
        request, "desk/feed.html", view=view, bars=drawn, most=max(bar.number for bar in drawn), total=sum(bar.number for bar in drawn),
        width=DAYS * (BAR + GAP), height=HEIGHT, span=text.span, done=request.query_params.get("done") == "1", rules=rules(view.rules),
        host_waits=view.host_allowed_at is not None and view.host_allowed_at > site.now(),
    )  # fmt: skip


def bars(log: gathering.FeedLog, *, until: date) -> list[Bar]:
    """What a feed brought on each of the last days, as bars."""
    days = feed_views.days(log, until=until, number=DAYS)
    most = max(number for _, number in days) or 1
    tall = [(day, number, round(number * (HEIGHT - 2) / most, 1) + (1 if number else 0)) for day, number in days]
    return [Bar(day, number, place * (BAR + GAP), round(HEIGHT - height, 1), height) for place, (day, number, height) in enumerate(tall)]


def rules(given: gathering.OutletRules) -> list[tuple[str, list[str]]]:
    """An outlet's rules in words."""
    found = [(name.replace("_", " "), list(getattr(given, name))) for name in given.__dataclass_fields__ if name != "rewrite_url" and getattr(given, name)]
    return found + ([("rewrite url", [f"{pattern} → {replacement}" for pattern, replacement in given.rewrite_url])] if given.rewrite_url else [])

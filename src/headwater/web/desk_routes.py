"""The addresses of the desk; ``tests/web/test_desk_roles.py`` proves that each demands its role.

In: handlers. Out: routes. Never: one that is open to everybody, but the log-in.
"""

from __future__ import annotations

from starlette.routing import Route

from headwater.web import cases, desk, desk_feeds, desk_people, entrance, forms, moderation

BOTH = ["GET", "POST"]
ROUTES: tuple[Route, ...] = (
    Route("/desk", desk.queue),
    Route("/desk/notice/{id}", forms.posted(cases.notice), methods=BOTH),
    Route("/desk/notice/{id}/decide", forms.posted(cases.decision), methods=BOTH),
    Route("/desk/notice/{id}/undo/{decision}", forms.posted(cases.undo), methods=BOTH),
    Route("/desk/hits", forms.posted(desk.hits), methods=BOTH),
    Route("/desk/outbox", forms.posted(desk.mail), methods=BOTH),
    Route("/desk/ledger", desk.journal),
    Route("/desk/log-in", forms.posted(entrance.log_in), methods=BOTH),
    Route("/desk/log-in/{token}", forms.posted(entrance.link), methods=BOTH),
    Route("/desk/log-out", forms.posted(entrance.log_out), methods=BOTH),
    Route("/desk/account", forms.posted(entrance.account), methods=BOTH),
    Route("/desk/feeds", desk_feeds.every),
    Route("/desk/feeds/{id}", forms.posted(desk_feeds.one), methods=BOTH),
    Route("/desk/people", forms.posted(desk_people.page), methods=BOTH),
    *moderation.ROUTES,
)

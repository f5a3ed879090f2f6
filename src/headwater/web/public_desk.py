"""The public side of the rights desk: routes of complaints, log and legal pages.

In: nothing. Out: :data:`ROUTES`. Never: a page that asks for a log-in.
"""

from __future__ import annotations

from starlette.routing import Route

from headwater.web import complaints, forms, legal, log, status

ROUTES: tuple[Route, ...] = (
    Route("/complain", complaints.moved),
    Route("/complaint", forms.posted(complaints.complaint), methods=["GET", "POST"]),
    Route("/complaint/status/{token}", forms.posted(status.status), methods=["GET", "POST"]),
    Route("/log", log.log),
    Route("/log.json", log.as_json),
    Route("/log.csv", log.as_csv),
    Route("/log/feed.atom", log.feed),
    Route("/log/{reference}", log.case),
    Route("/legal/contact", legal.contact),
    Route("/legal/notice-policy", legal.notice_policy),
    Route("/legal/privacy", legal.privacy),
    Route("/legal/terms", legal.terms),
    Route("/.well-known/headwater-contact.json", legal.contact_file),
)

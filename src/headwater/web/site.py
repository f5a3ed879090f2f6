"""The application: its routes, its middleware, and nothing else.

In: a store, the operator's settings, a clock. Out: an ASGI application; the list of its routes for the documents. Never:
a global, a thread of its own, a request to another server.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from headwater.store import db
from headwater.web import (
    api,
    changes,
    comments,
    context,
    deadman,
    desk_routes,
    failures,
    feeds,
    images,
    limits,
    machines,
    moderation_links,
    pages,
    public_desk,
    security,
    visitors,
    websub,
)
from headwater.web.settings import SiteSettings

__all__ = ["Site", "SiteSettings", "make_app", "routes"]

ROUTES: tuple[Route, ...] = (
    Route("/", pages.front),
    Route("/latest", pages.latest),
    Route("/story/{id}", pages.story),
    Route("/article/{id}", pages.article),
    Route("/article/{id}/changes", changes.page),
    Route("/outlet/{id}", pages.outlet),
    Route("/outlets", pages.outlets),
    Route("/search", pages.search),
    Route("/about", pages.about),
    *public_desk.ROUTES,
    *moderation_links.ROUTES,
    *comments.ROUTES,
    Route("/feeds/front.{format}", feeds.front),
    Route("/outlet/{id}/feed.{format}", feeds.outlet),
    Route("/search/feed.{format}", feeds.search),
    Route("/opml", machines.opml),
    Route("/sitemap.xml", machines.sitemap),
    Route("/sitemap-{number:int}.xml", machines.sitemap_part),
    Route("/robots.txt", machines.robots),
    Route("/opensearch.xml", machines.opensearch),
    Route("/healthz", machines.healthz),
    Route("/metrics", machines.metrics),
    Route("/image/{id}/{width:int}", images.image),
    Route("/static/{name}", machines.static),
    Route("/api", machines.api_page),
    *websub.ROUTES,
    *desk_routes.ROUTES,
)


class Site(Starlette):
    """The web application of one site."""


def make_app(store: db.Store, settings: SiteSettings, *, now: Callable[[], datetime]) -> Site:
    """The site on a store; ``now`` gives the time in UTC."""
    parts = context.Context(store=store, settings=settings, now=now, rates=visitors.Rates())
    programs = api.make()
    programs.state.context = parts
    app = Site(
        routes=[*ROUTES, Mount("/api", programs)], middleware=[Middleware(security.Strict), Middleware(limits.Short), Middleware(deadman.Watch)],
        exception_handlers=failures.HANDLERS,
    )
    app.state.context = parts
    return app


def routes() -> list[tuple[str, str]]:
    """Every route as (path, what it gives), those of the API too: what the documents must name."""
    own = [(route.path, (route.endpoint.__doc__ or "").split("\n")[0]) for route in ROUTES]
    return own + [(f"/api{path}", summary) for path, summary in api.routes()]

"""The read API: articles, stories and outlets as JSON, with an OpenAPI description.

In: requests of programs. Out: JSON. Never: a field that is not in a publication; an article without ``reference_url``.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

import headwater
from headwater.store import directory, fronts, ids
from headwater.store import pages as reads
from headwater.web import api_shapes, caching, context, editions, failures, query, withheld


class ProblemOut(BaseModel):
    """Why there is no answer."""

    detail: str = Field(description="For people")


def _problems(*codes: int) -> dict[int | str, dict[str, Any]]:
    """The answers of an operation that are no success, for its description."""
    said = {400: "Something in the question makes no sense", 404: "There is no such thing", 410: "It is not shown any more",
            451: "It may not be shown, for legal reasons; `Link` names who keeps it back (RFC 7725)",
            503: "Busy just now; `Retry-After` says when to come back"}  # fmt: skip
    return {code: {"model": ProblemOut, "description": said[code]} for code in codes}


_MOVED: dict[int | str, dict[str, Any]] = {301: {"description": "The story lives on under another identifier: `Location` names it"}}
router = APIRouter(prefix="/v1", responses=_problems(400, 503))
_MOST = 100


def _site(request: Request) -> str:
    return query.origin(request, context.of(request).settings.base_url)


def _known(identifier: str | None) -> str | None:
    if identifier is not None and not ids.is_id(identifier := identifier.replace("-", "")):
        raise HTTPException(400, "Identifiers are 32 hexadecimal digits.")
    return identifier


def _answer(request: Request, body: BaseModel, *parts: object) -> Response:
    etag = caching.tag(str(request.url), parts)
    if known := caching.unchanged(request, etag):
        return known
    return caching.stamp(Response(body.model_dump_json(), media_type="application/json"), etag)


Language = Annotated[str | None, Query(description="BCP 47 tag; “en” finds “en-GB” too", max_length=35)]
Country = Annotated[str | None, Query(description="Of the outlet: ISO 3166-1, two letters", max_length=2)]
Topic = Annotated[str | None, Query(description="Top level of the IPTC Media Topics as the outlet files it: politics, economy, sport, ...", max_length=20)]
Limit = Annotated[int, Query(ge=1, le=_MOST, description="How many")]
Number = Annotated[int, Query(ge=1, le=query.MOST_PAGES, description="Number of the page, from 1")]
Place = Annotated[str | None, Query(max_length=120, description="“next” of the page before")]


class Asked(BaseModel):
    """Which articles; every parameter narrows."""

    language: str | None = Field(None, max_length=35, description="BCP 47 tag; “en” finds “en-GB” too")
    country: str | None = Field(None, max_length=2, description="Of the outlet: ISO 3166-1, two letters")
    topic: str | None = Field(None, max_length=20, description="Top level of the IPTC Media Topics as the outlet files it: politics, economy, sport, ...")
    outlet: str | None = Field(None, max_length=40, description="Identifier of an outlet")
    story: str | None = Field(None, max_length=40, description="Identifier of a story")
    q: str | None = Field(None, max_length=400, description="Words in any script, all of which must stand in the article")
    since: str | None = Field(None, max_length=40, description="Time or day (ISO 8601), inclusive")
    until: str | None = Field(None, max_length=40, description="Time or day (ISO 8601), exclusive")
    cursor: str | None = Field(None, max_length=120, description="“next” of the page before")
    limit: int = Field(20, ge=1, le=_MOST, description="How many")


@router.get("/articles", summary="Articles, newest first", response_model=api_shapes.ArticlesOut)
def articles(request: Request, asked: Annotated[Asked, Query()]) -> Response:
    wanted = reads.Wanted(
        language=query.language(asked.language), country=editions.country(asked.country), topic=editions.topic(asked.topic), outlet_id=_known(asked.outlet), story_id=_known(asked.story),
        query=query.words(asked.q) if asked.q is not None else None, since=query.moment(asked.since),
        until=query.moment(asked.until), listed=True, after=query.cursor(asked.cursor),
    )  # fmt: skip
    return _articles(request, wanted, asked.limit)


def _articles(request: Request, wanted: reads.Wanted, limit: int) -> Response:
    with context.of(request).store.read() as conn:
        items = reads.latest(conn, wanted, limit=limit + 1)
        known = api_shapes.pictures_of(request, conn, items)
    shown, more = items[:limit], len(items) > limit
    last = shown[-1] if shown else None
    after = reads.Cursor(sort_at=last.sort_at, article_id=last.publication.article_id) if last and more else None
    site = _site(request)
    body = api_shapes.ArticlesOut(articles=[api_shapes.article_of(item, site, known) for item in shown], next=query.written(after) if after else None)
    return _answer(request, body, items, known)


@router.get("/search", summary="Articles with all of some words, newest first", response_model=api_shapes.ArticlesOut)
def search(
    request: Request, q: Annotated[str, Query(min_length=1, max_length=400, description="Words in any script")],
    cursor: Place = None, limit: Limit = 20,
) -> Response:  # fmt: skip
    return _articles(request, reads.Wanted(query=query.words(q), listed=True, after=query.cursor(cursor)), limit)


@router.get("/articles/{id}", summary="One article", response_model=api_shapes.ArticleOut, responses=_problems(404, 410, 451))
def article(request: Request, id: str) -> Response:
    with context.of(request).store.read() as conn:
        found = reads.article(conn, _path(id), others=0)
        known = api_shapes.pictures_of(request, conn, [found.item]) if isinstance(found, reads.ArticleShown) else None
    if found is None:
        raise HTTPException(404, "There is no such article.")
    if isinstance(found, reads.Hidden):
        raise HTTPException(found.status, withheld.words(found), headers=withheld.headers(request, found))
    return _answer(request, api_shapes.article_of(found.item, _site(request), known), found, known)


def _path(identifier: str) -> str:
    if not ids.is_id(found := identifier.replace("-", "")):
        raise HTTPException(404)
    return found


@router.get("/stories", summary="Stories in the order of the front page", response_model=api_shapes.StoriesOut)
def stories(
    request: Request, language: Language = None, country: Country = None, topic: Topic = None, page: Number = 1, limit: Limit = 20,
) -> Response:  # fmt: skip
    edition = fronts.Edition(language=query.language(language), country=editions.country(country), topic=editions.topic(topic))
    with context.of(request).store.read() as conn:
        found = fronts.front(conn, limit=limit + 1, offset=limit * (page - 1), edition=edition, listed=True)
        known = api_shapes.pictures_of(request, conn, [item for one in found for item in one.items])
    site, more = _site(request), len(found) > limit
    body = api_shapes.StoriesOut(stories=[api_shapes.story_of(one, site, known) for one in found[:limit]], next=page + 1 if more else None)
    return _answer(request, body, found, known)


@router.get("/stories/{id}", summary="One story with all its articles", response_model=api_shapes.StoryOut, responses=_MOVED | _problems(404, 410))
def story(request: Request, id: str) -> Response:
    with context.of(request).store.read() as conn:
        found = reads.story(conn, _path(id))
        known = api_shapes.pictures_of(request, conn, found.items) if isinstance(found, reads.StoryShown) else None
    match found:
        case None:
            raise HTTPException(404, "There is no such story.")
        case reads.Hidden():
            raise HTTPException(410, "None of this story's articles is shown any more.")
        case reads.Merged():
            return Response(status_code=301, headers={"location": f"/api/v1/stories/{found.into}"})
    return _answer(request, api_shapes.story_of(found, _site(request), known, alone=True), found, known)


@router.get("/outlets", summary="Outlets by name", response_model=api_shapes.OutletsOut)
def outlets(request: Request, language: Language = None, page: Number = 1, limit: Limit = 100) -> Response:
    with context.of(request).store.read() as conn:
        found = directory.outlets(
            conn, limit=limit + 1, offset=limit * (page - 1), language=query.language(language)
        )
    site = _site(request)
    body = api_shapes.OutletsOut(outlets=[api_shapes.outlet_of(one, site) for one in found[:limit]], next=page + 1 if len(found) > limit else None)
    return _answer(request, body, found)


@router.get("/outlets/{id}", summary="One outlet", response_model=api_shapes.OutletOut, responses=_problems(404, 410, 451))
def outlet(request: Request, id: str) -> Response:
    with context.of(request).store.read() as conn:
        found = directory.outlet(conn, _path(id))
    if found is None:
        raise HTTPException(404, "There is no such outlet.")
    if isinstance(found, reads.Hidden):
        raise HTTPException(found.status, withheld.words(found, "outlet"), headers=withheld.headers(request, found))
    return _answer(request, api_shapes.outlet_of(found, _site(request)), found)


def _not_understood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    said = [f"{'.'.join(str(part) for part in one['loc'][1:])}: {one['msg']}" for one in error.errors()]
    return JSONResponse({"detail": "; ".join(said)[:500]}, status_code=400, headers={"cache-control": "no-store"})


def make() -> FastAPI:
    """The API as an application to be mounted at ``/api``."""
    app = FastAPI(
        title="Headwater read API", version=headwater.__version__, docs_url=None, redoc_url=None,
        openapi_url="/v1/openapi.json", telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
        description="What the site shows, for programs: articles, stories, outlets. Every article carries the link to the outlet's own page.",
    )  # fmt: skip
    app.include_router(router)
    app.openapi = lambda: _described(app)  # what cannot be read is answered 400 here, never 422
    for kind, handler in (failures.HANDLERS | {RequestValidationError: _not_understood}).items():
        if kind is not Exception:
            app.add_exception_handler(kind, handler)
    return app


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description without the 422 that FastAPI adds by itself."""
    if not app.openapi_schema:
        spec = FastAPI.openapi(app)
        for operations in spec["paths"].values():
            operations["get"]["responses"].pop("422", None)
        for name in ("HTTPValidationError", "ValidationError"):
            spec["components"]["schemas"].pop(name, None)
        app.openapi_schema = spec
    return app.openapi_schema


@cache
def specification() -> dict[str, Any]:
    """The OpenAPI description, with paths as the site has them."""
    spec = make().openapi()
    return {**spec, "paths": {f"/api{path}": one for path, one in spec["paths"].items()}}


def routes() -> list[tuple[str, str]]:
    """Paths below ``/api`` and what they give."""
    found = [(route.path, route.summary or "") for route in router.routes if isinstance(route, APIRoute)]
    return [*found, ("/v1/openapi.json", "The OpenAPI description.")]



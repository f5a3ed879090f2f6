"""The read API: articles, stories and outlets as JSON, with an OpenAPI description.

In: requests of programs. Out: JSON. Never: a field that is not in a publication; an article without ``reference_url``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

import headwater
from headwater import model
from headwater.store import directory, ids, images
from headwater.store import pages as reads
from headwater.web import caching, context, failures, figures, origins, query, withheld


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


class OriginOut(BaseModel):
    """The primary source of an article, where it is another one than the outlet."""

    kind: str = Field(description="What it is: agency, document, statement, ...")
    name: str
    url: str | None = Field(description="Its address, where one is known")
    confidence: float = Field(description="From 0 to 1")
    evidence: list[dict[str, str]] = Field(description="Where it is said, and the words")


class ImageOut(BaseModel):
    """A picture as far as it may be shown."""

    url: str | None = Field(description="Our copy of it, made small; null where only its place is shown: see it on the outlet's own page")
    width: int | None = Field(description="Pixels of that copy")
    height: int | None
    caption: str
    credit: str = Field(description="To be shown with it")
    copyright: str
    licence: str = Field(description="Address or name of the licence of the picture, where it has one")
    generated: bool = Field(description="Its file says that a machine made it")
    report: str = Field(description="Where a problem with it is reported")


class NoteOut(BaseModel):
    """What the desk of this site has done with an article that is still shown."""

    action: str = Field(description="label, hide_image or link_only")
    since: datetime
    reason: str
    reference: str = Field(description="Of the complaint, empty where there was none")
    interim: bool = Field(description="Until somebody decides")


class ArticleOut(BaseModel):
    """An article as far as it may be shown."""

    id: str = Field(description="Permanent identifier")
    url: str = Field(description="Our page about it")
    reference_url: str = Field(description="The outlet's own page: always there, never a redirector")
    origin: OriginOut | None = Field(description="The primary source, where it is another one and known with some confidence")
    headline: str = Field(description="The article's own title")
    outlet: str = Field(description="Name of the outlet")
    outlet_id: str = Field(description="Identifier of the outlet")
    authors: list[str] = Field(description="As the outlet names them")
    published: datetime | None = Field(description="The publisher's first date, in the publisher's offset")
    updated: datetime | None = Field(description="The publisher's last change")
    first_seen: datetime = Field(description="When we first saw it")
    changed: datetime = Field(description="When the released text last changed")
    language: str | None = Field(description="BCP 47")
    section: str = Field(description="The outlet's own division")
    view: str = Field(description="How much is shown: full, excerpt or link_only")
    excerpt: str = Field(description="Plain text")
    paragraphs: list[str] = Field(description="Plain text, only where the view is full")
    images: list[ImageOut] = Field(description="Pictures with caption, credit and licence; those not checked yet are left out")
    correction: str = Field(description="The publisher's own note")
    rights: str = Field(description="The publisher's rights line")
    licence: str | None = Field(description="Address or name of the licence under which it is shown")
    reasons: list[str] = Field(description="Rules that decided how much is shown")
    notes: list[NoteOut] = Field(description="What the desk of this site left less of, and why")
    story_id: str | None = Field(description="The story that it belongs to")
    copy_of: str | None = Field(description="The article that it repeats")


class ArticlesOut(BaseModel):
    """A page of articles, newest first."""

    articles: list[ArticleOut]
    next: str | None = Field(description="Cursor of the next page; null on the last")


class StoryOut(BaseModel):
    """A story: articles on one event."""

    id: str
    url: str
    headline: str
    first_at: datetime
    last_at: datetime
    outlets: int
    reports: int
    articles: list[ArticleOut] = Field(description="The lead first; in lists at most eight")


class StoriesOut(BaseModel):
    """A page of stories in the order of the front page."""

    stories: list[StoryOut]
    next: int | None = Field(description="Number of the next page; null on the last")


class OutletOut(BaseModel):
    """An outlet and how its feeds do."""

    id: str
    url: str
    name: str
    home_url: str
    language: str | None
    country: str | None
    is_agency: bool
    feeds: int
    feeds_failing: int
    polled: datetime | None


class OutletsOut(BaseModel):
    """A page of outlets by name."""

    outlets: list[OutletOut]
    next: int | None = Field(description="Number of the next page; null on the last")


Pictures = dict[str, dict[str, images.ImageShown]] | None  # by article and key; None: this site shows no pictures


def _pictures(request: Request, conn: sa.Connection, items: Iterable[reads.Shown]) -> Pictures:
    """What is known of the pictures of articles."""
    with_some = [item.publication.article_id for item in items if item.publication.images]
    return images.of_articles(conn, with_some) if context.of(request).settings.picture else None


def _image(one: figures.Figure, site: str) -> ImageOut:
    return ImageOut(
        url=f"{site}{one.largest}" if one.largest else None, width=one.width or None, height=one.height or None,
        caption=one.caption, credit=one.credit, copyright=one.copyright, licence=one.licence_url or one.licence,
        generated=one.generated, report=f"{site}{one.report}",
    )  # fmt: skip


def _article(item: reads.Shown, site: str, known: Pictures) -> ArticleOut:
    one, origin = item.publication, origins.of(item.publication)
    return ArticleOut(
        id=one.article_id, url=f"{site}/article/{one.article_id}", reference_url=one.reference_url,
        origin=_origin(origin) if origin else None, headline=one.headline, outlet=one.outlet_name,
        outlet_id=one.outlet_id, authors=list(one.authors), published=one.published, updated=one.updated,
        first_seen=one.first_seen, changed=item.changed_at, language=one.language, section=one.section,
        view=str(one.view), excerpt=one.excerpt,
        paragraphs=list(one.paragraphs) if one.view is model.View.FULL else [],
        images=[_image(figure, site) for figure in figures.of(one, None if known is None else known.get(one.article_id, {}))],
        correction=one.correction, rights=one.rights,
        licence=(origins.web_address(one.licence.uri) or one.licence.name) if one.licence else None,
        reasons=[reason.rule for reason in one.reasons],
        notes=[
            NoteOut(action=note.action, since=note.at, reason=note.reason, reference=note.reference, interim=note.interim)
            for note in one.notes
        ],
        story_id=item.story_id, copy_of=item.copy_of,
    )  # fmt: skip


def _origin(origin: model.Origin) -> OriginOut:
    evidence = [{"where": one.where, "quote": one.quote} for *_, one in origins.evidence(origin)]
    return OriginOut(kind=origin.kind, name=origin.name, url=origins.link(origin), confidence=origin.confidence, evidence=evidence)


def _story(found: reads.StoryShown, site: str, known: Pictures) -> StoryOut:
    return StoryOut(
        id=found.id, url=f"{site}/story/{found.id}", headline=found.items[0].publication.headline,
        first_at=found.created_at, last_at=found.last_at, outlets=found.outlets, reports=found.reports,
        articles=[_article(item, site, known) for item in found.items],
    )  # fmt: skip


def _outlet(one: directory.OutletShown, site: str) -> OutletOut:
    return OutletOut(
        id=one.id, url=f"{site}/outlet/{one.id}", name=one.name, home_url=one.home_url, language=one.language,
        country=one.country, is_agency=one.is_agency, feeds=one.health.feeds, feeds_failing=one.health.failing,
        polled=one.health.polled_at,
    )  # fmt: skip


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
Limit = Annotated[int, Query(ge=1, le=_MOST, description="How many")]
Number = Annotated[int, Query(ge=1, le=query.MOST_PAGES, description="Number of the page, from 1")]
Place = Annotated[str | None, Query(max_length=120, description="“next” of the page before")]


class Asked(BaseModel):
    """Which articles; every parameter narrows."""

    language: str | None = Field(None, max_length=35, description="BCP 47 tag; “en” finds “en-GB” too")
    outlet: str | None = Field(None, max_length=40, description="Identifier of an outlet")
    story: str | None = Field(None, max_length=40, description="Identifier of a story")
    q: str | None = Field(None, max_length=400, description="Words in any script, all of which must stand in the article")
    since: str | None = Field(None, max_length=40, description="Time or day (ISO 8601), inclusive")
    until: str | None = Field(None, max_length=40, description="Time or day (ISO 8601), exclusive")
    cursor: str | None = Field(None, max_length=120, description="“next” of the page before")
    limit: int = Field(20, ge=1, le=_MOST, description="How many")


@router.get("/articles", summary="Articles, newest first", response_model=ArticlesOut)
def articles(request: Request, asked: Annotated[Asked, Query()]) -> Response:
    wanted = reads.Wanted(
        language=query.language(asked.language), outlet_id=_known(asked.outlet), story_id=_known(asked.story),
        query=query.words(asked.q) if asked.q is not None else None, since=query.moment(asked.since),
        until=query.moment(asked.until), listed=True, after=query.cursor(asked.cursor),
    )  # fmt: skip
    return _articles(request, wanted, asked.limit)


def _articles(request: Request, wanted: reads.Wanted, limit: int) -> Response:
    with context.of(request).store.read() as conn:
        items = reads.latest(conn, wanted, limit=limit + 1)
        known = _pictures(request, conn, items)
    shown, more = items[:limit], len(items) > limit
    last = shown[-1] if shown else None
    after = reads.Cursor(sort_at=last.sort_at, article_id=last.publication.article_id) if last and more else None
    site = _site(request)
    body = ArticlesOut(articles=[_article(item, site, known) for item in shown], next=query.written(after) if after else None)
    return _answer(request, body, items, known)


@router.get("/search", summary="Articles with all of some words, newest first", response_model=ArticlesOut)
def search(
    request: Request, q: Annotated[str, Query(min_length=1, max_length=400, description="Words in any script")],
    cursor: Place = None, limit: Limit = 20,
) -> Response:  # fmt: skip
    return _articles(request, reads.Wanted(query=query.words(q), listed=True, after=query.cursor(cursor)), limit)


@router.get("/articles/{id}", summary="One article", response_model=ArticleOut, responses=_problems(404, 410, 451))
def article(request: Request, id: str) -> Response:
    with context.of(request).store.read() as conn:
        found = reads.article(conn, _path(id), others=0)
        known = _pictures(request, conn, [found.item]) if isinstance(found, reads.ArticleShown) else None
    if found is None:
        raise HTTPException(404, "There is no such article.")
    if isinstance(found, reads.Hidden):
        raise HTTPException(found.status, withheld.words(found), headers=withheld.headers(request, found))
    return _answer(request, _article(found.item, _site(request), known), found, known)


def _path(identifier: str) -> str:
    if not ids.is_id(found := identifier.replace("-", "")):
        raise HTTPException(404)
    return found


@router.get("/stories", summary="Stories in the order of the front page", response_model=StoriesOut)
def stories(request: Request, language: Language = None, page: Number = 1, limit: Limit = 20) -> Response:
    with context.of(request).store.read() as conn:
        found = reads.front(
            conn, limit=limit + 1, offset=limit * (page - 1), language=query.language(language), listed=True
        )
        known = _pictures(request, conn, [item for one in found for item in one.items])
    site, more = _site(request), len(found) > limit
    body = StoriesOut(stories=[_story(one, site, known) for one in found[:limit]], next=page + 1 if more else None)
    return _answer(request, body, found, known)


@router.get("/stories/{id}", summary="One story with all its articles", response_model=StoryOut, responses=_MOVED | _problems(404, 410))
def story(request: Request, id: str) -> Response:
    with context.of(request).store.read() as conn:
        found = reads.story(conn, _path(id))
        known = _pictures(request, conn, found.items) if isinstance(found, reads.StoryShown) else None
    match found:
        case None:
            raise HTTPException(404, "There is no such story.")
        case reads.Hidden():
            raise HTTPException(410, "None of this story's articles is shown any more.")
        case reads.Merged():
            return Response(status_code=301, headers={"location": f"/api/v1/stories/{found.into}"})
    return _answer(request, _story(found, _site(request), known), found, known)


@router.get("/outlets", summary="Outlets by name", response_model=OutletsOut)
def outlets(request: Request, language: Language = None, page: Number = 1, limit: Limit = 100) -> Response:
    with context.of(request).store.read() as conn:
        found = directory.outlets(
            conn, limit=limit + 1, offset=limit * (page - 1), language=query.language(language)
        )
    site = _site(request)
    body = OutletsOut(outlets=[_outlet(one, site) for one in found[:limit]], next=page + 1 if len(found) > limit else None)
    return _answer(request, body, found)


@router.get("/outlets/{id}", summary="One outlet", response_model=OutletOut, responses=_problems(404, 410, 451))
def outlet(request: Request, id: str) -> Response:
    with context.of(request).store.read() as conn:
        found = directory.outlet(conn, _path(id))
    if found is None:
        raise HTTPException(404, "There is no such outlet.")
    if isinstance(found, reads.Hidden):
        raise HTTPException(found.status, withheld.words(found, "outlet"), headers=withheld.headers(request, found))
    return _answer(request, _outlet(found, _site(request)), found)


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



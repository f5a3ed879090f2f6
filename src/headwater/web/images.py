"""Pictures as files: sizes that the worker made, from our own store.

In: an identifier and a width. Out: a picture; 451 where it is blocked, 410 where no article shows it now. Never: a request
to another server, a size that was not made, or bytes that a browser would take for anything but a picture.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from headwater.store import images
from headwater.web import caching, context, query

_HEADERS = {
    "cache-control": "public, max-age=30",  # what is taken down must not live on in caches
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, noarchive",
}


def image(request: Request) -> Response:
    """One size of a picture that an article shows, with its credits inside."""
    site, width = context.of(request), request.path_params["width"]
    if site.settings.picture is None:
        raise HTTPException(404, "This site shows no pictures.")
    with site.store.read() as conn:
        found = images.served(conn, query.identifier(request))
    if found is None:
        raise HTTPException(404, "There is no such picture.")
    if found.kept.blocked:
        return _blocked(query.origin(request, site.settings.base_url))
    size = next((one for one in found.kept.sizes if one.width == width), None)
    if found.kept.status is not images.Status.READY or size is None:
        raise HTTPException(404, "There is no such picture.")
    if not found.visible:
        raise HTTPException(410, "No article shows this picture any more.")
    etag = f'"{size.key.rpartition("-")[2].partition(".")[0]}"'
    if known := caching.unchanged(request, etag):
        known.headers.update(_HEADERS)
        return known
    body = site.settings.picture(size.key)
    if body is None:
        raise HTTPException(404, "This picture is not kept any more.")
    name = size.key.rpartition("/")[2]
    headers = _HEADERS | {"content-disposition": f'inline; filename="{name}"'}
    return caching.stamp(Response(body, media_type=size.media_type, headers=headers), etag)


def _blocked(origin: str) -> Response:
    """RFC 7725: the answer says who blocks."""
    return Response(
        "This picture is not shown here after a complaint.\n", status_code=451, media_type="text/plain",
        headers={"link": f'<{origin}/legal/contact>; rel="blocked-by"', "cache-control": "no-store"},
    )  # fmt: skip

"""Our own feeds: front page, outlet, search.

In: requests. Out: Atom, RSS or JSON Feed, or 304. Never: an article that its publisher or the gate keeps from lists.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import quote

import sqlalchemy as sa
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from headwater.store import directory, fronts, restrictions
from headwater.store import pages as reads
from headwater.web import caching, channel, context, editions, query

TOMBSTONES_FOR = timedelta(days=7)


def _answer(request: Request, *, title: str, own: tuple[str, str], page: str, items: Sequence[reads.Shown], key: str, gone: Sequence[restrictions.Gone] = ()) -> Response:
    """``own`` is the feed's path without its format, and its query: of what was asked only what the feed knows."""
    site = context.of(request)
    format = request.path_params["format"]
    origin = query.origin(request, site.settings.base_url)
    address = f"{origin}{own[0]}.{format}{own[1]}"
    etag = caching.tag(title, address, site.settings.comments.enabled, list(items), list(gone))
    modified = site.first_seen.at(address, etag, site.now())
    if known := caching.unchanged(request, etag, modified):
        return known
    feed = channel.Channel(
        id=key if key.startswith("urn:") else uuid.uuid5(uuid.NAMESPACE_URL, f"{origin}/{key}").urn,
        title=title, address=address, page=origin + page, site=origin, language=request.query_params.get("lang"),
        comments=site.settings.comments.enabled,
    )  # fmt: skip
    body = channel.write(feed, items, format, gone)
    return caching.stamp(Response(body, media_type=f"{channel.MEDIA_TYPES[format]}; charset=utf-8"), etag, modified)


def _known_format(request: Request) -> None:
    if request.path_params["format"] not in channel.MEDIA_TYPES:
        raise HTTPException(404, "Feeds end in .atom, .rss or .json.")


def _gone(request: Request, conn: sa.Connection, outlet_id: str | None = None) -> list[restrictions.Gone]:
    """What was hidden of late, so that readers which have it let it go."""
    if request.path_params["format"] != "atom":
        return []
    return restrictions.hidden_since(conn, context.of(request).now() - TOMBSTONES_FOR, outlet_id=outlet_id)


def front(request: Request) -> Response:
    """The leading article of each story on the front page, newest first."""
    _known_format(request)
    site, edition = context.of(request), editions.asked(request.query_params)
    with site.store.read() as conn:
        stories = fronts.front(conn, limit=site.settings.entries_a_feed, edition=edition, each=1, listed=True)
        gone = _gone(request, conn)
    items = sorted((one.items[0] for one in stories), key=lambda item: item.sort_at, reverse=True)
    suffix = editions.address(edition)
    return _answer(
        request, title=site.settings.name, own=("/feeds/front", suffix), page=f"/{suffix}", items=items, key=f"feeds/front{suffix}",
        gone=gone,
    )  # fmt: skip


def outlet(request: Request) -> Response:
    """What an outlet published, newest first."""
    _known_format(request)
    site, outlet_id = context.of(request), query.identifier(request)
    wanted = reads.Wanted(outlet_id=outlet_id, listed=True)
    with site.store.read() as conn:
        found = directory.outlet(conn, outlet_id)
        items = reads.latest(conn, wanted, limit=site.settings.entries_a_feed) if found else []
        gone = _gone(request, conn, outlet_id)
    if found is None:
        raise HTTPException(404, "There is no such outlet.")
    name = found.name if isinstance(found, directory.OutletShown) else "An outlet that is not shown"  # its tombstones are
    title = f"{name} · {site.settings.name}"
    page = f"/outlet/{outlet_id}"
    return _answer(request, title=title, own=(f"{page}/feed", ""), page=page, items=items, key=uuid.UUID(hex=outlet_id).urn, gone=gone)


def search(request: Request) -> Response:
    """What a search finds, newest first."""
    _known_format(request)
    site, words = context.of(request), query.words(request.query_params.get("q"))
    if not words:
        raise HTTPException(400, "Say what to search for: ?q=words.")
    with site.store.read() as conn:
        items = reads.matching(conn, words, limit=site.settings.entries_a_feed)
    suffix = f"?q={quote(words, safe='')}"
    return _answer(
        request, title=f"{words} · {site.settings.name}", own=("/search/feed", suffix), page=f"/search{suffix}", items=items,
        key=f"search/feed{suffix}",
    )  # fmt: skip

"""The pages that people read.

In: requests. Out: HTML. Never: text that is not in a publication, or a decision.
"""

from __future__ import annotations

import sqlalchemy as sa
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from headwater import model
from headwater.store import directory, fronts, images
from headwater.store import pages as reads
from headwater.web import (
    comments,
    context,
    editions,
    figures,
    folding,
    linked,
    named,
    origins,
    query,
    withheld,
)


def front(request: Request) -> Response:
    """Stories in the order of their rank."""
    site = context.of(request)
    edition, number = editions.asked(request.query_params), query.page(request)
    size = site.settings.stories_a_page
    with site.store.read() as conn:
        stories = fronts.front(conn, limit=size + 1, offset=size * (number - 1), edition=edition)
        standing = None if stories else directory.standing(conn)
        shown = _figures(site, conn, stories[0].items[0].publication) if stories and number == 1 else ()
    languages, offered = site.languages(), site.offered()
    more, stories = len(stories) > size, stories[:size]
    return context.page(
        request, "front.html", parts=(stories, standing, languages, offered, more, shown), stories=stories, figures=[one for one in shown if one.src],
        standing=standing, edition=edition, languages=languages, offered=offered, number=number, more=more,
    )  # fmt: skip


def latest(request: Request) -> Response:
    """Articles, newest first."""
    site = context.of(request)
    language, size = query.language(request.query_params.get("lang")), site.settings.articles_a_page
    wanted = reads.Wanted(language=language, folded=True, after=query.cursor(request.query_params.get("after")))
    with site.store.read() as conn:
        items = reads.latest(conn, wanted, limit=size + 1)
    items, after = _cut(items, size)
    languages = site.languages()
    return context.page(
        request, "latest.html", parts=(items, languages), items=items, after=after, language=language,
        languages=languages,
    )  # fmt: skip


def _cut(items: list[reads.Shown], size: int) -> tuple[list[reads.Shown], str | None]:
    """What stands on this page, and the cursor of the next one if there is one."""
    if len(items) <= size:
        return items, None
    last = items[size - 1]
    return items[:size], query.written(reads.Cursor(sort_at=last.sort_at, article_id=last.publication.article_id))


def story(request: Request) -> Response:
    """A story: who reported, when; copies under their originals."""
    story_id = query.identifier(request)
    with context.of(request).store.read() as conn:
        found = reads.story(conn, story_id)
    match found:
        case reads.Merged():
            return RedirectResponse(f"/story/{found.into}", status_code=301)
        case reads.Hidden():
            raise HTTPException(410, "None of this story's articles is shown any more.")
        case None:
            raise HTTPException(404, "There is no such story.")
    reports = folding.fold(found.items)
    independent = [one.item.publication for one in reports]
    first = origins.first(independent)
    return context.page(
        request, "story.html", parts=(found,), story=found, lead=found.items[0], reports=reports, sources=origins.sources(independent), first=first,
        opening=named.standfirst([first[0], *independent]), named=named.shared(independent), plot=folding.timeline(found.items),
    )  # fmt: skip


def article(request: Request) -> Response:
    """An article as far as it was released, with its Reference and Origin."""
    article_id = query.identifier(request)
    site = context.of(request)
    with site.store.read() as conn:
        found = reads.article(conn, article_id)
        talk = comments.under(request, conn, found.item) if isinstance(found, reads.ArticleShown) else None
        shown = _figures(site, conn, found.item.publication) if isinstance(found, reads.ArticleShown) else ()
    if found is None:
        raise HTTPException(404, "There is no such article.")
    if isinstance(found, reads.Hidden):
        return gone(request, article_id, found)
    item = found.item
    own = f"{query.origin(request, site.settings.base_url)}/article/{article_id}"
    whole = item.publication.view is model.View.FULL
    return context.page(
        request, "article.html", parts=(item, found.others, comments.state(talk), shown), item=item, figures=shown, others=found.others,
        canonical=own if whole else item.publication.reference_url,
        linked=linked.page(item, address=own, site_name=site.settings.name, site_address=own.removesuffix(f"article/{article_id}"), comments=talk.shown if talk else 0),
        **comments.values(request, talk, article_id),
    )  # fmt: skip


def gone(request: Request, identifier: str, hidden: reads.Hidden, *, what: str = "article") -> Response:
    """Why an article or an outlet is not shown; 451 names who keeps it back (RFC 7725)."""
    response = context.page(
        request, "gone.html", status=hidden.status, presence=str(hidden.presence), item=hidden.item, hidden=hidden,
        identifier=identifier, what=what,
    )  # fmt: skip
    response.headers.update(withheld.headers(request, hidden))
    return response


def _figures(site: context.Context, conn: sa.Connection, publication: model.Publication) -> tuple[figures.Figure, ...]:
    """The pictures of a publication as far as they may be shown now."""
    if not publication.images:
        return ()
    return figures.of(publication, images.of_article(conn, publication.article_id) if site.settings.picture else None)


def outlet(request: Request) -> Response:
    """An outlet, how its feeds do, and what it published."""
    outlet_id = query.identifier(request)
    site = context.of(request)
    size = site.settings.articles_a_page
    wanted = reads.Wanted(outlet_id=outlet_id, after=query.cursor(request.query_params.get("after")))
    with site.store.read() as conn:
        found = directory.outlet(conn, outlet_id)
        items = reads.latest(conn, wanted, limit=size + 1) if found else []
    if found is None:
        raise HTTPException(404, "There is no such outlet.")
    if isinstance(found, reads.Hidden):
        return gone(request, outlet_id, found, what="outlet")
    items, after = _cut(items, size)
    return context.page(request, "outlet.html", parts=(found, items), outlet=found, items=items, after=after)


def outlets(request: Request) -> Response:
    """All outlets, and how their feeds do."""
    site = context.of(request)
    language, number = query.language(request.query_params.get("lang")), query.page(request)
    size = site.settings.outlets_a_page
    with site.store.read() as conn:
        found = directory.outlets(conn, limit=size + 1, offset=size * (number - 1), language=language)
    languages = site.languages()
    return context.page(
        request, "outlets.html", parts=(found, languages), outlets=found[:size], more=len(found) > size, number=number,
        language=language, languages=languages,
    )  # fmt: skip


def search(request: Request) -> Response:
    """Articles with the words asked for, in any script."""
    site = context.of(request)
    words, number = query.words(request.query_params.get("q")), query.page(request)
    size = site.settings.articles_a_page
    items: list[reads.Shown] = []
    if words:
        with site.store.read() as conn:
            items = reads.matching(conn, words, limit=size + 1, offset=size * (number - 1))
    return context.page(
        request, "search.html", parts=(items,), words=words, items=items[:size], more=len(items) > size, number=number
    )


def about(request: Request) -> Response:
    """How the site works and what it promises."""
    return context.page(request, "about.html")

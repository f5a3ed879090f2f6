"""What is true of the sample web, for end-to-end tests to compare with what Headwater found.

Out go one record per article and the OPML of the outlets; nothing is fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from headwater.sample import edition as editions
from headwater.sample import site
from headwater.sample.edition import Edition, Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a perfect aggregator would know of one article."""

    id: str
    outlet: str  # slug
    host: str  # without the port
    path: str  # decoded; the page is at http://<host>:<port><path>
    event: str  # "" where the article belongs to no event
    kind: str  # one of loader.KINDS
    copy_of: str  # id of the article it repeats, or ""
    supplier: str  # slug of the outlet that the text or the facts came from, or ""
    view: str  # full, excerpt, link_only or withheld
    page: bool  # whether its page may be fetched (robots.txt) and answers
    language: str  # BCP 47, of the outlet
    headline: str
    authors: tuple[str, ...]
    published: datetime


def catalogue(port: int) -> str:
    """The OPML of the sample web on a port, without starting it."""
    return site.catalogue(editions.edition(port=port))


def truth(*, now: datetime | None = None) -> list[Truth]:
    """One record per article, as of the same ``now`` that was given to ``serve``, since paths carry dates."""
    return of(editions.edition(port=0, now=now))


def of(edition: Edition) -> list[Truth]:
    """One record per article of a running edition."""
    return [_truth(piece) for piece in edition.pieces.values()]


def _truth(piece: Piece) -> Truth:
    article, outlet = piece.article, piece.outlet
    return Truth(
        id=article.id,
        outlet=outlet.slug,
        host=outlet.host,
        path=piece.path,
        event=article.event,
        kind=article.kind,
        copy_of=article.copy_of,
        supplier=article.supplier,
        view="withheld" if piece.withdrawn else outlet.view,
        page=not (piece.withdrawn or outlet.disallow),
        language=outlet.language,
        headline=article.headline,
        authors=article.authors,
        published=piece.published,
    )

"""Bind the content to a moment and a port: times, addresses and links in, ready pieces out.

An :class:`Edition` is what pages, feeds and the truth are rendered from. It opens no socket.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from headwater.sample import loader, markup
from headwater.sample.loader import Content, SampleArticle, SampleDocument, SampleImage, SampleOutlet

FEED_PATHS = {
    "rss": "/feed.xml",
    "atom": "/atom.xml",
    "json": "/feed.json",
    "rdf": "/index.rdf",
    "sitemap": "/news-sitemap.xml",
    "malformed": "/feeds/breaking.xml",
    "error": "/feeds/markets.xml",
    "html": "/feeds/all.xml",
}
FEED_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
    "rdf": "application/rdf+xml",
    "sitemap": "application/xml",
    "malformed": "application/rss+xml",
    "error": "application/rss+xml",
    "html": "application/rss+xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article with its outlet, its address and its times."""

    article: SampleArticle
    outlet: SampleOutlet
    path: str  # decoded, as a browser's address bar shows it
    url: str  # percent-encoded, absolute
    published: datetime
    updated: datetime  # equal to published where the outlet changed nothing
    blocks: tuple[markup.Block, ...]
    image: SampleImage | None

    @property
    def withdrawn(self) -> bool:
        """Whether the page answers 410."""
        return self.article.kind == "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The sample web at one moment on one port."""

    content: Content
    now: datetime
    port: int
    pieces: dict[str, Piece]  # by article id

    def home(self, slug: str) -> str:
        """The address of a host's front page."""
        return f"http://{slug}.localhost:{self.port}/"

    def feed_url(self, outlet: SampleOutlet, kind: str) -> str:
        """The address of one of an outlet's feeds."""
        return self.home(outlet.slug).rstrip("/") + FEED_PATHS[kind]

    def of(self, outlet: SampleOutlet) -> tuple[Piece, ...]:
        """The outlet's pieces, newest first."""
        own = (piece for piece in self.pieces.values() if piece.outlet == outlet)
        return tuple(sorted(own, key=lambda piece: (piece.published, piece.article.id), reverse=True))

    def original(self, piece: Piece) -> Piece | None:
        """The piece that this one repeats."""
        return self.pieces.get(piece.article.copy_of)

    def document_url(self, document: SampleDocument) -> str:
        """The address of a primary source."""
        return self.home(document.slug).rstrip("/") + document.path

    def resolve(self, target: str) -> str:
        """The address behind ``source:id`` or ``article:id``."""
        kind, _, name = target.partition(":")
        if kind == "source":
            return self.document_url(self.content.documents[name])
        return self.pieces[name].url

    def image_url(self, piece: Piece) -> str:
        """The address of the piece's picture on the outlet's own host, or ''."""
        return f"{self.home(piece.outlet.slug)}images/{piece.image.name}.jpg" if piece.image else ""

    def words(self, outlet: SampleOutlet) -> dict[str, Any]:
        """The outlet's chrome texts in its language."""
        return self.content.chrome[outlet.language.split("-")[0]]


def edition(*, port: int, now: datetime | None = None) -> Edition:
    """The sample web as of ``now`` (aware; the present by default), published on ``port``."""
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    content = loader.load()
    pieces = {name: _piece(article, content, moment, port) for name, article in content.articles.items()}
    return Edition(content=content, now=moment, port=port, pieces=pieces)


def number(name: str) -> int:
    """A stable seven-digit number for an article id, as content systems put in their addresses."""
    return 1_000_000 + zlib.crc32(name.encode()) % 9_000_000


def _piece(article: SampleArticle, content: Content, now: datetime, port: int) -> Piece:
    outlet = content.outlets[article.outlet]
    published = now - timedelta(minutes=article.minutes)
    updated = published if article.updated is None else now - timedelta(minutes=article.updated)
    path = _path(article, outlet, published)
    return Piece(
        article=article,
        outlet=outlet,
        path=path,
        url=f"http://{outlet.host}:{port}{quote(path, safe='/,-_.~')}",
        published=published,
        updated=updated,
        blocks=_blocks(article),
        image=content.images.get(article.image),
    )


def _path(article: SampleArticle, outlet: SampleOutlet, published: datetime) -> str:
    local = published.astimezone(outlet.zone)
    return outlet.path.format(
        slug=article.slug or article.id,
        section=article.section,
        number=number(article.id),
        date=local.strftime("%Y-%m-%d"),
        year=local.strftime("%Y"),
        month=local.strftime("%m"),
        day=local.strftime("%d"),
    )


def _blocks(article: SampleArticle) -> tuple[markup.Block, ...]:
    """The text with its dateline in front and its credit line behind."""
    text = article.text.strip()
    if article.dateline:
        text = article.dateline + text
    if article.credit_line:
        text += "\n\n" + article.credit_line
    return markup.blocks(text)

"""What an outlet has changed in an article since we first read it, word by word.

In: a publication, and the versions before it. Out: HTML. Never: an old text where the whole text of now is not shown, or stands
under a licence that allows no changed version of it; or a version of what is not shown any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from headwater import differences, licences, model, text
from headwater.store import pages as reads
from headwater.store import versions
from headwater.web import context, query
from headwater.web import pages as web_pages

_AROUND = 1  # unchanged lines shown beside changed ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Lines that are the same in both versions."""

    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change, as the page shows it."""

    at: datetime
    headline: tuple[differences.Piece, ...]  # () where it stayed
    added: int
    removed: int
    lines: tuple[differences.Line | Skipped, ...]  # () where the text stayed, or may not be shown


def page(request: Request) -> Response:
    """All changes of an article, the newest first."""
    article_id = query.identifier(request)
    with context.of(request).store.read() as conn:
        found = reads.article(conn, article_id, others=0)
        past = versions.of(conn, article_id) if isinstance(found, reads.ArticleShown) and _shows_texts(found.item.publication) else ()
    if isinstance(found, reads.Hidden):
        return web_pages.gone(request, article_id, found)
    if found is None:
        raise HTTPException(404, "There is no such article.")
    steps = tuple(_steps(found.item.publication, past))
    unit = _unit(found.item.publication)
    return context.page(request, "changes.html", parts=(found.item, steps), item=found.item, steps=steps, unit=unit, texts=_shows_texts(found.item.publication))


def _shows_texts(publication: model.Publication) -> bool:
    """Whether old texts may stand beside the one of now: a page of differences is a changed version of both."""
    if publication.view is not model.View.FULL:
        return False
    return publication.licence is None or not licences.terms(publication.licence).unmodified


def _unit(publication: model.Publication) -> str:
    """What is counted: "word", or "character" where the text is written without spaces between words; Korean has them."""
    return "character" if text.is_unspaced("\n".join((publication.headline, publication.excerpt, *publication.paragraphs[:20]))[:5000]) else "word"


def _steps(publication: model.Publication, past: Sequence[model.Version]) -> Iterator[Step]:
    """What was released as changed, with the lines as far as they are known."""
    bodies: dict[int, str | None] = {version.number: version.body for version in past}
    ours = {version.number: frozenset(version.ours) for version in past}
    headline, after = publication.headline, "\n".join(publication.paragraphs) or None
    for change in reversed(publication.changes):
        before = bodies.get(change.number)
        lines = tuple(_shortened(list(differences.lines(*(_outlets(one, ours[change.number]) for one in (before, after)))))) if before and after and past else ()
        yield Step(
            at=change.at, added=change.added, removed=change.removed, lines=lines if change.added or change.removed else (),
            headline=differences.words(change.headline, headline) if change.headline else (),
        )
        headline, after = change.headline or headline, before


def _outlets(body: str, ours: Collection[int]) -> list[str]:
    """The lines of a text without those by which our reading of it differs."""
    return [line for line in body.split("\n") if not ours or differences.mark(line) not in ours]


def _shortened(lines: Sequence[differences.Line]) -> Iterator[differences.Line | Skipped]:
    """Changed lines with their neighbours; the rest is counted."""
    near = {place for number, line in enumerate(lines) if line.mark != "same" for place in range(number - _AROUND, number + _AROUND + 1)}
    skipped = 0
    for number, line in enumerate(lines):
        if number not in near:
            skipped += 1
            continue
        if skipped:
            yield Skipped(lines=skipped)
            skipped = 0
        yield line
    if skipped:
        yield Skipped(lines=skipped)

"""The order in which a whole text stands on its page: paragraphs, sub-headlines, lists, quotations, tables, pictures, posts.

In: a publication and its figures. Out: :class:`Piece` after piece. Never: a word that was not released.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from headwater import model
from headwater.web.figures import Figure

CELL = "\t"  # between the cells of a row
_TOGETHER = {"item": "list", "row": "table"}  # forms whose lines make one thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing of a page; ``kind`` says which of the other fields speak."""

    kind: str  # "p", "heading", "quote", "list", "table", "post", "figure"
    text: str = ""
    lines: tuple[str, ...] = ()  # of a list
    rows: tuple[tuple[str, ...], ...] = ()  # of a table
    figure: Figure | None = None
    at: datetime | None = None  # of a post


def pieces(publication: model.Publication, figures: Sequence[Figure]) -> Iterator[Piece]:
    """All of a whole text. Of pictures without a place the first leads, the others follow the text."""
    placed = _placed(figures, len(publication.paragraphs))
    forms, posts = dict(publication.forms), {post.line: post for post in publication.posts}
    held: list[str] = []
    last = ""
    for number, line in enumerate(publication.paragraphs):
        form, post = forms.get(number, "p"), posts.get(number)
        if held and (form != last or post or number in placed):
            yield _together(last, held)
            held = []
        yield from (Piece(kind="figure", figure=one) for one in placed.pop(number, ()))
        if post:
            yield Piece(kind="post", text=post.title, at=post.at)
        if form in _TOGETHER:
            held.append(line)
        elif not (post and post.title == line):
            yield Piece(kind=form, text=line)
        last = form
    if held:
        yield _together(last, held)
    yield from (Piece(kind="figure", figure=one) for rest in placed.values() for one in rest)


def _placed(figures: Sequence[Figure], lines: int) -> dict[int, list[Figure]]:
    """Figures by the line that they stand before."""
    found: defaultdict[int, list[Figure]] = defaultdict(list)
    for number, figure in enumerate(figures):
        place = figure.place if figure.place is not None else (0 if number == 0 else lines)
        found[min(place, lines)].append(figure)
    return dict(sorted(found.items()))


def _together(form: str, lines: list[str]) -> Piece:
    if form == "item":
        return Piece(kind="list", lines=tuple(lines))
    return Piece(kind="table", rows=tuple(tuple(line.split(CELL)) for line in lines))

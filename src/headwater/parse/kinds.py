"""What kinds of elements an item has: worked out once for all items of a document that have the same ones.

In: the names of an item's children, and the names that a format knows for each purpose. Out: :class:`Kinds`, with which
most of an item's questions are answered before they are asked. Never: a look at what stands in an element.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from headwater.parse import claims, media

Names = tuple[str, ...]
CATEGORIES = ("category", "dc:subject", "atom:category", "itunes:category")
LANGUAGES = ("language", "dc:language", "dcterms:language")
_MOST = 200  # sets of names that are kept for a document


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The names that a format has for each purpose, the best first."""

    titles: Names
    summaries: Names
    contents: Names
    published: Names
    updated: Names
    authors: Names
    sources: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """Those of the names that items of one kind have, and whether they have anything of what few have."""

    titles: Names
    summaries: Names
    contents: Names
    published: Names
    updated: Names
    authors: Names
    sources: Names
    categories: Names
    languages: Names
    links: Names
    shows: bool  # pictures or files, besides links to them
    licensed: bool  # a licence or rights, as elements
    reserved: bool
    indirect: bool  # feedburner:origLink


class Seen:
    """The kinds of items that one document has."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._kinds: dict[Names, Kinds] = {}

    def of(self, names: Collection[str]) -> Kinds:
        """The kinds among these names of an item's children, which stand in the document's order."""
        key = tuple(names)
        found = self._kinds.get(key)
        if found is None:
            found = _kinds(frozenset(key), self.known)
            if len(self._kinds) < _MOST:
                self._kinds[key] = found
        return found


def _kinds(there: frozenset[str], known: Known) -> Kinds:
    def among(names: Names) -> Names:
        return tuple(name for name in names if name in there)

    return Kinds(
        titles=among(known.titles), summaries=among(known.summaries), contents=among(known.contents),
        published=among(known.published), updated=among(known.updated), authors=among(known.authors),
        sources=among(known.sources), categories=among(CATEGORIES), languages=among(LANGUAGES), links=among(media.LINKS),
        shows=media.shows(there), licensed=not there.isdisjoint(claims.LICENCES), reserved=not there.isdisjoint(claims.RESERVATIONS),
        indirect="feedburner:origlink" in there,
    )

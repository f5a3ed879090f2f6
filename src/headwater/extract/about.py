"""What the page says of its article besides title, text, dates and pictures, put together.

In: the page's declarations, its tree, blocks and text. Out: kind, section, tags, access, corrections and contributors,
with where each was found. Never: a judgement of the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from headwater import model
from headwater.extract import access, corrections, kinds, markup, metadata, people
from headwater.extract.blocks import Layout
from headwater.extract.body import Text
from headwater.extract.head import Head

_BEFORE = 4  # blocks before the headline in which labels stand; more of them are a menu
_BEHIND = 8  # blocks behind the text in which a wall stands
_LABEL = 40  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is said of the article; ``found``: field -> where."""

    kind: str = kinds.NEWS
    section: str = ""
    tags: tuple[str, ...] = ()
    access: str = ""
    corrections: tuple[str, ...] = ()
    contributors: tuple[model.Contributor, ...] = ()
    found: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who signs: the authors' names, where they were found, the byline lines, and the outlet that is no author."""

    names: tuple[str, ...]
    where: str
    bylines: tuple[str, ...]
    outlet: str


def read(head: Head, root: markup.Element, layout: Layout, chosen: Text, *, headline: str, lines: Iterable[str], signed: Signed) -> About:
    """Everything at once; ``lines`` are those of the text."""
    section = metadata.section_found(head)
    kind = kinds.kind(head, headline, section=section.value, labels=_labels(layout))
    may = access.access(head, [*chosen.dropped, *_behind(layout, chosen)])
    tags, tags_where = metadata.tags(head)
    notices, notices_where = corrections.notices(head, lines)
    where = {"section": section.where, "kind": kind.where, "access": may.where, "tags": tags_where, "corrections": notices_where}
    return About(
        kind=kind.value, section=section.value, tags=tags, access=may.value, corrections=notices,
        contributors=people.contributors(head, root, signed.names, signed.where, bylines=signed.bylines, outlet=signed.outlet),
        found={name: place for name, place in where.items() if place},
    )


def _labels(layout: Layout) -> list[str]:
    """Short texts right above the headline, in the same header as it."""
    at = layout.start - 1
    if at < 0 or layout.blocks[at].kind != "h":
        return []
    header = layout.blocks[at].trail[-2:]
    near = [block for block in layout.blocks[max(0, at - _BEFORE - 1) : at] if any(one in block.trail for one in header)]
    return [block.text for block in near if len(block.text) <= _LABEL] if len(near) <= _BEFORE else []


def _behind(layout: Layout, chosen: Text) -> list[str]:
    """Texts of the blocks that stand right behind the last one of the article."""
    last = chosen.blocks[-1] if chosen.blocks else None
    at = next((number for number, block in enumerate(layout.blocks) if block is last), None)
    return [block.text for block in layout.blocks[at + 1 : at + 1 + _BEHIND]] if at is not None else []

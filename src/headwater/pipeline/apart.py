"""What the outlet changed, told apart from what our reading made of it: learning and newer extraction leave out other lines than before.

In: an article as read before and as read now, the page of now, and the page of before where a snapshot is kept. Out: both texts
without the lines that are ours, and hashes of these. Never: a correction taken for ours: a line is ours only where the words that
went still stand on the page of now, or those that came stood on the page of before.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import dataclass

from headwater import differences, text
from headwater.extract import decode

MOST_LINES = 400  # that are looked for on a page
MOST_PAIRS = 40  # lines that are compared with as many others
MOST_PAGE = 3_000_000  # bytes of a page that are looked through


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Two readings of a page without what reading alone changed."""

    before: str
    after: str
    headline_is_ours: bool = False  # both headlines stand on both pages
    ours: tuple[int, ...] = ()  # hashes of lines (:func:`headwater.differences.mark`) that reading alone took out or put in


def told(old: tuple[str, str], new: tuple[str, str], *, page: bytes, content_type: str = "", page_before: bytes | None = None) -> Apart:
    """Tell two readings apart, each (headline, text). Costs nothing where they say the same words."""
    (was_headline, was), (headline, now) = old, new
    heads_differ, texts_differ = differences.is_real(was_headline, headline), differences.is_real(was, now)
    if not page or not (heads_differ or texts_differ):
        return Apart(before=was, after=now)
    here, there = _words(page, content_type), _words(page_before, "") if page_before else ""
    went, came = _other(was, now), _other(now, was)
    still = {line for line in went if _stands(line, here)}
    edited = _edited(still, {line for line in came if not _stands(line, there)})
    still -= edited  # a note may quote what it corrects
    if there:
        stood = {line for line in came if _stands(line, there)}
    else:  # its snapshot is gone, or none may be kept: what came goes with what went
        stood = came if still and still == went else set[str]()
    return Apart(
        before=_without(was, still), after=_without(now, stood), ours=tuple(sorted(map(differences.mark, (*still, *stood)))),
        headline_is_ours=heads_differ and _stands(was_headline, here) and _stands(headline, there or _as_page(was_headline)),
    )


def _words(page: bytes, content_type: str) -> str:
    """The words that a page shows, its title too, as one line."""
    markup, _ = decode.decode(page[:MOST_PAGE], content_type)
    return _as_page(text.plain(markup))


def _as_page(shown: str) -> str:
    return f" {' '.join(text.words(shown))} "


def _edited(went: Collection[str], came: Collection[str]) -> set[str]:
    """Lines of which another wording came."""
    return {line for line in itertools.islice(sorted(went), MOST_PAIRS) if any(differences.are_alike(line, other) for other in itertools.islice(sorted(came), MOST_PAIRS))}


def _other(lines: str, others: str) -> set[str]:
    """Lines of a text that the other one has not, by their words."""
    known = {differences.mark(line) for line in others.split("\n")}
    found = dict.fromkeys(line for line in lines.split("\n") if text.words(line) and differences.mark(line) not in known)
    return set(list(found)[:MOST_LINES])


def _stands(line: str, page: str) -> bool:
    return _as_page(line) in page


def _without(lines: str, left_out: Collection[str]) -> str:
    return "\n".join(line for line in lines.split("\n") if line not in left_out)

"""What an outlet repeats on its pages, learnt from their bodies.

In: bodies of one outlet's articles. Out: the lines that recur on many of them, and a body without these. Never: a
line that stands in the middle of one text only by chance: few pages teach nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from headwater import text

LEAST = 3  # pages that a line must stand on
SHARE = 0.15  # of the outlet's pages
_LONGEST = 400  # characters; longer lines are articles published twice


def recurring(bodies: Iterable[str]) -> frozenset[str]:
    """Folded lines that stand on at least :data:`LEAST` different bodies and :data:`SHARE` of all."""
    counts: Counter[str] = Counter()
    pages = 0
    for body in {body for body in bodies if body}:
        pages += 1
        counts.update({text.fold(line) for line in body.split("\n") if len(line) <= _LONGEST})
    least = max(LEAST, SHARE * pages)
    return frozenset(line for line, count in counts.items() if count >= least)


def without(body: str, lines: frozenset[str]) -> str:
    """The body without recurring lines; the body itself if nothing else would be left."""
    kept = [line for line in body.split("\n") if text.fold(line) not in lines]
    return "\n".join(kept) if kept else body

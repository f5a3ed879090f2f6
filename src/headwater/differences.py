"""What has changed between two versions of a text, for people: by lines, and within changed lines by words, in any script.

In: two texts as lines. Out: :class:`Line` after line, in reading order. Never: more than a bounded cost, whatever the texts
are: what is too long or too alike to be told apart by words is shown as removed and added whole.

The longest common runs are found by ``difflib`` (Ratcliff and Obershelp 1988).
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from headwater import text

MOST_LINES = 2_000  # of a version that are compared
MOST_WORDS = 1_500  # of a changed line that are compared
MOST_PAIRS = 50_000  # of equal lines, and of equal words in all changed lines: what the cost grows with
_AHEAD = 8  # old lines among which a new one looks for its like
_GAP = 2  # words that two changed passages have in common, up to which they are shown as one

Mark = Literal["same", "removed", "added"]
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A passage that both versions have, or one of them."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the page of differences."""

    mark: Literal["same", "changed", "removed", "added"]
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(piece.text for piece in self.pieces)


def is_real(before: str, after: str) -> bool:
    """Whether words differ; spaces, case, marks of punctuation and invisible characters do not count."""
    return before != after and text.words(before) != text.words(after)


def counts(before: str, after: str) -> tuple[int, int]:
    """How many words (characters in scripts without spaces) were added and removed, wherever they stand."""
    was, now = Counter(text.words(before)), Counter(text.words(after))
    return (now - was).total(), (was - now).total()


def lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """Both versions as one, each line once."""
    was, now = list(before[:MOST_LINES]), list(after[:MOST_LINES])
    budget = _Budget()
    if _pairs(was, now) > MOST_PAIRS:  # the same few lines again and again
        yield from _changed(was, now, budget)
        return
    for what, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if what == "equal":
            yield from (_whole("same", line) for line in was[a:b])
        else:
            yield from _changed(was[a:b], now[c:d], budget)


def mark(line: str) -> int:
    """A hash of a line's words, the same on every machine."""
    return zlib.crc32(" ".join(text.words(line)).encode("utf-8", "replace"))


def words(before: str, after: str) -> tuple[Piece, ...]:
    """Two lines as one, word by word."""
    return tuple(_merged(_by_words(before, after, _Budget())))


@dataclass(slots=True)
class _Budget:
    """What comparing by words may still cost, in pairs of equal words."""

    left: int = MOST_PAIRS


def _whole(mark: Mark, line: str) -> Line:
    """A line that is not taken apart."""
    return Line(mark=mark, pieces=(Piece(mark=mark, text=line),))


def _changed(was: Sequence[str], now: Sequence[str], budget: _Budget) -> Iterator[Line]:
    """Lines that differ: each new one beside the old one that it is most like, in order."""
    at = 0
    for line in now:
        near = next((place for place in range(at, min(len(was), at + _AHEAD)) if are_alike(was[place], line)), None)
        if near is None:
            yield _whole("added", line)
            continue
        yield from (_whole("removed", gone) for gone in was[at:near])
        yield _whole("same", line) if was[near] == line else Line(mark="changed", pieces=tuple(_merged(_by_words(was[near], line, budget))))
        at = near + 1
    yield from (_whole("removed", gone) for gone in was[at:])


def are_alike(a: str, b: str) -> bool:
    """Whether two lines have half of the words of the shorter one in common."""
    ours, theirs = Counter(text.words(a[:5_000])), Counter(text.words(b[:5_000]))
    least = min(ours.total(), theirs.total())
    return least > 0 and (ours & theirs).total() * 2 >= least


def _by_words(before: str, after: str, budget: _Budget) -> Iterator[Piece]:
    was, now = _tokens(before), _tokens(after)
    mine, theirs = [one.strip() for one in was], [one.strip() for one in now]
    budget.left -= _pairs(mine, theirs)
    if max(len(was), len(now)) > MOST_WORDS or budget.left < 0:
        yield from (Piece(mark="removed", text=before), Piece(mark="added", text=after))
        return
    for what, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece(mark="same", text="".join(now[c:d]))
            continue
        if b > a:
            yield Piece(mark="removed", text="".join(was[a:b]))
        if d > c:
            yield Piece(mark="added", text="".join(now[c:d]))


def _merged(pieces: Iterator[Piece]) -> list[Piece]:
    """Passages without crumbs between them: what is alike in a word or two between changes goes with both."""
    found: list[Piece] = []
    every = list(pieces)
    removed, added = "", ""
    for number, piece in enumerate(every):
        last = number + 1 == len(every)
        if piece.mark == "same" and (last or not (removed or added) or len(_tokens(piece.text)) > _GAP):
            found += [*_both(removed, added), piece]
            removed, added = "", ""
            continue
        removed += piece.text if piece.mark != "added" else ""
        added += piece.text if piece.mark != "removed" else ""
    return [*found, *_both(removed, added)]


def _both(removed: str, added: str) -> Iterator[Piece]:
    """What went, then what came."""
    if removed:
        yield Piece(mark="removed", text=removed)
    if added:
        yield Piece(mark="added", text=added)


def _tokens(line: str) -> list[str]:
    """Words with the spaces behind them; single characters in scripts that write none."""
    return [part for word in _WORD.findall(line) for part in text.letters(word)]


def _pairs(a: Sequence[str], b: Sequence[str]) -> int:
    ours, theirs = Counter(a), Counter(b)
    return sum(count * theirs[word] for word, count in ours.items())

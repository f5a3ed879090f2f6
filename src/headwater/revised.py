"""The nouns of revising: what an article said before its outlet changed it.

In: nothing. Out: dataclasses that ``headwater.model`` shows with all others. Never: a decision, a query or an input.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A past version of an article, as we read it."""

    number: int  # from 1, the oldest
    headline: str
    body: str | None  # lines; None: its text may not be kept, or was not had
    seen_at: datetime  # when we first read it so, or saw it in its feed
    replaced_at: datetime  # when we first read it otherwise
    added: int  # words of the next version that this one has not
    removed: int  # words of this one that the next has not
    ours: tuple[int, ...] = ()  # lines by which it differs from the next without the outlet's doing: ``differences.mark``


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change that readers are told of."""

    number: int  # of the version before it
    at: datetime  # when we noticed
    headline: str = ""  # the one before, where it was changed
    added: int = 0  # words of the text; characters in scripts without spaces
    removed: int = 0

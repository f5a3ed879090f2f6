"""The identifiers of what is kept: each kind a type of its own, so that none is given for another.

In: nothing. Out: types that ``headwater.model`` shows with all nouns. Never: how an identifier is made.
"""

from __future__ import annotations

from typing import NewType

OutletId = NewType("OutletId", str)
FeedId = NewType("FeedId", str)
EntryId = NewType("EntryId", str)
ArticleId = NewType("ArticleId", str)
StoryId = NewType("StoryId", str)

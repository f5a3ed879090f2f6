"""Words taken from what was released, for pages: through the release gate like everything else.

In: publications. Out: text within their budget. Never: a word that was not released.
"""

from __future__ import annotations

from headwater import model
from headwater.publish import release


def snippet(released: model.Publication, words: str) -> str:
    """What a search shows of an item: the released text around the words looked for, cut by the release gate."""
    return release.snippet(released, words)

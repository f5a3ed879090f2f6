"""The page of an outlet without a feed, read as the list of its articles.

In: a feed, the answer that brought a page. Out: the page as a document of a feed, and what to remember of its links. Never: a
request, or a row written (``document.save`` writes both in the visit's transaction).
"""

from __future__ import annotations

from dataclasses import replace

from headwater import model
from headwater.parse import section
from headwater.pipeline.tools import Tools
from headwater.store import listings


def read(tools: Tools, feed: model.Feed, answer: model.Response) -> section.Followed:
    """The list on a page, told from the rest with the help of what it listed before.

    An article keeps the time that the page first gave for it: "3 hours ago" is another moment at each visit.
    """
    with tools.store.read() as conn:
        known, memory = listings.listed(conn, feed.id), listings.memory(conn, feed.id)
    followed = section.follow(
        answer.body, url=answer.final_url, content_type=answer.header("content-type") or "", now=answer.fetched_at, known=tuple(known), memory=memory
    )
    entries = tuple(replace(one, published=known.get(one.url) or one.published) for one in followed.parsed.entries)
    return replace(followed, parsed=replace(followed.parsed, entries=entries))

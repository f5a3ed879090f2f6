"""Who made an article and what kind of article it is, as pages and programs say it.

In: a publication. Out: people with their addresses, words, types of schema.org. Never: a link whose scheme is not http(s).
"""

from __future__ import annotations

from collections.abc import Iterator

from headwater import model
from headwater.web import origins

KINDS = {
    "opinion": "Opinion", "live": "Live", "press_release": "Press release", "fact_check": "Fact check", "obituary": "Obituary",
    "advertorial": "Paid content", "gallery": "Pictures", "video": "Video",
}  # fmt: skip
ACCESS = {
    "metered": "The outlet lets visitors read a number of articles free.", "registration": "The outlet asks readers to register.",
    "subscription": "The outlet asks readers for a subscription.",
}  # fmt: skip
TYPES = {  # of schema.org, pending ones included
    "opinion": "OpinionNewsArticle", "live": "LiveBlogPosting", "advertorial": "AdvertiserContentArticle",
}  # fmt: skip
_ROLES = {
    "editor": "Editing", "translator": "Translation", "photographer": "Photographs", "illustrator": "Illustration", "producer": "Production",
    "contributor": "Also involved",
}  # fmt: skip


def writers(publication: model.Publication) -> list[tuple[str, str | None]]:
    """The authors' names, each with the address of its page at the outlet where that is known."""
    known = {one.name: origins.web_address(one.url) for one in publication.contributors}
    return [(name, known.get(name)) for name in publication.authors]


def others(publication: model.Publication) -> Iterator[tuple[str, str, str | None]]:
    """What somebody else did, who, and the address of their page."""
    for one in publication.contributors:
        if one.name not in publication.authors and one.role in _ROLES:
            yield _ROLES[one.role], one.name, origins.web_address(one.url)

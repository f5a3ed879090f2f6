"""Editions of the front page: what requests ask for, and how an edition is named and addressed.

In: query strings with mistrust, ``fronts.Edition``. Out: the same, names, addresses. Never: a query of the store.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from headwater.store import fronts
from headwater.web import dates, query

TOPICS = MappingProxyType({  # model.Topic.slug -> what readers read, in the order in which they find it
    "politics": "Politics", "economy": "Economy", "conflict": "War and peace", "society": "Society", "crime": "Crime and justice",
    "disaster": "Disasters", "environment": "Environment", "health": "Health", "science": "Science and technology", "education": "Education",
    "labour": "Work", "arts": "Culture", "sport": "Sport", "lifestyle": "Life and leisure", "religion": "Religion", "human": "People",
    "weather": "Weather",
})


def asked(params: QueryParams) -> fronts.Edition:
    """The edition asked for by ``lang``, ``country`` and ``topic``; 400 for what names none."""
    return fronts.Edition(language=query.language(params.get("lang")), country=country(params.get("country")), topic=topic(params.get("topic")))


def country(value: str | None) -> str | None:
    """A country's code, lower case; 400 if there is no such country."""
    if not value:
        return None
    if len(value) != 2 or not dates.country_name(value):
        raise HTTPException(400, "That is not the code of a country: use one such as “br” or “de”.")
    return value.lower()


def topic(value: str | None) -> str | None:
    """A topic; 400 if there is none of the name."""
    if not value:
        return None
    if value not in TOPICS:
        raise HTTPException(400, f"That is not a topic. There are {', '.join(TOPICS)}.")
    return value


def address(edition: fronts.Edition, page: int = 1, **change: Any) -> str:
    """The query string of an edition with one thing changed, "" for all news: "?lang=de&topic=sport"."""
    one = replace(edition, **change)
    pairs = {"lang": one.language, "country": one.country, "topic": one.topic, "page": page if page > 1 else None}
    given = urlencode({key: value for key, value in pairs.items() if value})
    return f"?{given}" if given else ""


def name(edition: fronts.Edition) -> str:
    """What an edition holds, "" for all news: "Sport, from Brazil, in Portuguese"."""
    parts = [TOPICS.get(edition.topic or "", "")]
    parts += [f"from {dates.country_name(edition.country)}"] if edition.country else []
    parts += [f"in {dates.language_in_english(edition.language)}"] if edition.language else []
    line = ", ".join(filter(None, parts))
    return line[:1].upper() + line[1:]

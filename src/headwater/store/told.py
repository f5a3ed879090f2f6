"""What bears on how an article stands to another, besides its page: by it is known whether the page must be read again.

In: identifiers. Out: :class:`State` records. Never: a page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from headwater.store import db


class State(NamedTuple):
    """As long as it is the same, so is what the article's page says and what was traced from it."""

    id: str
    version: int
    input_version: int  # the version that was digested last
    origin: str | None  # as stored
    allowance: str  # as stored
    outlet_name: str
    is_agency: bool


def states(conn: sa.Connection, article_ids: Sequence[str]) -> list[State]:
    """The states of those of these articles that exist, in no order."""
    ids = list(dict.fromkeys(article_ids))
    return [State(*row) for row in db.rows(conn, _STATES, {"ids": json.dumps(ids) if conn.dialect.name == "sqlite" else ids})]


_STATES = {
    name: "SELECT a.id, a.version, a.input_version, a.origin, a.allowance, coalesce(o.name, ''), coalesce(o.is_agency, FALSE) "  # noqa: S608
    f"FROM article AS a LEFT JOIN outlet AS o ON o.id = a.outlet_id WHERE a.id {among}"
    for name, among in (("sqlite", "IN (SELECT value FROM json_each(:ids))"), ("postgresql", "= ANY(CAST(:ids AS text[]))"))
}

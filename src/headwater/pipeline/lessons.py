"""What an outlet's pages teach, carried from page to page.

In: an address, and what its page taught. Out: what is known of its host, for the next page. Never: a lesson of a page whose
text may not be analysed or kept.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from headwater import model, urls
from headwater.extract import template
from headwater.store import templates


def known(conn: sa.Connection, url: str) -> str:
    """What is known of an address's host, as it goes to the process that reads the page."""
    return templates.get(conn, urls.host(url))


def keep(conn: sa.Connection, url: str, lesson: template.Lesson | None, allowance: model.Allowance, *, now: datetime) -> bool:
    """Learn from a page; False where it taught nothing, or its publisher reserves that.

    Two pages of a host that end at once take turns at its row, so that neither's lesson is lost.
    """
    host = urls.host(url)
    if lesson is None or not host or not (allowance.store and allowance.extract and allowance.analyse):
        return False
    before = template.loads(templates.to_change(conn, host))
    after = template.learn(before, lesson)
    if after is before:
        return False
    templates.put(conn, host, template.dumps(after), pages=after.pages, now=now)
    return True

"""What is said where the desk has hidden an item.

In: what ``store.pages`` says of a hidden article. Out: words and headers. Never: who complained.
"""

from __future__ import annotations

from starlette.requests import Request

from headwater.store import pages
from headwater.web import context, dates, query


def headers(request: Request, hidden: pages.Hidden) -> dict[str, str]:
    """Whom a 451 names as keeping it back: this site (RFC 7725, section 4); not to be indexed."""
    found = {"x-robots-tag": "noindex"}
    if hidden.status == 451:
        site = query.origin(request, context.of(request).settings.base_url)
        found["link"] = f'<{site}/>; rel="blocked-by"'
    return found


def words(hidden: pages.Hidden, what: str = "article") -> str:
    """Why an article or an outlet is not shown, in a line for programs."""
    if not hidden.decided:
        return f"This {what} is not shown any more."
    since = f" since {dates.iso(hidden.at)}" if hidden.at else ""
    after = f", after the complaint {hidden.reference}" if hidden.reference else ""
    interim = " For the time being, until it is decided." if hidden.interim else ""
    return f"This {what} is not shown{since}{after}.{interim}{f' {hidden.reason}' if hidden.reason else ''}"

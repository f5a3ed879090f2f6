"""What requests ask for, read with mistrust.

In: query strings, path parameters and the Host header. Out: values within bounds. Never: a value that the store or a
page would choke on: those are answered 400 or 404.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request

from headwater import text
from headwater.store import ids, pages
from headwater.web import dates

MOST_PAGES = 100
MOST_QUERY = 200  # characters
_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")  # "news.example:8000", "[::1]:80"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def identifier(request: Request, name: str = "id") -> str:
    """An identifier in the path; 404 if it has not the form of one."""
    value = request.path_params[name].replace("-", "")
    if not ids.is_id(value):
        raise HTTPException(404)
    return value


def language(value: str | None) -> str | None:
    """A language tag, lower case; None if none is asked for; 400 if it is none."""
    if not value:
        return None
    if not dates.tag(value):
        raise HTTPException(400, "That is not the name of a language: use one such as “en” or “ar”.")
    return value.lower()


def page(request: Request, *, most: int = MOST_PAGES) -> int:
    """The number of a page from 1; 400 if it is none."""
    value = request.query_params.get("page") or "1"
    if not (value.isascii() and value.isdecimal() and len(value) <= 4 and 1 <= int(value) <= most):
        raise HTTPException(400, f"Pages are counted from 1 to {most}.")
    return int(value)


def words(value: str | None) -> str:
    """What somebody searches for: one line without control characters, cut."""
    return text.squeeze(text.unspoof((value or "")[: 4 * MOST_QUERY]))[:MOST_QUERY]


def moment(value: str | None) -> datetime | None:
    """An ISO 8601 time or day, UTC where it names no zone; 400 if it is none."""
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value[:40].replace(" ", "+"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise HTTPException(400, "Times are written as in 2026-11-21T14:05:00Z.") from None


def written(cursor: pages.Cursor) -> str:
    """A cursor as our addresses carry it."""
    micros = (cursor.sort_at - _EPOCH) // timedelta(microseconds=1)
    return base64.urlsafe_b64encode(f"{micros}.{cursor.article_id}".encode()).decode().rstrip("=")


def cursor(value: str | None) -> pages.Cursor | None:
    """A cursor that :func:`written` made; 400 for anything else."""
    if not value:
        return None
    try:
        raw = base64.urlsafe_b64decode(value[:120] + "=" * (-len(value[:120]) % 4)).decode("ascii")
        micros, _, article_id = raw.partition(".")
        if not ids.is_id(article_id):
            raise ValueError(article_id)
        return pages.Cursor(sort_at=_EPOCH + timedelta(microseconds=int(micros)), article_id=article_id)
    except (ValueError, OverflowError, binascii.Error):
        raise HTTPException(400, "That is not a place in this list; start again without it.") from None


def origin(request: Request, base_url: str) -> str:
    """Our own address without a final slash: the operator's, else the one that is asked; 400 if that is no host."""
    if base_url:
        return base_url.rstrip("/")
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise HTTPException(400, "The Host header names no host.")
    return f"{request.url.scheme}://{host.lower()}"

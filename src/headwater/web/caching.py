"""ETags that carry the versions of what is shown, and answers 304 to those who have it already.

In: the parts on which an answer depends. Out: an ETag, or "not modified". Never: an answer kept here: what a person has
withheld must not live on in a cache of ours.
"""

from __future__ import annotations

import dataclasses
import hashlib
import threading
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response

from headwater import __version__
from headwater.store import pages
from headwater.web import assets

_KEPT = 10_000  # answers whose first sight is remembered, some 300 bytes each whatever their address


def tag(*parts: object) -> str:
    """A weak ETag over everything that an answer depends on; publications count by identifier and version."""
    digest = hashlib.sha256(f"{__version__} {assets.address('site.css')}".encode())
    for part in parts:
        digest.update(b"\x00" + _text(part).encode("utf-8", "replace"))
    return f'W/"{digest.hexdigest()[:24]}"'


def _text(part: object) -> str:
    if isinstance(part, pages.Shown):
        return f"{part.publication.article_id}:{part.version}:{part.story_id}:{part.story_outlets}:{part.copies}:{part.home_url}"
    if isinstance(part, list | tuple):
        return "[" + ",".join(map(_text, part)) + "]"
    if dataclasses.is_dataclass(part) and not isinstance(part, type):
        return _text([getattr(part, field.name) for field in dataclasses.fields(part)])
    return repr(part)


def minute(now: datetime) -> datetime:
    """The moment to which a page's relative times refer: within it, the page does not change by itself."""
    return now.replace(second=0, microsecond=0)


class FirstSeen:
    """When this process first gave each ETag: a Last-Modified that also moves when something is taken away.

    The newest date among the entries would not do: hiding an entry leaves it as it was, and a reader that sends only
    ``If-Modified-Since`` would never learn of it.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[bytes, tuple[bytes, datetime]] = OrderedDict()  # hashes of addresses and of ETags
        self._lock = threading.Lock()

    def at(self, address: str, etag: str, now: datetime) -> datetime:
        """The second in which this state of an address was first given."""
        key, state = _hash(address), _hash(etag)
        with self._lock:
            known = self._seen.get(key)
            moment = known[1] if known and known[0] == state else now.astimezone(UTC).replace(microsecond=0)
            if known and known[0] != state:
                moment = max(moment, known[1] + timedelta(seconds=1))  # two states never share a second
            self._seen[key] = (state, moment)
            self._seen.move_to_end(key)
            while len(self._seen) > _KEPT:
                self._seen.popitem(last=False)
            return moment


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def stamp(response: Response, etag: str, modified: datetime | None = None) -> Response:
    """The answer with its validators."""
    response.headers["etag"] = etag
    if modified:
        response.headers["last-modified"] = format_datetime(modified, usegmt=True)
    return response


def unchanged(request: Request, etag: str, modified: datetime | None = None) -> Response | None:
    """304 if the client has this state already (RFC 9110, 13.2.2: the ETag decides where one is sent)."""
    given = request.headers.get("if-none-match")
    if given is not None:
        known = {part.strip().removeprefix("W/") for part in given.split(",")}
        same = "*" in known or etag.removeprefix("W/") in known
    else:
        since = _date(request.headers.get("if-modified-since"))
        same = bool(modified and since and modified <= since)
    return stamp(Response(status_code=304), etag, modified) if same else None


def _date(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)

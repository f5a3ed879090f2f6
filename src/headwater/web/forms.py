"""Forms: read within bounds, proven to be ours, and from where they come.

In: requests with a body. Out: :class:`Form`; signed tokens that carry when a form was made. Never: a file, a form that
another site sent (its token and its Origin are looked at), or a look at what a field means.

A token needs no cookie: it proves that we made the form, for which purpose and object, and when. Pages that caches keep
carry one a minute (``nonce`` is the minute), so that who sends twice is told apart by what is sent, not by the token.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import itsdangerous
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response

from headwater import text
from headwater.web import context

MOST_FIELDS = 120
GOOD_FOR = timedelta(hours=24)  # WCAG 2.2, 2.2.1: nobody is hurried
_STALE = "This form is out of date or was not made here. Go back, load the page anew, and send it again; what you wrote is kept by your browser."


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, the last value of each that is repeated counting, but for :meth:`every`."""

    data: FormData

    def text(self, name: str, most: int = 400) -> str:
        """One line, without control characters, at most ``most`` characters; "" where it was not sent."""
        value = self.data.get(name)
        return text.squeeze(value[: 4 * most])[:most].strip() if isinstance(value, str) else ""

    def prose(self, name: str, most: int = 10_000) -> str:
        """Several lines; control characters but line breaks go, and no spaces stand at the ends."""
        value = self.data.get(name)
        if not isinstance(value, str):
            return ""
        lines = value[: 2 * most].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(text.clean(line).rstrip() for line in lines).strip()[:most]

    def every(self, name: str, most: int = 400) -> tuple[str, ...]:
        """Every value of a field that may be repeated."""
        return tuple(text.squeeze(one[: 4 * most])[:most].strip() for one in self.data.getlist(name)[:MOST_FIELDS] if isinstance(one, str))

    def has(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self.text(name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A token that is ours."""

    nonce: str
    seconds: float  # since the form was made


Handler = Callable[[Request, Form | None], Response]


def posted(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint of a handler that is given the form of a POST, or None for a GET; it runs in a thread."""

    async def endpoint(request: Request) -> Response:
        form = await read(request) if request.method == "POST" else None
        response = await run_in_threadpool(handler, request, form)
        response.headers.setdefault("cache-control", "no-store")
        return response

    endpoint.__doc__ = handler.__doc__
    return endpoint


async def read(request: Request) -> Form:
    """The form of a POST; 403 where another site sent it, 400 or 413 where it is none or too large."""
    _refuse_foreign(request)
    try:
        return Form(await request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=64 * 1024))
    except (MultiPartException, ValueError):
        raise HTTPException(400, "That form could not be read.") from None


def _refuse_foreign(request: Request) -> None:
    """Browsers say where a form comes from (Fetch Metadata; RFC 6454): another site's is refused, cookie or not."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, "That form was sent by another site.")
    given = request.headers.get("origin")
    if given is None:
        return
    if given == "null" and request.headers.get("sec-fetch-site") == "same-origin":
        return  # a page of ours with "no-referrer", whose forms say no origin (Fetch, 3.1)
    host = request.headers.get("host", "").lower()
    base = urlsplit(context.of(request).settings.base_url).netloc.lower()
    if given == "null" or given.lower().partition("://")[2] not in {host, base} - {""}:  # RFC 6454, 6.2: scheme, host, port; nothing is parsed
        raise HTTPException(403, "That form was sent by another site.")


# ---- tokens ------------------------------------------------------------------------------------------------


class _Signer(itsdangerous.TimestampSigner):
    """Signs with the site's clock."""

    now: Callable[[], datetime]

    def get_timestamp(self) -> int:
        return int(self.now().timestamp())


def _signer(site: context.Context, purpose: str) -> itsdangerous.TimestampSigner:
    made = _Signer(site.secret, salt=f"form:{purpose}", digest_method=hashlib.sha256)
    made.now = site.now
    return made


def token(site: context.Context, purpose: str, about: str = "", *, nonce: str | None = None) -> str:
    """A token for a form's hidden field ``token``; ``about`` is the object that the form is about."""
    return _signer(site, purpose).sign(f"{nonce or secrets.token_hex(8)}~{about}").decode()


def opened(site: context.Context, form: Form, purpose: str, about: str = "") -> Opened:
    """The form's token; 403 where it is missing, forged, for something else, or older than :data:`GOOD_FOR`."""
    try:
        value, made = _signer(site, purpose).unsign(
            form.text("token", 600), max_age=int(GOOD_FOR.total_seconds()), return_timestamp=True
        )
    except itsdangerous.BadSignature:
        raise HTTPException(403, _STALE) from None
    nonce, _, what = value.decode("utf-8", "replace").partition("~")
    if what != about:
        raise HTTPException(403, _STALE)
    return Opened(nonce=nonce, seconds=max(0.0, (site.now() - made).total_seconds()))

"""Answers when something is not there, not understood or broken.

In: exceptions on their way out of the application. Out: a page, or JSON for the API's clients, with all headers. Never:
the inside of an error.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from headwater import errors
from headwater.web import context, security

_TITLES = {
    400: "That request makes no sense to us",
    401: "You are not logged in",
    403: "That is not allowed",
    404: "Nothing stands here",
    405: "That cannot be done here",
    410: "No longer shown",
    413: "That is too much at once",
    414: "That address is too long",
    451: "Not shown for legal reasons",
    429: "That was a lot",
    500: "Something broke",
    503: "Busy just now",
}
_DETAILS = {
    400: "Something in the address is not as it should be.",
    404: "The address may be mistyped, or it never was one of ours.",
    405: "This page can only be read.",
    410: "What stood here is not shown any more.",
    413: "Send less at once, in several forms or by mail. Go back: your browser keeps what you wrote.",
    414: "It is too long: nothing here asks for so much.",
    451: "What stood here may not be shown, for legal reasons.",
    500: "The fault is ours and has been written down. Please try again in a while.",
    503: "Please try again in a moment.",
}


def refused(request: Request, error: Exception) -> Response:
    """An HTTPException as a page."""
    assert isinstance(error, HTTPException)
    if 300 <= error.status_code < 400:
        return Response(status_code=error.status_code, headers={**(error.headers or {}), "cache-control": "no-store"})
    generic = error.detail in ("", "Not Found", "Method Not Allowed", "Bad Request", "Gone", "Content Too Large", "Request Entity Too Large")
    return answer(request, error.status_code, "" if generic else error.detail, headers=dict(error.headers or {}))


def busy(request: Request, error: Exception) -> Response:
    """The database is not there for the moment."""
    after = getattr(error, "retry_after", None) or 1
    return answer(request, 503, headers={"Retry-After": str(max(1, round(after)))})


def broken(request: Request, error: Exception) -> Response:
    """Anything else; the server writes the error down. This answer does not pass the middleware: headers here."""
    response = answer(request, 500)
    security.apply(response.headers, request.url.path)
    return response


def answer(request: Request, status: int, detail: str = "", *, headers: dict[str, str] | None = None) -> Response:
    """The page for a status."""
    title, detail = _TITLES.get(status, "That did not work"), detail or _DETAILS.get(status, "")
    if request.url.path.startswith("/api/"):
        response: Response = JSONResponse({"detail": detail or title}, status_code=status)
    else:
        response = context.html(
            context.of(request), "failure.html", status=status, title=title, detail=detail, code=status,
            now=context.of(request).now(), origin="", path="/",
        )  # fmt: skip
    response.headers.update(headers or {})
    response.headers["cache-control"] = "no-store"
    return response


HANDLERS = {HTTPException: refused, errors.Transient: busy, Exception: broken}

"""What an answer means: its outcome by status, headers and first words.

In: answers from the wire. Out: Response, NotModified or Refused; seconds to wait; whether a bot wall stands before the
page. Never: a request. Retry-After by RFC 9110, 10.2.3.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from headwater.fetch.wire import Answer, Failure
from headwater.model import NotModified, Purpose, Refusal, Refused, Request, Response

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
SAME_METHOD = frozenset({307, 308})  # RFC 9110, 15.4.8 and 15.4.9
_STATUS = {401: Refusal.PAYMENT, 402: Refusal.PAYMENT, 403: Refusal.PAYMENT, 404: Refusal.GONE, 410: Refusal.GONE,
           429: Refusal.RATE_LIMITED, 451: Refusal.LEGAL}
_DOWN = frozenset({Refusal.DNS, Refusal.NO_NAME, Refusal.CONNECT, Refusal.TLS, Refusal.TIMEOUT})
_DOCUMENTS = frozenset({Purpose.FEED, Purpose.PAGE, Purpose.DISCOVERY})  # robots.txt is what it is, RFC 9309, 2.3.1.1
_WALL_HEADERS = {  # header -> what its value begins with when it announces a challenge
    "cf-mitigated": "challenge", "x-amzn-waf-action": "", "x-vercel-mitigated": "challenge",
    "x-datadome": "protected", "x-px-block": "",
}
_WALL_STATUS = frozenset({401, 403, 405, 406, 429, 503})
_WALL_BODY = re.compile(  # what challenge pages hold and error pages do not: b"window._cf_chl_opt={"
    rb"_cf_chl_opt|/cdn-cgi/challenge-platform/|<title>(?:Just a moment\.\.\.|Attention Required! \| Cloudflare)"
    rb"|captcha-delivery\.com|_Incapsula_Resource|px-captcha|perimeterx|ddos-guard\.net|sucuri_cloudproxy_js"
    rb"|errors\.edgesuite\.net|anubis_challenge|awswafintegration|gokuProps", re.I)
_CHALLENGE_TITLE = re.compile(  # of challenge pages that come as 200, in lower case: b"<title>just a moment...</title>"
    rb"<title>\s*(?:just a moment\.\.\.|attention required! \| cloudflare|making sure you(?:'|&#39;|&rsquo;)re not a bot!"
    rb"|ddos-guard|checking your browser\b[^<]{0,80}|one moment, please\.\.\.|pardon our interruption|access to this page has been denied"
    rb"|human verification|vercel security checkpoint|client challenge)\s*</title>")
_CHALLENGE_SCRIPTS = tuple((mark, re.compile(form)) for mark, form in (  # a word that is looked for first, and what it must stand in
    (b"_cf_chl_opt", rb"window\._cf_chl_opt\s*="), (b"gokuprops", rb"window\.gokuprops\s*="),
    (b"/_incapsula_resource?", rb"<script[^>]{0,200}src=[\"'][^\"']{0,200}/_incapsula_resource\?"),
))
_CHALLENGE_BYTES = 64 * 1024  # no challenge page is larger, and most articles are
_GATE_HOST = re.compile(r"(?:consent|guce|cookie-?wall|cookie-?consent|privacy-?gate|myprivacy)\.", re.I)  # "consent.outlet.example"
_GATE_PATH = re.compile(  # "/cookiewall?url=", "/en/consent/?return="
    r"/(?:[\w-]{1,20}/)?(?:cookie-?wall|cookie-?consent|consent(?:-?wall)?|collect-?consent|privacy-?gate|gdpr-?consent|privacy-?wall)"
    r"(?:\.\w{2,5})?/?\?", re.I)
_DIGITS = re.compile(r"\d{1,12}(?:\.\d+)?")  # "120"


def outcome(answer: Answer, request: Request, *, url: str, now: datetime, max_retry_after: float,
            conditional: bool, moved: bool) -> Response | NotModified | Refused:
    """The value for an answer that is no redirect; ``url`` is where it came from, ``moved`` all hops permanent."""
    wait = retry_after(answer, now=now, most=max_retry_after)
    if answer.status == 304 and conditional:
        return NotModified(url=request.url, headers=answer.headers, fetched_at=now)
    document = request.purpose in _DOCUMENTS
    if (is_wall(answer) and request.purpose is not Purpose.HUB) or (document and is_challenge(answer)):
        return _refused(request, answer, Refusal.BLOCKED, "a bot wall asks for a challenge", wait)
    if document and is_consent(answer, asked=request.url, final=url):
        return _refused(request, answer, Refusal.CONSENT, f"led to a page that asks for consent: {url}"[:300], wait)
    if answer.status == 206 and not _is_whole(answer):
        return _refused(request, answer, Refusal.PROTOCOL, "a part of the document, which nobody asked for", wait)
    if 200 <= answer.status < 300:
        return Response(url=request.url, final_url=url, status=answer.status, headers=answer.headers,
                        body=answer.body, fetched_at=now, moved_to=url if moved else None)
    reason = _STATUS.get(answer.status, Refusal.STATUS)
    if answer.status == 503 and wait is not None:
        reason = Refusal.RATE_LIMITED
    return _refused(request, answer, reason, f"status {answer.status}", wait)


def _refused(request: Request, answer: Answer, reason: Refusal, detail: str, wait: float | None) -> Refused:
    return Refused(url=request.url, reason=reason, detail=detail, status=answer.status, retry_after=wait,
                   headers=answer.headers)


def failed(failure: Failure, request: Request) -> Refused:
    """The value for no answer at all."""
    return Refused(url=request.url, reason=failure.reason, detail=failure.detail)


def is_wall(answer: Answer) -> bool:
    """Whether a bot wall answered in place of the outlet."""
    for name, begin in _WALL_HEADERS.items():
        value = answer.header(name).lower()
        if value and value.startswith(begin):
            return name != "x-datadome" or answer.status in _WALL_STATUS
    return answer.status in _WALL_STATUS and bool(_WALL_BODY.search(answer.body[:65536]))


def is_challenge(answer: Answer) -> bool:
    """Whether a success is a bot wall's challenge page after all."""
    good = 200 <= answer.status < 300 and len(answer.body) <= _CHALLENGE_BYTES
    if not good or not _is_html(answer):
        return False
    body = answer.body.lower()
    title = body.find(b"<title")
    if title >= 0 and _CHALLENGE_TITLE.match(body, title):
        return True
    return any(mark in body and form.search(body) for mark, form in _CHALLENGE_SCRIPTS)


def is_consent(answer: Answer, *, asked: str, final: str) -> bool:
    """Whether redirects led from what was asked to a page that asks visitors for consent first: no outlet's article or feed.

    Told by its address alone; a wall that stands at the page's own address is for the reader of pages to tell.
    """
    if not 200 <= answer.status < 300 or not _is_html(answer) or _is_gate(asked):
        return False
    return _is_gate(final)


def _is_gate(url: str) -> bool:
    rest = url.partition("://")[2]
    host, _, path = rest.partition("/")
    return bool(_GATE_HOST.match(host) or _GATE_PATH.match("/" + path))


def _is_html(answer: Answer) -> bool:
    """By its label, else by its first bytes."""
    label = answer.header("content-type").partition(";")[0].strip().lower()
    if label in ("text/html", "application/xhtml+xml"):
        return True
    return not label and bool(re.match(rb"\s*<(?:!doctype html|html)\b", answer.body[:512], re.I))


def _is_whole(answer: Answer) -> bool:
    """Whether a 206 that we did not ask for holds everything after all (RFC 9110, 14.4)."""
    span = re.fullmatch(r"bytes 0-(\d{1,15})/(\d{1,15})", answer.header("content-range").strip())  # "bytes 0-99/100"
    return bool(span) and int(span[1]) + 1 == int(span[2])


def retry_after(answer: Answer, *, now: datetime, most: float) -> float | None:
    """Seconds that the server asks us to wait, from 0 to ``most``; a date counts from the server's own clock."""
    text = answer.header("retry-after")
    if not text:
        return None
    if _DIGITS.fullmatch(text):
        return min(float(text), most)
    then = _date(text)
    if then is None:
        return None
    base = _date(answer.header("date")) or now
    return min(max((then - base).total_seconds(), 0.0), most)


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def backoff(result: Answer | Failure, *, now: datetime, most: float, rate_limit: float, down: float,
            delay: float) -> float | None:
    """How long to leave the host alone after an answer, if longer than its usual delay."""
    if isinstance(result, Failure):
        return max(down, delay) if result.reason in _DOWN else None
    if result.status not in (429, 503):
        return None
    wait = retry_after(result, now=now, most=most)
    if wait is None:
        return max(rate_limit, delay) if result.status == 429 else None
    return max(wait, delay)


def max_age(answer: Answer) -> float | None:
    """Seconds of Cache-Control: max-age, if the answer has it."""
    found = re.search(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,10})", answer.header("cache-control"), re.I)  # "max-age=60"
    return float(found[1]) if found else None

"""Forms: only ours are taken, within bounds, from the site itself, for what they were made for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from headwater.store import db
from headwater.web import context, failures, forms, settings, visitors

START = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Clock:
    now = START

    def __call__(self) -> datetime:
        return self.now


def handle(request: Request, form: forms.Form | None) -> Response:
    """A form about "thing"."""
    site = context.of(request)
    if form is None:
        return PlainTextResponse(forms.token(site, "test", "thing"))
    known = forms.opened(site, form, "test", request.query_params.get("about", "thing"))
    return JSONResponse({
        "line": form.text("line", 10), "prose": form.prose("prose", 40), "every": form.every("many"), "box": form.has("box"),
        "seconds": known.seconds, "nonce": known.nonce,
    })  # fmt: skip


def network(request: Request) -> Response:
    """The network."""
    return PlainTextResponse(visitors.network(request))


def limited(request: Request) -> Response:
    """Twice an hour."""
    context.of(request).rates.hit(request, "test", "2/hour")
    return PlainTextResponse("in")


@contextmanager
def site(store: db.Store, clock: Clock, *, client: str = "203.0.113.9", **values: object) -> Iterator[TestClient]:
    app = Starlette(
        routes=[Route("/form", forms.posted(handle), methods=["GET", "POST"]), Route("/network", network), Route("/limited", limited)],
        exception_handlers=failures.HANDLERS, max_body_size=64 * 1024,
    )
    app.state.context = context.Context(
        store=store, settings=settings.SiteSettings(**values), now=clock, rates=visitors.Rates()  # pyright: ignore[reportArgumentType]
    )
    yield TestClient(app, base_url="http://site.example", client=(client, 4711))


def test_a_form_of_ours_comes_back_whole(sqlite_store: db.Store) -> None:
    clock = Clock()
    with site(sqlite_store, clock) as client:
        token = client.get("/form").text
        clock.now = START + timedelta(seconds=7)
        got = client.post("/form", data={
            "token": token, "line": " a\x00b\n c and too long ", "prose": "one\r\n\x07two \r\rthree", "many": ["x", "y"], "box": "on",
        }).json()  # fmt: skip
    assert got | {"nonce": ""} == {
        "line": "a b c and", "prose": "one\ntwo\n\nthree", "every": ["x", "y"], "box": True, "seconds": 7.0, "nonce": "",
    }  # fmt: skip
    assert len(got["nonce"]) == 16


def test_the_draft_of_a_slow_writer_is_taken_for_twenty_hours_and_not_for_ever(sqlite_store: db.Store) -> None:
    clock = Clock()
    with site(sqlite_store, clock) as client:
        token = client.get("/form").text
        clock.now = START + timedelta(hours=20)
        assert client.post("/form", data={"token": token}).status_code == 200
        clock.now = START + timedelta(hours=25)
        assert client.post("/form", data={"token": token}).status_code == 403


@pytest.mark.parametrize("change", [lambda t: "", lambda t: t[:-2] + "xx", lambda t: t.replace("~", "~o"), lambda t: "thing.0.AAAA", lambda t: t * 40])
def test_a_token_that_is_not_ours_is_refused(sqlite_store: db.Store, change: Callable[[str], str]) -> None:
    with site(sqlite_store, Clock()) as client:
        token = client.get("/form").text
        assert client.post("/form", data={"token": change(token)}).status_code == 403
        assert client.post("/form").status_code == 403


def test_a_token_for_one_thing_opens_no_other(sqlite_store: db.Store) -> None:
    with site(sqlite_store, Clock()) as client:
        token = client.get("/form").text
        assert client.post("/form?about=other", data={"token": token}).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403), ({"origin": "null"}, 403), ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403), ({"origin": "http://site.example.evil.example"}, 403),
        ({"origin": "http://site.example"}, 200), ({"sec-fetch-site": "same-origin"}, 200), ({"sec-fetch-site": "none"}, 200),
        ({"origin": "https://news.example"}, 200),
    ],
)  # fmt: skip
def test_a_form_that_another_site_sends_is_refused(sqlite_store: db.Store, headers: dict[str, str], status: int) -> None:
    with site(sqlite_store, Clock(), base_url="https://news.example") as client:
        token = client.get("/form").text
        assert client.post("/form", data={"token": token}, headers=headers).status_code == status


def test_a_body_beyond_the_bound_is_refused(sqlite_store: db.Store) -> None:
    with site(sqlite_store, Clock()) as client:
        token = client.get("/form").text
        assert client.post("/form", data={"token": token, "prose": "x" * 70_000}).status_code == 413
        assert client.post("/form", data={"token": token} | {f"f{n}": "x" for n in range(500)}).status_code == 400
        assert client.post("/form", data={"token": token}, files={"file": b"x"}).status_code in (400, 403)
        assert client.post("/form", content=b"\xff\xfe" * 100, headers={"content-type": "multipart/form-data; boundary=x"}).status_code in (400, 403)


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        ("203.0.113.9", "", (), "203.0.113.0/24"),
        ("2001:db8:1:2345::7", "", (), "2001:db8:1:2300::/56"),
        ("::ffff:203.0.113.9", "", (), "203.0.113.0/24"),
        ("203.0.113.9", "198.51.100.1", (), "203.0.113.0/24"),
        ("127.0.0.1", "198.51.100.1", ("127.0.0.0/8",), "198.51.100.0/24"),
        ("127.0.0.1", "10.9.9.9, 198.51.100.1", ("127.0.0.0/8",), "198.51.100.0/24"),
        ("127.0.0.1", "192.0.2.5, 10.9.9.9", ("127.0.0.0/8", "10.0.0.0/8"), "192.0.2.0/24"),
        ("127.0.0.1", "nonsense", ("127.0.0.0/8",), "unknown"),
        ("unix", "", (), "unknown"),
    ],
)  # fmt: skip
def test_only_named_proxies_speak_for_others(sqlite_store: db.Store, peer: str, forwarded: str, trusted: tuple[str, ...], expected: str) -> None:
    with site(sqlite_store, Clock(), client=peer, trusted_proxies=trusted) as client:
        assert client.get("/network", headers={"x-forwarded-for": forwarded} if forwarded else {}).text == expected


def test_a_network_that_comes_too_often_is_told_when_to_come_back(sqlite_store: db.Store) -> None:
    with site(sqlite_store, Clock()) as client:
        assert [client.get("/limited").status_code for _ in range(3)] == [200, 200, 429]
        refused = client.get("/limited")
        assert 1 <= int(refused.headers["retry-after"]) <= 3600


def test_the_memory_of_who_came_is_bounded_and_needs_no_threads() -> None:
    rates = visitors.Rates(most=50)
    threads = threading.active_count()
    for number in range(500):
        rates.count(f"2001:db8:{number:x}::/56", "test", "2/hour", "3/day")
    assert len(rates._came["test"]) <= 50
    assert threading.active_count() <= threads
    rates.count("2001:db8:1f3::/56", "test", "2/hour", "3/day")
    with pytest.raises(HTTPException):  # those who came last are still known
        rates.count("2001:db8:1f3::/56", "test", "2/hour", "3/day")
    rates.count("2001:db8:1f3::/56", "other", "2/hour", "3/day")


def test_who_is_refused_may_come_again_when_the_window_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(visitors.time, "monotonic", lambda: now[0])
    rates = visitors.Rates()
    for at in (100.0, 700.0):
        now[0] = at
        rates.count("a", "test", "2/hour", "3/day")
    with pytest.raises(HTTPException) as refused:
        rates.count("a", "test", "2/hour", "3/day")
    assert refused.value.headers == {"Retry-After": "3000"}
    now[0] = 100.0 + 3600
    rates.count("a", "test", "2/hour", "3/day")
    now[0] += 3600
    with pytest.raises(HTTPException) as refused:
        rates.count("a", "test", "2/hour", "3/day")
    assert int((refused.value.headers or {})["Retry-After"]) > 3600


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "//", "http://site.example:x", "\x00", "http://[v1.x]"])
def test_an_origin_that_is_no_address_is_another_site(sqlite_store: db.Store, origin: str) -> None:
    with site(sqlite_store, Clock()) as client:
        token = client.get("/form").text
        assert client.post("/form", data={"token": token}, headers={"origin": origin}).status_code == 403

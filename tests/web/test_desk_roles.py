"""Every address of the desk demands its role, for reading and for writing: the matrix of permissions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from headwater import notices
from headwater.store import desk_tables
from headwater.web import site
from support import desk

from .conftest import NOW, News

OPERATOR, REVIEWER, MODERATOR = notices.Role.OPERATOR, notices.Role.REVIEWER, notices.Role.MODERATOR
ANYBODY = frozenset(notices.Role)
DOOR = {"/desk/log-in", "/desk/log-in/{token}"}
MATRIX: dict[str, frozenset[notices.Role]] = {  # who may; a new address stands here before it is served
    "/desk": frozenset({REVIEWER}),
    "/desk/notice/{id}": frozenset({REVIEWER}),
    "/desk/notice/{id}/decide": frozenset({REVIEWER}),
    "/desk/notice/{id}/undo/{decision}": frozenset({REVIEWER}),
    "/desk/hits": frozenset({REVIEWER}),
    "/desk/outbox": frozenset({REVIEWER, OPERATOR}),
    "/desk/ledger": frozenset({REVIEWER, OPERATOR}),
    "/desk/people": frozenset({OPERATOR}),
    "/desk/feeds": frozenset({OPERATOR}),
    "/desk/feeds/{id}": frozenset({OPERATOR}),
    "/desk/account": ANYBODY,
    "/desk/log-out": ANYBODY,
    "/desk/comments": frozenset({MODERATOR}),
    "/desk/comments/try": frozenset({MODERATOR}),
    "/desk/comments/decide": frozenset({MODERATOR}),
    "/desk/comments/{id}": frozenset({MODERATOR}),
}
ROUTES = [route for route in site.ROUTES if route.path.startswith("/desk") and route.path not in DOOR]
GUARDED = [(route.path, method) for route in ROUTES for method in sorted((route.methods or set()) - {"HEAD"})]


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    desk.quick_hashes(monkeypatch)


def address(path: str) -> str:
    return path.replace("{id}", "a" * 32).replace("{decision}", "b" * 32)


def everything(news: News) -> str:
    with news.store.read() as conn:
        return "\n".join(str(tuple(row)) for table in desk_tables.metadata.sorted_tables for row in conn.execute(sa.select(table)))


def test_every_address_of_the_desk_stands_in_the_matrix() -> None:
    assert {path for path, _ in GUARDED} == set(MATRIX)
    assert {method for _, method in GUARDED} == {"GET", "POST"}
    assert len(GUARDED) >= 16


@pytest.mark.parametrize("path, method", GUARDED)
def test_nobody_gets_in_without_a_log_in(empty: News, client_of: Callable[..., TestClient], path: str, method: str) -> None:
    visitor: TestClient = client_of(empty)
    before = everything(empty)
    answer = visitor.request(method, address(path), data={"token": "x", "what": "add"} if method == "POST" else None)
    if method == "POST":
        assert answer.status_code == 401
    else:
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/desk/log-in")
    assert "set-cookie" not in answer.headers
    assert everything(empty) == before


@pytest.mark.parametrize("role", notices.Role)
@pytest.mark.parametrize("path, method", GUARDED)
def test_each_role_opens_its_own_doors_alone(empty: News, client_of: Callable[..., TestClient], path: str, method: str, role: notices.Role) -> None:
    somebody: TestClient = client_of(empty)
    desk.log_in(somebody, empty.store, role, now=NOW)
    before = everything(empty)
    answer = somebody.request(method, address(path), data={"token": "x"} if method == "POST" else None)
    if role not in MATRIX[path]:
        assert answer.status_code == 403
        assert "does not have the role" in answer.text
    elif method == "POST":  # let in as far as the form's token
        assert answer.status_code in (403, 404, 409)
        assert "does not have the role" not in answer.text
    else:
        assert answer.status_code in (200, 303, 404)
        assert not answer.headers.get("location", "").startswith("/desk/log-in?")
    assert everything(empty) == before  # no GET changes anything, nor a POST without its token


@pytest.mark.parametrize("path, method", [one for one in GUARDED if one[1] == "POST"])
def test_every_form_of_the_desk_wants_its_token_and_its_own_origin(empty: News, client_of: Callable[..., TestClient], path: str, method: str) -> None:
    somebody: TestClient = client_of(empty)
    desk.log_in(somebody, empty.store, *notices.Role, now=NOW)
    good = desk.token_in(somebody.get("/desk/account").text)
    before = everything(empty)
    for token, headers in (("", {}), ("x", {}), (good, {"origin": "https://evil.example"}), (good, {"origin": "null"}), (good, {"sec-fetch-site": "same-site"})):
        answer = somebody.post(address(path), data={"token": token, "what": "add", "name": "Ben", "mail": "ben@site.example", "role": "operator"}, headers=headers)
        assert answer.status_code in (403, 404), (token, headers)
    assert everything(empty) == before


def test_a_person_without_any_role_sees_their_account_alone(empty: News, client_of: Callable[..., TestClient]) -> None:
    somebody: TestClient = client_of(empty)
    who = desk.log_in(somebody, empty.store, MODERATOR, now=NOW)
    with empty.store.write() as conn:
        conn.execute(sa.update(desk_tables.person).where(desk_tables.person.c.id == who.id).values(roles=""))
    for path, method in GUARDED:
        answer = somebody.request(method, address(path), data={"token": "x"} if method == "POST" else None)
        if path not in ("/desk/account", "/desk/log-out"):
            assert answer.status_code == 403, path
    assert somebody.get("/desk/account").status_code == 200


def test_whole_outlets_are_hidden_by_a_reviewer_who_is_operator_too(news: News, client_of: Callable[..., TestClient]) -> None:
    target = notices.Target(given="the outlet", kind=notices.Kind.OUTLET, object_id=news.outlets["The Millrace"], scope=notices.Scope.OUTLET)
    one = desk.notice(news.store, now=NOW, targets=[target], type=notices.Type.OPT_OUT)
    form = {"action": "hide_outlet", "target": "0", "basis": "terms", "ground": "opt_out", "reason": "The publisher asked to be left out.", "version": "1"}
    path = f"/desk/notice/{one.id}"
    reviewer: TestClient = client_of(news)
    desk.log_in(reviewer, news.store, REVIEWER, now=NOW)
    assert 'value="hide_outlet"' not in reviewer.get(path).text
    refused = desk.send(reviewer, f"{path}/decide", page=path, step="confirm", **form)
    assert refused.status_code == 422 and "reviewer and operator" in refused.text
    assert reviewer.get("/latest").text.count("The Millrace") > 0
    both: TestClient = client_of(news)
    desk.log_in(both, news.store, REVIEWER, OPERATOR, name="Olga", now=NOW)
    assert desk.send(both, f"{path}/decide", page=path, step="confirm", **form).status_code == 303
    assert both.get(f"/outlet/{news.outlets['The Millrace']}").status_code in (200, 410)
    assert both.get(f"/article/{news.articles['What the gate cost, and who paid']}").status_code == 410
    undo = f"{path}/undo/{_decision(news)}"
    assert desk.send(reviewer, undo, page=path, reason="They changed their mind.").status_code == 403
    assert desk.send(both, undo, page=path, reason="They changed their mind.").status_code == 303
    assert both.get(f"/article/{news.articles['What the gate cost, and who paid']}").status_code == 200


def _decision(news: News) -> str:
    with news.store.read() as conn:
        return conn.execute(sa.select(desk_tables.decision.c.id)).scalar_one()

"""The desk's door: log-in, one-time links, log-out, the cookie; and those who try it without a key."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import itsdangerous
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from headwater import notices
from headwater.actions import people
from headwater.store import desk_tables
from headwater.web import sessions, site
from headwater.web.settings import SiteSettings
from support import desk

from .conftest import NOW, News

OPERATOR, REVIEWER, MODERATOR = notices.Role.OPERATOR, notices.Role.REVIEWER, notices.Role.MODERATOR


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    desk.quick_hashes(monkeypatch)


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def browser(empty: News, clock: Clock) -> Callable[..., TestClient]:
    """Makes browsers of one site, each with cookies of its own."""
    apps: dict[str, Any] = {}

    def make(address: str = "http://site.example", **settings: Any) -> TestClient:
        key = repr(sorted(settings.items()))
        if key not in apps:
            apps[key] = site.make_app(empty.store, SiteSettings(name="Headwater", **settings), now=clock)
        return TestClient(apps[key], base_url=address, follow_redirects=False)

    return make


def cookie(answer: Any) -> str:
    return answer.headers.get("set-cookie", "")


def test_a_link_is_opened_as_often_as_a_scanner_likes_and_works_once(empty: News, browser: Callable[..., TestClient]) -> None:
    made = people.add(empty.store, "Ana", "ana@site.example", [REVIEWER], by="command line", now=NOW)
    path = f"/desk/log-in/{made.token}"
    for _ in range(3):
        seen = browser().get(path)
        assert seen.status_code == 200 and not cookie(seen)
    ana = browser()
    form = {"token": desk.token_in(ana.get(path).text), "password": desk.PASSWORD, "again": desk.PASSWORD}
    let_in = ana.post(path, data=form)
    assert let_in.status_code == 303 and let_in.headers["location"] == "/desk"
    assert ana.get("/desk/account").status_code == 200
    assert browser().post(path, data=form).status_code == 410
    used = browser().get(path)
    assert used.status_code == 410
    assert "This link does not get in" in used.text and 'name="password"' in used.text  # the log-in itself stands there


def test_a_link_with_a_weak_password_stays_good(empty: News, browser: Callable[..., TestClient]) -> None:
    made = people.add(empty.store, "Ana", "ana@site.example", [REVIEWER], by="command line", now=NOW)
    path = f"/desk/log-in/{made.token}"
    for password, again in (("short", "short"), (desk.PASSWORD, "another one of mine"), ("", "")):
        refused = desk.send(browser(), path, password=password, again=again)
        assert refused.status_code == 422 and not cookie(refused)
        assert 'role="alert"' in refused.text
    assert desk.send(browser(), path, password=desk.PASSWORD, again=desk.PASSWORD).status_code == 303


def test_the_cookie_is_for_the_desk_alone_and_for_no_script(empty: News, browser: Callable[..., TestClient]) -> None:
    ana = browser()
    who = desk.log_in(ana, empty.store, REVIEWER, now=NOW)
    given = cookie(desk.send(ana, "/desk/log-out", page="/desk/account"))
    assert "Max-Age=0" in given
    given = cookie(desk.send(browser(), "/desk/log-in", mail=who.mail, password=desk.PASSWORD))
    parts = {part.strip().partition("=")[0].lower(): part.strip().partition("=")[2] for part in given.split(";")}
    assert parts["path"] == "/desk" and parts["samesite"] == "lax" and parts["max-age"] == "43200"
    assert "httponly" in parts and "secure" not in parts
    for address, settings in (("https://site.example", {}), ("http://site.example", {"base_url": "https://site.example"})):
        assert "secure" in cookie(desk.send(browser(address, **settings), "/desk/log-in", mail=who.mail, password=desk.PASSWORD)).lower()


def test_no_page_outside_the_desk_sets_or_wants_a_cookie(news: News, client: TestClient) -> None:
    desk.log_in(client, news.store, REVIEWER, now=NOW)
    for path in ("/", "/latest", "/about", "/search?q=gate", "/feeds/front.atom", "/api/v1/articles", f"/article/{news.articles['A note without a story']}"):
        answer = client.get(path)
        assert answer.status_code == 200 and not cookie(answer), path
        assert sessions.COOKIE not in answer.request.headers.get("cookie", ""), path


def test_a_log_in_ends_after_twelve_idle_hours_and_lives_on_while_somebody_works(empty: News, browser: Callable[..., TestClient], clock: Clock) -> None:
    ana = browser()
    desk.log_in(ana, empty.store, REVIEWER, now=NOW)
    for _ in range(4):
        clock.now += timedelta(hours=11)
        assert ana.get("/desk/account").status_code == 200
    clock.now += timedelta(hours=12, seconds=1)
    assert ana.get("/desk/account").status_code == 303


def test_logging_out_ends_every_log_in_of_that_person(empty: News, browser: Callable[..., TestClient]) -> None:
    here, there = browser(), browser()
    who = desk.log_in(here, empty.store, REVIEWER, now=NOW)
    desk.send(there, "/desk/log-in", mail=who.mail, password=desk.PASSWORD)
    stolen = there.cookies[sessions.COOKIE]
    assert there.get("/desk/account").status_code == 200
    assert here.get("/desk/log-out").status_code == 303  # a look changes nothing
    assert here.get("/desk/account").status_code == 200
    assert desk.send(here, "/desk/log-out", page="/desk/account").headers["location"] == "/desk/log-in"
    assert there.get("/desk/account").status_code == 303
    thief = browser()
    thief.cookies.set(sessions.COOKIE, stolen, path="/desk")
    assert thief.get("/desk/account").status_code == 303


def test_who_is_shut_out_is_out_with_the_next_request(empty: News, browser: Callable[..., TestClient]) -> None:
    ana, olga = browser(), browser()
    who = desk.log_in(ana, empty.store, REVIEWER, now=NOW)
    desk.log_in(olga, empty.store, OPERATOR, name="Olga", now=NOW)
    assert ana.get("/desk/account").status_code == 200
    assert desk.send(olga, "/desk/people", person=who.id, what="disabled").status_code == 303
    assert ana.get("/desk/account").status_code == 303
    assert desk.send(ana, "/desk/log-in", mail=who.mail, password=desk.PASSWORD).status_code == 401


def test_roles_change_with_the_next_request(empty: News, browser: Callable[..., TestClient]) -> None:
    ana, olga = browser(), browser()
    who = desk.log_in(ana, empty.store, REVIEWER, now=NOW)
    desk.log_in(olga, empty.store, OPERATOR, name="Olga", now=NOW)
    assert ana.get("/desk/people").status_code == 403
    desk.send(olga, "/desk/people", person=who.id, what="roles", role=["operator", "reviewer"])
    assert ana.get("/desk/people").status_code == 200


def test_a_new_password_ends_the_other_log_ins_and_keeps_this_one(empty: News, browser: Callable[..., TestClient]) -> None:
    here, there = browser(), browser()
    who = desk.log_in(here, empty.store, REVIEWER, now=NOW)
    desk.send(there, "/desk/log-in", mail=who.mail, password=desk.PASSWORD)
    new = "eight herons over the weir"
    wrong = desk.send(here, "/desk/account", what="password", password="not the old one", new=new, again=new)
    assert wrong.status_code == 422
    assert there.get("/desk/account").status_code == 200
    assert desk.send(here, "/desk/account", what="password", password=desk.PASSWORD, new=new, again=new).status_code == 303
    assert here.get("/desk/account").status_code == 200
    assert there.get("/desk/account").status_code == 303
    assert desk.send(browser(), "/desk/log-in", mail=who.mail, password=desk.PASSWORD).status_code == 401
    assert desk.send(browser(), "/desk/log-in", mail=who.mail, password=new).status_code == 303


def test_known_and_unknown_addresses_get_the_same_answer(empty: News, browser: Callable[..., TestClient]) -> None:
    who = desk.log_in(browser(), empty.store, REVIEWER, now=NOW)
    pages = []
    for mail in (who.mail, "nobody@site.example"):
        answer = desk.send(browser(), "/desk/log-in", mail=mail, password="not the password")
        assert answer.status_code == 401 and not cookie(answer)
        pages.append(re.sub(r'value="[^"]*"', "", answer.text))
    assert pages[0] == pages[1]


def test_guessing_is_slowed_for_a_network_and_for_an_account(empty: News, browser: Callable[..., TestClient]) -> None:
    who = desk.log_in(browser(), empty.store, REVIEWER, now=NOW)
    guesses = [desk.send(browser(), "/desk/log-in", mail=who.mail, password="not the password").status_code for _ in range(11)]
    assert guesses == [401] * 10 + [429]
    right = desk.send(browser(), "/desk/log-in", mail=who.mail, password=desk.PASSWORD)
    assert right.status_code == 429 and int(right.headers["retry-after"]) > 0
    others = [desk.send(browser(), "/desk/log-in", mail=f"{number}@site.example", password="not the password").status_code for number in range(12)]
    assert others[0] == 401 and others[-1] == 429  # twenty from one network


# ---- attacks -----------------------------------------------------------------------------------------------


def forged(app: Any, value: str) -> str:
    """A cookie signed with the right secret for something else."""
    return itsdangerous.TimestampSigner(app.state.context.secret, salt="form:desk").sign(value).decode()


def test_a_forged_cookie_is_nobodys(empty: News, browser: Callable[..., TestClient]) -> None:
    ana = browser()
    who = desk.log_in(ana, empty.store, REVIEWER, now=NOW)
    good = ana.cookies[sessions.COOKIE]
    value, dot, signature = good.rpartition(".")
    other_secret = itsdangerous.TimestampSigner(b"guessed", salt="desk-session").sign(f"{who.id}.2.00").decode()
    tried = ["", "x", good[:-1], good + "x", value + dot + signature[::-1], good.replace(who.id, "0" * 32), f"{who.id}.2.00", other_secret,
             forged(ana.app, f"{who.id}.2.00"), "x" * 5000]  # fmt: skip
    for one in tried:
        thief = browser()
        thief.cookies.set(sessions.COOKIE, one, path="/desk")
        assert thief.get("/desk/account").status_code == 303, one
    assert ana.get("/desk/account").status_code == 200


def test_an_old_session_number_is_nobodys(empty: News, browser: Callable[..., TestClient]) -> None:
    ana = browser()
    who = desk.log_in(ana, empty.store, REVIEWER, now=NOW)
    with empty.store.write() as conn:
        conn.execute(sa.update(desk_tables.person).where(desk_tables.person.c.id == who.id).values(session=desk_tables.person.c.session + 1))
    assert ana.get("/desk/account").status_code == 303


def test_a_cookie_from_before_the_log_in_counts_for_nothing_after_it(empty: News, browser: Callable[..., TestClient]) -> None:
    """Session fixation: an attacker's cookie, planted in the victim's browser, never becomes the victim's log-in."""
    attacker = browser()
    planted_by = desk.log_in(attacker, empty.store, MODERATOR, name="Mallory", now=NOW)
    planted = attacker.cookies[sessions.COOKIE]
    victim = browser()
    made = people.add(empty.store, "Ana", "ana@site.example", [REVIEWER], by="command line", now=NOW)
    assert people.redeem(empty.store, made.token, desk.PASSWORD, now=NOW)
    form = {"token": desk.token_in(victim.get("/desk/log-in").text), "mail": "ana@site.example", "password": desk.PASSWORD}
    victim.cookies.set(sessions.COOKIE, planted, path="/desk")
    answer = victim.post("/desk/log-in", data=form)
    assert answer.status_code == 303 and planted not in cookie(answer)
    page = attacker.get("/desk/account").text
    assert planted_by.name in page and "Ana" not in page


@pytest.mark.parametrize(
    "asked",
    ["https://evil.example/", "//evil.example/desk", "/desk//evil.example", "/\\evil.example", "/desk/..//evil.example", "javascript:alert(1)",
     "/desk\\@evil.example", "/desk?x=\r\nSet-Cookie: a=b", "/deskevil", "/desk/log-out", " /desk", "https:evil.example", "/desk#@evil.example", "/"],
)  # fmt: skip
def test_the_log_in_leads_nowhere_but_to_the_desk(empty: News, browser: Callable[..., TestClient], asked: str) -> None:
    ana = browser()
    who = desk.log_in(browser(), empty.store, REVIEWER, now=NOW)
    answer = desk.send(ana, "/desk/log-in", mail=who.mail, password=desk.PASSWORD, next=asked)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/desk"
    assert "a=b" not in cookie(answer)


def test_the_log_in_leads_back_to_what_was_asked_for(empty: News, browser: Callable[..., TestClient]) -> None:
    who = desk.log_in(browser(), empty.store, REVIEWER, now=NOW)
    ana = browser()
    sent = ana.get(f"/desk/notice/{'a' * 32}?done=asked")
    assert sent.status_code == 303
    page = ana.get(sent.headers["location"])
    asked = re.search(r'name="next" value="([^"]*)"', page.text)
    assert asked and asked[1] == f"/desk/notice/{'a' * 32}?done=asked"
    answer = desk.send(ana, "/desk/log-in", page=sent.headers["location"], mail=who.mail, password=desk.PASSWORD, next=asked[1])
    assert answer.headers["location"] == asked[1]


def test_a_log_in_form_of_another_site_is_refused(empty: News, browser: Callable[..., TestClient]) -> None:
    who = desk.log_in(browser(), empty.store, REVIEWER, now=NOW)
    ana = browser()
    token = desk.token_in(ana.get("/desk/log-in").text)
    form = {"token": token, "mail": who.mail, "password": desk.PASSWORD}
    assert ana.post("/desk/log-in", data=form, headers={"origin": "https://evil.example"}).status_code == 403
    assert ana.post("/desk/log-in", data=form, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert ana.post("/desk/log-in", data={**form, "token": ""}).status_code == 403
    assert ana.post("/desk/log-in", data=form, headers={"origin": "http://site.example"}).status_code == 303


def test_a_form_token_is_good_for_one_person_and_one_log_in(empty: News, browser: Callable[..., TestClient]) -> None:
    ana, olga = browser(), browser()
    who = desk.log_in(ana, empty.store, OPERATOR, name="Ana", now=NOW)
    desk.log_in(olga, empty.store, OPERATOR, name="Olga", now=NOW)
    foreign = desk.token_in(olga.get("/desk/people").text)
    own = desk.token_in(ana.get("/desk/people").text)
    form = {"what": "add", "name": "Ben", "mail": "ben@site.example", "role": "operator"}
    outside = desk.token_in(browser().get("/desk/log-in").text)
    for token in ("", "x", foreign, outside, own[:-1]):
        assert ana.post("/desk/people", data={**form, "token": token}).status_code == 403
    desk.send(ana, "/desk/log-out", page="/desk/account")
    desk.send(ana, "/desk/log-in", mail=who.mail, password=desk.PASSWORD)
    assert ana.post("/desk/people", data={**form, "token": own}).status_code == 403
    with empty.store.read() as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(desk_tables.person)).scalar() == 2
    assert desk.send(ana, "/desk/people", **form).status_code == 201


def test_a_form_that_comes_after_the_log_in_ended_says_so(empty: News, browser: Callable[..., TestClient]) -> None:
    answer = browser().post("/desk/people", data={"what": "add"})
    assert answer.status_code == 401
    assert "/desk/log-in" in answer.text


def test_people_pages_show_script_as_text(empty: News, browser: Callable[..., TestClient]) -> None:
    olga = browser()
    desk.log_in(olga, empty.store, OPERATOR, name="Olga", now=NOW)
    hostile = '"><script>alert(1)</script>'
    made = desk.send(olga, "/desk/people", what="add", name=hostile, mail="x@site.example", role="moderator")
    assert made.status_code == 201
    for page in (made.text, olga.get("/desk/people").text, olga.get("/desk/ledger").text):
        assert "<script" not in page
    wrong = desk.send(browser(), "/desk/log-in", mail=hostile, password=hostile, next=hostile)
    assert "<script" not in wrong.text
    assert "<script" not in desk.send(olga, "/desk/people", what="add", name="Ben", mail=hostile, role="moderator").text


def test_a_one_time_link_is_shown_once_and_works(empty: News, browser: Callable[..., TestClient]) -> None:
    olga = browser()
    desk.log_in(olga, empty.store, OPERATOR, name="Olga", now=NOW)
    made = desk.send(olga, "/desk/people", what="add", name="Ben", mail="ben@site.example", role=["moderator"])
    link = re.search(r"http://site.example(/desk/log-in/[\w-]+)", made.text)
    assert link and link[1] not in olga.get("/desk/people").text
    ben = browser()
    assert desk.send(ben, link[1], password=desk.PASSWORD, again=desk.PASSWORD).headers["location"] == "/desk/comments"
    assert ben.get("/desk/people").status_code == 403


def test_a_form_token_is_no_cookie(empty: News, browser: Callable[..., TestClient]) -> None:
    ana = browser()
    desk.log_in(ana, empty.store, OPERATOR, now=NOW)
    thief = browser()
    thief.cookies.set(sessions.COOKIE, desk.token_in(ana.get("/desk/people").text), path="/desk")
    assert thief.get("/desk/account").status_code == 303

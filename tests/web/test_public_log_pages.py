"""The public log as page, case, feed, JSON and CSV; the numbers in every foot."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  (the wheel has no types)
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from headwater.notices import Action, Contact, DeskRules, Kind, State, Statement, Target, Type
from headwater.store import ledger, promise
from support import cases

ATOM = "{http://www.w3.org/2005/Atom}"
SCRIPT = "<script>alert(1)</script>"
EVERY = ("/log", "/log.json", "/log.csv", "/log/feed.atom")


def words(answer: Any, selector: str = "main") -> str:
    return re.sub(r"\s+", " ", " ".join(one.text() for one in LexborHTMLParser(answer.text).css(selector)))


def settle(news: Any, outcome: str, hours: float | None, *, number: int = 1, days: float = 3) -> None:
    """The row in which a promise ends."""
    at = cases.NOW - timedelta(days=days)
    with news.store.write() as conn:
        ledger.append(conn, promise.SETTLED, subject=f"HW-{number}", actor="machine", now=at,
                      facts={"outcome": outcome, "hours": hours, "turn": 1, "since": (at - timedelta(hours=24)).isoformat()})


def test_the_log_shows_decided_cases_and_places_for_the_others(client: TestClient, news: Any) -> None:
    shown = cases.put(news.store, 1, targets=(Target(given="x", kind=Kind.ARTICLE, object_id=news.articles["What the gate cost, and who paid"]),))
    cases.put(news.store, 2, days=2)
    cases.put(news.store, 3, days=9, state=State.UNDER_REVIEW, action=None)
    text = words(client.get("/log"))
    assert shown.reference in text
    assert "What the gate cost, and who paid" in text
    assert "only that a complaint was received" in text
    assert "3 complaints in all: 1 shown here, 1 still being dealt with, 1 decided and shown 7 days later" in text
    assert "not shown: still being dealt with" in text


def test_before_the_first_complaint_the_log_says_so_and_the_foot_says_nothing(client: TestClient) -> None:
    assert "Nobody has complained yet" in words(client.get("/log"))
    assert "In the last 90 days" not in words(client.get("/"), "footer")


def test_the_foot_of_every_page_tells_how_the_promise_was_kept(client: TestClient, news: Any) -> None:
    settle(news, "acted", 3.0, number=1)
    settle(news, "acted", 5.0, number=2)
    settle(news, "asked", 1.0, number=3)
    settle(news, "breached", None, number=4)
    settle(news, "breached", None, number=5, days=100)
    for path in ("/", "/latest", "/log", "/complaint", "/nothing", "/legal/terms"):
        foot = words(client.get(path), "footer")
        assert "In the last 90 days: 2 of 4 within 24 hours, 1 asked for more, 1 too late." in foot, path
    log = words(client.get("/log"), ".numbers")
    assert "2 of 4 within 24 hours" in log
    assert "Median" in log


def test_a_page_that_is_known_is_sent_again_when_the_numbers_change(news: Any, client_of: Callable[..., TestClient]) -> None:
    client = client_of(news)
    tag = client.get("/about").headers["etag"]
    assert client.get("/about", headers={"if-none-match": tag}).status_code == 304
    settle(news, "acted", 3.0)
    assert client.get("/about", headers={"if-none-match": tag}).status_code == 304  # counted at most once a minute
    assert client_of(news).get("/about", headers={"if-none-match": tag}).status_code == 200


def test_the_numbers_are_counted_anew_after_a_minute(news: Any, client_of: Callable[..., TestClient]) -> None:
    client = client_of(news)
    site = client.app.state.context  # pyright: ignore[reportFunctionMemberAccess, reportAttributeAccessIssue]
    assert site.numbers().total == 0
    settle(news, "acted", 3.0)
    site.now = lambda: cases.NOW + timedelta(seconds=59)
    assert site.numbers().total == 0
    site.now = lambda: cases.NOW + timedelta(seconds=60)
    assert site.numbers().total == 1


def test_a_case_has_its_page_with_reason_ground_and_ledger_rows(client: TestClient, news: Any) -> None:
    made = cases.put(news.store, 1, contact=Contact(organisation="Harbour Press"))
    text = words(client.get(f"/log/{made.reference.lower()}"))
    for said in (made.reference, "The text was shown without a permission.", "Item hidden", "by a person", "Harbour Press", "In force",
                 "after 2 hours", "acted within 24 hours", "only that a complaint was received", "notice.received"):
        assert said in text
    with news.store.read() as conn:
        assert ledger.of(conn, made.reference)[0].hash in text
        assert ledger.head(conn)[1] in words(client.get("/log"))


@pytest.mark.parametrize("path", ["/log/HW-7777-7777", "/log/x", "/log/%00", "/log/" + "A" * 300, "/log/../log.json.bak"])
def test_a_case_that_is_not_shown_is_404(client: TestClient, news: Any, path: str) -> None:
    assert client.get(path).status_code == 404
    young = cases.put(news.store, 1, days=1)
    assert client.get(f"/log/{young.reference}").status_code == 404


def test_without_a_delay_a_case_stands_in_the_log_at_once(news: Any, client_of: Callable[..., TestClient]) -> None:
    made = cases.put(news.store, 1, days=0.1)
    assert made.reference not in client_of(news).get("/log").text
    client = client_of(news, rules=DeskRules(log_delay_days=0))
    assert all(made.reference in client.get(path).text for path in EVERY)


def test_the_log_for_machines_has_every_column(client: TestClient, news: Any) -> None:
    made = cases.put(news.store, 1)
    cases.put(news.store, 2, days=1)
    found = client.get("/log.json").json()
    assert found["notices"] == {"all": 2, "shown": 1, "open": 0, "waiting": 1, "rejected": 0}
    assert found["ledger"]["rows"] == 2
    [row] = found["cases"]
    assert (row["reference"], row["type"], row["hours"], row["action"], row["status"]) == (made.reference, "copyright_text", 2.0, "hide_item", "active")
    assert row["page"] == f"http://site.example/log/{made.reference}"
    answer = client.get("/log.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    [told] = list(csv.DictReader(io.StringIO(answer.text)))
    assert told == {key: str(value) for key, value in row.items()}


def test_no_cell_of_the_csv_is_a_formula(client: TestClient, news: Any) -> None:
    for number, start in enumerate(("=1+1", "+1", "-1", "@SUM(1)", " =1")):
        cases.put(news.store, number, reason=f"{start}, said the reviewer")
    for row in csv.DictReader(io.StringIO(client.get("/log.csv").text)):
        assert row["reason"].startswith("'")


def test_the_feed_is_atom_with_lasting_ids(client: TestClient, news: Any) -> None:
    made = cases.put(news.store, 1)
    answer = client.get("/log/feed.atom")
    assert answer.headers["access-control-allow-origin"] == "*"
    root = etree.fromstring(answer.content)
    [entry] = root.findall(f"{ATOM}entry")
    assert made.reference in entry.findtext(f"{ATOM}title")
    assert entry.find(f"{ATOM}link").get("href") == f"http://site.example/log/{made.reference}"
    assert client.get("/log/feed.atom", headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    before = entry.findtext(f"{ATOM}id")
    cases.put(news.store, 2, days=30)
    assert before in [one.findtext(f"{ATOM}id") for one in etree.fromstring(client.get("/log/feed.atom").content).findall(f"{ATOM}entry")]


@pytest.mark.parametrize("type_", sorted(Type))
def test_what_a_sender_wrote_is_on_no_page_of_the_log(client: TestClient, news: Any, type_: Type) -> None:
    made = cases.put(
        news.store, 1, type=type_, contact=Contact(name="SECRET", mail="SECRET@mail.example", phone="SECRET", address="SECRET", principal="SECRET"),
        statement=Statement(explanation="SECRET", fields=(("work", "SECRET"),)), targets=(Target(given="https://secret.example/SECRET"),))
    for path in (*EVERY, f"/log?type={type_}", f"/log/{made.reference}"):
        text = client.get(path).text
        assert made.reference in text, path
        assert "SECRET" not in text, path


def test_a_hostile_reason_or_name_stays_text(client: TestClient, news: Any) -> None:
    made = cases.put(news.store, 1, reason=f"{SCRIPT}\x00\x0b ]]>", contact=Contact(organisation=SCRIPT))
    for path in ("/log", f"/log/{made.reference}", "/log/feed.atom"):
        answer = client.get(path)
        assert "alert(1)" in answer.text
        assert "<script>alert" not in answer.text, path
        assert "\x00" not in answer.text
    etree.fromstring(client.get("/log/feed.atom").content)


def test_pages_of_the_log_and_a_type_can_be_asked_for(client: TestClient, news: Any) -> None:
    for number in range(55):
        cases.put(news.store, number, days=20 + number, action=Action.LINK_ONLY)
    first, second = client.get("/log"), client.get("/log?page=2")
    assert first.text.count('class="small-head"') == 50
    assert second.text.count('class="small-head"') == 5
    assert 'rel="next"' in first.text
    assert 'rel="next"' not in second.text
    assert client.get("/log?page=9999").status_code == 200
    assert client.get("/log.json?page=101").json()["cases"] == []
    assert client.get("/log?page=10000").status_code == 400
    assert client.get("/log?type=nonsense").status_code == 400
    assert "Nothing stands here" in client.get("/log?type=privacy").text

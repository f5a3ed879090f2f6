"""What the desk is warned of: hostile words, copies that come again, mail that is not sent, rows changed by hand, a silent worker."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import lxml.html
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from headwater import notices
from headwater.actions import receive
from headwater.store import desk_tables, ledger, outbox, restrictions, staydown
from support import desk

from .conftest import HOSTILE, NOW, News
from .reviewing import COST, GATE, OPERATOR, Clients, article, decisions, reviewer, verdict


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    desk.quick_hashes(monkeypatch)


# ---- hostile words -----------------------------------------------------------------------------------------


def test_script_in_every_field_is_text_at_the_desk(news: News, client_of: Clients) -> None:
    ana = client_of(news)
    desk.log_in(ana, news.store, *notices.Role, name="<script>Ana", now=NOW)
    evil = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>"
    one = desk.notice(
        news.store, now=NOW, targets=[article(news, "hostile"), notices.Target(given=evil)], language=evil, flags=(evil, "A1/1: " + evil), missing=("signature",),
        contact=notices.Contact(name=evil, mail=evil, phone=evil, address=evil, organisation=evil, principal=evil),
        statement=notices.Statement(explanation=f"{evil}\n{HOSTILE}", fields=(("work", evil), (evil, evil), ("original_url", "javascript:alert(1)"))),
    )  # fmt: skip
    with news.store.write() as conn:
        outbox.put(conn, key="x", kind="ack", recipient="a@b.example", subject=evil, body=evil, now=NOW, notice_id=one.id)
        ledger.append(conn, evil, subject=one.reference, actor=evil, now=NOW, facts={evil: evil, "list": [evil]})
    path = f"/desk/notice/{one.id}"
    desk.send(ana, path, what="note", note=evil)
    asked = desk.send(ana, f"{path}/decide", page=path, step="preview", **verdict(reason=evil, note=evil, spare="quill.example"))
    wrong = desk.send(ana, f"{path}/decide", page=path, step="preview", **verdict(reason=evil, note=evil, spare=evil, action=evil, ground=evil))
    stale = desk.send(ana, f"{path}/decide", page=path, step="confirm", **verdict(reason=evil, note=evil, version="9"))
    done = desk.send(ana, f"{path}/decide", page=path, step="confirm", **verdict(reason=evil, note=evil))
    assert (asked.status_code, wrong.status_code, stale.status_code, done.status_code) == (200, 422, 409, 303)
    pages = [asked, wrong, stale, *(ana.get(one) for one in ("/desk?state=done", "/desk", path, f"{path}/decide", "/desk/outbox", "/desk/ledger?verify=1", "/desk/people", "/desk/account"))]
    for page in pages:
        tree = lxml.html.fromstring(page.content)
        assert not tree.xpath("//script | //img | //iframe | //object | //style"), page.url
        assert not tree.xpath("//@*[starts-with(name(), 'on') or name() = 'style' or starts-with(., 'javascript:')]"), page.url
        assert not re.search("[\x00-\x08\x0b\x0e-\x1f\ufffe]", page.text), page.url
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"


# ---- what comes again, mail, ledger ------------------------------------------------------------------------


def test_a_hit_is_upheld_or_released(news: News, client_of: Clients) -> None:
    ana = reviewer(news, client_of)
    one = desk.notice(news.store, now=NOW, targets=[article(news, COST)])
    path = f"/desk/notice/{one.id}"
    desk.send(ana, f"{path}/decide", page=path, step="confirm", **verdict())
    with news.store.write() as conn:
        standing = restrictions.of_object(conn, notices.Kind.ARTICLE, news.articles[COST])[0]
        key = staydown.Key(id=news.articles[COST], restriction_id=standing.id, kind="text", value="", weight=1, shingles=frozenset({1}))
        staydown.put(conn, [key], now=NOW)
        hit = staydown.Hit(key_id=key.id, restriction_id=standing.id, kind="text", score=0.6, blocks=False)
        staydown.record(conn, hit, kind="article", object_id=news.articles[GATE], now=NOW)
        found = staydown.hits(conn, unjudged=True)[0]
    page = ana.get("/desk/hits").text
    assert GATE in page and "60 %" in page and one.reference in page
    assert desk.send(ana, "/desk/hits", hit=found.id, what="explode").status_code == 400
    assert desk.send(ana, "/desk/hits", hit=found.id, what="uphold").status_code == 303
    assert ana.get(f"/article/{news.articles[GATE]}").status_code == 451
    assert "Nothing waits for a look" in ana.get("/desk/hits").text
    assert desk.send(ana, "/desk/hits", page="/desk/hits?all=1", hit=found.id, what="release").status_code == 303
    assert ana.get(f"/article/{news.articles[GATE]}").status_code == 200


def test_undelivered_mail_is_shown_and_tried_again(news: News, client_of: Clients) -> None:
    ana = reviewer(news, client_of)
    with news.store.write() as conn:
        outbox.put(conn, key="ack:1", kind="ack", recipient="mara@quill.example", subject="We have your complaint", body="Thank you.", now=NOW)
        letter = outbox.unsent(conn)[0]
        outbox.failed(conn, letter, "550 no such user", now=NOW, transient=False)
    assert "No mail waits." not in ana.get("/desk/outbox").text
    page = ana.get("/desk/outbox").text
    assert "550 no such user" in page and "mara@quill.example" in page and "1 mail was not delivered." in page
    assert desk.send(ana, "/desk/outbox", letter=letter.id).status_code == 303
    with news.store.read() as conn:
        again = outbox.get(conn, letter.id)
        assert again and again.state == "waiting" and [one.id for one in outbox.due(conn, now=NOW, limit=9)] == [letter.id]
        assert ledger.newest(conn)[0].kind == "mail.again"
    assert desk.send(ana, "/desk/outbox", letter="x").status_code == 400


def test_without_a_mail_server_no_mail_is_said_to_have_reached_one(news: News, client_of: Clients) -> None:
    page = reviewer(news, client_of).get("/desk/outbox").text
    assert "No mail waits." in page and "Every mail has reached" not in page


def test_a_row_changed_by_hand_is_named(news: News, client_of: Clients) -> None:
    ana = reviewer(news, client_of)
    assert "The chain holds" in ana.get("/desk/ledger?verify=1").text
    with news.store.write() as conn:
        conn.execute(sa.update(desk_tables.ledger).where(desk_tables.ledger.c.seq == 1).values(actor="somebody else"))
    page = ana.get("/desk/ledger?verify=1").text
    assert "The chain does not hold" in page and "Row 1:" in page
    assert ana.get("/desk/ledger?before=x").status_code == 400
    assert ana.get("/desk/ledger?before=1").status_code == 200


# ---- alarms, and the silent worker -------------------------------------------------------------------------


def test_the_operator_is_told_what_is_missing_and_the_public_sees_no_blank(news: News, client_of: Clients) -> None:
    settings = {"owner": "", "mail": "", "postal_address": ""}
    olga = client_of(news, **settings)
    desk.log_in(olga, news.store, OPERATOR, name="Olga", now=NOW)
    page = olga.get("/desk/people").text
    for name in ("site.owner", "site.postal_address", "site.complaints_mail"):
        assert f"<code>{name}</code>" in page
    assert "No mail server is set up" in page
    olga = client_of(news, agent_renewal=NOW.date() + timedelta(days=20))
    desk.log_in(olga, news.store, OPERATOR, name="Olga", now=NOW)
    assert "lapses in 20 days" in olga.get("/desk/people").text
    assert "site.owner" not in reviewer(news, client_of, **settings).get("/desk").text
    assert "No mail server" not in reviewer(news, client_of, sends_mail=True).get("/desk").text


def draft(news: News) -> receive.Draft:
    return receive.Draft(
        channel=notices.Channel.FORM, type=notices.Type.PRIVACY, contact=notices.Contact(name="Mara Quill", mail="mara@quill.example"), dedupe="1",
        statement=notices.Statement(explanation="It says where I live.", fields=(("data", "my address"), ("good_faith", "yes"))), relation=notices.Relation.SUBJECT,
        targets=((f"/article/{news.articles[COST]}", notices.Scope.TEXT),), received_at=NOW - timedelta(hours=20, minutes=40),
    )  # fmt: skip


def test_where_the_worker_is_silent_the_next_request_takes_the_interim_action(news: News, client_of: Clients) -> None:
    before = NOW - timedelta(hours=20, minutes=40)
    one = receive.receive(news.store, draft(news), rules=notices.DeskRules(), now=before).notice
    reader = client_of(news)
    page = reader.get(f"/article/{news.articles[COST]}")
    assert page.status_code == 200 and "Every boat that enters" not in page.text  # reduced by this very request
    made = decisions(news, one.id)
    assert len(made) == 1 and made[0].interim and made[0].automated == "full"
    ana = reviewer(news, client_of)
    assert "The worker has not run for 30 minutes." in ana.get("/desk").text
    assert "interim action" in ana.get(f"/desk/notice/{one.id}").text


def test_the_silent_worker_is_looked_for_once_a_minute(news: News, monkeypatch: pytest.MonkeyPatch) -> None:
    from headwater.actions import clock
    from headwater.web import site

    looks, now = [], [NOW]
    monkeypatch.setattr(clock, "overdue_interims", lambda store, *, rules, now: looks.append(now) or 0)
    client = TestClient(site.make_app(news.store, site.SiteSettings(), now=lambda: now[0]), base_url="http://site.example")
    for seconds in (0, 1, 59, 60, 61, 119, 121):
        now[0] = NOW + timedelta(seconds=seconds)
        assert client.get("/about").status_code == 200
    assert looks == [NOW, NOW + timedelta(seconds=60), NOW + timedelta(seconds=121)]


def test_a_store_that_is_busy_does_not_stop_a_page_for_the_check(news: News, monkeypatch: pytest.MonkeyPatch, client_of: Clients) -> None:
    from headwater import errors
    from headwater.actions import clock

    def busy(*_: object, **__: object) -> int:
        raise errors.Transient("busy")

    monkeypatch.setattr(clock, "overdue_interims", busy)
    assert client_of(news).get("/about").status_code == 200


def test_a_notice_is_sorted_at_the_desk(news: News, client_of: Clients) -> None:
    ana = reviewer(news, client_of)
    one = desk.notice(news.store, now=NOW, type=notices.Type.OTHER, targets=[])
    path = f"/desk/notice/{one.id}"
    for more, status in (("https://nowhere.example/<script>", 422), (f"http://testserver/article/{news.articles[COST]}\n", 303)):
        answer = desk.send(ana, path, what="sort", type="correction", version=str(one.version), more=more)
        assert answer.status_code == status, answer.text
    page = ana.get(f"{path}?done=sorted").text
    assert "Something is wrong, or I want to reply" in page and COST in html.unescape(page) and "has been sorted" in page
    assert "Sorted" in page.partition("What happened</h2>")[2]
    stale = desk.send(ana, path, what="sort", type="privacy", version=str(one.version))
    assert stale.status_code == 409
    for wrong in ({"type": "nonsense", "version": "2"}, {"type": "privacy", "version": "x"}):
        assert desk.send(ana, path, what="sort", **wrong).status_code == 400
    assert client_of(news).post(path, data={"what": "sort", "type": "privacy", "version": "2"}).status_code == 401


def test_what_changed_since_the_complaint_is_shown_as_it_was(news: News, client_of: Clients) -> None:
    one = receive.receive(news.store, draft(news), rules=notices.DeskRules(), now=NOW).notice
    ana = reviewer(news, client_of)
    assert "has changed since" not in ana.get(f"/desk/notice/{one.id}").text
    news.change(COST, paragraphs=("Rewritten.",))
    page = html.unescape(ana.get(f"/desk/notice/{one.id}").text)
    assert "It has changed since the complaint came in." in page and "“Nobody asked.”" in page.partition("As it was then")[2]


def test_facts_of_the_ledger_are_told_in_words(news: News, client_of: Clients) -> None:
    with news.store.write() as conn:
        ledger.append(conn, "restriction.imposed", subject="HW-1", actor="machine", now=NOW,
                      facts={"interim": True, "restrictions": [{"action": "hide_item", "because": ""}], "targets": [["article", "01a2", "text"]]})
    page = html.unescape(reviewer(news, client_of).get("/desk/ledger").text)
    for said in ("interim: <bdi>yes</bdi>", "restrictions: <bdi>action: hide_item</bdi>", "targets: <bdi>article 01a2 text</bdi>"):
        assert said in page
    assert "{'" not in page and "['" not in page

"""The status page: whoever made a complaint follows it, adds to it, confirms it and takes it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from headwater import notices
from headwater.actions import decide, receive, sorting
from headwater.notices import Action, Channel, Contact, DeskRules, State, Statement, Type
from headwater.store import notices as rows
from support import filing as filling

from .conftest import NOW

COST = "What the gate cost, and who paid"
RULES = DeskRules(complaints_mail="desk@site.example")
BY = notices.PersonId("1" * 32)


def mailed(news: Any, **values: Any) -> receive.Received:
    """A complaint that came by mail and is not proven."""
    draft = receive.Draft(
        channel=Channel.MAIL, type=Type.OTHER, contact=Contact(name="Ana", mail="ana@press.example"), statement=Statement(explanation="It is mine."),
        targets=((news.articles[COST], notices.Scope.ITEM),), dedupe="mail:1", received_at=NOW - timedelta(hours=1), is_proven=False,
    )  # fmt: skip
    return receive.receive(news.store, replace(draft, **values), rules=RULES, now=NOW - timedelta(hours=1))


def proven(news: Any, **values: Any) -> receive.Received:
    return mailed(news, is_proven=True, channel=Channel.FORM, **values)


def now_of(news: Any, received: receive.Received) -> notices.Notice:
    with news.store.read() as conn:
        found = rows.get(conn, received.notice.id)
    assert found
    return found


def path(received: receive.Received) -> str:
    return notices.status_path(received.token)


def send(client: TestClient, received: receive.Received, do: str, **values: str) -> Any:
    """Load the page, fill in the form that does this, send it."""
    token = filling.hidden(client.get(path(received)))["token"]
    return client.post(path(received), data={"token": token, "do": do, **values})


def decided(news: Any, received: receive.Received, action: Action = Action.LINK_ONLY, **values: Any) -> notices.Decision:
    verdict = decide.Verdict(action=action, **{"reason": "It was shown without a permission.", "note": "SECRET note", "stay_down": False, **values})
    return decide.decide(news.store, received.notice.id, verdict, by=BY, version=now_of(news, received).version, rules=RULES, now=NOW)


def test_the_page_says_how_the_complaint_stands_and_by_when(client: TestClient, news: Any) -> None:
    received = proven(news)
    text = filling.words(client.get(path(received)))
    assert received.notice.reference in text
    assert "Being looked at" in text
    assert "22 November 2026, 13:05 (UTC)" in text
    assert "Your complaint was received." in text
    assert "It is mine." in text


def test_the_page_is_private(client: TestClient, news: Any) -> None:
    received = proven(news)
    done = client.post(path(received), data={**filling.hidden(client.get(path(received))), "do": "add", "more": "x"})
    for answer in (client.get(path(received)), client.get("/complaint/status/unknowntoken"), done):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in answer.headers["x-robots-tag"]
    assert "Ana" not in filling.words(client.get(path(received)))
    assert "ana@press.example" not in client.get(path(received)).text


@pytest.mark.parametrize("token", ["x", "unknowntoken", "a" * 32, "A" * 199, "%00", "..%2f..", "<script>", "%ff%fe", "z" * 900])
def test_a_token_that_was_never_given_is_404_in_one_shape(client: TestClient, news: Any, token: str) -> None:
    proven(news)
    known = client.get("/complaint/status/" + "b" * 32)
    answer = client.get(f"/complaint/status/{token}")
    assert answer.status_code == 404
    if "%2f" not in token:
        assert answer.text == known.text
        assert client.post(f"/complaint/status/{token}", data={"do": "retract"}).text == known.text


def test_what_is_missing_can_be_added(client: TestClient, news: Any) -> None:
    received = proven(news, type=Type.COPYRIGHT_TEXT, contact=Contact(), statement=Statement(explanation="Mine."))
    page = client.get(path(received))
    text = filling.words(page)
    assert "Something is missing" in text
    assert "Your signature" in text
    assert "22 November" in text and "28 November 2026" in text  # the deadline; until when to add it
    names = {one.attributes.get("name") for one in filling.tree(page).css("#add form [name]")}
    assert {"signature", "work", "good_faith", "accuracy", "mail", "more"} <= names
    answer = send(client, received, "add", signature="Ana Voss", work="A poem", good_faith="yes", accuracy="yes", mail="ana@press.example", more="Thank you")
    assert answer.status_code == 303
    assert "Thank you, that was added." in filling.words(client.get(answer.headers["location"]))
    after = now_of(news, received)
    assert (after.state, after.missing) == (State.UNDER_REVIEW, ())
    assert after.contact.mail == "ana@press.example"
    assert after.statement.get("work") == "A poem"
    assert after.received_at == received.notice.received_at


def test_the_place_can_be_added_where_nothing_was_found(client: TestClient, news: Any) -> None:
    received = proven(news, type=Type.PRIVACY, targets=(("https://elsewhere.example/x", notices.Scope.TEXT),),
                      statement=Statement(explanation="About me", fields=(("data", "my name"), ("good_faith", "yes"))))
    assert "https://elsewhere.example/x" in filling.words(client.get(path(received)))
    send(client, received, "add", targets=f"http://site.example/article/{news.articles[COST]}")
    after = now_of(news, received)
    assert after.targets[-1].object_id == news.articles[COST]
    assert after.targets[-1].scope is notices.Scope.TEXT
    assert after.state is State.UNDER_REVIEW


def test_nothing_written_or_nonsense_is_pointed_out_and_kept(client: TestClient, news: Any) -> None:
    received = proven(news, type=Type.COPYRIGHT_TEXT, contact=Contact(), statement=Statement())
    empty = send(client, received, "add")
    assert empty.status_code == 422
    assert filling.tree(empty).css(".problems a[href='#f-more']")
    bad = send(client, received, "add", mail="nonsense", more="What I wrote", work="A poem")
    assert bad.status_code == 422
    assert filling.tree(bad).css(".problems a[href='#f-mail']")
    assert "What I wrote" in bad.text and "A poem" in bad.text
    assert now_of(news, received).statement == received.notice.statement


def test_a_mail_is_confirmed_by_a_button_never_by_a_look(client: TestClient, news: Any) -> None:
    received = mailed(news)
    assert received.notice.state is State.UNVERIFIED
    for _ in range(3):
        client.get(path(received))
        client.head(path(received))
    assert now_of(news, received).state is State.UNVERIFIED
    assert "Is this mail yours?" in filling.words(client.get(path(received)))
    answer = send(client, received, "confirm")
    assert answer.status_code == 303
    after = now_of(news, received)
    assert after.state is State.UNDER_REVIEW
    assert after.received_at == received.notice.received_at
    assert "Is this mail yours?" not in filling.words(client.get(path(received)))


def test_a_complaint_is_taken_back_only_by_who_means_it(client: TestClient, news: Any) -> None:
    received = proven(news)
    assert send(client, received, "retract").status_code == 422
    assert now_of(news, received).state is State.UNDER_REVIEW
    decided(news, received, Action.HIDE_ITEM)
    assert client.get(f"/article/{news.articles[COST]}").status_code in (410, 451)
    answer = send(client, received, "retract", sure="yes")
    assert answer.status_code == 303
    assert now_of(news, received).state is State.RETRACTED
    assert client.get(f"/article/{news.articles[COST]}").status_code == 200
    page = filling.words(client.get(path(received)))
    assert "Taken back" in page
    assert "Take the complaint back" not in page
    assert send(client, received, "retract", sure="yes").status_code == 303  # twice is once


def test_the_decision_stands_there_with_reason_and_redress_and_no_note_of_the_desk(client: TestClient, news: Any) -> None:
    received = proven(news)
    decision = decided(news, received)
    answer = client.get(path(received))
    text = filling.words(answer)
    for said in ("Acted on", "Reduced to headline and link", "It was shown without a permission.", "by a person", "within six months",
                 "acted within 24 hours", "A decision was made."):
        assert said in text
    assert "SECRET" not in answer.text
    assert BY not in answer.text
    decide.undo(news.store, decision.id, by=BY, reason="We erred.", rules=RULES, now=NOW)
    text = filling.words(client.get(path(received)))
    assert "Undone" in text
    assert "The decision was undone." in text


def test_after_the_decision_one_can_still_object(client: TestClient, news: Any) -> None:
    received = proven(news)
    decided(news, received, Action.NONE, reason="It is a quotation.")
    assert "Decided: no action" in filling.words(client.get(path(received)))
    assert send(client, received, "add", more="I disagree, for it is whole.").status_code == 303
    assert "You wrote again." in filling.words(client.get(path(received)))


def test_what_was_set_aside_as_spam_cannot_be_taken_back(client: TestClient, news: Any) -> None:
    received = proven(news)
    decide.mark(news.store, received.notice.id, State.SPAM, by=BY, reason="Advertising", rules=RULES, now=NOW)
    page = client.get(path(received))
    assert "Take the complaint back" not in page.text
    assert send(client, received, "retract", sure="yes").status_code == 303
    assert now_of(news, received).state is State.SPAM


def test_a_form_of_another_complaint_or_site_changes_nothing(client: TestClient, news: Any) -> None:
    mine, other = proven(news), proven(news, dedupe="form:2")
    token = filling.hidden(client.get(path(other)))["token"]
    forged = [({"token": token}, {}), ({}, {}), ({"token": "x"}, {})]
    good = {"token": filling.hidden(client.get(path(mine)))["token"]}
    forged += [(good, {"origin": "https://evil.example"}), (good, {"sec-fetch-site": "cross-site"}), (good, {"origin": "null"})]
    for values, headers in forged:
        answer = client.post(path(mine), data={**values, "do": "retract", "sure": "yes"}, headers=headers)
        assert answer.status_code == 403, (values, headers)
    assert now_of(news, mine).state is State.UNDER_REVIEW
    assert client.post(path(mine), data={**good, "do": "explode"}).status_code == 400


def test_a_browser_that_hides_where_it_comes_from_is_believed_when_it_says_same_origin(client: TestClient, news: Any) -> None:
    """Pages with "no-referrer" send forms with "Origin: null" (Fetch standard), and their browsers say "same-origin"."""
    received = proven(news)
    data = {"token": filling.hidden(client.get(path(received)))["token"], "do": "add", "more": "x"}
    assert client.post(path(received), data=data, headers={"origin": "null", "sec-fetch-site": "same-origin"}).status_code == 303


def test_script_in_what_is_added_stays_text(client: TestClient, news: Any) -> None:
    received = proven(news, type=Type.COPYRIGHT_TEXT, contact=Contact(), statement=Statement())
    hostile = "<script>alert(1)</script>\x00\x1b"
    send(client, received, "add", more=hostile, work=hostile, signature=hostile, targets=hostile)
    text = client.get(path(received)).text
    assert "alert(1)" in text
    assert "<script>alert" not in text
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text)


def test_adding_has_a_limit_of_its_own(news: Any, client_of: Callable[..., TestClient]) -> None:
    client, received = client_of(news, forms_an_hour=1), proven(news)
    token = filling.hidden(client.get(path(received)))["token"]
    codes = [client.post(path(received), data={"token": token, "do": "add", "more": f"{number}"}).status_code for number in range(31)]
    assert codes == [303] * 30 + [429]


@pytest.mark.parametrize("state", sorted(State))
def test_every_state_has_words(client: TestClient, news: Any, state: State) -> None:
    received = proven(news)
    with news.store.write() as conn:
        rows.save(conn, replace(now_of(news, received), state=state))
    answer = client.get(path(received))
    assert answer.status_code == 200
    heading = filling.words(answer, "h1")
    assert heading and str(state) != heading


def test_what_it_is_about_and_that_it_was_sorted_is_said(client: TestClient, news: Any) -> None:
    received = proven(news, targets=((f"https://site.example/article/{news.articles[COST]}", notices.Scope.ITEM), *((f"https://x.example/{n}", notices.Scope.ITEM) for n in range(60))))
    sorting.sort(news.store, received.notice.id, Type.CORRECTION, by=notices.PersonId("p1"), rules=RULES, now=NOW)
    page = client.get(path(received)).text
    assert "What it is about" in page and f"https://site.example/article/{news.articles[COST]}\n" in page and "and 11 more" in page
    assert "A reviewer set right what kind of complaint it is." in page
    child = proven(news, type=Type.CHILD_SAFETY, dedupe="form:2")
    assert "What it is about" not in client.get(path(child)).text

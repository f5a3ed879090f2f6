"""Notices at the desk: seen whole, claimed, asked about, decided with a preview, undone; two reviewers at once."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from headwater import notices
from headwater.actions import decide
from headwater.desk import clock
from headwater.store import ledger, outbox, steps
from headwater.web import desk_words
from support import desk

from .conftest import NOW, News
from .reviewing import (
    ARABIC,
    COST,
    GATE,
    REASON,
    Clients,
    article,
    decisions,
    everything,
    reviewer,
    state,
    verdict,
)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    desk.quick_hashes(monkeypatch)


# ---- the queue ---------------------------------------------------------------------------------------------


def test_the_queue_shows_the_next_deadline_first_and_says_what_is_over(news: News, client_of: Clients) -> None:
    ana = reviewer(news, client_of)
    late = desk.notice(news.store, now=NOW, targets=[article(news, COST)], age=timedelta(hours=26, minutes=10))
    calm = desk.notice(news.store, now=NOW, targets=[article(news, ARABIC)], age=timedelta(minutes=5), language="ar")
    soon = desk.notice(news.store, now=NOW, targets=[article(news, GATE)], age=timedelta(hours=21), risk="high", flags=("A4/1: many",))
    page = ana.get("/desk").text
    assert re.findall(r"HW-[0-9A-Z]{4}-[0-9A-Z]{4}", page) == [late.reference, soon.reference, calm.reference]
    for words in ("2 h 10 min over", "3 h left", "23 h 55 min left", "3 open", "high risk", "1 flag", "nobody yet", f"<bdi>{ARABIC}</bdi>"):
        assert words in page, words
    assert page.count('class="case over"') == 1 and page.count('class="case soon"') == 1


def test_the_queue_is_filtered(news: News, client_of: Clients) -> None:
    ana = reviewer(news, client_of)
    mine = desk.notice(news.store, now=NOW)
    urgent = desk.notice(news.store, now=NOW, type=notices.Type.CHILD_SAFETY, category=notices.Category.U0)
    done = desk.notice(news.store, now=NOW, state=notices.State.CLOSED)
    desk.send(ana, f"/desk/notice/{mine.id}", what="claim")
    shown = lambda query: set(re.findall(r"HW-[0-9A-Z]{4}-[0-9A-Z]{4}", ana.get(f"/desk{query}").text))  # noqa: E731
    assert shown("") == {mine.reference, urgent.reference}
    assert shown("?mine=1") == {mine.reference}
    assert shown("?category=U0") == {urgent.reference}
    assert shown("?state=done") == {done.reference}
    assert shown("?state=nonsense&category=nonsense") == {mine.reference, urgent.reference}
    assert ana.get("/desk?page=0").status_code == 400
    assert "No notice fits" in ana.get("/desk?category=U1").text


def test_an_empty_queue_says_so(empty: News, client_of: Clients) -> None:
    assert "Nothing waits" in reviewer(empty, client_of).get("/desk").text


# ---- one notice --------------------------------------------------------------------------------------------


def test_a_notice_shows_everything_on_one_screen(news: News, client_of: Clients) -> None:
    ana = reviewer(news, client_of)
    other = desk.notice(news.store, now=NOW, targets=[article(news, COST)])
    one = desk.notice(
        news.store, now=NOW, targets=[article(news, COST), notices.Target(given="https://elsewhere.example/9")], missing=("signature",),
        flags=("A1/1: the claimed original is older than ours",), risk="high", relation=notices.Relation.AGENT,
        contact=notices.Contact(name="Mara Quill", mail="mara@quill.example", phone="+44 20 5550 100", organisation="Quill Press"),
        statement=notices.Statement(explanation="It is mine.", fields=(("original_url", "https://quill.example/a"),)),
    )  # fmt: skip
    with news.store.write() as conn:
        outbox.put(conn, key="ack:1", kind="ack", recipient="mara@quill.example", subject="We have your complaint", body="Thank you.", now=NOW, notice_id=one.id)
        ledger.append(conn, "notice.received", subject=one.reference, actor="submitter", now=NOW)
    page = ana.get(f"/desk/notice/{one.id}").text
    for words in (
        one.reference, "It is mine.", "mara@quill.example", "+44 20 5550 100", "Quill Press", "acting for somebody", 'href="https://quill.example/a"',
        COST, "Forty years of dues, counted.", "https://elsewhere.example/9", "Not found on this site", "the claimed original is older than ours", "High risk",
        "Your signature", "We have your complaint", "waiting", "Received", other.reference, "Take it on", "Decide",
    ):  # fmt: skip
        assert words in html.unescape(page), words
    assert len(re.findall(r'<li class="lacks">', page)) >= 1
    with news.store.write() as conn:
        steps.add(conn, other.id, [("remind-1", NOW), ("interim.2", NOW)])
    page = ana.get(f"/desk/notice/{other.id}").text
    assert "Reviewers are reminded" in page and "Interim action, if nobody has decided" in page and "remind-1" not in page
    assert ana.get(f"/desk/notice/{'0' * 32}").status_code == 404
    assert ana.get("/desk/notice/..%2f..").status_code == 404


def test_only_of_what_is_open_reminders_run(news: News, client_of: Clients) -> None:
    ana = reviewer(news, client_of)
    for stage, runs in ((notices.State.UNDER_REVIEW, True), (notices.State.ACTED, False), (notices.State.RETRACTED, False)):
        one = desk.notice(news.store, now=NOW, targets=[article(news, COST)], state=stage)
        assert ("reminders run" in ana.get(f"/desk/notice/{one.id}").text) is runs


def test_every_step_of_the_clock_has_words() -> None:
    verbs = {clock.parts(one.name)[0] for category in notices.Category for one in clock.plan(category, NOW, notices.DeskRules())}
    verbs |= {clock.parts(one.name)[0] for one in clock.after_interim(NOW, NOW, is_high=True)}
    for verb in sorted(verbs):
        assert "-1" not in desk_words.step(f"{verb}-1.2"), verb


def test_a_right_to_left_notice_is_marked_as_such(news: News, client_of: Clients) -> None:
    one = desk.notice(news.store, now=NOW, targets=[article(news, ARABIC)], language="ar", statement=notices.Statement(explanation="هذا نصي."))
    page = reviewer(news, client_of).get(f"/desk/notice/{one.id}").text
    assert '<div class="said" lang="ar" dir="rtl">' in page
    assert re.search(r'<h3 lang="ar" dir="rtl"><a href="/article/[0-9a-f]{32}"><bdi>إغلاق', page)
    assert '<html lang="en" dir="ltr">' in page


def test_claim_note_ask_and_set_aside(news: News, client_of: Clients) -> None:
    ana = reviewer(news, client_of)
    one = desk.notice(news.store, now=NOW, targets=[article(news, COST)])
    path = f"/desk/notice/{one.id}"
    assert desk.send(ana, path, what="claim").headers["location"] == f"{path}?done=claimed"
    assert "Taken on by <bdi>Ana</bdi> (you)" in ana.get(path).text
    ben = reviewer(news, client_of, name="Ben")
    taken = desk.send(ben, path, what="claim")
    assert taken.status_code == 409 and "somebody else" in taken.text
    assert desk.send(ana, path, what="let_go").status_code == 303
    assert desk.send(ben, path, what="claim").status_code == 303
    assert desk.send(ana, path, what="note", note="Called the publisher.\nNobody there.").status_code == 303
    assert "Called the publisher." in ana.get(path).text
    assert desk.send(ana, path, what="note", note="   ").status_code == 422
    asked = desk.send(ana, path, what="ask", element=["signature", "work"], words="A scan will do.")
    assert asked.status_code == 303
    now = state(news, one.id)
    assert now.state is notices.State.NEEDS_INFO and set(now.missing) == {"signature", "work"}
    with news.store.read() as conn:
        letters = outbox.of_notice(conn, one.id)
    assert [letter.kind for letter in letters] == ["ask"] and "A scan will do." in letters[0].body
    assert desk.send(ana, path, what="ask", element="nonsense").status_code == 422
    assert desk.send(ana, path, what="misdirected", reason="x").status_code == 422
    assert desk.send(ana, path, what="misdirected", reason="Nothing of it is on this site.").status_code == 303
    assert state(news, one.id).state is notices.State.MISDIRECTED
    assert desk.send(ana, path, what="under_review").status_code == 303
    assert state(news, one.id).state is notices.State.UNDER_REVIEW
    assert desk.send(ana, path, what="explode").status_code == 400


def test_looking_changes_nothing(news: News, client_of: Clients) -> None:
    ana = client_of(news)
    desk.log_in(ana, news.store, *notices.Role, now=NOW)
    one = desk.notice(news.store, now=NOW, targets=[article(news, COST)])
    before = everything(news)
    for path in ("/desk", f"/desk/notice/{one.id}", f"/desk/notice/{one.id}?what=claim&done=claimed", f"/desk/notice/{one.id}/decide?step=confirm&action=hide_item",
                 f"/desk/notice/{one.id}/undo/{'a' * 32}", "/desk/hits", "/desk/outbox", "/desk/ledger?verify=1", "/desk/people", "/desk/account"):
        assert ana.get(path).status_code in (200, 303), path
    assert everything(news) == before


# ---- deciding ----------------------------------------------------------------------------------------------


def test_a_preview_names_what_will_be_hidden_and_hides_nothing(news: News, client_of: Clients) -> None:
    ana = reviewer(news, client_of)
    one = desk.notice(news.store, now=NOW, targets=[article(news, COST)])
    path, before = f"/desk/notice/{one.id}", everything(news)
    page = desk.send(ana, f"{path}/decide", page=path, step="preview", **verdict(reason="Line one.\nLine \"two\" & <three>.", spare="quill.example"))
    assert page.status_code == 200
    for words in (COST, "The Millrace", "Do it now", "Nothing has changed yet", "pages answer 451", "quill.example"):
        assert words in page.text, words
    assert everything(news) == before
    assert ana.get(f"/article/{news.articles[COST]}").status_code == 200
    carried = dict(re.findall(r'<input type="hidden" name="([a-z_0-9-]+)" value="([^"]*)"', page.text))
    assert html.unescape(carried["reason"]) == "Line one.\nLine \"two\" & <three>."
    edited = ana.post(f"{path}/decide", data={**{key: html.unescape(value) for key, value in carried.items()}, "step": "edit"})
    assert edited.status_code == 200
    assert "Line &#34;two&#34; &amp; &lt;three&gt;." in edited.text
    assert re.search(r'value="hide_item" required checked', edited.text)


def test_a_decision_holds_with_the_next_request_and_undo_brings_the_same_page_back(news: News, client_of: Clients) -> None:
    ana = reviewer(news, client_of)
    reader = client_of(news)
    one = desk.notice(news.store, now=NOW, targets=[article(news, COST)])
    path, page = f"/desk/notice/{one.id}", f"/article/{news.articles[COST]}"
    whole = reader.get(page)
    assert whole.status_code == 200
    done = desk.send(ana, f"{path}/decide", page=path, step="confirm", **verdict())
    assert done.headers["location"] == f"{path}?done=decided"
    gone = reader.get(page)
    assert gone.status_code == 451 and REASON in gone.text and "Forty years" not in gone.text
    assert COST not in reader.get("/latest").text
    made = decisions(news, one.id)
    assert [(two.action, two.reason, two.stay_down, two.basis) for two in made] == [(notices.Action.HIDE_ITEM, REASON, True, "legal")]
    assert state(news, one.id).state is notices.State.ACTED
    shown = ana.get(path).text
    assert "Undo this decision" in shown and "readers do not see it" in shown and "by <bdi>Ana</bdi>" in shown
    assert desk.send(ana, f"{path}/undo/{made[0].id}", page=path, reason="no").status_code == 422
    assert reader.get(page).status_code == 451
    assert desk.send(ana, f"{path}/undo/{made[0].id}", page=path, reason="The claimant was mistaken.").headers["location"] == f"{path}?done=undone"
    back = reader.get(page)
    assert back.status_code == 200 and back.content == whole.content
    assert "undone" in ana.get(path).text


def test_the_desk_works_on_both_databases(news_on_both: News, client_of: Clients) -> None:
    news = news_on_both
    olga = client_of(news)
    desk.log_in(olga, news.store, *notices.Role, name="Olga", now=NOW)
    one = desk.notice(news.store, now=NOW, targets=[article(news, COST), article(news, ARABIC)])
    path, page = f"/desk/notice/{one.id}", f"/article/{news.articles[COST]}"
    whole = olga.get(page)
    for seen in ("/desk", path, "/desk/hits?all=1", "/desk/outbox", "/desk/ledger?verify=1", "/desk/people"):
        assert olga.get(seen).status_code == 200, seen
    for what in ({"what": "claim"}, {"what": "note", "note": "Looked at."}):
        assert desk.send(olga, path, **what).status_code == 303
    version = str(state(news, one.id).version)
    assert COST in desk.send(olga, f"{path}/decide", page=path, step="preview", **verdict(version=version)).text
    assert desk.send(olga, f"{path}/decide", page=path, step="confirm", **verdict(version=version)).status_code == 303
    assert olga.get(page).status_code == 451
    assert desk.send(olga, f"{path}/undo/{decisions(news, one.id)[0].id}", page=path, reason="The claimant was mistaken.").status_code == 303
    assert olga.get(page).content == whole.content
    assert "The chain holds" in olga.get("/desk/ledger?verify=1").text


def test_doing_nothing_needs_a_reason_too_and_no_target(news: News, client_of: Clients) -> None:
    ana = reviewer(news, client_of)
    one = desk.notice(news.store, now=NOW)
    path = f"/desk/notice/{one.id}"
    form = {"action": "none", "basis": "terms", "ground": "copyright", "version": "1"}
    assert desk.send(ana, f"{path}/decide", page=path, step="confirm", **form, reason="").status_code == 422
    assert decisions(news, one.id) == []
    preview = desk.send(ana, f"{path}/decide", page=path, step="preview", **form, reason="The text is under a free licence.")
    assert preview.status_code == 200 and "Nothing is hidden" in preview.text
    assert desk.send(ana, f"{path}/decide", page=path, step="confirm", **form, reason="The text is under a free licence.").status_code == 303
    assert state(news, one.id).state is notices.State.NO_ACTION


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"action": ""}, "Choose what to do"), ({"action": "explode"}, "Choose what to do"), ({"reason": "short"}, "public words"), ({"reason": " "}, "public words"),
        ({"target": ""}, "at least one thing"), ({"target": "7"}, "at least one thing"), ({"target": "1"}, "at least one thing"), ({"target": "-1"}, "at least one thing"),
        ({"basis": "whim"}, "on what basis"), ({"ground": "whim"}, "Choose a ground"), ({"spare": "not a domain!"}, "This is no domain"),
    ],
)  # fmt: skip
def test_a_decision_that_lacks_something_is_not_made(news: News, client_of: Clients, changes: dict[str, str], words: str) -> None:
    ana = reviewer(news, client_of)
    one = desk.notice(news.store, now=NOW, targets=[article(news, COST), notices.Target(given="https://elsewhere.example/")])
    path = f"/desk/notice/{one.id}"
    for step in ("preview", "confirm"):
        answer = desk.send(ana, f"{path}/decide", page=path, step=step, **verdict(**changes))
        assert answer.status_code == 422 and words in answer.text and 'role="alert"' in answer.text
    assert decisions(news, one.id) == []
    assert ana.get(f"/article/{news.articles[COST]}").status_code == 200


def test_who_comes_second_gets_a_conflict_and_keeps_their_words(news: News, client_of: Clients) -> None:
    ana, ben = reviewer(news, client_of), reviewer(news, client_of, name="Ben")
    one = desk.notice(news.store, now=NOW, targets=[article(news, COST)])
    path = f"/desk/notice/{one.id}"
    assert desk.send(ben, f"{path}/decide", page=path, step="preview", **verdict(reason="Bens own long reason.")).status_code == 200
    assert desk.send(ana, f"{path}/decide", page=path, step="confirm", **verdict(action="none")).status_code == 303
    second = desk.send(ben, f"{path}/decide", page=path, step="confirm", **verdict(reason="Bens own long reason."))
    assert second.status_code == 409
    for words in ("Somebody was quicker", "Bens own long reason.", "no action", "<bdi>Ana</bdi>"):
        assert words in second.text, words
    assert [two.action for two in decisions(news, one.id)] == [notices.Action.NONE]
    assert ben.get(f"/article/{news.articles[COST]}").status_code == 200
    carried = {key: html.unescape(value) for key, value in re.findall(r'<input type="hidden" name="([a-z_0-9-]+)" value="([^"]*)"', second.text)}
    assert carried["version"] == str(state(news, one.id).version)
    again = ben.post(f"{path}/decide", data={**carried, "step": "edit"})
    assert "Bens own long reason." in again.text


def test_a_conflict_that_shows_only_when_it_is_saved_is_the_same_page(news: News, client_of: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = reviewer(news, client_of)
    one = desk.notice(news.store, now=NOW, targets=[article(news, COST)])
    path = f"/desk/notice/{one.id}"

    def quicker(*_: object, **__: object) -> None:
        raise decide.Conflict("it has changed")

    monkeypatch.setattr(decide, "decide", quicker)
    answer = desk.send(ana, f"{path}/decide", page=path, step="confirm", **verdict())
    assert answer.status_code == 409 and "Somebody was quicker" in answer.text


def test_a_form_sent_twice_decides_once(news: News, client_of: Clients) -> None:
    ana = reviewer(news, client_of)
    one = desk.notice(news.store, now=NOW, targets=[article(news, COST)])
    path = f"/desk/notice/{one.id}"
    form = {"token": desk.token_in(ana.get(path).text), "step": "confirm", **verdict()}
    assert ana.post(f"{path}/decide", data=form).status_code == 303
    assert ana.post(f"{path}/decide", data=form).status_code == 409
    assert len(decisions(news, one.id)) == 1


def test_a_decision_of_another_notice_is_not_undone_from_here(news: News, client_of: Clients) -> None:
    ana = reviewer(news, client_of)
    one, two = (desk.notice(news.store, now=NOW, targets=[article(news, COST)]) for _ in range(2))
    desk.send(ana, f"/desk/notice/{one.id}/decide", page=f"/desk/notice/{one.id}", step="confirm", **verdict())
    made = decisions(news, one.id)[0]
    answer = desk.send(ana, f"/desk/notice/{two.id}/undo/{made.id}", page=f"/desk/notice/{two.id}", reason="A long enough reason.")
    assert answer.status_code == 404
    assert decisions(news, one.id)[0].undone_at is None

"""The moderators' pages: queue, bulk with a preview, one comment, conflict, undo, rules tried."""

from __future__ import annotations

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from headwater import notices
from headwater.actions import reports
from headwater.discussion import ReportReason, Status
from headwater.store import db, moderation
from support import desk
from support.reader import Reader, node, said


@pytest.fixture
def reader(sqlite_store: db.Store, monkeypatch: pytest.MonkeyPatch) -> Reader:
    desk.quick_hashes(monkeypatch)
    return Reader(sqlite_store)


@pytest.fixture
def moderator(reader: Reader) -> TestClient:
    client = reader.browser("203.0.113.5")
    desk.log_in(client, reader.talk.store, notices.Role.MODERATOR, name="Mo", now=reader.talk.now)
    return client


def pick(reader: Reader, comment_id: str) -> str:
    return f"{comment_id}.{reader.talk.get(comment_id).version}"


def post(client: TestClient, path: str, **fields: Any) -> Any:
    token = desk.token_in(client.get("/desk/comments").text)
    return client.post(path, data={"token": token, **fields})


def tree(answer: Any, status: int = 200) -> LexborHTMLParser:
    assert answer.status_code == status, answer.text[-600:]
    return LexborHTMLParser(answer.text)


def test_the_queue_shows_what_waits_and_why(reader: Reader, moderator: TestClient) -> None:
    reader.talk.send(reader.talk.article("Gate"), "Cheap at https://a.example https://b.example https://c.example", name="Dealer")
    page = tree(moderator.get("/desk/comments"))
    assert "Waiting 1" in said(page, ".tabs")
    assert "It has 3 links." in said(page, ".checks")
    assert node(page, "input[name=pick]").attributes["type"] == "checkbox"
    assert "Nothing" not in said(page, "main")
    assert "None" not in said(tree(moderator.get("/desk/comments?state=shown")), "main")
    assert tree(moderator.get("/desk/comments?state=nonsense")).css(".card")


def test_a_bulk_is_previewed_then_done_as_a_whole(reader: Reader, moderator: TestClient) -> None:
    article = reader.talk.article("Gate")
    ids = [reader.talk.send(article, f"Comment number {number}.").id for number in range(3)]
    picks = [pick(reader, one) for one in ids[:2]]
    page = tree(post(moderator, "/desk/comments", what="approve", pick=picks))
    assert said(page, "h1") == "Show these 2 comments?"
    assert [one.attributes["value"] for one in page.css("input[name=pick]")] == picks
    assert reader.talk.texts(article) == [], "nothing is done yet"
    token = node(page, "form[action='/desk/comments/decide'] input[name=token]").attributes["value"]
    done = moderator.post("/desk/comments/decide", data={"token": token, "what": "approve", "pick": picks, "state": "pending"})
    assert done.headers["location"] == "/desk/comments?state=pending&done=approve&n=2"
    assert "2 comments shown." in said(tree(moderator.get(done.headers["location"])), ".done")
    assert reader.talk.texts(article) == ["Comment number 0.", "Comment number 1."]


def test_nothing_is_hidden_without_a_reason(reader: Reader, moderator: TestClient) -> None:
    comment_id = reader.talk.shown(reader.talk.article("Gate"))
    for reason in ("", "reports", "nonsense"):
        page = tree(post(moderator, "/desk/comments/decide", what="hide", pick=pick(reader, comment_id), reason=reason, note="kept"), 422)
        assert "Choose a reason" in said(page, ".wrong")
        assert node(page, "#note").text().strip() == "kept"
    assert reader.talk.get(comment_id).status is Status.SHOWN
    assert post(moderator, "/desk/comments/decide", what="hide", pick=pick(reader, comment_id), reason="spam").status_code == 303
    assert reader.talk.get(comment_id).reason == "spam"


def test_who_comes_second_sees_what_changed(reader: Reader, moderator: TestClient) -> None:
    article = reader.talk.article("Gate")
    one, two = reader.talk.send(article, "One of two.").id, reader.talk.send(article, "Two of two.").id
    picks = [pick(reader, one), pick(reader, two)]
    assert post(moderator, "/desk/comments/decide", what="hide", pick=picks[1], reason="spam").status_code == 303
    page = tree(post(moderator, "/desk/comments/decide", what="approve", pick=picks), 409)
    assert said(page, "h1") == "Somebody was faster"
    assert len(page.css(".card")) == 2
    assert str(page.html).count("This one changed") == 1
    assert reader.talk.get(one).status is Status.PENDING


def test_one_comment_has_its_checks_history_reports_trail_and_undo(reader: Reader, moderator: TestClient) -> None:
    article = reader.talk.article("Gate")
    comment_id, own = reader.publish(article, "What it said at first.")
    reader.send(own, do="edit", text="What it says now.")
    reports.report(reader.talk.store, comment_id, ReportReason.ABUSE, "Rude.", network="192.0.9.0/24", once="x", rules=reader.talk.rules, now=reader.talk.now)
    path = f"/desk/comments/{comment_id}"
    page = tree(moderator.get(path))
    for words in ("What it says now.", "What it said at first.", "Rude.", "mail address confirmed", "edited by its author"):
        assert words in said(page, "main"), words
    assert post(moderator, "/desk/comments/decide", what="hide", pick=pick(reader, comment_id), reason="abuse", note="Twice now.", back=comment_id).headers["location"] == path
    page = tree(moderator.get(path))
    assert "hidden: insult or threat" in said(page, ".timeline") and "Twice now." in said(page, ".timeline") and "Mo" in said(page, ".timeline")
    assert post(moderator, path, what="undo", pick=pick(reader, comment_id)).headers["location"] == path
    assert reader.talk.get(comment_id).status is Status.SHOWN
    assert "Undo" not in said(tree(moderator.get(path)), "main")


def test_reports_are_judged_apart(reader: Reader, moderator: TestClient) -> None:
    comment_id = reader.talk.shown(reader.talk.article("Gate"))
    reports.report(reader.talk.store, comment_id, ReportReason.SPAM, "", network="192.0.9.0/24", once="x", rules=reader.talk.rules, now=reader.talk.now)
    page = tree(moderator.get("/desk/comments?state=reported"))
    assert "1 report" in said(page, ".card")
    with reader.talk.store.read() as conn:
        report = moderation.reports(conn, comment_id)[0]
    assert post(moderator, f"/desk/comments/{comment_id}", what="reject", report=report.id).status_code == 303
    assert "No report is undecided" in said(tree(moderator.get("/desk/comments?state=reported")), "main")
    assert reader.talk.get(comment_id).status is Status.SHOWN


def test_a_writer_is_suspended_from_the_page_of_a_comment(reader: Reader, moderator: TestClient) -> None:
    comment_id = reader.talk.shown(reader.talk.article("Gate"))
    assert post(moderator, f"/desk/comments/{comment_id}", what="suspend", days="7").status_code == 303
    assert "suspended until" in said(tree(moderator.get(f"/desk/comments/{comment_id}")), "main")
    assert post(moderator, f"/desk/comments/{comment_id}", what="suspend", days="9999").status_code == 400


def test_the_rules_are_tried_without_effect(reader: Reader, moderator: TestClient) -> None:
    before = reader.talk.everything()
    page = tree(post(moderator, "/desk/comments/try", name="Dealer", text="x https://a.example https://b.example https://c.example"))
    assert said(page, "#outcome") == "It waits for a moderator"
    assert "links hold: It has 3 links." in said(page, ".checks")
    assert reader.talk.everything() == before


@pytest.mark.parametrize("path", ["/desk/comments", "/desk/comments/decide", "/desk/comments/try"])
def test_a_form_without_the_token_of_the_log_in_changes_nothing(reader: Reader, moderator: TestClient, path: str) -> None:
    waiting = reader.talk.send(reader.talk.article("Gate")).id
    assert moderator.post(path, data={"what": "approve", "pick": pick(reader, waiting)}).status_code == 403
    foreign = {"token": desk.token_in(moderator.get("/desk/comments").text), "what": "approve", "pick": pick(reader, waiting)}
    assert moderator.post(path, data=foreign, headers={"origin": "https://evil.example"}).status_code == 403
    assert reader.talk.get(waiting).status is Status.PENDING


def test_nonsense_is_refused_and_nothing_picked_goes_back(reader: Reader, moderator: TestClient) -> None:
    assert post(moderator, "/desk/comments", what="approve").status_code == 303
    assert post(moderator, "/desk/comments", what="burn").status_code == 400
    assert post(moderator, "/desk/comments/decide", what="burn").status_code == 400
    assert post(moderator, "/desk/comments", what="approve", pick=["x", "0" * 32 + ".1.2"]).status_code == 303
    assert moderator.get(f"/desk/comments/{'0' * 32}").status_code == 404


# ---- claims ------------------------------------------------------------------------------------------------


@pytest.fixture
def colleague(reader: Reader, moderator: TestClient) -> TestClient:
    client = reader.browser("203.0.113.6")
    desk.log_in(client, reader.talk.store, notices.Role.MODERATOR, name="Bea", now=reader.talk.now)
    return client


def test_the_queue_shows_who_has_what_and_is_filtered_by_it(reader: Reader, moderator: TestClient, colleague: TestClient) -> None:
    article = reader.talk.article("Gate")
    one, _ = reader.talk.send(article, "Taken on by Mo.").id, reader.talk.send(article, "By nobody so far.").id
    done = post(moderator, "/desk/comments", what="claim", pick=pick(reader, one), state="pending", whose="nobodys")
    assert done.headers["location"] == "/desk/comments?state=pending&whose=nobodys&done=claim&n=1"
    page = tree(moderator.get(done.headers["location"]))
    assert "1 comment taken on." in said(page, ".done")
    assert "By nobody so far." in said(page, ".cards") and "Taken on by Mo." not in said(page, ".cards")
    mine = tree(moderator.get("/desk/comments?whose=mine"))
    assert said(mine, ".whose") == "Taken on by Mo (you)." and len(mine.css(".card")) == 1
    assert said(tree(colleague.get("/desk/comments")), ".whose") == "Taken on by Mo."
    assert "You have taken none" in said(tree(colleague.get("/desk/comments?whose=mine")), "main")
    assert len(tree(colleague.get("/desk/comments?whose=nonsense")).css(".card")) == 2
    reader.talk.later(minutes=30)
    assert not tree(colleague.get("/desk/comments")).css(".whose")


def test_a_comment_is_taken_on_and_let_go_from_its_own_page(reader: Reader, moderator: TestClient, colleague: TestClient) -> None:
    path = f"/desk/comments/{reader.talk.send(reader.talk.article('Gate')).id}"
    assert "Take it on" in said(tree(moderator.get(path)), "main")
    assert post(moderator, path, what="claim").headers["location"] == path
    assert "Let it go" in said(tree(moderator.get(path)), "main")
    others = said(tree(colleague.get(path)), "main")
    assert "Taken on by Mo." in others and "Take it on" not in others and "Let it go" not in others
    post(colleague, path, what="release")
    assert "Taken on by Mo." in said(tree(colleague.get(path)), "main")
    post(moderator, path, what="release")
    assert "Take it on" in said(tree(colleague.get(path)), "main")


def test_deciding_what_somebody_else_has_asks_first(reader: Reader, moderator: TestClient, colleague: TestClient) -> None:
    waiting = reader.talk.send(reader.talk.article("Gate")).id
    post(moderator, f"/desk/comments/{waiting}", what="claim")
    page = tree(post(colleague, "/desk/comments/decide", what="hide", pick=pick(reader, waiting), reason="spam", note="Seen\ntwice.", back=waiting), 409)
    assert said(page, "h1") == "Somebody else is at it"
    assert said(page, ".whose") == "Taken on by Mo."
    assert reader.talk.get(waiting).status is Status.PENDING
    again = {one.attributes["name"] or "": one.attributes["value"] or "" for one in page.css("form[action='/desk/comments/decide'] input")}
    assert again["note"] == "Seen\ntwice."
    assert colleague.post("/desk/comments/decide", data=again).headers["location"] == f"/desk/comments/{waiting}"
    assert reader.talk.get(waiting).reason == "spam"

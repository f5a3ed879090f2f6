"""Comments on the web, as a reader without script and without cookies uses them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  (the wheel has no types)
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import event

from headwater import notices
from headwater.store import db
from support import desk, talk
from support.reader import MAIL, TEXT, Reader, node, said


@pytest.fixture
def reader(sqlite_store: db.Store) -> Reader:
    return Reader(sqlite_store)


# ---- reading and writing -----------------------------------------------------------------------------------


def test_a_reader_writes_confirms_and_sees_the_comment(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    assert said(reader.page(f"/article/{article}"), "#comments").startswith("Comments Nobody has commented yet.")
    posted = reader.write(article, mail=MAIL)
    assert posted.status_code == 303
    own = posted.headers["location"]
    page = reader.page(own)
    assert "open the link in the mail" in said(page, ".state")
    assert node(page, "#own").attributes["value"] == f"https://news.example{own}"
    comment_id = own.split("/")[2]
    link = f"/comment/verify/{reader.talk.token(comment_id)}"
    for _ in range(2):
        assert "Is this your comment?" in said(reader.page(link), "h1"), "looking changes nothing"
    assert said(reader.page(f"/article/{article}"), "#comments h2") == "Comments"
    assert reader.send(link).headers["location"] == f"/comment/{comment_id}"
    shown = reader.client.get(f"/comment/{comment_id}").headers["location"]
    assert shown == f"/article/{article}#c-{comment_id}"
    page = reader.page(f"/article/{article}")
    comment = node(page, f"#c-{comment_id}")
    assert comment.tag == "article"
    assert said(page, "#comments h2") == "1 comment"
    assert said(comment, ".by") == "Ann"
    assert node(comment, ".remark em").text() == "dry"
    assert reader.page(link, 410)


def test_a_guest_is_told_that_a_moderator_looks_first(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    own = reader.write(article).headers["location"]
    assert "waits for a moderator" in said(reader.page(own), ".state")
    assert "waits" in said(reader.page(f"/comment/{own.split('/')[2]}"), "h1")
    assert "cellar" not in reader.client.get(f"/article/{article}").text


def test_an_answer_stands_under_what_it_answers(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    first, _ = reader.publish(article, "The first.")
    link = node(reader.page(f"/article/{article}"), ".doings a").attributes["href"] or ""
    assert link == f"/article/{article}/comment?to={first}"
    page = reader.page(link)
    assert "The first." in said(page, ".quoted")
    posted = reader.send(link, name="Ben", text="An answer to it.", mail="ben@reader.example", to=first)
    answer = posted.headers["location"].split("/")[2]
    reader.send(f"/comment/verify/{reader.talk.token(answer)}")
    page = reader.page(f"/article/{article}")
    assert node(page, f"li:has(> #c-{first}) > details.branch[open] > ol.replies > li > #c-{answer}"), "a branch can be folded away"


def test_a_preview_shows_and_keeps_nothing(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    answer = reader.send(f"/article/{article}/comment", page=f"/article/{article}", name="Ann", text=TEXT, mail=MAIL, do="preview")
    page = LexborHTMLParser(answer.text)
    assert answer.status_code == 200
    assert node(page, ".preview .remark em").text() == "dry"
    assert node(page, "#f-text").text().strip() == TEXT
    assert node(page, "#f-mail").attributes["value"] == MAIL
    with reader.talk.store.read() as conn:
        from headwater.store import comment_tables

        assert conn.execute(sa.select(sa.func.count()).select_from(comment_tables.comment)).scalar() == 0
    token = desk.token_in(answer.text)
    assert reader.client.post(f"/article/{article}/comment", data={"token": token, "name": "Ann", "text": TEXT}).status_code == 303


def test_what_is_wrong_is_said_at_its_field_and_the_draft_is_kept(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    answer = reader.write(article, "Long words " * 500, name=" ", mail="no address")
    page = LexborHTMLParser(answer.text)
    assert answer.status_code == 422
    assert "no mail address" in said(page, ".mistakes")
    assert [one.attributes["href"] for one in page.css(".mistakes a")] == ["#f-name", "#f-mail", "#f-text"], "all at once"
    assert node(page, "#f-mail").attributes["aria-invalid"] == "true"
    assert len(node(page, "#f-text").text().strip()) == 5499
    answer = reader.write(article, "Long words " * 500, name=" ")
    page = LexborHTMLParser(answer.text)
    assert [one.attributes["href"] for one in page.css(".mistakes a")] == ["#f-name", "#f-text"]
    for field in ("name", "text"):
        described = (node(page, f"#f-{field}").attributes["aria-describedby"] or "").split()
        assert any("Write" in node(page, f"#{one}").text() for one in described if one.startswith("w-"))
    assert said(page, "title").startswith("Not sent yet")


def test_a_long_comment_in_any_script_fits_into_the_form(sqlite_store: db.Store) -> None:
    reader = Reader(sqlite_store, comments=replace(talk.RULES, most=20_000))
    article = reader.talk.article("Gate")
    page = reader.page(f"/article/{article}")
    assert node(page, "form.write").attributes["enctype"] == "multipart/form-data"
    given = {"token": reader.token(f"/article/{article}"), "name": "林", "text": "港口的防潮闸门" * 2800}
    parts = {name: (None, value.encode()) for name, value in given.items()}
    assert reader.client.post(f"/article/{article}/comment", files=parts).status_code == 303


def test_a_limit_answers_429_with_retry_after_and_the_draft(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    for number in range(2):
        assert reader.send(f"/article/{article}/comment", page=f"/article/{article}", name="Ann", text=f"Number {number} of three.").status_code == 303
    answer = reader.send(f"/article/{article}/comment", page=f"/article/{article}", name="Ann", text="Number 3, kept as a draft.")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert "kept as a draft" in node(LexborHTMLParser(answer.text), "#f-text").text()


def test_forms_by_the_dozen_are_limited_too(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    token = reader.token(f"/article/{article}")
    found = [reader.client.post(f"/article/{article}/comment", data={"token": token, "text": "x", "do": "preview"}) for _ in range(21)]
    assert found[-1].status_code == 429
    assert int(found[-1].headers["retry-after"]) >= 1
    assert {one.status_code for one in found[:20]} == {200}


def test_pages_of_comments_are_counted_by_roots_and_permalinks_find_theirs(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    found = [reader.talk.shown(article, f"Comment number {number} about the gate.", mail=f"r{number}@reader.example") for number in range(31)]
    page = reader.page(f"/article/{article}")
    assert len(page.css("article.comment")) == 30
    assert said(page, "#comments h2") == "31 comments"
    assert node(page, "#comments .pager a").attributes["href"] == f"/article/{article}?comments=2#comments"
    assert len(reader.page(f"/article/{article}?comments=2").css("article.comment")) == 1
    last = sorted(found)[-1]
    assert reader.client.get(f"/comment/{last}").headers["location"] == f"/article/{article}?comments=2#c-{last}"
    assert reader.client.get(f"/article/{article}?comments=x").status_code == 400


def test_deeper_than_four_it_says_in_reply_to_whom(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    parent = None
    for number in range(6):
        parent = reader.talk.shown(article, f"Level {number + 1}.", parent_id=parent, name=f"Reader {number + 1}", mail=f"r{number}@reader.example")
    page = reader.page(f"/article/{article}")
    assert [re.sub(r"\s+", " ", one.text()).strip() for one in page.css(".to")] == ["in reply to Reader 4", "in reply to Reader 5"]
    assert len(page.css("ol ol ol ol")) == 1
    assert not page.css("ol ol ol ol ol")


# ---- its author, reports -----------------------------------------------------------------------------------


def test_its_author_changes_and_deletes_a_comment_by_the_private_address(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    comment_id, own = reader.publish(article)
    assert reader.send(own, text="Changed.", do="edit").headers["location"] == own
    page = reader.page(f"/article/{article}")
    assert "Changed." in said(page, f"#c-{comment_id}")
    assert said(page, f"#c-{comment_id} .edited") == "edited"
    reader.talk.later(minutes=11)
    assert not reader.page(own).css("#f-text")
    assert reader.send(own, do="delete").status_code == 422, "the box must be ticked"
    assert reader.send(own, do="delete", sure="1").status_code == 303
    assert "You deleted it" in said(reader.page(own), "main")
    assert not reader.page(f"/article/{article}").css("article.comment")
    assert reader.page(f"/comment/{comment_id}", 410)


def test_another_key_opens_nothing(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    comment_id, own = reader.publish(article)
    wrong = f"/comment/{comment_id}/mine/{'A' * 32}"
    assert reader.page(wrong, 404)
    token = reader.token(own)
    assert reader.client.post(wrong, data={"token": token, "do": "delete", "sure": "1"}).status_code == 404
    assert reader.client.post(wrong, data={"token": token, "do": "edit", "text": "Mine."}).status_code == 404
    assert "cellar" in reader.client.get(f"/article/{article}").text


def test_a_private_page_is_kept_by_nobody_and_given_away_by_no_link(reader: Reader) -> None:
    _, own = reader.publish(reader.talk.article("Gate"))
    answer = reader.client.get(own)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert 'content="noindex"' in answer.text


def test_a_comment_is_reported_without_an_account(reader: Reader) -> None:
    comment_id, _ = reader.publish(reader.talk.article("Gate"))
    path = f"/comment/{comment_id}/report"
    assert reader.send(path, reason="spam", note="An advert.").headers["location"] == "/comment/thanks"
    assert "moderators" in said(reader.page("/comment/thanks"), "main")
    assert reader.talk.get(comment_id).reports == 1
    assert reader.send(path).status_code == 422
    assert reader.talk.get(comment_id).reports == 1


def test_what_is_illegal_leads_to_the_complaint_form_with_the_comment_filled_in(reader: Reader) -> None:
    comment_id, _ = reader.publish(reader.talk.article("Gate"))
    answer = reader.send(f"/comment/{comment_id}/report", reason="illegal")
    assert answer.headers["location"] == f"/complaint?item={comment_id}&type=illegal_speech"
    assert reader.talk.get(comment_id).reports == 1


# ---- off, closed, withheld ---------------------------------------------------------------------------------


def test_off_means_no_form_no_comment_no_feed_and_no_route(sqlite_store: db.Store) -> None:
    reader = Reader(sqlite_store)
    article = reader.talk.article("Gate")
    comment_id, own = reader.publish(article)
    off = Reader(sqlite_store, comments=replace(talk.RULES, enabled=False))
    page = off.client.get(f"/article/{article}")
    assert page.status_code == 200
    assert "comments.atom" not in page.text and "<form class=\"write\"" not in page.text and "cellar" not in page.text
    for path in (f"/article/{article}/comment", f"/article/{article}/comments.atom", f"/comment/{comment_id}", own, "/comment/thanks",
                 f"/comment/{comment_id}/report", "/comment/verify/x"):  # fmt: skip
        assert off.client.get(path).status_code == 404, path
        assert off.client.post(path).status_code in (404, 405), path
    for path in ("/legal/terms", "/legal/privacy"):
        assert "If you comment" not in off.client.get(path).text and "<h2>Comments" not in off.client.get(path).text
        assert "If you comment" in reader.client.get(path).text or "<h2>Comments" in reader.client.get(path).text


def test_a_closed_thread_has_no_form_and_keeps_what_is_there(reader: Reader) -> None:
    article = reader.talk.article("Gate", days=29)
    reader.publish(article)
    token = reader.token(f"/article/{article}")
    reader.talk.later(days=2)
    page = reader.page(f"/article/{article}")
    assert not page.css("form.write")
    assert "closed 30 days after" in said(page, "#comments .closed")
    assert "cellar" in said(page, "#comments")
    late = reader.client.post(f"/article/{article}/comment", data={"token": token, "name": "Ann", "text": TEXT})
    assert late.status_code == 403, "the form is older than a day"
    assert reader.client.get(f"/article/{article}/comment").status_code == 409


def test_under_a_withheld_item_nothing_of_its_comments_is_left(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    comment_id, own = reader.publish(article)
    token = reader.token(f"/article/{article}")
    reader.talk.withhold(article)
    for path in (f"/article/{article}", f"/article/{article}/comment", f"/article/{article}/comments.atom", f"/comment/{comment_id}",
                 f"/comment/{comment_id}/report"):  # fmt: skip
        answer = reader.client.get(path)
        assert answer.status_code in (404, 410, 451), path
        assert "cellar" not in answer.text
    assert reader.client.post(f"/article/{article}/comment", data={"token": token, "name": "Ann", "text": TEXT}).status_code == 410
    assert "Delete my comment" in reader.client.get(own).text, "its author can still delete it"
    assert not reader.page(own).css("#f-text")


# ---- machines and caches -----------------------------------------------------------------------------------


def test_the_feed_of_an_article_follows_rfc_4685_and_removed_comments_drop_out(reader: Reader) -> None:
    article = reader.talk.article("Gate & <b>")
    first, own = reader.publish(article, "The first.")
    answer = reader.talk.shown(article, "An answer.", parent_id=first, name="Ben <i>", mail="ben@reader.example")
    path = f"/article/{article}/comments.atom"
    names = {"a": "http://www.w3.org/2005/Atom", "thr": "http://purl.org/syndication/thread/1.0"}
    got = reader.client.get(path)
    assert got.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = etree.fromstring(got.content)
    entries = root.findall("a:entry", names)
    urn = [entry.findtext("a:id", namespaces=names) for entry in entries]
    replies = [entry.find("thr:in-reply-to", names) for entry in entries]
    assert [one.get("ref") for one in replies] == [urn[1], f"urn:uuid:{article[:8]}-{article[8:12]}-{article[12:16]}-{article[16:20]}-{article[20:]}"]
    assert [one.get("href") for one in replies] == [f"https://news.example/comment/{first}", f"https://news.example/article/{article}"]
    assert [entry.findtext("a:author/a:name", namespaces=names) for entry in entries] == ["Ben <i>", "Ann"]
    assert MAIL not in got.text and "ben@reader" not in got.text
    assert reader.client.get(path, headers={"if-none-match": got.headers["etag"]}).status_code == 304
    reader.send(own, do="delete", sure="1")
    again = reader.client.get(path, headers={"if-none-match": got.headers["etag"]})
    assert again.status_code == 200
    assert first not in re.findall(r"<id>urn:uuid:([^<]+)", again.text.replace("-", ""))
    assert "The first." not in again.text
    assert answer in again.text.replace("-", "")
    assert f'href="{path}"' in reader.client.get(f"/article/{article}").text


def test_the_page_is_new_when_a_comment_is_and_not_before(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    path = f"/article/{article}"
    empty = reader.client.get(path)
    assert empty.headers["cache-control"] == "public, max-age=30"
    assert reader.client.get(path, headers={"if-none-match": empty.headers["etag"]}).status_code == 304
    posted = reader.talk.send(article, mail=MAIL)
    assert reader.client.get(path, headers={"if-none-match": empty.headers["etag"]}).status_code == 304, "one that waits changes nothing"
    from headwater.actions import comments

    comments.verify(reader.talk.store, reader.talk.token(posted.id), rules=talk.RULES, now=reader.talk.now)
    shown = reader.client.get(path, headers={"if-none-match": empty.headers["etag"]})
    assert shown.status_code == 200
    comments.withdraw(reader.talk.store, posted.id, posted.key, now=reader.talk.now)
    assert reader.client.get(path, headers={"if-none-match": shown.headers["etag"]}).status_code == 200


def test_an_article_page_asks_two_questions_of_the_store(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    reader.talk.shown(article)
    reader.client.get(f"/article/{article}")  # the secret, the numbers in the foot
    asked: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            asked.append(statement)

    engine = reader.talk.store._fresh()
    event.listen(engine, "before_cursor_execute", note)
    reader.client.get(f"/article/{article}?comments=1")
    event.remove(engine, "before_cursor_execute", note)
    assert len([one for one in asked if " comment" in one]) == 1
    assert len(asked) <= 3, asked


def test_structured_data_counts_the_comments(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    reader.talk.shown(article)
    block = node(reader.page(f"/article/{article}"), "script[type='application/ld+json']").text()
    assert json.loads(block)["commentCount"] == 1


def test_copies_show_one_thread(reader: Reader) -> None:
    original = reader.talk.article("Original")
    copy = reader.talk.article("Copy", copy_of=original)
    comment_id, _ = reader.publish(original)
    assert "cellar" in said(reader.page(f"/article/{copy}"), f"#c-{comment_id}")
    assert "cellar" in reader.client.get(f"/article/{copy}/comments.atom").text


def test_what_was_written_in_arabic_runs_from_right_to_left(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    reader.talk.shown(article, "صمدت البوابة.\n\nThe gate held.")
    found = node(reader.page(f"/article/{article}"), ".remark")
    assert found.attributes["dir"] == "auto"
    assert [one.attributes["dir"] for one in found.css("p")] == ["auto", "auto"]


def test_the_privacy_notice_stands_at_the_form_and_no_mail_is_asked_for_where_none_is_sent(sqlite_store: db.Store) -> None:
    reader = Reader(sqlite_store, comments=replace(talk.RULES, sends_mail=False))
    page = reader.page(f"/article/{reader.talk.article('Gate')}")
    assert not page.css("#f-mail")
    assert "30 days" in said(page, ".small-print")
    assert "No cookies" in said(page, ".small-print")
    assert node(page, ".small-print a").attributes["href"] == "/legal/privacy"


def test_a_moderator_removes_and_the_page_shows_the_empty_place(reader: Reader) -> None:
    from headwater.actions import moderate
    from headwater.discussion import Reason

    article = reader.talk.article("Gate")
    first = reader.talk.shown(article, name="Zebedee")
    reader.talk.shown(article, "An answer.", parent_id=first, mail="ben@reader.example")
    pick = moderate.Pick(id=first, version=reader.talk.get(first).version)
    moderate.hide(reader.talk.store, [pick], Reason.SPAM, by=notices.PersonId("a" * 32), now=reader.talk.now)
    page = reader.page(f"/article/{article}")
    assert said(page, f"#c-{first}") == "Hidden by a moderator: advertising."
    assert "Zebedee" not in str(page.html)
    assert reader.client.get(f"/comment/{first}").headers["location"].endswith(f"#c-{first}")


def test_settings_reach_the_site_and_a_site_without_an_address_of_its_own_asks_for_no_mail() -> None:
    from headwater import app, config

    given = config.Settings(
        site=config.Site(name="Weir", base_url="https://weir.example/"), mail=config.Mail(smtp_host="127.0.0.1"),  # pyright: ignore[reportCallIssue]
        comments=config.Comments(mode="premoderate", banned_words=("casino",), close_days=3),  # pyright: ignore[reportCallIssue]
    )  # fmt: skip
    rules = app.comment_rules(given)
    assert (rules.mode, rules.banned_words, rules.close_days, rules.sends_mail) == ("premoderate", ("casino",), 3, True)
    assert (rules.site_name, rules.base_url) == ("Weir", "https://weir.example")
    assert not app.comment_rules(given.model_copy(update={"site": config.Site()})).sends_mail  # pyright: ignore[reportCallIssue]

"""What people try with comments: script in every field, forms of others, doubles, disguises, prying."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from headwater import notices
from headwater.actions import moderate
from headwater.comments import markup
from headwater.store import comment_tables, db, desk_tables, ledger
from support import desk, hostile, talk
from support.reader import MAIL, TEXT, Reader, node

OURS = {"header", "span", "bdi", "a", "time", "div", "p"} | markup.TAGS  # what the page itself puts around a comment


@pytest.fixture
def reader(sqlite_store: db.Store) -> Reader:
    return Reader(sqlite_store)


def assert_harmless(html: str, where: str) -> None:
    """No script, no handler, no address but of known schemes, nothing loaded from elsewhere."""
    page = LexborHTMLParser(html)
    assert all(one.attributes.get("type") == "application/ld+json" for one in page.css("script")), where
    assert not page.css("iframe, object, embed, base, meta[http-equiv], svg script, math, video, audio, style, img, [style]"), where
    for one in page.css("*"):
        assert not [name for name in one.attributes if name.lower().startswith("on")], (where, one.html)
    for one in page.css("[href], [src], [action], [formaction]"):
        for name in ("href", "src", "action", "formaction"):
            address = one.attributes.get(name)
            assert address is None or re.match(r"(?:https?|mailto):|[/#?]", address, re.I), (where, address)
    for one in page.css("article.comment *"):
        assert one.tag in OURS, (where, one.html)


def test_there_are_enough_attacks() -> None:
    assert len(set(hostile.MARKUP)) >= 60


def test_no_attack_gets_through_in_text_or_name_on_any_page_or_feed(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    reader.talk.rules = reader.app.state.context.settings.comments
    kept = []
    for number, attack in enumerate(hostile.MARKUP):
        posted = reader.talk.send(article, f"{attack}\nand words {number}", name=f"{attack[:50]} n{number}", mail=f"r{number}@reader.example")
        assert hasattr(posted, "id"), (attack, posted)
        pick = moderate.Pick(id=posted.id, version=reader.talk.get(posted.id).version)
        moderate.approve(reader.talk.store, [pick], by=notices.PersonId("a" * 32), now=reader.talk.now)
        kept.append(posted)
    for number in range(1, 5):
        assert_harmless(reader.client.get(f"/article/{article}?comments={number}").text, f"page {number}")
    feed = reader.client.get(f"/article/{article}/comments.atom").text
    for content in re.findall(r'<content type="html">(.*?)</content>', feed, re.S):
        import html

        tree = LexborHTMLParser(f"<main>{html.unescape(content)}</main>")
        assert {one.tag for one in node(tree, "main").css("*")} <= markup.TAGS | {"main"}
    for posted in kept[:: len(kept) // 12]:
        for path in (f"/comment/{posted.id}/mine/{posted.key}", f"/comment/{posted.id}/report", f"/article/{article}/comment?to={posted.id}"):
            answer = reader.client.get(path)
            assert answer.status_code == 200, path
            assert_harmless(answer.text, path)


@pytest.mark.parametrize("field", ["text", "name", "mail", "to", "website", "do"])
def test_no_attack_gets_through_what_a_form_gives_back(reader: Reader, field: str) -> None:
    article = reader.talk.article("Gate")
    token = reader.token(f"/article/{article}")
    for number, attack in enumerate(hostile.MARKUP):
        given = {"token": token, "name": "Ann", "text": "x", "do": "preview", field: attack}
        client = reader.browser(f"198.51.{number}.7")
        answer = client.post(f"/article/{article}/comment", data=given)
        assert answer.status_code in (200, 303, 404, 422), (answer.status_code, attack)
        assert_harmless(answer.text, attack)
        if field == "text" and answer.status_code == 200:
            assert node(LexborHTMLParser(answer.text), "#f-text").text().strip(), "the draft is given back as text"


def test_moderators_see_attacks_as_text(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    for number, attack in enumerate(hostile.MARKUP[:60]):
        reader.talk.send(article, f"{attack} {number}", name=f"{attack[:50]} n{number}")
    first = reader.talk.send(article, "<script>alert(1)</script>", name="<img src=x onerror=alert(1)>")
    client = reader.browser()
    desk.log_in(client, reader.talk.store, notices.Role.MODERATOR, now=reader.talk.now)
    for path in ("/desk/comments", f"/desk/comments/{first.id}"):
        answer = client.get(path)
        assert answer.status_code == 200
        page = LexborHTMLParser(answer.text)
        assert not page.css("script, iframe, img, object, [onerror], [onload], [style]")
        assert not [one for one in page.css("[href]") if "javascript" in (one.attributes["href"] or "").lower()]


# ---- forms of others, twice, by the wrong way --------------------------------------------------------------


def test_a_form_without_our_token_or_from_another_site_changes_nothing(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    comment_id, own = reader.publish(article)
    path, key = f"/article/{article}/comment", own.rpartition("/")[2]
    token, other = reader.token(f"/article/{article}"), reader.token(f"/article/{reader.talk.article('Other')}")
    write = {"name": "Eve", "text": "Forged words in another's name."}
    for fields, headers in (
        (write, {}), ({**write, "token": "x"}, {}), ({**write, "token": token + "A"}, {}), ({**write, "token": other}, {}),
        ({**write, "token": token}, {"origin": "https://evil.example"}), ({**write, "token": token}, {"origin": "null"}),
        ({**write, "token": token}, {"sec-fetch-site": "cross-site"}), ({**write, "token": token}, {"sec-fetch-site": "same-site"}),
    ):  # fmt: skip
        assert reader.client.post(path, data=fields, headers=headers).status_code == 403, (fields, headers)
    for path in (own, f"/comment/{comment_id}/report"):
        assert reader.client.post(path, data={"do": "delete", "sure": "1", "reason": "spam", "token": token}).status_code == 403
    assert reader.client.post("/comment/verify/x", data={"token": token}).status_code == 403
    assert key
    with reader.talk.store.read() as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(comment_tables.comment)).scalar() == 1
    assert reader.talk.get(comment_id).reports == 0


def test_a_form_sent_twice_makes_one_comment(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    token = reader.token(f"/article/{article}")
    given = {"token": token, "name": "Ann", "text": TEXT, "mail": MAIL, "do": "send"}
    answers = [reader.client.post(f"/article/{article}/comment", data=given) for _ in range(3)]
    assert {one.status_code for one in answers} == {303}
    assert len({one.headers["location"] for one in answers}) == 1
    with reader.talk.store.read() as conn:
        assert conn.execute(sa.select(sa.func.count()).select_from(comment_tables.comment)).scalar() == 1
        assert conn.execute(sa.select(sa.func.count()).select_from(desk_tables.mail_out)).scalar() == 1
        assert len(ledger.of_kinds(conn, ("comment.posted",), since=talk.NOW)) == 1


def test_no_get_changes_anything(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    comment_id, own = reader.publish(article)
    waiting = reader.talk.send(article, "Waits.", mail="ben@reader.example")
    link = f"/comment/verify/{reader.talk.token(waiting.id)}"
    reader.client.get(own)
    before = reader.talk.everything()
    for path in (own, f"{own}?do=delete&sure=1", link, f"{link}?token=x", f"/comment/{comment_id}", f"/comment/{comment_id}/report?reason=spam",
                 f"/article/{article}/comment?name=x&text=yyyy&do=send", f"/article/{article}", f"/article/{article}/comments.atom"):  # fmt: skip
        reader.client.get(path)
        reader.client.head(path)
    assert reader.talk.everything() == before


def test_a_forged_forwarded_header_gives_nobody_a_second_network(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    found = []
    for number in range(4):
        token = reader.token(f"/article/{article}")
        reader.talk.later(seconds=-20)
        found.append(reader.client.post(
            f"/article/{article}/comment", data={"token": token, "name": "Ann", "text": f"Number {number} of the flood."},
            headers={"x-forwarded-for": f"203.0.{number}.9", "forwarded": f"for=203.0.{number}.9", "x-real-ip": f"203.0.{number}.9"},
        ))  # fmt: skip
    assert [one.status_code for one in found] == [303, 303, 429, 429]
    with reader.talk.store.read() as conn:
        assert set(conn.execute(sa.select(comment_tables.comment.c.network)).scalars()) == {"192.0.2.0/24"}


def test_only_a_named_proxy_is_believed(sqlite_store: db.Store) -> None:
    reader = Reader(sqlite_store, trusted_proxies=("192.0.2.0/24",))
    article = reader.talk.article("Gate")
    token = reader.token(f"/article/{article}")
    given = {"token": token, "name": "Ann", "text": TEXT}
    reader.client.post(f"/article/{article}/comment", data=given, headers={"x-forwarded-for": "10.9.9.9, 203.0.113.77"})
    with reader.talk.store.read() as conn:
        assert conn.execute(sa.select(comment_tables.comment.c.network)).scalar() == "203.0.113.0/24"


def test_too_much_of_everything_is_an_answer_not_an_error(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    token = reader.token(f"/article/{article}")
    path = f"/article/{article}/comment"
    assert reader.client.post(path, data={"token": token, "name": "x" * 60_000, "text": TEXT, "do": "preview"}).status_code == 200
    assert reader.client.post(path, data={"token": token, "name": "Ann", "text": ">" * 20_000}).status_code == 422
    assert reader.client.post(path, content=b"a=b&" * 60_000, headers={"content-type": "application/x-www-form-urlencoded"}).status_code in (400, 413)
    assert reader.client.post(path, content=b"\xff\xfe", headers={"content-type": "multipart/form-data; boundary=x"}).status_code == 400
    assert reader.client.post(path, content=b"{}", headers={"content-type": "application/json"}).status_code == 403
    for odd in ("/comment/x", "/comment/verify/" + "A" * 900, "/comment/" + "0" * 32, f"/comment/{'0' * 32}/mine/%00", f"/article/{article}/comment?to=%00"):
        assert reader.client.get(odd).status_code in (404, 410), odd


# ---- prying ------------------------------------------------------------------------------------------------


def test_a_mail_address_is_on_no_page_in_no_feed_and_no_log(reader: Reader, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    article = reader.talk.article("Gate")
    comment_id, own = reader.publish(article)
    other = reader.write(article, "Another one, by a guest.", mail="ben@reader.example").headers["location"]
    moderator = reader.browser("203.0.113.5")
    desk.log_in(moderator, reader.talk.store, notices.Role.MODERATOR, now=reader.talk.now)
    seen = {path: reader.client.get(path).text for path in (
        f"/article/{article}", f"/article/{article}/comments.atom", f"/comment/{comment_id}", own, other, f"/comment/{comment_id}/report",
        f"/article/{article}/comment?to={comment_id}", "/", "/latest", "/search?q=gate", f"/api/v1/articles/{article}", "/log", "/log/feed.atom",
        f"/comment/verify/{reader.talk.token(other.split('/')[2])}")}  # fmt: skip
    seen |= {path: moderator.get(path).text for path in ("/desk/comments", "/desk/comments?state=shown", f"/desk/comments/{comment_id}")}
    for path, text in seen.items():
        assert "reader.example" not in text, path
    assert "cellar" in seen[f"/article/{article}"] and "cellar" in seen[f"/desk/comments/{comment_id}"]
    assert "reader.example" not in caplog.text
    with reader.talk.store.read() as conn:
        assert "reader.example" not in str(conn.execute(sa.select(desk_tables.ledger)).all())
        assert "reader.example" not in str(conn.execute(sa.select(desk_tables.ledger_private)).all())


def test_no_page_of_the_comments_sets_a_cookie(reader: Reader) -> None:
    article = reader.talk.article("Gate")
    answers: list[Any] = []
    reader.client.event_hooks = {"response": [answers.append]} if hasattr(reader.client, "event_hooks") else {}
    comment_id, own = reader.publish(article)
    reader.send(f"/comment/{comment_id}/report", reason="spam")
    reader.send(own, do="edit", text="Changed again.")
    for path in (f"/article/{article}", own, f"/comment/{comment_id}", f"/comment/{comment_id}/report", f"/article/{article}/comment",
                 f"/article/{article}/comments.atom", "/comment/thanks", "/comment/nothing"):  # fmt: skip
        answers.append(reader.client.get(path))
    assert len(answers) >= 14
    assert not [one.url for one in answers if "set-cookie" in one.headers]
    assert not reader.client.cookies


@pytest.mark.parametrize("role", [notices.Role.REVIEWER, notices.Role.OPERATOR])
def test_who_is_no_moderator_gets_403_and_changes_nothing(reader: Reader, role: notices.Role) -> None:
    article = reader.talk.article("Gate")
    waiting = reader.talk.send(article)
    client = reader.browser()
    desk.log_in(client, reader.talk.store, role, now=reader.talk.now)
    token = desk.token_in(client.get("/desk/account").text)
    for path in ("/desk/comments", "/desk/comments/decide", "/desk/comments/try", f"/desk/comments/{waiting.id}"):
        assert client.get(path).status_code == 403, path
        given = {"token": token, "what": "approve", "pick": f"{waiting.id}.1", "text": "x"}
        assert client.post(path, data=given).status_code == 403, path
    assert reader.talk.get(waiting.id).version == 1


def test_nobody_at_all_is_sent_to_the_log_in(reader: Reader) -> None:
    client: TestClient = reader.client
    for path in ("/desk/comments", "/desk/comments/try", f"/desk/comments/{'0' * 32}"):
        answer = client.get(path)
        assert answer.status_code == 303 and answer.headers["location"].startswith("/desk/log-in"), path
        assert client.post(path, data={"what": "approve"}).status_code == 401, path

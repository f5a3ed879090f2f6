"""The page behind a link in a moderator's letter: GET changes nothing, a POST decides once, and nothing else comes of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from headwater import notices
from headwater.actions import moderate, moderator_mail
from headwater.discussion import Status
from headwater.store import db, ledger, outbox, people
from headwater.web import security
from support import desk, talk
from support.reader import Reader, node, said


@pytest.fixture
def reader(sqlite_store: db.Store, monkeypatch: pytest.MonkeyPatch) -> Reader:
    desk.quick_hashes(monkeypatch)
    return Reader(sqlite_store)


@pytest.fixture
def mo(reader: Reader) -> notices.Person:
    return desk.log_in(reader.browser("203.0.113.5"), reader.talk.store, notices.Role.MODERATOR, name="Mo", now=reader.talk.now)


def letter(reader: Reader, mo: notices.Person) -> list[str]:
    """Paths of the links in the newest letter."""
    moderator_mail.write(reader.talk.store, rules=reader.talk.rules, now=reader.talk.now)
    with reader.talk.store.read() as conn:
        found = outbox.newest(conn, outbox.WAITING, mo.mail)
    assert found is not None
    return re.findall(r"https://news\.example(/comment/moderate/\S+)", found.body)


def post(reader: Reader, path: str, client: TestClient | None = None, **fields: Any) -> Any:
    token = desk.token_in(reader.client.get(path).text)
    return (client or reader.client).post(path, data={"token": token, **fields})


def tree(answer: Any, status: int) -> LexborHTMLParser:
    assert answer.status_code == status, answer.text[-600:]
    return LexborHTMLParser(answer.text)


def test_a_look_changes_nothing_however_often_and_is_strict(reader: Reader, mo: notices.Person) -> None:
    reader.talk.send(reader.talk.article("Gate"), "Wait <script>alert(1)</script> here.", name="Ann\u202e")
    (path,) = letter(reader, mo)
    before = reader.talk.everything()
    for _ in range(3):
        answer = reader.client.get(path)
        page = tree(answer, 200)
        assert "Show it" in said(page, "main") and "You decide as Mo." in said(page, "main")
        assert not page.css("script:not([type='application/ld+json'])")
        assert "set-cookie" not in answer.headers
        assert answer.headers["content-security-policy"] == security.POLICY
        assert (answer.headers["referrer-policy"], answer.headers["cache-control"], answer.headers["x-robots-tag"]) == ("no-referrer", "no-store", "noindex")
        assert node(page, "meta[name=robots]").attributes["content"] == "noindex"
    assert reader.client.head(path).status_code == 200
    assert reader.talk.everything() == before


def test_show_it_shows_it_once(reader: Reader, mo: notices.Person) -> None:
    article = reader.talk.article("Gate")
    waiting = reader.talk.send(article, "It waits.").id
    (path,) = letter(reader, mo)
    old = desk.token_in(reader.client.get(path).text)
    done = post(reader, path, what="show")
    assert (done.status_code, done.headers["location"]) == (303, "/comment/moderate/done")
    assert "set-cookie" not in done.headers
    assert said(tree(reader.client.get("/comment/moderate/done"), 200), "h1") == "Done"
    assert reader.talk.texts(article) == ["It waits."]
    with reader.talk.store.read() as conn:
        assert ledger.of(conn, waiting)[-1].actor == mo.id
    assert reader.client.post(path, data={"token": old, "what": "hide", "reason": "spam"}).status_code == 410
    assert said(tree(reader.client.get(path), 410), "h1") == "This link works no more"
    assert reader.talk.get(waiting).status is Status.SHOWN


def test_nothing_is_hidden_without_a_reason(reader: Reader, mo: notices.Person) -> None:
    waiting = reader.talk.send(reader.talk.article("Gate")).id
    (path,) = letter(reader, mo)
    for reason in ("", "reports", "nonsense"):
        assert "Choose a reason" in said(tree(post(reader, path, what="hide", reason=reason), 422), ".mistakes")
    assert post(reader, path, what="burn").status_code == 400
    assert reader.talk.get(waiting).status is Status.PENDING
    assert post(reader, path, what="hide", reason="spam").status_code == 303
    assert reader.talk.get(waiting).reason == "spam"


def test_what_changed_since_the_letter_is_told_so(reader: Reader, mo: notices.Person) -> None:
    waiting = reader.talk.send(reader.talk.article("Gate"))
    (path,) = letter(reader, mo)
    token = desk.token_in(reader.client.get(path).text)
    pick = moderate.Pick(id=waiting.id, version=1)
    moderate.approve(reader.talk.store, [pick], by=notices.PersonId("b" * 32), now=reader.talk.now)
    assert said(tree(reader.client.get(path), 409), "h1") == "This comment has changed"
    assert reader.client.post(path, data={"token": token, "what": "hide", "reason": "spam"}).status_code == 409
    assert reader.talk.get(waiting.id).status is Status.SHOWN


def test_what_a_colleague_has_needs_a_tick(reader: Reader, mo: notices.Person) -> None:
    waiting = reader.talk.send(reader.talk.article("Gate")).id
    (path,) = letter(reader, mo)
    bea = desk.log_in(reader.browser("203.0.113.6"), reader.talk.store, notices.Role.MODERATOR, name="Bea", now=reader.talk.now)
    assert not tree(reader.client.get(path), 200).css("input[name=despite]")
    moderate.claim(reader.talk.store, [waiting], by=bea.id, now=reader.talk.now)
    page = tree(post(reader, path, what="show"), 409)
    assert "It was taken on by Bea." in said(page, "main")
    assert len(page.css("input[name=despite]")) == 2
    assert reader.talk.get(waiting).status is Status.PENDING
    assert post(reader, path, what="show", despite="1").status_code == 303
    assert reader.talk.get(waiting).status is Status.SHOWN


def test_the_form_needs_its_own_token_and_its_own_site(reader: Reader, mo: notices.Person) -> None:
    article = reader.talk.article("Gate")
    for number in range(2):
        reader.talk.send(article, f"Comment number {number}.")
    path, other = letter(reader, mo)
    good = desk.token_in(reader.client.get(path).text)
    before = reader.talk.everything()
    for token in ("", "x", desk.token_in(reader.client.get(other).text)):
        assert reader.client.post(path, data={"token": token, "what": "show"}).status_code == 403
    assert reader.client.post(path, data={"token": good, "what": "show"}, headers={"origin": "https://evil.example"}).status_code == 403
    assert reader.talk.everything() == before


def test_the_link_opens_no_other_door_and_a_disabled_moderators_opens_none(reader: Reader, mo: notices.Person) -> None:
    waiting = reader.talk.send(reader.talk.article("Gate"))
    (path,) = letter(reader, mo)
    token = path.rsplit("/", 1)[1]
    assert reader.client.get(f"/comment/verify/{token}").status_code == 410
    assert reader.client.get(f"/comment/{waiting.id}/mine/{token}").status_code == 404
    assert reader.client.get(f"/desk/log-in/{token}").status_code == 410
    assert reader.client.get(f"/desk/comments/{waiting.id}").status_code == 303, "it is no log-in"
    assert reader.client.get("/comment/moderate/nonsense").status_code == 410
    form = desk.token_in(reader.client.get(path).text)
    with reader.talk.store.write() as conn:
        people.describe(conn, replace(mo, disabled_at=reader.talk.now))
    assert reader.client.get(path).status_code == 410
    assert reader.client.post(path, data={"token": form, "what": "show"}).status_code == 410
    assert reader.talk.get(waiting.id).status is Status.PENDING


def test_who_tries_many_links_is_slowed_down(reader: Reader) -> None:
    answers = {reader.client.get(f"/comment/moderate/{number}").status_code for number in range(61)}
    assert answers == {410, 429}


def test_where_comments_are_off_there_is_no_such_page(sqlite_store: db.Store) -> None:
    off = Reader(sqlite_store, comments=replace(talk.RULES, enabled=False))
    assert off.client.get("/comment/moderate/x").status_code == 404
    assert off.client.get("/comment/moderate/done").status_code == 404

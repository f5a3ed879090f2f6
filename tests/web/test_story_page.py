"""A story's page: title and first words of its articles, who was first, what they name in common, what it was joined from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from starlette.testclient import TestClient

from headwater import model
from headwater.publish import named as names
from headwater.store import schema, stories
from headwater.web import named
from web.test_reading_pages import COST, TIDE, tree, words

WIRE = "Port Ellery shuts its gate against the tide"
PLACE = model.Named(name="Port Ellery", key="port ellery", kind="place", where="preposition")
MAYOR = model.Named(name="Ada Quill", key="ada quill", kind="person", where="title")
SHORT = model.Named(name="Quill", key="quill", kind="person", where="title")
GERMANY = model.Named(name="Deutschland", key="DE", kind="place", where="gazetteer", english="Germany")


def tell(news: Any) -> None:
    news.change(WIRE, named=(PLACE, MAYOR))
    news.change(TIDE, named=(PLACE, SHORT, GERMANY))
    news.change(COST, named=(GERMANY,))


def test_the_title_and_the_first_words_are_of_its_articles(client: TestClient, news: Any) -> None:
    page = tree(client, f"/story/{news.stories['tide']}")
    assert words(page, "h1") == TIDE
    assert words(page, ".standfirst") == "PORT ELLERY (MW) - The tide gate was closed on Saturday, officials said."
    told = client.get(f"/api/v1/stories/{news.stories['tide']}").json()
    assert (told["headline"], told["standfirst"], told["standfirst_of"]) == (TIDE, words(page, ".standfirst"), news.articles[WIRE])


def test_the_first_words_are_no_more_than_the_report_shows_and_the_page_says_whose_they_are(client: TestClient, news: Any) -> None:
    news.change(WIRE, view=model.View.LINK_ONLY, excerpt="")
    page = tree(client, f"/story/{news.stories['tide']}")
    assert words(page, ".standfirst").startswith("The great gate at Port Ellery")
    assert "So Harbour Courier ↗, the earliest report here that shows any of its text" in words(page) and "First: Meridian Wire" in words(page)
    news.change(TIDE, excerpt="")
    news.change(COST, excerpt="")
    assert tree(client, f"/story/{news.stories['tide']}").css_first(".standfirst") is None


def test_names_that_two_outlets_share_are_told_with_what_says_so(client: TestClient, news: Any) -> None:
    tell(news)
    page = tree(client, f"/story/{news.stories['tide']}")
    assert [one.text(strip=True) for one in page.css(".named dt")] == ["Places", "People"]
    assert [one.text() for one in page.css(".named dd bdi")] == ["Germany", "Port Ellery", "Ada Quill"]
    told = client.get(f"/api/v1/stories/{news.stories['tide']}").json()["named"]
    assert [(one["name"], one["kind"], one["outlets"]) for one in told] == [("Germany", "place", 2), ("Port Ellery", "place", 2), ("Ada Quill", "person", 2)]


def test_copies_share_nothing(client: TestClient, news: Any) -> None:
    news.change(WIRE, named=(PLACE,))
    news.change("Gate shut: the tide held back", named=(PLACE,))  # repeats the one above
    assert tree(client, f"/story/{news.stories['tide']}").css_first(".named") is None


def test_what_is_hidden_takes_its_names_and_first_words_along_at_once(client: TestClient, news: Any) -> None:
    tell(news)
    path = f"/story/{news.stories['tide']}"
    assert "Ada Quill" in client.get(path).text
    news.withhold(WIRE)  # the worker does not run in this test
    for one in (path, f"/api/v1{path.replace('story', 'stories')}"):
        said = client.get(one).text
        assert "Ada Quill" not in said and "officials said" not in said.replace("The tide gate was closed on Saturday, officials said.", ""), one
    assert [one.text() for one in tree(client, path).css(".named dd bdi")] == ["Germany"]
    assert words(tree(client, path), ".standfirst").startswith("The great gate")


def test_a_story_tells_what_it_was_joined_from(client: TestClient, news: Any) -> None:
    page = tree(client, f"/story/{news.stories['tide']}")
    assert "What was at first taken for 2 stories is one." in words(page) and "its address leads here now" in words(page)
    assert len(client.get(f"/api/v1/stories/{news.stories['tide']}").json()["joined"]) == 1
    assert {one["joined"] for one in client.get("/api/v1/stories").json()["stories"]} == {None}
    assert "at first taken" not in words(tree(client, f"/story/{news.stories['lone']}"))


def test_a_story_that_was_taken_apart_says_so_on_both_sides_as_far_as_they_are_shown(client: TestClient, news: Any) -> None:
    tide, lone = news.stories["tide"], news.stories["lone"]
    with news.store.write() as conn:
        stories.part(conn, lone, tide)
        stories.part(conn, news.stories["hidden"], tide)  # nothing of it is shown
    assert f'a part of what stood here was found to be <a href="/story/{lone}">another story</a>' in client.get(f"/story/{tide}").text
    assert f'these reports were taken for part of <a href="/story/{tide}">another story</a>; it was two events' in client.get(f"/story/{lone}").text
    assert news.stories["hidden"] not in client.get(f"/story/{tide}").text
    assert client.get(f"/api/v1/stories/{tide}").json()["apart"] == [lone] and client.get(f"/api/v1/stories/{lone}").json()["apart"] == [tide]
    with news.store.write() as conn:
        stories.merge(conn, tide, news.stories["arabic"])
        conn.execute(sa.update(schema.publication).where(schema.publication.c.story_id == tide).values(story_id=news.stories["arabic"]))
    assert f'href="/story/{news.stories["arabic"]}">another story' in client.get(f"/story/{lone}").text


def test_where_it_cannot_be_told_who_was_first_nobody_is_said_to_repeat(client: TestClient, news: Any) -> None:
    copy = "Gate shut: the tide held back"
    for by, said in (("undecided", "Which of them was first cannot be told"), ("supplied", "carry the text of the same supplier"), ("published", "one that was published earlier"),
                     ("seen", "one that we saw earlier"), ("credit", "This article repeats another one"), ("", "in whole or in part")):
        news.change(copy, first_by=by)
        page = words(tree(client, f"/article/{news.articles[copy]}"), ".way")
        assert said in page and ("repeats" in page) == (by in ("published", "seen", "credit")), by
        assert client.get(f"/api/v1/articles/{news.articles[copy]}").json()["first_by"] == by
    news.change(copy, first_by="undecided")
    story = tree(client, f"/story/{news.stories['tide']}")
    assert "2 outlets have the same text; of 1 it cannot be told whether it was first" in words(story)
    assert "another has the same text, and which of the two came earlier cannot be told" in words(story, ".story-head")


def test_of_a_story_with_many_outlets_a_name_needs_several() -> None:
    def report(number: int, *given: model.Named) -> model.Publication:
        return replace(BLANK, article_id=model.ArticleId(f"{number}"), outlet_id=model.OutletId(f"o{number}"), named=given)

    many = [report(number, PLACE) for number in range(40)] + [report(number, MAYOR) for number in range(40, 42)]
    assert [one.name for one in named.shared(many)] == ["Port Ellery"]
    same = [report(1, MAYOR), replace(report(2, MAYOR), outlet_id=model.OutletId("o1"))]
    assert named.shared(same) == ()  # one outlet's two reports


def test_the_pages_and_the_rules_speak_of_the_same_kinds() -> None:
    said = {one.where for line, language in (("Mayor Ada Marsh met Tom Ferrow in Port Ellery and Germany.", "en"), ("李河", "zh")) for one in names.of([line], language=language, marked=[("person", "李河")])}
    assert said == {"title", "capitals", "preposition", "gazetteer", "marked"} and said | {"tag"} == set(named._SAYS)


BLANK = model.Publication(article_id=model.ArticleId("a"), view=model.View.EXCERPT, listed=True, headline="h", reference_url="https://tide.example/a", outlet_id=model.OutletId("o"),
                          outlet_name="O", first_seen=datetime(2026, 11, 1, tzinfo=UTC))

"""Decisions where several meet, and where something is not yet, or no longer, what it was: on a fake web."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from headwater import model, notices
from headwater.cli import story_of
from headwater.store import (
    articles,
    desk_tables,
    pending,
    publications,
    schema,
)
from headwater.web import site
from support.prose import prose
from support.quay import PICTURE, TEXT, decision, impose, lift, on, second_outlet
from support.world import World, id_of, item, rss

_A, _K = notices.Action, notices.Kind


def outlet_of(world: World, name: str = "Tidewater Post") -> str:
    with world.store.read() as conn:
        return conn.execute(sa.select(schema.outlet.c.id).where(schema.outlet.c.name == name)).scalar_one()


def client(world: World) -> TestClient:
    settings = site.SiteSettings(name="Headwater", base_url="https://site.example", owner="River Society")
    return TestClient(site.make_app(world.store, settings, now=lambda: world.now), base_url="https://site.example")


def payload(world: World, article: str) -> str:
    with world.store.read() as conn:
        row = publications.stored(conn, article)
    assert row is not None
    return row.payload


def exported(world: World) -> str:
    with world.store.read() as conn:
        return "\n".join(repr(story_of.exported(row)) for row in publications.every(conn))


# ---- several decisions -------------------------------------------------------------------------------------


def test_a_label_lifted_while_the_outlet_is_hidden_is_gone_when_the_outlet_shows_again(world: World) -> None:
    outlet, article = on(outlet_of(world), _K.OUTLET), id_of(world, "lanterns")
    before, less, hide = payload(world, article), decision(_A.LINK_ONLY), decision(_A.HIDE_OUTLET)
    impose(world, less, outlet)
    impose(world, hide, outlet)
    lift(world, less)
    lift(world, hide)
    assert payload(world, article) == before
    assert "Zanzibar" in client(world).get(f"/article/{article}").text


@pytest.mark.parametrize("action", [_A.LABEL, _A.DEMOTE])
def test_a_label_leaves_the_pictures_of_an_item_and_of_others(world: World, action: notices.Action) -> None:
    second_outlet(world, item("same", title="The same picture elsewhere", host="copy.example"))
    world.page("same", text=prose(90, seed=71), title="The same picture elsewhere", host="copy.example", images=(PICTURE,))
    world.live(70)
    impose(world, decision(action, stay_down=True), on(id_of(world, "lanterns")))
    for slug, host in (("lanterns", "tide.example"), ("same", "copy.example")):
        article = id_of(world, slug, host)
        assert PICTURE.url in payload(world, article)
        with world.store.write() as conn:
            pending.add(conn, [article], reason="test", now=world.now)
    world.digest()
    assert PICTURE.url in payload(world, id_of(world, "same", "copy.example"))


# ---- what is not published yet, or withheld by the gate -----------------------------------------------------


def test_what_the_gate_hid_meanwhile_is_not_exported_with_its_headline(world: World) -> None:
    article = id_of(world, "lanterns")
    assert "Lanterns of the quay" in exported(world)
    with world.store.write() as conn:
        publications.withhold(conn, article_id=article)
    told = exported(world)
    assert "Lanterns of the quay" not in told and "Ana Voss" not in told


def test_an_article_that_was_never_shown_stays_down_too(world: World) -> None:
    with world.store.write() as conn:
        conn.execute(sa.delete(schema.publication))
    impose(world, decision(stay_down=True), on(id_of(world, "lanterns")))
    second_outlet(world, item("first", title="Brought by another feed", host="copy.example"))
    world.page("first", text=TEXT, title="Brought by another feed", host="copy.example")
    world.live(70)
    assert client(world).get(f"/article/{id_of(world, 'first', 'copy.example')}").status_code == 451


def test_a_hidden_article_that_turns_out_to_be_another_one_hides_that_one(world: World) -> None:
    second_outlet(world, item("real", title="The real one", host="copy.example"))
    world.page("real", text="Ultramarine herons. " + prose(90, seed=72), title="The real one", host="copy.example")
    world.live(70)
    real = id_of(world, "real", "copy.example")
    short = "https://copy.example/s/1"
    world.answers["https://copy.example/feed"] = rss(
        f"<item><title>The real one</title><link>{short}</link><guid>s1</guid><description>Again.</description></item>", title="Copy Courier")
    world.now += timedelta(minutes=70)
    world.answers.pop(short, None)
    world.gather()
    with world.store.read() as conn:
        twin = articles.by_address(conn, [short])
    (old,) = twin.values()
    assert old != real
    with world.store.write() as conn:
        conn.execute(sa.delete(schema.publication).where(schema.publication.c.article_id == old))
        conn.execute(sa.delete(schema.pending))
        conn.execute(sa.insert(desk_tables.notice_target).values(notice_id="a" * 32, place=0, kind="article", object_id=old, scope="whole"))
    impose(world, decision(), on(old))
    final = world.response("https://copy.example/news/real", b"<html>")
    world.answers[short] = replace(final, url=short)
    world.now += timedelta(days=2)
    world.live()
    with world.store.read() as conn:
        assert articles.get(conn, old) is None
        assert conn.execute(sa.select(desk_tables.notice_target.c.object_id)).scalar_one() == real
    assert client(world).get(f"/article/{real}").status_code == 451


# ---- what else tells of it ---------------------------------------------------------------------------------


def test_a_hidden_outlet_is_in_no_list_and_its_page_says_why(world: World) -> None:
    outlet = outlet_of(world)
    second_outlet(world, item("heron", title="Herons too", host="copy.example"))
    world.live(70)
    paths = ["/outlets", "/opml", "/api/v1/outlets", f"/outlet/{outlet}", f"/api/v1/outlets/{outlet}", *(f"/outlet/{outlet}/feed.{form}" for form in ("atom", "rss", "json"))]
    before = {path: client(world).get(path).text for path in paths}
    assert all("Tidewater Post" in text for text in before.values())
    made = decision(_A.HIDE_OUTLET)
    impose(world, made, on(outlet, _K.OUTLET))
    answers = {path: client(world).get(path) for path in paths}
    assert [path for path, one in answers.items() if "Tidewater Post" in one.text or "tide.example" in one.text] == []
    assert answers[f"/outlet/{outlet}"].status_code == answers[f"/api/v1/outlets/{outlet}"].status_code == 451
    assert "Copy Courier" in answers["/outlets"].text
    lift(world, made)
    assert {path: client(world).get(path).text for path in paths} == before


def test_the_address_of_a_hidden_article_is_no_origin_of_a_copy_that_stays(world: World) -> None:
    second_outlet(world, item("own", title="Lanterns of the quay", host="copy.example"))
    world.page("own", text=TEXT, title="Lanterns of the quay", host="copy.example")
    world.live(70)
    copy, hidden = id_of(world, "own", "copy.example"), id_of(world, "lanterns")
    assert "tide.example/news/lanterns" in client(world).get(f"/article/{copy}").text
    impose(world, decision(stay_down=True, spare=("copy.example",)), on(hidden))
    page = client(world).get(f"/article/{copy}")
    assert page.status_code == 200 and "tide.example/news/lanterns" not in page.text


def test_a_demoted_original_does_not_take_its_copies_out_of_the_lists(world: World) -> None:
    second_outlet(world, item("own", title="Lanterns at the quay", host="copy.example"))
    world.page("own", text=TEXT, title="Lanterns at the quay", host="copy.example")
    world.live(70)
    impose(world, decision(_A.DEMOTE), on(id_of(world, "lanterns")))
    assert "Lanterns at the quay" in client(world).get("/latest").text


def test_no_origin_leads_to_a_hidden_article_and_it_does_again_when_that_is_undone(world: World) -> None:
    second_outlet(world, item("own", title="Another story of the lanterns", host="copy.example"))
    world.page("own", text=prose(120, seed=91), title="Another story of the lanterns", host="copy.example",
               structured=(("link.canonical", "https://tide.example/news/lanterns"),))  # fmt: skip
    world.live(70)
    other, hidden = id_of(world, "own", "copy.example"), id_of(world, "lanterns")
    with world.store.write() as conn:
        conn.execute(sa.update(schema.publication).values(story_id="5" * 32))
        conn.execute(sa.update(schema.article).values(story_id="5" * 32))
    paths = (f"/article/{other}", f"/api/v1/articles/{other}", "/feeds/front.atom", f"/outlet/{outlet_of(world, 'Copy Courier')}/feed.json")
    before = payload(world, other)
    assert any("news/lanterns" in client(world).get(path).text for path in paths)
    for made, target in ((decision(), on(hidden)), (decision(_A.HIDE_OUTLET), on(outlet_of(world), _K.OUTLET))):
        impose(world, made, target)
        assert [path for path in paths if "news/lanterns" in client(world).get(path).text] == []
        with world.store.write() as conn:
            pending.add(conn, [other], reason="test", now=world.now)
        world.digest()
        assert "news/lanterns" not in client(world).get(f"/article/{other}").text
        with world.store.write() as conn:
            conn.execute(sa.update(schema.publication).values(story_id="5" * 32))
            conn.execute(sa.update(schema.article).values(story_id="5" * 32))
        lift(world, made)
        assert payload(world, other) == before


# ---- what is no mark of an item ----------------------------------------------------------------------------

PAYWALL = "This article is only for members of the Tidewater Post. Please log in or become a member to go on reading the work of our staff."


def test_what_an_outlet_puts_in_the_place_of_many_texts_takes_none_of_them_down(world: World) -> None:
    titles = {"one": "Mill sold to the council", "two": "School opens by the river", "three": "Ferry breaks down again"}
    world.answers["https://tide.example/feed"] = rss(*(item(slug, title=title, summary=prose(12, seed=at)) for at, (slug, title) in enumerate(titles.items())))
    for slug, title in titles.items():
        world.page(slug, text=PAYWALL, title=title)
    world.live(70)
    impose(world, decision(stay_down=True), on(id_of(world, "one")))
    world.answers["https://tide.example/feed"] = rss(item("four", title="Fog keeps ships at sea", summary=prose(12, seed=77)))
    world.page("four", text=PAYWALL, title="Fog keeps ships at sea")
    world.live(70)
    answers = {slug: client(world).get(f"/article/{id_of(world, slug)}").status_code for slug in (*titles, "four")}
    assert answers == {"one": 451, "two": 200, "three": 200, "four": 200}


def test_a_logo_that_many_articles_show_does_not_go_with_one_of_them(world: World) -> None:
    logo = model.Image(url="https://img.tide.example/logo.png", credit="Tidewater Post")
    own = model.Image(url="https://img.tide.example/own.jpg", credit="Ana Voss")
    world.manners = replace(world.manners, pictures=True)
    world.answers["https://tide.example/feed"] = rss(*(item(f"piece{at}", title=f"Piece {at} of the series") for at in range(8)))
    for at in range(8):
        world.page(f"piece{at}", text=prose(150, seed=200 + at), title=f"Piece {at} of the series", images=(logo, own) if at < 2 else (logo,))
    world.live(70)
    impose(world, decision(stay_down=True), on(id_of(world, "piece0")))
    assert logo.url in payload(world, id_of(world, "piece1")) and logo.url in payload(world, id_of(world, "piece3"))
    assert own.url not in payload(world, id_of(world, "piece1"))

"""Further pages of an article and AMP versions, followed on the fake web."""

from __future__ import annotations

import sqlalchemy as sa

from headwater import model
from headwater.store import articles, schema
from support.prose import prose
from support.world import World, item, rss

FIRST, SECOND, THIRD = (prose(120, seed=seed) for seed in (11, 12, 13))
HOST = "https://tide.example/news/"


def kept(world: World) -> articles.Kept:
    with world.store.read() as conn:
        found = articles.get(conn, conn.scalar(sa.select(schema.article.c.id)) or "")
    assert found is not None
    return found


def told(world: World) -> str:
    article = kept(world).article
    return article.body if article else ""


def listed(world: World) -> None:
    world.enrol(licence=model.Licence(uri="https://creativecommons.org/licenses/by/4.0/", name="CC BY 4.0", where="operator"))
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Lock closed"))


def test_further_pages_are_joined_in_order_and_repeat_nothing(world: World) -> None:
    listed(world)
    link = model.BodyLink(url="https://harbour.example/report", text="report", paragraph=1)
    world.page("lock", text=FIRST, title="Lock closed", next_urls=(HOST + "lock/2", HOST + "lock/3"))
    world.page("lock/2", text=f"Lock closed\n{SECOND}", title="Lock closed", links=(link,), forms=((0, "heading"), (1, "quote")))
    world.page("lock/3", text=f"{FIRST}\n{THIRD}", title="Lock closed")
    world.live()
    assert told(world) == f"{FIRST}\n{SECOND}\n{THIRD}"
    article = kept(world).article
    assert article is not None
    assert [article.body.split("\n")[one.paragraph] for one in article.links] == [SECOND.split("\n")[0]]
    assert [(article.body.split("\n")[line], form) for line, form in article.forms] == [(SECOND.split("\n")[0], "quote")]
    assert [one.url for one in world.asked if "/news/" in one.url] == [HOST + "lock", HOST + "lock/2", HOST + "lock/3"]


def test_a_missing_page_ends_the_text_and_is_said_so(world: World) -> None:
    listed(world)
    world.page("lock", text=FIRST, title="Lock closed", next_urls=(HOST + "lock/2", HOST + "lock/3"))
    world.page("lock/3", text=THIRD, title="Lock closed")
    world.live()
    article = kept(world).article
    assert article is not None and article.body == FIRST
    assert "further-page-missing" in [one.code for one in article.warnings]


def test_pages_of_another_site_and_pages_that_reserve_their_use_are_not_joined(world: World) -> None:
    listed(world)
    world.page("lock", text=FIRST, title="Lock closed", next_urls=("https://other.example/lock/2", HOST + "lock/2"))
    url = world.page("lock/2", text=SECOND, title="Lock closed")
    world.answers[url] = world.response(url, b"<html>", tdm_reservation="1")
    world.live()
    assert not any("other.example" in one.url for one in world.asked)
    assert any(one.url == url for one in world.asked) and told(world) == FIRST


def test_an_empty_page_is_read_in_its_amp_version_under_its_own_address(world: World) -> None:
    listed(world)
    world.answers[HOST + "lock"] = b"<html>"
    world.pool.found[HOST + "lock"] = model.NotArticle(url=HOST + "lock", reason="too-short", amp_url=HOST + "lock/amp")
    world.page("lock/amp", text=SECOND, title="Lock closed")
    world.live()
    article = kept(world).article
    assert article is not None
    assert (article.url, article.body, dict(article.found)["body"]) == (HOST + "lock", SECOND, "amp")


def test_a_short_page_takes_the_forms_of_the_text_that_it_takes(world: World) -> None:
    listed(world)
    world.page("lock", text="Closed.\nUntil May.", title="Lock closed", amp_url=HOST + "lock/amp", forms=((1, "quote"),),
               images=(model.Image(url="https://tide.example/a.jpg", place=1),))
    world.page("lock/amp", text=f"Why\n{SECOND}", title="Lock closed", forms=((0, "heading"),))
    world.live()
    article = kept(world).article
    assert article is not None
    assert (article.forms, [one.place for one in article.images]) == (((0, "heading"),), [None])


def test_a_full_page_asks_for_no_amp_version(world: World) -> None:
    listed(world)
    world.page("lock", text=FIRST, title="Lock closed", amp_url=HOST + "lock/amp")
    world.live()
    assert not any(one.url.endswith("/amp") for one in world.asked)

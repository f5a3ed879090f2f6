"""Editions of the front page: by language, country and topic; and no outlet fills a page by itself."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from headwater.store import directory, fronts, schema
from headwater.web import editions


def heads(conn: sa.Connection, **edition: Any) -> list[str]:
    return [one.items[0].publication.headline for one in fronts.front(conn, limit=20, edition=fronts.Edition(**edition))]


def filed(news: Any, headline: str, topic: str) -> None:
    with news.store.write() as conn:
        conn.execute(sa.update(schema.publication).where(schema.publication.c.article_id == news.articles[headline]).values(topic=topic))


def test_an_edition_holds_stories_with_an_article_of_its_kind(news_on_both: Any) -> None:
    news = news_on_both
    cost = "What the gate cost, and who paid"
    filed(news, cost, "economy")
    with news.store.write() as conn:
        conn.execute(sa.update(schema.outlet).where(schema.outlet.c.id == news.outlets["河湾日报"]).values(country="cn"))
    with news.store.read() as conn:
        assert heads(conn, topic="economy") == [cost]  # its own article leads in the edition
        assert heads(conn, country="cn") == ["埃勒里港四十年来首次关闭防潮闸门"]
        assert heads(conn, country="gb", topic="economy", language="en") == [cost]
        assert heads(conn, country="cn", topic="economy") == heads(conn, topic="sport") == []
        offered = directory.offered(conn)
        assert offered.topics == ("economy",) and offered.countries == ("gb", "cn")


def test_further_stories_that_an_outlet_has_alone_stand_lower(news_on_both: Any) -> None:
    news = news_on_both
    with news.store.write() as conn:
        conn.execute(sa.update(schema.story).values(rank=0))
        for number in range(6):
            news_story(conn, news, f"busy{number}", "The Millrace", rank=5.0)
        news_story(conn, news, "quiet", "Tidewater Post", rank=4.6)
    with news.store.read() as conn:
        found = [one.items[0].publication.headline for one in fronts.front(conn, limit=7)]
    assert sorted(found) == sorted([f"busy{number}" for number in range(6)] + ["quiet"])
    assert found.index("quiet") == 2  # 5.0 and 4.75 stand before 4.6, then 4.5 ...


def news_story(conn: sa.Connection, news: Any, name: str, outlet: str, *, rank: float) -> None:
    """A story of one article."""
    from tests.web.conftest import NOW, some_id

    template = conn.execute(sa.select(schema.publication).where(schema.publication.c.article_id == news.articles["What the gate cost, and who paid"])).one()
    values = dict(template._mapping)
    values |= {"article_id": some_id("article", name), "story_id": some_id("story", name), "outlet_id": news.outlets[outlet],
               "payload": template.payload.replace("What the gate cost, and who paid", name), "copy_of": None}
    article = dict(conn.execute(sa.select(schema.article).where(schema.article.c.id == template.article_id)).one()._mapping)
    conn.execute(sa.insert(schema.article), article | {"id": values["article_id"], "story_id": values["story_id"]})
    conn.execute(sa.insert(schema.publication), values)
    conn.execute(sa.insert(schema.story), {"id": values["story_id"], "status": "open", "language": "en", "created_at": NOW, "last_at": NOW, "articles": 1,
                                           "outlets": 1, "rank": rank, "lead_article_id": values["article_id"]})


def test_the_pages_feeds_and_api_know_editions(client: TestClient, news: Any) -> None:
    filed(news, "What the gate cost, and who paid", "economy")
    page = client.get("/?topic=economy&country=gb")
    assert page.status_code == 200 and "Economy, from United Kingdom" in page.text and "/feeds/front.atom?country=gb&amp;topic=economy" in page.text
    assert "What the gate cost" in page.text and "埃勒里港" not in page.text
    assert [one["headline"] for one in client.get("/api/v1/stories?topic=economy").json()["stories"]] == ["What the gate cost, and who paid"]
    assert len(client.get("/api/v1/articles?topic=economy&country=gb").json()["articles"]) == 1
    assert client.get("/feeds/front.json?topic=economy").json()["items"][0]["title"] == "What the gate cost, and who paid"
    assert "nothing in this edition" in client.get("/?topic=sport").text


@pytest.mark.parametrize("query", ["topic=nonsense", "topic=%00", "country=xx", "country=gbr", "country=%F0%9F%87%AC"])
def test_what_names_no_edition_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/?{query}").status_code == client.get(f"/feeds/front.atom?{query}").status_code == 400


def test_editions_have_names_and_addresses() -> None:
    one = fronts.Edition(language="pt", country="br", topic="sport")
    assert editions.name(one) == "Sport, from Brazil, in Portuguese" and editions.name(fronts.ALL) == editions.address(fronts.ALL) == ""
    assert editions.address(one, 2, language=None) == "?country=br&topic=sport&page=2"

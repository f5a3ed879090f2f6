"""The reads behind the pages, the same on both databases; folding, the line of time, dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from headwater import model
from headwater.store import directory, fronts, pages
from headwater.web import caching, dates, folding, origins

START = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
TIDE = "Tide gate closes for the first time in forty years"


def shown(name: str, minutes: float = 0, copy_of: str | None = None) -> pages.Shown:
    at = START + timedelta(minutes=minutes)
    released = model.Publication(
        article_id=model.ArticleId(name), view=model.View.EXCERPT, listed=True, headline=name, reference_url="https://a.example/1",
        outlet_id=model.OutletId("o"), outlet_name="O", first_seen=at)
    return pages.Shown(publication=released, version=1, sort_at=at, changed_at=at, story_id="s", copy_of=copy_of, home_url="https://a.example/")


def names(items: Any) -> list[str]:
    return [one.publication.headline for one in items]


def test_both_databases_answer_alike(news_on_both: Any) -> None:
    news = news_on_both
    with news.store.read() as conn:
        front = fronts.front(conn, limit=20)
        assert [one.items[0].publication.headline for one in front][:2] == [TIDE, "إغلاق بوابة المد للمرة الأولى منذ أربعين عاماً"]
        assert (front[0].outlets, front[0].reports, len(front[0].items), len(front)) == (5, 5, 5, 11)
        assert len(fronts.front(conn, limit=20, edition=fronts.Edition(language="en"), each=1)[0].items) == 1
        assert len(fronts.front(conn, limit=3, offset=9)) == 2
        assert len(pages.latest(conn, pages.Wanted(folded=True), limit=50)) == 16
        assert len(pages.latest(conn, pages.Wanted(listed=True), limit=50)) == 17
        assert pages.latest(conn, pages.Wanted(query="gate", language="en"), limit=50)
        assert TIDE in names(pages.matching(conn, "tide forty", limit=5))
        assert isinstance(pages.story(conn, news.stories["hidden"]), pages.Hidden)
        assert pages.story(conn, news.stories["merged"]) == pages.Merged(into=news.stories["tide"])
        assert pages.story(conn, "0" * 32) is None
        article = pages.article(conn, news.articles[TIDE])
        assert isinstance(article, pages.ArticleShown)
        assert len(article.others) == 4
        assert pages.article(conn, news.articles["SECRET withdrawn"]) == pages.Hidden(presence=model.Presence.WITHDRAWN)
        alone = pages.article(conn, news.articles["A note without a story"])
        assert isinstance(alone, pages.ArticleShown)
        assert alone.others == ()
        assert [one.name for one in directory.outlets(conn, limit=2)] == ["Broken Bugle", "Harbour Courier"]
        assert directory.offered(conn).languages[:1] == ("en",)
        assert (directory.standing(conn).feeds, directory.standing(conn).polled, directory.standing(conn).failing) == (9, 8, 1)
        assert directory.count_listed(conn) == len(directory.listed(conn, limit=50)) == 17


def test_a_row_that_cannot_be_read_is_left_out(news: Any) -> None:
    with news.store.write() as conn:
        conn.exec_driver_sql("UPDATE publication SET payload = '{\"broken\"' WHERE article_id = ?", (news.articles[TIDE],))
    with news.store.read() as conn:
        assert TIDE not in names(pages.latest(conn, pages.Wanted(), limit=50))
        assert fronts.front(conn, limit=1)[0].items
        assert pages.article(conn, news.articles[TIDE]) == pages.Hidden()


def test_an_item_without_a_web_address_is_not_shown(news: Any) -> None:
    news.change(TIDE, reference_url="javascript:alert(1)")
    with news.store.read() as conn:
        assert TIDE not in names(pages.latest(conn, pages.Wanted(), limit=50))


def test_copies_of_copies_lie_under_the_first_original() -> None:
    items = [shown("c", 3, "b"), shown("a", 1), shown("b", 2, "a"), shown("d", 0, "elsewhere")]
    reports = folding.fold(items)
    assert [(one.item.publication.article_id, names(one.copies)) for one in reports] == [("d", []), ("a", ["b", "c"])]


def test_copies_in_a_circle_lose_nobody() -> None:
    reports = folding.fold([shown("a", 2, "b"), shown("b", 1, "a"), shown("c", 3, "a"), shown("x", 4, "x")])
    assert [(one.item.publication.article_id, names(one.copies)) for one in reports] == [("b", ["a", "c"]), ("x", [])]


def test_points_on_the_line_of_time_do_not_cover_each_other() -> None:
    plot = folding.timeline([shown(str(number), number / 10) for number in range(8)] + [shown("late", 600)])
    assert plot is not None
    places = [(point.x, point.y) for point in plot.points]
    assert len(set(places)) == 9
    assert all(2 <= x <= 98 and 0 < y < plot.height for x, y in places)
    assert folding.timeline([shown("a"), shown("b")]) is None
    assert folding.timeline([]) is None
    crowd = folding.timeline([shown(str(number), number / 100) for number in range(300)] + [shown("late", 600)])
    assert crowd is not None
    assert crowd.height < 200


@pytest.mark.parametrize(("language", "expected"), [("en", "3 hours ago"), ("ru", "3 часа назад"), ("zh-Hans-CN", "3小时前"), ("tlh", "3 hours ago"), (None, "3 hours ago"), ("../x", "3 hours ago")])
def test_times_are_told_in_the_items_language(language: str | None, expected: str) -> None:
    assert dates.ago(START, START + timedelta(hours=3, minutes=20), language) == expected


def test_dates_keep_the_publishers_offset() -> None:
    moment = START.astimezone(timezone(-timedelta(hours=3, minutes=30)))
    assert dates.full(moment, "en") == "21 November 2026, 04:30 (UTC−03:30)"
    assert dates.ago(START, START + timedelta(days=3), "en") == "21 Nov"
    assert dates.ago(START, START + timedelta(days=300), "en") == "21 Nov 2026"
    assert dates.language_name("ar") == "العربية"


def test_how_sure_we_are_in_words() -> None:
    assert [origins.sureness(one) for one in (0.95, 0.8, 0.5)] == ["almost certain", "very likely", "likely"]
    assert not origins.is_shown(model.Origin(kind="own", confidence=1.0))
    assert not origins.is_shown(model.Origin(kind="agency", confidence=1.0))
    assert origins.is_shown(model.Origin(kind="agency", name="W", confidence=0.5))


def test_two_states_never_share_a_last_modified() -> None:
    seen = caching.FirstSeen()
    first = seen.at("/a", "x", START)
    assert seen.at("/a", "x", START + timedelta(hours=1)) == first
    second = seen.at("/a", "y", START)
    assert second > first
    assert seen.at("/a", "x", START) > second

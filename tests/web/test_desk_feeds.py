"""The operator's pages on feeds: what they say, and what they let be done."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from headwater import gathering, model, notices
from headwater.store import codec, entries, feed_logs, outlets, schema, subscriptions
from support import desk

from .conftest import HOSTILE, NOW, News, some_id


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    desk.quick_hashes(monkeypatch)


@pytest.fixture
def operator(client: TestClient, news: News) -> TestClient:
    desk.log_in(client, news.store, notices.Role.OPERATOR, now=NOW)
    return client


def made(news: News, name: str, **values: object) -> str:
    """An outlet whose feed is so."""
    news.outlet(name)
    feed_id = some_id("feed", name)
    if values:
        with news.store.write() as conn:
            conn.execute(sa.update(schema.feed).where(schema.feed.c.id == feed_id).values(**values))
    return feed_id


def record(news: News, feed_id: str, one: gathering.PollRecord, *warnings: model.Warned) -> None:
    with news.store.write() as conn:
        feed_logs.record(conn, feed_id, one, warnings=warnings or None)


def test_feeds_are_listed_by_how_they_do(operator: TestClient, news: News) -> None:
    made(news, "Well Weekly", entries_listed=12)
    made(news, "Empty Echo", entries_listed=0)
    made(news, "Failing Flag", failures=4, last_error="gone: status 410")
    made(news, "Twin Times", same_as=some_id("feed", "Well Weekly"))
    made(news, "New Note", polled_at=None, succeeded_at=None)
    wanted = {"ok": "Well Weekly", "empty": "Empty Echo", "failing": "Failing Flag", "twin": "Twin Times", "new": "New Note"}
    for how, name in wanted.items():
        page = operator.get(f"/desk/feeds?how={how}").text
        assert name in page and not [other for key, other in wanted.items() if key != how and f">{other}<" in page]
    assert "4 in a row:</strong> gone: status 410" in operator.get("/desk/feeds?how=failing").text
    assert "Twin Times" in operator.get("/desk/feeds?words=twin").text and "Well Weekly" not in operator.get("/desk/feeds?words=twin").text
    assert "No feed fits" in operator.get("/desk/feeds?words=%25_nothing").text


def test_a_feed_says_when_it_is_asked_next_and_why_what_it_did_and_what_is_odd(operator: TestClient, news: News) -> None:
    feed_id = made(news, "Well Weekly", entries_listed=12, next_poll_at=NOW + timedelta(minutes=34), why="in 34 min: a third was new")
    record(news, feed_id, gathering.PollRecord(at=NOW - timedelta(days=1), result=gathering.Polled.BROUGHT, status=200, new=5, listed=12, size=20480, seconds=0.7),
           model.Warned(code="bad-date", detail="yesterday at noon"))
    record(news, feed_id, gathering.PollRecord(at=NOW, result=gathering.Polled.FAILED, status=503, reason="status", detail="status 503"))
    with news.store.write() as conn:
        subscriptions.put(conn, gathering.Subscription(feed_id=feed_id, hub="https://hub.example/", topic="https://t.example/", token="t", secret="s3cr3t", state=gathering.Push.ACTIVE))
        outlets.set_rules(conn, some_id("outlet", "Well Weekly"), gathering.OutletRules(exclude_title=("horoscope",), rewrite_url=(("^http:", "https:"),)))
    page = operator.get(f"/desk/feeds/{feed_id}").text
    for wanted in ("in 34 min", "a third was new", "5 new of 12", "20 KiB", "0.7 s", "503", "bad-date", "yesterday at noon", "https://hub.example/",
                   "horoscope", "^http: → https:", "2026-11-20: 5", "5 new entries in 60 days"):
        assert wanted in page, wanted
    assert "s3cr3t" not in page


def test_what_feeds_say_cannot_break_the_page(operator: TestClient, news: News) -> None:
    feed_id = made(news, "Hostile Herald", title=HOSTILE, last_error=HOSTILE, failures=1, why=HOSTILE)
    record(news, feed_id, gathering.PollRecord(at=NOW, result=gathering.Polled.FAILED, reason=HOSTILE, detail=HOSTILE), model.Warned(code="x", detail=HOSTILE))
    for path in ("/desk/feeds", f"/desk/feeds/{feed_id}"):
        page = operator.get(path)
        assert page.status_code == 200 and "<script>" not in page.text


def test_a_feed_can_be_made_due_but_only_by_a_form_of_ours(operator: TestClient, news: News) -> None:
    feed_id = made(news, "Well Weekly", next_poll_at=NOW + timedelta(hours=3))

    def due() -> bool:
        with news.store.read() as conn:
            feed = conn.execute(sa.select(schema.feed.c.next_poll_at, schema.feed.c.host).where(schema.feed.c.id == feed_id)).one()
            host = conn.execute(sa.select(schema.host.c.due_at).where(schema.host.c.name == feed.host)).scalar()
        return feed.next_poll_at == NOW and host == NOW

    assert operator.post(f"/desk/feeds/{feed_id}", data={"what": "poll", "token": "forged"}).status_code == 403 and not due()
    answer = desk.send(operator, f"/desk/feeds/{feed_id}", what="poll")
    assert due() and "It is due now" in operator.get(answer.headers.get("location", answer.url.path + "?done=1")).text
    assert desk.send(operator, f"/desk/feeds/{feed_id}", what="delete").status_code == 400


def test_no_feed_no_page(operator: TestClient) -> None:
    assert operator.get(f"/desk/feeds/{'a' * 32}").status_code == 404
    assert operator.get("/desk/feeds/nonsense").status_code == 404


def test_an_entry_without_an_article_is_no_link(operator: TestClient, news: News) -> None:
    feed_id = made(news, "Well Weekly")
    old = model.Entry(entry_id="7", url="https://well.example/2019/lock", title="The lock of 2019")
    with news.store.write() as conn:
        entries.add(conn, [entries.NewEntry(feed_id=model.FeedId(feed_id), key="7", article_id=entries.NO_ARTICLE, digest="d", payload=codec.dump(old))], now=NOW)
    page = operator.get(f"/desk/feeds/{feed_id}").text
    assert "The lock of 2019" in page and "no article: over a year old" in page and 'href="/article/"' not in page

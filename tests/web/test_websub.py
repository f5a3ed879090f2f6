"""Where hubs reach us: what is answered, kept, counted and refused. (The rules are tested in feeds/test_websub.py.)"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from headwater.actions import hubs
from headwater.gathering import Push, Subscription
from headwater.store import feeds, schema, subscriptions
from headwater.web import websub

TOKEN, TOPIC = "quay-token-of-the-hub_alone-0001", "https://quay.example/feed"
BODY = b"<rss version='2.0'><channel><title>Quay</title></channel></rss>"


class Line:
    """A hub's line to a site with one subscription."""

    def __init__(self, client: TestClient, news: Any, now: datetime) -> None:
        self.client, self.store, self.now = client, news.store, now
        with self.store.write() as conn:
            self.feed_id = next(feeds.every(conn)).feed.id
            conn.execute(sa.update(schema.feed).values(next_poll_at=now + timedelta(hours=5), polled_at=now - timedelta(hours=1), failures=0))
        self.put(Subscription(feed_id=self.feed_id, hub="https://hub.example/", topic=TOPIC, token=TOKEN, secret="s" * 64, state=Push.ASKED,
                              asked_at=now, again_at=now + timedelta(hours=1), failures=1))

    def put(self, known: Subscription) -> None:
        with self.store.write() as conn:
            subscriptions.put(conn, known)

    @property
    def known(self) -> Subscription:
        with self.store.read() as conn:
            found = subscriptions.get(conn, self.feed_id)
            assert found
            return found

    @property
    def waiting(self) -> int:
        with self.store.read() as conn:
            return subscriptions.waiting(conn, self.feed_id).of_feed

    @property
    def next_poll(self) -> datetime | None:
        with self.store.read() as conn:
            found = feeds.get(conn, self.feed_id)
            return found.history.next_poll_at if found else None

    def verify(self, **query: str) -> Any:
        asked = {"mode": "subscribe", "topic": TOPIC, "challenge": "c", "lease_seconds": "864000"} | query
        return self.client.get(f"/websub/{TOKEN}", params={f"hub.{name}": value for name, value in asked.items()})

    def deliver(self, body: bytes = BODY, *, signature: str | None = None, **headers: str) -> Any:
        signed = "sha256=" + hmac.new(b"s" * 64, body, hashlib.sha256).hexdigest() if signature is None else signature
        named = {"X-Hub-Signature": signed, "Content-Type": "application/rss+xml", **{key.replace("_", "-"): value for key, value in headers.items()}}
        return self.client.post(f"/websub/{TOKEN}", content=body, headers=named)


NOW = datetime.fromisoformat("2031-05-04T12:00:00+00:00")


@pytest.fixture
def line(news: Any, client_of: Callable[..., TestClient]) -> Line:
    return Line(client_of(news, now=NOW), news, NOW)


def is_bare(answer: Any) -> bool:
    return answer.headers["content-type"] == "text/plain; charset=utf-8" and answer.headers["cache-control"] == "no-store" \
        and "set-cookie" not in answer.headers and "<html" not in answer.text


def test_a_challenge_is_given_back_as_plain_text(line: Line) -> None:
    answer = line.verify(challenge="<script>alert(1)</script>ü")
    assert (answer.status_code, answer.text) == (200, "<script>alert(1)</script>ü")
    assert is_bare(answer)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert (line.known.state, line.known.lease_until) == (Push.ACTIVE, NOW + timedelta(days=10))


def test_a_subscription_that_begins_makes_its_feed_due_and_a_renewal_does_not(line: Line) -> None:
    assert line.next_poll == NOW + timedelta(hours=5)
    line.verify()
    assert line.next_poll == NOW
    with line.store.write() as conn:
        conn.execute(sa.update(schema.feed).values(next_poll_at=NOW + timedelta(hours=5)))
    line.verify()
    assert line.next_poll == NOW + timedelta(hours=5)


@pytest.mark.parametrize("path", ["x", "x" * 32, TOKEN + "x", TOKEN[:-1] + "%00", "../" + TOKEN, "%C3%BC" * 20, "x" * 900])
def test_what_we_never_asked_for_is_not_found(line: Line, path: str) -> None:
    answer = line.client.get(f"/websub/{path}", params={"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "<b>c</b>"})
    assert answer.status_code == 404
    assert "<b>c</b>" not in answer.text
    assert line.client.post(f"/websub/{path}", content=BODY).status_code in (404, 405, 410)
    assert line.waiting == 0


@pytest.mark.parametrize("query", [{"topic": "https://other.example/"}, {"mode": "unsubscribe"}, {"mode": ""}, {"topic": ""}])
def test_another_topic_or_mode_is_not_found_and_changes_nothing(line: Line, query: dict[str, str]) -> None:
    before = line.known
    answer = line.verify(**query)
    assert answer.status_code == 404
    assert is_bare(answer)
    assert line.known == before


def test_a_refusal_is_noted(line: Line) -> None:
    assert line.verify(mode="denied", reason="too many").status_code == 200
    assert (line.known.state, line.known.note) == (Push.DENIED, "the hub refuses: too many")


def test_a_signed_delivery_is_kept_to_be_read(line: Line) -> None:
    line.verify()
    answer = line.deliver()
    assert answer.status_code == 202
    assert is_bare(answer)
    with line.store.read() as conn:
        kept = subscriptions.oldest(conn)
    assert kept
    assert (kept.feed_id, kept.body, kept.content_type, kept.received_at) == (line.feed_id, BODY, "application/rss+xml", NOW)
    assert line.known.pushed_at == NOW


@pytest.mark.parametrize("signature", ["", "sha256=" + "0" * 64, "sha1=", "md5=" + "0" * 32, "sha256", "="])
def test_a_delivery_that_is_not_signed_is_answered_alike_and_counted(line: Line, signature: str) -> None:
    line.verify()
    answer = line.deliver(signature=signature)
    assert answer.status_code == 202
    assert (line.waiting, line.known.forged, line.known.pushed_at) == (0, 1, None)


@pytest.mark.parametrize("change", [{"lease_until": None}, {"lease_until": NOW - timedelta(days=2)}, {"state": Push.DENIED}])
def test_where_nobody_waits_any_more_the_hub_is_told(line: Line, change: dict[str, Any]) -> None:
    line.verify()
    line.put(replace(line.known, **change))
    answer = line.deliver()
    assert answer.status_code == 410
    assert is_bare(answer)
    assert line.waiting == 0


def test_a_body_that_is_too_large_is_cut_off_and_the_feed_is_polled_instead(line: Line) -> None:
    line.verify()
    with line.store.write() as conn:
        conn.execute(sa.update(schema.feed).values(next_poll_at=NOW + timedelta(hours=5)))
    assert line.deliver(b"x" * (websub.MOST_BODY + 1)).status_code == 413
    assert line.next_poll == NOW
    assert "more than we take" in line.known.note

    unannounced = (b"x" * 65536 for _ in range(100))
    assert line.client.post(f"/websub/{TOKEN}", content=unannounced).status_code == 413
    assert line.waiting == 0
    big = b" " * (websub.MOST_BODY - len(BODY)) + BODY
    assert line.deliver(big).status_code == 202
    assert line.waiting == 1


def test_what_comes_too_often_is_refused_and_polled_at_most_each_ten_minutes(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websub, "RATE", "3/hour")
    line.verify()
    with line.store.write() as conn:
        conn.execute(sa.update(schema.feed).values(next_poll_at=NOW + timedelta(hours=5), polled_at=NOW - timedelta(minutes=4)))
    assert [line.deliver().status_code for _ in range(3)] == [202] * 3
    answer = line.deliver()
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert is_bare(answer)
    assert line.next_poll == NOW + timedelta(minutes=6)


def test_a_hub_that_verifies_again_and_again_is_told_to_wait(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websub, "RATE_OF_QUESTIONS", "3/hour")
    assert [line.verify().status_code for _ in range(4)] == [200, 200, 200, 429]
    assert line.deliver().status_code == 202, "deliveries are counted apart"


def test_what_waits_is_bounded_in_bytes_too(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "MOST_BYTES", 2 * len(BODY))
    line.verify()
    assert [line.deliver().status_code for _ in range(3)] == [202] * 3
    assert line.waiting == 2
    assert line.next_poll == NOW


def test_a_feed_that_fails_is_left_to_its_pauses_whatever_its_hub_says(line: Line) -> None:
    line.verify()
    with line.store.write() as conn:
        conn.execute(sa.update(schema.feed).values(next_poll_at=NOW + timedelta(hours=5), failures=2))
    assert line.deliver(b"").status_code == 202
    assert line.next_poll == NOW + timedelta(hours=5)


def test_a_form_of_another_site_needs_no_token_here_and_gains_nothing(line: Line) -> None:
    line.verify()
    answer = line.deliver(signature="", Origin="https://evil.example", Sec_Fetch_Site="cross-site")
    assert answer.status_code == 202
    assert line.waiting == 0


def test_forms_elsewhere_stay_bounded(line: Line) -> None:
    assert line.client.post("/complaint", content=b"x" * 100_000, headers={"content-type": "application/x-www-form-urlencoded"}).status_code == 413

"""WebSub's rules: what is asked of whom, what is believed, when a subscription counts."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.feeds import websub
from headwater.gathering import Push, Subscription
from headwater.model import ParsedFeed

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HUB, TOPIC = "https://hub.example/", "https://quay.example/feed"
NEW = Subscription(feed_id="f", hub="", topic="", token="t" * 32, secret="s" * 64)


def wanted() -> Subscription:
    found = websub.wished(None, HUB, TOPIC, new=NEW, now=NOW)
    assert found
    return found


def active(lease: int = 864_000, at: datetime = NOW) -> Subscription:
    asked = websub.asked(wanted(), now=at, jitter=0.0)
    found = websub.answered(asked, {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.lease_seconds": str(lease)}, now=at, jitter=0.0)
    assert found
    return found


# ---- whom to ask -------------------------------------------------------------------------------------------


def test_headers_name_the_hub_before_the_document_does() -> None:
    parsed = ParsedFeed(format="rss2.0", hub="https://old.example/", topic="https://quay.example/old")
    headers = (("link", '<https://hub.example/>; rel="hub", <https://quay.example/new>; rel=self'), ("link", "</n>; rel=next"))
    assert websub.named(parsed, headers, asked=TOPIC) == (HUB, "https://quay.example/new")
    assert websub.named(parsed, (), asked=TOPIC) == ("https://old.example/", "https://quay.example/old")


@pytest.mark.parametrize(("hub", "topic", "expected"), [
    ("", TOPIC, ("", "")), ("mailto:hub@x.example", TOPIC, ("", "")), ("javascript:x", "", ("", "")),
    (HUB, "", (HUB, TOPIC)), (HUB, "ftp://x/", (HUB, TOPIC)), ("/hub", "/self", ("https://quay.example/hub", "https://quay.example/self")),
    (HUB, "https://cdn.example/moved", (HUB, "https://cdn.example/moved")),
])
def test_71_the_topic_is_what_the_feed_calls_itself_and_else_its_address(hub: str, topic: str, expected: tuple[str, str]) -> None:
    assert websub.named(ParsedFeed(format="atom1.0", hub=hub, topic=topic), (), asked=TOPIC) == expected


def test_71_a_channel_of_youtube_has_a_hub_though_its_feed_names_none() -> None:
    url = "https://www.youtube.com/feeds/videos.xml?channel_id=UCquayquayquay"
    hub, topic = websub.named(ParsedFeed(format="atom1.0"), (), asked=url)
    assert (hub, topic) == ("https://pubsubhubbub.appspot.com/subscribe", url)
    assert websub.named(ParsedFeed(format="atom1.0"), (), asked="https://tube.example/feeds/videos.xml?channel_id=UCquay") == ("", "")


@pytest.mark.parametrize(("address", "public"), [
    ("https://news.quay.org", True), ("http://93.184.216.34:8000", True), ("https://[2606:4700::1111]", True), ("", False),
    ("http://localhost:8000", False), ("http://127.0.0.1", False), ("http://192.168.1.4", False), ("http://[::1]", False),
    ("http://news", False), ("http://news.local", False), ("http://box.lan", False), ("https://news.example", False),
])
def test_71_behind_an_address_that_nobody_can_reach_no_hub_is_asked(address: str, public: bool) -> None:
    assert websub.is_public(address) is public


def test_the_form_says_what_section_5_1_asks_for() -> None:
    form = dict(websub.form(wanted(), "https://ours.example/"))
    assert form == {
        "hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": "https://ours.example/websub/" + "t" * 32,
        "hub.secret": "s" * 64, "hub.lease_seconds": "864000",
    }  # fmt: skip
    assert len(form["hub.secret"].encode()) < 200


# ---- what the feed says now --------------------------------------------------------------------------------


def test_nothing_changes_where_the_feed_says_the_same() -> None:
    assert websub.wished(active(), HUB, TOPIC, new=NEW, now=NOW) is None
    assert websub.wished(None, "", "", new=NEW, now=NOW) is None


@pytest.mark.parametrize(("hub", "topic"), [("https://other.example/", TOPIC), (HUB, "https://quay.example/feed/")])
def test_71_another_hub_or_self_is_asked_under_a_new_token_after_an_hour(hub: str, topic: str) -> None:
    fresh = replace(NEW, token="n" * 32)
    found = websub.wished(active(), hub, topic, new=fresh, now=NOW + timedelta(minutes=5))
    assert found
    assert (found.hub, found.topic, found.token, found.state, found.lease_until) == (hub, topic, "n" * 32, Push.WANTED, None)
    assert found.again_at == NOW + HOUR, "a feed that names two hubs in turn does not make us ask at each poll"
    third = websub.wished(found, "https://third.example/", TOPIC, new=NEW, now=NOW + timedelta(minutes=10))
    assert third
    assert third.again_at == NOW + HOUR, "nor does one that names another each time"


def test_71_a_hub_that_disappears_is_not_asked_again_and_polling_returns() -> None:
    gone = websub.wished(active(), "", "", new=NEW, now=NOW)
    assert gone
    assert (gone.state, gone.again_at) == (Push.BROKEN, None)
    assert not websub.pushes(gone, NOW)
    assert websub.wished(gone, "", "", new=NEW, now=NOW) is None, "said once"
    back = websub.wished(gone, HUB, TOPIC, new=NEW, now=NOW + DAY)
    assert back
    assert (back.state, back.again_at) == (Push.WANTED, NOW + DAY)


# ---- verification ------------------------------------------------------------------------------------------


def test_a_subscription_begins_when_the_hub_verifies_it() -> None:
    found = active(lease=9 * 3600)
    assert (found.state, found.failures, found.lease_until) == (Push.ACTIVE, 0, NOW + 9 * HOUR)
    assert found.again_at == NOW + 6 * HOUR, "renewed after two thirds"
    assert websub.pushes(found, NOW + 8 * HOUR)
    assert not websub.pushes(found, NOW + 10 * HOUR), "not after its lease"


def test_renewals_are_spread_by_chance() -> None:
    asked = websub.asked(wanted(), now=NOW, jitter=0.0)
    query = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.lease_seconds": "864000"}
    times = [found.again_at for n in range(11) if (found := websub.answered(asked, query, now=NOW, jitter=n / 10))]
    assert len(set(times)) == 11
    assert all(time and NOW + 5.6 * DAY < time <= NOW + 6.7 * DAY for time in times)


@pytest.mark.parametrize(("said", "lease"), [
    ("864000", 10 * DAY), ("", 10 * DAY), ("soon", 10 * DAY), ("99999999999", 14 * DAY), ("9" * 400, 10 * DAY), ("0", 0 * DAY), ("-5", 0 * DAY),
    ("60", timedelta(minutes=1)),
])
def test_71_absurd_leases_are_cut_and_never_make_us_hurry(said: str, lease: timedelta) -> None:
    asked = websub.asked(wanted(), now=NOW, jitter=0.0)
    found = websub.answered(asked, {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.lease_seconds": said}, now=NOW, jitter=0.0)
    assert found
    assert found.lease_until == NOW + lease
    assert found.again_at
    assert found.again_at >= NOW + HOUR


@pytest.mark.parametrize("query", [
    {}, {"hub.mode": "subscribe"}, {"hub.mode": "subscribe", "hub.topic": "https://other.example/feed"},
    {"hub.mode": "unsubscribe", "hub.topic": TOPIC}, {"hub.mode": "publish", "hub.topic": TOPIC}, {"hub.mode": "subscribe", "hub.topic": ""},
])
def test_what_we_did_not_ask_for_is_not_confirmed(query: dict[str, str]) -> None:
    assert websub.answered(active(), query, now=NOW, jitter=0.0) is None


def test_a_subscription_that_was_never_asked_for_cannot_be_verified() -> None:
    assert websub.answered(wanted(), {"hub.mode": "subscribe", "hub.topic": TOPIC}, now=NOW, jitter=0.0) is None
    assert websub.answered(wanted(), {"hub.mode": "denied", "hub.topic": TOPIC}, now=NOW, jitter=0.0) is None


def test_a_hub_may_refuse_at_any_time_and_is_left_alone_for_a_month() -> None:
    found = websub.answered(active(), {"hub.mode": "denied", "hub.topic": TOPIC, "hub.reason": "no\r\nrobots " + "x" * 999}, now=NOW, jitter=0.0)
    assert found
    assert (found.state, found.lease_until, found.again_at) == (Push.DENIED, None, NOW + 30 * DAY)
    assert found.note.startswith("the hub refuses: no robots x")
    assert len(found.note) < 200
    assert websub.answered(found, {"hub.mode": "subscribe", "hub.topic": TOPIC}, now=NOW, jitter=0.0) is None
    again = websub.asked(found, now=NOW + 30 * DAY, jitter=0.0)
    assert websub.answered(again, {"hub.mode": "subscribe", "hub.topic": TOPIC}, now=NOW + 30 * DAY, jitter=0.0)


def test_an_end_that_we_wanted_is_confirmed() -> None:
    gone = websub.wished(active(), "", "", new=NEW, now=NOW)
    assert gone
    found = websub.answered(gone, {"hub.mode": "unsubscribe", "hub.topic": TOPIC}, now=NOW, jitter=0.0)
    assert found
    assert found.lease_until == NOW


# ---- hubs that fail ----------------------------------------------------------------------------------------


def test_71_a_dead_hub_is_asked_ever_more_rarely_and_for_ever() -> None:
    known, pauses, now = wanted(), [], NOW
    for _ in range(14):
        known = websub.asked(known, now=now, jitter=0.0)
        known = websub.failed(known, "no answer", now=now, jitter=0.0)
        assert known.again_at
        pauses.append((known.again_at - now) / HOUR)
        now = known.again_at
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, *[168] * 6]
    assert (known.state, known.failures) == (Push.BROKEN, 14)


def test_a_hub_that_takes_requests_and_never_verifies_is_asked_ever_more_rarely_and_says_so() -> None:
    known, now = wanted(), NOW
    for _ in range(3):
        known = websub.asked(known, now=now, jitter=0.0)
        assert known.again_at
        now = known.again_at
    assert now == NOW + 7 * HOUR
    assert known.state is Push.ASKED
    assert "does not reach us" in known.note


def test_a_renewal_that_fails_ends_nothing_before_the_lease_does() -> None:
    later = NOW + 7 * DAY
    known = websub.failed(websub.asked(active(), now=later, jitter=0.0), "status 503", now=later, jitter=0.0, retry_after=5 * 3600.0)
    assert known.state is Push.ACTIVE
    assert websub.pushes(known, later)
    assert known.again_at == later + 5 * HOUR
    lapsed = websub.failed(websub.asked(known, now=NOW + 11 * DAY, jitter=0.0), "status 503", now=NOW + 11 * DAY, jitter=0.0)
    assert lapsed.state is Push.BROKEN


# ---- deliveries --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_71_a_signature_by_any_of_the_four_methods_is_ours(method: str) -> None:
    body = "straße".encode()
    digest = hmac.new(b"s" * 64, body, getattr(hashlib, method)).hexdigest()
    assert websub.is_signed("s" * 64, body, f"{method}={digest}")
    assert websub.is_signed("s" * 64, body, f" {method.upper()}={digest.upper()} ")
    assert not websub.is_signed("s" * 64, body + b" ", f"{method}={digest}")
    assert not websub.is_signed("t" * 64, body, f"{method}={digest}")
    assert not websub.is_signed("s" * 64, body, digest)
    assert not websub.is_signed("s" * 64, body, f"sha224={digest}")


@given(st.text(max_size=90), st.binary(max_size=30))
def test_no_header_is_a_signature_by_accident(header: str, body: bytes) -> None:
    assert not websub.is_signed("s" * 64, body, header)
    assert not websub.is_signed("s" * 64, body, f"md5={hashlib.md5(body).hexdigest()}")


def test_deliveries_are_taken_while_the_lease_runs_and_a_day_more() -> None:
    assert not websub.is_welcome(wanted(), NOW)
    assert websub.is_welcome(active(3600), NOW + 20 * HOUR)
    assert not websub.is_welcome(active(3600), NOW + 26 * HOUR)
    assert not websub.is_welcome(replace(active(), state=Push.DENIED), NOW)


def test_a_delivery_of_another_topic_is_told_by_its_link() -> None:
    assert websub.is_elsewhere(active(), [("link", '<https://other.example/feed>; rel="self"')])
    assert not websub.is_elsewhere(active(), [("link", f'<{TOPIC}>; rel="self", <{HUB}>; rel="hub"')])
    assert not websub.is_elsewhere(active(), [("link", f"<{HUB}>; rel=hub")])
    assert not websub.is_elsewhere(active(), [])


def test_71_pulls_that_twice_find_what_no_push_brought_break_it_until_a_push_comes() -> None:
    known = active()
    assert websub.missed(known, now=NOW + timedelta(minutes=30)) is None, "published before it began"
    once = websub.missed(known, now=NOW + 6 * HOUR)
    assert once
    assert websub.pushes(once, NOW + 6 * HOUR)
    twice = websub.missed(once, now=NOW + 12 * HOUR)
    assert twice
    assert not websub.pushes(twice, NOW + 12 * HOUR)
    assert websub.missed(twice, now=NOW + 13 * HOUR) is None
    again = websub.delivered(twice, now=NOW + 14 * HOUR)
    assert websub.pushes(again, NOW + 14 * HOUR)
    assert (again.missed, again.note, again.pushed_at) == (0, "", NOW + 14 * HOUR)


def test_a_push_between_two_misses_makes_them_count_anew() -> None:
    once = websub.missed(active(), now=NOW + 6 * HOUR)
    assert once
    assert websub.delivered(once, now=NOW + 7 * HOUR).missed == 0


def test_a_forged_delivery_is_counted_and_changes_nothing_else() -> None:
    assert websub.forged(active()) == replace(active(), forged=1)

"""What polls make of validators, and of answers that are none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from headwater import model
from headwater.feeds import pauses
from headwater.pipeline import poll
from support.polls import FEED, MORE, WHOLE, go, known, log, not_modified, titles
from support.world import World, item, rss

# ---- validators --------------------------------------------------------------------------------------------


def test_02_a_server_that_says_304_of_a_changed_document_is_found_out_and_asked_without_validators(world: World) -> None:
    lies = [True]

    async def get(request: model.Request) -> model.Response | model.NotModified | model.Refused:
        world.asked.append(request)
        if lies[0] and request.etag:
            return not_modified()
        return world.response(FEED, MORE if len(world.asked) > 1 else WHOLE, etag=f'"{len(world.asked)}"')

    world.get = get  # pyright: ignore[reportAttributeAccessIssue]
    go(world)
    for _ in range(6):
        go(world, hours=24)
    assert "Ferry late" not in titles(world), "it says that nothing has changed"
    go(world, hours=25)  # the seventh day: asked without validators
    assert "Ferry late" in titles(world)
    assert known(world).history.validators_lie
    assert "without validators" in log(world).recent[0].detail
    go(world, hours=1)
    assert world.asked[-1].etag is None


def test_02_an_honest_server_whose_document_changed_since_the_last_304_keeps_its_validators(world: World) -> None:
    state = {"body": WHOLE, "etag": '"1"'}

    async def get(request: model.Request) -> model.Response | model.NotModified | model.Refused:
        world.asked.append(request)
        return not_modified() if request.etag == state["etag"] else world.response(FEED, state["body"], etag=state["etag"])  # pyright: ignore[reportArgumentType]

    world.get = get  # pyright: ignore[reportAttributeAccessIssue]
    go(world)
    go(world, hours=24)
    state.update(body=MORE, etag='"2"')
    go(world, hours=24 * 7)
    assert not known(world).history.validators_lie and known(world).history.etag == '"2"'
    assert "Ferry late" in titles(world)


def test_02_a_feed_is_asked_without_validators_once_a_week(world: World) -> None:
    world.answers[FEED] = world.response(FEED, WHOLE, etag='"1"')
    for _ in range(15):
        go(world, hours=24)
    assert [number for number, one in enumerate(world.asked) if one.etag is None] == [0, 7, 14]


def test_03_a_304_renews_what_it_names_and_keeps_what_it_does_not(world: World) -> None:
    world.answers[FEED] = world.response(FEED, WHOLE, etag='"1"', last_modified="Sun, 01 Nov 2026 09:00:00 GMT")
    go(world)
    world.answers[FEED] = not_modified(last_modified="Mon, 02 Nov 2026 09:00:00 GMT")
    go(world, hours=1)
    assert (known(world).history.etag, known(world).history.last_modified) == ('"1"', "Mon, 02 Nov 2026 09:00:00 GMT")
    world.answers[FEED] = not_modified(etag='"2"')
    go(world, hours=1)
    assert (known(world).history.etag, known(world).history.last_modified) == ('"2"', "Mon, 02 Nov 2026 09:00:00 GMT")


def test_04_expires_0_means_that_nothing_is_to_be_kept(world: World) -> None:
    world.answers[FEED] = world.response(FEED, WHOLE, etag='"1"', expires="0")
    go(world)
    assert known(world).history.etag is None


def test_04_last_modified_goes_back_as_it_came_whatever_its_form(world: World) -> None:
    odd = "2026-11-01 09:00:00 +0300 (local)"
    world.answers[FEED] = world.response(FEED, WHOLE, last_modified=odd)
    go(world)
    go(world, hours=1)
    assert world.asked[-1].last_modified == odd


def test_05_the_same_bytes_every_time_are_read_once_and_an_error_page_is_no_success(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.answers[FEED] = WHOLE
    go(world)
    read = []
    monkeypatch.setattr(poll.feed_reader, "parse", lambda *args, **more: read.append(args) or model.ParsedFeed(format=""))
    go(world, hours=1)
    assert read == [] and log(world).recent[0].reason == "same-bytes"
    world.answers[FEED] = b"<html>We will be back soon</html>"
    before = known(world).history.body_hash
    go(world, hours=1)
    after = known(world).history
    assert read and after.failures == 1 and after.body_hash == before


def test_06_a_part_of_the_document_with_status_226_removes_nothing(world: World) -> None:
    """RFC 3229: we ask for no deltas; a server that sends one all the same is read as far as it goes."""
    world.answers[FEED] = WHOLE
    go(world)
    world.answers[FEED] = replace(world.response(FEED, rss(item("ferry", title="Ferry late")), im="feed"), status=226)
    go(world, hours=1)
    assert len(titles(world)) == 4 and known(world).history.failures == 0


# ---- refusals ----------------------------------------------------------------------------------------------


def test_08_a_403_and_a_429_part_the_feeds_of_a_host(world: World) -> None:
    refused = model.Refused(url=FEED, reason=model.Refusal.RATE_LIMITED, status=429)
    waits = {round(pauses.seconds(refused, 1, interval=3600, jitter=number / 50)) for number in range(50)}
    assert len(waits) == 50 and max(waits) >= min(waits) + 600


def test_09_a_bot_wall_is_named_as_one_and_left_alone(world: World) -> None:
    world.answers[FEED] = model.Refused(url=FEED, reason=model.Refusal.BLOCKED, status=403, detail="a bot wall asks for a challenge")
    go(world)
    one = known(world).history
    assert one.last_error.startswith("blocked: ") and "bot wall" in one.why
    assert one.next_poll_at is not None and one.next_poll_at - world.now >= timedelta(hours=12)


@pytest.mark.parametrize("page", [
    b"<html><head><title>Before you continue to Tidewater</title></head><body>Accept all cookies</body></html>",
    b"<html><head><title>Zustimmung</title></head><body>Datenschutzeinstellungen: Werbung und Tracking</body></html>",
])
def test_a_consent_wall_at_a_feeds_address_is_named_as_one_and_not_followed_as_a_page(world: World, page: bytes) -> None:
    world.answers[FEED] = page
    go(world)
    assert known(world).history.last_error.startswith("consent: ")
    assert known(world).feed.kind is model.FeedKind.UNKNOWN


@pytest.mark.parametrize("body", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n\t"])
def test_21_an_empty_answer_is_a_failure_that_passes_soon(world: World, body: bytes) -> None:
    world.answers[FEED] = WHOLE
    go(world)
    world.answers[FEED] = body
    go(world, hours=1)
    one = known(world).history
    assert one.last_error.startswith("empty: ") and one.failures == 1
    assert one.next_poll_at is not None and one.next_poll_at - world.now < timedelta(hours=1)
    assert len(titles(world)) == 3

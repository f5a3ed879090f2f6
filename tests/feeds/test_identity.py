"""Keys of entries, and how far a feed's identifiers and links are trusted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import model
from headwater.feeds import identity
from headwater.feeds.identity import Policy

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def entry(name: str = "a", *, entry_id: str | None = None, url: str = "", title: str = "", **more: object) -> model.Entry:
    link = url or f"https://tide.example/{name}"
    return model.Entry(entry_id=link if entry_id is None else entry_id, url=link, title=title or f"News of {name}", **more)  # pyright: ignore[reportArgumentType]


def keys(*listed: model.Entry, policy: Policy = Policy.ID) -> list[str]:
    return [one.key for one in identity.identify(listed, policy)]


def test_28_the_key_is_the_identifier_else_the_link_else_title_and_time() -> None:
    assert keys(entry(entry_id="Tag:X,1")) == ["Tag:X,1"]
    assert keys(entry(entry_id="")) == ["https://tide.example/a"]
    assert keys(entry(entry_id="1"), policy=Policy.LINK) == ["https://tide.example/a"]
    one, two = keys(entry("a", url="https://tide.example/"), entry("b", url="https://tide.example/"), policy=Policy.TEXT)
    assert one != two
    assert keys(entry("b", url="https://tide.example/"), policy=Policy.TEXT) == [two]


def test_28_an_entry_without_any_link_is_left_out() -> None:
    assert identity.identify([model.Entry(entry_id="7", url="", title="x")]) == []
    assert keys(model.Entry(entry_id="https://tide.example/a", url="")) == ["https://tide.example/a"]


@pytest.mark.parametrize("odd", ["HTTP://Tide.example/A?utm_source=x", " id with spaces ", "urn:uuid:ABC", "https://tide.example/a#x", "ID%20"])
def test_36_identifiers_are_never_normalised(odd: str) -> None:
    assert keys(entry(entry_id=odd)) == [odd]


def test_a_long_identifier_is_remembered_by_its_hash() -> None:
    found = keys(entry(entry_id="x" * 501), entry("b", entry_id="x" * 502))
    assert len(set(found)) == 2
    assert all(len(one) == 64 for one in found)


@pytest.mark.parametrize(("listed", "wanted"), [
    ([entry(str(one)) for one in range(20)], Policy.ID),
    ([entry(str(one), entry_id="") for one in range(20)], Policy.LINK),
    ([entry(str(one), entry_id="7") for one in range(20)], Policy.LINK),
    ([entry(str(one), entry_id="7" if one < 2 else None) for one in range(20)], Policy.LINK),  # 10 %
    ([entry(str(one), entry_id="" if one < 1 else None) for one in range(20)], Policy.ID),  # 5 %
    ([entry(str(one), entry_id=f"{one}", url="https://tide.example/t") for one in range(20)], Policy.ID_ALONE),
    ([entry(str(one), entry_id="7", url="https://tide.example/t") for one in range(20)], Policy.TEXT),
    ([entry("a")] * 20, Policy.ID),  # one item, repeated
    ([entry("a", entry_id=""), entry("b", entry_id="")], Policy.ID),  # too few to tell
])
def test_29_identifiers_and_links_that_tell_nothing_lose_trust(listed: list[model.Entry], wanted: Policy) -> None:
    assert identity.judged(listed) is wanted


@given(st.lists(st.tuples(st.sampled_from(["", "1", "2", "3"]), st.sampled_from("abcd"), st.sampled_from("xyz")), max_size=12), st.sampled_from(Policy))
def test_30_trust_only_falls(items: list[tuple[str, str, str]], before: Policy) -> None:
    listed = [entry(name, entry_id=entry_id, title=title) for entry_id, name, title in items]
    after = identity.judged(listed, before)
    assert (not after.trusts_ids or before.trusts_ids) and (not after.trusts_links or before.trusts_links)
    found = identity.identify(listed, after)
    assert len({one.key for one in found}) == len(found)
    assert identity.identify(listed, after) == found


def test_31_identifiers_that_all_change_a_second_time_lose_trust() -> None:
    once = identity.moved(Policy.ID, changed=10, listed=12)
    assert once is Policy.ID_MOVED
    assert identity.moved(once, changed=2, listed=12) is Policy.ID_MOVED
    assert identity.moved(once, changed=10, listed=12) is Policy.LINK
    assert identity.moved(Policy.LINK, changed=10, listed=12) is Policy.LINK


def test_31_twins_have_title_and_time_in_common_or_title_and_summary() -> None:
    at = {"title": "Lock closed until May", "published": NOON}
    assert identity.twin("o", entry("a", **at)) == identity.twin("o", entry("b", summary="other words", **at))
    berlin = NOON.astimezone(timezone(timedelta(hours=1)))
    assert identity.twin("o", entry("a", **at)) == identity.twin("o", entry("b", title="LOCK  closed until May", published=berlin))
    assert identity.twin("o", entry("a", **at)) != identity.twin("p", entry("a", **at))
    assert identity.twin("o", entry("a", **at)) != identity.twin("o", entry("a", title="Lock closed until June", published=NOON))
    assert identity.twin("o", entry("a", title="Briefs", published=NOON)) is None  # too short a title to tell
    assert identity.twin("o", entry("a", title="Lock closed until May")) is None
    assert identity.twin("o", entry("a", title="Briefs", summary="A crack.")) == identity.twin("o", entry("b", title="Briefs", summary="A crack."))


def test_31_the_newest_entry_is_none_of_the_future() -> None:
    listed = [entry("a", published=NOON - timedelta(days=2)), entry("b", published=NOON + timedelta(days=400)), entry("c")]
    assert identity.newest_of(listed, now=NOON) == NOON - timedelta(days=2)
    assert identity.newest_of([entry("c")], now=NOON) == NOON

"""Nouns survive being stored as text, whatever version wrote them."""

from __future__ import annotations

import dataclasses
import json
import math
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater import errors, model
from headwater.store import codec

_texts = st.text(st.characters(codec="utf-8"), max_size=40)
_zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_times = st.datetimes(timezones=_zones)
st.register_type_strategy(datetime, _times)
st.register_type_strategy(str, _texts)
st.register_type_strategy(float, st.floats(allow_nan=False))
NOUNS = [
    model.Entry, model.Article, model.Publication, model.Allowance, model.OutletPolicy, model.Placement, model.Origin,
    model.Copy, model.Revision, model.New, model.FeedHistory,
]  # fmt: skip


@pytest.mark.parametrize("kind", NOUNS, ids=lambda kind: kind.__name__)
def test_a_noun_comes_back_as_it_was(kind: type[Any]) -> None:
    @settings(max_examples=25)
    @given(st.from_type(kind))
    def check(noun: Any) -> None:
        again = codec.load(kind, codec.dump(noun))
        assert again == noun
        assert _offsets(again) == _offsets(noun)

    check()


def _offsets(noun: Any) -> list[timedelta | None]:
    values = (getattr(noun, field.name) for field in dataclasses.fields(noun))
    return [value.utcoffset() for value in values if isinstance(value, datetime)]


@given(st.from_type(model.Copy) | st.from_type(model.Revision) | st.from_type(model.New))
def test_a_match_is_told_by_its_type(match: model.Match) -> None:
    again = codec.load(model.Match, codec.dump(match))
    assert again == match
    assert type(again) is type(match)


@given(st.lists(st.from_type(model.Reason)).map(tuple))
def test_a_tuple_of_nouns_comes_back(reasons: tuple[model.Reason, ...]) -> None:
    assert codec.load(tuple[model.Reason, ...], codec.dump(reasons)) == reasons


def test_what_a_newer_version_adds_is_ignored_and_what_an_older_one_lacks_is_defaulted() -> None:
    text = json.dumps(
        {"type": "Entry", "entry_id": "a", "url": "u", "mood": "sunny", "images": [{"url": "i", "blur": 1}]}
    )
    assert codec.load(model.Entry, text) == model.Entry(entry_id="a", url="u", images=(model.Image(url="i"),))


@pytest.mark.parametrize(
    "text", ["", "[", "[]", "null", "{}", '{"type":"Other"}', '{"of":1}', "\ud800", '"\\ud800"']
)
@pytest.mark.parametrize("kind", [model.Entry, model.Match], ids=["one", "union"])
def test_text_that_does_not_fit_is_put_aside(kind: Any, text: str) -> None:
    with pytest.raises(errors.Quarantine, match="cannot be read"):
        codec.load(kind, text)


def test_lone_surrogates_become_replacement_characters_and_pairs_stay() -> None:
    entry = model.Entry(
        entry_id="\ud800", url="u\x00", title="a\udfffb", images=(model.Image(url="\ud83d\ude00"),)
    )
    again = codec.load(model.Entry, codec.dump(entry))
    assert again == model.Entry(
        entry_id="\ufffd", url="u\x00", title="a\ufffdb", images=(model.Image(url="😀"),)
    )


def test_times_keep_their_offset_and_microseconds_at_both_ends_of_the_calendar() -> None:
    for moment in (
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=-12))),
        datetime(2024, 3, 4, 5, 6, 7, 8, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    ):
        again = codec.load(model.Entry, codec.dump(model.Entry(entry_id="a", url="u", published=moment)))
        assert again.published == moment
        assert again.published and again.published.utcoffset() == moment.utcoffset()


def test_numbers_that_json_lacks_come_back() -> None:
    assert codec.load(model.New, codec.dump(model.New(nearest=math.inf))).nearest == math.inf
    assert math.isnan(codec.load(model.New, codec.dump(model.New(nearest=math.nan))).nearest)


def test_an_entry_is_written_and_read_quickly() -> None:
    entry = model.Entry(
        entry_id="urn:x", url="https://a.example/b", title="Word " * 12, summary="<p>word</p>" * 60,
        published=datetime(2024, 1, 2, tzinfo=UTC), authors=("A", "B"), images=(model.Image(url="i"),),
    )  # fmt: skip
    codec.load(model.Entry, codec.dump(entry))
    best = math.inf
    for _ in range(20):
        start = time.perf_counter()
        for _ in range(20):
            codec.load(model.Entry, codec.dump(entry))
        best = min(best, (time.perf_counter() - start) / 20)
    assert best < 200e-6  # about 25 µs; the bound leaves room for a noisy machine

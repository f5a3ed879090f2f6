"""The streaming verb."""

import random

import pytest

from headwater.cluster import verb


def report(event: int, seed: int) -> dict:
    rng, own = random.Random(f"{event}/{seed}"), random.Random(event)
    names = ["".join(own.choices("bcdfgmnprst", k=6)).capitalize() for _ in range(8)]
    filler = ["".join(rng.choices("aeioulr", k=4)) for _ in range(20)]
    return {"id": f"{event}-{seed}", "title": " ".join(names[:4]), "text": " ".join(rng.sample(names * 3 + filler, 44))}


def stories(rows: list) -> dict:
    return {line["id"]: line.get("story") for line in verb.cluster(rows)}


def test_reports_on_one_event_share_a_story_and_no_other_has_it():
    rows = [report(event, seed) for seed in range(5) for event in range(30)]
    found = stories(rows)
    assert len(found) == 150
    assert len(set(found.values())) == 30
    assert all(found[f"{event}-{seed}"] == found[f"{event}-0"] for event in range(30) for seed in range(5))


def test_the_same_stream_gives_the_same_lines():
    rows = [report(event, seed) for seed in range(3) for event in range(40)]
    assert list(verb.cluster(rows)) == list(verb.cluster(rows))


def test_the_order_of_the_stream_does_not_count():
    rows = [report(event, seed) for seed in range(5) for event in range(20)]
    found = []
    for seed in range(3):
        last = stories(random.Random(seed).sample(rows, len(rows)))
        found.append([last[one["id"]] == last[other["id"]] for one in rows for other in rows])
    assert found[0] == found[1] == found[2]


def test_each_text_is_spoken_of_at_once():
    lines = verb.cluster(iter([report(1, 1), report(2, 1)]))
    assert next(lines)["id"] == "1-1"


def test_the_window_is_bounded():
    stream = verb.Stream(window=10)
    for number in range(200):
        for _ in stream.add(number, verb.prepared(report(number, 1))):
            pass
    list(stream.settle())
    assert stream.size <= 10


@pytest.mark.parametrize("broken", [{}, [], None, "text", {"id": None}, {"id": [1]}])
def test_a_line_without_an_id_is_an_error_in_words(broken):
    (line,) = verb.cluster([broken])
    assert "error" in line


def test_odd_values_count_as_none():
    rows = [{"id": 1, "title": None, "text": 7, "published": "yesterday", "lang": 4}, {"id": "b", "text": "\ud800 \x00"},
            {"id": "c", "title": "x", "published": "2026-03-01"}]
    found = stories(rows)
    assert len(set(found.values())) == 3


def test_time_keeps_the_same_words_apart():
    early, late = report(1, 1) | {"published": "2026-03-01T10:00:00Z"}, report(1, 2) | {"published": "2026-03-20T10:00:00+02:00"}
    assert len(set(stories([early, late]).values())) == 2
    assert len(set(stories([early, late | {"published": "2026-03-02T10:00:00Z"}]).values())) == 1

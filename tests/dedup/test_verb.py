"""The streaming verb, and its bounded index."""

import random

import pytest

from headwater.dedup import match, verb


def prose(seed: int, words: int = 120) -> str:
    rng = random.Random(seed)
    return " ".join("".join(rng.choices("abcdefgh", k=5)) for _ in range(words))


def row(name: object, text: str, **more: object) -> dict:
    return {"id": name, "title": f"Title of {name}", "text": text, **more}


def test_every_pair_of_copies_is_found_once():
    rows = [row("a", prose(1)), row("x", prose(9)), row("b", prose(1)), row("c", prose(1)[:400])]
    assert [(pair["a"], pair["b"], pair["relation"]) for pair in verb.dedup(rows)] == [
        ("a", "b", "copy"), ("a", "c", "copy"), ("b", "c", "copy")]


def test_an_outlets_own_later_text_is_a_revision():
    rows = [row("a", prose(1), outlet="o", published="2026-03-01T10:00:00Z"),
            row("b", prose(1) + " more", outlet="o", published="2026-03-01T12:00:00+01:00")]
    (pair,) = verb.dedup(rows)
    assert pair["relation"] == "revision"
    assert pair["containment"] == 1.0


def test_a_text_that_hundreds_print_does_not_look_like_boilerplate():
    pairs = list(verb.dedup(row(number, prose(1) + f" {prose(100 + number, 10)}") for number in range(40)))
    assert len({pair["b"] for pair in pairs}) == 39


def test_a_notice_under_every_text_makes_no_copies():
    notice = prose(5000, 90)
    rows = [row(number, prose(number, 70) + " " + notice) for number in range(60)]
    pairs = list(verb.dedup(rows))
    assert pairs  # at first nobody can know that it is a notice
    assert not [pair for pair in pairs if pair["b"] > verb.FREQUENT + 2]


def test_the_window_is_bounded_and_a_copy_takes_the_place_of_a_forgotten_original():
    nearby = verb.Nearby(window=3)
    for name, seed in (("a", 1), ("b", 1), ("x", 2), ("y", 3)):
        nearby.pairs(name, verb.side(row(name, prose(seed))))
    assert [name for name, _ in nearby.pairs("c", verb.side(row("c", prose(1))))] == ["b"]


def test_hashes_are_bounded_too():
    nearby = verb.Nearby(most_hashes=300)
    for number in range(20):
        nearby.pairs(number, verb.side(row(number, prose(number))))
    assert nearby.held <= 300


@pytest.mark.parametrize("broken", [{}, {"id": None}, {"id": 3, "title": None, "text": 7}, [], "text", None,
                                    {"id": "s", "title": "\ud800", "text": "\x00", "published": "yesterday", "outlet": 4}])
def test_odd_lines_are_passed_over(broken):
    assert list(verb.dedup([broken, broken])) == []


def test_items_without_text_are_found_by_a_long_title():
    title = "Mayor of Felden resigns after a close vote on the new bridge over the river"
    rows = [{"id": name, "title": title, "text": ""} for name in "ab"]
    assert [pair["b"] for pair in verb.dedup(rows)] == ["b"]


def test_the_stream_decides_as_the_stage_does():
    a, b = verb.side(row("a", prose(1))), verb.side(row("b", prose(1)[:300]))
    nearby = verb.Nearby()
    nearby.pairs("a", a)
    assert nearby.pairs("b", b)[0][1] == match.relate(a, b)

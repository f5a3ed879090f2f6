"""What a digest knows by heart: outlets by name, and what so many texts have that it tells nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headwater import model
from headwater.pipeline import lore
from headwater.trace import bearing
from support.world import START, World, id_of, item, rss

HOST = "tide.example"
HOSTS = (HOST, "ebb.example", "flow.example")


def publish(world: World, slugs: range) -> None:
    """Articles of several outlets that all have Ada Marsh, and a name and words of their own."""
    for at, host in enumerate(HOSTS):
        mine = [n for n in slugs if n % len(HOSTS) == at]
        world.answers[f"https://{host}/feed"] = rss(*(item(f"n{n}", title=f"Gate{n} of{n} Fen{n}", host=host) for n in mine))
        for n in mine:
            own = " ".join(f"{word}{n}" for word in ("lanterns", "ledgers", "barges", "ropes", "sluices", "towers", "bells"))
            world.page(f"n{n}", text=f"{own} were on the quay{n} when Ada Marsh met Ora{n} Lund{n}. {own} stayed.", title=f"Gate{n} of{n} Fen{n}", host=host)
    world.live(minutes=60)


def learn(world: World, known: lore.Lore, *, hours: float = 0) -> frozenset[int]:
    with world.store.read() as conn:
        assert known.learn(conn, now=world.now + timedelta(hours=hours)) == []  # none has a chain
    return known.common


def test_names_that_many_of_the_newest_texts_have_are_learnt_and_held_for_a_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lore, "LEAST", 6)
    monkeypatch.setattr(bearing, "_TEXTS", 6)
    monkeypatch.setattr(bearing, "COMMON", 0.5)
    for host, name in zip(HOSTS, ("Tidewater Post", "Ebb Gazette", "Flow Herald"), strict=True):
        world.enrol(f"https://{host}/feed", name=name)
    known = lore.Lore()
    publish(world, range(4))
    assert learn(world, known) == frozenset()
    publish(world, range(8))
    assert learn(world, known) == frozenset(bearing.marks("so Ada Marsh", "en"))
    assert known.others.by_name["tidewater post"].home == HOST
    learnt = known.learnt
    publish(world, range(10))
    learn(world, known)
    assert known.learnt == learnt  # too few are new
    learn(world, known, hours=25)
    assert known.learnt and learnt and known.learnt - learnt > timedelta(days=1)
    assert known.learnt > START


def test_an_outlet_that_floods_texts_makes_nothing_common_and_copies_are_not_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lore, "LEAST", 3)
    monkeypatch.setattr(bearing, "_TEXTS", 3)
    monkeypatch.setattr(lore, "LEARN_EVERY", timedelta(0))
    for host in HOSTS:
        world.enrol(f"https://{host}/feed", name=f"Post of {host}")
    known = lore.Lore()
    publish(world, range(0, 24, 3))  # of one outlet
    assert learn(world, known) == frozenset()
    assert known.texts == 8
    words = " ".join(f"word{n} of Ada Marsh and Bo Sand" for n in range(40))
    for host in HOSTS:
        world.answers[f"https://{host}/feed"] = rss(item("wire", title="Lanterns counted", host=host))
        world.page("wire", text=words, title="Lanterns counted", host=host)
    world.live(minutes=60)
    assert learn(world, known) == frozenset()
    assert known.texts == 9  # the wire once


def test_chains_that_were_compared_knowing_less_are_looked_at_again_on_the_first_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lore, "LEAST", 3)
    line = "It was first reported by the Fenwick Herald."
    world.enrol(f"https://{HOST}/feed", name="Tidewater Post")
    world.answers[f"https://{HOST}/feed"] = rss(*(item(f"n{n}", title=f"Gate {n} opens", host=HOST) for n in range(6)))
    for n in range(6):
        links = (model.BodyLink(url="https://herald.example/news/3003004", text="Fenwick Herald", context=line, paragraph=1),) if n == 5 else ()
        world.page(f"n{n}", text=f"On the quay Ada Marsh met Ora{n} Lund{n} at the gate.\n{line if links else 'So it was.'}", title=f"Gate {n} opens", host=HOST, links=links)
    world.live(minutes=60)
    known = lore.Lore()
    with world.store.read() as conn:
        assert known.learn(conn, now=world.now) == [id_of(world, "n5", HOST)]  # it was compared knowing nothing
        assert known.learn(conn, now=world.now) == []
        known.texts = 3
        assert known.learn(conn, now=world.now) == [id_of(world, "n5", HOST)]
        assert known.learn(conn, now=world.now + timedelta(days=2)) == []  # a day later it is only learnt anew

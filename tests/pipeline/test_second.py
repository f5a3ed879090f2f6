"""Second looks in the river: stories that the whole hour shows to be one, and stories that turn out to be two."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from headwater import model
from headwater.cli import explained, story_of
from headwater.cluster import across, assign, revise
from headwater.pipeline import digest, second, shelf
from headwater.store import articles, pages, schema, unsettled
from support import tongues
from support.world import World, id_of, item, rss

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headwater.store import db


def prose(event: int, seed: int) -> str:
    """A report on an event, in words of its own and of the event."""
    rng, own = random.Random(f"{event}/{seed}"), random.Random(event)
    names = ["".join(own.choices("bcdfgmnprst", k=6)).capitalize() for _ in range(8)]
    filler = ["".join(rng.choices("aeioulr", k=5)) for _ in range(40)]
    return " ".join(rng.sample(names * 5 + filler, 80))


def publish(world: World, host: str, slug: str, text: str) -> None:
    """One article at an outlet of its own."""
    title = " ".join(word for word in text.split() if word[0].isupper())[:40]
    world.enrol(f"https://{host}/feed", name=host)
    world.answers[f"https://{host}/feed"] = rss(item(slug, title=title, host=host), title=host)
    world.page(slug, text=text, title=title, host=host)


@pytest.fixture(params=[None, tongues.encoder], ids=["terms", "encoder"])
def digester(world: World, request: pytest.FixtureRequest) -> Iterator[digest.Digester]:
    world.encoder = request.param
    one = digest.Digester(world.tools)
    yield one
    one.close()


def run(world: World, digester: digest.Digester) -> None:
    """Tick until nothing is pending, and keep house."""
    world.gather()
    for _ in range(100):
        done = digester.tick()
        world.tally.join(done)
        if not (done.counts["digested"] or done.counts["first looks"]):
            return
    raise AssertionError("digest does not come to rest")


def stories_of(store: db.Store) -> dict[str, str]:
    """Host -> the story of its article."""
    with store.read() as conn:
        rows = conn.execute(sa.select(schema.article.c.reference_url, schema.article.c.story_id)).all()
        shown = conn.execute(sa.select(schema.publication.c.article_id, schema.publication.c.story_id)).all()
        kept = conn.execute(sa.select(schema.article.c.id, schema.article.c.story_id)).all()
    assert sorted(map(tuple, shown)) == sorted(map(tuple, kept))
    return {row.reference_url.split("/")[2].split(".")[0]: row.story_id for row in rows}


def is_as_rebuilt(store: db.Store, digester: digest.Digester) -> bool:
    """Whether the index is what the store would make of it."""
    fresh = shelf.Shelf()
    with store.read() as conn:
        fresh.rebuild(conn, now=digester.tools.now())
    assert young(digester.index) == young(fresh)
    return held(digester.index) == held(fresh)


def young(known: shelf.Shelf) -> dict[str, tuple[bytes, bytes, str, object, bytes | None, bool]]:
    """All that is known of the articles that may still move: terms, story, hour, the story without them, and whether it is known by this one."""
    return {
        name: (one.article.keys.tobytes(), one.article.counts.tobytes(), one.home, one.hour,
               stood.to_bytes() if (stood := known.young.stood(one.home)) else None, known.began.get(one.home) == name)
        for name, one in known.young.items()
    }


def held(known: shelf.Shelf) -> tuple[dict[str, tuple[bytes, frozenset[int], bytes | None]], dict[str, int], int, int]:
    """All that is known of stories: terms, names and vectors; and of how many there is something."""
    found = {}
    for one in known.index:
        vector = known.meanings.index.get(one.story_id)
        found[one.story_id] = (one.to_bytes(), known.meanings.names.get(one.story_id), None if vector is None else vector.tobytes())
    return found, known.strands, len(known.meanings.index), len(known.meanings.names)


@pytest.mark.parametrize("restarts", [False, True])
def test_what_an_hour_shows_to_be_one_story_becomes_one_and_old_addresses_lead_there(
    world: World, digester: digest.Digester, monkeypatch: pytest.MonkeyPatch, *, restarts: bool
) -> None:
    for number in range(3):
        publish(world, f"a{number}.example", "x", prose(1, number))
    publish(world, "b.example", "x", prose(2, 0))
    with monkeypatch.context() as patched:
        patched.setattr(assign, "margin_of", lambda *_: -1.0)
        patched.setattr(revise, "merges", lambda *_, **__: [])
        patched.setattr(across, "choose", lambda *_, **__: None)
        run(world, digester)
        before = stories_of(world.store)
        assert len(set(before.values())) == 4
    assert set(young(digester.index)) == {id_of(world, "x", f"{host}.example") for host in before}
    if restarts:
        digester.close()
    world.now += timedelta(hours=3)
    run(world, digester)
    after = stories_of(world.store)
    assert after["a0"] == after["a1"] == after["a2"] != after["b"] == before["b"]
    kept = after["a0"]
    assert kept in {before["a0"], before["a1"], before["a2"]}
    assert is_as_rebuilt(world.store, digester)
    with world.store.read() as conn:
        for host in ("a0", "a1", "a2"):
            found = pages.story(conn, before[host])
            assert (found == pages.Merged(into=kept)) == (before[host] != kept)
            told = story_of.article(conn, id_of(world, "x", f"{host}.example"), now=world.now)
            words = "\n".join(explained.in_words(told))
            assert (f"moved here from story {before[host]}: {second.TOGETHER}" in words) == (before[host] != kept)
    again = stories_of(world.store)
    world.now += timedelta(hours=3)
    run(world, digester)
    assert stories_of(world.store) == again


def test_a_story_that_is_two_events_is_split_with_its_copies_and_keeps_its_address(
    world: World, digester: digest.Digester, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        publish(world, f"a{number}.example", "x", prose(1, number))
    for number in range(5):
        publish(world, f"b{number}.example", "x", prose(2, number))
    with monkeypatch.context() as patched:
        patched.setattr(assign, "margin_of", lambda *_: 1.0)
        patched.setattr(assign.StoryIndex, "nearest", lambda self, *_: list(self))
        run(world, digester)
        publish(world, "copy.example", "x", prose(2, 0) + " copied")
        run(world, digester)
    before = stories_of(world.store)
    assert len(set(before.values())) == 1
    with world.store.write() as conn:  # they are settled long since
        unsettled.settle(conn, conn.execute(sa.select(schema.unsettled.c.article_id)).scalars().all())
    digester.close()
    publish(world, "c.example", "x", prose(1, 9))
    run(world, digester)
    after = stories_of(world.store)
    assert {after[f"a{number}"] for number in range(6)} == {before["a0"]} == {after["c"]}
    assert len({after[f"b{number}"] for number in range(5)} | {after["copy"]}) == 1
    assert after["b0"] != before["b0"]
    assert world.tally.counts["split stories"] == 1
    left = digester.index.meanings
    assert left.names.get(after["b0"])
    assert not left.names.get(after["b0"]) & left.names.get(after["a0"])
    assert (left.index.get(after["b0"]) is None) == (world.encoder is None)
    assert is_as_rebuilt(world.store, digester)
    with world.store.read() as conn:
        kept = articles.get(conn, id_of(world, "x", "b1.example"))
        assert kept is not None
        assert kept.placement is not None
        assert (kept.placement.before, kept.placement.why) == (before["b1"], second.APART)
        assert not isinstance(pages.story(conn, before["b1"]), pages.Merged)
    run(world, digester)
    assert stories_of(world.store) == after


def test_a_process_that_takes_over_within_an_hour_knows_all_that_the_one_before_knew(world: World, digester: digest.Digester) -> None:
    rng, known = random.Random(4), 0
    for number in range(24):
        event = rng.randrange(4)
        publish(world, f"h{number}.example", "x", prose(event, number))
        if number % 6 == 5:  # one that repeats another goes with it
            publish(world, f"copy{number}.example", "x", prose(event, number) + " copied")
        world.now += timedelta(minutes=rng.choice((2, 9, 40)))
        run(world, digester)
        assert is_as_rebuilt(world.store, digester)
        known += len(digester.index.young) > 2
    assert known > 8
    with world.store.read() as conn:
        left = conn.execute(sa.select(schema.unsettled.c.article_id)).scalars().all()
    assert set(left) == set(young(digester.index))


def foreign(world: World, slug: str, title: str, text: str, language: str) -> None:
    """An article at an outlet of its own, in a language that its page names."""
    publish(world, f"{slug}.example", "x", text)
    url = world.page("x", text=text, title=title, host=f"{slug}.example")
    read = world.pool.found[url]
    assert isinstance(read, model.Article)
    world.pool.found[url] = replace(read, language=language)


def test_a_story_of_several_strands_stays_as_it_is(world: World, digester: digest.Digester, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(world, "a0.example", "x", prose(1, 0))
    run(world, digester)
    foreign(world, "de", "Bericht", prose(3, 0), "de")
    with monkeypatch.context() as patched:
        home = stories_of(world.store)["a0"]
        patched.setattr(across, "choose", lambda *_, **__: (home, 0.9))
        patched.setattr(assign, "margin_of", lambda *_: -1.0)
        run(world, digester)
    before = stories_of(world.store)
    assert before["de"] == before["a0"]
    assert digester.index.strands == {home: 2}
    assert len(digester.index.young) == 0
    with monkeypatch.context() as patched:  # a report that found no home at first, for a look to place
        patched.setattr(assign, "margin_of", lambda *_: -1.0)
        patched.setattr(revise, "merges", lambda *_, **__: [])
        patched.setattr(across, "choose", lambda *_, **__: None)
        publish(world, "a1.example", "x", prose(1, 1))
        run(world, digester)
        assert stories_of(world.store)["a1"] != home
    world.now += timedelta(hours=3)
    run(world, digester)
    after = stories_of(world.store)
    assert after == before | {"a1": home}
    assert digester.index.strands == {home: 2}
    assert is_as_rebuilt(world.store, digester)
    world.now += timedelta(hours=3)
    run(world, digester)
    assert stories_of(world.store) == after
    assert digester.index.part(model.StoryId(home), [], now=world.now) is None
    digester.index.expire(now=world.now + shelf.WINDOW + timedelta(hours=4))
    assert held(digester.index) == ({}, {}, 0, 0)

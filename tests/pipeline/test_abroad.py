"""Stories across languages in the river, on each database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
import sqlalchemy as sa
import structlog

from headwater import model
from headwater.cluster import across, meaning
from headwater.pipeline import digest, shelf
from headwater.store import articles, schema, stories
from support import tongues
from support.world import World, item, rss

SAID = {
    "en": ("tide.example", "Ship sinks harbour fire", "The ship at the harbour burnt and the council was told of it before noon."),
    "de": ("flut.example", "Schiff sinkt Hafen Brand", "Das Schiff im Hafen brannte, und der Rat erfuhr am Vormittag davon."),
    "fr": ("maree.example", "Navire coule port incendie", "Le navire au port a brûlé et le conseil en a été averti avant midi."),
}


def publish(world: World, language: str) -> None:
    """An outlet of this language reports, and is read."""
    host, title, text = SAID[language]
    feed = f"https://{host}/feed"
    world.enrol(feed, name=host)
    world.answers[feed] = rss(item("one", title=title, host=host)).replace(b"<language>en", f"<language>{language}".encode())
    url = world.page("one", text=text, title=title, host=host)
    found = world.pool.found[url]
    assert isinstance(found, model.Article)
    world.pool.found[url] = replace(found, language=language)
    world.gather()


def kept(world: World) -> dict[str, articles.Kept]:
    """The articles by language."""
    with world.store.read() as conn:
        ids = conn.execute(sa.select(schema.article.c.id)).scalars().all()
        found = [articles.get(conn, one) for one in ids]
    return {one.language or "": one for one in found if one}


@pytest.fixture
def abroad(world: World) -> World:
    """A world with a tiny encoder."""
    world.encoder = tongues.encoder
    return world


def test_the_same_in_other_words_is_one_story_that_says_why(abroad: World) -> None:
    for language in SAID:
        publish(abroad, language)
        abroad.digest()
    found = kept(abroad)
    assert len({one.story_id for one in found.values()}) == 1
    placement = found["de"].placement
    assert placement is not None
    assert placement.story_id == found["en"].story_id
    assert placement.score > 0.6
    assert placement.reasons == (f"the same in other words: similarity {placement.score:.2f}",)


STORM = {
    "en": ("tide.example", "Storm hits Valdoria and Belgorodka", "Mayor Kernstrom said 1,200 homes lost power in the night."),
    "ru": ("volna.example", "Буря в Валдории и Белгородке", "По словам Кернстрома, ночью без света остались 1.200 домов."),
}


def test_without_an_encoder_names_and_figures_join_two_languages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for language, report in STORM.items():
        monkeypatch.setitem(SAID, language, report)
        publish(world, language)
        world.digest()  # by a new process each time: what was named is read from the store
    found = kept(world)
    assert found["en"].story_id == found["ru"].story_id
    placement = found["ru"].placement
    assert placement is not None
    assert placement.reasons == (f"the same names and figures in another language: similarity {placement.score:.2f}",)


def test_without_an_encoder_they_stay_apart(world: World) -> None:
    for language in SAID:
        publish(world, language)
    world.digest()
    assert len({one.story_id for one in kept(world).values()}) == 3


def test_what_was_encoded_is_there_after_a_restart(abroad: World) -> None:
    asked: list[str] = []

    def encoder() -> meaning.Encoder:
        return meaning.Encoder(lambda texts: (asked.extend(texts), tongues.vectors(texts))[1])

    abroad.encoder = encoder
    publish(abroad, "en")
    publish(abroad, "de")
    abroad.digest()
    abroad.now += timedelta(hours=1)
    asked.clear()
    publish(abroad, "fr")
    abroad.digest()  # by a new process: World makes a Digester each time
    assert len({one.story_id for one in kept(abroad).values()}) == 1
    assert all("navire" in text.lower() for text in asked), "each story is encoded once"
    with abroad.store.read() as conn:
        state = stories.get(conn, kept(abroad)["en"].story_id or "")
    assert state is not None and state.centroid is not None
    bundle = across.Bundle.from_bytes(state.id, state.centroid)
    assert [strand.languages for strand in bundle.strands] == [("en",), ("de",), ("fr",)]


def test_the_rebuilt_shelf_equals_the_one_that_grew(abroad: World) -> None:
    digester = digest.Digester(abroad.tools)
    for language in SAID:
        publish(abroad, language)
        while digester.tick().counts["digested"]:
            pass
    again = shelf.Shelf()
    with abroad.store.read() as conn:
        again.rebuild(conn, now=abroad.now)
    grown = digester.index
    assert {one.story_id: one.to_bytes() for one in again.index} == {one.story_id: one.to_bytes() for one in grown.index}
    assert again.strands == grown.strands
    story_id = kept(abroad)["en"].story_id or ""
    mine, theirs = again.meanings.index.get(story_id), grown.meanings.index.get(story_id)
    assert mine is not None and theirs is not None
    assert np.array_equal(mine, theirs)
    assert [again.meanings.names.get(one) for one in (story_id, f"{story_id}+1")] == [
        grown.meanings.names.get(one) for one in (story_id, f"{story_id}+1")]


def test_what_may_not_be_analysed_is_not_encoded(abroad: World) -> None:
    asked: list[str] = []
    abroad.encoder = lambda: meaning.Encoder(lambda texts: (asked.extend(texts), tongues.vectors(texts))[1])
    publish(abroad, "en")
    one = kept(abroad)["en"]
    grown = shelf.Shelf()
    grown.meanings.load = abroad.encoder
    assert grown.meanings.vector(replace(one, allowance=replace(one.allowance, analyse=False)), "The ship.") is None
    assert not asked
    assert grown.meanings.vector(one, "The ship.") is not None


@pytest.mark.parametrize("load", [
    lambda: meaning.Unavailable(why="its file weights.npz is not the one that was tried", installed=True),
    lambda: meaning.Unavailable(why="the extra `multilingual` is not installed", installed=False),
    lambda: meaning.Encoder(lambda texts: np.zeros((2, 1), dtype=np.float32)),
])
def test_the_river_goes_on_without_an_encoder_that_fails(world: World, load) -> None:
    world.encoder = load
    for language in SAID:
        publish(world, language)
    world.digest()
    assert not world.tally.counts["digest errors"]
    assert len({one.story_id for one in kept(world).values()}) == 3


def test_a_broken_encoder_is_loaded_once_and_told_of_once(world: World) -> None:
    loads: list[int] = []

    def load() -> meaning.Unavailable:
        loads.append(1)
        return meaning.Unavailable(why="its file weights.npz is not the one that was tried", installed=True)

    world.encoder = load
    digester = digest.Digester(world.tools)
    for language in SAID:
        publish(world, language)
    with structlog.testing.capture_logs() as told:
        while digester.tick().counts["digested"]:
            pass
    assert len(loads) == 1
    assert [line["why"] for line in told if "encoder" in line["event"]] == ["its file weights.npz is not the one that was tried"]


def test_stories_in_several_languages_expire_whole(abroad: World) -> None:
    digester = digest.Digester(abroad.tools)
    for language in SAID:
        publish(abroad, language)
    while digester.tick().counts["digested"]:
        pass
    assert len(digester.index.index) == 3
    digester.index.expire(now=abroad.now + shelf.WINDOW + timedelta(hours=1))
    assert len(digester.index.index) == 0
    assert len(digester.index.meanings.index) == 0
    assert not digester.index.strands

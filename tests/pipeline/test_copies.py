"""Copies in the river: who was first and by what, boilerplate, one text with many carriers; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import sqlalchemy as sa

from headwater import model
from headwater.cli import explained, story_of
from headwater.pipeline import compare, standing
from headwater.store import articles, codec, outlets, pending, publications, schema, shingles
from headwater.web import origins
from support.prose import prose
from support.world import World, id_of, item, rss

TEXT = prose(120, seed=3)


def publish(world: World, host: str, name: str, **texts: str) -> None:
    """An outlet, whose feed lists these articles."""
    world.enrol(f"https://{host}/feed", name=name)
    world.answers[f"https://{host}/feed"] = rss(*(item(slug, title=f"{slug} {name}", host=host) for slug in texts), title=name)
    for slug, text in texts.items():
        world.page(slug, text=text, title=f"{slug} {name}", host=host)


def kept(world: World, slug: str, host: str) -> articles.Kept:
    with world.store.read() as conn:
        found = articles.get(conn, id_of(world, slug, host))
    assert found is not None
    return found


def of(world: World, slug: str, host: str) -> model.Copy:
    found = kept(world, slug, host).match
    assert isinstance(found, model.Copy)
    return found


def test_the_article_that_names_the_other_outlet_is_the_copy_even_if_it_came_first(world: World) -> None:
    publish(world, "other.example", "Other Daily", lock=f"{TEXT}\n(Tidewater Post)")
    world.live()
    publish(world, "tide.example", "Tidewater Post", lock=TEXT)
    world.live(minutes=30)
    original, copy = kept(world, "lock", "tide.example"), kept(world, "lock", "other.example")
    assert (original.copy_of, copy.copy_of) == (None, original.id)
    assert (of(world, "lock", "other.example").first, of(world, "lock", "other.example").first_by) == (False, model.FirstBy.CREDIT)
    assert (of(world, "lock", "tide.example").first, of(world, "lock", "tide.example").first_by) == (True, model.FirstBy.CREDIT)


def test_where_nothing_tells_who_was_first_one_stands_for_both_and_the_evidence_says_so(world: World) -> None:
    publish(world, "other.example", "Other Daily", lock=TEXT)
    world.live()
    publish(world, "tide.example", "Tidewater Post", lock=TEXT)
    world.live(minutes=30)
    assert kept(world, "lock", "other.example").copy_of is None
    assert kept(world, "lock", "tide.example").copy_of == id_of(world, "lock", "other.example")
    found = of(world, "lock", "tide.example")
    assert found.first_by is model.FirstBy.UNDECIDED
    assert "which of them was first cannot be told" in found.evidence
    with world.store.read() as conn:
        shown = [publications.get(conn, id_of(world, "lock", host)) for host in ("other.example", "tide.example")]
    assert [one.first_by for one in shown if one] == ["", "undecided"]  # so says the article's page


def dated(slug: str, host: str, at: datetime, title: str) -> str:
    """An item of a feed with a time of its own."""
    return item(slug, title=title, host=host).replace("Sun, 01 Nov 2026 09:00:00 +0100", format_datetime(at))


def test_a_copy_that_is_antedated_is_neither_the_original_nor_the_first_report(world: World) -> None:
    """The copier's feed was read after the time that it claims, and did not list it."""
    publish(world, "copier.example", "Copier Daily", other=prose(120, seed=4))
    world.live()
    publish(world, "tide.example", "Tidewater Post", lock=TEXT)
    world.answers["https://tide.example/feed"] = rss(dated("lock", "tide.example", world.now + timedelta(minutes=20), "Lock Tidewater Post"))
    world.live(minutes=30)
    for _ in range(8):
        world.live(minutes=60)  # the copier's feed is read again and again, and does not list it
    claimed = world.now - timedelta(hours=10)
    world.page("lock", text=TEXT, title="Lock Copier", host="copier.example")
    world.answers["https://copier.example/feed"] = rss(dated("lock", "copier.example", claimed, "Lock Copier"), item("other", host="copier.example"))
    world.live(minutes=240)
    original, copy = kept(world, "lock", "tide.example"), kept(world, "lock", "copier.example")
    assert copy.published and original.published and copy.published < original.published
    assert (original.copy_of, copy.copy_of) == (None, original.id)
    assert of(world, "lock", "copier.example").first_by is model.FirstBy.UNDECIDED
    with world.store.read() as conn:
        shown = [publications.get(conn, one.id) for one in (original, copy)]
        words = "\n".join(explained.in_words(story_of.article(conn, copy.id, now=world.now)))
    assert [one.is_doubted for one in shown if one] == [False, True]
    assert "its publisher's time is not believed: its feed, read at" in words
    first, at, clock = origins.first([one for one in shown if one])
    assert (first.article_id, at, clock) == (original.id, original.published, "by its own clock")
    alone = origins.first([one for one in shown if one and one.article_id == copy.id])
    assert (alone[1], alone[2]) == (copy.first_seen, "by our clock, for its feed did not list it hours after the time that it gives: that is when we first saw it")


def test_a_text_of_an_agency_stands_under_the_agencys_own_article(world: World) -> None:
    publish(world, "other.example", "Other Daily", lock=TEXT)
    publish(world, "tide.example", "Tidewater Post", lock=TEXT)
    world.live()
    publish(world, "wire.example", "North Wire", lock=TEXT)
    with world.store.write() as conn:
        wire = next(one for one in outlets.every(conn) if one.name == "North Wire")
        outlets.describe(conn, replace(wire, is_agency=True))
    world.live(minutes=30)
    agency = kept(world, "lock", "wire.example")
    assert agency.copy_of is None
    assert {kept(world, "lock", host).copy_of for host in ("other.example", "tide.example")} == {agency.id}


def test_positions_of_what_is_the_same_are_kept_and_explained(world: World) -> None:
    publish(world, "tide.example", "Tidewater Post", lock=TEXT)
    world.live()
    own = prose(30, seed=8)
    publish(world, "other.example", "Other Daily", lock=f"{own}\n{TEXT}")
    world.live(minutes=30)
    copy = kept(world, "lock", "other.example")
    (passage,) = of(world, "lock", "other.example").passages
    assert copy.article and copy.article.body[passage.start : passage.end] == TEXT[passage.of_start : passage.of_end]
    assert passage.start == len(own) + 1
    with world.store.read() as conn:
        words = "\n".join(explained.in_words(story_of.article(conn, copy.id, now=world.now)))
    assert f"characters {passage.start} to {passage.end} here, {passage.of_start} to {passage.of_end} there" in words
    assert TEXT[:60] not in words


def test_a_notice_under_many_texts_makes_neither_copies_nor_revisions_in_the_end(world: World) -> None:
    notice = prose(90, seed=99)
    for number, host in enumerate(("a.example", "b.example", "c.example")):
        publish(world, host, f"Paper {number}", **{f"n{one}": f"{prose(60, seed=1000 + 50 * number + one)}\n{notice}" for one in range(10)})
    world.live()
    with world.store.read() as conn:
        rows = conn.execute(sa.select(schema.article.c.copy_of, schema.article.c.match)).all()
    assert len(rows) == 30
    assert [row.match for row in rows if row.copy_of or not isinstance(codec.load(model.Match, row.match), model.New)] == []


def test_a_report_that_forty_print_is_one_text_and_no_boilerplate(world: World) -> None:
    for number in range(40):
        publish(world, f"p{number}.example", f"Paper {number}", wire=f"{TEXT}\nCarried by number {number}.")
        if number % 8 == 7:
            world.live()
    with world.store.read() as conn:
        rows = conn.execute(sa.select(schema.article.c.id, schema.article.c.copy_of)).all()
        most = conn.execute(sa.select(sa.func.count()).select_from(schema.shingle).group_by(schema.shingle.c.hash).order_by(sa.func.count().desc()).limit(1)).scalar_one()
    assert len(rows) == 40
    assert sum(row.copy_of is None for row in rows) == 1
    assert len({row.copy_of for row in rows}) == 2
    assert most <= compare.FAMILY + 1 < shingles.FREQUENT


def test_comparing_everything_again_changes_nothing(world: World) -> None:
    publish(world, "tide.example", "Tidewater Post", lock=TEXT, frost=prose(90, seed=5))
    publish(world, "other.example", "Other Daily", lock=f"{TEXT}\n(Tidewater Post)", more=prose(90, seed=6))
    publish(world, "third.example", "Third Paper", lock=TEXT)
    world.live()

    def rows() -> list[sa.Row]:
        with world.store.read() as conn:
            query = sa.select(schema.article.c.id, schema.article.c.copy_of, schema.article.c.match, schema.article.c.story_id)
            return list(conn.execute(query.order_by(schema.article.c.id)))

    before = rows()
    assert sum(row.copy_of is None for row in before) == 3
    for _ in range(2):
        with world.store.write() as conn:
            pending.add(conn, [row.id for row in before], reason="again", now=world.now)
        world.live()
    after = rows()
    assert [(row.id, row.copy_of, row.story_id) for row in after] == [(row.id, row.copy_of, row.story_id) for row in before]


def test_a_copy_stays_one_when_the_originals_text_is_kept_no_longer(world: World) -> None:
    publish(world, "tide.example", "Tidewater Post", lock=TEXT)
    world.live()
    publish(world, "other.example", "Other Daily", lock=TEXT)
    world.live(minutes=30)
    original, copy = kept(world, "lock", "tide.example"), kept(world, "lock", "other.example")
    with world.store.write() as conn:
        articles.save(conn, replace(original, article=None, not_article=compare.FORGOTTEN))
        pending.add(conn, [original.id, copy.id], reason="its text is kept no longer", now=world.now)
    world.digest()
    again = kept(world, "lock", "other.example")
    assert (again.copy_of, again.match) == (original.id, copy.match)


def test_rows_of_an_older_version_load() -> None:
    old = '{"type":"Copy","of":"a","containment":0.5,"verbatim":false,"evidence":["x"],"first":true}'
    found = codec.load(model.Match, old)
    assert found == model.Copy(of=model.ArticleId("a"), containment=0.5, verbatim=False, evidence=("x",), first=True)
    assert (found.first_by, found.passages) == (None, ())
    assert codec.load(model.Match, '{"type":"Revision","of":"a","containment":0.5}').passages == ()
    new = replace(found, first_by=model.FirstBy.CREDIT, passages=(model.Passage(start=0, end=5, of_start=1, of_end=6, words=1),))
    assert codec.load(model.Match, codec.dump(new)) == new


def test_what_is_the_same_to_the_last_word_is_compared_again_when_an_article_goes_to_another_original(world: World) -> None:
    for number, host in enumerate(("tide.example", "other.example", "third.example")):
        publish(world, host, f"Paper {number}", lock=TEXT)
    world.live()
    three = [kept(world, "lock", host) for host in ("tide.example", "other.example", "third.example")]
    copy = next(one for one in three if one.copy_of)
    with world.store.read() as conn:
        assert compare.compare(conn, copy).reconsider == ()
        assert set(compare.compare(conn, replace(copy, copy_of=model.ArticleId("f" * 32), match=None)).reconsider) == {one.id for one in three} - {copy.id}


def test_a_page_is_asked_anew_who_was_first_when_it_has_changed(world: World) -> None:
    publish(world, "tide.example", "Tidewater Post", lock=TEXT)
    publish(world, "other.example", "Other Daily", lock=TEXT)
    world.live()
    one, other = (kept(world, "lock", host) for host in ("tide.example", "other.example"))
    with world.store.read() as conn:
        assert standing.of(conn, one, [other.id]) == standing.of(conn, one, [other.id])
    assert other.article
    with world.store.write() as conn:
        articles.save(conn, replace(other, article=replace(other.article, bylines=("Mara Lind for the Tidewater Post",))))
    with world.store.read() as conn:
        assert "Mara Lind" in standing.of(conn, one, [other.id])[other.id].words
    with world.store.write() as conn:
        paper = next(outlet for outlet in outlets.every(conn) if outlet.name == "Other Daily")
        outlets.describe(conn, replace(paper, is_agency=True))
    with world.store.read() as conn:
        assert standing.of(conn, one, [other.id])[other.id].is_agency


def test_three_equal_texts_that_link_each_other_in_a_circle_come_to_rest(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts, rounds, compared = ("a.example", "b.example", "c.example"), [], compare.compare

    def counted(*given: Any) -> compare.Compared:
        rounds.append(given)
        assert len(rounds) < 60, "they call each other for ever"
        return compared(*given)

    monkeypatch.setattr(compare, "compare", counted)
    for host in hosts:
        publish(world, host, f"Paper of {host}", lock=TEXT)
    for host, next_ in zip(hosts, (*hosts[1:], hosts[0]), strict=True):
        link = model.BodyLink(url=f"https://{next_}/news/lock", text="here", context="So it stood here.", paragraph=0)
        world.page("lock", text=TEXT, title=f"lock {host}", host=host, links=(link,))
    world.live()
    world.live(minutes=30)
    assert len({kept(world, "lock", host).story_id for host in hosts}) == 1

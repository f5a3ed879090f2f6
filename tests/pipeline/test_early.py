"""New articles are found at once, and no sooner listed than compared: on a fake web."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from headwater import model, notices
from headwater.actions import policy, restrict
from headwater.pipeline import digest, early
from headwater.pipeline.tools import Manners, Tally
from headwater.store import hosts, ids, outlets, pages, pending, publications, schema
from support.prose import prose
from support.world import World, id_of, item, rss

LANTERNS = "Zanzibar lanterns glow. " + prose(200, seed=7)


def tick(world: World) -> Tally:
    """One tick of a digest that begins anew."""
    digester = digest.Digester(world.tools)
    done = digester.tick()
    digester.close()
    return done


def found(world: World, query: str) -> list[str]:
    """The headlines that a search finds."""
    with world.store.read() as conn:
        return [one.publication.headline for one in pages.matching(conn, query, limit=10)]


def listed(world: World) -> list[str]:
    with world.store.read() as conn:
        return [one.publication.headline for one in pages.latest(conn, pages.Wanted(listed=True), limit=10)]


def many(world: World, number: int) -> None:
    world.manners = Manners(pages=False)
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(*(item(f"n{place}", title=f"Lock number {place}") for place in range(number)))
    world.gather()


def test_an_article_is_found_before_its_page_is_read_and_listed_only_after(world: World) -> None:
    world.enrol()
    says(world, "Allow: /")
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Quixotic lock closed", summary="Ships wait at the gate."))
    url = world.page("lock", text=LANTERNS, title="Quixotic lock closed")
    world.answers[url] = model.Refused(url=url, reason=model.Refusal.TIMEOUT, detail="too slow")
    world.gather()
    digester = digest.Digester(world.tools)
    digester._holds_lease()
    digester._show_early(Tally())
    digester.close()
    assert found(world, "quixotic") == found(world, "gate ships") == ["Quixotic lock closed"]
    assert found(world, "zanzibar") == [] and listed(world) == []
    world.digest()
    assert listed(world) == ["Quixotic lock closed"] == found(world, "quixotic")


@pytest.mark.parametrize(("line", "view"), [("Allow: /", model.View.EXCERPT), ("Content-Signal: search=no", model.View.LINK_ONLY)])
def test_what_was_listed_before_its_hosts_robots_txt_was_read_waits_for_its_page(world: World, line: str, view: model.View) -> None:
    feed = "https://feeds.tide.example/feed"  # whose robots.txt says nothing of the pages
    world.enrol(feed)

    def early_one(name: str) -> model.Publication | None:
        world.answers[feed] = rss(item(name, title=f"Lock closed {name} noon", summary=f"Ships wait {name} the gate."))
        world.now += timedelta(days=1)
        world.gather()
        with world.store.write() as conn:  # as it is while the page's turn has not come
            conn.execute(sa.update(schema.pending).values(ready=False, fresh=True))
            early.release(conn, world.tools, [id_of(world, name)])
            return publications.get(conn, id_of(world, name))

    assert early_one("before") is None
    world.now += timedelta(minutes=1)
    says(world, line)
    with world.store.write() as conn:
        pending.add(conn, [id_of(world, "before")], reason="again", now=world.now, ready=False, fresh=True)
        assert early.release(conn, world.tools, [id_of(world, "before")]) == 0
    after = early_one("after")
    assert after is not None and after.view is view


def says(world: World, line: str) -> None:
    """The robots.txt of the pages' host."""
    with world.store.write() as conn:
        hosts.robots_put(conn, "https://tide.example", hosts.Robots(status=200, body=f"User-agent: *\n{line}\n".encode(), fetched_at=world.now))


def test_after_its_own_turn_nothing_of_the_early_release_is_left(world: World) -> None:
    many(world, 3)
    world.digest()
    with world.store.read() as conn:
        rows = conn.execute(sa.select(schema.publication.c.early, schema.publication.c.story_id)).all()
        assert pending.count(conn) == 0
    assert [row.early for row in rows] == [False] * 3 and all(row.story_id for row in rows)
    assert len(listed(world)) == 3


def test_what_the_gate_withholds_is_not_found_early(world: World) -> None:
    world.enrol()
    with world.store.read() as conn:
        outlet = next(iter(outlets.every(conn)))
    policy.set_policy(world.store, replace(outlet, policy=model.OutletPolicy(most=model.View.WITHHELD)), now=world.now)
    world.manners = Manners(pages=False)
    world.answers["https://tide.example/feed"] = rss(item("lock", title="Quixotic lock closed"))
    world.gather()
    tick(world)
    assert found(world, "quixotic") == []


@pytest.mark.parametrize("kind", [notices.Kind.ARTICLE, notices.Kind.OUTLET])
def test_what_was_taken_down_is_not_found_again_early(world: World, kind: notices.Kind) -> None:
    world.enrol()
    world.answers["https://tide.example/feed"] = rss(item("lanterns", title="Lanterns of the quay", summary=LANTERNS))
    world.live()
    with world.store.read() as conn:
        outlet = conn.execute(sa.select(schema.outlet.c.id)).scalar_one()
    action = notices.Action.HIDE_ITEM if kind is notices.Kind.ARTICLE else notices.Action.HIDE_OUTLET
    object_id = id_of(world, "lanterns") if kind is notices.Kind.ARTICLE else outlet
    made = notices.Decision(id=notices.DecisionId(ids.new()), notice_id=None, made_by="somebody", made_at=world.now, action=action, basis="legal", stay_down=True,
                            ground="copyright", reason="Its owner has not allowed it.")
    with world.store.write() as conn:
        restrict.impose(conn, made, [notices.Target(given=object_id, kind=kind, object_id=object_id)], reference="HW-7K2M-9QXD", now=world.now)
    assert found(world, "lanterns") == []
    world.enrol("https://tide.example/second", name="Tidewater Post")
    world.enrol("https://copy.example/feed", name="Copy Courier")
    world.answers["https://tide.example/second"] = rss(item("again", title="Lanterns once more", summary=LANTERNS))
    world.answers["https://copy.example/feed"] = rss(item("copied", title="Lanterns copied", summary=LANTERNS, host="copy.example"))
    world.now += timedelta(minutes=1)
    world.gather()
    tick(world)
    expected = [] if kind is notices.Kind.ARTICLE else ["Lanterns copied"]
    assert found(world, "lanterns") == expected
    world.digest()
    assert found(world, "lanterns") == expected


def test_one_broken_article_keeps_no_other_from_being_found(world: World) -> None:
    many(world, 4)
    broken = id_of(world, "n2")
    with world.store.write() as conn:
        conn.execute(sa.update(schema.article).where(schema.article.c.id == broken).values(entry="{broken"))
    tick(world)
    assert sorted(found(world, "lock number")) == ["Lock number 0", "Lock number 1", "Lock number 3"]


def test_in_a_flood_all_is_found_first_and_comparing_waits_at_most_a_minute(world: World) -> None:
    many(world, early.BATCH + 60)
    digester = digest.Digester(world.tools)
    first, second, third = digester.tick(), digester.tick(), digester.tick()
    assert first.counts["digested"] == second.counts["digested"] == third.counts["digested"] == 0
    assert first.counts["found early"] == early.BATCH and second.counts["found early"] == 60
    digester.poured = world.now = world.now + digest.MOST_PATIENCE
    assert digester.tick().counts["digested"] == digest.BATCH
    digester.close()


def test_many_small_batches_within_seconds_are_a_flood_too(world: World) -> None:
    many(world, 1)
    digester = digest.Digester(world.tools)
    assert digester.tick().counts["digested"] == 1
    for part in range(2):
        world.now += timedelta(seconds=1)
        world.enrol(f"https://tide{part}.example/feed", name=f"Tide {part}")
        rows = (item(f"p{part}-{place}", title=f"Sluice {part} {place}", host=f"tide{part}.example") for place in range(digest.A_FLOOD - 10))
        world.answers[f"https://tide{part}.example/feed"] = rss(*rows)
        world.gather()
        done = digester.tick()
        assert done.counts["found early"] == digest.A_FLOOD - 10
        assert done.counts["digested"] == (0 if part else digest.A_FLOOD - 10)
    world.now += digest.POURING
    assert digester.tick().counts["digested"] == digest.A_FLOOD - 10
    digester.close()


def test_a_publication_that_is_there_is_never_replaced_by_an_early_one(world: World) -> None:
    many(world, 1)
    world.digest()
    article_id = id_of(world, "n0")
    with world.store.write() as conn:
        before = publications.get(conn, article_id)
        pending.add(conn, [article_id], reason="again", now=world.now, fresh=True)
        assert early.release(conn, world.tools, [article_id]) == 0
        assert publications.get(conn, article_id) == before
    assert listed(world) == ["Lock number 0"]

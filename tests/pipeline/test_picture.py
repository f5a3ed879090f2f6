"""Pictures on the river: wished for, fetched, checked, kept; and never shown before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from headwater import model, notices, pictures
from headwater.actions import restrict
from headwater.fetch import client, politeness, settings
from headwater.images import album, marks
from headwater.pipeline import picture, tend
from headwater.pipeline.tools import Manners
from headwater.store import desk_tables, fetches, hosts, ids, images, restrictions, schema
from images import making
from support.world import World, item, rss

if TYPE_CHECKING:
    from pytest_httpserver import HTTPServer

    from headwater.store import db

LICENCE = '<license xmlns="http://backend.userland.com/creativeCommonsRssModule">https://creativecommons.org/licenses/by/4.0/</license>'
FIRST, SECOND = "https://img.tide.example/a/gate.jpg", "https://img.tide.example/b/eels.jpg"
TEXT = "The keeper of the eastern gate counted nine boats at dawn, wrote them down in a green book and went to bed. " * 6
OTHER = "Eels were sold by the bucket under the old bridge, where a brass scale has hung since the year of the great frost. " * 6


def shown_image(url: str = FIRST, *, credit: str = "Ana Voss") -> model.Image:
    return model.Image(url=url, caption="The gate", credit=credit)


@pytest.fixture
def world(sqlite_store: db.Store, tmp_path: Path) -> World:
    """A world that fetches pictures."""
    return pictured(sqlite_store, tmp_path)


def pictured(store: db.Store, folder: Path) -> World:
    made = World(store=store, album=album.opened(folder / "album"), manners=Manners(pictures=True, picture_days=30))
    made.enrol()
    return made


def publish(world: World, slug: str, *found: model.Image, text: str = TEXT, others: tuple[str, ...] = ()) -> None:
    world.answers["https://tide.example/feed"] = rss(*(item(one, title=f"About {one}") for one in (*others, slug)), extra=LICENCE)
    world.page(slug, text=text, title=f"About {slug}", images=found)


def live(world: World) -> None:
    """Until nothing is due: what is digested wishes for pictures."""
    world.live()
    world.gather()


def rows(world: World) -> list[images.Kept]:
    with world.store.read() as conn:
        found = conn.execute(sa.select(desk_tables.image.c.id).order_by(desk_tables.image.c.url)).scalars().all()
        return [kept for one in found if (kept := images.get(conn, one))]


def one(world: World) -> images.Kept:
    [kept] = rows(world)
    return kept


def asked(world: World) -> list[str]:
    return [request.url for request in world.asked if request.purpose is model.Purpose.IMAGE]


def wishes(world: World) -> list[Any]:
    with world.store.read() as conn:
        return list(conn.execute(sa.select(schema.fetch_due).where(schema.fetch_due.c.purpose == "image")))


def files(world: World) -> list[Path]:
    assert world.album is not None
    root = Path(str(world.album._store.prefix))  # pyright: ignore[reportAttributeAccessIssue]
    return sorted(path for path in root.rglob("*") if path.is_file())


def of_article(world: World) -> dict[str, images.ImageShown]:
    with world.store.read() as conn:
        article = conn.execute(sa.select(schema.publication.c.article_id)).scalars().first()
        assert article
        return images.of_article(conn, article)


# ---- the good way ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_picture_of_an_open_licensed_article_becomes_ready(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    world = pictured(request.getfixturevalue(f"{which}_store"), tmp_path)
    publish(world, "gate", shown_image())
    world.answers[FIRST] = making.encoded(making.scene(1, (900, 600)), extra=marks.iim(pictures.Embedded(creator="Ana Voß")))
    live(world)
    kept = one(world)
    assert (kept.status, kept.blocked, kept.width, kept.height, kept.embedded.creator) == (images.Status.READY, False, 900, 600, "Ana Voß")
    assert [size.width for size in kept.sizes] == [320, 640, 900]
    assert len(kept.hashes or b"") == 28 * 8
    assert world.album and all((world.album.get(size.key) or b"").startswith(b"\xff\xd8") for size in kept.sizes)
    assert world.tally.counts["pictures"] == 1
    assert wishes(world) == []
    with world.store.read() as conn:
        served = images.served(conn, kept.id)
    assert served and served.visible


def test_nothing_is_shown_of_a_picture_before_it_was_had(world: World) -> None:
    publish(world, "gate", shown_image())
    world.live()
    assert one(world).status is images.Status.WANTED
    assert of_article(world) == {}
    assert asked(world) == []


def test_two_articles_with_one_picture_have_it_fetched_once(world: World) -> None:
    world.answers[FIRST] = making.encoded()
    publish(world, "gate", shown_image())
    live(world)
    publish(world, "eels", shown_image("https://img.tide.example/a/gate.jpg?w=300"), text=OTHER, others=("gate",))
    world.now += timedelta(hours=3)
    live(world)
    assert asked(world) == [FIRST]
    with world.store.read() as conn:
        assert len(images.shown_by(conn, one(world))) == 2


def test_without_an_open_licence_or_a_credit_nothing_is_asked_for(world: World) -> None:
    publish(world, "gate", shown_image(credit=""), shown_image(SECOND, credit="AFP"))
    live(world)
    assert rows(world) == []
    assert asked(world) == []
    world.answers["https://tide.example/feed"] = rss(item("eels", title="About eels"))
    world.page("eels", text=OTHER, title="About eels", images=(shown_image(),))
    world.now += timedelta(hours=3)
    live(world)
    assert rows(world) == []


def test_where_pictures_are_off_nothing_is_noted(world: World) -> None:
    world.manners = replace(world.manners, pictures=False)
    publish(world, "gate", shown_image())
    live(world)
    assert rows(world) == []


# ---- what speaks against it --------------------------------------------------------------------------------


@pytest.mark.parametrize(("reason", "final"), [
    (model.Refusal.ROBOTS, True), (model.Refusal.GUARD, True), (model.Refusal.GONE, True), (model.Refusal.LEGAL, True),
    (model.Refusal.TIMEOUT, False), (model.Refusal.RATE_LIMITED, False),
])  # fmt: skip
def test_a_refusal_is_remembered_and_tried_again_only_where_that_may_help(world: World, reason: model.Refusal, final: bool) -> None:
    publish(world, "gate", shown_image())
    world.answers[FIRST] = model.Refused(url=FIRST, reason=reason, detail="so it is")
    live(world)
    kept = one(world)
    assert kept.status is (images.Status.REFUSED if final else images.Status.WANTED)
    assert kept.reason == f"{reason}: so it is"
    assert len(wishes(world)) == (0 if final else 1)
    assert not kept.sizes
    if not final:
        world.answers[FIRST] = making.encoded()
        world.now += timedelta(minutes=6)
        live(world)
        assert one(world).status is images.Status.READY


@pytest.mark.parametrize("header", ["noimageindex", "noindex", "max-image-preview:none"])
def test_the_pictures_own_headers_are_obeyed(world: World, header: str) -> None:
    publish(world, "gate", shown_image())
    world.answers[FIRST] = world.response(FIRST, making.encoded(), x_robots_tag=header)
    live(world)
    assert one(world).status is images.Status.REFUSED
    assert header in one(world).reason
    assert files(world) == []


@pytest.mark.parametrize("body", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", making.encoded() + making.archive(), making.png(60_000, 60_000)])
def test_what_is_no_picture_is_kept_as_bad_and_nothing_of_it_is(world: World, body: bytes) -> None:
    publish(world, "gate", shown_image())
    world.answers[FIRST] = body
    live(world)
    assert one(world).status is images.Status.BAD
    assert files(world) == []
    assert [shown.is_ready for shown in of_article(world).values()] == [False]


def test_a_file_that_forbids_it_is_not_shown_but_its_words_are_kept(world: World) -> None:
    publish(world, "gate", shown_image())
    said = pictures.Embedded(instructions="NO ARCHIVE", data_mining="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED")
    world.answers[FIRST] = making.encoded(xmp=marks.xmp(said))
    live(world)
    kept = one(world)
    assert (kept.status, kept.reason, kept.embedded) == (images.Status.REFUSED, "its file says: NO ARCHIVE", said)
    assert files(world) == []


def test_a_host_that_is_busy_is_asked_later_and_nothing_is_counted(world: World) -> None:
    publish(world, "gate", shown_image())
    world.answers[FIRST] = model.Refused(url=FIRST, reason=model.Refusal.BUSY)
    live(world)
    [wish] = wishes(world)
    assert (wish.attempts, wish.due_at) == (0, world.now + picture.AGAIN)


def test_a_picture_of_an_article_that_is_hidden_meanwhile_is_not_fetched(world: World) -> None:
    publish(world, "gate", shown_image())
    world.answers[FIRST] = making.encoded()
    world.gather()
    world.digest()
    with world.store.write() as conn:
        conn.execute(sa.update(schema.publication).values(withheld=True))
    world.gather()
    assert asked(world) == []
    assert wishes(world) == []


# ---- what stays down ---------------------------------------------------------------------------------------


def take_down(world: World, image_id: str) -> notices.Decision:
    made = notices.Decision(
        id=notices.DecisionId(ids.new()), notice_id=None, made_at=world.now, made_by="somebody", action=notices.Action.HIDE_IMAGE,
        basis="legal", ground="copyright", reason="A picture of somebody else.", stay_down=True,
    )  # fmt: skip
    target = notices.Target(given=image_id, kind=notices.Kind.IMAGE, object_id=image_id)
    with world.store.write() as conn:
        restrict.impose(conn, made, [target], reference="HW-7K2M-9QXD", now=world.now)
    return made


@pytest.fixture
def down(world: World) -> World:
    """A world in which the picture of the first article was taken down."""
    publish(world, "gate", shown_image())
    world.answers[FIRST] = making.encoded(making.scene(7, (900, 600)))
    live(world)
    take_down(world, one(world).id)
    world.now += timedelta(hours=3)
    return world


def test_a_picture_taken_down_is_served_no_more_and_comes_back_when_that_is_undone(down: World) -> None:
    kept = one(down)
    assert kept.blocked
    assert not [shown for shown in of_article(down).values() if shown.is_ready]
    with down.store.read() as conn:
        decision = conn.execute(sa.select(desk_tables.restriction.c.decision_id)).scalars().first()
    assert decision
    with down.store.write() as conn:
        restrict.lift(conn, decision, now=down.now)
    assert not one(down).blocked
    assert [shown.is_ready for shown in of_article(down).values()] == [True]


def test_the_same_address_in_another_size_is_never_asked_for(down: World) -> None:
    again = "https://img.tide.example/a/gate-300x200.jpg?quality=60"
    publish(down, "eels", shown_image(again), text=OTHER, others=("gate",))
    down.answers[again] = making.encoded(making.scene(7, (300, 200)))
    live(down)
    assert asked(down) == [FIRST]
    assert one(down).blocked


def test_the_same_picture_resized_under_another_address_is_blocked_before_it_is_ready(down: World) -> None:
    publish(down, "eels", shown_image(SECOND), text=OTHER, others=("gate",))
    down.answers[SECOND] = making.encoded(making.scene(7, (900, 600)).resize((400, 267)).crop((20, 13, 380, 254)), quality=60)
    live(down)
    assert asked(down) == [FIRST, SECOND]
    first, second = rows(down)
    assert first.blocked and second.blocked
    assert down.tally.counts["blocked pictures"] == 1
    with down.store.read() as conn:
        served = images.served(conn, second.id)
    assert served and not served.visible


def test_what_decisions_wait_for_is_locked_before_the_host_and_never_twice(down: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """As by whoever releases, who holds the guard and then needs hosts: the other order is a deadlock on PostgreSQL."""
    seen: list[tuple[sa.Connection, str]] = []  # the connections are kept, so that each is one transaction
    guard, holds = restrictions.guard, hosts.holds

    def guarded(conn: sa.Connection, *, exclusive: bool) -> None:
        seen.append((conn, "alone" if exclusive else "shared"))
        guard(conn, exclusive=exclusive)

    def held(conn: sa.Connection, *given: Any) -> bool:
        seen.append((conn, "host"))
        return holds(conn, *given)

    monkeypatch.setattr(restrictions, "guard", guarded)
    monkeypatch.setattr(hosts, "holds", held)
    publish(down, "eels", shown_image(SECOND), shown_image("https://img.tide.example/a/other.jpg"), text=OTHER, others=("gate",))
    down.answers[SECOND] = making.encoded(making.scene(7, (900, 600)).resize((400, 267)))
    down.answers["https://img.tide.example/a/other.jpg"] = making.encoded(making.scene(8, (900, 600)))
    live(down)
    turns: dict[int, list[str]] = {}
    for conn, what in seen:
        turns.setdefault(id(conn), []).append(what)
    saves = [one for one in turns.values() if "host" in one and len(one) > 1]
    assert ["shared", "host"] in saves and ["alone", "host", "alone"] in saves
    assert [one for one in saves if one[0] == "host" or ("shared" in one and "alone" in one)] == []


def test_another_picture_is_not(down: World) -> None:
    publish(down, "eels", shown_image(SECOND), text=OTHER, others=("gate",))
    down.answers[SECOND] = making.encoded(making.scene(8, (900, 600)))
    live(down)
    assert [kept.blocked for kept in rows(down)] == [True, False]
    assert rows(down)[1].status is images.Status.READY


# ---- in time -----------------------------------------------------------------------------------------------


def tend_once(world: World) -> tend.Tender:
    tender = tend.Tender(world.tools)
    world.tally.join(tender.tick())
    return tender


def test_after_its_days_a_picture_is_fetched_anew_and_the_old_files_go(world: World) -> None:
    publish(world, "gate", shown_image())
    world.answers[FIRST] = making.encoded(making.scene(1))
    live(world)
    before = files(world)
    world.now += timedelta(days=29)
    tend_once(world)
    assert wishes(world) == []
    world.now += timedelta(days=2)
    tend_once(world)
    tend_once(world)
    assert len(wishes(world)) == 1
    assert one(world).status is images.Status.READY  # shown until the new one is there
    world.answers[FIRST] = making.encoded(making.scene(2))
    world.gather()
    assert asked(world) == [FIRST, FIRST]
    assert len(files(world)) == len(before)
    assert not set(files(world)) & set(before)


def test_a_picture_that_is_gone_when_it_is_fetched_anew_goes_here_too(world: World) -> None:
    publish(world, "gate", shown_image())
    world.answers[FIRST] = making.encoded()
    live(world)
    world.now += timedelta(days=31)
    del world.answers[FIRST]
    tend_once(world)
    world.gather()
    assert one(world).status is images.Status.REFUSED
    assert files(world) == []


def test_a_picture_that_no_article_shows_is_forgotten_unless_it_is_blocked(world: World) -> None:
    publish(world, "gate", shown_image(), shown_image(SECOND))
    world.answers |= {FIRST: making.encoded(making.scene(1)), SECOND: making.encoded(making.scene(2))}
    live(world)
    take_down(world, rows(world)[0].id)
    with world.store.write() as conn:
        conn.execute(sa.update(schema.publication).values(withheld=True))
    world.now += timedelta(days=31)
    tend_once(world)
    assert [kept.url for kept in rows(world)] == [FIRST]
    assert {path.name.partition("-")[0] for path in files(world)} == {one(world).id}


def test_a_lost_wish_is_made_again(world: World) -> None:
    publish(world, "gate", shown_image())
    world.gather()
    world.digest()
    with world.store.write() as conn:
        fetches.done(conn, wishes(world)[0].id)
    tend_once(world)
    assert len(wishes(world)) == 1


# ---- the house's own client --------------------------------------------------------------------------------


class Polite(World):
    """A world whose pictures are fetched over real HTTP by the house's client."""

    allowed: tuple[str, ...] = ("127.0.0.0/8",)

    async def get(self, request: model.Request) -> model.Response | model.NotModified | model.Refused:
        if request.purpose is not model.Purpose.IMAGE:
            return await super().get(request)
        chosen = settings.Settings(allowed_networks=self.allowed, default_delay_s=0.01)
        async with client.Client(chosen, turns=politeness.LocalTurns(), robots_cache=politeness.MemoryRobots()) as house:
            return await house.get(request)


@pytest.mark.parametrize(("rules", "allowed", "paths", "status"), [
    ("User-agent: *\nDisallow: /private/", ("127.0.0.0/8",), ["/robots.txt", "/images/gate.jpg"], "ready"),
    ("User-agent: *\nDisallow: /images/", ("127.0.0.0/8",), ["/robots.txt"], "refused"),
    ("User-agent: headwater\nDisallow: /\n\nUser-agent: *\nAllow: /", ("127.0.0.0/8",), ["/robots.txt"], "refused"),
    ("", (), [], "refused"),
], ids=["allowed", "forbidden to all", "forbidden to us", "a private network"])  # fmt: skip
def test_robots_of_the_pictures_host_and_the_guard_are_obeyed(
    sqlite_store: db.Store, tmp_path: Path, httpserver: HTTPServer, rules: str, allowed: tuple[str, ...], paths: list[str], status: str
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data(rules, content_type="text/plain")
    httpserver.expect_request("/images/gate.jpg").respond_with_data(making.encoded(), content_type="image/jpeg")
    world = Polite(store=sqlite_store, album=album.opened(tmp_path / "album"), manners=Manners(pictures=True))
    world.allowed = allowed
    world.enrol()
    publish(world, "gate", shown_image(httpserver.url_for("/images/gate.jpg")))
    live(world)
    assert [request.path for request, _ in httpserver.log] == paths
    assert one(world).status == status

"""Gathering many hosts at once: who waits for whom, whose turn it is, and what is saved together."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from headwater import errors, model, urls
from headwater.fetch import politeness
from headwater.pipeline import enrol, gather, places, saver, turns
from headwater.pipeline.tools import Manners, Readers
from headwater.store import db, feeds, hosts, schema
from support.world import START, World, item, rss


@pytest.fixture
def world(store: db.Store) -> World:
    """On both databases."""
    return World(store, manners=Manners(hosts_at_once=4))


@dataclass
class Politely:
    """Asks the fake web within the hosts' turns, as the client does; some hosts hang."""

    world: World
    gatherer: gather.Gatherer = field(init=False)
    hanging: set[str] = field(default_factory=set)
    seconds: float = 0.01
    out: int = 0
    most: int = 0
    ended: dict[str, float] = field(default_factory=dict)
    before: Callable[[str], Awaitable[None]] | None = None

    def __post_init__(self) -> None:
        queue = turns.StoreTurns(self.world.tools)
        self.gatherer = gather.Gatherer(
            tools=self.world.tools, get=self.get, readers=Readers(self.world.pool), turns=queue, on_tally=self.world.tally.join,
        )

    async def get(self, request: model.Request) -> model.Response | model.NotModified | model.Refused:
        host = urls.host(request.url)
        assert await self.gatherer.turns.take(host, delay=2.0)
        self.out += host not in self.hanging
        self.most = max(self.most, self.out)
        try:
            if self.before:
                await self.before(host)
            await asyncio.sleep(30.0 if host in self.hanging else self.seconds)
            return await self.world.get(request)
        finally:
            self.out -= host not in self.hanging
            self.ended[host] = time.monotonic()
            await self.gatherer.turns.give(host, delay=2.0, backoff=None)

    def run(self, *, patience: float = 20.0) -> float:
        """Gather until idle; how long it took."""
        start = time.monotonic()
        asyncio.run(asyncio.wait_for(gather.gather(self.gatherer, stop=asyncio.Event(), until_idle=True), patience))
        return time.monotonic() - start


def _enrol(world: World, *names: str) -> None:
    for name in names:
        world.enrol(f"https://{name}.example/feed", name=name)
        world.answers[f"https://{name}.example/feed"] = rss(title=name)


def _polled(world: World) -> dict[str, model.FeedHistory]:
    with world.store.read() as conn:
        return {urls.host(one.feed.url).removesuffix(".example"): one.history for one in feeds.every(conn)}


def test_26_hosts_that_do_not_answer_take_no_place_from_the_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "SLOW", 0.3)
    hung, quick = [f"hung{n}" for n in range(6)], [f"quick{n}" for n in range(12)]
    _enrol(world, *hung, *quick)
    polite = Politely(world, hanging={f"{name}.example" for name in hung})
    begun = time.monotonic()
    polite.run()
    late = max(polite.ended[f"{name}.example"] for name in quick) - begun
    assert late < 3.0
    assert polite.most <= 4
    histories = _polled(world)
    assert all(histories[name].succeeded_at for name in quick)
    assert all("timeout" in histories[name].last_error for name in hung)


def test_26_a_run_that_is_to_end_waits_no_longer_for_a_host_that_hangs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "SLOW", 0.3)
    _enrol(world, "hung", "quick")
    assert Politely(world, hanging={"hung.example"}).run() < 5.0
    with world.store.read() as conn:
        row = conn.execute(sa.select(schema.host).where(schema.host.c.name == "hung.example")).one()
    assert (row.lease_owner, row.failures) == (None, 1)
    assert _polled(world)["hung"].failures == 1


def test_26_who_polls_one_slow_feed_alone_waits_for_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "SLOW", 0.3)
    _enrol(world, "slow")
    polite = Politely(world)
    polite.seconds = 1.5
    polite.run()
    assert _polled(world)["slow"].failures == 0


def test_26_the_pause_of_a_host_that_failed_holds_up_no_run_in_which_others_were_visited(world: World) -> None:
    _enrol(world, "failed", "quick")
    _rests(world, "failed")
    assert Politely(world).run() < 5.0
    polled = _polled(world)
    assert polled["quick"].polled_at and polled["failed"].polled_at is None


def test_26_who_polls_a_feed_alone_waits_for_the_pause_of_its_host(world: World) -> None:
    _enrol(world, "failed")
    _rests(world, "failed")
    with pytest.raises(TimeoutError):  # time stands still here
        Politely(world).run(patience=1.0)


def _rests(world: World, name: str) -> None:
    """Its last request failed, and it may be asked again in half a minute."""
    rests = {"failures": 1, "next_allowed_at": world.now + timedelta(seconds=30)}
    with world.store.write() as conn:
        conn.execute(sa.update(schema.host).where(schema.host.c.name == f"{name}.example").values(rests))


def test_26_hosts_that_were_slow_get_a_quarter_of_the_places(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _enrol(world, *(f"slow{n}" for n in range(5)), *(f"quick{n}" for n in range(3)))
    polite = Politely(world)
    polite.gatherer.turns.places.slow.update({f"slow{n}.example": None for n in range(5)})
    leased = polite.gatherer._lease(8, False)
    assert sorted(one.name for one, _ in leased) == ["quick0.example", "quick1.example", "quick2.example", "slow0.example"]
    polite.gatherer.turns.places.overdue.add("slow0.example")
    assert polite.gatherer._lease(8, False) == []


def test_a_slow_host_that_answers_quickly_again_is_slow_no_more() -> None:
    async def ask() -> tuple[int, int]:
        those = places.Places(2)
        those.slow["a.example"] = None
        await those.take("a.example")
        before = len(those.slow)
        those.give("a.example")
        return before, len(those.slow)

    assert asyncio.run(ask()) == (1, 0)


def test_no_more_requests_are_out_at_once_than_there_are_places(world: World) -> None:
    _enrol(world, *(f"h{n}" for n in range(20)))
    polite = Politely(world, seconds=0.05)
    polite.run()
    assert polite.most == 4
    assert all(one.succeeded_at for one in _polled(world).values())


def test_27_a_host_of_many_feeds_has_its_pages_read_between_them(world: World) -> None:
    one = enrol.Enrolment(name="Many", home_url="https://many.example/", feed_urls=tuple(f"https://many.example/{n}" for n in range(40)))
    enrol.enrol_all(world.store, [one], now=world.now)
    for number in range(40):
        world.answers[f"https://many.example/{number}"] = rss(item(f"page{number}", host="many.example"))
        world.page(f"page{number}", text="", host="many.example")
    world.gather()
    asked = [request.purpose for request in world.asked]
    assert asked.count(model.Purpose.FEED) == 40
    half = asked[: len(asked) // 2]
    assert 12 <= half.count(model.Purpose.PAGE) <= 26


def test_27_a_document_that_takes_long_to_save_holds_up_no_fetch_of_another_host(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _enrol(world, "long", "other")
    saving, asked = threading.Event(), threading.Event()
    real = feeds.remember

    def slowly(conn: sa.Connection, *histories: model.FeedHistory) -> None:
        if not saving.is_set():
            saving.set()
            assert asked.wait(5)
        real(conn, *histories)

    async def before(host: str) -> None:
        if host == "other.example":
            await asyncio.to_thread(saving.wait, 5)
            asked.set()

    monkeypatch.setattr(feeds, "remember", slowly)
    polite = Politely(world, before=before)
    polite.run()
    assert all(one.succeeded_at for one in _polled(world).values())


def test_a_full_pool_stops_pages_and_no_feeds(world: World) -> None:
    _enrol(world, "first")
    world.answers["https://first.example/feed"] = rss(item("lock", host="first.example"))
    world.gather()
    world.now += timedelta(days=2)
    polite = Politely(world)
    with world.store.write() as conn:
        conn.execute(sa.delete(schema.fetch_due))
        for number, (host, at) in enumerate((("first.example", world.now), ("pages.example", world.now))):
            conn.execute(sa.insert(schema.fetch_due).values(
                id=f"w{number}", host=host, url=f"https://{host}/x", purpose="page", article_id=str(number), due_at=at,
                attempts=0, last_reason=""))  # fmt: skip
            hosts.need(conn, host, at)
        feeds.poll_now(conn, None, now=world.now)
    full = polite.gatherer._lease(8, True)
    assert [(one.name, owed.feed is not None, owed.wish) for one, owed in full] == [("first.example", True, None)]
    assert [(one.name, owed.wish is not None) for one, owed in polite.gatherer._lease(8, False)] == [("pages.example", True)]


# ---- saved together ----------------------------------------------------------------------------------------


@dataclass
class Party:
    """Visits of leased hosts that are saved together."""

    world: World
    saver: saver.Saver = field(init=False)

    def __post_init__(self) -> None:
        self.saver = saver.Saver(self.world.tools)

    def save(self, jobs: dict[str, Callable[[sa.Connection], None]]) -> dict[str, object]:
        """Run each host's job within its visit; what each gave, or its error."""
        now = self.world.now
        with self.world.store.write() as conn:
            for name in jobs:
                hosts.need(conn, name, now)
            leases = hosts.lease_due(conn, "test", now=now, limit=99, seconds=60)

        async def visit(lease: hosts.HostLease) -> object:
            turns.VISIT.set(turns.Visit(
                owner="test", came_for=lease.name, fences={lease.name: lease.fence}, saver=self.saver, allowed_at=now + timedelta(seconds=2)))  # fmt: skip

            def save() -> str:
                with turns.saving(self.world.tools) as conn:
                    jobs[lease.name](conn)
                return f"saved {lease.name}"

            return await turns.saved(save)

        async def all_of_them() -> list[object]:
            return await asyncio.gather(*map(visit, leases), return_exceptions=True)

        return dict(zip((one.name for one in leases), asyncio.run(all_of_them()), strict=True))

    def rows(self) -> dict[str, sa.Row]:
        with self.world.store.read() as conn:
            return {row.name: row for row in conn.execute(sa.select(schema.host))}


def _note(name: str) -> Callable[[sa.Connection], None]:
    return lambda conn: hosts.need(conn, f"note-of-{name}", START)


def test_visits_that_end_together_are_one_transaction_and_each_host_is_let_go(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saver, "LONGEST", 10.0)
    begun, real = [], db.Store.write

    def counted(store: db.Store) -> object:
        begun.append(1)
        return real(store)

    party = Party(world)
    names = [f"h{n}.example" for n in range(10)]
    monkeypatch.setattr(db.Store, "write", counted)
    found = party.save({name: _note(name) for name in names})
    assert found == {name: f"saved {name}" for name in names}
    assert len(begun) == 2  # the leasing, and all ten
    rows = party.rows()
    assert all(rows[name].lease_owner is None and rows[name].next_allowed_at == world.now + timedelta(seconds=2) for name in names)
    assert all(f"note-of-{name}" in rows for name in names)


def test_a_visit_that_fails_loses_alone_what_it_wrote(world: World) -> None:
    def fail(conn: sa.Connection) -> None:
        hosts.need(conn, "never.example", world.now)
        raise ValueError("a fault of this visit")

    party = Party(world)
    found = party.save({"a.example": _note("a"), "bad.example": fail, "c.example": _note("c")})
    assert isinstance(found["bad.example"], ValueError)
    assert (found["a.example"], found["c.example"]) == ("saved a.example", "saved c.example")
    rows = party.rows()
    assert {"note-of-a", "note-of-c"} <= set(rows)
    assert "never.example" not in rows
    assert rows["bad.example"].lease_owner == "test"


def test_a_stale_visit_loses_alone(world: World) -> None:
    party = Party(world)
    jobs = {"a.example": _note("a"), "gone.example": _note("gone")}
    real = hosts.held

    def held(conn: sa.Connection, owner: str, names: set[str]) -> dict[str, int]:
        conn.execute(sa.update(schema.host).where(schema.host.c.name == "gone.example").values(lease_owner="another", fence=99))
        return real(conn, owner, names)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hosts, "held", held)
        found = party.save(jobs)
    assert found["a.example"] == "saved a.example"
    assert isinstance(found["gone.example"], turns.Stale)
    rows = party.rows()
    assert "note-of-gone" not in rows
    assert rows["gone.example"].lease_owner == "another"


def test_a_transaction_that_fails_as_a_whole_is_done_again_visit_by_visit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real = hosts.close_all

    def once(conn: sa.Connection, owner: str, closings: list[hosts.Closing]) -> None:
        if len(closings) > 1:
            raise errors.Transient("the database went away", retry_after=1.0)
        real(conn, owner, closings)

    monkeypatch.setattr(hosts, "close_all", once)
    party = Party(world)
    found = party.save({"a.example": _note("a"), "b.example": _note("b")})
    assert found == {"a.example": "saved a.example", "b.example": "saved b.example"}
    assert all(party.rows()[name].lease_owner is None for name in ("a.example", "b.example", "note-of-a", "note-of-b"))


def test_a_store_that_breaks_while_it_is_looked_at_again_leaves_no_visit_waiting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    party, real, failures = Party(world), db.Store.write, [OSError("the disk is gone"), errors.Transient("locked")]

    def write(store: db.Store) -> object:
        if threading.current_thread() is not threading.main_thread() and failures:
            raise failures.pop()
        return real(store)

    monkeypatch.setattr(db.Store, "write", write)
    found = party.save({"a.example": _note("a"), "b.example": _note("b")})
    assert failures == [] and all(isinstance(one, errors.Transient) for one in found.values())


def test_what_the_database_says_of_one_visit_is_asked_again_alone(world: World) -> None:
    tried: list[str] = []

    def locked_out(conn: sa.Connection) -> None:
        tried.append("x")
        _note("locked")(conn)
        if len(tried) == 1:
            raise exc.OperationalError("UPDATE", {}, Exception("deadlock detected"))

    def broken(conn: sa.Connection) -> None:
        conn.execute(sa.text("SELECT no_such_column FROM host"))

    found = Party(world).save({"a.example": _note("a"), "locked.example": locked_out, "z.example": broken})
    assert (found["a.example"], found["locked.example"]) == ("saved a.example", "saved locked.example")
    assert isinstance(found["z.example"], Exception)
    assert {"note-of-a", "note-of-locked"} <= set(Party(world).rows())


def test_what_a_long_transaction_leaves_is_saved_in_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saver, "LONGEST", 0.0)
    names = [f"h{n}.example" for n in range(5)]
    assert Party(world).save({name: _note(name) for name in names}) == {name: f"saved {name}" for name in names}


def test_robots_of_leased_hosts_are_read_with_them_and_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _enrol(world, "a", "b")
    polite = Politely(world)
    robots = polite.gatherer.turns.robots
    cached = politeness.CachedRobots(body=b"User-agent: *\n", read_at=world.now, good_until=world.now + timedelta(hours=1))
    asyncio.run(robots.put("https://a.example", cached))
    robots.known.clear()
    polite.gatherer._lease(8, False)
    monkeypatch.setattr(hosts, "robots_get", lambda *_: pytest.fail("read again"))
    assert asyncio.run(robots.get("https://a.example")) == cached
    monkeypatch.undo()
    world.now += timedelta(hours=2)
    newer = replace(cached, good_until=world.now + timedelta(hours=1), etag="2")
    asyncio.run(turns.StoreTurns(world.tools).robots.put("https://a.example", newer))
    assert asyncio.run(robots.get("https://a.example")) == newer  # what is too old is looked up: another process may have asked


def test_a_store_that_is_busy_when_hosts_are_leased_ends_no_worker(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _enrol(world, "one")
    lease_due, busy = hosts.lease_due, [True, True]

    def sometimes(*given: object, **named: object) -> list[hosts.HostLease]:
        if busy:
            busy.pop()
            raise errors.Transient("another thread holds it")
        return lease_due(*given, **named)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(hosts, "lease_due", sometimes)

    async def run() -> None:
        gatherer = gather.Gatherer(
            tools=world.tools, get=world.get, readers=Readers(world.pool), turns=turns.StoreTurns(world.tools), on_tally=world.tally.join
        )
        await gather.gather(gatherer, stop=asyncio.Event(), until_idle=True)

    asyncio.run(run())
    assert busy == []
    assert all(history.polled_at for history in _polled(world).values())


def test_an_answer_that_asks_for_a_rest_counts_as_a_failure_of_the_host_and_a_good_one_ends_it(world: World) -> None:
    _enrol(world, "quick")

    def visited(backoff: float | None) -> int:
        async def visit() -> None:
            queue = turns.StoreTurns(world.tools)
            own = turns.Visit(owner=world.tools.owner, came_for="quick.example")
            turns.VISIT.set(own)
            assert await queue.take("quick.example", delay=2.0)
            await queue.give("quick.example", delay=2.0, backoff=backoff)
            with world.store.write() as conn:
                turns.close(conn, own)

        asyncio.run(visit())
        with world.store.write() as conn:
            conn.execute(sa.update(schema.host).values(next_allowed_at=world.now))
            return conn.execute(sa.select(schema.host.c.failures)).scalar_one()

    assert [visited(30.0), visited(60.0), visited(None)] == [1, 2, 0]

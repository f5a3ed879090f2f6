"""What the robots.txt of each host says about reuse counts for the pages of that host, and for the paths that it names."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import sqlalchemy as sa

from headwater import model
from headwater.fetch.politeness import CachedRobots
from headwater.pipeline import allow, robots
from headwater.store import codec, hosts, retention, schema
from support.world import World, item, rss


def says(world: World, origin: str, body: str) -> None:
    with world.store.write() as conn:
        hosts.robots_put(conn, origin, hosts.Robots(status=200, body=body.encode(), fetched_at=world.now))


def allowances(world: World) -> dict[str, model.Allowance]:
    query = sa.select(schema.article.c.reference_url, schema.article.c.allowance)
    with world.store.read() as conn:
        return {row.reference_url.rpartition("/")[2]: codec.load(model.Allowance, row.allowance) for row in conn.execute(query)}


def test_signals_are_taken_from_the_host_of_the_page_and_not_of_its_feed(world: World) -> None:
    says(world, "https://feeds.tide.example", "User-agent: *\nContent-Signal: search=no\n")
    says(world, "https://tide.example", "User-agent: *\nContent-Usage: /news/closed train-ai=n, search=n\nLicense: https://tide.example/rsl.xml\n")
    says(world, "https://cdn.example", "User-agent: *\nContent-Signal: search=no\n")
    feed = "https://feeds.tide.example/feed"
    world.enrol(feed)
    world.answers[feed] = rss(item("open"), item("closed"))
    world.gather()
    found = allowances(world)
    assert (found["open"].view, found["closed"].view) == (model.View.EXCERPT, model.View.LINK_ONLY)
    assert {reason.rule for reason in found["open"].reasons} == {"unknown-rights", "rsl-licence"}
    assert {reason.where for reason in found["closed"].reasons} == {"default", "robots.txt"}


def test_a_group_of_our_own_replaces_that_of_everyone_and_lines_outside_groups_count_always(world: World) -> None:
    says(world, "https://tide.example", "Content-Signal: ai-train=no\nUser-agent: *\nContent-Signal: search=no\nUser-agent: headwater\nAllow: /\n")
    with world.store.read() as conn:
        rules = [signal.rule for signal in allow.of_host(conn, "https://tide.example/news/a")]
        assert rules == ["content-signal-ai-train"]
        assert allow.of_host(conn, "http://tide.example/news/a") == (), "another scheme is another host, RFC 9309, 2.3"
        assert allow.of_host(conn, "https://tide.example:8443/news/a") == ()


def test_a_copy_that_cannot_be_read_anew_is_kept_with_when_that_began(world: World) -> None:
    origin, began = "https://tide.example", world.now
    copy = CachedRobots(body=b"User-agent: *\nDisallow: /x\n", read_at=began - timedelta(days=1), failures=12, problem="status 503",
                        unreachable_since=began, retry_at=began + timedelta(days=40))
    world.now += timedelta(days=40)
    asyncio.run(robots.StoreRobots(world.tools).put(origin, copy))
    with world.store.write() as conn:
        assert retention.robots(conn, before=world.now - timedelta(days=30)) == 0
    assert asyncio.run(robots.StoreRobots(world.tools).get(origin)) == copy
